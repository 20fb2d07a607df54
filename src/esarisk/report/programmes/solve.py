"""The least money that brings a chance under a target, in words, as text and as data."""

from typing import Any

import pandas as pd

from esarisk.analysis.programmes.solve import Solved
from esarisk.report.exhibits.numbers import chance, figure, give_or_take, per_cent
from esarisk.report.exhibits.plain import plain
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import MILLIONS
from esarisk.report.tables.levels import NO_LEVEL_MATTERS
from esarisk.report.tables.sweep import points, share
from esarisk.report.writers.terminal import note, told
from esarisk.units import PERCENT


def solve_text(found: Solved, who: str, *, scaled: bool) -> str:
    """The answer, then every level that was looked at.

    Parameters
    ----------
    who : whose money it is, in words
    scaled : whether levels are multiples of a mix and not money
    """
    return told(note(answer(found, who, scaled=scaled)), solve_table(found, scaled=scaled))


def answer(found: Solved, who: str, *, scaled: bool) -> str:
    """The answer in a sentence or two."""
    asked = f"a chance of breach in {found.year} of {per_cent(found.target)} or less"
    if found.level is None:
        best = found.tried[found.best]
        said = (
            f"No level of {who} brings {asked}: the best is {_level(found.best, scaled=scaled)}, with "
            f"{chance(best['breach'], best['breach_half_width'])}, {_moved(best)} from baseline provision. "
            f"Looked at up to {_level(found.most, scaled=scaled)}."
        )
        return said if found.matters else f"{said} {NO_LEVEL_MATTERS}"
    one = found.tried[found.level]
    brought = chance(one["breach"], one["breach_half_width"])
    said = f"{_level(found.level, scaled=scaled)} of {who} brings {asked}: {brought}"
    if found.level == min(found.tried):
        return f"{said}. No less can be had, so no money is needed for it."
    return f"{said}, {_moved(one)} from baseline provision. Less does not, on the same draws."


def _moved(one: Any) -> str:  # noqa: ANN401 - a row
    points = figure(PERCENT * one["breach_change"], 1, "+")
    return f"{points}{give_or_take(PERCENT * one['breach_error'], 1)} points"


def _level(level: float, *, scaled: bool) -> str:
    return f"{figure(level, 2)} times the mix" if scaled else f"£{figure(level, 1)}m a year"


def solve_table(found: Solved, *, scaled: bool) -> Table:
    """Every level that was looked at."""
    rows = [{"level": _level(level, scaled=scaled), **one} for level, one in found.tried.items()]
    columns = (
        Column("spend", "Spent", MILLIONS, 0),
        Column("additional_jobs", "Additional jobs", "people", 0, "+"),
        share("breach", f"P(breach) {found.year}", error="breach_half_width"),
        points("breach_change", "Change", error="breach_error"),
        points("breach_by_forecast", "Of it above cap plus margin"),
    )
    notes = (
        "Spent and jobs are sums over the projection beyond baseline provision. The same draws at every level.",
    )
    frame = pd.DataFrame(rows).set_index("level")
    return Table("solve", "Levels looked at", "Money offered", columns, frame, notes)


def solve_record(found: Solved) -> dict[str, Any]:
    """Everything of it, for JSON."""
    return {
        "target": found.target,
        "year": found.year,
        "most": found.most,
        "level": found.level,
        "best": found.best,
        "matters": found.matters,
        "units": {"level": "GBP million a year, or multiples of the mix", "chances": "share"},
        "tried": [plain({"level": level, **one}) for level, one in found.tried.items()],
    }
