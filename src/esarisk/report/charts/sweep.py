"""A sweep of programme money in charts: what is spent, jobs, gains and the chance of breach by level."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from esarisk.analysis.intervals import clear
from esarisk.analysis.programmes.sweep import Sweep
from esarisk.report.exhibits.drawing import GRID, NOUGHT, axis, draw, line, ribbon
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.palette import looks
from esarisk.report.exhibits.table import Column, Exhibit, Table

JOBS = {"gross_jobs": "Gross jobs", "additional_jobs": "Additional jobs"}
SAVED = {"in_cap": "Saved inside the cap"}
PURSE = {"ame": "AME", "exchequer": "Net Exchequer"}
OFFERED = {"offered": "Offered", "spend": "Spent"}
AXIS = "Programme money offered, £m a year"
PEOPLE, MONEY = "people", "£m"
INTERVAL = "Bands run from the 10th to the 90th percentile of the draws; lines are means."
GAIN = "Positive = gain to the Exchequer."
PER_CENT = 100.0
LAST_PENNIES = 0.1
"""What of an extra pound offered is spent where almost nobody is left to start [share]."""


def level_data(found: Sweep) -> pd.DataFrame:
    """Levels by money in print, with what is offered beyond baseline over the projection [GBP million]."""
    data = pd.DataFrame(found.rows)
    years = len({row["year"] for row in found.years})
    data["offered"] = years * (data["money"] - found.baseline)
    data.index = pd.Index([figure(money, 0) for money in data["money"]], name="money")
    return data


def exhausted(data: pd.DataFrame) -> float | None:
    """The level past which less than a tenth of what is offered more is spent; none where the last step spends more.

    It is the upper end of the first step that hardly spends: money may find its last people within the step.

    Parameters
    ----------
    data : from `level_data`, by rising money
    """
    share = data["spend"].diff() / data["offered"].diff()
    busy = [i for i, one in enumerate(share) if i and one >= LAST_PENNIES]
    end = (busy[-1] if busy else 0) + 1
    return float(data["money"].iloc[end]) if end < len(data) else None


def sweep_exhibits(found: Sweep) -> list[Exhibit]:
    """What is spent of what is offered, jobs, what is saved and by whom, and the chance of breach, by level."""
    data = level_data(found)
    cost = Column("cost_per_additional_job", "Cost per additional job", "£", 0)
    charts = [
        _chart("spent", "Money offered and spent over the projection", OFFERED, data, MONEY),
        _chart("jobs", "Gross and additional jobs", JOBS, data, PEOPLE, [INTERVAL], [cost]),
        _chart("saved", "Saved inside the cap over the projection", SAVED, data, MONEY, [INTERVAL, GAIN]),
        _chart("purse", "Gain of the public purse over the projection", PURSE, data, MONEY, [INTERVAL, GAIN]),
    ]
    return [*charts, _breach(data)] if data["breach_change"].notna().all() else charts


def _chart(
    name: str,
    title: str,
    series: Mapping[str, str],
    data: pd.DataFrame,
    unit: str,
    notes: Sequence[str] = (),
    more: Sequence[Column] = (),
) -> Exhibit:
    """Lines over levels of money, with their intervals where the levels have any."""
    places = 0 if unit == PEOPLE else 1
    bands, lines = [], []
    for (key, words), look in zip(series.items(), looks(len(series)), strict=True):
        lines.append(line(words, data[key], look, legendgroup=words, hovertemplate=f"%{{y:,.{places}f}}"))
        if f"{key}_low" in data:
            bands += ribbon(words, data[f"{key}_low"], data[f"{key}_high"], look)
    vertical = axis(unit, gridcolor=GRID, nticks=6, tickformat=",d")
    more_of = {"xaxis": _money_axis(), "yaxis": vertical, "shapes": [NOUGHT], "showlegend": True}
    figure = draw([*bands, *lines], unit, **more_of)
    table = Table(title, AXIS, (*_columns(series, data, unit, places), *more), data)
    return Exhibit(name, title, _words(series, data, unit, places), figure, 380, table, notes)


def _columns(series: Mapping[str, str], data: pd.DataFrame, unit: str, places: int) -> list[Column]:
    """Columns of lines over levels, each with its interval where the levels have one."""
    names = {"": "", "_low": ", 10th percentile", "_high": ", 90th percentile"}
    sign = "" if series is OFFERED else "+"
    return [
        Column(f"{key}{end}", f"{words}{name}", unit, places, sign)
        for key, words in series.items()
        for end, name in names.items()
        if f"{key}{end}" in data
    ]


CLAUSES = (
    Column("breach", "P(breach)", "per cent", 1),
    Column("breach_half_width", "± 95%", "percentage points", 1),
    Column("breach_change", "Change from baseline", "percentage points", 1, "+"),
    Column("breach_error", "± 95% of the change", "percentage points", 1),
    Column("breach_by_forecast", "of it above cap plus margin", "percentage points", 1, "+"),
    Column("breach_by_policy", "of it by the policy clause", "percentage points", 1, "+"),
    Column("raised", "Draws in which spending rises", "per cent", 0),
)


def _breach(data: pd.DataFrame) -> Exhibit:
    """The chance of breach by level with its error, and its paired change with the two clauses behind."""
    title = f"Chance of breach in {data['breach_year'].iloc[0]}"
    percent = PER_CENT * data[[column.key for column in CLAUSES]].astype(float)
    ends = {"type": "data", "array": percent["breach_half_width"].fillna(0.0).tolist(), "width": 5}
    drawn = [line("P(breach)", percent["breach"], looks(1)[0], error_y=ends, hovertemplate="%{y:.0f}")]
    unit = CLAUSES[0].unit
    vertical = axis(unit, gridcolor=GRID, range=[0, 100], dtick=25)
    figure = draw(drawn, unit, showlegend=False, xaxis=_money_axis(), yaxis=vertical)
    words = _words({"breach": "P(breach)"}, percent, unit, 0)
    return Exhibit(
        "breach", title, words, figure, 340, Table(title, AXIS, CLAUSES, percent), [breach_sentence(data)]
    )


def breach_sentence(data: pd.DataFrame) -> str:
    """Whether money changes the chance of breach, in a sentence."""
    if data["breach_half_width"].isna().all():
        return "Too few draws to know its error."
    sure = [row for row in data.to_dict("records") if clear(row["breach_change"], row["breach_error"])]
    if not sure:
        return f"No level changes it by more than its error. {ERROR}"
    last = sure[-1]
    points, error = (figure(PER_CENT * last[key], 1, "+") for key in ("breach_change", "breach_error"))
    money = figure(last["money"], 0)
    return f"At £{money}m a year it changes by {points} points, ±{error.lstrip('+')}. {ERROR}"


ERROR = "Lines on the points are the 95 per cent error of simulation."


def _money_axis() -> dict[str, Any]:
    return axis(AXIS, type="category", ticks="outside", showgrid=False, showline=True)


def _words(series: Mapping[str, str], data: pd.DataFrame, unit: str, places: int) -> str:
    """What a chart says, for those who do not see it."""
    said = [
        f"{words} from {figure(data[key].iloc[0], places)} to {figure(data[key].iloc[-1], places)} {unit}"
        for key, words in series.items()
    ]
    return f"Line chart over programme money from £{data.index[0]}m to £{data.index[-1]}m a year. {'; '.join(said)}."
