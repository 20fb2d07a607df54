"""Replay every comparison of welfare spending with the cap, and check the verdicts."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from esarisk.engine.cap.regimes import regime_of
from esarisk.rules import cap as rules

if TYPE_CHECKING:
    from esarisk.policy.parameters import Parameters

COLUMNS = (
    "assessment_date",
    "fiscal_event",
    "cap_id",
    "year",
    "formal",
    "spending",
    "inflation_adjustment",
    "scottish_adjustment",
    "adjusted_spending",
    "cap",
    "margin",
    "cap_plus_margin",
    "policy_effect",
    "difference_from_cap",
    "difference_from_cap_plus_margin",
    "judged_breach",
    "model_breach",
    "above_pathway",
    "causes",
    "agrees",
    "partial_data",
    "note",
)
FLAGS = ("formal", "partial_data")
VERDICT_COLUMNS = ("judged_breach", "model_breach", "above_pathway", "agrees")
NO_LEVEL = "no cap level seen: not judged; differences as stated at the event"
UNSEEN = "adjustments not seen: raw spending compared"
UNSAFE = "adjustments not seen and no verdict to check: not judged"
PATHWAY = "pathway year, not judged"


class Terms(NamedTuple):
    """What one cap says of its years, whichever version."""

    regime: str
    set_on: str
    judged_years: frozenset[str]

    @property
    def annual(self) -> bool:
        """Whether every year is judged."""
        return not rules.REGIMES[self.regime].target_year


class Judgement(NamedTuple):
    """What the model makes of one year; None where it cannot say."""

    breach: bool | None
    above_pathway: bool | None
    causes: str
    note: str


def replay(parameters: Parameters, *, policy_clause: bool = True) -> pd.DataFrame:
    """Judge each row of `cap.assessments` again with the rules of `esarisk.rules.cap`.

    Parameters
    ----------
    parameters : anything with the tables `cap.levels`, `cap.assessments` and `cap.policy_effects`
    policy_clause : whether the caps of 2014 to 2016 deny policy the margin, as the Charter does

    Returns
    -------
    one row an assessed year, columns `COLUMNS`; amounts and differences [GBP billion]. Differences
    are spending less the cap, so above nought is over. `cap` is the level the event used.
    """
    terms = _terms(parameters.table("cap.levels"))
    effects = parameters.table("cap.policy_effects")
    rows = [
        _replayed(row, terms[row["cap_id"]], effects, policy_clause=policy_clause)
        for row in parameters.table("cap.assessments").to_dict("records")
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(FLAGS, bool) | dict.fromkeys(VERDICT_COLUMNS, object))


def _terms(levels: pd.DataFrame) -> dict[str, Terms]:
    """Read each cap's regime, first day and judged years from its levels."""
    return {
        str(cap_id): Terms(
            regime=regime_of(rows["regime"]),
            # A neutral restatement moves the level; it does not forgive policy since the first day.
            set_on=min(rows["date_set"]),
            judged_years=frozenset(rows.loc[rows["role"] == "cap", "financial_year"]),
        )
        for cap_id, rows in levels.groupby("cap_id")
    }


def _policy_effect(effects: pd.DataFrame, row: dict[Any, Any], terms: Terms) -> float:
    """Sum what events after the cap was set, up to this one, added to the year [GBP billion]."""
    events = effects["vintage_date"]
    since = (events > terms.set_on) & (events <= row["assessment_date"])
    return float(effects.loc[since & (effects["financial_year"] == row["financial_year"]), "effect"].sum())


def _replayed(
    row: dict[Any, Any], terms: Terms, effects: pd.DataFrame, *, policy_clause: bool
) -> dict[str, Any]:
    """Set one assessed year against its cap and against its verdict."""
    judged = {"Y": True, "N": False}.get(row["judged_breach"])
    policy = _policy_effect(effects, row, terms) if terms.annual else float("nan")
    adjusted = _adjusted(row, terms)
    judgement = _judge(row, terms, adjusted, policy if policy_clause else 0.0)
    known = judged is not None and judgement.breach is not None
    return {
        **{name: row[name] for name in COLUMNS if name in row},
        "year": row["financial_year"],
        **_differences(row, adjusted),
        "formal": row["formal"] == "Y",
        "adjusted_spending": adjusted,
        "policy_effect": policy,
        "judged_breach": judged,
        "model_breach": judgement.breach,
        "above_pathway": judgement.above_pathway,
        "causes": judgement.causes,
        "agrees": judged == judgement.breach if known else None,
        "partial_data": isnan(row["cap"]) or _unseen(row, terms),
        "note": judgement.note,
    }


def _unseen(row: dict[Any, Any], terms: Terms) -> bool:
    """Say whether the rule needs adjustments that no source showed."""
    return not terms.annual and isnan(row["inflation_adjustment"])


def _adjusted(row: dict[Any, Any], terms: Terms) -> float:
    """Spending as the rule counts it; not a number where it cannot be told [GBP billion]."""
    # Raw spending may stand in only where a formal verdict is there to check it against.
    if _unseen(row, terms) and row["formal"] != "Y":
        return float("nan")
    inflation, scottish = _seen(row["inflation_adjustment"]), _seen(row["scottish_adjustment"])
    # Tables are printed to three decimals; more digits than that are noise of the sum.
    return round(rules.adjusted_spending(row["spending"], inflation, scottish), 6)


def _differences(row: dict[Any, Any], adjusted: float) -> dict[str, float]:
    """Take the limits from adjusted spending; else the event's own figures, if any [GBP billion]."""
    if isnan(row["cap"]) or isnan(adjusted):
        return {name: row[name] for name in ("difference_from_cap", "difference_from_cap_plus_margin")}
    return {
        "difference_from_cap": round(adjusted - row["cap"], 6),
        "difference_from_cap_plus_margin": round(adjusted - row["cap"] - row["margin"], 6),
    }


def _seen(adjustment: float) -> float:
    """Take an adjustment as nought where there is none or it was not seen [GBP billion]."""
    return 0.0 if isnan(adjustment) else adjustment


def _judge(row: dict[Any, Any], terms: Terms, adjusted: float, policy: float) -> Judgement:
    """Apply the rule that was in force to one year."""
    cap, margin = row["cap"], row["margin"]
    if isnan(cap):
        return Judgement(None, None, "", NO_LEVEL)
    if isnan(adjusted):
        return Judgement(None, None, "", UNSAFE)
    if terms.annual:
        return _judge_year(rules.REGIMES[terms.regime], row["spending"], cap, margin, policy)
    if row["financial_year"] not in terms.judged_years:
        return Judgement(False, rules.above_pathway(adjusted, cap, margin), "", PATHWAY)
    inflation, scottish = _seen(row["inflation_adjustment"]), _seen(row["scottish_adjustment"])
    breach = rules.breach_of_target_year_cap(row["spending"], inflation, scottish, cap, margin)
    note = UNSEEN if _unseen(row, terms) else ""
    return Judgement(breach, None, "above cap plus margin" if breach else "", note)


def _judge_year(regime: rules.Regime, spending: float, cap: float, margin: float, policy: float) -> Judgement:
    """Judge a year by a regime that judges every year, and name the causes apart."""
    found = {
        "forecasting": regime.forecasting(spending, cap, margin),
        "policy": regime.policy(spending, cap, policy),
    }
    return Judgement(
        any(found.values()), None, " and ".join(cause for cause, one in found.items() if one), ""
    )
