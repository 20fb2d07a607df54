"""Calls and disputes: who is called for reassessment, and how a dispute of a decision ends."""

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.cohort.exits import move_share
from esarisk.kernels.cohort.month import Step
from esarisk.kernels.layout import (
    APPEAL,
    BASIS_OF,
    FIRST_CLOCK,
    LEGACY,
    LEGACY_WAITING,
    N_CLOCK,
    N_ESA_BASES,
    N_PLACES,
    NEW,
    PLACE_OF,
    RECONSIDERATION,
    STATE_OF,
    SUPPORT,
    SUPPORT_REVIEW,
    TERMS_OF,
    TO_SUPPORT,
    TO_WRAG,
    WRAG,
    WRAG_REVIEW,
)


@kernel
def waiting_state(state: int) -> int:
    """State in which people of a state wait once called for reassessment, -1 for none [code]."""
    if state == LEGACY:
        return LEGACY_WAITING
    if state == WRAG:
        return WRAG_REVIEW
    if state == SUPPORT:
        return SUPPORT_REVIEW
    return -1


@inner_kernel
def refer(stock: Floats, held: Floats, referral: Floats) -> None:
    """Call people for reassessment: they wait, holding what they have.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    held : (place,) people who opened the month: nobody enters before this step [people]
    referral : (state,) share called in the month [share]
    """
    for place in range(N_PLACES):
        state = STATE_OF[place]
        waits_in = waiting_state(state)
        if waits_in < 0 or held[place] == 0.0 or referral[state] <= 0.0:
            continue
        target = PLACE_OF[waits_in, BASIS_OF[place], TERMS_OF[place]]
        move_share(stock[place], stock[target], FIRST_CLOCK[place], referral[state])


@inner_kernel
def hear_disputes(step: Step, stock: Floats, held: Floats, leaving: Floats) -> None:
    """Settle disputes: reconsideration unpaid, then appeal paid, then group or gone.

    The winners' groups are split as awards of new claims are.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    held : (place,) people who opened the month: nobody enters before this step [people]
    leaving : (group,) increased [people]
    """
    outcome = step.claims.outcome[step.draw, NEW, step.month]
    reconsidered = step.claims.reconsidered[step.draw]  # decided in a month; won; of the lost, who appeal
    appealed = step.claims.appealed[step.draw, step.month]  # heard in a month; won
    passed = outcome[TO_WRAG] + outcome[TO_SUPPORT]
    to_support = outcome[TO_SUPPORT] / passed if passed > 0.0 else 0.0
    goes_on = (1.0 - reconsidered[1]) * reconsidered[2]
    gives_up = (1.0 - reconsidered[1]) * (1.0 - reconsidered[2])
    for basis in range(N_ESA_BASES):
        disputes = held[PLACE_OF[APPEAL, basis, 0]] + held[PLACE_OF[RECONSIDERATION, basis, 0]]
        if disputes == 0.0:
            continue
        unpaid = stock[PLACE_OF[RECONSIDERATION, basis, 0]]
        paid = stock[PLACE_OF[APPEAL, basis, 0]]
        wrag = stock[PLACE_OF[WRAG, basis, 0]]
        support = stock[PLACE_OF[SUPPORT, basis, 0]]
        for clock in range(N_CLOCK):
            for group in range(leaving.size):
                heard = paid[clock, group] * appealed[0]
                looked_at = unpaid[clock, group] * reconsidered[0]
                won = heard * appealed[1] + looked_at * reconsidered[1]
                paid[clock, group] += looked_at * goes_on - heard
                unpaid[clock, group] -= looked_at
                wrag[clock, group] += won * (1.0 - to_support)
                support[clock, group] += won * to_support
                leaving[group] += heard * (1.0 - appealed[1]) + looked_at * gives_up
