"""The walk of everybody who first stands in one cell, month by month, to the last or until gone."""

import numpy as np

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.layout import (
    BAND_OF,
    BASIS_OF,
    END,
    N_CLOCK,
    N_PLACES,
    NEW,
    NO_PHASE,
    PHASE_OF,
    START,
    STATE_OF,
    STREAM_OF_STATE,
)
from esarisk.kernels.persons.branches import EVENT, ROW_OF, STEPS_OF
from esarisk.kernels.persons.counting import (
    count_decision,
    count_entry,
    count_exit,
    keep,
    keep_month,
    keep_seen,
    kind_of,
    owed_at,
    owed_weeks,
    waits,
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
    START_OF_PROGRAMME,
    STAY,
    Chances,
    Counts,
    Lives,
    Pay,
)
from esarisk.kernels.persons.steps import block_started, branch_of, clock_after, land
from esarisk.kernels.random import along, uniform


@inner_kernel
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
    gone, share, served, retiring = (
        chances.gone[:, group],
        chances.share,
        chances.served,
        chances.retiring[group],
    )
    minimum_wait, kinds, worth = chances.minimum_wait, pay.kinds, pay.worth
    active, programmes = chances.active[group], chances.started.shape[3]
    balance, waiting = counts.balance[group], counts.waiting[group]
    cost = np.zeros(worth.shape[0])
    what = (chances, pay, counts, late, cost, group)
    for who in range(number):
        key, row = along(cell_key, who), person + who if person >= 0 else -1
        fortune = uniform(key, 0, KIND)
        spot, clock, block, basis = place, first_clock, 0, BASIS_OF[place]
        kind, months, supported = kind_of(kinds, basis, fortune), 0, 0
        begin(chances, counts, stood, cost, group, entry, spot, kind)
        for month in range(max(entry, 0), active.size):
            opening, kind_then = spot if month != entry else GONE, kind
            # Claims come in at the month's end: pension age is all that is left of it.
            step = RETIRE if month == entry else EXIT
            todo = (STEPS_OF[spot] & active[month]) >> step
            while todo != 0:
                if todo & 1:
                    # No more than this can happen: most months of most people end here.
                    if step == EXIT:
                        bar = gone[block, STATE_OF[spot], BAND_OF[clock], month]
                    elif step == DECIDE:
                        bar = served[STREAM_OF_STATE[STATE_OF[spot]], clock, month]
                    else:
                        bar = (
                            retiring[month] if step == RETIRE else share[block, ROW_OF[step, spot], -1, month]
                        )
                    chance, branch = uniform(key, month, step), STAY
                    if chance < bar:
                        tables = tables_of(chances, block, group)
                        branch = branch_of(step, spot, clock, month, chance, *tables, minimum_wait)
                    if branch != STAY:
                        spot, clock = happen(*what, month, step, spot, clock, branch, fortune, 1)
                        block = 0 if step == RETURN else block
                        todo = (STEPS_OF[spot] & active[month]) >> step
                    elif step == EXIT:
                        clock = min(clock + 1, N_CLOCK - 1)
                    elif step == DECIDE and waits(spot, clock, minimum_wait):
                        waiting[month, NEW] += 1
                todo, step = todo >> 1, step + 1
            if spot < N_PLACES:
                if BASIS_OF[spot] != basis:
                    basis, kind = BASIS_OF[spot], kind_of(kinds, BASIS_OF[spot], fortune)
                stood[spot, kind, month + 1] += 1
                months, supported = months + 1, supported | IN_SUPPORT[spot]
            if row >= 0:
                keep_month(worth, cost, month, opening, kind_then, spot, kind)
                keep_seen(lives, row, month == seen_month, spot, clock)
            if programmes > 0:
                block = block_after(chances, counts, group, month, spot, clock, block, key)
            if spot == GONE:
                break
        if spot < N_PLACES:
            balance[END] += 1
        if row >= 0:
            keep(lives, row, group, entry, place, fortune, months, spot, supported, cost)


@inner_kernel
def tables_of(
    chances: Chances, block: int, group: int
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Chances of one block and group, in the order in which `branch_of` takes them."""
    exits = chances.gone[block, group], chances.split[block, group], chances.retiring[group]
    return (*exits, chances.share[block], chances.served, chances.limit)


@inner_kernel
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
        block = block_started(chances.started, spot, clock, month, uniform(key, month, START_OF_PROGRAMME))
    if PHASE_OF[spot] != NO_PHASE:
        counts.reached[group, month, block, PHASE_OF[spot]] += 1
    return block


@kernel
def begin(
    chances: Chances,
    counts: Counts,
    stood: Floats,
    cost: Floats,
    group: int,
    entry: int,
    spot: int,
    kind: int,
) -> None:
    """Count somebody who opens the run, or who claims.

    Parameters
    ----------
    stood : (place, type, month end) increased [people]
    cost : (scenario,) set to nought [GBP]
    group, spot, kind : which [code]
    entry : month of the claim, -1 for the start stock [code]
    """
    cost[:] = 0.0
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
    fortune : uniform that gives the type of household [share]
    people : one, or a part of one when uniforms are swept [people]

    Returns
    -------
    spot [code], clock [months]
    """
    year = chances.year_of[month]
    spot = land(
        step, before, clock, month, branch, chances.waits_in, chances.terms_from,
        chances.uc_terms_from,
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
