"""The page of a sweep: money spent of money offered, what is not known said, P(breach) as a level; its tables."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from esarisk.analysis.levels import levels_asked
from esarisk.analysis.programmes.sweep import sweep
from esarisk.report.charts.sweep import breach_sentence, exhausted, sweep_exhibits
from esarisk.report.programmes.sweep import reading
from esarisk.report.programmes.sweep_page import _saved, facts, headline, sweep_page
from esarisk.report.tables.sweep import level_frame, more_tables, sweep_tables
from esarisk.report.writers.terminal import PROSE, table_text
from esarisk.runs import open_run
from esarisk.swept import write_sweep


@pytest.fixture(scope="module")
def found(library):
    return sweep(library, levels_asked(library, ["new_start"], "0,50,2000,2500"), "2014-03", draws=16)


def money(spend, offered=(0.0, 100.0, 200.0, 300.0)):
    """Levels of 10 a year over ten years, and what is spent of each."""
    return pd.DataFrame({"money": [one / 10 for one in offered], "offered": offered, "spend": spend})


def test_the_level_past_which_money_finds_nobody_ends_the_first_step_that_hardly_spends():
    assert exhausted(money([0.0, 90.0, 95.0, 96.0])) == 20.0
    assert exhausted(money([0.0, 90.0, 120.0, 125.0])) == 30.0
    assert exhausted(money([0.0, 90.0, 120.0, 150.0])) is None
    assert exhausted(money([0.0, 0.0, 0.0, 0.0])) == 10.0


def test_the_headline_leads_with_money_that_finds_nobody(found):
    most = found.rows[-1]
    words = headline(found)
    assert words.startswith("Past £2,000m a year almost nobody is left to start")
    assert most["spend"] < 0.2 * level_frame(found)["offered"].iloc[-1]
    assert f"£{most['spend']:,.0f}m is spent" in words
    assert f"£{most['cost_per_additional_job']:,.0f} each" in words


def test_the_facts_give_the_interval_of_what_is_saved_and_the_level_of_the_chance(found):
    by_name = {fact.name: fact for fact in facts(found)}
    saved = next(fact for name, fact in by_name.items() if name.startswith("Saved inside the cap"))
    most = found.rows[-1]
    assert 0.0 < most["in_cap_low"] < most["in_cap_high"]
    assert "its sign is not known" not in saved.words
    assert "its sign is not known" in _saved({**most, "in_cap_low": -1.0})
    chance = next(fact for name, fact in by_name.items() if name.startswith("Chance of breach"))
    assert chance.figure.startswith(f"{100 * most['breach']:.0f}% ±")
    assert not chance.figure.endswith("±0")


def levels(*pairs):
    told = {"money": 50.0, "breach_half_width": 0.1}
    return pd.DataFrame([{**told, "breach_change": c, "breach_error": e} for c, e in pairs])


def test_a_chance_changes_only_by_more_than_its_error():
    assert breach_sentence(levels((0.0, 0.0), (0.06, 0.15))).startswith("No level changes it")
    assert breach_sentence(levels((0.0, 0.0), (0.20, 0.15))).startswith("At £50m a year it changes by +20.0")
    assert breach_sentence(levels((0.0, 0.0), (-0.20, 0.15))).startswith("At £50m a year it changes by −20.0")


def test_too_few_draws_know_no_error():
    assert breach_sentence(levels((0.1, float("nan"))).assign(breach_half_width=float("nan"))).startswith(
        "Too few"
    )


def test_the_words_never_say_that_the_chance_rises_within_its_error(found):
    if all(abs(row["breach_change"]) <= row["breach_error"] for row in found.rows):
        assert "No level changes it by more than its error" in reading(found)
        assert "P(breach) rises" not in reading(found)
    else:
        assert "No level changes it" not in reading(found)


def test_charts_of_money_and_jobs_have_bands_and_the_chance_has_its_error(found):
    every = {exhibit.name: json.loads(exhibit.figure) for exhibit in sweep_exhibits(found)}
    assert list(every) == ["spent", "jobs", "saved", "purse", "breach"]
    for name in ("jobs", "saved", "purse"):
        lines = [trace for trace in every[name]["data"] if trace["mode"] == "lines+markers"]
        assert sum("fill" in trace for trace in every[name]["data"]) == len(lines)
    level = every["breach"]["data"][0]
    assert level["y"] == pytest.approx([100 * row["breach"] for row in found.rows])
    assert min(level["error_y"]["array"]) > 0.0


def test_the_band_of_a_line_holds_its_mean_of_jobs(found):
    for row in found.rows[1:]:
        assert row["gross_jobs_low"] <= row["gross_jobs"] <= row["gross_jobs_high"]


def test_the_page_has_every_fact_and_a_cost_is_negative(found, take_apart):
    page = take_apart(sweep_page(found, "esarisk sweep"))
    assert len(page.all("dt")) == len(facts(found))
    table = next(t for t in page.all("table") if t.all("caption")[0].text.startswith("Year by year"))
    years = [[cell.text for cell in row.all("td")] for row in table.all("tbody")[0].all("tr")]
    highest = [cells for cells in years if cells[0] == "2,500"]
    assert len(highest) == len(years) / 2
    assert all(cells[2].startswith("−") for cells in highest)


def test_the_page_shows_every_table_and_a_chart_the_one_that_its_lines_are_of(found):
    page = sweep_page(found, "esarisk sweep")
    for table in sweep_tables(found):
        assert f"<caption>{table.caption}" in page, table.name
    assert {exhibit.table.name for exhibit in sweep_exhibits(found)} == {
        table.name for table in sweep_tables(found)
    } - {table.name for table in more_tables(found)}
    for exhibit in sweep_exhibits(found):
        lines = [one for one in json.loads(exhibit.figure)["data"] if one["mode"] == "lines+markers"]
        drawn = {series.measure: list(series.values) for series in exhibit.table.series}
        assert all(one["y"] == pytest.approx(drawn[one["name"]]) for one in lines), exhibit.name


def test_every_table_of_a_sweep_fits_the_page_and_has_a_file_of_its_own(found, tmp_path):
    write_sweep(found, tmp_path, "esarisk sweep")
    tables = sweep_tables(found)
    files = {file.stem for file in (tmp_path / "tables").iterdir()}
    assert files >= {table.name for table in tables}
    for table in tables:
        assert max(map(len, table_text(table).splitlines())) <= PROSE, table.name
        told = pd.read_csv(tmp_path / "tables" / f"{table.name}.csv")
        assert told["value"].notna().sum() == sum(int(one.values.notna().sum()) for one in table.series)


def test_tables_that_a_new_sweep_has_not_go_with_the_old_one(found, tmp_path):
    write_sweep(found, tmp_path, "esarisk sweep")
    (tmp_path / "tables" / "mine.csv").write_text("mine")
    earlier = open_run(tmp_path).record
    write_sweep(replace(found, draws=1), tmp_path, "esarisk sweep", earlier=earlier)
    files = {file.name for file in (tmp_path / "tables").iterdir()}
    assert {"mine.csv", *(f"{table.name}.csv" for table in sweep_tables(replace(found, draws=1)))} <= files
    assert "sweep_breach.csv" not in files


def test_one_path_has_no_chance_and_no_band_on_its_page(found):
    one = replace(found, draws=1)
    assert [exhibit.name for exhibit in sweep_exhibits(one)] == ["spent", "jobs", "saved", "purse"]
    assert "P(breach)" not in sweep_page(one, "esarisk sweep")
    assert not any("fill" in trace for e in sweep_exhibits(one) for trace in json.loads(e.figure)["data"])
