"""Steps of a month in one block of people: exits, decisions and disputes, dated moves."""

import numpy as np

from esarisk.jit import Floats, inner_kernel
from esarisk.kernels.cohort.decisions import convert_legacy, decide_new, decide_repeat, decide_uc, deciding
from esarisk.kernels.cohort.exits import (
    added_leavers,
    is_even,
    leave_and_age,
    leave_evenly,
    spread,
    tabulate_exits,
)
from esarisk.kernels.cohort.flows import take_out
from esarisk.kernels.cohort.month import Outflow, People, Step, Workspace, outflow_of
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
    LEFT,
    LEGACY,
    LIMIT_ROW,
    LIMITED,
    N_DESTINATIONS,
    N_OUTCOMES,
    N_PLACES,
    N_STREAMS,
    OUT,
    STATE_OF,
    UC_ASSESSMENT,
    WRAG,
    Totals,
)


@inner_kernel
def exits_of_month(
    step: Step, people: People, block: int, shift: float, work: Workspace, totals: Totals
) -> None:
    """Take every place's exits in one block and move its clock on.

    Parameters
    ----------
    people : changed in place; a place without anybody is skipped
    block : which [code]
    shift : turned to work of those who leave anyway for something else; back below nought [share]
    work : its leavers are filled with those who leave without a programme's doing
    """
    draw, month, claims = step.draw, step.month, step.claims
    stock, opening, held = people.stock[block], people.opening[block], people.held[block]
    staying, dead_share, added_share = work.staying, work.dead_share, work.added_share
    leavers, deaths = work.leavers, work.by_group
    added = totals.added_hazard[draw, month, block - 1] if block > 0 else 0.0
    tabulate_exits(
        claims.off_flow[draw],
        claims.off_flow_factor[draw, month],
        claims.age_multiplier[draw],
        step.timetable.age_class[month],
        step.timetable.mortality[month],
        claims.mortality_ratio[draw],
        added,
        staying,
        dead_share,
        added_share,
    )
    outflow = outflow_of(step, block, totals)
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
        flow = outflow.off_flow[leaving_phase(state)]
        gone = 0.0
        for group in range(deaths.size):
            flow[DEATH] += deaths[group]
            outflow.block_off_flow[DEATH] += deaths[group]
            outflow.balance[group, OUT] += deaths[group] + leavers[place, group]
            outflow.flows[DIED, group] += deaths[group]
            outflow.flows[LEFT, group] += leavers[place, group]
            leavers[place, group] -= by_programme[group]
            gone += leavers[place, group]
        shift_to_work(claims.destination[draw, state], shift, to)
        if block > 0:
            added_to = step.provision.added_to[draw, block - 1]
            spread(by_programme.sum(), added_to, flow)
            spread(by_programme.sum(), added_to, outflow.block_off_flow)
        spread(gone, to, flow)
        spread(gone, to, outflow.block_off_flow)


@inner_kernel
def decisions_of_month(step: Step, people: People, block: int, work: Workspace, totals: Totals) -> None:
    """Decide and settle disputes in one block.

    Parameters
    ----------
    people : changed in place
    block : which [code]
    work : filled with what is decided; arrears owed are increased
    """
    stock, leaving, outflow = people.stock[block], work.leaving, outflow_of(step, block, totals)
    fit_to, rule = step.claims.destination[step.draw, FIT_ROW], deciding(step, totals)
    work.decided[:] = 0.0
    hear_disputes(step, stock, people.held[block], leaving)
    take_out(leaving, fit_to, APPEAL, FOUND_FIT, outflow)
    decide_new(rule, stock, work)
    take_out(leaving, fit_to, ASSESSMENT, FOUND_FIT, outflow)
    decide_repeat(rule, stock, work)
    take_out(leaving, fit_to, WRAG, FOUND_FIT, outflow)
    convert_legacy(rule, stock, work)
    take_out(leaving, fit_to, LEGACY, FOUND_FIT, outflow)
    decide_uc(rule, stock, work)
    take_out(leaving, fit_to, UC_ASSESSMENT, FOUND_FIT, outflow)
    for stream in range(N_STREAMS):
        for result in range(N_OUTCOMES):
            totals.decisions[step.draw, step.year, stream, result] += work.decided[stream, result]
            totals.decided[step.draw, step.month, stream] += work.decided[stream, result]


@inner_kernel
def dated_moves(step: Step, stock: Floats, worsening: float, work: Workspace, outflow: Outflow) -> None:
    """Apply the limit, worsening, top-ups and migration in one block.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    worsening : WRAG to support group without assessment [share]
    work : arrears of top-ups are added to those owed
    outflow : increased
    """
    draw, month, timetable, claims = step.draw, step.month, step.timetable, step.claims
    used, limit = timetable.used, int(timetable.limit_months[month])
    apply_limit(stock, used, limit, claims.after_limit[draw], work.leaving)
    take_out(work.leaving, claims.destination[draw, LIMIT_ROW], WRAG, LIMITED, outflow)
    worsen(stock, used, worsening)
    start_top_ups(stock, claims.top_up[draw, month], timetable.top_up_weeks, work.late_weeks)
    migrate(stock, used, claims.migration[draw, month])
