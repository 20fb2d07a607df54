"""A sweep of programme money: levels, pairing, sums, the page."""

import json

import numpy as np
import pytest

from esarisk.analysis.sweep import asked, levels_of, sign_of, sweep
from esarisk.errors import EsariskError
from esarisk.policy.reading import read_library
from esarisk.report.sweep import sweep_csv, sweep_record, sweep_text
from esarisk.report.sweep_page import write_sweep

VINTAGE = "2014-03"


@pytest.fixture(scope="module")
def library():
    return read_library()


@pytest.fixture(scope="module")
def found(library):
    return sweep(library, "new_start", [0.0, 50.0, 100.0, 200.0], VINTAGE, draws=16)


def test_levels_are_a_range_or_a_list():
    assert levels_of("0:500:50") == [float(x) for x in range(0, 501, 50)]
    assert levels_of("100,0,50") == [0.0, 50.0, 100.0]


@pytest.mark.parametrize("text", ["", "a", "0:10", "0:10:0", "-5:10:5", "1,inf", "0:1e9:1", "nan"])
def test_levels_that_are_none_are_told(text):
    with pytest.raises(EsariskError, match="--funding"):
        levels_of(text)


def test_one_programme_is_swept_and_others_are_held():
    assert asked(["a=50", "b"]) == ("b", {"a": 50.0})
    with pytest.raises(EsariskError, match="one programme to sweep"):
        asked(["a", "b"])
    with pytest.raises(EsariskError, match="give money"):
        asked(["a", "b=many"])


def test_no_money_beyond_the_baseline_changes_nothing(found):
    first = found.rows[0]
    assert found.baseline == first["money"] == 0.0
    assert all(first[key] == 0.0 for key in ("starts", "additional_jobs", "spend", "in_cap", "breach_change"))
    assert first["headroom_per_pound"] is None


def test_jobs_rise_with_money_and_each_pound_brings_less(found):
    jobs = [row["additional_jobs"] for row in found.rows]
    assert all(np.diff(jobs) > 0)
    marginal = [row["marginal_additional_jobs"] for row in found.rows[1:]]
    assert marginal[0] > marginal[1] > marginal[2] > 0


def test_additional_jobs_are_fewer_than_gross(found):
    for row in found.rows[1:]:
        assert 0 < row["additional_jobs"] < row["gross_jobs"] < row["starts"]


def test_three_numbers_stand_apart_and_add_up(found):
    for row in found.rows[1:]:
        years = [year for year in found.years if year["money"] == row["money"]]
        for key in ("spend", "in_cap", "ame", "exchequer", "starts"):
            assert sum(year[key] for year in years) == pytest.approx(row[key], rel=1e-6)
        paid = sum(value for year in years for key, value in year.items() if key.startswith("paid_by"))
        assert paid == pytest.approx(row["spend"])
        for year in years:
            net = year["ame"] + year["tax_and_ni"] - year["spend"]
            assert year["exchequer"] == pytest.approx(net, abs=1e-9)
            assert year["headroom_change"] == pytest.approx(year["in_cap"], abs=1e-6)


def test_headroom_is_none_at_first_and_then_rises_as_the_caseload_falls(found):
    years = [year for year in found.years if year["money"] == 200.0]
    assert abs(years[0]["headroom_change"]) < 0.1 * years[-1]["headroom_change"]
    assert found.rows[-1]["caseload_change"] < 0
    assert years[-1]["sign"].startswith("up")


def test_the_chance_of_breach_is_paired_and_has_an_error(found):
    for row in found.rows[1:]:
        assert -1.0 <= row["breach_change"] <= 1.0
        assert row["breach_error"] >= 0.0
        assert row["breach_year"] == "2018-19"
        assert row["breach_by_forecast"] + row["breach_by_policy"] == pytest.approx(row["breach_change"])
        assert row["breach_by_policy"] <= row["raised"]


def test_other_programmes_held_take_people_first_or_alike_but_never_all(library, found):
    held = {"work_and_health_programme": 300.0}
    both = sweep(library, "new_start", [100.0], VINTAGE, draws=16, held=held)
    assert 0.9 * found.rows[2]["starts"] < both.rows[0]["starts"] < found.rows[2]["starts"]


def test_signs_are_explained():
    assert sign_of(0.0, 0.0, 0.0) == "none: nothing is changed"
    assert "lag" in sign_of(0.0, -10, 0)
    assert sign_of(5.0, -10, 3) == "up: 10 fewer on the benefit, 3 more in the support group"
    assert sign_of(-5.0, 1200, 500) == "down: 1,200 more on the benefit, 500 more in the support group"
    assert sign_of(-5.0, -10, 30).endswith("outweigh leavers")


def test_coverage_says_who_was_never_reached(found):
    share = {row["phase"]: row["never_reached"] for row in found.coverage}
    assert share["assessment"] == pytest.approx(1.0)
    assert 0.5 < share["wrag"] < 1.0


def test_a_sweep_is_printed_and_written_whole(found, tmp_path):
    text = sweep_text(found)
    assert "not ranked" in text
    assert "2018-19" in text
    page = write_sweep(found, tmp_path / "out", "esarisk sweep").read_text(encoding="utf-8")
    assert page.count("<figure") == 3
    assert "http://" not in page.split("<script>")[0]
    record = json.loads((tmp_path / "out" / "sweep.json").read_text(encoding="utf-8"))
    assert record == json.loads(json.dumps(sweep_record(found)))
    lines = (tmp_path / "out" / "levels.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5
    assert sweep_csv(found.rows).startswith("money,starts")


def test_a_folder_that_cannot_be_written_is_told(found, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(EsariskError, match="cannot be written"):
        write_sweep(found, tmp_path / "file" / "out", "esarisk sweep")
