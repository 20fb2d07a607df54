"""Programmes of a run: people they bring into work, and what they save beside what they cost."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.exhibits.drawing import NOUGHT, draw, line
from esarisk.report.exhibits.palette import Look, looks
from esarisk.report.exhibits.table import Column, Exhibit, Table, figure_text
from esarisk.report.tables.programmes import funded_scenarios, programme_table, programme_years
from esarisk.report.tables.run import has_fan

PEOPLE, MONEY = "people", "£ million"


def work_exhibit(cube: xr.Dataset, titles: Mapping[str, str]) -> Exhibit:
    """Additional people in work by scenario and programme.

    Parameters
    ----------
    titles : programme → its title
    """
    series = _work_series(cube, titles)
    drawn = [
        line(words, one, look, hovertemplate="%{y:,.0f}")
        for (words, one), look in zip(series.items(), looks(len(series)), strict=True)
    ]
    last = cube["year"].values[-1]
    said = [f"{words}: {figure_text(one.iloc[-1], 0, '+')} in {last}" for words, one in series.items()]
    return Exhibit(
        "programme-work",
        "Additional people in work by programme, mean of the year",
        f"Lines of additional people in work. {'; '.join(said)}.",
        draw(drawn, PEOPLE, shapes=[NOUGHT], showlegend=True),
        380,
        _work_print(series),
        [
            "Before displacement; mean of the draws. Less than nothing where a programme has less than at baseline."
        ],
    )


def _work_series(cube: xr.Dataset, titles: Mapping[str, str]) -> dict[str, "pd.Series[float]"]:
    """Programme and scenario in words → additional people in work by year."""
    work = cube["programme_in_work"].mean("draw")
    years = [str(year) for year in cube["year"].values]
    return {
        f"{titles.get(row['programme'], row['programme'])}, {row['scenario']}": pd.Series(
            work.sel(scenario=row["scenario"], programme=row["programme"]).values, index=years
        )
        for row in programme_table(cube).to_dict("records")
    }


def _work_print(series: Mapping[str, "pd.Series[float]"]) -> Table:
    frame = pd.DataFrame(series).T
    columns = tuple(Column(str(year), str(year), PEOPLE, 0, "+") for year in frame.columns)
    return Table("Additional people in work by programme", "Programme, scenario", columns, frame)


def money_exhibit(cube: xr.Dataset) -> Exhibit:
    """What programmes save inside the cap, and what they cost, by scenario."""
    data, names = programme_years(cube), funded_scenarios(cube)
    traces, said = [], []
    for name, look in zip(names, looks(len(names)), strict=True):
        rows = data[data["scenario"] == name].set_index("year").assign(cost=lambda rows: -rows["spending"])
        traces += _money_lines(name, rows, look, spread=has_fan(cube))
        saved, spent = (figure_text(rows[key].iloc[-1], 1, "+") for key in ("in_cap", "cost"))
        said.append(f"{name}: {saved} and {spent} £ million in {rows.index[-1]}")
    spread = ["Lines on the points run from the 10th to the 90th percentile."] if has_fan(cube) else []
    return Exhibit(
        "programme-money",
        "Gain inside the cap, and cost of programmes, change from baseline provision",
        f"Lines of the gain inside the cap and of the cost of programmes, by scenario. {'; '.join(said)}.",
        draw(traces, MONEY, shapes=[NOUGHT], showlegend=True),
        400,
        _money_print(data),
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


def _money_print(data: pd.DataFrame) -> Table:
    columns = (
        Column("year", "Year", ""),
        Column("starts_change", "Starts beyond baseline", PEOPLE, 0, "+"),
        Column("in_work", "In work", PEOPLE, 0, "+"),
        Column("off_benefit", "Off benefit", PEOPLE, 0, "+"),
        Column("cost", "Cost of programmes", MONEY, 1, "+"),
        Column("in_cap", "Gain inside the cap", MONEY, 1, "+"),
        Column("exchequer", "Net Exchequer", MONEY, 1, "+"),
    )
    frame = data.assign(cost=-data["spending"]).set_index("scenario")
    note = "Money: positive = gain to the Exchequer. People: positive = more people."
    return Table("Programmes year by year", "Scenario", columns, frame, note)


PEOPLE_PRINTED = (
    Column("scenario", "Scenario", "", right=True),
    Column("starts", "Starts", PEOPLE, 0),
    Column("starts_change", "Beyond baseline", PEOPLE, 0, "+"),
    Column("participants", "On it, last year", PEOPLE, 0, "+"),
    Column("off_benefit", "Off benefit, last year", PEOPLE, 0, "+"),
    Column("gross_jobs", "Gross jobs", PEOPLE, 0, "+"),
    Column("additional_jobs", "Additional jobs", PEOPLE, 0, "+"),
)
MONEY_PRINTED = (
    Column("scenario", "Scenario", "", right=True),
    Column("funding", "Money offered", "£ million a year", 1),
    Column("cost", "Cost of programmes", MONEY, 1, "+"),
    Column("in_cap", "Gain inside the cap", MONEY, 1, "+"),
    Column("ame", "AME", MONEY, 1, "+"),
    Column("exchequer", "Net Exchequer", MONEY, 1, "+"),
    Column("cost_per_additional_job", "Cost per additional job", "£", 0),
)
SUMS = "Sums over the years, means of draws, changes from baseline provision: positive ="
PEOPLE_NOTE = f"{SUMS} more people; starts are all of them."
MONEY_NOTE = (
    f"{SUMS} gain to the Exchequer, so cost is negative. Money that finds nobody to start is not spent. What "
    "programmes save together is shared by what each would save alone."
)


def programme_prints(cube: xr.Dataset, titles: Mapping[str, str]) -> list[Table]:
    """Every programme that a scenario funds, over all years: its people and its money."""
    data = programme_table(cube)
    titled = [titles.get(name, name) for name in data["programme"]]
    data = data.assign(title=titled, cost=-data["spending"]).set_index("title")
    data["cost_per_additional_job"] = data["cost_per_additional_job"].where(data["additional_jobs"] > 0.0)
    caption = "Programmes funded away from baseline provision"
    return [
        Table(f"{caption}: people", "Programme", PEOPLE_PRINTED, data, PEOPLE_NOTE),
        Table(f"{caption}: money", "Programme", MONEY_PRINTED, data, MONEY_NOTE),
    ]
