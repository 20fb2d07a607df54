"""Programmes of a run: people they bring into work, and what they save beside what they cost."""

from collections.abc import Mapping

import xarray as xr

from esarisk.report.exhibits.drawing import NOUGHT, draw, each, line, spread_bars
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.palette import looks
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import MILLIONS
from esarisk.report.tables.programmes import work_table, years_table
from esarisk.report.tables.run import has_fan

PEOPLE_UNIT = "people"


def work_exhibit(cube: xr.Dataset, titles: Mapping[str, str]) -> Exhibit:
    """Additional people in work by scenario and programme, whose titles are given."""
    table = work_table(cube, titles)
    series = {str(name): row for name, row in table.frame.iterrows()}
    last = cube["year"].values[-1]
    said = [f"{words}: {figure(one.iloc[-1], 0, '+')} in {last}" for words, one in series.items()]
    note = "Before displacement; mean of the draws. Less than nothing where a programme has less than at baseline."
    return Exhibit(
        "programme-work",
        "Additional people in work by programme, mean of the year",
        f"Lines of additional people in work. {'; '.join(said)}.",
        draw(each(line, series, hovertemplate="%{y:,.0f}"), PEOPLE_UNIT, shapes=[NOUGHT], showlegend=True),
        380,
        table,
        [note],
    )


def money_exhibit(cube: xr.Dataset) -> Exhibit:
    """What programmes save inside the cap with its spread as bars, and what they cost as a thin line, by scenario."""
    table = years_table(cube)
    scenarios = list(table.frame.groupby(level=0, sort=False))
    traces, said = [], []
    for (name, one), look in zip(scenarios, looks(len(scenarios)), strict=True):
        rows = one.set_index("year")
        ends = spread_bars(rows["in_cap"], rows, visible=has_fan(cube))
        faint = {"color": look.colour, "dash": "dot", "width": 1.5}
        gain, cost = f"Gain inside the cap, {name}", f"Cost, {name}"
        traces += [
            line(gain, rows["in_cap"], look, error_y=ends, hovertemplate="%{y:,.1f}"),
            line(cost, rows["cost"], look, line=faint, hovertemplate="%{y:,.1f}"),
        ]
        saved, spent = (figure(rows[key].iloc[-1], 1, "+") for key in ("in_cap", "cost"))
        said.append(f"{name}: {saved} and {spent} £ million in {rows.index[-1]}")
    spread = ["Lines on the points run from the 10th to the 90th percentile."] if has_fan(cube) else []
    return Exhibit(
        "programme-money",
        "Gain inside the cap, and cost of programmes, change from baseline provision",
        f"Lines of the gain inside the cap and of the cost of programmes, by scenario. {'; '.join(said)}.",
        draw(traces, MILLIONS, shapes=[NOUGHT], showlegend=True),
        400,
        table,
        [*spread, "Positive = gain to the Exchequer. Programme money is outside the cap."],
    )
