"""The cap: spending inside it with its fan, scenario by scenario."""

from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.exhibits.drawing import GRID, axis, draw, fan_bands, line, named_lines, room
from esarisk.report.exhibits.palette import DARK_BLUE, DARK_PINK, INK, LIGHT_PURPLE, ORANGE, TURQUOISE, Look
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import BILLIONS, listed, pounds
from esarisk.report.tables.cap import cap_table
from esarisk.report.tables.run import assumed_years, capped_years, fan, first_scenario, has_fan, middle
from esarisk.units import MILLIONS_A_BILLION

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
NOT_FROM_NOUGHT = "The vertical axis does not start at nought."
ONE_DRAW = "One draw: the central path, without a fan."


def assumed_note(cube: xr.Dataset, record: dict[str, Any], start: str = "In") -> list[str]:
    """A note on years whose remainder is an assumption, if there are any."""
    assumed = assumed_years(cube, record)
    return [f"{start} {listed(assumed)} the remainder is an assumption."] if assumed else []


def capped_fan(cube: xr.Dataset, name: str) -> pd.DataFrame:
    """Fan of a kind of spending of the first scenario, capped years only [GBP billion]."""
    return fan(cube[name].isel(scenario=0).sel(year=capped_years(cube)))


def later_lines(cube: xr.Dataset, name: str) -> dict[str, Any]:
    """Later scenario → medians of a kind of spending [GBP billion], look and settings; none where they are many."""
    later = cube[name].isel(scenario=slice(1, None)).sel(year=capped_years(cube)).median("draw")
    if later.sizes["scenario"] > len(OTHERS):
        return {}
    medians = (later / MILLIONS_A_BILLION).transpose("year", "scenario").to_pandas()
    return {
        str(name): (medians[name], look, {"line": {"color": look.colour, "dash": look.dash, "width": 1.5}})
        for name, look in zip(medians, OTHERS, strict=False)
    }


def fan_figure(data: pd.DataFrame, series: dict[str, Any], *, spread: bool) -> str:
    """A fan with lines upon it [GBP billion], each named beside its end.

    Parameters
    ----------
    series : name → heights by year, look and further settings
    """
    lines = [
        line(name, values, look, hovertemplate="%{y:.1f}", **more)
        for name, (values, look, more) in series.items()
    ]
    every = [*data.to_numpy().ravel(), *(value for one, _, _ in series.values() for value in one)]
    vertical = axis(BILLIONS, gridcolor=GRID, nticks=6, range=room(every))
    bands = fan_bands(data) if spread else []
    return draw([*bands, *lines], BILLIONS, **named_lines([*lines, *bands], vertical, CAP_HEIGHT))


def cap_words(cube: xr.Dataset, data: pd.DataFrame) -> str:
    """The cap chart in words."""
    parts = []
    for year, row in data.iterrows():
        ends = f" (10th to 90th percentile {pounds(row['p10'])} to {pounds(row['p90'])})"
        spending = f"{middle(cube)} {pounds(row['p50'])}{ends if has_fan(cube) else ''}"
        limits = f"cap {pounds(row['cap'])}, cap plus margin {pounds(row['limit'])}"
        parts.append(f"{year}: {spending}, {limits}")
    return f"Line chart of spending inside the welfare cap. {'; '.join(parts)}."


def cap_exhibit(cube: xr.Dataset, record: dict[str, Any]) -> Exhibit:
    """Spending inside the cap beside the cap; hollow points where the remainder is assumed."""
    years, first, assumed = capped_years(cube), first_scenario(cube), assumed_years(cube, record)
    cap, margin = (cube[name].sel(year=years).values / MILLIONS_A_BILLION for name in ("cap", "margin"))
    data = capped_fan(cube, "in_scope_spending").assign(cap=cap, limit=cap + margin)
    symbols = ["circle-open" if year in assumed else "circle" for year in years]
    later = later_lines(cube, "in_scope_spending")
    points = {"marker": {"symbol": symbols, "size": 10, "color": DARK_BLUE}}
    series = {
        "Cap plus margin": (data["limit"], LIMIT_LOOK, {}),
        "Cap": (data["cap"], CAP, {}),
        f"{first}, {middle(cube)}": (data["p50"], SPENDING, points),
    }
    notes = [NOT_FROM_NOUGHT, *assumed_note(cube, record, "Hollow points: in")]
    if not has_fan(cube):
        notes.append(ONE_DRAW)
    elif later:
        notes.append(f"The fan is that of {first}; thin lines are medians.")
    return Exhibit(
        "cap",
        "Spending inside the welfare cap",
        cap_words(cube, data),
        fan_figure(data, series | later, spread=has_fan(cube)),
        CAP_HEIGHT,
        cap_table(cube, record),
        notes,
    )
