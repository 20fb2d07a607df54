"""Quantiles without the draws: near the exact ones, in order, and nothing lost at the ends."""

import numpy as np
import pytest

from esarisk.kernels.histogram import (
    BIN_WIDTH,
    EDGES,
    FAR_WIDTH,
    FINE,
    MIDDLE,
    N_BINS,
    bins_of,
    count_bins,
    quantiles_of,
)

SHARES = np.array([0.1, 0.5, 0.9])


def counted(values, centre):
    bins = np.zeros(values.shape, np.uint16)
    bins_of(values, centre, bins)
    counts = np.zeros((values.shape[1], N_BINS), np.uint16)
    count_bins(bins, counts)
    return bins, counts


def test_quantiles_are_within_a_bin_of_the_exact_ones():
    values = np.exp(np.random.default_rng(5).normal(0.1, 0.2, (2001, 2))) * np.array([50.0, 3e6])
    centre = np.array([50.0, 3e6])
    _, counts = counted(values, centre)
    assert (counts.sum(axis=1) == 2001).all()
    found = np.zeros((2, 3))
    quantiles_of(counts, SHARES, found)
    exact = np.quantile(values, SHARES, axis=0, method="inverted_cdf")
    np.testing.assert_allclose(centre[:, None] * np.exp(found), exact.T, rtol=BIN_WIDTH / 2)


@pytest.mark.parametrize("spread", [0.0, 0.5, 3.0])
def test_a_values_bin_is_the_nearest(spread):
    ratios = np.random.default_rng(3).normal(0.0, spread, (400, 1))
    bins, _ = counted(np.exp(ratios), np.ones(1))
    apart = np.abs(ratios - EDGES[bins])
    width = np.where(np.abs(bins.astype(int) - MIDDLE) <= FINE, BIN_WIDTH, FAR_WIDTH)
    assert (apart <= width / 2 + 1e-9).all()


def test_bins_rise():
    assert (np.diff(EDGES) > 0.0).all()
    assert EDGES[MIDDLE] == 0.0


def test_nought_has_the_first_bin_and_what_is_too_far_the_ends():
    bins, _ = counted(np.array([[0.0], [1e-30], [1.0], [1e30]]), np.ones(1))
    assert bins.ravel().tolist() == [0, 1, MIDDLE, N_BINS - 1]
    assert np.exp(EDGES[0]) == 0.0


def test_nothing_counted_is_left_and_one_draw_is_every_quantile():
    _, counts = counted(np.ones((1, 2)), np.ones(2))
    counts[0] = 0
    found = np.full((2, 3), -7.0)
    quantiles_of(counts, SHARES, found)
    assert found.tolist() == [[-7.0] * 3, [0.0] * 3]


def test_quantiles_inside_one_bin_rise():
    _, counts = counted(np.array([[1.0]] * 9 + [[2.0]]), np.ones(1))
    found = np.zeros((1, 3))
    quantiles_of(counts, SHARES, found)
    assert (np.diff(found[0]) > 0.0).all()
    assert (np.abs(found) <= BIN_WIDTH / 2).all()
