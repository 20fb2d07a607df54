"""Count and pay one month: mean of opening and closing stock × weekly award × days ÷ 7."""

from esarisk.jit import Floats, inner_kernel, kernel
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
    Claims,
    Timetable,
    Totals,
)


@inner_kernel
def pay(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    place: int,
    mean: Floats,
    late_weeks: Floats,
    totals: Totals,
) -> None:
    """Count and pay one place, by group and over all groups.

    Parameters
    ----------
    draw, month, place : which [code]
    mean : (group,) mean of opening and closing stock [people]
    late_weeks : (group,) weeks of arrears owed [people × weeks]
    """
    phase = PHASE_OF[place]
    year = int(timetable.year_of[month])
    weeks = timetable.weeks[month]
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
def count_and_pay(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    opening: Floats,
    closing: Floats,
    held: Floats,
    late_weeks: Floats,
    mean: Floats,
    totals: Totals,
) -> None:
    """Count and pay a month, and let its closing stock open the next.

    Parameters
    ----------
    draw, month : which [code]
    opening : (block, place, group) replaced by the closing stock [people]
    closing : (block, place, group) [people]
    held : (block, place) filled with the closing stock of all groups [people]
    late_weeks : (place, group) weeks of arrears owed [people × weeks]
    mean : (group,) room to work in
    """
    for place in range(N_PLACES):
        if timetable.used[place] == 0.0:
            continue
        people = 0.0
        mean[:] = 0.0
        for block in range(held.shape[0]):
            held[block, place] = close(opening[block, place], closing[block, place], mean)
            people += held[block, place]
            if PHASE_OF[place] != NO_PHASE:
                totals.reached[draw, month, block, PHASE_OF[place]] += held[block, place]
        queue = QUEUE_OF_STATE[STATE_OF[place]]
        if queue >= 0:
            totals.waiting[draw, month, queue] += people
        if PHASE_OF[place] == NO_PHASE:
            continue
        totals.stock[draw, month, PHASE_OF[place] * N_BASES + BASIS_OF[place]] += people
        pay(timetable, claims, draw, month, place, mean, late_weeks[place], totals)


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
