"""What scenarios change: gains by year, and the scorecard line by line."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import GAIN, MILLIONS
from esarisk.report.tables.run import fan, first_scenario, has_fan, middles

if TYPE_CHECKING:
    from esarisk.jit import Floats

BENEFIT_LINE, NET = "Benefit spending", "Net gain to the Exchequer"


def benefit_gain(cube: xr.Dataset) -> xr.DataArray:
    """(scenario, year, draw) benefit spending of the first scenario less that of each [GBP million]."""
    total = cube["spending"].sum("line")
    return total.isel(scenario=0, drop=True) - total


def gain_frame(cube: xr.Dataset) -> pd.DataFrame:
    """Gain by less benefit spending of each later scenario, paired by draw [GBP million].

    Less spending than the first scenario is a gain. Columns are scenario, year, mean, median, p10,
    p90; means add up over years and measures.
    """
    gain, parts = benefit_gain(cube), []
    for scenario in map(str, cube["scenario"].values[1:]):
        one = gain.sel(scenario=scenario)
        spread = fan(one, 1.0).assign(scenario=scenario, mean=one.mean("draw").values)
        parts.append(spread.rename_axis("year").reset_index().rename(columns={"p50": "median"}))
    return pd.concat(parts, ignore_index=True)[["scenario", "year", "mean", "median", "p10", "p90"]]


def gain_table(cube: xr.Dataset) -> Table:
    """Gain by less benefit spending of each later scenario, with its spread."""
    money = partial(Column, unit=MILLIONS, places=0, sign="+")
    mean = money("mean", "Mean" if has_fan(cube) else "Central path")
    spread = (money("p10", "10th to 90th percentile", to="p90"),) if has_fan(cube) else ()
    caption = f"Change in benefit spending from {first_scenario(cube)}, paired by draw"
    note = f"{GAIN} No behavioural or second-round effects beyond those modelled."
    columns = (Column("scenario", "Scenario"), mean, *spread)
    return Table("gains", caption, "Year", columns, gain_frame(cube).set_index("year"), (note,))


def scorecard_frame(cube: xr.Dataset) -> pd.DataFrame:
    """Gains of each later scenario by line and year, means of draws; lines add up [GBP million].

    Rows are scenario and line: benefit spending and, where the scenario funds programmes, what they
    bring in tax and other benefits, their cost, and the net gain to the Exchequer.
    """
    benefit, years = benefit_gain(cube).mean("draw"), [str(year) for year in cube["year"].values]
    rows = []
    for scenario in map(str, cube["scenario"].values[1:]):
        lines = {BENEFIT_LINE: benefit.sel(scenario=scenario).values} | _programme_gains(cube, scenario)
        if len(lines) > 1:
            lines[NET] = np.sum(list(lines.values()), axis=0)
        rows += [
            {"scenario": scenario, "line": name, **dict(zip(years, line, strict=True)), "sum": line.sum()}
            for name, line in lines.items()
        ]
    return pd.DataFrame(rows).set_index("scenario")


def _programme_gains(cube: xr.Dataset, scenario: str) -> dict[str, "Floats"]:
    """Line → (year,) what programmes bring besides the benefits simulated, and their cost [GBP million]."""
    if "programme_starts" not in cube or np.isnan(cube["programme_starts"].sel(scenario=scenario)).all():
        return {}
    names = ("exchequer", "spending", "saving_in_cap", "other_in_scope")
    means = [cube[f"programme_{name}"].sel(scenario=scenario).mean("draw") for name in names]
    purse, spent, in_cap, other = (mean.sum("programme").values for mean in means)
    return {"Tax and other benefits": purse + spent - in_cap - other, "Cost of programmes": -spent}


def scorecard(cube: xr.Dataset) -> Table:
    """Each later scenario by line, a column for each year and their sum, means that add up."""
    frame = scorecard_frame(cube)
    headings = {year: year for year in map(str, cube["year"].values)} | {"sum": "Sum"}
    columns = [Column(key, words, MILLIONS, 0, "+") for key, words in headings.items()]
    what = "gain to the Exchequer" if (frame["line"] == NET).any() else "change in benefit spending"
    caption = f"Scorecard: {what} from {first_scenario(cube)}, {middles(cube, 'means')}"
    note = f"{GAIN} Means add up over years and lines; the sum is of all years."
    return Table("scorecard", caption, "Scenario", (Column("line", "Line"), *columns), frame, (note,))
