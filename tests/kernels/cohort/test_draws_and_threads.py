"""A draw's answer depends on nothing but the draw: not its batch, its order or the threads."""

import numpy as np
import pytest

from esarisk import jit
from esarisk.kernels.cohort.decisions import note
from esarisk.kernels.layout import Claims

compiled = pytest.mark.skipif(not jit.ENABLED, reason="there are threads only in compiled kernels")


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


@compiled
def test_threads_give_the_same_bits(run, fixed, drawn, monkeypatch):
    monkeypatch.setattr(jit, "THREADS", 1)
    one = run(fixed, drawn)
    for threads in (2, 3):
        monkeypatch.setattr(jit, "THREADS", threads)
        assert same(one, run(fixed, drawn))


def test_a_task_is_done_once_for_each_number_whatever_the_threads(monkeypatch):
    for threads in (1, 2, 5):
        monkeypatch.setattr(jit, "THREADS", threads)
        for count in (0, 1, 2, 40):
            done = []
            jit.over_threads(done.append, count)
            assert sorted(done) == list(range(count))


def test_a_task_that_fails_is_told(monkeypatch):
    def fail(number):
        raise RuntimeError(f"at {number}")

    for threads in (1, 2):
        monkeypatch.setattr(jit, "THREADS", threads)
        with pytest.raises(RuntimeError, match="at 0"):
            jit.over_threads(fail, 3)


@compiled
def test_a_kernel_that_only_kernels_call_refuses_python():
    with pytest.raises(TypeError, match="called by kernels alone"):
        note(1.0, np.zeros(3), np.zeros(3))
