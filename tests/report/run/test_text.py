"""What the terminal shows of a run adds up on its face and says what it is of."""

import numpy as np
import pytest

from esarisk.report.run.text import cap_text, chances_text
from esarisk.report.tables.programmes import beside_baseline
from esarisk.report.tables.run import cap_frame, gains
from esarisk.study import run_study


@pytest.fixture(scope="module")
def target_run(library, tmp_path_factory):
    changes = {"draws": 16}
    done = run_study("spring-2024", changes, tmp_path_factory.mktemp("target") / "out", "", library=library)
    return done.cube, done.record


def rows_of(text: str, title: str) -> list[dict[str, str]]:
    """Cells of the table under a title, by heading: columns stand where the heading's words end."""
    lines = text[text.index(title) :].splitlines()[1:]
    heads = lines[0].split("  ")
    heads = [head.strip() for head in heads if head.strip()]
    found = []
    for line in lines[2:]:
        cells = [cell.strip() for cell in line.replace(" ±", "±").split("  ") if cell.strip()]
        if len(cells) != len(heads):
            break
        found.append(dict(zip(heads, cells, strict=True)))
    return found


@pytest.mark.parametrize("run", ["small_run", "target_run"])
def test_headroom_is_cap_and_margin_less_spending_on_the_face_of_the_table(run, request):
    text = cap_text(*request.getfixturevalue(run))
    rows = [row for row in rows_of(text, "Cap and margin") if row["cap"] != "–"]
    assert rows
    for row in rows:
        spent = float(row.get("adjusted", row["inside cap"]).rstrip("*"))
        assert float(row["headroom"]) == pytest.approx(
            float(row["cap"]) + float(row["margin"]) - spent, abs=0.201
        )
    assert "Headroom is cap plus margin less" in text


def test_the_table_of_the_cap_has_adjustments_where_the_rule_has_them(target_run, small_run):
    assert "adjusted" in rows_of(cap_text(*target_run), "Cap and margin")[0]
    assert "adjusted" not in rows_of(cap_text(*small_run), "Cap and margin")[0]


def test_every_scenario_has_its_chance_of_breach(small_run):
    cube = small_run[0]
    rows = {row["scenario"]: row for row in rows_of(chances_text(cube), "P(breach) of every scenario")}
    assert set(rows) == {str(name) for name in cube["scenario"].values}
    for name, row in rows.items():
        share = float(cube["breach"].sel(scenario=name, year="2018-19").mean())
        assert row["2018-19"].split("%")[0] == f"{100 * share:.0f}"


def test_breaches_by_the_policy_clause_alone_are_told(small_run):
    """A scenario that spends a little more in every draw fails wherever spending lies above the cap."""
    cube = small_run[0].copy(deep=True)
    name = str(cube["scenario"].values[1])
    cube["breach"].loc[{"scenario": name}] = 1.0
    cube["forecasting_breach"].loc[{"scenario": name}] = 0.0
    assert f"{name}, by the policy clause alone: 2015-16 100 points" in chances_text(cube)
    assert "however little" in chances_text(cube)


def test_a_change_of_money_is_a_gain_and_adds_up(small_run):
    cube, record = small_run
    table = gains(cube)
    assert (table.loc["freeze-2016", "2018-19"]) > 0.0
    total = cube["spending"].sum(["phase", "basis", "line"])
    spent = (total.sel(scenario="freeze-2016") - total.isel(scenario=0)).mean("draw").sum()
    assert table.loc["freeze-2016"].sum() == pytest.approx(-float(spent))
    text = cap_text(cube, record)
    assert rows_of(text, "Change of incapacity spending")[0]["2018-19"].startswith("+")
    assert "Positive = gain to the Exchequer" in text
    assert "more spending)" not in text


def test_one_path_has_no_chance_and_no_band(central_run):
    text = cap_text(*central_run)
    assert "central path" in text
    assert "%" not in text.partition("outturn")[0]
    assert "10th" not in text
    assert "P(breach)" not in text
    verdicts = {row["year"]: row["fails the rule"] for row in rows_of(text, "Cap and margin")}
    breach = central_run[0]["breach"].isel(scenario=0, draw=0).to_series().dropna()
    assert {year: verdicts[year] for year in breach.index} == {
        y: "yes" if b else "no" for y, b in breach.items()
    }


def test_sentences_under_tables_fit_and_no_number_is_minus_nought(small_run, target_run):
    for run in (small_run, target_run):
        text = cap_text(*run)
        assert max(map(len, text.splitlines())) <= 104
        cells = [cell.rstrip("%*") for line in text.splitlines() for cell in line.split()]
        assert not {cell for cell in cells if cell in {"-0", "-0.0", "-0.00", "+0", "nan", "+0.0"}}


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
