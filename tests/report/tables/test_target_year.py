"""The cap since 2017 on the page, on the terminal and in JSON: one year judged, both answers beside each other."""

import json

import numpy as np
import pytest

from esarisk.report.run.headline import facts, headline
from esarisk.report.run.page import render
from esarisk.report.run.tables import run_records, run_text
from esarisk.report.tables.beside import official_frame
from esarisk.report.tables.run import cap_frame
from esarisk.report.tables.target_year import TREATED, target_frame
from esarisk.study import run_study

YEAR = "2029-30"


@pytest.fixture(scope="module")
def spring_run(library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "spring"
    done = run_study(
        "spring-2026",
        {"draws": 16, "scenarios": ["baseline"]},
        folder,
        "esarisk run spring-2026",
        library=library,
    )
    return done.cube, done.record


@pytest.fixture(scope="module")
def spring_page(spring_run, take_apart):
    return take_apart(render(*spring_run))


def test_the_headline_gives_both_answers_of_the_target_year(spring_run):
    words = headline(spring_run[0])
    row = target_frame(spring_run[0]).loc[YEAR]
    for treatment in TREATED:
        assert f"{100 * row[f'chance_{treatment}']:.0f}%" in words
    assert YEAR in words
    assert "£3.3bn moved inside it" in words


def test_the_facts_call_no_pathway_year_a_breach(spring_run):
    chance = next(fact for fact in facts(spring_run[0]) if fact.name.startswith("Chance of breach"))
    assert YEAR in chance.name
    assert "above the pathway, which is no breach: 2026-27" in chance.words


def test_the_cap_table_adds_up(spring_run):
    table = target_frame(spring_run[0])
    for treatment in TREATED:
        limit = table[f"cap_{treatment}"] + table[f"margin_{treatment}"]
        assert limit.values == pytest.approx(table[f"limit_{treatment}"].values)
        room = table[f"limit_{treatment}"] - table["adjusted_spending"]
        assert table[f"headroom_{treatment}"].values == pytest.approx(room.values)
    moved = table["cap_neutral"] - table["cap_not_neutral"]
    assert moved[YEAR] == pytest.approx(3.325)
    assert table["cap_not_neutral"][YEAR] == pytest.approx(194.492)


def test_the_first_cap_table_adds_up_after_adjustments(spring_run):
    table = cap_frame(spring_run[0]).dropna(subset=["cap"])
    room = table["cap"] + table["margin"] - table["adjusted"]
    assert room.values == pytest.approx(table["headroom"].values)
    assert (table["adjusted"] != table["in_scope"]).all()


def test_the_page_and_the_cube_say_the_same(spring_run, spring_page):
    row = target_frame(spring_run[0]).loc[YEAR]
    cells = spring_page.rows("After adjustments")[YEAR]
    assert cells[0] == "target year"
    assert float(cells[4]) == pytest.approx(row["adjusted_spending"], abs=0.0501)
    both = spring_page.rows("The reclassification taken both ways")[YEAR]
    assert float(both[0]) == pytest.approx(row["limit_neutral"], abs=0.0501)
    assert float(both[3]) == pytest.approx(row["limit_not_neutral"], abs=0.0501)


def test_the_page_has_no_outturn_and_has_the_official_forecast(spring_run, spring_page):
    ids = [section.attributes["id"] for section in spring_page.all("section")]
    assert "outturn" not in ids
    assert "official" in ids
    text = spring_page.all("main")[0].text
    assert "State Pension age rises to 67" in text
    assert "October 2008" not in text.partition("Assumptions")[0]
    rows = official_frame(spring_run[0], spring_run[1]["official"])
    esa = rows[rows["line"] == "esa"]
    assert esa["official"].tolist() == pytest.approx([5.305, 5.366, 5.288, 5.181, 5.212], abs=0.001)


def test_esa_and_universal_credit_health_are_the_total_but_for_earlier_regimes(spring_run):
    cube = spring_run[0].isel(draw=[0])
    rows = official_frame(cube, spring_run[1]["official"]).pivot_table(
        index="year", columns="line", values="model"
    )
    legacy = cube["spending"].isel(scenario=0).sel(line="legacy").sum("draw").values / 1000
    assert (rows["esa"] + rows["uc_health"] + legacy).values == pytest.approx(rows["incapacity"].values)


def test_json_has_both_answers_and_only_numbers_that_json_knows(spring_run):
    tables = json.loads(json.dumps(run_records(*spring_run), allow_nan=False))
    rows = {row["year"]: row for row in tables["target"]}
    assert rows[YEAR]["judged"]
    assert {"chance_neutral", "chance_not_neutral"} <= set(rows[YEAR])
    assert tables["reclassification"] == "neutral"
    breach = {row["year"]: row["breach"] for row in tables["cap"]}
    assert breach["2026-27"] is None
    assert breach[YEAR] == pytest.approx(rows[YEAR]["chance_neutral"])


def test_the_terminal_gives_both_answers_in_lines_that_fit(spring_run):
    text = run_text(*spring_run)
    lines = text.splitlines()
    assert "The reclassification taken both ways" in text
    assert sum(line.startswith(YEAR) for line in lines) >= 3
    assert max(map(len, lines)) <= 100
    assert "only 2015-16" not in text


def test_the_switch_moves_cap_margin_and_the_answer_in_force(spring_run):
    """The cube under the other switch is the same draws judged against the other limit."""
    cube = spring_run[0]
    table = target_frame(cube)
    assert float(cube["cap"].sel(year=YEAR)) / 1000 == pytest.approx(table["cap_neutral"][YEAR])
    taken = cube["treatment_breach"].sel(treatment=cube.attrs["reclassification"])
    assert np.array_equal(cube["breach"].values, taken.values, equal_nan=True)
