"""Gainshare asked by itself: area by area, under terms that were typed."""

import numpy as np
import pytest
from click.testing import CliRunner

from esarisk.analysis.programmes.ledger import drawn_books
from esarisk.analysis.programmes.sharing import COUNTRY, area_rows, area_shares, with_terms
from esarisk.analysis.question import Question
from esarisk.cli import main
from esarisk.errors import EsariskError


@pytest.fixture(scope="module")
def question(library):
    return Question(library, draws=4)


@pytest.fixture(scope="module")
def rows(question):
    one = with_terms(question.library.programmes["new_start"], {"gainshare_floor": 0.0})
    return {row["area"]: row for row in area_rows(question, one, 100.0, "2014-15", 3)}


def test_regions_add_to_the_country(library, rows):
    shares = area_shares(library, 2014)
    assert sum(shares.values()) == pytest.approx(1.0)
    assert set(rows) == {COUNTRY, *shares}
    for key in ("people", "off_benefit", "paid", "treasury", "areas"):
        parts = sum(row[key] for name, row in rows.items() if name != COUNTRY)
        assert parts == pytest.approx(rows[COUNTRY][key]), key


def test_the_interval_holds_the_mean_and_a_larger_area_is_paid_more(rows):
    for row in rows.values():
        assert row["paid_low"] <= row["paid"] <= row["paid_high"]
        assert row["treasury_low"] <= row["treasury"] <= row["treasury_high"]
    assert rows["London"]["paid"] > rows["North East"]["paid"] > 0.0


def test_terms_are_those_asked(question):
    programme = question.library.programmes["new_start"]
    asked = {"gainshare": 0.5, "gainshare_floor": 0.0, "gainshare_drift": 0.0, "match": 0.0}
    (fixed,) = area_rows(question, with_terms(programme, asked), 100.0, "2014-15", 3, "north west")
    assert fixed["area"] == "North West"
    assert fixed["paid"] == pytest.approx(fixed["paid_on_fixed_baseline"])
    assert fixed["areas"] == pytest.approx(fixed["paid"])  # it matches nothing


def test_a_floor_of_two_in_a_hundred_is_never_reached(question):
    programme = question.library.programmes["new_start"]
    (row,) = area_rows(question, programme, 100.0, "2014-15", 3, "Wales")
    assert row["paid"] == 0.0 < row["off_benefit"] < 0.02 * row["people"]


def test_a_ledger_has_both_purses_and_loses_nothing_between_them(question):
    programme = with_terms(question.library.programmes["new_start"], {"gainshare_floor": 0.0})
    found = drawn_books(question, programme, 50.0, "2014-15", 2)
    for row in found.rows():
        assert row["treasury"] + row["areas"] == pytest.approx(row["exchequer"])
    assert sum(row.get("gainshare", 0.0) for row in found.rows()) > 0.0
    lines = {row["line"]: row for row in found.spread}
    assert lines["treasury"]["low"] < lines["treasury"]["high"]


@pytest.mark.parametrize(
    ("given", "told"),
    [({"match": 2.0}, "'ips' has no 'match'"), ({"gainshare_floor": 0.1}, "shares nothing")],
)
def test_terms_that_would_change_nothing_are_refused(library, given, told):
    with pytest.raises(EsariskError, match=told):
        with_terms(library.programmes["ips"], given)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--area", "Norht West"], "no such region. Did you mean 'North West'?"),
        (["--share", "2"], "should be a number from 0 to 1"),
        (["ips", "--floor", "0.1"], "shares nothing"),
    ],
)
def test_a_wrong_option_is_one_line(options, told):
    result = CliRunner().invoke(main, ["gainshare", *options, "--draws", "1"])
    assert result.exit_code == 2
    assert told in result.stderr.replace("\n", " ")


@pytest.mark.parametrize("option", [["--share", "0.6"], ["--floor", "0"], ["--match", "3"], ["--years", "3"]])
def test_every_option_changes_something(option):
    usual = CliRunner().invoke(main, ["gainshare", "--area", "Wales", "--draws", "1", "--json"])
    changed = CliRunner().invoke(main, ["gainshare", "--area", "Wales", "--draws", "1", "--json", *option])
    assert usual.exit_code == changed.exit_code == 0, changed.stderr
    assert usual.stdout != changed.stdout


def test_shares_of_regions_are_of_the_nearest_year_told(library):
    first, early = area_shares(library, 2011), area_shares(library, 1990)
    assert first == early
    assert np.isfinite(list(area_shares(library, 2090).values())).all()
