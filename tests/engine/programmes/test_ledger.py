"""The ledger's sums by hand: displaced people, society's gain, rates carried on, the month that turns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.engine.awards.one_person import MEAN_WEEKS_A_MONTH, Awards, awards_at, on_jobseekers
from esarisk.engine.economy.prices import Prices, prices
from esarisk.engine.programmes.effects import drawn_figures
from esarisk.engine.programmes.ledger import (
    BESIDE,
    Ledger,
    Starts,
    break_even_month,
    earned_of,
    later,
    ledger,
    money_lines,
    month_labels,
    moved_closer,
    results_of,
    social_value,
    switch,
)

MILLION = 1e6
MONTHS = 24
FLAT = Prices({2014: 100.0}, 0.0)
"""Prices that stand still."""


@pytest.fixture(scope="module")
def programme(library):
    return library.programmes["new_start"]


@pytest.fixture(scope="module")
def figures(programme):
    return drawn_figures(programme, 1)[0]


def everybody(amount, months=MONTHS):
    return np.full(months, float(amount))


def awards(in_scope=0.0, support=0.0, jobseeker=0.0, out_of_scope=0.0):
    amounts = (everybody(one) for one in (in_scope, support, jobseeker, out_of_scope, 0.0, 0.0, 0.0))
    return Awards(month_labels("2014-15", MONTHS), *amounts)


def lines(programme, figures, paid, in_work=0.0, off=0.0, drift=0.0, **given):
    """Money of a million people in each month, so that an amount a person is as many million."""
    people = [MILLION * everybody(share) for share in (in_work, off, drift)]
    return money_lines(programme, {**figures, **given}, paid, FLAT, *people)


# --- lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("inside", [0.0, 0.25, 1.0])
def test_everybody_displaced_is_paid_as_a_jobseeker_or_inside_the_cap(programme, figures, inside):
    given_ = {"displacement": 1.0, "displacement_in_scope": inside}
    found = lines(programme, figures, awards(in_scope=440.0, jobseeker=300.0), in_work=1.0, **given_)
    assert found["displaced_in_scope"] == pytest.approx(everybody(-440.0 * inside))
    assert found["displaced_jobseekers"] == pytest.approx(everybody(-300.0 * (1.0 - inside)))
    assert found["tax_and_ni"] == pytest.approx(everybody(0.0))


@given(st.floats(0, 1))
def test_displaced_people_are_counted_once_wherever_they_are_paid(library, inside):
    one = library.programmes["new_start"]
    given_ = {"displacement": 0.5, "displacement_in_scope": inside}
    found = lines(
        one, drawn_figures(one, 1)[0], awards(in_scope=300.0, jobseeker=300.0), in_work=1.0, **given_
    )
    assert found["displaced_in_scope"] + found["displaced_jobseekers"] == pytest.approx(everybody(-150.0))


def test_fewer_in_work_displace_nobody(programme, figures):
    found = lines(programme, figures, awards(440.0, jobseeker=300.0), in_work=-1.0, displacement=1.0)
    assert not found["displaced_in_scope"].any()
    assert not found["displaced_jobseekers"].any()


def test_each_line_is_people_times_what_they_are_paid(programme, figures):
    paid = awards(in_scope=440.0, support=30.0, jobseeker=300.0, out_of_scope=100.0)
    shares = {"to_other_in_scope_share": 0.5, "to_jobseeker_share": 0.25}
    found = lines(programme, figures, paid, off=1.0, drift=1.0, **shares)
    assert found["esa_saved"] == pytest.approx(everybody(440.0))
    assert found["support_drift"] == pytest.approx(everybody(-30.0))
    assert found["other_in_scope"] == pytest.approx(everybody(-220.0))
    assert found["jobseeker_benefit"] == pytest.approx(everybody(100.0 - 0.25 * 300.0))


def test_housing_benefit_of_leavers_is_inside_the_cap_and_no_part_of_the_tax(programme, figures):
    """Of those who claim nothing instead; whose help went to jobseekers, outside the cap."""
    shares = {"to_other_in_scope_share": 0.25, "to_jobseeker_share": 0.25, "displacement": 0.0}
    given_ = {**shares, "housing_share": 0.5, "housing_benefit": 80.0}
    with_, without = (
        lines(programme, figures, awards(440.0, jobseeker=300.0), off=1.0, in_work=1.0, **{**given_, **none})
        for none in ({}, {"housing_share": 0.0})
    )
    lost = everybody(0.5 * 0.5 * 80.0 * MEAN_WEEKS_A_MONTH)
    assert with_["housing_benefit"] == pytest.approx(lost)
    assert not without["housing_benefit"].any()
    assert with_["tax_and_ni"] == pytest.approx(without["tax_and_ni"] - lost)
    assert "housing_benefit" in BESIDE
    paid = on_jobseekers(awards(440.0, jobseeker=300.0))
    instead = lines(programme, figures, paid, off=1.0, **given_)
    assert not instead["housing_benefit"].any()
    assert instead["jobseeker_benefit"] == pytest.approx(everybody(300.0 - 0.25 * 300.0) + lost)


def test_tax_of_a_job_is_its_published_gain_less_benefit_and_never_a_loss(programme, figures):
    given_ = {"displacement": 0.0, "exchequer_full_time": 12_000.0, "exchequer_part_time": 6_000.0}
    given_["housing_benefit"] = 0.0
    for part, less, gain in (
        (0.0, 400.0, 600.0),
        (1.0, 400.0, 100.0),
        (0.5, 400.0, 350.0),
        (0.5, 700.0, 150),
    ):
        paid = awards(in_scope=less - 100.0, out_of_scope=100.0)
        found = lines(programme, figures, paid, in_work=1.0, part_time_share=part, **given_)
        assert found["tax_and_ni"] == pytest.approx(everybody(gain))


def test_drift_is_of_starts_from_the_caseload_alone(programme, figures):
    given_ = {"support_drift": 10.0, "drift_months": 1.0, "employment_effect": 0.0}
    starts = Starts(*[everybody(100.0)] * 3)
    one, whole = (
        ledger(programme, {**figures, **given_, "caseload_share": share}, starts, awards(support=30.0), FLAT)
        for share in (0.5, 1.0)
    )
    assert one.lines["support_drift"].sum() < 0.0
    assert one.lines["support_drift"] == pytest.approx(0.5 * whole.lines["support_drift"])


# --- what contracts pay for -------------------------------------------------------------------------


def test_results_are_counted_in_gross_outcomes_beside_those_of_a_start_as_measured(figures):
    """A tenth would work anyway and a tenth more do; with half of that left, three quarters are paid for."""
    given_ = {**figures, "comparison_rate": 0.1, "employment_effect": 10.0}
    starts = np.array([100.0, 200.0])
    assert results_of(given_, starts, 0.5 * starts) == pytest.approx([75.0, 150.0])
    assert results_of(given_, starts, starts) == pytest.approx(starts)
    nobody = {**given_, "comparison_rate": 0.0, "employment_effect": 0.0}
    assert results_of(nobody, starts, starts) == pytest.approx(starts)


CONTRACT = {
    "group_share": {"near": 0.5, "far": 0.5},
    "outcome_rate": {"near": 0.1, "far": 0.1},
    "distance_share": 0.5,
    "payment_distance": {"far": 200.0},
    "payment_job_outcome": {"near": 1000.0, "far": 1000.0},
    "payment_sustainment": {},
    "sustainment_payments": 4.0,
}
"""A quarter of starts earn 200 pounds for a stage travelled; a tenth earn 1,000 for a job: 50 beside 100."""


@pytest.mark.parametrize(
    ("given_", "part"),
    [
        ({}, 1 / 3),
        ({"distance_share": 0.0}, 0.0),
        ({"payment_job_outcome": {"far": 1000.0}}, 1 / 2),
        ({"payment_job_outcome": {}, "payment_sustainment": {"near": 250.0, "far": 250.0}}, 1 / 3),
        ({"payment_job_outcome": {}}, 1.0),
    ],
)
def test_a_stage_travelled_is_paid_its_part_of_what_results_bring(figures, given_, part):
    kept = dict.fromkeys(("job_exit_early", "job_exit_late", "job_exit_settled"), 0.0)
    assert moved_closer({**figures, **kept, **CONTRACT, **given_}) == pytest.approx(part)


def test_distance_travelled_is_paid_for_whatever_becomes_of_the_job(figures):
    given_ = {**figures, **CONTRACT, "outcome_rate": {"near": 0.0, "far": 0.0}}
    given_ |= {"payment_attachment": {"near": 600.0}}
    assert earned_of(given_) == {"near": (600.0, 0.0, 0.0), "far": (0.0, 100.0, 0.0)}


def test_more_found_by_outreach_make_every_start_dearer(programme, figures):
    starts = Starts(*[everybody(100.0)] * 3)
    whole, half = (
        ledger(programme, {**figures, "outreach_share": share}, starts, awards(), FLAT).spent
        for share in (0.0, 0.5)
    )
    assert half == pytest.approx(2.0 * whole)


# --- society --------------------------------------------------------------------------------------


def book(in_work, spent=0.0, first="2014-15"):
    nothing = everybody(0.0, len(in_work))
    years = month_labels(first, len(in_work))
    return Ledger(years, {"dwp": nothing + spent}, {}, np.array(in_work, float), nothing, nothing)


def society(programme, figures, one, base="2014-15", rates=FLAT, **given):
    plain = {"discount_rate": 0.0, "displacement": 0.0, "part_time_share": 0.0, "societal_full_time": 12e6}
    return social_value(programme, {**figures, **plain, **given}, one, rates, base)


@pytest.mark.parametrize("displaced", [0.0, 0.3, 1.0])
def test_society_gains_the_value_of_every_job_month_less_those_displaced(programme, figures, displaced):
    """A job of 12 million a year is a million a month."""
    found = society(programme, figures, book([1, 2, 0, 4]), displacement=displaced)
    assert found["gain"] == pytest.approx(7.0 * (1.0 - displaced))
    assert found["net"] == pytest.approx(found["gain"])


def test_part_time_jobs_count_at_their_own_value(programme, figures):
    found = society(programme, figures, book([1]), part_time_share=0.25, societal_part_time=4e6)
    assert found["gain"] == pytest.approx((0.75 * 12 + 0.25 * 4) / 12)


def test_what_comes_later_is_discounted_from_the_middle_of_its_month(programme, figures):
    """At 300 per cent a year money is worth a quarter a year on."""
    months = [
        society(programme, figures, book(np.arange(24) == m), discount_rate=300.0)["gain"]
        for m in (0, 11, 23)
    ]
    assert months == pytest.approx([4.0 ** -((m + 0.5) / 12) for m in (0, 11, 23)])
    cost = society(programme, figures, book(everybody(0.0, 24), 1.0), discount_rate=300.0)["cost"]
    assert cost == pytest.approx(sum(4.0 ** -((m + 0.5) / 12) for m in range(24)))


def test_cost_is_in_the_prices_of_the_base_year_and_bias_stands_apart(programme, figures):
    rising = Prices({2014: 100.0, 2015: 110.0}, 0.0)
    one = book(everybody(0.0, 24), 1.0)
    found = society(programme, figures, one, rates=rising, optimism_bias=0.4)
    assert found["cost"] == pytest.approx(12 + 12 / 1.1)
    assert found["net"] == pytest.approx(-found["cost"])
    assert found["optimism_bias"] == pytest.approx(-0.4 * found["cost"])
    later_ = society(programme, figures, one, base="2015-16", rates=rising)
    assert later_["cost"] == pytest.approx(12 * 1.1 + 12)


# --- rates ----------------------------------------------------------------------------------------


def test_rates_are_as_known_to_their_last_year_and_then_rise_with_prices(library, seen):
    """In March 2014 the rates of 2014-15 were the last known."""
    rates = prices(library.parameters, 2.5)
    keys = ("personal_allowance", "work_related_component", "support_component")
    values = {key: {v.period.start.year: v.value for v in seen.known[f"esa.{key}"].latest} for key in keys}
    last = max(values["personal_allowance"])
    years = [f"{year}-{(year + 1) % 100}" for year in range(last - 1, last + 3)]
    found = awards_at(seen.known, rates, years)
    for i, year in enumerate((last - 1, last, last, last)):
        rise = rates.ratio(years[1], years[i]) if i > 1 else 1.0
        allowance, work, support = (MEAN_WEEKS_A_MONTH * rise * values[key][year] for key in keys)
        assert found.jobseeker[i] == pytest.approx(allowance)
        assert found.in_scope[i] == pytest.approx(allowance + work)
        assert found.support[i] == pytest.approx(support - work)
    assert found.jobseeker[0] < found.jobseeker[1] < found.jobseeker[2] < found.jobseeker[3]
    assert not found.out_of_scope.any()


def test_a_month_has_a_twelfth_of_the_weeks_of_a_mean_year():
    assert pytest.approx(365.25) == MEAN_WEEKS_A_MONTH * 12 * 7


# --- months ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("monthly", "month"),
    [
        ([], None),
        ([0, 0, 0], 0),
        ([1, 1], 0),
        ([-1, 0, 1], 2),
        ([-1, 1, 0], 1),
        ([0, -1, 1], 2),
        ([2, -3, 1, 5], 2),
        ([-1, 0.5, 0.25], None),
    ],
)
def test_a_running_total_turns_when_it_is_back_at_nought(monthly, month):
    assert break_even_month(np.array(monthly, float)) == month


def test_a_payment_waits_its_months_and_what_waits_past_the_end_is_gone():
    assert later(np.array([1.0, 2.0, 3.0]), 1).tolist() == [0.0, 1.0, 2.0]
    assert later(np.array([1.0, 2.0]), 0).tolist() == [1.0, 2.0]
    assert later(np.array([1.0, 2.0]), 5).tolist() == [0.0, 0.0]


def test_a_switch_hands_over_a_share_of_what_is_saved_and_nothing_of_a_loss():
    moved = switch(np.array([10.0, -10.0]), 0.25)
    assert moved["del"].tolist() == [2.5, 0.0]
    assert moved["ame"].tolist() == [-2.5, 0.0]


def test_twelve_months_are_a_financial_year_from_april():
    labels = month_labels("2014-15", 25)
    assert labels == ["2014-15"] * 12 + ["2015-16"] * 12 + ["2016-17"]
