"""Simulated spending beside the official forecast of the vintage's own day: a comparison, never an input."""

from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.charts.money import MODEL
from esarisk.report.exhibits.drawing import axis, draw, fan_bands, line
from esarisk.report.exhibits.palette import DARK_PINK, Look
from esarisk.report.exhibits.table import Column, Exhibit, Table
from esarisk.report.exhibits.words import LINE_WORDS, listed, pounds, printed
from esarisk.report.tables.run import fan, has_fan
from esarisk.report.tables.target_year import OFFICIAL_LINES, official_table

OFFICIAL = Look(DARK_PINK, "dash", "x", "")


def official_exhibits(cube: xr.Dataset, record: dict[str, Any]) -> list[Exhibit]:
    """ESA and the incapacity total beside the official forecast, where one was read."""
    official = record.get("official", {})
    table = official_table(cube, official)
    return [_exhibit(cube, record, table, name) for name in ("incapacity", "esa") if name in official]


def _exhibit(cube: xr.Dataset, record: dict[str, Any], table: pd.DataFrame, name: str) -> Exhibit:
    """One line beside the official forecast."""
    unit, rows = printed(cube, "spending"), table[table["line"] == name]
    said = [
        f"{year} model {pounds(row['model'], 2)}, official {pounds(row['official'], 2)}"
        for year, row in rows.iterrows()
    ]
    return Exhibit(
        f"official-{name}",
        f"{LINE_WORDS[name]} beside the official forecast of the day",
        f"Lines of simulated spending and the official forecast: {listed(said)}.",
        _figure(cube, rows, name, unit.unit),
        360,
        _print(cube, table, name),
        [
            *record["vintage"].get("differences", {}).get(name, []),
            "The official forecast is a comparison: nothing is fitted to it.",
            "The vertical axis does not start at nought.",
        ],
    )


def _figure(cube: xr.Dataset, rows: pd.DataFrame, name: str, unit: str) -> str:
    """Fan and median of the model with the official forecast."""
    draws = cube["spending"].isel(scenario=0).sel(line=OFFICIAL_LINES[name]).sum(["phase", "basis", "line"])
    data = fan(draws, printed(cube, "spending").divisor)
    label = "Model, median" if has_fan(cube) else "Model, central path"
    lines = [
        line(label, data["p50"], MODEL, hovertemplate="%{y:.1f}"),
        line("Official forecast", rows["official"], OFFICIAL, hovertemplate="%{y:.1f}"),
    ]
    bands = fan_bands(data) if has_fan(cube) else []
    return draw([*bands, *lines], unit, showlegend=True, yaxis=axis(unit, nticks=6))


def _print(cube: xr.Dataset, table: pd.DataFrame, name: str) -> Table:
    """The line and, for the total, its Universal Credit part."""
    unit = printed(cube, "spending").unit
    shown = table[table["line"].isin(["incapacity", "uc_health"] if name == "incapacity" else [name])]
    frame = shown.assign(line=[LINE_WORDS[code] for code in shown["line"]])
    spread = (Column("p10", "10th percentile", unit, 2), Column("p90", "90th percentile", unit, 2))
    columns = (
        Column("line", "Line", ""),
        Column("model", "Model, median" if has_fan(cube) else "Model, central path", unit, 2),
        *(spread if has_fan(cube) else ()),
        Column("official", "Official forecast", unit, 2),
        Column("difference", "Model less official", "per cent of official", 1, "+"),
    )
    caption = f"{LINE_WORDS[name]} and the official forecast of the day, nominal"
    return Table(caption, "Financial year", columns, frame, "")
