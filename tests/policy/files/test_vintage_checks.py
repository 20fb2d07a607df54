"""What a vintage knows: by publication, by view, by lag, by revision; and what cannot reach a run."""

from dataclasses import replace
from datetime import date

import pytest

from esarisk.cube import value_digest
from esarisk.engine.draws import uncertainties
from esarisk.engine.run import run
from esarisk.policy.files.sources import Registers
from esarisk.policy.fitted import fit_digest, input_digest
from esarisk.policy.parameters import Parameter, Table, Value
from esarisk.policy.periods import Period
from esarisk.policy.schema import Distribution
from esarisk.policy.stack import vintage

STALE = pytest.mark.filterwarnings("ignore::esarisk.policy.fitted.StaleFitWarning")
"""The fit was made to other figures: that is told, and is not what is asked here."""

DAY = date(2014, 3, 19)
VIEWS = ("department", "public")
PAST, FUTURE = Period(date(2013, 5, 1), date(2013, 5, 31)), Period(date(2014, 5, 1), date(2014, 5, 31))
EARLY, LATE = date(2013, 11, 1), date(2014, 11, 1)


def a_parameter(*values, **more):
    return Parameter("a.b", "meaning", "people", "constant", "A", values=values, **more)


@pytest.mark.parametrize(
    ("period", "published", "view", "known"),
    [
        (PAST, EARLY, "department", True),
        (PAST, EARLY, "public", True),
        (PAST, LATE, "department", True),
        (PAST, LATE, "public", False),
        (FUTURE, EARLY, "department", True),
        (FUTURE, EARLY, "public", True),
        (FUTURE, LATE, "department", False),
        (FUTURE, LATE, "public", False),
    ],
)
def test_the_department_knows_ended_periods_and_the_public_what_is_published(period, published, view, known):
    value = Value(period, 1.0, published, "S")
    assert bool(a_parameter(value).as_of(DAY, view).values) == known


@pytest.mark.parametrize("view", VIEWS)
def test_forecasts_are_known_by_publication_alone(view):
    past = a_parameter(Value(PAST, 1.0, LATE, "S"), Value(FUTURE, 2.0, EARLY, "S"), series="forecasts")
    assert [value.value for value in past.as_of(DAY, view).values] == [2.0]


@pytest.mark.parametrize("view", VIEWS)
def test_demography_is_exempt(view):
    people = a_parameter(Value(FUTURE, 1.0, LATE, "S"), exempt="demography")
    assert people.as_of(DAY, view) is people


def test_a_period_counts_as_ended_on_its_last_day_and_a_figure_as_published_on_its_day():
    ends = a_parameter(Value(Period(date(2014, 3, 1), DAY), 1.0, LATE, "S"))
    assert ends.as_of(DAY, "department").values
    assert (
        not a_parameter(Value(Period(date(2014, 3, 1), date(2014, 3, 20)), 1.0, LATE, "S"))
        .as_of(DAY, "department")
        .values
    )
    assert a_parameter(Value(FUTURE, 1.0, DAY, "S")).as_of(DAY, "public").values


@pytest.mark.parametrize(("view", "rows"), [("department", ["a", "b"]), ("public", ["a"])])
def test_a_table_is_filtered_row_by_row(view, rows):
    table = Table({"word": ["a", "b", "c"]}, (EARLY, LATE, LATE), (PAST, PAST, FUTURE))
    known = a_parameter(table=table).as_of(DAY, view).table
    assert list(known.frame["word"]) == rows
    assert len(known) == len(rows)
    assert len(table) == 3


def test_the_latest_revision_known_wins():
    first, second, third = (Value(PAST, n, day, "S") for n, day in [(1.0, EARLY), (2.0, DAY), (3.0, LATE)])
    parameter = a_parameter(first, second, third)
    assert parameter.as_of(DAY, "public").value(DAY).value == 2.0
    assert parameter.as_of(EARLY, "public").value(DAY).value == 1.0
    assert parameter.as_of(LATE, "public").value(DAY).value == 3.0


def test_the_value_in_force_is_the_last_that_began():
    parameter = a_parameter(Value(PAST, 1.0, EARLY, "S"), Value(FUTURE, 2.0, EARLY, "S"))
    assert parameter.value(date(2014, 4, 30)).value == 1.0
    assert parameter.value(date(2014, 5, 1)).value == 2.0
    assert parameter.value(date(2010, 1, 1)).value == 1.0


@pytest.mark.parametrize(
    ("months", "end", "published"),
    [
        (6, date(2013, 5, 31), date(2013, 11, 30)),
        (0, date(2013, 5, 31), date(2013, 5, 31)),
        (-4, date(2014, 4, 7), date(2013, 12, 7)),
        (8, date(2014, 3, 31), date(2014, 11, 30)),
        (2, date(2013, 12, 31), date(2014, 2, 28)),
    ],
)
def test_a_lag_counts_months_from_the_end_of_the_period(months, end, published):
    registers = Registers({}, {"stocks": months})
    assert registers.published(Period(end, end), "stocks") == published
    assert registers.published(Period(end, end), "flows") is None
    assert registers.published(Period(end, end), None) is None


def test_by_lag_dates_a_rate_before_it_starts_and_a_stock_after_its_month(library):
    rate = next(
        v for v in library.parameters["esa.support_component"].values if v.period.start == date(2014, 4, 7)
    )
    assert (rate.by_lag, rate.published) == (True, date(2013, 12, 7))
    stocks = library.parameters["population.incapacity_stock_by_age"].table
    row = list(stocks.cells["at"]).index("2013-02")
    assert (stocks.periods[row].end, stocks.published[row]) == (date(2013, 2, 28), date(2013, 8, 28))


def test_every_value_that_a_view_knows_was_published_or_has_ended(library):
    for view in VIEWS:
        for parameter in library.parameters.as_of(DAY, view).values():
            for item in () if parameter.exempt else parameter.values:
                ended = view == "department" and parameter.series != "forecasts" and item.period.end <= DAY
                assert item.published <= DAY or ended, parameter.address


def test_the_public_knows_no_more_than_the_department(library):
    public, department = (library.parameters.as_of(DAY, view) for view in ("public", "department"))
    for address in library.parameters:
        assert {v.line for v in public[address].values} <= {v.line for v in department[address].values}
        if public[address].table is not None:
            assert len(public[address].table) <= len(department[address].table)


def doubled(item):
    return {word: 2 * n for word, n in item.items()} if isinstance(item, dict) else 2 * item


def with_unknown_doubled(parameter, view, day=DAY):
    """A parameter whose figures that the view does not know are doubled, and how many they are."""
    if parameter.exempt:
        return parameter, 0
    by_publication = parameter.series == "forecasts"
    values = tuple(
        v if v.known(day, view, by_publication=by_publication) else replace(v, value=doubled(v.value))
        for v in parameter.values
    )
    changed = sum(new is not old for new, old in zip(values, parameter.values, strict=True))
    table = parameter.table
    if table is not None:
        unknown = [
            not (published <= day or (view == "department" and not by_publication and period.end <= day))
            for published, period in zip(table.published, table.periods, strict=True)
        ]
        changed += sum(unknown)
        table = replace(
            table,
            cells={
                column: [
                    2 * c if u and isinstance(c, float) else c for c, u in zip(cells, unknown, strict=True)
                ]
                for column, cells in table.cells.items()
            },
        )
    return replace(parameter, values=values, table=table), changed


@pytest.fixture(scope="module")
def digest_of(library):
    """Value digest of the baseline's central path under some parameters and a view."""

    def digest(parameters, view, study="budget-2014"):
        changes = {"draws": 1, "scenarios": ["baseline"], "funding": {}, "view": view}
        asked = library.studies[study].model_copy(update=changes)
        return value_digest(run(replace(library, parameters=parameters), asked))

    return digest


STUDIES = ("budget-2014", "autumn-2015", "autumn-2022", "spring-2024")
"""One study of each vintage that is back-tested in both views."""


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("study", STUDIES)
def test_a_later_figure_cannot_reach_a_run_or_a_fit(library, digest_of, study, view):
    name = library.studies[study].vintage
    day = library.vintages[name].date
    mutated = {address: with_unknown_doubled(p, view, day) for address, p in library.parameters.items()}
    assert sum(changed for _, changed in mutated.values()) > 1_000
    parameters = library.parameters.with_changes({address: p for address, (p, _) in mutated.items()})
    assert digest_of(parameters, view, study) == digest_of(library.parameters, view, study)
    later = vintage(replace(library, parameters=parameters), name, view)
    assert fit_digest(later) == fit_digest(vintage(library, name, view))


@pytest.mark.parametrize("view", VIEWS)
@STALE
@pytest.mark.parametrize(
    "address", ["esa.support_component", "on_flow.claims_a_month", "awards.legacy_weekly"]
)
def test_a_known_figure_does_reach_a_run(library, digest_of, view, address):
    parameter = library.parameters[address]
    known = {v.line for v in parameter.as_of(DAY, view).values}
    values = tuple(replace(v, value=1.01 * v.value) if v.line in known else v for v in parameter.values)
    parameters = library.parameters.with_changes({address: replace(parameter, values=values)})
    assert digest_of(parameters, view) != digest_of(library.parameters, view)


@STALE
def test_a_known_row_of_a_table_does_reach_a_run(library, digest_of):
    parameter = library.parameters["economy.unemployment"]
    rates = [
        rate + (day <= DAY)
        for rate, day in zip(parameter.table.cells["rate"], parameter.table.published, strict=True)
    ]
    table = replace(parameter.table, cells={**parameter.table.cells, "rate": rates})
    parameters = library.parameters.with_changes({parameter.address: replace(parameter, table=table)})
    assert digest_of(parameters, "public") != digest_of(library.parameters, "public")


def test_a_later_card_changes_neither_the_draws_nor_the_fit_of_an_earlier_vintage(library):
    """A new uncertainty must not move the luck of vintages that could not know it."""
    later = Value(Period(date(2026, 1, 1), date(2026, 1, 1)), 1.0, date(2026, 1, 1), "S")
    card = replace(
        a_parameter(later),
        address="a.later",
        kind="uncertainty",
        distribution=Distribution(shape="normal", sd=1),
    )
    known = library.parameters.with_changes({"a.later": card}).as_of(DAY, "department")
    before = library.parameters.as_of(DAY, "department")
    assert not known.knows("a.later")
    assert [p.address for p in uncertainties(known)] == [p.address for p in uncertainties(before)]
    assert input_digest(known) == input_digest(before)
