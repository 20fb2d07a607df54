"""Count and pay one month: mean of opening and closing stock × weekly award × days ÷ 7."""

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.cohort.month import People, Step, Workspace
from esarisk.kernels.cohort.rows import add_share, pass_month, total_of
from esarisk.kernels.layout import (
    ARREARS,
    BASIS_OF,
    LEAVING_PHASE,
    MONTHS,
    N_BASES,
    N_PLACES,
    NO_PHASE,
    PHASE_OF,
    QUEUE_OF_STATE,
    STATE_OF,
    Totals,
)


@inner_kernel
def owe(work: Workspace, place: int, weeks: Floats, share: float) -> None:
    """Owe arrears in one place.

    Parameters
    ----------
    work : arrears owed are increased
    place : which [code]
    weeks : (group,) late [people × weeks]
    share : of them [share]
    """
    add_share(work.late_weeks[place], weeks, share)
    work.owed[place] += total_of(weeks) * share


@inner_kernel
def pay(step: Step, place: int, people: float, mean: Floats, work: Workspace, totals: Totals) -> None:
    """Count and pay one place, by group and over all groups.

    Parameters
    ----------
    place : which [code]
    people : mean of opening and closing stock, all groups [people]
    mean : (group,) the same by group [people]
    work : weeks of arrears owed are read
    """
    draw, month, year, claims = step.draw, step.month, step.year, step.claims
    phase, weeks, owed = PHASE_OF[place], step.timetable.weeks[month], work.owed[place]
    add_share(totals.caseload_by_group[draw, year, phase], mean, 1.0 / MONTHS)
    position = phase * N_BASES + BASIS_OF[place]
    totals.caseload[draw, year, position] += people / MONTHS
    for scenario in range(claims.award.shape[1]):
        award = claims.award[draw, scenario, month, place]
        arrears = claims.arrears[draw, scenario, month, place]
        money, by_month = (
            totals.spending[draw, scenario, year, position],
            totals.monthly[draw, scenario, month],
        )
        weekly = 0.0
        for line in range(ARREARS):
            paid = people * weeks * award[line]
            money[line] += paid
            by_month[line] += paid
            weekly += award[line]
        money[ARREARS] += owed * arrears
        by_month[ARREARS] += owed * arrears
        by_group = totals.spending_by_group[draw, scenario, year, phase]
        add_share(by_group, mean, weeks * weekly)
        if owed > 0.0:
            add_share(by_group, work.late_weeks[place], arrears)


@inner_kernel
def count_and_pay(step: Step, people: People, work: Workspace, totals: Totals) -> None:
    """Count and pay a month, and let its closing stock open the next.

    Parameters
    ----------
    people : what opens and who is held are replaced by the closing stock
    work : weeks of arrears owed are read
    """
    draw, month, held, mean = step.draw, step.month, people.held, work.by_group
    for place in range(N_PLACES):
        before, after, phase = 0.0, 0.0, PHASE_OF[place]
        mean[:] = 0.0
        for block in range(held.shape[0]):
            before += held[block, place]
            closing = people.closing[block, place]
            pass_month(people.opening[block, place], closing, mean)
            held[block, place] = total_of(closing)
            after += held[block, place]
            if phase != NO_PHASE:
                totals.reached[draw, month, block, phase] += held[block, place]
        if before + after + work.owed[place] == 0.0:
            continue
        queue = QUEUE_OF_STATE[STATE_OF[place]]
        if queue >= 0:
            totals.waiting[draw, month, queue] += after
        if phase != NO_PHASE:
            totals.stock[draw, month, phase * N_BASES + BASIS_OF[place]] += after
            pay(step, place, 0.5 * (before + after), mean, work, totals)


@inner_kernel
def count_standing(people: Floats, standing: Floats) -> None:
    """Count who stands where at the end, by group.

    Parameters
    ----------
    people : (block, place, group) [people]
    standing : (block, phase, group) filled [people]
    """
    for block in range(people.shape[0]):
        for place in range(N_PLACES):
            if PHASE_OF[place] != NO_PHASE:
                standing[block, PHASE_OF[place]] += people[block, place]


@kernel
def leaving_phase(state: int) -> int:
    """Phase under which a state's leavers are counted [code]."""
    return LEAVING_PHASE[state]
