"""Months in which nothing happens to somebody: most of them. They are found ahead, and passed over at once.

In the loops over months ahead indexes are words: one with a sign would be looked at for counting from the end.
"""

from esarisk.jit import Floats, lean_kernel
from esarisk.kernels.layout import (
    ASSESSMENT,
    BAND_OF,
    N_CLOCK,
    N_PLACES,
    NEW,
    NO_PHASE,
    PHASE_OF,
    STATE_OF,
    STREAM_OF_STATE,
    WRAG_PHASE,
)
from esarisk.kernels.persons.branches import ROW_OF, STEPS_OF
from esarisk.kernels.persons.counting import keep_month, keep_sanction, keep_seen, waits
from esarisk.kernels.persons.layout import (
    CUT,
    DECIDE,
    EXIT,
    N_BRANCHES,
    RETIRE,
    SANCTION,
    START_OF_PROGRAMME,
    Chances,
    Counts,
    Lives,
    Pay,
)
from esarisk.kernels.random import WORD, uniform

WINDOW = 18
"""Months looked at ahead: what is looked at beyond the next event is looked at in vain [months]."""


@lean_kernel
def clock_at(clock: int, months: int) -> int:
    """Months since claim, some months on [months]."""
    return min(clock + months, N_CLOCK - 1)


@lean_kernel
def quiet_until(
    chances: Chances, group: int, block: int, place: int, clock: int, month: int, until: int, key: int
) -> int:
    """First month in which something may happen to somebody at a place, the end of those asked when none [code].

    Steps are taken from the last: decisions and calls come sooner than exits, and end the search.

    Parameters
    ----------
    group, block, place : which [code]
    clock : months since claim as the first month begins [months]
    month, until : the first month, and the one after the last [code]
    key : of the person
    """
    steps = STEPS_OF[place]
    if block == 0 and chances.started.shape[3] > 0:
        until = unstarted_until(chances, place, clock, month, until, key)
    if steps >> DECIDE & 1:
        until = undecided_until(chances, place, clock, month, until, key)
    for step in range(RETIRE, EXIT, -1):
        if steps >> step & 1 and step != DECIDE:
            until = unmoved_until(chances, group, block, step, place, clock, month, until, key)
    return unended_until(chances, group, block, place, clock, month, until, key)


@lean_kernel
def undecided_until(chances: Chances, place: int, clock: int, month: int, until: int, key: int) -> int:
    """First month in which a decision may come, the end of those asked when none [code]."""
    served = chances.served[STREAM_OF_STATE[STATE_OF[place]]]
    for at in range(month, until):
        if uniform(key, at, DECIDE) < served[WORD(clock_at(clock, at - month + 1)), WORD(at)]:
            return at
    return until


@lean_kernel
def unmoved_until(
    chances: Chances,
    group: int,
    block: int,
    step: int,
    place: int,
    clock: int,
    month: int,
    until: int,
    key: int,
) -> int:
    """First month in which a step that hangs on no clock but the limit's may come, the end when none [code]."""
    chance = chances.share[block, ROW_OF[step, place], N_BRANCHES - 1]
    if step == RETIRE:
        chance = chances.retiring[group]
    active, limit = chances.active[group], chances.limit
    for at in range(month, until):
        if not active[WORD(at)] >> step & 1:
            continue
        if step == CUT and clock_at(clock, at - month + 1) < limit[at]:
            continue
        if uniform(key, at, step) < chance[WORD(at)]:
            return at
    return until


@lean_kernel
def unended_until(
    chances: Chances, group: int, block: int, place: int, clock: int, month: int, until: int, key: int
) -> int:
    """First month in which somebody leaves or dies, the end of those asked when none [code]."""
    gone = chances.gone[block, group, STATE_OF[place]]
    for at in range(month, until):
        if uniform(key, at, EXIT) < gone[WORD(BAND_OF[WORD(clock_at(clock, at - month))]), WORD(at)]:
            return at
    return until


@lean_kernel
def unstarted_until(chances: Chances, place: int, clock: int, month: int, until: int, key: int) -> int:
    """First month at whose end somebody outside starts a programme, the end of those asked when none [code]."""
    last = chances.started.shape[3] - 1
    for at in range(month, until):
        then = clock_at(clock, at - month + 1)
        if uniform(key, at, START_OF_PROGRAMME) < chances.started[place, then, at, last]:
            return at
    return until


@lean_kernel
def stand(stood: Floats, place: int, kind: int, first: int, after: int) -> None:
    """Stand somewhere at the ends of some months.

    Parameters
    ----------
    stood : (place, type, month end) increased by those who come to stand there, less those who go [people]
    place, kind : which [code]
    first, after : the first month end, and the one after the last [code]
    """
    stood[place, kind, first] += 1
    stood[place, kind, after] -= 1


@lean_kernel
def pass_over(
    chances: Chances,
    counts: Counts,
    stood: Floats,
    group: int,
    block: int,
    place: int,
    kind: int,
    clock: int,
    month: int,
    until: int,
) -> None:
    """Count months in which nothing happens.

    Parameters
    ----------
    stood : (place, type, month end) as for `stand` [people]
    group, block, place, kind : which [code]
    clock : months since claim as the first month begins [months]
    month, until : the first month, and the one after the last [code]
    """
    stand(stood, place, kind, month + 1, until + 1)
    if STATE_OF[place] == ASSESSMENT:
        for at in range(month, until):
            counts.waiting[group, at, NEW] += waits(
                place, clock_at(clock, at - month + 1), chances.minimum_wait
            )
    if counts.reached.shape[2] > 1 and PHASE_OF[place] != NO_PHASE:
        for at in range(month, until):
            counts.reached[group, at, block, PHASE_OF[place]] += 1


@lean_kernel
def sanction_months(
    chances: Chances,
    counts: Counts,
    lives: Lives,
    person: int,
    group: int,
    block: int,
    spot: int,
    month: int,
    until: int,
    key: int,
) -> None:
    """Sanction somebody in a programme's block, in the ends of some months in the work-related group.

    Parameters
    ----------
    person : row in lives, -1 for none [code]
    group, block, spot : which [code]
    month, until : the first month, and the one after the last [code]
    key : of the person
    """
    if block == 0 or spot >= N_PLACES or PHASE_OF[spot] != WRAG_PHASE:
        return
    for at in range(month, until):
        if uniform(key, at, SANCTION) < chances.sanctioned[block - 1, at]:
            counts.sanctions[group, chances.year_of[at], block - 1] += 1
            keep_sanction(lives, person, at, spot)


@lean_kernel
def keep_quiet(
    pay: Pay,
    lives: Lives,
    cost: Floats,
    person: int,
    seen_month: int,
    place: int,
    kind: int,
    clock: int,
    month: int,
    until: int,
) -> None:
    """Add to a life, if it is kept, months in which nothing happens.

    Parameters
    ----------
    cost : (scenario,) increased [GBP]
    person : row in lives, -1 for none [code]
    seen_month, place, kind : which [code]
    clock : months since claim as the first month begins [months]
    month, until : the first month, and the one after the last [code]
    """
    for at in range(month, until if person >= 0 else month):
        keep_month(pay.worth, cost, at, place, kind, place, kind)
        keep_seen(lives, person, at == seen_month, place, clock_at(clock, at - month + 1))
