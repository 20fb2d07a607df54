"""The cap's rules against cases worked by hand and against what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.rules.cap import (
    above_pathway,
    adjusted_spending,
    breach_of_annual_cap,
    breach_of_target_year_cap,
    forecasting_breach,
    policy_breach,
)

amounts = st.floats(0.0, 400.0)
changes = st.floats(-50.0, 50.0)
steps = st.floats(0.0, 50.0)


# November 2015, £ billion: spending, cap, margin, policy since July 2015; the two causes.
@pytest.mark.parametrize(
    ("spending", "cap", "margin", "policy", "forecasting", "by_policy"),
    [
        (119.2, 115.2, 2.304, 2.97, True, True),
        (117.7, 114.6, 2.292, 1.925, True, True),
        (115.9, 114.0, 2.28, 0.675, False, True),
        (115.3, 113.5, 2.27, -0.14, False, False),
        (117.1, 114.9, 2.298, -0.285, False, False),
    ],
)
def test_november_2015_fails_three_years_and_tells_the_causes_apart(
    spending, cap, margin, policy, forecasting, by_policy
):
    assert forecasting_breach(spending, cap, margin) is forecasting
    assert policy_breach(spending, cap, policy) is by_policy
    assert breach_of_annual_cap(spending, cap, margin, policy) is (forecasting or by_policy)


def test_spending_exactly_at_the_cap_is_not_above_it_even_when_policy_raised_it():
    assert not breach_of_annual_cap(129.8, 129.8, 2.6, 0.55)


def test_spending_exactly_at_cap_plus_margin_is_no_breach_in_either_regime():
    assert not breach_of_annual_cap(102.0, 100.0, 2.0, 0.0)
    assert not breach_of_target_year_cap(102.0, 0.0, 0.0, 100.0, 2.0)
    assert not above_pathway(102.0, 100.0, 2.0)


def test_policy_that_changed_nothing_or_saved_money_may_leave_the_year_inside_the_margin():
    assert not policy_breach(101.0, 100.0, 0.0)
    assert not policy_breach(101.0, 100.0, -1.0)
    assert policy_breach(101.0, 100.0, 0.001)


def test_policy_that_costs_money_below_the_cap_is_no_breach():
    assert not policy_breach(99.0, 100.0, 5.0)


def test_october_2024_fails_by_8_6_after_adjustments():
    adjusted = adjusted_spending(156.595, -15.714, 5.142)
    assert adjusted - 134.725 - 2.695 == pytest.approx(8.603, abs=0.002)
    assert breach_of_target_year_cap(156.595, -15.714, 5.142, 134.725, 2.695)


def test_november_2025_has_room_of_1_9_after_adjustments():
    assert 194.492 + 9.725 - adjusted_spending(195.9, -1.2, 7.6) == pytest.approx(1.9, abs=0.05)
    assert not breach_of_target_year_cap(195.9, -1.2, 7.6, 194.492, 9.725)


def test_adjustments_alone_can_turn_a_year_either_way():
    assert not breach_of_target_year_cap(104.0, 0.0, 0.0, 100.0, 5.0)
    assert breach_of_target_year_cap(104.0, 0.0, 2.0, 100.0, 5.0)
    assert not breach_of_target_year_cap(106.0, -2.0, 0.0, 100.0, 5.0)


def test_a_year_between_pathway_and_its_margin_is_not_above_it():
    assert not above_pathway(175.083, 172.55, 3.451)
    assert above_pathway(179.9, 172.55, 3.451)


@given(amounts, amounts, steps, changes)
def test_a_breach_of_the_annual_cap_is_one_cause_or_the_other(spending, cap, margin, policy):
    either = forecasting_breach(spending, cap, margin) or policy_breach(spending, cap, policy)
    assert breach_of_annual_cap(spending, cap, margin, policy) is either


@given(amounts, steps, amounts, steps, changes)
def test_more_spending_never_removes_a_breach_of_the_annual_cap(spending, more, cap, margin, policy):
    before = breach_of_annual_cap(spending, cap, margin, policy)
    assert breach_of_annual_cap(spending + more, cap, margin, policy) >= before


@given(amounts, amounts, steps, steps, changes)
def test_a_larger_margin_never_adds_a_breach_of_the_annual_cap(spending, cap, margin, wider, policy):
    before = breach_of_annual_cap(spending, cap, margin, policy)
    assert breach_of_annual_cap(spending, cap, margin + wider, policy) <= before


@given(amounts, amounts, steps, changes, steps)
def test_more_policy_cost_never_removes_a_breach_of_the_annual_cap(spending, cap, margin, policy, more):
    before = breach_of_annual_cap(spending, cap, margin, policy)
    assert breach_of_annual_cap(spending, cap, margin, policy + more) >= before


@given(amounts, steps, changes, steps, amounts, steps)
def test_more_spending_never_removes_a_breach_of_the_target_year(
    spending, more, inflation, scottish, cap, margin
):
    before = breach_of_target_year_cap(spending, inflation, scottish, cap, margin)
    assert breach_of_target_year_cap(spending + more, inflation, scottish, cap, margin) >= before


@given(amounts, changes, steps, amounts, steps, steps)
def test_a_larger_margin_never_adds_a_breach_of_the_target_year(
    spending, inflation, scottish, cap, margin, wider
):
    before = breach_of_target_year_cap(spending, inflation, scottish, cap, margin)
    assert breach_of_target_year_cap(spending, inflation, scottish, cap, margin + wider) <= before


@given(amounts, changes, steps, amounts, steps)
def test_the_target_year_is_judged_on_adjusted_spending(spending, inflation, scottish, cap, margin):
    adjusted = adjusted_spending(spending, inflation, scottish)
    breach = breach_of_target_year_cap(spending, inflation, scottish, cap, margin)
    assert breach is (adjusted > cap + margin)
