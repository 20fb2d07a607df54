"""Measures beside their published costings: positive = gain to the Exchequer.

A measure's effect is taken alone, against the baseline. Where a scenario holds several measures
that the run also has alone, what they do together and what is left over, their interaction, follow.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage, vintage

WELFARE = ("social_security_benefits", "welfare_inside_cap", "welfare_outside_cap")
"""Heads of a costing that are spending on benefits."""
OTHER = "not comparable: another baseline"


def costings(library: Library, cube: xr.Dataset) -> pd.DataFrame:
    """Effect of each scenario's measures beside the measure's costing [GBP million].

    A ratio is given only where the run's vintage is the costing's own event; elsewhere the two
    stand on different baselines and are not comparable.
    """
    seen = vintage(library, cube.attrs["vintage"], cube.attrs["view"])
    total = cube["spending"].sum(["phase", "basis", "line"])
    saving = (total.isel(scenario=0, drop=True) - total).median("draw")
    rows: list[dict[str, object]] = []
    alone: dict[str, xr.DataArray] = {}
    together: list[tuple[str, list[str]]] = []
    for name in map(str, cube["scenario"].values):
        scenario = library.scenarios[name]
        named = [*scenario.measures, *scenario.reversed]
        if len(named) == 1:
            sign = -1.0 if scenario.reversed else 1.0
            alone[named[0]] = sign * saving.sel(scenario=name)
            rows += _rows(library, seen, named[0], alone[named[0]])
        elif scenario.measures and not scenario.reversed:
            together.append((name, scenario.measures))
    for name, measures in together:
        rows += _joint(name, measures, saving.sel(scenario=name), alone)
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
        ratio = model / costed if comparable and costed else np.nan
        rows.append(_row(name, year, model, costed, ratio, "" if comparable or np.isnan(costed) else OTHER))
    return rows


def _joint(
    name: str, measures: Sequence[str], saving: xr.DataArray, alone: dict[str, xr.DataArray]
) -> list[dict[str, object]]:
    """Measures together, and their interaction where each is known alone."""
    rows = []
    for year in map(str, saving["year"].values):
        both = float(saving.sel(year=year))
        rows.append(_row(f"{name} (together)", year, both, np.nan, np.nan, ", then ".join(measures)))
        if set(measures) <= set(alone):
            apart = sum(float(alone[measure].sel(year=year)) for measure in measures)
            note = "together less the sum of each alone"
            rows.append(_row(f"{name} (interaction)", year, both - apart, np.nan, np.nan, note))
    return rows


def _row(measure: str, year: str, model: float, costing: float, ratio: float, note: str) -> dict[str, object]:
    return {
        "measure": measure,
        "year": year,
        "model": model,
        "costing": costing,
        "ratio": ratio,
        "note": note,
    }


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


def out_of_scope(library: Library) -> pd.DataFrame:
    """Published measures that no file of the model holds, with the last year costed [GBP million]."""
    held = {measure.costing for measure in library.measures.values()}
    table = library.parameters.table("outturn.costings")
    rows = table[~table["measure"].isin(held)]
    last = (
        rows.groupby(["fiscal_event", "measure", "financial_year"], sort=False)["effect"].sum().reset_index()
    )
    return last.groupby(["fiscal_event", "measure"], sort=False).last().reset_index()
