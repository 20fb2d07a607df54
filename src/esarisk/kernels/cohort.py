"""The cohort engine's kernel: expected numbers of people, month by month, for many draws.

A group keeps its birth cohort and sex. Inside a group a person stands in a cell: place ×
months since claim. The only thing that couples groups within a month is the decision
makers' capacity.

Order within a month: competing exits from the opening stock; the clock moves on; referrals;
decisions and disputes; the 365-day limit and other dated moves; on-flow; pension age. A month
is paid on the mean of opening and closing stock.
"""

import numpy as np

from esarisk.jit import Floats, kernel, parallel_kernel, parallel_range
from esarisk.kernels.calls import hear_disputes, refer
from esarisk.kernels.exits import (
    is_even,
    leave_and_age,
    leave_evenly,
    spread,
    sum_places,
    tabulate_exits,
)
from esarisk.kernels.flows import balance_at, enter, retire, start, take_out
from esarisk.kernels.layout import (
    APPEAL,
    ASSESSMENT,
    DEATH,
    DIED,
    END,
    ESA_BASES,
    FIRST_CLOCK,
    FIT_ROW,
    FOUND_FIT,
    FROM_LEGACY,
    LEFT,
    LEGACY,
    LIMIT_ROW,
    LIMITED,
    N_BANDS,
    N_CLOCK,
    N_OUTCOMES,
    N_PLACES,
    N_STATES,
    N_STREAMS,
    NEW,
    OFF_MONTHS,
    OLDEST_FIRST,
    OUT,
    RECONSIDERATION,
    REPEAT,
    START,
    STATE_OF,
    TO_UC,
    UC_ASSESSMENT,
    WRAG,
    Claims,
    Timetable,
    Totals,
)
from esarisk.kernels.moves import (
    apply_limit,
    migrate,
    remember_off,
    start_top_ups,
    worsen,
)
from esarisk.kernels.order import count_by_clock, serve
from esarisk.kernels.pay import count_and_pay, leaving_phase
from esarisk.kernels.queue import convert_legacy, count_ready, decide_new, decide_repeat, decide_uc
from esarisk.names import CLOCK_MONTHS


@kernel
def exits_of_month(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    stock: Floats,
    opening: Floats,
    held: Floats,
    staying: Floats,
    dead_share: Floats,
    leavers: Floats,
    deaths: Floats,
    totals: Totals,
) -> None:
    """Take every place's exits and move the clock on.

    Parameters
    ----------
    draw, month : which [code]
    stock : (place, clock, group) changed in place [people]
    opening : (place, group) people over the whole clock [people]
    held : (place,) people of all groups: a place without anybody is skipped [people]
    staying, dead_share : (state, band, group) room to work in
    leavers : (place, group) filled [people]
    deaths : (group,) room to work in
    """
    year = int(timetable.year_of[month])
    tabulate_exits(
        claims.off_flow[draw],
        claims.off_flow_factor[draw, month],
        claims.age_multiplier[draw],
        timetable.age_class[month],
        timetable.mortality[month],
        claims.mortality_ratio[draw],
        staying,
        dead_share,
    )
    for place in range(N_PLACES):
        if held[place] == 0.0:
            for group in range(deaths.size):
                leavers[place, group] = 0.0
            continue
        state = STATE_OF[place]
        first = FIRST_CLOCK[place]
        if first == 0 and is_even(claims.off_flow[draw, state]):
            leave_evenly(
                stock[place], opening[place], staying[state, 0], dead_share[state, 0], leavers[place], deaths
            )
        else:
            leave_and_age(stock[place], staying[state], dead_share[state], first, leavers[place], deaths)
        flow = totals.off_flow[draw, year, leaving_phase(state)]
        gone = 0.0
        for group in range(deaths.size):
            flow[DEATH] += deaths[group]
            gone += leavers[place, group]
            totals.balance[draw, group, OUT] += deaths[group] + leavers[place, group]
            totals.flows[draw, year, DIED, group] += deaths[group]
            totals.flows[draw, year, LEFT, group] += leavers[place, group]
        spread(gone, claims.destination[draw, state], flow)


@kernel
def decisions_of_month(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    stock: Floats,
    held: Floats,
    late_weeks: Floats,
    weeks: Floats,
    leaving: Floats,
    totals: Totals,
) -> None:
    """Call, queue, decide and settle disputes.

    Parameters
    ----------
    draw, month : which [code]
    stock : (place, clock, group) changed in place [people]
    held : (place,) people who opened the month, of all groups [people]
    late_weeks : (place, group) increased by weeks of arrears owed [people × weeks]
    weeks, leaving : (group,) room to work in
    """
    used = timetable.used
    year = int(timetable.year_of[month])
    fit_to = claims.destination[draw, FIT_ROW]
    disputed = claims.dispute[draw, month]
    outcome = claims.outcome[draw, :, month]
    waits_in = RECONSIDERATION if timetable.reconsideration[month] > 0.0 else APPEAL
    queue, ready = np.empty(N_STREAMS), np.zeros((N_STREAMS, N_CLOCK))
    served = totals.served[draw, month]
    decided = np.zeros((N_STREAMS, N_OUTCOMES))

    refer(stock, held, claims.referral[draw, :, month])
    count_ready(stock, used, timetable.minimum_wait, queue, weeks)
    order = int(timetable.order[month])
    if order == OLDEST_FIRST:
        count_by_clock(stock, used, timetable.minimum_wait, ready)
    serve(order, claims.capacity[draw, :, month], queue, ready, served)
    hear_disputes(stock, held, outcome[NEW], claims.reconsidered[draw], claims.appealed[draw], leaving)
    take_out(leaving, fit_to, totals, draw, year, APPEAL, FOUND_FIT)
    decide_new(
        stock,
        used,
        served[NEW],
        outcome[NEW],
        disputed,
        waits_in,
        month,
        timetable.later_terms_from,
        timetable.minimum_wait,
        timetable.arrears_from,
        decided[NEW],
        late_weeks,
        weeks,
        leaving,
    )
    take_out(leaving, fit_to, totals, draw, year, ASSESSMENT, FOUND_FIT)
    decide_repeat(stock, used, served[REPEAT], outcome, disputed, waits_in, decided[REPEAT], weeks, leaving)
    take_out(leaving, fit_to, totals, draw, year, WRAG, FOUND_FIT)
    legacy = served[FROM_LEGACY, CLOCK_MONTHS]
    convert_legacy(stock, legacy, outcome[FROM_LEGACY], disputed, waits_in, decided[FROM_LEGACY], leaving)
    take_out(leaving, fit_to, totals, draw, year, LEGACY, FOUND_FIT)
    decide_uc(
        stock,
        served[TO_UC],
        outcome[TO_UC],
        month,
        timetable.later_uc_terms_from,
        timetable.minimum_wait,
        decided[TO_UC],
        weeks,
        leaving,
    )
    take_out(leaving, fit_to, totals, draw, year, UC_ASSESSMENT, FOUND_FIT)
    totals.waiting[draw, month, NEW] = queue[NEW]
    for stream in range(N_STREAMS):
        for result in range(N_OUTCOMES):
            totals.decisions[draw, year, stream, result] += decided[stream, result]
            totals.decided[draw, month, stream] += decided[stream, result]


@kernel
def dated_moves(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    stock: Floats,
    late_weeks: Floats,
    leaving: Floats,
    totals: Totals,
) -> None:
    """Apply the limit, worsening, top-ups and migration.

    Parameters
    ----------
    draw, month : which [code]
    stock : (place, clock, group) changed in place [people]
    late_weeks : (place, group) increased by arrears of top-ups [people × weeks]
    leaving : (group,) room to work in
    """
    used = timetable.used
    limit = int(timetable.limit_months[month])
    apply_limit(stock, used, limit, claims.after_limit[draw], leaving)
    year = int(timetable.year_of[month])
    take_out(leaving, claims.destination[draw, LIMIT_ROW], totals, draw, year, WRAG, LIMITED)
    worsen(stock, used, claims.worsening[draw, month])
    start_top_ups(stock, claims.top_up[draw, month], timetable.top_up_weeks, late_weeks)
    migrate(stock, used, claims.migration[draw, month])


@kernel
def project_draw(timetable: Timetable, claims: Claims, draw: int, totals: Totals) -> None:
    """Project one draw through every month.

    Parameters
    ----------
    timetable : what is the same in every draw
    claims : what a draw may change
    draw : which draw [code]
    totals : filled at this draw
    """
    groups = timetable.on_flow_shape.shape[1]
    stock = np.empty((N_PLACES, N_CLOCK, groups))
    off = np.zeros((OFF_MONTHS, 2, ESA_BASES, groups))
    start(timetable, claims.start_stock[draw], stock)
    follow(timetable, claims, draw, stock, off, totals)


@kernel
def follow(
    timetable: Timetable, claims: Claims, draw: int, stock: Floats, off: Floats, totals: Totals
) -> None:
    """Follow a stock through every month; what stands at the end is left in it.

    Parameters
    ----------
    draw : which [code]
    stock : (place, clock, group) changed in place [people]
    off : (months off, group held, basis, group) changed in place [people]
    totals : filled at this draw
    """
    months, groups = timetable.on_flow_shape.shape
    opening, closing = np.zeros((N_PLACES, groups)), np.zeros((N_PLACES, groups))
    leavers, late_weeks = np.zeros((N_PLACES, groups)), np.zeros((N_PLACES, groups))
    staying, dead_share = np.empty((N_STATES, N_BANDS, groups)), np.empty((N_STATES, N_BANDS, groups))
    leaving, work, held = np.zeros(groups), np.zeros(groups), np.zeros(N_PLACES)
    sum_places(stock, timetable.used, opening)
    for place in range(N_PLACES):
        held[place] = opening[place].sum()
    balance_at(stock, work, totals.balance[draw], START)
    for month in range(months):
        late_weeks[:] = 0.0
        exits_of_month(
            timetable, claims, draw, month, stock, opening, held, staying, dead_share, leavers, work, totals
        )
        remember_off(off, leavers, claims.destination[draw])
        decisions_of_month(timetable, claims, draw, month, stock, held, late_weeks, work, leaving, totals)
        dated_moves(timetable, claims, draw, month, stock, late_weeks, leaving, totals)
        enter(timetable, claims, draw, month, stock, off, work, totals)
        retire(timetable, draw, month, stock, off, totals)
        sum_places(stock, timetable.used, closing)
        count_and_pay(timetable, claims, draw, month, opening, closing, held, late_weeks, work, totals)
    balance_at(stock, work, totals.balance[draw], END)


@parallel_kernel
def project(timetable: Timetable, claims: Claims, totals: Totals) -> None:
    """Project every draw; draws share nothing, so threads change no answer.

    Parameters
    ----------
    timetable : what is the same in every draw
    claims : what a draw may change
    totals : filled; zero on entry
    """
    for draw in parallel_range(claims.start_stock.shape[0]):
        project_draw(timetable, claims, draw, totals)
