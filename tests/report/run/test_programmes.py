"""Programmes in a run's folder: figures as hindsight in the record, a section with the cube's numbers in the page."""

import json

import pytest

from esarisk.report.run.page import render
from esarisk.report.run.tables import run_records, run_text
from esarisk.report.tables.levels import NO_LEVEL_MATTERS, money_frame, money_sentence
from esarisk.report.tables.programmes import programme_frame
from esarisk.report.tables.run import scenario_frame
from esarisk.report.tables.scorecard import scorecard_frame
from esarisk.study import open_run, rewrite_report, run_study

MIX = """scenario:
  name: mix
  meaning: New Start and less for the Work Programme
  funding: {new_start: 60, work_programme: 22}
"""


@pytest.fixture(scope="module")
def funded_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mix")
    file = folder / "mix.yaml"
    file.write_text(MIX)
    changes = {"draws": 16, "scenarios": ["baseline", str(file)]}
    return run_study("budget-2014", changes, folder / "out", "esarisk run")


def test_figures_of_funded_programmes_are_hindsight_in_the_record(funded_run):
    found = open_run(funded_run.folder)
    told = {row["address"]: row for row in found.record["assumptions"] if row["hindsight"]}
    assert {"new_start.unit_cost", "work_programme.unit_cost"} <= set(told)
    assert set(told) == set(found.record["hindsight"])
    assert not [address for address in told if address.startswith("ips.")]
    money = {row["programme"]: row["baseline"] for row in found.record["programmes"]}
    assert money == {"new_start": 0.0, "work_programme": 44.0}
    named = {source for row in told.values() for source in row["source"].split(";")}
    assert named <= set(found.record["sources"])


def test_the_page_has_a_section_with_the_numbers_of_the_cube(funded_run, take_apart):
    rewrite_report(funded_run.folder)
    page = take_apart((funded_run.folder / "report.html").read_text(encoding="utf-8"))
    assert "What money would change" in [heading.text for heading in page.all("h2")]
    table = programme_frame(open_run(funded_run.folder).cube).set_index("programme")
    people, money = (
        page.rows(f"Programmes funded away from baseline provision: {what}")["New Start"]
        for what in ("people", "money")
    )
    assert people[0] == money[0] == "mix"
    assert float(people[2].replace(",", "")) == pytest.approx(table.loc["new_start", "starts"], abs=0.5)
    assert float(money[2].replace("−", "-")) == pytest.approx(-table.loc["new_start", "spending"], abs=0.05)
    assert page.rows("The cap by scenario")["mix"][0] == "2015-16"
    section = next(s for s in page.all("section") if s.attributes["id"] == "programmes")
    assert len(section.all("figure")) == 3
    assert "No effect was published for New Start" in section.text


def test_a_run_without_programmes_has_no_such_section(small_run, take_apart):
    cube, record = small_run
    sections = take_apart(render(cube, record)).all("section")
    assert "programmes" not in [section.attributes.get("id") for section in sections]


def test_the_command_that_makes_the_run_again_names_the_file(funded_run, take_apart):
    text = take_apart((funded_run.folder / "report.html").read_text(encoding="utf-8")).root.text
    assert f"--scenario {funded_run.folder.parent / 'mix.yaml'}" in text


def test_tables_are_text_and_json(funded_run):
    text = run_text(funded_run.cube, funded_run.record)
    assert "What money changes" in text
    assert "Work Programme" in text
    tables = run_records(funded_run.cube, funded_run.record)["programmes"]
    assert json.loads(json.dumps(tables)) == tables
    assert {row["scenario"] for row in tables["cap_by_scenario"]} == {"baseline", "mix"}


def test_the_scorecard_ends_in_what_the_exchequer_gains(funded_run):
    cube = funded_run.cube
    table = scorecard_frame(cube).loc["mix"].set_index("line")
    lines = table.drop(index="Net gain to the Exchequer")
    assert set(lines.index) == {"Benefit spending", "Tax and other benefits", "Cost of programmes"}
    assert lines["sum"].sum() == pytest.approx(table.loc["Net gain to the Exchequer", "sum"])
    spent = float(cube["programme_spending"].sel(scenario="mix").sum(["programme", "year"]).mean("draw"))
    assert table.loc["Cost of programmes", "sum"] == pytest.approx(-spent)
    purse = float(cube["programme_exchequer"].sel(scenario="mix").sum(["programme", "year"]).mean("draw"))
    assert table.loc["Net gain to the Exchequer", "sum"] == pytest.approx(purse, abs=0.01 * spent)


def test_money_on_the_page_has_one_sign(funded_run, take_apart):
    """A cost is a loss to the Exchequer wherever it stands."""
    page = take_apart((funded_run.folder / "report.html").read_text(encoding="utf-8"))
    card = next(t for t in page.all("table") if t.all("caption")[0].text.startswith("Scorecard"))
    costs = [row for row in card.all("tr") if row.all("td") and row.all("td")[0].text == "Cost of programmes"]
    assert costs[0].all("td")[-1].text.startswith("−")
    assert page.rows("Programmes year by year")["mix"][4].startswith("−")


def test_what_money_changes_says_what_the_cube_says(funded_run):
    """Sums of the cube, a change that is paired, clauses that add up, and the sentence that follows from them."""
    cube = funded_run.cube
    row = money_frame(cube).loc["mix"]
    one = cube.sel(scenario="mix")
    assert row["funding"] == 82.0
    assert row["cost"] == pytest.approx(-float(one["programme_spending"].sum(["year", "programme"]).mean()))
    assert row["in_cap_p10"] <= row["in_cap"] <= row["in_cap_p90"]
    breach = cube["breach"].sel(year=row["year"])
    assert row["change"] == pytest.approx(float((breach.sel(scenario="mix") - breach[0]).mean()))
    assert row["by_forecast"] + row["by_policy"] == pytest.approx(row["change"])
    failed = cube.copy(
        deep=True
    )  # every draw of the mix fails by policy: none of the change is by forecasting
    failed["breach"].loc[{"scenario": "mix"}] = failed["breach"].sel(scenario="mix") * 0.0 + 1.0
    worst = money_frame(failed).loc["mix"]
    assert worst["change"] > row["change"]
    assert worst["by_forecast"] == pytest.approx(row["by_forecast"])
    assert worst["by_policy"] == pytest.approx(worst["change"] - worst["by_forecast"])
    clear = money_sentence(cube) != NO_LEVEL_MATTERS
    chances = scenario_frame(cube).set_index("scenario").loc["mix"]
    assert clear == bool((chances["change"].abs() > chances["change_half_width"]).any())


def test_levels_of_money_stand_in_a_chart_of_their_own(funded_run, take_apart):
    page = take_apart((funded_run.folder / "report.html").read_text(encoding="utf-8"))
    section = next(s for s in page.all("section") if s.attributes["id"] == "programmes")
    assert "Chance of breach in 2018-19 at every level of programme money" in section.text
