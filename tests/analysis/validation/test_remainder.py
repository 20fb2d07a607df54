"""The remainder's error in the rule since 2017: what the card says is what published errors leave."""

from datetime import date

import numpy as np
import pytest

from esarisk.analysis.validation.remainder import (
    INCAPACITY_ERROR,
    INCAPACITY_SHARE,
    neutral_errors,
    remainder_error,
)


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
