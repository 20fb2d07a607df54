"""Ideas taken through stages: money now, and years later, of the few that pass them all, programmes at scale.

A fund buys ideas, not starts. Every month it pays for ideas at work, those nearest to the country
first, and with what is left begins new ones; an idea for which there is no money waits. When a
stage has had its months some of its ideas pass to the next. Only the last stage has starts.
"""

from collections.abc import Mapping, Sequence
from math import floor
from typing import Any, NamedTuple

import numpy as np

from esarisk.jit import Floats
from esarisk.policy.programme_schema import StageCard
from esarisk.units import GBP_MILLION, MONTHS_A_YEAR

EXPECTED = 0.5
"""Luck at which as many pass as are expected: that of the central path."""
JUST_ENOUGH = 1e-9
"""Of an idea's month, so that money that just pays for it does [relative]."""


class Staged(NamedTuple):
    """What money for ideas becomes, month by month; starts are of all people."""

    starts: Floats  # (month,) that programmes at scale can take [people a month]
    stages: Floats  # (month,) that the money of the stages before would have bought [people a month]


class Idea(NamedTuple):
    """Some ideas that are at the same point."""

    number: float  # [count]
    left: int  # months of the stage before them [months]


def staged(
    stages: Sequence[StageCard],
    money: Floats | float,
    f: Mapping[str, Any],
    rise: Floats,
    keep: Floats | float = 0.0,
) -> Staged:
    """What money becomes of which ideas are bought.

    Parameters
    ----------
    money : (month,) or the same in each [GBP million a year]
    f : figures by key
    rise : (month,) of costs, those of stages too [ratio]
    keep : (month,) of what is not spent in it, carried into the next [share]
    """
    monthly = np.broadcast_to(np.asarray(money, float) / MONTHS_A_YEAR, rise.shape) / rise
    spent = spent_by_stage(stages, monthly, f, np.broadcast_to(keep, rise.shape))
    each = f["unit_cost"] / (1.0 - f["outreach_share"]) / GBP_MILLION
    return Staged(spent[-1] / each, spent[:-1].sum(axis=0) / each)


def spent_by_stage(stages: Sequence[StageCard], money: Floats, f: Mapping[str, Any], keep: Floats) -> Floats:
    """(stage, month) spent, in the prices in which the stages' costs are given [GBP million].

    Parameters
    ----------
    money : (month,) given in those prices [GBP million]
    f : figures by key: how long stages take and how often ideas pass, relative to the file, and luck
    keep : (month,) of what is not spent in it, carried into the next [share]
    """
    months = [max(1, round(f["stage_time"] * stage.months)) for stage in stages]
    costs = [stage.cost / long for stage, long in zip(stages, months, strict=True)]
    chances = [min(1.0, f["stage_pass"] * stage.pass_chance) for stage in stages]
    luck = None if f["stage_luck"] == EXPECTED else np.random.default_rng(int(f["stage_luck"] * 2**53))
    spent, held = np.zeros((len(stages), money.size)), 0.0
    at: list[list[Idea]] = [[] for _ in stages]
    for m in range(money.size):
        given = left = money[m] + held
        for s in reversed(range(len(stages))):
            if s == 0:
                at[0].append(Idea(floor(left / costs[0] + JUST_ENOUGH), months[0]))
            paid, done, at[s] = _month_of(at[s], left / costs[s])
            spent[s, m] = paid * costs[s]
            left = max(0.0, left - spent[s, m])
            if s + 1 < len(stages):
                at[s + 1].append(Idea(_passed(done, chances[s], luck), months[s + 1]))
        held = keep[m] * (given - spent[:, m].sum())
    return spent


def _month_of(ideas: Sequence[Idea], affordable: float) -> tuple[float, float, list[Idea]]:
    """A month of one stage, the furthest first: ideas paid for, those done with it, and those still in it.

    Parameters
    ----------
    affordable : idea-months that the money pays for; whole ones alone are bought [count]
    """
    room, paid, done = float(floor(affordable + JUST_ENOUGH)), 0.0, 0.0
    still = []
    for idea in sorted(ideas, key=lambda one: one.left):
        now = min(idea.number, room)
        room, paid = room - now, paid + now
        if idea.left == 1:
            done += now
        elif now:
            still.append(Idea(now, idea.left - 1))
        if idea.number > now:
            still.append(Idea(idea.number - now, idea.left))
    return paid, done, still


def _passed(done: float, chance: float, luck: np.random.Generator | None) -> float:
    """Of ideas done with a stage, those that pass: as many as expected, or by luck."""
    if luck is None or done == 0.0:
        return chance * done
    return float(luck.binomial(round(done), chance))


def share_at_scale(stages: Sequence[StageCard]) -> float:
    """Of the money of ideas, once every stage has its share of them, what the last stage has [share]."""
    reached, costs = 1.0, []
    for stage in stages:
        costs.append(reached * stage.cost)
        reached *= stage.pass_chance
    return costs[-1] / sum(costs)


def effect_left(stages: Sequence[StageCard]) -> float:
    """Effect that is left at scale of what an idea promised [ratio]."""
    return float(np.prod([stage.shrinkage for stage in stages]))
