"""One month with uniforms swept exactly: every branch of every step, weighted by its share of them.

It goes through the functions that the walk goes through, so its sums are the walk's own
chances. The twin gate sets them beside the cohort engine.
"""

import numpy as np

from esarisk.jit import Floats, inner_kernel, kernel, lean_kernel
from esarisk.kernels.layout import NEW
from esarisk.kernels.persons.branches import STEPS_OF
from esarisk.kernels.persons.counting import waits
from esarisk.kernels.persons.layout import (
    DECIDE,
    LEAVING,
    N_BRANCHES,
    N_STEPS,
    OFF,
    RETURN,
    STAY,
    Chances,
    Counts,
    Pay,
)
from esarisk.kernels.persons.steps import block_started, branch_of, clock_after, ladder, scale_of
from esarisk.kernels.persons.walk import happen

NARROW = 1e-12
"""Branches narrower than this are rounding: they have no middle [share]."""
ROOM = 4096
"""More paths than any month has."""


@inner_kernel
def sweep_month(
    chances: Chances,
    pay: Pay,
    counts: Counts,
    late: Floats,
    lane: int,
    month: int,
    group: int,
    block: int,
    spot: int,
    clock: int,
    people: float,
    landed: Floats,
) -> int:
    """Sweep one person's month, or a part of one's.

    Parameters
    ----------
    pay : of one type of household
    counts : increased at the lane by chances, as the walk increases them by people
    late : (place, 1, month) increased by expected weeks of arrears [weeks]
    lane, month, group, block, spot : which [code]
    clock : months since claim [months]
    people : one, or a part of one [people]
    landed : (block, spot, clock) increased by the chance of ending the month there [share]

    Returns
    -------
    branches to which the middle of their own share did not lead: nought unless there is a fault [count]
    """
    where, mass, nothing = np.empty((ROOM, 4), np.int64), np.empty(ROOM), np.empty(0)
    where[0, 0], where[0, 1], where[0, 2], where[0, 3], mass[0] = 0, spot, clock, block, people
    paths, astray = 1, 0
    while paths > 0:
        paths -= 1
        step, here, age, share = where[paths, 0], where[paths, 1], where[paths, 2], mass[paths]
        block = where[paths, 3]
        step = next_step(STEPS_OF[here] & chances.active[group, month], step)
        if step == N_STEPS:
            if here < LEAVING:
                settle_block(chances, month, block, here, age, share, landed)
            continue
        low = 0.0
        for branch in range(N_BRANCHES + 1):
            high = 1.0 if branch == STAY else rung(chances, group, block, step, here, age, month, branch)
            width, middle = high - low, 0.5 * (low + high)
            low = max(low, high)
            if width <= 0.0:
                continue
            astray += (
                1
                if width > NARROW
                and branch_of(chances, group, block, step, here, age, month, middle) != branch
                else 0
            )
            part = share * width
            there, older = here, clock_after(step, here, age, branch)
            if branch != STAY:
                there, older = happen(
                    chances, pay, counts, late, nothing, lane, month, step, here, age, branch, 0.0, part
                )
            elif step == DECIDE and waits(here, age, chances.minimum_wait):
                counts.waiting[lane, month, NEW] += part
            where[paths, 0], where[paths, 1], where[paths, 2] = step + 1, there, older
            # Whoever comes back is outside every programme.
            where[paths, 3] = 0 if step == RETURN else block
            mass[paths] = part
            paths += 1
    return astray


@inner_kernel
def settle_block(
    chances: Chances, month: int, block: int, spot: int, clock: int, people: float, landed: Floats
) -> None:
    """Spread those who end a month over blocks: those off leave theirs, some outside start a programme.

    Parameters
    ----------
    month, block, spot : which [code]
    clock : months since claim [months]
    people : [people]
    landed : (block, spot, clock) increased [people]
    """
    if spot >= OFF or block > 0:
        landed[0 if spot >= OFF else block, spot, clock] += people
        return
    low = 0.0
    for programme in range(chances.started.shape[3]):
        high = chances.started[spot, clock, month, programme]
        middle = 0.5 * (low + high)
        if high > low:
            there = block_started(chances.started, spot, clock, month, middle)
            landed[there, spot, clock] += people * (high - low)
        low = max(low, high)
    landed[0, spot, clock] += people * (1.0 - low)


@inner_kernel
def next_step(steps: int, step: int) -> int:
    """First of some steps from one on, `N_STEPS` when there is none left [code].

    Parameters
    ----------
    steps : one bit each [code]
    step : which [code]
    """
    while step < N_STEPS and not (steps >> step) & 1:
        step += 1
    return step


@lean_kernel
def rung(
    chances: Chances, group: int, block: int, step: int, spot: int, clock: int, month: int, branch: int
) -> float:
    """Uniform below which a step takes a branch or one before it [share]."""
    scale = scale_of(chances, group, block, step, spot, clock, month)
    return scale * ladder(chances, group, block, step, spot, clock, month, branch)


@kernel
def ask(
    chances: Chances,
    pay: Pay,
    counts: Counts,
    late: Floats,
    group: int,
    month: int,
    step: int,
    spot: int,
    clock: int,
    fortune: float,
    uniform: float,
) -> tuple[int, int]:
    """Ask one step of somebody outside every programme, without a short cut: what the walk is tested by.

    Parameters
    ----------
    late : (place, type, month) increased by weeks of arrears owed [people × weeks]
    group, month, step, spot : which [code]
    clock : months since claim [months]
    fortune : uniform that gives the type of household [share]
    uniform : of the step [share]

    Returns
    -------
    spot [code], clock [months]
    """
    branch = branch_of(chances, group, 0, step, spot, clock, month, uniform)
    if branch == STAY:
        if step == DECIDE and waits(spot, clock, chances.minimum_wait):
            counts.waiting[group, month, NEW] += 1
        return spot, clock_after(step, spot, clock, branch)
    return happen(
        chances, pay, counts, late, np.empty(0), group, month, step, spot, clock, branch, fortune, 1
    )


@kernel
def sweep_lanes(
    chances: Chances,
    pay: Pay,
    counts: Counts,
    late: Floats,
    month: int,
    group: int,
    standing: Floats,
    landed: Floats,
) -> int:
    """Sweep the month of many people, each in a lane of counts.

    Parameters
    ----------
    standing : (lane, block, spot, clock) where each stands at first [share]
    landed : (lane, block, spot, clock) filled with where each ends [share]
    others : as for `sweep_month`

    Returns
    -------
    branches that went astray [count]
    """
    astray = 0
    lanes, blocks, spots, clocks = standing.shape
    for lane in range(lanes):
        for block in range(blocks):
            for spot in range(spots):
                for clock in range(clocks):
                    people = standing[lane, block, spot, clock]
                    if people > 0.0:
                        astray += sweep_month(
                            chances, pay, counts, late, lane, month, group, block, spot, clock, people,
                            landed[lane],
                        )  # fmt: skip
    return astray
