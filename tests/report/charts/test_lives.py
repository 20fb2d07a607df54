"""People in the report and on the terminal, from a made-up record of three months' following."""

import json

import numpy as np
import pytest

from esarisk.report.charts.lives import people_exhibits, rates
from esarisk.report.people.awards import awards_text
from esarisk.report.people.lives import cost_table, lives_text
from esarisk.report.people.outcomes import agreement, losses, outcome_table, outcome_text
from esarisk.report.run.page import sections

WIDEST = 100
GROUP = {
    "people": 2000.0,
    "winners": 0.0,
    "losers": 500.0,
    "mean": -29.05,
    "p10": -29.05,
    "p50": -29.05,
    "p90": -29.05,
}
NOBODY = {
    "people": 1000.0,
    "winners": 0.0,
    "losers": 0.0,
    "mean": None,
    "p10": None,
    "p50": None,
    "p90": None,
}
WHOSE = {"vintage": "2014-03", "view": "department", "people": 1000, "seed": 0, "simulated": 1001}
OUTCOME = {
    **WHOSE,
    "measure": "<b>made-up</b>",
    "beside": ["another"],
    "month": "2018-09",
    "year": "2018-19",
    "protected_losers": 0.0,
    "saving": 10.0,
    "half_width": 1.0,
    "cohort_saving": 10.5,
    "agrees": True,
    "moves": False,
    "groups": [
        {"split": "everybody", "group": "", **GROUP},
        {"split": "sex", "group": "female", **GROUP},
        {"split": "age", "group": "16-24", **GROUP},
        {"split": "age", "group": "60+", **NOBODY},
        {"split": "phase", "group": "wrag", **GROUP},
        {"split": "basis", "group": "both", **NOBODY},
    ],
}
SPREAD = {"p10": 60.0, "p25": 70.0, "p50": 80.0, "p75": 90.0, "p90": 100.0}
LIVES = {
    **WHOSE,
    "month": "2018-09",
    "year": "2018-19",
    "awards": [
        {"from": 0.0, "to": 0.0, "people": 100.0},
        {"from": 0.0, "to": 10.0, "people": 0.0},
        {"from": 10.0, "to": 20.0, "people": 400.0},
    ],
    "award_quantiles": [{"phase": "everybody", "people": 400.0, "mean": 80.0, **SPREAD}],
    "claims_year": "2014-15",
    "followed_to": "2021-03",
    "spells": [{"months": 1, "still_on": 0.8}, {"months": 12, "still_on": 0.4}],
    "median_months": 9.0,
    "claims": [
        {
            "basis": name,
            "claims": 10.0,
            "cost": 5000.0,
            **SPREAD,
            "ended": 0.9,
            "ever_support": 0.3,
            "half_width": 0.01,
        }
        for name in ("all", "both")
    ],
}
AVERAGES = {
    "vintage": "2014-03",
    "view": "department",
    "year": "2014-15",
    "positions": [
        {
            "phase": "wrag", "basis": "both", "contributory": 100.0, "income_related": 30.0,
            "by_rule": 130.0, "factor": 0.97, "paid": 126.1,
        }
    ],
    "implied": [
        {
            "year": "2013-14", "spending": 10437.0, "caseload": 1.9e6, "implied": 105.0, "by_rule": 107.0,
            "ratio": 0.98, "ratio_contributory": None, "ratio_income_related": None, "stock": "cohort engine",
        }
    ],
}  # fmt: skip
GATE = {
    "people": 100_000,
    "faults": [],
    "exact": [{"what": "awards", "numbers": 10, "largest": 2e-14}],
    "comparisons": 9,
    "largest_z": 2.5,
    "smallest_chance_times_comparisons": 0.4,
    "pooled": [
        {"family": "decisions", "flow": "new: wrag", "year": -1, "expected": 90.0, "found": 80.0, "z": -1.1}
    ],
}
TOLD = {
    "averages": AVERAGES,
    "lives": LIVES,
    "twin_gate": GATE,
    "outcomes": [OUTCOME, {**OUTCOME, "moves": True}],
}


def test_every_chart_has_words_a_table_and_a_name_of_its_own():
    exhibits, tables = people_exhibits(TOLD)
    assert len({exhibit.name for exhibit in exhibits}) == len(exhibits) == 4
    for exhibit in exhibits:
        assert exhibit.words.endswith(".")
        assert list(exhibit.table.rows)
        assert json.loads(exhibit.figure)["data"]
    assert all(list(table.rows) for table in tables)


def test_a_measure_that_moves_people_is_marked():
    exhibits, _ = people_exhibits(TOLD)
    plain, moved = exhibits[2], exhibits[3]
    assert len(moved.notes) == len(plain.notes) + 1


@pytest.mark.parametrize("told", [False, True])
def test_the_section_stands_in_the_report_only_where_people_were_told(small_run, told):
    cube, record = small_run
    names = [section.name for section in sections(cube, {**record, **({"people": TOLD} if told else {})})]
    assert ("people" in names) == told


def test_the_terminal_says_who_loses_and_whether_the_engines_agree():
    text = outcome_text(OUTCOME)
    assert "Losers: 0.5 thousand" in text
    assert "−£29.05 a week" in text
    assert "they agree" in agreement(OUTCOME)
    assert "DIFFER" in agreement({**OUTCOME, "agrees": False})
    assert "Protected" in losses(OUTCOME)
    assert "Protected" not in losses({**OUTCOME, "protected_losers": None})


def test_lives_and_awards_are_plain_tables():
    assert "Half have ended after 9 months." in lives_text(LIVES)
    assert "More than half go on" in lives_text({**LIVES, "median_months": None})
    assert "0.980" in awards_text(AVERAGES)


def test_the_twin_gate_stands_beside_the_people_and_names_its_faults():
    _, tables = people_exhibits(TOLD)
    assert tables[-1].frame.loc["decisions: new: wrag", "found"] == 80.0
    assert "The engines agree." in " ".join(tables[-1].notes)
    _, tables = people_exhibits({**TOLD, "twin_gate": {**GATE, "faults": ["decisions: z +9"]}})
    assert "decisions: z +9" in tables[-1].notes
    assert "agree." not in " ".join(tables[-1].notes)


def test_how_far_the_engines_are_apart_exactly_is_never_rounded_away():
    _, tables = people_exhibits(TOLD)
    (row,) = tables[-2].rows
    assert row == ("awards", ["10", "20.00"])


def test_losers_by_age_are_a_rate_so_that_wide_bands_do_not_look_worse():
    band = {**GROUP, "split": "age", "people": 8000.0, "losers": 2000.0, "group": "25-34"}
    told = {**OUTCOME, "groups": [*OUTCOME["groups"], band]}
    found = rates(told, "losers")
    assert found["16-24"] == found["25-34"] == 250.0
    assert found["60+"] == 0.0
    nobody = {**NOBODY, "split": "age", "people": 0.0, "group": "35-44"}
    assert np.isnan(rates({"groups": [nobody]}, "losers")["35-44"])


def test_too_few_people_to_tell_are_a_dash_and_a_share_has_its_error():
    few = {**LIVES["claims"][0], "ever_support": None, "ended": None, "half_width": None}
    known, unknown = cost_table({**LIVES, "claims": [LIVES["claims"][0], few]}).rows
    assert known[1][-2:] == ["90.0", "30.0 ±1.0"]
    assert unknown[1][-2:] == ["–", "–"]


def test_a_change_of_awards_has_a_true_minus_and_nobody_changed_is_a_dash():
    rows = dict(outcome_table(OUTCOME).rows)
    assert rows["Everybody"] == ["2", "0.0", "0.5", *4 * ["−29.05"]]
    assert rows["Age 60+"][3:] == 4 * ["–"]


def test_the_page_and_the_terminal_have_the_same_tables():
    exhibits, tables = people_exhibits(TOLD)
    told = {one.name: one for one in [*tables, *(exhibit.table for exhibit in exhibits)]}
    assert len(told) == len(tables) + len(exhibits)
    assert outcome_table(OUTCOME, 1).rows == told["winners_and_losers_1"].rows
    for text in (lives_text(LIVES), outcome_text(OUTCOME), awards_text(AVERAGES)):
        assert max(map(len, text.splitlines())) <= WIDEST
