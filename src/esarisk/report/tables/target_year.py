"""The cap since 2017 in tables: the target year, its pathway, and a reclassification taken both ways."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.names import TREATMENTS
from esarisk.report.tables.programmes import has_programmes, programme_records
from esarisk.report.tables.run import (
    BILLION,
    ESA_LINES,
    breach_table,
    cap_table,
    capped_years,
    first_scenario,
    gains,
    has_fan,
    outturn_table,
    probability,
    records,
)

TREATED = {"neutral": "neutral", "not_neutral": "not neutral"}
"""How a reclassification is taken, in words."""


def has_target(cube: xr.Dataset) -> bool:
    """Whether the cap of the run judges one target year."""
    return "adjusted_spending" in cube


def target_year(cube: xr.Dataset) -> str:
    """The year that is judged."""
    judged = ~np.isnan(cube["breach"].isel(scenario=0, draw=0).values)
    return str(cube["year"].values[judged][0])


def other_treatment(cube: xr.Dataset) -> str:
    """How the run does not take the reclassification."""
    return next(name for name in TREATMENTS if name != cube.attrs["reclassification"])


def ways(cube: xr.Dataset) -> list[str]:
    """Treatments to show: both where anything was reclassified, else the one the run takes."""
    anything = bool((cube["reclassified"] != 0.0).any())
    return list(TREATMENTS) if anything else [str(cube.attrs["reclassification"])]


def moved(cube: xr.Dataset, year: str) -> float:
    """What may have been moved inside the cap in a year [GBP billion]."""
    return float(cube["reclassified"].sel(year=year)) / BILLION


def target_table(cube: xr.Dataset, scenario: str | None = None) -> pd.DataFrame:
    """Spending after adjustments beside cap or pathway: medians in GBP billion, chances as shares.

    Rows are years with a cap or pathway. For each treatment of the reclassification there are
    its level, margin and limit, headroom, and the chance of being above the limit: of breach in
    the target year, of standing above the pathway before it.
    """
    one = cube.sel(scenario=scenario or first_scenario(cube))
    rows = []
    for year in capped_years(cube):
        now = one.sel(year=year)
        money = {name: np.median(now[name]) / BILLION for name in ("in_scope_spending", "adjusted_spending")}
        dated = {name: float(now[name]) / BILLION for name in ("inflation_adjustment", "scottish_adjustment")}
        row: dict[str, Any] = {"year": year, "judged": year == target_year(cube), **money, **dated}
        for treatment in TREATMENTS:
            row |= _treated(now, treatment, cube.attrs["reclassification"], judged=bool(row["judged"]))
        rows.append(row)
    return pd.DataFrame(rows).set_index("year")


def _treated(now: xr.Dataset, treatment: str, in_force: str, *, judged: bool) -> dict[str, float]:
    """Level, margin, limit, headroom and chance of one year under a treatment."""
    shift = {"neutral": 1.0, "not_neutral": 0.0}
    level = float(now["cap"]) + (shift[treatment] - shift[in_force]) * float(now["reclassified"])
    margin = level * float(now["margin"]) / float(now["cap"])
    hits = now["treatment_breach" if judged else "above_pathway"].sel(treatment=treatment)
    chance, half_width = probability(hits)
    return {
        f"cap_{treatment}": level / BILLION,
        f"margin_{treatment}": margin / BILLION,
        f"limit_{treatment}": (level + margin) / BILLION,
        f"headroom_{treatment}": float(np.median(now["treatment_headroom"].sel(treatment=treatment)))
        / BILLION,
        f"chance_{treatment}": chance,
        f"half_width_{treatment}": half_width,
    }


def official_table(cube: xr.Dataset, official: dict[str, dict[str, float]]) -> pd.DataFrame:
    """Simulated spending beside the official forecast of the vintage's day [GBP billion].

    Parameters
    ----------
    cube : the run
    official : line → financial year → spending [GBP million]; empty where none was read
    """
    by_line = cube["spending"].isel(scenario=0).sum(["phase", "basis"])
    rows = [
        _beside(by_line.sel(line=lines, year=year).sum("line"), year, name, published)
        for name, lines in OFFICIAL_LINES.items()
        for year, published in official.get(name, {}).items()
        if year in cube["year"].values
    ]
    return pd.DataFrame(rows).set_index("year") if rows else pd.DataFrame()


def _beside(draws: xr.DataArray, year: str, name: str, published: float) -> dict[str, Any]:
    """One line of one year beside its official figure."""
    low, median, high = np.quantile(draws.values, (0.1, 0.5, 0.9)) / BILLION
    return {
        "year": year,
        "line": name,
        "model": median,
        "p10": low,
        "p90": high,
        "official": published / BILLION,
        "difference": 100.0 * (BILLION * median / published - 1.0),
    }


def run_tables(cube: xr.Dataset, record: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the terminal shows of a run, for every scenario, as rows for JSON.

    GBP billion but for gains and programmes, which are GBP million; chances and shares are of one.
    """
    tables: dict[str, Any] = {
        **run_identity(cube, record),
        "units": UNITS,
        "cap": _by_scenario(cube, lambda name: _cap_rows(cube, name)),
    }
    if has_target(cube):
        tables["reclassification"] = cube.attrs["reclassification"]
        tables["target"] = _by_scenario(cube, lambda name: records(target_table(cube, name)))
    if has_fan(cube):
        tables["breach"] = records(breach_table(cube))
    tables["gain"] = [
        {"scenario": name, "year": year, "gain": gain}
        for name, row in gains(cube).iterrows()
        for year, gain in row.items()
    ]
    if has_programmes(cube):
        tables["programmes"] = {"funded": record.get("programmes", []), **programme_records(cube)}
    official = official_table(cube, record.get("official", {}))
    tables["official"] = records(official)
    tables["outturn"] = records(outturn_table(cube, record.get("outturn", {})))
    return tables


def run_identity(cube: xr.Dataset, record: Mapping[str, Any]) -> dict[str, Any]:
    """What a run is of."""
    return {
        "study": record["study"]["name"],
        "vintage": cube.attrs["vintage"],
        "view": cube.attrs["view"],
        "draws": cube.sizes["draw"],
        "seed": int(cube.attrs["seed"]),
        "scenarios": [str(name) for name in cube["scenario"].values],
    }


def _cap_rows(cube: xr.Dataset, scenario: str) -> list[dict[str, Any]]:
    """The cap by year; one path has a verdict in place of a chance and a band."""
    rows = records(cap_table(cube, scenario))
    if has_fan(cube):
        return rows
    nothing = dict.fromkeys(("in_scope_p10", "in_scope_p90", "breach", "breach_half_width"))
    verdicts = {0.0: False, 1.0: True}
    return [row | nothing | {"fails_rule": verdicts.get(row["breach"])} for row in rows]


UNITS = {
    "cap": "GBP billion",
    "target": "GBP billion",
    "breach": "share",
    "gain": "GBP million",
    "programmes": "GBP million",
    "official": "GBP billion",
    "outturn": "GBP billion",
    "difference": "per cent",
}


def _by_scenario(cube: xr.Dataset, rows: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [{"scenario": name, **row} for name in map(str, cube["scenario"].values) for row in rows(name)]


OFFICIAL_LINES = {
    "esa": ESA_LINES,
    "uc_health": ["uc_health"],
    "incapacity": [*ESA_LINES, "legacy", "uc_health"],
}
"""Official line → lines of the cube that it holds."""
OFFICIAL_NAMES = {
    "esa": "esa_total",
    "uc_health": "uc_standard_allowance_and_health_element_health_cases",
    "incapacity": "incapacity_spending_incl_uc_health_cases",
}
"""Official line → its name in the table of forecasts."""
