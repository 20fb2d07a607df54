"""The twin gate: cohort engine and person engine beside each other."""

from typing import Any

import pandas as pd

from esarisk.report.exhibits.table import Column, Table
from esarisk.report.writers.terminal import note, told

LAST_BITS = 1e15
"""The engines are apart by so small a share that it is printed in this many parts."""


def twin_text(record: dict[str, Any], seen: str) -> str:
    """What the gate compared, what it found, and whether it passes; seen is vintage, view and scenario in words."""
    return told(note(f"Twin gate, {seen}."), exact_table(record), twin_table(record))


def exact_table(record: dict[str, Any]) -> Table:
    """One month, with nothing drawn: how far the engines are apart in each thing."""
    columns = (
        Column("numbers", "Numbers compared", "", 0),
        Column("largest", "Furthest apart", "10⁻¹⁵ of the larger", 2, scale=LAST_BITS),
    )
    frame = pd.DataFrame(record["exact"]).set_index("what")
    return Table("twin_exact", "The two engines over one month, exactly", "What", columns, frame)


def twin_table(record: dict[str, Any]) -> Table:
    """Expected and found people, flow by flow, of all groups."""
    columns = (
        Column("expected", "Cohort engine", "people", 0),
        Column("found", "Person engine", "people", 0),
        Column("z", "Apart", "standard errors", 1, "+"),
    )
    frame = pd.DataFrame(record["pooled"], index=[_flow(one) for one in record["pooled"]])
    caption = f"The two engines beside each other, all groups, {record['people']:,} people simulated"
    return Table("twin_flows", caption, "Flow", columns, frame, (_compared(record), *_verdict(record)))


def _flow(one: dict[str, Any]) -> str:
    """A pooled flow in words; a stock is of a year of the run, a flow of all years of the horizon."""
    year = f", year {one['year'] + 1} of the run" if one["year"] >= 0 else ""
    return f"{one['family']}: {one['flow'].replace('_', ' ')}{year}"


def _compared(record: dict[str, Any]) -> str:
    """How much was compared and what stood furthest apart."""
    return (
        f"{record['comparisons']:,} comparisons by group, year and flow: largest |z| {record['largest_z']:.1f}; "
        f"least chance times their number {record['smallest_chance_times_comparisons']:.2g}."
    )


def _verdict(record: dict[str, Any]) -> list[str]:
    """Whether the engines agree, or every fault."""
    return record["faults"] or ["The engines agree. Agreement checks code, not truth."]
