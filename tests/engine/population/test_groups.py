"""Groups: who reaches pension age when, how many there are, who dies."""

import csv
from collections import defaultdict
from datetime import date
from fractions import Fraction
from math import log

import numpy as np
import pytest

from esarisk.engine.population.groups import (
    AGE_BANDS,
    SEXES,
    Groups,
    grown_up,
    pension_exit,
    people_by_age,
    under_pension_age,
)
from esarisk.policy.parameters import parameters_folder
from esarisk.policy.periods import add_months, month_period


def months(first, count):
    year, month = map(int, first.split("-"))
    starts = [add_months(date(year, month, 1), i) for i in range(count)]
    return [month_period(day.year, day.month) for day in starts]


def leavers(seen, sex, year, first, count):
    """Month → twelfths of the group that reach pension age in it, and what the exit share was."""
    one = Groups((sex,), (year,))
    span = months(first, count)
    exits = pension_exit(seen.known, one, span)[0]
    left, found = 1.0, {}
    for month, share in zip(span, exits, strict=True):
        if share > 0:
            found[month.start.isoformat()[:7]] = left * share * 12
        left *= 1 - share
    return found, left


def rows(name):
    with (parameters_folder() / "population" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


TWO_MONTHLY = [
    "2014-05", "2014-07", "2014-09", "2014-11", "2015-01", "2015-03",
    "2015-05", "2015-07", "2015-09", "2015-11", "2016-01", "2016-03",
]  # fmt: skip


def test_women_born_in_1952_53_leave_by_twelfths_every_other_month(seen):
    found, left = leavers(seen, "female", 1952, "2013-04", 60)
    assert list(found) == TWO_MONTHLY
    assert list(found.values()) == pytest.approx([1.0] * 12)
    assert left == 0


def test_the_share_of_those_left_who_go_rises_from_a_twelfth_to_all(seen):
    exits = pension_exit(seen.known, Groups(("female",), (1952,)), months("2013-04", 60))[0]
    expected = [float(Fraction(1, 12 - i)) for i in range(12)]
    assert exits[exits > 0] == pytest.approx(expected)


def test_women_born_in_1953_54_leave_every_fourth_month_as_the_act_of_2011_has_it(seen):
    # Pensions Act 2011 Schedule 1: 6 July 2016, 6 November 2016, 6 March 2017 … 6 November 2018
    found, left = leavers(seen, "female", 1953, "2016-01", 48)
    by_timetable = defaultdict(float)
    for row in rows("population_state_pension_age.csv"):
        starts = row["dob_from"]
        if row["sex"] in {"female", "both"} and "1953-04-06" <= starts < "1954-04-06" and row["spa_date"]:
            by_timetable[row["spa_date"][:7]] += 1
    assert found == pytest.approx(by_timetable)
    assert list(found)[:3] == ["2016-07", "2016-11", "2017-03"]
    assert left == 0


def test_men_born_in_1949_50_leave_at_sixty_five_a_twelfth_each_month(seen):
    found, left = leavers(seen, "male", 1949, "2013-04", 60)
    assert list(found) == [month.start.isoformat()[:7] for month in months("2014-04", 12)]
    assert list(found.values()) == pytest.approx([1.0] * 12)
    assert left == 0


@pytest.mark.parametrize("year", range(1948, 1953))
def test_men_born_before_december_1953_are_sixty_five_when_they_leave(seen, year):
    found, _ = leavers(seen, "male", year, f"{year + 65}-04", 12)
    assert sum(found.values()) == pytest.approx(12)


def test_every_group_that_reaches_pension_age_in_time_ends_with_everybody_out(seen, groups, fixed):
    left = np.prod(1 - fixed.pension_exit, axis=0)
    after = add_months(seen.months[-1].start, 1)
    under = under_pension_age(seen.known, groups, [seen.months[0].start, after])
    assert (left[under[:, 1] == 0] == 0).all()
    assert left == pytest.approx(under[:, 1] / under[:, 0])
    assert ((fixed.pension_exit >= 0) & (fixed.pension_exit <= 1)).all()


@pytest.mark.parametrize("sex", SEXES)
def test_the_timetable_by_birth_agrees_with_the_one_by_month(seen, sex):
    born = range(1944, 1962)
    cutoffs = {
        row["month"]: date.fromisoformat(row["born_on_or_before"])
        for row in rows("population_state_pension_age_by_month.csv")
        if row["sex"] == sex
    }
    days = [date.fromisoformat(f"{month}-01") for month in cutoffs]
    under = under_pension_age(seen.known, Groups((sex,) * len(born), tuple(born)), days)
    for g, year in enumerate(born):
        middles = [add_months(date(year, 4, 20), i) for i in range(12)]
        expected = [sum(middle > cutoff for middle in middles) / 12 for cutoff in cutoffs.values()]
        assert under[g].tolist() == pytest.approx(expected), f"{sex} born {year}"


def test_groups_hold_everybody_from_sixteen_to_pension_age_once(seen, groups):
    first, last = seen.months[0].start, seen.months[-1].end
    held = set(zip(groups.sex, groups.birth_year, strict=True))
    assert len(held) == len(groups)
    every = Groups(("female", "male") * 80, tuple(y for y in range(1935, 2015) for _ in range(2)))
    under = under_pension_age(seen.known, every, [first])[:, 0]
    grown = grown_up(every, [last])[:, 0]
    wanted = zip(every.sex, every.birth_year, under * grown > 0, strict=True)
    assert {(sex, year) for sex, year, holds in wanted if holds} == held


@pytest.mark.parametrize("year", [2013, 2015, 2018])
@pytest.mark.parametrize("band", ["18-24", "25-34", "35-44", "45-49", "50-54", "55-59"])
def test_people_fold_back_to_the_published_bands_at_mid_year(seen, groups, year, band):
    month = [month_period(year, 7)]
    first, after = AGE_BANDS[band]
    counts = people_by_age(seen.known, groups, month, first, after)[:, 0]
    for sex in SEXES:
        inside = np.array(groups.sex) == sex
        published = [
            float(row["people"])
            for row in rows("population_people.csv")
            if (row["mid_year"], row["sex"], row["age_band"]) == (str(year), sex, band)
        ]
        # the month starts a day after the estimate
        assert counts[inside].sum() == pytest.approx(published[0], rel=1e-3)


@pytest.mark.parametrize(
    ("sex", "year", "month", "age"), [("male", 1955, "2015-11", 60), ("female", 1990, "2018-02", 27)]
)
def test_the_hazard_of_death_is_the_life_tables_a_twelfth_at_a_time(
    seen, groups, fixed, sex, year, month, age
):
    g = groups.labels.index(f"{sex} born {year}-{(year + 1) % 100:02d}")
    m = [period.start.isoformat()[:7] for period in seen.months].index(month)
    wanted = (month[:4], sex, str(age))
    table = rows("population_mortality.csv")
    q = [float(r["qx"]) / 1e5 for r in table if (r["year"], r["sex"], r["age"]) == wanted]
    assert fixed.mortality[m, g] == pytest.approx(-log(1 - q[0]) / 12, rel=1e-12)


def test_men_die_sooner_than_women_and_the_old_sooner_than_the_young(groups, fixed):
    hazard = {label: fixed.mortality[60, g] for g, label in enumerate(groups.labels)}
    assert hazard["male born 1960-61"] > hazard["female born 1960-61"]
    assert hazard["male born 1960-61"] > hazard["male born 1980-81"]
