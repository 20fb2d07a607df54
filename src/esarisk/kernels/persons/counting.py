"""What one person's month adds to the counts of a group, and to a life that is kept."""

from esarisk.jit import Floats, lean_kernel
from esarisk.kernels.layout import (
    ASSESSMENT,
    FIT,
    IN,
    N_DESTINATIONS,
    N_PLACES,
    NEW,
    ON_FLOW,
    OUT,
    STATE_OF,
    STREAM_OF_STATE,
    SUPPORT,
    TO_SUPPORT,
    TO_WRAG,
    TOP_UP_ARREARS,
    UC_LCW,
    UC_LCWRA,
    WEEKS_A_MONTH,
    WRAG,
)
from esarisk.kernels.persons.layout import DECIDE, GONE, N_EVENTS_A_FLOW, TOP_UP, Counts, Lives, Pay


@lean_kernel
def kind_of(kinds: Floats, basis: int, fortune: float) -> int:
    """Type of household that a person's uniform gives them on a basis [code].

    Parameters
    ----------
    kinds : (basis, type) cumulative prevalence [share]
    basis : which [code]
    fortune : at or above nought and below one [share]
    """
    low, high = 0, kinds.shape[1] - 1
    while low < high:
        middle = (low + high) // 2
        if fortune < kinds[basis, middle]:
            high = middle
        else:
            low = middle + 1
    return low


@lean_kernel
def owed_at(step: int, before: int, spot: int) -> int:
    """Place at whose rate arrears are owed, -1 for none [code].

    Owed are a late favourable decision on a new claim, and a top-up.

    Parameters
    ----------
    step, before, spot : which, where from and where to [code]
    """
    if step == TOP_UP:
        return TOP_UP_ARREARS
    if step != DECIDE:
        return -1
    won = spot < N_PLACES and STATE_OF[spot] in (WRAG, SUPPORT)
    return spot if won and STREAM_OF_STATE[STATE_OF[before]] == NEW else -1


@lean_kernel
def owed_weeks(step: int, clock: int, arrears_from: int, top_up_weeks: float) -> float:
    """Weeks of arrears of a late decision or of a top-up [weeks].

    Parameters
    ----------
    step : which [code]
    clock, arrears_from : months since claim [months]
    top_up_weeks : [weeks]
    """
    return top_up_weeks if step == TOP_UP else max(0, clock - arrears_from) * WEEKS_A_MONTH


@lean_kernel
def count_entry(counts: Counts, group: int, year: int, basis: int, people: float) -> None:
    """Count claims or linked returns."""
    counts.on_flow[group, year, basis] += people
    counts.flows[group, year, ON_FLOW] += people
    counts.balance[group, IN] += people


@lean_kernel
def count_exit(counts: Counts, group: int, year: int, event: int, people: float) -> None:
    """Count exits by flow, phase and destination."""
    flow, cell = event // N_EVENTS_A_FLOW, event % N_EVENTS_A_FLOW
    counts.flows[group, year, flow] += people
    counts.off_flow[group, year, cell // N_DESTINATIONS, cell % N_DESTINATIONS] += people
    counts.balance[group, OUT] += people


@lean_kernel
def count_decision(
    counts: Counts, group: int, year: int, month: int, before: int, spot: int, people: float
) -> None:
    """Count decisions by stream and outcome: whoever is in no group was found fit for work.

    Parameters
    ----------
    before, spot : where from and where to [code]
    """
    stream = STREAM_OF_STATE[STATE_OF[before]]
    outcome = FIT
    if spot < N_PLACES and STATE_OF[spot] in (WRAG, UC_LCW):
        outcome = TO_WRAG
    elif spot < N_PLACES and STATE_OF[spot] in (SUPPORT, UC_LCWRA):
        outcome = TO_SUPPORT
    counts.decisions[group, year, stream, outcome] += people
    counts.decided[group, month, stream] += people


@lean_kernel
def waits(spot: int, clock: int, minimum_wait: int) -> bool:
    """Whether somebody left undecided is counted as waiting: new claims that could have been decided.

    Parameters
    ----------
    spot : which [code]
    clock, minimum_wait : months since claim [months]
    """
    return STATE_OF[spot] == ASSESSMENT and clock >= minimum_wait


@lean_kernel
def keep_month(
    worth: Floats, cost: Floats, month: int, opening: int, kind_then: int, closing: int, kind_now: int
) -> None:
    """Add a month to what a life costs: half of it at the opening place, half at the closing one.

    Parameters
    ----------
    worth : (scenario, place, type, month) of standing there at an end of a month [GBP]
    cost : (scenario,) increased [GBP]
    month, opening, closing, kind_then, kind_now : which; opening and closing are spots [codes]
    """
    for scenario in range(cost.size):
        if opening < N_PLACES:
            cost[scenario] += worth[scenario, opening, kind_then, month]
        if closing < N_PLACES:
            cost[scenario] += worth[scenario, closing, kind_now, month]


@lean_kernel
def keep_event(
    pay: Pay,
    lives: Lives,
    cost: Floats,
    person: int,
    seen_month: int,
    month: int,
    entry: int,
    opening: int,
    kind_then: int,
    closing: int,
    kind_now: int,
    clock: int,
) -> None:
    """Add to a life, if it is kept, a month in which something happened: whoever claims stood nowhere before.

    Parameters
    ----------
    cost : (scenario,) increased [GBP]
    person : row in lives, -1 for none [code]
    entry : month of the claim, -1 for the start stock [code]
    seen_month, month, opening, closing, kind_then, kind_now : which; opening and closing are spots [codes]
    clock : months since claim as the month ends [months]
    """
    if person < 0:
        return
    keep_month(pay.worth, cost, month, opening if month != entry else GONE, kind_then, closing, kind_now)
    keep_seen(lives, person, month == seen_month, closing, clock)


@lean_kernel
def keep_seen(lives: Lives, person: int, seen: int, spot: int, clock: int) -> None:
    """Write where a person stands, in the month asked for and if on the benefit.

    Parameters
    ----------
    person, spot : which [code]
    seen : 1 in the month asked for [code]
    clock : months since claim [months]
    """
    if seen and spot < N_PLACES:
        lives.seen_place[person], lives.seen_clock[person] = spot, clock


@lean_kernel
def keep_start(lives: Lives, person: int, month: int, spot: int, block: int) -> None:
    """Write the first programme that somebody starts, if the life is kept; nothing where they left one.

    Parameters
    ----------
    person, month, spot, block : which [code]
    """
    if person >= 0 and block > 0 and lives.programme[person] == 0:
        lives.programme[person], lives.started[person], lives.started_place[person] = block, month, spot


@lean_kernel
def keep_sanction(lives: Lives, person: int, month: int, spot: int) -> None:
    """Write a sanction, and the first of a life, if it is kept.

    Parameters
    ----------
    person, month, spot : which [code]
    """
    if person < 0:
        return
    lives.sanctions[person] += 1
    if lives.sanctions[person] == 1:
        lives.sanctioned[person], lives.sanctioned_place[person] = month, spot


@lean_kernel
def keep(
    lives: Lives,
    person: int,
    group: int,
    entry: int,
    place: int,
    fortune: float,
    months: int,
    spot: int,
    supported: int,
    cost: Floats,
) -> None:
    """Write a life.

    Parameters
    ----------
    person, group, entry, place : which; place is the first [code]
    fortune : uniform that gives the type of household [share]
    months : month ends on benefit [months]
    spot : the last [code]
    supported : 1 when ever in the support group [code]
    cost : (scenario,) of all of it [GBP]
    """
    lives.group[person], lives.entry[person], lives.entry_place[person] = group, entry, place
    lives.fortune[person], lives.months[person] = fortune, months
    lives.ended[person], lives.ever_support[person] = spot == GONE, supported
    for scenario in range(cost.size):
        lives.cost[scenario, person] = cost[scenario]
