"""The least money for a chance: found to its tolerance, none where there is none, and what a sweep says."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from esarisk.analysis.levels import levels_asked
from esarisk.analysis.programmes.solve import NEAR, least_level, solve
from esarisk.analysis.programmes.sweep import sweep
from esarisk.analysis.question import Question
from esarisk.cli import main
from esarisk.report.programmes.solve import answer
from esarisk.report.tables.levels import NO_LEVEL_MATTERS


def looking(chance_at, error=0.01):
    """A look at a known curve."""
    ground = chance_at(0.0)

    def look(levels):
        return [
            {
                "breach": chance_at(one),
                "breach_half_width": error,
                "breach_change": chance_at(one) - ground,
                "breach_error": error,
            }
            for one in levels
        ]

    return look


@given(st.floats(0.1, 999.0), st.floats(0.05, 0.95))
def test_a_threshold_is_found_from_above_to_the_tolerance(threshold, target):
    found = least_level(
        looking(lambda one: target - 0.01 if one >= threshold else target + 0.01), target, 1000.0
    )
    assert threshold <= found.level <= threshold + NEAR * 1000.0


@given(st.lists(st.floats(0.0, 1.0), min_size=6, max_size=6), st.floats(0.0, 1.0))
def test_whatever_the_curve_a_level_found_does_and_none_looked_at_below_it_does(chances, target):
    """A chance need not fall with money."""
    steps = dict(zip((0.0, 50.0, 100.0, 250.0, 500.0, 1000.0), chances, strict=True))

    def curve(level):
        return steps[max(one for one in steps if one <= level)]

    found = least_level(looking(curve), target, 1000.0)
    if found.level is None:
        assert all(one["breach"] > target for one in found.tried.values())
        assert curve(found.best) == min(one["breach"] for one in found.tried.values())
    else:
        assert curve(found.level) <= target
        assert all(one["breach"] > target for level, one in found.tried.items() if level < found.level)


def test_no_level_is_told_with_the_best_and_whether_any_matters():
    flat = least_level(looking(lambda one: 0.7 - 1e-6 * one), 0.5, 1000.0)
    assert flat.level is None
    assert flat.best == 1000.0
    words = answer(flat, "New Start", scaled=False)
    assert words.startswith("No level of New Start brings")
    assert words.endswith(NO_LEVEL_MATTERS)
    steep = least_level(looking(lambda one: 0.7 - 1e-4 * one), 0.5, 1000.0)
    assert NO_LEVEL_MATTERS not in answer(steep, "New Start", scaled=False)


def test_no_money_is_needed_where_the_lowest_level_does():
    found = least_level(looking(lambda one: 0.2 + 1e-4 * one), 0.5, 4.0)
    assert found.level == 0.0
    assert "no money is needed" in answer(found, "the mix", scaled=True)


def test_it_is_what_a_sweep_of_the_same_levels_says(library):
    whose = Question(library, draws=4)
    levels = levels_asked(library, ["work_choice"], "0")
    found, last = solve(whose, levels, 0.0, "2016-17", 400.0)
    asked = levels_asked(library, ["work_choice"], ",".join(f"{one:.12g}" for one in found.tried))
    again = sweep(library, asked, whose.vintage, draws=4)
    by_year = [row for row in again.years if row["year"] == "2016-17"]
    assert [row["breach"] for row in by_year] == [one["breach"] for one in found.tried.values()]
    assert [row["spend"] for row in again.rows] == [one["spend"] for one in found.tried.values()]
    assert 89.0 in found.tried  # baseline provision
    assert {row["money"] for row in last.rows} <= set(found.tried)


def test_the_command_answers_and_writes_a_sweep(tmp_path):
    words = ["solve", "--programme", "ips", "--max-breach", "0.01", "--most", "50", "--draws", "4"]
    result = CliRunner().invoke(main, [*words, "--out", str(tmp_path / "out"), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["level"] is None
    assert told["year"] == "2018-19"
    assert (tmp_path / "out" / "cube.nc").is_file()
    assert (tmp_path / "out" / "sweep.html").is_file()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--programme", "ips", "--max-breach", "0.5", "--year", "2020-21"], "judges 2015-16"),
        (["--max-breach", "0.5"], "no mix to scale"),
        (["--programme", "ips", "--max-breach", "2"], "from 0 to 1"),
    ],
)
def test_what_cannot_be_solved_is_told_in_a_line(tmp_path, more, said):
    result = CliRunner().invoke(main, ["solve", *more, "--draws", "2", "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
