"""Levels of money of a study: a scenario each, in the cube with what it funds."""

import numpy as np
import pytest

from esarisk.engine.run import run
from esarisk.errors import EsariskError
from esarisk.policy.schema import StudyCard
from esarisk.study import run_study

STUDY = StudyCard(
    name="levels",
    meaning="levels of money",
    vintage="2014-03",
    scenarios=["baseline"],
    funding={"work_programme": [0, 44, 88], "new_start": [50]},
    draws=8,
)


@pytest.fixture(scope="module")
def cube(library):
    return run(library, STUDY)


def test_every_level_is_a_scenario_and_says_what_it_funds(cube):
    names = [
        "baseline",
        "work-programme-at-0",
        "work-programme-at-44",
        "work-programme-at-88",
        "new-start-at-50",
    ]
    assert [str(name) for name in cube["scenario"].values] == names
    assert cube["funded"].values.tolist() == ["", "work_programme", "", "work_programme", "new_start"]
    np.testing.assert_array_equal(cube["funding"], [np.nan, 0.0, np.nan, 88.0, 50.0])
    np.testing.assert_array_equal(cube["scale"], [np.nan, 0.0, np.nan, 2.0, np.nan])


def test_money_of_the_baseline_is_the_baseline_and_other_money_is_not(cube):
    alone = cube["caseload_by_group"].sel(scenario="baseline").values
    for name, same in (
        ("work-programme-at-44", True),
        ("work-programme-at-0", False),
        ("new-start-at-50", False),
    ):
        assert np.array_equal(cube["caseload_by_group"].sel(scenario=name).values, alone) == same


def test_who_asks_for_scenarios_or_money_asks_for_no_other_level(library, tmp_path):
    def names(**changes):
        done = run_study("budget-2014", {"draws": 1, **changes}, tmp_path / "out", "", library=library)
        return [str(name) for name in done.cube["scenario"].values]

    assert names(scenarios=["baseline"]) == ["baseline"]
    assert names(scenarios=["baseline"], programmes=["new_start"], funding="10") == [
        "baseline",
        "new-start-at-10",
    ]
    whole = [card.name for card in library.scenarios_of(library.studies["budget-2014"])]
    assert whole[:1] == ["baseline"]
    assert "provision-2014-at-0" in whole
    assert "new-start-at-500" in whole


def test_a_mix_has_levels_as_multiples_of_its_money(library):
    """At one it is the baseline that it describes; at nought it has none of its programmes; the halves differ."""
    card = STUDY.model_copy(update={"funding": {"provision-2014": [0, 0.5, 1]}, "draws": 2})
    cube = run(library, card)
    names = ["baseline", *(f"provision-2014-at-{level}" for level in ("0", "0.5", "1"))]
    assert [str(name) for name in cube["scenario"].values] == names
    money = cube["programme_funding"].isel(year=0).to_pandas()
    assert money.loc["provision-2014-at-0.5"].to_dict() == {"work_programme": 22.0, "work_choice": 44.5}
    assert not money.loc["provision-2014-at-0"].any()
    people = cube["caseload_by_group"]
    assert np.array_equal(people.sel(scenario=names[3]).values, people.sel(scenario="baseline").values)
    lost = (people.sel(scenario=names[1]) - people.sel(scenario=names[2])).sum(["group", "phase"])
    assert float(lost.sel(statistic="mean").isel(year=-1)) > 0.0


def test_a_scenario_without_money_has_no_levels(library):
    card = STUDY.model_copy(update={"funding": {"freeze-2016": [2]}})
    with pytest.raises(EsariskError, match="funds no programme"):
        run(library, card)


@pytest.mark.parametrize(
    ("funding", "told"),
    [
        ("{new_strat: [50]}", "new_start"),
        ("{new_start: [-1]}", "at least 0"),
        ("{new_start: []}", "new_start"),
    ],
)
def test_what_is_no_level_of_a_programme_is_refused_in_a_line(library, tmp_path, funding, told):
    file = tmp_path / "own.yaml"
    file.write_text(
        "study:\n  name: own\n  meaning: m\n  vintage: 2014-03\n  scenarios: [baseline]\n"
        f"  funding: {funding}\n",
        encoding="utf-8",
    )
    with pytest.raises(EsariskError) as raised:
        run_study(str(file), {"draws": 1}, tmp_path / "out", "", library=library)
    (line,) = str(raised.value).splitlines()
    assert "own.yaml:6:" in line
    assert told in line
