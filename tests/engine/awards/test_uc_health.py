"""Universal Credit for people with a health condition: amounts of the Act, and what a place is paid."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from esarisk.engine.awards.mean_awards import awards
from esarisk.engine.awards.rates import Rates
from esarisk.engine.awards.uc_health import ALLOWANCE, ELEMENT, amounts
from esarisk.engine.draws import Values, central_draw
from esarisk.kernels.layout import (
    BOTH,
    CONTRIBUTORY,
    INCOME_RELATED,
    LATER,
    PLACE_OF,
    STATE_OF,
    SUPPORT,
    SUPPORT_REVIEW,
    UC,
    UC_ASSESSMENT,
    UC_LCW,
    UC_LCWRA,
    WITH_UC,
    WRAG,
    WRAG_REVIEW,
)
from esarisk.names import LINES
from esarisk.policy.schema import VintageCard
from esarisk.policy.stack import Vintage

UC_LINE, CONTRIBUTORY_LINE = LINES.index("uc_health"), LINES.index("contributory")
WEEKLY = 12 * 7 / 365


def on(library, day):
    """A vintage of a day that looks five years past 2026, and its central values."""
    years = {"start": "2013-05", "first_year": "2026-27", "last_year": "2030-31"}
    card = VintageCard(
        name="made-up", meaning="made up", date=day, cap="CAP2014", source="JUDGEMENT", **years
    )
    seen = Vintage(card, "department", library.parameters.as_of(day, "department"))
    return seen, Values(seen.known, central_draw(seen.known))


@pytest.fixture(scope="module")
def spring(library):
    return on(library, date(2026, 4, 30))


@pytest.fixture(scope="module")
def autumn_before(library):
    return on(library, date(2025, 12, 1))


@pytest.fixture(scope="module")
def paid(spring):
    """(month, place, line) central awards."""
    return awards(*spring)[0][0]


@pytest.fixture(scope="module")
def paid_in_full_count(spring):
    """The same where the whole of contributory ESA comes off the line."""
    seen, values = spring
    card = seen.known["uc_health.esa_counted_share"]
    whole = replace(card, values=tuple(replace(value, value=1.0) for value in card.values))
    known = seen.known.with_changes({card.address: whole})
    return awards(replace(seen, known=known), Values(known, values.draws))[0][0]


def by_year(seen, values, prices=None):
    """Year → allowance and element, with the prices given in every year."""
    rates = Rates(seen, values, (ALLOWANCE, ELEMENT))
    if prices is not None:
        rates.prices = np.full_like(rates.prices, prices)
    allowance, element = amounts(values, rates)
    paid = (allowance, element)
    return {year: tuple(rates.in_year(amount, year)[0] for amount in paid) for year in seen.all_years}


def a_month(spring, paid):
    """(month, place) Universal Credit health [GBP a month]."""
    return paid[..., UC_LINE] * Rates(*spring).weeks[:, None]


def month(spring, label):
    return [m.start.isoformat()[:7] for m in spring[0].months].index(label)


@pytest.mark.parametrize(
    ("year", "allowance", "element"),
    [
        ("2013-14", 311.55, 303.66),
        ("2014-15", 314.67, 311.86),
        ("2019-20", 317.82, 336.20),
        ("2024-25", 393.45, 416.19),
        ("2025-26", 400.14, 423.27),
        ("2026-27", 424.90, 429.80),
    ],
)
def test_published_amounts_are_paid_as_published(spring, year, allowance, element):
    assert by_year(*spring)[year] == pytest.approx((allowance, element))


def test_the_act_gives_the_amounts_published_for_2026_27_from_those_before_and_prices(autumn_before):
    """Prices rose by 3.8 per cent to September 2025."""
    allowance, element = by_year(*autumn_before, prices=3.8)["2026-27"]
    assert allowance == pytest.approx(424.90, abs=0.01)
    assert element == pytest.approx(429.80, abs=0.01)


@pytest.mark.parametrize("prices", [0.0, 2.0, 3.8, 10.0])
def test_the_act_lifts_the_allowance_above_prices_and_holds_both_together_to_prices(autumn_before, prices):
    found = by_year(*autumn_before, prices=prices)
    rows = [found[f"{year}-{year - 1999}"] for year in range(2025, 2031)]
    chain = 1 + prices / 100
    for i, uplift in enumerate((2.3, 3.1, 4.0, 4.8, 4.8), 1):
        assert rows[i][0] == pytest.approx(400.14 * chain**i * (1 + uplift / 100))
    for before, after in pairwise(rows):
        assert sum(after) >= sum(before) * chain * (1 - 1e-12)
        assert after[1] >= before[1]


def test_before_the_act_amounts_rise_by_the_rule_and_the_forecast_of_prices(seen):
    """In March 2014 neither the freeze of 2016 nor the Act of 2025 is known: one per cent to 2015-16."""
    found = by_year(seen, Values(seen.known, central_draw(seen.known)))
    allowance, element = found["2014-15"]
    assert (allowance, element) == pytest.approx((314.67, 311.86))
    assert found["2015-16"] == pytest.approx((allowance * 1.01, element * 1.019))
    assert found["2016-17"] == pytest.approx((allowance * 1.01 * 1.02, element * 1.019 * 1.02))


@pytest.mark.parametrize(
    ("label", "allowance", "element"), [("2025-06", 400.14, 423.27), ("2026-06", 424.90, 429.80)]
)
def test_a_place_is_paid_its_element_and_the_net_share_of_the_allowance(
    spring, paid, label, allowance, element
):
    at = a_month(spring, paid)[month(spring, label)]
    net = spring[1].number("uc_health.net_share", spring[0].day)[0] * allowance
    for state in (UC_ASSESSMENT, UC_LCW):
        assert at[PLACE_OF[state, UC, 0]] == pytest.approx(net)
    assert at[PLACE_OF[UC_LCWRA, UC, 0]] == pytest.approx(net + element)


def test_every_month_of_a_year_is_paid_alike_however_many_days_it_has(spring, paid):
    paid_a_month = a_month(spring, paid)[:, PLACE_OF[UC_LCWRA, UC, 0]]
    of_2027 = [month(spring, label) for label in ("2027-05", "2028-01", "2028-02", "2028-03")]
    assert np.ptp(paid_a_month[of_2027]) < 1e-9


@pytest.mark.parametrize("label", ["2026-06", "2028-06", "2030-06"])
def test_the_later_element_is_half_the_protected_one_and_is_held_in_cash(spring, paid, label):
    at = a_month(spring, paid)[month(spring, label)]
    element = at[PLACE_OF[UC_LCWRA, UC, LATER]] - at[PLACE_OF[UC_LCW, UC, 0]]
    assert element == pytest.approx(217.26, abs=0.01)


@pytest.mark.parametrize("state", [WRAG, WRAG_REVIEW, SUPPORT, SUPPORT_REVIEW])
def test_counted_in_full_the_two_are_paid_together_the_greater_of_them(spring, paid_in_full_count, state):
    """Universal Credit takes contributory ESA off pound for pound, twelve weekly payments of 52 a month."""
    paid, a_week = paid_in_full_count, 52 / 12
    monthly = a_month(spring, paid)
    like = PLACE_OF[UC_LCW if state in {WRAG, WRAG_REVIEW} else UC_LCWRA, UC, 0]
    for terms in (0, LATER):
        beside, alone = (paid[:, PLACE_OF[state, basis, terms]] for basis in (WITH_UC, BOTH))
        assert np.array_equal(beside[:, CONTRIBUTORY_LINE], alone[:, CONTRIBUTORY_LINE])
        contributory = alone[:, CONTRIBUTORY_LINE] * a_week
        together = contributory + monthly[:, PLACE_OF[state, WITH_UC, terms]]
        assert together == pytest.approx(np.maximum(contributory, monthly[:, like]), rel=1e-12)


def test_the_share_that_does_not_come_off_this_line_is_paid_on_it(spring, paid, paid_in_full_count):
    seen, values = spring
    off = values.number("uc_health.esa_counted_share", seen.day)[0]
    net = values.number("uc_health.net_share", seen.day)[0]
    june = month(spring, "2026-06")
    beside = PLACE_OF[SUPPORT, WITH_UC, 0]
    contributory = paid[june, beside, CONTRIBUTORY_LINE] * 52 / 12
    alone = net * 424.90 + 429.80
    assert 0 < off < 1
    assert a_month(spring, paid)[june, beside] == pytest.approx(alone - off * contributory)
    assert a_month(spring, paid_in_full_count)[june, beside] == pytest.approx(alone - contributory)


def test_only_places_with_universal_credit_have_a_line_of_it(paid):
    inside = STATE_OF >= UC_ASSESSMENT
    assert (paid[:, inside][..., UC_LINE] > 0).all()
    assert (paid[:, inside][..., :UC_LINE] == 0).all()
    for state in (WRAG, SUPPORT):
        for basis in (CONTRIBUTORY, INCOME_RELATED):
            assert (paid[:, PLACE_OF[state, basis, 0], UC_LINE] == 0).all()
