"""Measures beside their costings: signs, ratios only on one's own baseline, what is left over."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from esarisk.analysis.validation.costings import costings, out_of_scope
from esarisk.cli import main
from esarisk.engine.run import run
from esarisk.policy.schema import ScenarioCard
from esarisk.study import run_study


@pytest.fixture(scope="module")
def table(library):
    study = library.pick("studies", "measures-2014").model_copy(update={"draws": 1})
    return costings(library, run(library, study), cards_of(library, study))


def cards_of(library, study):
    return [library.scenarios[name] for name in study.scenarios]


def effect(table, measure, year):
    return float(table[(table["measure"] == measure) & (table["year"] == year)]["model"].iloc[0])


@pytest.mark.parametrize(
    "measure", ["benefit-freeze-2016", "wrac-abolished-2017", "contributory-time-limit-2012"]
)
def test_a_cut_gains(table, measure):
    assert effect(table, measure, "2018-19") > 0


def test_the_rise_of_one_per_cent_changes_only_years_whose_rates_were_not_known(table):
    assert effect(table, "uprating-one-per-cent-2013", "2014-15") == pytest.approx(0)
    assert effect(table, "uprating-one-per-cent-2013", "2015-16") > 0


def test_what_measures_do_together_is_each_alone_and_what_is_left_over(table):
    alone = [effect(table, name, "2019-20") for name in ("benefit-freeze-2016", "wrac-abolished-2017")]
    together = effect(table, "later-measures (together)", "2019-20")
    left = effect(table, "later-measures (interaction)", "2019-20")
    assert together == pytest.approx(sum(alone) + left)
    # The component that is taken away was frozen: together they gain less than each alone.
    assert left < 0


def test_no_ratio_stands_on_another_baseline(table):
    costed = table[table["costing"].notna()]
    assert len(costed) > 0
    assert costed["ratio"].isna().all()
    assert (costed["note"] == "not comparable: another baseline").all()


def test_a_ratio_stands_where_vintage_and_costing_are_one(library):
    study = library.pick("studies", "measures-2014").model_copy(update={"draws": 1})
    name = "wrac-abolished-2017"
    day = library.vintages["2014-03"].date
    measures = {**library.measures, name: library.measures[name].model_copy(update={"announced": day})}
    own = replace(library, measures=measures)
    rows = costings(own, run(own, study), cards_of(own, study))
    row = rows[(rows["measure"] == name) & (rows["year"] == "2018-19")].iloc[0]
    assert row["ratio"] == pytest.approx(row["model"] / 225)


def test_measures_without_a_mechanism_are_named_and_no_other_is(library):
    without = out_of_scope(library)
    names = set(without["measure"])
    assert "Employment and Support Allowance: waiting days" in names
    assert not names & {m.costing for m in library.measures.values()}
    assert np.isfinite(without["costing"]).all()


OWN = """scenario:
  name: my-cut
  meaning: No component, and New Start with more money
  measures: [wrac-abolished-2017]
  funding: {new_start: 100}
"""


def test_a_scenario_from_a_file_has_its_costings(library, tmp_path):
    """The record holds the scenario, which no library has; what it funds besides is not the measure's."""
    file = tmp_path / "mine.yaml"
    file.write_text(OWN)
    asked = ["baseline", str(file), "wrac-abolished-2017"]
    done = run_study("budget-2014", {"draws": 1, "scenarios": asked}, tmp_path / "out", "esarisk run")
    cards = [ScenarioCard.model_validate(card) for card in done.record["scenarios"]]
    table = costings(library, done.cube, cards)
    assert set(table["measure"]) == {"my-cut (together)", "wrac-abolished-2017"}
    assert effect(table, "my-cut (together)", "2018-19") != effect(table, "wrac-abolished-2017", "2018-19")
    shown = CliRunner().invoke(main, ["costings", str(tmp_path / "out")])
    assert shown.exit_code == 0, shown.output
    assert "money of new_start" in shown.output
