"""The disability employment gap: each arithmetic beside its definition, and jobs as points."""

import json

import pytest
from click.testing import CliRunner

from esarisk.analysis.evidence.gap import gap_rows, points, programme_rows, trend, window
from esarisk.cli import main
from esarisk.errors import EsariskError


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


def test_additional_jobs_hasten_nothing_that_gross_jobs_do_not(library, usual):
    gross, additional = programme_rows(
        library, library.programmes["work_and_health_programme"], 60_000, usual
    )
    assert gross["people_a_year"] == pytest.approx(11_400)
    assert additional["people_a_year"] < gross["people_a_year"]
    assert gross["years_with_it"] < additional["years_with_it"] < additional["years_at_the_trend"]


def test_no_starts_leave_the_trend(library, usual):
    for row in programme_rows(library, library.programmes["ips"], 0.0, usual):
        assert (
            row["years_with_it"]
            == row["years_at_the_trend"]
            == trend(library.parameters, usual).years_to_halve
        )


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
