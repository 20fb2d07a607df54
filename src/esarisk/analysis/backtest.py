"""Back-test: a vintage's projection beside outturn, the official forecast and a naive rule.

Pseudo out-of-sample: a vintage knows only what its view knew, but its builders had seen the
outturn. Scores are reported and never gated.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.engine.draws import Values, central_draw
from esarisk.engine.economy import price_increases
from esarisk.engine.run import Progress, run
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.policy.cards import StudyCard
from esarisk.policy.periods import financial_year
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage, vintage

BILLION = 1000.0
BAND = (0.1, 0.9)
SCENARIOS = ("baseline", "later-measures")
"""What was policy at the vintage, and the same with the measures that came later."""


@dataclass(frozen=True)
class Backtest:
    """Scores of one vintage and view."""

    seen: Vintage
    table: pd.DataFrame
    fitted: bool


def backtest(
    library: Library, name: str, view: str, draws: int, seed: int = 1, progress: Progress | None = None
) -> Backtest:
    """Score a vintage.

    Parameters
    ----------
    name, view : of the vintage
    draws : how many [count]
    progress : called with draws done and to do

    Raises
    ------
    EsariskError : when the view rests on an assumption marked hindsight
    """
    seen = vintage(library, name, view)
    refuse_hindsight(seen)
    study = StudyCard(
        name="backtest",
        meaning=f"Back-test of vintage {name}",
        vintage=name,
        view=view,
        scenarios=list(SCENARIOS),
        draws=draws,
        seed=seed,
    )
    cube = run(library, study, progress)
    frame = score(cube, outturn_of(library), naive_rule(seen), official_of(library, seen))
    return Backtest(seen, frame, f"{name}-{view}" in library.fitted)


def refuse_hindsight(seen: Vintage) -> None:
    """Bar assumptions that rest on later evidence."""
    marked = [a for a, p in seen.known.items() if any(v.hindsight for v in p.values)]
    if marked:
        raise EsariskError(f"a back-test may not use hindsight: {', '.join(sorted(marked))}")


def outturn_of(library: Library) -> pd.Series:
    """Published incapacity spending by financial year [GBP million]."""
    table = library.parameters.table("outturn.incapacity_spending")
    rows = table[(table["line"] == "total") & (table["kind"] == "outturn")]
    return rows.set_index("financial_year")["spending"].astype(float)


def official_of(library: Library, seen: Vintage) -> pd.Series:
    """Official forecasts of the vintage's own date by financial year [GBP million]."""
    table = library.parameters.table("outturn.forecast_errors")
    rows = table[table["vintage_date"] == seen.day.isoformat()]
    return rows.set_index("financial_year")["forecast"].astype(float) * BILLION


def naive_rule(seen: Vintage) -> pd.Series:
    """Last year's spending known at the vintage, raised by forecast prices [GBP million]."""
    table = seen.known.table("outturn.incapacity_spending")
    rows = table[(table["line"] == "total") & (table["kind"] == "outturn")]
    last = rows.sort_values("financial_year").iloc[-1]
    first = financial_year(str(last["financial_year"])).start.year
    years = [financial_year(label).start.year for label in seen.years]
    steps = list(range(first, years[-1]))
    prices = price_increases(seen, Values(seen.known, central_draw(seen.known)), steps)[0]
    level = float(last["spending"]) * np.cumprod(1.0 + prices / 100.0)
    return pd.Series(level[-len(years) :], index=seen.years)


def crps(draws: Floats, outturn: float) -> float:
    """Continuous ranked probability score of an ensemble: mean miss less half the mean spread.

    For a single figure it is the absolute miss.
    """
    ordered = np.sort(draws)
    count = len(ordered)
    weights = (2 * np.arange(1, count + 1) - count - 1) / count**2
    return float(np.abs(ordered - outturn).mean() - (weights * ordered).sum())


def score(cube: xr.Dataset, outturn: pd.Series, naive: pd.Series, official: pd.Series) -> pd.DataFrame:
    """One row a year and scenario: forecast, band, outturn, errors and scores [GBP billion]."""
    total = cube["spending"].sum(["phase", "basis", "line"])
    rows = []
    for scenario in map(str, cube["scenario"].values):
        for horizon, year in enumerate(map(str, cube["year"].values), start=1):
            if year not in outturn.index:
                continue
            draws = total.sel(scenario=scenario, year=year).values / BILLION
            rows.append(_row(scenario, year, horizon, draws, outturn, naive, official))
    return pd.DataFrame(rows)


def _row(
    scenario: str,
    year: str,
    horizon: int,
    draws: Floats,
    outturn: pd.Series,
    naive: pd.Series,
    official: pd.Series,
) -> dict[str, object]:
    truth, guess = outturn[year] / BILLION, naive[year] / BILLION
    said = official.get(year, np.nan) / BILLION
    low, middle, high = np.quantile(draws, [BAND[0], 0.5, BAND[1]])
    return {
        "scenario": scenario,
        "year": year,
        "horizon": horizon,
        "model": middle,
        "p10": low,
        "p90": high,
        "half_width": 50.0 * (high - low) / middle,
        "outturn": truth,
        "error": 100.0 * (middle / truth - 1.0),
        "covered": bool(low <= truth <= high),
        "official": said,
        "official_error": 100.0 * (said / truth - 1.0),
        "naive": guess,
        "naive_error": 100.0 * (guess / truth - 1.0),
        "crps": crps(draws, truth),
        "naive_crps": abs(guess - truth),
    }
