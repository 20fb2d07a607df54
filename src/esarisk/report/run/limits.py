"""What a run cannot say, what it rests on, and where its figures come from, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import xarray as xr

from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.words import listed
from esarisk.report.tables.cap import has_target
from esarisk.report.tables.run import assumed_years, cap_frame, first_scenario, has_fan


def limits(cube: xr.Dataset, record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is computed, held and assumed, and what the model leaves out: name and words."""
    counted = [("Held", _held(cube, record)), ("Assumed", _assumed(record))]
    target = [ADJUSTMENTS] if has_target(cube) else []
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
ADJUSTMENTS = (
    "Adjustments",
    (
        "for inflation and the Scottish block grant are those of the last assessment known to the vintage. Their "
        "later change is unknown but for prices, which each draw takes out."
    ),
)
CHANCE_IS = (
    "is the share of draws whose simulated spending fails the cap's rule with no further policy response. It is not "
    "the chance of an official verdict, which is given on forecasts."
)
LEFT_OUT = (
    ("P(breach)", CHANCE_IS),
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
    table = cap_frame(cube).dropna(subset=["cap"])
    if table.empty:
        return []
    assumed = assumed_years(cube, dict(record))
    rest = f" In {listed(assumed)} the remainder is itself an assumption." if assumed else ""
    share = figure(100 * table["incapacity"].iloc[0] / table["in_scope"].iloc[0], 0)
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


def scenario_name(cube: xr.Dataset, record: Mapping[str, Any]) -> str:
    """The first scenario and what it is."""
    meanings = {row["name"]: row["meaning"] for row in record["scenarios"]}
    return f"{first_scenario(cube)} ({meanings.get(first_scenario(cube), '')})"
