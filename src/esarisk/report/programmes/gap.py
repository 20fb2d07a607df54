"""The disability employment gap in tables: years to halve it, and what a programme adds to the trend."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from esarisk.policy.programmes import Programme
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import POINTS
from esarisk.report.programmes.sources import sources_line
from esarisk.report.writers.terminal import note, told

Rows = Sequence[Mapping[str, Any]]


def gap_text(programme: Programme, starts: float, rows: Rows, jobs: Rows) -> str:
    """Years to halve the gap by each arithmetic, and what a programme adds to the trend."""
    return told(gap_table(rows), jobs_table(programme, starts, jobs), note(sources_line(programme)))


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


def jobs_table(programme: Programme, starts: float, jobs: Rows) -> Table:
    """Jobs of a programme as points of the gap, and years to halve it with them."""
    columns = (
        Column("people_a_year", "Jobs a year", "people", 0),
        Column("points_of_one_year", "Of one year", POINTS, 3),
        Column("points_in_the_end", "In the end", POINTS, 3),
        Column("years_at_the_trend", "To halve it at the trend", "years", 1),
        Column("years_with_it", "To halve it with these jobs", "years", 1),
    )
    caption = f"{programme.card.title}, {figure(starts, 0)} starts a year: its jobs in the gap"
    return Table("gap_jobs", caption, "Jobs", columns, pd.DataFrame(jobs).set_index("jobs"))
