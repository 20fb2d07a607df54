"""Draws: the central path is central, shapes have their mean and spread, luck is repeatable."""

from datetime import date
from math import exp, sqrt

import numpy as np
import pytest

from esarisk.engine.draws import Fitted, Values, central_draw, sample, uncertainties
from esarisk.engine.fits import fitted_of
from esarisk.names import SCRAMBLES, VIEWS
from esarisk.policy.parameters import Parameter, Parameters, Value
from esarisk.policy.periods import Period
from esarisk.policy.schema import Correlation, Distribution
from esarisk.policy.stack import vintage

DAY = date(2014, 3, 19)
MANY = 2**14


def uncertain(address, number, distribution, correlation=None):
    value = Value(Period(DAY, DAY), number, DAY, "TEST")
    return Parameter(
        address,
        "made up",
        "ratio",
        "uncertainty",
        "D",
        values=(value,),
        distribution=Distribution(**distribution),
        correlation=Correlation(**correlation) if correlation else None,
    )


SHAPES = Parameters(
    {
        p.address: p
        for p in (
            uncertain("made.normal", 10.0, {"shape": "normal", "sd": 2.0}),
            uncertain("made.lognormal", 10.0, {"shape": "lognormal", "sd": 0.3}),
            uncertain("made.uniform", 0.3, {"shape": "uniform", "low": 0.1, "high": 0.9}),
            uncertain("made.triangular", 0.3, {"shape": "triangular", "low": 0.0, "high": 1.2}),
            uncertain("made.twin_a", 0.0, {"shape": "normal", "sd": 1.0}, {"group": "twins", "rho": 0.6}),
            uncertain("made.twin_b", 0.0, {"shape": "normal", "sd": 1.0}, {"group": "twins", "rho": 0.6}),
            uncertain("made.stranger", 0.0, {"shape": "normal", "sd": 1.0}, {"group": "others", "rho": 0.6}),
            uncertain("made.loner", 0.0, {"shape": "normal", "sd": 1.0}, {"group": "twins", "rho": 0.0}),
        )
    },
    {},
)


@pytest.fixture(scope="module")
def values():
    return Values(SHAPES, sample(SHAPES, MANY, seed=7))


@pytest.mark.parametrize(
    ("shape", "mean", "sd"),
    [
        ("normal", 10.0, 2.0),
        ("lognormal", 10 * exp(0.3**2 / 2), 10 * exp(0.3**2 / 2) * sqrt(exp(0.3**2) - 1)),
        ("uniform", 0.5, 0.8 / sqrt(12)),
        ("triangular", 0.5, sqrt((1.2**2 + 0.3**2 - 1.2 * 0.3) / 18)),
    ],
)
def test_a_shape_has_its_mean_and_spread(values, shape, mean, sd):
    drawn = values.number(f"made.{shape}", DAY)
    assert drawn.mean() == pytest.approx(mean, rel=2e-3)
    assert drawn.std() == pytest.approx(sd, rel=1e-2)


@pytest.mark.parametrize("shape", ["normal", "lognormal"])
def test_the_central_value_is_the_median(values, shape):
    assert np.median(values.number(f"made.{shape}", DAY)) == pytest.approx(10.0, rel=2e-3)


def test_bounded_shapes_stay_inside_their_bounds(values):
    assert values.number("made.uniform", DAY).min() >= 0.1
    assert values.number("made.uniform", DAY).max() <= 0.9
    assert values.number("made.triangular", DAY).min() >= 0.0
    assert values.number("made.triangular", DAY).max() <= 1.2


def test_a_triangular_draw_falls_below_its_peak_as_often_as_its_area_says(values):
    below = (values.number("made.triangular", DAY) < 0.3).mean()
    assert below == pytest.approx(0.3 / 1.2, abs=2e-3)


@pytest.mark.parametrize(
    ("left", "right", "rho"),
    [
        ("twin_a", "twin_b", 0.6),
        ("twin_a", "stranger", 0.0),
        ("twin_a", "loner", 0.0),
        ("normal", "uniform", 0.0),
    ],
)
def test_a_correlation_group_gives_its_declared_rho_and_nothing_else_is_correlated(values, left, right, rho):
    scores = values.draws.scores
    found = np.corrcoef(scores[f"made.{left}"], scores[f"made.{right}"])[0, 1]
    assert found == pytest.approx(rho, abs=0.02)


def test_one_parameter_moves_every_day_by_the_same_score(values):
    days = [date(2014, 4, 1), date(2018, 4, 1)]
    path = values.path("made.normal", days)
    assert np.array_equal(path[:, 0], path[:, 1])


def same_scores(left, right):
    return all(np.array_equal(left.scores[address], right.scores[address]) for address in left.scores)


def test_the_same_seed_gives_the_same_scores_and_another_seed_others():
    assert same_scores(sample(SHAPES, 64, seed=1), sample(SHAPES, 64, seed=1))
    assert not same_scores(sample(SHAPES, 64, seed=1), sample(SHAPES, 64, seed=2))


@pytest.mark.parametrize("draws", [16, 64, 1000, 1024])
def test_draws_fall_into_eight_scrambles_of_one_size(draws):
    found = sample(SHAPES, draws, seed=1)
    sizes = np.bincount(found.scramble)
    assert len(found) == draws
    assert len(sizes) == SCRAMBLES == 8
    assert sizes.max() - sizes.min() <= 1


def test_scrambles_are_not_copies_of_each_other():
    found = sample(SHAPES, 64, seed=1)
    scores = found.scores["made.normal"].reshape(8, 8)
    assert len(np.unique(scores)) == 64


def test_rows_are_the_draws_asked_for():
    found = sample(SHAPES, 64, seed=1)
    part = found.rows(10, 14)
    assert len(part) == 4
    assert np.array_equal(part.scores["made.normal"], found.scores["made.normal"][10:14])


@pytest.mark.parametrize("address", list(SHAPES))
def test_the_central_draw_leaves_made_up_values_central(address):
    found = Values(SHAPES, central_draw(SHAPES)).number(address, DAY)
    assert found.tolist() == [SHAPES.number(address, DAY)]


def test_the_central_draw_leaves_every_real_uncertainty_central(seen):
    values = Values(seen.known, central_draw(seen.known))
    checked = 0
    for parameter in uncertainties(seen.known):
        central = parameter.value(seen.day).value
        if isinstance(central, float | int):
            days = [seen.day]
            if parameter.between == "linear":
                days = [v.period.start for v in parameter.latest]
            expected = [v.value for v in parameter.latest] if len(days) > 1 else [central]
            assert values.path(parameter.address, days)[0].tolist() == pytest.approx(expected)
        else:
            words = tuple(central)
            assert values.vector(parameter.address, words, seen.day)[0].tolist() == list(central.values())
        checked += 1
    assert checked > 20


def test_one_draw_is_the_central_path(seen):
    found = sample(seen.known, 1, seed=5)
    assert found.central
    assert all((score == 0).all() for score in found.scores.values())


def test_a_value_known_better_has_its_own_spread():
    parameter = uncertain("made.known", 5.0, {"shape": "normal", "sd": 2.0})
    narrow = Value(Period(DAY, DAY), 5.0, DAY, "TEST", sd=0.5)
    known = Parameters({"made.known": parameter.__class__(**{**vars(parameter), "values": (narrow,)})}, {})
    assert Values(known, sample(known, MANY, seed=1)).number("made.known", DAY).std() == pytest.approx(
        0.5, rel=1e-2
    )


def test_a_linear_parameter_is_straight_between_its_values_and_flat_outside(seen):
    values = Values(seen.known, central_draw(seen.known))
    days = [date(2008, 1, 1), date(2015, 3, 1), date(2015, 8, 31), date(2016, 3, 1), date(2020, 1, 1)]
    path = values.path("capacity.new", days)[0]
    assert path == pytest.approx([33000, 34000, 34000 + 11000 * 183 / 366, 45000, 45000])


# --- what calibration leaves ---------------------------------------------------------------------

SPREAD = np.array([[0.5, 0.3, -0.1], [0.3, 0.4, 0.0], [-0.1, 0.0, 0.2]])
FITTED = Fitted({"made.normal": 1.5, "made.stranger": -0.5, "made.twin_a": 0.25}, SPREAD)


def test_fitted_scores_have_the_mean_and_covariance_that_calibration_left():
    normals = np.random.default_rng(3).standard_normal((200_000, 3))
    drawn = np.stack(list(FITTED.draw(normals).values()))
    assert drawn.mean(axis=1) == pytest.approx(list(FITTED.scores.values()), abs=0.01)
    assert np.cov(drawn) == pytest.approx(SPREAD, abs=0.01)


def test_sampled_scores_are_the_fitted_ones_where_there_are_some_and_the_priors_elsewhere():
    found = sample(SHAPES, MANY, 7, FITTED).scores
    drawn = np.stack([found[address] for address in FITTED.scores])
    assert drawn.mean(axis=1) == pytest.approx(list(FITTED.scores.values()), abs=0.01)
    assert np.cov(drawn) == pytest.approx(SPREAD, abs=0.02)
    prior = sample(SHAPES, MANY, 7).scores
    for address in prior.keys() - FITTED.scores.keys():
        assert np.array_equal(found[address], prior[address])


def test_without_spread_every_draw_is_the_fitted_score():
    exact = Fitted(FITTED.scores, np.eye(3) * 1e-24)
    found = sample(SHAPES, 64, 7, exact).scores
    for address, score in exact.scores.items():
        assert found[address] == pytest.approx(np.full(64, score), abs=1e-9)


def test_the_central_draw_of_a_fit_is_its_scores():
    found = central_draw(SHAPES, FITTED)
    assert found.central
    for address in SHAPES:
        assert found.scores[address].tolist() == [FITTED.scores.get(address, 0.0)]
    assert same_scores(found, sample(SHAPES, 1, 7, FITTED))


@pytest.mark.parametrize("view", VIEWS)
def test_the_fit_of_march_2014_is_a_covariance_no_wider_than_the_prior(library, view):
    fitted = fitted_of(library, vintage(library, "2014-03", view))
    assert list(fitted.scores) == sorted(fitted.scores)
    assert np.array_equal(fitted.covariance, fitted.covariance.T)
    assert (np.linalg.eigvalsh(fitted.covariance) > 0).all()
    assert (np.diag(fitted.covariance) <= 1 + 1e-6).all()


def test_every_fitted_score_is_of_an_uncertainty_of_the_vintage(library, seen):
    known = {p.address for p in uncertainties(seen.known)}
    assert set(fitted_of(library, seen).scores) <= known


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["2014-03", "2015-11", "2021-05", "2022-11", "2024-03", "2026-03"])
def test_no_draw_leaves_the_hard_bounds_of_its_card(library, name, view):
    """Half-yearly along every path, of every uncertainty, fitted knots and all."""
    known = vintage(library, name, view)
    draws = sample(known.known, 256, 7, fitted_of(library, known))
    values, days = Values(known.known, draws), [month.start for month in known.months][::6]
    outside = []
    for card in uncertainties(known.known):
        if card.by:
            found = values.vector(card.address, list(card.latest[-1].value), days[-1])
        else:
            found = values.path(card.address, days)
        low, high = card.hard
        if found.min() < low or found.max() > high:
            outside.append(card.address)
    assert outside == []
