"""A draw's answer depends on nothing but the draw: not its batch, its order or the threads."""

import numpy as np
import pytest

from esarisk.jit import ENABLED
from esarisk.kernels.layout import Claims

compiled = pytest.mark.skipif(not ENABLED, reason="there are threads only in compiled kernels")


def some(claims, rows):
    return Claims(*(np.ascontiguousarray(array[rows]) for array in claims))


def same(left, right):
    return all(np.array_equal(a, b) for a, b in zip(left, right, strict=True))


def test_a_draw_alone_is_the_draw_in_a_batch_to_the_bit(make, run):
    timetable, claims = make(1, draws=4)
    batch = run(timetable, claims)
    for draw in range(4):
        alone = run(timetable, some(claims, [draw]))
        assert same(alone, (array[draw : draw + 1] for array in batch))


def test_the_order_of_draws_changes_no_answer(make, run):
    timetable, claims = make(2, draws=4)
    order = [3, 0, 2, 1]
    assert same(run(timetable, some(claims, order)), (array[order] for array in run(timetable, claims)))


@pytest.mark.slow
def test_real_draws_do_not_depend_on_their_batch(run, fixed, drawn):
    batch = run(fixed, drawn)
    assert same(run(fixed, some(drawn, slice(7, 9))), (array[7:9] for array in batch))


@pytest.fixture
def threads():
    import numba

    before = numba.get_num_threads()
    yield numba.set_num_threads
    numba.set_num_threads(before)


@compiled
def test_one_thread_and_two_give_the_same_bits(run, fixed, drawn, threads):
    import numba

    if numba.config.NUMBA_NUM_THREADS < 2:
        pytest.skip("this machine has one thread")
    threads(1)
    one = run(fixed, drawn)
    threads(2)
    assert same(one, run(fixed, drawn))
