"""Prices and unemployment: the vintage's own forecast, and how far a draw runs from it."""

from datetime import date
from functools import lru_cache

import numpy as np

from esarisk.engine.draws import Values
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.policy.parameters import Parameters, Table
from esarisk.policy.periods import period
from esarisk.policy.stack import Vintage

FORECASTS_KEPT = 8
"""How many forecasts stay at hand as they were looked up."""
HORIZONS = ("0", "1", "2", "3", "4", "5", "6")


def _forecast(parameters: Parameters, variable: str) -> tuple[Floats, Floats]:
    """Calendar years and figures of the newest forecast known [per cent]."""
    return _newest(parameters.cells("economy.forecasts"), variable)


@lru_cache(maxsize=FORECASTS_KEPT)
def _newest(forecasts: Table, variable: str) -> tuple[Floats, Floats]:
    table = forecasts.frame
    rows = table[(table["variable"] == variable) & (table["period_type"] == "CY")]
    if rows.empty:
        raise EsariskError(f"the view knew no forecast of '{variable}'")
    newest = rows[rows["vintage_date"] == rows["vintage_date"].max()].sort_values("period")
    return newest["period"].astype(int).to_numpy(), newest["value"].to_numpy(float)


def _september(seen: Vintage) -> float | None:
    """Twelve months' increase of prices to September of the vintage's year, if known by its day [per cent]."""
    return _twelve_months(seen.known.cells("economy.cpi_outturn"), f"{seen.day.year}-09")


@lru_cache(maxsize=FORECASTS_KEPT)
def _twelve_months(outturn: Table, month: str) -> float | None:
    table = outturn.frame
    rows = table[(table["period_type"] == "september_12_month") & (table["at"] == month)]
    return None if rows.empty else float(rows["cpi"].iloc[-1])


def price_increases(seen: Vintage, values: Values, years: list[int]) -> Floats:
    """(draw, year) increase of consumer prices in each calendar year [per cent].

    The calendar year's figure stands for September's, which sets the next April's rates, until
    September of the vintage's own year is known.
    """
    known, figures = _forecast(seen.known, "cpi")
    later = seen.known.number("uprating_rules.later_inflation", seen.day)
    central = np.array([figures[known == y][0] if y in known else later for y in years])
    ahead = np.array([min(max(y - seen.day.year, 0), len(HORIZONS) - 1) for y in years])
    usual = np.array(seen.known.vector("uprating_rules.price_error_by_horizon", HORIZONS, seen.day))
    usual = np.where(np.array(years) < seen.day.year, 0.0, usual[ahead])
    september, own = _september(seen), np.array(years) == seen.day.year
    if september is not None:
        central, usual = np.where(own, september, central), np.where(own, 0.0, usual)
    return central + usual * values.number("uprating_rules.price_error", seen.day)[:, None]


def unemployment(seen: Vintage, values: Values) -> Floats:
    """(draw, month) unemployment rate [per cent]: outturn known, then the official forecast."""
    days = [month.start for month in seen.months]
    asked = np.array([day.toordinal() for day in days])
    outturn = seen.known.table("economy.unemployment")
    starts = [period(text).start.toordinal() for text in outturn["at"]]
    years, figures = _forecast(seen.known, "unemployment_rate")
    middles = np.array([date(int(year), 7, 1).toordinal() for year in years])
    later = middles > max(starts)
    times = np.concatenate([starts, middles[later]])
    rates = np.concatenate([outturn["rate"].to_numpy(float), figures[later]])
    central = np.interp(asked, times, rates)
    usual = seen.known.vector("labour_market.unemployment_error_by_horizon", HORIZONS, seen.day)
    ahead = np.maximum(0.0, asked - seen.day.toordinal()) / 365.25
    error = np.interp(ahead, range(len(HORIZONS)), [0.0, *usual[1:]])
    return central + error * values.number("labour_market.unemployment_error", seen.day)[:, None]
