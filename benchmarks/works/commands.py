"""Whole commands, beside what a bare interpreter takes or beside themselves with less to do."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from esarisk.cube import load
from esarisk.jit import Floats
from esarisk.runs import CUBE_FILE
from measure import SCRATCH, Command, Pair
from sizes import Sizes
from works.cohort import POLICY

RUN = "from esarisk.cli import main; main()"
IMPORTS = "import numba, pandas, xarray"
LESS = 10


def esarisk(*words: str, answer: Callable[[], Floats] | None = None) -> Command:
    """A command of the package."""
    return Command(("-c", RUN, *words), answer)


def a_run(draws: int, *more: str) -> Command:
    """The default study's policy, written; its answer is the baseline's spending in the mean of draws [GBP million]."""
    folder = Path(SCRATCH.name) / "-".join(["run", str(draws), *more])

    def answer() -> Floats:
        spending = load(folder / CUBE_FILE)["monthly_spending"].sel(scenario="baseline", statistic="mean")
        return np.atleast_1d(spending.sum())

    policy = [word for name in POLICY["scenarios"] for word in ("--scenario", name)]
    return esarisk("run", *policy, "--draws", str(draws), "--out", str(folder), *more, answer=answer)


def one_draw(_: Sizes) -> Pair:
    """A run of one draw, beside the import of what it is built on."""
    return Pair(a_run(1), Command(("-c", IMPORTS)))


def help_page(_: Sizes) -> Pair:
    """The page of help, beside an interpreter that does nothing."""
    return Pair(esarisk("--help"), Command(("-c", "pass")))


def many_draws(sizes: Sizes) -> Pair:
    """A run of many draws beside one of a tenth of them, a draw; they are other draws, so no answer is compared."""
    many, few = (
        a_run(draws)._replace(answer=None) for draws in (sizes.draws_of_a_run, sizes.draws_of_a_run // LESS)
    )
    return Pair(many, few, units=(LESS, 1))
