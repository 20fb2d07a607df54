"""Layout of the cohort engine's arrays: states, places, clock bands, inputs and totals.

A *state* is where a person stands in the process; a *place* is a state, a basis of award and
the terms of the claim. States fold into the phases of the cube: people waiting for
reassessment count in the group they hold.
"""

from typing import NamedTuple

import numpy as np

from esarisk.jit import Floats
from esarisk.names import (
    BASES,
    CLOCK_MONTHS,
    DESTINATIONS,
    FLOWS,
    LINES,
    OUTCOMES,
    PHASES,
    QUEUE_ORDERS,
    QUEUES,
    STREAMS,
)

STATES = (
    "legacy",
    "legacy_waiting",
    "assessment",
    "wrag",
    "support",
    "wrag_review",
    "support_review",
    "reconsideration",
    "appeal",
    "uc_assessment",
    "uc_lcw",
    "uc_lcwra",
)
"""Where a person stands; the last word of each is in `names.PHASES`, save the waiting ones."""

(
    LEGACY,
    LEGACY_WAITING,
    ASSESSMENT,
    WRAG,
    SUPPORT,
    WRAG_REVIEW,
    SUPPORT_REVIEW,
    RECONSIDERATION,
    APPEAL,
    UC_ASSESSMENT,
    UC_LCW,
    UC_LCWRA,
) = range(len(STATES))
(CONTRIBUTORY, BOTH, INCOME_RELATED, CREDITS_ONLY, WITH_UC, UC) = range(len(BASES))
EARLIER, LATER, LATEST = range(3)
"""Terms of the claim: earlier, or later (no work-related component; lower UC health element), or later still."""

N_STATES = len(STATES)
N_BASES = len(BASES)
N_ESA_BASES = 5
"""Bases before `universal_credit`."""
N_TERMS = 3
N_PHASES = len(PHASES)
N_POSITIONS = N_PHASES * N_BASES
N_CLOCK = CLOCK_MONTHS + 1
N_DESTINATIONS = len(DESTINATIONS)
N_LINES = len(LINES)
N_OUTCOMES = len(OUTCOMES)
N_STREAMS = len(STREAMS)
N_QUEUES = len(QUEUES)
N_FLOWS = len(FLOWS)

FIT, TO_WRAG, TO_SUPPORT = range(N_OUTCOMES)
NEW, REPEAT, FROM_LEGACY, TO_UC = range(N_STREAMS)
REPEAT_WRAG, REPEAT_SUPPORT = N_STREAMS, N_STREAMS + 1
"""Rows of outcomes: a stream each, then repeat assessments by the group held."""
N_OUTCOME_ROWS = N_STREAMS + 2
PENSION_AGE = DESTINATIONS.index("pension_age")
DEATH = DESTINATIONS.index("death")
WORK = DESTINATIONS.index("work")
ARREARS = LINES.index("arrears")
FIT_ROW, LIMIT_ROW = N_STATES, N_STATES + 1
START, IN, OUT, END = range(4)
RANDOM, OLDEST_FIRST, NEW_FIRST = range(len(QUEUE_ORDERS))
"""Order in which the queue is served."""
ON_FLOW, LEFT, DIED, FOUND_FIT, LIMITED, RETIRED = range(N_FLOWS)
MONTHS = 12.0
NOBODY = 1e-9
"""Fewer people than this are nobody: rounding left them."""
OFF_MONTHS = 3
"""Months off for which an award links: 12 weeks [months]."""
RETURN_CLOCK = 6
"""Months since claim at which a linked return stands; the earlier claim's own are not kept."""

CLOCK_BANDS = (0, 1, 2, 3, 6, 12, 24, CLOCK_MONTHS)
"""First month since claim of each band over which exit hazards are constant [months]."""
N_BANDS = len(CLOCK_BANDS)
BAND_OF = np.searchsorted(np.array(CLOCK_BANDS), np.arange(N_CLOCK), side="right") - 1
WEEKS_A_MONTH = 365.0 / 7.0 / 12.0
N_RANKS = 8
"""Most ranks in which a programme's places are given out."""

_ESA = range(N_ESA_BASES)
_BASES_OF = {
    LEGACY: range(CREDITS_ONLY + 1),
    LEGACY_WAITING: range(CREDITS_ONLY + 1),
    UC_ASSESSMENT: [UC],
    UC_LCW: [UC],
    UC_LCWRA: [UC],
}
_DATED = {WRAG, WRAG_REVIEW, UC_LCWRA}
PLACES = [
    (state, basis, terms)
    for state in range(N_STATES)
    for basis in _BASES_OF.get(state, _ESA)
    for terms in range(N_TERMS if state in _DATED else 1)
]
"""Every valid place: state, basis and terms [codes]."""
N_PLACES = len(PLACES)
STATE_OF = np.array([state for state, _, _ in PLACES])
BASIS_OF = np.array([basis for _, basis, _ in PLACES])
TERMS_OF = np.array([terms for _, _, terms in PLACES])
PLACE_OF = np.full((N_STATES, N_BASES, N_TERMS), -1)
for _index, (_state, _basis, _terms) in enumerate(PLACES):
    PLACE_OF[_state, _basis, _terms] = _index
    if _state not in _DATED:
        PLACE_OF[_state, _basis] = _index
TOP_UP_ARREARS = int(PLACE_OF[SUPPORT_REVIEW, BOTH, 0])
"""Place under which arrears of top-ups are booked, at the top-up's own rate: nobody in review is owed any."""

_PHASE_NAME = {
    "legacy_waiting": "legacy",
    "wrag_review": "wrag",
    "support_review": "support",
    "reconsideration": "",
}
NO_PHASE = -1
WRAG_PHASE = PHASES.index("wrag")
"""The phase in which a claimant can be sanctioned."""
PHASE_OF_STATE = np.array(
    [
        PHASES.index(_PHASE_NAME.get(state, state)) if _PHASE_NAME.get(state, state) else NO_PHASE
        for state in STATES
    ]
)
PHASE_OF = PHASE_OF_STATE[STATE_OF]
"""Phase in which a place is counted, -1 for none [code]."""
LEAVING_PHASE = np.where(PHASE_OF_STATE == NO_PHASE, PHASES.index("appeal"), PHASE_OF_STATE)
"""Phase under which a state's leavers are counted: reconsideration's under appeal [code]."""
FIRST_CLOCK = np.where(np.isin(STATE_OF, [LEGACY, LEGACY_WAITING]), CLOCK_MONTHS, 0)
"""First month of the clock that a place uses: legacy people all stand in the open last cell."""
STREAM_OF_STATE = np.full(N_STATES, -1)
for _state, _stream in (
    (ASSESSMENT, NEW),
    (WRAG_REVIEW, REPEAT),
    (SUPPORT_REVIEW, REPEAT),
    (LEGACY_WAITING, FROM_LEGACY),
    (UC_ASSESSMENT, TO_UC),
):
    STREAM_OF_STATE[_state] = _stream
QUEUE_OF_STATE = np.full(N_STATES, -1)
for _state, _queue in (
    (WRAG_REVIEW, "repeat"),
    (SUPPORT_REVIEW, "repeat"),
    (LEGACY_WAITING, "legacy"),
    (RECONSIDERATION, "reconsideration"),
    (APPEAL, "appeal"),
):
    QUEUE_OF_STATE[_state] = QUEUES.index(_queue)


class Timetable(NamedTuple):
    """What is the same in every draw."""

    on_flow_shape: Floats  # (month, group) share of the base month's claims [share]
    pension_exit: Floats  # (month, group) share of the group reaching pension age [share]
    mortality: Floats  # (month, group) hazard of death in the population [1/month]
    age_class: Floats  # (month, group) row of the age multipliers [code]
    year_of: Floats  # (month,) index of the financial year [code]
    weeks: Floats  # (month,) calendar days ÷ 7 [weeks]
    start_shape: Floats  # (place, clock, group) shape of the start stock, 1 in each state [share]
    told_apart: Floats  # (place,) months since claim below which the clock tells people apart [months]
    limit_months: Floats  # (month,) length of the contributory limit, 0 for none [months]
    reconsideration: Floats  # (month,) 1 where a dispute begins with reconsideration [code]
    terms_from: Floats  # (later terms,) month index from which ESA claims are on them [code]
    uc_terms_from: Floats  # (later terms,) month index from which UC health awards are on them [code]
    order: Floats  # (month,) in which the queue is served: random, oldest first, new claims first [code]
    minimum_wait: int  # months since claim before a claim can be decided [months]
    arrears_from: int  # months since claim from which a late decision pays arrears [months]
    top_up_weeks: float  # weeks of arrears when a top-up starts [weeks]


class Claims(NamedTuple):
    """What a draw may change; the first axis is always the draw."""

    start_stock: Floats  # (draw, state) [people]
    claims: Floats  # (draw, month) claims in the base population [people a month]
    claim_basis: Floats  # (draw, month, basis) of all claims; the last is claims to UC [share]
    off_flow: Floats  # (draw, state, band) hazard of leaving; of closure in assessment [1/month]
    off_flow_factor: Floats  # (draw, month) effect of unemployment on hazards [ratio]
    age_multiplier: Floats  # (draw, age class) [ratio]
    mortality_ratio: Floats  # (draw, state) [ratio]
    interview_wait: Floats  # (draw, month of claim) for a first interview, after the minimum wait [months]
    capacity: Floats  # (draw, stream, month) decisions that can be made [decisions a month]
    outcome: Floats  # (draw, outcome row, month, outcome) [share]
    referral: Floats  # (draw, state, month) share called for reassessment in a month [share]
    dispute: Floats  # (draw, month) share of decisions of fit for work that are disputed [share]
    reconsidered: Floats  # (draw, 3) decided in a month, won, lost that go on to appeal [share]
    appealed: Floats  # (draw, month, 2) heard in a month, won [share]
    worsening: Floats  # (draw, month) WRAG to support group without assessment [share]
    top_up: Floats  # (draw, month) contributory support whose top-up starts [share]
    migration: Floats  # (draw, month) income-related awards that move to UC [share]
    return_share: Floats  # (draw, months off) of those off for work who return [share]
    destination: Floats  # (draw, state + fit + limit, destination) [share]
    after_limit: Floats  # (draw, 3) income-related, credits only, off [share]
    award: Floats  # (draw, scenario, month, place, line) [GBP a week]
    arrears: Floats  # (draw, scenario, month, place) award less assessment rate [GBP a week]


class Provision(NamedTuple):
    """Programmes funded away from baseline provision, each with a block of people who started it."""

    eligible: Floats  # (programme, place, clock) of those who stand there, who may start [share]
    rank: Floats  # (programme, place, clock) order in which places are given out, from 0 [code]
    places: Floats  # (draw, programme, month) starts that money and staff allow [people a month]
    places_before: Floats  # (draw, programme, month) the same at baseline provision [people a month]
    take_up: Floats  # (draw, programme, month) of the eligible, willing in the month [share]
    take_up_before: Floats  # (draw, programme, month) the same at baseline provision [share]
    effect: Floats  # (draw, programme, months since start) added to hazards of leaving [1/month]
    drift: Floats  # (draw, programme, months since start) added to worsening [share]
    sanction: (
        Floats  # (draw, programme, months since start) of those in the work-related group, sanctioned [share]
    )
    scale: Floats  # (draw, programme, month of start) of the effect; may be negative [ratio]
    saturation: Floats  # (draw, programme) loss of effect as all eligible are reached in a year [ratio]
    to_work: Floats  # (draw, programme, months since start) of others who leave anyway, now for work [share]
    added_to: Floats  # (draw, programme, destination) of leavers whom the programme adds [share]
    pro_rata: int  # 1 where short people are shared in proportion, 0 where first come first [code]


class Totals(NamedTuple):
    """What comes back; the first axis is the draw, years include the fit years.

    The block of programme p is 1 + p; block 0 is everybody outside.
    """

    caseload: Floats  # (draw, year, position) mean of the year [people]
    spending: Floats  # (draw, scenario, year, position, line) [GBP]
    on_flow: Floats  # (draw, year, basis) [people]
    off_flow: Floats  # (draw, year, phase, destination) [people]
    decisions: Floats  # (draw, year, stream, outcome) [decisions]
    stock: Floats  # (draw, month, position) at the month's end [people]
    waiting: Floats  # (draw, month, queue) at the month's end [people]
    decided: Floats  # (draw, month, stream) [decisions]
    served: Floats  # (draw, month, stream, clock) of those ready who are decided [share]
    monthly: Floats  # (draw, scenario, month, line) [GBP]
    caseload_by_group: Floats  # (draw, year, phase, group) [people]
    spending_by_group: Floats  # (draw, scenario, year, phase, group) [GBP]
    balance: Floats  # (draw, group, 4) start, in, out, end [people]
    flows: Floats  # (draw, year, flow, group) into the benefit and out of it [people]
    eligible: Floats  # (draw, month, programme) outside the block, who may start [people]
    starts: Floats  # (draw, month, programme) [people]
    starts_before: Floats  # (draw, month, programme) at baseline provision [people]
    started_share: Floats  # (draw, month, programme, rank) of the eligible, moved to the block [share]
    start_scale: Floats  # (draw, month, programme) of the effect on those moved, with its sign [ratio]
    added_hazard: Floats  # (draw, month, programme) added to the block's hazards [1/month]
    added_worsening: Floats  # (draw, month, programme) added in the block [share]
    block_sign: Floats  # (draw, month, programme) mean sign of the effect on the block's people [ratio]
    block_shift: Floats  # (draw, month, programme) turned to work of those who leave anyway elsewhere [share]
    sanctioned: Floats  # (draw, month, programme) of the block in the work-related group, sanctioned [share]
    sanctions: Floats  # (draw, year, programme, group) [sanctions]
    reached: Floats  # (draw, month, block, phase) at the month's end [people]
    block_off_flow: Floats  # (draw, month, block, destination) [people]
    standing: Floats  # (draw, block, phase, group) at the end [people]


def no_provision(draws: int, months: int) -> Provision:
    """Every programme at its baseline: no block but the one outside."""
    where, one = np.zeros((0, N_PLACES, N_CLOCK)), np.zeros((draws, 0))
    by_month, by_clock = np.zeros((draws, 0, months)), np.zeros((draws, 0, N_CLOCK))
    return Provision(
        eligible=where,
        rank=where,
        places=by_month,
        places_before=by_month,
        take_up=by_month,
        take_up_before=by_month,
        effect=by_clock,
        drift=by_clock,
        sanction=by_clock,
        scale=by_month,
        saturation=one,
        to_work=by_clock,
        added_to=np.zeros((draws, 0, N_DESTINATIONS)),
        pro_rata=0,
    )


def empty_totals(
    draws: int, scenarios: int, years: int, months: int, groups: int, programmes: int = 0
) -> Totals:
    """Totals of zeros for a batch of draws."""
    by_programme = (draws, months, programmes)
    return Totals(
        caseload=np.zeros((draws, years, N_POSITIONS)),
        spending=np.zeros((draws, scenarios, years, N_POSITIONS, N_LINES)),
        on_flow=np.zeros((draws, years, N_BASES)),
        off_flow=np.zeros((draws, years, N_PHASES, N_DESTINATIONS)),
        decisions=np.zeros((draws, years, N_STREAMS, N_OUTCOMES)),
        stock=np.zeros((draws, months, N_POSITIONS)),
        waiting=np.zeros((draws, months, N_QUEUES)),
        decided=np.zeros((draws, months, N_STREAMS)),
        served=np.zeros((draws, months, N_STREAMS, N_CLOCK)),
        monthly=np.zeros((draws, scenarios, months, N_LINES)),
        caseload_by_group=np.zeros((draws, years, N_PHASES, groups)),
        spending_by_group=np.zeros((draws, scenarios, years, N_PHASES, groups)),
        balance=np.zeros((draws, groups, 4)),
        flows=np.zeros((draws, years, N_FLOWS, groups)),
        eligible=np.zeros(by_programme),
        starts=np.zeros(by_programme),
        starts_before=np.zeros(by_programme),
        started_share=np.zeros((*by_programme, N_RANKS)),
        start_scale=np.zeros(by_programme),
        added_hazard=np.zeros(by_programme),
        added_worsening=np.zeros(by_programme),
        block_sign=np.zeros(by_programme),
        block_shift=np.zeros(by_programme),
        sanctioned=np.zeros(by_programme),
        sanctions=np.zeros((draws, years, programmes, groups)),
        reached=np.zeros((draws, months, programmes + 1, N_PHASES)),
        block_off_flow=np.zeros((draws, months, programmes + 1, N_DESTINATIONS)),
        standing=np.zeros((draws, programmes + 1, N_PHASES, groups)),
    )
