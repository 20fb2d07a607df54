"""A table as tidy CSV: one number a row, with what it is of and its unit; any strict reader takes it."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from esarisk.report.exhibits.table import Column, Table

MEASURE, VALUE, UNIT = "measure", "value", "unit"


def csv_text(table: "Table") -> str:
    """A table as CSV: row name and words, then measure, value and unit [text].

    Values are those of print before rounding: a share that is printed in per cent is in per cent.
    """
    return tidy(table).to_csv(index=False)


def tidy(table: "Table") -> pd.DataFrame:
    """One number a row: names of the row, measure, value and unit; blanks where there is no number."""
    words = [one for one in table.columns if table.wordy(one.key)]
    names = {table.row_heading.lower(): [str(name) for name in table.frame.index]}
    names |= {one.heading.lower(): list(table.frame[one.key]) for one in words}
    parts = [
        pd.DataFrame({**names, MEASURE: measure, VALUE: _numbers(table, one, key), UNIT: one.unit})
        for one in table.columns if one not in words
        for key, measure in zip(one.keys, _measures(one), strict=True)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(names)


def _measures(column: "Column") -> list[str]:
    """What each number of a column is called: its heading, and its end or its error."""
    heading = column.heading or column.key
    first = [f"{heading}, low", f"{heading}, high"] if column.to else [heading]
    return [*first, *([f"{heading}, half-width"] if column.error else [])]


def _numbers(table: "Table", column: "Column", key: str) -> list[float]:
    """Numbers in the unit of print; yes is one and no is nought."""
    values = pd.to_numeric(table.frame[key], errors="coerce").astype(float)
    return [float(value) + 0.0 for value in np.round(values * column.scale, 9)]
