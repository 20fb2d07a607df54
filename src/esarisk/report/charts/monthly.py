"""Month by month: people waiting for a decision, and spending by line."""

from collections.abc import Mapping
from typing import Any

import xarray as xr

from esarisk.policy.periods import month_period
from esarisk.report.exhibits.drawing import GRID, axis, draw, each, line
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import Exhibit, Table
from esarisk.report.exhibits.words import listed, people, pounds
from esarisk.report.tables.flows import monthly_table, waiting_table
from esarisk.report.tables.run import first_scenario

QUEUES_SAID = {"new": "new claims", "repeat": "repeat", "legacy": "earlier incapacity cases"}


def monthly_figure(table: Table, tickformat: str) -> str:
    """A line for each column over the months."""
    unit = table.columns[0].unit
    traces = each(line, table.lines, mode="lines", hovertemplate=f"%{{y:{tickformat}}}")
    months = axis("", type="date", tickformat="%Y", dtick="M24")
    vertical = axis(unit, gridcolor=GRID, nticks=6, rangemode="tozero", tickformat=tickformat)
    return draw(traces, unit, showlegend=True, xaxis=months, yaxis=vertical)


def waiting_exhibit(cube: xr.Dataset, record: Mapping[str, Any]) -> Exhibit:
    """The queue: people waiting at each month's end."""
    table = waiting_table(cube)
    peaks = [f"{name.lower()} {people(one.max())} in {one.idxmax()}" for name, one in table.lines.items()]
    return Exhibit(
        "waiting",
        f"People waiting for a decision, {first_scenario(cube)}",
        f"Line chart of people waiting at each month's end. Peaks: {listed(peaks)}.",
        monthly_figure(table, ",d"),
        400,
        table,
        [
            "New claims count once past the minimum wait. Waits are reported, never fitted.",
            *(_published(m, at) for m, at in record.get("waits", {}).items() if m in table.frame.index),
        ],
    )


def monthly_spending_exhibit(cube: xr.Dataset) -> Exhibit:
    """Spending by line in each month."""
    table = monthly_table(cube)
    said = [f"{name.lower()} {pounds(one.iloc[-1], 2)}" for name, one in table.lines.items()]
    return Exhibit(
        "monthly-spending",
        f"Spending by month, {first_scenario(cube)}",
        f"Line chart of spending in each month by line. In {table.frame.index[-1]}: {listed(said)}.",
        monthly_figure(table, ".2f"),
        400,
        table,
        ["Months are paid for their calendar days, so February is low."],
    )


def _published(month: str, waiting: Mapping[str, float]) -> str:
    """What was published of those who waited at a month's end."""
    end = month_period(*map(int, month.split("-"))).end
    parts = [f"{figure(count, 0)} {said}" for queue, said in QUEUES_SAID.items() if (count := waiting[queue])]
    return f"Published for {end.day} {end:%B %Y}: {', '.join(parts)} (parameter outturn.waiting)."
