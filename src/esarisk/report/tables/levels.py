"""What money changes: every level of a run in one row, from what is offered to the chance of breach."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.analysis.intervals import clear
from esarisk.report.exhibits.numbers import figure, give_or_take
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import MILLIONS, POINTS
from esarisk.report.tables.programmes import SUMMED_VARIABLES, funded_scenarios, has_programmes
from esarisk.report.tables.run import first_scenario, has_fan, middles, scenario_frame
from esarisk.rules.programmes.money import cost_per_additional_job
from esarisk.units import GBP_MILLION, PERCENT

INTERVAL_ENDS = {"p10": 0.1, "p90": 0.9}
"""Ends of an interval over draws, and their quantiles."""
WITH_ENDS = ("additional_jobs", "in_cap", "exchequer")


def money_frame(cube: xr.Dataset) -> pd.DataFrame:
    """One row a scenario that funds programmes: sums over years of all its programmes, means of draws.

    Columns are money offered a year, and those of `SUMMED_VARIABLES`, some with the tenth and ninetieth percentile of
    draws; people off benefit in the last year; GBP an additional job; and of the last year judged the change of the
    chance of breach from the first scenario, its 95 per cent half-width, and what of it is above cap plus margin and by
    the policy clause alone [share].
    """
    rows = [{"scenario": name, **_row(cube.sel(scenario=name))} for name in funded_scenarios(cube)]
    frame = pd.DataFrame(rows).set_index("scenario")
    chances = scenario_frame(cube)
    if chances.empty or not chances["breach"].notna().any():
        return frame
    judged = chances.dropna(subset=["breach"])
    last = judged[judged["year"] == judged["year"].iloc[-1]].set_index("scenario")
    moved = last[["year", "breach", "change", "change_half_width", "by_policy"]]
    return frame.join(moved).assign(by_forecast=moved["change"] - moved["by_policy"])


def _row(one: xr.Dataset) -> dict[str, Any]:
    """One scenario, all its programmes together."""
    draws = {key: one[name].sum(["year", "programme"]).values for key, name in SUMMED_VARIABLES.items()}
    row: dict[str, Any] = {"funding": float(one["funding"]), "programmes": str(one["funded"].values)}
    row |= {key: float(each.mean()) for key, each in draws.items()}
    for key in WITH_ENDS:
        row |= {f"{key}_{end}": float(np.quantile(draws[key], at)) for end, at in INTERVAL_ENDS.items()}
    row["off_benefit"] = float(one["programme_off_benefit"].isel(year=-1).sum("programme").mean())
    each = cost_per_additional_job(GBP_MILLION * row["spending"], row["additional_jobs"])
    return row | {
        "cost": -row["spending"],
        "cost_per_additional_job": each if row["additional_jobs"] > 0.0 else np.nan,
    }


def money_changes(cube: xr.Dataset, mixes: Sequence[str] = ()) -> list[Table]:
    """What each level of money changes; no table where no scenario funds anything.

    Parameters
    ----------
    mixes : what those fund that fund several programmes, as sentences
    """
    if not has_programmes(cube):
        return []
    frame = money_frame(cube)
    people = partial(Column, unit="people", places=0, sign="+")
    money = partial(Column, unit=MILLIONS, places=0, sign="+")
    points = partial(Column, unit=POINTS, places=1, sign="+", scale=PERCENT)
    spread = has_fan(cube)
    columns = [
        Column("funding", "Offered a year", MILLIONS, 0),
        money("cost", "Cost"),
        people("starts_change", "Starts"),
        people("additional_jobs", "Additional jobs"),
        people("off_benefit", "Off benefit"),
        money("in_cap", "In cap"),
        *([money("in_cap_p10", "10th–90th percentile", to="in_cap_p90")] if spread else []),
        money("ame", "AME"),
        money("exchequer", "Net Exchequer"),
        Column("cost_per_additional_job", "Cost of a job", "£", 0),
    ]
    if spread and "change" in frame:
        year = frame["year"].iloc[0]
        columns += [
            points("change", f"P(breach) {year}", error="change_half_width"),
            points("by_forecast", "…above cap and margin"),
            points("by_policy", "…by policy alone"),
        ]
    said, paired = (
        money_sentence(cube),
        f"The change of the chance is from {first_scenario(cube)}, paired by draw.",
    )
    notes = (*([said] if said else []), *mixes, SUMS_NOTE, *([paired] if spread else []))
    caption = f"What money changes, {middles(cube, 'means')}"
    return [Table("money_changes", caption, "Scenario", tuple(columns), frame, notes)]


def money_sentence(cube: xr.Dataset) -> str:
    """Whether any level changes the chance of breach by more than its error, in a sentence; none of one path."""
    if not has_fan(cube) or not has_programmes(cube):
        return ""
    chances = scenario_frame(cube)
    if chances.empty:
        return ""
    funded = chances[chances["scenario"].isin(funded_scenarios(cube))].dropna(subset=["breach"])
    if funded.empty or funded["change_half_width"].isna().all():
        return ""
    sure = [row for row in funded.to_dict("records") if clear(row["change"], row["change_half_width"])]
    if not sure:
        return NO_LEVEL_MATTERS
    most = max(sure, key=lambda row: abs(row["change"]))
    points = (
        f"{figure(PERCENT * most['change'], 1, '+')}{give_or_take(PERCENT * most['change_half_width'], 1)}"
    )
    return f"The largest change of the chance of breach is {points} points, {most['scenario']} in {most['year']}."


SUMS_NOTE = (
    "Sums over the years, means of draws, from baseline provision; people off benefit are of the last year. Money: "
    "positive = gain to the Exchequer; cost is what is spent beyond baseline provision, outside the cap."
)
NO_LEVEL_MATTERS = (
    "No level of money matters to the cap: none changes the chance of breach by more than its error."
)
