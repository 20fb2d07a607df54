"""What the run says, in words made from its numbers, and what it cannot say."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.report.charts.cap import assumed_years, chance
from esarisk.report.charts.target import both_ways
from esarisk.report.exhibit import figure_text
from esarisk.report.tables import cap_table, caseload_table, fan, first_scenario, has_fan
from esarisk.report.target import has_target, moved, target_table, target_year, ways
from esarisk.report.words import change, listed, people, pounds, printed


class Fact(NamedTuple):
    """A number that leads the page."""

    name: str
    figure: str
    words: str


def headline(cube: xr.Dataset) -> str:
    """The run in one sentence."""
    table = cap_table(cube)
    spending = change("Incapacity spending", table["incapacity"])
    return f"{spending}; {_danger(cube, table)}"


def _danger(cube: xr.Dataset, table: pd.DataFrame) -> str:
    """When the cap is most in danger."""
    judged = table.dropna(subset=["breach"])
    if judged.empty:
        return "the vintage has no welfare cap in these years"
    if has_target(cube):
        return _target_danger(cube)
    if not has_fan(cube):
        years = [str(year) for year, breach in judged["breach"].items() if breach]
        verb = (
            f"breaches the welfare cap in {listed(years)}"
            if years
            else "stays within the welfare cap and margin"
        )
        return f"on the central path spending {verb}"
    if not judged["breach"].any():
        return "no draw breaches the welfare cap"
    worst = str(judged["breach"].idxmax())
    percent = chance(cube, judged["breach"][worst], np.nan)
    return f"the chance of breaching the welfare cap is highest in {worst}, at {percent}"


def _target_danger(cube: xr.Dataset) -> str:
    """The target year's answer, and the other one where spending was reclassified."""
    year = target_year(cube)
    both = both_ways(cube, target_table(cube))
    taken, other = (chance(cube, both[f"chance_{way}"], np.nan) for way in ("taken", "other"))
    if len(ways(cube)) == 1:
        return _danger_of_one(cube, year, taken)
    moved_there = f"{pounds(moved(cube, year))} moved inside it"
    means = {"neutral": "is a neutral change", "not neutral": "is not a neutral change"}
    if has_fan(cube):
        return (
            f"the chance of breaching the welfare cap in its target year {year} is {taken} if "
            f"{moved_there} {means[both['taken']]}, {other} if it {means[both['other']]}"
        )
    verb = {"yes": "breaches", "no": "does not breach"}
    return (
        f"on the central path spending {verb[taken]} the welfare cap in its target year {year} if {moved_there} "
        f"{means[both['taken']]}, and {verb[other]} it if it {means[both['other']]}"
    )


def _danger_of_one(cube: xr.Dataset, year: str, taken: str) -> str:
    """The target year's answer where nothing was reclassified."""
    if has_fan(cube):
        return f"the chance of breaching the welfare cap in its target year {year} is {taken}"
    verb = {"yes": "breaches", "no": "does not breach"}[taken]
    return f"on the central path spending {verb} the welfare cap in its target year {year}"


def facts(cube: xr.Dataset) -> list[Fact]:
    """Spending, chance of breach, headroom and caseload."""
    table = cap_table(cube)
    return [_spending(cube, table), *_cap_facts(cube, table), _caseload(cube)]


def _spending(cube: xr.Dataset, table: pd.DataFrame) -> Fact:
    last = str(table.index[-1])
    total = cube["spending"].isel(scenario=0).sum(["phase", "basis", "line"])
    low, median, high = fan(total, printed(cube, "spending").divisor)[["p10", "p50", "p90"]].iloc[-1]
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
    table, year = target_table(cube), target_year(cube)
    both = both_ways(cube, table)
    figure, other = (chance(cube, both[f"chance_{w}"], both[f"half_width_{w}"]) for w in ("taken", "other"))
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
    over = [f"{when} {chance(cube, one, np.nan)}" for when, one in watched.items()]
    return f"; above the pathway, which is no breach: {listed(over)}" if over else ""


def _breach(cube: xr.Dataset, judged: pd.DataFrame) -> Fact:
    every = [f"{year} {chance(cube, breach, np.nan)}" for year, breach in judged["breach"].items()]
    if not has_fan(cube):
        years = int(judged["breach"].sum())
        return Fact("Breach of the cap on the central path", f"{years} of {len(judged)} years", listed(every))
    worst = str(judged["breach"].idxmax())
    half_width = float(judged["breach_half_width"][worst])
    figure = chance(cube, judged["breach"][worst], half_width)
    return Fact(f"Chance of breach, highest in {worst}", figure, listed(every))


def _headroom(cube: xr.Dataset, judged: pd.DataFrame) -> Fact:
    rooms = [f"{year} {pounds(room)}" for year, room in judged["headroom"].items()]
    tightest = str(judged["headroom"].idxmin())
    middle = "Median headroom" if has_fan(cube) else "Headroom"
    return Fact(f"{middle}, least in {tightest}", pounds(judged["headroom"][tightest]), listed(rooms))


def _caseload(cube: xr.Dataset) -> Fact:
    table = caseload_table(cube, printed(cube, "caseload").divisor)
    first, last = table.iloc[0], table.iloc[-1]
    words = f"from {people(first['total'])} in {first.name}; {people(last['support'])} in the support group"
    if "uc_health" in last and last["uc_health"] > last["support"]:
        words += f", {people(last['uc_health'])} on Universal Credit health"
    return Fact(f"Caseload, {last.name}", people(last["total"]), words)


def limits(cube: xr.Dataset, record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is computed, held and assumed, and what the model leaves out: name and words."""
    counted = [("Held", _held(cube, record)), ("Assumed", _assumed(record))]
    target = [ADJUSTED] if has_target(cube) else []
    return [_computed(record), *counted, *_share_simulated(cube, record), *target, *LEFT_OUT]


def _computed(record: Mapping[str, Any]) -> tuple[str, str]:
    """What is simulated, and from when."""
    first = date.fromisoformat(f"{record['vintage']['start']}-01")
    words = (
        "claims, queue, decisions, disputes, caseload and payments of ESA and earlier incapacity benefits month by "
        f"month, and Universal Credit health claims that take their place, from {first:%B %Y} on"
    )
    opened = "when ESA had just opened" if first.year < FIRST_STOCKS else "from the stocks last known"
    return "Computed", f"{words}, {opened}."


FIRST_STOCKS = 2018
"""From this year on a run starts from published stocks, before it from the opening of ESA."""
ADJUSTED = (
    "Adjustments",
    (
        "for inflation and the Scottish block grant are those of the last assessment known to the vintage. Their "
        "later change is unknown but for prices, which each draw takes out."
    ),
)
LEFT_OUT = (
    (
        "P(breach)",
        (
            "is the share of draws whose simulated spending fails the cap's rule with no further policy response. "
            "It is not the chance of an official verdict, which is given on forecasts."
        ),
    ),
    (
        "Great Britain",
        "is simulated; the cap is of the United Kingdom. Northern Ireland is in the remainder.",
    ),
    ("Left out", "behaviour that follows a change of rates; conditions and areas."),
)


def _held(cube: xr.Dataset, record: Mapping[str, Any]) -> str:
    rows = record["assumptions"]
    drawn = sum(row["kind"] == "uncertainty" for row in rows)
    if not has_fan(cube):
        return f"all {len(rows)} parameters stay at one value; {drawn} of them are uncertain and stand at the middle."
    return (
        f"{len(rows) - drawn} of {len(rows)} parameters stay at one value in every draw; {drawn} are drawn."
    )


def _assumed(record: Mapping[str, Any]) -> str:
    rows = record["assumptions"]
    judged = sum(row["status"] == "assumed" for row in rows)
    graded = sum(row["grade"] == "D" for row in rows)
    late = sum(row["published"] > record["vintage"]["date"] and not row["hindsight"] for row in rows)
    after = (
        f" {late} rest on figures published after the vintage, which the {record['study']['view']} view takes "
        "as held inside the department then."
    )
    return (
        f"{judged} parameters are judgements; {graded} are graded D, the weakest; "
        f"{len(record['hindsight']) or 'none'} by hindsight.{after if late else ''}"
    )


def _share_simulated(cube: xr.Dataset, record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How much of the spending inside the cap is simulated."""
    table = cap_table(cube).dropna(subset=["cap"])
    if table.empty:
        return []
    assumed = assumed_years(cube, dict(record))
    rest = f" In {listed(assumed)} the remainder is itself an assumption." if assumed else ""
    share = figure_text(100 * table["incapacity"].iloc[0] / table["in_scope"].iloc[0], 0)
    words = (
        f"{share} per cent of spending inside the cap in {table.index[0]} is simulated; "
        f"the remainder follows official forecasts with their usual errors.{rest}"
    )
    return [("Simulated", words)]


def basis(cube: xr.Dataset, record: Mapping[str, Any]) -> str:
    """What stands beneath every figure: vintage, view, draws, coverage and source."""
    day = date.fromisoformat(record["vintage"]["date"])
    return (
        f"Vintage {cube.attrs['vintage']} ({day.day} {day:%B %Y}), {cube.attrs['view']} view, {cube.attrs['draws']}, "
        f"seed {cube.attrs['seed']}. Forecast, nominal, Great Britain. "
        f"Source: esarisk {record['versions']['esarisk']}, study {record['study']['name']}"
    )


def cap_source(record: Mapping[str, Any]) -> str:
    """Where the vintage's cap comes from."""
    cap, ids = record["vintage"]["cap"], record["vintage"]["source"]
    return f"cap {cap} of the United Kingdom, {source_titles(record, ids)}"


def source_titles(record: Mapping[str, Any], ids: str) -> str:
    """Sources in words: publisher and title, or the bare id of one that the record does not describe."""
    known = record["sources"]
    return "; ".join(
        f"{known[i]['publisher']}: {known[i]['title']} ({i})" if i in known else i for i in ids.split(";")
    )


def scenario_name(cube: xr.Dataset, record: Mapping[str, Any]) -> str:
    """The first scenario and what it is."""
    meanings = {row["name"]: row["meaning"] for row in record["scenarios"]}
    return f"{first_scenario(cube)} ({meanings.get(first_scenario(cube), '')})"
