"""Dated moves: the 365-day limit, worsening, top-ups, migration to Universal Credit, returns."""

from esarisk.jit import Floats, kernel, lean_kernel
from esarisk.kernels.cohort.exits import move_share, sum_rows
from esarisk.kernels.cohort.month import Cells, Workspace, stand
from esarisk.kernels.cohort.pay import owe
from esarisk.kernels.cohort.rows import add_share, come_back, copy_row
from esarisk.kernels.layout import (
    ASSESSMENT,
    BASIS_OF,
    BOTH,
    CONTRIBUTORY,
    CREDITS_ONLY,
    INCOME_RELATED,
    N_CLOCK,
    N_ESA_BASES,
    N_PLACES,
    OFF_MONTHS,
    PLACE_OF,
    RETURN_CLOCK,
    STATE_OF,
    SUPPORT,
    SUPPORT_REVIEW,
    TERMS_OF,
    TOP_UP_ARREARS,
    UC,
    UC_ASSESSMENT,
    UC_LCW,
    UC_LCWRA,
    WITH_UC,
    WORK,
    WRAG,
    WRAG_REVIEW,
)


@kernel
def is_wrag(state: int) -> bool:
    """Whether a state holds the work-related activity group."""
    return state in (WRAG, WRAG_REVIEW)


@kernel
def is_support(state: int) -> bool:
    """Whether a state holds the support group."""
    return state in (SUPPORT, SUPPORT_REVIEW)


@lean_kernel
def end_awards(cells: Cells, place: int, limit: int, after: Floats, leaving: Floats) -> None:
    """End contributory awards of one place at the limit.

    Parameters
    ----------
    cells : changed in place
    place : which [code]
    limit : months since claim [months]
    after : (3,) shares becoming income-related, credits only, and leaving [share]
    leaving : (group,) increased [people]
    """
    gone = 1.0 - after[0] - after[1]
    state, terms = STATE_OF[place], TERMS_OF[place]
    income_related, credits_only = (
        PLACE_OF[state, INCOME_RELATED, terms],
        PLACE_OF[state, CREDITS_ONLY, terms],
    )
    for clock in range(limit, N_CLOCK):
        if cells.live[place, clock] == 0.0:
            continue
        contributory = cells.people[place, clock]
        kept, credited = stand(cells, income_related, clock), stand(cells, credits_only, clock)
        add_share(cells.people[income_related, kept], contributory, after[0])
        add_share(cells.people[credits_only, credited], contributory, after[1])
        add_share(leaving, contributory, gone)
        contributory[:] = 0.0
        cells.live[place, clock] = 0.0


@lean_kernel
def apply_limit(cells: Cells, limit: int, after: Floats, leaving: Floats) -> None:
    """End contributory awards in the work-related activity group at the 365-day limit.

    The months count from the claim, assessment included. People with an income-related
    top-up keep an income-related award; people with Universal Credit beside it keep that.
    Source: Welfare Reform Act 2007 s.1A.

    Parameters
    ----------
    cells : changed in place
    limit : months since claim; 0 for no limit [months]
    after : (3,) shares becoming income-related, credits only, and leaving [share]
    leaving : (group,) increased [people]
    """
    if limit <= 0:
        return
    for place in range(N_PLACES):
        state, terms = STATE_OF[place], TERMS_OF[place]
        if not is_wrag(state):
            continue
        if BASIS_OF[place] == BOTH:
            move_share(cells, place, PLACE_OF[state, INCOME_RELATED, terms], limit, 1.0)
        elif BASIS_OF[place] == WITH_UC:
            move_share(cells, place, PLACE_OF[UC_LCW, UC, 0], limit, 1.0)
        elif BASIS_OF[place] == CONTRIBUTORY:
            end_awards(cells, place, limit, after, leaving)


@lean_kernel
def worsen(cells: Cells, share: float) -> None:
    """Move people from the work-related activity group to the support group without a referral.

    Parameters
    ----------
    cells : changed in place
    share : moved in the month [share]
    """
    if share <= 0.0:
        return
    for place in range(N_PLACES):
        if STATE_OF[place] == WRAG:
            move_share(cells, place, PLACE_OF[SUPPORT, BASIS_OF[place], 0], 0, share)


@lean_kernel
def start_top_ups(cells: Cells, share: float, weeks: float, work: Workspace) -> None:
    """Give contributory awards in the support group the income-related top-up they lacked.

    Parameters
    ----------
    cells : changed in place
    share : of contributory support awards in the month [share]
    weeks : of arrears paid with each [weeks]
    work : arrears owed are increased
    """
    if share <= 0.0:
        return
    source = PLACE_OF[SUPPORT, CONTRIBUTORY, 0]
    sum_rows(cells.people[source], cells.live[source], 0, work.by_group)
    owe(work, TOP_UP_ARREARS, work.by_group, share * weeks)
    move_share(cells, source, PLACE_OF[SUPPORT, BOTH, 0], 0, share)


@kernel
def uc_state(state: int) -> int:
    """Universal Credit state that keeps a state's health status, -1 for none [code]."""
    if state == ASSESSMENT:
        return UC_ASSESSMENT
    if is_wrag(state):
        return UC_LCW
    if is_support(state):
        return UC_LCWRA
    return -1


@lean_kernel
def migrate(cells: Cells, share: float) -> None:
    """Move income-related awards to Universal Credit, keeping the health status.

    Income-related alone goes whole; of both, the contributory part stays and Universal
    Credit stands beside it.

    Parameters
    ----------
    cells : changed in place
    share : moved in the month [share]
    """
    if share <= 0.0:
        return
    for place in range(N_PLACES):
        target = uc_state(STATE_OF[place])
        if target < 0:
            continue
        if BASIS_OF[place] == INCOME_RELATED:
            move_share(cells, place, PLACE_OF[target, UC, 0], 0, share)
        elif BASIS_OF[place] == BOTH:
            move_share(cells, place, PLACE_OF[STATE_OF[place], WITH_UC, TERMS_OF[place]], 0, share)


@lean_kernel
def remember_off(off: Floats, place: int, leavers: Floats, destination: Floats) -> None:
    """Remember people who left a group for work, while their award links.

    Parameters
    ----------
    off : (months off, group held, basis, group) changed in place [people]
    place : that they left [code]
    leavers : (group,) of the month [people]
    destination : (destination,) of the place [share]
    """
    in_support = is_support(STATE_OF[place])
    if not in_support and not is_wrag(STATE_OF[place]):
        return
    row = off[0, 1 if in_support else 0, BASIS_OF[place]]
    add_share(row, leavers, destination[WORK])


@lean_kernel
def bring_back(off: Floats, return_share: Floats, cells: Cells, entering: Floats, linked: Floats) -> None:
    """Let people off for work return to the group they held, without a new assessment.

    Those who claim after the link are among the claims counted, so nobody is counted twice.

    Parameters
    ----------
    off : (months off, group held, basis, group) changed in place [people]
    return_share : (months off,) returning in the month [share]
    cells : changed in place
    entering : (group,) increased by returns [people]
    linked : (basis, group) increased by returns [people]
    """
    for back in range(OFF_MONTHS):
        months = OFF_MONTHS - 1 - back
        for held in range(2):
            for basis in range(N_ESA_BASES):
                row, mine = off[months, held, basis], linked[basis]
                place = PLACE_OF[SUPPORT if held else WRAG, basis, 0]
                target = cells.people[place, stand(cells, place, RETURN_CLOCK)]
                come_back(row, return_share[months], target, entering, mine)
                if months + 1 < OFF_MONTHS:
                    copy_row(off[months + 1, held, basis], row)
                row[:] = 0.0
