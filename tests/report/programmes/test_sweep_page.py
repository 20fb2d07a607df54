"""The page of a sweep: money spent of money offered, what is not known said, P(breach) as a level."""

import json

import pandas as pd
import pytest

from esarisk.analysis.programmes.question import question_of
from esarisk.analysis.programmes.sweep import sweep
from esarisk.report.charts.sweep import breach_sentence, exhausted, level_data, sweep_exhibits
from esarisk.report.programmes.sweep import reading
from esarisk.report.programmes.sweep_page import facts, headline, sweep_page


@pytest.fixture(scope="module")
def found(library):
    return sweep(library, question_of(library, ["new_start"], "0,50,2000,2500"), "2014-03", draws=16)


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
    assert most["spend"] < 0.2 * level_data(found)["offered"].iloc[-1]
    assert f"£{most['spend']:,.0f}m is spent" in words
    assert f"£{most['cost_per_additional_job']:,.0f} each" in words


def test_the_facts_give_the_interval_of_what_is_saved_and_the_level_of_the_chance(found):
    by_name = {fact.name: fact for fact in facts(found)}
    saved = next(fact for name, fact in by_name.items() if name.startswith("Saved inside the cap"))
    most = found.rows[-1]
    assert most["in_cap_low"] < 0.0 < most["in_cap_high"]
    assert "its sign is not known" in saved.words
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
    rows = page.rows("Year by year at £2,500m a year")
    assert rows["2018-19"][1].startswith("−")
