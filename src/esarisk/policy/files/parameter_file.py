"""One card becomes one Parameter, once what its shape alone cannot say is checked."""

import itertools
import os
from collections.abc import Mapping, Sequence
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

from esarisk.errors import Fault, spoken
from esarisk.names import SCHEMES, UNITS
from esarisk.policy.files.bounds import Bounds, outside, unit_bounds
from esarisk.policy.files.long_tables import TableReader
from esarisk.policy.files.sources import Registers
from esarisk.policy.files.yaml_lines import Marked, Path_
from esarisk.policy.parameters import FOREVER, Parameter, Table, Value
from esarisk.policy.periods import Period, financial_year, period
from esarisk.policy.schema import BY_LAG, Column, Distribution, ParameterCard, ValueCard

SCHEME = "scheme"
"""The axis of which a value may be one number for every word, or one for some."""
JUDGEMENT = "JUDGEMENT"
NEEDS_WHY = "an assumption needs 'why': say why it was reasonable at its date"
PERIOD_KEYS = ("from", "at", "financial_year")


def parameter_of(
    card: ParameterCard, path: Path_, marked: Marked, registers: Registers, file: Path
) -> tuple[Parameter, list[Fault]]:
    """A parameter and its warnings; it is complete only when no fault was noted."""
    builder = _Builder(card, path, marked, registers)
    builder.check_card()
    values = builder.values()
    parameter = Parameter(
        address=f"{file.stem}.{path[0]}",
        meaning=card.meaning,
        unit=card.unit,
        kind=card.kind,
        grade=card.grade,
        series=card.series or "",
        exempt=card.exempt or "",
        by=card.by or "",
        between=card.between,
        values=values,
        table=builder.table(file) if card.table and card.values is None else None,
        distribution=card.distribution,
        correlation=card.correlation,
        sign=card.sign,
        why=card.why or "",
        note=card.note or "",
        hard=hard_bounds(card),
        file=marked.file,
        line=marked.line(path),
    )
    return parameter, builder.warnings


def period_of(card: ValueCard, path: Path_, marked: Marked) -> Period | None:
    """The period one dated value describes, or None with a fault."""
    dates = (card.from_, card.at, card.financial_year)
    given = [key for key, item in zip(PERIOD_KEYS, dates, strict=True) if item is not None]
    if len(given) != 1:
        text = "give one of 'from' (a date), 'at' (a period) or 'financial_year'"
        if given:
            marked.fault(path, f"{text}, not {' and '.join(given)}")
        else:
            marked.absent(path, PERIOD_KEYS, text)
        return None
    try:
        return financial_year(card.financial_year) if card.financial_year else period(card.from_ or card.at)
    except ValueError as error:
        marked.fault((*path, given[0]), str(error))
        return None


def check_order(dated: Sequence[tuple[Path_, Period, date]], marked: Marked) -> None:
    """Note values that stand before an earlier one: path, period and day of publication of each."""
    for (_, before, earlier), (path, after, later) in itertools.pairwise(dated):
        if after.start < before.start:
            marked.fault(path, f"{after.start} stands after {before.start}: put dates in order")
        elif after.start == before.start and later <= earlier != FOREVER:
            marked.fault(
                path, f"{after.start} is given twice: a revision stands second and is published later"
            )


def check_number(value: Any, by: str | None, bounds: Bounds, path: Path_, marked: Marked) -> None:
    """Note a number outside its bounds, or a mapping where a number is due and the reverse."""
    if isinstance(value, dict) and not by:
        marked.absent(path[:1], ["by"], "a value is a mapping: say with 'by' what its words are")
    elif by and by != SCHEME and not isinstance(value, dict):
        marked.fault(path, f"should be a mapping of words to numbers, one for each {spoken(by)}")
    else:
        for number in value.values() if isinstance(value, dict) else [value]:
            if text := outside(number, bounds):
                marked.fault(path, text)
        for word in value if by == SCHEME and isinstance(value, dict) else ():
            if word not in SCHEMES:
                marked.unknown(path, "scheme", word, SCHEMES)


def hard_bounds(card: ParameterCard) -> Bounds:
    """Hard bounds of a card, or those its unit implies."""
    return card.bounds.hard or unit_bounds(card.unit)


class _Builder:
    """Checks the parts of one card; a part that is None has had its fault already."""

    def __init__(self, card: ParameterCard, path: Path_, marked: Marked, registers: Registers) -> None:
        self.card, self.path, self.marked, self.registers = card, path, marked, registers
        self.warnings: list[Fault] = []

    def fault(self, path: Path_, text: str) -> None:
        self.marked.fault((*self.path, *path), text)

    def check_card(self) -> None:
        card = self.card
        self._check_unit(("unit",), card.unit)
        if card.values is not None and card.table is not None:
            self.fault((), "give either 'values' or a 'table', not both")
        if card.values is None and card.table is None:
            self.marked.absent(self.path, ["values", "table"], "give either 'values' or a 'table'")
        if card.values is not None and not card.values:
            self.fault(("values",), "is empty: give at least one dated value")
        if card.table and not card.columns and card.values is None:
            self.marked.absent(self.path, ["columns"], "a table needs 'columns' with the unit of each")
        self.registers.check_series(card.series, (*self.path, "series"), self.marked)
        for word in ("hard", "evidence"):
            if self._is_upside_down(getattr(card.bounds, word), ("bounds", word)):
                setattr(card.bounds, word, None)
        self._check_distribution()

    def _check_unit(self, path: Path_, unit: str | None) -> None:
        if unit and unit not in UNITS:
            self.marked.unknown((*self.path, *path), "unit", unit, UNITS)

    def _is_upside_down(self, pair: Bounds | None, path: Path_) -> bool:
        """Whether bounds give the higher first, with a fault."""
        if wrong := pair is not None and pair[0] > pair[1]:
            self.fault(path, "gives the higher bound first: put the lower first")
        return wrong

    def _check_distribution(self) -> None:
        card, shape = self.card, self.card.distribution
        wanted = ("kind", "distribution")
        if card.kind == "uncertainty" and shape is None:
            self.marked.absent(self.path, wanted, "an uncertainty needs a 'distribution'")
        if card.kind in {"constant", "lever"} and shape is not None:
            self.fault(("distribution",), f"a {card.kind} has no 'distribution': its kind is uncertainty")
        if shape is not None and shape.shape:
            self._check_shape(shape)

    def _check_shape(self, shape: Distribution) -> None:
        for word in ("sd",) if shape.shape in {"normal", "lognormal"} else ("low", "high"):
            if getattr(shape, word) is None:
                text = f"a {shape.shape} distribution needs '{word}'"
                self.marked.absent((*self.path, "distribution"), [word], text)
        if shape.low is not None and shape.high is not None and shape.low >= shape.high:
            self.fault(("distribution",), f"'low' ({shape.low:g}) should be below 'high' ({shape.high:g})")
        elif shape.mode is not None:
            self._check_mode(shape, shape.mode)

    def _check_mode(self, shape: Distribution, mode: float) -> None:
        if shape.shape != "triangular":
            self.fault(("distribution",), f"a {shape.shape} distribution has no 'mode': a triangular one has")
        elif shape.low is not None and shape.high is not None and not shape.low <= mode <= shape.high:
            self.fault(("distribution",), f"'mode' ({mode:g}) should lie between 'low' and 'high'")

    def values(self) -> tuple[Value, ...]:
        """Every dated value that can be read."""
        found: dict[Path_, Value] = {}
        for index, card in enumerate(self.card.values or []):
            path = (*self.path, "values", index)
            described = period_of(card, path, self.marked)
            self._check_value(card, path)
            if described is not None:
                found[path] = self._value(card, path, described)
        for word in SCHEMES if self.card.by == SCHEME else ("",):
            mine = [  # values that say something of the word
                (path, value.period, value.published)
                for path, value in found.items()
                if not word or not isinstance(value.value, dict) or word in value.value
            ]
            check_order(mine, self.marked)
        return tuple(found.values())

    def _check_value(self, card: ValueCard, path: Path_) -> None:
        self.registers.check_source(card.source, (*path, "source"), self.marked)
        if card.source and JUDGEMENT in card.source.split(";"):
            if not (card.why or self.card.why) and self.path not in self.marked.strangers:
                self.marked.absent(path, ["why"], NEEDS_WHY)
            if self.card.grade in {"A", "B"}:
                self.fault(("grade",), f"an assumption is graded C or D, not {self.card.grade}")
        if card.value is not None:
            check_number(card.value, self.card.by, hard_bounds(self.card), (*path, "value"), self.marked)
            self._warn(card.value, (*path, "value"))

    def _warn(self, value: Any, path: Path_) -> None:
        """Warn of numbers outside the evidence."""
        low, high = self.card.bounds.evidence or (-inf, inf)
        for number in value.values() if isinstance(value, dict) else [value]:
            if not outside(number, hard_bounds(self.card)) and not low <= number <= high:
                text = f"{number:g} is outside the evidence {low:g} to {high:g}"
                self.warnings.append(self.marked.at(path, text))

    def _value(self, card: ValueCard, path: Path_, described: Period) -> Value:
        published = card.published or FOREVER
        if published == BY_LAG:
            told = {(*self.path, "series")} & self.marked.spoiled or self.path in self.marked.strangers
            if not self.card.series and not told:
                self.marked.fault((*path, "published"), f"{BY_LAG} needs a 'series' on the card")
            published = self.registers.published(described, self.card.series) or FOREVER
        return Value(
            described,
            card.value,
            published,
            ";".join(source.strip() for source in (card.source or "").split(";")),
            card.status,
            card.published == BY_LAG,
            card.hindsight,
            card.sd,
            card.note or card.why or "",
            self.marked.file,
            self.marked.line(path),
        )

    def table(self, file: Path) -> Table | None:
        """The long table beside the card."""
        card, columns = self.card, self.card.columns or {}
        for name, column in columns.items():
            self._check_unit(("columns", name, "unit"), column.unit)
        name = card.table or ""
        target = file.parent / name
        if Path(name).name != name or not os.path.isfile(target):  # noqa: PTH113 - never raises
            beside = sorted(other.name for other in file.parent.glob("*.csv"))
            self.marked.unknown((*self.path, "table"), "file", name, beside, " beside this one")
            return None
        if not columns or not self._columns_are_sound(columns):
            return None
        reader = TableReader(target, card, self.registers)
        table = reader.table()
        self.marked.faults += reader.faults
        return table

    def _columns_are_sound(self, columns: Mapping[str, Column]) -> bool:
        """Whether what a card says of its columns makes sense, with a fault for what does not."""
        before = len(self.marked.faults)
        for name, column in columns.items():
            self._is_upside_down(column.bounds, ("columns", name, "bounds"))
        for word in ("complete", "either"):
            for i, name in enumerate(getattr(self.card, word) or []):
                if name not in columns:
                    self.marked.unknown((*self.path, word, i), "column", name, list(columns))
        return len(self.marked.faults) == before
