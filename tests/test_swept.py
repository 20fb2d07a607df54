"""A sweep's folder is that of a run: its cube has a scenario a level, and whoever reads runs reads it."""

import numpy as np
import pytest

from esarisk.analysis.levels import levels_asked
from esarisk.analysis.programmes.sweep import sweep
from esarisk.engine.run import run
from esarisk.policy.schema import StudyCard
from esarisk.policy.settings import with_settings
from esarisk.runs import open_run
from esarisk.study import rewrite_report, write_workbook
from esarisk.swept import write_sweep


@pytest.fixture(scope="module")
def found(library):
    return sweep(library, levels_asked(library, ["new_start"], "0,50,200"), "2014-03", draws=16)


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    return write_sweep(found, tmp_path_factory.mktemp("swept") / "out", "esarisk sweep").folder


def test_every_level_is_a_scenario_with_its_money_and_groups(folder):
    cube = open_run(folder).cube
    names = ["baseline", "new-start-at-0", "new-start-at-50", "new-start-at-200"]
    assert [str(name) for name in cube["scenario"].values] == names
    np.testing.assert_array_equal(cube["funding"], [np.nan, np.nan, 50.0, 200.0])
    for name in ("caseload_by_group", "spending_by_group"):
        assert np.isfinite(cube[name].values).all()
        assert not np.array_equal(cube[name].sel(scenario=names[3]), cube[name].sel(scenario=names[0]))


def test_the_cube_is_that_of_a_study_with_these_levels(library, found):
    """One projection, asked by two commands: the same to the bit."""
    card = StudyCard(
        name="s",
        meaning="m",
        vintage="2014-03",
        scenarios=["baseline"],
        funding={"new_start": [0, 50, 200]},
        draws=16,
    )
    cube = run(library, card)
    for name in cube.data_vars:
        assert np.array_equal(cube[name], found.cube[name], equal_nan=True), name


def test_rows_say_what_the_cube_says(found):
    cube = found.cube
    for row, name in zip(found.rows[1:], ("new-start-at-50", "new-start-at-200"), strict=True):
        one = cube.sel(scenario=name)
        for key, variable in (("spend", "spending"), ("in_cap", "saving_in_cap"), ("exchequer", "exchequer")):
            whole = float(one[f"programme_{variable}"].sum(["year", "programme"]).mean())
            assert row[key] == pytest.approx(whole, rel=1e-9), key
        at = one["breach"].sel(year=row["breach_year"])
        assert row["breach"] == float(at.mean())
        ground = cube["breach"].sel(scenario="baseline", year=row["breach_year"])
        assert row["breach_change"] == pytest.approx(float((at - ground).mean()))


def test_whoever_reads_runs_reads_a_sweep(folder):
    rewrite_report(folder)
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "new-start-at-200" in text
    assert "esarisk sweep" in text
    assert write_workbook(folder)[1].is_file()


def test_the_rounding_of_costings_is_a_lever(library):
    """To the nearest thousand million the end of a component rounds to none, and to the pound it does not."""
    card = StudyCard(
        name="s", meaning="m", vintage="2014-03", scenarios=["baseline", "wrac-abolished-2017"], draws=1
    )
    certified = {}
    for rounding in (0.0, 5.0, 1_000.0):
        cube = run(with_settings(library, {"cap.costing_rounding": rounding}), card)
        certified[rounding] = cube["policy_effect"].sel(scenario="wrac-abolished-2017").values
    assert not certified[1_000.0].any()
    assert np.array_equal(certified[5.0], 5.0 * np.round(certified[0.0] / 5.0))
    assert not np.array_equal(certified[5.0], certified[0.0])
    usual = run(library, card)["policy_effect"].sel(scenario="wrac-abolished-2017").values
    assert np.array_equal(usual, certified[5.0])
