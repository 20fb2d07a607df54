"""Dated moves: the 365-day limit, worsening, top-ups, migration to Universal Credit, returns."""

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.cohort.exits import move_share
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


@inner_kernel
def end_awards(
    contributory: Floats,
    income_related: Floats,
    credits_only: Floats,
    limit: int,
    after: Floats,
    leaving: Floats,
) -> None:
    """End contributory awards of one place at the limit.

    Parameters
    ----------
    contributory, income_related, credits_only : (clock, group) changed in place [people]
    limit : months since claim [months]
    after : (3,) shares becoming income-related, credits only, and leaving [share]
    leaving : (group,) increased [people]
    """
    gone = 1.0 - after[0] - after[1]
    for clock in range(limit, N_CLOCK):
        for group in range(leaving.size):
            people = contributory[clock, group]
            contributory[clock, group] = 0.0
            income_related[clock, group] += people * after[0]
            credits_only[clock, group] += people * after[1]
            leaving[group] += people * gone


@inner_kernel
def apply_limit(stock: Floats, used: Floats, limit: int, after: Floats, leaving: Floats) -> None:
    """End contributory awards in the work-related activity group at the 365-day limit.

    The months count from the claim, assessment included. People with an income-related
    top-up keep an income-related award; people with Universal Credit beside it keep that.
    Source: Welfare Reform Act 2007 s.1A.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    used : (place,) 1 where anybody may stand [code]
    limit : months since claim; 0 for no limit [months]
    after : (3,) shares becoming income-related, credits only, and leaving [share]
    leaving : (group,) increased [people]
    """
    if limit <= 0:
        return
    for place in range(N_PLACES):
        state = STATE_OF[place]
        if used[place] == 0.0 or not is_wrag(state):
            continue
        income_related = stock[PLACE_OF[state, INCOME_RELATED, TERMS_OF[place]]]
        credits_only = stock[PLACE_OF[state, CREDITS_ONLY, TERMS_OF[place]]]
        if BASIS_OF[place] == BOTH:
            move_share(stock[place], income_related, limit, 1.0)
        elif BASIS_OF[place] == WITH_UC:
            move_share(stock[place], stock[PLACE_OF[UC_LCW, UC, 0]], limit, 1.0)
        elif BASIS_OF[place] == CONTRIBUTORY:
            end_awards(stock[place], income_related, credits_only, limit, after, leaving)


@inner_kernel
def worsen(stock: Floats, used: Floats, share: float) -> None:
    """Move people from the work-related activity group to the support group without a referral.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    used : (place,) 1 where anybody may stand [code]
    share : moved in the month [share]
    """
    if share <= 0.0:
        return
    for place in range(N_PLACES):
        if STATE_OF[place] == WRAG and used[place] > 0.0:
            move_share(stock[place], stock[PLACE_OF[SUPPORT, BASIS_OF[place], 0]], 0, share)


@inner_kernel
def start_top_ups(stock: Floats, share: float, weeks: float, late_weeks: Floats) -> None:
    """Give contributory awards in the support group the income-related top-up they lacked.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    share : of contributory support awards in the month [share]
    weeks : of arrears paid with each [weeks]
    late_weeks : (place, group) increased by arrears owed [people × weeks]
    """
    if share <= 0.0:
        return
    source = stock[PLACE_OF[SUPPORT, CONTRIBUTORY, 0]]
    for clock in range(N_CLOCK):
        for group in range(source.shape[1]):
            late_weeks[TOP_UP_ARREARS, group] += source[clock, group] * share * weeks
    move_share(source, stock[PLACE_OF[SUPPORT, BOTH, 0]], 0, share)


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


@inner_kernel
def migrate(stock: Floats, used: Floats, share: float) -> None:
    """Move income-related awards to Universal Credit, keeping the health status.

    Income-related alone goes whole; of both, the contributory part stays and Universal
    Credit stands beside it.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    used : (place,) 1 where anybody may stand [code]
    share : moved in the month [share]
    """
    if share <= 0.0:
        return
    for place in range(N_PLACES):
        target = uc_state(STATE_OF[place])
        if target < 0 or used[place] == 0.0:
            continue
        if BASIS_OF[place] == INCOME_RELATED:
            move_share(stock[place], stock[PLACE_OF[target, UC, 0]], 0, share)
        elif BASIS_OF[place] == BOTH:
            kept = PLACE_OF[STATE_OF[place], WITH_UC, TERMS_OF[place]]
            move_share(stock[place], stock[kept], 0, share)


@inner_kernel
def remember_off(off: Floats, leavers: Floats, destination: Floats) -> None:
    """Remember people who left a group for work, while their award links.

    Parameters
    ----------
    off : (months off, group held, basis, group) changed in place [people]
    leavers : (place, group) who left this month [people]
    destination : (row, destination) [share]
    """
    for place in range(N_PLACES):
        state = STATE_OF[place]
        if not is_wrag(state) and not is_support(state):
            continue
        row = off[0, 1 if is_support(state) else 0, BASIS_OF[place]]
        for group in range(row.size):
            row[group] += leavers[place, group] * destination[state, WORK]


@inner_kernel
def bring_back(off: Floats, return_share: Floats, stock: Floats, entering: Floats, linked: Floats) -> None:
    """Let people off for work return to the group they held, without a new assessment.

    Those who claim after the link are among the claims counted, so nobody is counted twice.

    Parameters
    ----------
    off : (months off, group held, basis, group) changed in place [people]
    return_share : (months off,) returning in the month [share]
    stock : (place, clock, group) changed in place [people]
    entering : (group,) increased by returns [people]
    linked : (basis,) increased by returns [people]
    """
    for back in range(OFF_MONTHS):
        months = OFF_MONTHS - 1 - back
        for held in range(2):
            for basis in range(N_ESA_BASES):
                row = off[months, held, basis]
                target = stock[PLACE_OF[SUPPORT if held else WRAG, basis, 0], RETURN_CLOCK]
                for group in range(row.size):
                    people = row[group] * return_share[months]
                    target[group] += people
                    entering[group] += people
                    linked[basis] += people
                    if months + 1 < OFF_MONTHS:
                        off[months + 1, held, basis, group] = row[group] - people
                    row[group] = 0.0
