"""Month by month: people waiting for a decision, and spending by line."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import xarray as xr

from esarisk.policy.periods import month_period
from esarisk.report.exhibits.drawing import GRID, axis, draw, line
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.palette import looks
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import listed, people, pounds, printed, word
from esarisk.report.tables.flows import monthly_table, waiting_table
from esarisk.report.tables.run import first_scenario, monthly_frame

QUEUES_SAID = {"new": "new claims", "repeat": "repeat", "legacy": "earlier incapacity cases"}


def monthly_figure(data: pd.DataFrame, unit: str, tickformat: str) -> str:
    """A line for each column over the months."""
    traces = [
        line(word(str(key)), data[key], look, mode="lines", hovertemplate=f"%{{y:{tickformat}}}")
        for key, look in zip(data.columns, looks(len(data.columns)), strict=True)
    ]
    months = axis("", type="date", tickformat="%Y", dtick="M24")
    vertical = axis(unit, gridcolor=GRID, nticks=6, rangemode="tozero", tickformat=tickformat)
    return draw(traces, unit, showlegend=True, xaxis=months, yaxis=vertical)


def waiting_exhibit(cube: xr.Dataset, record: Mapping[str, Any]) -> Exhibit:
    """The queue: people waiting at each month's end."""
    unit = printed(cube, "waiting")
    data = monthly_frame(cube["waiting"], "queue", unit.divisor)
    peaks = [f"{word(str(key)).lower()} {people(data[key].max())} in {data[key].idxmax()}" for key in data]
    return Exhibit(
        "waiting",
        f"People waiting for a decision, {first_scenario(cube)}",
        f"Line chart of people waiting at each month's end. Peaks: {listed(peaks)}.",
        monthly_figure(data, unit.unit, ",d"),
        400,
        waiting_table(cube),
        [
            "New claims count once past the minimum wait. Waits are reported, never fitted.",
            *(_published(month, at) for month, at in record.get("waits", {}).items() if month in data.index),
        ],
    )


def monthly_spending_exhibit(cube: xr.Dataset) -> Exhibit:
    """Spending by line in each month."""
    unit = printed(cube, "monthly_spending")
    data = monthly_frame(cube["monthly_spending"], "line", 1.0) / unit.divisor
    said = [f"{word(str(key)).lower()} {pounds(data[key].iloc[-1], 2)}" for key in data]
    return Exhibit(
        "monthly-spending",
        f"Spending by month, {first_scenario(cube)}",
        f"Line chart of spending in each month by line. In {data.index[-1]}: {listed(said)}.",
        monthly_figure(data, unit.unit, ".2f"),
        400,
        monthly_table(cube),
        ["Months are paid for their calendar days, so February is low."],
    )


def _published(month: str, waiting: Mapping[str, float]) -> str:
    """What was published of those who waited at a month's end."""
    end = month_period(*map(int, month.split("-"))).end
    parts = [f"{figure(count, 0)} {said}" for queue, said in QUEUES_SAID.items() if (count := waiting[queue])]
    return f"Published for {end.day} {end:%B %Y}: {', '.join(parts)} (parameter outturn.waiting)."
