"""The cap's history replayed: every formal verdict must come out, for the right reason."""

import json
from datetime import date

import pytest

from esarisk.analysis.validation.cap_history import COLUMNS, replay
from esarisk.policy.reading import read_library
from esarisk.report.tables.cap import history_table
from esarisk.report.tables.run import records

FORMAL_ROWS = {
    "2014-12-03": 5,
    "2015-11-25": 5,
    "2016-11-23": 5,
    "2017-11-22": 1,
    "2020-03-11": 1,
    "2024-10-30": 1,
}


@pytest.fixture(scope="module")
def parameters():
    return read_library().parameters


@pytest.fixture(scope="module")
def history(parameters):
    return replay(parameters)


def years(frame, date, **wanted):
    rows = frame[frame["assessment_date"] == date]
    for name, value in wanted.items():
        rows = rows[rows[name].eq(value)]
    return list(rows["year"])


def test_every_assessed_year_is_replayed_once(parameters, history):
    assert list(history.columns) == list(COLUMNS)
    assert len(history) == len(parameters.table("cap.assessments"))
    assert not history.duplicated(["assessment_date", "cap_id", "year"]).any()


def test_the_model_agrees_with_every_formal_verdict(history):
    formal = history[history["formal"]]
    assert formal["assessment_date"].value_counts().to_dict() == FORMAL_ROWS
    assert all(agrees is True for agrees in formal["agrees"])


def test_breaches_are_three_years_in_2015_all_five_in_2016_and_one_in_2024(history):
    formal = history[history["formal"] & history["model_breach"].eq(True)]
    assert formal["assessment_date"].value_counts().to_dict() == {
        "2015-11-25": 3,
        "2016-11-23": 5,
        "2024-10-30": 1,
    }


def test_2018_19_in_november_2015_failed_by_policy_alone(history):
    assert years(history, "2015-11-25", causes="policy") == ["2018-19"]
    assert years(history, "2015-11-25", causes="forecasting and policy") == ["2016-17", "2017-18"]


def test_without_the_policy_clause_only_2018_19_of_november_2015_is_judged_wrong(parameters):
    without = replay(parameters, policy_clause=False)
    wrong = without[without["agrees"].eq(False)]
    assert wrong[["assessment_date", "year"]].to_numpy().tolist() == [["2015-11-25", "2018-19"]]
    assert wrong["formal"].all()


def test_policy_since_july_2015_is_what_november_2015_added(history):
    rows = history[history["assessment_date"] == "2015-11-25"]
    assert list(rows["policy_effect"]) == pytest.approx([2.97, 1.925, 0.675, -0.14, -0.285])


def test_the_2016_assessment_sums_policy_over_three_events_and_keeps_the_2015_cap(history):
    rows = history[history["assessment_date"] == "2016-11-23"]
    assert set(rows["cap_id"]) == {"CAP2015"}
    assert list(rows["policy_effect"]) == pytest.approx([3.12, 2.22, 1.54, 0.195, 0.155])


def test_2017_and_2020_say_that_their_adjustments_were_not_seen(history):
    formal = history[history["formal"]]
    assert set(formal.loc[formal["partial_data"], "assessment_date"]) == {"2017-11-22", "2020-03-11"}


def test_nothing_is_judged_without_a_cap_or_without_both_adjustments_and_verdict(history):
    unjudged = history[[breach is None for breach in history["model_breach"]]]
    assert list(unjudged["assessment_date"]) == ["2021-10-27", "2024-03-06", "2026-03-03"]
    assert unjudged["partial_data"].all()
    assert unjudged["note"].str.len().all()


def test_only_target_years_of_the_caps_since_2017_can_fail(history):
    pathway = history[history["note"] == "pathway year, not judged"]
    assert set(pathway["cap_id"]) == {"CAP2021", "CAP2024"}
    assert not pathway["model_breach"].astype(bool).any()
    assert years(history, "2025-11-26", above_pathway=True) == ["2025-26", "2026-27", "2027-28", "2028-29"]
    assert not any(years(history, "2024-10-30", above_pathway=True, cap_id="CAP2024"))


def test_room_in_2029_30_is_as_monitored(history):
    target = history[(history["cap_id"] == "CAP2024") & (history["year"] == "2029-30")]
    room = dict(zip(target["assessment_date"], -target["difference_from_cap_plus_margin"], strict=True))
    assert room["2024-10-30"] == pytest.approx(9.7, abs=0.05)
    assert room["2025-03-26"] == pytest.approx(13.5, abs=0.05)
    assert room["2025-11-26"] == pytest.approx(1.9, abs=0.05)


def test_sums_match_the_tables_they_were_read_from_within_their_rounding(parameters, history):
    stated = parameters.table("cap.assessments")
    for name in ("adjusted_spending", "difference_from_cap", "difference_from_cap_plus_margin"):
        gap = (history[name] - stated[name]).abs()
        assert gap.max() <= 0.15, name  # three figures of one decimal


def test_each_cap_used_is_a_level_of_that_cap(parameters, history):
    levels = parameters.table("cap.levels")
    known = set(levels[["cap_id", "financial_year", "level"]].itertuples(index=False, name=None))
    used = history.dropna(subset=["cap"])[["cap_id", "year", "cap"]]
    assert set(used.itertuples(index=False, name=None)) <= known


def test_a_margin_is_its_per_cent_of_the_level(parameters):
    levels = parameters.table("cap.levels").dropna(subset=["margin"])
    gap = levels["margin_amount"] - levels["level"] * levels["margin"] / 100
    assert gap.abs().max() <= 0.005 + 1e-9


def test_an_earlier_day_sees_only_what_was_published(parameters):
    assert set(replay(parameters.as_of(date(2016, 1, 1)))["assessment_date"]) == {
        "2014-12-03",
        "2015-03-18",
        "2015-11-25",
    }


@pytest.mark.parametrize("view", ["department", "public"])
def test_no_view_knows_a_restated_level_before_it_was_published(parameters, view):
    known = parameters.as_of(date(2024, 6, 1), view).table("cap.levels")
    assert "restated (EFO October 2024)" not in set(known["version"])
    assert len(parameters.as_of(date(2014, 4, 30), view).table("cap.levels")) == 4


def test_the_table_is_ready_for_json(history):
    rows = records(history)
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert all(type(row["formal"]) is bool and type(row["partial_data"]) is bool for row in rows)
    assert {type(row["agrees"]) for row in rows} == {bool, type(None)}
    assert rows[0]["inflation_adjustment"] is None


def test_the_terminal_calls_above_pathway_what_the_rule_calls_so(history):
    """A year before the target year is watched and cannot breach, but it is not within its pathway."""
    rows = history_table(history).rows
    above = {(row["assessment_date"], row["year"]) for row in records(history) if row["above_pathway"]}
    shown = {(day, cells[0]) for day, cells in rows if "above pathway" in cells}
    assert len(above) == 6
    assert shown == above
