"""A sweep as one offline page beside its CSV and JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from esarisk.analysis.coverage import APPROXIMATE
from esarisk.analysis.sweep import Sweep
from esarisk.engine.population import AGE_CLASSES
from esarisk.errors import EsariskError
from esarisk.report.charts.drawing import draw, line
from esarisk.report.exhibit import Column, Exhibit, Table, figure_text
from esarisk.report.palette import looks
from esarisk.report.sweep import MANY, instead_rows, reading, sweep_csv, sweep_record, title, who
from esarisk.report.words import word

JOBS = {"gross_jobs": "Gross jobs", "additional_jobs": "Additional jobs"}
MONEY = {"in_cap": "Inside the cap", "ame": "AME", "exchequer": "Exchequer"}
AXIS = "Programme money, £m a year"
NOUGHT = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": {"width": 1}}
PAGE, LEVELS, YEARS, RECORD = "sweep.html", "levels.csv", "years.csv", "sweep.json"


def write_sweep(found: Sweep, folder: Path, command: str) -> Path:
    """Write the page, both tables and the record.

    Raises
    ------
    EsariskError : the folder cannot be written
    """
    texts = {
        PAGE: sweep_page(found, command),
        LEVELS: sweep_csv(found.rows),
        YEARS: sweep_csv(found.years),
        RECORD: json.dumps(sweep_record(found), indent=1, ensure_ascii=False) + "\n",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise EsariskError(f"{folder}: cannot be written: {error.strerror}") from error
    return folder / PAGE


def sweep_page(found: Sweep, command: str) -> str:
    """The page [text]."""
    templates = Environment(
        loader=PackageLoader("esarisk.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return templates.get_template("sweep.html.j2").render(
        found=found,
        title=title(found),
        name=found.question.swept or found.question.scenario.name,
        heading=who(found),
        headline=headline(found),
        reading=reading(found),
        exhibits=exhibits(found),
        years=year_table(found),
        more=[*part_tables(found), instead_table(found), coverage_table(found)],
        source=f"Vintage {found.vintage}, {found.view} view, {found.draws} draws; nominal, Great Britain.",
        command=command,
        plotly=Markup(get_plotlyjs()),  # noqa: S704 - plotly's own script, made to be embedded
    )


def headline(found: Sweep) -> str:
    """What the highest level brings, in a sentence."""
    most = found.rows[-1]
    if not most["spend"]:
        return "No money beyond baseline provision, so nothing changes"
    pounds = figure_text(most["money"], 0)
    jobs, gained = figure_text(most["additional_jobs"], 0, "+"), figure_text(most["headroom_per_pound"], 2)
    return f"At £{pounds}m a year: {jobs} additional jobs, and £{gained} of headroom for each £1 of programme money"


def exhibits(found: Sweep) -> list[Exhibit]:
    """Jobs, money and the chance of breach by level."""
    data = pd.DataFrame(found.rows)
    data.index = pd.Index([figure_text(money, 0) for money in data["money"]], name="money")
    charts = [
        _chart("jobs", "Gross and additional jobs", JOBS, data, "people", 0),
        _chart("money", "Gain by owner over the projection", MONEY, data, "£m", 1),
    ]
    if data["breach_change"].notna().all():
        charts.append(_breach(data))
    return charts


def _chart(
    name: str, title_: str, series: Mapping[str, str], data: pd.DataFrame, unit: str, places: int
) -> Exhibit:
    """Lines over levels of money."""
    drawn = [
        line(words, data[key], look, hovertemplate=f"%{{y:,.{places}f}}")
        for (key, words), look in zip(series.items(), looks(len(series)), strict=True)
    ]
    figure = draw(drawn, unit, shapes=[NOUGHT], showlegend=True, xaxis=_money_axis())
    columns = tuple(Column(key, words, unit, places, "+") for key, words in series.items())
    return Exhibit(
        name, title_, _words(series, data, unit, places), figure, 380, _table(title_, columns, data)
    )


CLAUSES = (
    Column("breach_change", "Change", "percentage points", 1, "+"),
    Column("breach_error", "95% half-width", "percentage points", 1),
    Column("breach_by_forecast", "of it above cap plus margin", "percentage points", 1, "+"),
    Column("breach_by_policy", "of it by the policy clause", "percentage points", 1, "+"),
    Column("raised", "Draws in which spending rises", "%", 0),
)


def _breach(data: pd.DataFrame) -> Exhibit:
    """Paired change in the chance of breach, with its error as bars, and its two clauses."""
    name = f"Change in the chance of breach in {data['breach_year'].iloc[0]}"
    percent = 100 * data[[column.key for column in CLAUSES]].fillna(0.0)
    bars = {"type": "data", "array": percent["breach_error"].tolist(), "thickness": 1.5, "width": 5}
    change, unit = percent["breach_change"], CLAUSES[0].unit
    drawn = [line("Change", change, looks(1)[0], error_y=bars, hovertemplate="%{y:.1f}")]
    figure = draw(drawn, unit, shapes=[NOUGHT], showlegend=False, xaxis=_money_axis())
    words = _words({"breach_change": "Change"}, percent, unit, 1)
    return Exhibit("breach", name, words, figure, 340, _table(name, CLAUSES, percent))


def _money_axis() -> dict[str, Any]:
    return {"title": {"text": AXIS}, "type": "category", "automargin": True, "fixedrange": True}


def _words(series: Mapping[str, str], data: pd.DataFrame, unit: str, places: int) -> str:
    """What a chart says, for those who do not see it."""
    said = [
        f"{words} from {figure_text(data[key].iloc[0], places)} to {figure_text(data[key].iloc[-1], places)} {unit}"
        for key, words in series.items()
    ]
    return f"Line chart over programme money from £{data.index[0]}m to £{data.index[-1]}m a year. {'; '.join(said)}."


def _table(caption: str, columns: Sequence[Column], data: pd.DataFrame) -> Table:
    return Table(caption, AXIS, tuple(columns), data[[column.key for column in columns]])


YEARS_TOLD = (
    Column("starts", "Starts", "people", 0),
    Column("spend", "Programme money", "£m, change", 1, "+"),
    Column("headroom_change", "Headroom", "£m, change", 1, "+"),
    Column("exchequer", "Exchequer", "£m, change", 1, "+"),
    Column("breach_by_forecast", "P(breach): cap plus margin", "points, change", 1, "+"),
    Column("breach_by_policy", "P(breach): policy clause", "points, change", 1, "+"),
    Column("raised", "Spending rises", "% of draws", 0),
    Column("sign", "Because", ""),
)


def year_table(found: Sweep) -> Table:
    """Headroom by year at the highest level, with the reason of its sign and the two clauses of the rule."""
    most = found.rows[-1]["money"]
    data = pd.DataFrame([row for row in found.years if row["money"] == most]).set_index("financial_year")
    shares = ["breach_by_forecast", "breach_by_policy", "raised"]
    data[shares] = 100 * data[shares].astype(float)
    caption = f"Year by year at £{figure_text(most, 0)}m a year"
    return Table(caption, "Year", YEARS_TOLD, data[[column.key for column in YEARS_TOLD]])


def part_tables(found: Sweep) -> list[Table]:
    """What each programme has by level, where several are away from their baseline."""
    if len({row["programme"] for row in found.parts}) < MANY:
        return []
    data = pd.DataFrame(found.parts).set_index("programme")
    columns = (
        Column("funding", "Money", "£m a year", 1),
        Column("starts", "Starts", "people", 0),
        Column("starts_before", "At baseline", "people", 0),
        Column("additional_jobs", "Additional jobs", "people", 0, "+"),
        Column("spend", "Spending", "£m, change", 1, "+"),
    )
    return [Table("Each programme at each level", "Programme", columns, data[[c.key for c in columns]])]


def instead_table(found: Sweep) -> Table:
    """The same money on jobseekers."""
    rows = instead_rows(found)
    keys = {
        "in_cap": "Inside the cap",
        "ame": "AME",
        "exchequer": "Exchequer",
        "social": "Social, net present",
    }
    data = pd.DataFrame(rows, columns=["money", "on", *keys])
    data.index = pd.Index([figure_text(money, 0) for money in data["money"]])
    columns = (
        Column("on", "Spent on", ""),
        *(Column(key, words, "£m", 1, "+") for key, words in keys.items()),
    )
    caption = "The same money, starts and effect on jobseekers instead"
    return Table(caption, AXIS, columns, data[[c.key for c in columns]])


def coverage_table(found: Sweep) -> Table:
    """Share of each phase, and of each age band in it, never reached at the highest level."""
    data = pd.DataFrame(found.coverage).set_index("phase")
    ages = pd.DataFrame([row for row in found.groups if "age_band" in row])
    by_age = ages.pivot_table(index="phase", columns="age_band", values="never_reached")
    data = data.join(100 * by_age.reindex(columns=list(AGE_CLASSES)))
    data = data.assign(share=100 * data["never_reached"])
    data.index = pd.Index([word(str(phase)) for phase in data.index])
    columns = (
        Column("people", "People at the end", "people", 0),
        Column("share", "Never reached", "per cent", 1),
        *(Column(band, band, "per cent", 1) for band in AGE_CLASSES),
    )
    caption = f"Who was never reached at £{figure_text(found.rows[-1]['money'], 0)}m a year"
    return Table(caption, "Phase", columns, data[[c.key for c in columns]], APPROXIMATE)
