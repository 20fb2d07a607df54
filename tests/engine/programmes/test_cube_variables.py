"""Programmes in a run's cube: the sweep's numbers, sums, and nothing where nothing is funded."""

from dataclasses import replace

import numpy as np
import pytest

from esarisk import cube as cubes
from esarisk.analysis.levels import levels_asked
from esarisk.analysis.programmes.sweep import sweep
from esarisk.engine.programmes.cube_variables import CHANGES
from esarisk.engine.run import run
from esarisk.policy.schema import ScenarioCard, StudyCard

VINTAGE = "2014-03"
SUMMED = {
    "starts": "programme_starts",
    "starts_change": "programme_starts_change",
    "gross_jobs": "programme_jobs_gross",
    "additional_jobs": "programme_jobs_additional",
    "spend": "programme_spending",
    "in_cap": "programme_saving_in_cap",
    "ame": "programme_saving_ame",
    "exchequer": "programme_exchequer",
}


def card(name, **funding):
    return ScenarioCard(name=name, meaning=name, funding=funding, competition="pro_rata")


@pytest.fixture(scope="module")
def library(library):
    """The library with three scenarios of money besides."""
    more = {
        "one": card("one", new_start=60),
        "two": card("two", new_start=60, work_programme=0),
        "same": card("same", work_programme=44),
    }
    return replace(library, scenarios=library.scenarios | more)


def cube_of(library, *scenarios, draws=16):
    study = StudyCard(name="s", meaning="m", vintage=VINTAGE, scenarios=list(scenarios), draws=draws)
    return run(library, study)


@pytest.fixture(scope="module")
def cube(library):
    return cube_of(library, "baseline", "one", "two")


def test_a_run_without_change_of_money_has_no_word_of_programmes(library):
    plain, same = cube_of(library, "baseline", draws=1), cube_of(library, "same", draws=1)
    assert not [name for name in [*plain.variables, *same.variables] if "programme" in str(name)]
    renamed = same.assign_coords(scenario=plain["scenario"])
    assert cubes.value_digest(renamed) == cubes.value_digest(plain)


def test_a_run_has_the_numbers_of_the_sweep_under_the_same_draws(library, cube):
    row = sweep(
        library, levels_asked(library, ["new_start"], "60", competition="pro_rata"), VINTAGE, draws=16
    )
    one = cube.sel(scenario="one", programme="new_start")
    for key, name in SUMMED.items():
        assert float(one[name].sum("year").mean()) == pytest.approx(row.rows[0][key], rel=1e-9), name
    room = cube["headroom"].sel(scenario="one") - cube["headroom"].sel(scenario="baseline")
    by_year = {year["year"]: year["headroom_change"] for year in row.years}
    for year in ("2015-16", "2018-19"):
        assert float(room.sel(year=year).mean()) == pytest.approx(by_year[year], rel=1e-6)


def test_a_scenario_without_its_own_baseline_in_the_study_saves_the_same(library, cube):
    alone = cube_of(library, "two")
    for name in CHANGES:
        np.testing.assert_allclose(
            alone[name].sel(scenario="two"),
            cube[name].sel(scenario="two"),
            rtol=1e-9,
            atol=1e-9,
            err_msg=name,
        )


def test_no_costing_counts_a_programme_unless_its_file_says_so(library, cube):
    assert (cube["policy_effect"] == 0.0).all()
    assert float(cube["policy_breach"].sum()) == 0.0
    assert float(cube["breach_by_draw"].sel(scenario="two").sum()) > float(
        cube["breach"].sel(scenario="two").sum()
    )
    programmes = dict(library.programmes)
    for name in ("new_start", "work_programme"):
        one = programmes[name]
        programmes[name] = replace(one, card=one.card.model_copy(update={"scored": "certified"}))
    counted = cube_of(replace(library, programmes=programmes), "baseline", "two")
    change = counted["in_scope_spending"].sel(scenario="two") - counted["in_scope_spending"].sel(
        scenario="baseline"
    )
    rounded = 5.0 * np.round(change.mean("draw") / 5.0)
    capped = np.isfinite(rounded)
    np.testing.assert_allclose(
        counted["policy_effect"].sel(scenario="two").where(capped), rounded.where(capped), atol=1e-9
    )


def test_what_programmes_save_together_is_what_the_projection_saves(cube):
    """Spending that is simulated, and what leavers claim elsewhere inside the cap, is all there is."""
    spending = cube["spending"].sum("line")
    saved = spending.sel(scenario="baseline") - spending.sel(scenario="two")
    two = cube.sel(scenario="two")
    mine = (two["programme_saving_in_cap"] + two["programme_other_in_scope"]).sum("programme")
    np.testing.assert_allclose(mine.transpose("year", "draw"), saved.transpose("year", "draw"), atol=1e-6)
    capped = cube["year"].isin(["2015-16", "2018-19"])
    whole = spending + cube["remainder"] + cube["programme_other_in_scope"].sum("programme")
    there = cube["in_scope_spending"]
    np.testing.assert_allclose(
        whole.transpose(*there.dims).isel(year=capped), there.isel(year=capped), rtol=1e-12
    )


def test_a_programme_at_its_baseline_changes_nothing_and_has_no_starts_of_its_own(cube):
    rest = cube.sel(scenario="one", programme="work_programme")
    assert bool(rest["programme_starts"].isnull().all())
    assert all(float(abs(rest[name]).sum()) == 0.0 for name in CHANGES)
    assert (rest["programme_funding"] == 44.0).all()


def test_a_programme_taken_away_has_less_than_nothing(cube):
    gone = cube.sel(scenario="two", programme="work_programme").sum(["year", "draw"])
    assert float(gone["programme_starts"]) == pytest.approx(0.0, abs=1e-6)
    names = ("starts_change", "participants", "jobs_additional", "spending", "saving_in_cap")
    assert all(float(gone[f"programme_{name}"]) < 0.0 for name in names)


def test_every_variable_says_its_unit_and_what_it_is(cube):
    for name in ["programme_starts", "programme_funding", *CHANGES]:
        assert cube[name].attrs["units"]
        assert len(cube[name].attrs["long_name"]) > 10
