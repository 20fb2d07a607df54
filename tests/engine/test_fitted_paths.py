"""Knots: one dated value of a path moves, its neighbours stay, and nothing else is drawn anew."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from esarisk.engine.draws import Fitted, Values, central_draw, sample, scored
from esarisk.engine.fitted_paths import address_of, is_knot, knot_fault, moved_path
from esarisk.policy.stack import vintage

ADDRESS = "on_flow.claims_a_month"
KNOT = f"{ADDRESS}@2019-06-01"
DAYS = [date(2018 + month // 12, month % 12 + 1, 1) for month in range(5, 36)]


@pytest.fixture(scope="module")
def known(library):
    return vintage(library, "2021-05", "department").known


def path(known, scores, address=ADDRESS):
    return Values(known, scored(known, scores)).path(address, DAYS)


def test_a_knot_at_nought_leaves_the_path_alone(known):
    np.testing.assert_allclose(
        path(known, {KNOT: np.zeros(2)})[0], path(known, {"x": np.zeros(1)})[0], rtol=1e-14
    )


def test_a_knot_moves_the_path_between_its_neighbours_and_nowhere_else(known):
    base, moved = path(known, {KNOT: np.zeros(1)})[0], path(known, {KNOT: np.ones(1)})[0]
    inside = np.array([date(2018, 12, 1) < day < date(2020, 2, 1) for day in DAYS])
    assert (moved[inside] > base[inside]).all()
    np.testing.assert_array_equal(moved[~inside], base[~inside])


def test_a_knot_at_its_own_date_is_moved_by_its_own_width(known):
    values = {v.period.start: v for v in known[ADDRESS].latest}
    value = values[date(2019, 6, 1)]
    at = DAYS.index(date(2019, 6, 1))
    moved = path(known, {KNOT: np.array([-2.0, 0.0, 2.0])})[:, at]
    np.testing.assert_allclose(moved, value.value * np.exp(value.sd * np.array([-2.0, 0.0, 2.0])))


def test_a_path_in_steps_moves_from_its_day_to_the_next(known):
    knot = "moves.top_up@2018-09-01"
    base = path(known, {knot: np.zeros(1)}, "moves.top_up")[0]
    moved = path(known, {knot: np.ones(1)}, "moves.top_up")[0]
    changed = [day for day, a, b in zip(DAYS, base, moved, strict=True) if a != b]
    assert (changed[0], changed[-1]) == (date(2018, 9, 1), date(2019, 6, 1))


def test_a_knot_and_the_whole_path_multiply(known):
    both = path(known, {KNOT: np.ones(1), ADDRESS: np.ones(1)})
    knot, whole = path(known, {KNOT: np.ones(1)}), path(known, {ADDRESS: np.ones(1)})
    none = path(known, {KNOT: np.zeros(1)})
    np.testing.assert_allclose(both, knot * whole / none, rtol=1e-12)


def test_a_normal_prior_moves_in_its_own_unit(known):
    card = known["decisions.support_new"]
    day = date(2019, 5, 15)
    moved = moved_path(card, {day: np.array([0.0, 1.0])}, [day])
    assert moved[1, 0] - moved[0, 0] == pytest.approx(card.distribution.sd)


def test_knots_take_draws_of_their_own(known):
    """More of a fit's knots may not change what the other uncertainties draw beyond their sequence."""
    fitted = Fitted({ADDRESS: 0.5, KNOT: -0.5}, np.diag([0.04, 0.09]))
    draws = sample(known, 512, 1, fitted)
    assert draws.scores[ADDRESS].mean() == pytest.approx(0.5, abs=0.02)
    assert draws.scores[ADDRESS].std() == pytest.approx(0.2, abs=0.02)
    assert draws.scores[KNOT].mean() == pytest.approx(-0.5, abs=0.02)
    assert draws.scores[KNOT].std() == pytest.approx(0.3, abs=0.02)
    assert abs(np.corrcoef(draws.scores[ADDRESS], draws.scores[KNOT])[0, 1]) < 0.1


def test_the_central_path_of_a_fit_holds_its_knots(known):
    draws = central_draw(known, Fitted({KNOT: 1.5}, np.eye(1)))
    assert draws.scores[KNOT] == [1.5]


def test_a_knot_without_a_value_or_a_width_is_told(known):
    assert "has no value from 2019-07-01" in knot_fault(known, f"{ADDRESS}@2019-07-01")
    value = replace(known["moves.natural_migration"].latest[-1], sd=None)
    bare = known.with_changes({"a.b": replace(known["moves.natural_migration"], values=(value,))})
    assert "no 'sd'" in knot_fault(bare, f"a.b@{value.period.start}")
    assert knot_fault(known, KNOT) is None


def test_names_tell_knots_from_parameters():
    assert is_knot(KNOT)
    assert not is_knot(ADDRESS)
    assert address_of(KNOT) == address_of(ADDRESS) == ADDRESS
