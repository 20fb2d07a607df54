"""What the check lets through of a vintage can be run; what cannot is a fault at its key."""

import shutil
import warnings
from dataclasses import replace
from datetime import date

import pytest

from esarisk.engine.cap.annual_2014 import cap_years
from esarisk.engine.claims.inputs import claims
from esarisk.engine.claims.timetable import timetable
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.population.groups import groups_of
from esarisk.policy.files.vintage_checks import date_faults, fit_faults, reach_faults
from esarisk.policy.parameters import parameters_folder
from esarisk.policy.reading import check_target
from esarisk.policy.stack import vintage

DAYS = (
    date(1900, 1, 1),
    date(2010, 1, 1),
    date(2013, 1, 1),
    date(2013, 12, 31),
    date(2018, 12, 1),
    date(2025, 1, 1),
    date(2190, 1, 1),
)
STARTS = ("1850-01", "2008-10", "2010-04", "2013-14", "2014", "2013-04..2013-05", "2018-06", "2030-01", "x")
YEARS = ("1850-51", "2007-08", "2008-09", "2014-15", "2030-31", "2031-32", "2198-99", "2014-16", "2014")
HOSTILE = [("date", day) for day in DAYS]
HOSTILE += [("start", text) for text in STARTS]
HOSTILE += [(key, text) for key in ("first_year", "last_year") for text in YEARS]
HOSTILE += [("cap", "nosuch"), ("cap", "CAP2024"), ("cap", "CAP2014"), ("cap", None), ("opening", "cube")]
NAMES = ("2014-03", "2021-05", "2026-03")


def faults_of(library, card):
    return list(date_faults(card)) or list(reach_faults(card, library.parameters))


def built(library, card):
    """Everything a projection is built of, but for the projection."""
    shelf = replace(library, vintages={**library.vintages, card.name: card})
    seen = vintage(shelf, card.name, "department")
    groups = groups_of(seen)
    timetable(seen, seen.known, groups)
    cap_years(seen)
    return claims(seen, [Values(seen.known, central_draw(seen.known))])


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_date_of_a_vintage_is_told_or_can_be_run(library, name):
    kept = []
    for key, value in HOSTILE:
        card = library.vintages[name].model_copy(update={key: value})
        found = faults_of(library, card)
        assert all(len(text.splitlines()) == 1 for _, text in found)
        if not found:
            kept.append(card)
    assert 0 < len(kept) < len(HOSTILE) / 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for card in kept[:: max(1, len(kept) // 4)]:
            built(library, card)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("start", "1850-01", "before October 2008"),
        ("start", "2010-04", "no start stock of March 2010"),
        ("date", date(2190, 1, 1), "after 'last_year'"),
        ("date", date(1900, 1, 1), "before the stock it starts from"),
        ("date", date(2010, 1, 1), "choose a later day"),
        ("first_year", "2007-08", "before 'start'"),
        ("last_year", "2198-99", "beyond 2030"),
        ("cap", "nosuch", "no cap 'nosuch' on 2014-03-19. Choose one of: CAP2014."),
    ],
)
def test_what_cannot_be_run_of_a_vintage_says_so_at_its_key(library, key, value, words):
    card = library.vintages["2014-03"].model_copy(update={key: value})
    found = faults_of(library, card)
    assert any(words in text for _, text in found), found
    assert found[0][0] in {key, "date"}


def test_every_shipped_vintage_and_fit_passes_its_own_rule(library):
    assert [faults_of(library, card) for card in library.vintages.values()] == [[]] * len(library.vintages)
    assert [list(fit_faults(card)) for card in library.fitted.values()] == [[]] * len(library.fitted)


FITS = {
    "ragged": lambda rows: [rows[0][:-1], *rows[1:]],
    "short": lambda rows: rows[:-1],
    "unlike its mirror": lambda rows: [[rows[0][0], rows[0][1] + 1.0, *rows[0][2:]], *rows[1:]],
    "negative": lambda rows: [[-1.0, *rows[0][1:]], *rows[1:]],
    "more together than alone": lambda rows: [
        [rows[0][0], 2.0, *rows[0][2:]],
        [2.0, *rows[1][1:]],
        *rows[2:],
    ],
}


@pytest.mark.parametrize("name", FITS)
def test_a_covariance_that_is_none_is_told(library, name):
    card = library.fitted["2014-03-department"]
    wrong = card.model_copy(update={"covariance": FITS[name](card.covariance)})
    assert [key for key, _ in fit_faults(wrong)] == ["covariance"]


def test_a_word_in_a_covariance_is_a_fault_of_its_cell(tmp_path):
    text = (parameters_folder() / "fitted" / "2014_03_department.yaml").read_text()
    (tmp_path / "fit.yaml").write_text(text.replace("  - [0.32157605,", "  - [nought,", 1))
    found = [(fault.line, fault.text) for fault in check_target(tmp_path / "fit.yaml").faults]
    assert (15, "should be a number (found 'nought')") in found


def test_a_fit_and_a_vintage_name_only_what_there_is(tmp_path):
    folder = tmp_path / "parameters"
    shutil.copytree(parameters_folder(), folder)
    fit = folder / "fitted" / "2014_03_department.yaml"
    text = fit.read_text()
    first = next(line for line in text.splitlines() if line.startswith("    ") and ":" in line)
    fit.write_text(text.replace(first.split(":")[0].strip(), "off_flow.nosuch", 1))
    (folder / "vintages" / "2015_11.yaml").write_text(
        (folder / "vintages" / "2015_11.yaml").read_text().replace("to_2015", "to_2051")
    )
    measure = folder / "measures" / "wrac_abolished_2017.yaml"
    told = "status: assumed, source: JUDGEMENT, published: 2017-04-03}"
    measure.write_text(
        measure.read_text() + "    - parameter: off_flow.wrag\n      values:\n"
        f"        - {{from: 2017-04-03, value: {{}}, {told}\n"
    )
    found = "\n".join(map(str, check_target(folder).faults))
    assert "no parameter 'off_flow.nosuch'" in found
    assert "no parameter 'calibration.to_2051'. Did you mean 'calibration.to_2015'?" in found
    assert "needs 'why'" in found
