"""The remainder's error in the rule since 2017: what the card says is what published errors leave.

Under the rule since 2017 inflation is adjusted for, so the remainder's error is that of forecasts
without their error in prices. Published errors hold policy made after the forecast as well. What
is left overlaps: years ahead share outturns, and perhaps five events stand behind each figure.
"""

from datetime import date
from math import sqrt

import numpy as np
import pandas as pd
import pytest

from esarisk.policy.periods import financial_year

FREEZE = range(2015, 2019)
"""Calendar years whose prices half of the spending did not follow: working-age benefits were frozen."""
FROZEN_SHARE = 0.5
INCAPACITY_SHARE, CORRELATION = 0.18, 0.3
"""Incapacity spending over all inside the cap, and how the errors of the two go together [share]."""
INCAPACITY_ERROR = (1.0, 3.5, 5.0)
"""Usual error of official incapacity forecasts by years ahead, the last for two and more: the few read
are 5, 8, 3.5 and 32 per cent at one, two, four and five years [per cent]."""
POOLED_FROM, LAST_POOLED = 2, 4
"""Years ahead that are pooled; at five years only two forecasts ended before 2020 [years]."""


def neutral_errors(parameters):
    """Errors of official forecasts inside the cap without later policy and without prices.

    A row for each forecast and year: years ahead, published error, the same without policy, and
    without policy and prices [per cent of outturn].
    """
    table = parameters.table("cap.forecast_errors")
    rows = table[
        (table["series"] == "Inside welfare cap") & table["outturn_basis"].str.startswith("first vintage")
    ]
    effects = parameters.table("cap.policy_effects")
    found = []
    for row in rows.to_dict("records"):
        made, first = (
            date.fromisoformat(row["vintage_date"]),
            financial_year(row["financial_year"]).start.year,
        )
        policy = 100.0 * policy_after(effects, made, row["financial_year"]) / row["outturn"]
        prices = price_error(parameters, row["vintage_date"], made.year, first)
        raw = float(row["error_per_cent"])
        found.append(
            {
                "ahead": int(float(row["horizon"])),
                "published": raw,
                "without policy": raw + policy,
                "neutral": raw + policy - prices,
            }
        )
    return pd.DataFrame(found)


def remainder_error(parameters):
    """Spread of the remainder's neutral error by years ahead [per cent of the remainder].

    Solved from: variance of the whole = variance of incapacity forecasts + variance of the
    remainder + twice what they share. Beyond a year the horizons are pooled: with so few events
    no growth can be told.
    """
    errors = neutral_errors(parameters)
    horizon = errors["ahead"].clip(upper=POOLED_FROM).where(errors["ahead"] <= LAST_POOLED)
    whole = np.sqrt((errors["neutral"] ** 2).groupby(horizon).mean())
    found = {}
    for ahead, spread in whole.items():
        own = INCAPACITY_SHARE * INCAPACITY_ERROR[min(int(ahead), POOLED_FROM)]
        rest = sqrt(max(0.0, spread**2 - own**2 * (1.0 - CORRELATION**2))) - CORRELATION * own
        found[int(ahead)] = max(0.0, rest) / (1.0 - INCAPACITY_SHARE)
    return found


def policy_after(effects, made, year):
    """What events after a forecast and before the year was out added to the year [GBP billion]."""
    day = pd.to_datetime(effects["vintage_date"]).dt.date
    since = (day > made) & (day <= financial_year(year).end)
    return float(effects.loc[since & (effects["financial_year"] == year), "effect"].sum())


def price_error(parameters, vintage, made, first):
    """Forecast less outturn of the prices that the year's rates follow, since the forecast [per cent]."""
    table = parameters.table("economy.forecasts")
    rows = table[
        (table["vintage_date"] == vintage) & (table["variable"] == "cpi") & (table["period_type"] == "CY")
    ]
    foreseen = dict(zip(rows["period"].astype(int), rows["value"], strict=True))
    outturn = parameters.table("economy.cpi_outturn")
    calendar = outturn[outturn["period_type"] == "calendar_year"]
    known = dict(zip(calendar["at"].astype(int), calendar["cpi"], strict=True))
    followed = {year: FROZEN_SHARE if year in FREEZE else 1.0 for year in range(made, first)}
    missing = [year for year in followed if year in foreseen and year in known]
    return float(sum(followed[year] * (foreseen[year] - known[year]) for year in missing))


@pytest.fixture(scope="module")
def errors(library):
    return neutral_errors(library.parameters)


def test_the_card_is_what_published_errors_leave(library):
    found = remainder_error(library.parameters)
    card = library.parameters["remainder.error_by_horizon"].value(date(2026, 3, 3)).value
    for years, spread in card.items():
        assert spread == pytest.approx(found[min(int(years), 2)], abs=0.06)


def test_prices_explain_most_of_the_misses_three_and_four_years_ahead(errors):
    square = errors.groupby("ahead")[["published", "neutral"]].agg(lambda x: np.sqrt((x**2).mean()))
    assert (square["neutral"].loc[2:4] < 0.8 * square["published"].loc[2:4]).all()
    assert (square["neutral"].loc[3:4] < 0.55 * square["published"].loc[3:4]).all()


def test_a_forecast_of_the_year_itself_holds_no_price_error(errors):
    now = errors[errors["ahead"] == 0]
    assert now["neutral"].to_numpy() == pytest.approx(now["without policy"].to_numpy())


def test_parts_and_what_they_share_make_the_whole(library, errors):
    """Remainder and incapacity put together again give the spread of all spending inside the cap."""
    pooled = errors[(errors["ahead"] >= 2) & (errors["ahead"] <= 4)]["neutral"]
    rest = remainder_error(library.parameters)[2] * (1 - INCAPACITY_SHARE)
    own = INCAPACITY_SHARE * INCAPACITY_ERROR[2]
    assert rest**2 + own**2 + 2 * 0.3 * rest * own == pytest.approx((pooled**2).mean())
