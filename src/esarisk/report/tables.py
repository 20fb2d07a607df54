"""Tables as analysts know them: rows of numbers in years, rounded last."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.engine.draws import SCRAMBLES

if TYPE_CHECKING:
    from esarisk.jit import Floats

BILLION = 1000.0
T_95 = 2.365
"""Student's t at 97.5 per cent with seven degrees of freedom, for eight scrambles."""
ESA_PHASES = ["assessment", "wrag", "support"]


def probability(hits: xr.DataArray) -> tuple[float, float]:
    """A share of draws and its 95 per cent half-width over scrambles; NaN where there is none.

    Parameters
    ----------
    hits : (draw,) one or nought, with the coordinate `scramble`
    """
    values: Floats = hits.values
    if np.isnan(values).any():
        return np.nan, np.nan
    means = pd.Series(values).groupby(hits["scramble"].values).mean()
    if len(means) < SCRAMBLES:
        return float(values.mean()), np.nan
    return float(values.mean()), float(T_95 * means.std(ddof=1) / np.sqrt(len(means)))


def cap_table(cube: xr.Dataset, scenario: str = "baseline") -> pd.DataFrame:
    """Cap and margin by year: medians in GBP billion, chance of breach as a share.

    Rows are years; columns are ESA spending, incapacity spending, in-scope spending with its
    tenth and ninetieth percentiles, cap, margin, headroom, breach and its half-width.
    """
    one = cube.sel(scenario=scenario)
    money = one["spending"].sum(["basis", "line"])
    incapacity = money.sum("phase")
    esa = money.sel(phase=ESA_PHASES).sum("phase")
    rows: list[dict[str, Any]] = []
    for year in one["year"].values:
        in_scope = one["in_scope_spending"].sel(year=year).values
        chance, half_width = probability(one["breach"].sel(year=year))
        rows.append(
            {
                "year": str(year),
                "esa": np.median(esa.sel(year=year)) / BILLION,
                "incapacity": np.median(incapacity.sel(year=year)) / BILLION,
                "in_scope": np.median(in_scope) / BILLION,
                "in_scope_p10": np.quantile(in_scope, 0.1) / BILLION,
                "in_scope_p90": np.quantile(in_scope, 0.9) / BILLION,
                "cap": float(one["cap"].sel(year=year)) / BILLION,
                "margin": float(one["margin"].sel(year=year)) / BILLION,
                "headroom": np.median(one["headroom"].sel(year=year)) / BILLION,
                "breach": chance,
                "breach_half_width": half_width,
            }
        )
    return pd.DataFrame(rows).set_index("year")


def scenario_table(cube: xr.Dataset) -> pd.DataFrame:
    """Change in incapacity spending from the baseline, paired by draw: median [GBP million]."""
    total = cube["spending"].sum(["phase", "basis", "line"])
    change = total - total.sel(scenario="baseline", drop=True)
    medians = change.median("draw")
    return pd.DataFrame(
        medians.values, index=list(change["scenario"].values), columns=list(change["year"].values)
    )


def outturn_table(cube: xr.Dataset, outturn: dict[str, float]) -> pd.DataFrame:
    """Simulated incapacity spending beside the published outturn [GBP billion].

    Parameters
    ----------
    cube : the run
    outturn : published spending by financial year [GBP million]
    """
    spending = cube["spending"].sel(scenario="baseline").sum(["phase", "basis", "line"])
    fit_year = str(cube["fit_year"].values[0])
    paths = {fit_year: cube["fit_spending"].values[0]}
    for year in map(str, cube["year"].values):
        paths[year] = spending.sel(year=year).values
    rows = []
    for year, draws in paths.items():
        median, published = np.median(draws) / BILLION, outturn.get(year, np.nan) / BILLION
        rows.append(
            {
                "year": year,
                "model": median,
                "p10": np.quantile(draws, 0.1) / BILLION,
                "p90": np.quantile(draws, 0.9) / BILLION,
                "outturn": published,
                "difference": 100.0 * (median / published - 1.0),
            }
        )
    return pd.DataFrame(rows).set_index("year")


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows ready for JSON: blanks are null."""
    return [
        {str(key): None if isinstance(v, float) and np.isnan(v) else v for key, v in row.items()}
        for row in table.reset_index().to_dict("records")
    ]
