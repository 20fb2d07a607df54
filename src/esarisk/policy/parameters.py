"""Parameters: load every file once, filter by what a view knew, look values up.

`load` reads a folder, gathers every fault of every file and raises them together.
`Parameters.as_of` is the only way from what is known today to what a vintage may know.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import compress
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from esarisk.errors import EsariskError, did_you_mean, spoken
from esarisk.names import SCHEMES
from esarisk.policy.periods import Period
from esarisk.policy.schema import Correlation, Distribution

if TYPE_CHECKING:
    import pandas as pd

FOREVER = date.max
SET_BY_USER = "set for this question"


@dataclass(frozen=True)
class Value:
    """One dated value: what it describes, when it was published and where it was read."""

    period: Period
    value: float | Mapping[str, float]
    published: date
    source: str
    status: str = "read"
    by_lag: bool = False
    hindsight: bool = False
    sd: float | None = None
    note: str = ""
    file: str = ""
    line: int = 0

    def known(self, day: date, view: str, *, by_publication: bool = False) -> bool:
        """Whether a view knew this on a day.

        The public view knows what was published; the department view knows too what
        describes periods that have ended. Forecasts are known by publication alone.
        """
        if self.published <= day:
            return True
        return view == "department" and not by_publication and self.period.end <= day


@dataclass(frozen=True)
class Parameter:
    """A number, a dated series of numbers or a long table, with its provenance."""

    address: str
    meaning: str
    unit: str
    kind: str
    grade: str
    series: str = ""
    exempt: str = ""
    by: str = ""
    between: str = "step"
    values: tuple[Value, ...] = ()
    table: "Table | None" = None
    distribution: Distribution | None = None
    correlation: Correlation | None = None
    sign: int | None = None
    why: str = ""
    note: str = ""
    hard: tuple[float, float] = (-inf, inf)
    before: "Parameter | None" = None
    """What it was until a scenario changed it, on `since`: an older day is never touched."""
    since: date = date.min
    file: str = ""
    line: int = 0
    held: float | None = None
    """What a user set it to: one number for all days and draws, in place of its values."""

    def changed(self, since: date, values: tuple[Value, ...]) -> "Parameter":
        """The same parameter with other values from a day on; before that day it stays what it was."""
        return replace(self, values=values, before=self, since=since, held=None)

    def as_of(self, day: date, view: str) -> "Parameter":
        """The same parameter with only what a view knew on a day."""
        if self.exempt:
            return self
        forecasts = self.series == "forecasts"
        known = tuple(v for v in self.values if v.known(day, view, by_publication=forecasts))
        table = self.table.as_of(day, view, by_publication=forecasts) if self.table else None
        return replace(self, values=known, table=table)

    @cached_property
    def own(self) -> tuple[Value, ...]:
        """The newest revision of each period that it was last given, in order of date."""
        if self.held is not None and self.values:
            return (replace(self.values[0], value=self.held, status="assumed", source="", note=SET_BY_USER),)
        newest: dict[date, Value] = {}
        for value in sorted(self.values, key=lambda v: v.published):
            newest[value.period.start] = value
        return tuple(newest[start] for start in sorted(newest))

    @cached_property
    def latest(self) -> tuple[Value, ...]:
        """Its own values, after those of the time before a scenario changed it, in order of date."""
        if self.before is None:
            return self.own
        earlier = (v for v in self.before.latest if v.period.start < self.since)
        return (*earlier, *(v for v in self.own if v.period.start >= self.since))

    @cached_property
    def steps(self) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """First day [ordinal day] and number of each of its own values, in order: every draw's path asks for them."""
        if not self.own:
            raise EsariskError(f"'{self.address}': the view knew no value of it")
        numbers = tuple(float(one.value) for one in self.own if isinstance(one.value, int | float))
        if len(numbers) < len(self.own):
            raise EsariskError(f"'{self.address}' has one value for each {self.by}")
        return tuple(one.period.start.toordinal() for one in self.own), numbers

    def of(self, word: str) -> "Parameter":
        """The same parameter for one word of its axis: a value that is one number stands for every word.

        Raises
        ------
        EsariskError : it has no axis
        """
        if not self.by:
            raise EsariskError(f"'{self.address}' is one number: it has none for '{spoken(word)}'")
        if word not in self._of_words:
            mine = (v for v in self.values if not isinstance(v.value, Mapping) or word in v.value)
            plain = tuple(
                replace(v, value=v.value[word]) if isinstance(v.value, Mapping) else v for v in mine
            )
            before = self.before.of(word) if self.before else None
            self._of_words[word] = replace(self, values=plain, by="", before=before)
        return self._of_words[word]

    @cached_property
    def _of_words(self) -> "dict[str, Parameter]":
        """What it was asked for, by word."""
        return {}

    @property
    def lever_fault(self) -> str | None:
        """What is wrong with it where a lever is wanted, or None."""
        article = "an" if self.kind == "uncertainty" else "a"
        return None if self.kind == "lever" else f"is {article} {self.kind}, not a lever: use a measure"

    @property
    def known(self) -> bool:
        """Whether anything of it is known: a value, or a row of its table."""
        return bool(self.values) or bool(self.table)

    def value(self, day: date) -> Value:
        """The value in force on a day; the first one before its time.

        Raises
        ------
        EsariskError : the view knew no value at all
        """
        if not self.latest:
            raise EsariskError(f"'{self.address}': the view knew no value of it")
        in_force = [v for v in self.latest if v.period.start <= day]
        return in_force[-1] if in_force else self.latest[0]


@dataclass(frozen=True, eq=False)
class Table:
    """A long table: cells by column, and the period and date of publication of each row.

    It is equal to itself alone, so that what is worked out from it can be kept beside it.
    """

    cells: Mapping[str, Sequence[object]]
    published: tuple[date, ...]
    periods: tuple[Period, ...]
    units: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.published)

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """The cells as a frame, made when first asked for: most commands need no pandas."""
        import pandas as pd

        return pd.DataFrame({column: list(cells) for column, cells in self.cells.items()})

    def as_of(self, day: date, view: str, *, by_publication: bool) -> "Table":
        """Only the rows that a view knew on a day."""
        keep = [
            published <= day or (view == "department" and not by_publication and period.end <= day)
            for published, period in zip(self.published, self.periods, strict=True)
        ]
        return Table(
            {column: list(compress(cells, keep)) for column, cells in self.cells.items()},
            tuple(compress(self.published, keep)),
            tuple(compress(self.periods, keep)),
            self.units,
        )


def of_scheme(address: str, scheme: str) -> str:
    """The address of one scheme of a rate: `esa.support_component_income_related`."""
    return f"{address}_{scheme}"


def parted(address: str) -> tuple[str, str]:
    """An address without the scheme that it ends with, and the scheme; nothing where it names none."""
    for scheme in SCHEMES:
        if address.endswith(of_scheme("", scheme)):
            return address.removesuffix(of_scheme("", scheme)), scheme
    return address, ""


class Parameters(Mapping[str, Parameter]):
    """Every parameter by its address, such as `esa.support_component`."""

    def __init__(self, parameters: Mapping[str, Parameter], sources: Mapping[str, Mapping[str, str]]) -> None:
        self._parameters = dict(parameters)
        self.sources = sources

    def __getitem__(self, address: str) -> Parameter:
        if address in self._parameters:
            return self._parameters[address]
        whole, scheme = parted(address)
        if scheme and whole in self._parameters:
            return self._parameters[whole].of(scheme)
        raise EsariskError(f"there is no parameter '{spoken(address)}'.{self._near(address)}")

    def _near(self, address: str) -> str:
        """The address meant: with its stem forgotten, misspelt, or one of the list."""
        ends = [known for known in self._parameters if known.endswith(f".{address}")]
        if ends:
            return f" Did you mean {' or '.join(repr(end) for end in ends)}?"
        return did_you_mean(address, list(self._parameters)) or " `esarisk list` names them all."

    def __contains__(self, address: object) -> bool:
        return address in self._parameters

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def as_of(self, day: date, view: str = "department") -> "Parameters":
        """Only what a view knew on a day; demography is exempt."""
        known = {address: p.as_of(day, view) for address, p in self._parameters.items()}
        return Parameters(known, self.sources)

    def knows(self, address: str) -> bool:
        """Whether the view knew anything of a parameter: later cards stay out of earlier vintages."""
        return self[address].known

    def with_changes(self, changes: Mapping[str, Parameter]) -> "Parameters":
        """The same parameters with some replaced."""
        return Parameters({**self._parameters, **changes}, self.sources)

    def number(self, address: str, day: date = FOREVER) -> float:
        """The number in force on a day [the parameter's unit]."""
        value = self[address].value(day).value
        if isinstance(value, Mapping):
            raise EsariskError(f"'{address}' has one value for each {self[address].by}")
        return value

    def vector(self, address: str, words: tuple[str, ...], day: date = FOREVER) -> list[float]:
        """The numbers in force on a day, in the order of some words."""
        value = self[address].value(day).value
        if not isinstance(value, Mapping) or set(words) - set(value):
            raise EsariskError(f"'{address}' must give a value for each of {', '.join(words)}")
        return [value[word] for word in words]

    def table(self, address: str) -> "pd.DataFrame":
        """A long table as a frame, key columns as text and value columns as numbers."""
        return self.cells(address).frame

    def cells(self, address: str) -> Table:
        """A long table itself.

        Raises
        ------
        EsariskError : the address is not that of a table
        """
        table = self[address].table
        if table is None:
            raise EsariskError(f"'{address}' is not a table")
        return table


def parameters_folder() -> Path:
    """Where the parameters stand: in the installed package, or beside the source."""
    package = Path(__file__).parents[1]
    packaged = package / "_parameters"
    return packaged if packaged.is_dir() else package.parents[1] / "parameters"
