"""Every benchmark: what is measured, beside which yardstick. `budgets.toml` has a line for each figure.

To add one, write what makes its work and yardstick in `works/`, an entry here, and `python benchmarks --stand NAME`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from measure import MEMORY, TIME, Pair
from sizes import Sizes
from works import cohort, commands, persons

LONG = 0.15
"""Slack of what takes seconds: more of what else the machine does meets it [share]."""


@dataclass(frozen=True)
class Benchmark:
    """One entry: what is done, beside what, and how far the answers may be apart."""

    name: str
    work: str
    yardstick: str
    set_up: Callable[[Sizes], Pair]
    figures: tuple[str, ...] = (TIME, MEMORY)
    rounds: int = 20  # in a process
    processes: int = 1  # enough on a quiet machine
    patience: int = 4  # times as many before a miss is believed
    slack: float = 0.1  # worse by more than what stands is a loss; a fifth must be [share]
    tolerance: float = 1e-9


REGISTRY = (
    Benchmark(
        "kernel-c",
        "cohort kernel, a batch of draws of vintage `2014-03`, one core",
        "the same months by hand in C, which count no flows by destination",
        cohort.beside_c,
        rounds=6,
        processes=4,
        patience=3,
    ),
    Benchmark(
        "kernel-numpy",
        "cohort kernel, a draw, one core",
        "the same months in vectorised NumPy",
        cohort.beside_numpy,
        slack=LONG,
        figures=(TIME,),
        rounds=3,
        processes=2,
    ),
    Benchmark(
        "persons-c",
        "the walk of the person kernel, people of vintage `2014-03`, one core",
        "the same walk by hand in C, which counts no flows and no money",
        persons.beside_c,
        figures=(TIME,),
        rounds=6,
    ),
    Benchmark(
        "persons-numpy",
        "person kernel, people of vintage `2014-03`, one core",
        "the same people with the same luck in vectorised NumPy",
        persons.beside_numpy,
        slack=LONG,
        rounds=2,
    ),
    Benchmark(
        "persons-tenfold",
        "person kernel, a million people, a person",
        "a tenth of them, a person",
        persons.tenfold,
        slack=LONG,
        rounds=3,
    ),
    Benchmark(
        "study-c",
        "the default study's policy without its report, a draw, one core",
        "a draw of its baseline by hand in C",
        cohort.study_beside_c,
        slack=LONG,
        figures=(TIME,),
        rounds=8,
        processes=2,
    ),
    Benchmark(
        "sweep-c",
        "a sweep of a programme's money, a level's draw, one core",
        "a draw by hand in C",
        cohort.sweep_beside_c,
        slack=LONG,
        figures=(TIME,),
        rounds=8,
        processes=2,
    ),
    Benchmark(
        "help",
        "the page of help",
        "an interpreter that does nothing",
        commands.help_page,
        rounds=30,
    ),
    Benchmark(
        "run-one-draw",
        "`esarisk run --draws 1`, policy alone",
        "an interpreter that imports numba, pandas and xarray",
        commands.one_draw,
        slack=LONG,
        rounds=5,
    ),
    Benchmark(
        "run-tenfold",
        "`esarisk run --draws 4000`, policy alone: time a draw, memory",
        "`esarisk run --draws 400`, policy alone: time a draw, memory",
        commands.many_draws,
        slack=LONG,
        rounds=1,
        patience=3,
    ),
)
