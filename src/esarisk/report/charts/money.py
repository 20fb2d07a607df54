"""Money: spending by line, what scenarios change, and spending beside outturn."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import xarray as xr

from esarisk.names import LATER_SCENARIOS
from esarisk.report.charts.cap import NOT_FROM_NOUGHT
from esarisk.report.exhibits.drawing import NOUGHT, draw, fan_bands, line, spread_bars, stack_figure
from esarisk.report.exhibits.numbers import between, figure
from esarisk.report.exhibits.palette import AXIS, DARK_BLUE, DARK_PINK, Look, looks
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import BILLIONS, MILLIONS, change, listed, pounds, word
from esarisk.report.tables.beside import outturn_table
from esarisk.report.tables.flows import line_table
from esarisk.report.tables.run import fan, first_scenario, has_fan, middle, outturn_scenario
from esarisk.report.tables.scorecard import gain_frame, gain_table

MODEL = Look(DARK_BLUE, "solid", "circle", "")


def line_exhibit(cube: xr.Dataset) -> Exhibit:
    """Spending by line."""
    table = line_table(cube)
    data = table.frame
    empty = [word(str(key)) for key in cube["line"].values if key not in data.columns]
    said = [change(word(str(key)), data[key]) for key in data.columns]
    return Exhibit(
        "lines",
        f"Spending on incapacity benefits by line, {first_scenario(cube)}",
        f"Stacked bar chart of spending. {'; '.join(said)}.",
        stack_figure(table, "%{y:.1f}", 1, ",.0f"),
        400,
        table,
        [f"Without spending in this run and left out: {listed(empty)}."] if empty else [],
    )


def gain_exhibit(cube: xr.Dataset) -> Exhibit | None:
    """Gain to the Exchequer by scenario, with 10th to 90th percentiles as bars; nothing when there is one scenario."""
    if cube.sizes["scenario"] == 1:
        return None
    traces, said, spread = [], [], has_fan(cube)
    for (name, rows), look in zip(
        gain_frame(cube).groupby("scenario", sort=False), looks(cube.sizes["scenario"] - 1), strict=True
    ):
        data, last = rows.set_index("year"), rows.iloc[-1]
        ends = spread_bars(data["mean"], data, visible=spread)
        traces.append(line(str(name), data["mean"], look, error_y=ends, hovertemplate="%{y:,.0f}"))
        band = f" (10th to 90th percentile {between(last['p10'], last['p90'], 0, '+')})" if spread else ""
        said.append(f"{name}: £{figure(last['mean'], 0, '+')} million in {last['year']}{band}")
    note = "Points are means of the draws; lines on them run from the 10th to the 90th percentile."
    return Exhibit(
        "scenarios",
        f"Change in benefit spending from {first_scenario(cube)}, positive = less spending",
        f"Lines of the gain by less benefit spending, by scenario. {'; '.join(said)}.",
        draw(traces, MILLIONS, shapes=[NOUGHT], showlegend=True),
        380,
        gain_table(cube),
        [note] if spread else [],
    )


def outturn_data(cube: xr.Dataset, table: pd.DataFrame) -> pd.DataFrame:
    """Model and outturn by year, with the inner band [GBP billion]."""
    total = cube["spending"].sum("line").sel(scenario=outturn_scenario(cube))
    inner = pd.concat([fan(cube["fit_spending"].rename(fit_year="year")), fan(total)])
    return table.assign(p25=inner["p25"], p50=inner["p50"], p75=inner["p75"])


def outturn_figure(cube: xr.Dataset, data: pd.DataFrame) -> str:
    """Fan and median of the model with outturn as points, and the first scenario where it is another."""
    beside, first, said = outturn_scenario(cube), first_scenario(cube), {"hovertemplate": "%{y:.1f}"}
    lines = [line(f"{beside}, {middle(cube)}", data["p50"], MODEL, **said)]
    if first != beside:
        lines.append(line(f"{first}, {middle(cube)}", data["first"], BEFORE_MEASURES, mode="lines", **said))
    point = {"symbol": "x", "size": 11, "color": DARK_PINK}
    look = Look(DARK_PINK, "solid", "x", "")
    lines.append(line("Published outturn", data["outturn"], look, mode="markers", marker=point, **said))
    return draw([*(fan_bands(data) if has_fan(cube) else []), *lines], BILLIONS, showlegend=True)


BEFORE_MEASURES = Look(AXIS, "dot", "circle", "")


def outturn_exhibit(cube: xr.Dataset, record: dict[str, Any]) -> Exhibit:
    """Spending beside published outturn."""
    table, beside = outturn_table(cube, record), outturn_scenario(cube)
    said = [
        f"{year} model {pounds(row['model'])}, outturn {pounds(row['outturn'])}"
        for year, row in table.frame.dropna(subset=["outturn"]).iterrows()
    ]
    return Exhibit(
        "outturn",
        f"Incapacity spending beside published outturn, {beside}",
        f"Line of simulated spending of {beside} with published outturn as points: {'; '.join(said)}.",
        outturn_figure(cube, outturn_data(cube, table.frame)),
        400,
        table,
        _outturn_notes(cube, record, table.frame),
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
    notes = [_policy_beside(cube, record), SEEN, *fitted, NOT_FROM_NOUGHT]
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
