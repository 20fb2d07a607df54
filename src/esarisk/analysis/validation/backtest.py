"""Back-test: a vintage's projection beside outturn, the official forecast and a naive rule.

Pseudo out-of-sample: a vintage knows only what its view knew, but its builders had seen the
outturn. Scores are reported and never gated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.analysis.question import BASELINE
from esarisk.analysis.validation.waits import longest_wait, waits
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.economy.forecast import price_increases
from esarisk.engine.plan import Progress
from esarisk.engine.run import run
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.names import ESA_LINES, HINDSIGHT, LATER_SCENARIOS, LINES
from esarisk.policy.parameters import Parameters
from esarisk.policy.periods import financial_year, year_label, year_labels
from esarisk.policy.reading import Library
from esarisk.policy.schema import StudyCard
from esarisk.policy.stack import Vintage, vintage
from esarisk.units import MILLIONS_A_BILLION

BAND = (0.1, 0.9)
HOPED_WIDTHS = dict(zip(year_labels("2014-15", "2018-19"), (2.0, 5.0, 8.0, 11.0, 14.0), strict=True))
"""Half-widths of the 80 per cent band hoped for of the vintage of 2014, by year; no gate [per cent]."""
INCAPACITY_LINES = ("incapacity_benefits", "incapacity_benefits_and_esa")


@dataclass(frozen=True)
class Backtest:
    """Scores of one vintage and view."""

    seen: Vintage
    table: pd.DataFrame
    fitted: bool
    waits: pd.DataFrame
    longest_wait: tuple[str, float]
    esa: pd.DataFrame
    """Scores of ESA alone, in the years whose outturn was read."""


@dataclass(frozen=True)
class Rivals:
    """What a projection of some lines stands beside, by financial year [GBP million]."""

    lines: list[str]
    outturn: pd.Series
    naive: pd.Series
    official: pd.DataFrame


def backtest(
    library: Library, name: str, view: str, draws: int, seed: int = 1, progress: Progress | None = None
) -> Backtest:
    """Score a vintage.

    Raises
    ------
    EsariskError : when the view rests on an assumption marked hindsight, or no year has an outturn yet
    """
    seen = vintage(library, name, view)
    refuse_hindsight(seen)
    if not set(seen.years) & set(outturn_of(library).index):
        raise EsariskError(f"vintage '{name}' has no outturn to be scored against: its years are ahead")
    study = StudyCard(
        name="backtest",
        meaning=f"Back-test of vintage {name}",
        vintage=name,
        view=view,
        scenarios=scenarios_of(library, seen),
        draws=draws,
        seed=seed,
    )
    cube = run(library, study, progress)
    return Backtest(
        seen,
        table=score(cube, incapacity(library, seen)),
        fitted=f"{name}-{view}" in library.fitted,
        waits=waits(library, seen, cube),
        longest_wait=longest_wait(library, seen),
        esa=score(cube, esa(library, seen)),
    )


def incapacity(library: Library, seen: Vintage) -> Rivals:
    """All incapacity benefits, Universal Credit health among them."""
    official = official_of(library, seen, INCAPACITY_LINES)
    return Rivals(list(LINES), outturn_of(library), naive_rule(seen), official)


def esa(library: Library, seen: Vintage) -> Rivals:
    """ESA alone, arrears included."""
    official = official_of(library, seen, ("esa",))
    return Rivals(ESA_LINES, esa_outturn(library.parameters), naive_rule(seen, esa_outturn), official)


def scenarios_of(library: Library, seen: Vintage) -> list[str]:
    """The baseline, and later measures where any is later than the vintage and acts in a year with outturn."""
    scored = [year for year in seen.years if year in outturn_of(library).index]
    end = financial_year(scored[-1]).end
    return [BASELINE, *(name for name in LATER_SCENARIOS if _acts(library, name, seen, end))]


def _acts(library: Library, scenario: str, seen: Vintage, end: date) -> bool:
    """Whether a scenario has a measure announced after the vintage that begins by a day."""
    measures = [library.pick("measures", name) for name in library.pick("scenarios", scenario).measures]
    firsts = [(m.announced, min(v.from_ or end for c in m.changes for v in c.values)) for m in measures]
    return any(announced > seen.day and first <= end for announced, first in firsts)


def refuse_hindsight(seen: Vintage) -> None:
    """Bar assumptions that rest on later evidence."""
    if seen.view == HINDSIGHT:
        raise EsariskError("a back-test may not use hindsight: choose the department or the public view")
    marked = [a for a, p in seen.known.items() if any(v.hindsight for v in p.values)]
    if marked:
        raise EsariskError(f"a back-test may not use hindsight: {', '.join(sorted(marked))}")


def outturn_of(library: Library) -> pd.Series:
    """Published incapacity spending by financial year, the newest table of each [GBP million]."""
    return incapacity_outturn(library.parameters)


def incapacity_outturn(known: Parameters) -> pd.Series:
    """Incapacity spending by financial year, the last table of each that is known [GBP million]."""
    return _outturn(known.table("outturn.incapacity_spending"))


def esa_outturn(known: Parameters) -> pd.Series:
    """Spending on ESA by financial year, the last table of each that is known [GBP million]."""
    return _outturn(known.table("outturn.esa_spending"))


def _outturn(table: pd.DataFrame) -> pd.Series:
    rows = table[(table["line"] == "total") & (table["kind"] == "outturn")]
    rows = rows.drop_duplicates("financial_year", keep="last")
    return rows.set_index("financial_year")["spending"].astype(float).sort_index()


def official_of(library: Library, seen: Vintage, lines: tuple[str, ...]) -> pd.DataFrame:
    """Official forecasts of the vintage's own date by financial year, and between what they lie [GBP million].

    A forecast read through rounded figures has limits; others are as exact as they are written.

    Parameters
    ----------
    lines : what the table calls the lines that stand for the same thing
    """
    table = library.parameters.table("outturn.forecast_errors")
    same = (table["vintage_date"] == seen.day.isoformat()) & table["line"].isin(lines)
    rows = table[same].set_index("financial_year")
    forecast = rows["forecast"].astype(float) * MILLIONS_A_BILLION
    found = pd.DataFrame({"forecast": forecast, "low": np.nan, "high": np.nan})
    for value in library.parameters["outturn.official_rounding"].values:
        year = year_label(value.period.start)
        if year in found.index and isinstance(value.value, Mapping):
            for bound in ("low", "high"):
                found.loc[year, bound] = value.value[bound] * MILLIONS_A_BILLION
    return found


def naive_rule(seen: Vintage, outturn: Callable[[Parameters], pd.Series] = incapacity_outturn) -> pd.Series:
    """Last year's spending known at the vintage, raised by forecast prices; blank if none is known [GBP million]."""
    known = outturn(seen.known)
    if known.empty:
        return pd.Series(np.nan, index=seen.years)
    first = financial_year(str(known.index[-1])).start.year
    years = [financial_year(label).start.year for label in seen.years]
    steps = list(range(first, years[-1]))
    prices = price_increases(seen, Values(seen.known, central_draw(seen.known)), steps)[0]
    level = float(known.iloc[-1]) * np.cumprod(1.0 + prices / 100.0)
    return pd.Series(level[-len(years) :], index=seen.years)


def crps(draws: Floats, outturn: float) -> float:
    """Continuous ranked probability score of an ensemble: mean miss less half the mean spread.

    For a single figure it is the absolute miss.
    """
    ordered = np.sort(draws)
    count = len(ordered)
    weights = (2 * np.arange(1, count + 1) - count - 1) / count**2
    return float(np.abs(ordered - outturn).mean() - (weights * ordered).sum())


def score(cube: xr.Dataset, rivals: Rivals) -> pd.DataFrame:
    """One row a year and scenario: forecast, band, outturn, errors and scores [GBP billion]."""
    total = cube["spending"].sel(line=rivals.lines).sum("line")
    rows = []
    for scenario in map(str, cube["scenario"].values):
        for horizon, year in enumerate(map(str, cube["year"].values), start=1):
            if year not in rivals.outturn.index:
                continue
            draws = total.sel(scenario=scenario, year=year).values / MILLIONS_A_BILLION
            rows.append(_row(scenario, year, horizon, draws, rivals))
    return pd.DataFrame(rows)


def _row(scenario: str, year: str, horizon: int, draws: Floats, rivals: Rivals) -> dict[str, object]:
    truth, guess = rivals.outturn[year] / MILLIONS_A_BILLION, rivals.naive[year] / MILLIONS_A_BILLION
    said, least, most = rivals.official.reindex([year]).to_numpy(float)[0] / MILLIONS_A_BILLION
    low, middle, high = np.quantile(draws, [BAND[0], 0.5, BAND[1]])
    return {
        "scenario": scenario,
        "year": year,
        "horizon": horizon,
        "model": middle,
        "p10": low,
        "p90": high,
        "half_width": 50.0 * (high - low) / middle,
        "hoped_half_width": HOPED_WIDTHS.get(year, np.nan),
        "outturn": truth,
        "error": 100.0 * (middle / truth - 1.0),
        "covered": bool(low <= truth <= high),
        "official": said,
        "official_error": 100.0 * (said / truth - 1.0),
        "official_error_low": 100.0 * (least / truth - 1.0),
        "official_error_high": 100.0 * (most / truth - 1.0),
        "naive": guess,
        "naive_error": 100.0 * (guess / truth - 1.0),
        "crps": crps(draws, truth),
        "naive_crps": abs(guess - truth),
    }
