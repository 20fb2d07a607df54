"""The disability employment gap: each arithmetic beside its definition, and jobs as points."""

import json

import pytest
from click.testing import CliRunner

from esarisk.analysis.evidence.gap import (
    ADDITIONAL,
    closed,
    gap_rows,
    jobs_asked,
    of_run,
    of_scenario,
    points,
    trend,
    window,
)
from esarisk.analysis.question import Question
from esarisk.cli import main
from esarisk.errors import EsariskError
from esarisk.policy.schema import ScenarioCard
from esarisk.study import run_study


@pytest.fixture(scope="module")
def usual(library):
    return window(library, None, None, None)


def test_the_answers_of_each_arithmetic(library, usual):
    years = [row["years_to_halve"] for row in gap_rows(library, usual)]
    assert years == pytest.approx([200, 261, 37, 58, 18], abs=0.5)


def test_two_hundred_years_is_a_twelfth_of_a_point_a_year(library, usual):
    assert gap_rows(library, usual)[0]["narrowing"] == pytest.approx(0.083, abs=0.0005)


def test_fifty_thousand_gross_jobs_are_less_than_a_point_and_nine_thousand_additional_an_eighth(library):
    p = library.parameters
    assert points(p, 50_000) == pytest.approx(0.72, abs=0.01)
    assert points(p, 9_000) == pytest.approx(0.13, abs=0.001)


def asked(library, **parts):
    return Question(library, **{"draws": 8, **parts})


def shut(library, usual, question, starts=None, million=None, name="work_and_health_programme", cube=None):
    return closed(library.parameters, usual, jobs_asked(question, name, starts, million, cube))


def test_additional_jobs_hasten_nothing_that_gross_jobs_do_not(library, usual):
    gross, additional = shut(library, usual, asked(library))
    assert 0 < additional["people"] < gross["people"]
    assert gross["years_with_it"] < additional["years_with_it"] < additional["years_at_the_trend"]


def test_each_number_lies_inside_its_interval_and_years_fall_as_points_rise(library, usual):
    (row,) = shut(library, usual, asked(library), million=60.0)
    for key in ("people", "points", "years_with_it"):
        assert row[f"{key}_low"] < row[key] < row[f"{key}_high"]
    rate, gap = trend(library.parameters, usual).narrowing, trend(library.parameters, usual).gap
    assert row["years_with_it"] == pytest.approx((gap / 2 - row["points"]) / rate)
    assert row["points"] == pytest.approx(points(library.parameters, row["people"]))


def test_no_starts_leave_the_trend(library, usual):
    for row in shut(library, usual, asked(library), starts=0.0, name="ips"):
        assert row["people"] == 0.0
        assert row["years_with_it"] == pytest.approx(trend(library.parameters, usual).years_to_halve)


def test_money_that_finds_nobody_left_to_start_closes_no_more(library):
    question = asked(library, draws=1)
    some, all_, more = (jobs_asked(question, "new_start", None, m, None) for m in (20.0, 500.0, 1000.0))
    assert some.people[ADDITIONAL] < all_.people[ADDITIONAL]
    assert more.people[ADDITIONAL] == pytest.approx(all_.people[ADDITIONAL], rel=0.02)
    assert all_.spent < 0.5 * all_.offered
    assert more.offered == 1000.0


def test_a_cut_opens_the_gap(library, usual):
    card = ScenarioCard(name="none", meaning="No Work Programme", funding={"work_programme": 0.0})
    (row,) = closed(library.parameters, usual, of_scenario(asked(library), card, "None"))
    assert row["points"] < 0.0
    assert row["years_with_it"] > row["years_at_the_trend"]


def test_a_run_says_what_a_projection_of_the_same_money_says(library, tmp_path):
    changes = {"draws": 16, "programmes": ["new_start"], "funding": "50", "seed": 1}
    run = run_study("budget-2014", changes, tmp_path / "run", "esarisk run", library=library)
    of_cube = of_run(run.cube)
    projected = jobs_asked(asked(library, draws=16), "new_start", None, 50.0, None)
    (people,) = of_cube.people.values()
    assert people.mean() == pytest.approx(projected.people[ADDITIONAL].mean(), rel=1e-6)


def test_a_run_without_levels_of_money_is_told_so(small_run):
    with pytest.raises(EsariskError, match="funds no programme"):
        of_run(small_run[0])


def test_a_gap_that_widens_is_never_halved(library):
    one = window(library, None, "2023Q4", "2025Q2")
    assert gap_rows(library, one)[-1]["years_to_halve"] is None


def test_series_of_two_definitions_are_never_joined(library):
    with pytest.raises(EsariskError, match="was not read"):
        window(library, "DDA/EA disabled", "2007Q2", "2017Q2")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--definition", "Equality act"], "Did you mean 'Equality Act 16-64'?"),
        (["--first", "2013Q5"], "was not read"),
        (["--first", "2025Q2", "--last", "2013Q2"], "give the earlier quarter first"),
        (["--programme", "work_and_wealth"], "no programme 'work_and_wealth'"),
        (["--starts", "5", "--money", "5"], "ask two things"),
        (["--run", "outputs/none", "--money", "5"], "ask two things"),
        (["--scenario", "baseline"], "leaves every programme at its baseline"),
        (["--view", "public"], "starts are not projected"),
        (["--programme", "ips", "--scenario", "new-start-50"], "the scenario says whose money"),
        (["--run", "outputs/none", "--programme", "ips"], "ask two things"),
        (["--run", "outputs/none", "--seed", "2"], "ask two things"),
    ],
)
def test_wrong_input_is_one_line(given, told):
    result = CliRunner().invoke(main, ["gap", *given])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert told in result.stderr


def test_the_command_prints_both_tables():
    output = CliRunner().invoke(main, ["gap"]).output
    assert "Years to halve the disability employment gap" in output
    assert "its jobs in the gap" in output
    assert len(json.loads(CliRunner().invoke(main, ["gap", "--json"]).output)["jobs"]) == 2
