"""A sweep as one offline page, and its levels and years as CSV and JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from esarisk.analysis.programmes.sweep import Sweep
from esarisk.report.charts.sweep import breach_sentence, exhausted, sweep_exhibits
from esarisk.report.exhibits.numbers import MINUS, figure, give_or_take
from esarisk.report.programmes.sweep import (
    paths,
    plain_rows,
    reading,
    sign_words,
    sweep_csv,
    sweep_record,
    title,
    who,
)
from esarisk.report.run.headline import Fact
from esarisk.report.tables.rests_on import rests_on_tables
from esarisk.report.tables.sweep import has_chances, level_frame, more_tables
from esarisk.report.writers.json import json_text
from esarisk.report.writers.page import page_text
from esarisk.units import PERCENT
from esarisk.writing import Content

SWEEP_PAGE, LEVELS_FILE, YEARS_FILE, SWEEP_RECORD = "sweep.html", "levels.csv", "years.csv", "sweep.json"


def sweep_files(
    found: Sweep, record: Mapping[str, Any], identity: Sequence[tuple[str, str]]
) -> dict[str, Content | None]:
    """What a sweep's folder has beside that of a run: its page, levels and years in full, and everything as JSON.

    Parameters
    ----------
    record : of the run that it is
    identity : the same in print: name and value
    """
    whose = {key: record[key] for key in ("digests", "versions", "created", "command")}
    told = {**whose, "settings": record.get("settings", {}), **sweep_record(found)}
    return {
        SWEEP_PAGE: sweep_page(found, record["command"], identity),
        LEVELS_FILE: sweep_csv(plain_rows(found, found.rows)),
        YEARS_FILE: sweep_csv(plain_rows(found, found.years)),
        SWEEP_RECORD: json_text(told) + "\n",
    }


def sweep_page(found: Sweep, command: str, identity: Sequence[tuple[str, str]] = ()) -> str:
    """The page [text]."""
    return page_text(
        "sweep.html.j2",
        found=found,
        title=title(found),
        name=found.asked.swept or found.asked.scenario.name,
        heading=who(found),
        headline=headline(found),
        facts=facts(found),
        reading=f"{reading(found)} {sign_words(found.signs)}",
        exhibits=sweep_exhibits(found),
        lead=rests_on_tables(found.cube) if found.draws > 1 else [],
        tables=more_tables(found),
        source=f"Vintage {found.vintage}, {found.view} view, {paths(found)}; nominal, Great Britain.",
        command=command,
        identity=identity,
    )


def headline(found: Sweep) -> str:
    """Where money stops finding people, and what the highest level brings."""
    data = level_frame(found)
    most = data.iloc[-1]
    if not most["spend"]:
        return "No money beyond baseline provision, so nothing changes"
    top, end = figure(most["money"], 0), exhausted(data)
    jobs, cost = figure(most["additional_jobs"], 0, "+"), f"£{figure(most['cost_per_additional_job'], 0)}"
    each = f" at {cost} each" if most["additional_jobs"] > 0 else ""
    brought = (
        f"of £{figure(most['offered'], 0)}m offered at £{top}m a year £{figure(most['spend'], 0)}m is spent, "
        f"for {jobs} additional jobs{each}"
    )
    return brought.capitalize() if end is None else f"Past £{figure(end, 0)}m a year {NOBODY_LEFT}: {brought}"


NOBODY_LEFT = "almost nobody is left to start"


def _millions(value: float) -> str:
    """Millions of pounds with their sign before the pound [text]."""
    text = figure(value, 0 if abs(value) >= HUNDRED else 1, "+")
    sign = text[0] if text[0] in ("+", MINUS) else ""
    return f"{sign}£{text.lstrip('+' + MINUS)}m"


HUNDRED = 100


def facts(found: Sweep) -> list[Fact]:
    """The highest level: what is spent, jobs and their cost, what is saved, and the chance of breach."""
    data = level_frame(found)
    most = data.iloc[-1]
    if not most["spend"]:
        return []
    at = f"at £{figure(most['money'], 0)}m a year"
    spent, offered = (_millions(most[key]).lstrip("+") for key in ("spend", "offered"))
    return [
        Fact(f"Spent, {at}", spent, f"of {offered} offered beyond baseline over the projection"),
        Fact(f"Additional jobs, {at}", figure(most["additional_jobs"], 0, "+"), _cost(most)),
        Fact(f"Saved inside the cap, {at}", _millions(most["in_cap"]), _saved(most)),
        *(_chance(data, at) if has_chances(found) else []),
    ]


def _saved(most: "pd.Series[Any]") -> str:
    """The interval of what is saved, whether its sign is known, and headroom for each pound."""
    low, high = (_millions(most[f"in_cap_{end}"]) for end in ("low", "high"))
    sure = "" if most["in_cap_low"] * most["in_cap_high"] > 0.0 else "; its sign is not known"
    pence = figure(PERCENT * most["in_cap"] / most["spend"], 0)
    return f"10th to 90th percentile {low} to {high}{sure}; {pence}p of headroom for each £1 spent"


def _cost(most: "pd.Series[Any]") -> str:
    """What a job costs, where there are any, and the interval of jobs."""
    cost, jobs = most["cost_per_additional_job"], most["additional_jobs"]
    low, high = (figure(most[f"additional_jobs_{end}"], 0, "+") for end in ("low", "high"))
    each = f"£{figure(cost, 0)} for each; " if jobs > 0 else ""
    return f"{each}10th to 90th percentile {low} to {high}"


def _chance(data: pd.DataFrame, at: str) -> list[Fact]:
    """The level of the chance of breach with its error, and whether money changes it."""
    most = data.iloc[-1]
    level, change = (figure(PERCENT * most[k], 0, s) for k, s in (("breach", ""), ("breach_change", "+")))
    width, error = (give_or_take(PERCENT * most[key]) for key in ("breach_half_width", "breach_error"))
    words = f"{change} points from baseline{error}. {breach_sentence(data).split('. ')[0]}"
    return [Fact(f"Chance of breach in {most['breach_year']}, {at}", f"{level}%{width}", words)]
