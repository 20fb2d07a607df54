"""Measures beside their published costings: positive = gain to the Exchequer."""

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage, vintage

WELFARE = ("social_security_benefits", "welfare_inside_cap", "welfare_outside_cap")
"""Heads of a costing that are spending on benefits."""


def costings(library: Library, cube: xr.Dataset) -> pd.DataFrame:
    """Effect of each scenario of one measure beside the measure's costing [GBP million].

    A ratio is given only where the run's vintage is the costing's own event; elsewhere the two
    stand on different baselines and are not comparable.
    """
    seen = vintage(library, cube.attrs["vintage"], cube.attrs["view"])
    total = cube["spending"].sum(["phase", "basis", "line"])
    saving = (total.isel(scenario=0, drop=True) - total).median("draw")
    rows: list[dict[str, object]] = []
    for name in map(str, cube["scenario"].values):
        scenario = library.scenarios[name]
        named = [*scenario.measures, *scenario.reversed]
        if len(named) == 1:
            sign = -1.0 if scenario.reversed else 1.0
            rows += _rows(library, seen, named[0], sign * saving.sel(scenario=name))
    return pd.DataFrame(rows)


def _rows(library: Library, seen: Vintage, name: str, saving: xr.DataArray) -> list[dict[str, object]]:
    """One row a year of one measure."""
    measure = library.pick("measures", name)
    published = _published(library, measure.costing)
    own = measure.announced == seen.day
    rows = []
    for year in map(str, saving["year"].values):
        model, costed = float(saving.sel(year=year)), published.get(year, np.nan)
        comparable = own and not np.isnan(costed)
        rows.append(
            {
                "measure": name,
                "year": year,
                "model": model,
                "costing": costed,
                "ratio": model / costed if comparable and costed else np.nan,
                "note": "" if comparable or np.isnan(costed) else "not comparable: another baseline",
            }
        )
    return rows


def _published(library: Library, costing: str | None) -> dict[str, float]:
    """Scorecard effect inside welfare spending by year [GBP million]."""
    if costing is None:
        return {}
    for name in ("outturn.esa_costings", "outturn.costings"):
        table = library.parameters.table(name)
        rows = table[(table["measure"] == costing) & table["head"].isin(WELFARE)]
        if len(rows):
            break
    return {str(year): float(total) for year, total in rows.groupby("financial_year")["effect"].sum().items()}
