"""Trials: estimates are unbiased inside an arm, regions confound across arms, small effects go unseen."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from esarisk.analysis.evidence.pilot import (
    Arm,
    Size,
    confounding_rows,
    detectable_range,
    intake,
    pilot_rows,
    plan_rows,
    ranking_rows,
    run_pilot,
    size_of,
)
from esarisk.analysis.evidence.pilot_records import LOOKED_UP, record_rows, staying_with
from esarisk.cli import main
from esarisk.engine.programmes.effects import drawn_figures, effects
from esarisk.kernels.trial import N_COUNTS, run_trials
from esarisk.policy.parameters import Parameters
from esarisk.rules.programmes.trial import power

NAME = "pilot_health_led"


@pytest.fixture(scope="module")
def arms(library):
    return run_pilot(library, NAME, size_of(library.parameters, trials=400))


def repeated(effect, control=0.1, people=3000, trials=600):
    """One arm with a fixed true effect, everybody found."""
    counts = np.zeros((trials, N_COUNTS))
    rates = np.full(trials, control)
    run_trials(5, 0, 2 * people, rates, rates + effect / 100, 1.0, 1.0, counts)
    return Arm("x", "y", 1.0, control, np.full(trials, float(effect)), counts)


@pytest.mark.parametrize("effect", [0, 2, 5])
def test_estimates_are_unbiased_and_intervals_cover(effect):
    arm = repeated(effect)
    assert arm.estimate.mean() == pytest.approx(effect, abs=4 * arm.error.mean() / np.sqrt(600))
    inside = np.abs(arm.estimate - effect) <= 1.96 * arm.error
    assert inside.mean() == pytest.approx(0.95, abs=0.04)


@pytest.mark.parametrize("effect", [0, 1, 2, 4])
def test_power_by_formula_is_the_share_of_trials_that_find_it(effect):
    arm = repeated(effect)
    seen = np.abs(arm.estimate) > 1.96 * arm.error
    assert seen.mean() == pytest.approx(power(effect, 0.1, 3000, 3000, 1.96), abs=0.06)


def test_three_thousand_against_three_thousand_misses_what_it_says(library):
    assert detectable_range(library, 3000) == pytest.approx((1.6, 2.6), abs=0.05)
    low, high = detectable_range(library, 12_000)
    assert (low, high) == pytest.approx((0.8, 1.3), abs=0.05)


def test_an_arm_below_what_can_be_seen_is_mostly_not_found(library, arms):
    row = {r["arm"]: r for r in pilot_rows(library, arms)}["pilot_jobcentre_led"]
    assert row["true_effect"] < row["smallest_detectable"]
    assert row["power"] < 0.5
    assert row["low"] <= row["estimate"] <= row["high"]


def test_people_who_are_not_found_widen_the_interval(library, arms):
    row = pilot_rows(library, arms)[0]
    assert row["treated_found"] < 3000
    assert row["smallest_detectable"] > detectable_range(library, 3000)[0]


def test_the_named_arm_comes_first_and_each_arm_once(library, arms):
    assert [a.programme for a in arms] == [NAME, "pilot_jobcentre_led", "pilot_work_programme_led"]
    again = run_pilot(library, "pilot_jobcentre_led", size_of(library.parameters, trials=400))
    assert again[0].counts == pytest.approx(arms[1].counts)


def test_treated_people_of_two_arms_differ_by_effects_and_by_regions(arms):
    for row, other in zip(confounding_rows(arms), arms[1:], strict=True):
        noise = 4 * np.hypot(other.error[0], arms[0].error[0])
        assert row["treated_people"] == pytest.approx(row["of_it_effects"] + row["of_it_regions"], abs=noise)
        assert row["of_it_regions"] != 0


def test_regions_alone_make_a_ranking(library):
    """With one effect everywhere, treated rates still rank the regions; estimates do not."""
    p = library.parameters
    programmes = {}
    for name, programme in library.programmes.items():
        key = "employment_effect"
        if not programme.has(key) or not programme.card.areas:
            programmes[name] = programme
            continue
        address = programme.address(key)
        old = programme.parameters[address]
        same = replace(old, values=tuple(replace(v, value=1.0) for v in old.values), distribution=None)
        programmes[name] = replace(programme, parameters=programme.parameters.with_changes({address: same}))
    even = replace(library, programmes=programmes, parameters=Parameters(dict(p), p.sources))
    rows = {
        r["arm"]: r for r in ranking_rows(even, run_pilot(even, NAME, size_of(even.parameters, trials=400)))
    }
    south = rows["pilot_jobcentre_led"]
    assert south["best_by_treated_rate"] > 0.7
    assert south["best_by_estimate"] < 0.6


def test_the_ranking_foretold_stands_beside_the_result(library, arms):
    rows = {r["arm"]: r for r in ranking_rows(library, arms)}
    assert rows[NAME]["foretold"] == 1
    assert rows["pilot_jobcentre_led"]["published"] == 1
    assert sum(r["best_by_estimate"] for r in rows.values()) == pytest.approx(1)


def test_the_same_seed_gives_the_same_trial(library):
    small = size_of(library.parameters, trials=3)
    one, two = (run_pilot(library, NAME, small, seed=9)[0].counts for _ in range(2))
    other = run_pilot(library, NAME, small, seed=10)[0].counts
    assert (one == two).all()
    assert (one != other).any()


def test_the_command_says_what_it_cannot_see():
    result = CliRunner().invoke(main, ["pilot", NAME, "--trials", "4"])
    assert result.exit_code == 0, result.output
    assert "cannot detect effects under about 1.6 to 2.6 points" in result.output
    assert len(json.loads(CliRunner().invoke(main, ["pilot", "--trials", "4", "--json"]).output)["arms"]) == 3


def test_any_programme_can_be_tried_in_its_own_place(library):
    """The West Midlands trial: 22 per cent against 18, an interval of 1.4 to 6.6."""
    size = size_of(library.parameters, 1838, 1.0, 400)
    (arm,) = run_pilot(library, "health_led_trials", size)
    row = pilot_rows(library, [arm])[0]
    assert row["true_effect"] == pytest.approx(4)
    assert arm.control == pytest.approx(0.18)
    assert row["high"] - row["low"] == pytest.approx(5.2, abs=0.3)
    assert row["treated_found"] + row["control_found"] == 2 * 1838
    assert confounding_rows([arm]) == ranking_rows(library, [arm]) == []


def test_people_in_work_who_answer_less_hide_the_effect(library):
    """With unequal answers both rates fall, and the difference with them."""
    p = library.parameters
    address = "trials.response_in_work"
    old = p[address]
    shy = p.with_changes({address: replace(old, values=tuple(replace(v, value=0.5) for v in old.values))})
    means = []
    for given in (p, shy):
        (arm,) = run_pilot(library, "health_led_trials", size_of(given, 20_000, 0.8, 60))
        means.append(arm.estimate[0])
    assert 0 < means[1] < means[0]


def test_a_misspelt_programme_is_one_line():
    result = CliRunner().invoke(main, ["pilot", "pilot_helth_led"])
    assert result.exit_code == 2
    assert "Did you mean 'pilot_health_led'?" in result.stderr
    assert len(result.stderr.splitlines()) == 1


# --- by records ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def followed(library):
    size = size_of(library.parameters, 20_000, 1.0, 40)
    return record_rows(library, "pilot_jobcentre_led", size)


def test_people_leave_the_benefit_month_after_month_as_the_claim_model_has_it(followed):
    for arm in {row["arm"] for row in followed}:
        off = [row["control_off_benefit"] for row in followed if row["arm"] == arm]
        assert [row["month"] for row in followed if row["arm"] == arm] == list(LOOKED_UP)
        assert 0.0 < off[0] < off[1] < off[2] < off[3] < 100.0


def test_records_see_the_effect_on_being_off_benefit_and_none_where_there_is_none(library, followed):
    rows = {(row["arm"], row["month"]): row for row in followed}
    jobcentre, none = (rows[name, 24] for name in ("pilot_jobcentre_led", "pilot_work_programme_led"))
    one = effects(drawn_figures(library.programmes["pilot_jobcentre_led"], 1)[0], 25)
    assert 0.0 < jobcentre["true_effect"] <= 100 * one.off_benefit[24] + 1e-9
    assert 0.0 < none["true_effect"] < 0.2 * jobcentre["true_effect"]
    assert none["found_significant"] < 0.2
    assert jobcentre["low"] < jobcentre["estimate"] < jobcentre["high"]


def test_more_people_see_smaller_effects_by_records(library, followed):
    few = record_rows(library, "pilot_jobcentre_led", size_of(library.parameters, 1000, 1.0, 2))
    for small, large in zip(few, followed, strict=True):
        ratio = small["smallest_detectable"] / large["smallest_detectable"]
        assert ratio == pytest.approx(np.sqrt(20.0), rel=0.05)


def test_with_the_programme_a_hazard_of_nought_changes_nobody(library):
    staying = 0.98 ** np.arange(30)
    idle = library.programmes["new_start"].with_figures({"employment_effect": 0.0})
    np.testing.assert_allclose(staying_with(idle, staying, 1.0), staying)
    pathways = library.programmes["pathways_to_work"]
    off = effects(drawn_figures(pathways, 1)[0], 31).off_benefit[:30]
    np.testing.assert_allclose(staying - staying_with(pathways, staying, 1.0), off, atol=1e-12)


def test_the_people_needed_are_those_with_whom_the_power_is_had(library):
    size = size_of(library.parameters, None, 1.0, 4)
    arms = run_pilot(library, "pilot_health_led", size, 1)
    for effect, chance in ((2.0, 0.8), (-2.0, 0.9), (1.0, 0.5)):
        for row in plan_rows(library, arms, size, effect, chance):
            needed = Size(round(row["people_needed"]), 1.0, 1.0, 4)
            (again,) = [r for r in plan_rows(library, arms, needed, effect, chance) if r["arm"] == row["arm"]]
            assert again["power"] == pytest.approx(chance, abs=0.01)


def test_half_the_effect_needs_about_four_times_the_people_and_half_found_twice(library):
    size = size_of(library.parameters, None, 1.0, 4)
    arms = run_pilot(library, "ips", size, 1)
    (one,), (half,) = (plan_rows(library, arms, size, effect) for effect in (2.0, 1.0))
    (lost,) = plan_rows(library, arms, Size(3000, 0.5, 0.5, 4), 2.0)
    assert half["people_needed"] / one["people_needed"] == pytest.approx(4.0, rel=0.1)
    assert lost["people_needed"] == pytest.approx(2.0 * one["people_needed"])
    assert plan_rows(library, arms, size, 0.0)[0]["people_needed"] is None


def test_nine_months_of_intake_are_333_people_a_month(library):
    months = intake(library.parameters, 3000)
    assert months["support_months"] + months["intake_months"] == months["months"] == 33
    assert months["monthly_intake"] == pytest.approx(333, abs=0.5)
