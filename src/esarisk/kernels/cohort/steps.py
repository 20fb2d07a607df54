"""Steps of a month in one block of people: exits, decisions and disputes, dated moves."""

from esarisk.jit import lean_kernel
from esarisk.kernels.cohort.claimants import decide_claimants, leave_assessment
from esarisk.kernels.cohort.decisions import (
    convert_legacy,
    decide_new,
    decide_repeat,
    decide_uc,
    deciding,
    hear_disputes,
)
from esarisk.kernels.cohort.exits import added_leavers, leave, spread, sum_rows, tabulate_exits
from esarisk.kernels.cohort.flows import take_out
from esarisk.kernels.cohort.month import (
    Cells,
    Outflow,
    People,
    Step,
    Workspace,
    cells_of,
    outflow_of,
)
from esarisk.kernels.cohort.moves import apply_limit, migrate, remember_off, start_top_ups, worsen
from esarisk.kernels.cohort.pay import leaving_phase
from esarisk.kernels.cohort.programmes import shift_to_work
from esarisk.kernels.cohort.rows import add_row, total_of
from esarisk.kernels.layout import (
    APPEAL,
    ASSESSMENT,
    DEATH,
    DIED,
    FIT_ROW,
    FOUND_FIT,
    LEFT,
    LEGACY,
    LIMIT_ROW,
    LIMITED,
    N_OUTCOMES,
    N_PLACES,
    N_STATES,
    N_STREAMS,
    STATE_OF,
    UC_ASSESSMENT,
    WRAG,
    Totals,
)


@lean_kernel
def exits_of_month(
    step: Step, people: People, block: int, shift: float, work: Workspace, totals: Totals
) -> None:
    """Take every place's exits in one block, remember who left for work, and move the clock on.

    Parameters
    ----------
    people : changed in place; a place without anybody is skipped
    block : which [code]
    shift : turned to work of those who leave anyway for something else; back below nought [share]
    """
    cells, held, leavers = cells_of(people, block), people.held[block], work.by_group
    added = totals.added_hazard[step.draw, step.month, block - 1] if block > 0 else 0.0
    tabulate_exits(step, added, work.exits)
    work.died[:] = 0.0
    work.left[:] = 0.0
    work.by_programme[:] = 0.0
    by_programme = work.leaving  # nought here, and left so
    for place in range(N_PLACES):
        if held[place] == 0.0:
            continue
        state, rows, live = STATE_OF[place], cells.people[place], cells.live[place]
        opening = people.opening[block, place]
        if state == ASSESSMENT:  # claimants, who open the month there too, leave below
            opening = work.deciding
            sum_rows(rows, live, 0, opening)
        if added > 0.0:
            added_leavers(cells, place, state, work.exits, by_programme)
        leave(rows, live, cells.told_apart[place], state, opening, work.exits, leavers, work.died[state])
        add_row(work.left[state], leavers)
        if added > 0.0:
            for group in range(leavers.size):
                leavers[group] -= by_programme[group]
                work.by_programme[state, group] += by_programme[group]
                by_programme[group] = 0.0
        remember_off(people.off, place, leavers, step.claims.destination[step.draw, state])
    if block == 0:  # after the others: the oldest claimants, who have left and aged, join them
        leave_assessment(people.claimants, cells, work)
    book_exits(step, block, shift, work, outflow_of(step, block, totals))


@lean_kernel
def book_exits(step: Step, block: int, shift: float, work: Workspace, outflow: Outflow) -> None:
    """Count a block's leavers and deaths of a month by group, by flow and by destination.

    Parameters
    ----------
    block : which [code]
    shift : turned to work of those who leave anyway for something else; back below nought [share]
    outflow : increased
    """
    to = work.to
    for state in range(N_STATES):
        died, left = work.died[state], work.left[state]
        dead, gone = total_of(died), total_of(left)
        if dead + gone == 0.0:
            continue
        added = total_of(work.by_programme[state]) if block > 0 else 0.0
        add_row(outflow.flows[DIED], died)
        add_row(outflow.flows[LEFT], left)
        flow = outflow.off_flow[leaving_phase(state)]
        shift_to_work(step.claims.destination[step.draw, state], shift, to)
        for count in (flow, outflow.block_off_flow):
            count[DEATH] += dead
            spread(gone - added, to, count)
            if block > 0:
                spread(added, step.provision.added_to[step.draw, block - 1], count)


@lean_kernel
def decisions_of_month(step: Step, people: People, block: int, work: Workspace, totals: Totals) -> None:
    """Decide and settle disputes in one block.

    Parameters
    ----------
    people : changed in place
    block : which [code]
    work : filled with what is decided; arrears owed are increased
    """
    cells, leaving, outflow = cells_of(people, block), work.leaving, outflow_of(step, block, totals)
    fit_to, rule = step.claims.destination[step.draw, FIT_ROW], deciding(step, totals)
    work.decided[:] = 0.0
    hear_disputes(step, cells, people.held[block], leaving)
    take_out(leaving, fit_to, APPEAL, FOUND_FIT, outflow)
    decide_new(rule, cells, work)
    if block == 0:
        decide_claimants(rule, people.claimants, cells, work)
    take_out(leaving, fit_to, ASSESSMENT, FOUND_FIT, outflow)
    decide_repeat(rule, cells, work)
    take_out(leaving, fit_to, WRAG, FOUND_FIT, outflow)
    convert_legacy(rule, cells, work)
    take_out(leaving, fit_to, LEGACY, FOUND_FIT, outflow)
    decide_uc(rule, cells, work)
    take_out(leaving, fit_to, UC_ASSESSMENT, FOUND_FIT, outflow)
    for stream in range(N_STREAMS):
        for result in range(N_OUTCOMES):
            totals.decisions[step.draw, step.year, stream, result] += work.decided[stream, result]
            totals.decided[step.draw, step.month, stream] += work.decided[stream, result]


@lean_kernel
def dated_moves(step: Step, cells: Cells, worsening: float, work: Workspace, outflow: Outflow) -> None:
    """Apply the limit, worsening, top-ups and migration in one block.

    Parameters
    ----------
    cells : changed in place
    worsening : WRAG to support group without assessment [share]
    work : arrears of top-ups are added to those owed
    outflow : increased
    """
    draw, month, timetable, claims = step.draw, step.month, step.timetable, step.claims
    apply_limit(cells, int(timetable.limit_months[month]), claims.after_limit[draw], work.leaving)
    take_out(work.leaving, claims.destination[draw, LIMIT_ROW], WRAG, LIMITED, outflow)
    worsen(cells, worsening)
    start_top_ups(cells, claims.top_up[draw, month], timetable.top_up_weeks, work)
    migrate(cells, claims.migration[draw, month])
