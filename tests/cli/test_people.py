"""Commands about people, through the door: data, files, wrong input."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from esarisk.cli import main

pytestmark = pytest.mark.slow
WRONG_INPUT = 2


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_population_is_shown_as_data_and_written_to_parquet(tmp_path):
    file = tmp_path / "people.parquet"
    result = run("show", "population", "--people", 2000, "--json", "--out", file)
    assert result.exit_code == 0, result.output
    shown = json.loads(result.output)
    assert shown["people"] == len(pd.read_parquet(file))
    assert {"attribute", "target", "population", "difference", "source", "grade"} <= set(shown["margins"][0])


def test_a_place_that_cannot_be_written_is_one_line_and_exit_code_2(tmp_path):
    result = run("show", "population", "--people", 500, "--out", tmp_path / "nowhere" / "people.parquet")
    assert result.exit_code == WRONG_INPUT
    assert "cannot be written" in result.output
    assert "Traceback" not in result.output


def test_winners_and_losers_are_data():
    result = run(
        "people", "--measure", "wrac-abolished-2017", "--year", "2018-19", "--people", 20_000, "--json"
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert told["protected_losers"] == 0
    assert told["groups"][0]["losers"] > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["people", "--measure", "wrac-abolished"], "wrac-abolished-2017"),
        (["people", "--year", "1999-00"], "has no 1999-00"),
        (["people", "--vintage", "2014"], "2014-03"),
        (["people", "--view", "everybody"], "there is no view 'everybody'"),
        (["people", "--into", "no-such-run"], "holds no run"),
    ],
)
def test_wrong_input_is_told_in_a_line_with_what_to_do(words, said):
    result = run(*words)
    assert result.exit_code == WRONG_INPUT
    assert said in result.output
    assert "Traceback" not in result.output
