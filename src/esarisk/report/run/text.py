"""What the terminal shows of a run: plain tables that stay plain when piped."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.report.exhibits.numbers import DASH, between, chance, figure
from esarisk.report.exhibits.words import LINE_WORDS
from esarisk.report.run.limits import cap_source
from esarisk.report.tables.programmes import funding_words, has_programmes, programmes_text
from esarisk.report.tables.run import (
    breach_table,
    cap_table,
    capped_years,
    first_scenario,
    gains,
    has_fan,
    has_outturn,
    outturn_table,
)
from esarisk.report.tables.target_year import (
    TREATED,
    has_target,
    moved,
    official_table,
    target_table,
    target_year,
    ways,
)
from esarisk.report.writers.terminal import columns, note

GAIN = "Positive = gain to the Exchequer, less spending"
"""The one sign of a change of money."""
COMPARED = "no input: for comparison"


def cap_text(cube: xr.Dataset, record: Mapping[str, Any]) -> str:
    """Every table of a run, each with what it rests on under it."""
    several = cube.sizes["scenario"] > 1
    parts = [
        note(record["study"]["meaning"], identity_line(cube)),
        _cap_part(cube, record),
        target_text(cube) if has_target(cube) else "",
        chances_text(cube) if several and has_fan(cube) else "",
        _gains_part(cube) if several else "",
        programmes_text(cube, funding_words(record)) if has_programmes(cube) else "",
        _official_part(cube, official_table(cube, record.get("official", {}))),
        _outturn_part(cube, record) if has_outturn(cube, record) else "",
    ]
    return "\n\n".join(part for part in parts if part)


def identity_line(cube: xr.Dataset) -> str:
    """Whose projection it is: vintage, view, draws, seed, and what the money is."""
    draws = (
        f"{cube.attrs['draws']}, seed {cube.attrs['seed']}"
        if has_fan(cube)
        else "central path: one path, so no chances and no bands"
    )
    return (
        f"Vintage {cube.attrs['vintage']}, {cube.attrs['view']} view, {draws}. "
        "Nominal, paid, Great Britain; the cap is of the United Kingdom."
    )


def _middles(cube: xr.Dataset, word: str) -> str:
    return f"{word} of the draws" if has_fan(cube) else "central path"


def _cap_part(cube: xr.Dataset, record: Mapping[str, Any]) -> str:
    table = cap_table(cube)
    assumed = set(table.index) - set(record["remainder_read"])
    title = f"Cap and margin, {first_scenario(cube)}, £ billion, {_middles(cube, 'medians')}"
    return "\n".join([title, _cap_rows(cube, table, assumed), _cap_notes(cube, record, assumed)])


def _cap_rows(cube: xr.Dataset, table: pd.DataFrame, assumed: set[str]) -> str:
    rows = [_cap_row(cube, f"{year}", row, assumed) for year, row in table.iterrows()]
    return columns(rows, right=[*list(rows[0])[1:]])


def _cap_row(cube: xr.Dataset, year: str, row: "pd.Series[Any]", assumed: set[str]) -> dict[str, str]:
    """A year of the cap; one path has a verdict in place of a chance and a band."""
    mark = "*" if year in assumed and not np.isnan(row["cap"]) else ""
    fan = {"10th–90th": between(row["in_scope_p10"], row["in_scope_p90"])} if has_fan(cube) else {}
    adjusted = {"adjusted": figure(row["adjusted"])} if has_target(cube) else {}
    path = {"fails the rule": {0.0: "no", 1.0: "yes"}.get(row["breach"], DASH)}
    return {
        "year": year,
        "ESA": figure(row["esa"]),
        "incapacity": figure(row["incapacity"]),
        "inside cap": figure(row["in_scope"]) + mark,
        **fan,
        **adjusted,
        **{key: figure(row[key]) for key in ("cap", "margin", "headroom")},
        **({"P(breach)": chance(row["breach"], row["breach_half_width"])} if fan else path),
    }


def _cap_notes(cube: xr.Dataset, record: Mapping[str, Any], assumed: set[str]) -> str:
    """What the marks and words of the cap table mean, and where its cap is from."""
    read = ", ".join(record["remainder_read"])
    has = f"only {read} has" if read else "no year has"
    star = f"* the remainder of this year is an assumption: {has} a published figure."
    return note(
        star if assumed & set(capped_years(cube)) else "",
        f"{DASH} the vintage has no cap for the year, or does not judge it.",
        ADJUSTED if has_target(cube) else HEADROOM,
        BREACH if has_fan(cube) else CENTRAL,
        f"ESA and incapacity spending are simulated. Source: {cap_source(record)}.",
    )


ROUNDED = "Figures are rounded, so sums may differ in the last digit."
HEADROOM = f"Headroom is cap plus margin less spending inside the cap. {ROUNDED}"
ADJUSTED = (
    "Headroom is cap plus margin less adjusted spending: spending inside the cap after its adjustments, for "
    f"inflation and for benefits devolved to Scotland, which the next table shows. {ROUNDED}"
)
BREACH = (
    "P(breach) is the share of draws whose simulated spending fails the cap's rule with no further policy "
    "response, with its 95 per cent simulation error; it is not the chance of an official verdict, which is given "
    "on forecasts."
)
CENTRAL = (
    "Fails the rule: whether spending of this one path fails the cap's rule with no further policy response. One "
    "path says nothing of a chance."
)


def target_text(cube: xr.Dataset) -> str:
    """The cap since 2017: what is compared in each year, and the reclassification taken both ways."""
    table = target_table(cube)
    rows = [_target_row(cube, str(when), row, way) for way in ways(cube) for when, row in table.iterrows()]
    title = f"After adjustments, {first_scenario(cube)}, £ billion, {_middles(cube, 'medians')}"
    return "\n".join([title, columns(rows, right=list(rows[0])[3:]), note(SUMS_UP, *_target_notes(cube))])


def _target_notes(cube: xr.Dataset) -> list[str]:
    """What was moved inside the cap, and which year is judged."""
    year = target_year(cube)
    both = (
        f"£{moved(cube, year):.1f} billion of Universal Credit moved inside the cap in {year}: taken as neutral, the "
        f"cap moves with it; taken as not neutral, it stays. The run takes it as "
        f"{TREATED[cube.attrs['reclassification']]}."
    )
    above = f"P(above) of {year} is P(breach); the years before it are watched, not judged."
    return [both if len(ways(cube)) > 1 else "", above if has_fan(cube) else ""]


SUMS_UP = (
    "Adjusted is inside cap plus inflation plus Scottish, without what prices after the vintage add; headroom is "
    f"cap+margin less adjusted. {ROUNDED}"
)


def _target_row(cube: xr.Dataset, year: str, row: "pd.Series[Any]", treatment: str) -> dict[str, str]:
    above = {"P(above)": chance(row[f"chance_{treatment}"], row[f"half_width_{treatment}"])}
    return {
        "moved": TREATED[treatment],
        "year": year,
        "role": "target" if row["judged"] else "pathway",
        "inside cap": figure(row["in_scope_spending"]),
        "inflation": figure(row["inflation_adjustment"]),
        "Scottish": figure(row["scottish_adjustment"]),
        "adjusted": figure(row["adjusted_spending"]),
        "cap+margin": figure(row[f"limit_{treatment}"]),
        "headroom": figure(row[f"headroom_{treatment}"]),
        **(above if has_fan(cube) else {}),
    }


def chances_text(cube: xr.Dataset) -> str:
    """The chance of breach of every scenario, and what of it the policy clause alone brings."""
    table = breach_table(cube).dropna(subset="breach")
    if table.empty:
        return ""
    rows = [
        {
            "scenario": str(name),
            **{row["year"]: chance(row["breach"], row["half_width"]) for row in _rows(of)},
        }
        for name, of in table.groupby("scenario", sort=False)
    ]
    title = "P(breach) of every scenario, per cent of draws"
    return "\n".join([title, columns(rows, right=list(rows[0])[1:]), note(*_by_policy(table))]).rstrip()


def _rows(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.to_dict("records")


def _by_policy(table: pd.DataFrame) -> list[str]:
    """A sentence for each scenario some of whose breaches come by the policy clause alone."""
    said = []
    for name, of in table[table["policy_only"] > 0.0].groupby("scenario", sort=False):
        each = ", ".join(f"{row['year']} {figure(100 * row['policy_only'], 0)} points" for row in _rows(of))
        said.append(f"{name}, by the policy clause alone: {each}.")
    return [*said, POLICY_CLAUSE] if said else []


POLICY_CLAUSE = (
    "The policy clause of 2014: a year above the cap, though within its margin, fails when policy since the cap was "
    "set raised its spending, by however little. A small rise of spending can so move the chance far."
)


def _gains_part(cube: xr.Dataset) -> str:
    table = gains(cube)
    rows = [
        {"scenario": str(name), **{str(year): figure(value, 0, "+") for year, value in row.items()}}
        for name, row in table.iterrows()
    ]
    return "\n".join(
        [
            f"Change of incapacity spending from {first_scenario(cube)}, £ million, {_middles(cube, 'means')}",
            columns(rows, right=list(rows[0])[1:]),
            note(f"{GAIN}. Programme money is not in it."),
        ]
    )


def _official_part(cube: xr.Dataset, table: pd.DataFrame) -> str:
    if not len(table):
        return ""
    rows = [
        {
            "year": f"{year}",
            "line": LINE_WORDS[row["line"]],
            **_beside(cube, row, "official"),
        }
        for year, row in table.iterrows()
    ]
    title = f"Beside the official forecast of the day, £ billion ({COMPARED})"
    return f"{title}\n{columns(rows, right=list(rows[0])[2:])}"


def _outturn_part(cube: xr.Dataset, record: Mapping[str, Any]) -> str:
    table = outturn_table(cube, record["outturn"])
    rows = [{"year": str(year), **_beside(cube, row, "outturn")} for year, row in table.iterrows()]
    title = f"Incapacity spending beside outturn, £ billion ({COMPARED})"
    return f"{title}\n{columns(rows, right=list(rows[0])[1:])}\n{note(OUTTURN)}"


OUTTURN = (
    "The model follows the first scenario, with policy as it stood on the vintage's day; outturn has what was "
    "legislated later. Source: parameter outturn.incapacity_spending."
)


def _beside(cube: xr.Dataset, row: "pd.Series[Any]", published: str) -> dict[str, str]:
    """The model beside a published figure; no band where there is one path."""
    fan = {"10th–90th": between(row["p10"], row["p90"], 2)} if has_fan(cube) else {}
    difference = figure(row["difference"], 1, "+")
    return {
        "model": figure(row["model"], 2),
        **fan,
        published: figure(row[published], 2),
        "difference": difference if difference == DASH else f"{difference}%",
    }


def history_text(frame: pd.DataFrame) -> str:
    """Every assessment of the cap beside the rule's own verdict."""
    rows = [_assessed(row) for row in frame.to_dict("records")]
    formal = frame[frame["formal"]]
    agree = sum(bool(a) for a in formal["agrees"])
    table = columns(rows, right=["spending", "adjusted", "cap", "cap+margin", "policy"])
    agrees = f"The rule agrees with {agree} of {len(formal)} formal verdicts (f)."
    return "\n".join(["Assessments of the welfare cap, £ billion", table, note(f"{agrees} {ASSESSED}")])


ASSESSED = (
    "Policy is what policy since the cap was set adds to spending.\n"
    "Above pathway: a year before the target year that stands above pathway plus margin; it is watched, and no "
    "breach.\n"
    "* partial data: the adjustments of these tables were not seen.\n"
    "Sources: parameters cap.levels, cap.assessments and cap.policy_effects (`esarisk show cap.levels`)."
)


def _assessed(row: Mapping[Any, Any]) -> dict[str, str]:
    """One assessed year as printed."""
    return {
        "date": row["assessment_date"],
        "year": row["year"],
        "f": ("f" if row["formal"] else "") + ("*" if row["partial_data"] else ""),
        "spending": figure(row["spending"]),
        "adjusted": figure(row["adjusted_spending"]),
        "cap": figure(row["cap"]),
        "cap+margin": figure(row["cap_plus_margin"]),
        "policy": figure(row["policy_effect"]),
        "judged": _verdict(row["judged_breach"]),
        "model": "above pathway" if row["above_pathway"] else _verdict(row["model_breach"]),
        "cause": row["causes"],
    }


def _verdict(breach: object) -> str:
    if breach is None:
        return DASH
    return "breach" if breach else "within"
