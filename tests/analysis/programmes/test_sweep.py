"""A sweep of programme money: levels, pairing, sums, the page."""

import inspect
import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from esarisk.analysis.levels import levels_asked
from esarisk.analysis.programmes import sweep as sweep_of
from esarisk.analysis.programmes.coverage import coverage_of_all
from esarisk.analysis.programmes.headroom_reasons import sign_of
from esarisk.analysis.programmes.ledger import book
from esarisk.analysis.programmes.sweep import sweep
from esarisk.cli import main
from esarisk.engine.programmes.ledger import IN_CAP
from esarisk.errors import EsariskError
from esarisk.policy.own_files import scenario_of
from esarisk.policy.parameters import Parameters
from esarisk.report.programmes.coverage import coverage_text
from esarisk.report.programmes.sweep import sweep_csv, sweep_record, sweep_text
from esarisk.report.tables.sweep import breach_tables, sweep_tables
from esarisk.report.writers.json import json_text
from esarisk.report.writers.terminal import table_text
from esarisk.swept import write_sweep

VINTAGE = "2014-03"


def asked(library, *typed, scenario=None, **given):
    """Levels asked for on top of a scenario, by name or file."""
    held = {"scenario": scenario_of(library, scenario)[1]} if scenario else {}
    return levels_asked(library, *typed, **held, **given)


@pytest.fixture(scope="module")
def found(library):
    return sweep(library, asked(library, ["new_start"], "0,50,100,200"), VINTAGE, draws=16)


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


def test_lines_inside_the_cap_add_up_with_drift_in_what_the_projection_saves(found):
    """A column of its own would be nought, as if nobody had drifted."""
    for year in [year for year in found.years if year["money"]]:
        shown = [line for line in IN_CAP if line in year]
        assert sum(year[line] for line in shown) == pytest.approx(year["in_cap"], abs=1e-9)
        assert set(IN_CAP) - set(shown) == {"support_drift"}


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
    held = asked(library, ["work_and_health_programme=300", "new_start"], "100")
    both = sweep(library, held, VINTAGE, draws=16)
    assert 0.9 * found.rows[2]["starts"] < both.rows[0]["starts"] < found.rows[2]["starts"]


def test_the_situation_held_with_no_more_money_is_itself_to_the_bit(library):
    held = asked(library, ["work_and_health_programme=300", "new_start"], "0")
    for year in sweep(library, held, VINTAGE, draws=4).years:
        assert year["headroom_change"] == year["spend"] == 0.0
        assert year["sign"] == "none: nothing is changed"


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
    assert "not ranked" in " ".join(text.split())
    assert "2018-19" in text
    done = write_sweep(found, tmp_path / "out", "esarisk sweep")
    page = (done.folder / "sweep.html").read_text(encoding="utf-8")
    assert page.count("<figure") == 5
    assert "Of it by the policy clause" in page
    assert "more in the support group" in page or "fewer in the support group" in page
    assert "http://" not in page.split("<script>")[0]
    text = (tmp_path / "out" / "sweep.json").read_text(encoding="utf-8")
    record = json.loads(text, parse_constant=pytest.fail)
    assert {f"tables/{table.name}.csv" for table in sweep_tables(found)} <= set(done.record["tables"])
    assert record["digests"] == done.record["digests"]
    assert json.loads(json_text(sweep_record(found))).items() <= record.items()
    assert "nan" not in (tmp_path / "out" / "years.csv").read_text(encoding="utf-8").lower()
    lines = (tmp_path / "out" / "levels.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5
    assert sweep_csv(found.rows).startswith("money,starts")


def test_the_level_of_the_chance_stands_beside_its_change_in_per_cent_and_points(found):
    text = sweep_text(found)
    most = found.rows[-1]
    (table,) = breach_tables(found)
    level, change, by_forecast, by_policy, *_ = dict(table.rows)[f"{most['money']:,.0f}"]
    assert level.split()[0] == f"{100 * most['breach']:.0f}%"
    number = float(change.split()[0].replace("−", "-"))
    assert number == pytest.approx(100 * most["breach_change"], abs=0.051)
    clauses = sum(float(cell.replace("−", "-")) for cell in (by_forecast, by_policy))
    assert clauses == pytest.approx(number, abs=0.11)
    assert table_text(table) in text
    assert max(map(len, text.splitlines())) <= 100


def test_one_path_has_no_chance_in_any_output(found):
    one = replace(found, draws=1)
    assert "P(breach)" not in sweep_text(one)
    assert {row["breach"] for row in [*sweep_record(one)["levels"], *sweep_record(one)["years"]]} == {None}


def test_a_folder_that_cannot_be_written_is_told(found, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(EsariskError, match="cannot be written"):
        write_sweep(found, tmp_path / "file" / "out", "esarisk sweep")


# --- a situation held, and mixes -------------------------------------------------------------------

MIX = """scenario:
  name: mix
  meaning: New Start and supported employment after the 2016 freeze
  measures: [benefit-freeze-2016]
  funding: {new_start: 40, ips: 20}
"""


@pytest.fixture
def mix(tmp_path):
    file = tmp_path / "mix.yaml"
    file.write_text(MIX)
    return str(file)


def test_the_situation_held_is_the_scenario_by_name_or_file(library, mix):
    one = asked(library, ["work_choice"], "100", scenario=mix)
    assert one.held == {"new_start": 40.0, "ips": 20.0}
    assert one.ground.measures == ["benefit-freeze-2016"]
    assert one.at(100.0).funding == {"new_start": 40.0, "ips": 20.0, "work_choice": 100.0}
    named = asked(library, ["ips"], "7", scenario="new-start-50", competition="in_order")
    assert (named.scenario.competition, named.at(7.0).thinner) == ("in_order", ["work_programme"])


def test_a_programme_of_the_mix_is_swept_in_its_place(library, mix):
    one = asked(library, ["new_start"], "5", scenario=mix)
    assert list(one.at(5.0).funding.items()) == [("new_start", 5.0), ("ips", 20.0)]
    assert one.ground.funding == {"ips": 20.0}


def test_a_whole_mix_is_scaled(library, mix):
    one = asked(library, scale="0:2:1", scenario=mix)
    assert [one.at(level).funding["ips"] for level in one.levels] == [0.0, 20.0, 40.0]
    assert sum(one.at(0.5).funding.values()) == 30.0
    assert one.ground.funding == {}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"scenario": "no-such-one", "named": ["ips"]}, "there is no scenario"),
        ({"scenario": "none.yaml", "named": ["ips"]}, "none.yaml: there is no such file"),
        ({"scale": "0,1"}, "no mix to scale"),
        ({"scale": "0,1", "named": ["ips", "new_start=4"]}, "whole mix"),
        ({"scale": "0,1", "named": ["ips=4"], "funding": "3"}, "--funding"),
        ({"scale": "a", "named": ["ips=4"]}, "--scale 'a'"),
        ({"scenario": "new-start-50", "named": ["new_start=4"], "scale": "1"}, "funds 'new_start' already"),
        ({"named": ["ipz"]}, "Did you mean 'ips'"),
        ({"named": ["ips"], "competition": "fair"}, "in_order, pro_rata"),
    ],
)
def test_a_question_that_is_none_is_told_in_one_line(library, given, told):
    with pytest.raises(EsariskError, match=told) as error:
        asked(library, **given)
    assert len(error.value.faults) == 1


def test_a_file_at_fault_is_told_with_its_line(library, tmp_path):
    file = tmp_path / "mix.yaml"
    file.write_text(MIX.replace("ips: 20", "ipz: 20"))
    with pytest.raises(EsariskError) as error:
        asked(library, ["work_choice"], scenario=str(file))
    assert str(error.value.faults[0]).startswith(f"{file}:5: 'scenario.funding.ipz'")
    file.write_text("study: {name: s}")
    with pytest.raises(EsariskError):
        asked(library, ["work_choice"], scenario=str(file))


def test_a_mix_at_nought_is_no_mix_and_twice_the_money_brings_more(library, mix):
    scaled = sweep(library, asked(library, scale="0,1,2", scenario=mix), VINTAGE, draws=16)
    none, once, twice = scaled.rows
    assert none["spend"] == none["starts"] == none["in_cap"] == 0.0
    assert once["money"] == 60.0
    assert once["starts"] < twice["starts"] <= 2 * once["starts"] * (1 + 1e-9)
    for level, row in ((1.0, once), (2.0, twice)):
        parts = [part for part in scaled.parts if part["level"] == level]
        for key in ("starts", "spend", "additional_jobs"):
            assert sum(part[key] for part in parts) == pytest.approx(row[key], rel=1e-9), key


def test_one_more_programme_beside_a_mix_is_the_whole_mix_less_the_mix_held(library):
    """What varies is set against what is held: the two differences add up to the whole."""
    held = asked(library, ["new_start=60"], scale="1")
    both = asked(library, ["new_start=60", "ips=40"], scale="1")
    more = asked(library, ["new_start=60", "ips"], "40")
    first, whole, second = (sweep(library, q, VINTAGE, draws=16).rows[-1] for q in (held, both, more))
    for key in ("additional_jobs", "spend", "in_cap", "exchequer", "social"):
        assert first[key] + second[key] == pytest.approx(whole[key], rel=1e-9), key


def test_starts_at_the_money_of_the_baseline_are_those_of_the_baseline(library):
    found = sweep(library, asked(library, ["work_programme"], "0,44,60"), VINTAGE, draws=1)
    none, same, more = (row["starts"] for row in found.rows)
    assert none == 0.0
    assert 1e5 < same < more
    assert found.rows[1]["spend"] == found.rows[1]["in_cap"] == 0.0


def test_jobseekers_have_the_same_jobs_and_nothing_inside_the_cap(found):
    for row in found.rows[1:]:
        assert row["jobseekers_in_cap"] == 0.0
        assert row["jobseekers_social"] == pytest.approx(row["social"], rel=1e-9)
        assert row["jobseekers_ame"] > 0.0


CLEAN = ["new_start.off_benefit_ratio=0", "new_start.displacement=0"]


def test_the_command_shows_that_destinations_alone_save_nothing(tmp_path):
    figures = [word for figure in CLEAN for word in ("--figure", figure)]
    asked_ = ["sweep", "--programme", "new_start", "--funding", "100", "--draws", "8", "--json"]
    asked_ += [*figures, "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(main, asked_)
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)["levels"]
    assert row["left_for_work"] > 100.0
    assert row["left_elsewhere"] == pytest.approx(-row["left_for_work"], abs=1e-3)
    assert row["in_cap"] == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("figure", ["x", "new_start.off=0", "new_strt.decay=0", "new_start.decay=nan"])
def test_a_figure_that_is_none_is_one_line(figure):
    result = CliRunner().invoke(main, ["sweep", "--programme", "new_start", "--figure", figure])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_what_baseline_provision_is_owed_stands_beside_what_its_file_lists(library, found):
    assert found.owed is None
    cut = sweep(library, asked(library, ["work_programme"], "0,44"), VINTAGE, draws=4)
    listed = next(row for row in library.programmes["work_programme"].card.baseline if row.vintage == VINTAGE)
    assert (cut.owed["starts_listed"], cut.owed["share_listed"]) == (listed.starts, listed.share_of_hazard)
    assert 0.5 < cut.owed["starts_modelled"] / listed.starts < 1.1
    assert 0.0 < cut.owed["share_modelled"] < listed.share_of_hazard
    assert "owed 2.0% of the hazard" in sweep_text(cut)


# --- the ledger's numbers, and who is never reached ------------------------------------------------

NO_LIMIT = {
    "ramp_months": 1.0,
    "referral_to_start": 1.0,
    "take_up": 1.0,
    "take_up_limit": 1.0,
    "diminishing": 0.0,
    "pilot_starts": 1e9,
}


def held_at(programme, figures):
    """The programme with some figures in place of its own, held in every draw."""
    changed = {}
    for key, number in figures.items():
        parameter = programme.parameters[programme.address(key)]
        values = (replace(parameter.latest[-1], value=number),)
        changed[parameter.address] = replace(parameter, values=values, distribution=None, kind="constant")
    parameters = Parameters({**programme.parameters, **changed}, programme.parameters.sources)
    return replace(programme, parameters=parameters)


def test_the_social_view_is_the_ledgers_where_people_and_staff_are_no_limit(library):
    """The same money, years and figures: a sweep and a ledger ask the same question of society."""
    freed = held_at(library.programmes["new_start"], NO_LIMIT)
    shelf = replace(library, programmes={**library.programmes, "new_start": freed})
    row = sweep(shelf, asked(shelf, ["new_start"], "20"), VINTAGE, draws=1).rows[0]
    years = 7
    one = book(shelf, freed, 20.0, "2014-15", years, after=0)
    assert row["starts"] == pytest.approx(one.starts.sum(), rel=1e-9)
    assert row["spend"] == pytest.approx(one.ledger.spent.sum(), rel=1e-9)
    assert row["social"] == pytest.approx(one.social["net"], rel=1e-9)
    instead = book(shelf, freed, 20.0, "2014-15", years, after=0, jobseekers=1.0)
    for key in ("ame", "exchequer"):
        assert row[f"jobseekers_{key}"] == pytest.approx(getattr(instead.ledger, key).sum(), rel=1e-9), key
    assert row["jobseekers_social"] == pytest.approx(instead.social["net"], rel=1e-9)


def test_age_bands_and_sexes_make_the_phase(found):
    for axis in ("age_band", "sex"):
        for phase in found.coverage:
            mine = [row for row in found.groups if row["phase"] == phase["phase"] and axis in row]
            assert sum(row["people"] for row in mine) == pytest.approx(phase["people"], abs=1.0)
            reached = sum(row["people"] * (1.0 - row["never_reached"]) for row in mine)
            whole = phase["people"] * (1.0 - phase["never_reached"])
            assert reached == pytest.approx(whole, rel=1e-6, abs=1.0)
    assert {row["age_band"] for row in found.groups if "age_band" in row} >= {"25-34", "45-49", "60+"}


def test_of_a_condition_more_are_reached_than_of_all(library):
    some = sweep(library, asked(library, ["ips"], "60"), VINTAGE, draws=1)
    (row,) = some.conditions
    assert row["programme"] == "ips"
    everybody = next(one for one in some.coverage if one["phase"] == "support")
    assert 0.0 <= row["never_reached"] < everybody["never_reached"]
    assert "never reached" in sweep_text(some)


def test_every_programme_has_its_coverage_and_more_money_reaches_more(library):
    some = {name: library.programmes[name] for name in ("new_start", "client_budgets")}
    shelf = replace(library, programmes=some)
    less, more = (coverage_of_all(shelf, VINTAGE, million) for million in (20.0, 60.0))
    for one, other in zip(less, more, strict=True):
        assert 0.0 < one["starts_more"] < other["starts_more"]
        assert other["never_reached"] < one["never_reached"] < 1.0
        assert all(other["by_age_band"][band] <= share for band, share in one["by_age_band"].items())
    assert "never reached" in coverage_text(more)
    with pytest.raises(EsariskError, match="nought"):
        coverage_of_all(shelf, VINTAGE, 0.0)


def test_a_jobs_cost_is_the_money_spent_by_additional_jobs_in_pounds(found):
    for row in found.rows[1:]:
        pounds = 1_000_000 * row["spend"]
        assert row["cost_per_additional_job"] * row["additional_jobs"] == pytest.approx(pounds)


def test_an_interval_leaves_a_tenth_of_draws_on_either_side():
    assert sweep_of._spread("jobs", np.arange(101.0)) == {"jobs_low": 10.0, "jobs_high": 90.0}


def test_a_sweep_says_its_seed_and_draws_and_when_not_asked_takes_the_first_and_128():
    asked_for = inspect.signature(sweep).parameters
    assert (asked_for["seed"].default, asked_for["draws"].default) == (1, 128)
