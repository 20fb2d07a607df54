"""The assessment queue: who is ready, who is served, what is decided, what is disputed.

The fiscal risk of 2014 was a queue. What share of those ready is served, and in which order, is
worked out in `order`.
"""

from typing import NamedTuple

from esarisk.jit import Floats, kernel, lean_kernel
from esarisk.kernels.cohort.month import Cells, Step, Workspace, stand
from esarisk.kernels.cohort.pay import owe
from esarisk.kernels.cohort.rows import (
    Disputes,
    add_share,
    add_shares,
    decide_share,
    settle_disputes,
    take_share,
    total_of,
)
from esarisk.kernels.layout import (
    APPEAL,
    ASSESSMENT,
    BASIS_OF,
    CREDITS_ONLY,
    EARLIER,
    FIT,
    FROM_LEGACY,
    LEGACY_WAITING,
    N_CLOCK,
    N_ESA_BASES,
    N_PLACES,
    N_TERMS,
    NEW,
    PLACE_OF,
    RECONSIDERATION,
    REPEAT,
    REPEAT_SUPPORT,
    REPEAT_WRAG,
    STATE_OF,
    SUPPORT,
    SUPPORT_REVIEW,
    TERMS_OF,
    TO_SUPPORT,
    TO_UC,
    TO_WRAG,
    UC,
    UC_ASSESSMENT,
    UC_LCW,
    UC_LCWRA,
    WEEKS_A_MONTH,
    WRAG,
    WRAG_REVIEW,
    Totals,
)
from esarisk.names import CLOCK_MONTHS


class Deciding(NamedTuple):
    """By what a month decides, in every stream."""

    served: Floats  # (stream, clock) of those ready who are decided [share]
    outcome: Floats  # (outcome row, outcome) [share]
    disputed: float  # of those found fit [share]
    waits_in: int  # state in which a dispute waits [code]
    month: int  # which [code]
    terms_from: Floats  # (later terms,) month index from which ESA claims are on them [code]
    uc_terms_from: Floats  # (later terms,) month index from which UC health awards are on them [code]
    minimum_wait: int  # months since claim before a claim can be decided [months]
    arrears_from: int  # months since claim from which a late decision pays arrears [months]


class Route(NamedTuple):
    """Places from which a decision takes people and to which it sends them [codes]."""

    waiting: int
    wrag: int
    support: int
    disputing: int


@lean_kernel
def deciding(step: Step, totals: Totals) -> Deciding:
    """By what a month decides."""
    draw, month, timetable, claims = step.draw, step.month, step.timetable, step.claims
    return Deciding(
        served=totals.served[draw, month],
        outcome=claims.outcome[draw, :, month],
        disputed=claims.dispute[draw, month],
        waits_in=RECONSIDERATION if timetable.reconsideration[month] > 0.0 else APPEAL,
        month=month,
        terms_from=timetable.terms_from,
        uc_terms_from=timetable.uc_terms_from,
        minimum_wait=timetable.minimum_wait,
        arrears_from=timetable.arrears_from,
    )


@lean_kernel
def send(
    cells: Cells, route: Route, clock: int, decided: Floats, share: float, outcome: Floats, disputed: float
) -> None:
    """Put a share of people who are decided where the decision sends them, but for those who leave.

    Parameters
    ----------
    cells : changed in place
    clock : months since claim [months]
    decided : (group,) [people]
    share : of them [share]
    outcome : (outcome,) [share]
    disputed : share of those found fit who dispute it [share]
    """
    fit = 1.0 - outcome[TO_WRAG] - outcome[TO_SUPPORT]
    wrag = cells.people[route.wrag, stand(cells, route.wrag, clock)]
    support = cells.people[route.support, stand(cells, route.support, clock)]
    add_shares(wrag, support, decided, share * outcome[TO_WRAG], share * outcome[TO_SUPPORT])
    if disputed > 0.0:
        disputing = cells.people[route.disputing, stand(cells, route.disputing, clock)]
        add_share(disputing, decided, share * fit * disputed)


@lean_kernel
def settle(
    cells: Cells,
    route: Route,
    served: Floats,
    first: int,
    after: int,
    outcome: Floats,
    disputed: float,
    arrears_from: int,
    work: Workspace,
) -> float:
    """Decide a share of those who wait in one place and put them where the decision sends them.

    Parameters
    ----------
    cells : changed in place
    served : (clock,) share decided [share]
    first, after : months since claim that are decided [months]
    outcome : (outcome,) [share]
    disputed : share of those found fit who dispute it [share]
    arrears_from : months since claim past which a decision is late [months]
    work : those who leave, found fit for work, are increased; filled with the weeks by which decisions are late

    Returns
    -------
    decisions made [decisions]
    """
    made, one, weeks_late = work.by_group, work.deciding, work.weeks_late
    waiting, live = cells.people[route.waiting], cells.live[route.waiting]
    fit = 1.0 - outcome[TO_WRAG] - outcome[TO_SUPPORT]
    made[:], weeks_late[:] = 0.0, 0.0
    for clock in range(first, after):
        if live[clock] == 0.0 or served[clock] == 0.0:
            continue
        wrag = cells.people[route.wrag, stand(cells, route.wrag, clock)]
        support = cells.people[route.support, stand(cells, route.support, clock)]
        decide_share(
            waiting[clock], served[clock], one, made, wrag, outcome[TO_WRAG], support, outcome[TO_SUPPORT]
        )
        if disputed > 0.0:
            disputing = cells.people[route.disputing, stand(cells, route.disputing, clock)]
            add_share(disputing, one, fit * disputed)
        if served[clock] == 1.0:
            live[clock] = 0.0
        if clock > arrears_from:
            add_share(weeks_late, one, (clock - arrears_from) * WEEKS_A_MONTH)
    add_share(work.leaving, made, fit * (1.0 - disputed))
    return total_of(made)


@lean_kernel
def note(decisions: float, outcome: Floats, decided: Floats) -> None:
    """Add decisions of one stream by outcome.

    Parameters
    ----------
    decisions : made [decisions]
    outcome : (outcome,) [share]
    decided : (outcome,) increased [decisions]
    """
    decided[TO_WRAG] += decisions * outcome[TO_WRAG]
    decided[TO_SUPPORT] += decisions * outcome[TO_SUPPORT]
    decided[FIT] += decisions * (1.0 - outcome[TO_WRAG] - outcome[TO_SUPPORT])


@kernel
def claimed_before(month: int, terms: int, terms_from: Floats, first: int) -> int:
    """Months since claim from which a claim is older than a set of terms [months].

    Parameters
    ----------
    month, terms : which [code]
    terms_from : (later terms,) month index from which claims are on them [code]
    first : the youngest claims asked about [months]
    """
    if terms == EARLIER:
        return N_CLOCK
    return min(max(month - int(terms_from[terms - 1]) + 1, first), N_CLOCK)


@kernel
def terms_on(month: int, terms_from: Floats) -> int:
    """The set of terms that begins last by a month [code].

    Parameters
    ----------
    month : which [code]
    terms_from : (later terms,) month index from which each is in force [code]
    """
    terms = EARLIER
    for later in range(terms_from.size):
        if month >= terms_from[later]:
            terms = later + 1
    return terms


@lean_kernel
def route_of_new(rule: Deciding, basis: int, terms: int) -> Route:
    """Where a decision of a new claim takes people from and sends them to.

    Parameters
    ----------
    basis, terms : which [codes]
    """
    return Route(
        waiting=PLACE_OF[ASSESSMENT, basis, 0],
        wrag=PLACE_OF[WRAG, basis, terms],
        support=PLACE_OF[SUPPORT, basis, 0],
        disputing=PLACE_OF[rule.waits_in, basis, 0],
    )


@lean_kernel
def decide_new(rule: Deciding, cells: Cells, work: Workspace) -> None:
    """Decide new claims; late favourable decisions are owed arrears.

    Parameters
    ----------
    cells : changed in place
    work : arrears owed, decisions and those who leave are increased
    """
    served, outcome = rule.served[NEW], rule.outcome[NEW]
    if served[CLOCK_MONTHS] <= 0.0:
        return
    for basis in range(N_ESA_BASES):
        # Claims made since the latest terms began stand at the young end of the clock.
        after = rule.minimum_wait
        for part in range(N_TERMS):
            terms = N_TERMS - 1 - part
            first, after = after, claimed_before(rule.month, terms, rule.terms_from, after)
            if first == after:
                continue
            route = route_of_new(rule, basis, terms)
            decisions = settle(
                cells, route, served, first, after, outcome, rule.disputed, rule.arrears_from, work
            )
            note(decisions, outcome, work.decided[NEW])
            owe(work, route.wrag, work.weeks_late, outcome[TO_WRAG])
            owe(work, route.support, work.weeks_late, outcome[TO_SUPPORT])


@lean_kernel
def decide_repeat(rule: Deciding, cells: Cells, work: Workspace) -> None:
    """Reassess people who hold a group already; clock and terms run on.

    Parameters
    ----------
    cells : changed in place
    work : decisions and those who leave are increased
    """
    served = rule.served[REPEAT]
    if served[CLOCK_MONTHS] <= 0.0:
        return
    for place in range(N_PLACES):
        state, basis = STATE_OF[place], BASIS_OF[place]
        if state not in (WRAG_REVIEW, SUPPORT_REVIEW):
            continue
        outcome = rule.outcome[REPEAT_WRAG if state == WRAG_REVIEW else REPEAT_SUPPORT]
        wrag, support = PLACE_OF[WRAG, basis, TERMS_OF[place]], PLACE_OF[SUPPORT, basis, 0]
        route = Route(place, wrag, support, PLACE_OF[rule.waits_in, basis, 0])
        decisions = settle(cells, route, served, 0, N_CLOCK, outcome, rule.disputed, N_CLOCK, work)
        note(decisions, outcome, work.decided[REPEAT])


@lean_kernel
def convert_legacy(rule: Deciding, cells: Cells, work: Workspace) -> None:
    """Reassess incapacity benefits; those who pass start a fresh clock.

    Parameters
    ----------
    cells : changed in place
    work : decisions and those who leave are increased
    """
    served, outcome = rule.served[FROM_LEGACY, CLOCK_MONTHS], rule.outcome[FROM_LEGACY]
    if served <= 0.0:
        return
    fit = 1.0 - outcome[TO_WRAG] - outcome[TO_SUPPORT]
    for basis in range(CREDITS_ONLY + 1):
        take_share(cells.people[PLACE_OF[LEGACY_WAITING, basis, 0], CLOCK_MONTHS], served, work.deciding)
        send(cells, route_of_new(rule, basis, EARLIER), 0, work.deciding, 1.0, outcome, rule.disputed)
        add_share(work.leaving, work.deciding, fit * (1.0 - rule.disputed))
        note(total_of(work.deciding), outcome, work.decided[FROM_LEGACY])


@lean_kernel
def decide_uc(rule: Deciding, cells: Cells, work: Workspace) -> None:
    """Decide Universal Credit health claims; disputes are left in the outcomes.

    Parameters
    ----------
    cells : changed in place
    work : decisions and those who leave are increased
    """
    served, outcome = rule.served[TO_UC], rule.outcome[TO_UC]
    if served[CLOCK_MONTHS] <= 0.0:
        return
    lcw, lcwra = PLACE_OF[UC_LCW, UC, 0], PLACE_OF[UC_LCWRA, UC, terms_on(rule.month, rule.uc_terms_from)]
    route = Route(PLACE_OF[UC_ASSESSMENT, UC, 0], lcw, lcwra, lcw)
    decisions = settle(cells, route, served, rule.minimum_wait, N_CLOCK, outcome, 0.0, N_CLOCK, work)
    note(decisions, outcome, work.decided[TO_UC])


@lean_kernel
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
                cells.people[unpaid, stand(cells, unpaid, clock)],
                cells.people[paid, stand(cells, paid, clock)],
                cells.people[in_wrag, stand(cells, in_wrag, clock)],
                cells.people[in_support, stand(cells, in_support, clock)],
                leaving,
                rule,
            )
