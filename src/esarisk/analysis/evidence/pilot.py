"""A trial as it would have run: who was allocated, who was found, what was seen, what could be seen.

Allocation is random inside an arm, so that treated and control people differ by the programme
alone. Arms stand in different regions, so that treated people of two arms differ by their labour
markets too. People are simulated one by one; effects are the programmes' own figures.
"""

from dataclasses import dataclass
from math import inf
from statistics import NormalDist
from typing import Any

import numpy as np

from esarisk.engine.programmes.effects import at_follow_up, drawn_figures
from esarisk.jit import Floats
from esarisk.kernels.trial import (
    CONTROL_FOUND,
    CONTROL_WORKING,
    N_COUNTS,
    TREATED_FOUND,
    TREATED_WORKING,
    run_trials,
)
from esarisk.policy.parameters import Parameters
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.rules.programmes import trial as rule
from esarisk.units import PERCENT

TRIALS = 512
ALONE = 0
"""The first trial of all is the one told of; the others say how it might have gone."""
BOTH_RATES = (0.05, 0.15)
"""Rates to work without the programme between which the smallest detectable effect is given."""


@dataclass(frozen=True)
class Arm:
    """One arm of a trial, run over and over."""

    programme: str
    region: str  # where it ran
    demand: float  # rate to work there relative to the country [ratio]
    control: float  # in work without the programme, in its region [share]
    effect: Floats  # (trial,) true effect [percentage points]
    counts: Floats  # (trial, 4) people found and working

    @property
    def treated_rate(self) -> Floats:
        """(trial,) seen in work among the treated [share]."""
        return self.counts[:, TREATED_WORKING] / np.maximum(1.0, self.counts[:, TREATED_FOUND])

    @property
    def control_rate(self) -> Floats:
        """(trial,) seen in work among the control group [share]."""
        return self.counts[:, CONTROL_WORKING] / np.maximum(1.0, self.counts[:, CONTROL_FOUND])

    @property
    def estimate(self) -> Floats:
        """(trial,) difference inside the arm [percentage points]."""
        return PERCENT * (self.treated_rate - self.control_rate)

    @property
    def error(self) -> Floats:
        """(trial,) standard error of the difference [percentage points]."""
        found = np.maximum(1.0, self.counts[:, [TREATED_FOUND, CONTROL_FOUND]])
        seen = np.column_stack([self.treated_rate, self.control_rate, found]).tolist()
        return np.array([PERCENT * rule.standard_error(*row) for row in seen])

    def told(self, p: Parameters) -> dict[str, float]:
        """What the first trial says of the effect, with its interval [percentage points]."""
        estimate = float(self.estimate[ALONE])
        reach = p.number("trials.test_score") * float(self.error[ALONE])
        true = float(self.effect[ALONE])
        return {"true_effect": true, "estimate": estimate, "low": estimate - reach, "high": estimate + reach}

    def seeable(self, p: Parameters) -> dict[str, float]:
        """Smallest detectable effect [percentage points], and how often repeats found one [share]."""
        test, wanted = p.number("trials.test_score"), p.number("trials.power_score")
        treated, control = map(float, self.counts[ALONE, [TREATED_FOUND, CONTROL_FOUND]])
        return {
            "smallest_detectable": rule.smallest_detectable(self.control, treated, control, test + wanted),
            "found_significant": float((np.abs(self.estimate) > test * self.error).mean()),
        }


def arms_of(library: Library, name: str) -> list[Programme]:
    """The arms of a trial: the programme named, and those that ran beside it in other regions.

    Raises
    ------
    EsariskError : when there is no such programme
    """
    named: Programme = library.pick("programmes", name)
    if not named.card.areas:
        return [named]
    others = sorted(p.name for p in library.programmes.values() if p.card.areas and p.name != name)
    return [named, *(library.programmes[other] for other in others)]


@dataclass(frozen=True)
class Size:
    """How large a trial is, and how many of its people are found."""

    people: int  # in each group [people]
    response: float  # found at follow-up, out of work [share]
    at_work: float  # found at follow-up, in work [share]
    trials: int = TRIALS  # repeats, the first on central figures, the others on drawn effects [count]


def size_of(
    p: Parameters, people: int | None = None, response: float | None = None, trials: int = TRIALS
) -> Size:
    """The size asked for, or as published for the prognosis pilots."""
    found = p.number("trials.response") if response is None else response
    at_work = min(1.0, found * p.number("trials.response_in_work"))
    return Size(int(people or p.number("trials.people")), found, at_work, trials)


def run_pilot(library: Library, name: str, size: Size, seed: int = 1) -> list[Arm]:
    """Every arm of a trial, the one named first, run over and over; the seed is of everybody's luck."""
    p = library.parameters
    order = sorted(one.name for one in arms_of(library, name))
    return [_run(p, one, size, seed, order.index(one.name)) for one in arms_of(library, name)]


def _run(p: Parameters, programme: Programme, size: Size, seed: int, arm: int) -> Arm:
    """One arm: where it ran, what was true, and who was found working."""
    areas, effect = programme.card.areas, _effects(programme, size.trials, seed)
    demand = p.vector("trials.region_demand", (programme.name,))[0] if areas else 1.0
    control = np.full(size.trials, demand * programme.number("comparison_rate"))
    treated = np.clip(control + effect / PERCENT, 0.0, 1.0)
    counts = np.zeros((size.trials, N_COUNTS))
    run_trials(seed, arm, 2 * size.people, control, treated, size.response, size.at_work, counts)
    region = areas[0].region if areas else programme.card.eligible.area or "no one region"
    return Arm(programme.name, region, demand, float(control[0]), effect, counts)


def _effects(programme: Programme, trials: int, seed: int) -> Floats:
    """(trial,) true effect at follow-up: central in the first, drawn from the file's range in the others."""
    figures = [drawn_figures(programme, 1)[0], *drawn_figures(programme, max(2, trials - 1), seed)]
    return PERCENT * np.array([at_follow_up(one) for one in figures[:trials]])


def pilot_rows(library: Library, arms: list[Arm]) -> list[dict[str, Any]]:
    """One row an arm: what one trial saw of it, and what a trial of this size can see."""
    return [_row(library.parameters, arm) for arm in arms]


def _row(p: Parameters, arm: Arm) -> dict[str, Any]:
    """People found, rates, estimate and interval of the first trial; power for the true effect."""
    test = p.number("trials.test_score")
    treated, control = (float(arm.counts[ALONE, who]) for who in (TREATED_FOUND, CONTROL_FOUND))
    return {
        "arm": arm.programme,
        "region": arm.region,
        "treated_found": treated,
        "control_found": control,
        "treated_in_work": float(PERCENT * arm.treated_rate[ALONE]),
        "control_in_work": float(PERCENT * arm.control_rate[ALONE]),
        **arm.told(p),
        "significant": abs(float(arm.estimate[ALONE])) > test * float(arm.error[ALONE]),
        "power": rule.power(float(arm.effect[ALONE]), arm.control, treated, control, test),
        **arm.seeable(p),
    }


def plan_rows(
    library: Library, arms: list[Arm], size: Size, effect: float | None = None, power: float | None = None
) -> list[dict[str, Any]]:
    """One row an arm: the chance that a trial of this size finds an effect, and the people whom it needs to.

    Parameters
    ----------
    effect : asked of; each arm's own by default [percentage points]
    power : asked for; four fifths by default [share]
    """
    p = library.parameters
    test = p.number("trials.test_score")
    wanted = p.number("trials.power_score") if power is None else NormalDist().inv_cdf(power)
    rows = []
    for arm in arms:
        asked = float(arm.effect[ALONE]) if effect is None else effect
        found = size.people * size.response
        needed = rule.people_needed(asked, arm.control, size.response, test + wanted)
        rows.append(
            {
                "arm": arm.programme,
                "effect": asked,
                "power": rule.power(asked, arm.control, found, found, test),
                "power_asked": NormalDist().cdf(wanted),
                "people_needed": None if needed == inf else needed,
            }
        )
    return rows


def intake(p: Parameters, people: int) -> dict[str, float]:
    """When a trial in the prognosis pilots' months takes its people in.

    Returns
    -------
    months in all, of help and of intake [months]; people of each group taken in [people a month]
    """
    whole, helped = p.number("trials.months"), p.number("trials.support_months")
    left = whole - helped
    return {"months": whole, "support_months": helped, "intake_months": left, "monthly_intake": people / left}


def confounding_rows(arms: list[Arm]) -> list[dict[str, Any]]:
    """What is read off treated people of two arms, beside what the arms differ by and what regions do."""
    first, *others = arms
    return [
        {
            "arms": f"{other.programme} less {first.programme}",
            "treated_people": float(PERCENT * (other.treated_rate[ALONE] - first.treated_rate[ALONE])),
            "of_it_effects": float(other.effect[ALONE] - first.effect[ALONE]),
            "of_it_regions": PERCENT * (other.control - first.control),
            "estimates_inside_arms": float(other.estimate[ALONE] - first.estimate[ALONE]),
        }
        for other in others
    ]


def ranking_rows(library: Library, arms: list[Arm]) -> list[dict[str, Any]]:
    """Each arm's place: as foretold in July 2013, as published, and in the trials run here."""
    p = library.parameters
    names = tuple(arm.programme for arm in arms)
    if len(names) == 1:
        return []
    foretold, found = (p.vector(f"trials.{word}", names) for word in ("foretold", "found"))
    best = np.argmax([arm.estimate for arm in arms], axis=0)
    raw = np.argmax([arm.treated_rate for arm in arms], axis=0)
    return [
        {
            "arm": name,
            "foretold": foretold[i],
            "published": found[i],
            "best_by_estimate": float(np.mean(best == i)),
            "best_by_treated_rate": float(np.mean(raw == i)),
        }
        for i, name in enumerate(names)
    ]


def detectable_range(library: Library, people: int) -> tuple[float, float]:
    """Smallest detectable effect of a size, everybody found, at both ends of the rates [percentage points]."""
    p, count = library.parameters, float(people)
    scores = p.number("trials.test_score") + p.number("trials.power_score")
    low, high = (rule.smallest_detectable(rate, count, count, scores) for rate in BOTH_RATES)
    return low, high
