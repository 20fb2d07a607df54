"""What a trial teaches: never less than nothing, more with more people, nothing where no choice could change."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from esarisk.analysis.evidence.learning import (
    COSTS,
    EXCHEQUER,
    SIZES,
    SOCIAL,
    Choice,
    choice_of,
    costs,
    learning,
    learning_rows,
    worth_of,
)
from esarisk.analysis.evidence.pilot import run_pilot, size_of
from esarisk.analysis.question import Question
from esarisk.cli import main
from esarisk.rules.programmes import trial as rule

DRAWS = 32
numbers = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=40).map(np.array)


def arms_and_size(library, name, people=3000):
    size = size_of(library.parameters, people, None, DRAWS)
    return run_pilot(library, name, size, 1), size


def choice(worth, effect):
    return Choice(np.array(worth, float), np.array(effect, float), -0.001, 0.01, 0.002, "2017-18")


@given(numbers, st.floats(0, 1), st.floats(0, 1))
def test_learning_is_worth_nothing_at_least_and_more_when_more_is_learnt(known, one, other):
    less, more = sorted((one, other))
    assert 0.0 <= worth_of(known, less) <= worth_of(known, more) + 1e-9
    assert worth_of(known, 0.0) == pytest.approx(0.0, abs=1e-9)


@given(numbers)
def test_where_every_effect_leads_to_the_same_choice_nothing_is_taught(known):
    for apart in (known - known.max() - 1.0, known - known.min() + 1.0):
        assert worth_of(apart) == pytest.approx(0.0, abs=1e-9)


def test_two_effects_alike_likely_are_worth_half_of_what_the_wrong_choice_loses():
    """Gain of 3 or loss of 5 by even chance: unfunded beforehand; knowing which is worth 1.5."""
    one = choice([3.0, -5.0], [1.0, -1.0])
    assert not one.funds
    assert worth_of(one.known()) == pytest.approx(1.5)


@pytest.mark.parametrize(("mean", "share"), [(-1.0, 1.0), (-1.0, 0.25), (0.5, 0.5)])
def test_of_a_normal_gain_it_is_the_closed_form(mean, share):
    """E max(0, m + s z) = m F(m / s) + s f(m / s), with s the spread of posterior means: 2 x root of the share."""
    known = mean + 2.0 * np.array([NormalDist().inv_cdf((i + 0.5) / 20_000) for i in range(20_000)])
    normal, spread = NormalDist(), 2.0 * share**0.5
    expected = mean * normal.cdf(mean / spread) + spread * normal.pdf(mean / spread) - max(mean, 0.0)
    assert worth_of(known, share) == pytest.approx(expected, rel=1e-3)


def test_as_much_error_as_doubt_takes_half_of_it_away():
    assert rule.taught(2.0, 2.0) == 0.5
    assert rule.taught(1.0, 2.0) == pytest.approx(0.2)


def test_what_the_effect_does_not_tell_is_no_part_of_what_a_trial_teaches():
    """The same effect in every draw: all of what is not known is of other things."""
    one = choice([30.0, -50.0, 10.0], [1.0, 1.0, 1.0])
    assert worth_of(one.known()) == 0.0
    assert worth_of(one.worth) > 0.0


@given(st.floats(0.1, 5), st.floats(0.01, 5))
def test_a_trial_without_error_takes_all_doubt_away_and_one_of_nobody_none(sd, error):
    assert rule.taught(sd, 0.0) == 1.0
    assert 0.0 < rule.taught(sd, error) < 1.0
    assert rule.taught(sd, 1e6 * error) == pytest.approx(0.0, abs=1e-6)
    assert rule.taught(0.0, error) == 0.0


def test_a_larger_trial_teaches_more_up_to_knowing_the_effect(library):
    arms, size = arms_and_size(library, "ips")
    question = Question(library, draws=1)
    one = choice_of(question, arms[0], 20.0, 5, DRAWS, SOCIAL)
    rows = learning_rows(question, arms[0], size, one, (*SIZES, 10**8))
    taught = [row["teaches"] for row in rows]
    assert taught == sorted(taught)
    assert 0.0 < taught[0] < taught[-1]
    assert taught[-2] == pytest.approx(taught[-1], rel=1e-3)
    assert taught[-1] <= worth_of(one.worth) + 1e-9
    for row in rows[:-1]:
        assert row["teaches_low"] <= row["teaches_high"]
        assert row["net"] == pytest.approx(row["teaches"] - sum(row[key] for key in COSTS))


def test_no_result_of_the_health_led_pilot_could_have_had_it_funded(library):
    arms, size = arms_and_size(library, "pilot_health_led")
    found = learning(Question(library, draws=1), arms[:1], size, 100.0, 5, EXCHEQUER)
    (arm,) = found["arms"]
    assert not arm["funds"]
    assert arm["teaches"] == 0.0
    assert arm["net"] == pytest.approx(-sum(arm[key] for key in COSTS))
    assert found["first_year"] == "2017-18"


def test_a_trial_gives_up_the_better_for_one_half_of_its_people():
    poor = choice([-1.0, -2.0], [0.0, 1.0])
    good = replace(poor, each=0.003)
    for one, other, lost in ((poor, "forgone_by_controls", "lost_on_treated"),
                             (good, "lost_on_treated", "forgone_by_controls")):  # fmt: skip
        paid = costs(one, 1000, 50.0)
        assert paid[other] == 0.0
        assert paid[lost] == pytest.approx(1000 * abs(one.each))
        assert paid["follow_up"] == pytest.approx(0.1)
        best = max(0.0, 2000 * one.each)
        assert best - 1000 * one.each == pytest.approx(paid[lost])
    assert costs(poor, 2000, 50.0)["jobs_forgone"] == pytest.approx(20.0)


@pytest.mark.parametrize("given", [["--years", "3"], ["--by", "social"]])
def test_what_is_asked_of_a_choice_needs_one(given):
    result = CliRunner().invoke(main, ["pilot", *given])
    assert result.exit_code == 2
    assert "goes with --national" in result.stderr


def test_the_command_tells_what_is_taught_and_what_it_costs():
    asked = ["pilot", "ips", "--people", "200", "--trials", "8", "--national", "20", "--effect", "3"]
    output = CliRunner().invoke(main, asked).output
    for words in ("Whom a trial needs", "What trials of ips teach", "Forgone by"):
        assert words in output
