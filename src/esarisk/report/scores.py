"""What the terminal shows of fits, back-tests and costings: plain tables that stay plain when piped."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from esarisk.analysis.backtest import Backtest
from esarisk.analysis.sufficiency import CLOSE, Sufficiency
from esarisk.report.listing import DASH, columns
from esarisk.report.text import number


def fit_text(name: str, view: str, targets: pd.DataFrame, moved: pd.DataFrame) -> str:
    """A fit: every target with its miss, what moved and what is still the prior."""
    return "\n".join(
        [
            f"Vintage {name}, {view} view: fit to what the view knew",
            columns([_target(row) for row in targets.to_dict("records")]),
            "\nWhat moved, in standard deviations of its prior",
            columns([_moved(row) for row in moved.to_dict("records")]),
        ]
    )


def _target(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "target": row["target"],
        "period": row["period"],
        "published": _figure(row["published"]),
        "model": _figure(row["model"]),
        "difference": _figure(row["difference"], "+"),
        "in errors": f"{row['in errors']:+.1f}",
        "unit": row["unit"],
    }


def _moved(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "parameter": row["parameter"],
        "moved": f"{row['moved']:+.2f}",
        "spread left": f"{row['spread left']:.2f}",
        "": row[""],
    }


SMALL = 10


def _figure(value: float, sign: str = "") -> str:
    return f"{value:{sign},.3f}" if abs(value) < SMALL else f"{value:{sign},.0f}"


def backtest_text(result: Backtest) -> str:
    """Scores of one vintage and view."""
    head = (
        f"Back-test of vintage {result.seen.name}, {result.seen.view} view"
        f"{'' if result.fitted else ', not fitted'}: £ billion, errors in per cent of outturn"
    )
    parts = [head, PSEUDO]
    for scenario, rows in result.table.groupby("scenario", sort=False):
        parts += [f"\n{scenario}", columns([_score(row) for row in rows.to_dict("records")])]
    if HOPED_FOR in set(result.table["year"]):
        parts.append(HOPED)
    for scenario, rows in result.esa.groupby("scenario", sort=False) if len(result.esa) else ():
        parts += [f"\nESA alone, {scenario}", columns([_score(row) for row in rows.to_dict("records")])]
    if not result.waits.empty:
        parts += [
            "\nWaits, reported and not gated",
            columns([_wait(row) for row in result.waits.to_dict("records")]),
        ]
        parts += [f"* among the targets of the fit. {longest_text(result)}", *_remarks(result.waits)]
    return "\n".join(parts)


HOPED_FOR = "2014-15"
"""First year of the vintage for which anything was hoped."""
HOPED = (
    "Hoped for, never gated: 2014-15 within 2.5%, 2015-16 within 6%, at least four of the five years to 2018-19 "
    "in the band,\nhalf-widths no wider than those in brackets, CRPS below that of the naive rule."
)


def longest_text(result: Backtest) -> str:
    """When new and legacy cases were most weeks of work."""
    month, weeks = result.longest_wait
    return f"New and legacy cases over decisions peak at {weeks:.0f} weeks in {month}."


def _remarks(waits: pd.DataFrame) -> list[str]:
    """Remarks on single rows."""
    return [
        f"{row['quantity']} {row['at']}: {row['note']}" for row in waits.to_dict("records") if row["note"]
    ]


def _wait(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "quantity": row["quantity"] + ("*" if row["fitted"] else ""),
        "at": row["at"],
        "model": _figure(row["model"]),
        "10th–90th": DASH if np.isnan(row["p10"]) else f"{_figure(row['p10'])}–{_figure(row['p90'])}",
        "published": _figure(row["published"]),
        "difference": _signed(row["difference"]),
    }


PSEUDO = "Pseudo out-of-sample: the view knew only its own date, but its builders had seen the outturn."


def _score(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "year": row["year"],
        "model": number(row["model"], 2),
        "10th–90th": f"{number(row['p10'], 2)}–{number(row['p90'], 2)}",
        "half-width": f"{row['half_width']:.0f}%{_hoped(row['hoped_half_width'])}",
        "outturn": number(row["outturn"], 2),
        "error": _signed(row["error"]),
        "in band": "yes" if row["covered"] else "MISS",
        "official": number(row["official"], 1),
        "error ": _signed(row["official_error"])
        + _between(row["official_error_low"], row["official_error_high"]),
        "naive": number(row["naive"], 2),
        "error  ": _signed(row["naive_error"]),
        "CRPS": f"{row['crps']:.2f}",
        "naive CRPS": f"{row['naive_crps']:.2f}",
    }


def _hoped(value: float) -> str:
    return "" if np.isnan(value) else f" ({value:.0f})"


def _between(low: float, high: float) -> str:
    return "" if np.isnan(low) else f" ({low:+.0f} to {high:+.0f})"


def _signed(value: float) -> str:
    return DASH if np.isnan(value) else f"{value:+.1f}%"


def sufficiency_text(result: Sufficiency) -> str:
    """The look back beside outturn, with every input that is hindsight."""
    rows = [
        {
            "year": row["year"],
            "model": number(row["model"] / BILLION, 2),
            "outturn": number(row["outturn"] / BILLION, 2),
            "difference": _signed(row["difference"]),
            f"within {CLOSE:.0f}%": "yes" if row["reproduced"] else "MISS",
        }
        for row in result.table.to_dict("records")
    ]
    inputs = [
        {str(key): value for key, value in row.items()}
        | {"inferred": "inferred" if row["inferred"] else "read"}
        for row in result.inputs.to_dict("records")
    ]
    return "\n".join(
        [
            f"Sufficiency check, vintage {result.seen.name}: incapacity spending, £ billion, fitted central path",
            SUFFICIENT,
            columns(rows),
            "\nInputs that are hindsight",
            columns(inputs),
        ]
    )


BILLION = 1000.0
SUFFICIENT = (
    "Not a forecast and not a back-test: it is fitted to this outturn and given what followed. It says only "
    "whether\nthe structure is enough to explain what happened."
)


def costings_text(table: pd.DataFrame, without: pd.DataFrame) -> str:
    """Measures beside their costings, then those that the model has no mechanism for."""
    rows = [
        {
            "measure": row["measure"],
            "year": row["year"],
            "model": f"{row['model']:+,.0f}",
            "costing": DASH if np.isnan(row["costing"]) else f"{row['costing']:+,.0f}",
            "ratio": number(row["ratio"], 2),
            "note": row["note"],
        }
        for row in table.to_dict("records")
    ]
    others = [
        {
            "event": row["fiscal_event"],
            "measure": row["measure"],
            "year": row["financial_year"],
            "costing": f"{row['effect']:+,.0f}",
        }
        for row in without.to_dict("records")
    ]
    return (
        "Effect of measures, £ million, positive = gain to the Exchequer\n"
        + columns(rows)
        + "\n\nPublished measures out of scope: the model has no mechanism for them (last year costed)\n"
        + columns(others)
    )
