"""What every chart shares: quiet axes, fans, lines with their names beside them, bars with patterns."""

import json
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.palette import AXIS, INK, INNER_BAND, OUTER_BAND, Look, looks, readable
from esarisk.report.exhibits.plain import plain
from esarisk.report.exhibits.table import Table

FONT = "Arial, Helvetica, sans-serif"
GRID = "rgba(89, 89, 89, 0.25)"
NOUGHT = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": {"width": 1}}
ROOM_FOR_NAMES, LEADER = 205, 32
"""Width right of the plot for names beside lines, and of it for leaders; narrow screens have a legend [pixels]."""
NAME_WIDTH, NAME_HEIGHT = 23, 19
"""Letters in a line of a name, and its height [pixels]."""
MARGIN = {"l": 60, "r": 16, "t": 16, "b": 36}


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


def categories(title: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's own settings
    """A horizontal axis of years or other categories."""
    return axis(title, **more, type="category", ticks="outside", showgrid=False, showline=True)


def draw(traces: Sequence[Mapping[str, Any]], unit: str, **layout: Any) -> str:  # noqa: ANN401 - plotly's own settings
    """A figure as JSON, for a page to hold; the unit is that of the vertical axis."""
    base = {
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "margin": MARGIN,
        "xaxis": categories(),
        "yaxis": axis(unit, gridcolor=GRID, nticks=6, separatethousands=True),
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "hovermode": "x unified",
        "hoverdistance": -1,
    }
    told = [_with_unit(trace, unit) for trace in traces]
    return json.dumps(plain({"data": told, "layout": base | layout}), sort_keys=True, allow_nan=False)


def _with_unit(trace: Mapping[str, Any], unit: str) -> Mapping[str, Any]:
    """A trace whose hover says its unit."""
    if "hovertemplate" not in trace:
        return trace
    sign, word = ("£", unit[1:].strip()) if unit.startswith("£") else ("", unit)
    return {**trace, "hovertemplate": f"{sign}{trace['hovertemplate']} {word}"}


def room(values: Iterable[float], *, nought: bool = False) -> list[float]:
    """Lowest and highest of a vertical axis: the values with a little room, from nought where asked."""
    known = [value for value in values if not np.isnan(value)]
    low, high = (min([0.0, *known]) if nought else min(known)), max(known)
    spare = 0.05 * ((high - low) or 1.0)
    return [low if nought else low - spare, high + spare]


def named_lines(
    traces: Sequence[Mapping[str, Any]], vertical: Mapping[str, Any], height: int
) -> dict[str, Any]:
    """Layout that writes each line's name beside its end, in its colour, with a leader; narrow screens have a legend.

    Parameters
    ----------
    vertical : the vertical axis, with its range
    height : of the chart [pixels]
    """
    low, high = vertical["range"]
    scale = (height - MARGIN["t"] - MARGIN["b"]) / (high - low)
    order = sorted((one for one in traces if one["y"][-1] is not None), key=lambda one: float(one["y"][-1]))
    texts = [textwrap.wrap(one["name"], NAME_WIDTH) for one in order]
    sizes = [NAME_HEIGHT * len(text) / scale for text in texts]
    places = apart([one["y"][-1] for one in order], sizes, (low, high))
    beside = [
        {
            "name": "beside",
            "x": one["x"][-1],
            "y": one["y"][-1],
            "ax": LEADER,
            "ay": place,
            "ayref": "y",
            "text": "<br>".join(text),
            "font": {"color": readable(one["line"]["color"])},
            "xanchor": "left",
            "align": "left",
            "arrowhead": 0,
            "arrowwidth": 1,
            "arrowcolor": one["line"]["color"],
            "standoff": 7,
        }
        for one, text, place in zip(order, texts, places, strict=True)
    ]
    across = categories(range=[-0.25, len(order[0]["x"]) - 0.95])
    layout = {"annotations": beside, "showlegend": False, "xaxis": across, "yaxis": vertical}
    return layout | {"margin": MARGIN | {"r": ROOM_FOR_NAMES}}


def apart(ends: Sequence[float], sizes: Sequence[float], within: tuple[float, float]) -> list[float]:
    """Middles of names nearest to where their lines end, none upon another, in the order of the lines.

    The least squares of their moves: an isotonic regression of the ends, each less the names below it.

    Parameters
    ----------
    ends : heights of lines, rising
    sizes : heights of names
    within : lowest and highest edge of any name; kept where there is room
    """
    sizes_ = np.asarray(sizes)
    below = np.concatenate([[0.0], np.cumsum((sizes_[1:] + sizes_[:-1]) / 2)])
    moved = np.asarray(_rising(np.asarray(ends) - below))
    bottom, top = within[0] + sizes_[0] / 2, within[1] - sizes_[-1] / 2 - below[-1]
    return [float(one) for one in np.clip(moved, bottom, max(bottom, top)) + below]


def _rising(values: Iterable[float]) -> list[float]:
    """The rising numbers nearest to some by least squares: neighbours that fall are put at their mean."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, count = float(value), 1
        while blocks and blocks[-1][0] > mean:
            before, others = blocks.pop()
            mean, count = (before * others + mean * count) / (others + count), others + count
        blocks.append((mean, count))
    return [mean for mean, count in blocks for _ in range(count)]


def line(name: str, series: "pd.Series[float]", look: Look, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's own settings
    """A line with markers."""
    base = _points("scatter", name, series) | {
        "mode": "lines+markers",
        "cliponaxis": False,
        "line": {"color": look.colour, "dash": look.dash, "width": 2.5},
        "marker": {"symbol": look.marker, "size": 8, "color": look.colour},
    }
    return base | more


def bars(name: str, series: "pd.Series[float]", look: Look, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's own settings
    """Bars with a pattern."""
    pattern = {"shape": look.pattern, "fillmode": "overlay", "fgcolor": "white", "size": 7, "solidity": 0.25}
    marker = {"color": look.colour, "line": {"color": "white", "width": 1}, "pattern": pattern}
    return _points("bar", name, series) | {"marker": marker} | more


def _points(kind: str, name: str, series: "pd.Series[float]") -> dict[str, Any]:
    """Heights of a trace; blank where there is no number."""
    heights = [None if np.isnan(value) else float(value) for value in series]
    return {"type": kind, "name": name, "x": list(series.index), "y": heights}


def fan_bands(fan: pd.DataFrame) -> list[dict[str, Any]]:
    """The 10–90 and 25–75 bands of a fan, with thin edges."""
    return [
        *_band(fan, "p10", "p90", OUTER_BAND, "10th–90th percentile"),
        *_band(fan, "p25", "p75", INNER_BAND, "25th–75th percentile"),
    ]


def _band(fan: pd.DataFrame, low: str, high: str, fill: str, name: str) -> list[dict[str, Any]]:
    """Two edges and what lies between; the legend names the band, the hover each edge."""
    edge = {"type": "scatter", "mode": "lines", "x": list(fan.index), "line": {"width": 0.5, "color": AXIS}}
    under, over = (
        edge
        | {"name": f"{end[1:]}th percentile", "hovertemplate": "%{y:.1f}", "legendgroup": name}
        | {"y": fan[end].tolist()}
        for end in (low, high)
    )
    key = {"type": "scatter", "mode": "lines", "x": [None], "y": [None], "hoverinfo": "skip"}
    return [
        {**under, "showlegend": False},
        {**over, "fill": "tonexty", "fillcolor": fill, "showlegend": False},
        {**key, "name": name, "legendgroup": name, "line": {"width": 10, "color": fill}},
    ]


def ribbon(name: str, low: "pd.Series[float]", high: "pd.Series[float]", look: Look) -> list[dict[str, Any]]:
    """The interval of a line, in its colour let through; it comes and goes with its line's key."""
    red, green, blue = (int(look.colour[i : i + 2], 16) for i in (1, 3, 5))
    edge = {"type": "scatter", "mode": "lines", "x": list(low.index), "line": {"width": 0}}
    quiet = {"showlegend": False, "hoverinfo": "skip", "legendgroup": name}
    fill = {"fill": "tonexty", "fillcolor": f"rgba({red}, {green}, {blue}, 0.2)"}
    return [{**edge, **quiet, "y": low.tolist()}, {**edge, **quiet, **fill, "y": high.tolist()}]


def totals(series: "pd.Series[float]", texts: Sequence[str]) -> dict[str, Any]:
    """Totals written above stacked bars."""
    return _points("scatter", "Total", series) | {
        "mode": "text",
        "text": list(texts),
        "textposition": "top center",
        "showlegend": False,
        "cliponaxis": False,
        "hovertemplate": "%{text}",
    }


def each(
    make: Callable[..., dict[str, Any]],
    series: "Mapping[str, pd.Series[float]]",
    **more: Any,  # noqa: ANN401 - plotly's own settings
) -> list[dict[str, Any]]:
    """A line or bars of each series, each with a look of its own."""
    styles = looks(len(series))
    return [make(name, one, look, **more) for (name, one), look in zip(series.items(), styles, strict=True)]


def stack_figure(table: Table, hover: str, places: int, tickformat: str) -> str:
    """Stacked bars of the columns of a table with their total above, whose decimals are given."""
    parts, unit = table.lines, table.columns[0].unit
    whole = parts.pop("Total")
    height = pd.DataFrame(parts).sum(axis=1)
    above = totals(height, [figure(value, places) for value in whole])
    vertical = axis(
        unit, gridcolor=GRID, nticks=6, tickformat=tickformat, range=[0, 1.12 * float(height.max())]
    )
    stacks = each(bars, parts, hovertemplate=hover)
    return draw([*stacks, above], unit, barmode="stack", bargap=0.35, showlegend=True, yaxis=vertical)


def spread_bars(middle: "pd.Series[float]", ends: pd.DataFrame, *, visible: bool) -> dict[str, Any]:
    """Bars from the 10th to the 90th percentile upon the points of a line."""
    return {
        "type": "data",
        "symmetric": False,
        "array": (ends["p90"] - middle).tolist(),
        "arrayminus": (middle - ends["p10"]).tolist(),
        "thickness": 1.5,
        "width": 5,
        "visible": visible,
    }
