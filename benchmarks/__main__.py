"""Benchmarks: `python benchmarks [NAME ...]` prints figures; `--gate` judges them."""

import argparse
import sys
from dataclasses import replace

import budgets as own
from budgets import Budget, Budgets
from curves import CURVES, drawn
from esarisk import jit
from measure import keep_pages
from measured import Measured, Take, measured, once, take_afresh
from registry import REGISTRY, Benchmark
from results import PAGE, page, terminal
from sizes import FULL, SMOKE, Sizes

MISSED, WRONG = 1, 2
THOROUGH = 3
"""Times as many processes as are enough, where what is measured is to stand."""


def asked() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(prog="python benchmarks", description="Work beside its yardstick.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these benchmarks")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--smoke", action="store_true", help="run each once, small; judge the answers alone")
    mode.add_argument("--gate", action="store_true", help="exit 1 when a figure misses its budget")
    mode.add_argument("--stand", action="store_true", help="write what is measured as what stands")
    parser.add_argument(
        "--results", action="store_true", help="take curves too and write docs/reference/speed.md"
    )
    parser.add_argument("--draws", type=int, help="of `run-tenfold`")
    parser.add_argument("--people", type=int, help="of `persons-tenfold` and `persons-numpy`")
    return parser.parse_args()


def sizes_of(given: argparse.Namespace) -> Sizes:
    """How much is done."""
    sizes = SMOKE if given.smoke else FULL
    typed = {"draws_of_a_run": given.draws, "people": given.people}
    return sizes._replace(**{name: number for name, number in typed.items() if number})


def each(
    benchmarks: list[Benchmark], sizes: Sizes, budgets: Budgets, thorough: int = 1, take: Take = take_afresh
) -> list[Measured]:
    """Take each, saying which."""
    found = []
    for one in benchmarks:
        print(f"{one.name} …", file=sys.stderr, flush=True)
        found.append(measured(one, sizes, budgets, thorough, take))
    return found


def smoke(benchmarks: list[Benchmark], sizes: Sizes) -> int:
    """Run everything once: whether the answers agree."""
    small = [replace(one, processes=1) for one in benchmarks]
    found = each(small, sizes, {}, take=once)
    for curve in CURVES:
        drawn(curve, sizes, 1)
    print(terminal(found, {}))
    return 0 if all(one.agrees for one in found) else MISSED


def stand(found: list[Measured], budgets: Budgets) -> Budgets:
    """Budgets with what was measured as what stands."""
    new = dict(budgets)
    for one in found:
        for figure in one.figures:
            before = budgets.get((one.benchmark.name, figure))
            new[one.benchmark.name, figure] = Budget(one.ratio(figure), before.limit if before else None)
    return new


def main() -> int:
    """Do what was typed; exit code."""
    given = asked()
    known = {one.name: one for one in REGISTRY}
    said = own.read()
    faults = [
        f"{name}: no such benchmark; there are {', '.join(known)}"
        for name in given.names
        if name not in known
    ]
    faults += [] if given.stand or given.smoke else own.faults_of(said, REGISTRY)
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        return WRONG
    jit.THREADS = 1  # curves are taken here
    keep_pages()
    benchmarks = [known[name] for name in given.names or known]
    sizes = sizes_of(given)
    if given.smoke:
        return smoke(benchmarks, sizes)
    budgets = own.budgets_of(said)
    found = each(benchmarks, sizes, budgets, THOROUGH if given.stand else 1)
    print(terminal(found, budgets))
    if given.stand:
        budgets = stand(found, budgets)
        own.FILE.write_text(own.text_of(budgets, REGISTRY), encoding="utf-8")
    if given.results:
        PAGE.write_text(page(found, [drawn(one, sizes) for one in CURVES], budgets), encoding="utf-8")
    return MISSED if given.gate and any(one.misses(budgets) for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
