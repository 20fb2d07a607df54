"""Programmes beside each other: cost and effect of a start, ranked only where an impact was read."""

from typing import Any

import numpy as np

from esarisk.engine.economy.prices import prices
from esarisk.engine.programmes.effects import at_follow_up, drawn_figures, expected_scale
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.rules.programmes.effect import additional_jobs, affordable_starts
from esarisk.rules.programmes.money import cost_per_additional_job

RANKED = "read"
DRAWS, MILLION = 256, 1e6
LOW, HIGH = 5, 95


def comparison(library: Library, year: str, million: float = 100.0) -> list[dict[str, Any]]:
    """One row a programme, those with an impact that was read first, the cheapest of them first.

    Parameters
    ----------
    year : financial year in whose prices costs are given
    million : money a year for starts and additional jobs; people and staff are no limit [GBP million]
    """
    rows = [_row(library, library.programmes[name], year, million) for name in sorted(library.programmes)]
    ranked = sorted((row for row in rows if row["kind"] == RANKED), key=_cost)
    for place, row in enumerate(ranked, start=1):
        row["rank"] = place
    return [*ranked, *(row for row in rows if row["kind"] != RANKED)]


def _cost(row: dict[str, Any]) -> float:
    return float(row["cost_per_additional_job"] or np.inf)


def _row(library: Library, programme: Programme, year: str, million: float) -> dict[str, Any]:
    rate = prices(library.parameters, programme.number("early_inflation"))
    cost = programme.number("unit_cost") * rate.ratio(programme.price_year("unit_cost"), year)
    figures = drawn_figures(programme, 1)[0]
    effect = at_follow_up(figures)
    starts = affordable_starts(million * MILLION, programme.number("outreach_share"), cost)
    left = effect * expected_scale(figures, starts)
    low, high = np.percentile([at_follow_up(f) for f in drawn_figures(programme, DRAWS)], [LOW, HIGH])
    jobs = additional_jobs(starts, left, programme.number("displacement"))
    each = cost_per_additional_job(million * MILLION, jobs)
    return {
        "programme": programme.name,
        "title": programme.card.title,
        "rank": None,
        "kind": programme.card.impact,
        "entry": programme.card.entry,
        "estimand": programme.card.estimand,
        "unit_cost": cost,
        "money": million,
        "spend": million,
        "starts": starts,
        "additional_jobs": jobs,
        "effect": effect,
        "effect_low": float(low),
        "effect_high": float(high),
        "cost_per_additional_job": None if np.isnan(each) else each,
        "prices": year,
    }
