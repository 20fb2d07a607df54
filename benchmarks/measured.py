"""A benchmark taken: its figures, whether the answers agree, and what does not pass."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf, isnan, nan
from multiprocessing import get_context
from typing import NamedTuple

from budgets import Budgets
from esarisk import jit
from measure import INSTRUCTIONS, MEMORY, SCRATCH, Unmeasured, keep_pages
from registry import Benchmark
from sizes import Sizes


class Taken(NamedTuple):
    """What one process found."""

    least: Mapping[str, list[float]]  # figure → of work and yardstick
    apart: float  # answers; not a number where there are none to compare


Take = Callable[[Benchmark, Sizes, int], Taken]


def take(benchmark: Benchmark, sizes: Sizes, rounds: int) -> Taken:
    """Let work and yardstick take turns in this process, on one thread.

    Raises
    ------
    Unmeasured : the machine lacks something
    """
    jit.THREADS = 1
    keep_pages()
    pair = benchmark.set_up(sizes)
    pair.take_turns(1)
    if MEMORY in benchmark.figures:
        pair.weigh()
    pair.take_turns(rounds - 1)
    return Taken(pair.least, pair.apart())


def take_afresh(benchmark: Benchmark, sizes: Sizes, rounds: int) -> Taken:
    """The same in a process of its own, whose arrays lie elsewhere."""
    os.environ["TMPDIR"] = SCRATCH.name  # it is ended, not asked to tidy up
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(take, (benchmark, sizes, rounds))


@dataclass
class Measured:
    """What was found of a benchmark."""

    benchmark: Benchmark
    least: dict[str, list[float]] = field(default_factory=dict)  # figure → of work and yardstick
    apart: float = nan  # answers; not a number where there are none to compare
    processes: int = 0
    why_not: str = ""  # it was not measured

    @property
    def figures(self) -> list[str]:
        """Those of the benchmark, and instructions where the machine counts them."""
        return [*self.benchmark.figures, *([INSTRUCTIONS] if INSTRUCTIONS in self.least else [])]

    def ratio(self, figure: str) -> float:
        """Work beside yardstick, a unit each (of memory: a call each); not a number where it was not measured."""
        mine, yardstick = self.least.get(figure, (nan, nan))
        return mine / yardstick

    def beside(self, figure: str) -> float:
        """What the yardstick took: CPU [seconds] a unit, or memory [bytes]."""
        return self.least.get(figure, (nan, nan))[1]

    @property
    def agrees(self) -> bool:
        """Whether the answers are the same."""
        return isnan(self.apart) or self.apart <= self.benchmark.tolerance

    def add(self, taken: Taken) -> None:
        """Keep the least of another process, and the answers that are furthest apart."""
        for figure, values in taken.least.items():
            before = self.least.get(figure, [inf, inf])
            self.least[figure] = [min(pair) for pair in zip(before, values, strict=True)]
        self.apart = taken.apart if isnan(self.apart) else max(self.apart, taken.apart)
        self.processes += 1

    def miss(self, figure: str, budgets: Budgets) -> str:
        """Why a figure does not pass; empty where it does, or where nothing is asked of it."""
        if self.why_not:
            return f"not measured: {self.why_not}"
        budget = budgets.get((self.benchmark.name, figure))
        return budget.miss(self.ratio(figure), self.benchmark.slack) if budget else ""

    def misses(self, budgets: Budgets) -> list[str]:
        """Every figure that does not pass, and why."""
        found = [f"{one}: {why}" for one in self.figures if (why := self.miss(one, budgets))]
        return found if self.agrees else [f"the answers are {self.apart:.1e} apart", *found]


def measured(
    benchmark: Benchmark, sizes: Sizes, budgets: Budgets, thorough: int = 1, take: Take = take_afresh
) -> Measured:
    """Take a benchmark in as many processes as are enough, and in more while a figure does not pass.

    A busy machine makes work slower, never quicker, so the least is what is judged and a miss counts only when it
    stays.

    Parameters
    ----------
    budgets : what is to pass; nothing is judged where there are none
    thorough : times the processes that are enough
    take : in a process
    """
    found = Measured(benchmark)
    enough, most = thorough * benchmark.processes, benchmark.patience * benchmark.processes
    while found.processes < enough or (found.processes < most and found.agrees and found.misses(budgets)):
        try:
            found.add(take(benchmark, sizes, benchmark.rounds))
        except Unmeasured as why:
            return Measured(benchmark, why_not=str(why))
    return found


def once(benchmark: Benchmark, sizes: Sizes, _: int) -> Taken:
    """One round in this process."""
    return take(benchmark, sizes, 1)
