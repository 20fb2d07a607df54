"""Mean weekly awards against cases worked by hand from the published rates of 2013-14 and 2014-15.

Single people of 25 or over; the award factor is divided out. `extra` is £28 a week of premiums
at 2013-14 prices, raised as the support component is: 35.75 ÷ 34.80 in 2014-15.
"""

from datetime import date

import numpy as np
import pytest

from esarisk.engine.awards import awards
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.rates import Rates, uprating_day
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


@pytest.fixture(scope="module")
def paid(seen, values):
    """(month, place, line) central awards with the award factor divided out, and arrears."""
    award, arrears = awards(seen, values)
    factor = seen.known.number("awards.esa_factor", seen.day)
    award = award[0].copy()
    award[:, ESA] /= factor
    return award, arrears[0] / factor


def index(seen, month):
    return [m.start.isoformat()[:7] for m in seen.months].index(month)


UNDER_25 = 0.16
YOUNG_13, YOUNG_14 = 0.16 * 56.80 + 0.84 * 71.70, 0.16 * 57.35 + 0.84 * 72.40
EXTRA_14 = 28 * 35.75 / 34.80


@pytest.mark.parametrize(
    ("year", "place", "contributory", "income_related"),
    [
        ("2013-14", (SUPPORT, CONTRIBUTORY, 0), 71.70 + 34.80, 0),
        ("2013-14", (SUPPORT, BOTH, 0), 71.70 + 34.80, 28 + 15.15),
        ("2013-14", (SUPPORT, INCOME_RELATED, 0), 0, 71.70 + 34.80 + 28 + 15.15),
        ("2013-14", (WRAG, CONTRIBUTORY, 0), 71.70 + 28.45, 0),
        ("2013-14", (WRAG, BOTH, 0), 71.70 + 28.45, 28),
        ("2013-14", (WRAG, INCOME_RELATED, 0), 0, 71.70 + 28.45 + 28),
        ("2013-14", (ASSESSMENT, CONTRIBUTORY, 0), YOUNG_13, 0),
        ("2013-14", (ASSESSMENT, BOTH, 0), YOUNG_13, 28),
        ("2013-14", (ASSESSMENT, INCOME_RELATED, 0), 0, YOUNG_13 + 28),
        ("2014-15", (SUPPORT, CONTRIBUTORY, 0), 72.40 + 35.75, 0),
        ("2014-15", (SUPPORT, BOTH, 0), 72.40 + 35.75, EXTRA_14 + 15.55),
        ("2014-15", (SUPPORT, INCOME_RELATED, 0), 0, 72.40 + 35.75 + EXTRA_14 + 15.55),
        ("2014-15", (WRAG, CONTRIBUTORY, 0), 72.40 + 28.75, 0),
        ("2014-15", (WRAG, BOTH, 0), 72.40 + 28.75, EXTRA_14),
        ("2014-15", (WRAG, INCOME_RELATED, 0), 0, 72.40 + 28.75 + EXTRA_14),
        ("2014-15", (ASSESSMENT, CONTRIBUTORY, 0), YOUNG_14, 0),
        ("2014-15", (ASSESSMENT, INCOME_RELATED, 0), 0, YOUNG_14 + EXTRA_14),
        ("2014-15", (WRAG, CONTRIBUTORY, LATER), 72.40 + 28.75, 0),
    ],
)
def test_an_award_is_what_the_published_rates_add_up_to(
    seen, paid, year, place, contributory, income_related
):
    month = paid[0][index(seen, JUNE[year]), PLACE_OF[place]]
    assert month[CONTRIBUTORY_LINE] == pytest.approx(contributory, rel=1e-12)
    assert month[INCOME_RELATED_LINE] == pytest.approx(income_related, rel=1e-12, abs=1e-9)


PAID = [(ASSESSMENT, 0), (APPEAL, 0), (SUPPORT, 0), (SUPPORT_REVIEW, 0)]
PAID += [(state, terms) for state in (WRAG, WRAG_REVIEW) for terms in (0, LATER)]


@pytest.mark.parametrize(("state", "terms"), PAID)
def test_somebody_entitled_to_both_is_paid_the_greater_and_no_more(paid, state, terms):
    contributory, both, means_tested = (
        paid[0][:, PLACE_OF[state, basis, terms]].sum(axis=-1)
        for basis in (CONTRIBUTORY, BOTH, INCOME_RELATED)
    )
    assert both == pytest.approx(means_tested, rel=1e-12)
    assert (both >= contributory).all()


def test_credits_only_and_reconsideration_pay_nothing(paid):
    for place, (state, basis, _) in enumerate(PLACES):
        if basis == CREDITS_ONLY or state == RECONSIDERATION:
            assert (paid[0][:, place] == 0).all()
            assert (paid[1][:, place] == 0).all()


@pytest.mark.parametrize(
    ("state", "like"), [(APPEAL, ASSESSMENT), (WRAG_REVIEW, WRAG), (SUPPORT_REVIEW, SUPPORT)]
)
def test_an_appeal_is_paid_the_assessment_rate_and_a_review_the_group_held(paid, state, like):
    for basis in (CONTRIBUTORY, BOTH, INCOME_RELATED):
        one, other = (paid[0][:, PLACE_OF[s, basis, 0]] for s in (state, like))
        assert np.array_equal(one, other)


@pytest.mark.parametrize("state", [LEGACY, LEGACY_WAITING])
def test_incapacity_benefits_rise_from_their_mean_payment_of_105(seen, paid, state):
    legacy = paid[0][:, PLACE_OF[state, CONTRIBUTORY, 0], LEGACY_LINE]
    assert legacy[index(seen, "2013-06")] == pytest.approx(105)
    assert legacy[index(seen, "2014-06")] == pytest.approx(105 * 35.75 / 34.80)


def test_arrears_are_what_the_group_pays_above_the_assessment_rate(seen, paid):
    owed = paid[1][index(seen, "2013-06")]
    assert owed[PLACE_OF[SUPPORT, CONTRIBUTORY, 0]] == pytest.approx(71.70 + 34.80 - YOUNG_13)
    assert owed[PLACE_OF[WRAG, CONTRIBUTORY, 0]] == pytest.approx(71.70 + 28.45 - YOUNG_13)
    assert owed[PLACE_OF[SUPPORT, INCOME_RELATED, 0]] == pytest.approx(71.70 + 34.80 + 15.15 - YOUNG_13)
    others = (STATE_OF != WRAG) & (STATE_OF != SUPPORT)
    others[TOP_UP_ARREARS] = False
    assert (owed[others] == 0).all()


def test_arrears_of_a_top_up_are_the_top_up_itself(seen, paid):
    assert paid[1][index(seen, "2013-06"), TOP_UP_ARREARS] == pytest.approx(28 + 15.15)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2013, date(2013, 4, 8)), (2014, date(2014, 4, 7)), (2015, date(2015, 4, 6)), (2019, date(2019, 4, 8))],
)
def test_rates_rise_on_the_first_monday_on_or_after_6_april(year, day):
    assert uprating_day(year) == day
    assert day.weekday() == 0


def yearly(seen, parameters, item):
    rates = Rates(seen, Values(parameters, central_draw(seen.known)))
    return dict(zip(seen.all_years, rates.yearly(item)[0], strict=True))


# Consumer prices in the forecast of March 2014: 1.9 per cent in 2014, 2.0 in 2015 to 2018; 2 after.
@pytest.mark.parametrize(
    ("item", "rates"),
    [
        ("personal_allowance", [71.70, 72.40, 72.40 * 1.01, 72.40 * 1.01 * 1.02]),
        ("work_related_component", [28.45, 28.75, 28.75 * 1.01, 28.75 * 1.01 * 1.02]),
        ("support_component", [34.80, 35.75, 35.75 * 1.019, 35.75 * 1.019 * 1.02]),
        ("enhanced_disability_premium", [15.15, 15.55, 15.55 * 1.019, 15.55 * 1.019 * 1.02]),
    ],
)
def test_rates_rise_by_one_per_cent_to_2015_16_then_by_the_forecast_of_prices(seen, item, rates):
    found = yearly(seen, seen.known, item)
    years = ("2013-14", "2014-15", "2015-16", "2016-17")
    assert [found[year] for year in years] == pytest.approx(rates, rel=1e-12)
    assert found["2020-21"] == pytest.approx(rates[-1] * 1.02**4, rel=1e-12)


def test_a_freeze_holds_the_allowance_but_not_the_support_component(library, seen):
    frozen = scenario_parameters(library, seen, library.pick("scenarios", "freeze-2016"))
    years = ("2015-16", "2016-17", "2017-18", "2018-19", "2019-20")
    for item in ("personal_allowance", "personal_allowance_under_25", "work_related_component"):
        found = yearly(seen, frozen, item)
        assert [found[year] for year in years] == [found["2015-16"]] * 5
        assert found["2020-21"] == pytest.approx(found["2015-16"] * 1.02)
    assert yearly(seen, frozen, "support_component") == yearly(seen, seen.known, "support_component")


@pytest.mark.parametrize(("month", "old_days"), [("2014-04", 6), ("2015-04", 5), ("2018-04", 8)])
def test_april_is_blended_by_the_days_before_the_rise(seen, values, month, old_days):
    rates = Rates(seen, values)
    monthly = rates.monthly("support_component")[0]
    before, april, may = (monthly[index(seen, month) + step] for step in (-1, 0, 1))
    assert april == pytest.approx((old_days * before + (30 - old_days) * may) / 30, rel=1e-12)


def test_every_other_month_is_paid_at_its_years_rate(seen, values):
    rates = Rates(seen, values)
    found = rates.yearly("personal_allowance")[0]
    monthly = rates.monthly("personal_allowance")[0]
    for m, month in enumerate(seen.months):
        if month.start.month != 4:
            assert monthly[m] == found[seen.all_years.index(year_label(month.start))]


def test_claims_on_later_terms_lose_the_component_and_nothing_else(library, seen, paid):
    parameters = scenario_parameters(library, seen, library.pick("scenarios", "wrac-abolished-2017"))
    award, _ = awards(seen, Values(parameters, central_draw(seen.known)))
    factor = seen.known.number("awards.esa_factor", seen.day)
    month = index(seen, "2018-06")
    component = yearly(seen, seen.known, "work_related_component")["2018-19"]
    earlier = paid[0][month, PLACE_OF[WRAG, CONTRIBUTORY, 0], CONTRIBUTORY_LINE]
    later = award[0, month, PLACE_OF[WRAG, CONTRIBUTORY, LATER], CONTRIBUTORY_LINE] / factor
    assert earlier - later == pytest.approx(component, rel=1e-12)
    untouched = ESA & (np.array([terms for _, _, terms in PLACES]) == 0)
    assert award[0][:, untouched] / factor == pytest.approx(paid[0][:, untouched], rel=1e-12)
