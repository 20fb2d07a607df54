"""Programmes beside each other: cost and effect of a start, ranked only where an impact was read."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from esarisk.analysis.question import DRAWS
from esarisk.engine.draws import Draws
from esarisk.engine.economy.prices import prices
from esarisk.engine.programmes.effects import (
    SEED,
    at_follow_up,
    drawn_figures,
    expected_scale,
    figures_of,
    jobs_of,
    programme_draws,
)
from esarisk.engine.programmes.pipeline import share_at_scale
from esarisk.engine.programmes.volume import hours_of
from esarisk.jit import Floats
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.rules.programmes import effect as rule
from esarisk.rules.programmes.money import cost_per_additional_job
from esarisk.units import GBP_MILLION, PERCENT

RANKED_KIND = "read"
INTERVAL_DRAWS = 256
LOW, HIGH = 5, 95
SETTLED = 0.9
"""An order between two programmes is more than noise where it holds in so many of the draws [share]."""


def comparison(library: Library, year: str, million: float = 100.0, seed: int = SEED) -> list[dict[str, Any]]:
    """One row a programme, those with an impact that was read first, the cheapest of them first.

    A place is by cost per additional job. An order between two counts only where it holds in nine
    of ten draws: `best` and `worst` are the places that those others leave open.

    Parameters
    ----------
    year : financial year in whose prices costs are given
    million : money a year for starts and additional jobs; people and staff are no limit [GBP million]
    seed : of the draws [count]
    """
    every, run = library.programmes, Draws({}, np.zeros(INTERVAL_DRAWS, int), False, seed)
    rows = [_row(library, every[name], year, million, seed) for name in sorted(every)]
    known = [row for row in rows if row["kind"] == RANKED_KIND]
    ranked = sorted(known, key=lambda row: -row["additional_jobs"])
    jobs = []
    for one in (every[row["programme"]] for row in ranked):  # each by luck of its own
        figures = figures_of(one, programme_draws(one, run))
        jobs.append(_jobs(levels_of(library, one, figures, year, million)))
    for row, place in zip(ranked, places_of(np.array(jobs)), strict=True):
        row.update(place)
    return [*ranked, *(row for row in rows if row["kind"] != RANKED_KIND)]


def places_of(jobs: Floats) -> list[dict[str, Any]]:
    """Place of each of some programmes, in their order, with its chance and the places that are open to it.

    Parameters
    ----------
    jobs : (programme, draw) additional for the same money [jobs]
    """
    count = len(jobs)
    place = 1 + (jobs[None, :, :] > jobs[:, None, :]).sum(axis=1)
    more = (jobs[:, None, :] > jobs[None, :, :]).mean(axis=2)
    return [
        {
            "rank": i + 1,
            "rank_chance": float((place[i] == i + 1).mean()),
            "rank_best": 1 + int((more[:, i] >= SETTLED).sum()),
            "rank_worst": count - int((more[i] >= SETTLED).sum()),
        }
        for i in range(count)
    ]


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


def levels_of(
    library: Library, programme: Programme, drawn: Sequence[Mapping[str, Any]], year: str, million: float
) -> list[dict[str, float]]:
    """One level of money of a programme under each of some figures, at their own cost of a start."""
    rise = start_cost(library, programme, year) / programme.number("unit_cost")
    return [at_level(f, million, rise * f["unit_cost"]) for f in drawn]


def _jobs(levels: Sequence[Mapping[str, float]]) -> Floats:
    """(draw,) additional jobs [jobs]."""
    return np.array([one["additional_jobs"] for one in levels])


def _row(library: Library, programme: Programme, year: str, million: float, seed: int) -> dict[str, Any]:
    """One programme: the effect as measured, jobs at the money given, means of draws with their interval."""
    levels = levels_of(library, programme, drawn_figures(programme, DRAWS, seed), year, million)
    jobs, spend = _jobs(levels), levels[0]["spend"]
    seen = [PERCENT * at_follow_up(f) for f in drawn_figures(programme, INTERVAL_DRAWS)]
    (low, high), ends = np.percentile(seen, [LOW, HIGH]), np.percentile(jobs, [LOW, HIGH])
    each = cost_per_additional_job(spend * GBP_MILLION, float(jobs.mean()))
    return {
        "programme": programme.name,
        "title": programme.card.title,
        **dict.fromkeys(("rank", "rank_chance", "rank_best", "rank_worst")),
        "kind": programme.card.impact,
        "entry": programme.card.entry,
        "estimand": programme.card.estimand,
        "unit_cost": start_cost(library, programme, year),
        "money": levels[0]["money"],
        "spend": spend,
        "starts": float(np.mean([one["starts"] for one in levels])),
        "additional_jobs": float(jobs.mean()),
        "additional_jobs_low": float(ends[0]),
        "additional_jobs_high": float(ends[1]),
        "effect_as_measured": PERCENT * at_follow_up(drawn_figures(programme, 1)[0]),
        "effect_low": float(low),
        "effect_high": float(high),
        "cost_per_additional_job": None if np.isnan(each) else each,
        "prices": year,
    }
