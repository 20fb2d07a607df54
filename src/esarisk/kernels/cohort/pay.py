"""Count and pay one month: mean of opening and closing stock × weekly award × days ÷ 7."""

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.cohort.month import People, Step, Workspace
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
def pay(step: Step, place: int, mean: Floats, late_weeks: Floats, totals: Totals) -> None:
    """Count and pay one place, by group and over all groups.

    Parameters
    ----------
    place : which [code]
    mean : (group,) mean of opening and closing stock [people]
    late_weeks : (group,) weeks of arrears owed [people × weeks]
    """
    draw, month, year, claims = step.draw, step.month, step.year, step.claims
    phase = PHASE_OF[place]
    weeks = step.timetable.weeks[month]
    people, owed = 0.0, 0.0
    for group in range(mean.size):
        totals.caseload_by_group[draw, year, phase, group] += mean[group] / MONTHS
        people += mean[group]
        owed += late_weeks[group]
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
        for group in range(mean.size):
            by_group[group] += mean[group] * weeks * weekly + late_weeks[group] * arrears


@inner_kernel
def close(opening: Floats, closing: Floats, mean: Floats) -> float:
    """Let a closing stock open the next month; add the month's mean.

    Parameters
    ----------
    opening : (group,) replaced by the closing stock [people]
    closing : (group,) [people]
    mean : (group,) increased [people]

    Returns
    -------
    the closing stock of all groups [people]
    """
    people = 0.0
    for group in range(mean.size):
        mean[group] += 0.5 * (opening[group] + closing[group])
        opening[group] = closing[group]
        people += closing[group]
    return people


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
        if step.timetable.used[place] == 0.0:
            continue
        whole = 0.0
        mean[:] = 0.0
        for block in range(held.shape[0]):
            held[block, place] = close(people.opening[block, place], people.closing[block, place], mean)
            whole += held[block, place]
            if PHASE_OF[place] != NO_PHASE:
                totals.reached[draw, month, block, PHASE_OF[place]] += held[block, place]
        queue = QUEUE_OF_STATE[STATE_OF[place]]
        if queue >= 0:
            totals.waiting[draw, month, queue] += whole
        if PHASE_OF[place] == NO_PHASE:
            continue
        totals.stock[draw, month, PHASE_OF[place] * N_BASES + BASIS_OF[place]] += whole
        pay(step, place, mean, work.late_weeks[place], totals)


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
