"""The layout and the kernel's small steps: places, bands, the served share, quantiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.kernels.cohort.exits import leave
from esarisk.kernels.cohort.month import Cells, ExitTables
from esarisk.kernels.cohort.queue import served_share
from esarisk.kernels.layout import (
    BAND_OF,
    BASIS_OF,
    CLOCK_BANDS,
    EARLIER,
    LEAVING_PHASE,
    N_BANDS,
    N_CLOCK,
    N_PHASES,
    N_PLACES,
    N_STATES,
    NO_PHASE,
    PHASE_OF,
    PLACE_OF,
    PLACES,
    STATE_OF,
    STATES,
    TERMS_OF,
)
from esarisk.names import PHASES

amounts = st.just(0.0) | st.floats(1e-6, 1e9)


@given(amounts, amounts)
def test_the_served_share_lies_between_nought_and_one_and_never_exceeds_capacity(capacity, waiting):
    served = served_share(capacity, waiting)
    assert 0.0 <= served <= 1.0
    assert served * waiting <= capacity * (1 + 1e-12)


def test_the_served_share_of_nobody_is_nought():
    assert served_share(10.0, 0.0) == 0.0
    assert served_share(0.0, 0.0) == 0.0


@given(amounts, st.floats(1e-6, 1e9))
def test_capacity_for_all_serves_all(spare, waiting):
    assert served_share(waiting + spare, waiting) == 1.0


def test_every_month_has_the_band_that_starts_at_or_before_it():
    for clock in range(N_CLOCK):
        first = CLOCK_BANDS[BAND_OF[clock]]
        later = [start for start in CLOCK_BANDS if start > first]
        assert first <= clock
        assert not later or clock < later[0]


def test_every_place_is_found_by_its_state_basis_and_terms():
    assert N_PLACES == 68 == len(set(PLACES))
    for place, (state, basis, terms) in enumerate(PLACES):
        assert PLACE_OF[state, basis, terms] == place
        assert (STATE_OF[place], BASIS_OF[place], TERMS_OF[place]) == (state, basis, terms)


def test_a_state_without_later_terms_is_the_same_place_on_either():
    two = {STATES[state] for state, _, terms in PLACES if terms != EARLIER}
    assert two == {"wrag", "wrag_review", "uc_lcwra"}
    for state, name in enumerate(STATES):
        assert name in two or (PLACE_OF[state] == PLACE_OF[state, :, :1]).all()


def test_only_reconsideration_is_in_no_phase_and_its_leavers_count_under_appeal():
    outside = {STATES[state] for state in STATE_OF[PHASE_OF == NO_PHASE]}
    assert outside == {"reconsideration"}
    assert {PHASES[phase] for phase in PHASE_OF[PHASE_OF != NO_PHASE]} == set(PHASES)
    assert PHASES[LEAVING_PHASE[STATES.index("reconsideration")]] == "appeal"
    assert len(PHASES) == N_PHASES


def one_place(luck, even, hazard, told_apart):
    """Cells of which some rows hold people, and exit tables of one hazard, in short or in long."""
    people = np.zeros((N_PLACES, N_CLOCK, 4))
    people[HELD, ::3] = luck.exponential(100.0, (N_CLOCK // 3 + 1, 4))
    live = (people > 0.0).any(axis=2).astype(float)
    staying, dead = np.full((N_STATES, N_BANDS, 4), np.exp(-hazard)), np.full((N_STATES, N_BANDS, 4), 0.3)
    if even:  # other bands are not to be read
        staying[:, 1:], dead[:, 1:] = np.nan, np.nan
    of, none = np.arange(N_STATES, dtype=float), np.zeros((N_STATES, 4))
    tables = ExitTables(of, np.full(N_STATES, float(even)), none, of, staying, dead, dead * 0, np.zeros(4))
    return Cells(people, live, np.full(N_PLACES, float(told_apart))), tables


def exits_of(cells, tables):
    """Leavers and deaths of a place whose clock moves on."""
    opening, leavers, died = cells.people[HELD].sum(axis=0), *np.zeros((2, 4))
    rows, live, told_apart = cells.people[HELD], cells.live[HELD], cells.told_apart[HELD]
    leave(rows, live, told_apart, STATE_OF[HELD], opening, tables, leavers, died)
    return leavers, died


HELD = int(PLACE_OF[STATES.index("support"), 0, 0])


@pytest.mark.parametrize("hazard", [0.0, 0.07, 3.0])
@pytest.mark.parametrize("told_apart", [0, 1, 12, 35, 36])
def test_exits_told_in_short_are_those_told_in_long_and_lose_nobody(hazard, told_apart):
    luck = (np.random.default_rng(1) for _ in range(2))
    (one, short), (two, long) = (one_place(next(luck), even, hazard, told_apart) for even in (True, False))
    opening = one.people[HELD].copy()
    few, many = exits_of(one, short), exits_of(two, long)
    np.testing.assert_allclose(one.people, two.people, rtol=1e-12)
    np.testing.assert_allclose(few, many, rtol=1e-11)
    np.testing.assert_allclose(one.people[HELD].sum(axis=0) + sum(few), opening.sum(axis=0), rtol=1e-12)
    kept = opening * np.exp(-hazard)
    np.testing.assert_allclose(one.people[HELD, 1:told_apart], kept[: max(0, told_apart - 1)], rtol=1e-12)
    oldest = kept[max(0, told_apart - 1) :].sum(axis=0)
    np.testing.assert_allclose(one.people[HELD, N_CLOCK - 1], oldest, rtol=1e-12)
    assert (one.people[one.live == 0.0] == 0.0).all()
