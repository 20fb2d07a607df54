"""Scenarios of programmes that come with the model: each runs and funds what it says, when it says."""

import numpy as np
import pytest

from esarisk.engine.run import run
from esarisk.policy.schema import StudyCard

READY = {
    "half-of-coalition": {"work_programme": -1, "work_choice": -1, "work_and_health_programme": 1},
    "fifth-of-coalition": {"work_programme": -1, "work_choice": -1, "work_and_health_programme": 1},
    "work-and-health-as-published": {"work_programme": -1, "work_choice": -1, "work_and_health_programme": 1},
    "new-start-as-proposed": {"work_programme": -1, "new_start": 1},
    "third-of-adviser-time": {"second_interview": 1, "caseloading": 1, "work_choice": 1},
    "prognosis-pilots": {
        "pilot_health_led": 1,
        "pilot_jobcentre_led": 1,
        "pilot_work_programme_led": 1,
    },
}


@pytest.fixture(scope="module")
def cube(library):
    study = StudyCard(name="ready", meaning="m", vintage="2014-03", scenarios=list(READY), draws=1)
    return run(library, study)


@pytest.mark.parametrize("name", READY)
def test_each_funds_what_it_says_and_starts_people_accordingly(cube, name):
    one = cube.sel(scenario=name).isel(draw=0)
    for programme, sign in READY[name].items():
        change = one["programme_starts_change"].sel(programme=programme).values
        assert np.sign(change.sum()) == sign, programme
        assert np.isfinite(one["programme_spending"].sel(programme=programme).values).all()


@pytest.mark.parametrize(
    ("name", "programme", "first"),
    [
        ("half-of-coalition", "work_programme", "2017-18"),
        ("half-of-coalition", "work_and_health_programme", "2017-18"),
        ("new-start-as-proposed", "new_start", "2017-18"),
        ("prognosis-pilots", "pilot_health_led", "2014-15"),
    ],
)
def test_nothing_moves_before_its_date(cube, name, programme, first):
    change = cube["programme_starts_change"].sel(scenario=name, programme=programme).isel(draw=0)
    moved = [str(year) for year in change["year"].values if float(change.sel(year=year)) != 0.0]
    assert moved[0] == first


def test_pilots_take_people_on_for_nine_months_of_which_four_are_projected(cube):
    starts = (
        cube["programme_starts"].sel(scenario="prognosis-pilots", programme="pilot_health_led").isel(draw=0)
    )
    assert 1_000 < float(starts.sel(year="2014-15")) < 1_400  # a third of a thousand a month
    assert float(starts.sel(year="2015-16")) == 0.0


def test_a_fifth_starts_fewer_than_a_half(cube):
    starts = (
        cube["programme_starts_change"].sel(programme="work_and_health_programme").isel(draw=0).sum("year")
    )
    assert 0.0 < starts.sel(scenario="fifth-of-coalition") < starts.sel(scenario="half-of-coalition")


def test_nobody_starts_what_another_scenario_funds(cube):
    for name, funded in READY.items():
        one = cube["programme_starts_change"].sel(scenario=name).isel(draw=0).sum("year")
        assert {str(p) for p in one["programme"].values if float(one.sel(programme=p)) != 0.0} == set(funded)
