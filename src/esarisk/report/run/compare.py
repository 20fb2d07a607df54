"""Two runs beside each other: what differs in what they are, and in what they say."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.names import ESA_LINES
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import BILLIONS, THOUSANDS
from esarisk.report.run.tables import run_identity
from esarisk.report.tables.run import capped_years, records
from esarisk.report.writers.terminal import note, told
from esarisk.units import MILLIONS_A_BILLION

Record = Mapping[str, Any]
A, B = "a", "b"
CHANCE = "per cent"


def compare_text(runs: Mapping[str, tuple[xr.Dataset, Record]]) -> str:
    """Two runs by name beside each other: what they are of, then year by year."""
    (first, one), (second, other) = runs.items()
    tables = compare_tables(one[0], other[0])
    return told(note(f"{second} beside {first}"), identity_table(one, other), *tables)


def compare_record(runs: Mapping[str, tuple[xr.Dataset, Record]]) -> dict[str, Any]:
    """The same as plain data."""
    (first, one), (second, other) = runs.items()
    rows = records(compare_frame(one[0], other[0]).rename_axis("year"))
    whose = {A: {"run": first, **run_identity(*one)}, B: {"run": second, **run_identity(*other)}}
    return {**whose, "units": {"change": "unit of the row"}, "paired": paired(one[0], other[0]), "rows": rows}


def identity_table(one: tuple[xr.Dataset, Record], other: tuple[xr.Dataset, Record]) -> Table:
    """What the two are of, where they differ."""
    sides = [dict(_identity(*run)) for run in (one, other)]
    names = [key for key in dict.fromkeys([*sides[0], *sides[1]]) if sides[0].get(key) != sides[1].get(key)]
    frame = pd.DataFrame(
        {side: [of.get(key, "") for key in names] for side, of in zip((A, B), sides, strict=True)}
    )
    columns = (Column(A, "A"), Column(B, "B"))
    nothing = () if names else ("The two are of the same study, inputs and code.",)
    return Table("compare_identity", "What differs", "Part", columns, frame.set_axis(names), nothing)


def _identity(cube: xr.Dataset, record: Record) -> Iterator[tuple[str, str]]:
    """What a run is of: name and value."""
    for key, value in run_identity(cube, record).items():
        if key != "settings":  # each has a line of its own
            yield key, ", ".join(value) if isinstance(value, list) else str(value)
    yield from ((f"set {address}", f"{number:g}") for address, number in record.get("settings", {}).items())
    yield from ((f"digest of {name}", digest[:12]) for name, digest in record["digests"].items())


def paired(one: xr.Dataset, other: xr.Dataset) -> bool:
    """Whether draw by draw the same luck stands behind both."""
    alike = ("vintage", "view", "seed", "draws")
    return one.sizes["draw"] == other.sizes["draw"] and all(one.attrs[k] == other.attrs[k] for k in alike)


def compare_tables(one: xr.Dataset, other: xr.Dataset) -> list[Table]:
    """Money, people and chances of both by year, and the change from the first to the second."""
    alike, data = paired(one, other), compare_frame(one, other)
    how = (
        "Changes are means of the draws, paired: the same luck stands behind both."
        if alike
        else "The two do not share their draws: changes are of medians, and hold the luck of both."
    )
    notes = ("A and B are medians of the draws, of chances the share of them.", how)
    tables = []
    for name, unit, places in (("money", BILLIONS, 2), ("people", THOUSANDS, 0), ("chance", CHANCE, 1)):
        number = partial(Column, unit=unit, places=places)
        spread = (number("p10", "10th to 90th percentile", sign="+", to="p90"),)
        columns = (
            Column("scenario", "Scenario"),
            Column("what", "What"),
            number(A, "A"),
            number(B, "B"),
            number("change", "B less A", sign="+"),
            *(spread if alike and unit != CHANCE else ()),
        )
        caption, rows = f"Two runs beside each other: {name}", data[data["unit"] == unit]
        tables += [Table(f"compare_{name}", caption, "Year", columns, rows, notes)] if len(rows) else []
    return tables


def compare_frame(one: xr.Dataset, other: xr.Dataset) -> pd.DataFrame:
    """One row a scenario, quantity and year that both have.

    Scenarios are matched by name; where none is shared, the first of one stands beside the first of the other.
    """
    names = [[str(name) for name in cube["scenario"].values] for cube in (one, other)]
    shared = [(name, name) for name in names[0] if name in names[1]] or [(names[0][0], names[1][0])]
    rows, alike = [], paired(one, other)
    for pair in shared:
        first, second = (
            dict(_quantities(cube.sel(scenario=name))) for cube, name in zip((one, other), pair, strict=True)
        )
        title = pair[0] if pair[0] == pair[1] else " / ".join(pair)
        rows += [
            {
                "scenario": title,
                "what": what,
                "unit": unit,
                "year": year,
                **_beside(draws, second[key], alike=alike),
            }
            for key, draws in first.items()
            if key in second
            for what, year, unit in [key]
        ]
    return pd.DataFrame(rows).set_index("year")


def _quantities(cube: xr.Dataset) -> Iterator[tuple[tuple[str, str, str], xr.DataArray]]:
    """What is compared of one scenario: name, year and unit, and its draws in the unit."""
    money = cube["spending"] / MILLIONS_A_BILLION
    whole = {
        ("ESA spending", BILLIONS): money.sel(line=ESA_LINES).sum("line"),
        ("Incapacity spending", BILLIONS): money.sum("line"),
        ("Caseload", THOUSANDS): cube["caseload"].sum("phase") / 1000.0,
    }
    capped = {
        ("Inside the cap", BILLIONS): cube["in_scope_spending"] / MILLIONS_A_BILLION,
        ("Headroom", BILLIONS): cube["headroom"] / MILLIONS_A_BILLION,
        ("P(breach)", CHANCE): 100.0 * cube["breach"],
    }
    for (name, unit), draws in {**whole, **capped}.items():
        for year in capped_years(cube) if (name, unit) in capped else map(str, cube["year"].values):
            yield (name, year, unit), draws.sel(year=year)


def _beside(one: xr.DataArray, other: xr.DataArray, *, alike: bool) -> dict[str, float]:
    """Two sides of a quantity and the change between them; its spread where the draws are the same."""
    a, b = (_middle(draws) for draws in (one, other))
    change = (other.values - one.values) if alike else np.array([b - a])
    return {
        A: a,
        B: b,
        "change": float(change.mean()),
        "p10": float(np.quantile(change, 0.1)),
        "p90": float(np.quantile(change, 0.9)),
    }


def _middle(draws: xr.DataArray) -> float:
    """The median of draws; of a chance the mean."""
    hits = set(np.unique(draws.values)) <= {0.0, 100.0}
    return float(draws.mean()) if hits else float(draws.median())
