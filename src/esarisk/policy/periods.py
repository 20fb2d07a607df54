"""Dates and periods as they are written: days, months, financial and calendar years."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from esarisk.errors import EsariskError, spoken
from esarisk.units import MONTHS_A_YEAR

_DAY = re.compile(r"^([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_MONTH = re.compile(r"^([0-9]{4})-(0[1-9]|1[0-2])\Z")
_YEAR = re.compile(r"^([0-9]{4})-([0-9]{2})\Z")
_CALENDAR = re.compile(r"^([0-9]{4})\Z")

FINANCIAL_YEAR_STARTS = 4
MOST_KEPT = 4096
"""So many periods that were read are kept: long tables say the same ones again and again."""
FIRST_PRICES, LAST_PRICES = 2000, 2040
"""Years in whose prices money may be asked for: ten beyond those the deflator tells."""
FIRST_YEAR, LAST_YEAR = 1850, 2199


class Period(NamedTuple):
    """First and last day [date]."""

    start: date
    end: date


def month_period(year: int, month: int) -> Period:
    """A calendar month."""
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


@lru_cache(maxsize=MOST_KEPT)
def financial_year(text: str) -> Period:
    """Period of a financial year written `2013-14`; ValueError if it is not one."""
    match = _YEAR.match(text)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise ValueError(f"'{spoken(text)}' is not a financial year: write it as {_meant(text)}")
    first = _year(match[1])
    return Period(date(first, 4, 1), date(first + 1, 3, 31))


def _meant(text: str) -> str:
    """The financial year that begins with the year typed, or an example."""
    year = int(match[0]) if (match := re.match(r"(19|20)[0-9]{2}", text)) else 2013
    return f"{year}-{(year + 1) % 100:02d}"


def period(text: object) -> Period:
    """Period of a date, month `2013-05`, span `2013-04..2013-06`, year `2013-14` or `2013`.

    `2011-12` is read as December 2011: a year of that form must stand in a column or key
    named `financial_year`. ValueError says what is wrong.
    """
    if isinstance(text, date):
        _year(text.year)
        return Period(text, text)
    words = str(text).strip()
    if ".." in words:
        first, last = (_one(part) for part in words.split("..", 1))
        if last.end < first.start:
            raise ValueError(f"'{spoken(words)}' runs backwards: put the earlier first")
        return Period(first.start, last.end)
    return _one(words)


def funding_period(text: str) -> Period:
    """Months of money: a financial year `2017-18`, or months `2017-11..2019-03`, without end as `2017-11..`.

    ValueError says what is wrong.
    """
    if ".." not in text:
        return financial_year(text)
    first, last = (part.strip() for part in text.split("..", 1))
    ends = [first, last or f"{LAST_YEAR}-12"]
    if wrong := [part for part in ends if not _MONTH.match(part)]:
        raise ValueError(f"'{spoken(wrong[0])}' is not a month: write months as 2017-11..2019-03")
    return period("..".join(ends))


@lru_cache(maxsize=MOST_KEPT)
def _one(words: str) -> Period:
    """Period of a day, month or year."""
    if match := _DAY.match(words):
        day = _calendar(words, _year(match[1]), int(match[2]), int(match[3]))
        return Period(day, day)
    if match := _MONTH.match(words):
        return month_period(_year(match[1]), int(match[2]))
    if match := _CALENDAR.match(words):
        year = _year(match[1])
        return Period(date(year, 1, 1), date(year, 12, 31))
    if _YEAR.match(words):
        return financial_year(words)
    raise ValueError(
        f"'{spoken(words)}' is not a date, month or year: write it as 2014-04-07, 2014-04, "
        "2013-04..2013-06, 2013-14 or 2013"
    )


def _calendar(words: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"'{words}' is not a date of the calendar") from None


def checked_year(text: str) -> str:
    """A financial year that a user gave; EsariskError if it is not one."""
    try:
        start = financial_year(text).start
    except ValueError as error:
        raise EsariskError(str(error)) from None
    if not FIRST_PRICES <= start.year <= LAST_PRICES:
        raise EsariskError(
            f"'{text}' is not between {FIRST_PRICES} and {LAST_PRICES}: prices reach no further"
        )
    return year_label(start)


def _year(year: str | int) -> int:
    """A year within reach, so that adding months to it never fails."""
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError(f"the year {year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return int(year)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    index = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(index, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> int:
    """Whole months from one month to another [months]."""
    return (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month


def year_label(day: date) -> str:
    """Financial year of a day, as `2013-14`."""
    first = day.year if day.month >= FINANCIAL_YEAR_STARTS else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def year_labels(first: str, last: str) -> list[str]:
    """Every financial year from one to another, both included."""
    start, stop = financial_year(first).start.year, financial_year(last).start.year
    return [year_label(date(year, 4, 1)) for year in range(start, stop + 1)]
