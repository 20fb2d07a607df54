"""Adviser hours: no hour is worked twice, targets leak, referral stops at the places."""

import json

import pytest
from click.testing import CliRunner

from esarisk.analysis.evidence.advisers import adviser_rows, clinician_cost, report_effect
from esarisk.cli import main


@pytest.fixture(scope="module")
def rows(library):
    return {row["setting"]: row for row in adviser_rows(library)}


def test_ongoing_hours_are_shared_out_whole(rows):
    for row in rows.values():
        assert row["to_claimants"] + row["leaked_to_jobseekers"] == pytest.approx(row["ongoing_hours"])


def test_the_pilots_left_an_hour_a_week(rows):
    assert rows["as it was"]["ongoing_hours"] == pytest.approx(1, abs=0.1)
    assert rows["as it was"]["new_claims_undone"] == 0


def test_a_third_is_a_third_of_interview_hours_and_leaves_new_claims_undone(rows):
    row = rows["a third reserved, same target"]
    assert row["ongoing_hours"] == pytest.approx(row["interview_hours"] / 3, rel=1e-4)
    assert row["new_claims_undone"] > 0


def test_hours_bought_under_an_old_target_leak_to_jobseekers(rows):
    was, more = rows["as it was"], rows["a tenth more hours, same target"]
    leaked = more["leaked_to_jobseekers"] - was["leaked_to_jobseekers"]
    assert leaked > 0.9 * (more["ongoing_hours"] - was["ongoing_hours"])


def test_time_and_target_together_do_more_than_either(rows):
    alone = [rows[name] for name in ("a third reserved, same target", "neutral target, nothing reserved")]
    both = rows["a third reserved, neutral target"]
    assert both["interviews_a_claimant"] > sum(row["interviews_a_claimant"] for row in alone)


def test_second_interviews_come_out_of_ongoing_hours(rows, library):
    """What they take is taken first; the rest is shared between claimants and jobseekers as before."""
    before, after = (
        rows[n] for n in ("a third reserved, neutral target", "the same, second interview at 8 weeks")
    )
    ongoing = before["ongoing_hours"]
    taken = after["second_interviews"] / 52 * library.parameters.number("advisers.interview_minutes") / 60
    assert after["ongoing_hours"] == ongoing
    assert 0.0 < taken < ongoing
    rest = (ongoing - taken) / ongoing
    assert after["leaked_to_jobseekers"] == pytest.approx(rest * before["leaked_to_jobseekers"])
    assert after["to_claimants"] == pytest.approx(taken + rest * before["to_claimants"])


def test_referral_stops_at_the_places(rows, library):
    places = library.parameters.number("advisers.specialist_places")
    assert rows["the same, second interview at 8 weeks"]["referred"] == places
    assert places < rows["the same, twice the specialist places"]["referred"] <= 2 * places


def test_clinicians_hours_are_taken_from_care(library):
    once, twice = (clinician_cost(library, starts) for starts in (1000, 2000))
    assert twice["opportunity_cost"] == pytest.approx(2 * once["opportunity_cost"])
    assert 0 < once["hours_drawn_from_care"] <= once["hours"]


def test_a_report_little_used_does_little(library):
    assert 0 <= report_effect(library) < 0.1


def test_the_command_prints_the_table():
    assert "leak" in CliRunner().invoke(main, ["advisers"]).output
    assert len(json.loads(CliRunner().invoke(main, ["advisers", "--json"]).output)["settings"]) == 7


@pytest.mark.parametrize("command", [["ledger", "new_start", "--draws", "4"], ["gainshare", "--draws", "4"]])
@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_ledger_and_gainshare_print(command, as_json):
    result = CliRunner().invoke(main, [*command, *as_json])
    assert result.exit_code == 0, result.output
    assert "baseline" in result.output or "tax" in result.output


def test_a_misspelt_programme_is_one_line():
    result = CliRunner().invoke(main, ["ledger", "new_strat"])
    assert result.exit_code == 2
    assert "Did you mean 'new_start'?" in result.stderr
