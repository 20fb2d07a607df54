"""The scorecard: what scenarios gain the Exchequer, line by line and year by year."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.report.tables.run import benefit_gain

if TYPE_CHECKING:
    from esarisk.jit import Floats

BENEFIT, NET = "Benefit spending", "Net gain to the Exchequer"


def scorecard_table(cube: xr.Dataset) -> pd.DataFrame:
    """Gains of each later scenario by line and year, means of draws; lines add up [GBP million].

    Rows are scenario and line: benefit spending and, where the scenario funds programmes, what they
    bring in tax and other benefits, their cost, and the net gain to the Exchequer.
    """
    benefit = benefit_gain(cube).mean("draw")
    rows = []
    for scenario in map(str, cube["scenario"].values[1:]):
        lines = {BENEFIT: benefit.sel(scenario=scenario).values} | _programme_gains(cube, scenario)
        if len(lines) > 1:
            lines[NET] = np.sum(list(lines.values()), axis=0)
        rows += [{"scenario": scenario, "line": name} | _by_year(cube, line) for name, line in lines.items()]
    return pd.DataFrame(rows).set_index("scenario")


def _by_year(cube: xr.Dataset, line: "Floats") -> dict[str, float]:
    return dict(zip(map(str, cube["year"].values), map(float, line), strict=True)) | {
        "sum": float(line.sum())
    }


def _programme_gains(cube: xr.Dataset, scenario: str) -> dict[str, "Floats"]:
    """Line → (year,) what programmes bring besides the benefits simulated, and their cost [GBP million]."""
    if "programme_starts" not in cube or np.isnan(cube["programme_starts"].sel(scenario=scenario)).all():
        return {}
    names = ("exchequer", "spending", "saving_in_cap", "other_in_scope")
    means = [cube[f"programme_{name}"].sel(scenario=scenario).mean("draw") for name in names]
    purse, spent, in_cap, other = (mean.sum("programme").values for mean in means)
    return {"Tax and other benefits": purse + spent - in_cap - other, "Cost of programmes": -spent}
