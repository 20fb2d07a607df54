"""The twin gate for the terminal."""

from typing import Any

import pandas as pd

from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.writers.terminal import columns, note


def _year(year: int) -> str:
    """Which year of the run a stock is of; flows are over all years of the horizon."""
    return f", year {year + 1} of the run" if year >= 0 else ""


def _flow(one: dict[str, Any]) -> str:
    """A pooled flow in words."""
    return f"{one['family']}: {one['flow'].replace('_', ' ')}{_year(one['year'])}"


def _compared(record: dict[str, Any]) -> str:
    """How much was compared and what stood furthest apart."""
    return (
        f"{record['comparisons']:,} comparisons by group, year and flow: largest |z| {record['largest_z']:.1f}; "
        f"least chance times their number {record['smallest_chance_times_comparisons']:.2g}. "
        "Expected and found are of the sample."
    )


def _verdict(record: dict[str, Any]) -> str:
    """Whether the engines agree, or every fault."""
    return "\n".join(record["faults"]) or "The engines agree. Agreement checks code, not truth."


def twin_print(record: dict[str, Any]) -> Table:
    """Cohort engine and person engine beside each other, flow by flow.

    Parameters
    ----------
    record : `analysis.twin.gate.record`
    """
    frame = pd.DataFrame(record["pooled"])[["expected", "found", "z"]]
    exact = max(one["largest"] for one in record["exact"])
    note = f"{_verdict(record)} One month of every position, exactly: at most {exact:.0e} apart. {_compared(record)}"
    return Table(
        f"Twin gate: the two engines at {record['people']:,} people",
        "All groups",
        (
            Column("expected", "Cohort engine", "people", 0),
            Column("found", "Person engine", "people", 0),
            Column("z", "Apart", "standard errors", 1, "+"),
        ),
        frame.set_axis([_flow(one) for one in record["pooled"]]),
        note,
    )


def twin_text(record: dict[str, Any], seen: str) -> str:
    """What the gate compared, what it found, and whether it passes.

    Parameters
    ----------
    record : `analysis.twin.gate.record`
    seen : vintage, view and scenario in words
    """
    exact = [
        {
            "one month, exactly": one["what"],
            "numbers": f"{one['numbers']:,}",
            "apart": f"{one['largest']:.1e}" if one["largest"] else "0",
        }
        for one in record["exact"]
    ]
    pooled = [
        {
            "all groups": _flow(one),
            "expected": figure(one["expected"], 0),
            "found": figure(one["found"], 0),
            "z": figure(one["z"], 1, "+"),
        }
        for one in record["pooled"]
    ]
    return "\n\n".join(
        [
            f"Cohort engine and person engine beside each other (twin gate), {seen}, {record['people']:,} people",
            columns(exact, right=("numbers", "apart")),
            columns(pooled, right=("expected", "found", "z")),
            note(_compared(record)),
            _verdict(record),
        ]
    )
