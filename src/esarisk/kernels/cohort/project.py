"""The cohort engine's kernel: expected numbers of people, month by month, for many draws.

A group keeps its birth cohort and sex. Inside a group a person stands in a cell: block × place ×
months since claim. Block 0 is outside every programme; the others hold those who started one.
Groups and blocks meet within a month only at the decision makers' capacity and at the places of
programmes.

Order within a month: competing exits from the opening stock; the clock moves on; referrals;
decisions and disputes; the 365-day limit and other dated moves; on-flow; pension age; starts of
programmes. A month is paid on the mean of opening and closing stock.
"""

from typing import NamedTuple

import numpy as np

from esarisk.jit import Floats, inner_kernel, kernel, over_threads
from esarisk.kernels.cohort.decisions import count_ready
from esarisk.kernels.cohort.exits import sum_places
from esarisk.kernels.cohort.flows import balance_at, enter, retire, retire_off, start
from esarisk.kernels.cohort.moves import remember_off
from esarisk.kernels.cohort.pay import count_and_pay, count_standing
from esarisk.kernels.cohort.programmes import match_block, meet_programme, start_programmes
from esarisk.kernels.cohort.queue import count_by_clock, serve
from esarisk.kernels.cohort.reassessment import refer
from esarisk.kernels.cohort.steps import dated_moves, decisions_of_month, exits_of_month
from esarisk.kernels.layout import (
    END,
    ESA_BASES,
    N_BANDS,
    N_CLOCK,
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


class People(NamedTuple):
    """Everybody of one draw, as they stand in a month."""

    stock: Floats  # (block, place, clock, group) [people]
    opening: Floats  # (block, place, group) over the whole clock [people]
    closing: Floats  # (block, place, group) over the whole clock [people]
    held: Floats  # (block, place) who opened the month, of all groups [people]
    on: Floats  # (block,) who opened the month [people]
    off: Floats  # (months off, group held, basis, group) off for work while their award links [people]
    cohorts: Floats  # (programme, month of start, 2) in the block, sign of their effect [people; code]
    late_weeks: Floats  # (place, group) weeks of arrears owed [people × weeks]


class Room(NamedTuple):
    """Room to work in."""

    leavers: Floats  # (place, group)
    tables: Floats  # (3, state, band, group)
    leaving: Floats  # (group,)
    work: Floats  # (group,)


@inner_kernel
def exits_of_blocks(
    timetable: Timetable,
    claims: Claims,
    provision: Provision,
    draw: int,
    month: int,
    people: People,
    room: Room,
    totals: Totals,
) -> None:
    """Take every block's exits; a block meets what its programme adds.

    Parameters
    ----------
    draw, month : which [code]
    people : changed in place
    """
    for block in range(people.on.size):
        if people.on[block] == 0.0:
            continue
        shift = 0.0
        if block > 0:
            shift = meet_programme(provision, draw, month, block - 1, people.cohorts[block - 1], totals)
        stock, opening, held = people.stock[block], people.opening[block], people.held[block]
        inputs, tables, leavers = (timetable, claims, provision), room.tables, room.leavers
        exits_of_month(
            *inputs, draw, month, block, shift, stock, opening, held, tables, leavers, room.work, totals
        )
        remember_off(people.off, room.leavers, claims.destination[draw])


@inner_kernel
def call_and_queue(
    timetable: Timetable, claims: Claims, draw: int, month: int, people: People, room: Room, totals: Totals
) -> None:
    """Call people for reassessment; work out what share of each stream is decided, in all blocks alike.

    Parameters
    ----------
    draw, month : which [code]
    people : changed in place
    totals : filled with served shares
    """
    queue, ready = np.zeros(N_STREAMS), np.zeros((N_STREAMS, N_CLOCK))
    order = int(timetable.order[month])
    for block in range(people.on.size):
        if people.on[block] > 0.0:
            refer(people.stock[block], people.held[block], claims.referral[draw, :, month])
            count_ready(people.stock[block], timetable.used, timetable.minimum_wait, queue, room.work)
            if order == OLDEST_FIRST:
                count_by_clock(people.stock[block], timetable.used, timetable.minimum_wait, ready)
    serve(order, claims.capacity[draw, :, month], queue, ready, totals.served[draw, month])
    totals.waiting[draw, month, NEW] = queue[NEW]


@inner_kernel
def moves_of_blocks(
    timetable: Timetable, claims: Claims, draw: int, month: int, people: People, room: Room, totals: Totals
) -> None:
    """Decide, settle disputes and apply dated moves in every block.

    Parameters
    ----------
    draw, month : which [code]
    people : changed in place
    """
    for block in range(people.on.size):
        if people.on[block] == 0.0:
            continue
        stock, of_block = people.stock[block], totals.block_off_flow[draw, month, block]
        held, late, leaving, work = people.held[block], people.late_weeks, room.leaving, room.work
        served, fields = totals.served[draw, month], (totals, of_block)
        decisions_of_month(timetable, claims, draw, month, stock, held, served, late, work, leaving, *fields)
        worsening = claims.worsening[draw, month]
        if block > 0:
            added = totals.added_worsening[draw, month, block - 1]
            worsening = min(1.0, max(0.0, worsening + added))
        dated_moves(timetable, claims, draw, month, stock, late, leaving, worsening, *fields)


@inner_kernel
def close_month(
    timetable: Timetable,
    claims: Claims,
    provision: Provision,
    draw: int,
    month: int,
    people: People,
    room: Room,
    totals: Totals,
) -> None:
    """Let people in, retire some, let others start programmes; count and pay.

    Parameters
    ----------
    draw, month : which [code]
    people : changed in place
    """
    stock, on = people.stock, people.on
    enter(timetable, claims, draw, month, stock[0], people.off, room.work, totals)
    retire_off(timetable.pension_exit[month], people.off)
    for block in range(on.size):
        retire(timetable, draw, month, stock[block], totals, totals.block_off_flow[draw, month, block])
    if on.size > 1:
        start_programmes(timetable, provision, draw, month, stock, people.cohorts, totals)
    for block in range(on.size):
        if on[block] > 0.0 or people.cohorts[block - 1, month, 0] > 0.0:
            sum_places(stock[block], timetable.used, people.closing[block])
    opening, closing, held, late = people.opening, people.closing, people.held, people.late_weeks
    count_and_pay(timetable, claims, draw, month, opening, closing, held, late, room.work, totals)
    for block in range(1, on.size):
        on[block] = held[block].sum()
        match_block(month, on[block], people.cohorts[block - 1])


@kernel
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
    draw : which [code]
    stock : (block, place, clock, group) changed in place [people]
    off : (months off, group held, basis, group) changed in place [people]
    totals : filled at this draw
    """
    months, groups = timetable.on_flow_shape.shape
    blocks = stock.shape[0]
    people = People(
        stock,
        np.zeros((blocks, N_PLACES, groups)),
        np.zeros((blocks, N_PLACES, groups)),
        np.zeros((blocks, N_PLACES)),
        np.ones(blocks),
        off,
        np.zeros((blocks - 1, months, 2)),
        np.zeros((N_PLACES, groups)),
    )
    room = Room(
        np.zeros((N_PLACES, groups)),
        np.empty((3, N_STATES, N_BANDS, groups)),
        np.zeros(groups),
        np.zeros(groups),
    )
    for block in range(blocks):
        sum_places(stock[block], timetable.used, people.opening[block])
        for place in range(N_PLACES):
            people.held[block, place] = people.opening[block, place].sum()
        people.on[block] = 1.0 if block == 0 else people.held[block].sum()
    balance_at(people.stock, room.work, totals.balance[draw], START)
    for month in range(months):
        people.late_weeks[:] = 0.0
        exits_of_blocks(timetable, claims, provision, draw, month, people, room, totals)
        call_and_queue(timetable, claims, draw, month, people, room, totals)
        moves_of_blocks(timetable, claims, draw, month, people, room, totals)
        close_month(timetable, claims, provision, draw, month, people, room, totals)
    balance_at(people.stock, room.work, totals.balance[draw], END)
    count_standing(people.opening, totals.standing[draw])


def project(timetable: Timetable, claims: Claims, provision: Provision, totals: Totals) -> None:
    """Project every draw, on all threads.

    Parameters
    ----------
    timetable : what is the same in every draw
    claims : what a draw may change
    provision : programmes funded away from their baseline
    totals : filled; zero on entry
    """
    draws, groups = claims.start_stock.shape[0], timetable.on_flow_shape.shape[1]
    blocks = provision.eligible.shape[0] + 1

    def project_draw(draw: int) -> None:
        stock, off = (
            np.zeros((blocks, N_PLACES, N_CLOCK, groups)),
            np.zeros((OFF_MONTHS, 2, ESA_BASES, groups)),
        )
        start(timetable, claims.start_stock[draw], stock[0])
        follow(timetable, claims, provision, draw, stock, off, totals)

    over_threads(project_draw, draws)
