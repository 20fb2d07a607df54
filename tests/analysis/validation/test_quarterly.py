"""The quarterly cube: people balance, the move is one for one, scores are as recorded."""

import json
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from esarisk.analysis.validation.backtest import backtest
from esarisk.analysis.validation.calibrate import names_of, targets_of
from esarisk.analysis.validation.quarterly import (
    FITTED_CASE,
    HELD_CASE,
    STILL_CASE,
    TRAINED_CASE,
    errors,
    migration,
    quarterly,
    scores,
    spending,
    worst_cell,
)
from esarisk.errors import EsariskError
from esarisk.policy.fitted import fit_digest
from esarisk.policy.stack import vintage
from esarisk.policy.start_stock import cube_rows
from esarisk.report.validation.quarterly import (
    finding,
    misses,
    quarterly_records,
    quarterly_tables,
    quarterly_text,
)
from esarisk.report.validation.quarterly_page import render
from esarisk.report.validation.scores import backtest_text, outturn_score

pytestmark = pytest.mark.slow
GOLDEN = Path(__file__).parents[2] / "golden" / "quarterly.json"
WIDEST = 100
TOLERANCE = 0.02
"""Of a root mean square error [per cent of ESA]."""


@pytest.fixture(scope="module")
def cases(library):
    return {case.name: case for case in quarterly(library)}


def test_people_in_are_people_out_for_every_group(cases):
    for name in (FITTED_CASE, TRAINED_CASE, STILL_CASE):
        assert cases[name].balance < 1e-6


def test_every_cell_of_every_later_quarter_is_compared(cases, library):
    rows = cube_rows(library.parameters)
    for case in cases.values():
        assert len(case.cells) == (rows["at"] > "2018-05").sum() == 31 * 16
        assert case.cells["model"].notna().all()
        assert (case.cells["model"] >= 0).all()


def test_phases_and_bases_sum_to_the_same_total(cases):
    for case in cases.values():
        total = errors(case)["total"]
        np.testing.assert_allclose(errors(case, "phase").sum(axis=1), total, atol=1e-9)
        np.testing.assert_allclose(errors(case, "basis").sum(axis=1), total, atol=1e-9)


def test_nothing_differs_before_the_move_begins(cases):
    fitted, still = (
        cases[name].cells.set_index(["at", "phase", "basis"])["model"] for name in (FITTED_CASE, STILL_CASE)
    )
    before = fitted.index.get_level_values("at") < "2024-09"
    np.testing.assert_allclose(fitted[before], still[before], rtol=1e-12)


def test_the_move_turns_both_into_contributory_with_universal_credit(cases):
    """What awards of both kinds lose by the move, contributory awards gain, less ordinary exits since."""
    fitted, still = (cases[name].cells for name in (FITTED_CASE, STILL_CASE))

    def stock(cells, basis, at):
        return cells[(cells["basis"] == basis) & (cells["at"] == at)]["model"].sum()

    for at, least in (("2024-11", 0.99), ("2025-08", 0.97), ("2026-03", 0.95)):
        lost = stock(still, "both", at) - stock(fitted, "both", at)
        gained = stock(fitted, "contributory", at) - stock(still, "contributory", at)
        assert lost > 0
        assert least < gained / lost <= 1.0 + 1e-9, at
        with_uc = cases[FITTED_CASE].with_uc[at] - cases[STILL_CASE].with_uc[at]
        assert gained == pytest.approx(with_uc, rel=0.02)


def test_the_rise_of_contributory_awards_is_mostly_reclassification(cases):
    rows = migration(list(cases.values())).set_index("basis")
    rise = rows.loc["contributory"]
    assert rise["published_change"] == pytest.approx(290_000, abs=1_000)
    assert rows.loc["both", "published_change"] == pytest.approx(-308_000, abs=1_000)
    assert rise["without"] < 0.2 * rise["model_change"]


def test_income_related_awards_vanish_on_time(cases):
    cells = cases[FITTED_CASE].cells
    ended = cells[(cells["basis"] == "income_related") & (cells["at"] == "2026-03")]
    assert ended["published"].sum() < 2_500
    assert ended["model"].sum() < 5_000


def test_scores_are_as_recorded(cases, request):
    found = {
        name: {f"{row['by']} {row['name']}": round(row["rmse"], 3) for row in scores(case).to_dict("records")}
        for name, case in cases.items()
    }
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert found.keys() == golden.keys()
    for name, rows in golden.items():
        assert found[name] == pytest.approx(rows, abs=TOLERANCE), name


def test_holding_may_2018_needs_no_model(cases, library):
    rows = cube_rows(library.parameters)
    first = rows[rows["at"] == "2018-05"]["claimants"].sum()
    held = cases[HELD_CASE].cells.groupby("at")["model"].sum()
    np.testing.assert_allclose(held, first)


def test_the_worst_cell_is_no_better_than_any_phase_s_share_of_it(cases):
    for case in cases.values():
        at, phase, basis, error = worst_cell(case)
        row = case.cells.set_index(["at", "phase", "basis"]).loc[(at, phase, basis)]
        assert np.sign(error) == np.sign(row["model"] - row["published"])


def test_the_trained_fit_saw_nothing_after_may_2021(library):
    seen = vintage(library, "2021-05", "department")
    assert max(target.period.end for target in targets_of(seen)) <= seen.day
    assert {name.split("@")[-1] for name in names_of(seen, library.parameters) if "@" in name} <= {
        day
        for day in (v.period.start.isoformat() for p in seen.known.values() for v in p.values)
        if day < "2021-06"
    }


def test_the_committed_fits_rest_on_what_is_committed(library):
    for name, view in (("2018-05", "hindsight"), ("2021-05", "department")):
        card = library.fitted[f"{name}-{view}"]
        seen = vintage(library, name, view)
        assert card.digest == fit_digest(seen)
        assert set(card.scores) == set(names_of(seen, library.parameters))


def test_a_back_test_refuses_hindsight(library):
    with pytest.raises(EsariskError, match="hindsight"):
        backtest(library, "2018-05", "hindsight", 2)


def test_a_back_test_of_may_2021_scores_the_baseline_and_the_later_move_to_universal_credit(library):
    """The later measures of 2014 were policy already."""
    result = backtest(library, "2021-05", "department", 16)
    assert set(result.table["scenario"]) == {"baseline", "managed-migration"}
    assert {"2021-22", "2022-23", "2023-24"} <= set(result.table["year"])
    assert result.fitted
    assert result.waits.empty
    text = backtest_text(result)
    assert "2021-22" in text
    assert "Hoped for" not in text
    assert "Hoped" not in {column.heading for column in outturn_score(result).columns}
    assert max(map(len, text.splitlines())) <= WIDEST
    rows = result.table.to_dict("records")
    told = outturn_score(result).rows
    assert [cells[0] for _, cells in told] == [row["year"] for row in rows]
    assert [cells[-1] for _, cells in told] == ["yes" if row["covered"] else "MISS" for row in rows]


def test_a_missing_fit_is_told_with_what_to_do(library):
    from dataclasses import replace

    bare = replace(library, fitted={})
    with pytest.raises(EsariskError, match="run `esarisk calibrate --vintage 2018-05 --view hindsight`"):
        quarterly(bare)


def test_spending_stands_beside_outturn_and_the_official_forecast(cases, library):
    money = spending(library, list(cases.values())).set_index(["year", "line"])
    parts, totals = money.drop("total", level="line"), money.xs("total", level="line")
    assert {"2019-20", "2021-22", "2023-24"} <= set(totals.index)
    for name in (TRAINED_CASE, FITTED_CASE):
        folded = parts[name].groupby("year").sum()
        np.testing.assert_allclose(folded, totals[name].reindex(folded.index))
    assert money.loc[("2022-23", "income_related"), "official"] == 8216
    assert money.xs("contributory", level="line")["official"].isna().all()


def test_text_page_and_records_say_the_same(cases, library):
    every = list(cases.values())
    money = spending(library, every)
    text, page, data = quarterly_text(every, money), render(every, money), quarterly_records(every, money)
    rmse = scores(every[0]).set_index(["by", "name"])["rmse"]["phase", "support"]
    assert f"{rmse:.2f}" in text
    assert f"{rmse:.2f}" in page
    assert data["cases"][0]["case"] == FITTED_CASE
    assert any(row["rmse"] == rmse for row in data["cases"][0]["scores"])
    assert "reclassification" in text
    assert "reclassification" in page


def test_every_table_is_in_the_text_and_on_the_page_and_fits(cases, library):
    every = list(cases.values())
    money = spending(library, every)
    text, page = quarterly_text(every, money), unescape(render(every, money))
    assert max(map(len, text.splitlines())) <= WIDEST
    tables = quarterly_tables(every, money)
    assert len({table.name for table in tables}) == len(tables)
    for table in tables:
        assert table.caption in text
        for name, cells in table.rows:
            for cell in (name, *cells):
                assert cell in page


def test_the_finding_says_which_error_it_is_and_gives_the_worst_quarter(cases, library):
    found = scores(cases[TRAINED_CASE])
    worst = found[found["by"] == "phase"]["worst"].abs().max()
    words = finding(cases[TRAINED_CASE])
    assert "root mean square error" in words
    assert f"{worst:.1f}" in words
    every = list(cases.values())
    assert words in unescape(render(every, spending(library, every)))


def test_a_phase_whose_error_is_more_than_was_hoped_is_named(cases):
    case = cases[TRAINED_CASE]
    found = scores(case)
    assert misses(case, found) == []
    found.loc[(found["by"] == "phase") & (found["name"] == "wrag"), "rmse"] = 3.01
    assert misses(case, found) == ["work-related activity group"]
