"""The disability employment gap in tables: years to halve it, and what a programme adds to the trend."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.sources import sources_line
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import POINTS, TENTHS
from esarisk.report.writers.terminal import note, told

if TYPE_CHECKING:
    from esarisk.analysis.evidence.gap import Jobs

Rows = Sequence[Mapping[str, Any]]


TOLD = (
    ("people", "In work", "people", 0),
    ("points", "Gap closed", POINTS, 3),
    ("years_with_it", "To halve it with them", "years", 1),
)


def gap_text(line: str, rows: Rows, jobs: "Jobs", closed: Rows) -> str:
    """Years to halve the gap by each arithmetic, and what programmes add to the trend."""
    sources = (note(sources_line(jobs.programme)),) if jobs.programme else ()
    return told(note(line), gap_table(rows), jobs_table(jobs, closed), *sources)


def gap_table(rows: Rows) -> Table:
    """Years to halve the gap by each arithmetic."""
    columns = (
        Column("definition", "Definition"),
        Column("gap", "Gap", POINTS, 1),
        Column("narrowing", "Narrowing", f"{POINTS} a year", 3),
        Column("years_to_halve", "To halve it", "years", 0),
    )
    notes = (
        "The answer turns on definition and window: keep both beside the number.",
        "Source: parameters gap.* (`esarisk show gap.series`).",
    )
    caption, frame = (
        "Years to halve the disability employment gap",
        pd.DataFrame(rows).set_index("arithmetic"),
    )
    return Table("gap_years", caption, "Arithmetic", columns, frame, notes)


def jobs_table(jobs: "Jobs", rows: Rows) -> Table:
    """Jobs as points of the gap closed, and years to halve it with them."""
    drawn = f"{TOLD[0][0]}_low" in rows[0]
    columns: list[Column] = []
    for key, words, unit, places in TOLD:
        sign = "+" if key == "points" else ""
        columns.append(Column(key, words, unit, places, sign))
        columns += [Column(f"{key}_low", TENTHS, unit, places, sign, to=f"{key}_high")] if drawn else []
    columns.append(Column("years_at_the_trend", "At the trend alone", "years", 1))
    spent = ""
    if jobs.offered is not None and jobs.spent is not None:
        offered, paid = (figure(amount, None) for amount in (jobs.offered, jobs.spent))
        spent = f" Money beyond baseline provision: £{offered} million a year offered, £{paid} million spent."
    words = (
        f"In the last year of {jobs.years}, beside baseline provision: people whom programmes have in work by then, "
        f"less those displaced. To halve the gap: as if so many stayed in work and the trend went on.{spent}"
    )
    frame = pd.DataFrame(rows).set_index("jobs")
    return Table("gap_jobs", f"{jobs.words}: its jobs in the gap", "Jobs", tuple(columns), frame, (words,))
