"""Programmes beside each other: cost and effect of a start, ranked only where an impact was read."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from esarisk.engine.economy.prices import prices
from esarisk.engine.programmes.effects import at_follow_up, drawn_figures, expected_scale, jobs_of
from esarisk.engine.programmes.pipeline import share_at_scale
from esarisk.engine.programmes.volume import hours_of
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.rules.programmes import effect as rule
from esarisk.rules.programmes.money import cost_per_additional_job
from esarisk.units import GBP_MILLION, PERCENT

RANKED_KIND = "read"
INTERVAL_DRAWS = 256
LOW, HIGH = 5, 95


def comparison(library: Library, year: str, million: float = 100.0) -> list[dict[str, Any]]:
    """One row a programme, those with an impact that was read first, the cheapest of them first.

    Parameters
    ----------
    year : financial year in whose prices costs are given
    million : money a year for starts and additional jobs; people and staff are no limit [GBP million]
    """
    rows = [_row(library, library.programmes[name], year, million) for name in sorted(library.programmes)]
    known = [row for row in rows if row["kind"] == RANKED_KIND]
    ranked = sorted(known, key=lambda row: row["cost_per_additional_job"] or np.inf)
    for place, row in enumerate(ranked, start=1):
        row["rank"] = place
    return [*ranked, *(row for row in rows if row["kind"] != RANKED_KIND)]


def start_cost(library: Library, programme: Programme, year: str) -> float:
    """What a start costs in the prices of a financial year, with the ideas of which few come so far [GBP a start]."""
    rates, stages = prices(library.parameters, programme.number("early_inflation")), programme.card.stages
    each = programme.number("unit_cost") * rates.ratio(programme.price_year("unit_cost"), year)
    return each / share_at_scale(stages) if stages else each


def at_level(figures: Mapping[str, Any], million: float, cost: float, kept: float = 1.0) -> dict[str, float]:
    """Starts, hours and jobs of one level of money, where people and staff are no limit.

    Parameters
    ----------
    million : [GBP million a year]
    cost : of a start [GBP a start]
    kept : money a start relative to the usual, taken out of its hours [ratio]
    """
    usual = hours_of(figures)
    thinner = rule.hours_left(kept, figures["contact_share"], figures["overhead_fixed"])
    starts = rule.affordable_starts(million * GBP_MILLION, figures["outreach_share"], cost)
    hours = rule.relative_intensity(thinner * usual, usual, figures["half_saturation"])
    left = expected_scale(figures, starts) * hours
    jobs = jobs_of(figures, left * starts, starts)[1]
    return {
        "money": million,
        "spend": million,
        "starts": starts,
        "hours_a_start": thinner * usual,
        "effect": PERCENT * left * at_follow_up(figures),
        "additional_jobs": jobs,
        "cost_per_additional_job": cost_per_additional_job(million * GBP_MILLION, jobs),
    }


def _row(library: Library, programme: Programme, year: str, million: float) -> dict[str, Any]:
    """One programme: effects as measured, jobs at the money given."""
    cost, figures = start_cost(library, programme, year), drawn_figures(programme, 1)[0]
    at = at_level(figures, million, cost)
    seen = [PERCENT * at_follow_up(f) for f in drawn_figures(programme, INTERVAL_DRAWS)]
    low, high = np.percentile(seen, [LOW, HIGH])
    each = at["cost_per_additional_job"]
    return {
        "programme": programme.name,
        "title": programme.card.title,
        "rank": None,
        "kind": programme.card.impact,
        "entry": programme.card.entry,
        "estimand": programme.card.estimand,
        "unit_cost": cost,
        **{key: at[key] for key in ("money", "spend", "starts", "additional_jobs")},
        "effect": PERCENT * at_follow_up(figures),
        "effect_low": float(low),
        "effect_high": float(high),
        "cost_per_additional_job": None if np.isnan(each) else each,
        "prices": year,
    }
