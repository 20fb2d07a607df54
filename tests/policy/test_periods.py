"""Dates and periods as they are written."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.errors import EsariskError
from esarisk.policy.periods import (
    Period,
    add_months,
    checked_year,
    financial_year,
    month_period,
    months_between,
    period,
    year_label,
    year_labels,
)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2014-04-30", (2014, 4, 30), (2014, 4, 30)),
        (date(2014, 4, 30), (2014, 4, 30), (2014, 4, 30)),
        ("2013-05", (2013, 5, 1), (2013, 5, 31)),
        ("2012-02", (2012, 2, 1), (2012, 2, 29)),
        ("2013-04..2013-06", (2013, 4, 1), (2013, 6, 30)),
        ("2013-04-10..2013-06", (2013, 4, 10), (2013, 6, 30)),
        ("2013-04-10..2013-04-10", (2013, 4, 10), (2013, 4, 10)),
        ("2013-14", (2013, 4, 1), (2014, 3, 31)),
        ("1999-00", (1999, 4, 1), (2000, 3, 31)),
        ("2013", (2013, 1, 1), (2013, 12, 31)),
        ("2011-12", (2011, 12, 1), (2011, 12, 31)),
        (" 2013 ", (2013, 1, 1), (2013, 12, 31)),
    ],
)
def test_a_period_is_read_as_it_is_written(text, start, end):
    assert period(text) == Period(date(*start), date(*end))


@pytest.mark.parametrize(
    "text",
    ["", "spring", "2013..2014..2015", "1849", "2200", "1849-50", "2200-01",
     "2013-15", "2013-14..", "2013-06..2013-04", "2014-02-30", "2014-13-01", "13-14", "2013-4",
     "9999-12", "0000", "2013-00", "2013-14-15", "٢٠١٣", "2013\n", None, 2.5],
)  # fmt: skip
def test_what_is_no_period_is_told(text):
    if text == "2013\n":
        assert period(text) == period("2013")
        return
    with pytest.raises(ValueError, match=r"is not|runs backwards|between"):
        period(text)


def test_a_financial_year_in_its_own_column_is_never_a_month():
    assert financial_year("2011-12") == Period(date(2011, 4, 1), date(2012, 3, 31))
    for text in ("2011-13", "2011", "2011-12-01", "2011/12"):
        with pytest.raises(ValueError, match="financial year"):
            financial_year(text)


def test_years_within_reach_are_read_to_the_first_and_last():
    assert (period("1850").start.year, period("2199").end.year) == (1850, 2199)
    assert financial_year("1850-51").start == date(1850, 4, 1)
    assert financial_year("2199-00").start == date(2199, 4, 1)
    for day in (date(1849, 12, 31), date(2200, 1, 1)):
        with pytest.raises(ValueError, match="between 1850 and 2199"):
            period(day)


def test_a_year_that_a_user_gives_is_read_or_told_in_a_line():
    assert checked_year("2014-15") == "2014-15"
    with pytest.raises(EsariskError, match="'2014' is not a financial year"):
        checked_year("2014")


def test_a_month_later_is_the_same_day_or_the_month_s_last():
    assert add_months(date(2014, 1, 31), 1) == date(2014, 2, 28)
    assert add_months(date(2014, 12, 15), 1) == date(2015, 1, 15)
    assert add_months(date(2014, 1, 15), -1) == date(2013, 12, 15)
    assert months_between(date(2014, 11, 30), date(2016, 1, 1)) == 14


def test_year_labels_run_from_first_to_last():
    assert year_labels("2013-14", "2015-16") == ["2013-14", "2014-15", "2015-16"]
    assert year_labels("1999-00", "2000-01") == ["1999-00", "2000-01"]
    assert year_label(date(2014, 3, 31)) == "2013-14"
    assert year_label(date(2014, 4, 1)) == "2014-15"


days = st.dates(date(1900, 1, 1), date(2150, 12, 31))


@given(days, st.integers(-240, 240))
def test_adding_months_lands_so_many_months_on(day, months):
    later = add_months(day, months)
    assert months_between(day, later) == months
    assert later.day == day.day or later == month_period(later.year, later.month).end


@given(days)
def test_every_day_lies_in_the_year_of_its_label(day):
    start, end = financial_year(year_label(day))
    assert start <= day <= end
    assert year_label(start - timedelta(days=1)) != year_label(day)
    assert (end - start).days + 1 in {365, 366}


def test_a_moment_is_read_by_its_day():
    assert period(datetime(2014, 4, 7, 12)).start.year == 2014  # noqa: DTZ001 - the clock does not matter


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2013-15", "2013-14"), ("2013/14", "2013-14"), ("1999", "1999-00"), ("spring", "2013-14")],
)
def test_who_mistypes_a_year_is_told_the_one_that_begins_with_it(text, meant):
    with pytest.raises(EsariskError, match=f"write it as {meant}$"):
        checked_year(text)


def test_money_is_asked_for_in_prices_that_are_told():
    assert [checked_year(year) for year in ("2000-01", "2040-41")] == ["2000-01", "2040-41"]
    for year in ("1999-00", "2041-42"):
        with pytest.raises(EsariskError, match="not between 2000 and 2040"):
            checked_year(year)
