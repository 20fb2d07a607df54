"""People and money in tables: caseload, flows, decisions, age and sex, lines, and month by month."""

from functools import partial

import pandas as pd
import xarray as xr

from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import BASIS_WORDS, printed, word
from esarisk.report.tables.run import (
    caseload_frame,
    first_scenario,
    group_frame,
    has_fan,
    medians,
    middles,
    monthly_frame,
)

MEDIANS_NOTE = "Medians of the draws: parts need not sum to the total."
UC_OUTCOMES = {
    "wrag": "Limited capability for work",
    "support": "Limited capability for work-related activity",
}
"""What Universal Credit calls the outcomes of the same assessment."""
STREAM_NAMES = {
    "new": "Decisions on new claims",
    "repeat": "Repeat assessments",
    "legacy": "Reassessment of earlier incapacity benefits",
    "universal_credit": "Decisions on Universal Credit health claims",
}


def _by_column(
    cube: xr.Dataset,
    variable: str,
    name: str,
    caption: str,
    frame: pd.DataFrame,
    words: dict[str, str] | None = None,
) -> Table:
    """A table by year or month with a column for each label and their total."""
    unit, monthly = printed(cube, variable), "month" in cube[variable].dims
    places = MONTHLY_PLACES.get(variable, unit.places)
    headings = {str(key): (words or {}).get(str(key)) or word(str(key)) for key in frame.columns}
    columns = tuple(Column(key, heading, unit.unit, places) for key, heading in headings.items())
    notes = (MEDIANS_NOTE,) if has_fan(cube) and not monthly else ()
    caption = f"{caption}, {first_scenario(cube)}, {middles(cube)}"
    return Table(name, caption, "Month" if monthly else "Year", columns, frame, notes)


MONTHLY_PLACES = {"monthly_spending": 3}


def caseload_table(cube: xr.Dataset) -> Table:
    """Caseload by phase."""
    caption = "Caseload by phase, mean of the year"
    return _by_column(cube, "caseload", "caseload", caption, caseload_frame(cube))


def line_table(cube: xr.Dataset) -> Table:
    """Spending by line; lines without spending are left out."""
    draws = cube["spending"].isel(scenario=0)
    data = medians(draws, "line", printed(cube, "spending").divisor)
    spent = data.loc[:, (data != 0.0).any()]
    return _by_column(cube, "spending", "spending", "Spending on incapacity benefits by line, nominal", spent)


def on_flow_table(cube: xr.Dataset) -> Table:
    """On-flow by basis."""
    data = medians(cube["on_flow"].isel(scenario=0), "basis", printed(cube, "on_flow").divisor)
    return _by_column(cube, "on_flow", "on_flow", "On-flow: new claims by basis", data, BASIS_WORDS)


def off_flow_table(cube: xr.Dataset) -> Table:
    """Off-flow by destination."""
    data = medians(cube["off_flow"].isel(scenario=0), "destination", printed(cube, "off_flow").divisor)
    return _by_column(cube, "off_flow", "off_flow", "Off-flow by destination", data)


def decision_tables(cube: xr.Dataset) -> list[Table]:
    """Decisions by outcome, a table for each stream that has any."""
    decisions, divisor = cube["decisions"].isel(scenario=0), printed(cube, "decisions").divisor
    return [
        _by_column(
            cube, "decisions", f"decisions_{stream}", STREAM_NAMES[stream], medians(draws, "outcome", divisor),
            UC_OUTCOMES if stream == "universal_credit" else None,
        )
        for stream in map(str, cube["stream"].values)
        if float((draws := decisions.sel(stream=stream)).sum()) > 0
    ]  # fmt: skip


def waiting_table(cube: xr.Dataset) -> Table:
    """People waiting for a decision at each month's end."""
    data = monthly_frame(cube["waiting"], "queue", printed(cube, "waiting").divisor)
    return _by_column(cube, "waiting", "waiting", "People waiting for a decision at each month's end", data)


def monthly_table(cube: xr.Dataset) -> Table:
    """Spending by line in each month."""
    data = monthly_frame(cube["monthly_spending"], "line", 1.0) / printed(cube, "monthly_spending").divisor
    return _by_column(cube, "monthly_spending", "spending_by_month", "Spending in each month, nominal", data)


def group_table(cube: xr.Dataset) -> Table:
    """Caseload by age band and sex in the first and last year."""
    unit = printed(cube, "caseload_by_group")
    data = group_frame(cube)
    frame = data.assign(sex=[word(sex) for sex in data["sex"]], change=data["last"] - data["first"])
    first, last = (str(cube["year"].values[end]) for end in (0, -1))
    number = partial(Column, unit=unit.unit, places=unit.places)
    change = number("change", "Change", sign="+")
    columns = (Column("sex", "Sex"), number("first", first), number("last", last), change)
    caption = f"Caseload by age and sex, {first_scenario(cube)}, {middles(cube, 'means')}"
    notes = ("Means, not medians: they add up.",) if has_fan(cube) else ()
    return Table("age_and_sex", caption, "Age in the year", columns, frame.set_index("age_band"), notes)
