"""Calls and disputes: who is called for reassessment, and how a dispute of a decision ends."""

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.cohort.exits import move_share
from esarisk.kernels.cohort.month import Cells, Step, row_for
from esarisk.kernels.cohort.rows import Disputes, settle_disputes
from esarisk.kernels.layout import (
    APPEAL,
    BASIS_OF,
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
def refer(cells: Cells, held: Floats, referral: Floats) -> None:
    """Call people for reassessment: they wait, holding what they have.

    Parameters
    ----------
    cells : changed in place
    held : (place,) people who opened the month: nobody enters before this step [people]
    referral : (state,) share called in the month [share]
    """
    for place in range(N_PLACES):
        state = STATE_OF[place]
        waits_in = waiting_state(state)
        if waits_in < 0 or held[place] == 0.0 or referral[state] <= 0.0:
            continue
        target = PLACE_OF[waits_in, BASIS_OF[place], TERMS_OF[place]]
        move_share(cells, place, target, 0, referral[state])


@inner_kernel
def hear_disputes(step: Step, cells: Cells, held: Floats, leaving: Floats) -> None:
    """Settle disputes: reconsideration unpaid, then appeal paid, then group or gone.

    The winners' groups are split as awards of new claims are.

    Parameters
    ----------
    cells : changed in place
    held : (place,) people who opened the month: nobody enters before this step [people]
    leaving : (group,) increased [people]
    """
    outcome = step.claims.outcome[step.draw, NEW, step.month]
    reconsidered = step.claims.reconsidered[step.draw]  # decided in a month; won; of the lost, who appeal
    appealed = step.claims.appealed[step.draw, step.month]  # heard in a month; won
    passed = outcome[TO_WRAG] + outcome[TO_SUPPORT]
    lost = 1.0 - reconsidered[1]
    rule = Disputes(
        looked_at=reconsidered[0],
        revised=reconsidered[1],
        goes_on=lost * reconsidered[2],
        gives_up=lost * (1.0 - reconsidered[2]),
        heard=appealed[0],
        upheld=appealed[1],
        to_support=outcome[TO_SUPPORT] / passed if passed > 0.0 else 0.0,
    )
    for basis in range(N_ESA_BASES):
        disputes = held[PLACE_OF[APPEAL, basis, 0]] + held[PLACE_OF[RECONSIDERATION, basis, 0]]
        if disputes == 0.0:
            continue
        unpaid, paid = PLACE_OF[RECONSIDERATION, basis, 0], PLACE_OF[APPEAL, basis, 0]
        in_wrag, in_support = PLACE_OF[WRAG, basis, 0], PLACE_OF[SUPPORT, basis, 0]
        for clock in range(N_CLOCK):
            if cells.live[unpaid, clock] + cells.live[paid, clock] == 0.0:
                continue
            settle_disputes(
                row_for(cells, unpaid, clock),
                row_for(cells, paid, clock),
                row_for(cells, in_wrag, clock),
                row_for(cells, in_support, clock),
                leaving,
                rule,
            )
