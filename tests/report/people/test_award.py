"""The award of one person as it is asked for and told."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.engine.awards.claimant import Claimant, day_after_uprating
from esarisk.engine.awards.entitlement import award
from esarisk.errors import EsariskError

WHO = ["--basis", "income_related", "--phase", "support", "--age", "40"]
ASKED = ["award", "--year", "2014-15", *WHO, "--claim-date", "2013-01-10"]


def told(*more):
    return CliRunner().invoke(main, [*ASKED, *more])


def test_the_working_is_told_line_by_line_with_its_sources():
    done = told("--capital", "7000")
    assert done.exit_code == 0
    for words in ("support component", "35.75", "tariff income", "−4.00", "119.70", "RULES_SI_2014_516"):
        assert words in done.output


def test_json_gives_the_award_its_parts_and_its_working():
    record = json.loads(told("--capital", "7000", "--severe-disability", "--carer", "--json").output)
    assert record["weekly_award"] == record["contributory"] + record["income_related"] == 215.0
    assert record["components"]["income_related"]["severe"] == 61.1
    assert record["working"][-1] == {"what": "weekly award", "amount": 215.0, "source": ""}


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (
            ["--year", "2031-32"],
            "'year': no rates are published for 2031-32; they are for 2008-09 to 2026-27",
        ),
        (["--year", "2014"], "'year': '2014' is not a financial year: write it as 2014-15"),
        (["--basis", "bth"], "'basis': there is no 'bth'. Did you mean 'both'?"),
        (
            ["--capital", "-1"],
            "Error: Invalid value for '--capital': '-1' should be a number from 0 to 10,000,000",
        ),
        (
            ["--pension", "nan"],
            "Error: Invalid value for '--pension': 'nan' should be a number from 0 to 10,000,000",
        ),
        (["--age", "15"], "'age': 15 is under 16, the age from which ESA is paid"),
        (["--partner", "--lone-parent"], "'lone_parent': somebody with a partner is not a lone parent"),
        (["--carer", "--carer"], "'carers': 2 is more than the 1 of this household"),
        (
            ["--claim-date", "2015-01-01"],
            "'claim_date': 2015-01-01 is after 2014-04-08, the day of the award",
        ),
        (["--claim-date", "2008-01-01"], "'claim_date': 2008-01-01 is before 2008-10-27, the day ESA opened"),
        (["--day", "2014-05-01"], "'year': give either a financial year or a day"),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_two(more, line):
    done = told(*more)
    assert done.exit_code == 2
    assert done.stderr.strip() == line


def test_every_fault_is_told_at_once():
    assert len(told("--age", "12", "--partner-hours", "5", "--basis", "x").stderr.strip().splitlines()) == 3


def test_a_year_is_the_day_after_its_rates_came_into_force(library):
    parameters = library.parameters
    days = [day_after_uprating(parameters, year) for year in ("2008-09", "2014-15", "2026-27")]
    assert days == [date(2008, 10, 28), date(2014, 4, 8), date(2026, 4, 7)]


@pytest.mark.parametrize(
    "given",
    [
        {"sanction_week": 1, "phase": "wrag", "hardship": True},
        {"dispute": "reconsideration"},
        {"phase": "wrag", "claim_date": date(2012, 1, 9), "pension": 90, "other_income": 5},
        {"partner": True, "partner_hours": 30, "partner_earnings": 50, "capital": 9000},
        {"lone_parent": True, "capital": 17_000, "transitional_addition": 4},
        {"claim_date": date(2014, 4, 6), "enhanced_disability": True, "age": 20},
    ],
)
def test_the_last_line_of_every_working_is_the_award_and_rates_name_sources(library, given):
    usual = {"basis": "both", "phase": "support", "age": 40, "claim_date": date(2013, 1, 10)}
    done = award(library.parameters, Claimant(**{"day": date(2014, 4, 8), **usual, **given}))
    assert done.working[-1].amount == done.weekly_award
    cited = {one for line in done.working if line.source for one in line.source.split(";")}
    assert cited <= set(library.parameters.sources)


def test_faults_of_a_claimant_need_no_parameters():
    with pytest.raises(EsariskError, match="phase"):
        Claimant("both", "waiting", 40, date(2014, 4, 8), date(2014, 1, 1))
