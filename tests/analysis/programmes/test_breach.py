"""The chance of breach by clause: what raises it, and what cannot."""

import numpy as np
import pytest
from scipy.stats import binomtest, t

from esarisk.analysis.intervals import clear, half_width
from esarisk.analysis.programmes.breach import chances, last_judged
from esarisk.engine.cap.annual_2014 import CapYears, judge

CAP, MARGIN = 100.0, 2.0
NO_LINES = np.zeros(2)


def verdicts(baseline, changes):
    """Two years, the second without a cap, under some changes of spending in every draw."""
    simulated = np.stack([np.tile(baseline + change, (2, 1)) for change in (0.0, *changes)])
    years = CapYears(
        np.array([CAP, np.nan]), np.array([MARGIN, np.nan]), NO_LINES, NO_LINES, (True, True), None
    )
    return judge(simulated, np.zeros((2, baseline.size)), years)


@pytest.fixture
def baseline():
    """Half below the cap, a quarter inside the margin, a quarter above it."""
    return np.array([98.0, 99.0, 98.5, 99.5, 100.5, 101.5, 103.0, 104.0])


def found(baseline, *changes):
    return chances(verdicts(baseline, changes), np.repeat([0, 1], 4))


def test_saving_in_every_draw_never_raises_the_chance(baseline):
    (_, saved) = found(baseline, -1.5)
    assert saved.breach_by_policy[0] == 0.0
    assert saved.raised[0] == 0.0
    assert saved.breach_change[0] == saved.breach_by_forecast[0] == -1 / 8


def test_a_penny_more_fails_every_year_inside_the_margin_by_the_policy_clause(baseline):
    (_, raised) = found(baseline, 0.001)
    assert raised.breach_by_forecast[0] == 0.0
    assert raised.breach_by_policy[0] == raised.breach_change[0] == 2 / 8
    assert raised.raised[0] == 1.0


def test_the_chance_does_not_rise_where_spending_falls_on_average_but_draw_by_draw_it_would(baseline):
    change = np.array([-3.0, -3.0, -3.0, -3.0, 0.1, 0.1, -0.5, -0.5])
    (_, mixed) = found(baseline, change)
    assert change.mean() < 0.0
    assert mixed.breach_change[0] == mixed.breach_by_policy[0] == 0.0
    assert mixed.by_draw_change[0] == 2 / 8


def test_doing_nothing_is_no_minimum_by_construction(baseline):
    """Money that moves spending either way by draws, and by nothing on average, changes the chance by luck alone."""
    noise = np.array([0.4, -0.4, 0.4, -0.4, 0.4, -0.4, 0.4, -0.4])
    _, more, less = found(baseline, noise, -noise)
    assert more.breach_change[0] == less.breach_change[0] == 0.0
    assert min(more.by_draw_change[0], less.by_draw_change[0]) > 0.0  # as the reading draw by draw has it


def test_the_clauses_add_up_and_years_without_a_cap_say_nothing(baseline):
    levels = found(baseline, -1.5, 0.001, 2.0)
    for one in levels:
        assert one.breach_by_forecast[0] + one.breach_by_policy[0] == pytest.approx(one.breach_change[0])
        assert np.isnan(one.breach[1])
        assert np.isnan(one.raised[1])
    assert last_judged(levels) == 0
    assert levels[0].row(None)["breach"] is None
    assert levels[0].row(0)["breach_change"] == 0.0


SCRAMBLES = 8


def coverage(chance, each, *, even):
    """Share of trials whose interval holds the chance, with so many draws in each scramble.

    Draws fall by luck alone, or evenly over the line as points of a good sequence do.
    """
    luck, scramble = np.random.default_rng(7), np.repeat(np.arange(SCRAMBLES), each)
    draws = luck.random((1000, SCRAMBLES, each))
    spread = (np.arange(each) + draws) / each if even else draws
    hits = (spread < chance).reshape(1000, -1).astype(float)
    return float((np.abs(hits.mean(axis=1) - chance) <= half_width(hits, scramble)).mean())


@pytest.mark.parametrize("even", [True, False])
@pytest.mark.parametrize("each", [2, 8, 16])
@pytest.mark.parametrize("chance", [0.002, 0.01, 0.05, 0.12, 0.25, 0.5, 0.72, 0.95])
def test_the_interval_of_a_chance_holds_it_nine_times_in_ten_at_least(chance, each, even):
    assert coverage(chance, each, even=even) > 0.9


def test_scrambles_that_agree_leave_an_error():
    hits = np.tile([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0], SCRAMBLES)
    scramble = np.repeat(np.arange(SCRAMBLES), 8)
    for one in (hits, np.ones_like(hits), np.zeros_like(hits)):
        assert half_width(one[None], scramble)[0] == pytest.approx(0.056, abs=0.001)


def test_where_all_or_none_of_the_draws_breach_the_error_is_clopper_and_pearsons():
    for draws in (16, 64, 1024):
        nothing = np.zeros((1, draws))
        found = half_width(nothing, np.arange(draws) % SCRAMBLES)[0]
        assert found == pytest.approx(binomtest(0, draws).proportion_ci(0.95, "exact").high)


def test_a_level_that_changes_no_spending_has_no_error_of_its_change(baseline):
    ground, other = found(baseline, 1e-9)
    assert ground.breach_change[0] == ground.breach_error[0] == 0.0
    assert other.breach_error[0] > 0.0
    assert ground.breach_half_width[0] > 0.0


# --- the half-width -------------------------------------------------------------------------------

EACH = 16


def shares_pushed_over(over):
    """What a level that breaches in some draws, by (year, scramble, draw), beside one that never does."""
    years = over.shape[0]
    baseline = np.full((years, SCRAMBLES * EACH), 90.0)
    simulated = np.stack([baseline, np.where(over.reshape(baseline.shape), 110.0, 90.0)])
    flat = np.zeros(years)
    cap = CapYears(flat + CAP, flat + MARGIN, flat, flat, (True,) * years, None)
    return chances(judge(simulated, np.zeros(baseline.shape), cap), np.repeat(np.arange(SCRAMBLES), EACH))[1]


def test_the_half_width_is_students_of_the_means_of_the_scrambles():
    """Shares of 0 to 7 sixteenths: their spread is the square root of 6, in sixteenths."""
    over = np.arange(EACH) < np.arange(SCRAMBLES)[:, None]
    one = shares_pushed_over(over[None])
    assert one.breach_change[0] == pytest.approx(3.5 / 16)
    by_hand = t.ppf(0.975, 7) * np.sqrt(6.0) / 16 / np.sqrt(8.0)
    assert one.breach_error[0] == pytest.approx(by_hand, rel=1e-3)


def test_the_interval_holds_the_truth_nineteen_times_in_twenty():
    luck = np.random.default_rng(5)
    one = shares_pushed_over(luck.random((20_000, SCRAMBLES, EACH)) < 0.5)
    missed = np.abs(one.breach_change - 0.5) > one.breach_error
    assert missed.mean() == pytest.approx(0.05, abs=0.006)


@pytest.mark.parametrize(
    ("change", "error", "is_clear"),
    [
        (0.3, 0.2, True),
        (-0.3, 0.2, True),
        (0.2, 0.2, False),
        (0.1, 0.2, False),
        (0.3, None, False),
        (None, 0.2, False),
    ],
)
def test_a_change_is_clear_beyond_its_error_alone(change, error, is_clear):
    assert clear(change, error) is is_clear
