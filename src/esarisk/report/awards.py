"""Average awards for the terminal and as records."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from esarisk.policy.stack import Vintage
from esarisk.report.listing import columns
from esarisk.report.tables import records
from esarisk.report.text import number
from esarisk.report.words import BASES, word

THOUSAND = 1e3
NOTES = (
    "Ratio: published spending over what the rules say of the same caseload by phase and basis (actual to "
    "theoretical).\nCaseload holds people paid nothing. Years of the quarterly cube use all that is known "
    "today; earlier ones the cohort engine's\ncentral caseload. Lines are rounded to £100 million where no "
    "finer figure was published, about one per cent."
)


def awards_text(seen: Vintage, year: str, positions: pd.DataFrame, implied: pd.DataFrame) -> str:
    """Average award by phase and basis, then what spending and caseload imply beside it."""
    return "\n".join(
        [
            f"Average weekly award in {year}, vintage {seen.name}, {seen.view} view, central path: £ a week",
            columns([_position(row) for row in positions.to_dict("records")], right=POSITION_FIGURES),
            "By rule: mean over types of household of what the rules say. Paid: by rule times the factor of each line.",
            "\nWhat published spending and caseload imply, beside the rules: £ a week for everybody on ESA",
            columns([_implied(row) for row in implied.to_dict("records")], right=IMPLIED_FIGURES),
            NOTES,
        ]
    )


POSITION_FIGURES = ("contributory", "income-related", "by rule", "factor", "paid")
IMPLIED_FIGURES = ("£ million", "thousand", "implied", "by rule", "ratio", "contributory", "income-related")


def _position(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "phase": word(row["phase"]),
        "basis": BASES.get(row["basis"], row["basis"]),
        "contributory": number(row["contributory"], 2),
        "income-related": number(row["income_related"], 2),
        "by rule": number(row["by_rule"], 2),
        "factor": number(row["factor"], 3),
        "paid": number(row["paid"], 2),
    }


def _implied(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "year": row["year"],
        "£ million": number(row["spending"], 0),
        "thousand": number(row["caseload"] / THOUSAND, 0),
        "implied": number(row["implied"], 2),
        "by rule": number(row["by_rule"], 2),
        "ratio": number(row["ratio"], 3),
        "contributory": number(row["ratio_contributory"], 3),
        "income-related": number(row["ratio_income_related"], 3),
        "caseload from": row["stock"],
    }


def awards_record(seen: Vintage, year: str, positions: pd.DataFrame, implied: pd.DataFrame) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "vintage": seen.name,
        "view": seen.view,
        "year": year,
        "positions": records(positions),
        "implied": records(implied),
    }
