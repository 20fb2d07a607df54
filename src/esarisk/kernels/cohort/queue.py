"""The order in which the queue is served: what share of those ready is decided, by stream and clock.

Random order (the default) decides the same share of everybody ready in a stream: it reproduces
the published shares of claims closed, decided and waiting. First in, first out decides the oldest
claims first. New claims first gives the capacity of every ESA stream to new claims before others.
"""

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.cohort.month import Cells
from esarisk.kernels.layout import (
    ASSESSMENT,
    FROM_LEGACY,
    N_CLOCK,
    N_PLACES,
    N_STREAMS,
    NEW,
    NEW_FIRST,
    NOBODY,
    OLDEST_FIRST,
    REPEAT,
    STATE_OF,
    STREAM_OF_STATE,
    TO_UC,
    UC_ASSESSMENT,
)
from esarisk.names import CLOCK_MONTHS


@kernel
def served_share(capacity: float, waiting: float) -> float:
    """Share of those waiting who are decided: min(1, capacity ÷ waiting) [share]."""
    if waiting <= 0.0:
        return 0.0
    return min(1.0, capacity / waiting)


@inner_kernel
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
