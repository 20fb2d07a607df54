"""What the kernel is given for March 2014: shares that sum to one, a calendar that counts days."""

import numpy as np
import pytest

from esarisk.engine.claims.clock import told_apart
from esarisk.kernels.layout import (
    EARLIER,
    FIRST_CLOCK,
    LEGACY,
    N_CLOCK,
    N_PLACES,
    N_STATES,
    PLACES,
    STATE_OF,
    STATES,
    TERMS_OF,
    WITH_UC,
    no_provision,
)
from esarisk.names import BASES, CLOCK_MONTHS


def one(shares):
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0, rtol=1e-12)
    assert (shares >= 0).all()


def month(seen, label):
    return [m.start.isoformat()[:7] for m in seen.months].index(label)


def test_shares_sum_to_one_in_every_draw(drawn):
    one(drawn.claim_basis)
    one(drawn.destination)
    one(drawn.after_limit)
    decided = [0, 2, 3, 4, 5]  # a stream each, repeats by the group held
    one(drawn.outcome[:, decided])


def test_a_share_lies_between_nought_and_one_in_every_draw(drawn):
    for name in (
        "referral", "dispute", "reconsidered", "appealed", "worsening", "top_up", "migration", "return_share",
        "outcome", "claim_basis",
    ):  # fmt: skip
        array = getattr(drawn, name)
        assert ((array >= 0) & (array <= 1)).all(), name


def test_the_start_stock_has_a_shape_that_sums_to_one_in_every_state(fixed):
    for state in range(N_STATES):
        assert fixed.start_shape[state == STATE_OF].sum() == pytest.approx(1.0, rel=1e-12), STATES[state]
    assert (fixed.start_shape >= 0).all()
    assert (fixed.start_shape[TERMS_OF > EARLIER] == 0).all()
    for place in range(N_PLACES):
        assert (fixed.start_shape[place, : FIRST_CLOCK[place]] == 0).all()


def test_the_claim_opens_with_everybody_on_incapacity_benefits(fixed, central):
    assert central.start_stock[0, LEGACY] == pytest.approx(2_600_000)
    assert central.start_stock[0, LEGACY + 1 :].sum() == 0
    stock = fixed.start_shape[STATE_OF == LEGACY]
    assert stock[:, CLOCK_MONTHS].sum() == pytest.approx(1.0)
    assert stock[:, : N_CLOCK - 1].sum() == 0


def test_nobody_claims_or_is_called_into_a_place_beside_universal_credit(drawn):
    assert (drawn.claim_basis[..., WITH_UC] == 0).all()
    assert (drawn.migration == 0).all()


def test_months_tell_apart_in_assessment_and_of_contributory_awards_up_to_the_limit(fixed, drawn):
    months = told_apart(fixed, drawn, no_provision(len(drawn.claims), len(fixed.weeks)))
    told = {(STATES[state], BASES[basis], terms): months[i] for i, (state, basis, terms) in enumerate(PLACES)}
    assert {told["assessment", basis, 0] for basis in BASES[:5]} == {CLOCK_MONTHS}
    for basis, expected in {"contributory": 12, "both": 12, "income_related": 0, "credits_only": 0}.items():
        assert {n for (state, held, _), n in told.items() if held == basis and state != "assessment"} == {
            expected
        }


def test_the_first_months_claims_are_shared_out_whole(fixed):
    assert fixed.on_flow_shape[0].sum() == pytest.approx(1.0, rel=1e-12)
    assert (fixed.on_flow_shape >= 0).all()


def test_nobody_claims_after_the_whole_group_has_reached_pension_age(fixed):
    gone = np.maximum.accumulate(fixed.pension_exit == 1.0, axis=0)
    assert (fixed.on_flow_shape[1:][gone[:-1]] == 0).all()


def test_months_have_the_weeks_of_their_days(fixed, seen):
    weeks = {m.start.isoformat()[:7]: w * 7 for m, w in zip(seen.months, fixed.weeks, strict=True)}
    assert weeks["2008-11"] == pytest.approx(30)
    assert weeks["2013-05"] == pytest.approx(31)
    assert weeks["2015-02"] == pytest.approx(28)
    assert weeks["2016-02"] == pytest.approx(29)
    assert weeks["2020-02"] == pytest.approx(29)


def test_whole_financial_years_have_their_days(fixed):
    days = [round(fixed.weeks[fixed.year_of == year].sum() * 7) for year in range(13)]
    assert days == [151, 365, 365, 366, 365, 365, 365, 366, 365, 365, 365, 366, 365]


def test_the_one_year_limit_begins_in_may_2012(fixed, seen):
    first = month(seen, "2012-05")
    assert (fixed.limit_months[:first] == 0).all()
    assert (fixed.limit_months[first:] == 12).all()


def test_reconsideration_begins_with_the_first_whole_month_after_28_october_2013(fixed, seen):
    assert np.argmax(fixed.reconsideration) == month(seen, "2013-11")
    assert (fixed.reconsideration[month(seen, "2013-11") :] == 1).all()


def test_repeat_referrals_stop_in_the_month_after_20_january_2014_and_resume_in_2016(drawn, seen):
    called = drawn.referral[:, [STATES.index("wrag"), STATES.index("support")]]
    stopped = slice(month(seen, "2014-02"), month(seen, "2016-01"))
    assert (called[:, :, stopped] == 0).all()
    assert (called[:, :, stopped.start - 1] > 0).all()
    assert (called[:, :, stopped.stop] > 0).all()


def test_every_input_of_every_draw_is_a_number_not_below_nought(drawn):
    assert all((array >= 0).all() and np.isfinite(array).all() for array in drawn)
