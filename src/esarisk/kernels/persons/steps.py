"""Steps of one person's month: which branch the uniform gives, and where it lands.

The walk gives each step a uniform; the twin gate gives it every branch in turn. Both go through
`branch_of` and `land`, so what the gate adds up is what the walk does.
"""

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.cohort.decisions import terms_on
from esarisk.kernels.layout import (
    BAND_OF,
    BASIS_OF,
    FROM_LEGACY,
    N_CLOCK,
    NEW,
    PLACE_OF,
    RETURN_CLOCK,
    STATE_OF,
    STREAM_OF_STATE,
    TO_UC,
    UC,
    UC_LCWRA,
    WRAG,
)
from esarisk.kernels.persons.branches import ROW_OF, TARGET
from esarisk.kernels.persons.layout import CUT, DECIDE, EXIT, N_BRANCHES, RETIRE, RETURN, STAY

SPLIT = 2
"""Branches of an exit that have a share of their own: the programme's leavers are the rest."""
SUPPORTED, ACTIVE, DISPUTED = range(3)
"""Branches of a decision that hang on the month: support group, work-related group, dispute."""


@inner_kernel
def scale_of(
    step: int,
    spot: int,
    clock: int,
    month: int,
    gone: Floats,
    retiring: Floats,
    served: Floats,
    limit: Floats,
    minimum_wait: int,
) -> float:
    """Chance that a step comes to somebody at all, before its branches share it [share].

    Parameters
    ----------
    step, spot, month : which [code]
    clock : months since claim [months]
    gone : (state, band, month) [share]
    retiring : (month,) [share]
    served : (stream, clock, month) [share]
    limit : (month,) [months]
    minimum_wait : before a new claim can be decided [months]
    """
    if step == EXIT:
        return gone[STATE_OF[spot], BAND_OF[clock], month]
    if step == DECIDE:
        stream = STREAM_OF_STATE[STATE_OF[spot]]
        if stream in (NEW, TO_UC) and clock < minimum_wait:
            return 0.0
        return served[stream, clock, month]
    if step == CUT:
        return 1.0 if 0 < limit[month] <= clock else 0.0
    return retiring[month] if step == RETIRE else 1.0


@kernel
def ladder(step: int, spot: int, clock: int, month: int, branch: int, split: Floats, share: Floats) -> float:
    """Share of a step's chance that falls to a branch or to one before it [share].

    Parameters
    ----------
    step, spot, month, branch : which [code]
    clock : months since claim [months]
    split : (2, state, band, month) of those who go: died; died or left as ever [share]
    share : (row, branch, month) [share]
    """
    if step == EXIT:
        return split[branch, STATE_OF[spot], BAND_OF[clock], month] if branch < SPLIT else 1.0
    return share[ROW_OF[step, spot], branch, month]


@inner_kernel
def branch_of(
    step: int,
    spot: int,
    clock: int,
    month: int,
    uniform: float,
    gone: Floats,
    split: Floats,
    retiring: Floats,
    share: Floats,
    served: Floats,
    limit: Floats,
    minimum_wait: int,
) -> int:
    """The branch that a uniform gives, or `STAY` [code].

    Parameters
    ----------
    uniform : at or above nought and below one [share]
    others : as for `scale_of` and `ladder`
    """
    scale = scale_of(step, spot, clock, month, gone, retiring, served, limit, minimum_wait)
    if uniform >= scale * ladder(step, spot, clock, month, N_BRANCHES - 1, split, share):
        return STAY
    for branch in range(N_BRANCHES - 1):
        if uniform < scale * ladder(step, spot, clock, month, branch, split, share):
            return branch
    return N_BRANCHES - 1


@inner_kernel
def land(
    step: int,
    spot: int,
    clock: int,
    month: int,
    branch: int,
    waits_in: Floats,
    terms_from: Floats,
    uc_terms_from: Floats,
) -> int:
    """Spot at which a branch lands [code].

    Parameters
    ----------
    step, spot, month, branch : which [code]
    clock : months since claim [months]
    waits_in : (month,) state in which a dispute waits [code]
    terms_from, uc_terms_from : (later terms,) month index from which claims, and UC awards, are on them [code]
    """
    if branch == STAY:
        return spot
    target = TARGET[ROW_OF[step, spot], branch]
    if step != DECIDE:
        return target
    stream = STREAM_OF_STATE[STATE_OF[spot]]
    if stream == TO_UC:
        return PLACE_OF[UC_LCWRA, UC, terms_on(month, uc_terms_from)] if branch == SUPPORTED else target
    if branch == DISPUTED:
        return PLACE_OF[waits_in[month], BASIS_OF[spot], 0]
    # Terms are those of the month of the claim.
    if branch == ACTIVE and stream == NEW:
        return PLACE_OF[WRAG, BASIS_OF[spot], terms_on(month - clock, terms_from)]
    return target


@inner_kernel
def block_started(started: Floats, spot: int, clock: int, month: int, uniform: float) -> int:
    """Block of the programme that somebody outside starts at the month's end, 0 for none [code].

    Parameters
    ----------
    started : (place, clock, month, programme) cumulative [share]
    spot, month : which [code]
    clock : months since claim [months]
    uniform : at or above nought and below one [share]
    """
    for programme in range(started.shape[3]):
        if uniform < started[spot, clock, month, programme]:
            return programme + 1
    return 0


@kernel
def clock_after(step: int, spot: int, clock: int, branch: int) -> int:
    """Months since claim after a step [months].

    The clock moves on with the exits; conversion starts it afresh, and a linked return stands
    at one clock, since the earlier claim's own is not kept.

    Parameters
    ----------
    step, spot, branch : which [code]
    clock : months since claim [months]
    """
    if step == EXIT:
        return min(clock + 1, N_CLOCK - 1)
    if step == RETURN and branch == 0:
        return RETURN_CLOCK
    if step == DECIDE and branch != STAY and STREAM_OF_STATE[STATE_OF[spot]] == FROM_LEGACY:
        return 0
    return clock
