"""Formulas of programmes: what must hold whatever the figures, then figures that were published."""

from math import inf, isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.rules.programmes import advisers, money, trial
from esarisk.rules.programmes import effect as rule

shares = st.floats(0, 1)
inner = st.floats(0.01, 0.99)
points = st.floats(-5, 30)
positive = st.floats(0.01, 1e6)
hazards = st.floats(0, 0.5)


@given(shares, shares, st.floats(0, 0.1), st.floats(0, 0.5), st.floats(0.01, 1))
def test_outreach_never_lowers_take_up_nor_lifts_it_past_its_limit(less, more, base, limit, scale):
    less, more = sorted((less, more))
    low, high = (rule.take_up(o, base, limit, scale) for o in (less, more))
    assert base <= low <= high <= max(base, limit) + 1e-12
    assert rule.take_up(0, base, limit, scale) == base


@given(positive, positive, positive, positive)
def test_starts_never_pass_any_limit_and_more_money_never_lowers_them(money_, more, staff, willing):
    low, high = (
        rule.starts(rule.affordable_starts(m, 0.1, 340), staff, willing) for m in (money_, money_ + more)
    )
    assert 0 <= low <= high <= min(staff, willing)


@given(positive, st.floats(1.001, 2))
def test_a_tenth_more_money_is_a_tenth_more_starts_until_a_limit_binds(money_, rise):
    before = rule.starts(rule.affordable_starts(money_, 0.0, 100), inf, inf)
    after = rule.starts(rule.affordable_starts(rise * money_, 0.0, 100), inf, inf)
    assert isclose(after, rise * before)
    assert rule.starts(rule.affordable_starts(rise * money_, 0.0, 100), inf, before) == before


def test_volume_comes_in_over_the_ramp():
    assert [rule.ramp(month, 4) for month in range(6)] == [0.25, 0.5, 0.75, 1, 1, 1]
    assert rule.ramp(0, 0) == 1


@given(st.floats(0, 50), st.floats(0, 50), st.floats(1, 10))
def test_more_hours_bring_more_but_each_brings_less(hours, more, half):
    first = rule.intensity(hours + more, half) - rule.intensity(hours, half)
    then = rule.intensity(hours + 2 * more, half) - rule.intensity(hours + more, half)
    assert 0 <= then <= first + 1e-12
    assert rule.intensity(0, half) == 0
    assert rule.relative_intensity(5, 5, half) == 1


@given(st.floats(0.1, 1))
def test_less_than_half_the_money_is_not_the_same_thinner_as_shorter(cut):
    """Thinner: as many people, fewer hours each. Shorter: fewer people, the same hours."""
    thinner = rule.relative_intensity(cut * 5, 5, 5)
    assert thinner >= cut - 1e-12


@given(inner, st.floats(0.2, 5), st.floats(0, 100))
def test_a_risk_ratio_puts_no_more_than_everybody_in_work(rate, ratio, ceiling):
    effect = rule.effect_of_ratio(rate, ratio, ceiling)
    assert rate + effect / 100 <= 1 + 1e-12
    assert effect <= ceiling
    assert (effect < 0) == (ratio < 1) or ceiling == 0


@given(positive, positive, positive, st.floats(0, 0.99))
def test_more_starts_never_mean_fewer_additional_jobs_in_all(starts, more, measured, left):
    low = starts * rule.scale_left(starts, measured, left)
    high = (starts + more) * rule.scale_left(starts + more, measured, left)
    assert low <= high * (1 + 1e-12)
    assert left <= rule.scale_left(starts, measured, left) <= 1


@given(shares, shares, shares)
def test_starts_in_two_steps_gain_what_they_gain_in_one(fewer, more, phi):
    fewer, more = sorted((fewer, more))
    steps = fewer * rule.gain_left(0.0, fewer, phi) + (more - fewer) * rule.gain_left(fewer, more, phi)
    assert isclose(steps, more * rule.gain_left(0.0, more, phi), abs_tol=1e-9)


@given(st.floats(0, 120), points, st.floats(1, 36), st.floats(0, 48), st.floats(0, 96), hazards)
def test_the_effect_on_work_starts_at_nothing_is_as_measured_and_never_passes_it(
    month, effect, measured, build, lasts, decay
):
    def at(t):
        return rule.employment_effect(t, effect, measured, build, lasts, decay)

    assert at(0) == 0
    assert isclose(at(measured), effect, abs_tol=1e-9)
    assert abs(at(month)) <= abs(effect) + 1e-12
    assert isclose(rule.employment_effect(month, effect, measured, build, lasts, 0.0), at(month)) or decay > 0


def test_the_off_benefit_effect_of_the_pilots():
    at = [rule.off_benefit_effect(t, 6, 0, 5, 6.5) for t in (0, 5, 11.5, 18, 1e6)]
    assert at == pytest.approx([0, 6, 3, 1.5, 0])
    assert rule.half_life(6, 1.5, 13) == pytest.approx(6.5)


@given(st.floats(0, 200), st.floats(0, 10), st.floats(0, 5))
def test_the_off_benefit_effect_fades_to_what_lasts(month, peak, lasting):
    seen = rule.off_benefit_effect(month, peak, lasting, 5, 6.5)
    assert 0 <= seen <= peak + lasting + 1e-12
    assert isclose(rule.off_benefit_effect(1e5, peak, lasting, 5, 6.5), lasting, abs_tol=1e-12)


@given(st.floats(3, 60), st.floats(0, 60), hazards, hazards, hazards)
def test_jobs_held_only_fall(months, more, early, late, settled):
    held = [money.job_survival(m, early, late, settled) for m in (3, months, months + more)]
    assert held[0] == 1
    assert 1 >= held[1] >= held[2] >= 0


def test_jobs_held_are_those_the_hazards_were_read_from():
    early, late = 0.0817, 0.0419
    assert money.job_survival(6, early, late, 0) == pytest.approx(0.18 / 0.23, abs=1e-3)
    assert money.job_survival(12, early, late, 0) == pytest.approx(0.14 / 0.23, abs=2e-3)


@given(st.integers(0, 26), hazards)
def test_fees_are_no_more_than_the_contract_allows(payments, hazard):
    fees = money.sustainment_fees(payments, hazard, hazard, hazard)
    assert 0 <= fees <= payments
    assert money.sustainment_fees(payments, 0, 0, 0) == payments


def test_fees_of_a_job_that_half_lose_every_four_weeks():
    """Thirteen times four weeks are a year: a half, a quarter and an eighth are paid for."""
    halving = log(2) * 13 / 12
    assert money.sustainment_fees(3, halving, halving, halving) == pytest.approx(0.875)
    assert money.sustainment_fees(0, halving, halving, halving) == 0
    kept = money.sustainment_fees(26, halving, 0.0, 0.0)
    assert kept == pytest.approx(sum(0.5**k for k in (1, 2, 3)) + 23 * 0.5 ** (3 * 13 / 12))


@given(inner, inner)
def test_missed_outcomes_cut_income(rate, other):
    low, high = sorted((rate, other))
    pay = [money.paid_for_jobs(r, 1200, 180, 20) for r in (low, high)]
    assert pay[0] <= pay[1]
    assert money.paid_for_jobs(0, 1200, 180, 20) == 0


@given(positive, st.floats(-0.5, 0), st.floats(0, 0.5))
def test_a_fall_the_whole_country_shares_pays_only_on_a_baseline_that_stands_still(baseline, change, share):
    actual = baseline * (1 + change)
    drifting = money.gainshare(baseline, actual, change, 1.0, 5600, share, 0.0, 1.0)
    standing = money.gainshare(baseline, actual, change, 0.0, 5600, share, 0.0, 1.0)
    assert drifting <= 1e-6 * baseline
    assert isclose(standing, share * 5600 * -change * baseline, abs_tol=1e-6 * baseline)


@given(positive, positive, st.floats(-0.5, 0.5), shares, shares, shares, shares)
def test_gainshare_is_never_negative_nor_above_its_limit(
    baseline, actual, change, drift, share, floor, limit
):
    paid = money.gainshare(baseline, actual, change, drift, 5600, share, floor, limit)
    assert 0 <= paid <= share * 5600 * limit * baseline * (1 + 1e-12) + 1e-9


def test_a_floor_keeps_noise_unpaid():
    assert money.gainshare(1000, 985, 0, 0, 1, 1, 0.02, 1) == 0
    assert money.gainshare(1000, 980, 0, 0, 1, 1, 0.02, 1) == 20
    assert money.gainshare(1000, 500, 0, 0, 1, 1, 0.02, 0.1) == 100


def test_break_even_of_published_costs():
    full = money.job_value(0, 18000, 8000) / 12
    assert money.break_even_months(61_600, full) == pytest.approx(41, abs=0.1)
    assert money.break_even_months(61_600, money.job_value(0.5, 18000, 8000) / 12) == pytest.approx(
        57, abs=0.2
    )
    assert money.break_even_months(61_600, money.job_value(1, 18000, 8000) / 12) == pytest.approx(92, abs=0.5)
    assert money.break_even_months(1, 0) == inf
    assert money.cost_at_measured_effect(340, 7) == pytest.approx(4857, abs=1)
    assert money.cost_at_measured_effect(340, 0) == inf


@given(positive, st.floats(0, 10), st.floats(0, 20))
def test_later_money_is_worth_no_more(amount, years, rate):
    assert money.discounted(amount, years, rate) <= amount * (1 + 1e-12)
    assert isclose(money.discounted(amount, 1, rate), amount / (1 + rate / 100))


def test_three_thousand_against_three_thousand_cannot_see_small_effects():
    found = [trial.smallest_detectable(p, 3000, 3000, 2.8) for p in (0.05, 0.15)]
    assert found == pytest.approx([1.576, 2.581], abs=0.01)


def test_the_interval_of_the_west_midlands_trial():
    error = trial.standard_error(0.22, 0.18, 1837, 1838)
    assert [4 - 196 * error, 4 + 196 * error] == pytest.approx([1.4, 6.6], abs=0.05)


@given(st.floats(0.05, 0.5), st.floats(100, 1e5), st.floats(0, 10), st.floats(0, 10))
def test_power_rises_with_the_effect_and_is_the_test_s_size_at_none(control, people, effect, more):
    low, high = (trial.power(e, control, people, people, 1.96) for e in (effect, effect + more))
    assert low <= high + 1e-9
    assert trial.power(0, control, people, people, 1.96) == pytest.approx(0.05, abs=1e-3)


def test_power_is_four_fifths_at_the_smallest_detectable_effect():
    effect = trial.smallest_detectable(0.1, 3000, 3000, 2.8)
    assert trial.power(effect, 0.1, 3000, 3000, 1.96) == pytest.approx(0.8, abs=0.05)


@given(positive, positive, positive, shares)
def test_more_new_claims_never_free_hours_and_the_reserve_holds(pool, claims, more, reserved):
    before = advisers.hours_for_caseload(pool, claims, reserved)
    after = advisers.hours_for_caseload(pool, claims + more, reserved)
    assert reserved * pool <= after <= before <= pool * (1 + 1e-12)
    assert advisers.hours_for_caseload(pool, 2 * pool, 0.0) == 0


@given(positive, positive, shares)
def test_no_hour_is_worked_twice(pool, claims, reserved):
    ongoing = advisers.hours_for_caseload(pool, claims, reserved)
    short = advisers.hours_short(pool, claims, reserved)
    rounding = 1e-12 * (pool + claims)
    assert ongoing + claims - short <= pool + rounding


@given(st.floats(0, 5), st.floats(0, 5), positive, positive)
def test_a_target_without_weight_leaves_claimants_nothing(weight, more, claimants, jobseekers):
    low, high = (advisers.share_to_claimants(w, claimants, jobseekers, 1.0) for w in (weight, weight + more))
    assert 0 <= low <= high * (1 + 1e-12)
    assert high <= 1
    assert advisers.share_to_claimants(0, claimants, jobseekers, 1.0) == 0
    assert isclose(advisers.share_to_claimants(1, claimants, claimants, 1.0), 0.5)


@given(positive, shares, positive)
def test_referral_needs_both_people_and_places(caseload, share, places):
    sent = advisers.referrals(caseload, share, places)
    assert sent <= places
    assert sent <= share * caseload
    assert advisers.referrals(caseload, share, 0.0) == 0


def test_second_interviews_stop_at_those_still_on_and_at_the_hours_for_them():
    assert advisers.second_interviews(100, 0.4, 30, 0.5) == pytest.approx(40)
    assert advisers.second_interviews(100, 0.4, 10, 0.5) == pytest.approx(20)
    assert advisers.second_interviews(100, 0.4, 10, 2.0) == pytest.approx(5)
    assert advisers.second_interviews(100, 0.4, 0, 0.5) == 0


def test_a_report_nobody_uses_does_nothing():
    assert advisers.information_gain(1, 0, 0, 1) == advisers.information_gain(1, 1, 1, 1) == 0
    assert advisers.information_gain(1, 0.2, 0.5, 1) == pytest.approx(0.1)


@given(points, shares, st.floats(-2, 0))
def test_sanctions_never_help_anybody_into_work(effect, rate, change):
    assert rule.with_sanctions(effect, rate, change) <= effect
    assert rule.with_sanctions(effect, 0.0, change) == effect


# --- destinations, sustainment and return --------------------------------------------------------


@given(points, shares, shares, hazards, shares)
def test_turned_to_work_are_some_of_those_who_leave_anyway(work, off, bound, elsewhere, share):
    turned = rule.turned_to_work(work, off, bound, elsewhere, share)
    assert 0 <= turned <= 1
    assert rule.turned_to_work(work, off, bound, 0.0, share) == 0
    assert rule.turned_to_work(work, off, bound, elsewhere, 0.0) == 0
    assert rule.turned_to_work(bound * off, off, bound, elsewhere, share) == pytest.approx(0, abs=1e-12)


def test_an_effect_on_work_beyond_leavers_turns_as_many_to_work():
    assert rule.turned_to_work(0.05, 0.02, 0.5, 0.2, 1.0) == pytest.approx(0.2)
    assert rule.turned_to_work(0.05, 0.02, 0.5, 0.2, 0.5) == pytest.approx(0.1)


@given(st.floats(0, 60), st.floats(0.1, 30), st.floats(0, 0.3), st.floats(0, 0.3), st.floats(0, 0.3))
def test_those_still_off_benefit_are_those_in_work_and_some_more(month, effect, decay, slow, fast):
    slow, fast = sorted((slow, fast))
    in_work = rule.employment_effect(month + 24, effect, 18, 6, 24, decay)
    late, soon = (rule.still_off(month + 24, effect, 24, decay, rate) for rate in (slow, fast))
    assert in_work - 1e-6 <= soon <= late + 1e-6 <= effect + 2e-6
    assert rule.still_off(10, effect, 24, decay, slow) == pytest.approx(effect)


@given(st.floats(1, 60), st.floats(0.1, 30), st.floats(0.001, 0.3))
def test_limits_of_return(month, effect, decay):
    in_work = rule.employment_effect(month + 24, effect, 18, 6, 24, decay)
    assert rule.still_off(month + 24, effect, 24, decay, 1e7) == pytest.approx(in_work, rel=1e-4)
    assert rule.still_off(month + 24, effect, 24, decay, 0.0) == pytest.approx(effect)
    assert rule.still_off(month + 24, effect, 24, 0.0, 0.05) == pytest.approx(effect)
    near = [rule.still_off(month + 24, effect, 24, decay, decay * (1 + e)) for e in (0.0, 1e-5)]
    assert near[0] == pytest.approx(near[1], rel=1e-3)


@given(st.floats(0, 60), hazards, hazards, hazards)
def test_jobs_that_last_as_long_as_elsewhere_are_none_more(months, early, late, settled):
    assert money.retained(months, (early, late), (early, late), settled) == 0
    assert money.retained(3.0, (early, late), (0.0, 0.0), settled) == 0
    assert money.retained(months, (early, late), (early + 0.1, late), settled) >= 0


# --- what is left of an effect, and what is taken from others ------------------------------------


@given(points, st.floats(0, 1.5), st.floats(0, 1.5), shares)
def test_an_effect_is_whole_where_nothing_is_lost_and_none_where_one_part_is_nought(effect, one, other, size):
    assert rule.impact(effect, 1.0, 1.0, 1.0, 1.0) == effect
    parts = [one, other, 1.0, size]
    for lacking in range(4):
        assert rule.impact(effect, *(0.0 if i == lacking else part for i, part in enumerate(parts))) == 0
    less = rule.impact(abs(effect), one, min(1.0, other), 1.0, size)
    assert less <= rule.impact(abs(effect), one, 1.0, 1.0, size) + 1e-12


@given(st.floats(0, 96), st.floats(0.1, 30), hazards, hazards)
def test_faster_decay_never_leaves_more_in_work_and_none_fades_before_it_persisted(month, effect, slow, fast):
    slow, fast = sorted((slow, fast))
    more, fewer = (rule.employment_effect(month, effect, 18, 6, 24, rate) for rate in (slow, fast))
    assert 0 <= fewer <= more <= effect * (1 + 1e-12)
    assert rule.employment_effect(min(month, 24), effect, 18, 6, 24, fast) == pytest.approx(
        rule.employment_effect(min(month, 24), effect, 18, 6, 24, 0.0)
    )


@given(st.floats(-5, 30), st.floats(0.01, 0.6), st.floats(0.0, 0.5))
def test_an_effect_elsewhere_is_as_measured_on_average_and_moves_with_the_hazard(effect, rate, apart):
    less, same, more = (rule.in_another_place(effect, rate, 1.0 + d) for d in (-apart, 0.0, apart))
    assert same == effect
    assert less <= same <= more
    assert less + more == pytest.approx(2.0 * effect)
    step = 1e-6
    p = min(max(rate + effect / 100, 0.0), 1.0)
    slope = (rule.in_another_place(effect, rate, 1.0 + step) - effect) / step
    hazard = 100 * ((1.0 - (1.0 - p) ** (1.0 + step)) - p) / step
    assert slope == pytest.approx(hazard, abs=1e-3)


@given(st.floats(0, 3), st.floats(0.05, 1), st.floats(0, 1))
def test_hours_left_are_the_usual_at_the_usual_money_and_never_rise_with_a_cut(money, contact, fixed):
    assert rule.hours_left(1.0, contact, fixed) == pytest.approx(1.0)
    assert rule.hours_left(money, contact, 0.0) == pytest.approx(money)
    left = rule.hours_left(money, contact, fixed)
    assert left >= 0.0
    assert left <= money + 1e-9 if money <= 1.0 else left >= money - 1e-9
    assert rule.hours_left(0.9 * money, contact, fixed) <= left


def test_overheads_that_stay_leave_no_hours_once_they_take_all_the_money():
    assert rule.hours_left(0.5, 0.5, 1.0) == 0.0
    assert rule.hours_left(0.75, 0.5, 1.0) == pytest.approx(0.5)
