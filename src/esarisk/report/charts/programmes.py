"""Programmes of a run: people they bring into work, and what they save beside what they cost."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.exhibits.drawing import NOUGHT, draw, line
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.palette import Look, looks
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import MILLIONS
from esarisk.report.tables.programmes import (
    funded_scenarios,
    programme_years,
    work_table,
    years_table,
)
from esarisk.report.tables.run import has_fan

PEOPLE_UNIT = "people"


def work_exhibit(cube: xr.Dataset, titles: Mapping[str, str]) -> Exhibit:
    """Additional people in work by scenario and programme.

    Parameters
    ----------
    titles : programme → its title
    """
    table = work_table(cube, titles)
    series = {str(name): row for name, row in table.frame.iterrows()}
    drawn = [
        line(words, one, look, hovertemplate="%{y:,.0f}")
        for (words, one), look in zip(series.items(), looks(len(series)), strict=True)
    ]
    last = cube["year"].values[-1]
    said = [f"{words}: {figure(one.iloc[-1], 0, '+')} in {last}" for words, one in series.items()]
    return Exhibit(
        "programme-work",
        "Additional people in work by programme, mean of the year",
        f"Lines of additional people in work. {'; '.join(said)}.",
        draw(drawn, PEOPLE_UNIT, shapes=[NOUGHT], showlegend=True),
        380,
        table,
        [
            "Before displacement; mean of the draws. Less than nothing where a programme has less than at baseline."
        ],
    )


def money_exhibit(cube: xr.Dataset) -> Exhibit:
    """What programmes save inside the cap, and what they cost, by scenario."""
    data, names = programme_years(cube), funded_scenarios(cube)
    traces, said = [], []
    for name, look in zip(names, looks(len(names)), strict=True):
        rows = data[data["scenario"] == name].set_index("year").assign(cost=lambda rows: -rows["spending"])
        traces += _money_lines(name, rows, look, spread=has_fan(cube))
        saved, spent = (figure(rows[key].iloc[-1], 1, "+") for key in ("in_cap", "cost"))
        said.append(f"{name}: {saved} and {spent} £ million in {rows.index[-1]}")
    spread = ["Lines on the points run from the 10th to the 90th percentile."] if has_fan(cube) else []
    return Exhibit(
        "programme-money",
        "Gain inside the cap, and cost of programmes, change from baseline provision",
        f"Lines of the gain inside the cap and of the cost of programmes, by scenario. {'; '.join(said)}.",
        draw(traces, MILLIONS, shapes=[NOUGHT], showlegend=True),
        400,
        years_table(cube),
        [*spread, "Positive = gain to the Exchequer. Programme money is outside the cap."],
    )


def _money_lines(name: str, rows: pd.DataFrame, look: Look, *, spread: bool) -> list[dict[str, Any]]:
    """A scenario's saving with its spread as bars, and its spending as a thin line."""
    ends = {
        "type": "data",
        "symmetric": False,
        "array": (rows["p90"] - rows["in_cap"]).tolist(),
        "arrayminus": (rows["in_cap"] - rows["p10"]).tolist(),
        "thickness": 1.5,
        "width": 5,
        "visible": spread,
    }
    faint = {"color": look.colour, "dash": "dot", "width": 1.5}
    return [
        line(f"Gain inside the cap, {name}", rows["in_cap"], look, error_y=ends, hovertemplate="%{y:,.1f}"),
        line(f"Cost, {name}", rows["cost"], look, line=faint, hovertemplate="%{y:,.1f}"),
    ]
