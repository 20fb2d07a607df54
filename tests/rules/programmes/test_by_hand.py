"""Formulas of programmes at figures a reader can work out."""

from math import exp, log

import pytest

from esarisk.rules.programmes import advisers, money
from esarisk.rules.programmes import effect as rule


def test_money_less_what_finds_people_buys_starts_and_each_its_hours():
    assert rule.affordable_starts(1000, 0.0, 100) == pytest.approx(10)
    assert rule.affordable_starts(1000, 0.2, 100) == pytest.approx(8)
    assert rule.hours_a_start(600, 0.5, 30) == pytest.approx(10)


def test_the_next_start_gains_less_down_to_the_last_possible_one():
    assert [rule.gain_left(s, s, 0.5) for s in (0.0, 0.5, 1.0, 1.5)] == pytest.approx([1, 0.75, 0.5, 0.5])
    assert [rule.gain_left(0, s, 0.5) for s in (0.0, 0.5, 1.0, 1.5)] == pytest.approx([1, 0.875, 0.75, 0.75])


def test_an_effect_on_work_builds_up_stays_and_fades():
    at = {-1: 0, 0: 0, 3: 5, 6: 10, 12: 10, 24: 10, 34: 10 * exp(-1)}
    found = [rule.employment_effect(month, 10, 12, 6, 24, 0.1) for month in at]
    assert found == pytest.approx(list(at.values()))
    assert rule.employment_effect(3, 10, 6, 12, 24, 0.1) == pytest.approx(5)
    assert rule.employment_effect(0, 10, 12, 0, 24, 0.1) == pytest.approx(0)


def test_a_hazard_leaves_its_share_done_after_its_months():
    hazard = rule.monthly_hazard(0.75, 12)
    assert hazard == pytest.approx(log(4) / 12)
    assert 1 - exp(-12 * hazard) == pytest.approx(0.75)


def test_an_hour_worth_thrice_as_much_draws_thrice_the_hours():
    assert advisers.share_to_claimants(1, 100, 100, 3.0) == pytest.approx(0.75)
    assert advisers.share_to_claimants(0.5, 100, 50, 2.0) == pytest.approx(2 / 3)


def test_jobs_are_left_by_one_hazard_to_half_a_year_by_another_to_a_year_and_by_a_third_after():
    only = {(0.1, 0, 0): (0.2, 0.3, 0.3), (0, 0.1, 0): (0, 0.6, 0.6), (0, 0, 0.1): (0, 0, 0.3)}
    for hazards, lost in only.items():
        held = [money.job_survival(month, *hazards) for month in (5, 12, 15)]
        assert held == pytest.approx([exp(-one) for one in lost])


def test_a_risk_ratio_acts_on_those_who_would_be_in_work_anyway():
    """Half as many again of 28 in a hundred are 14 points; nobody can be more than everybody."""
    assert rule.effect_of_ratio(0.28, 1.5, 50.0) == pytest.approx(14.0)
    assert rule.effect_of_ratio(0.28, 1.5, 10.0) == 10.0
    assert rule.effect_of_ratio(0.8, 2.0, 90.0) == pytest.approx(20.0)
