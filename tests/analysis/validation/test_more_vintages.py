"""The vintages of 2015, 2022 and 2024: what each knows, fits and is judged by; never how well it does."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from esarisk.analysis.validation.backtest import (
    INCAPACITY_LINES,
    esa_outturn,
    naive_rule,
    official_of,
    scenarios_of,
)
from esarisk.analysis.validation.calibrate import names_of, targets_of
from esarisk.engine.awards.rates import Rates, uprating_day
from esarisk.engine.awards.uc_health import ALLOWANCE, ELEMENT
from esarisk.engine.cap.annual_2014 import cap_years, judge
from esarisk.engine.cap.target_year_2017 import target_of
from esarisk.engine.draws import Values, central_draw, sample
from esarisk.engine.economy.forecast import price_increases
from esarisk.engine.fits import fitted_of
from esarisk.engine.fitted_paths import address_of, is_knot
from esarisk.errors import EsariskError
from esarisk.policy.stack import Vintage, vintage

MORE = ("2015-11", "2022-11", "2024-03")
VIEWS = ("department", "public")
BOTH = [(name, view) for name in MORE for view in VIEWS]


def seen_of(library, name, view="department"):
    return vintage(library, name, view)


@pytest.mark.parametrize(("name", "view"), BOTH)
def test_every_target_has_ended_or_was_published_by_the_day(library, name, view):
    seen = seen_of(library, name, view)
    targets = targets_of(seen)
    assert {"to_2015": "legacy_stock", "universal_credit": "other_spending"}[seen.card.targets[0]] in {
        target.quantity for target in targets
    }
    assert all(target.period.end <= seen.day for target in targets)


@pytest.mark.parametrize("name", MORE)
def test_the_public_fits_no_target_that_the_department_does_not(library, name):
    public, department = (
        {(t.quantity, t.label) for t in targets_of(seen_of(library, name, view))} for view in reversed(VIEWS)
    )
    assert public < department


def test_only_a_vintage_that_names_a_table_of_targets_fits_it(library):
    for name in ("2014-03", "look-back-2019"):
        assert "legacy_stock" not in {t.quantity for t in targets_of(seen_of(library, name))}


def test_a_knot_that_a_view_does_not_know_is_left_out_and_one_that_is_not_there_is_refused(library):
    knot = "on_flow.claims_a_month@2022-06-01"
    every = library.parameters
    assert knot in names_of(seen_of(library, "2022-11"), every)
    public = seen_of(library, "2022-11", "public")
    assert knot not in names_of(public, every)
    wrong = public.card.model_copy(update={"fit": [*public.card.fit, "on_flow.claims_a_month@2022-06-02"]})
    with pytest.raises(EsariskError, match="has no value from 2022-06-02"):
        names_of(Vintage(wrong, "public", public.known), every)


@pytest.mark.parametrize(("name", "view"), BOTH)
def test_each_is_fitted_with_what_its_view_can_move(library, name, view):
    seen = seen_of(library, name, view)
    fitted = library.fitted[f"{name}-{view}"]
    assert set(fitted.scores) == set(names_of(seen, library.parameters))


def test_a_path_with_fitted_knots_is_not_spread_a_second_time_as_a_whole(library):
    seen = seen_of(library, "2022-11")
    fitted = fitted_of(library, seen)
    drawn = sample(seen.known, 32, 1, fitted)
    paths = {address_of(name) for name in fitted.scores if is_knot(name)} - set(fitted.scores)
    assert "on_flow.claims_a_month" in paths
    for address in paths:
        assert not drawn.scores[address].any()
    assert drawn.scores["on_flow.claims_a_month@2021-06-01"].std() > 0


def test_the_freeze_is_policy_of_2015_and_not_of_2014(library):
    def allowance(name):
        seen = seen_of(library, name)
        rates = Rates(seen, Values(seen.known, central_draw(seen.known)))
        return rates.by_period("esa.personal_allowance")[0], rates.first_years

    frozen, years = allowance("2015-11")
    at = [years.index(year) for year in range(2015, 2020)]
    assert np.ptp(frozen[at]) < 1e-9
    assert frozen[years.index(2020)] > frozen[years.index(2019)]
    free, years = allowance("2014-03")
    assert free[years.index(2019)] > free[years.index(2015)]


def test_september_sets_the_next_rates_once_it_is_known(library):
    seen = seen_of(library, "2022-11")
    prices = price_increases(seen, Values(seen.known, sample(seen.known, 16, 1)), [2022, 2023])
    assert (prices[:, 0] == 10.1).all()
    assert prices[:, 1].std() > 0
    spring = seen_of(library, "2024-03")
    assert price_increases(spring, Values(spring.known, sample(spring.known, 16, 1)), [2024]).std() > 0


def test_a_rate_that_changes_inside_a_year_changes_on_its_day_and_rises_from_its_last(library):
    seen = seen_of(library, "2022-11")
    rates = Rates(seen, Values(seen.known, central_draw(seen.known)), (ALLOWANCE, ELEMENT))
    monthly = rates.spread(rates.by_period(ALLOWANCE))[0]
    months = [month.start.isoformat()[:7] for month in seen.months]
    paid = dict(zip(months, monthly, strict=True))
    assert paid["2021-09"] == 411.51
    assert paid["2021-10"] == pytest.approx((411.51 * 5 + 324.84 * 26) / 31)
    assert paid["2021-11"] == paid["2022-03"] == 324.84
    assert 324.84 < paid["2022-05"] < 411.51
    start, after = uprating_day(2021), uprating_day(2022)
    before, days = (date(2021, 10, 6) - start).days, (after - start).days
    mean = (411.51 * before + 324.84 * (days - before)) / days
    assert rates.in_year(rates.by_period(ALLOWANCE), "2021-22")[0] == pytest.approx(mean)


def test_official_policy_since_the_cap_was_set_counts_in_every_draw(library):
    years = cap_years(seen_of(library, "2015-11"))
    named = dict(zip(seen_of(library, "2015-11").years, years.policy, strict=True))
    expected = {"2016-17": 2970, "2017-18": 1925, "2018-19": 675, "2019-20": -140, "2020-21": -285}
    assert {year: round(named[year]) for year in expected} == expected
    simulated = np.full((1, 6, 1), 14_500.0)
    between = (years.cap + 0.5 * years.margin - 14_500.0)[:, None]
    result = judge(simulated, between, years)
    assert result.policy[0, :, 0] == pytest.approx([np.nan, 1, 1, 1, 0, 0], nan_ok=True)
    assert result.forecasting[0, :, 0] == pytest.approx([np.nan, 0, 0, 0, 0, 0], nan_ok=True)
    assert not cap_years(seen_of(library, "2014-03")).policy.any()


def test_the_margin_of_march_2024_is_the_published_one(library):
    seen = seen_of(library, "2024-03", "public")
    years = cap_years(seen)
    target = target_of(seen, np.array([1.0, 0, 0, 0, 0]))
    over = years.official + target.inflation + target.scottish - years.cap - years.margin
    assert over[0] == pytest.approx(7_449, abs=5)
    assert np.isnan(years.cap[1:]).all()
    assert not years.read[0]


def test_the_autumn_of_2022_has_no_cap(library):
    assert np.isnan(cap_years(seen_of(library, "2022-11")).cap).all()


def test_a_forecast_of_esa_alone_stands_beside_esa_alone(library):
    seen = seen_of(library, "2024-03")
    assert official_of(library, seen, INCAPACITY_LINES).empty
    assert official_of(library, seen, ("esa",)).loc["2024-25", "forecast"] == 13_000
    last = esa_outturn(seen.known).iloc[-1]
    assert naive_rule(seen, esa_outturn)["2024-25"] > last


def test_later_measures_are_run_where_they_begin_in_a_year_with_outturn(library):
    expected = {
        "2014-03": ["baseline", "later-measures"],
        "2015-11": ["baseline"],
        "2022-11": ["baseline", "managed-migration"],
        "2024-03": ["baseline", "managed-migration"],
    }
    assert {name: scenarios_of(library, seen_of(library, name)) for name in expected} == expected


def test_a_benefit_without_known_outturn_has_no_naive_rule(library):
    seen = seen_of(library, "2024-03")
    table = seen.known["outturn.esa_spending"].table
    none = {column: [] for column in table.cells}
    empty = replace(
        seen.known["outturn.esa_spending"], table=replace(table, cells=none, published=(), periods=())
    )
    blind = Vintage(seen.card, seen.view, seen.known.with_changes({"outturn.esa_spending": empty}))
    assert naive_rule(blind, esa_outturn).isna().all()
