"""What was measured as text: the table of the terminal, and the figures of the page in docs/."""

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from math import isnan
from pathlib import Path

from budgets import Budgets
from curves import Drawn
from measure import INSTRUCTIONS, MEMORY, MIB, TIME, count
from measured import Measured

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "speed.md"
HEADING = "## Figures"
"""Everything below is written anew."""
AS_WORDS = {TIME: "CPU time", MEMORY: "peak memory", INSTRUCTIONS: "instructions"}
SEVERAL = 2.0


def times(ratio: float) -> str:
    """A ratio as it is read: 1.46, or 1/37 where work is much the less."""
    if isnan(ratio):
        return "–"
    return f"1/{1.0 / ratio:.3g}" if ratio * SEVERAL < 1.0 else f"{ratio:.3g}"


def apart(found: Measured) -> str:
    """How far the answers are apart."""
    return "–" if isnan(found.apart) else "equal" if found.apart == 0.0 else f"{found.apart:.0e} apart"


def yardstick(found: Measured, figure: str) -> str:
    """What the yardstick took, for orientation."""
    taken = found.beside(figure)
    if isnan(taken):
        return "–"
    if figure == INSTRUCTIONS:
        return f"{taken / 1e9:.3g} bn"
    return f"{taken / MIB:.3g} MiB" if figure == MEMORY else f"{taken:.3g} s"


def rows(found: Iterable[Measured], budgets: Budgets) -> list[list[str]]:
    """Cells of each figure: benchmark, figure, answers, ratio, stands, limit, verdict."""
    cells = []
    for one in found:
        for figure in one.figures:
            own = budgets.get((one.benchmark.name, figure))
            asked = [times(own.stands) if own else "–", times(own.limit) if own and own.limit else "–"]
            verdict = one.miss(figure, budgets) or ("" if own is None else "passes")
            if not one.agrees:
                verdict = "the answers differ"
            cells.append([one.benchmark.name, figure, apart(one), times(one.ratio(figure)), *asked, verdict])
    return cells


def terminal(found: Sequence[Measured], budgets: Budgets) -> str:
    """The table of what was measured."""
    head = ["benchmark", "figure", "answers", "ratio", "stands", "limit", "verdict"]
    cells = [head, *rows(found, budgets)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
    return "\n".join(line.rstrip() for line in lines)


def table(head: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """A table of a page."""
    lines = [head, ["---"] * len(head), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figures_text(found: Sequence[Measured], budgets: Budgets) -> str:
    """The benchmarks as a table of a page."""
    cells = []
    for one in found:
        for i, figure in enumerate(one.figures):
            own = budgets.get((one.benchmark.name, figure))
            what = ["", "", ""] if i else [one.benchmark.work, one.benchmark.yardstick, apart(one)]
            limit = times(own.limit) if own and own.limit else ""
            cells.append([*what, AS_WORDS[figure], times(one.ratio(figure)), limit, yardstick(one, figure)])
    return table(["what", "beside", "answers", "figure", "ratio", "at most", "the yardstick took"], cells)


def curve_text(found: Drawn) -> str:
    """A curve as a table of a page: time, and for each, beside the first point."""
    first, least = found.amounts[0], found.seconds[0]
    cells = [
        [f"{amount:,.0f}", f"{took:.3g} s", f"{took / least:.2f}", f"{took / least * first / amount:.2f}"]
        for amount, took in zip(found.amounts, found.seconds, strict=True)
    ]
    head = [found.curve.axis, found.curve.of, "beside the first", "for each, beside the first"]
    told = f"**{found.curve.axis.capitalize()}**: {found.curve.what}; exponent {found.exponent:.2f}."
    return f"{told}\n\n{table(head, cells)}"


def machine() -> str:
    """What it was measured on and with."""
    counted = "counted" if count else "not counted: the machine has no counter that may be read"
    parts = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy"))
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}, {parts}; "
        f"instructions were {counted}."
    )


def page(found: Sequence[Measured], curves: Sequence[Drawn], budgets: Budgets) -> str:
    """The page with its figures written anew."""
    before, _, _ = PAGE.read_text(encoding="utf-8").partition(HEADING)
    parts = [
        f"{before}{HEADING}",
        machine(),
        figures_text(found, budgets),
        "### Curves",
        *(curve_text(one) for one in curves),
    ]
    return "\n\n".join(parts) + "\n"
