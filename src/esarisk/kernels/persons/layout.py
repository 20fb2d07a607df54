"""Layout of the person engine: spots, steps of a month, chances, counts and lives.

A *spot* is where one person stands: a place of the cohort engine, or off for work while the
award links, or on the way out, or gone.
"""

from typing import NamedTuple

import numpy as np

from esarisk.jit import Floats
from esarisk.kernels.layout import (
    N_DESTINATIONS,
    N_ESA_BASES,
    N_PHASES,
    N_PLACES,
    OFF_MONTHS,
    STATE_OF,
    SUPPORT,
    SUPPORT_REVIEW,
    UC_LCWRA,
)

N_OFF = OFF_MONTHS * 2 * N_ESA_BASES
OFF = N_PLACES
"""First spot off for work: months off, group held, basis."""
LEAVING = OFF + N_OFF
"""First spot on the way out: why (own exit, found fit, limit, a programme), then the place left."""
OWN_EXIT, FIT_EXIT, LIMIT_EXIT, ADDED_EXIT = range(4)
GONE = LEAVING + 4 * N_PLACES
N_SPOTS = GONE + 1

(EXIT, REFER, HEAR, DECIDE, CUT, GO, WORSEN, TOP_UP, MIGRATE, RETURN, RETIRE) = range(11)
"""Steps of a month, in order: exits, calls, disputes, decisions, the limit, destinations, dated
moves, linked returns, pension age."""
N_STEPS = RETIRE + 1
KIND, HOW_MANY, START_OF_PROGRAMME, SANCTION = range(N_STEPS, N_STEPS + 4)
"""More decisions: the type of household, how many people a cell holds, which programme is started, a sanction."""
N_BRANCHES = N_DESTINATIONS * 2
"""As many as the ways out have: a destination each, then those whom a programme turns."""
STAY = N_BRANCHES
"""The branch in which a step does nothing."""
NOTHING = -1
"""No exit."""
N_EVENTS_A_FLOW = N_PHASES * N_DESTINATIONS
IN_SUPPORT = np.isin(STATE_OF, [SUPPORT, SUPPORT_REVIEW, UC_LCWRA]).astype(int)


class Chances(NamedTuple):
    """Chances of one draw; the month is last, since a person walks along it."""

    gone: Floats  # (block, group, state, band, month) leaving or dying [share]
    split: Floats  # (block, group, 2, state, band, month) of them: died; died or left as ever [share]
    retiring: Floats  # (group, month) reaching pension age [share]
    active: Floats  # (group, month) steps that may do something to anybody, one bit each [code]
    share: Floats  # (block, row, branch, month) of other steps, cumulative; see `branches.ROWS` [share]
    started: Floats  # (place, clock, month, programme) outside every block, cumulative [share]
    sanctioned: Floats  # (programme, month) of its people in the work-related group [share]
    served: Floats  # (stream, clock, month) of those ready [share]
    limit: Floats  # (month,) 0 for none [months]
    waits_in: Floats  # (month,) state in which a dispute waits [code]
    year_of: Floats  # (month,) [code]
    weeks: Floats  # (month,) [weeks]
    terms_from: Floats  # (later terms,) month index [code]
    uc_terms_from: Floats  # (later terms,) month index [code]
    minimum_wait: int  # [months]
    arrears_from: int  # [months]
    top_up_weeks: float  # [weeks]


class Met(NamedTuple):
    """What programmes do in one draw of the cohort engine; nothing without programmes."""

    added_hazard: Floats  # (month, programme) added to hazards of leaving [1/month]
    added_worsening: Floats  # (month, programme) added to worsening [share]
    sanctioned: Floats  # (month, programme) of its people in the work-related group [share]
    to_work: Floats  # (month, programme) of those bound elsewhere, now for work [share]
    added_to: Floats  # (programme, destination) of leavers whom the programme adds [share]
    started: Floats  # (place, clock, month, programme) of those outside, who start; cumulative [share]


class Entries(NamedTuple):
    """Who there is to simulate, expected numbers, already times the sample's share."""

    start: Floats  # (group, place, clock) [people]
    claims: Floats  # (group, month, basis) [people]


class Pay(NamedTuple):
    """What each type of household is paid."""

    kinds: Floats  # (basis, type) cumulative prevalence [share]
    award: Floats  # (scenario, month, place, type, line) [GBP a week]
    arrears: Floats  # (scenario, month, place, type) [GBP a week of arrears]
    worth: Floats  # (scenario, place, type, month) of standing there at an end of a month [GBP]


class Counts(NamedTuple):
    """What everybody did; the first axis is the group."""

    stock: Floats  # (group, month, position) at the month's end [people]
    waiting: Floats  # (group, month, queue) at the month's end [people]
    caseload: Floats  # (group, year, position) [people]
    spending: Floats  # (group, scenario, year, position, line) [GBP]
    monthly: Floats  # (group, scenario, month, line) [GBP]
    on_flow: Floats  # (group, year, basis) [people]
    off_flow: Floats  # (group, year, phase, destination) [people]
    decisions: Floats  # (group, year, stream, outcome) [decisions]
    decided: Floats  # (group, month, stream) [decisions]
    balance: Floats  # (group, 4) start, in, out, end [people]
    flows: Floats  # (group, year, flow) [people]
    sanctions: Floats  # (group, year, programme) [sanctions]
    reached: (
        Floats  # (group, month, block, phase) at the month's end, counted where there are programmes [people]
    )


class Lives(NamedTuple):
    """One row a person, in order of group, first month and cell; empty unless asked for."""

    group: Floats  # (person,) [code]
    entry: Floats  # (person,) month of the claim, -1 for the start stock [code]
    entry_place: Floats  # (person,) [code]
    fortune: Floats  # (person,) uniform that gives the type of household on each basis [share]
    months: Floats  # (person,) month ends on benefit, to the end of the claim or of the run [months]
    ended: Floats  # (person,) 1 when gone, and not to return [code]
    ever_support: Floats  # (person,) 1 when ever in the support group [code]
    cost: Floats  # (scenario, person) of all of it [GBP]
    programme: Floats  # (person,) the first that was started, from 1; 0 for none [code]
    started: Floats  # (person,) month of that start, -1 for none [code]
    started_place: Floats  # (person,) place then, -1 for none [code]
    sanctions: Floats  # (person,) of all months [sanctions]
    sanctioned: Floats  # (person,) month of the first, -1 for none [code]
    sanctioned_place: Floats  # (person,) place then, -1 for none [code]
    seen_place: Floats  # (person,) place at the end of the month asked for, -1 for none [code]
    seen_clock: Floats  # (person,) clock then [months]
