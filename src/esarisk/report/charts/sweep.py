"""A sweep of programme money in charts: what is spent, jobs, gains and the chance of breach by level."""

from collections.abc import Sequence

import pandas as pd

from esarisk.analysis.intervals import clear
from esarisk.analysis.programmes.sweep import Sweep
from esarisk.report.exhibits.drawing import GRID, NOUGHT, axis, categories, draw, line, ribbon
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.palette import looks
from esarisk.report.exhibits.table import Column, Exhibit, Table
from esarisk.report.tables.sweep import (
    LEVEL_HEADING,
    breach_tables,
    jobs_table,
    purse_table,
    reach_table,
    saved_table,
)
from esarisk.units import PERCENT

BANDS_NOTE = "Bands run from the 10th to the 90th percentile of the draws; lines are means."
LAST_PENNIES = 0.1
"""What of an extra pound offered is spent where almost nobody is left to start [share]."""


def exhausted(data: pd.DataFrame) -> float | None:
    """The level past which less than a tenth of what is offered more is spent; none where the last step spends more.

    It is the upper end of the first step that hardly spends: money may find its last people within the step. The
    frame is `level_frame`, by rising money.
    """
    share = data["spend"].diff() / data["offered"].diff()
    busy = [i for i, one in enumerate(share) if i and one >= LAST_PENNIES]
    end = (busy[-1] if busy else 0) + 1
    return float(data["money"].iloc[end]) if end < len(data) else None


def sweep_exhibits(found: Sweep) -> list[Exhibit]:
    """What is spent of what is offered, jobs, what is saved and by whom, and the chance of breach, by level."""
    spread = [BANDS_NOTE] if found.draws > 1 else []
    spent, jobs, saved, purse = (
        table(found) for table in (reach_table, jobs_table, saved_table, purse_table)
    )
    return [
        _chart("spent", "Money offered and spent over the projection", spent, ("offered", "spend")),
        _chart("jobs", jobs.caption, jobs, ("gross_jobs", "additional_jobs"), spread),
        _chart("saved", saved.caption, saved, ("in_cap",), spread),
        _chart("purse", purse.caption, purse, ("ame", "exchequer"), spread),
        *(_breach(table) for table in breach_tables(found)),
    ]


def _chart(name: str, title: str, table: Table, keys: Sequence[str], notes: Sequence[str] = ()) -> Exhibit:
    """Lines over levels of money of some columns of a table, which share a unit, with intervals where it has them."""
    by_key = {column.key: column for column in table.columns}
    shown, bands, lines = [by_key[key] for key in keys], [], []
    for one, look in zip(shown, looks(len(shown)), strict=True):
        words, low = one.heading, f"{one.key}_low"
        hover = f"%{{y:,.{one.places}f}}"
        lines.append(line(words, table.frame[one.key], look, legendgroup=words, hovertemplate=hover))
        if low in by_key:
            bands += ribbon(words, table.frame[low], table.frame[by_key[low].to], look)
    unit = shown[0].unit
    vertical = axis(unit, gridcolor=GRID, nticks=6, tickformat=",d")
    layout = {"xaxis": categories(LEVEL_HEADING), "yaxis": vertical, "shapes": [NOUGHT], "showlegend": True}
    drawn = draw([*bands, *lines], unit, **layout)
    return Exhibit(name, title, _words(shown, table.frame), drawn, 380, table, notes)


def _breach(table: Table) -> Exhibit:
    """The chance of breach by level with its error."""
    chance, data = table.columns[0], table.frame
    ends = {"type": "data", "array": (PERCENT * data[chance.error].fillna(0.0)).tolist(), "width": 5}
    level = PERCENT * data[chance.key].astype(float)
    drawn = [line(chance.heading, level, looks(1)[0], error_y=ends, hovertemplate="%{y:.0f}")]
    vertical = axis(chance.unit, gridcolor=GRID, range=[0, 100], dtick=25)
    figure = draw(drawn, chance.unit, showlegend=False, xaxis=categories(LEVEL_HEADING), yaxis=vertical)
    words = _words([chance], data)
    return Exhibit("breach", table.caption, words, figure, 340, table, [breach_sentence(data)])


def breach_sentence(data: pd.DataFrame) -> str:
    """Whether money changes the chance of breach, in a sentence."""
    if data["breach_half_width"].isna().all():
        return "Too few draws to know its error."
    sure = [row for row in data.to_dict("records") if clear(row["breach_change"], row["breach_error"])]
    if not sure:
        return f"No level changes it by more than its error. {ERROR_NOTE}"
    last = sure[-1]
    points, error = (
        figure(PERCENT * last[key], 1, sign) for key, sign in (("breach_change", "+"), ("breach_error", ""))
    )
    return f"At £{figure(last['money'], 0)}m a year it changes by {points} points, ±{error}. {ERROR_NOTE}"


ERROR_NOTE = "Lines on the points are the 95 per cent error of simulation."


def _words(shown: Sequence[Column], data: pd.DataFrame) -> str:
    """What a chart says, for those who do not see it."""
    ends = data.iloc[[0, -1]].to_dict("records")
    said = [
        f"{column.heading} from {column.cell(ends[0])} to {column.cell(ends[1])} {column.unit}"
        for column in shown
    ]
    return f"Line chart over programme money from £{data.index[0]}m to £{data.index[-1]}m a year. {'; '.join(said)}."
