"""Long tables: CSV beside a YAML card, read with a fault for each wrong cell."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from math import inf, isfinite, nan
from pathlib import Path

from esarisk.errors import Fault, did_you_mean
from esarisk.names import STATUSES
from esarisk.policy.cards import BY_LAG, Column
from esarisk.policy.marked import spoken
from esarisk.policy.parameters import FOREVER, Table
from esarisk.policy.periods import Period, financial_year, period
from esarisk.policy.registers import Registers

PROVENANCE = ("published", "source", "status", "note")
REQUIRED = ("published", "source")
PERIOD_COLUMNS = ("month", "quarter", "at", "from", "date", "mid_year", "year", "period")

Row = Mapping[str, str]


class TableReader:
    """Reads one CSV file against the columns its card declares; what is wrong stands in `faults`."""

    def __init__(
        self,
        file: Path,
        columns: Mapping[str, Column],
        registers: Registers,
        series: str | None,
        bounds: tuple[float, float] | None,
    ) -> None:
        self.file, self.columns, self.registers, self.series = file, columns, registers, series
        self.bounds = bounds or (-inf, inf)
        self.faults: list[Fault] = []
        self.told: set[str] = set()

    def fault(self, line: int, key: str, text: str) -> None:
        """Note a fault in a row."""
        self.faults.append(Fault(str(self.file), line, spoken(key), text))

    def table(self) -> Table:
        """The table of the rows that can be read."""
        cells: dict[str, list[object]] = {column: [] for column in (*self.columns, *PROVENANCE)}
        published, periods = [], []
        for line, row in self._rows():
            self._check_provenance(line, row)
            described = self._described(line, row)
            day = self._published(line, row["published"], described)
            published.append(day)
            periods.append(described or Period(day, day))
            for column, card in self.columns.items():
                number = card.role == "value" and card.unit != "text"
                cells[column].append(self._number(line, column, row[column]) if number else row[column])
            for column in PROVENANCE:
                cells[column].append(row.get(column, ""))
        units = {column: card.unit for column, card in self.columns.items()}
        return Table(cells, tuple(published), tuple(periods), units)

    def _rows(self) -> Iterator[tuple[int, Row]]:
        """Line number and cells of each whole row."""
        try:
            with self.file.open(newline="", encoding="utf-8-sig") as handle:
                reader = csv.DictReader(handle, strict=True)
                self._check_header(list(reader.fieldnames or []))
                if self.faults:
                    return
                for row in reader:
                    if None in row or None in row.values():
                        self.fault(reader.line_num, "", "has more or fewer cells than the header")
                    else:
                        yield reader.line_num, row
        except OSError as error:
            self.fault(0, "", f"cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            self.fault(0, "", "is not text in UTF-8: save it as a plain CSV file")
        except csv.Error as error:
            self.fault(reader.reader.line_num, "", f"is not a valid CSV file: {error}")

    def _check_header(self, header: list[str]) -> None:
        """Every column that is due and no other; a misspelt one is one fault, not two."""
        expected = [*self.columns, *PROVENANCE]
        if len(header) <= 1:
            what = "the first line should name the columns, with commas between"
            self.fault(1, "", f"{what}: {', '.join(expected)}")
            return
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

    def _number(self, line: int, column: str, text: str) -> float:
        """A value cell; blank is NaN."""
        if not text.strip():
            return nan
        try:
            number = float(text)
        except ValueError:
            number = nan
        low, high = self.bounds
        if not isfinite(number):
            self.fault(line, column, f"should be a number (found '{spoken(text)}')")
        elif not low <= number <= high:
            self.fault(line, column, f"{number:g} is outside the bounds {low:g} to {high:g}")
        return number

    def _published(self, line: int, text: str, described: Period | None) -> date:
        """The date a row was published."""
        if text == BY_LAG:
            if not self.series or (described is None and not self.told & {f"period {line}"}):
                what = "a 'series' on the card" if not self.series else "a period in the row"
                self.fault(line, "published", f"{BY_LAG} needs {what}")
            return (self.registers.published(described, self.series) if described else None) or FOREVER
        try:
            return period(date.fromisoformat(text)).start
        except ValueError:
            what = f"should be a date like 2013-12-05, or the word {BY_LAG}"
            self.fault(line, "published", f"{what} (found '{spoken(text)}')")
            return FOREVER

    def _described(self, line: int, row: Row) -> Period | None:
        """The period a row describes, if a column says so."""
        column = next((c for c in ("financial_year", *PERIOD_COLUMNS) if row.get(c)), "")
        if not column:
            return None
        try:
            return financial_year(row[column]) if column == "financial_year" else period(row[column])
        except ValueError as error:
            self.fault(line, column, str(error))
            self.told.add(f"period {line}")
            return None

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
