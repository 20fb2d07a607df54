"""The assessment queue: who is ready, who is served, what is decided, what is disputed.

The fiscal risk of 2014 was a queue. What share of those ready is served, and in which order, is
worked out in `order`.
"""

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.cohort.exits import sum_clock
from esarisk.kernels.layout import (
    ASSESSMENT,
    BASIS_OF,
    CREDITS_ONLY,
    EARLIER,
    ESA_BASES,
    FIRST_CLOCK,
    FIT,
    LEGACY_WAITING,
    N_CLOCK,
    N_PLACES,
    N_TERMS,
    NEW,
    PLACE_OF,
    REPEAT_SUPPORT,
    REPEAT_WRAG,
    STATE_OF,
    STREAM_OF_STATE,
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
)
from esarisk.names import CLOCK_MONTHS


@inner_kernel
def count_ready(stock: Floats, used: Floats, minimum_wait: int, queue: Floats, made: Floats) -> None:
    """Count people who can be decided by stream.

    Parameters
    ----------
    stock : (place, clock, group) [people]
    used : (place,) 1 where anybody may stand [code]
    minimum_wait : months since claim before a new claim can be decided [months]
    queue : (stream,) increased [people]
    made : (group,) room to work in
    """
    for place in range(N_PLACES):
        stream = STREAM_OF_STATE[STATE_OF[place]]
        if stream < 0 or used[place] == 0.0:
            continue
        fresh = stream in (NEW, TO_UC)
        sum_clock(stock[place], minimum_wait if fresh else FIRST_CLOCK[place], made)
        for group in range(made.size):
            queue[stream] += made[group]


@inner_kernel
def settle(
    waiting: Floats,
    wrag: Floats,
    support: Floats,
    disputing: Floats,
    served: Floats,
    first: int,
    after: int,
    outcome: Floats,
    disputed: float,
    made: Floats,
    leaving: Floats,
) -> float:
    """Decide a share of those who wait in one place and put them where the decision sends them.

    Parameters
    ----------
    waiting, wrag, support, disputing : (clock, group) changed in place [people]
    served : (clock,) share decided [share]
    first, after : months since claim that are decided [months]
    outcome : (outcome,) [share]
    disputed : share of those found fit who dispute it [share]
    made : (group,) room to work in
    leaving : (group,) increased by people who leave, found fit for work [people]

    Returns
    -------
    decisions made [decisions]
    """
    to_wrag, to_support = outcome[TO_WRAG], outcome[TO_SUPPORT]
    fit = 1.0 - to_wrag - to_support
    goes = fit * (1.0 - disputed)
    made[:] = 0.0
    for clock in range(first, after):
        waits, in_wrag, in_support = waiting[clock], wrag[clock], support[clock]
        disputes, share = disputing[clock], served[clock]
        for group in range(made.size):
            one = waits[group] * share
            waits[group] -= one
            in_wrag[group] += one * to_wrag
            in_support[group] += one * to_support
            disputes[group] += one * fit * disputed
            made[group] += one
    decisions = 0.0
    for group in range(made.size):
        decisions += made[group]
        leaving[group] += made[group] * goes
    return decisions


@inner_kernel
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


@inner_kernel
def weeks_late(
    waiting: Floats, served: Floats, first: int, after: int, arrears_from: int, weeks: Floats
) -> None:
    """Weeks beyond the assessment phase of those about to be decided.

    Parameters
    ----------
    waiting : (clock, group) [people]
    served : (clock,) share decided [share]
    first, after : months since claim that are decided [months]
    arrears_from : months since claim from which arrears are owed [months]
    weeks : (group,) filled [people × weeks]
    """
    weeks[:] = 0.0
    for clock in range(max(first, arrears_from + 1), after):
        late = served[clock] * (clock - arrears_from) * WEEKS_A_MONTH
        for group in range(weeks.size):
            weeks[group] += waiting[clock, group] * late


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


@inner_kernel
def decide_new(
    stock: Floats,
    used: Floats,
    served: Floats,
    outcome: Floats,
    disputed: float,
    dispute_state: int,
    month: int,
    terms_from: Floats,
    minimum_wait: int,
    arrears_from: int,
    decided: Floats,
    late_weeks: Floats,
    weeks: Floats,
    leaving: Floats,
) -> None:
    """Decide new claims; late favourable decisions are owed arrears.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    used : (place,) 1 where anybody may stand [code]
    served : (clock,) share of ready claims decided [share]
    outcome : (outcome,) [share]
    disputed : share of those found fit who dispute it [share]
    dispute_state : where a dispute waits [code]
    month : which [code]
    terms_from : (later terms,) month index from which claims are on them [code]
    minimum_wait, arrears_from : months since claim [months]
    decided : (outcome,) increased [decisions]
    late_weeks : (place, group) increased by weeks of arrears owed [people × weeks]
    weeks : (group,) room to work in
    leaving : (group,) increased [people]
    """
    if served[CLOCK_MONTHS] <= 0.0:
        return
    for basis in range(ESA_BASES):
        place = PLACE_OF[ASSESSMENT, basis, 0]
        if used[place] == 0.0:
            continue
        support = PLACE_OF[SUPPORT, basis, 0]
        # Claims made since the latest terms began stand at the young end of the clock.
        after = minimum_wait
        for part in range(N_TERMS):
            terms = N_TERMS - 1 - part
            first, after = after, claimed_before(month, terms, terms_from, after)
            if first == after:
                continue
            wrag = PLACE_OF[WRAG, basis, terms]
            weeks_late(stock[place], served, first, after, arrears_from, weeks)
            for group in range(weeks.size):
                late_weeks[wrag, group] += weeks[group] * outcome[TO_WRAG]
                late_weeks[support, group] += weeks[group] * outcome[TO_SUPPORT]
            decisions = settle(
                stock[place],
                stock[wrag],
                stock[support],
                stock[PLACE_OF[dispute_state, basis, 0]],
                served,
                first,
                after,
                outcome,
                disputed,
                weeks,
                leaving,
            )
            note(decisions, outcome, decided)


@inner_kernel
def decide_repeat(
    stock: Floats,
    used: Floats,
    served: Floats,
    outcome: Floats,
    disputed: float,
    dispute_state: int,
    decided: Floats,
    made: Floats,
    leaving: Floats,
) -> None:
    """Reassess people who hold a group already; clock and terms run on.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    used : (place,) 1 where anybody may stand [code]
    served : (clock,) share of those waiting decided [share]
    outcome : (outcome row, outcome) [share]
    disputed : share of those found fit who dispute it [share]
    dispute_state : where a dispute waits [code]
    decided : (outcome,) increased [decisions]
    made : (group,) room to work in
    leaving : (group,) increased [people]
    """
    if served[CLOCK_MONTHS] <= 0.0:
        return
    for place in range(N_PLACES):
        state = STATE_OF[place]
        if used[place] == 0.0 or (state not in (WRAG_REVIEW, SUPPORT_REVIEW)):
            continue
        row = outcome[REPEAT_WRAG if state == WRAG_REVIEW else REPEAT_SUPPORT]
        basis = BASIS_OF[place]
        decisions = settle(
            stock[place],
            stock[PLACE_OF[WRAG, basis, TERMS_OF[place]]],
            stock[PLACE_OF[SUPPORT, basis, 0]],
            stock[PLACE_OF[dispute_state, basis, 0]],
            served,
            0,
            N_CLOCK,
            row,
            disputed,
            made,
            leaving,
        )
        note(decisions, row, decided)


@inner_kernel
def convert_legacy(
    stock: Floats,
    served: float,
    outcome: Floats,
    disputed: float,
    dispute_state: int,
    decided: Floats,
    leaving: Floats,
) -> None:
    """Reassess incapacity benefits; those who pass start a fresh clock.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    served : share of those waiting decided [share]
    outcome : (outcome,) [share]
    disputed : share of those found fit who dispute it [share]
    dispute_state : where a dispute waits [code]
    decided : (outcome,) increased [decisions]
    leaving : (group,) increased [people]
    """
    if served <= 0.0:
        return
    to_wrag, to_support = outcome[TO_WRAG], outcome[TO_SUPPORT]
    fit = 1.0 - to_wrag - to_support
    for basis in range(CREDITS_ONLY + 1):
        waiting = stock[PLACE_OF[LEGACY_WAITING, basis, 0], CLOCK_MONTHS]
        wrag = stock[PLACE_OF[WRAG, basis, 0], 0]
        support = stock[PLACE_OF[SUPPORT, basis, 0], 0]
        disputing = stock[PLACE_OF[dispute_state, basis, 0], 0]
        decisions = 0.0
        for group in range(leaving.size):
            one = waiting[group] * served
            waiting[group] -= one
            wrag[group] += one * to_wrag
            support[group] += one * to_support
            disputing[group] += one * fit * disputed
            leaving[group] += one * fit * (1.0 - disputed)
            decisions += one
        note(decisions, outcome, decided)


@inner_kernel
def decide_uc(
    stock: Floats,
    served: Floats,
    outcome: Floats,
    month: int,
    uc_terms_from: Floats,
    minimum_wait: int,
    decided: Floats,
    made: Floats,
    leaving: Floats,
) -> None:
    """Decide Universal Credit health claims; disputes are left in the outcomes.

    Parameters
    ----------
    stock : (place, clock, group) changed in place [people]
    served : (clock,) share of ready claims decided [share]
    outcome : (outcome,) [share]
    month : which [code]
    uc_terms_from : (later terms,) month index from which awards are on them [code]
    minimum_wait : months since claim [months]
    decided : (outcome,) increased [decisions]
    made : (group,) room to work in
    leaving : (group,) increased [people]
    """
    if served[CLOCK_MONTHS] <= 0.0:
        return
    terms = terms_on(month, uc_terms_from)
    lcw = stock[PLACE_OF[UC_LCW, UC, 0]]
    decisions = settle(
        stock[PLACE_OF[UC_ASSESSMENT, UC, 0]],
        lcw,
        stock[PLACE_OF[UC_LCWRA, UC, terms]],
        lcw,
        served,
        minimum_wait,
        N_CLOCK,
        outcome,
        0.0,
        made,
        leaving,
    )
    note(decisions, outcome, decided)
