"""Simulated spending beside what was published: the official forecast of the day, and outturn. Neither is an input."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.names import ESA_LINES
from esarisk.report.exhibits.numbers import DASH
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import BILLIONS, LINE_WORDS
from esarisk.report.tables.run import first_scenario, has_fan, middle, outturn_frame, outturn_scenario
from esarisk.units import MILLIONS_A_BILLION

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


def official_frame(cube: xr.Dataset, official: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """Simulated spending beside the official forecast of the vintage's day [GBP billion].

    Parameters
    ----------
    official : line → financial year → spending [GBP million]; empty where none was read
    """
    by_line = cube["spending"].isel(scenario=0)
    rows = []
    for name, lines in OFFICIAL_LINES.items():
        for year, published in official.get(name, {}).items():
            if year in cube["year"].values:
                draws = by_line.sel(line=lines, year=year).sum("line").values
                low, median, high = np.quantile(draws, (0.1, 0.5, 0.9)) / MILLIONS_A_BILLION
                row = {"year": year, "line": name, "model": median, "p10": low, "p90": high}
                difference = 100.0 * (MILLIONS_A_BILLION * median / published - 1.0)
                rows.append(row | {"official": published / MILLIONS_A_BILLION, "difference": difference})
    return pd.DataFrame(rows).set_index("year") if rows else pd.DataFrame()


def _model(cube: xr.Dataset, whose: str) -> list[Column]:
    """The model's middle and, where there is one, its spread."""
    found = [Column("model", f"{whose}, {middle(cube)}", BILLIONS, 2)]
    return [*found, Column("p10", "10th–90th percentile", BILLIONS, 2, to="p90")] if has_fan(cube) else found


def official_table(
    cube: xr.Dataset, official: Mapping[str, Mapping[str, float]], lines: Iterable[str]
) -> Table:
    """Some lines beside the official forecast of the vintage's day."""
    data = official_frame(cube, official)
    columns = (
        Column("line", "Line"),
        *_model(cube, "Model"),
        Column("official", "Official forecast", BILLIONS, 2),
        Column("difference", "Model less official", "per cent of official", 1, "+"),
    )
    shown = data[data["line"].isin(list(lines))]
    frame = shown.assign(line=[LINE_WORDS[code] for code in shown["line"]])
    notes = ("Nominal. The official forecast is a comparison: nothing is fitted to it.",)
    return Table("official", "Beside the official forecast of the day", "Year", columns, frame, notes)


def outturn_table(cube: xr.Dataset, record: Mapping[str, Any]) -> Table:
    """Incapacity spending beside published outturn, and where outturn fell in the spread."""
    beside, first = outturn_scenario(cube), first_scenario(cube)
    frame = outturn_frame(cube, record["outturn"])
    frame = frame.assign(fell=[fell(row) for row in frame.to_dict("records")])
    columns = (
        *_model(cube, beside),
        *(() if beside == first else (Column("first", f"{first}, for comparison", BILLIONS, 2),)),
        Column("outturn", "Outturn", BILLIONS, 2),
        Column("difference", "Model less outturn", "per cent of outturn", 1, "+"),
        *((Column("fell", "Outturn in the band"),) if has_fan(cube) else ()),
    )
    notes = (
        f"Nominal; no input, for comparison. Published to £10 million; {DASH} means not yet published.",
        "Outturn has what was legislated after the vintage in it. Source: parameter outturn.incapacity_spending.",
    )
    return Table("outturn", f"Incapacity spending beside outturn, {beside}", "Year", columns, frame, notes)


def fell(row: Mapping[Any, Any]) -> str:
    """Where outturn fell in the fan."""
    if np.isnan(row["outturn"]):
        return DASH
    if row["p10"] <= row["outturn"] <= row["p90"]:
        return "inside"
    return "miss: above" if row["outturn"] > row["p90"] else "miss: below"
