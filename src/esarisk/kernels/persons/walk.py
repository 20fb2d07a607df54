"""The walk of everybody who first stands in one cell, event by event, to the last month or until gone."""

from esarisk.jit import Floats, lean_kernel
from esarisk.kernels.layout import BASIS_OF, END, N_PLACES, NEW, NO_PHASE, PHASE_OF, START
from esarisk.kernels.persons.branches import EVENT, ROW_OF, STEPS_OF
from esarisk.kernels.persons.counting import (
    count_decision,
    count_entry,
    count_exit,
    keep,
    keep_event,
    keep_start,
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
from esarisk.kernels.persons.quiet import (
    WINDOW,
    clock_at,
    keep_quiet,
    pass_over,
    quiet_until,
    sanction_months,
    stand,
)
from esarisk.kernels.persons.steps import block_started, branch_of, clock_after, land, most
from esarisk.kernels.random import along, uniform


@lean_kernel
def live_cell(
    chances: Chances,
    pay: Pay,
    counts: Counts,
    lives: Lives,
    stood: Floats,
    late: Floats,
    cost: Floats,
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

    Parameters
    ----------
    counts, lives : increased; lives are written from the person on
    stood : (place, type, month end) increased by those who come to stand there, less those who go;
        the first month end opens the run [people]
    late : (place, type, month) increased by weeks of arrears owed [people × weeks]
    cost : (scenario,) of one person, overwritten [GBP]
    group, place : which [code]
    entry : month of the claim, -1 for the start stock [code]
    first_clock : months since claim at first [months]
    number : of people [people]
    cell_key : of the cell
    person : row of the first in lives, -1 when they are not kept [code]
    seen_month : month at whose end a person's place is kept [code]
    """
    for who in range(number):
        row = person + who if person >= 0 else -1
        live_one(
            chances, pay, counts, lives, stood, late, cost, group, entry, place, first_clock,
            along(cell_key, who), row, seen_month,
        )  # fmt: skip


@lean_kernel
def live_one(
    chances: Chances,
    pay: Pay,
    counts: Counts,
    lives: Lives,
    stood: Floats,
    late: Floats,
    cost: Floats,
    group: int,
    entry: int,
    place: int,
    first_clock: int,
    key: int,
    row: int,
    seen_month: int,
) -> None:
    """Follow one person: quiet months are passed over, the others taken step by step.

    Parameters
    ----------
    key : of the person
    row : in lives, -1 when they are not kept [code]
    others : as for `live_cell`
    """
    last, fortune = chances.weeks.size, uniform(key, 0, KIND)
    spot, clock, block, kind = place, first_clock, 0, kind_of(pay.kinds, BASIS_OF[place], fortune)
    month, months, supported = max(entry, 0), 0, 0
    begin(chances, counts, stood, cost, group, entry, spot, kind)
    while month < last and spot != GONE:
        until, window = month, min(month + WINDOW, last)
        if spot < N_PLACES and month != entry:
            until = quiet_until(chances, group, block, spot, clock, month, window, key)
            pass_over(chances, counts, stood, group, block, spot, kind, clock, month, until)
            sanction_months(chances, counts, lives, row, group, block, spot, month, until, key)
            keep_quiet(pay, lives, cost, row, seen_month, spot, kind, clock, month, until)
            months, supported = months + until - month, supported + (until - month) * IN_SUPPORT[spot]
            clock, month = clock_at(clock, until - month), until
        if until == window:
            continue
        opening, kind_then = spot, kind
        spot, clock, block = live_month(
            chances, pay, counts, late, cost, group, month, entry, spot, clock, block, fortune, key
        )
        if spot < N_PLACES:
            kind = kind_of(pay.kinds, BASIS_OF[spot], fortune)
            stand(stood, spot, kind, month + 1, month + 2)
            months, supported = months + 1, supported + IN_SUPPORT[spot]
        keep_event(pay, lives, cost, row, seen_month, month, entry, opening, kind_then, spot, kind, clock)
        before, block = block, block_after(chances, counts, group, month, spot, clock, block, key)
        if block != before:
            keep_start(lives, row, month, spot, block)
        sanction_months(chances, counts, lives, row, group, block, spot, month, month + 1, key)
        month += 1
    counts.balance[group, END] += spot < N_PLACES
    if row >= 0:
        keep(lives, row, group, entry, place, fortune, months, spot, supported > 0, cost)


@lean_kernel
def live_month(
    chances: Chances,
    pay: Pay,
    counts: Counts,
    late: Floats,
    cost: Floats,
    group: int,
    month: int,
    entry: int,
    spot: int,
    clock: int,
    block: int,
    fortune: float,
    key: int,
) -> tuple[int, int, int]:
    """Take the steps of a month in turn.

    Parameters
    ----------
    late, cost : as for `happen`
    group, month, spot, block : which [code]
    entry : month of the claim, -1 for the start stock [code]
    clock : months since claim [months]
    fortune : uniform that gives the type of household [share]
    key : of the person

    Returns
    -------
    spot [code], clock [months], block [code]
    """
    # Claims come in at the month's end: pension age is all that is left of it.
    step = RETIRE if month == entry else EXIT
    todo = (STEPS_OF[spot] & chances.active[group, month]) >> step
    while todo != 0:
        if todo & 1:
            chance, branch = uniform(key, month, step), STAY
            if chance < most(chances, group, block, step, spot, clock, month):
                branch = branch_of(chances, group, block, step, spot, clock, month, chance)
            if branch != STAY:
                spot, clock = happen(
                    chances, pay, counts, late, cost, group, month, step, spot, clock, branch, fortune, 1
                )
                block = 0 if step == RETURN else block
                todo = (STEPS_OF[spot] & chances.active[group, month]) >> step
            elif step == EXIT:
                clock = clock_at(clock, 1)
            elif step == DECIDE and waits(spot, clock, chances.minimum_wait):
                counts.waiting[group, month, NEW] += 1
        todo, step = todo >> 1, step + 1
    return spot, clock, block


@lean_kernel
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
    if counts.reached.shape[2] == 1 or spot >= N_PLACES:
        return 0
    if block == 0:
        block = block_started(chances.started, spot, clock, month, uniform(key, month, START_OF_PROGRAMME))
    if PHASE_OF[spot] != NO_PHASE:
        counts.reached[group, month, block, PHASE_OF[spot]] += 1
    return block


@lean_kernel
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
    stood : (place, type, month end) as for `live_cell` [people]
    cost : (scenario,) set to nought [GBP]
    group, spot, kind : which [code]
    entry : month of the claim, -1 for the start stock [code]
    """
    cost[:] = 0.0
    if entry < 0:
        stand(stood, spot, kind, 0, 1)
        counts.balance[group, START] += 1
    else:
        count_entry(counts, group, chances.year_of[entry], BASIS_OF[spot], 1)


@lean_kernel
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
