"""What the chance of breach rests on: variance by block, and the chance with a part of spending held."""

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.analysis.intervals import T_SEVEN
from esarisk.names import SCRAMBLES
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.tables.run import capped_places, first_scenario, has_fan, numbers, probability
from esarisk.units import PERCENT

if TYPE_CHECKING:
    from esarisk.jit import Floats

BLOCK_WORDS = {
    "incapacity": "Incapacity benefits",
    "unemployment": "Unemployment",
    "prices": "Prices",
    "remainder": "Remainder",
}
FEWEST_OF_A_SCRAMBLE = 8
"""Draws of a scramble from which its shares of variance say something."""
AS_DRAWN = "as_drawn"
HELD_WORDS = {
    AS_DRAWN: "As drawn",
    "incapacity_at_median": "Incapacity at its median",
    "incapacity_official": "Incapacity on the official path",
    "remainder_at_median": "Remainder at its median",
}
CHANCE_HEADINGS = {
    AS_DRAWN: "P(breach)",
    "incapacity_at_median": "…incapacity at median",
    "incapacity_official": "…incapacity official",
    "remainder_at_median": "…remainder at median",
}
VARIANCE_NOTE = (
    "Variance is of spending that the rule judges, over draws. Unemployment and prices have what a straight line on "
    "their drawn errors finds, in incapacity benefits and in the remainder alike; each of these has the rest. Shares "
    "add to 100."
)
HELD_NOTE = (
    "A chance with a part held keeps the draws of everything else. The official path is that of the vintage's day, "
    "an assumption where none was read; the remainder is one block: tax credits, housing benefit and all else."
)


def rests_on_frame(cube: xr.Dataset) -> pd.DataFrame:
    """One row a judged year of the first scenario: share of the variance by block, chances with a part held [share].

    Columns are the blocks and the parts held, each with its 95 per cent half-width under `_half_width`.
    """
    blocks, held = (list(map(str, cube[dim].values)) for dim in ("block", "held"))
    rows = []
    for y, year in capped_places(cube):
        hits = numbers(cube, "breach_held")[y]
        if np.isnan(hits).any():  # a year before the target year is watched, not judged
            continue
        shares, errors = variance_shares(numbers(cube, "spending_block")[y], numbers(cube, "scramble"))
        row: dict[str, Any] = {"year": year}
        for name, share, error in zip(blocks, shares, errors, strict=True):
            row |= {name: share, f"{name}_half_width": error}
        for name, draws in zip(held, hits, strict=True):
            row[name], row[f"{name}_half_width"] = probability(draws, cube)
        rows.append(row)
    columns = [name + more for name in (*blocks, *held) for more in ("", "_half_width")]
    return pd.DataFrame(rows, columns=["year", *columns]).set_index("year")


def variance_shares(parts: "Floats", scramble: "Floats") -> tuple["Floats", "Floats"]:
    """(block,) share of the variance of a sum owed to each part, and its 95 per cent half-width, unless draws are few.

    A part's share is its covariance with the sum, so shares add to one.

    Parameters
    ----------
    parts : (block, draw) that add up [GBP million]
    scramble : (draw,) which [code]
    """
    each = np.unique(scramble)
    if each.size < SCRAMBLES or len(scramble) < FEWEST_OF_A_SCRAMBLE * each.size:
        return _shares(parts), np.full(len(parts), np.nan)
    several = np.stack([_shares(parts[:, scramble == one]) for one in each])
    return _shares(parts), T_SEVEN * several.std(axis=0, ddof=1) / np.sqrt(each.size)


def _shares(parts: "Floats") -> "Floats":
    spread = parts - parts.mean(axis=1, keepdims=True)
    whole = spread.sum(axis=0)
    shares: Floats = spread @ whole / (whole @ whole)
    return shares


def rests_on_tables(cube: xr.Dataset) -> list[Table]:
    """What the chance rests on, where there are draws and a cap."""
    if not has_fan(cube) or not capped_places(cube):
        return []
    frame = rests_on_frame(cube)
    if frame.empty:
        return []
    share = partial(Column, unit="per cent", places=0, scale=PERCENT, suffix="%")
    chance = partial(Column, unit="per cent", places=0, scale=PERCENT, suffix="%")
    columns = (
        *(share(name, words, error=f"{name}_half_width") for name, words in BLOCK_WORDS.items()),
        *(chance(name, CHANCE_HEADINGS[name]) for name in HELD_WORDS),
    )
    caption = f"What the chance of breach rests on, {first_scenario(cube)}: shares of variance; P(breach), parts held"
    return [Table("rests_on", caption, "Year", columns, frame, (VARIANCE_NOTE, HELD_NOTE))]
