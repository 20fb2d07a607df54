"""The chance of breach by scenario, year and cause."""

from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.charts.cap import CAP, SPENDING, assumed_note
from esarisk.report.exhibits.drawing import GRID, axis, bars, categories, draw, totals
from esarisk.report.exhibits.palette import AXIS, INK
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import listed, printed
from esarisk.report.tables.cap import breach_causes, verdict
from esarisk.report.tables.programmes import funded_scenarios, has_programmes
from esarisk.report.tables.run import breach_frame

PANEL, FOOT = 165, 80
"""Height of one scenario's panel, and what legend and years need besides [pixels]."""
PANEL_GAP = 0.16
"""Room between panels, as a share of one."""
EVEN = 50.0
"""An even chance [per cent]."""


def breach_figure(data: pd.DataFrame, unit: str) -> str:
    """A panel for each scenario: stacked bars of the causes with the simulation error of the whole [per cent]."""
    names = list(dict.fromkeys(data["scenario"]))
    both = bool(data["policy_only"].any())
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": [], "shapes": []}
    for i, name in enumerate(names):
        rows = data[data["scenario"] == name].set_index("year")
        number = str(i + 1) if i else ""
        traces += [trace | {"yaxis": f"y{number}"} for trace in panel(rows, both=both, first=not i)]
        top = 1 - i / len(names)
        lowest = top - (1 - PANEL_GAP) / len(names)
        shown = {"gridcolor": GRID, "range": [0, 118], "dtick": 50, "domain": [lowest, top]}
        layout[f"yaxis{number}"] = axis(unit if len(names) == 1 else "%", **shown)
        if len(names) > 1:
            place = {"xref": "paper", "yref": "paper", "x": 0, "y": top, "xanchor": "left", "yanchor": "top"}
            title = {"name": "panel", "text": f"<b>{name}</b>", "showarrow": False, "xshift": 6, **place}
            layout["annotations"].append(title)
        ends = {"xref": "paper", "x0": 0, "x1": 1, "yref": f"y{number}", "y0": EVEN, "y1": EVEN}
        dashed = {"color": AXIS, "width": 1, "dash": "dash"}
        layout["shapes"].append({"type": "line", "layer": "below", "line": dashed, **ends})
    across = categories() | {"anchor": f"y{len(names)}" if len(names) > 1 else "y"}
    return draw(traces, unit, barmode="stack", bargap=0.5, showlegend=both, xaxis=across, **layout)


def panel(rows: pd.DataFrame, *, both: bool, first: bool) -> list[dict[str, Any]]:
    """One scenario's bars, one above the other, and the error of the whole."""
    causes = {"Above cap plus margin (forecasting)": ("forecasting", SPENDING)}
    causes |= {"Above the cap alone, raised by policy": ("policy_only", CAP)} if both else {}
    stacks = [
        bars(cause, rows[key], look, hovertemplate="%{y:.0f}", legendgroup=key, showlegend=first)
        for cause, (key, look) in causes.items()
    ]
    return [*stacks, *_simulation_error(rows)]


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
    """Chance of breach by scenario, year and cause; levels of money have a chart of their own."""
    data, unit = breach_frame(cube), printed(cube, "breach")
    data = data[~data["scenario"].isin(funded_scenarios(cube) if has_programmes(cube) else [])]
    data["chance"] = [verdict(cube, *pair) for pair in zip(data["breach"], data["half_width"], strict=True)]
    data[["breach", "half_width", "forecasting", "policy", "policy_only"]] /= unit.divisor
    panels = list(data.groupby("scenario", sort=False))
    said = [
        f"{name}: {listed([f'{chance} in {y}' for y, chance in zip(rows['year'], rows['chance'], strict=True)])}"
        for name, rows in panels
    ]
    return Exhibit(
        "breach",
        "Chance of breaching the welfare cap",
        f"Bar chart of the chance of breach by year, a panel for each scenario. {'; '.join(said)}.",
        breach_figure(data, unit.unit),
        PANEL * max(len(panels), 2) + FOOT,
        breach_causes(cube),
        [POLICY if data["policy_only"].any() else FORECASTING, EVEN_CHANCE, *assumed_note(cube, record)],
    )


POLICY = "An effect of policy is the difference from the first scenario."
FORECASTING = "Every breach here is by forecasting: no scenario has one by policy alone."
ERRORS = "Errors are of simulation, 95 per cent: the chance itself rests on the assumptions."
EVEN_CHANCE = f"The dashed line is an even chance. {ERRORS}"
