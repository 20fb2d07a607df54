"""Who is called for reassessment, and what share of those ready is decided, by stream and clock.

Random order (the default) decides the same share of everybody ready in a stream: it reproduces
the published shares of claims closed, decided and waiting. First in, first out decides the oldest
claims first. New claims first gives the capacity of every ESA stream to new claims before others.
"""

from esarisk.jit import Floats, kernel, lean_kernel
from esarisk.kernels.cohort.exits import move_share, sum_rows
from esarisk.kernels.cohort.month import Cells, Step
from esarisk.kernels.cohort.rows import total_of
from esarisk.kernels.layout import (
    ASSESSMENT,
    BASIS_OF,
    FROM_LEGACY,
    LEGACY,
    LEGACY_WAITING,
    N_CLOCK,
    N_PLACES,
    N_STREAMS,
    NEW,
    NEW_FIRST,
    NOBODY,
    OLDEST_FIRST,
    PLACE_OF,
    REPEAT,
    STATE_OF,
    STREAM_OF_STATE,
    SUPPORT,
    SUPPORT_REVIEW,
    TERMS_OF,
    TO_UC,
    UC_ASSESSMENT,
    WRAG,
    WRAG_REVIEW,
)
from esarisk.names import CLOCK_MONTHS


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


@lean_kernel
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


@kernel
def served_share(capacity: float, waiting: float) -> float:
    """Share of those waiting who are decided: min(1, capacity ÷ waiting) [share]."""
    if waiting <= 0.0:
        return 0.0
    return min(1.0, capacity / waiting)


@lean_kernel
def count_ready(cells: Cells, minimum_wait: int, queue: Floats, made: Floats) -> None:
    """Count people who can be decided by stream.

    Parameters
    ----------
    minimum_wait : months since claim before a new claim can be decided [months]
    queue : (stream,) increased [people]
    made : (group,) room to work in
    """
    for place in range(N_PLACES):
        stream = STREAM_OF_STATE[STATE_OF[place]]
        if stream >= 0:
            first = minimum_wait if stream in (NEW, TO_UC) else 0
            sum_rows(cells.people[place], cells.live[place], first, made)
            queue[stream] += total_of(made)


@lean_kernel
def count_by_clock(cells: Cells, minimum_wait: int, ready: Floats) -> None:
    """Add people whose claim can be decided, by months since claim: claims alone have a clock of waiting.

    Parameters
    ----------
    minimum_wait : months since claim before a new claim can be decided [months]
    ready : (stream, clock) increased [people]
    """
    for place in range(N_PLACES):
        state = STATE_OF[place]
        if state not in (ASSESSMENT, UC_ASSESSMENT):
            continue
        for clock in range(minimum_wait, N_CLOCK):
            if cells.live[place, clock] > 0.0:
                ready[STREAM_OF_STATE[state], clock] += cells.people[place, clock].sum()


@lean_kernel
def interviewed(month: int, clock: int, minimum_wait: int, waits: Floats) -> float:
    """Share of claims of one month that have had their first interview, due after the minimum wait [share].

    Parameters
    ----------
    month : now [code]
    clock, minimum_wait : months since claim; in the open last row nobody waits for it [months]
    waits : (month of claim,) [months]
    """
    made = month - clock
    if made < 0 or clock == CLOCK_MONTHS:
        return 1.0
    return min(1.0, max(0.0, clock - minimum_wait - waits[made] + 1.0))


@lean_kernel
def hold_for_interview(step: Step, queue: Floats, ready: Floats) -> float:
    """Take those out of the queue who still wait for their first interview.

    Parameters
    ----------
    queue : (stream,) lessened [people]
    ready : (stream, clock) of claims past the minimum wait, lessened [people]

    Returns
    -------
    new claims taken out [people]
    """
    first, waits, new = step.timetable.minimum_wait, step.claims.interview_wait[step.draw], 0.0
    for stream in (NEW, TO_UC):
        for clock in range(first, CLOCK_MONTHS):
            held = ready[stream, clock] * (1.0 - interviewed(step.month, clock, first, waits))
            ready[stream, clock] -= held
            queue[stream] = max(0.0, queue[stream] - held)
            if stream == NEW:
                new += held
    return new


@lean_kernel
def after_interview(step: Step, served: Floats) -> None:
    """Decide only those claims that have had their first interview.

    Parameters
    ----------
    served : (stream, clock) of claims past the minimum wait, lessened [share]
    """
    first, waits = step.timetable.minimum_wait, step.claims.interview_wait[step.draw]
    for stream in (NEW, TO_UC):
        for clock in range(first, CLOCK_MONTHS):
            served[stream, clock] *= interviewed(step.month, clock, first, waits)


@kernel
def offer(order: int, capacity: Floats, queue: Floats, offered: Floats) -> None:
    """Decisions offered to each stream in a month.

    New claims first: the capacity of the three ESA streams is one, new claims take what they need,
    and the rest is shared as the others' own capacities are.

    Parameters
    ----------
    order : in which the queue is served [code]
    capacity : (stream,) [decisions a month]
    queue : (stream,) [people]
    offered : (stream,) filled [decisions a month]
    """
    for stream in range(capacity.size):
        offered[stream] = capacity[stream]
    if order != NEW_FIRST:
        return
    others = capacity[REPEAT] + capacity[FROM_LEGACY]
    offered[NEW] = min(capacity[NEW] + others, queue[NEW])
    left = capacity[NEW] + others - offered[NEW]
    for stream in (REPEAT, FROM_LEGACY):
        offered[stream] = left * capacity[stream] / others if others > 0.0 else 0.0


@kernel
def serve_oldest_first(offered: float, ready: Floats, served: Floats) -> None:
    """Decide the oldest claims first, as far as capacity goes.

    Parameters
    ----------
    offered : decisions that can be made [decisions]
    ready : (clock,) [people]
    served : (clock,) filled [share]
    """
    left = offered
    for back in range(N_CLOCK):
        clock = CLOCK_MONTHS - back
        if ready[clock] > NOBODY:
            served[clock] = served_share(left, ready[clock])
            left = max(0.0, left - ready[clock])
        else:
            served[clock] = 1.0 if left > NOBODY else 0.0


@kernel
def serve(order: int, capacity: Floats, queue: Floats, ready: Floats, served: Floats) -> None:
    """Share of those ready who are decided, by stream and months since claim.

    Parameters
    ----------
    order : in which the queue is served [code]
    capacity : (stream,) [decisions a month]
    queue : (stream,) people who can be decided; left are those who still wait after [people]
    ready : (stream, clock) the same for claims by months since claim; read when the oldest come first [people]
    served : (stream, clock) filled [share]
    """
    offered = capacity.copy()
    offer(order, capacity, queue, offered)
    for stream in range(N_STREAMS):
        share = served_share(offered[stream], queue[stream])
        served[stream, :] = share
        if order == OLDEST_FIRST and stream in (NEW, TO_UC):
            serve_oldest_first(offered[stream], ready[stream], served[stream])
        queue[stream] *= 1.0 - share
