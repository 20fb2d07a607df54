"""Count and pay one month: mean of opening and closing stock × weekly award × days ÷ 7."""

from typing import NamedTuple

from esarisk.jit import Floats, kernel, lean_kernel
from esarisk.kernels.cohort.month import People, Step, Workspace
from esarisk.kernels.cohort.rows import add_row, add_share, add_shares, pass_month, total_of
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


@lean_kernel
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


class Books(NamedTuple):
    """What a month is paid by and booked in: parts of `Claims` and `Totals` of one draw."""

    award: Floats  # (scenario, month, place, line) [GBP a week]
    arrears: Floats  # (scenario, month, place) [GBP a week]
    month: int  # which [code]
    year: int  # the month's, by index [code]
    weeks: float  # of the month [weeks]
    caseload: Floats  # (position,) of the year [people]
    caseload_by_group: Floats  # (phase, group) of the year [people]
    spending: Floats  # (scenario, year, position, line) [GBP]
    spending_by_group: Floats  # (scenario, year, phase, group) [GBP]
    monthly: Floats  # (scenario, month, line) [GBP]


@lean_kernel
def books_of(step: Step, totals: Totals) -> Books:
    """What a month is paid by and booked in."""
    draw, month, year = step.draw, step.month, step.year
    return Books(
        award=step.claims.award[draw],
        arrears=step.claims.arrears[draw],
        month=month,
        year=year,
        weeks=step.timetable.weeks[month],
        caseload=totals.caseload[draw, year],
        caseload_by_group=totals.caseload_by_group[draw, year],
        spending=totals.spending[draw],
        spending_by_group=totals.spending_by_group[draw],
        monthly=totals.monthly[draw],
    )


@lean_kernel
def pay(books: Books, place: int, people: float, mean: Floats, owed: float, late_weeks: Floats) -> None:
    """Count and pay one place, by group and over all groups.

    Parameters
    ----------
    books : increased
    place : which [code]
    people : mean of opening and closing stock, all groups [people]
    mean : (group,) the same by group [people]
    owed : weeks of arrears, all groups [people × weeks]
    late_weeks : (group,) the same by group [people × weeks]
    """
    month, year = books.month, books.year
    phase, position = PHASE_OF[place], PHASE_OF[place] * N_BASES + BASIS_OF[place]
    books.caseload[position] += people / MONTHS
    for scenario in range(books.award.shape[0]):
        award, arrears = books.award[scenario, month, place], books.arrears[scenario, month, place]
        spending, monthly = books.spending[scenario, year, position], books.monthly[scenario, month]
        add_share(spending[:ARREARS], award[:ARREARS], people * books.weeks)
        add_share(monthly[:ARREARS], award[:ARREARS], people * books.weeks)
        spending[ARREARS] += owed * arrears
        monthly[ARREARS] += owed * arrears
        weekly = 0.0
        for line in range(ARREARS):
            weekly += award[line]
        by_group = books.spending_by_group[scenario, year, phase]
        if scenario == 0:  # people are counted on the way
            add_shares(books.caseload_by_group[phase], by_group, mean, 1.0 / MONTHS, books.weeks * weekly)
        else:
            add_share(by_group, mean, books.weeks * weekly)
        if owed > 0.0:
            add_share(by_group, late_weeks, arrears)


@lean_kernel
def close_place(people: People, place: int, mean: Floats, reached: Floats) -> tuple[float, float]:
    """Let one place's closing stock open the next month.

    Parameters
    ----------
    people : what opens and who is held are replaced by the closing stock
    place : which [code]
    mean : (group,) filled with the mean of opening and closing stock, all blocks [people]
    reached : (block, phase) increased by the closing stock [people]

    Returns
    -------
    people before and after, all blocks and groups [people]
    """
    before, after, phase = 0.0, 0.0, PHASE_OF[place]
    mean[:] = 0.0
    for block in range(people.held.shape[0]):
        opening, closing = people.opening[block, place], people.closing[block, place]
        opened, closed = people.held[block, place], total_of(closing)
        if opened + closed == 0.0:
            continue
        pass_month(opening, closing, mean)
        people.held[block, place] = closed
        if phase != NO_PHASE:
            reached[block, phase] += closed
        before += opened
        after += closed
    return before, after


@lean_kernel
def count_and_pay(step: Step, people: People, work: Workspace, totals: Totals) -> None:
    """Count and pay a month, and let its closing stock open the next.

    Parameters
    ----------
    people : what opens and who is held are replaced by the closing stock
    work : weeks of arrears owed are paid, and owed no longer
    """
    mean, books = work.by_group, books_of(step, totals)
    reached, waiting = totals.reached[step.draw, step.month], totals.waiting[step.draw, step.month]
    stock = totals.stock[step.draw, step.month]
    for place in range(N_PLACES):
        phase = PHASE_OF[place]
        before, after = close_place(people, place, mean, reached)
        if before + after + work.owed[place] == 0.0:
            continue
        if QUEUE_OF_STATE[STATE_OF[place]] >= 0:
            waiting[QUEUE_OF_STATE[STATE_OF[place]]] += after
        if phase != NO_PHASE:
            stock[phase * N_BASES + BASIS_OF[place]] += after
            pay(books, place, 0.5 * (before + after), mean, work.owed[place], work.late_weeks[place])
        if work.owed[place] > 0.0:
            work.late_weeks[place, :], work.owed[place] = 0.0, 0.0


@lean_kernel
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
                add_row(standing[block, PHASE_OF[place]], people[block, place])


@kernel
def leaving_phase(state: int) -> int:
    """Phase under which a state's leavers are counted [code]."""
    return LEAVING_PHASE[state]
