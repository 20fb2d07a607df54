"""Evidence and comparison of programmes as text."""

from collections.abc import Mapping, Sequence
from typing import Any

from esarisk.analysis.coverage import APPROXIMATE
from esarisk.engine.population import AGE_CLASSES
from esarisk.report.listing import columns
from esarisk.report.numbers import DASH

Row = Mapping[str, Any]
MARKS = {True: "yes", False: "no", None: DASH}


def evidence_text(rows: Sequence[Row], width: int | None = None) -> str:
    """The evidence table, and how many held-out figures lie inside the model's interval."""
    held = [row for row in rows if row["label"] == "held out" and row["inside"] is not None]
    inside = sum(row["inside"] for row in held)
    words = (
        f"{inside} of {len(held)} held-out figures lie inside the model's 90 per cent interval; whether a published "
        "interval meets the model's is another question, answered beside. @ is months since the start. Fitted: set to "
        "hit it. Arithmetic: follows from figures of the same source, with no interval where those are fixed."
    )
    cells = [_evidence_cells(row) for row in rows]
    return (
        columns(cells, right=["model", "90% interval", "published", "its interval"], width=width)
        + f"\n\n{words}"
    )


def _evidence_cells(row: Row) -> dict[str, str]:
    at = "" if row["at_month"] is None else f" @{row['at_month']:g}"
    return {
        "programme": row["programme"],
        "quantity": row["quantity"] + at,
        "model": number(row["model"]),
        "90% interval": between(row["low"], row["high"]),
        "published": DASH if row["published"] is None else number(row["published"]),
        "its interval": _published_interval(row),
        "unit": row["unit"],
        "label": row["label"],
        "inside": MARKS[row["inside"]],
        "meet": MARKS[row["overlap"]],
        "of": "; ".join(word for word in (row["of"], row["words"], row["note"]) if word),
    }


def between(low: float | None, high: float | None) -> str:
    """An interval; a dash for none."""
    return DASH if low is None or high is None else f"{number(low)} to {number(high)}"


def _published_interval(row: Row) -> str:
    """The interval that was published, or what it is assumed to have been."""
    if row["published_interval"] is None:
        return DASH
    assumed = " (assumed)" if row["interval_status"] == "assumed" else ""
    return between(*row["published_interval"]) + assumed


def comparison_text(rows: Sequence[Row], width: int | None = None) -> str:
    """Programmes beside each other; only those with an impact that was read bear a rank."""
    year, million = (rows[0]["prices"], rows[0]["money"]) if rows else (DASH, 0.0)
    ranked = sum(row["rank"] is not None for row in rows)
    words = (
        f"Costs in pounds of {year}; starts and additional jobs of £{million:g}m where neither people nor staff "
        "are short, the effect shrunk by size (`esarisk sweep` says where people run out); effects on work in "
        "percentage points of all offered or of starters. Populations differ: a rank is an order of published "
        "figures, not of merit. Others are assumed or derived and stand unranked, below the line, with their "
        "assumed range."
    )
    right = ["rank", "unit cost", "effect", "90% interval", "starts", "additional jobs", "per additional job"]
    lines = columns([_comparison_cells(row) for row in rows], right=right, width=width).split("\n")
    if 0 < ranked < len(rows):
        lines.insert(len(lines) - (len(rows) - ranked), "-" * len(lines[1]))
    return "\n".join(lines) + f"\n\n{words}"


def coverage_text(rows: Sequence[Row], width: int | None = None) -> str:
    """Who each programme never reaches with so much more money."""
    cells = [
        {
            "id": row["id"],
            "starts": number(row["starts_more"]),
            "people": number(row["people"]),
            "never reached": _percent(row["never_reached"]),
            **{band: _percent(row["by_age_band"].get(band)) for band in AGE_CLASSES},
            "of condition": _percent(row["of_condition"]),
            "of all on it": _percent(row["of_everybody"]),
        }
        for row in rows
    ]
    words = (
        f"Each alone with £{rows[0]['more']:g}m a year more than its baseline provision, central path; people of the "
        f"phases that it may take, at the end of the projection. {APPROXIMATE}"
    )
    return f"{columns(cells, right=list(cells[0])[1:], width=width)}\n\n{words}"


def _percent(share: float | None) -> str:
    return DASH if share is None else f"{share:.1%}"


def _comparison_cells(row: Row) -> dict[str, str]:
    each = row["cost_per_additional_job"]
    return {
        "id": row["id"],
        "rank": DASH if row["rank"] is None else str(row["rank"]),
        "kind": row["kind"],
        "entry": row["entry"],
        "unit cost": number(row["unit_cost"]),
        "effect": f"{row['effect']:.1f}",
        "90% interval": f"{row['effect_low']:.1f} to {row['effect_high']:.1f}",
        "starts": number(row["starts"]),
        "additional jobs": number(row["additional_jobs"]),
        "per additional job": DASH if each is None else number(each),
    }


def number(value: float) -> str:
    """Three figures, or whole pounds."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - where whole numbers do
