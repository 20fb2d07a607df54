"""Mean weekly awards against cases worked by hand from the published rates of 2013-14 and 2014-15.

Means over types of household; each line's factor and the transitional additions are divided out. Incomes
are at 2013-14 prices and rise as the support component does: 35.75 ÷ 34.80 in 2014-15.
"""

from datetime import date

import numpy as np
import pytest

from esarisk.engine.awards.mean_awards import awards, awards_by_household
from esarisk.engine.awards.rates import Rates, uprating_day
from esarisk.engine.draws import Values, central_draw, central_path
from esarisk.kernels.layout import (
    APPEAL,
    ASSESSMENT,
    BOTH,
    CONTRIBUTORY,
    CREDITS_ONLY,
    INCOME_RELATED,
    LATER,
    LEGACY,
    LEGACY_WAITING,
    PLACE_OF,
    PLACES,
    RECONSIDERATION,
    STATE_OF,
    SUPPORT,
    SUPPORT_REVIEW,
    TOP_UP_ARREARS,
    UC_ASSESSMENT,
    WRAG,
    WRAG_REVIEW,
)
from esarisk.names import LINES
from esarisk.policy.periods import year_label
from esarisk.policy.stack import scenario_parameters

CONTRIBUTORY_LINE, INCOME_RELATED_LINE, LEGACY_LINE = (
    LINES.index(line) for line in ("contributory", "income_related", "legacy")
)
ESA = (STATE_OF >= ASSESSMENT) & (STATE_OF < UC_ASSESSMENT)
JUNE = {"2013-14": "2013-06", "2014-15": "2014-06", "2015-16": "2015-06"}


@pytest.fixture(scope="module")
def values(seen):
    return Values(seen.known, central_draw(seen.known))


FACTORS = ("awards.contributory_factor", "awards.income_related_factor")


@pytest.fixture(scope="module")
def paid(seen, values):
    """(month, place, line) central awards with each line's factor divided out."""
    return by_rule(seen, awards(seen, values)[0][0], slice(None))


@pytest.fixture(scope="module")
def arrears(seen, values):
    """(month, place) central arrears for each week."""
    return awards(seen, values)[1][0]


@pytest.fixture(scope="module")
def by_household(seen, values):
    """(month, type, place, line) central awards by rule of every type of household, in one month a year."""
    award, _ = awards_by_household(seen, values)
    once_a_year = slice(7, None, 12)
    return by_rule(seen, np.moveaxis(award[0, once_a_year], 1, 2), once_a_year).swapaxes(1, 2)


def addition(seen, months):
    """(month,) one and the transitional additions over awards by rule [ratio]."""
    card = seen.known["awards.transitional_addition"]
    return 1 + central_path(card, [month.start for month in seen.months[months]])


def by_rule(seen, award, months):
    award = award.copy()
    esa = award[:, ESA]
    added = addition(seen, months).reshape(-1, *[1] * (award.ndim - 2))
    for line, factor in zip((CONTRIBUTORY_LINE, INCOME_RELATED_LINE), FACTORS, strict=True):
        esa[..., line] /= added * seen.known.number(factor, seen.day)
    award[:, ESA] = esa
    return award


def index(seen, month):
    return [m.start.isoformat()[:7] for m in seen.months].index(month)


# Means over households on the central shares: 16 per cent under 25; with an income-related award 28 per cent couples
# (4 with £60 of income), 27 single with a severe disability premium (15 in a hundred of them with the enhanced one
# outside the support group), 1 couples with two, 10 carers, 5 with a pension of £40 and 3 with £10,000, which is
# £16 of income; with a contributory one 6 per cent with a pension of £150, which takes £32.50. £ of 2013-14, 2014-15.
PRICES_14 = 35.75 / 34.80
YOUNG_13, YOUNG_14 = 0.16 * 56.80 + 0.84 * 71.70, 0.16 * 57.35 + 0.84 * 72.40
PENSION_13, PENSION_14 = 0.06 * (150 - 85) / 2, 0.06 * (150 * PRICES_14 - 85) / 2
NEEDS_13 = 0.28 * (112.55 - 71.70) + 0.27 * 59.50 + 0.01 * 119.00 + 0.10 * 33.30
NEEDS_14 = 0.28 * (113.70 - 72.40) + 0.27 * 61.10 + 0.01 * 122.20 + 0.10 * 34.20
INCOME_13, INCOME_14 = 0.04 * 60 + 0.05 * 40 + 0.03 * 16, (0.04 * 60 + 0.05 * 40) * PRICES_14 + 0.03 * 16
ENHANCED_13, ENHANCED_14 = 0.72 * 15.15 + 0.28 * 21.75, 0.72 * 15.55 + 0.28 * 22.35
CARE_13, CARE_14 = 0.27 * 0.15 * 15.15, 0.27 * 0.15 * 15.55


@pytest.mark.parametrize(
    ("year", "place", "contributory", "income_related"),
    [
        ("2013-14", (SUPPORT, CONTRIBUTORY, 0), 71.70 + 34.80 - PENSION_13, 0),
        ("2013-14", (SUPPORT, INCOME_RELATED, 0), 0, 106.50 + NEEDS_13 + ENHANCED_13 - INCOME_13),
        ("2013-14", (WRAG, CONTRIBUTORY, 0), 71.70 + 28.45 - PENSION_13, 0),
        ("2013-14", (WRAG, BOTH, 0), 71.70 + 28.45, None),
        ("2013-14", (WRAG, INCOME_RELATED, 0), 0, 100.15 + NEEDS_13 + CARE_13 - INCOME_13),
        ("2013-14", (ASSESSMENT, CONTRIBUTORY, 0), YOUNG_13 - PENSION_13, 0),
        ("2013-14", (ASSESSMENT, INCOME_RELATED, 0), 0, YOUNG_13 + NEEDS_13 + CARE_13 - INCOME_13),
        ("2014-15", (SUPPORT, CONTRIBUTORY, 0), 72.40 + 35.75 - PENSION_14, 0),
        ("2014-15", (SUPPORT, INCOME_RELATED, 0), 0, 108.15 + NEEDS_14 + ENHANCED_14 - INCOME_14),
        ("2014-15", (WRAG, CONTRIBUTORY, 0), 72.40 + 28.75 - PENSION_14, 0),
        ("2014-15", (WRAG, INCOME_RELATED, 0), 0, 101.15 + NEEDS_14 + CARE_14 - INCOME_14),
        ("2014-15", (ASSESSMENT, CONTRIBUTORY, 0), YOUNG_14 - PENSION_14, 0),
        ("2014-15", (WRAG, CONTRIBUTORY, LATER), 72.40 + 28.75 - PENSION_14, 0),
    ],
)
def test_an_award_is_what_the_published_rates_add_up_to_over_households(
    seen, paid, year, place, contributory, income_related
):
    month = paid[index(seen, JUNE[year]), PLACE_OF[place]]
    assert month[CONTRIBUTORY_LINE] == pytest.approx(contributory, rel=1e-12)
    if income_related is not None:
        assert month[INCOME_RELATED_LINE] == pytest.approx(income_related, rel=1e-12, abs=1e-9)


PAID = [(ASSESSMENT, 0), (APPEAL, 0), (SUPPORT, 0), (SUPPORT_REVIEW, 0)]
PAID += [(state, terms) for state in (WRAG, WRAG_REVIEW) for terms in (0, LATER)]


@pytest.mark.parametrize(("state", "terms"), PAID)
def test_somebody_entitled_to_both_is_paid_the_greater_and_no_more(by_household, state, terms):
    paid = by_household
    contributory, both, means_tested = (
        paid[:, :, PLACE_OF[state, basis, terms]].sum(axis=-1)
        for basis in (CONTRIBUTORY, BOTH, INCOME_RELATED)
    )
    assert np.abs(both - np.maximum(contributory, means_tested)).max() < 1e-12


def test_credits_only_and_reconsideration_pay_nothing(paid, arrears):
    for place, (state, basis, _) in enumerate(PLACES):
        if basis == CREDITS_ONLY or state == RECONSIDERATION:
            assert (paid[:, place] == 0).all()
            assert (arrears[:, place] == 0).all()


@pytest.mark.parametrize(
    ("state", "like"), [(APPEAL, ASSESSMENT), (WRAG_REVIEW, WRAG), (SUPPORT_REVIEW, SUPPORT)]
)
def test_an_appeal_is_paid_the_assessment_rate_and_a_review_the_group_held(paid, state, like):
    for basis in (CONTRIBUTORY, BOTH, INCOME_RELATED):
        one, other = (paid[:, PLACE_OF[s, basis, 0]] for s in (state, like))
        assert np.array_equal(one, other)


@pytest.mark.parametrize("state", [LEGACY, LEGACY_WAITING])
def test_incapacity_benefits_rise_from_their_mean_payment(seen, paid, state):
    legacy = paid[:, PLACE_OF[state, CONTRIBUTORY, 0], LEGACY_LINE]
    assert legacy[index(seen, "2013-06")] == pytest.approx(120)
    assert legacy[index(seen, "2014-06")] == pytest.approx(120 * 35.75 / 34.80)


def test_arrears_are_what_the_group_pays_above_the_assessment_rate(seen, arrears):
    owed = arrears[index(seen, "2013-06")]
    june = index(seen, "2013-06")
    added = addition(seen, slice(june, june + 1))[0]
    contributory, income_related = (added * seen.known.number(factor, seen.day) for factor in FACTORS)
    enhanced = ENHANCED_13 - CARE_13  # those with the highest care benefit have theirs already
    for place, expected in (
        ((SUPPORT, CONTRIBUTORY, 0), contributory * (71.70 + 34.80 - YOUNG_13)),
        ((WRAG, CONTRIBUTORY, 0), contributory * (71.70 + 28.45 - YOUNG_13)),
        ((WRAG, INCOME_RELATED, 0), income_related * (71.70 + 28.45 - YOUNG_13)),
        ((SUPPORT, INCOME_RELATED, 0), income_related * (71.70 + 34.80 + enhanced - YOUNG_13)),
    ):
        assert owed[PLACE_OF[place]] == pytest.approx(expected, rel=1e-12)
    others = (STATE_OF != WRAG) & (STATE_OF != SUPPORT)
    others[TOP_UP_ARREARS] = False
    assert (owed[others] == 0).all()


def test_arrears_of_a_top_up_are_the_top_up_itself(seen, values, arrears):
    top_up = awards(seen, values)[0][0, :, PLACE_OF[SUPPORT, BOTH, 0], INCOME_RELATED_LINE]
    assert np.array_equal(arrears[:, TOP_UP_ARREARS], top_up)
    assert (top_up > 0).all()


@pytest.mark.parametrize(
    ("year", "day"),
    [(2013, date(2013, 4, 8)), (2014, date(2014, 4, 7)), (2015, date(2015, 4, 6)), (2019, date(2019, 4, 8))],
)
def test_rates_rise_on_the_first_monday_on_or_after_6_april(year, day):
    assert uprating_day(year) == day
    assert day.weekday() == 0


def yearly(seen, parameters, item):
    rates = Rates(seen, Values(parameters, central_draw(seen.known)))
    found = rates.by_period(f"esa.{item}")
    return {year: rates.in_year(found, year)[0] for year in seen.all_years}


# Consumer prices in the forecast of March 2014: 1.9 per cent in 2014, 2.0 in 2015 to 2018; 2 after. Each rate to 5p.
@pytest.mark.parametrize(
    ("item", "rates"),
    [
        ("personal_allowance", [71.70, 72.40, 73.10, 74.55]),  # 72.40 x 1.01 = 73.124, x 1.02 = 74.562
        ("work_related_component", [28.45, 28.75, 29.05, 29.65]),  # 29.0375, 29.631
        ("support_component", [34.80, 35.75, 36.45, 37.20]),  # 35.75 x 1.019 = 36.429, 37.179
        ("enhanced_disability_premium", [15.15, 15.55, 15.85, 16.15]),  # 15.845, 16.167
    ],
)
def test_rates_rise_by_one_per_cent_to_2015_16_then_by_the_forecast_of_prices(seen, item, rates):
    found = yearly(seen, seen.known, item)
    years = ("2013-14", "2014-15", "2015-16", "2016-17")
    assert [found[year] for year in years] == pytest.approx(rates, rel=1e-12)
    assert found["2020-21"] == pytest.approx(rates[-1] * 1.02**4, abs=0.1)
    assert all(round(rate / 0.05, 6).is_integer() for rate in found.values())


def test_a_freeze_holds_the_allowance_but_not_the_support_component(library, seen):
    frozen = scenario_parameters(library, seen, library.pick("scenarios", "freeze-2016"))
    years = ("2015-16", "2016-17", "2017-18", "2018-19", "2019-20")
    for item in ("personal_allowance", "personal_allowance_under_25", "work_related_component"):
        found = yearly(seen, frozen, item)
        assert [found[year] for year in years] == [found["2015-16"]] * 5
        assert found["2020-21"] == pytest.approx(found["2015-16"] * 1.02, abs=0.025)
    assert yearly(seen, frozen, "support_component") == yearly(seen, seen.known, "support_component")


@pytest.mark.parametrize(("month", "old_days"), [("2014-04", 6), ("2015-04", 5), ("2018-04", 8)])
def test_april_is_blended_by_the_days_before_the_rise(seen, values, month, old_days):
    rates = Rates(seen, values)
    monthly = rates.spread(rates.by_period("esa.support_component"))[0]
    before, april, may = (monthly[index(seen, month) + step] for step in (-1, 0, 1))
    assert april == pytest.approx((old_days * before + (30 - old_days) * may) / 30, rel=1e-12)


def test_every_other_month_is_paid_at_its_years_rate(seen, values):
    rates = Rates(seen, values)
    found = rates.by_period("esa.personal_allowance")[0]
    monthly = rates.spread(rates.by_period("esa.personal_allowance"))[0]
    for m, month in enumerate(seen.months):
        if month.start.month != 4:
            assert monthly[m] == found[seen.all_years.index(year_label(month.start))]


def test_claims_on_later_terms_lose_the_component_and_nothing_else(library, seen, paid):
    parameters = scenario_parameters(library, seen, library.pick("scenarios", "wrac-abolished-2017"))
    changed = by_rule(seen, awards(seen, Values(parameters, central_draw(seen.known)))[0][0], slice(None))
    month = index(seen, "2018-06")
    component = yearly(seen, seen.known, "work_related_component")["2018-19"]
    earlier = paid[month, PLACE_OF[WRAG, CONTRIBUTORY, 0], CONTRIBUTORY_LINE]
    later = changed[month, PLACE_OF[WRAG, CONTRIBUTORY, LATER], CONTRIBUTORY_LINE]
    assert earlier - later == pytest.approx(component, rel=1e-12)
    untouched = ESA & (np.array([terms for _, _, terms in PLACES]) == 0)
    assert changed[:, untouched] == pytest.approx(paid[:, untouched], rel=1e-12)
