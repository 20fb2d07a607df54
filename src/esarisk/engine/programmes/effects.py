"""A programme under draws: its figures, and what one start does month by month."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from zlib import crc32

import numpy as np

from esarisk.engine.draws import Draws, Values, sample, uncertainties
from esarisk.engine.programmes.pipeline import effect_left
from esarisk.engine.programmes.volume import hours_of
from esarisk.jit import Floats
from esarisk.policy.parameters import FOREVER
from esarisk.policy.programme_schema import QUANTITIES
from esarisk.policy.programmes import Programme
from esarisk.rules.programmes import effect as rule
from esarisk.rules.programmes.money import retained
from esarisk.units import PERCENT

SEED = 1
WHEN = ("early", "late")
"""Parts of a job in which leaving it is told apart from elsewhere."""

BETWEEN = "between_studies"
"""Key of what an effect is elsewhere, relative to where it was measured."""

EFFECT_LEFT = "effect_left"
"""Of an idea's effect, once every stage has shrunk it: a figure that follows from the file's stages."""

Number = float | Mapping[str, float]
Amount = TypeVar("Amount", float, Floats)


@dataclass(frozen=True)
class Effects:
    """What one start does by month since then [people]."""

    work: Floats  # (month,) additional in work
    off_benefit: Floats  # (month,) additional off benefit
    drift: Floats  # (month,) moved to the support group by then who would not have been


def drawn_figures(
    programme: Programme, draws: int, seed: int = SEED, *, elsewhere: bool = False
) -> list[dict[str, Number]]:
    """Figure by key for each draw; one draw is the central path."""
    return figures_of(programme, sample(programme.parameters, draws, seed), elsewhere=elsewhere)


def figures_of(programme: Programme, draws: Draws, *, elsewhere: bool = False) -> list[dict[str, Number]]:
    """Figure by key for each of some draws.

    Parameters
    ----------
    elsewhere : whether a measured effect is taken to another study, as one that is borrowed always is
    """
    values = Values(programme.parameters, draws)
    columns = {key: _column(programme, key, values) for key in QUANTITIES if programme.has(key)}
    drawn = programme.parameters[programme.address(BETWEEN)].distribution is not None
    if drawn and not (programme.borrowed or (elsewhere and programme.card.impact != "assumed")):
        columns[BETWEEN] = [1.0] * len(draws)
    if programme.card.stages:
        columns[EFFECT_LEFT] = [effect_left(programme.card.stages)] * len(draws)
    return [{key: column[i] for key, column in columns.items()} for i in range(len(draws))]


def _column(programme: Programme, key: str, values: Values) -> list[Number]:
    """One figure in every draw: a number, or a number for each word of its axis."""
    address = programme.address(key)
    if not QUANTITIES[key].by:
        return [float(number) for number in values.number(address, FOREVER)]
    words = tuple(programme.mapping(key))
    table = values.vector(address, words, FOREVER)
    return [{word: float(x) for word, x in zip(words, row, strict=True)} for row in table]


def effects(figures: Mapping[str, Any], months: int) -> Effects:
    """What one start does by month, as measured: fidelity, demand and size scale all of it.

    Drift to the support group goes with the hours of contact that bring it.
    """
    figures = maintained(figures)
    rate = figures["sanction_rate"]
    effect = rule.with_sanctions(measured_effect(figures), rate, figures["sanction_employment"])
    keys = ("effect_month", "build_months", "persistence_months", "decay")
    path = tuple(figures[key] for key in keys)
    work = np.array([rule.employment_effect(m, effect, *path) for m in range(months)])
    away = np.array([still_off(figures, effect, m, w) for m, w in enumerate(work)])
    work += retention(figures, np.arange(months) - figures["build_months"])
    peak, lasting = (figures[BETWEEN] * figures[f"off_benefit_{key}"] for key in ("peak", "lasting"))
    peak = rule.with_sanctions(peak, rate, figures["sanction_off_benefit"])
    path = tuple(figures[f"off_benefit_{key}"] for key in ("month", "half_life"))
    off = np.array([rule.off_benefit_effect(m, peak, lasting, *path) for m in range(months)])
    off += figures["off_benefit_ratio"] * away
    drift = (
        figures["support_drift"]
        * hours_of(figures)
        * np.minimum(1.0, np.arange(months) / figures["drift_months"])
    )
    return Effects(work / PERCENT, off / PERCENT, drift / PERCENT)


def at_follow_up(figures: Mapping[str, Any]) -> float:
    """Additional in work of a start when the effect is measured, jobs kept longer and sanctions included [people]."""
    month = round(figures["effect_month"])
    return float(effects(figures, month + 1).work[month])


def jobs_of(figures: Mapping[str, Any], moved: Amount, signed: Amount) -> tuple[Amount, Amount]:
    """Gross and additional people in work of some starts, when the effect is measured.

    Most of the gross would work anyway; additional are less those whom they displace.

    Parameters
    ----------
    moved, signed : starts x what is left of their effect, and starts, both with their sign [starts]
    """
    additional = moved * at_follow_up(figures)
    return signed * figures["comparison_rate"] + additional, additional * (1.0 - figures["displacement"])


def still_off(figures: Mapping[str, Any], effect: float, month: float, working: float) -> float:
    """Of those in work because of a programme, not back on the benefit in a month [percentage points].

    `effect` is on work as measured and scaled, `working` that in the month [percentage points].
    """
    fades = max(figures["persistence_months"], figures["effect_month"])
    if month <= fades:
        return working
    return rule.still_off(month, effect, fades, figures["decay"], figures["reentry"])


def maintained(figures: Mapping[str, Any]) -> Mapping[str, Any]:
    """Figures under which jobs are lost at another rate than was measured, and elsewhere at theirs."""
    rate = figures["job_loss"]
    if rate == 1.0:
        return figures
    elsewhere = {f"comparison_exit_{when}": figures[f"job_exit_{when}"] for when in WHEN}
    own = {key: min(1.0, rate * figures[key]) for key in (*(f"job_exit_{when}" for when in WHEN), "decay")}
    return {**elsewhere, **figures, **own}


def retention(figures: Mapping[str, Any], months: Floats) -> Floats:
    """(month,) in work because jobs last longer than elsewhere, by months since the job began [percentage points].

    Of those who would start work anyway, once the months of building up are over; nothing where
    the file knows of no difference.
    """
    elsewhere = tuple(figures.get(f"comparison_exit_{when}", figures[f"job_exit_{when}"]) for when in WHEN)
    own = tuple(figures[f"job_exit_{when}"] for when in WHEN)
    if own == elsewhere:
        return np.zeros(len(months))
    kept = [retained(month, own, elsewhere, figures["job_exit_settled"]) for month in months]
    return PERCENT * figures["comparison_rate"] * np.array(kept)


def measured_effect(figures: Mapping[str, Any]) -> float:
    """Effect on work as measured, or as it is in another place [percentage points]."""
    usual = figures["comparison_rate"]
    if "employment_effect" in figures:
        effect = float(figures["employment_effect"])
    else:
        effect = rule.effect_of_ratio(usual, figures["risk_ratio"], figures["effect_ceiling"])
    return rule.in_another_place(effect, usual, figures[BETWEEN])


def expected_scale(figures: Mapping[str, Any], starts_a_year: float = 0.0) -> float:
    """What is left of the measured effect: fidelity x demand x shrinkage at a size, if any, and in stages [ratio]."""
    left = rule.scale_left(starts_a_year, figures["pilot_starts"], figures["scale_multiplier"])
    return rule.impact(figures.get(EFFECT_LEFT, 1.0), 1.0, figures["fidelity"], figures["local_demand"], left)


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
    from scipy.special import ndtri

    for scramble in np.unique(draws.scramble):
        mine = np.flatnonzero(draws.scramble == scramble)
        luck = np.random.default_rng([draws.seed, int(scramble), crc32(address.encode())])
        scores[mine] = ndtri((luck.permutation(len(mine)) + luck.random(len(mine))) / len(mine))
    return scores
