"""The back-test's scores and the waits beside them: truths, never how well a vintage does."""

from dataclasses import replace

import numpy as np
import pytest

from esarisk.analysis.validation.backtest import backtest, crps, refuse_hindsight
from esarisk.analysis.validation.waits import WAIT_ROWS
from esarisk.errors import EsariskError
from esarisk.policy.stack import Vintage, vintage


@pytest.fixture(scope="module")
def result(library):
    return backtest(library, "2014-03", "department", 16)


def test_the_score_of_one_figure_is_how_far_it_misses():
    assert crps(np.array([3.0]), 5.0) == pytest.approx(2.0)
    assert crps(np.array([5.0, 5.0]), 5.0) == 0.0


def test_an_ensemble_around_the_truth_scores_better_than_one_beside_it():
    draws = np.linspace(-1, 1, 101)
    assert crps(draws, 0.0) < crps(draws, 1.0) < crps(draws, 3.0)


def test_a_wide_ensemble_scores_worse_than_a_narrow_one_with_the_same_centre():
    draws = np.linspace(-1, 1, 101)
    assert crps(draws, 0.0) < crps(3 * draws, 0.0)


def test_a_forecast_read_through_rounded_figures_shows_between_what_it_lies(result):
    row = result.table[(result.table["scenario"] == "baseline") & (result.table["year"] == "2015-16")].iloc[0]
    assert row["official_error_low"] < row["official_error"] < row["official_error_high"]
    assert (round(row["official_error_low"]), round(row["official_error_high"])) == (-11, -6)
    others = result.table[result.table["year"] != "2015-16"]
    assert others["official"].isna().all()


def test_every_wait_stands_beside_its_published_figure(result):
    waits = result.waits
    assert list(waits["quantity"]) == [row.quantity for row in WAIT_ROWS]
    assert (waits["published"] > 0).all()
    published = waits.set_index(["quantity", "at"])["published"]
    assert published["waiting_new", "2014-04"] == 395_000
    assert published["weeks_waiting", "2014-04"] == pytest.approx(31, abs=0.5)


def test_a_cohort_is_closed_decided_or_waiting(result):
    cohorts = result.waits[result.waits["quantity"].str.startswith("claims_")]
    assert cohorts.groupby("at")["model"].sum().to_numpy() == pytest.approx(1.0)


def test_the_band_of_a_queue_holds_its_central_path(result):
    queue = result.waits[result.waits["p10"].notna()]
    assert len(queue) == 3
    assert (queue["p10"] < queue["p90"]).all()


def test_a_back_test_refuses_what_rests_on_later_evidence(library):
    seen = vintage(library, "2014-03", "department")
    measure = library.measures["benefit-freeze-2016"]
    address = measure.changes[0].parameter
    marked = tuple(v for v in seen.known[address].values)
    parameter = replace(seen.known[address], values=(*marked, replace(marked[-1], hindsight=True)))
    known = seen.known.with_changes({address: parameter})
    with pytest.raises(EsariskError, match="may not use hindsight"):
        refuse_hindsight(Vintage(seen.card, seen.view, known))
