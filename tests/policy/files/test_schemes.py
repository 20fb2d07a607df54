"""A rate stands on one card: one number for both schemes of ESA, or one for each."""

from dataclasses import replace
from datetime import date

import pytest

from esarisk.errors import EsariskError
from esarisk.names import SCHEMES
from esarisk.policy.parameters import Value
from esarisk.policy.periods import Period
from esarisk.policy.reading import check_target, examine_folder

RATES = ("personal_allowance", "personal_allowance_under_25", "work_related_component", "support_component")
CARD = """rate:
  meaning: m
  unit: GBP a week
  kind: constant
  grade: A
  by: scheme
  values:
    - {from: 2025-04-07, value: 10, published: 2025-03-01, source: BOOK}
"""


@pytest.mark.parametrize("rate", RATES)
def test_until_2026_a_rate_is_the_same_in_both_schemes_and_then_each_has_its_own(library, rate):
    own, means = (library.parameters[f"esa.{rate}_{scheme}"] for scheme in SCHEMES)
    assert [v.period.start for v in own.latest] == [v.period.start for v in means.latest]
    assert [v.value for v in own.latest[:-1]] == [v.value for v in means.latest[:-1]]
    assert own.latest[-1].period.start == date(2026, 4, 6)
    assert own.value(date(2026, 5, 1)).value != means.value(date(2026, 5, 1)).value


def test_what_a_scenario_changes_it_changes_in_both_and_in_one_alone_where_it_names_one(library):
    card, day = library.parameters["esa.support_component"], date(2016, 4, 11)

    def value(number):
        return Value(Period(day, day), number, day, "BOOK")

    both = library.parameters.with_changes({card.address: card.changed(day, (value(31.2),))})
    one = library.parameters.with_changes(
        {card.address: card.changed(day, (value({"income_related": 31.2}),))}
    )
    for scheme in SCHEMES:
        address = f"{card.address}_{scheme}"
        assert both.number(address, date(2016, 4, 10)) == one.number(address, date(2016, 4, 10)) == 36.2
        assert both.number(address, day) == 31.2
    assert one.number(f"{card.address}_income_related", day) == 31.2
    assert one[f"{card.address}_contributory"].own == ()


def test_a_word_of_a_parameter_without_an_axis_is_told(library):
    with pytest.raises(EsariskError, match="is one number: it has none for 'contributory'"):
        library.parameters["esa.carer_premium_contributory"]
    with pytest.raises(EsariskError, match=r"there is no parameter 'esa\.nothing_contributory'"):
        library.parameters["esa.nothing_contributory"]


@pytest.mark.parametrize(
    ("day", "value", "told"),
    [
        ("2026-04-06", "{contributory: 11}", None),
        ("2026-04-06", "{contributory: 11, income_related: 12}", None),
        ("2026-04-06", "{contributry: 11}", "Did you mean 'contributory'"),
        ("2026-04-06", "{contributory: -11}", "outside the bounds"),
        ("2025-04-07", "{contributory: 11}", "given twice"),
    ],
)
def test_a_value_names_schemes_that_there_are(tmp_path, day, value, told):
    (tmp_path / "sources.csv").write_text("source_id,publisher,title\nBOOK,DWP,Rates\n")
    (tmp_path / "esa.yaml").write_text(
        f"{CARD}    - {{from: {day}, value: {value}, published: 2025-03-01, source: BOOK}}\n"
    )
    faults = [fault.text for fault in check_target(tmp_path).faults]
    assert len(faults) == (0 if told is None else 1)
    assert all(told in fault for fault in faults)


def test_two_lines_of_one_day_may_each_name_a_scheme(tmp_path):
    lines = "".join(
        f"    - {{from: 2026-04-06, value: {{{scheme}: {number}}}, published: 2026-03-01, source: BOOK}}\n"
        for scheme, number in zip(SCHEMES, (11, 12), strict=True)
    )
    (tmp_path / "sources.csv").write_text("source_id,publisher,title\nBOOK,DWP,Rates\n")
    (tmp_path / "esa.yaml").write_text(CARD + lines)
    assert check_target(tmp_path).faults == []


def test_before_a_change_a_scheme_is_what_it_was(library):
    card, day = library.parameters["esa.support_component"], date(2016, 4, 11)
    changed = card.changed(day, (replace(card.values[0], value=1.0, period=Period(day, day)),))
    assert changed.of("contributory").value(date(2015, 5, 1)).value == 36.2


MEASURE = """measure:
  name: cut
  meaning: m
  announced: 2025-07-01
  source: BOOK
  changes:
    - parameter: esa.ADDRESS
      values:
        - {from: 2025-09-01, value: VALUE, published: 2025-07-01, source: BOOK}
"""


@pytest.mark.parametrize(
    ("address", "value", "told"),
    [
        ("rate", "9", None),
        ("rate", "{income_related: 9}", None),
        ("rate_income_related", "9", None),
        ("rate_income_related", "{income_related: 9}", "should be one number"),
        ("rate_income_related", "-9", "outside the bounds"),
        ("rate_jobseekers", "9", "there is no parameter"),
    ],
)
def test_a_measure_may_change_one_scheme_alone(tmp_path, address, value, told):
    (tmp_path / "sources.csv").write_text("source_id,publisher,title\nBOOK,DWP,Rates\n")
    (tmp_path / "esa.yaml").write_text(CARD)
    text = MEASURE.replace("ADDRESS", address).replace("VALUE", value)
    (tmp_path / "cut.yaml").write_text(text)
    faults = [fault.text for fault in check_target(tmp_path).faults]
    assert len(faults) == (0 if told is None else 1)
    assert all(told in fault for fault in faults)
    if told:
        return
    (change,) = examine_folder(tmp_path)[0].measures["cut"].changes
    assert change.parameter == "esa.rate"
    assert change.values[0].value == (9 if (address, value) == ("rate", "9") else {"income_related": 9})


def test_a_value_with_a_number_for_each_scheme_gives_each_its_own(library):
    card, day = library.parameters["esa.support_component"], date(2016, 4, 11)
    both = Value(Period(day, day), {"income_related": 1.0, "contributory": 2.0}, day, "BOOK")
    changed = card.changed(day, (both,))
    assert [changed.of(scheme).value(day).value for scheme in SCHEMES] == [2.0, 1.0]
