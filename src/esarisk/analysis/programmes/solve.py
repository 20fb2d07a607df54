"""The least money that brings the chance of breach under a target, on the same draws, or the best that any level does.

A chance is a share of draws, so it moves in steps and need not fall with money. Levels are looked at from below: the
first that does is refined against the one before it, a few levels between the two at a time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from esarisk.analysis.intervals import clear
from esarisk.analysis.levels import Levels
from esarisk.analysis.programmes.sweep import Sweep, sweep
from esarisk.analysis.question import Question
from esarisk.engine.plan import Progress
from esarisk.engine.programmes.funded import baseline_money
from esarisk.errors import EsariskError

FIRST_LOOK = (0.0, 0.05, 0.1, 0.25, 0.5, 1.0)
"""Levels looked at first, of the most [share]."""
INSIDE = 3
"""Levels put between two, each time."""
NEAR = 0.002
"""How near a level is found, of the most [share]."""

Chance = Mapping[str, Any]
Look = Callable[[Sequence[float]], Sequence[Chance]]
"""From levels to what each does to the year asked for: money, spend, breach and its change, with their errors."""


@dataclass(frozen=True)
class Solved:
    """What was asked, and what was found.

    Parameters
    ----------
    target : chance that should not be passed [share]
    most : highest level looked at [GBP million a year; ratio]
    tried : level → what it does, by rising level
    level : the least level that does; none where no level does [GBP million a year; ratio]
    year : judged
    """

    target: float
    most: float
    tried: dict[float, Chance]
    level: float | None
    year: str = ""

    @property
    def best(self) -> float:
        """The level with the least chance; of several the lowest."""
        return min(self.tried, key=lambda level: (self.tried[level]["breach"], level))

    @property
    def matters(self) -> bool:
        """Whether any level changes the chance by more than its error."""
        return any(clear(one["breach_change"], one["breach_error"]) for one in self.tried.values())


def least_level(look: Look, target: float, most: float, also: Sequence[float] = ()) -> Solved:
    """The least level whose chance is no more than a target.

    Parameters
    ----------
    target : [share]
    most : highest level to look at [GBP million a year; ratio]
    also : levels to look at besides, such as baseline provision
    """
    first = sorted({share * most for share in FIRST_LOOK} | {one for one in also if 0.0 <= one <= most})
    tried = dict(zip(first, look(first), strict=True))
    while True:
        tried = dict(sorted(tried.items()))
        does = next((level for level, one in tried.items() if one["breach"] <= target), None)
        below = max((level for level in tried if does is not None and level < does), default=None)
        if does is None or below is None or does - below <= NEAR * most:
            return Solved(target, most, tried, does)
        step = (does - below) / (INSIDE + 1)
        inside = [below + step * (i + 1) for i in range(INSIDE)]
        tried |= dict(zip(inside, look(inside), strict=True))


def solve(
    whose: Question,
    asked: Levels,
    target: float,
    year: str | None = None,
    most: float | None = None,
    progress: Progress | None = None,
) -> tuple[Solved, Sweep]:
    """The least money of a programme, or multiple of a mix, that brings the chance of breach to a target.

    Parameters
    ----------
    whose : vintage, view, draws and seed
    asked : what is varied, at whatever levels
    target : [share]
    year : to be judged; the last that the rule judges by default
    most : highest level to look at [GBP million a year; ratio]

    Returns
    -------
    what was found; a sweep of the levels that decided it

    Raises
    ------
    EsariskError : the year is not judged
    """
    usual = baseline_money(whose.library.programmes[asked.varied[0]], whose.vintage) if asked.swept else 1.0
    limit = most or (MOST_OF_A_PROGRAMME if asked.swept else MOST_OF_A_MIX)
    sizes = (whose.vintage, whose.view, whose.draws, whose.seed)
    chosen = year

    def swept(levels: Sequence[float]) -> Sweep:
        return sweep(whose.library, replace(asked, levels=list(levels)), *sizes, progress)

    def look(levels: Sequence[float]) -> list[Chance]:
        nonlocal chosen
        found = swept(levels)
        judged = [row for row in found.years if isfinite(row["breach"])]
        years = list(dict.fromkeys(row["year"] for row in judged))
        if not years:
            raise EsariskError(f"vintage {found.vintage} has no cap, so no chance of breach to solve for")
        chosen = chosen or years[-1]
        if chosen not in years:
            raise EsariskError(f"--year {chosen}: the cap's rule judges {', '.join(years)}: name one")
        rows = [row for row in judged if row["year"] == chosen]
        sums = ("spend", "additional_jobs")
        return [
            {**row, **{key: level[key] for key in sums}} for row, level in zip(rows, found.rows, strict=True)
        ]

    found = replace(least_level(look, target, limit, [usual]), year=chosen or "")
    shown = {min(found.tried), usual, found.best if found.level is None else found.level, limit}
    return found, swept(sorted(shown))


MOST_OF_A_PROGRAMME, MOST_OF_A_MIX = 1000.0, 4.0
"""Highest levels that are looked at unless more is asked for [GBP million a year; ratio]."""
