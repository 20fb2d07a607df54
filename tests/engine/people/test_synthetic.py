"""Synthetic people: every margin met, attributes of the right kind, the same luck again."""

import numpy as np
import pandas as pd
import pytest

from esarisk.engine.people.margins import Margin, rake
from esarisk.engine.people.synthetic import month_of, population
from esarisk.policy.stack import vintage
from esarisk.report.people.population import write_people

pytestmark = pytest.mark.slow
PEOPLE = 20_000


@pytest.fixture(scope="module")
def made(library, seen):
    return population(library, seen, PEOPLE)


def test_every_margin_that_holds_anybody_is_met_to_a_person(made):
    held = made.margins[made.margins["population"] > 0]
    assert len(held) > 80
    assert held["difference"].abs().max() < 0.5


def test_no_cell_with_people_in_it_is_left_empty(made):
    empty = made.margins[(made.margins["population"] == 0) & (made.margins["target"] > 0)]
    assert empty["target"].sum() < 1e-4 * made.people["weight"].sum()


def test_margins_say_where_they_are_from(made):
    assert (made.margins["source"].str.len() > 0).all()
    assert set(made.margins["grade"]) <= {"A", "B", "C", "D"}


def test_everybody_adds_up_to_the_published_count_of_february_2014(seen, made):
    table = seen.known.table("population.incapacity_stock_by_age")
    counted = table[(table["at"] == "2014-02") & (table["age_band"] != "total")]["value"].sum()
    assert made.month == "2014-02"
    assert made.people["weight"].sum() == pytest.approx(counted, rel=1e-9)


def test_the_public_view_knows_an_older_count_than_the_department(library):
    public = vintage(library, "2014-03", "public")
    ages = population(library, public, 5_000).margins.query("attribute == 'age'")
    assert ages["source"].str.contains("2013-08").all()


def test_the_month_is_the_last_that_had_ended_by_the_vintages_date(seen):
    assert seen.months[month_of(seen)].end < seen.day
    assert seen.months[month_of(seen) + 1].end >= seen.day


def test_attributes_agree_with_each_other(made):
    people = made.people
    couples = people["household"].astype(str).str.startswith("couple")
    assert (people["partner"] == couples).all()
    assert (people.loc[people["severe_disability"] > 0, "disability_benefit"]).all()
    assert (people.loc[people["basis"] == "credits_only", "weekly_award"] == 0).all()
    assert (people["age"] >= 16).all()
    assert (people["weight"] > 0).all()


def test_what_luck_alone_gives_is_alike_in_every_phase(made):
    """Region and condition enter no hazard, so phases do not differ in them beyond chance."""
    for attribute in ("region", "condition"):
        counts = pd.crosstab(made.people["phase"], made.people[attribute])
        expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.to_numpy().sum()
        cells = expected > 0
        statistic = float(((counts.to_numpy() - expected)[cells] ** 2 / expected[cells]).sum())
        freedom = (np.count_nonzero(counts.sum(axis=1)) - 1) * (counts.shape[1] - 1)
        assert statistic < freedom + 5 * np.sqrt(2 * freedom)


def test_the_same_seed_makes_the_same_people_and_another_makes_others(library, seen, made):
    again, other = (population(library, seen, PEOPLE, seed) for seed in (0, 1))
    pd.testing.assert_frame_equal(made.people, again.people)
    assert not made.people["household"].head(1000).equals(other.people["household"].head(1000))


def test_people_written_to_parquet_read_back_the_same(made, tmp_path):
    file = tmp_path / "people.parquet"
    write_people(made.people, file)
    read = pd.read_parquet(file)
    assert list(read.columns) == list(made.people.columns)
    assert read["weight"].sum() == made.people["weight"].sum()
    assert (read["phase"].astype(str) == made.people["phase"].astype(str)).all()


def test_raking_meets_two_margins_at_once_and_leaves_an_empty_cell_empty():
    codes = np.array([0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 1])
    targets = np.array([40.0, 60.0]), np.array([30.0, 70.0, 5.0])
    names = [("", "a"), ("", "b")], [("", "c"), ("", "d"), ("", "nobody")]
    margins = [Margin("m", n, c, t, "made up", "D") for n, c, t in zip(names, codes, targets, strict=True)]
    weights = rake(margins, 5, 100.0)
    assert margins[0].totals(weights) == pytest.approx([40, 60])
    assert margins[1].totals(weights) == pytest.approx([30, 70, 0])
