"""What every chart shares: quiet axes, fans, lines with their names beside them, bars with patterns."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from esarisk.report.palette import AXIS, INK, INNER_BAND, MARKERS, OUTER_BAND, Look

FONT = "Arial, Helvetica, sans-serif"
GRID = "rgba(89, 89, 89, 0.25)"
ROOM_FOR_NAMES = 165
"""Width right of the plot for names beside lines; a narrow screen shows a legend instead [pixels]."""


def axis(title: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's own settings
    """An axis in dark grey with few lines."""
    base = {
        "title": {"text": title, "standoff": 8},
        "linecolor": AXIS,
        "tickcolor": AXIS,
        "tickfont": {"color": INK},
        "automargin": True,
        "fixedrange": True,
        "zeroline": False,
    }
    return base | more


def draw(traces: Sequence[Mapping[str, Any]], unit: str, **layout: Any) -> str:  # noqa: ANN401 - plotly's own settings
    """A figure as JSON, checked by plotly.

    Parameters
    ----------
    traces : plotly traces
    unit : of the vertical axis
    layout : further settings of plotly's layout
    """
    base = {
        "template": "none",
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "margin": {"l": 60, "r": 16, "t": 16, "b": 36},
        "xaxis": axis(type="category", ticks="outside", showgrid=False, showline=True),
        "yaxis": axis(unit, gridcolor=GRID, nticks=6, separatethousands=True),
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "hovermode": "x unified",
    }
    return str(go.Figure(data=list(traces), layout=base | layout).to_json())


def named_lines(names: Sequence[tuple[str, float]], year: str) -> dict[str, Any]:
    """Layout that writes each line's name beside its end; narrow screens show the legend instead.

    Parameters
    ----------
    names : name and last height of each line
    year : where the lines end
    """
    beside = [
        {
            "name": "beside",
            "x": year,
            "y": height,
            "text": name,
            "xanchor": "left",
            "xshift": 12,
            "showarrow": False,
            "align": "left",
        }
        for name, height in names
    ]
    return {
        "annotations": beside,
        "showlegend": False,
        "margin": {"l": 60, "r": ROOM_FOR_NAMES, "t": 16, "b": 36},
    }


def apart(heights: Mapping[str, float], least: float, bottom: float = -np.inf) -> list[tuple[str, float]]:
    """Heights of names moved up until they are at least so far apart, in the order of height.

    Parameters
    ----------
    heights : name → height where its line ends
    least : room between two names
    bottom : no name stands lower
    """
    placed: list[tuple[str, float]] = []
    for name, height in sorted(heights.items(), key=lambda item: item[1]):
        floor = placed[-1][1] + least if placed else bottom
        placed.append((name, max(height, floor)))
    return placed


def line(name: str, series: "pd.Series[float]", look: Look, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's own settings
    """A line with markers."""
    base = {
        "type": "scatter",
        "name": name,
        "x": list(series.index),
        "y": [None if np.isnan(value) else float(value) for value in series],
        "mode": "lines+markers",
        "cliponaxis": False,
        "line": {"color": look.colour, "dash": look.dash, "width": 2.5},
        "marker": {"symbol": look.marker, "size": 8, "color": look.colour},
    }
    return base | more


def bars(name: str, series: "pd.Series[float]", look: Look, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's own settings
    """Bars with a pattern."""
    base = {
        "type": "bar",
        "name": name,
        "x": list(series.index),
        "y": [float(value) for value in series],
        "marker": {
            "color": look.colour,
            "line": {"color": "white", "width": 1},
            "pattern": {
                "shape": look.pattern,
                "fillmode": "overlay",
                "fgcolor": "white",
                "size": 7,
                "solidity": 0.25,
            },
        },
    }
    return base | more


def fan_bands(fan: pd.DataFrame) -> list[dict[str, Any]]:
    """The 10–90 and 25–75 bands of a fan, with thin edges."""
    return [
        *_band(fan, "p10", "p90", OUTER_BAND, "10th–90th percentile"),
        *_band(fan, "p25", "p75", INNER_BAND, "25th–75th percentile"),
    ]


def _band(fan: pd.DataFrame, low: str, high: str, fill: str, name: str) -> list[dict[str, Any]]:
    edge = {"type": "scatter", "mode": "lines", "x": list(fan.index), "line": {"width": 0.5, "color": AXIS}}
    hover = {"hovertemplate": "%{y:.1f}"}
    return [
        {**edge, **hover, "y": fan[low].tolist(), "showlegend": False, "name": low},
        {**edge, **hover, "y": fan[high].tolist(), "fill": "tonexty", "fillcolor": fill, "name": name},
    ]


def totals(series: "pd.Series[float]", texts: Sequence[str]) -> dict[str, Any]:
    """Totals written above stacked bars."""
    return {
        "type": "scatter",
        "name": "Total",
        "mode": "text",
        "x": list(series.index),
        "y": [float(value) for value in series],
        "text": list(texts),
        "textposition": "top center",
        "showlegend": False,
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def stack_axis(unit: str, highest: float, tickformat: str) -> dict[str, Any]:
    """A vertical axis from nought with room above the highest stack for its total."""
    return axis(unit, gridcolor=GRID, nticks=6, tickformat=tickformat, range=[0, 1.12 * highest])


def open_where(years: Sequence[str], assumed: Sequence[str], marker: str = MARKERS[0]) -> list[str]:
    """Marker of each year: hollow where the year rests on an assumption."""
    return [f"{marker}-open" if year in assumed else marker for year in years]
