"""What the terminal shows: plain tables that stay plain when piped."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.report.charts.money import has_outturn
from esarisk.report.charts.official import LINE_WORDS
from esarisk.report.listing import DASH, columns
from esarisk.report.provided import has_programmes, programmes_text
from esarisk.report.tables import (
    cap_table,
    capped_years,
    first_scenario,
    has_fan,
    outturn_table,
    scenario_table,
)
from esarisk.report.target import TREATED, has_target, moved, official_table, target_table, target_year, ways


def number(value: float, places: int = 1) -> str:
    """A number, or a dash for none."""
    return DASH if np.isnan(value) else f"{value:,.{places}f}"


def chance(value: float, half_width: float) -> str:
    """A chance of breach with its simulation error, in per cent."""
    if np.isnan(value):
        return DASH
    error = "" if np.isnan(half_width) else f" ±{100 * half_width:.0f}"
    return f"{100 * value:.0f}%{error}"


def cap_text(cube: xr.Dataset, record: Mapping[str, Any]) -> str:
    """The cap table of every scenario, with what it rests on."""
    parts = [f"{record['study']['meaning']}", _identity(cube)]
    table = cap_table(cube)
    assumed = set(table.index) - set(record["remainder_read"])
    middles = "medians of the draws" if has_fan(cube) else "central path"
    parts.append(f"\nCap and margin, {first_scenario(cube)}, £ billion, {middles}")
    parts.append(_cap_rows(table, assumed))
    parts.append(_notes(record, assumed & set(capped_years(cube))))
    if has_target(cube):
        parts.append(target_text(cube))
    if cube.sizes["scenario"] > 1:
        parts.append(
            "\nChange from the baseline in incapacity spending, £ million (positive = more spending)"
        )
        parts.append(_scenario_rows(cube))
    if has_programmes(cube):
        parts.append(programmes_text(cube))
    official = official_table(cube, record.get("official", {}))
    if len(official):
        parts.append("\nBeside the official forecast of the day, £ billion (no input: for comparison)")
        parts.append(_official_rows(official))
    if has_outturn(cube, record):
        parts.append("\nIncapacity spending beside outturn, £ billion (no input: for comparison)")
        parts.append(_outturn_rows(outturn_table(cube, record["outturn"])))
    return "\n".join(parts)


def _notes(record: Mapping[str, Any], assumed: set[str]) -> str:
    """What the marks of the cap table mean."""
    read = ", ".join(record["remainder_read"])
    has = f"only {read} has" if read else "no year has"
    star = f"* the remainder of this year is an assumption: {has} a published figure. " if assumed else ""
    return f"{star}{DASH} the vintage has no cap for the year, or does not judge it.\n{BREACH}"


def target_text(cube: xr.Dataset) -> str:
    """The cap since 2017: what is compared in each year, and the reclassification taken both ways."""
    table, year = target_table(cube), target_year(cube)
    rows = [_target_row(str(when), row, way) for way in ways(cube) for when, row in table.iterrows()]
    both = (
        f"; {moved(cube, year):.1f} of Universal Credit moved inside the cap in {year}, taken as "
        f"neutral and not (the run takes it as {TREATED[cube.attrs['reclassification']]})"
    )
    return (
        f"\nAfter adjustments{both if len(ways(cube)) > 1 else ''}\n{columns(rows)}\n"
        f"P(above) of {year} is P(breach); the years before it are watched, not judged."
    )


def _target_row(year: str, row: "pd.Series[Any]", treatment: str) -> dict[str, str]:
    return {
        "moved": TREATED[treatment],
        "year": year,
        "role": "target" if row["judged"] else "pathway",
        "inflation": number(row["inflation_adjustment"]),
        "Scottish": number(row["scottish_adjustment"]),
        "adjusted": number(row["adjusted_spending"]),
        "cap+margin": number(row[f"limit_{treatment}"]),
        "headroom": number(row[f"headroom_{treatment}"]),
        "P(above)": chance(row[f"chance_{treatment}"], row[f"half_width_{treatment}"]),
    }


def _official_rows(table: pd.DataFrame) -> str:
    rows = [
        {
            "year": f"{year}",
            "line": LINE_WORDS[row["line"]],
            "model": number(row["model"], 2),
            "10th–90th": f"{number(row['p10'], 2)}–{number(row['p90'], 2)}",
            "official": number(row["official"], 2),
            "difference": f"{row['difference']:+.1f}%",
        }
        for year, row in table.iterrows()
    ]
    return columns(rows)


BREACH = (
    "P(breach) is the share of draws whose simulated spending fails the cap's rule with no further "
    "policy response, with its 95 per cent\nsimulation error; it is not the chance of an official "
    "verdict, which is given on forecasts."
)


def _identity(cube: xr.Dataset) -> str:
    return (
        f"Vintage {cube.attrs['vintage']}, {cube.attrs['view']} view, {cube.attrs['draws']}, "
        f"seed {cube.attrs['seed']}. Nominal, paid, Great Britain."
    )


def _cap_rows(table: pd.DataFrame, assumed: set[str]) -> str:
    rows = []
    for year, row in table.iterrows():
        mark = "*" if year in assumed and not np.isnan(row["cap"]) else ""
        rows.append(
            {
                "year": f"{year}",
                "ESA": number(row["esa"]),
                "incapacity": number(row["incapacity"]),
                "in scope": number(row["in_scope"]) + mark,
                "10th–90th": DASH
                if np.isnan(row["in_scope"])
                else f"{number(row['in_scope_p10'])}–{number(row['in_scope_p90'])}",
                "cap": number(row["cap"]),
                "margin": number(row["margin"]),
                "headroom": number(row["headroom"]),
                "P(breach)": chance(row["breach"], row["breach_half_width"]),
            }
        )
    return columns(rows)


def _scenario_rows(cube: xr.Dataset) -> str:
    table = scenario_table(cube)
    rows = [
        {"scenario": name, **{str(year): f"{value:+,.0f}" for year, value in row.items()}}
        for name, row in table.iterrows()
        if name != first_scenario(cube)
    ]
    return columns(rows)


def _outturn_rows(table: pd.DataFrame) -> str:
    rows = [
        {
            "year": str(year),
            "model": number(row["model"], 2),
            "10th–90th": f"{number(row['p10'], 2)}–{number(row['p90'], 2)}",
            "outturn": number(row["outturn"], 2),
            "difference": DASH if np.isnan(row["difference"]) else f"{row['difference']:+.1f}%",
        }
        for year, row in table.iterrows()
    ]
    return columns(rows)


def history_text(frame: pd.DataFrame) -> str:
    """Every assessment of the cap beside the rule's own verdict."""
    rows = [
        {
            "date": row["assessment_date"],
            "year": row["financial_year"],
            "formal": "formal" if row["formal"] else "",
            "spending": number(row["spending"]),
            "adjusted": number(row["adjusted_spending"]),
            "cap": number(row["cap"]),
            "cap+margin": number(row["cap_plus_margin"]),
            "policy": number(row["policy_effect"]),
            "judged": _verdict(row["judged_breach"]),
            "model": _verdict(row["model_breach"]),
            "cause": row["causes"],
            "": "partial data" if row["partial_data"] else "",
        }
        for row in frame.to_dict("records")
    ]
    formal = frame[frame["formal"]]
    agree = sum(bool(a) for a in formal["agrees"])
    return (
        "Assessments of the welfare cap, £ billion\n"
        + columns(rows)
        + f"\n\nThe rule agrees with {agree} of {len(formal)} formal verdicts. "
        "2017 and 2020 rest on partial data: the adjustments of their tables were not seen."
    )


def _verdict(breach: object) -> str:
    if breach is None:
        return DASH
    return "breach" if breach else "within"
