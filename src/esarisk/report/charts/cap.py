"""The cap: spending inside it with its fan, scenario by scenario."""

from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.exhibits.drawing import (
    GRID,
    Name,
    axis,
    band_names,
    draw,
    fan_bands,
    line,
    named_lines,
    open_where,
    room,
)
from esarisk.report.exhibits.palette import DARK_BLUE, DARK_PINK, INK, LIGHT_PURPLE, ORANGE, TURQUOISE, Look
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import listed, pounds, printed
from esarisk.report.tables.cap import cap_table
from esarisk.report.tables.run import assumed_years, capped_years, fan, first_scenario, has_fan

SPENDING = Look(DARK_BLUE, "solid", "circle", "")
CAP = Look(DARK_PINK, "dash", "square", "/")
LIMIT_LOOK = Look(INK, "longdash", "diamond", "x")
OTHERS = (
    Look(TURQUOISE, "dot", "triangle-up", "."),
    Look(ORANGE, "dashdot", "cross", "x"),
    Look(LIGHT_PURPLE, "dot", "x", "-"),
)
"""Looks of later scenarios beside the first; with more scenarios the table alone has them."""
CAP_HEIGHT = 440


def assumed_note(cube: xr.Dataset, record: dict[str, Any], start: str = "") -> list[str]:
    """A note on years whose remainder is an assumption, if there are any."""
    assumed = assumed_years(cube, record)
    return (
        [f"{start}{'in' if start else 'In'} {listed(assumed)} the remainder is an assumption."]
        if assumed
        else []
    )


def middle(cube: xr.Dataset) -> str:
    """What the middle of the run is called."""
    return "median" if has_fan(cube) else "central path"


def cap_data(cube: xr.Dataset) -> pd.DataFrame:
    """Spending inside the cap, its fan, cap and cap plus margin, capped years only [GBP billion]."""
    unit = printed(cube, "in_scope_spending")
    years = capped_years(cube)
    spread = fan(cube["in_scope_spending"].isel(scenario=0).sel(year=years), unit.divisor)
    cap, margin = (cube[name].sel(year=years).values / unit.divisor for name in ("cap", "margin"))
    return spread.assign(cap=cap, limit=cap + margin)


def other_medians(cube: xr.Dataset, name: str = "in_scope_spending") -> pd.DataFrame:
    """(year, later scenario) median spending, where there are few enough to draw [GBP billion]."""
    unit, later = printed(cube, name), [str(one) for one in cube["scenario"].values[1:]]
    middles = cube[name].sel(year=capped_years(cube)).median("draw").transpose("year", "scenario")
    shown = later if len(later) <= len(OTHERS) else []
    values = middles.sel(scenario=shown).values / unit.divisor
    return pd.DataFrame(values, index=[str(year) for year in middles["year"].values], columns=shown)


def cap_figure(
    data: pd.DataFrame, others: pd.DataFrame, assumed: list[str], unit: str, *, spread: bool, first: str
) -> str:
    """Fan, median, cap and cap plus margin; hollow points where the remainder is assumed."""
    point = {"symbol": open_where(list(data.index), assumed), "size": 10, "color": DARK_BLUE}
    series = {
        "Cap plus margin": (data["limit"], LIMIT_LOOK, {}),
        "Cap": (data["cap"], CAP, {}),
        f"{first}, {'median' if spread else 'central path'}": (data["p50"], SPENDING, {"marker": point}),
    }
    return fan_figure(data, series | later_lines(others), unit, spread=spread)


def later_lines(others: pd.DataFrame) -> dict[str, Any]:
    """Scenario → its medians, look and settings."""
    pairs = zip(others, OTHERS, strict=False)
    return {str(name): (others[name], look, {"line": _thin(look)}) for name, look in pairs}


def _thin(look: Look) -> dict[str, Any]:
    return {"color": look.colour, "dash": look.dash, "width": 1.5}


def fan_figure(data: pd.DataFrame, series: dict[str, Any], unit: str, *, spread: bool) -> str:
    """A fan with lines upon it, each named beside its end.

    Parameters
    ----------
    series : name → heights by year, look and further settings
    """
    lines = [
        line(name, values, look, hovertemplate="%{y:.1f}", **more)
        for name, (values, look, more) in series.items()
    ]
    names = [Name(name, float(one.iloc[-1]), look.colour) for name, (one, look, _) in series.items()]
    every = [*data.to_numpy().ravel(), *(value for one, _, _ in series.values() for value in one)]
    vertical = axis(unit, gridcolor=GRID, nticks=6, range=room(every))
    names += band_names(data.iloc[-1]) if spread else []
    bands = fan_bands(data) if spread else []
    return draw(
        [*bands, *lines], unit, **named_lines(names, list(map(str, data.index)), vertical, CAP_HEIGHT)
    )


def cap_words(cube: xr.Dataset, data: pd.DataFrame) -> str:
    """The cap chart in words."""
    parts = []
    for year, row in data.iterrows():
        spread = (
            f" (10th to 90th percentile {pounds(row['p10'])} to {pounds(row['p90'])})"
            if has_fan(cube)
            else ""
        )
        parts.append(
            f"{year}: {middle(cube)} {pounds(row['p50'])}{spread}, cap {pounds(row['cap'])}, "
            f"cap plus margin {pounds(row['limit'])}"
        )
    return f"Line chart of spending inside the welfare cap. {'; '.join(parts)}."


def cap_exhibit(cube: xr.Dataset, record: dict[str, Any]) -> Exhibit:
    """Spending inside the cap beside the cap."""
    data, assumed = cap_data(cube), assumed_years(cube, record)
    unit, others = printed(cube, "in_scope_spending").unit, other_medians(cube)
    thin = (
        [f"The fan is that of {first_scenario(cube)}; thin lines are medians."] if len(others.columns) else []
    )
    one = ["One draw: the central path, without a fan."]
    notes = ["The vertical axis does not start at nought.", *assumed_note(cube, record, "Hollow points: ")]
    return Exhibit(
        "cap",
        "Spending inside the welfare cap",
        cap_words(cube, data),
        cap_figure(data, others, assumed, unit, spread=has_fan(cube), first=first_scenario(cube)),
        CAP_HEIGHT,
        cap_table(cube, record),
        [*notes, *(thin if has_fan(cube) else one)],
    )
