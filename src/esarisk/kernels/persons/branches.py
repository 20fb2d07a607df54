"""Where each branch of each step lands, and what exit it is: the rules of moving, as tables.

A row is a step and a spot at which the step may do something. Branches that hang on the month
are put right in `steps.land`.
"""

import numpy as np

from esarisk.kernels.layout import (
    APPEAL,
    ASSESSMENT,
    BASIS_OF,
    BOTH,
    CONTRIBUTORY,
    CREDITS_ONLY,
    DEATH,
    DIED,
    EARLIER,
    FOUND_FIT,
    INCOME_RELATED,
    LEAVING_PHASE,
    LEFT,
    LEGACY,
    LEGACY_WAITING,
    LIMITED,
    N_DESTINATIONS,
    N_ESA_BASES,
    N_PLACES,
    OFF_MONTHS,
    PENSION_AGE,
    PLACE_OF,
    RECONSIDERATION,
    RETIRED,
    STATE_OF,
    STREAM_OF_STATE,
    SUPPORT,
    SUPPORT_REVIEW,
    TERMS_OF,
    UC,
    UC_ASSESSMENT,
    UC_LCW,
    UC_LCWRA,
    WITH_UC,
    WORK,
    WRAG,
    WRAG_REVIEW,
)
from esarisk.kernels.persons.layout import (
    ADDED_EXIT,
    CUT,
    DECIDE,
    EXIT,
    FIT_EXIT,
    GO,
    GONE,
    HEAR,
    LEAVING,
    LIMIT_EXIT,
    MIGRATE,
    N_BRANCHES,
    N_EVENTS_A_FLOW,
    N_SPOTS,
    N_STEPS,
    NOTHING,
    OFF,
    OWN_EXIT,
    REFER,
    RETIRE,
    RETURN,
    TOP_UP,
    WORSEN,
)

FLOW_OF_WHY = {OWN_EXIT: LEFT, FIT_EXIT: FOUND_FIT, LIMIT_EXIT: LIMITED, ADDED_EXIT: LEFT}
HELD = {WRAG: 0, WRAG_REVIEW: 0, SUPPORT: 1, SUPPORT_REVIEW: 1}
"""Group held while off for work: 0 work-related, 1 support."""
CALLED = {LEGACY: LEGACY_WAITING, WRAG: WRAG_REVIEW, SUPPORT: SUPPORT_REVIEW}
UC_STATE = {
    ASSESSMENT: UC_ASSESSMENT,
    WRAG: UC_LCW,
    WRAG_REVIEW: UC_LCW,
    SUPPORT: UC_LCWRA,
    SUPPORT_REVIEW: UC_LCWRA,
}
"""State of Universal Credit with the same health status."""


def place_at(state: int, basis: int, terms: int = EARLIER) -> int:
    """Index of a place [code]."""
    return int(PLACE_OF[state, basis, terms])


def way_out(why: int, place: int) -> int:
    """Spot of somebody on the way out of a place [code]."""
    return LEAVING + why * N_PLACES + place


def exit_event(flow: int, place: int, destination: int) -> int:
    """An exit by flow, phase and destination [code]."""
    return flow * N_EVENTS_A_FLOW + int(LEAVING_PHASE[STATE_OF[place]]) * N_DESTINATIONS + destination


def branches(step: int, spot: int) -> list[tuple[int, int]]:
    """Spot and exit of each branch of a step; none where the step does nothing."""
    if spot == GONE:
        return []
    if spot >= LEAVING:
        why, place = divmod(spot - LEAVING, N_PLACES)
        return way_out_branches(why, place) if step == GO else []
    if spot >= OFF:
        return off_branches(step, spot - OFF)
    state, basis, terms = int(STATE_OF[spot]), int(BASIS_OF[spot]), int(TERMS_OF[spot])
    if step == EXIT:
        ways = [(way_out(OWN_EXIT, spot), NOTHING), (way_out(ADDED_EXIT, spot), NOTHING)]
        return [(GONE, exit_event(DIED, spot, DEATH)), *ways]
    if step == RETIRE:
        return [(GONE, exit_event(RETIRED, spot, PENSION_AGE))]
    targets = {HEAR: heard, DECIDE: decided, CUT: limited}.get(step, moved(step))(state, basis, terms)
    return [(target, NOTHING) for target in targets]


def way_out_branches(why: int, place: int) -> list[tuple[int, int]]:
    """Destinations of somebody on the way out: those off for work may come back to a group held.

    A programme may turn people to work or from it. That changes what is counted, not who may
    come back: after the destinations stand those turned to work, then those turned from it.
    """
    found = [
        (GONE, exit_event(FLOW_OF_WHY[why], place, destination)) for destination in range(N_DESTINATIONS)
    ]
    held = HELD.get(int(STATE_OF[place]))
    if why == OWN_EXIT and held is not None:
        found[WORK] = (OFF + held * N_ESA_BASES + int(BASIS_OF[place]), found[WORK][1])
    if why == OWN_EXIT:
        turned_from = [(found[WORK][0], event) for to, (_, event) in enumerate(found) if to != WORK]
        found += [(GONE, found[WORK][1]), *turned_from]
    return found


def off_branches(step: int, where: int) -> list[tuple[int, int]]:
    """Off for work: back to the group held, or a month further; pension age ends it unseen."""
    if step == RETIRE:
        return [(GONE, NOTHING)]
    months, held, basis = where // (2 * N_ESA_BASES), where // N_ESA_BASES % 2, where % N_ESA_BASES
    further = OFF + where + 2 * N_ESA_BASES if months + 1 < OFF_MONTHS else GONE
    back = place_at(SUPPORT if held else WRAG, basis)
    return [(back, NOTHING), (further, NOTHING)] if step == RETURN else []


def heard(state: int, basis: int, _terms: int) -> list[int]:
    """Disputes: support group, work-related group, appeal, out."""
    if state not in {RECONSIDERATION, APPEAL}:
        return []
    groups = [place_at(SUPPORT, basis), place_at(WRAG, basis)]
    return [*groups, place_at(APPEAL, basis), way_out(FIT_EXIT, place_at(state, basis))]


def decided(state: int, basis: int, terms: int) -> list[int]:
    """Decisions: support group, work-related group, dispute, out.

    Leavers of repeat assessments are counted under the work-related group, whichever they held.
    """
    if STREAM_OF_STATE[state] < 0:
        return []
    if state == UC_ASSESSMENT:
        lcw = place_at(UC_LCW, UC)
        return [place_at(UC_LCWRA, UC), lcw, lcw, way_out(FIT_EXIT, place_at(state, UC))]
    counted = WRAG_REVIEW if state == SUPPORT_REVIEW else state
    groups = [place_at(SUPPORT, basis), place_at(WRAG, basis, terms)]
    return [*groups, place_at(APPEAL, basis), way_out(FIT_EXIT, place_at(counted, basis, terms))]


def limited(state: int, basis: int, terms: int) -> list[int]:
    """The 365-day limit: what becomes of a contributory award in the work-related group."""
    if state not in {WRAG, WRAG_REVIEW}:
        return []
    means_tested = place_at(state, INCOME_RELATED, terms)
    if basis == CONTRIBUTORY:
        here = place_at(state, basis, terms)
        return [means_tested, place_at(state, CREDITS_ONLY, terms), way_out(LIMIT_EXIT, here)]
    return {BOTH: [means_tested], WITH_UC: [place_at(UC_LCW, UC)]}.get(basis, [])


class moved:  # noqa: N801 - a step's rule with the step filled in
    """Calls, worsening, top-ups and migration: one place to go to."""

    def __init__(self, step: int) -> None:
        self.step = step

    def __call__(self, state: int, basis: int, terms: int) -> list[int]:
        """Where the step moves somebody, if anywhere."""
        if self.step == REFER and state in CALLED:
            return [place_at(CALLED[state], basis, terms)]
        if self.step == WORSEN and state == WRAG:
            return [place_at(SUPPORT, basis)]
        if self.step == TOP_UP and (state, basis) == (SUPPORT, CONTRIBUTORY):
            return [place_at(SUPPORT, BOTH)]
        if self.step == MIGRATE and state in UC_STATE:
            beside = {INCOME_RELATED: place_at(UC_STATE[state], UC), BOTH: place_at(state, WITH_UC, terms)}
            return [beside[basis]] if basis in beside else []
        return []


ROWS = [(step, spot) for step in range(N_STEPS) for spot in range(N_SPOTS) if branches(step, spot)]
"""Every step and spot at which the step may do something [codes]."""
ROW_OF = np.full((N_STEPS, N_SPOTS), -1)
STEPS_OF = np.zeros(N_SPOTS, np.int64)
"""(spot,) steps that may do something there, one bit each [code]."""
TARGET = np.full((len(ROWS), N_BRANCHES), GONE)
EVENT = np.full((len(ROWS), N_BRANCHES), NOTHING)
for _row, (_step, _spot) in enumerate(ROWS):
    ROW_OF[_step, _spot] = _row
    STEPS_OF[_spot] |= 1 << _step
    for _branch, (_target, _event) in enumerate(branches(_step, _spot)):
        TARGET[_row, _branch], EVENT[_row, _branch] = _target, _event
