"""Who programmes never reach, in two tables: of all who may enter, and by age."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from esarisk.names import AGE_CLASSES
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.tables.sweep import never
from esarisk.report.writers.terminal import note, told

Rows = Sequence[Mapping[str, Any]]
COUNTED = (
    "Reached are those who started in the projection, in baseline provision or beyond it, and are still on the benefit "
    "at its end; nobody is taken to start both, so the most are reached that can be. Starts are spread over ages and "
    "sexes as the people of a phase and time since claim are. Phases are where people stand at the end: who started in "
    "one and moved on counts in the other."
)


def coverage_text(rows: Rows) -> str:
    """Who each programme never reaches with so much more money."""
    words = (
        "Each programme alone, with so much more than its baseline provision; people of the phases that it may take, "
        f"at the end of the projection. {COUNTED}"
    )
    return told(coverage_table(rows), age_table(rows), note(words))


def coverage_table(rows: Rows) -> Table:
    """Starts of baseline provision, those that more money buys, and the share of people never reached."""
    columns = (
        Column("starts_baseline", "Starts of baseline", "people", None),
        Column("starts_more", "More starts", "people", None, "+"),
        Column("people", "People who may enter", "people", None),
        never("never_reached", "Never reached"),
        never("of_condition", "Of those with its condition"),
        never("of_everybody", "Of all on the benefit"),
    )
    caption, frame = f"Who is never reached with {_more(rows)}", pd.DataFrame(rows).set_index("programme")
    return Table("coverage", caption, "Programme", columns, frame, _provided(rows), _marks(rows))


def age_table(rows: Rows) -> Table:
    """The share of people never reached by age band."""
    columns = tuple(never(band, band) for band in AGE_CLASSES)
    shares = {row["programme"]: row["by_age_band"] for row in rows}
    frame = pd.DataFrame.from_dict(shares, orient="index", columns=list(AGE_CLASSES), dtype=float)
    caption = f"Never reached by age with {_more(rows)}"
    return Table("coverage_by_age", caption, "Programme", columns, frame, (), _marks(rows))


def _more(rows: Rows) -> str:
    """The money and the projection."""
    return f"£{figure(rows[0]['more'], None)} million a year more, vintage {rows[0]['vintage']}"


def _marks(rows: Rows) -> dict[str, str]:
    """A star for programmes of baseline provision."""
    return {row["programme"]: "*" for row in rows if row["baseline"]}


def _provided(rows: Rows) -> tuple[str, ...]:
    """What those of baseline provision mean here, and where more money brings nobody."""
    based = [row for row in rows if row["baseline"]]
    given = [f"{row['programme']} (£{figure(row['baseline'], None)} million a year)" for row in based]
    idle = [row["programme"] for row in based if not row["starts_more"]]
    said = f"* the baseline provides it already: {', '.join(given)}. Those who start in it count as reached."
    none = f"Of {', '.join(idle)} more money buys no more starts: there are no more people for it."
    return (*([said] if given else []), *([none] if idle else []))
