"""The kernel's steps one by one: shares between nought and one, people kept, quantiles close."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.kernels.cohort import (
    apply_limit,
    convert_legacy,
    decide_new,
    phase_of,
    position_of,
    served_share,
)
from esarisk.kernels.layout import (
    ASSESSMENT,
    BAND_OF,
    CLOCK_BANDS,
    N_BASES,
    N_CLOCK,
    N_OUTCOMES,
    N_PLACES,
    N_POSITIONS,
    WRAG,
)
from esarisk.kernels.sketch import EDGES, N_BINS, add_ratios

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


def test_later_terms_are_counted_as_the_work_related_activity_group():
    for basis in range(N_BASES):
        assert phase_of(N_POSITIONS + basis) == WRAG
        assert position_of(N_POSITIONS + basis) == WRAG * N_BASES + basis
    assert [position_of(place) for place in range(N_POSITIONS)] == list(range(N_POSITIONS))


@pytest.fixture
def stock():
    return np.random.default_rng(3).exponential(100.0, (N_PLACES, N_CLOCK))


@pytest.mark.parametrize("served", [0.0, 0.4, 1.0])
def test_a_decision_moves_people_and_loses_none(stock, served):
    before, outcome = stock.copy(), np.array([0.4, 0.25, 0.35])
    decided, late = np.zeros(N_OUTCOMES), np.zeros(N_PLACES)
    decide_new(stock, served, outcome, 20, 10, 2, 3, decided, late)
    assert stock.sum() == pytest.approx(before.sum() - decided[0], rel=1e-12)
    waiting = slice(ASSESSMENT * N_BASES, WRAG * N_BASES)
    assert np.array_equal(stock[waiting, :2], before[waiting, :2])
    assert decided == pytest.approx(outcome * served * before[waiting, 2:].sum())
    assert (late > 0).any() == (served > 0)


def test_those_who_pass_a_reassessment_start_a_fresh_clock(stock):
    before, decided = stock.copy(), np.zeros(N_OUTCOMES)
    convert_legacy(stock, 1.0, np.array([0.2, 0.3, 0.5]), decided)
    assert (stock[:N_BASES] == 0).all()
    assert np.array_equal(stock[N_BASES:, 1:], before[N_BASES:, 1:])
    assert decided.sum() == pytest.approx(before[:N_BASES].sum())
    assert stock.sum() == pytest.approx(before.sum() - decided[0])


@pytest.mark.parametrize("limit", [1, 12, 36])
def test_the_limit_moves_people_and_loses_none(stock, limit):
    before = stock.copy()
    left = apply_limit(stock, limit, np.array([0.6, 0.15, 0.25]))
    assert left > 0
    assert stock.sum() + left == pytest.approx(before.sum(), rel=1e-12)
    assert np.array_equal(stock[:, :limit], before[:, :limit])
    for first in (WRAG * N_BASES, N_POSITIONS):
        assert (stock[first : first + 2, limit:] == 0).all()


def test_no_limit_ends_no_award(stock):
    before = stock.copy()
    assert apply_limit(stock, 0, np.array([0.6, 0.15, 0.25])) == 0.0
    assert np.array_equal(stock, before)


def test_quantiles_from_the_histogram_are_within_half_a_bin():
    values = np.exp(np.random.default_rng(5).normal(0.1, 0.2, (2001, 2))) * np.array([50.0, 3e6])
    counts = np.zeros((2, N_BINS), np.uint32)
    centre = np.array([50.0, 3e6])
    add_ratios(values, centre, counts)
    assert (counts.sum(axis=1) == 2001).all()
    for share in (0.1, 0.5, 0.9):
        bins = (counts.cumsum(axis=1) >= share * 2001).argmax(axis=1)
        found = centre * np.exp(EDGES[bins])
        exact = np.quantile(values, share, axis=0, method="inverted_cdf")
        np.testing.assert_allclose(found, exact, rtol=0.0026)


def test_ratios_beyond_the_histogram_fall_into_its_ends():
    counts = np.zeros((1, N_BINS), np.uint32)
    add_ratios(np.array([[0.0], [1e9], [1.0]]), np.array([1.0]), counts)
    assert [counts[0, 0], counts[0, N_BINS // 2], counts[0, -1]] == [1, 1, 1]
