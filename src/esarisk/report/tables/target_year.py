"""The cap since 2017 in tables: the target year, its pathway, and a reclassification taken both ways."""

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.names import TREATMENTS
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import BILLIONS
from esarisk.report.tables.cap import ROUNDED_NOTE, verdict_column
from esarisk.report.tables.run import capped_years, first_scenario, has_fan, middles, probability
from esarisk.units import MILLIONS_A_BILLION

TREATED = {"neutral": "neutral", "not_neutral": "not neutral"}
"""How a reclassification is taken, in words."""


def target_year(cube: xr.Dataset) -> str:
    """The year that is judged."""
    judged = ~np.isnan(cube["breach"].isel(scenario=0, draw=0).values)
    return str(cube["year"].values[judged][0])


def ways(cube: xr.Dataset) -> list[str]:
    """Treatments to show: both where anything was reclassified, else the one the run takes."""
    anything = bool((cube["reclassified"] != 0.0).any())
    return list(TREATMENTS) if anything else [str(cube.attrs["reclassification"])]


def moved(cube: xr.Dataset, year: str) -> float:
    """What may have been moved inside the cap in a year [GBP billion]."""
    return float(cube["reclassified"].sel(year=year)) / MILLIONS_A_BILLION


def target_frame(cube: xr.Dataset, scenario: str | None = None) -> pd.DataFrame:
    """Spending after adjustments beside cap or pathway: medians in GBP billion, chances as shares.

    Rows are years with a cap or pathway. For each treatment of the reclassification there are
    its level, margin and limit, headroom, and the chance of being above the limit: of breach in
    the target year, of standing above the pathway before it.
    """
    one, taken = cube.sel(scenario=scenario or first_scenario(cube)), cube.attrs["reclassification"]
    rows = []
    for year in capped_years(cube):
        now, judged = one.sel(year=year), year == target_year(cube)
        row: dict[str, Any] = {"year": year, "judged": judged}
        for name in ("in_scope_spending", "adjusted_spending", "inflation_adjustment", "scottish_adjustment"):
            row[name] = float(np.median(now[name])) / MILLIONS_A_BILLION
        for treatment in TREATMENTS:
            row |= _treated(now, treatment, taken, judged=judged)
        rows.append(row)
    return pd.DataFrame(rows).set_index("year")


def _treated(now: xr.Dataset, treatment: str, in_force: str, *, judged: bool) -> dict[str, float]:
    """Level, margin, limit, headroom and chance of one year under a treatment."""
    shift = {"neutral": 1.0, "not_neutral": 0.0}
    level = float(now["cap"]) + (shift[treatment] - shift[in_force]) * float(now["reclassified"])
    margin = level * float(now["margin"]) / float(now["cap"])
    room = float(np.median(now["treatment_headroom"].sel(treatment=treatment)))
    hits = now["treatment_breach" if judged else "above_pathway"].sel(treatment=treatment)
    chance, half_width = probability(hits.values, now)
    return {
        f"cap_{treatment}": level / MILLIONS_A_BILLION,
        f"margin_{treatment}": margin / MILLIONS_A_BILLION,
        f"limit_{treatment}": (level + margin) / MILLIONS_A_BILLION,
        f"headroom_{treatment}": room / MILLIONS_A_BILLION,
        f"chance_{treatment}": chance,
        f"half_width_{treatment}": half_width,
    }


def target_table(cube: xr.Dataset) -> Table:
    """Cap and margin as it is published since 2017, with a chance in each year."""
    taken = cube.attrs["reclassification"]
    table = target_frame(cube)
    names = SPENT | {f"{key}_{taken}": name for key, name in ALLOWED.items()}
    columns = (
        Column("role", "Role"),
        *(Column(key, name, BILLIONS) for key, name in names.items()),
        _chance(cube, taken),
    )
    roles = ["target year" if judged else "pathway" for judged in table["judged"]]
    way = f", reclassification {TREATED[taken]}" if len(ways(cube)) > 1 else ""
    caption = f"After adjustments, {first_scenario(cube)}{way}, {middles(cube)}"
    notes = [
        "Adjusted is inside the cap plus inflation plus Scottish block grant, less what prices after the vintage add.",
        f"Limit: cap or pathway plus margin. Headroom is limit less adjusted. {ROUNDED_NOTE}",
    ]
    if has_fan(cube):
        notes.append(
            f"P(above) of {target_year(cube)} is P(breach); the years before it are watched, not judged."
        )
    return Table("target_year", caption, "Year", columns, table.assign(role=roles), tuple(notes))


SPENT = {
    "in_scope_spending": "Inside the cap",
    "inflation_adjustment": "Inflation",
    "scottish_adjustment": "Scottish block grant",
    "adjusted_spending": "Adjusted",
}
ALLOWED = {"cap": "Cap or pathway", "margin": "Margin", "limit": "Limit", "headroom": "Headroom"}


def _chance(cube: xr.Dataset, treatment: str, after: str = "") -> Column:
    """The column of chances under a treatment."""
    words = f"P(above){after}", f"Above the limit{after}"
    return verdict_column(cube, f"chance_{treatment}", f"half_width_{treatment}", *words)


def treatment_table(cube: xr.Dataset) -> Table:
    """The reclassification taken both ways."""
    columns: list[Column] = []
    for treatment, name in TREATED.items():
        money = (
            Column(f"{key}_{treatment}", f"{ALLOWED[key]}, {name}", BILLIONS) for key in ("limit", "headroom")
        )
        columns += [*money, _chance(cube, treatment, f", {name}")]
    caption = f"The reclassification taken both ways, {first_scenario(cube)}"
    year, amount = target_year(cube), figure(moved(cube, target_year(cube)))
    note = (
        f"£{amount} billion of Universal Credit moved inside the cap in {year}: taken as neutral, the cap moves with "
        "it; taken as not neutral, it stays. The run takes it as "
        f"{TREATED[cube.attrs['reclassification']]}."
    )
    return Table("reclassification", caption, "Year", tuple(columns), target_frame(cube), (note,))
