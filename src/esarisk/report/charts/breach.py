"""The chance of breach by scenario, year and cause."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.charts.cap import CAP, SPENDING, assumed_note, breach_heading, chance
from esarisk.report.exhibits.drawing import GRID, axis, bars, draw, totals
from esarisk.report.exhibits.palette import AXIS, INK
from esarisk.report.exhibits.table import Column, Exhibit, Table
from esarisk.report.exhibits.words import listed, printed
from esarisk.report.tables.run import breach_table, capped_years, has_fan
from esarisk.report.tables.target_year import has_target, target_year

PANEL, FOOT = 165, 80
"""Height of one scenario's panel, and what legend and years need besides [pixels]."""
GAP = 0.16
"""Room between panels, as a share of one."""
EVEN = 50.0
"""An even chance [per cent]."""


def breach_data(cube: xr.Dataset) -> pd.DataFrame:
    """Chances of breach by scenario, year and cause, with the chance in words [per cent]."""
    every, unit = breach_table(cube), printed(cube, "breach")
    every["chance"] = [chance(cube, *pair) for pair in zip(every["breach"], every["half_width"], strict=True)]
    every[["breach", "half_width", "forecasting", "policy", "policy_only"]] /= unit.divisor
    return every


def breach_figure(data: pd.DataFrame, unit: str) -> str:
    """A panel for each scenario: stacked bars of the causes with the simulation error of the whole [per cent]."""
    names = list(dict.fromkeys(data["scenario"]))
    both = bool(data["policy_only"].any())
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": [], "shapes": []}
    for i, name in enumerate(names):
        rows = data[data["scenario"] == name].set_index("year")
        number = str(i + 1) if i else ""
        traces += [trace | {"yaxis": f"y{number}"} for trace in _panel(rows, both=both, first=not i)]
        top = 1 - i / len(names)
        lowest = top - (1 - GAP) / len(names)
        shown = {"gridcolor": GRID, "range": [0, 118], "dtick": 50, "domain": [lowest, top]}
        layout[f"yaxis{number}"] = axis(unit if len(names) == 1 else "%", **shown)
        layout["annotations"] += [_title(name, top)] if len(names) > 1 else []
        layout["shapes"].append(_even(f"y{number}"))
    across = axis(type="category", ticks="outside", showgrid=False, showline=True)
    across["anchor"] = f"y{len(names)}" if len(names) > 1 else "y"
    return draw(traces, unit, barmode="stack", bargap=0.5, showlegend=both, xaxis=across, **layout)


def _panel(rows: pd.DataFrame, *, both: bool, first: bool) -> list[dict[str, Any]]:
    """One scenario's bars, one above the other, and the error of the whole."""
    causes = {"Above cap plus margin (forecasting)": ("forecasting", SPENDING)}
    causes |= {"Above the cap alone, raised by policy": ("policy_only", CAP)} if both else {}
    stacks = [
        bars(cause, rows[key], look, hovertemplate="%{y:.0f}", legendgroup=key, showlegend=first)
        for cause, (key, look) in causes.items()
    ]
    return [*stacks, *_simulation_error(rows)]


def _title(name: str, top: float) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": top, "xanchor": "left", "yanchor": "top"}
    return {"name": "panel", "text": f"<b>{name}</b>", "showarrow": False, "xshift": 6, **place}


def _even(vertical: str) -> dict[str, Any]:
    line = {"color": AXIS, "width": 1, "dash": "dash"}
    ends = {"xref": "paper", "x0": 0, "x1": 1, "yref": vertical, "y0": EVEN, "y1": EVEN}
    return {"type": "line", "layer": "below", "line": line, **ends}


def _simulation_error(data: pd.DataFrame) -> list[dict[str, Any]]:
    """Lines of the simulation error, where there is one, and the chance written above."""
    error = data["half_width"].fillna(0.0)
    whole = totals(data["breach"] + error, list(data["chance"])) | {"hoverinfo": "skip"}
    del whole["hovertemplate"]
    if not error.any():
        return [whole]
    ends = {"type": "data", "array": error.tolist(), "color": INK, "thickness": 1.5, "width": 6}
    point = {"y": data["breach"].tolist(), "mode": "markers", "marker": {"size": 1, "color": INK}}
    return [whole | point | {"error_y": ends}, whole]


def breach_exhibit(cube: xr.Dataset, record: dict[str, Any]) -> Exhibit:
    """Chance of breach by scenario, year and cause."""
    data, unit = breach_data(cube), printed(cube, "breach")
    names = list(dict.fromkeys(data["scenario"]))
    said = [f"{name}: {_by_year(data[data['scenario'] == name])}" for name in names]
    words = f"Bar chart of the chance of breach by year, a panel for each scenario. {'; '.join(said)}."
    figure, height = breach_figure(data, unit.unit), PANEL * max(len(names), 2) + FOOT
    notes = [POLICY if data["policy_only"].any() else FORECASTING, EVEN_CHANCE, *assumed_note(cube, record)]
    return Exhibit(
        "breach", "Chance of breaching the welfare cap", words, figure, height, breach_print(cube), notes
    )


POLICY = "An effect of policy is the difference from the first scenario."
FORECASTING = "Every breach here is by forecasting: no scenario has one by policy alone."
EVEN_CHANCE = (
    "The dashed line is an even chance. Errors are of simulation, 95 per cent: the chance itself rests on the "
    "assumptions."
)


def _by_year(rows: pd.DataFrame) -> str:
    return listed(
        [f"{chance_} in {year}" for year, chance_ in zip(rows["year"], rows["chance"], strict=True)]
    )


def breach_print(cube: xr.Dataset) -> Table:
    """Chance of breach by scenario, year and cause."""
    unit = printed(cube, "breach")
    columns = (
        Column("scenario", "Scenario", ""),
        Column("chance", breach_heading(cube), "", right=True),
        Column("forecasting", "Above cap plus margin (forecasting)", unit.unit, unit.places),
        Column("policy", "Above the cap and raised by policy", unit.unit, unit.places),
    )
    caption = "Chance of breach by scenario, year and cause"
    return Table(caption, "Financial year", columns, breach_data(cube).set_index("year"), WHAT_IT_IS)


WHAT_IT_IS = (
    "A share of draws whose simulated spending fails the cap's rule with no further policy response. A draw may fail "
    "for both causes."
)


def lead_print(cube: xr.Dataset) -> Table | None:
    """The chance of breach of every scenario in every judged year; nothing where there is one scenario or no cap."""
    years = [target_year(cube)] if has_target(cube) else capped_years(cube)
    if cube.sizes["scenario"] == 1 or not years:
        return None
    data = breach_data(cube)
    data["told"] = [_with_clause(row) for row in data.to_dict("records")]
    frame = data.pivot_table(index="scenario", columns="year", values="told", aggfunc="first", sort=False)
    columns = tuple(Column(year, year, "", right=True) for year in years)
    note = CLAUSE if data["told"].str.contains("policy").any() else ""
    heading = "Chance of breach" if has_fan(cube) else "Breach on the central path"
    return Table(f"{heading} by scenario", "Scenario", columns, frame, note)


def _with_clause(row: Mapping[Hashable, Any]) -> str:
    """A chance, and what of it the policy clause alone brings."""
    alone = row["policy_only"]
    return f"{row['chance']} (policy {alone:.0f})" if alone >= WORTH_SAYING else str(row["chance"])


CLAUSE = (
    "In brackets what the policy clause alone brings: it has no margin, and asks whether policy raises spending above "
    "the cap, not by how much."
)
WORTH_SAYING = 0.5
"""A part of a chance that rounds to nought is not said [per cent]."""
