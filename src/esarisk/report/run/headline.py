"""What the run says, in words made from its numbers."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.report.charts.target import both_ways
from esarisk.report.exhibits.numbers import MINUS, figure
from esarisk.report.exhibits.words import change, listed, people, pounds
from esarisk.report.tables.cap import has_target, verdict
from esarisk.report.tables.levels import money_frame, money_sentence
from esarisk.report.tables.programmes import funded_scenarios, has_programmes
from esarisk.report.tables.rests_on import AS_DRAWN, BLOCK_WORDS, HELD_WORDS, rests_on_frame
from esarisk.report.tables.run import (
    cap_frame,
    capped_years,
    caseload_frame,
    fan,
    first_scenario,
    has_fan,
    scenario_frame,
)
from esarisk.report.tables.target_year import moved, target_frame, target_year, ways
from esarisk.units import PERCENT


class Fact(NamedTuple):
    """A number that leads the page."""

    name: str
    figure: str
    words: str


def headline(cube: xr.Dataset) -> str:
    """The run in one sentence."""
    table = cap_frame(cube)
    several = cube.sizes["scenario"] > 1
    spending = f"Under {first_scenario(cube)}, incapacity spending" if several else "Incapacity spending"
    return f"{change(spending, table['incapacity'])}; {_danger(cube, table)}"


def _danger(cube: xr.Dataset, table: pd.DataFrame) -> str:
    """When the cap is most in danger."""
    judged = table.dropna(subset=["breach"])
    if judged.empty:
        return "the vintage has no welfare cap in these years"
    if has_target(cube):
        return _target_danger(cube)
    if not has_fan(cube):
        years = [str(year) for year, breach in judged["breach"].items() if breach]
        breaches = f"breaches the welfare cap in {listed(years)}"
        return (
            f"on the central path spending {breaches if years else 'stays within the welfare cap and margin'}"
        )
    if not judged["breach"].any():
        return "no draw breaches the welfare cap"
    worst = str(judged["breach"].idxmax())
    percent = verdict(cube, judged["breach"][worst], np.nan)
    return f"the chance of breaching the welfare cap is highest in {worst}, at {percent}{_elsewhere(cube, worst)}"


def _elsewhere(cube: xr.Dataset, year: str) -> str:
    """The chance of the later scenarios in a year but levels of money: all of a few, of many the least and most."""
    table = scenario_frame(cube).set_index("scenario")
    later = table[table["year"] == year]["breach"].iloc[1:]
    later = later.drop(funded_scenarios(cube) if has_programmes(cube) else [], errors="ignore")
    later = later if len(later) <= FEW else later.iloc[[int(later.argmin()), int(later.argmax())]]
    said = [f"{verdict(cube, one, np.nan)} under {name}" for name, one in later.items()]
    return f"; {listed(said)}" if said else ""


FEW = 3
"""Scenarios that a sentence may list."""


def _target_danger(cube: xr.Dataset) -> str:
    """The target year's answer, and the other one where spending was reclassified."""
    year, several = target_year(cube), len(ways(cube)) > 1
    both = both_ways(cube, target_frame(cube))
    taken, other = (verdict(cube, both[f"chance_{way}"], np.nan) for way in ("taken", "other"))
    means = {"neutral": "is a neutral change", "not neutral": "is not a neutral change"}
    given = f" if {pounds(moved(cube, year))} moved inside it {means[both['taken']]}"
    if has_fan(cube):
        answer = f"the chance of breaching the welfare cap in its target year {year} is {taken}"
        return f"{answer}{given}, {other} if it {means[both['other']]}" if several else answer
    verb = {"yes": "breaches", "no": "does not breach"}
    answer = f"on the central path spending {verb[taken]} the welfare cap in its target year {year}"
    return f"{answer}{given}, and {verb[other]} it if it {means[both['other']]}" if several else answer


def facts(cube: xr.Dataset) -> list[Fact]:
    """Spending, chance of breach, headroom and caseload."""
    table = cap_frame(cube)
    return [
        _spending(cube, table),
        *_cap_facts(cube, table),
        *_rests_on(cube),
        _caseload(cube),
        *_moved(cube),
        *_money(cube),
    ]


def _rests_on(cube: xr.Dataset) -> list[Fact]:
    """Whose variance stands behind the chance in its worst year, and the chance with incapacity benefits held."""
    if not has_fan(cube) or not capped_years(cube):
        return []
    table = rests_on_frame(cube)
    if table.empty:
        return []
    year = str(table[AS_DRAWN].idxmax())
    row = dict(table.loc[year])
    parts = [f"{words.lower()} {figure(PERCENT * row[key], 0)}%" for key, words in BLOCK_WORDS.items()]
    held = [
        f"{HELD_WORDS[key].lower()} {verdict(cube, row[key], np.nan)}"
        for key in HELD_WORDS
        if key != AS_DRAWN
    ]
    words = f"of the variance: {listed(parts)}. Chance of breach with {listed(held)}"
    share = f"{figure(PERCENT * row['incapacity'], 0)}% incapacity benefits"
    return [Fact(f"What the chance rests on, {year}", share, words)]


def _money(cube: xr.Dataset) -> list[Fact]:
    """The level of money that gains most inside the cap, and whether any level changes the chance of breach."""
    said = money_sentence(cube)
    if not said:
        return []
    table = money_frame(cube)
    name = str(table["in_cap"].idxmax())
    most = dict(table.loc[name])
    low, high = (figure(most[f"in_cap_{end}"], 0, "+") for end in ("p10", "p90"))
    words = (
        f"10th to 90th percentile {low} to {high}, for {_pounds(-most['cost'])} spent and "
        f"{figure(most['additional_jobs'], 0, '+')} additional jobs over the years. {said}"
    )
    return [Fact(f"What money changes at most inside the cap, {name}", _pounds(most["in_cap"], "+"), words)]


def _pounds(million: float, sign: str = "") -> str:
    """Millions of pounds, the sign before the pound."""
    text = figure(million, 0, sign)
    return f"{text[0]}£{text[1:]}m" if text[0] in ("+", MINUS) else f"£{text}m"


def _moved(cube: xr.Dataset) -> list[Fact]:
    """The largest change of the chance of breach by a later scenario, and how much of it is the policy clause's."""
    if cube.sizes["scenario"] == 1 or not has_fan(cube) or not capped_years(cube):
        return []
    table = scenario_frame(cube).dropna(subset=["breach"])
    table = table[table["scenario"] != first_scenario(cube)]
    sure = table[table["change"].abs() > table["change_half_width"]]
    if len(sure):
        return [_largest(cube, sure.iloc[int(sure["change"].abs().argmax())])]
    words = f"no scenario changes it from {first_scenario(cube)} by more than the error of simulation"
    return [Fact("Chance of breach by scenario", "no clear change", words)]


def _largest(cube: xr.Dataset, most: "pd.Series[Any]") -> Fact:
    """A change of the chance of breach in words."""
    first = cap_frame(cube).loc[most["year"]]
    was, now = (verdict(cube, one["breach"], np.nan) for one in (first, most))
    paid, pays = (pounds(one["in_scope"]) for one in (first, most))
    error = figure(100 * most["change_half_width"], 1)
    words = f"from {was} to {now} (change ±{error}){_by_policy(most)}; median spending inside the cap {paid} and {pays}"
    name = f"Largest change of the chance, {most['scenario']}, {most['year']}"
    return Fact(name, f"{figure(100 * most['change'], 0, '+')} points", words)


def _by_policy(row: "pd.Series[Any]") -> str:
    """How much of a change comes by the policy clause alone."""
    points = figure(100 * row["by_policy"], 0, "+")
    if points in ("0", f"{MINUS}0"):
        return ""
    whole = abs(row["by_policy"]) >= NEARLY_ALL * abs(row["change"])
    part = "all of it" if whole else f"{points} points of it"
    return f", {part} by the policy clause alone: a costing says that policy raises spending above the cap"


NEARLY_ALL = 0.95


def _spending(cube: xr.Dataset, table: pd.DataFrame) -> Fact:
    last = str(table.index[-1])
    total = cube["spending"].isel(scenario=0).sum("line")
    low, median, high = fan(total)[["p10", "p50", "p90"]].iloc[-1]
    spread = f"10th to 90th percentile {pounds(low)} to {pounds(high)}; " if has_fan(cube) else ""
    esa = pounds(table["esa"].iloc[-1])
    part = "all of it ESA" if esa == pounds(median) else f"ESA {esa} of it"
    return Fact(f"Incapacity spending, {last}", pounds(median), f"{spread}{part}")


def _cap_facts(cube: xr.Dataset, table: pd.DataFrame) -> list[Fact]:
    judged = table.dropna(subset=["breach"])
    if len(judged) and has_target(cube):
        return _target_facts(cube)
    return [_breach(cube, judged), _headroom(cube, judged)] if len(judged) else []


def _target_facts(cube: xr.Dataset) -> list[Fact]:
    """Breach and headroom of the target year, both ways, and how often the years before are above."""
    table, year = target_frame(cube), target_year(cube)
    both = both_ways(cube, table)
    figure, other = (verdict(cube, both[f"chance_{w}"], both[f"half_width_{w}"]) for w in ("taken", "other"))
    what = "Chance of breach" if has_fan(cube) else "Breach on the central path"
    room = "Median headroom" if has_fan(cube) else "Headroom"
    way, else_figure, else_room = "", "", ""
    if len(ways(cube)) > 1:
        way = f", {both['taken']}"
        else_figure = f"{other} if {both['other']}"
        else_room = f"{pounds(both['headroom_other'])} if {both['other']}"
    watched = _watched(cube, table) if else_figure else _watched(cube, table).removeprefix("; ")
    return [
        Fact(f"{what} in {year}{way}", figure, f"{else_figure}{watched}"),
        Fact(f"{room} in {year}{way}", pounds(both["headroom_taken"]), else_room),
    ]


def _watched(cube: xr.Dataset, table: pd.DataFrame) -> str:
    """How often the years before the target year are above their pathway."""
    watched = table[~table["judged"]][f"chance_{cube.attrs['reclassification']}"]
    over = [f"{when} {verdict(cube, one, np.nan)}" for when, one in watched.items()]
    return f"; above the pathway, which is no breach: {listed(over)}" if over else ""


def _breach(cube: xr.Dataset, judged: pd.DataFrame) -> Fact:
    every = [f"{year} {verdict(cube, breach, np.nan)}" for year, breach in judged["breach"].items()]
    if not has_fan(cube):
        years = int(judged["breach"].sum())
        return Fact("Breach of the cap on the central path", f"{years} of {len(judged)} years", listed(every))
    worst = str(judged["breach"].idxmax())
    half_width = float(judged["breach_half_width"][worst])
    figure = verdict(cube, judged["breach"][worst], half_width)
    return Fact(f"Chance of breach, highest in {worst}", figure, listed(every))


def _headroom(cube: xr.Dataset, judged: pd.DataFrame) -> Fact:
    rooms = [f"{year} {pounds(room)}" for year, room in judged["headroom"].items()]
    tightest = str(judged["headroom"].idxmin())
    middle = "Median headroom" if has_fan(cube) else "Headroom"
    return Fact(f"{middle}, least in {tightest}", pounds(judged["headroom"][tightest]), listed(rooms))


def _caseload(cube: xr.Dataset) -> Fact:
    table = caseload_frame(cube)
    first, last = table.iloc[0], table.iloc[-1]
    words = f"from {people(first['total'])} in {first.name}; {people(last['support'])} in the support group"
    if "uc_health" in last and last["uc_health"] > last["support"]:
        words += f", {people(last['uc_health'])} on Universal Credit health"
    return Fact(f"Caseload, {last.name}", people(last["total"]), words)
