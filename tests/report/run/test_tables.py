"""What the terminal shows of a run adds up on its face and says what it is of."""

import numpy as np
import pytest

from esarisk.report.run.tables import all_tables, beside_baseline, chance_tables, run_text
from esarisk.report.tables.cap import cap_table
from esarisk.report.tables.run import cap_frame
from esarisk.report.tables.scorecard import gain_frame, scorecard
from esarisk.report.writers.terminal import table_text
from esarisk.study import run_study


@pytest.fixture(scope="module")
def target_run(library, tmp_path_factory):
    changes = {"draws": 16}
    done = run_study("spring-2024", changes, tmp_path_factory.mktemp("target") / "out", "", library=library)
    return done.cube, done.record


def rows_of(table) -> dict[str, dict[str, str]]:
    """Cells as they are printed by row and heading."""
    heads = [column.heading for column in table.columns]
    return {name.rstrip("*"): dict(zip(heads, cells, strict=True)) for name, cells in table.rows}


def number(cell: str) -> float:
    return float(cell.replace("−", "-").replace(",", ""))


@pytest.mark.parametrize("run", ["small_run", "target_run"])
def test_headroom_is_cap_and_margin_less_spending_on_the_face_of_the_table(run, request):
    table = cap_table(*request.getfixturevalue(run))
    rows = [row for row in rows_of(table).values() if row["Cap"] != "–"]
    assert rows
    for row in rows:
        spent = number(row.get("After adjustments", row["Inside the cap"]))
        assert number(row["Headroom"]) == pytest.approx(
            number(row["Cap"]) + number(row["Margin"]) - spent, abs=0.201
        )
    assert "Headroom is cap plus margin less" in " ".join(table.notes)


def test_the_table_of_the_cap_has_adjustments_where_the_rule_has_them(target_run, small_run):
    assert "After adjustments" in [column.heading for column in cap_table(*target_run).columns]
    assert "After adjustments" not in [column.heading for column in cap_table(*small_run).columns]


def test_every_scenario_has_its_chance_of_breach(small_run):
    cube = small_run[0]
    rows = rows_of(chance_tables(cube)[0])
    assert set(rows) == {str(name) for name in cube["scenario"].values}
    for name, row in rows.items():
        share = float(cube["breach"].sel(scenario=name, year="2018-19").mean())
        assert row["2018-19"].split("%")[0] == f"{100 * share:.0f}"


def test_breaches_by_the_policy_clause_alone_are_told(small_run):
    """A scenario that a costing says raises spending fails wherever spending lies above the cap."""
    cube = small_run[0].copy(deep=True)
    name = str(cube["scenario"].values[1])
    cube["breach"].loc[{"scenario": name}] = 1.0
    cube["forecasting_breach"].loc[{"scenario": name}] = 0.0
    said = " ".join(chance_tables(cube)[0].notes)
    assert f"{name}, by the policy clause alone: 2015-16 100 points" in said
    assert "one costing would certify" in said


def test_a_change_of_money_is_a_gain_and_adds_up(small_run):
    cube, _ = small_run
    table = gain_frame(cube).set_index(["scenario", "year"])["mean"]
    assert table["freeze-2016", "2018-19"] > 0.0
    total = cube["spending"].sum("line")
    spent = (total.sel(scenario="freeze-2016") - total.isel(scenario=0)).mean("draw").sum()
    assert table["freeze-2016"].sum() == pytest.approx(-float(spent))
    card = scorecard(cube)
    assert rows_of(card)["freeze-2016"]["2018-19"].startswith("+")
    assert number(rows_of(card)["freeze-2016"]["Sum"]) == pytest.approx(-float(spent), abs=0.5)
    assert "Positive = gain to the Exchequer" in " ".join(card.notes)


def test_one_path_has_no_chance_and_no_band(central_run):
    text = run_text(*central_run)
    assert "central path" in text
    assert "%" not in text.partition("outturn")[0]
    assert "10th" not in text
    assert "P(breach)" not in text
    verdicts = {year: row["Fails the rule"] for year, row in rows_of(cap_table(*central_run)).items()}
    breach = central_run[0]["breach"].isel(scenario=0, draw=0).to_series().dropna()
    assert {year: verdicts[year] for year in breach.index} == {
        y: "yes" if b else "no" for y, b in breach.items()
    }


def test_sentences_under_tables_fit_and_no_number_is_minus_nought(small_run, target_run):
    for run in (small_run, target_run):
        text = "\n".join([run_text(*run), *map(table_text, all_tables(*run))])
        assert max(map(len, text.splitlines())) <= 100
        cells = [cell.rstrip("%*") for line in text.splitlines() for cell in line.replace("−", "-").split()]
        assert not {cell for cell in cells if cell in {"-0", "-0.0", "-0.00", "+0", "nan", "+0.0"}}


def test_every_table_of_a_run_has_a_name_of_its_own(small_run, target_run):
    for run in (small_run, target_run):
        names = [table.name for table in all_tables(*run)]
        assert len(names) == len(set(names))


def test_adjusted_is_blank_where_the_rule_has_no_adjustments(small_run, target_run):
    assert np.isnan(cap_frame(small_run[0])["adjusted"]).all()
    assert cap_frame(target_run[0])["adjusted"].notna().any()


@pytest.mark.parametrize(
    ("money", "baseline", "words"),
    [
        (50, 89, "£50m a year is £39m less than the £89m of baseline provision"),
        (100, 89, "£11m more than"),
        (5, 0, "provides none"),
    ],
)
def test_money_is_told_beside_what_the_baseline_provides(money, baseline, words):
    assert words in beside_baseline("Work Choice", money, baseline)
