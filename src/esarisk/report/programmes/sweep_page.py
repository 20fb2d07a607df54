"""A sweep as one offline page beside its CSV and JSON."""

from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from esarisk.analysis.programmes.breach import BREACH
from esarisk.analysis.programmes.sweep import Sweep
from esarisk.names import AGE_CLASSES
from esarisk.report.charts.sweep import AXIS, PER_CENT, breach_sentence, exhausted, level_data, sweep_exhibits
from esarisk.report.exhibits.numbers import MINUS, figure, give_or_take
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import APPROXIMATE, word
from esarisk.report.programmes.sweep import (
    MANY,
    instead_rows,
    reading,
    sweep_csv,
    sweep_record,
    title,
    told,
    who,
)
from esarisk.report.run.headline import Fact
from esarisk.report.writers.json import json_text
from esarisk.writing import Content, claim, record_with, write

PAGE, LEVELS, YEARS, RECORD = "sweep.html", "levels.csv", "years.csv", "sweep.json"


def write_sweep(found: Sweep, folder: Path, command: str) -> Path:
    """Write the page, both tables and the record.

    Raises
    ------
    EsariskError : the folder cannot be written
    """
    texts: dict[str, Content] = {
        PAGE: sweep_page(found, command),
        LEVELS: sweep_csv(told(found, found.rows)),
        YEARS: sweep_csv(told(found, found.years)),
        RECORD: json_text(sweep_record(found)) + "\n",
    }
    write(folder, texts)
    return folder / PAGE


def claim_sweep(folder: Path) -> None:
    """Try a folder before sweeping.

    Raises
    ------
    EsariskError : it holds something that is not a sweep, or cannot be written
    """
    claim(folder, RECORD, record_with("levels", "coverage_note"), "a sweep")


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
        facts=facts(found),
        reading=reading(found),
        exhibits=sweep_exhibits(found),
        years=year_table(found),
        more=[*part_tables(found), instead_table(found), coverage_table(found)],
        source=f"Vintage {found.vintage}, {found.view} view, {found.draws} draws; nominal, Great Britain.",
        command=command,
        plotly=Markup(get_plotlyjs()),  # noqa: S704 - plotly's own script, made to be embedded
    )


def headline(found: Sweep) -> str:
    """Where money stops finding people, and what the highest level brings."""
    data = level_data(found)
    most = data.iloc[-1]
    if not most["spend"]:
        return "No money beyond baseline provision, so nothing changes"
    top, end = figure(most["money"], 0), exhausted(data)
    jobs, cost = figure(most["additional_jobs"], 0, "+"), _pounds(most["cost_per_additional_job"])
    each = f" at {cost} each" if most["additional_jobs"] > 0 else ""
    brought = (
        f"of £{figure(most['offered'], 0)}m offered at £{top}m a year £{figure(most['spend'], 0)}m is spent, "
        f"for {jobs} additional jobs{each}"
    )
    return brought.capitalize() if end is None else f"Past £{figure(end, 0)}m a year {NOBODY}: {brought}"


NOBODY = "almost nobody is left to start"


def _pounds(value: float) -> str:
    """Whole pounds [text]."""
    return f"£{figure(value, 0)}"


def _millions(value: float) -> str:
    """Millions of pounds with their sign before the pound [text]."""
    text = figure(value, 0 if abs(value) >= HUNDRED else 1, "+")
    sign = text[0] if text[0] in ("+", MINUS) else ""
    return f"{sign}£{text.lstrip('+' + MINUS)}m"


HUNDRED = 100


def facts(found: Sweep) -> list[Fact]:
    """The highest level: what is spent, jobs and their cost, what is saved, and the chance of breach."""
    data = level_data(found)
    most = data.iloc[-1]
    if not most["spend"]:
        return []
    at = f"at £{figure(most['money'], 0)}m a year"
    spent, offered = (_millions(most[key]).lstrip("+") for key in ("spend", "offered"))
    return [
        Fact(f"Spent, {at}", spent, f"of {offered} offered beyond baseline over the projection"),
        Fact(f"Additional jobs, {at}", figure(most["additional_jobs"], 0, "+"), _cost(most)),
        Fact(f"Saved inside the cap, {at}", _millions(most["in_cap"]), _saved(most)),
        *_chance(data, at),
    ]


def _saved(most: "pd.Series[Any]") -> str:
    """The interval of what is saved, whether its sign is known, and headroom for each pound."""
    low, high = (_millions(most[f"in_cap_{end}"]) for end in ("low", "high"))
    sure = "" if most["in_cap_low"] * most["in_cap_high"] > 0.0 else "; its sign is not known"
    pence = figure(PER_CENT * most["in_cap"] / most["spend"], 0)
    return f"10th to 90th percentile {low} to {high}{sure}; {pence}p of headroom for each £1 spent"


def _cost(most: "pd.Series[Any]") -> str:
    """What a job costs, where there are any, and the interval of jobs."""
    cost, jobs = most["cost_per_additional_job"], most["additional_jobs"]
    low, high = (figure(most[f"additional_jobs_{end}"], 0, "+") for end in ("low", "high"))
    each = f"{_pounds(cost)} for each; " if jobs > 0 else ""
    return f"{each}10th to 90th percentile {low} to {high}"


def _chance(data: pd.DataFrame, at: str) -> list[Fact]:
    """The level of the chance of breach with its error, and whether money changes it."""
    most = data.iloc[-1]
    if not most["breach_year"]:
        return []
    level, change = (figure(PER_CENT * most[k], 0, s) for k, s in (("breach", ""), ("breach_change", "+")))
    width, error = (give_or_take(PER_CENT * most[key]) for key in ("breach_half_width", "breach_error"))
    words = f"{change} points from baseline{error}. {breach_sentence(data).split('. ')[0]}"
    return [Fact(f"Chance of breach in {most['breach_year']}, {at}", f"{level}%{width}", words)]


YEARS_TOLD = (
    Column("starts", "Starts", "people", 0),
    Column("cost", "Cost of programmes", "£m", 1, "+"),
    Column("headroom_change", "Headroom", "£m, change", 1, "+"),
    Column("exchequer", "Net Exchequer", "£m, change", 1, "+"),
    Column("breach", "P(breach)", "per cent", 1),
    Column("breach_half_width", "± 95%", "points", 1),
    Column("breach_change", "P(breach)", "points, change", 1, "+"),
    Column("breach_error", "± 95% of the change", "points", 1),
    Column("breach_by_forecast", "of it above cap plus margin", "points", 1, "+"),
    Column("breach_by_policy", "of it by the policy clause", "points", 1, "+"),
    Column("raised", "Spending rises", "% of draws", 0),
    Column("sign", "Because", ""),
)


def year_table(found: Sweep) -> Table:
    """Headroom by year at the highest level, with the reason of its sign and the two clauses of the rule."""
    most = found.rows[-1]["money"]
    data = pd.DataFrame([row for row in found.years if row["money"] == most]).set_index("year")
    shares = list(BREACH)
    data[shares] = PER_CENT * data[shares].astype(float)
    data["cost"] = -data["spend"]
    caption = f"Year by year at £{figure(most, 0)}m a year, change from baseline"
    keys = [column.key for column in YEARS_TOLD]
    return Table(caption, "Year", YEARS_TOLD, data[keys], SIGNS)


SIGNS = "Money: positive = gain to the Exchequer, so cost is negative. People: positive = more people."


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
        Column("cost", "Cost", "£m, change", 1, "+"),
    )
    frame = data.assign(cost=-data["spend"])[[column.key for column in columns]]
    return [Table("Each programme at each level", "Programme", columns, frame, SIGNS)]


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
    data.index = pd.Index([figure(money, 0) for money in data["money"]])
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
    caption = f"Who was never reached at £{figure(found.rows[-1]['money'], 0)}m a year"
    return Table(caption, "Phase", columns, data[[c.key for c in columns]], APPROXIMATE)
