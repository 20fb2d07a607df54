"""Dated money in files: what is wrong is one line with its own line number."""

import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.policy.reading import check_target

TEXT = """scenario:
  name: mine
  meaning: mine
  funding:
    ips: {amount}
"""


def faults_of(tmp_path, amount):
    file = tmp_path / "mine.yaml"
    file.write_text(TEXT.replace("{amount}", amount), encoding="utf-8")
    return [f"{fault.line}: {fault.text}" for fault in check_target(file).faults]


@pytest.mark.parametrize(
    "amount", ["60", "{2017-18: 60, 2018-19: 80}", "{2017-11..2019-03: 46, 2019-04..: 130}", "{as_it_ran: 5}"]
)
def test_a_number_and_money_by_period_are_taken(tmp_path, amount):
    assert faults_of(tmp_path, amount) == []


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("plenty", ["5: should be a number, or a mapping of financial years to numbers (found 'plenty')"]),
        ("{}", ["5: should be a number, or a mapping of financial years to numbers (found a mapping)"]),
        ("-1", ["5: should be at least 0 (found -1)"]),
        ("\n      2017-18: -1\n      2018-19: much", ["6: should be at least 0", "7: should be a number"]),
        (
            "\n      2017-18: 1\n      2017-11..2018-02: 2",
            ["7: covers months of '2017-18' again: say them once"],
        ),
        ("\n      2017-19: 1", ["6: '2017-19' is not a financial year: write it as 2017-18"]),
        ("\n      2017-11..soon: 1", ["6: 'soon' is not a month: write months as 2017-11..2019-03"]),
        ("\n      2019-04..2017-11: 1", ["6: '2019-04..2017-11' runs backwards: put the earlier first"]),
        ("\n      as_it_ran: 1\n      2017-18: 1", ["6: stands alone: leave the other periods out"]),
    ],
)
def test_what_is_wrong_is_one_line_a_fault(tmp_path, amount, told):
    assert faults_of(tmp_path, amount) == told


def test_run_refuses_a_broken_file_with_its_lines(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(TEXT.replace("{amount}", "{2017-18: -1}"), encoding="utf-8")
    result = CliRunner().invoke(main, ["run", "--scenario", str(file), "--draws", "1"])
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [f"{file}:5: 'scenario.funding.ips.2017-18': should be at least 0"]
