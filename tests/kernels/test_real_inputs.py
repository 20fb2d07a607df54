"""What the kernel is given for March 2014: shares that sum to one, a calendar that counts days."""

import numpy as np
import pytest

from esarisk.kernels.layout import N_BASES, N_POSITIONS


def one(shares):
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0, rtol=1e-12)
    assert (shares >= 0).all()


def test_shares_sum_to_one_in_every_draw(drawn):
    one(drawn.claim_basis)
    one(drawn.outcome)
    one(drawn.destination)
    one(drawn.after_limit)


def test_the_start_stock_has_a_shape_that_sums_to_one_in_every_phase(fixed):
    phases = fixed.start_shape[:, :N_POSITIONS].reshape(len(fixed.start_shape), -1, N_BASES, 37)
    np.testing.assert_allclose(phases.sum(axis=(0, 2, 3)), 1.0, rtol=1e-12)
    assert (fixed.start_shape >= 0).all()
    assert (fixed.start_shape[:, N_POSITIONS:] == 0).all()


def test_the_first_months_claims_are_shared_out_whole(fixed):
    assert fixed.on_flow_shape[:, 0].sum() == pytest.approx(1.0, rel=1e-12)
    assert (fixed.on_flow_shape >= 0).all()


def test_nobody_claims_after_the_whole_group_has_reached_pension_age(fixed):
    gone = np.maximum.accumulate(fixed.pension_exit == 1.0, axis=1)
    assert (fixed.on_flow_shape[:, 1:][gone[:, :-1]] == 0).all()


def test_months_have_the_weeks_of_their_days(fixed, seen):
    weeks = {month.start.isoformat()[:7]: w * 7 for month, w in zip(seen.months, fixed.weeks, strict=True)}
    assert weeks["2013-04"] == pytest.approx(30)
    assert weeks["2013-05"] == pytest.approx(31)
    assert weeks["2015-02"] == pytest.approx(28)
    assert weeks["2016-02"] == pytest.approx(29)
    assert weeks["2020-02"] == pytest.approx(29)


def test_financial_years_have_their_days(fixed):
    days = [round(fixed.weeks[fixed.year_of == year].sum() * 7) for year in range(8)]
    assert days == [365, 365, 366, 365, 365, 365, 366, 365]


def test_every_input_of_every_draw_is_a_number_not_below_nought(drawn):
    assert all((array >= 0).all() and np.isfinite(array).all() for array in drawn)


def test_each_stream_has_its_own_capacity_and_each_phase_its_own_stock(central, seen):
    known = seen.known
    first = {"new": 34_000, "legacy": 56_000}  # decisions a month in April 2013
    assert central.capacity[0, :, 0].tolist() == pytest.approx(list(first.values()))
    legacy, assessment, wrag, support = central.start_stock[0]
    assert legacy == known.number("start.legacy")
    assert assessment == known.number("start.assessment")
    assert wrag + support == pytest.approx(known.number("start.wrag_and_support"))
    assert support / (wrag + support) == pytest.approx(known.number("start.support_share"))
