"""People: caseload by phase, flows, and caseload by age and sex."""

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.names import AGE_CLASSES
from esarisk.report.exhibits.drawing import (
    GRID,
    axis,
    bars,
    draw,
    each,
    line,
    named_lines,
    room,
    stack_figure,
)
from esarisk.report.exhibits.palette import DARK_BLUE, ORANGE, Look
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import change, listed, people, word
from esarisk.report.tables.flows import caseload_table, group_table, off_flow_table
from esarisk.report.tables.run import first_scenario, group_frame

WORTH_DRAWING = 0.01
"""A phase that never has this share of the caseload is left to the table."""
PEOPLE_HEIGHT = 400
YEAR_LOOKS = Look(DARK_BLUE, "solid", "circle", ""), Look(ORANGE, "dash", "square", "/")


def drawn_phases(data: pd.DataFrame) -> list[str]:
    """Phases with a line worth drawing."""
    shares = data.drop(columns="total").div(data["total"], axis=0)
    return [str(phase) for phase in shares.columns[(shares >= WORTH_DRAWING).any()]]


def caseload_exhibit(cube: xr.Dataset) -> Exhibit:
    """Caseload by phase: a line for each phase that is worth one, named beside its end."""
    table = caseload_table(cube)
    data, unit = table.frame, table.columns[0].unit
    shown = drawn_phases(data)
    lines = each(line, {word(phase): data[phase] for phase in shown}, hovertemplate="%{y:,.0f}")
    bounds = room(data[shown].to_numpy().ravel(), nought=True)
    vertical = axis(unit, gridcolor=GRID, nticks=6, range=bounds, tickformat=",d")
    said = [change(word(str(key)), data[key], people) for key in data.columns if key != "total"]
    notes = ["Includes people paid nothing but credited with National Insurance contributions."]
    rest = [word(str(key)) for key in data.columns if key not in (*shown, "total")]
    if rest:
        notes.append(f"Under 1 per cent of the caseload and left to the table: {listed(rest)}.")
    return Exhibit(
        "caseload",
        f"Caseload by phase, mean of the year, {first_scenario(cube)}",
        f"Line chart of the caseload by phase. {'; '.join(said)}.",
        draw(lines, unit, **named_lines(lines, vertical, PEOPLE_HEIGHT)),
        PEOPLE_HEIGHT,
        table,
        notes,
    )


def off_flow_exhibit(cube: xr.Dataset) -> Exhibit:
    """Off-flow by destination."""
    table = off_flow_table(cube)
    data = table.frame
    said = [f"{word(str(key)).lower()} {people(data[key].iloc[0])}" for key in data if key != "total"]
    return Exhibit(
        "off-flow",
        f"Off-flow by destination, {first_scenario(cube)}",
        f"Stacked bar chart of people who leave, by destination. {change('The total', data['total'], people)}. "
        f"In {data.index[0]}: {listed(said)}.",
        stack_figure(table, "%{y:,.0f}", 0, ",d"),
        420,
        table,
        ["Destinations of ESA's leavers are not published: their shares are assumptions (see the register)."],
    )


LAST_AGE = 65
"""Where the last band is drawn to end."""
AGES = [*AGE_CLASSES.values(), LAST_AGE]
BAND_YEARS = dict(zip(AGE_CLASSES, np.diff(AGES).tolist(), strict=True))
"""Width of each age band [years]."""
A_YEAR = "thousand people for each year of age"


def group_figure(data: pd.DataFrame, years: tuple[str, str]) -> str:
    """Bars to the left for women and to the right for men, first year above last, as wide as their band of ages.

    The length is people for each year of age, so that areas are people.
    """
    per_year = data.assign(years=data["age_band"].map(BAND_YEARS), start=data["age_band"].map(AGE_CLASSES))
    for key in ("first", "last"):
        per_year[key] = per_year[key] / per_year["years"]
    most = 1.08 * float(per_year[["first", "last"]].to_numpy().max())
    traces = []
    for side, sex in enumerate(("female", "male")):
        rows = per_year[per_year["sex"] == sex].set_index("age_band")
        for key, share, year, look in zip(("first", "last"), (0.75, 0.25), years, YEAR_LOOKS, strict=True):
            place = {"xaxis": f"x{side + 1}" if side else "x", "legendgroup": key, "showlegend": not side}
            told = {"hovertemplate": "%{customdata}: %{x:,.1f}", "customdata": list(rows.index)}
            bar = bars(year, rows[key], look, orientation="h", **told, **place)
            middles = (rows["start"] + share * rows["years"]).tolist()
            traces.append(bar | {"x": bar["y"], "y": middles, "width": (0.46 * rows["years"]).tolist()})
    sides = {
        "xaxis": axis(f"Women<br>{A_YEAR}", domain=[0, 0.485], range=[most, 0], nticks=5),
        "xaxis2": axis(f"Men<br>{A_YEAR}", domain=[0.515, 1], range=[0, most], nticks=5, anchor="y"),
    }
    ticks = {
        "tickvals": [age + BAND_YEARS[band] / 2 for band, age in AGE_CLASSES.items()],
        "ticktext": list(AGE_CLASSES),
    }
    vertical = axis("age", range=[AGES[0], LAST_AGE], **ticks)
    return draw(
        traces, A_YEAR, yaxis=vertical, hovermode="closest", barmode="overlay", showlegend=True, **sides
    )


def group_exhibit(cube: xr.Dataset) -> Exhibit:
    """Caseload by age band and sex in the first and last year."""
    data = group_frame(cube)
    years = (str(cube["year"].values[0]), str(cube["year"].values[-1]))
    said = [
        f"{word(row['sex']).lower()} {row['age_band']} {people(row['first'])} then {people(row['last'])}"
        for row in data.to_dict("records")
    ]
    return Exhibit(
        "groups",
        f"Caseload by age and sex in {years[0]} and {years[1]}, {first_scenario(cube)}",
        f"Paired bars of caseload by age band, women left and men right, {years[0]} and {years[1]}: {'; '.join(said)}.",
        group_figure(data, years),
        560,
        group_table(cube),
        [
            (
                "Bands of age are not equally wide: a bar is as wide as its band and as long as people for each year "
                f"of age, so its area is people. The last is drawn to {LAST_AGE}; it ends at State Pension age."
            )
        ],
    )
