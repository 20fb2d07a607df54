"""Rates between two changes: what is given, what is held, what rises, and what share of a month each has."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from esarisk.engine.awards.rates import Origin, Rates, weeks_of, year_of
from esarisk.engine.draws import Values, central_draw
from esarisk.policy.parameters import Value
from esarisk.policy.periods import Period

ADDRESS = "esa.support_component"
ONE = f"{ADDRESS}_contributory"


def rates_with(seen, values, since=None):
    """Rates of a vintage whose support component has some values, or is set to them from a day on."""
    dated = tuple(Value(Period(day, day), number, date(2008, 1, 1), "JUDGEMENT") for day, number in values)
    card = seen.known[ADDRESS]
    changed = card.changed(since, dated) if since else replace(card, values=dated)
    known = seen.known.with_changes({ADDRESS: changed})
    whose = seen if since else replace(seen, known=known)
    return Rates(whose, Values(known, central_draw(known)))


def origins(rates):
    parameter = rates.values.parameters[ONE]
    return {start: rates.origin(parameter, i) for i, start in enumerate(rates.starts)}


def test_a_published_amount_holds_until_the_next_one_published_and_rises_after_the_last(seen):
    rates = rates_with(seen, [(date(2008, 10, 27), 30.0), (date(2012, 4, 9), 34.0)])
    found = origins(rates)
    assert found[date(2010, 4, 12)] is Origin.HELD
    assert found[date(2012, 4, 9)] is Origin.GIVEN
    assert found[date(2013, 4, 8)] is Origin.RAISED
    paid = dict(zip(rates.starts, rates.by_period(ONE)[0], strict=True))
    assert paid[date(2011, 4, 11)] == 30.0
    assert paid[date(2013, 4, 8)] > 34.0


def test_what_a_scenario_sets_rises_each_april_between_its_own_amounts_too(seen):
    given = [(date(2012, 4, 9), 34.0), (date(2016, 4, 11), 40.0)]
    found = origins(rates_with(seen, given, since=date(2012, 4, 9)))
    assert found[date(2013, 4, 8)] is Origin.RAISED
    assert found[date(2016, 4, 11)] is Origin.GIVEN
    assert found[date(2017, 4, 10)] is Origin.RAISED


@pytest.mark.parametrize("day", [date(2016, 4, 1), date(2016, 4, 6)])
def test_an_amount_of_early_april_is_that_of_the_year_and_does_not_rise_again_in_the_month(seen, day):
    found = origins(rates_with(seen, [(day, 50.0)], since=day))
    assert found[day] is Origin.GIVEN
    assert found[date(2016, 4, 11)] is Origin.HELD
    assert found[date(2017, 4, 10)] is Origin.RAISED


def test_the_shares_of_a_month_are_its_days_and_add_up_to_it(seen):
    rates = rates_with(seen, [(date(2016, 10, 3), 50.0)], since=date(2016, 10, 3))
    assert rates.share.sum(axis=0) == pytest.approx(np.ones(len(seen.months)))
    monthly = rates.spread(rates.by_period(ONE))[0]
    paid = {month.start: rate for month, rate in zip(seen.months, monthly, strict=True)}
    before, after = paid[date(2016, 9, 1)], paid[date(2016, 11, 1)]
    assert after == 50.0
    assert paid[date(2016, 10, 1)] == pytest.approx((2 * before + 29 * after) / 31)


def test_amounts_from_the_first_rise_on_part_the_periods(seen):
    """One within the first year of the run does, one before it does not."""
    starts = rates_with(seen, [(date(2008, 4, 7), 25.0), (date(2008, 6, 2), 30.0)]).starts
    assert starts[:2] == [date(2008, 4, 7), date(2008, 6, 2)]
    assert (
        date(2008, 3, 3) not in rates_with(seen, [(date(2007, 1, 1), 25.0), (date(2008, 3, 3), 30.0)]).starts
    )


def test_the_day_from_which_a_scenario_sets_an_amount_parts_the_periods(seen):
    """Even where its own first figure is older: before that day the published ones hold."""
    since, older = date(2016, 10, 3), date(2016, 4, 11)
    address = "entitlement.partner_hours"
    card = seen.known[address].changed(since, (Value(Period(older, older), 30.0, older, "JUDGEMENT"),))
    known = seen.known.with_changes({address: card})
    starts = Rates(seen, Values(known, central_draw(known))).starts
    assert since in starts
    assert date(2016, 5, 2) not in starts


def test_the_weeks_of_a_month_are_its_days_by_seven(seen):
    weeks = weeks_of(seen.months)
    assert weeks[0] == pytest.approx(30 / 7)
    assert weeks[:12].sum() == pytest.approx(365 / 7)


def test_a_financial_year_runs_from_april_to_march():
    days = [date(2014, 3, 31), date(2014, 4, 1), date(2014, 12, 31), date(2015, 1, 1)]
    assert [year_of(day) for day in days] == [2013, 2014, 2014, 2014]


def test_a_years_mean_counts_the_days_to_its_end(seen):
    rates = rates_with(seen, [(date(2016, 10, 3), 50.0)], since=date(2016, 10, 3))
    paid = dict(zip(rates.starts, rates.by_period(ONE)[0], strict=True))
    first, change, end = date(2016, 4, 11), date(2016, 10, 3), date(2017, 4, 10)
    expected = (paid[first] * (change - first).days + 50.0 * (end - change).days) / (end - first).days
    assert rates.in_year(rates.by_period(ONE), "2016-17")[0] == pytest.approx(expected)


def test_incomes_start_where_the_component_stands_even_when_its_figures_are_old(seen):
    rates = rates_with(seen, [(date(2007, 4, 9), 30.0)])
    index = rates.price_index()[0]
    assert index[0] == pytest.approx(1.0)
    assert (index[1:] > 1.0).all()
