"""Steps of one person's month: which branch the uniform gives, and where it lands.

The walk gives each step a uniform; the twin gate gives it every branch in turn. Both go through
`branch_of` and `land`, so what the gate adds up is what the walk does.
"""

from esarisk.jit import Floats, lean_kernel
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
from esarisk.kernels.persons.layout import CUT, DECIDE, EXIT, N_BRANCHES, RETIRE, RETURN, STAY, Chances

SPLIT = 2
"""Branches of an exit that have a share of their own: the programme's leavers are the rest."""
SUPPORTED, ACTIVE, DISPUTED = range(3)
"""Branches of a decision that hang on the month: support group, work-related group, dispute."""


@lean_kernel
def most(chances: Chances, group: int, block: int, step: int, spot: int, clock: int, month: int) -> float:
    """Chance that is no less than that of a step doing anything: most months of most people end here [share].

    Parameters
    ----------
    group, block, step, spot, month : which [code]
    clock : months since claim [months]
    """
    if step == EXIT:
        return chances.gone[block, group, STATE_OF[spot], BAND_OF[clock], month]
    if step == DECIDE:
        return chances.served[STREAM_OF_STATE[STATE_OF[spot]], clock, month]
    if step == RETIRE:
        return chances.retiring[group, month]
    if step == CUT and not 0 < chances.limit[month] <= clock:
        return 0.0
    return chances.share[block, ROW_OF[step, spot], N_BRANCHES - 1, month]


@lean_kernel
def scale_of(chances: Chances, group: int, block: int, step: int, spot: int, clock: int, month: int) -> float:
    """Chance that a step comes to somebody at all, before its branches share it [share].

    Parameters
    ----------
    as for `most`
    """
    if step == DECIDE:
        stream = STREAM_OF_STATE[STATE_OF[spot]]
        if stream in (NEW, TO_UC) and clock < chances.minimum_wait:
            return 0.0
    if step == CUT:
        return 1.0 if 0 < chances.limit[month] <= clock else 0.0
    return most(chances, group, block, step, spot, clock, month) if step in (EXIT, DECIDE, RETIRE) else 1.0


@lean_kernel
def ladder(
    chances: Chances, group: int, block: int, step: int, spot: int, clock: int, month: int, branch: int
) -> float:
    """Share of a step's chance that falls to a branch or to one before it [share].

    Parameters
    ----------
    branch : which [code]
    others : as for `most`
    """
    if step == EXIT:
        if branch >= SPLIT:
            return 1.0
        return chances.split[block, group, branch, STATE_OF[spot], BAND_OF[clock], month]
    return chances.share[block, ROW_OF[step, spot], branch, month]


@lean_kernel
def branch_of(
    chances: Chances, group: int, block: int, step: int, spot: int, clock: int, month: int, uniform: float
) -> int:
    """The branch that a uniform gives, or `STAY` [code].

    Parameters
    ----------
    uniform : at or above nought and below one [share]
    others : as for `most`
    """
    scale = scale_of(chances, group, block, step, spot, clock, month)
    if uniform >= scale * ladder(chances, group, block, step, spot, clock, month, N_BRANCHES - 1):
        return STAY
    for branch in range(N_BRANCHES - 1):
        if uniform < scale * ladder(chances, group, block, step, spot, clock, month, branch):
            return branch
    return N_BRANCHES - 1


@lean_kernel
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


@lean_kernel
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


@lean_kernel
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
