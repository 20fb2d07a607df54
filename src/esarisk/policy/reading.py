"""Read a folder laid out like `parameters/`, or one file: all faults in one pass."""

import csv
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

from esarisk.errors import EsariskError, Fault, did_you_mean
from esarisk.names import UNITS
from esarisk.policy.cards import (
    BY_LAG,
    DOCUMENTS,
    Card,
    MeasureCard,
    ParameterCard,
    ScenarioCard,
    StudyCard,
    ValueCard,
    VintageCard,
    unit_fault,
    validate,
)
from esarisk.policy.marked import Marked, read_marked
from esarisk.policy.parameters import Parameter, Parameters, Value, parameters_folder
from esarisk.policy.periods import Period, add_months, financial_year, period
from esarisk.policy.tables import read_table

JUDGEMENT = "JUDGEMENT"
LAGS = "publication_lags"
NOT_NEGATIVE = tuple(u for u in UNITS if u.startswith(("GBP a ", "people", "1/", "decisions", "claims")))

Sources = Mapping[str, Mapping[str, str]]
Lags = Mapping[str, int]


@dataclass
class Library:
    """Everything a folder holds, checked."""

    parameters: Parameters
    measures: dict[str, MeasureCard] = field(default_factory=dict)
    scenarios: dict[str, ScenarioCard] = field(default_factory=dict)
    vintages: dict[str, VintageCard] = field(default_factory=dict)
    studies: dict[str, StudyCard] = field(default_factory=dict)
    warnings: list[Fault] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    folder: Path = Path()
    lags: dict[str, int] = field(default_factory=dict)

    def pick(self, shelf: str, name: str) -> Any:
        """A measure, scenario, vintage or study by name, or an error with the nearest."""
        known: dict[str, Any] = getattr(self, shelf)
        if name not in known:
            word = "study" if shelf == "studies" else shelf[:-1]
            raise EsariskError(f"there is no {word} '{name}'.{did_you_mean(name, list(known))}")
        return known[name]


def read_library(folder: Path | None = None) -> Library:
    """A folder of parameters, measures, scenarios, vintages and studies.

    Raises
    ------
    EsariskError : with every fault of every file
    """
    library, faults = examine_folder(folder or parameters_folder())
    if faults:
        raise EsariskError(faults)
    return library


def examine_folder(folder: Path) -> tuple[Library, list[Fault]]:
    """A folder and every fault in it."""
    files = sorted(file for file in folder.rglob("*.yaml") if file.is_file())
    files += sorted(file for file in folder.rglob("*.yml") if file.is_file())
    if not files:
        return Library(Parameters({}, {})), [
            Fault(str(folder), 0, "", "holds no YAML file: give a folder laid out like parameters/")
        ]
    faults: list[Fault] = []
    sources = _sources(folder, faults)
    lags = _lags(folder)
    shelves = _Shelves(sources, lags)
    for file in files:
        shelves.add(file, str(file))
    faults += shelves.faults + shelves.cross_check()
    tables = sorted(folder.rglob("*.csv"))
    library = shelves.library(files + tables)
    library.folder = folder
    return library, faults


@dataclass(frozen=True)
class Checked:
    """What a check found."""

    faults: list[Fault]
    warnings: list[Fault]
    files: int


def check_target(target: Path) -> Checked:
    """Every fault and warning of one file, or of a folder laid out like `parameters/`."""
    if target.is_dir():
        library, faults = examine_folder(target)
        return Checked(faults, library.warnings, len(library.files))
    shelves = _Shelves(*_registers(target))
    shelves.add(target, str(target))
    return Checked(shelves.faults, shelves.warnings, 1)


def _registers(file: Path) -> tuple[Sources, Lags]:
    """Sources and lags for one file: of the folder it stands in, or the packaged ones."""
    for folder in (*file.resolve().parents[:2], parameters_folder()):
        if (folder / "sources.csv").is_file():
            return _sources(folder, []), _lags(folder)
    return {}, {}


def _sources(folder: Path, faults: list[Fault]) -> dict[str, dict[str, str]]:
    """The register of sources by id."""
    file = folder / "sources.csv"
    try:
        with file.open(newline="", encoding="utf-8-sig") as handle:
            reader = csv.DictReader(handle)
            if not {"source_id", "publisher", "title"} <= set(reader.fieldnames or []):
                faults.append(Fault(str(file), 1, "", "needs the columns source_id, publisher, title"))
                return {}
            return {row["source_id"]: row for row in reader}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.append(Fault(str(file), 0, "", f"cannot be read: {error}"))
        return {}


def _lags(folder: Path) -> dict[str, int]:
    """Months from the end of a period to its publication, by kind of series."""
    file = folder / f"{LAGS}.yaml"
    if not file.is_file():
        return {}
    data = read_marked(file).data
    if not isinstance(data, dict):
        return {}
    lags = {}
    for series, card in data.items():
        try:
            lags[series] = int(card["values"][-1]["value"])
        except (TypeError, KeyError, IndexError, ValueError):
            continue  # the file's own faults are told when it is read as parameters
    return lags


class _Shelves:
    """Gathers what each file holds; a file is a document or a set of parameters."""

    def __init__(self, sources: Sources, lags: Lags) -> None:
        self.sources, self.lags = sources, lags
        self.parameters: dict[str, Parameter] = {}
        self.documents: dict[str, dict[str, Card]] = {word: {} for word in DOCUMENTS}
        self.marks: dict[tuple[str, str], Marked] = {}
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def add(self, file: Path, name: str) -> None:
        """Read one file onto the shelves."""
        marked = read_marked(file, name)
        if marked.data is not None and not marked.faults:
            if not isinstance(marked.data, dict):
                marked.fault((), "should be a mapping of names to parameters")
            elif len(marked.data) == 1 and next(iter(marked.data)) in DOCUMENTS:
                self._add_document(marked)
            else:
                self._add_parameters(file, marked)
        self.faults += marked.faults

    def _add_document(self, marked: Marked) -> None:
        word, data = next(iter(marked.data.items()))
        card: Any = validate(DOCUMENTS[word], marked, (word,), data)
        if card is None:
            return
        if card.name in self.documents[word]:
            marked.fault((word, "name"), f"another {word} is called '{card.name}': rename one")
        self.documents[word][card.name] = card
        self.marks[word, card.name] = marked
        _check_document(card, word, marked, self.sources)

    def _add_parameters(self, file: Path, marked: Marked) -> None:
        for key, data in marked.data.items():
            address = f"{file.stem}.{key}"
            card = validate(ParameterCard, marked, (key,), data)
            if card is None:
                continue
            if address in self.parameters:
                marked.fault((key,), f"another file defines '{address}': rename the file or the key")
                continue
            builder = _Builder(marked, key, card, self.sources, self.lags)
            self.parameters[address] = builder.parameter(address, file)
            self.warnings += builder.warnings

    def cross_check(self) -> list[Fault]:
        """Names that point from one file to another must exist."""
        faults: list[Fault] = []
        for (word, name), marked in self.marks.items():
            before = len(marked.faults)
            card: Any = self.documents[word][name]
            for path, target, choices in _pointers(word, card, self.parameters, self.documents):
                if target not in choices:
                    kind = "parameter" if "." in target else "such name"
                    marked.fault(
                        (word, *path), f"there is no {kind} '{target}'.{did_you_mean(target, list(choices))}"
                    )
            faults += marked.faults[before:]
        return faults

    def library(self, files: list[Path]) -> Library:
        """What was read, as one object."""
        shelf: Any = self.documents
        return Library(
            Parameters(self.parameters, self.sources),
            dict(shelf["measure"]),
            dict(shelf["scenario"]),
            dict(shelf["vintage"]),
            dict(shelf["study"]),
            self.warnings,
            files,
            dict(self.lags),
        )


Pointer = tuple[tuple[str | int, ...], str, Mapping[str, Any]]


def _pointers(
    word: str, card: Any, parameters: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]
) -> list[Pointer]:
    """Where a document names something that stands in another file."""
    if word == "measure":
        return [
            (("changes", i, "parameter"), change.parameter, parameters)
            for i, change in enumerate(card.changes)
        ]
    if word == "scenario":
        named = [(("measures", i), m, documents["measure"]) for i, m in enumerate(card.measures)]
        named += [(("reversed", i), m, documents["measure"]) for i, m in enumerate(card.reversed)]
        return [*named, *((("levers", lever), lever, parameters) for lever in card.levers)]
    if word == "study":
        named = [(("scenarios", i), s, documents["scenario"]) for i, s in enumerate(card.scenarios)]
        return [(("vintage",), card.vintage, documents["vintage"]), *named]
    return []


def _check_document(card: Any, word: str, marked: Marked, sources: Sources) -> None:
    """What a document's shape alone cannot say."""
    if hasattr(card, "source"):
        _check_source(card.source, (word, "source"), marked, sources)
    if isinstance(card, MeasureCard):
        for i, change in enumerate(card.changes):
            for j, value in enumerate(change.values):
                path = (word, "changes", i, "values", j)
                _check_source(value.source, (*path, "source"), marked, sources)
                _period(value, path, marked)
    if isinstance(card, VintageCard):
        for key in ("fit_year", "first_year", "last_year"):
            _check_text(partial(financial_year, getattr(card, key)), (word, key), marked)
        _check_text(partial(period, card.start), (word, "start"), marked)


def _check_text(read: Callable[[], Any], path: tuple[str | int, ...], marked: Marked) -> None:
    try:
        read()
    except ValueError as error:
        marked.fault(path, str(error))


def _check_source(text: str, path: tuple[str | int, ...], marked: Marked, sources: Sources) -> None:
    for source in text.split(";"):
        if source not in sources:
            marked.fault(
                path, f"there is no source '{source}' in sources.csv.{did_you_mean(source, list(sources))}"
            )


def _period(card: ValueCard, path: tuple[str | int, ...], marked: Marked) -> Period | None:
    """The period one dated value describes."""
    given = [card.from_, card.at, card.financial_year]
    if sum(item is not None for item in given) != 1:
        marked.fault(path, "give one of 'from' (a date), 'at' (a period) or 'financial_year'")
        return None
    try:
        if card.from_ is not None:
            return Period(card.from_, card.from_)
        return financial_year(card.financial_year) if card.financial_year else period(card.at)
    except ValueError as error:
        marked.fault((*path, "at"), str(error))
        return None


class _Builder:
    """Turns one valid card into a Parameter, checking what its shape alone cannot say."""

    def __init__(self, marked: Marked, key: str, card: ParameterCard, sources: Sources, lags: Lags) -> None:
        self.marked, self.key, self.card = marked, key, card
        self.sources, self.lags = sources, lags
        self.warnings: list[Fault] = []

    def fault(self, path: tuple[str | int, ...], text: str) -> None:
        self.marked.fault((self.key, *path), text)

    def parameter(self, address: str, file: Path) -> Parameter:
        """The parameter, complete only when no fault was noted."""
        card = self.card
        self._check_card()
        values = tuple(v for i, c in enumerate(card.values or []) if (v := self._value(i, c)))
        self._check_order(values)
        return Parameter(
            address=address,
            meaning=card.meaning,
            unit=card.unit,
            kind=card.kind,
            grade=card.grade,
            series=card.series or "",
            exempt=card.exempt or "",
            by=card.by or "",
            between=card.between,
            values=values,
            table=self._table(file) if card.table else None,
            distribution=card.distribution,
            correlation=card.correlation,
            sign=card.sign,
            why=card.why or "",
            note=card.note or "",
            file=self.marked.file,
            line=self.marked.line((self.key,)),
        )

    def _check_card(self) -> None:
        card = self.card
        if text := unit_fault(card.unit):
            self.fault(("unit",), text)
        if (card.values is None) == (card.table is None):
            self.fault((), "give either 'values' or a 'table'")
        if card.values is not None and not card.values:
            self.fault(("values",), "is empty: give at least one dated value")
        if card.table and not card.columns:
            self.fault((), "a table needs 'columns' with the unit of each")
        if card.series and card.series not in self.lags:
            self.fault(
                ("series",),
                f"there is no kind of series '{card.series}'.{did_you_mean(card.series, list(self.lags))}",
            )
        self._check_distribution()

    def _check_distribution(self) -> None:
        card, shape = self.card, self.card.distribution
        if (card.kind == "uncertainty") != (shape is not None):
            self.fault((), "an uncertainty needs a 'distribution', and nothing else has one")
        if shape is None:
            return
        if shape.shape in {"normal", "lognormal"} and shape.sd is None:
            self.fault(("distribution",), f"a {shape.shape} distribution needs 'sd'")
        if shape.shape in {"uniform", "triangular"} and (
            shape.low is None or shape.high is None or shape.low >= shape.high
        ):
            self.fault(("distribution",), f"a {shape.shape} distribution needs 'low' below 'high'")

    def _value(self, index: int, card: ValueCard) -> Value | None:
        path = ("values", index)
        described = _period(card, (self.key, *path), self.marked)
        _check_source(card.source, (self.key, *path, "source"), self.marked, self.sources)
        self._check_judgement(path, card)
        self._check_bounds((*path, "value"), card.value)
        if described is None:
            return None
        return Value(
            described,
            card.value,
            self._published(path, card, described),
            card.source,
            card.status,
            card.published == BY_LAG,
            card.hindsight,
            card.sd,
            card.note or card.why or "",
            self.marked.file,
            self.marked.line((self.key, *path)),
        )

    def _check_judgement(self, path: tuple[str | int, ...], card: ValueCard) -> None:
        if card.source != JUDGEMENT:
            return
        if not (card.why or self.card.why):
            self.fault(path, "an assumption needs 'why': say why it was reasonable at its date")
        if self.card.grade not in {"C", "D"}:
            self.fault(("grade",), "an assumption is graded C or D")

    def _check_bounds(self, path: tuple[str | int, ...], value: Any) -> None:
        if isinstance(value, dict) != bool(self.card.by):
            self.fault(path, "a mapping of values needs 'by' on the card, and 'by' needs a mapping")
            return
        low, high = self._hard()
        evidence = self.card.bounds.evidence or (-inf, inf)
        for number in value.values() if isinstance(value, dict) else [value]:
            if not low <= number <= high:
                self.fault(path, f"{number:g} is outside the bounds {low:g} to {high:g}")
            elif not evidence[0] <= number <= evidence[1]:
                where = (self.key, *path)
                self.warnings.append(
                    Fault(
                        self.marked.file,
                        self.marked.line(where),
                        ".".join(map(str, where)),
                        f"{number:g} is outside the evidence {evidence[0]:g} to {evidence[1]:g}",
                    )
                )

    def _hard(self) -> tuple[float, float]:
        """Hard bounds of the card, or those its unit implies."""
        if self.card.bounds.hard:
            return self.card.bounds.hard
        if self.card.unit == "share":
            return (0.0, 1.0)
        return (0.0 if self.card.unit in NOT_NEGATIVE else -inf, inf)

    def _published(self, path: tuple[str | int, ...], card: ValueCard, described: Period) -> date:
        if card.published != BY_LAG:
            published: date = card.published
            return published
        lag = self._lag()
        if lag is None:
            self.fault((*path, "published"), "by_lag needs a 'series' on the card")
            return date.max
        return lag(described)

    def _lag(self) -> Callable[[Period], date] | None:
        if self.card.series not in self.lags:
            return None
        months = self.lags[self.card.series]
        return lambda described: add_months(described.end, months)

    def _check_order(self, values: tuple[Value, ...]) -> None:
        for before, after in itertools.pairwise(values):
            if (after.period.start, after.published) <= (before.period.start, before.published):
                self.marked.faults.append(
                    Fault(
                        after.file,
                        after.line,
                        f"{self.key}.values",
                        f"the value of {after.period.start} stands after {before.period.start}: put dates in order",
                    )
                )

    def _table(self, file: Path) -> Any:
        columns = self.card.columns or {}
        for name, column in columns.items():
            if text := unit_fault(column.unit):
                self.fault(("columns", name, "unit"), text)
        target = file.parent / (self.card.table or "")
        bounds = self.card.bounds.hard or (-inf, inf)
        table, faults = read_table(target, str(target), columns, self.sources, self._lag(), bounds)
        self.marked.faults += faults
        return table
