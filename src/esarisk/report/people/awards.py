"""Average awards for the terminal and as records."""

from collections.abc import Mapping
from typing import Any

from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.words import BASIS_WORDS, word
from esarisk.report.writers.terminal import columns, note

THOUSAND = 1e3
NOTES = (
    "Ratio: published spending over what the rules say of the same caseload by phase and basis (actual to "
    "theoretical). Caseload holds people paid nothing. Years of the quarterly cube use all that is known "
    "today; earlier ones the cohort engine's central caseload. Lines are rounded to £100 million where no "
    "finer figure was published, about one per cent."
)


def awards_text(told: Mapping[str, Any]) -> str:
    """Average award by phase and basis, then what spending and caseload imply beside it."""
    whose = f"vintage {told['vintage']}, {told['view']} view, central path"
    return "\n".join(
        [
            f"Average weekly award in {told['year']}, {whose}: £ a week",
            columns([_position(row) for row in told["positions"]], right=POSITION_FIGURES),
            "By rule: mean over types of household of what the rules say. Paid: by rule times the factor of each line.",
            "\nWhat published spending and caseload imply, beside the rules: £ a week for everybody on ESA",
            columns([_implied(row) for row in told["implied"]], right=IMPLIED_FIGURES),
            note(NOTES),
        ]
    )


POSITION_FIGURES = ("contributory", "income-related", "by rule", "factor", "paid")
IMPLIED_FIGURES = ("£ million", "thousand", "implied", "by rule", "ratio", "contributory", "income-related")


def _position(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "phase": word(row["phase"]),
        "basis": BASIS_WORDS.get(row["basis"], row["basis"]),
        "contributory": figure(row["contributory"], 2),
        "income-related": figure(row["income_related"], 2),
        "by rule": figure(row["by_rule"], 2),
        "factor": figure(row["factor"], 3),
        "paid": figure(row["paid"], 2),
    }


def _implied(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "year": row["year"],
        "£ million": figure(row["spending"], 0),
        "thousand": figure(row["caseload"] / THOUSAND, 0),
        "implied": figure(row["implied"], 2),
        "by rule": figure(row["by_rule"], 2),
        "ratio": figure(row["ratio"], 3),
        "contributory": ratio(row["ratio_contributory"]),
        "income-related": ratio(row["ratio_income_related"]),
        "caseload from": row["stock"],
    }


def ratio(value: float | None) -> str:
    """A ratio, or a dash where no figure was published."""
    return figure(value, 3)
