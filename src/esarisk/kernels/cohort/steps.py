"""Steps of a month in one block of people: exits, decisions and disputes, dated moves."""

import numpy as np

from esarisk.jit import Floats, inner_kernel
from esarisk.kernels.cohort.decisions import convert_legacy, decide_new, decide_repeat, decide_uc
from esarisk.kernels.cohort.exits import (
    added_leavers,
    is_even,
    leave_and_age,
    leave_evenly,
    spread,
    tabulate_exits,
)
from esarisk.kernels.cohort.flows import take_out
from esarisk.kernels.cohort.moves import apply_limit, migrate, start_top_ups, worsen
from esarisk.kernels.cohort.pay import leaving_phase
from esarisk.kernels.cohort.programmes import shift_to_work
from esarisk.kernels.cohort.reassessment import hear_disputes
from esarisk.kernels.layout import (
    APPEAL,
    ASSESSMENT,
    DEATH,
    DIED,
    FIRST_CLOCK,
    FIT_ROW,
    FOUND_FIT,
    FROM_LEGACY,
    LEFT,
    LEGACY,
    LIMIT_ROW,
    LIMITED,
    N_DESTINATIONS,
    N_OUTCOMES,
    N_PLACES,
    N_STREAMS,
    NEW,
    OUT,
    RECONSIDERATION,
    REPEAT,
    STATE_OF,
    TO_UC,
    UC_ASSESSMENT,
    WRAG,
    Claims,
    Provision,
    Timetable,
    Totals,
)
from esarisk.names import CLOCK_MONTHS


@inner_kernel
def exits_of_month(
    timetable: Timetable,
    claims: Claims,
    provision: Provision,
    draw: int,
    month: int,
    block: int,
    shift: float,
    stock: Floats,
    opening: Floats,
    held: Floats,
    tables: Floats,
    leavers: Floats,
    deaths: Floats,
    totals: Totals,
) -> None:
    """Take every place's exits in one block and move its clock on.

    Parameters
    ----------
    draw, month, block : which [code]
    shift : turned to work of those who leave anyway for something else; back below nought [share]
    stock : (place, clock, group) changed in place [people]
    opening : (place, group) people over the whole clock [people]
    held : (place,) people of all groups: a place without anybody is skipped [people]
    tables : (3, state, band, group) room to work in
    leavers : (place, group) filled with those who leave without a programme's doing [people]
    deaths : (group,) room to work in
    """
    year = int(timetable.year_of[month])
    staying, dead_share, added_share = tables[0], tables[1], tables[2]
    added = totals.added_hazard[draw, month, block - 1] if block > 0 else 0.0
    tabulate_exits(
        claims.off_flow[draw],
        claims.off_flow_factor[draw, month],
        claims.age_multiplier[draw],
        timetable.age_class[month],
        timetable.mortality[month],
        claims.mortality_ratio[draw],
        added,
        staying,
        dead_share,
        added_share,
    )
    of_block = totals.block_off_flow[draw, month, block]
    by_programme, to = np.zeros(deaths.size), np.zeros(N_DESTINATIONS)
    for place in range(N_PLACES):
        if held[place] == 0.0:
            for group in range(deaths.size):
                leavers[place, group] = 0.0
            continue
        state = STATE_OF[place]
        first = FIRST_CLOCK[place]
        if added > 0.0:
            added_leavers(stock[place], staying[state], dead_share[state], added_share[state], by_programme)
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
            of_block[DEATH] += deaths[group]
            totals.balance[draw, group, OUT] += deaths[group] + leavers[place, group]
            totals.flows[draw, year, DIED, group] += deaths[group]
            totals.flows[draw, year, LEFT, group] += leavers[place, group]
            leavers[place, group] -= by_programme[group]
            gone += leavers[place, group]
        shift_to_work(claims.destination[draw, state], shift, to)
        if block > 0:
            added_to = provision.added_to[draw, block - 1]
            spread(by_programme.sum(), added_to, flow)
            spread(by_programme.sum(), added_to, of_block)
        spread(gone, to, flow)
        spread(gone, to, of_block)


@inner_kernel
def decisions_of_month(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    stock: Floats,
    held: Floats,
    served: Floats,
    late_weeks: Floats,
    weeks: Floats,
    leaving: Floats,
    totals: Totals,
    of_block: Floats,
) -> None:
    """Decide and settle disputes in one block.

    Parameters
    ----------
    draw, month : which [code]
    stock : (place, clock, group) changed in place [people]
    held : (place,) people who opened the month, of all groups [people]
    served : (stream, clock) decided of those ready [share]
    late_weeks : (place, group) increased by weeks of arrears owed [people × weeks]
    weeks, leaving : (group,) room to work in
    of_block : (destination,) leavers of the block, increased [people]
    """
    used = timetable.used
    year = int(timetable.year_of[month])
    fit_to = claims.destination[draw, FIT_ROW]
    disputed = claims.dispute[draw, month]
    outcome = claims.outcome[draw, :, month]
    waits_in = RECONSIDERATION if timetable.reconsideration[month] > 0.0 else APPEAL
    decided = np.zeros((N_STREAMS, N_OUTCOMES))

    reconsidered, appealed = claims.reconsidered[draw], claims.appealed[draw, month]
    hear_disputes(stock, held, outcome[NEW], reconsidered, appealed, leaving)
    take_out(leaving, fit_to, totals, draw, year, APPEAL, FOUND_FIT, of_block)
    decide_new(
        stock,
        used,
        served[NEW],
        outcome[NEW],
        disputed,
        waits_in,
        month,
        timetable.terms_from,
        timetable.minimum_wait,
        timetable.arrears_from,
        decided[NEW],
        late_weeks,
        weeks,
        leaving,
    )
    take_out(leaving, fit_to, totals, draw, year, ASSESSMENT, FOUND_FIT, of_block)
    decide_repeat(stock, used, served[REPEAT], outcome, disputed, waits_in, decided[REPEAT], weeks, leaving)
    take_out(leaving, fit_to, totals, draw, year, WRAG, FOUND_FIT, of_block)
    legacy = served[FROM_LEGACY, CLOCK_MONTHS]
    convert_legacy(stock, legacy, outcome[FROM_LEGACY], disputed, waits_in, decided[FROM_LEGACY], leaving)
    take_out(leaving, fit_to, totals, draw, year, LEGACY, FOUND_FIT, of_block)
    decide_uc(
        stock,
        served[TO_UC],
        outcome[TO_UC],
        month,
        timetable.uc_terms_from,
        timetable.minimum_wait,
        decided[TO_UC],
        weeks,
        leaving,
    )
    take_out(leaving, fit_to, totals, draw, year, UC_ASSESSMENT, FOUND_FIT, of_block)
    for stream in range(N_STREAMS):
        for result in range(N_OUTCOMES):
            totals.decisions[draw, year, stream, result] += decided[stream, result]
            totals.decided[draw, month, stream] += decided[stream, result]


@inner_kernel
def dated_moves(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    stock: Floats,
    late_weeks: Floats,
    leaving: Floats,
    worsening: float,
    totals: Totals,
    of_block: Floats,
) -> None:
    """Apply the limit, worsening, top-ups and migration in one block.

    Parameters
    ----------
    draw, month : which [code]
    stock : (place, clock, group) changed in place [people]
    late_weeks : (place, group) increased by arrears of top-ups [people × weeks]
    leaving : (group,) room to work in
    worsening : WRAG to support group without assessment [share]
    of_block : (destination,) leavers of the block, increased [people]
    """
    used = timetable.used
    limit = int(timetable.limit_months[month])
    apply_limit(stock, used, limit, claims.after_limit[draw], leaving)
    year, to = int(timetable.year_of[month]), claims.destination[draw, LIMIT_ROW]
    take_out(leaving, to, totals, draw, year, WRAG, LIMITED, of_block)
    worsen(stock, used, worsening)
    start_top_ups(stock, claims.top_up[draw, month], timetable.top_up_weeks, late_weeks)
    migrate(stock, used, claims.migration[draw, month])
