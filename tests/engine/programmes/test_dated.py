"""Dated money: it acts in its months and in no others, and money that is the same in all is one number."""

import numpy as np
import pytest

from esarisk.analysis.programmes.projection import Projector
from esarisk.engine.programmes.dated import by_month, mean_money, steps
from esarisk.engine.programmes.eligibility import first_month
from esarisk.engine.programmes.funded import funded
from esarisk.engine.run import run
from esarisk.errors import EsariskError
from esarisk.policy.periods import funding_period
from esarisk.policy.schema import ScenarioCard, StudyCard

VINTAGE = "2014-03"
YEARS = ("2014-15", "2015-16", "2016-17", "2017-18", "2018-19", "2019-20", "2020-21")
MONTHS = 12


@pytest.fixture(scope="module")
def projector(library):
    return Projector(library, VINTAGE, "department", 2)


def card(thinner=(), rollover=None, **funding):
    kept = dict.fromkeys(funding, rollover) if rollover else {}
    return ScenarioCard(name="dated", meaning="m", funding=funding, thinner=list(thinner), rollover=kept)


def outcome(projector, **given):
    return projector.project(funded(projector.library, projector.seen, card(**given)))


def same(one, other):
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("monthly", "caseload", "groups")
    )


# --- one number ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [{}, {"rollover": {"month": 0.5, "year": 0.25}}, {"thinner": ["work_programme"]}],
    ids=["places", "carried on", "thinner"],
)
def test_the_same_money_every_year_is_one_number_to_the_bit(projector, more):
    whole = outcome(projector, work_programme=20.0, **more)
    by_year = outcome(projector, work_programme=dict.fromkeys(YEARS, 20.0), **more)
    in_months = outcome(projector, work_programme={"2014-04..2017-11": 20.0, "2017-12..": 20.0}, **more)
    assert same(whole, by_year)
    assert same(whole, in_months)
    assert np.array_equal(whole.starts, by_year.starts)


def test_the_money_of_the_baseline_in_every_year_is_no_change(projector):
    assert funded(projector.library, projector.seen, card(work_programme=dict.fromkeys(YEARS, 44.0))) == []


# --- months named, and others ----------------------------------------------------------------------


@pytest.mark.parametrize("more", [{}, {"rollover": {"month": 1.0, "year": 1.0}}], ids=["lost", "carried on"])
def test_money_from_a_later_year_leaves_the_months_before_to_the_bit(projector, more):
    rest, late = (
        projector.project([]),
        outcome(projector, new_start={"2017-18": 80.0, "2018-19": 80.0}, **more),
    )
    begins = 3 * MONTHS
    assert np.array_equal(late.monthly[:, :begins], rest.monthly[:, :begins])
    assert not late.starts[:, :begins].any()
    assert late.starts[:, begins : 5 * MONTHS].min() > 0.0


def test_a_programme_ends_when_its_money_does(projector):
    found = outcome(projector, new_start={"2014-15": 80.0})
    assert found.starts[:, :MONTHS].min() > 0.0
    assert not found.starts[:, MONTHS:].any()


def test_a_dated_cut_takes_baseline_provision_away_from_its_month_on(projector):
    rest, cut = projector.project([]), outcome(projector, work_programme={"2017-04..": 0.0})
    more, begins = outcome(projector, work_programme={"2017-04..": 88.0}), 3 * MONTHS
    assert np.array_equal(cut.monthly[:, :begins], more.monthly[:, :begins])
    # Rows of the clock stand apart where somebody may start, and add up in another order.
    np.testing.assert_allclose(cut.monthly[:, :begins], rest.monthly[:, :begins], rtol=1e-14)
    assert np.array_equal(cut.starts[:, :begins], cut.started.before[:, :begins])
    assert not cut.starts[:, begins:].any()
    assert cut.started.before[:, begins:].min() > 0.0
    assert (cut.monthly - rest.monthly)[:, -MONTHS:].sum() > 0.0


def test_thinner_help_is_thinner_in_the_months_named_alone(projector):
    rest = projector.project([])
    thin = outcome(projector, work_programme={"2017-18": 11.0}, thinner=["work_programme"])
    begins, ends = 3 * MONTHS, 4 * MONTHS
    np.testing.assert_allclose(thin.monthly[:, :begins], rest.monthly[:, :begins], rtol=1e-14)
    assert not thin.started.moved[:, ends:].any()
    assert thin.started.moved[:, begins:ends].any()


def test_a_second_rise_climbs_from_what_the_first_had_reached():
    money = np.array([0.0, 12.0, 12.0, 24.0, 24.0, 6.0, 6.0])
    held, since = steps(money, 0.0, 1, 4.0)
    np.testing.assert_array_equal(held, [0.0, 0.0, 0.0, 6.0, 6.0, 15.0, 15.0])
    np.testing.assert_array_equal(since, [-1, 0, 1, 0, 1, 0, 1])


def test_more_money_in_any_year_never_starts_fewer(projector):
    less = outcome(projector, new_start={"2015-16": 20.0, "2016-17": 40.0})
    more = outcome(projector, new_start={"2015-16": 30.0, "2016-17": 40.0})
    assert (more.starts - less.starts).sum() > 0.0
    assert (more.starts - less.starts)[:, : 2 * MONTHS].min() >= 0.0


# --- its own dates, and none -----------------------------------------------------------------------


def test_money_as_it_ran_is_money_in_the_months_of_its_file(projector):
    months = projector.seen.months[first_month(projector.seen) :]
    programme = projector.library.programmes["work_and_health_programme"]
    found = by_month(programme, {"as_it_ran": 60.0}, 0.0, months)
    named = funding_period(programme.card.ran)
    assert [bool(money) for money in found] == [named.start <= month.start <= named.end for month in months]
    assert mean_money(found) == pytest.approx(60.0 * 41 / 84)


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ({"2009-10": 5.0}, "'new_start' has money in 2009-10 alone, and 2014-04 to 2021-03 is projected"),
        ({"as_it_ran": 5.0}, "'new_start' never ran"),
        ({"2017": 5.0}, "'2017' is not a financial year: write it as 2017-18"),
    ],
)
def test_money_that_would_change_nothing_is_one_line(projector, amount, told):
    with pytest.raises(EsariskError, match=told) as error:
        funded(projector.library, projector.seen, card(new_start=amount))
    assert str(error.value).startswith("scenario 'dated': ")


# --- the cube --------------------------------------------------------------------------------------


def test_the_cube_has_money_by_year_and_its_mean_as_the_level(library):
    named = {"named": card(new_start={"2017-10..": 80.0})}
    library.scenarios.update(named)
    try:
        study = StudyCard(name="s", meaning="m", vintage=VINTAGE, scenarios=["baseline", "named"], draws=1)
        cube = run(library, study)
    finally:
        del library.scenarios["named"]
    money = cube["programme_funding"].sel(programme="new_start").values
    np.testing.assert_array_equal(money, [[0.0] * 7, [0.0, 0.0, 0.0, 40.0, 80.0, 80.0, 80.0]])
    assert float(cube["funding"][1]) == pytest.approx(40.0)
