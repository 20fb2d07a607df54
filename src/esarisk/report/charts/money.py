"""Money: spending by line, what scenarios change, and spending beside outturn."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import xarray as xr

from esarisk.names import LATER_SCENARIOS
from esarisk.report.exhibits.drawing import NOUGHT, bars, draw, fan_bands, line, stack_axis, totals
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.palette import AXIS, DARK_BLUE, DARK_PINK, Look, looks
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import change, costing, listed, pounds, printed, word
from esarisk.report.tables.beside import outturn_table
from esarisk.report.tables.flows import line_table
from esarisk.report.tables.run import (
    fan,
    first_scenario,
    has_fan,
    line_frame,
    outturn_scenario,
)
from esarisk.report.tables.scorecard import gain_frame, gain_table

MODEL = Look(DARK_BLUE, "solid", "circle", "")


def line_figure(data: pd.DataFrame, unit: str) -> str:
    """Stacked bars of lines with the total above."""
    keys = [str(key) for key in data.columns if key != "total"]
    stacks = [
        bars(word(key), data[key], look, hovertemplate="%{y:.1f}")
        for key, look in zip(keys, looks(len(keys)), strict=True)
    ]
    height = data[keys].sum(axis=1)
    whole = totals(height, [figure(value) for value in data["total"]])
    vertical = stack_axis(unit, float(height.max()), ",.0f")
    return draw([*stacks, whole], unit, barmode="stack", bargap=0.35, showlegend=True, yaxis=vertical)


def line_exhibit(cube: xr.Dataset) -> Exhibit:
    """Spending by line."""
    unit = printed(cube, "spending")
    data = line_frame(cube, unit.divisor)
    empty = [word(str(key)) for key in cube["line"].values if key not in data.columns]
    said = [change(word(str(key)), data[key]) for key in data.columns]
    return Exhibit(
        "lines",
        f"Spending on incapacity benefits by line, {first_scenario(cube)}",
        f"Stacked bar chart of spending. {'; '.join(said)}.",
        line_figure(data, unit.unit),
        400,
        line_table(cube),
        [f"Without spending in this run and left out: {listed(empty)}."] if empty else [],
    )


def gain_figure(data: pd.DataFrame, unit: str, *, spread: bool) -> str:
    """A line for each scenario, with 10th to 90th percentiles as bars."""
    names = list(dict.fromkeys(data["scenario"]))
    traces = []
    for name, look in zip(names, looks(len(names)), strict=True):
        rows = data[data["scenario"] == name].set_index("year")
        ends = {
            "type": "data",
            "symmetric": False,
            "array": (rows["p90"] - rows["mean"]).tolist(),
            "arrayminus": (rows["mean"] - rows["p10"]).tolist(),
            "thickness": 1.5,
            "width": 5,
            "visible": spread,
        }
        traces.append(line(name, rows["mean"], look, error_y=ends, hovertemplate="%{y:,.0f}"))
    return draw(traces, unit, shapes=[NOUGHT], showlegend=True)


def gain_exhibit(cube: xr.Dataset) -> Exhibit | None:
    """Gain to the Exchequer by scenario; nothing when the study has one scenario."""
    if cube.sizes["scenario"] == 1:
        return None
    unit, data = costing(cube, "spending"), gain_frame(cube)
    return Exhibit(
        "scenarios",
        f"Change in benefit spending from {first_scenario(cube)}, positive = less spending",
        _gain_words(cube, data),
        gain_figure(data, unit.unit, spread=has_fan(cube)),
        380,
        gain_table(cube),
        ["Points are means of the draws; lines on them run from the 10th to the 90th percentile."]
        if has_fan(cube)
        else [],
    )


def _gain_words(cube: xr.Dataset, data: pd.DataFrame) -> str:
    said = []
    for name, rows in data.groupby("scenario", sort=False):
        last = rows.iloc[-1]
        spread = f" (10th to 90th percentile {_range(last)})" if has_fan(cube) else ""
        said.append(f"{name}: £{figure(last['mean'], 0, '+')} million in {last['year']}{spread}")
    return f"Lines of the gain by less benefit spending, by scenario. {'; '.join(said)}."


def _range(row: "pd.Series[Any]") -> str:
    return f"{figure(row['p10'], 0, '+')} to {figure(row['p90'], 0, '+')}"


def outturn_data(cube: xr.Dataset, record: dict[str, Any]) -> pd.DataFrame:
    """Model and outturn by year, with the inner band and where outturn fell [GBP billion]."""
    table = outturn_table(cube, record).frame
    unit = printed(cube, "spending")
    total = cube["spending"].sum(["phase", "basis", "line"])
    before = fan(cube["fit_spending"].rename(fit_year="year").transpose("year", "draw"), unit.divisor)
    inner = pd.concat([before, fan(total.sel(scenario=outturn_scenario(cube)), unit.divisor)])
    return table.assign(p25=inner["p25"], p50=inner["p50"], p75=inner["p75"])


def outturn_figure(data: pd.DataFrame, unit: str, beside: str, first: str, *, spread: bool) -> str:
    """Fan and median of the model with outturn as points, and the first scenario where it is another.

    Parameters
    ----------
    beside, first : the scenario beside outturn, and the first of the run
    """
    what, told = "median" if spread else "central path", {"hovertemplate": "%{y:.1f}"}
    lines = [line(f"{beside}, {what}", data["p50"], MODEL, **told)]
    if first != beside:
        lines.append(line(f"{first}, {what}", data["first"], BEFORE_MEASURES, mode="lines", **told))
    point = {"symbol": "x", "size": 11, "color": DARK_PINK}
    look = Look(DARK_PINK, "solid", "x", "")
    lines.append(line("Published outturn", data["outturn"], look, mode="markers", marker=point, **told))
    return draw([*(fan_bands(data) if spread else []), *lines], unit, showlegend=True)


BEFORE_MEASURES = Look(AXIS, "dot", "circle", "")


def outturn_exhibit(cube: xr.Dataset, record: dict[str, Any]) -> Exhibit:
    """Spending beside published outturn."""
    unit, data, beside = printed(cube, "spending").unit, outturn_data(cube, record), outturn_scenario(cube)
    said = [
        f"{year} model {pounds(row['model'])}, outturn {pounds(row['outturn'])}"
        for year, row in data.dropna(subset=["outturn"]).iterrows()
    ]
    return Exhibit(
        "outturn",
        f"Incapacity spending beside published outturn, {beside}",
        f"Line of simulated spending of {beside} with published outturn as points: {'; '.join(said)}.",
        outturn_figure(data, unit, beside, first_scenario(cube), spread=has_fan(cube)),
        400,
        outturn_table(cube, record),
        _outturn_notes(cube, record, data),
    )


BEFORE = "come before the projection: the model is fitted to what was known of them, so agreement there is no test."
SEEN = (
    "Outturn is not an input. The comparison is pseudo out-of-sample: the builders had seen it, and the model was "
    "revised after it had first been scored."
)


def _outturn_notes(cube: xr.Dataset, record: Mapping[str, Any], data: pd.DataFrame) -> list[str]:
    fit_years = [str(year) for year in cube["fit_year"].values]
    missed = [str(year) for year, fell in data["fell"].items() if fell.startswith("miss")]
    fitted = [f"{fit_years[0]} to {fit_years[-1]} {BEFORE}"] if fit_years else []
    notes = [_policy_beside(cube, record), SEEN, *fitted, "The vertical axis does not start at nought."]
    outside = f"Outturn outside the 10–90 band: {listed(missed) if missed else 'in no year'}."
    return [*notes, outside] if has_fan(cube) else notes


def _policy_beside(cube: xr.Dataset, record: Mapping[str, Any]) -> str:
    """Whose policy stands beside outturn, and whether measures that came later are in it."""
    beside, vintage = outturn_scenario(cube), record["vintage"]
    meanings = {row["name"]: row["meaning"] for row in record["scenarios"]}
    what = f"The scenario is {beside} ({meanings.get(beside, '')})."
    if beside in LATER_SCENARIOS:
        return what
    return (
        f"{what} Outturn has the measures announced after {vintage['date']} in it, the scenario has not, so part of "
        f"the difference is policy. `esarisk backtest --vintage {vintage['name']}` projects with them."
    )
