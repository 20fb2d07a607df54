"""The walk of everybody who first stands in one cell, month by month, to the last or until gone."""

import numpy as np

from esarisk.jit import Floats, kernel
from esarisk.kernels.layout import (
    BAND_OF,
    BASIS_OF,
    END,
    N_CLOCK,
    N_PLACES,
    NO_PHASE,
    PHASE_OF,
    START,
    STATE_OF,
    STREAM_OF_STATE,
)
from esarisk.kernels.luck import along, luck
from esarisk.kernels.persons.branches import EVENT, ROW_OF, STEPS_OF
from esarisk.kernels.persons.counting import (
    count_decision,
    count_entry,
    count_exit,
    count_waiting,
    keep,
    keep_month,
    keep_seen,
    kind_of,
    owed_at,
    owed_weeks,
)
from esarisk.kernels.persons.layout import (
    DECIDE,
    EXIT,
    GONE,
    IN_SUPPORT,
    KIND,
    NOTHING,
    RETIRE,
    RETURN,
    STAY,
    Chances,
    Counts,
    Lives,
    Pay,
)
from esarisk.kernels.persons.layout import START as START_OF_PROGRAMME
from esarisk.kernels.persons.steps import block_started, branch_of, clock_after, land


@kernel
def live_cell(  # noqa: C901, PLR0912, PLR0915 - a call inside the loop would count references to every array
    chances: Chances,
    pay: Pay,
    counts: Counts,
    lives: Lives,
    stood: Floats,
    late: Floats,
    group: int,
    entry: int,
    place: int,
    first_clock: int,
    number: int,
    cell_key: int,
    person: int,
    seen_month: int,
) -> None:
    """Follow everybody of one cell.

    Arrays are taken out of their records once: the loop runs over people and months.

    Parameters
    ----------
    counts, lives : increased; lives are written from the person on
    stood : (place, type, month end) increased; the first month end opens the run [people]
    late : (place, type, month) increased by weeks of arrears owed [people × weeks]
    group, place : which [code]
    entry : month of the claim, -1 for the start stock [code]
    first_clock : months since claim at first [months]
    number : of people [people]
    cell_key : of the cell
    person : row of the first in lives, -1 when they are not kept [code]
    seen_month : month at whose end a person's place is kept [code]
    """
    gone, split, share = chances.gone[0, group], chances.split[0, group], chances.share[0]
    retiring, served, limit, active = (
        chances.retiring[group],
        chances.served,
        chances.limit,
        chances.active[group],
    )
    programmes = chances.started.shape[3]
    minimum_wait, kinds, worth = chances.minimum_wait, pay.kinds, pay.worth
    cost = np.zeros(worth.shape[0])
    for who in range(number):
        key = along(cell_key, who)
        fortune = luck(key, 0, KIND)
        spot, clock, basis = place, first_clock, BASIS_OF[place]
        kind = kind_of(kinds, basis, fortune)
        begin(chances, counts, stood, group, entry, spot, kind)
        months, supported, block = 0, 0, 0
        cost[:] = 0.0
        for month in range(max(entry, 0), limit.size):
            opening, kind_then = spot, kind
            # Claims come in at the month's end: pension age is all that is left of it.
            step = RETIRE if month == entry else EXIT
            todo = (STEPS_OF[spot] & active[month]) >> step
            while todo != 0:
                if todo & 1:
                    # No more than this can happen: most months of most people end here.
                    if step == EXIT:
                        bar = gone[STATE_OF[spot], BAND_OF[clock], month]
                    elif step == DECIDE:
                        bar = served[STREAM_OF_STATE[STATE_OF[spot]], clock, month]
                    else:
                        bar = retiring[month] if step == RETIRE else share[ROW_OF[step, spot], -1, month]
                    chance, branch = luck(key, month, step), STAY
                    if chance < bar:
                        branch = branch_of(
                            step, spot, clock, month, chance, gone, split, retiring, share, served, limit,
                            minimum_wait,
                        )  # fmt: skip
                    if branch != STAY:
                        spot, clock = happen(
                            chances, pay, counts, late, cost, group, month, step, spot, clock, branch,
                            fortune, 1,
                        )  # fmt: skip
                        todo = (STEPS_OF[spot] & active[month]) >> step
                    elif step == EXIT:
                        clock = min(clock + 1, N_CLOCK - 1)
                    elif step == DECIDE:
                        count_waiting(counts, group, month, spot, clock, minimum_wait, 1)
                todo >>= 1
                step += 1
            if spot < N_PLACES:
                if BASIS_OF[spot] != basis:
                    basis = BASIS_OF[spot]
                    kind = kind_of(kinds, basis, fortune)
                stood[spot, kind, month + 1] += 1
                months += 1
                supported |= IN_SUPPORT[spot]
            if person >= 0:
                then = opening if month != entry else GONE
                keep_month(worth, cost, month, then, kind_then, spot, kind)
                if month == seen_month:
                    keep_seen(lives, person + who, spot, clock)
            if programmes > 0:
                now = block_after(chances, counts, group, month, spot, clock, block, key)
                if now != block:
                    gone, split, share = (
                        chances.gone[now, group],
                        chances.split[now, group],
                        chances.share[now],
                    )
                block = now
            if spot == GONE:
                break
        if spot < N_PLACES:
            counts.balance[group, END] += 1
        if person >= 0:
            keep(lives, person + who, group, entry, place, fortune, months, spot, supported, cost)


@kernel
def block_after(
    chances: Chances, counts: Counts, group: int, month: int, spot: int, clock: int, block: int, key: int
) -> int:
    """Block in which somebody ends a month: those off leave theirs, those outside may start [code].

    Parameters
    ----------
    group, month, spot, block : which [code]
    clock : months since claim [months]
    key : of the person
    """
    if spot >= N_PLACES:
        return 0
    if block == 0:
        block = block_started(chances.started, spot, clock, month, luck(key, month, START_OF_PROGRAMME))
    if PHASE_OF[spot] != NO_PHASE:
        counts.reached[group, month, block, PHASE_OF[spot]] += 1
    return block


@kernel
def begin(
    chances: Chances, counts: Counts, stood: Floats, group: int, entry: int, spot: int, kind: int
) -> None:
    """Count somebody who opens the run, or who claims.

    Parameters
    ----------
    stood : (place, type, month end) increased [people]
    group, spot, kind : which [code]
    entry : month of the claim, -1 for the start stock [code]
    """
    if entry < 0:
        stood[spot, kind, 0] += 1
        counts.balance[group, START] += 1
    else:
        count_entry(counts, group, chances.year_of[entry], BASIS_OF[spot], 1)


@kernel
def happen(
    chances: Chances,
    pay: Pay,
    counts: Counts,
    late: Floats,
    cost: Floats,
    group: int,
    month: int,
    step: int,
    before: int,
    clock: int,
    branch: int,
    fortune: float,
    people: float,
) -> tuple[int, int]:
    """Let a branch of a step happen, and count it.

    Parameters
    ----------
    late : (place, type, month) increased by weeks of arrears owed [people × weeks]
    cost : (scenario,) of the person, increased by arrears [GBP]
    group, month, step, before, branch : which; before is the spot [code]
    clock : months since claim [months]
    fortune : luck that gives the type of household [share]
    people : one, or a part of one when luck is swept [people]

    Returns
    -------
    spot [code], clock [months]
    """
    year = chances.year_of[month]
    spot = land(
        step, before, clock, month, branch, chances.waits_in, chances.later_terms_from,
        chances.later_uc_terms_from,
    )  # fmt: skip
    event = EVENT[ROW_OF[step, before], branch]
    if event != NOTHING:
        count_exit(counts, group, year, event, people)
    if step == DECIDE:
        count_decision(counts, group, year, month, before, spot, people)
    if step == RETURN and spot < N_PLACES:
        count_entry(counts, group, year, BASIS_OF[spot], people)
    owing = owed_at(step, before, spot)
    if owing >= 0:
        weeks = owed_weeks(step, clock, chances.arrears_from, chances.top_up_weeks)
        kind = kind_of(pay.kinds, BASIS_OF[owing], fortune)
        late[owing, kind, month] += weeks * people
        for scenario in range(cost.size):
            cost[scenario] += weeks * pay.arrears[scenario, month, owing, kind]
    return spot, clock_after(step, before, clock, branch)
