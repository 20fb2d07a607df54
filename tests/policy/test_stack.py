"""The order of the stack: vintage, then measures, then levers; and measures taken back."""

from dataclasses import replace
from datetime import date

import pytest

from esarisk.errors import EsariskError
from esarisk.policy.parameters import Parameter, Parameters, Value
from esarisk.policy.periods import Period
from esarisk.policy.reading import Library
from esarisk.policy.schema import MeasureCard, ScenarioCard
from esarisk.policy.stack import begins, scenario_parameters, vintage

DAY = date(2014, 3, 19)


def value(year, number):
    day = date(year, 4, 1)
    return Value(Period(day, day), number, date(2010, 1, 1), "BOOK")


def measure(name, address, *dated):
    values = [
        {"from": date(year, 4, 1), "value": number, "published": date(2015, 7, 8), "source": "BOOK"}
        for year, number in dated
    ]
    changes = [{"parameter": address, "values": values}]
    return MeasureCard(name=name, meaning=name, announced=date(2015, 7, 8), source="BOOK", changes=changes)


@pytest.fixture
def library(library):
    """A rate, a lever and some measures, beside the vintages there are."""
    rate = Parameter(
        "a.rate",
        "rate",
        "GBP a week",
        "constant",
        "A",
        values=(value(2012, 10), value(2015, 12), value(2018, 14)),
    )
    lever = Parameter("a.lever", "lever", "ratio", "lever", "D", values=(value(2012, 1), value(2016, 2)))
    measures = [
        measure("cut", "a.rate", (2016, 5)),
        measure("rise", "a.rate", (2017, 20)),
        measure("dial", "a.lever", (2013, 7)),
        measure("first", "a.rate", (2012, 10)),
        measure("held", "a.rate", (2015, 12)),
        measure("nowhere", "a.nothing", (2010, 1)),
    ]
    parameters = Parameters({"a.rate": rate, "a.lever": lever}, {})
    return Library(parameters, measures={m.name: m for m in measures}, vintages=library.vintages)


def stacked(library, **scenario):
    seen = replace(vintage(library, "2014-03", "department"), known=library.parameters)
    return scenario_parameters(library, seen, ScenarioCard(name="s", meaning="s", **scenario))


def numbers(parameters, address):
    return {v.period.start.year: v.value for v in parameters[address].latest}


def test_nothing_asked_changes_nothing(library):
    result = stacked(library)
    assert all(result[address] is library.parameters[address] for address in library.parameters)


def test_a_measure_replaces_all_from_its_first_date_on(library):
    assert numbers(stacked(library, measures=["cut"]), "a.rate") == {2012: 10, 2015: 12, 2016: 5}


def test_measures_follow_in_the_order_announced_however_they_are_listed(library):
    for listed in (["cut", "rise"], ["rise", "cut"]):
        assert numbers(stacked(library, measures=listed), "a.rate") == {2012: 10, 2015: 12, 2016: 5, 2017: 20}


def test_what_is_announced_later_replaces_what_was_announced_before_from_its_date_on(library):
    early = library.measures["rise"].model_copy(update={"announced": date(2015, 1, 1)})
    library = replace(library, measures={**library.measures, "rise": early})
    assert numbers(stacked(library, measures=["cut", "rise"]), "a.rate") == {2012: 10, 2015: 12, 2016: 5}


def test_a_measure_brings_its_own_later_figures_to_the_vintage(library):
    later = stacked(library, measures=["cut"])["a.rate"].latest[-1]
    assert later.published > DAY
    assert later.note == "measure cut"


def test_what_held_on_the_very_day_of_a_measure_is_replaced_even_by_an_older_figure(library):
    """A value of the vintage of the same day, published after the measure, does not come back."""
    rate = library.parameters["a.rate"]
    day = date(2016, 4, 1)
    newer = Value(Period(day, day), 99, date(2016, 3, 1), "BOOK")
    changed = library.parameters.with_changes({"a.rate": replace(rate, values=(*rate.values, newer))})
    held = replace(library, parameters=changed)
    assert numbers(changed, "a.rate")[2016] == 99
    assert numbers(stacked(held, measures=["cut"]), "a.rate") == {2012: 10, 2015: 12, 2016: 5}
    assert stacked(held, measures=["cut"])["a.rate"].value(day).value == 5


def test_a_measures_figure_is_published_on_its_own_day_or_else_when_it_was_announced(library):
    own, usual = date(2017, 1, 2), date(2015, 7, 8)
    dated = [(2016, own), (2017, "by_lag")]
    values = [{"from": date(y, 4, 1), "value": 5, "published": day, "source": "BOOK"} for y, day in dated]
    changes = [{"parameter": "a.rate", "values": values}]
    card = MeasureCard(name="own", meaning="own", announced=usual, source="BOOK", changes=changes)
    found = stacked(replace(library, measures={"own": card}), measures=["own"])["a.rate"].latest
    days = {v.period.start.year: v.published for v in found}
    assert (days[2016], days[2017]) == (own, usual)


@pytest.mark.parametrize(
    ("when", "start"),
    [({"at": "2016-04"}, date(2016, 4, 1)), ({"financial_year": "2016-17"}, date(2016, 4, 1))],
)
def test_a_measures_figure_may_stand_for_a_month_or_a_year(library, when, start):
    values = [{**when, "value": 5, "published": date(2015, 7, 8), "source": "BOOK"}]
    changes = [{"parameter": "a.rate", "values": values}]
    card = MeasureCard(name="m", meaning="m", announced=date(2015, 7, 8), source="BOOK", changes=changes)
    last = stacked(replace(library, measures={"m": card}), measures=["m"])["a.rate"].latest[-1]
    assert (last.period.start, last.value) == (start, 5)


def test_reversing_takes_a_measures_own_values_and_no_other(library):
    assert numbers(stacked(library, reversed=["held"]), "a.rate") == {2012: 10, 2018: 14}
    assert numbers(stacked(library, measures=["cut"], reversed=["held"]), "a.rate") == {2012: 10, 2016: 5}


def test_an_older_law_of_the_same_day_holds_where_its_successor_is_reversed(library):
    rate = library.parameters["a.rate"]
    older = replace(rate.values[1], value=11.0, published=date(2009, 1, 1))
    known = library.parameters.with_changes({"a.rate": replace(rate, values=(*rate.values, older))})
    assert numbers(known, "a.rate")[2015] == 12
    assert numbers(stacked(replace(library, parameters=known), reversed=["held"]), "a.rate") == {
        2012: 10,
        2015: 11,
        2018: 14,
    }


@pytest.mark.parametrize(
    "scenario",
    [{"reversed": ["rise"]}, {"measures": ["held"], "reversed": ["held"]}, {"reversed": ["cut", "held"]}],
)
def test_what_the_baseline_does_not_hold_or_the_scenario_brings_cannot_be_reversed(library, scenario):
    with pytest.raises(EsariskError, match=r"does not hold it|name it once"):
        stacked(library, **scenario)


def test_a_measure_from_the_start_cannot_be_reversed(library):
    with pytest.raises(EsariskError, match="'first' cannot be reversed"):
        stacked(library, reversed=["first"])


def test_a_lever_is_set_from_the_day_of_the_vintage_and_over_the_measures(library):
    result = stacked(library, measures=["dial"], levers={"a.lever": 9.0})
    assert result["a.lever"].value(date(2014, 3, 18)).value == 7
    assert result["a.lever"].value(DAY).value == 9.0
    assert result["a.lever"].value(date(2030, 1, 1)).value == 9.0
    alone = stacked(library, levers={"a.lever": 9.0})["a.lever"]
    assert [alone.value(day).value for day in (date(2013, 1, 1), DAY, date(2030, 1, 1))] == [1, 9.0, 9.0]


def test_a_lever_stands_before_a_figure_of_the_same_day_published_later(library):
    lever = library.parameters["a.lever"]
    late = Value(Period(DAY, DAY), 3, date(2014, 6, 1), "BOOK")
    changed = library.parameters.with_changes({"a.lever": replace(lever, values=(*lever.values, late))})
    held = replace(library, parameters=changed)
    assert stacked(held, levers={"a.lever": 9.0})["a.lever"].value(DAY).value == 9.0


def test_only_a_lever_is_set_by_hand(library):
    with pytest.raises(EsariskError, match=r"'a.rate' is a constant, not a lever: use a measure"):
        stacked(library, levers={"a.rate": 1.0})


@pytest.mark.parametrize(
    "scenario", [{"measures": ["nosuch"]}, {"measures": ["nowhere"]}, {"levers": {"a.x": 1.0}}]
)
def test_an_unknown_name_is_told(library, scenario):
    with pytest.raises(EsariskError, match="there is no"):
        stacked(library, **scenario)


def test_an_unknown_vintage_or_view_is_told(library):
    with pytest.raises(EsariskError, match=r"there is no vintage '2014-04'. Did you mean '2014-03'"):
        vintage(library, "2014-04", "department")
    with pytest.raises(EsariskError, match="there is no view 'press'"):
        vintage(library, "2014-03", "press")


def test_a_vintage_counts_its_months_and_years(library):
    seen = vintage(library, "2014-03", "public")
    assert seen.years[0] == "2014-15"
    assert seen.all_years[0] == "2008-09"
    assert seen.fit_years == ["2009-10", "2010-11", "2011-12", "2012-13", "2013-14"]
    assert len(seen.months) == 5 + 12 * (len(seen.all_years) - 1)
    assert seen.months[-1].end == date(2021, 3, 31)


def test_a_fit_takes_the_years_simulated_whole(library):
    """From April on the first year counts, from May on it does not."""
    seen = vintage(library, "2014-03", "department")
    for start, first in (("2010-04", "2010-11"), ("2010-05", "2011-12")):
        moved = replace(seen, card=seen.card.model_copy(update={"start": start}))
        assert moved.all_years[0] == "2010-11"
        assert moved.fit_years[0] == first
        assert moved.months[0].start.strftime("%Y-%m") == start
    assert seen.known_to == seen.day
    assert replace(seen, view="hindsight").known_to == seen.months[-1].end


def test_a_measure_that_is_all_there_is_has_nothing_to_go_back_to(library):
    only = replace(library.parameters["a.rate"], values=(value(2015, 12),))
    alone = replace(library, parameters=library.parameters.with_changes({"a.rate": only}))
    with pytest.raises(EsariskError, match="has no value before 2015-04-01"):
        stacked(alone, reversed=["held"])


def test_a_measure_begins_with_the_earliest_of_all_its_changes():
    late, early = measure("m", "a.rate", (2017, 5), (2016, 4)), measure("m", "a.lever", (2014, 1))
    both = late.model_copy(update={"changes": [*late.changes, *early.changes]})
    assert begins(late) == date(2016, 4, 1)
    assert begins(both) == date(2014, 4, 1)
