"""The twin gate for the terminal."""

from typing import Any

from esarisk.report.listing import columns


def _year(year: int) -> str:
    """Which year of the run a stock is of; flows are over all years of the horizon."""
    return f", year {year + 1} of the run" if year >= 0 else ""


def twin_text(record: dict[str, Any], seen: str) -> str:
    """What the gate compared, what it found, and whether it passes.

    Parameters
    ----------
    record : `analysis.twin_gate.record`
    seen : vintage, view and scenario in words
    """
    exact = [
        {
            "one month, exactly": one["what"],
            "numbers": f"{one['numbers']:,}",
            "apart": f"{one['largest']:.1e}",
        }
        for one in record["exact"]
    ]
    pooled = [
        {
            "all groups": f"{one['family']}: {one['flow'].replace('_', ' ')}{_year(one['year'])}",
            "expected": f"{one['expected']:,.0f}",
            "found": f"{one['found']:,.0f}",
            "z": f"{one['z']:+.1f}",
        }
        for one in record["pooled"]
    ]
    looked_at = (
        f"{record['comparisons']:,} comparisons by group, year and flow: largest |z| {record['largest_z']:.1f}; "
        f"least chance times their number {record['smallest_chance_times_comparisons']:.2g}. "
        "Expected and found are of the sample."
    )
    return "\n\n".join(
        [
            f"Twin gate, {seen}, {record['people']:,} people",
            columns(exact, right=("numbers", "apart")),
            columns(pooled, right=("expected", "found", "z")),
            looked_at,
            "\n".join(record["faults"]) or "The engines agree. Agreement checks code, not truth.",
        ]
    )
