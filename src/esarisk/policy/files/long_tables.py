"""Long tables: CSV beside a YAML card, read with a fault for each wrong cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice, pairwise, product
from math import nan
from pathlib import Path

from esarisk.errors import Fault, did_you_mean, spoken
from esarisk.names import STATUSES
from esarisk.policy.files.bounds import Bounds, outside, unit_bounds, within
from esarisk.policy.files.csv_rows import Row, rows_of
from esarisk.policy.files.sources import Registers
from esarisk.policy.parameters import FOREVER, Table
from esarisk.policy.periods import MOST_KEPT, Period, financial_year, period
from esarisk.policy.schema import BY_LAG, Column, ParameterCard

PROVENANCE = ("published", "source", "status", "note")
REQUIRED = ("published", "source")
TIMED = ("financial_year", "month", "quarter", "at", "from", "date", "mid_year", "year", "period")
NUMBER_WRITTEN = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
WHOLE = re.compile(r"-?[0-9]{1,9}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
FEW_ROWS = 5
"""So many rows that lack are named."""


class TableReader:
    """Reads one CSV file against the columns its card declares; what is wrong stands in `faults`."""

    def __init__(self, file: Path, card: ParameterCard, registers: Registers) -> None:
        self.file, self.card, self.registers, self.series = file, card, registers, card.series
        self.columns: Mapping[str, Column] = card.columns or {}
        self.bounds = {name: self._bounds(column) for name, column in self.columns.items()}
        self.keys = [name for name, column in self.columns.items() if column.role == "key"]
        self.timed = [name for name in self.keys if name in TIMED]
        self.numbers = [n for n, c in self.columns.items() if c.role == "value" and c.unit != "text"]
        self.faults: list[Fault] = []
        self.told: set[str] = set()

    def fault(self, line: int, key: str, text: str) -> None:
        """Note a fault in a row."""
        self.faults.append(Fault(str(self.file), line, spoken(key), text))

    def table(self) -> Table:
        """The table of the rows that can be read."""
        cells: dict[str, list[object]] = {column: [] for column in (*self.columns, *PROVENANCE)}
        published, periods = [], []
        stands: dict[tuple[str, ...], int] = {}
        for line, row in rows_of(self.file, self._check_header, self.fault):
            self._check_provenance(line, row)
            self._check_keys(line, row, stands)
            described = self._described(line, row)
            day = self._published(line, row["published"], described)
            published.append(day)
            periods.append(described or Period(day, day))
            for column in self.columns:
                number = column in self.numbers
                cells[column].append(self._number(line, column, row) if number else row[column])
            for column in PROVENANCE:
                cells[column].append(row.get(column, ""))
        if not self.faults:
            for column, text in lacking(cells, self.columns, self.card.complete or []):
                self.fault(0, column, text)
        units = {column: card.unit for column, card in self.columns.items()}
        return Table(cells, tuple(published), tuple(periods), units)

    def _bounds(self, column: Column) -> Bounds:
        """The bounds of a column's numbers: its own or its unit's, and for values those of the card."""
        own = column.bounds or unit_bounds(column.unit)
        hard = self.card.bounds.hard if column.role == "value" else None
        return within(own, hard) if hard else own

    def _check_header(self, header: list[str]) -> bool:
        """Every column that is due and no other; a misspelt one is one fault, not two."""
        expected = [*self.columns, *PROVENANCE]
        if len(header) <= 1:
            what = "the first line should name the columns, with commas between"
            self.fault(1, "", f"{what}: {', '.join(expected)}")
            return False
        meant: set[str] = set()
        for column in header:
            if column not in expected:
                near = did_you_mean(column, expected)
                self.fault(1, column, f"there is no column '{spoken(column)}'.{near}")
                meant |= set(get_close_matches(column, expected, n=1))
        for column in sorted({column for column in header if header.count(column) > 1}):
            self.fault(1, column, "the column stands twice: delete one")
        for column in (*self.columns, *REQUIRED):
            if column not in header and column not in meant:
                self.fault(1, column, "the column is missing: add it to the header")
        return not self.faults

    def _check_keys(self, line: int, row: Row, stands: dict[tuple[str, ...], int]) -> None:
        """Each key is a word, number or day that is known, and no row stands twice."""
        for column in self.keys:
            if fault := self._key_fault(column, row[column]):
                self.fault(line, column, fault)
        if self.timed and not any(row[column].strip() for column in self.timed):
            self.told.add(f"period {line}")
            if all(self.columns[column].blank for column in self.timed):
                self.fault(line, "", f"says no period: fill in {' or '.join(self.timed)}")
        either = self.card.either
        if either and sum(bool(row.get(column, "").strip()) for column in either) != 1:
            self.fault(line, "", f"fill in exactly one of {', '.join(either)}")
        first = stands.setdefault(tuple(row[column] for column in self.keys), line)
        if self.keys and first != line:
            self.fault(line, "", f"says the same as line {first} again: delete one")

    def _key_fault(self, column: str, text: str) -> str | None:
        """What is wrong with a key, or None."""
        card = self.columns[column]
        if not text.strip():
            return None if card.blank else "is blank: fill it in"
        if card.words is not None and text not in card.words:
            return f"there is no '{spoken(text)}' here.{did_you_mean(text, card.words)}"
        if card.unit == "date":
            return day_fault(text)
        if card.unit == "text":
            return None
        return number_fault(text, self.bounds[column], WHOLE, "a whole number")

    def _number(self, line: int, column: str, row: Row) -> float:
        """A value cell; blank is NaN, and so is one at fault."""
        text, card, bounds = row[column], self.columns[column], self.bounds[column]
        if not text.strip():
            if not card.blank:
                self.fault(line, column, "is blank: give a number")
            return nan
        if card.unit == "mixed" and not card.bounds:
            bounds = within(bounds, unit_bounds(row.get("unit")))
        if fault := number_fault(text, bounds):
            self.fault(line, column, fault)
            return nan
        return float(text)

    def _published(self, line: int, text: str, described: Period | None) -> date:
        """The date a row was published."""
        if text == BY_LAG:
            if not self.series or (described is None and not self.told & {f"period {line}"}):
                what = "a 'series' on the card" if not self.series else "a period in the row"
                self.fault(line, "published", f"{BY_LAG} needs {what}")
            return (self.registers.published(described, self.series) if described else None) or FOREVER
        if fault := day_fault(text, f", or the word {BY_LAG}"):
            self.fault(line, "published", fault)
            return FOREVER
        return period(text).start

    def _described(self, line: int, row: Row) -> Period | None:
        """The period a row describes, if a column says so; every such column can be read."""
        found = None
        for column in (c for c in TIMED if row.get(c, "").strip()):
            try:
                told = financial_year(row[column]) if column == "financial_year" else period(row[column])
            except ValueError as error:
                self.fault(line, column, str(error))
                self.told.add(f"period {line}")
                return None
            found = found or told
        return found

    def _check_provenance(self, line: int, row: Row) -> None:
        """Every row names a known source and a known status; an unknown source is told once."""
        for source in row["source"].split(";"):
            fault = self.registers.source_fault(source)
            if fault and (not source.strip() or source not in self.told):
                self.fault(line, "source", fault)
                self.told.add(source)
        status = row.get("status") or "read"
        if status not in STATUSES:
            self.fault(line, "status", f"cannot be '{spoken(status)}'.{did_you_mean(status, STATUSES)}")


def number_fault(
    text: str, bounds: Bounds, form: re.Pattern[str] = NUMBER_WRITTEN, what: str = "a number"
) -> str | None:
    """What is wrong with a number as it is written, or None."""
    if not form.fullmatch(text.strip()):
        return f"should be {what} (found '{spoken(text)}')"
    return outside(float(text), bounds)


@lru_cache(maxsize=MOST_KEPT)
def day_fault(text: str, otherwise: str = "") -> str | None:
    """What is wrong with a day as it is written, or None."""
    try:
        if DAY.fullmatch(text) and period(text):
            return None
    except ValueError as error:
        return str(error)
    return f"should be a date like 2013-12-05{otherwise} (found '{spoken(text)}')"


def lacking(
    cells: Mapping[str, Sequence[object]], columns: Mapping[str, Column], complete: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Column and fault for rows that lack: each combination of the words of some columns has one."""
    if not complete:
        return
    words = [_words_due(column, [str(cell) for cell in cells[column]], columns) for column in complete]
    for column, due in zip(complete, words, strict=True):
        if gap := _gap(due):
            yield column, f"there is no row between {gap[0]} and {gap[1]}: add what lacks"
    there = set(zip(*(cells[column] for column in complete), strict=True))
    absent = (row for row in product(*words) if row not in there)
    for row in islice(absent, FEW_ROWS):
        yield ", ".join(complete), f"there is no row for {', '.join(map(spoken, row))}: add it"


def _words_due(column: str, found: Sequence[str], columns: Mapping[str, Column]) -> list[str]:
    """Every word that a column of a complete table should hold."""
    card = columns[column]
    if card.words is not None:
        return card.words
    if card.bounds is not None:
        low, high = (int(bound) for bound in card.bounds)
        return [str(number) for number in range(low, high + 1)]
    return sorted(set(found))


def _gap(words: Sequence[str]) -> tuple[str, str] | None:
    """The first two months between which one lacks, where all words are months at equal steps."""
    matches = [MONTH.fullmatch(word) for word in words]
    if len(words) <= 2 or not all(matches):  # noqa: PLR2004 - two make no step
        return None
    months = [12 * int(match[1]) + int(match[2]) for match in matches if match]
    steps = [after - before for before, after in pairwise(months)]
    return next(
        (pair for pair, step in zip(pairwise(words), steps, strict=True) if step >= 2 * min(steps)), None
    )
