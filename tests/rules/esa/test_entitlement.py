"""What must hold of every award, whoever the person and whatever the rates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.rules.esa.adjustments import (
    IN_APPEAL,
    IN_RECONSIDERATION,
    NO_DISPUTE,
    sanction,
    transitional_addition,
)
from esarisk.rules.esa.awards import increased_rate
from esarisk.rules.esa.contributory import counted_days, pension_deduction, within_limit
from esarisk.rules.esa.entitlement import Person, Rates, Tariff, Terms, weekly_parts
from esarisk.rules.esa.means_test import tariff_income
from esarisk.rules.esa.phases import IN_SUPPORT_GROUP, IN_WRAG, UNDECIDED, days_of_arrears
from esarisk.rules.universal_credit import universal_credit_award

CLOSE = 1e-9


def pence(most):
    """Amounts of whole pence up to a number of pounds."""
    return st.integers(0, most * 100).map(lambda number: number / 100)


rises = pence(100)
tariffs = st.builds(Tariff, pence(150), pence(150), pence(60), pence(60))
rates = st.builds(Rates, tariffs, tariffs, pence(250), pence(150), *[pence(200)] * 5)
laws = st.builds(
    Terms,
    assessment_days=st.just(91),
    limit_days=st.sampled_from([0, 365]),
    pension_threshold=st.just(85.0),
    pension_taper=st.just(0.5),
    capital_ignored=st.just(6000.0),
    capital_limit=st.just(16000.0),
    capital_step=st.just(250.0),
    partner_hours=st.just(24.0),
    earnings_disregard=st.just(20.0),
    addition_share=st.sampled_from([0.0, 1.0]),
    sanction_first_weeks=st.just(4.0),
    sanction_component_first=st.sampled_from([0.0, 0.5]),
    sanction_component_later=st.sampled_from([0.0, 1.0]),
    sanction_allowance=st.sampled_from([0.0, 1.0]),
    least_after_sanction=st.just(0.1),
    hardship_share=st.sampled_from([0.0, 0.6]),
    reconsideration_share=st.sampled_from([0.0, 1.0]),
)


@st.composite
def people(draw, **fixed):
    """Anybody that the front could let through."""
    partner = draw(st.booleans())
    basis = draw(st.sampled_from([(True, False), (False, True), (True, True)]))
    person = {
        "contributory": basis[0],
        "income_related": basis[1],
        "phase": draw(st.sampled_from([UNDECIDED, IN_WRAG, IN_SUPPORT_GROUP])),
        "age": draw(st.integers(18, 66)),
        "days_since_claim": draw(st.integers(0, 800)),
        "waiting_days": draw(st.sampled_from([0, 3, 7])),
        "straight_to_main": draw(st.booleans()),
        "uncounted_days": draw(st.integers(0, 400)),
        "work_related_share": draw(st.sampled_from([0.0, 1.0])),
        "partner": partner,
        "lone_parent": not partner and draw(st.booleans()),
        "capital": draw(pence(20_000)),
        "pension": draw(pence(400)),
        "other_income": draw(pence(100)),
        "partner_earnings": draw(pence(100)) if partner else 0.0,
        "partner_hours": draw(st.sampled_from([0.0, 23.9, 24.0])) if partner else 0.0,
        "care_benefit": draw(st.booleans()),
        "severe_disability": draw(st.integers(0, 2 if partner else 1)),
        "carers": draw(st.integers(0, 2 if partner else 1)),
        "addition_at_conversion": draw(pence(60)),
        "rises_since_conversion": draw(pence(60)),
        "sanction_week": draw(st.integers(0, 6)),
        "in_hardship": draw(st.booleans()),
        "dispute": draw(st.sampled_from([NO_DISPUTE, IN_RECONSIDERATION, IN_APPEAL])),
    }
    return Person(**{**person, **fixed})


def total(person, amounts, law):
    parts = weekly_parts(person, amounts, law)
    return parts.contributory + parts.income_related


@given(people(), rates, laws)
def test_no_award_and_no_part_of_one_is_below_nought(person, amounts, law):
    parts = weekly_parts(person, amounts, law)
    assert parts.contributory >= -CLOSE
    assert parts.income_related >= -CLOSE


@given(people(), rates, laws)
def test_a_single_basis_is_booked_on_its_own_line(person, amounts, law):
    parts = weekly_parts(person, amounts, law)
    if not person.income_related:
        assert parts.income_related == pytest.approx(0.0, abs=CLOSE)
    if not person.contributory:
        assert parts.contributory == pytest.approx(0.0, abs=CLOSE)


@given(people(sanction_week=0), rates, laws)
def test_the_parts_are_the_greater_of_the_two_awards_and_the_addition(person, amounts, law):
    parts = weekly_parts(person, amounts, law)
    greater = max(parts.contributory_parts.award, parts.means.award) + parts.addition
    assert parts.contributory + parts.income_related == pytest.approx(parts.paid_share * greater, abs=CLOSE)


@given(people(sanction_week=0), rates, laws, st.data(), rises)
def test_a_rise_in_a_scheme_s_rate_never_lowers_an_award(person, amounts, law, data, rise):
    scheme = data.draw(st.sampled_from(["contributory", "income_related"]))
    item = data.draw(st.sampled_from(Tariff._fields))
    own = getattr(amounts, scheme)
    raised = amounts._replace(**{scheme: own._replace(**{item: getattr(own, item) + rise})})
    assert total(person, raised, law) >= total(person, amounts, law) - CLOSE


@given(people(), rates, laws, st.sampled_from(Rates._fields[2:]), rises)
def test_a_rise_in_a_household_rate_or_premium_never_lowers_an_award(person, amounts, law, item, rise):
    raised = amounts._replace(**{item: getattr(amounts, item) + rise})
    assert total(person, raised, law) >= total(person, amounts, law) - CLOSE


@given(people(), rates, laws, st.sampled_from(["capital", "pension", "other_income"]), rises)
def test_more_capital_or_income_never_raises_an_award(person, amounts, law, what, more):
    richer = person._replace(**{what: getattr(person, what) + more})
    assert total(richer, amounts, law) <= total(person, amounts, law) + CLOSE


@given(people(), tariffs, rates, laws)
def test_both_is_at_least_each_alone(person, tariff, amounts, law):
    amounts = amounts._replace(contributory=tariff, income_related=tariff)
    both = total(person._replace(contributory=True, income_related=True), amounts, law)
    for contributory in (True, False):
        alone = person._replace(contributory=contributory, income_related=not contributory)
        assert both >= total(alone, amounts, law) - CLOSE


@given(people(sanction_week=0), rates, laws)
def test_both_is_at_least_each_alone_with_two_tariffs(person, amounts, law):
    both = total(person._replace(contributory=True, income_related=True), amounts, law)
    for contributory in (True, False):
        alone = person._replace(contributory=contributory, income_related=not contributory)
        assert both >= total(alone, amounts, law) - CLOSE


@given(people(phase=IN_SUPPORT_GROUP), rates, laws)
def test_the_limit_never_touches_the_support_group(person, amounts, law):
    limited, free = law._replace(limit_days=365), law._replace(limit_days=0)
    assert weekly_parts(person, amounts, limited) == weekly_parts(person, amounts, free)


@given(people(), rates, laws)
def test_a_sanction_without_hardship_lowers_an_award_and_never_below_ten_pence(person, amounts, law):
    free = total(person._replace(sanction_week=0), amounts, law)
    cut = total(person._replace(in_hardship=False), amounts, law)
    assert cut <= free + CLOSE
    assert cut >= min(free, 0.1) - CLOSE


@given(people(), rates, laws)
def test_nothing_is_paid_on_waiting_days(person, amounts, law):
    waiting = person._replace(waiting_days=7, days_since_claim=6)
    assert total(waiting, amounts, law) == pytest.approx(0.0, abs=CLOSE)


@given(st.integers(0, 4_000_000))
def test_tariff_income_is_a_pound_for_each_step_or_part_of_one(number):
    steps = max(0, -(-(number - 600_000) // 25_000))
    assert tariff_income(number / 100, 6000.0, 250.0) == steps


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_the_pension_taper_takes_half_of_what_is_above_the_threshold(pension, more):
    first, second = (pension_deduction(p, 85.0, 0.5) for p in (pension, pension + more))
    assert first == pytest.approx(max(0.0, pension - 85) / 2)
    assert second >= first


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_the_limit_counts_no_days_that_do_not_count(days, uncounted):
    left = within_limit(IN_WRAG, counted_days(days, uncounted), 365)
    assert left == (days - uncounted < 365)


@given(rises, rises, rises)
def test_a_transitional_addition_only_falls(first, before, after):
    assert transitional_addition(first, before + after, 1.0, 1.0) <= transitional_addition(
        first, before, 1.0, 1.0
    )
    assert transitional_addition(first, 0.0, 1.0, 0.0) == 0.0


@given(st.integers(0, 400))
def test_days_before_week_14_bring_no_arrears(days):
    assert days_of_arrears(days, 91) == max(0, days - 91)


def test_a_sanction_is_for_the_work_related_activity_group_only():
    assert [sanction(phase, 1, 30.0, 0.5, 70.0, 0.0) for phase in (UNDECIDED, IN_WRAG, IN_SUPPORT_GROUP)] == [
        0,
        15,
        0,
    ]


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(0, 3000))
def test_universal_credit_is_never_below_nought(allowance, element, counted):
    assert universal_credit_award(allowance, element, counted) >= 0.0


def test_an_addition_is_paid_beside_any_award_at_all_and_beside_none_it_is_not():
    assert transitional_addition(10.0, 4.0, 1.0, 0.01) == 6.0
    assert transitional_addition(10.0, 4.0, 1.0, 0.0) == 0.0
    assert transitional_addition(10.0, 14.0, 1.0, 50.0) == 0.0
    assert transitional_addition(10.0, 4.0, 0.0, 50.0) == 0.0


@pytest.mark.parametrize(
    ("prices", "floor", "ceiling", "rate"),
    [(3.0, 0.0, 10.0, 103.0), (3.0, 0.0, 1.0, 101.0), (-1.0, 0.0, 1.0, 100.0), (1.0, 2.5, 10.0, 102.5)],
)
def test_a_rate_rises_with_prices_between_its_floor_and_its_ceiling(prices, floor, ceiling, rate):
    assert increased_rate(100.0, prices, floor, ceiling) == pytest.approx(rate)


def test_days_that_count_are_those_left_and_never_below_nought():
    assert [counted_days(days, 20) for days in (10, 20, 21, 385)] == [0, 0, 1, 365]
