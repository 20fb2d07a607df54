"""A benchmark taken: its figures, whether the answers agree, and what does not pass."""

from dataclasses import dataclass
from math import isnan, nan

from budgets import Budgets
from measure import INSTRUCTIONS, MEMORY, Pair, Unmeasured
from registry import Benchmark
from sizes import Sizes


@dataclass
class Measured:
    """What was found of a benchmark."""

    benchmark: Benchmark
    pair: Pair | None = None
    apart: float = nan  # answers; not a number where there are none to compare
    rounds: int = 0
    why_not: str = ""  # it was not measured

    @property
    def figures(self) -> list[str]:
        """Those of the benchmark, and instructions where the machine counts them."""
        counted = self.pair is not None and INSTRUCTIONS in self.pair.least
        return [*self.benchmark.figures, *([INSTRUCTIONS] if counted else [])]

    def ratio(self, figure: str) -> float:
        """Work beside yardstick."""
        return self.pair.ratio(figure) if self.pair else nan

    def beside(self, figure: str) -> float:
        """What the yardstick took: CPU [seconds] a unit, or memory [bytes]."""
        return self.pair.least[figure][1] if self.pair and figure in self.pair.least else nan

    @property
    def agrees(self) -> bool:
        """Whether the answers are the same."""
        return isnan(self.apart) or self.apart <= self.benchmark.tolerance

    def miss(self, figure: str, budgets: Budgets) -> str:
        """Why a figure does not pass; empty where it does, or where nothing is asked of it."""
        if self.why_not:
            return f"not measured: {self.why_not}"
        budget = budgets.get((self.benchmark.name, figure))
        return budget.miss(self.ratio(figure)) if budget else ""

    def misses(self, budgets: Budgets) -> list[str]:
        """Every figure that does not pass, and why."""
        found = [f"{one}: {why}" for one in self.figures if (why := self.miss(one, budgets))]
        return found if self.agrees else [f"the answers are {self.apart:.1e} apart", *found]


def measured(benchmark: Benchmark, sizes: Sizes, budgets: Budgets, rounds: int | None = None) -> Measured:
    """Take a benchmark: as many rounds as are enough, and more while a figure does not pass.

    A busy machine makes a figure worse, never better for long, so the least of many rounds is what is judged and a
    miss counts only when it stays.

    Parameters
    ----------
    budgets : what is to pass; nothing is judged where there are none
    rounds : instead of the benchmark's own; its patience is one then
    """
    enough = rounds or benchmark.rounds
    most = enough if rounds else enough * benchmark.patience
    try:
        pair = benchmark.set_up(sizes)
    except Unmeasured as why:
        return Measured(benchmark, why_not=str(why))
    pair.take_turns(1)
    found = Measured(benchmark, pair, pair.apart(), 1)
    if MEMORY in benchmark.figures:
        pair.weigh()
    while found.rounds < enough or (found.rounds < most and found.agrees and found.misses(budgets)):
        more = enough - found.rounds % enough
        pair.take_turns(more)
        found.rounds += more
    return found
