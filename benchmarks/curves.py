"""How time grows with what is asked for: draws, levels of money, months, people; how it shrinks with workers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from measure import TIME, Side, spent
from sizes import Sizes
from works import cohort, persons, workers

SHORT = 2
"""Points of a curve that only shows that it can be drawn."""

CPU, CLOCK = "CPU", "clock"
Points = Sequence[tuple[float, Side]]


@dataclass(frozen=True)
class Curve:
    """Work of one kind, more and more of it."""

    axis: str
    what: str
    points: Callable[[Sizes], Points]  # how much, and the work
    rounds: int = 3
    of: str = CPU  # what is added up; where the clock is, the work says its seconds itself


@dataclass(frozen=True)
class Drawn:
    """What a curve was found to be: seconds at each point."""

    curve: Curve
    amounts: Sequence[float]
    seconds: Sequence[float]

    @property
    def exponent(self) -> float:
        """Slope of the logarithms: 1 where twice as much takes twice as long."""
        return float(np.polyfit(np.log(self.amounts), np.log(self.seconds), 1)[0])


def drawn(curve: Curve, sizes: Sizes, rounds: int | None = None) -> Drawn:
    """Take a curve: every point in turn, the least of some rounds."""
    points = curve.points(sizes)
    least = [inf] * len(points)
    for _ in range(rounds or curve.rounds):
        for i, (_, work) in enumerate(points):
            least[i] = min(least[i], taken(curve, work))
    return Drawn(curve, [amount for amount, _ in points], least)


def taken(curve: Curve, work: Side) -> float:
    """What a point took [seconds]."""
    if curve.of == CLOCK:
        assert callable(work)
        return float(np.asarray(work()))
    return spent(work)[0][TIME]


def by_draws(sizes: Sizes) -> Points:
    """The default study."""
    return [(n, cohort.a_study(n)) for n in multiples(4 * sizes.study_draws, sizes)]


def by_levels(sizes: Sizes) -> Points:
    """A sweep."""
    return [(n, cohort.a_sweep(n, sizes.draws)) for n in multiples(1, sizes)]


def by_months(sizes: Sizes) -> Points:
    """The kernel, from October 2008 to the end of each vintage."""
    found = {}
    for name in cohort.HORIZONS[: sizes.longest]:
        projection, _ = cohort.inputs(name, sizes.draws)
        found[len(projection.timetable.weeks)] = cohort.in_kernel(name, sizes.draws)
    return sorted(found.items())


def by_people(sizes: Sizes) -> Points:
    """The person kernel, up to everybody one for one."""
    most = persons.everybody() if sizes.longest > SHORT else sizes.people
    return [(n, persons.follow(n)) for n in (most // 2**i for i in reversed(range(sizes.longest)))]


def by_workers(sizes: Sizes) -> Points:
    """Workers of Dask on the default study."""
    plan = workers.plan_of(sizes)
    return [(n, workers.projecting(plan, n)) for n in (1, 2)]


def multiples(first: int, sizes: Sizes) -> list[int]:
    """Twice as much, and twice again."""
    return [first * 2**i for i in range(sizes.longest)]


CURVES = (
    Curve("draws", "the default study without its report, one core", by_draws, rounds=2),
    Curve("levels", "a sweep of a programme's money, one core", by_levels),
    Curve("months", "the cohort kernel on vintages with longer horizons", by_months, rounds=10),
    Curve("people", "the person kernel, one core; the last is everybody, one for one", by_people, rounds=1),
    Curve(
        "workers", "the default study on workers of Dask, once they are ready", by_workers, rounds=2, of=CLOCK
    ),
)
