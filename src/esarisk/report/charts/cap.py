"""The cap: spending inside it with its fan, and the chance of breach."""

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.report.charts.drawing import (
    GRID,
    apart,
    axis,
    bars,
    draw,
    fan_bands,
    line,
    named_lines,
    open_where,
    totals,
)
from esarisk.report.exhibit import DASH, Column, Exhibit, Table, figure_text
from esarisk.report.palette import DARK_BLUE, DARK_PINK, INK, ORANGE, Look
from esarisk.report.tables import breach_table, cap_table, capped_years, fan, first_scenario, has_fan
from esarisk.report.words import listed, pounds, printed

SPENDING = Look(DARK_BLUE, "solid", "circle", "")
CAP = Look(DARK_PINK, "dash", "square", "/")
LIMIT = Look(ORANGE, "longdash", "diamond", "x")
CARRIED_ON = "The remainder is an assumption, carried on from the last published figure."
SUMS = "Medians of parts need not sum to the median of the total."
ROOM_BETWEEN_NAMES = 0.065
"""Least distance between names beside lines, as a share of the chart's height."""


def assumed_years(cube: xr.Dataset, record: dict[str, Any]) -> list[str]:
    """Capped years whose remainder is an assumption."""
    return [year for year in capped_years(cube) if year not in record["remainder_read"]]


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


def cap_figure(data: pd.DataFrame, assumed: list[str], unit: str, *, spread: bool) -> str:
    """Fan, median, cap and cap plus margin; hollow points where the remainder is assumed."""
    name = "Spending, median" if spread else "Spending, central path"
    point = {"symbol": open_where(list(data.index), assumed), "size": 10, "color": DARK_BLUE}
    lines = [
        line("Cap plus margin", data["limit"], LIMIT, hovertemplate="%{y:.1f}"),
        line("Cap", data["cap"], CAP, hovertemplate="%{y:.1f}"),
        line(name, data["p50"], SPENDING, marker=point, hovertemplate="%{y:.1f}"),
    ]
    last = data.iloc[-1]
    room = ROOM_BETWEEN_NAMES * (data.to_numpy().max() - data.to_numpy().min())
    heights = {"Cap plus margin": last["limit"], "Cap": last["cap"], name: last["p50"]}
    edges = {f"{key[1:]}th percentile": last[key] for key in ("p10", "p25", "p75", "p90")} if spread else {}
    ends = apart(heights | edges, room)
    return draw(
        [*(fan_bands(data) if spread else []), *lines], unit, **named_lines(ends, str(data.index[-1]))
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


def cap_columns(cube: xr.Dataset) -> tuple[Column, ...]:
    """Columns of the cap table; the spread only where there is one."""
    unit = printed(cube, "in_scope_spending")
    names = {
        "esa": "ESA",
        "incapacity": "Incapacity benefits",
        "in_scope": "Spending inside the cap",
        "in_scope_p10": "10th percentile",
        "in_scope_p90": "90th percentile",
        "cap": "Cap",
        "margin": "Margin",
        "headroom": "Headroom",
    }
    hidden = () if has_fan(cube) else ("in_scope_p10", "in_scope_p90")
    money = [Column(k, name, unit.unit, unit.places) for k, name in names.items() if k not in hidden]
    return (*money, Column("chance", breach_heading(cube), "", right=True))


def breach_heading(cube: xr.Dataset) -> str:
    """What the column of breaches is called."""
    return "P(breach), per cent of draws" if has_fan(cube) else "Breach on the central path"


def chance(cube: xr.Dataset, share: float, half_width: float) -> str:
    """A chance of breach with its simulation error; on one path, whether it breaches."""
    if np.isnan(share):
        return DASH
    if not has_fan(cube):
        return "yes" if share else "no"
    unit = printed(cube, "breach")
    error = "" if np.isnan(half_width) else f" ±{figure_text(half_width / unit.divisor, unit.places)}"
    return f"{figure_text(share / unit.divisor, unit.places)}%{error}"


def cap_print(cube: xr.Dataset, record: dict[str, Any]) -> Table:
    """The cap table."""
    frame, assumed = cap_table(cube), assumed_years(cube, record)
    chances = [chance(cube, *pair) for pair in zip(frame["breach"], frame["breach_half_width"], strict=True)]
    frame = frame.assign(chance=chances)
    frame.index = pd.Index([f"{year} [note 1]" if year in assumed else str(year) for year in frame.index])
    middles = "medians of the draws" if has_fan(cube) else "central path"
    notes = [
        *([f"[note 1] {CARRIED_ON}"] if assumed else []),
        f"{DASH} means no figure: the vintage has no cap for the year. Figures are forecasts.",
        *([SUMS] if has_fan(cube) else []),
    ]
    caption = f"Cap and margin, {first_scenario(cube)}, {middles}"
    return Table(caption, "Financial year", cap_columns(cube), frame, " ".join(notes))


def cap_exhibit(cube: xr.Dataset, record: dict[str, Any]) -> Exhibit:
    """Spending inside the cap beside the cap."""
    data, assumed = cap_data(cube), assumed_years(cube, record)
    unit = printed(cube, "in_scope_spending").unit
    notes = ["The vertical axis does not start at nought.", *assumed_note(cube, record, "Hollow points: ")]
    if not has_fan(cube):
        notes.append("One draw: the central path, without a fan.")
    return Exhibit(
        "cap",
        f"Spending inside the welfare cap, {first_scenario(cube)}",
        cap_words(cube, data),
        cap_figure(data, assumed, unit, spread=has_fan(cube)),
        420,
        cap_print(cube, record),
        notes,
    )


def breach_data(cube: xr.Dataset) -> pd.DataFrame:
    """Chances of breach by scenario, year and cause, with the chance in words [per cent]."""
    every, unit = breach_table(cube), printed(cube, "breach")
    every["chance"] = [chance(cube, *pair) for pair in zip(every["breach"], every["half_width"], strict=True)]
    every[["breach", "half_width", "forecasting", "policy", "policy_only"]] /= unit.divisor
    return every


def breach_figure(data: pd.DataFrame, unit: str) -> str:
    """Stacked bars of the causes with the simulation error of the whole [per cent]."""
    causes = [
        bars("Above cap plus margin (forecasting)", data["forecasting"], SPENDING, hovertemplate="%{y:.0f}"),
        bars("Above the cap alone (policy)", data["policy_only"], CAP, hovertemplate="%{y:.0f}"),
    ]
    shown = causes if data["policy_only"].any() else causes[:1]
    vertical = axis(unit, gridcolor=GRID, range=[0, 112], dtick=25)
    layout = {"barmode": "stack", "bargap": 0.5, "showlegend": True, "yaxis": vertical}
    return draw([*shown, *_simulation_error(data)], unit, **layout)


def _simulation_error(data: pd.DataFrame) -> list[dict[str, Any]]:
    """Lines of the simulation error, where there is one, and the chance written above."""
    error = data["half_width"].fillna(0.0)
    whole = totals(data["breach"] + error, list(data["chance"]))
    if not error.any():
        return [whole]
    ends = {"type": "data", "array": error.tolist(), "color": INK, "thickness": 1.5, "width": 6}
    point = {"y": data["breach"].tolist(), "mode": "markers", "marker": {"size": 1, "color": INK}}
    return [whole | point | {"error_y": ends}, whole]


def breach_exhibit(cube: xr.Dataset, record: dict[str, Any]) -> Exhibit:
    """Chance of breach by year and cause."""
    every, unit = breach_data(cube), printed(cube, "breach")
    data = every[every["scenario"] == first_scenario(cube)].set_index("year")
    said = [f"{chance_} in {year}" for year, chance_ in data["chance"].items()]
    return Exhibit(
        "breach",
        f"{breach_heading(cube)} by year and cause, {first_scenario(cube)}",
        f"Bar chart of {breach_heading(cube)}: {listed(said)}. {_causes_in_words(data)}",
        breach_figure(data, unit.unit),
        320,
        breach_print(cube),
        [_error_in_words(data), _causes_in_words(data), *assumed_note(cube, record)],
    )


def _causes_in_words(data: pd.DataFrame) -> str:
    if (data["policy"] == 0).all():
        return "Every breach here is by forecasting: against itself this scenario has no policy effect."
    return "Forecasting: above cap plus margin. Policy: above the cap, and policy raised spending."


def _error_in_words(data: pd.DataFrame) -> str:
    if data["half_width"].isna().all():
        return "Too few draws for a simulation error."
    return "Lines on the bars are the 95 per cent simulation error."


def breach_print(cube: xr.Dataset) -> Table:
    """Chance of breach by scenario, year and cause."""
    unit = printed(cube, "breach")
    columns = (
        Column("scenario", "Scenario", ""),
        Column("chance", breach_heading(cube), "", right=True),
        Column("forecasting", "Above cap plus margin (forecasting)", unit.unit, unit.places),
        Column("policy", "Above the cap and raised by policy", unit.unit, unit.places),
    )
    note = (
        "A share of draws whose simulated spending fails the cap's rule with no further policy response. "
        "A draw may fail for both causes."
    )
    return Table(
        "Chance of breach by scenario, year and cause",
        "Financial year",
        columns,
        breach_data(cube).set_index("year"),
        note,
    )
