"""A programme under draws: its figures, and what one start does month by month."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
from scipy.special import ndtri

from esarisk.engine.draws import Draws, Values, sample, uncertainties
from esarisk.jit import Floats
from esarisk.policy.parameters import FOREVER
from esarisk.policy.programmes import QUANTITIES, Programme
from esarisk.rules.programmes import effect as rule
from esarisk.rules.programmes.money import retained

PERCENT = 100.0
SEED = 1
WHEN = ("early", "late")
"""Parts of a job in which leaving it is told apart from elsewhere."""

Number = float | Mapping[str, float]


@dataclass(frozen=True)
class Effects:
    """What one start does by month since then [people].

    Parameters
    ----------
    work : (month,) additional in work
    off_benefit : (month,) additional off benefit
    drift : (month,) moved to the support group by then who would not have been
    """

    work: Floats
    off_benefit: Floats
    drift: Floats


def drawn_figures(programme: Programme, draws: int, seed: int = SEED) -> list[dict[str, Number]]:
    """Figure by key for each draw; one draw is the central path."""
    return figures_of(programme, sample(programme.parameters, draws, seed))


def figures_of(programme: Programme, draws: Draws) -> list[dict[str, Number]]:
    """Figure by key for each of some draws."""
    values = Values(programme.parameters, draws)
    columns = {key: _column(programme, key, values) for key in QUANTITIES if programme.has(key)}
    return [{key: column[i] for key, column in columns.items()} for i in range(len(draws))]


def _column(programme: Programme, key: str, values: Values) -> list[Number]:
    """One figure in every draw: a number, or a number for each word of its axis."""
    address = programme.address(key)
    if not QUANTITIES[key].by:
        return [float(number) for number in values.number(address, FOREVER)]
    words = tuple(programme.mapping(key))
    table = values.vector(address, words, FOREVER)
    return [{word: float(x) for word, x in zip(words, row, strict=True)} for row in table]


def effects(figures: Mapping[str, Any], months: int, scale: float = 1.0) -> Effects:
    """What one start does by month, as measured times a scale.

    Parameters
    ----------
    figures : a programme's figures by key
    months : how many [months]
    scale : intensity, fidelity, demand and size together [ratio]
    """
    rate = figures["sanction_rate"]
    effect = rule.with_sanctions(scale * measured_effect(figures), rate, figures["sanction_employment"])
    keys = ("effect_month", "build_months", "persistence_months", "decay")
    month, build, lasts, decay = (figures[key] for key in keys)
    work = np.array([rule.employment_effect(m, effect, month, build, lasts, decay) for m in range(months)])
    away = np.array([still_off(figures, effect, m, w) for m, w in enumerate(work)])
    work += scale * retention(figures, months)
    peak = rule.with_sanctions(scale * figures["off_benefit_peak"], rate, figures["sanction_off_benefit"])
    stays = scale * figures["off_benefit_lasting"]
    first, half = figures["off_benefit_month"], figures["off_benefit_half_life"]
    off = np.array([rule.off_benefit_effect(m, peak, stays, first, half) for m in range(months)])
    off += figures["off_benefit_ratio"] * away
    drift = figures["support_drift"] * np.minimum(1.0, np.arange(months) / figures["drift_months"])
    return Effects(work / PERCENT, off / PERCENT, drift / PERCENT)


def at_follow_up(figures: Mapping[str, Any]) -> float:
    """Effect on work when it is measured, jobs kept longer and sanctions included [percentage points]."""
    month = round(figures["effect_month"])
    return PERCENT * float(effects(figures, month + 1).work[month])


def still_off(figures: Mapping[str, Any], effect: float, month: float, working: float) -> float:
    """Of those in work because of a programme, not back on the benefit in a month [percentage points].

    Parameters
    ----------
    effect : on work, as measured and scaled [percentage points]
    working : effect on work in the month [percentage points]
    """
    fades = max(figures["persistence_months"], figures["effect_month"])
    if month <= fades:
        return working
    return rule.still_off(month, effect, fades, figures["decay"], figures["reentry"])


def retention(figures: Mapping[str, Any], months: int) -> Floats:
    """(month since start,) in work because jobs last longer than elsewhere [percentage points].

    Of those who would start work anyway, once the months of building up are over; nothing where
    the file knows of no difference.
    """
    elsewhere = tuple(figures.get(f"comparison_exit_{when}", figures[f"job_exit_{when}"]) for when in WHEN)
    own = tuple(figures[f"job_exit_{when}"] for when in WHEN)
    settled, began = figures["job_exit_settled"], figures["build_months"]
    kept = [retained(month - began, own, elsewhere, settled) for month in range(months)]
    return PERCENT * figures["comparison_rate"] * np.array(kept)


def measured_effect(figures: Mapping[str, Any]) -> float:
    """Effect on work as measured [percentage points]."""
    if "employment_effect" in figures:
        return float(figures["employment_effect"])
    return rule.effect_of_ratio(figures["comparison_rate"], figures["risk_ratio"], figures["effect_ceiling"])


def expected_scale(figures: Mapping[str, Any], starts_a_year: float) -> float:
    """What is left of the measured effect at a size: fidelity x demand x shrinkage [ratio].

    Parameters
    ----------
    figures : a programme's figures by key
    starts_a_year : [starts a year]
    """
    left = rule.scale_left(starts_a_year, figures["pilot_starts"], figures["scale_multiplier"])
    return rule.impact(1.0, 1.0, figures["fidelity"], figures["local_demand"], left)


def programme_draws(programme: Programme, draws: Draws) -> Draws:
    """Scores of a programme's own uncertainties beside the draws of a run.

    Each address has its own stream: what is drawn for one programme, or for the baseline, does
    not depend on what else is funded. Inside a scramble the draws are spread evenly.
    """
    scores = {p.address: _stream(p.address, draws) for p in uncertainties(programme.parameters)}
    return replace(draws, scores=scores)


def _stream(address: str, draws: Draws) -> Floats:
    """(draw,) standard normal scores of one address, stratified inside each scramble."""
    scores = np.zeros(len(draws))
    if draws.central:
        return scores
    for scramble in np.unique(draws.scramble):
        mine = np.flatnonzero(draws.scramble == scramble)
        luck = np.random.default_rng([draws.seed, int(scramble), crc32(address.encode())])
        scores[mine] = ndtri((luck.permutation(len(mine)) + luck.random(len(mine))) / len(mine))
    return scores
