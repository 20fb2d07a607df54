"""The cohort engine's kernel: expected numbers of people, month by month, for many draws.

A group keeps its birth cohort and sex. Inside a group a person stands in a cell: block × place ×
months since claim. Block 0 is outside every programme; the others hold those who started one.
Groups and blocks meet within a month only at the decision makers' capacity and at the places of
programmes.

Order within a month: competing exits from the opening stock; the clock moves on; referrals;
decisions and disputes; the 365-day limit and other dated moves; on-flow; pension age; starts of
programmes. A month is paid on the mean of opening and closing stock.
"""

from collections.abc import Sequence

import numpy as np

from esarisk.jit import Floats, kernel, lean_kernel, over_threads
from esarisk.kernels.cohort.claimants import (
    add_claimants,
    count_claimants,
    migrate_claimants,
    no_claimants,
    stand_by_basis,
)
from esarisk.kernels.cohort.exits import room_for_exits, share_tables, sum_places, tabulate_deaths
from esarisk.kernels.cohort.flows import balance_at, balance_flows, enter, retire, retire_off, start
from esarisk.kernels.cohort.month import People, Step, Workspace, cells_of, outflow_of
from esarisk.kernels.cohort.pay import count_and_pay, count_standing
from esarisk.kernels.cohort.programmes import match_block, meet_programme, sanction_block, start_programmes
from esarisk.kernels.cohort.queue import (
    after_interview,
    count_by_clock,
    count_ready,
    hold_for_interview,
    refer,
    serve,
)
from esarisk.kernels.cohort.rows import total_of
from esarisk.kernels.cohort.steps import dated_moves, decisions_of_month, exits_of_month
from esarisk.kernels.layout import (
    END,
    N_BASES,
    N_CLOCK,
    N_DESTINATIONS,
    N_ESA_BASES,
    N_OUTCOMES,
    N_PLACES,
    N_STATES,
    N_STREAMS,
    NEW,
    OFF_MONTHS,
    OLDEST_FIRST,
    START,
    Claims,
    Provision,
    Timetable,
    Totals,
)


@lean_kernel
def exits_of_blocks(step: Step, people: People, work: Workspace, totals: Totals) -> None:
    """Take every block's exits; a block meets what its programme adds.

    Parameters
    ----------
    people : changed in place
    """
    tabulate_deaths(step, work.exits)
    for block in range(people.on.size):
        if people.on[block] == 0.0:
            continue
        shift = 0.0
        if block > 0:
            shift = meet_programme(step, block - 1, people.cohorts[block - 1], totals)
        exits_of_month(step, people, block, shift, work, totals)


@lean_kernel
def call_and_queue(step: Step, people: People, work: Workspace, totals: Totals) -> None:
    """Call people for reassessment; work out what share of each stream is decided, in all blocks alike.

    Parameters
    ----------
    people : changed in place
    totals : filled with served shares
    """
    draw, month, timetable, claims = step.draw, step.month, step.timetable, step.claims
    queue, ready = work.queue, work.ready
    queue[:], ready[:] = 0.0, 0.0
    order = int(timetable.order[month])
    delayed = claims.interview_wait[draw, month] > 0.0  # waits never end inside a run: claims before wait too
    for block in range(people.on.size):
        if people.on[block] > 0.0:
            cells = cells_of(people, block)
            refer(cells, people.held[block], claims.referral[draw, :, month])
            count_ready(cells, timetable.minimum_wait, queue, work.by_group)
            if order == OLDEST_FIRST or delayed:
                count_by_clock(cells, timetable.minimum_wait, ready)
    count_claimants(people.claimants, timetable.minimum_wait, queue, ready)
    held = hold_for_interview(step, queue, ready) if delayed else 0.0
    serve(order, claims.capacity[draw, :, month], queue, ready, totals.served[draw, month])
    if delayed:
        after_interview(step, totals.served[draw, month])
    totals.waiting[draw, month, NEW] = queue[NEW] + held


@lean_kernel
def moves_of_blocks(step: Step, people: People, work: Workspace, totals: Totals) -> None:
    """Decide, settle disputes and apply dated moves in every block.

    Parameters
    ----------
    people : changed in place
    """
    draw, month = step.draw, step.month
    for block in range(people.on.size):
        if people.on[block] == 0.0:
            continue
        decisions_of_month(step, people, block, work, totals)
        worsening = step.claims.worsening[draw, month]
        if block > 0:
            added = totals.added_worsening[draw, month, block - 1]
            worsening = min(1.0, max(0.0, worsening + added))
        dated_moves(step, cells_of(people, block), worsening, work, outflow_of(step, block, totals))
    migrate_claimants(people.claimants, cells_of(people, 0), step.claims.migration[draw, month])


@lean_kernel
def close_month(step: Step, people: People, work: Workspace, totals: Totals) -> None:
    """Let people in, retire some, let others start programmes; count and pay.

    Parameters
    ----------
    people : changed in place
    """
    month, timetable, on = step.month, step.timetable, people.on
    enter(step, people, work, totals)
    retiring = timetable.pension_exit[month]
    retire_off(retiring, people.off)
    for block in range(on.size):
        retire(retiring, people, block, outflow_of(step, block, totals))
    if on.size > 1:
        start_programmes(step, people, totals)
    for block in range(on.size):
        if on[block] > 0.0 or people.cohorts[block - 1, month, 0] > 0.0:
            sum_places(cells_of(people, block), people.closing[block])
    add_claimants(people.claimants, people.closing[0])
    count_and_pay(step, people, work, totals)
    for block in range(1, on.size):
        on[block] = people.held[block].sum()
        match_block(month, on[block], people.cohorts[block - 1])
        sanction_block(step, people, block, totals)


@lean_kernel
def open_block(people: People, block: int) -> None:
    """Find the rows of a block in which somebody stands, and sum its places.

    Parameters
    ----------
    people : changed in place
    block : which [code]
    """
    for place in range(N_PLACES):
        for clock in range(N_CLOCK):
            if total_of(people.stock[block, place, clock]) > 0.0:
                people.live[block, place, clock] = 1.0
    sum_places(cells_of(people, block), people.opening[block])
    for place in range(N_PLACES):
        people.held[block, place] = total_of(people.opening[block, place])
    people.on[block] = 1.0 if block == 0 else people.held[block].sum()


@lean_kernel
def part_claimants(people: People) -> None:
    """Let all claimants stand by basis.

    Parameters
    ----------
    people : changed in place
    """
    stand_by_basis(people.claimants, cells_of(people, 0), 0)


@kernel
def set_out(
    timetable: Timetable, provision: Provision, draw: int, stock: Floats, off: Floats, totals: Totals
) -> People:
    """Everybody of one draw before the first month.

    Parameters
    ----------
    draw : which [code]
    stock : (block, place, clock, group) changed in place from now on [people]
    off : (months off, group held, basis, group) changed in place from now on [people]
    totals : the balance's start is filled at this draw
    """
    months, groups = timetable.on_flow_shape.shape
    blocks = stock.shape[0]
    people = People(
        stock=stock,
        live=np.zeros((blocks, N_PLACES, N_CLOCK)),
        told_apart=timetable.told_apart,
        claimants=no_claimants(groups, provision.eligible),
        opening=np.zeros((blocks, N_PLACES, groups)),
        closing=np.zeros((blocks, N_PLACES, groups)),
        held=np.zeros((blocks, N_PLACES)),
        on=np.ones(blocks),
        off=off,
        cohorts=np.zeros((blocks - 1, months, 2)),
    )
    for block in range(blocks):
        open_block(people, block)
    balance_at(people, totals.balance[draw], START)
    return people


@kernel
def go_on(
    timetable: Timetable,
    claims: Claims,
    provision: Provision,
    draw: int,
    people: People,
    totals: Totals,
    first: int,
    last: int,
) -> None:
    """Follow everybody of one draw through some months.

    Parameters
    ----------
    draw : which [code]
    people : changed in place
    totals : filled at this draw
    first, last : the first of the months, and the one after them [code]
    """
    groups = timetable.on_flow_shape.shape[1]
    work = Workspace(
        exits=room_for_exits(groups),
        late_weeks=np.zeros((N_PLACES, groups)),
        owed=np.zeros(N_PLACES),
        died=np.zeros((N_STATES, groups)),
        left=np.zeros((N_STATES, groups)),
        by_programme=np.zeros((N_STATES, groups)),
        decided=np.zeros((N_STREAMS, N_OUTCOMES)),
        deciding=np.zeros(groups),
        weeks_late=np.zeros(groups),
        drawn=np.zeros((N_ESA_BASES, groups)),
        drawn_late=np.zeros((N_ESA_BASES, groups)),
        leaving=np.zeros(groups),
        by_group=np.zeros(groups),
        by_basis=np.zeros(N_BASES),
        linked=np.zeros((N_ESA_BASES, groups)),
        to=np.zeros(N_DESTINATIONS),
        queue=np.zeros(N_STREAMS),
        ready=np.zeros((N_STREAMS, N_CLOCK)),
    )
    share_tables(claims.off_flow[draw], claims.mortality_ratio[draw], work.exits)
    for month in range(first, last):
        step = Step(
            timetable=timetable,
            claims=claims,
            provision=provision,
            draw=draw,
            month=month,
            year=int(timetable.year_of[month]),
        )
        exits_of_blocks(step, people, work, totals)
        call_and_queue(step, people, work, totals)
        moves_of_blocks(step, people, work, totals)
        close_month(step, people, work, totals)


@kernel
def arrive(people: People, draw: int, totals: Totals) -> None:
    """Count everybody of one draw where they stand in the end.

    Parameters
    ----------
    people : claimants among them come to stand by basis
    draw : which [code]
    totals : filled at this draw
    """
    balance_at(people, totals.balance[draw], END)
    balance_flows(totals.flows[draw], totals.balance[draw])
    part_claimants(people)
    count_standing(people.opening, totals.standing[draw])


def follow(
    timetable: Timetable,
    claims: Claims,
    provision: Provision,
    draw: int,
    stock: Floats,
    off: Floats,
    totals: Totals,
) -> None:
    """Follow a stock through every month; what stands at the end is left in it.

    Parameters
    ----------
    draw, stock, off, totals : as `set_out`
    """
    people = set_out(timetable, provision, draw, stock, off, totals)
    go_on(timetable, claims, provision, draw, people, totals, 0, timetable.weeks.size)
    arrive(people, draw, totals)


def project(timetable: Timetable, claims: Claims, provision: Provision, totals: Totals) -> None:
    """Project every draw, on all threads.

    Parameters
    ----------
    timetable : what is the same in every draw
    claims : what a draw may change
    provision : programmes funded away from their baseline
    totals : filled; zero on entry
    """

    def project_draw(draw: int) -> None:
        follow(
            timetable, claims, provision, draw, *_before_anything(timetable, claims, provision, draw), totals
        )

    over_threads(project_draw, claims.start_stock.shape[0])


def project_trunk(
    timetable: Timetable, claims: Claims, provision: Provision, totals: Totals, first: int
) -> list[People]:
    """Project the months that levels of money have in common: everybody of each draw, as they stand then.

    Parameters
    ----------
    provision : of any of the levels
    totals : filled; zero on entry
    first : month from which levels differ [code]
    """
    draws = claims.start_stock.shape[0]
    found: dict[int, People] = {}

    def project_draw(draw: int) -> None:
        stock, off = _before_anything(timetable, claims, provision, draw)
        found[draw] = set_out(timetable, provision, draw, stock, off, totals)
        go_on(timetable, claims, provision, draw, found[draw], totals, 0, first)

    over_threads(project_draw, draws)
    return [found[draw] for draw in range(draws)]


def project_branch(
    timetable: Timetable,
    claims: Claims,
    provision: Provision,
    trunk: Sequence[People],
    totals: Totals,
    first: int,
) -> None:
    """Project a level of money from where levels part.

    Parameters
    ----------
    trunk : everybody of each draw, who stay as they are
    totals : of the trunk, filled further
    first : month from which levels differ [code]
    """

    def project_draw(draw: int) -> None:
        people = _copied(trunk[draw])
        go_on(timetable, claims, provision, draw, people, totals, first, timetable.weeks.size)
        arrive(people, draw, totals)

    over_threads(project_draw, len(trunk))


def _before_anything(
    timetable: Timetable, claims: Claims, provision: Provision, draw: int
) -> tuple[Floats, Floats]:
    """Everybody where they stand before the first month, and nobody off: as `follow` changes them."""
    blocks, groups = provision.eligible.shape[0] + 1, timetable.on_flow_shape.shape[1]
    stock = np.zeros((blocks, N_PLACES, N_CLOCK, groups))
    start(timetable, claims.start_stock[draw], stock[0])
    return stock, np.zeros((OFF_MONTHS, 2, N_ESA_BASES, groups))


def _copied(people: People) -> People:
    """The same people, to be changed apart."""
    claimants = people.claimants
    apart = claimants._replace(
        people=claimants.people.copy(), live=claimants.live.copy(), basis=claimants.basis.copy()
    )
    arrays = {name: part.copy() for name, part in people._asdict().items() if isinstance(part, np.ndarray)}
    return people._replace(**arrays, claimants=apart)
