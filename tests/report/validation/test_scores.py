"""Fits, back-tests and costings in print: each number once, in its unit, and no row wider than the page."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from esarisk.report.validation.scores import (
    backtest_text,
    costing_table,
    costings_text,
    fit_text,
    outturn_score,
    rival_score,
    sufficiency_text,
    wait_table,
)
from esarisk.report.writers.csv import tidy

WIDEST = 100
SCORE = {
    "scenario": "a-scenario-with-a-long-name", "year": "2014-15", "horizon": 1,
    "model": 14.0, "p10": 13.5, "p90": 14.5, "half_width": 3.6, "hoped_half_width": 2.0,
    "outturn": 14.28, "error": -1.96, "covered": True,
    "official": 13.8, "official_error": -3.4, "official_error_low": -6.0, "official_error_high": -1.0,
    "naive": 14.16, "naive_error": -0.84, "crps": 0.09, "naive_crps": 0.12,
}  # fmt: skip
WAIT = {
    "quantity": "waiting_new", "at": "2014-04", "model": 433_681.0, "p10": np.nan, "p90": np.nan,
    "published": 395_000.0, "difference": 9.8, "fitted": True, "note": "published without some",
}  # fmt: skip


def scored(**changes):
    missed = {**SCORE, "year": "2015-16", "covered": False, "official": np.nan, "official_error": np.nan}
    rows = pd.DataFrame([{**SCORE, **changes}, {**missed, **changes}])
    return SimpleNamespace(
        seen=SimpleNamespace(name="2014-03", view="department"),
        table=rows,
        fitted=True,
        waits=pd.DataFrame([WAIT]),
        longest_wait=("2015-05", 63.0),
        esa=rows.assign(year="2018-19"),
    )


def cells(table):
    """Cells of the first row by heading."""
    (_, first), *_ = table.rows
    return dict(zip([column.heading for column in table.columns], first, strict=True))


def test_spending_stands_beside_outturn_with_its_band_and_what_was_hoped():
    told = cells(outturn_score(scored()))
    assert told["10th–90th percentile"] == "13.50–14.50"
    assert (told["Half-width"], told["Hoped"], told["Error"], told["In the band"]) == (
        "4",
        "2",
        "−2.0",
        "yes",
    )
    assert outturn_score(scored()).rows[1][1][-1] == "MISS"


def test_what_was_hoped_of_2014_is_shown_of_no_other_first_year():
    assert "Hoped" not in cells(outturn_score(scored(), esa=True))


def test_the_official_error_has_a_range_only_where_it_was_read_through_rounded_figures():
    assert cells(rival_score(scored()))["Official error, by rounding"] == "−6 to −1"
    exact = scored(official_error_low=np.nan, official_error_high=np.nan)
    assert "Official error, by rounding" not in cells(rival_score(exact))
    assert rival_score(scored()).rows[1][1][3] == "–"


def test_a_wait_says_whether_the_fit_aimed_at_it_and_what_is_odd_of_it():
    table = wait_table(scored())
    assert cells(table)["Target of the fit"] == "yes"
    assert cells(table)["10th–90th percentile"] == "–"
    assert "waiting_new 2014-04: published without some." in table.notes
    assert "63 weeks in 2015-05" in table.notes[0]


def test_a_gain_has_its_sign_and_nought_has_none():
    rows = [
        ("one", "2015-16", 202.6, 225.0, 0.9),
        ("one", "2016-17", -1.2, np.nan, np.nan),
        ("one", "2017-18", -0.1, 0.0, 0.0),
    ]
    frame = pd.DataFrame(rows, columns=["measure", "year", "model", "costing", "ratio"]).assign(note="")
    assert [told[1:] for _, told in costing_table(frame).rows] == [
        ["+203", "+225", "0.90"],
        ["−1", "–", "–"],
        ["0", "0", "0.00"],
    ]


@pytest.mark.parametrize("make", [outturn_score, rival_score, wait_table])
def test_every_heading_stands_once_so_that_a_file_of_it_is_plain(make):
    table = make(scored())
    assert len({column.heading for column in table.columns}) == len(table.columns)
    assert len(tidy(table)) > 0


def test_no_line_is_wider_than_the_page():
    targets = pd.DataFrame(
        [{"target": "legacy_decided", "period": "2010-10..2012-06", "unit": "GBP million", "published": 13_270.0,
          "model": 13_266.0, "difference": -4.12, "in_errors": -0.01, "source": "A"}]
    )  # fmt: skip
    moved = pd.DataFrame(
        [{"parameter": "decisions.support_repeat_wrag", "moved": -0.001, "spread_left": 0.98, "remark": ""}]
    )
    costed = pd.DataFrame(
        [
            {
                "measure": "later-measures (interaction)",
                "year": "2014-15",
                "model": 1.0,
                "costing": np.nan,
                "ratio": np.nan,
                "note": "x " * 99,
            }
        ]
    )
    unmodelled = pd.DataFrame(
        [{"fiscal_event": "Budget", "year": "2015-16", "costing": 15.0, "measure": "word " * 50}]
    )
    look_back = SimpleNamespace(
        seen=SimpleNamespace(name="look-back"),
        table=pd.DataFrame(
            [
                {
                    "year": "2013-14",
                    "model": 13_550.0,
                    "outturn": 13_470.0,
                    "difference": 0.6,
                    "reproduced": True,
                }
            ]
        ),
        inputs=pd.DataFrame(
            [
                {
                    "parameter": "assessment.component_share_by_claim_date",
                    "measure": "outturn-paths-2014-2019",
                    "from": "2016-04-01",
                    "values": 12,
                    "inferred": True,
                    "sources": "ONE, TWO;THREE " * 9,
                }
            ]
        ),
        close=2.0,
    )
    texts = [
        fit_text("2014-03", "public", targets, moved),
        backtest_text(scored()),
        costings_text(costed, unmodelled),
        sufficiency_text(look_back),
    ]
    assert max(len(line) for text in texts for line in text.splitlines()) <= WIDEST
    assert "−4.12" in texts[0]
    assert "−0.0" not in texts[0]
    assert "13.55" in texts[3]
    assert "inferred" in texts[3]
