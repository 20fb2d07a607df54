"""People: caseload by phase, flows, and caseload by age and sex."""

import pandas as pd
import xarray as xr

from esarisk.report.charts.drawing import GRID, apart, axis, bars, draw, line, named_lines, stack_axis, totals
from esarisk.report.exhibit import Column, Exhibit, Table, figure_text
from esarisk.report.palette import DARK_BLUE, ORANGE, Look, looks
from esarisk.report.tables import (
    caseload_table,
    decision_table,
    first_scenario,
    group_table,
    has_fan,
    off_flow_table,
    on_flow_table,
)
from esarisk.report.words import BASES, change, listed, people, printed, word

ROOM_BETWEEN_NAMES = 0.085
"""Least distance between names beside lines, as a share of the chart's height."""
SUMS = "Medians of the draws: parts need not sum to the total."
YEARS = Look(DARK_BLUE, "solid", "circle", ""), Look(ORANGE, "dash", "square", "/")


def middles(cube: xr.Dataset) -> str:
    """What the figures of a caption are."""
    return "medians of the draws" if has_fan(cube) else "central path"


def by_column(
    cube: xr.Dataset, name: str, caption: str, frame: pd.DataFrame, names: dict[str, str] | None = None
) -> Table:
    """A table by year with a column for each label and their total."""
    unit = printed(cube, name)
    headings = {key: (names or {}).get(key) or word(key) for key in frame.columns}
    columns = tuple(Column(key, heading, unit.unit, unit.places) for key, heading in headings.items())
    note = SUMS if has_fan(cube) else ""
    return Table(
        f"{caption}, {first_scenario(cube)}, {middles(cube)}", "Financial year", columns, frame, note
    )


def caseload_figure(data: pd.DataFrame, unit: str) -> str:
    """A line for each phase, named beside its end."""
    phases = [str(key) for key in data.columns if key != "total"]
    lines = [
        line(word(phase), data[phase], look, hovertemplate="%{y:,.0f}")
        for phase, look in zip(phases, looks(len(phases)), strict=True)
    ]
    room = ROOM_BETWEEN_NAMES * data[phases].to_numpy().max()
    ends = apart({_short(phase): float(data[phase].iloc[-1]) for phase in phases}, room, 0.7 * room)
    vertical = axis(unit, gridcolor=GRID, nticks=6, rangemode="tozero", tickformat=",d")
    return draw(lines, unit, **named_lines(ends, str(data.index[-1])), yaxis=vertical)


def _short(phase: str) -> str:
    """A phase's name in two lines where it is long."""
    return (
        word(phase)
        .replace("Work-related activity", "Work-related<br>activity")
        .replace("incapacity ", "<br>incapacity ")
    )


def caseload_exhibit(cube: xr.Dataset) -> Exhibit:
    """Caseload by phase."""
    unit = printed(cube, "caseload")
    data = caseload_table(cube, unit.divisor)
    said = [change(word(str(key)), data[key], people) for key in data.columns if key != "total"]
    return Exhibit(
        "caseload",
        f"Caseload by phase, mean of the year, {first_scenario(cube)}",
        f"Line chart of the caseload by phase. {'; '.join(said)}.",
        caseload_figure(data, unit.unit),
        400,
        by_column(cube, "caseload", "Caseload by phase, mean of the year", data),
        ["Includes people paid nothing but credited with National Insurance contributions."],
    )


def off_flow_figure(data: pd.DataFrame, unit: str) -> str:
    """Stacked bars of destinations."""
    keys = [str(key) for key in data.columns if key != "total"]
    stacks = [
        bars(word(key), data[key], look, hovertemplate="%{y:,.0f}")
        for key, look in zip(keys, looks(len(keys)), strict=True)
    ]
    height = data[keys].sum(axis=1)
    whole = totals(height, [figure_text(value, 0) for value in data["total"]])
    vertical = stack_axis(unit, float(height.max()), ",d")
    return draw([*stacks, whole], unit, barmode="stack", bargap=0.35, showlegend=True, yaxis=vertical)


def off_flow_exhibit(cube: xr.Dataset) -> Exhibit:
    """Off-flow by destination."""
    unit = printed(cube, "off_flow")
    data = off_flow_table(cube, unit.divisor)
    first = data.iloc[0]
    said = [f"{word(str(key)).lower()} {people(first[key])}" for key in data.columns if key != "total"]
    return Exhibit(
        "off-flow",
        f"Off-flow by destination, {first_scenario(cube)}",
        f"Stacked bar chart of people who leave, by destination. {change('The total', data['total'], people)}. "
        f"In {data.index[0]}: {listed(said)}.",
        off_flow_figure(data, unit.unit),
        420,
        by_column(cube, "off_flow", "Off-flow by destination", data),
        ["Destinations of ESA's leavers are not published: their shares are assumptions (see the register)."],
    )


def on_flow_print(cube: xr.Dataset) -> Table:
    """On-flow by basis."""
    data = on_flow_table(cube, printed(cube, "on_flow").divisor)
    return by_column(cube, "on_flow", "On-flow: new claims by basis", data, BASES)


UC_OUTCOMES = {
    "wrag": "Limited capability for work",
    "support": "Limited capability for work-related activity",
}
"""What Universal Credit calls the outcomes of the same assessment."""


def decision_prints(cube: xr.Dataset) -> list[Table]:
    """Decisions by outcome, a table for each stream that has any."""
    names = {
        "new": "Decisions on new claims",
        "repeat": "Repeat assessments",
        "legacy": "Reassessment of earlier incapacity benefits",
        "universal_credit": "Decisions on Universal Credit health claims",
    }
    called = {"universal_credit": UC_OUTCOMES}
    divisor = printed(cube, "decisions").divisor
    decided = cube["decisions"].isel(scenario=0).sum(["year", "outcome", "draw"])
    return [
        by_column(cube, "decisions", names[stream], decision_table(cube, stream, divisor), called.get(stream))
        for stream in map(str, cube["stream"].values)
        if float(decided.sel(stream=stream)) > 0
    ]


def group_figure(data: pd.DataFrame, years: tuple[str, str], unit: str) -> str:
    """Bars to the left for women and to the right for men, first year beside last."""
    most = 1.08 * float(data[["first", "last"]].to_numpy().max())
    traces = []
    for side, sex in enumerate(("female", "male")):
        rows = data[data["sex"] == sex].set_index("age_band")
        for key, year, look in zip(("first", "last"), years, YEARS, strict=True):
            place = {"xaxis": f"x{side + 1}" if side else "x", "legendgroup": key, "showlegend": not side}
            bar = bars(year, rows[key], look, orientation="h", hovertemplate="%{x:,.0f}", **place)
            traces.append(bar | {"x": bar["y"], "y": bar["x"]})
    sides = {
        "xaxis": axis(f"Women<br>{unit}", domain=[0, 0.485], range=[most, 0], nticks=5),
        "xaxis2": axis(f"Men<br>{unit}", domain=[0.515, 1], range=[0, most], nticks=5, anchor="y"),
    }
    layout = {"yaxis": axis("", type="category"), "hovermode": "closest", "bargap": 0.25, "showlegend": True}
    return draw(traces, unit, **sides, **layout)


def group_exhibit(cube: xr.Dataset) -> Exhibit:
    """Caseload by age band and sex in the first and last year."""
    unit = printed(cube, "caseload_by_group")
    data = group_table(cube, unit.divisor)
    years = (str(cube["year"].values[0]), str(cube["year"].values[-1]))
    said = [
        f"{word(row['sex']).lower()} {row['age_band']} {people(row['first'])} then {people(row['last'])}"
        for row in data.to_dict("records")
    ]
    return Exhibit(
        "groups",
        f"Caseload by age and sex in {years[0]} and {years[1]}, {first_scenario(cube)}",
        f"Paired bars of caseload by age band, women left and men right, {years[0]} and {years[1]}: {'; '.join(said)}.",
        group_figure(data, years, unit.unit),
        490,
        _group_print(cube, data, years),
    )


def _group_print(cube: xr.Dataset, data: pd.DataFrame, years: tuple[str, str]) -> Table:
    unit = printed(cube, "caseload_by_group")
    frame = data.assign(sex=[word(sex) for sex in data["sex"]], change=data["last"] - data["first"])
    figures = {"first": years[0], "last": years[1]}
    columns = (
        Column("sex", "Sex", ""),
        *(Column(key, year, unit.unit, unit.places) for key, year in figures.items()),
        Column("change", "Change", unit.unit, unit.places, "+"),
    )
    what, note = (
        ("means of the draws", "Means, not medians: they add up.") if has_fan(cube) else ("central path", "")
    )
    caption = f"Caseload by age and sex, {first_scenario(cube)}, {what}"
    return Table(caption, "Age in the year", columns, frame.set_index("age_band"), note)
