"""Simulated spending beside the official forecast of the vintage's own day: a comparison, never an input."""

from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.charts.cap import NOT_FROM_NOUGHT
from esarisk.report.charts.money import MODEL
from esarisk.report.exhibits.drawing import axis, draw, fan_bands, line
from esarisk.report.exhibits.palette import DARK_PINK, Look
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import BILLIONS, LINE_WORDS, listed, pounds
from esarisk.report.tables.beside import OFFICIAL_LINES, official_frame, official_table
from esarisk.report.tables.run import fan, has_fan, middle

SHOWN = {"incapacity": ("incapacity", "uc_health"), "esa": ("esa",)}
"""Chart → lines of the table behind it."""
OFFICIAL_LOOK = Look(DARK_PINK, "dash", "x", "")


def official_exhibits(cube: xr.Dataset, record: dict[str, Any]) -> list[Exhibit]:
    """ESA and the incapacity total beside the official forecast, where one was read."""
    official = record.get("official", {})
    table = official_frame(cube, official)
    return [_exhibit(cube, record, table, name) for name in ("incapacity", "esa") if name in official]


def _exhibit(cube: xr.Dataset, record: dict[str, Any], table: pd.DataFrame, name: str) -> Exhibit:
    """One line beside the official forecast: fan and median of the model with the forecast."""
    rows = table[table["line"] == name]
    draws = cube["spending"].isel(scenario=0).sel(line=OFFICIAL_LINES[name]).sum("line")
    data, hover = fan(draws), "%{y:.1f}"
    traces = [
        *(fan_bands(data) if has_fan(cube) else []),
        line(f"Model, {middle(cube)}", data["p50"], MODEL, hovertemplate=hover),
        line("Official forecast", rows["official"], OFFICIAL_LOOK, hovertemplate=hover),
    ]
    said = [
        f"{year} model {pounds(row['model'], 2)}, official {pounds(row['official'], 2)}"
        for year, row in rows.iterrows()
    ]
    return Exhibit(
        f"official-{name}",
        f"{LINE_WORDS[name]} beside the official forecast of the day",
        f"Lines of simulated spending and the official forecast: {listed(said)}.",
        draw(traces, BILLIONS, showlegend=True, yaxis=axis(BILLIONS, nticks=6)),
        360,
        official_table(cube, record["official"], SHOWN[name]),
        [
            *record["vintage"].get("differences", {}).get(name, []),
            "The official forecast is a comparison: nothing is fitted to it.",
            NOT_FROM_NOUGHT,
        ],
    )
