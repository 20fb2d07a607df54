"""The person kernel beside the same walk by hand in C: another language, the same people to the person."""

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from esarisk import jit
from esarisk.engine.people.persons import entries, live
from esarisk.kernels.persons.chances import tabulate
from esarisk.kernels.persons.layout import Entries
from esarisk.kernels.random import WORD, key_of

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
NUMBER = 20_000 if jit.ENABLED else 300


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """What follows everybody of one draw in C."""
    sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
    try:
        from limits.by_hand import build
        from limits.persons_by_hand import PersonsByHand
    finally:
        sys.path.pop(0)
    code = build(tmp_path_factory.mktemp("limits"), "persons")
    return lambda *inputs: PersonsByHand(code, *inputs)


def same_stocks(by_hand, timetable, claims, served, seed):
    """Whether both find the same stocks, and whether there is anybody."""
    found = live(timetable, claims, served, people=NUMBER, seed=seed)
    whole = entries(timetable, claims, 0)
    part = Entries(whole.start * found.share, whole.claims * found.share)
    code = by_hand(tabulate(timetable, claims, 0, served), part, WORD(key_of(seed, 0)))
    code.live()
    stock = code.stock().sum(axis=0)
    return np.array_equal(stock, np.rint(found.totals.stock[0] * found.share)) and stock.any()


@pytest.mark.parametrize("seed", range(4))
def test_the_kernel_is_c_by_hand_to_the_person(make, run, by_hand, seed):
    timetable, claims = make(seed, groups=3)
    assert same_stocks(by_hand, timetable, claims, run(timetable, claims).served[0], seed)


@pytest.mark.slow
def test_real_people_are_those_of_c_by_hand(fixed, central, run, by_hand):
    assert same_stocks(by_hand, fixed, central, run(fixed, central).served[0], 1)
