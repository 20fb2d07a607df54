"""Tables as an Excel workbook to the government's standard: cover, contents, notes, one table a sheet."""

import warnings
from collections.abc import Mapping, Sequence
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from esarisk.report.exhibits.numbers import DASH
from esarisk.report.exhibits.table import Series, Table

if TYPE_CHECKING:
    from datetime import datetime

    from gptables import GPTable

COVER_WIDTH = 90
"""Letters of a line of the cover."""
LONGEST_SHEET = 31
"""Letters that Excel allows the name of a sheet."""
NO_FIGURE = "[x]"
LEGEND = f"{NO_FIGURE} no figure: not published, not judged, or not known."


def workbook(
    title: str, cover: Mapping[str, Sequence[str]], tables: Sequence[Table], made: "datetime"
) -> bytes:
    """A workbook of tables, one a sheet, dated when the run was made: the same run gives the same file.

    Parameters
    ----------
    cover : heading → lines of the cover
    """
    from gptables import Cover, produce_workbook

    buffer = BytesIO()
    told = [f"{heading}: {text}" for heading, texts in cover.items() for text in texts]
    lines = [line for text in told for line in wrap(text, COVER_WIDTH)]  # wrapped cells hide in print
    notes = list(dict.fromkeys(note for table in tables for note in table.notes))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of pandas, inside the library
        book = produce_workbook(
            buffer,
            {one.name[:LONGEST_SHEET]: sheet(one, notes) for one in tables},
            cover=Cover(title=title, intro=lines, cover_label="Cover", width=COVER_WIDTH),
            notes_table=pd.DataFrame({"Note": map(_reference, range(len(notes))), "What it says": notes}),
            workbook_options={"in_memory": True},
        )
        book.set_properties({"title": title, "created": made})
        book.close()
    return buffer.getvalue()


def sheet(table: Table, notes: Sequence[str]) -> "GPTable":
    """A table as one sheet: numbers as numbers, units in their headings, no figure as a mark.

    Parameters
    ----------
    notes : of the whole workbook; the title refers to the table's own
    """
    from gptables import GPTable

    frame = pd.DataFrame(table.names).replace(DASH, NO_FIGURE)
    frame[table.row_heading] = [name for name, _ in table.rows]
    for one in table.series:
        shown = (one.values + 0.0).astype(object).where(one.values.notna(), NO_FIGURE)
        frame[_heading(one)] = shown.to_numpy()
    return GPTable(
        table=frame,
        table_name=table.name,
        title=table.caption + "".join(f"$${_reference(notes.index(one))}$$" for one in table.notes),
        legend=[LEGEND] if (frame == NO_FIGURE).to_numpy().any() else [],
        additional_formatting=[_format(one) for one in table.series],
    )


def _heading(one: Series) -> str:
    """What a column of numbers is called, with its unit."""
    return f"{one.measure} ({one.column.unit})" if one.column.unit else one.measure


def _format(one: Series) -> dict[str, Any]:
    """How a column of numbers is shown; the number itself is whole."""
    places = 3 if one.column.places is None else one.column.places
    number = "#,##0" + (f".{'0' * places}" if places else "")
    signed = f"+{number};-{number};0" if one.column.sign else number
    return {"column": {"columns": [_heading(one)], "format": {"num_format": signed, "align": "right"}}}


def _reference(place: int) -> str:
    """What a note is called inside the workbook; readers see its number."""
    return f"note{place}"
