"""The person kernel beside C by hand and vectorised NumPy that follow the same people, on March 2014's inputs."""

from collections.abc import Callable
from functools import cache

import numpy as np

from esarisk.analysis.twin.exact import Inputs
from esarisk.analysis.twin.gate import inputs_of
from esarisk.engine.claims.cohort import contiguous, project_batch
from esarisk.engine.people.persons import People, empty_counts, empty_lives, entries, live, order, same_pay
from esarisk.jit import Floats
from esarisk.kernels import layout as at
from esarisk.kernels.persons.chances import tabulate
from esarisk.kernels.persons.everybody import live_everybody
from esarisk.kernels.persons.layout import Entries
from esarisk.kernels.random import WORD, key_of
from limits.persons_by_hand import PersonsByHand
from measure import Pair
from peers.numpy_persons import Crowd
from sizes import Sizes
from works.cohort import VIEW, VINTAGE, code, library

LESS = 10


@cache
def given() -> tuple[Inputs, Floats]:
    """The central path of the baseline, and whom the cohort engine serves."""
    _, inputs = inputs_of(library(), VINTAGE, VIEW, library().pick("scenarios", "baseline"))
    return inputs, project_batch(inputs.timetable, inputs.claims).served[0]


def followed(people: float | None) -> Callable[[], People]:
    """So many people followed; one for one when not given."""
    inputs, served = given()
    return lambda: live(inputs.timetable, inputs.claims, served, people=people)


def everybody() -> int:
    """How many there are, one for one [people]."""
    inputs, _ = given()
    whole = entries(inputs.timetable, inputs.claims, 0)
    return int(whole.start.sum() + whole.claims.sum())


def by_phase(found: People) -> Floats:
    """(month, phase) people at each month's end, of those followed."""
    stock = found.totals.stock[0] * found.share
    return stock.reshape(len(stock), at.N_PHASES, at.N_BASES).sum(axis=-1)


def beside_numpy(sizes: Sizes) -> Pair:
    """People of the kernel beside the same in NumPy: stocks at month's ends by phase [people]."""
    inputs, served = given()
    kernel = followed(sizes.people)
    share = kernel().share
    whole = entries(inputs.timetable, inputs.claims, 0)
    part = Entries(whole.start * share, whole.claims * share)
    phases = np.equal(np.asarray(at.PHASE_OF)[:, None], np.arange(at.N_PHASES))

    def yardstick() -> Floats:
        chances = contiguous(tabulate(inputs.timetable, inputs.claims, 0, served))
        crowd = Crowd(chances, part, WORD(key_of(0, 0)))
        crowd.live()
        return crowd.stood[1:] @ phases

    return Pair(lambda: by_phase(kernel()), yardstick)


def beside_c(sizes: Sizes) -> Pair:
    """The walk of people in the kernel beside C: stocks at month's ends by group and position [people]."""
    inputs, served = given()
    share, key = followed(sizes.people)().share, WORD(key_of(0, 0))
    whole = entries(inputs.timetable, inputs.claims, 0)
    part = Entries(whole.start * share, whole.claims * share)
    chances = contiguous(tabulate(inputs.timetable, inputs.claims, 0, served))
    paid, groups = same_pay(inputs.timetable, inputs.claims, 0), len(part.start)
    nobody, none_kept = np.full(groups, -1), empty_lives(paid, 0)
    by_hand = PersonsByHand(code("persons"), chances, part, key)

    def work() -> Floats:
        counts = empty_counts(chances, paid, groups)
        live_everybody(chances, paid, part, order(groups), nobody, key, -1, counts, none_kept)
        return counts.stock

    def yardstick() -> Floats:
        by_hand.live()
        return by_hand.stock()

    return Pair(work, yardstick)


def tenfold(sizes: Sizes) -> Pair:
    """People beside a tenth of them, a person."""
    return Pair(follow(sizes.people), follow(sizes.people // LESS), units=(LESS, 1))


def follow(people: int) -> Callable[[], None]:
    """So many people followed, for the time that it takes."""
    work = followed(people)

    def alone() -> None:
        work()

    return alone
