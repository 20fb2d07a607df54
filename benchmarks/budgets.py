"""What figures may be: what stands, as it was measured, and what is required of some."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite, isnan
from pathlib import Path
from typing import Any

from measure import INSTRUCTIONS
from registry import Benchmark

FILE = Path(__file__).with_name("budgets.toml")
KEYS = {"stands", "limit"}
HEAD = """\
# Ratios of work to its yardstick, less being better: what stands, measured by `python benchmarks --stand NAME`, and
# the limit that is required of some. `make bench` fails on a figure that is a tenth worse than stands (a benchmark
# of seconds: 15%), or beyond its limit. Instructions are judged on machines that count them, once they stand here.
"""


@dataclass(frozen=True)
class Budget:
    """What a figure may be [ratio]."""

    stands: float
    limit: float | None = None  # required, whatever stands

    def miss(self, ratio: float, slack: float) -> str:
        """Why a ratio does not pass; empty where it does.

        Parameters
        ----------
        slack : how much worse than what stands it may be [share]
        """
        if isnan(ratio):
            return "not measured"
        if self.limit is not None and ratio > self.limit:
            return f"beyond its limit of {self.limit:g}"
        if ratio > self.stands * (1.0 + slack):
            return f"{ratio / self.stands - 1.0:.0%} worse than stands"
        return ""


Budgets = Mapping[tuple[str, str], Budget]
"""By benchmark and figure."""


def read(file: Path = FILE) -> dict[str, dict[str, Any]]:
    """What a file of budgets says, by benchmark and figure."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def faults_of(said: Mapping[str, Any], benchmarks: Iterable[Benchmark]) -> list[str]:
    """One line for each thing that is wrong with what a file says."""
    known = {one.name: one.figures for one in benchmarks}
    faults = [
        f"{name}: no such benchmark; there are {', '.join(known)}" for name in said if name not in known
    ]
    for name, figures in known.items():
        mine = said.get(name, {})
        if not isinstance(mine, Mapping):
            faults.append(f"{name}: a table of figures is wanted")
            continue
        faults += [f"{name}.{one}: no budget" for one in figures if one not in mine]
        for figure, budget in mine.items():
            if figure not in (*figures, INSTRUCTIONS):
                faults.append(f"{name}.{figure}: it is not measured; there are {', '.join(figures)}")
            faults += [f"{name}.{figure}: {fault}" for fault in _faults(budget)]
    return faults


def _faults(budget: object) -> list[str]:
    """What is wrong with one budget."""
    if not isinstance(budget, Mapping) or "stands" not in budget:
        return ["it is written { stands = RATIO } or { stands = RATIO, limit = RATIO }"]
    faults = [f"no such key: '{key}'; there are stands and limit" for key in budget if key not in KEYS]
    return faults + [
        f"{key} must be a number above 0, not {value!r}"
        for key, value in budget.items()
        if key in KEYS and not _is_ratio(value)
    ]


def _is_ratio(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value > 0.0


def budgets_of(said: Mapping[str, Mapping[str, Any]]) -> Budgets:
    """Budgets of what a file without faults says."""
    return {(name, one): Budget(**own) for name, figures in said.items() for one, own in figures.items()}


def text_of(budgets: Budgets, order: Iterable[Benchmark]) -> str:
    """A file of budgets."""
    blocks = []
    for one in order:
        mine = {figure: budgets.get((one.name, figure)) for figure in (*one.figures, INSTRUCTIONS)}
        lines = [
            f"{figure} = {{ stands = {own.stands:.3g}{_limit(own)} }}\n"
            for figure, own in mine.items()
            if own
        ]
        blocks.append(f"\n[{one.name}]\n{''.join(lines)}")
    return HEAD + "".join(blocks)


def _limit(own: Budget) -> str:
    return "" if own.limit is None else f", limit = {own.limit:g}"
