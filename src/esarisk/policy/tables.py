"""Long tables: CSV beside a YAML card, read with a fault for each wrong cell."""

import csv
from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite, nan
from pathlib import Path

import pandas as pd

from esarisk.errors import Fault, did_you_mean
from esarisk.names import STATUSES
from esarisk.policy.cards import BY_LAG, Column
from esarisk.policy.parameters import Table
from esarisk.policy.periods import Period, financial_year, period

PROVENANCE = ("published", "source", "status", "note")
REQUIRED = ("published", "source")
PERIOD_COLUMNS = ("month", "quarter", "at", "from", "date", "mid_year", "year", "period")

Lag = Callable[[Period], date]


class _Reader:
    """Reads one CSV file against the columns its card declares."""

    def __init__(
        self, file: Path, name: str, columns: Mapping[str, Column], bounds: tuple[float, float]
    ) -> None:
        self.file, self.name, self.columns, self.bounds = file, name, columns, bounds
        self.faults: list[Fault] = []

    def fault(self, line: int, key: str, text: str) -> None:
        self.faults.append(Fault(self.name, line, key, text))

    def rows(self) -> list[tuple[int, dict[str, str]]]:
        """Line number and cells of each row."""
        try:
            with self.file.open(newline="", encoding="utf-8-sig") as handle:
                reader = csv.DictReader(handle, strict=True)
                self._check_header(list(reader.fieldnames or []))
                return [] if self.faults else [(reader.line_num, row) for row in reader]
        except OSError as error:
            self.fault(0, "", f"cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            self.fault(0, "", "is not text in UTF-8: save it as a plain CSV file")
        except csv.Error as error:
            self.fault(0, "", f"is not a valid CSV file: {error}")
        return []

    def _check_header(self, header: list[str]) -> None:
        expected = [*self.columns, *PROVENANCE]
        for column in header:
            if column not in expected:
                self.fault(1, column, f"there is no column '{column}'.{did_you_mean(column, expected)}")
        for column in (*self.columns, *REQUIRED):
            if column not in header:
                self.fault(1, column, "the column is missing: add it to the header")

    def number(self, line: int, column: str, text: str) -> float:
        """A value cell; blank is NaN."""
        if not text.strip():
            return nan
        try:
            number = float(text)
        except ValueError:
            self.fault(line, column, f"should be a number (found '{text}')")
            return nan
        low, high = self.bounds
        if not isfinite(number) or not low <= number <= high:
            self.fault(line, column, f"{text} is outside the bounds {low:g} to {high:g}")
        return number

    def published(self, line: int, text: str, described: Period | None, lag: Lag | None) -> date:
        """The date a row was published."""
        if text == BY_LAG:
            if lag is None or described is None:
                self.fault(line, "published", "by_lag needs a 'series' on the card and a period in the row")
                return date.max
            return lag(described)
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fault(line, "published", f"should be a date like 2013-12-05 or {BY_LAG} (found '{text}')")
            return date.max

    def described(self, line: int, row: Mapping[str, str]) -> Period | None:
        """The period a row describes, if a column says so."""
        try:
            if row.get("financial_year"):
                return financial_year(row["financial_year"])
            for column in PERIOD_COLUMNS:
                if row.get(column) and column in self.columns:
                    return period(row[column])
        except ValueError as error:
            if row.get("published") == BY_LAG:
                self.fault(line, "period", str(error))
        return None


def read_table(
    file: Path,
    name: str,
    columns: Mapping[str, Column],
    sources: Mapping[str, Mapping[str, str]],
    lag: Lag | None,
    bounds: tuple[float, float],
) -> tuple[Table, list[Fault]]:
    """One long table and the faults found in it."""
    reader = _Reader(file, name, columns, bounds)
    cells: dict[str, list[object]] = {column: [] for column in (*columns, *PROVENANCE)}
    published, periods = [], []
    for line, row in reader.rows():
        if None in row or None in row.values():
            reader.fault(line, "", "has more or fewer cells than the header")
            continue
        _check_provenance(reader, line, row, sources)
        described = reader.described(line, row)
        day = reader.published(line, row["published"], described, lag)
        published.append(day)
        periods.append(described or Period(day, day))
        for column, card in columns.items():
            text = row[column]
            cells[column].append(
                reader.number(line, column, text) if card.role == "value" and card.unit != "text" else text
            )
        for column in PROVENANCE:
            cells[column].append(row.get(column, ""))
    units = {column: card.unit for column, card in columns.items()}
    return Table(pd.DataFrame(cells), tuple(published), tuple(periods), units), reader.faults


def _check_provenance(
    reader: _Reader, line: int, row: Mapping[str, str], sources: Mapping[str, Mapping[str, str]]
) -> None:
    """Every row names a known source and a known status."""
    for source in (row["source"] or "").split(";"):
        if not source.strip():
            reader.fault(line, "source", "is missing: say where the figure comes from")
        elif source not in sources:
            reader.fault(
                line,
                "source",
                f"there is no source '{source}' in sources.csv.{did_you_mean(source, list(sources))}",
            )
    status = row.get("status") or "read"
    if status not in STATUSES:
        reader.fault(line, "status", f"cannot be '{status}'.{did_you_mean(status, STATUSES)}")
