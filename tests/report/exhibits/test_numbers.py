"""Numbers in print: no minus nought, nothing that is no number, as many figures as a column needs."""

import math

import pytest

from esarisk.report.exhibits.numbers import (
    between,
    chance,
    figure,
    give_or_take,
    per_cent,
    places_of,
    significant,
)

NOTHING = [None, math.nan, math.inf, -math.inf]


@pytest.mark.parametrize("value", [-0.0, -0.04, -1e-12, 0.04])
@pytest.mark.parametrize("sign", ["", "+"])
def test_what_rounds_to_nought_has_no_sign(value, sign):
    assert figure(value, 1, sign) == "0.0"
    assert per_cent(value / 100, 1, sign) == "0.0%"


@pytest.mark.parametrize("value", NOTHING)
def test_what_is_no_number_is_a_dash(value):
    shown = {f(value) for f in (figure, per_cent, chance, significant)}
    assert shown == {"–"}
    assert between(value, 1.0) == "–"


def test_numbers_are_rounded_last_with_thousands_parted_and_a_true_minus():
    assert figure(-1234567.06, 1) == "−1,234,567.1"
    assert figure(12.0, 0, "+") == "+12"


def test_a_range_below_nought_is_told_with_a_word():
    assert between(1.0, 2.0) == "1.0–2.0"
    assert between(-1.0, 2.0) == "−1.0 to 2.0"
    assert between(1.0, 2.0, 0, "+") == "+1 to +2"


def test_a_chance_is_in_per_cent_with_its_error():
    assert chance(0.6875, 0.021) == "69% ±2"
    assert chance(0.5, math.nan) == "50%"
    assert chance(0.0, 0.002) == "0% ±0.2"
    assert give_or_take(0.0) == " ±0"


def test_a_column_has_the_places_that_its_largest_number_needs():
    assert places_of([0.0148, 0.091, 1.04]) == 2
    assert places_of([100.0, 45.0]) == 0
    assert places_of([19.2, 5.37]) == 1
    assert places_of([math.nan, 0.0]) == 0
    assert significant(0.0148) == "0.0148"
    assert significant(2536.4) == "2,536"
