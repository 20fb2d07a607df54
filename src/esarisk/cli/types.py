"""What an option may hold: one door for every number, day, and path that is typed."""

import os
import re
from datetime import date, datetime
from math import inf
from pathlib import Path
from typing import Any

import click

from esarisk.limits import LONGEST_FILE_NAME, MOST_DRAWS, MOST_MONEY, MOST_WORKERS

MOST_PEOPLE = 50_000_000
"""People followed one by one: about as many as are of working age."""
DAY_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Amount(click.ParamType[float]):
    """A finite number from `low` to `high`, written in plain digits."""

    name = "number"

    def __init__(self, low: float = 0.0, high: float = inf) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        text = str(value)
        try:
            number = float(text) if text.isascii() and "_" not in text else inf
        except ValueError:
            number = inf
        if not self.low <= number <= self.high or abs(number) == inf:
            self.fail(f"'{text}' should be a number from {self.low:,.12g} to {self.high:,.12g}", param, ctx)
        return number


class Whole(click.IntRange):
    """A whole number in a range, written in plain digits."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        wanted = f"should be a whole number from {self.min:,} to {self.max:,}"
        if isinstance(value, str) and not (value.removeprefix("-").isdigit() and value.isascii()):
            self.fail(f"'{value}' {wanted}", param, ctx)
        if isinstance(value, str) and len(value) > 18:  # noqa: PLR2004 - more digits than any count has
            self.fail(wanted, param, ctx)
        return super().convert(value, param, ctx)


class Day(click.ParamType[datetime]):
    """A day of this century or the last, written 2014-04-07."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The day, at midnight."""
        text = str(value)
        try:
            day = date.fromisoformat(text) if DAY_WRITTEN.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            self.fail(f"'{text}' should be a day like 2014-04-07, from {FIRST_DAY} to {LAST_DAY}", param, ctx)
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day has no hour


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2099, 12, 31)


class Place(click.Path):
    """A path that every system takes: no letter that cannot be seen, no name too long."""

    def __init__(self, **given: Any) -> None:
        super().__init__(path_type=Path, **given)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        text = os.fspath(value)
        if not text.strip():
            self.fail("is empty: give a path", param, ctx)
        if any(not letter.isprintable() for letter in text):
            self.fail(f"{text!a} holds a letter that cannot be seen: rename it", param, ctx)
        if any(len(os.fsencode(name)) > LONGEST_FILE_NAME for name in Path(text).parts):
            self.fail(f"'{text[:20]}…' has a name of more than {LONGEST_FILE_NAME} letters", param, ctx)
        return super().convert(value, param, ctx)


MONEY_AMOUNT = Amount(0.0, MOST_MONEY)
STARTS = Amount(0.0, 1e7)
SHARE = Amount(0.0, 1.0)
KEPT_SHARE = Amount(0.01, 1.0)
EFFECT = Amount(0.01, 100.0)
POWER = Amount(0.1, 0.99)
POUND_AMOUNT = Amount(0.0, 1e7)
HOURS = Amount(0.0, 168.0)
AN_AGE = Whole(0, 130)
DAYS = Whole(0, 36_525)
DRAW_COUNT = Whole(1, MOST_DRAWS)
SEED_NUMBER = Whole(0, 2**31 - 1)
PROCESSES = Whole(0, MOST_WORKERS)
A_DAY = Day()
PLACE = Place()


def refuse_together(*pairs: tuple[object, str, object, str]) -> None:
    """Refuse options that would silence each other: value and name of one, then of another."""
    for first, its_name, second, other in pairs:
        if first and second:
            raise click.UsageError(f"{its_name} and {other} ask two things: leave one out")
