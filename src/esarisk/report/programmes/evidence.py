"""Evidence and comparison of programmes as text."""

from collections.abc import Mapping, Sequence
from typing import Any

from esarisk.names import AGE_CLASSES
from esarisk.report.exhibits.numbers import DASH, figure, per_cent, significant
from esarisk.report.exhibits.words import APPROXIMATE
from esarisk.report.writers.terminal import columns, note

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
    title = (
        "Programmes beside what was published of them; sources stand in each file (`esarisk show PROGRAMME`)"
    )
    text = columns(cells, right=["model", "90% interval", "published", "its interval"], width=width)
    return f"{title}\n{text}\n{note(words)}"


def _evidence_cells(row: Row) -> dict[str, str]:
    at = "" if row["at_month"] is None else f" @{row['at_month']:g}"
    return {
        "programme": row["programme"],
        "quantity": row["quantity"] + at,
        "model": significant(row["model"]),
        "90% interval": between(row["low"], row["high"]),
        "published": DASH if row["published"] is None else significant(row["published"]),
        "its interval": _published_interval(row),
        "unit": row["unit"],
        "label": row["label"],
        "inside": MARKS[row["inside"]],
        "meet": MARKS[row["overlap"]],
        "of": "; ".join(word for word in (row["of"], row["words"], row["note"]) if word),
    }


def between(low: float | None, high: float | None) -> str:
    """An interval; a dash for none."""
    return DASH if low is None or high is None else f"{significant(low)} to {significant(high)}"


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
        "percentage points of all offered or of starters. A job costs what is spent by the jobs there are more, and "
        "ranks follow it. Populations differ: a rank is an order of what published figures come to, not of merit. "
        "Others are assumed or derived and stand unranked, below the line, with their assumed range."
    )
    title = f"Employment programmes beside each other, prices of {year}; money of £{million:g}m a year"
    right = ["rank", "unit cost", "effect", "90% interval", "starts", "additional jobs", "per additional job"]
    lines = columns([_comparison_cells(row) for row in rows], right=right, width=width).split("\n")
    if 0 < ranked < len(rows):
        lines.insert(len(lines) - (len(rows) - ranked), "-" * len(lines[1]))
    return "\n".join([title, *lines, note(words, SOURCES)])


SOURCES = (
    "Every figure with its source: `esarisk show PROGRAMME`; beside what was published: "
    "`esarisk programmes --evidence`."
)


def coverage_text(rows: Sequence[Row], width: int | None = None) -> str:
    """Who each programme never reaches with so much more money."""
    cells, one = [_coverage_cells(row) for row in rows], rows[0]
    title = f"Who is never reached with £{one['more']:g}m a year more, vintage {one['vintage']}, central path"
    words = (
        "Each programme alone, with so much more than its baseline provision; people of the phases that it may take, "
        f"at the end of the projection. {APPROXIMATE}"
    )
    table = columns(cells, right=list(cells[0])[1:], width=width)
    return "\n".join([title, table, note(words, *_provided(rows))])


def _coverage_cells(row: Row) -> dict[str, str]:
    return {
        "programme": row["programme"] + ("*" if row["baseline"] else ""),
        "starts": significant(row["starts_more"]),
        "people": significant(row["people"]),
        "never reached": per_cent(row["never_reached"], 1),
        **{band: per_cent(row["by_age_band"].get(band), 1) for band in AGE_CLASSES},
        "of condition": per_cent(row["of_condition"], 1),
        "of all on it": per_cent(row["of_everybody"], 1),
    }


def _provided(rows: Sequence[Row]) -> list[str]:
    """What those of baseline provision mean here, and where more money brings nobody."""
    given = [f"{row['programme']} (£{row['baseline']:g}m a year)" for row in rows if row["baseline"]]
    idle = [row["programme"] for row in rows if row["baseline"] and not row["starts_more"]]
    said = (
        f"* the baseline provides it already: {', '.join(given)}. People in it count as never reached here."
    )
    none = f"Of {', '.join(idle)} more money buys no more starts on the central path: there are no more people for it."
    return [said if given else "", none if idle else ""]


def _comparison_cells(row: Row) -> dict[str, str]:
    each = row["cost_per_additional_job"]
    return {
        "programme": row["programme"],
        "rank": DASH if row["rank"] is None else str(row["rank"]),
        "kind": row["kind"],
        "entry": row["entry"],
        "unit cost": significant(row["unit_cost"]),
        "effect": figure(row["effect"]),
        "90% interval": f"{figure(row['effect_low'])} to {figure(row['effect_high'])}",
        "starts": significant(row["starts"]),
        "additional jobs": significant(row["additional_jobs"]),
        "per additional job": figure(each, 0),
    }
