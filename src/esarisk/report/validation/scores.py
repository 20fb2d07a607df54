"""What the terminal shows of fits, back-tests and costings: plain tables that stay plain when piped."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from esarisk.report.exhibits.numbers import DASH, between, figure, significant
from esarisk.report.writers.terminal import columns, note

if TYPE_CHECKING:
    from esarisk.analysis.validation.backtest import Backtest
    from esarisk.analysis.validation.sufficiency import Sufficiency


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
        "published": significant(row["published"]),
        "model": significant(row["model"]),
        "difference": significant(row["difference"], "+"),
        "in errors": figure(row["in_errors"], 1, "+"),
        "unit": row["unit"],
    }


def _moved(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "parameter": row["parameter"],
        "moved": figure(row["moved"], 2, "+"),
        "spread left": figure(row["spread_left"], 2),
        "": row["remark"],
    }


def backtest_text(result: "Backtest") -> str:
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


def longest_text(result: "Backtest") -> str:
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
        "model": significant(row["model"]),
        "10th–90th": DASH if np.isnan(row["p10"]) else f"{significant(row['p10'])}–{significant(row['p90'])}",
        "published": significant(row["published"]),
        "difference": _signed(row["difference"]),
    }


PSEUDO = "Pseudo out-of-sample: the view knew only its own date, but its builders had seen the outturn."


def _score(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "year": row["year"],
        "model": figure(row["model"], 2),
        "10th–90th": between(row["p10"], row["p90"], 2),
        "half-width": f"{figure(row['half_width'], 0)}%{_hoped(row['hoped_half_width'])}",
        "outturn": figure(row["outturn"], 2),
        "error": _signed(row["error"]),
        "in band": "yes" if row["covered"] else "MISS",
        "official": figure(row["official"], 1),
        "error ": _signed(row["official_error"])
        + _between(row["official_error_low"], row["official_error_high"]),
        "naive": figure(row["naive"], 2),
        "error  ": _signed(row["naive_error"]),
        "CRPS": figure(row["crps"], 2),
        "naive CRPS": figure(row["naive_crps"], 2),
    }


def _hoped(value: float) -> str:
    return "" if np.isnan(value) else f" ({figure(value, 0)})"


def _between(low: float, high: float) -> str:
    return "" if np.isnan(low) else f" ({figure(low, 0, '+')} to {figure(high, 0, '+')})"


def _signed(value: float) -> str:
    return DASH if np.isnan(value) else f"{figure(value, 1, '+')}%"


def sufficiency_text(result: "Sufficiency") -> str:
    """The look back beside outturn, with every input that is hindsight."""
    rows = [
        {
            "year": row["year"],
            "model": figure(row["model"] / BILLION, 2),
            "outturn": figure(row["outturn"] / BILLION, 2),
            "difference": _signed(row["difference"]),
            f"within {result.close:.0f}%": "yes" if row["reproduced"] else "MISS",
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
    measures = table.to_dict("records")
    remarks = dict.fromkeys(f"{row['measure']}: {row['note']}." for row in measures if row["note"])
    return "\n".join(
        [
            "Effect of measures on incapacity spending, £ million, nominal, means of the draws",
            columns([_costed(row) for row in measures], right=["model", "costing", "ratio"]),
            note(COSTED, *remarks),
            "\nOut of scope, for want of a mechanism: the last year of each costing with an effect, £ million",
            columns([_without(row) for row in without.to_dict("records")], right=["costing"]),
            note("All heads. Positive = gain to the Exchequer. Source: parameter outturn.costings."),
        ]
    )


def _costed(row: Mapping[Any, Any]) -> dict[str, str]:
    """A measure in a year."""
    return {
        "measure": row["measure"],
        "year": row["year"],
        "model": figure(row["model"], 0, "+"),
        "costing": figure(row["costing"], 0, "+"),
        "ratio": figure(row["ratio"], 2),
    }


def _without(row: Mapping[Any, Any]) -> dict[str, str]:
    """A measure that the model has no mechanism for."""
    return {
        "event": row["fiscal_event"],
        "year": row["year"],
        "costing": figure(row["costing"], 0, "+"),
        "measure": row["measure"],
    }


COSTED = (
    "Positive = gain to the Exchequer, less spending. Model: spending without the measure less spending with it, "
    "alone. Costing: what was published for it inside welfare spending (parameters outturn.esa_costings and "
    "outturn.costings). Ratio: model over costing, where both stand on the baseline of the same event."
)
