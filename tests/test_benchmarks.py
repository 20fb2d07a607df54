"""Benchmarks: every one has a budget, runs and agrees with its yardstick; what is slower by a fifth does not pass.

No time is judged here.
"""

import subprocess
import sys
from dataclasses import replace
from math import nan
from pathlib import Path

import numpy as np
import pytest

from budgets import Budget, budgets_of, faults_of, read, text_of
from counters import SOFTWARE, TASK_CLOCK, counter
from curves import CURVES, Drawn
from measure import MIB, Command, Pair, Unmeasured, extra_memory
from measured import Taken, measured, once
from registry import REGISTRY, Benchmark
from results import PAGE, curve_text
from sizes import FULL

ROOT = Path(__file__).parents[1]
GOOD = {"stands": 1.0}
ONE = Benchmark("one", "work", "a yardstick", lambda _: Pair(None, None), figures=("time",))
BUDGETS = {("one", "time"): Budget(1.0)}


def words(*typed):
    """What `python benchmarks …` says, and its exit code."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks"), *typed], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_every_benchmark_runs_and_its_answers_agree():
    code, said = words("--smoke")
    assert code == 0, said
    for one in REGISTRY:
        assert f"\n{one.name} " in said


def test_every_figure_has_a_budget_and_no_other():
    assert faults_of(read(), REGISTRY) == []


def test_names_are_unlike():
    assert len({one.name for one in REGISTRY}) == len(REGISTRY)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({}, "one.time: no budget"),
        ({"one": 1.0}, "one: a table of figures is wanted"),
        ({"one": {"time": 1.0}}, "one.time: it is written { stands = RATIO }"),
        ({"one": {"time": {"limit": 1.0}}}, "one.time: it is written { stands = RATIO }"),
        ({"one": {"time": {"stands": 0.0}}}, "one.time: stands must be a number above 0, not 0.0"),
        ({"one": {"time": {"stands": "fast"}}}, "not 'fast'"),
        ({"one": {"time": {"stands": True}}}, "not True"),
        (
            {"one": {"time": {"stands": 1.0, "limit": nan}}},
            "one.time: limit must be a number above 0, not nan",
        ),
        ({"one": {"time": {"stands": 1.0, "most": 2.0}}}, "one.time: no such key: 'most'"),
        ({"one": {"time": GOOD, "colour": GOOD}}, "one.colour: it is not measured; there are time"),
        ({"one": {"time": GOOD}, "two": {}}, "two: no such benchmark; there are one"),
    ],
)
def test_every_fault_of_budgets_is_told(said, fault):
    (told,) = faults_of(said, [ONE])
    assert fault in told


def test_instructions_may_stand_and_need_not():
    assert faults_of({"one": {"time": GOOD}}, [ONE]) == []
    assert faults_of({"one": {"time": GOOD, "instructions": GOOD}}, [ONE]) == []


@pytest.mark.parametrize("slack", sorted({one.slack for one in REGISTRY}))
@pytest.mark.parametrize("stands", [1e-3, 1.0, 40.0])
def test_what_is_slower_by_a_fifth_fails_and_what_is_the_same_passes(stands, slack):
    budget = Budget(stands)
    assert budget.miss(stands * 1.2, slack)
    assert not budget.miss(stands, slack)
    assert not budget.miss(stands * 1.05, slack)
    assert not budget.miss(stands * 0.1, slack)
    assert budget.miss(nan, slack) == "not measured"


def test_a_limit_holds_whatever_stands():
    assert Budget(1.49, 1.5).miss(1.51, 0.1) == "beyond its limit of 1.5"
    assert Budget(3.0, 1.5).miss(2.9, 0.1) == "beyond its limit of 1.5"
    assert Budget(1.0, 1.5).miss(1.2, 0.1) == "20% worse than stands"


def test_budgets_are_read_as_they_are_written(tmp_path):
    budgets = {("one", "time"): Budget(1.23, 1.5), ("one", "memory"): Budget(0.0274)}
    file = tmp_path / "budgets.toml"
    file.write_text(text_of(budgets, [replace(ONE, figures=("time", "memory"))]), encoding="utf-8")
    assert budgets_of(read(file)) == budgets


def found_of(ratios, benchmark=ONE, apart=0.0):
    """A benchmark that finds these ratios, process by process."""
    each = iter(ratios)
    return measured(benchmark, FULL, BUDGETS, take=lambda *_: Taken({"time": [next(each), 1.0]}, apart))


def test_the_least_counts_and_a_busy_moment_does_not():
    found = found_of([3.0, 1.0], replace(ONE, processes=2))
    assert (found.ratio("time"), found.processes, found.misses(BUDGETS)) == (1.0, 2, [])


def test_a_miss_is_looked_at_again_until_it_passes():
    found = found_of([2.0, 2.0, 2.0, 1.0, 2.0], replace(ONE, processes=2))
    assert (found.processes, found.misses(BUDGETS)) == (4, [])


def test_a_miss_that_stays_is_believed():
    found = found_of([1.2] * 3, replace(ONE, patience=3))
    assert (found.processes, found.misses(BUDGETS)) == (3, ["time: 20% worse than stands"])


def test_answers_that_differ_are_a_miss_however_quick():
    assert found_of([0.1], apart=1e-3).misses(BUDGETS) == ["the answers are 1.0e-03 apart"]


def test_work_and_yardstick_take_turns_and_the_least_call_of_each_is_kept():
    called = []
    pair = Pair(lambda: called.append("work"), lambda: called.append("yardstick"), calls=(2, 1))
    pair.take_turns(2)
    assert called == ["work", "work", "yardstick"] * 2
    assert all(0.0 <= one < 1.0 for one in pair.least["time"])


def test_answers_are_apart_by_their_largest_difference():
    pair = Pair(lambda: np.array([1.0, 100.0]), lambda: np.array([2.0, 100.0]))
    pair.take_turns(1)
    assert pair.apart() == pytest.approx(0.01)


def test_what_the_machine_cannot_do_is_a_miss():
    def set_up(_):
        raise Unmeasured("there is no C compiler")

    found = measured(replace(ONE, set_up=set_up), FULL, BUDGETS, take=once)
    assert found.misses(BUDGETS) == ["time: not measured: there is no C compiler"]


def test_a_command_tells_its_own_time_and_memory():
    few, many = (Command(("-c", f"b = bytearray({n} * 2**20)")).spent() for n in (1, 65))
    assert 60 * MIB < many["memory"] - few["memory"] < 70 * MIB
    assert 0.0 < few["time"] < 10.0


def test_a_command_that_fails_is_an_error():
    with pytest.raises(RuntimeError, match="ended with 3"):
        Command(("-c", "raise SystemExit(3)")).spent()


def test_memory_of_work_in_this_process_is_what_it_takes_on_top():
    found = extra_memory(lambda: np.ones(8 * 2**20))
    assert np.isnan(found) or 60 * MIB < found < 70 * MIB


def test_a_counter_counts_what_is_done():
    """The system's own clock of a task is counted as instructions are, and by machines without a counter too."""
    clock = counter(SOFTWARE, TASK_CLOCK)
    if clock is None:
        pytest.skip("counters may not be read")
    before = clock()
    sum(range(100_000))
    assert clock() > before


def test_a_curve_of_twice_the_work_in_twice_the_time_has_the_exponent_one():
    curve = Drawn(CURVES[0], [1, 2, 4], [3.0, 6.0, 12.0])
    assert curve.exponent == pytest.approx(1.0)
    assert "| 4 | 12 s | 4.00 | 1.00 |" in curve_text(curve)


def test_a_name_that_is_none_is_refused_with_those_there_are():
    code, said = words("--gate", "kernel")
    assert (code, said.strip()) == (
        2,
        f"kernel: no such benchmark; there are {', '.join(o.name for o in REGISTRY)}",
    )


def test_the_page_has_every_benchmark_and_every_curve():
    text = PAGE.read_text(encoding="utf-8")
    for one in REGISTRY:
        assert f"| {one.work} | {one.yardstick} |" in text
    for curve in CURVES:
        assert f"**{curve.axis.capitalize()}**: {curve.what}; exponent" in text
