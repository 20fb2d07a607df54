"""Programmes of a run: people they bring into work, and what they save beside what they cost."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.charts.drawing import draw, line
from esarisk.report.exhibit import Column, Exhibit, Table, figure_text
from esarisk.report.palette import Look, looks
from esarisk.report.provided import cap_by_scenario, funded_scenarios, programme_table, programme_years
from esarisk.report.tables import first_scenario, has_fan
from esarisk.report.target import has_target

NOUGHT = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": {"width": 1}}
POLICY_CLAUSE = (
    " A scenario's programmes are policy: under the rule of 2014 a year above the cap fails when policy raised "
    "its spending, by however little."
)
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
        rows = data[data["scenario"] == name].set_index("year")
        traces += _money_lines(name, rows, look, spread=has_fan(cube))
        saved, spent = (figure_text(rows[key].iloc[-1], 1, "+") for key in ("in_cap", "spending"))
        said.append(f"{name}: £{saved} million saved and £{spent} million spent in {rows.index[-1]}")
    spread = ["Lines on the points run from the 10th to the 90th percentile."] if has_fan(cube) else []
    return Exhibit(
        "programme-money",
        "Saved inside the cap, and spent on programmes, change from baseline provision",
        f"Lines by scenario. {'; '.join(said)}.",
        draw(traces, MONEY, shapes=[NOUGHT], showlegend=True),
        400,
        _money_print(data),
        [*spread, "Programme money is outside the cap."],
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
        line(f"Saved inside the cap, {name}", rows["in_cap"], look, error_y=ends),
        line(f"Spent, {name}", rows["spending"], look, line=faint),
    ]


def _money_print(data: pd.DataFrame) -> Table:
    columns = (
        Column("year", "Year", ""),
        Column("starts_change", "Starts beyond baseline", PEOPLE, 0, "+"),
        Column("in_work", "In work", PEOPLE, 0, "+"),
        Column("off_benefit", "Off benefit", PEOPLE, 0, "+"),
        Column("spending", "Spent", MONEY, 1, "+"),
        Column("in_cap", "Saved inside the cap", MONEY, 1, "+"),
        Column("exchequer", "Exchequer", MONEY, 1, "+"),
    )
    return Table("Programmes year by year", "Scenario", columns, data.set_index("scenario"))


PRINTED = (
    Column("scenario", "Scenario", ""),
    Column("funding", "Money", "£ million a year", 1),
    Column("starts", "Starts", PEOPLE, 0),
    Column("starts_change", "Beyond baseline", PEOPLE, 0, "+"),
    Column("participants", "On it, last year", PEOPLE, 0, "+"),
    Column("gross_jobs", "Gross jobs", PEOPLE, 0, "+"),
    Column("additional_jobs", "Additional jobs", PEOPLE, 0, "+"),
    Column("spending", "Spent", MONEY, 1, "+"),
    Column("in_cap", "In cap", MONEY, 1, "+"),
    Column("ame", "AME", MONEY, 1, "+"),
    Column("exchequer", "Exchequer", MONEY, 1, "+"),
)
PRINTED_NOTE = (
    "Sums over the years, means of draws; all but starts are changes from baseline provision, positive = "
    "better for the public purse. What programmes save together is shared by what each would save alone."
)


def programme_print(cube: xr.Dataset, titles: Mapping[str, str]) -> Table:
    """Every programme that a scenario funds, over all years."""
    data = programme_table(cube)
    data = data.assign(title=[titles.get(name, name) for name in data["programme"]]).set_index("title")
    return Table("Programmes funded away from baseline provision", "Programme", PRINTED, data, PRINTED_NOTE)


def cap_print(cube: xr.Dataset) -> Table:
    """The cap by scenario."""
    data = cap_by_scenario(cube)
    data = data.assign(
        chance=100 * data["breach"],
        moved=100 * data["change"],
        half=100 * data["change_half_width"],
        policy=100 * data["by_policy"],
    )
    columns = _cap_columns(first_scenario(cube))
    clause = "" if has_target(cube) else POLICY_CLAUSE
    note = f"Medians of draws; the change of the chance of breach is paired by draw.{clause}"
    return Table("The cap by scenario", "Scenario", columns, data.set_index("scenario"), note)


def _cap_columns(first: str) -> tuple[Column, ...]:
    """Columns of the cap by scenario; changes are from the first scenario."""
    unit, points = "per cent of draws", "percentage points"
    return (
        Column("year", "Year", ""),
        Column("in_scope", "Inside the cap", "£ billion", 2),
        Column("cap", "Cap", "£ billion", 2),
        Column("headroom", "Headroom to cap plus margin", "£ billion", 2),
        Column("chance", "Breach", unit, 1),
        Column("moved", f"Change from {first}", points, 1, "+"),
        Column("half", "± 95%", points, 1),
        Column("policy", "Of it by the policy clause", points, 1, "+"),
    )
