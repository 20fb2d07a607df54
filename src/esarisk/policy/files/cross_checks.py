"""Measures, scenarios, vintages and studies: checked alone, then against what they name."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from esarisk.errors import did_you_mean, spoken
from esarisk.policy.files.parameter_file import (
    JUDGEMENT,
    NEEDS_WHY,
    SCHEME,
    check_number,
    check_order,
    period_of,
    published_day,
)
from esarisk.policy.files.sources import Registers
from esarisk.policy.files.vintage_checks import date_faults, fit_faults, reach_faults
from esarisk.policy.files.yaml_lines import Marked, Path_
from esarisk.policy.parameters import Parameter, parted
from esarisk.policy.programme_schema import ProgrammeCard
from esarisk.policy.schema import (
    Change,
    FittedCard,
    MeasureCard,
    ScenarioCard,
    StudyCard,
    ValueCard,
    VintageCard,
)


class Names(NamedTuple):
    """What a document may point to; a name may be known while its file is at fault."""

    parameters: Mapping[str, Parameter]
    addresses: set[str]
    documents: Mapping[str, set[str]]
    unread: set[str]
    """Stems of files that could not be read, with dashes for underscores."""

    def absent(self, kind: str, name: str) -> bool:
        """Whether no file can hold the name."""
        if kind == "parameter":
            name = self.whole(name)
        known = self.addresses if kind == "parameter" else self.documents[kind]
        stem = name.split(".", 1)[0] if kind == "parameter" else name
        return name not in known and stem.replace("_", "-") not in self.unread

    def whole(self, address: str) -> str:
        """The card of an address, which may name one scheme of it."""
        whole, scheme = parted(address)
        card = self.parameters.get(whole)
        return whole if scheme and card and card.by == SCHEME and address not in self.addresses else address

    def choices(self, kind: str) -> list[str]:
        """Every name of a kind."""
        return sorted(self.addresses if kind == "parameter" else self.documents[kind])


def check_document(card: Any, word: str, marked: Marked, registers: Registers) -> None:
    """What a document's shape alone cannot say."""
    if hasattr(card, "source"):
        registers.check_source(card.source, (word, "source"), marked)
    if isinstance(card, MeasureCard):
        for i, change in enumerate(card.changes or []):
            _check_change(change.values or [], (word, "changes", i, "values"), marked, registers)
    if isinstance(card, VintageCard):
        for key, text in date_faults(card):
            marked.fault((word, key), text)
            marked.spoiled.add((word, key))
    if isinstance(card, FittedCard):
        for key, text in fit_faults(card):
            marked.fault((word, key), text)


def _check_change(values: list[ValueCard], path: Path_, marked: Marked, registers: Registers) -> None:
    dated, told = [], any(value.why or value.note for value in values)
    for j, value in enumerate(values):
        here = (*path, j)
        registers.check_source(value.source, (*here, "source"), marked)
        if value.source and JUDGEMENT in value.source.split(";") and not told:
            marked.absent(here, ["why", "note"], NEEDS_WHY)
        if described := period_of(value, here, marked):
            dated.append((here, described, published_day(value)))
    check_order(dated, marked)


def check_pointers(card: Any, word: str, marked: Marked, names: Names) -> None:
    """Names that point to another file must exist there, and what they set must be allowed."""
    for path, kind, name in (*_pointers(card), *_dated_pointers(card)):
        if name and names.absent(kind, name):
            near = did_you_mean(name, names.choices(kind))
            marked.fault((word, *path), f"there is no {kind} '{spoken(name)}'.{near}")
    _check_reach(card, word, marked, names)
    if isinstance(card, MeasureCard):
        for i, change in enumerate(card.changes or []):
            _check_figures(change, names, (word, "changes", i), marked)
    if isinstance(card, ScenarioCard):
        for lever, number in (card.levers or {}).items():
            _check_lever(names.parameters.get(lever), number, (word, "levers", lever), marked)
        _check_money(card, word, marked)


def _check_reach(card: Any, word: str, marked: Marked, names: Names) -> None:
    """A vintage whose card is sound keeps to what the parameters reach."""
    if isinstance(card, VintageCard) and not any(path[:1] == (word,) for path in marked.spoiled):
        for key, text in reach_faults(card, names.parameters):
            marked.fault((word, key), text)


def _check_money(card: ScenarioCard, word: str, marked: Marked) -> None:
    """Help is made thinner, and kept for later, by money that is given."""
    named: list[tuple[Path_, str]] = [
        ((word, "thinner", i), name) for i, name in enumerate(card.thinner or [])
    ]
    named += [((word, "rollover", name), name) for name in card.rollover or {}]
    for path, name in named:
        if name not in (card.funding or {}):
            marked.fault(path, f"'{spoken(name)}' has no money: name it under 'funding'")


def _check_figures(change: Change, names: Names, path: Path_, marked: Marked) -> None:
    """A measure's figures keep to the bounds of what it changes."""
    parameter = names.parameters.get(names.whole(change.parameter or ""))
    if parameter is None:
        return
    if parameter.table is not None:
        marked.fault(
            (*path, "parameter"), f"'{parameter.address}' is a table: a measure changes dated values"
        )
        return
    for j, value in enumerate(change.values or []):
        here = (*path, "values", j, "value")
        if isinstance(value.value, dict) and (not parameter.by or parameter.address != change.parameter):
            marked.fault(here, f"should be one number, as in '{parameter.address}'")
        elif value.value is not None:
            check_number(value.value, parameter.by, parameter.hard, here, marked)


def _check_lever(parameter: Parameter | None, number: float, path: Path_, marked: Marked) -> None:
    if parameter is None:
        return
    if parameter.kind != "lever":
        kind = f"an {parameter.kind}" if parameter.kind == "uncertainty" else f"a {parameter.kind}"
        marked.fault(path, f"is {kind}, not a lever: use a measure")
    else:
        check_number(number, parameter.by, parameter.hard, path, marked)


def _pointers(card: Any) -> Iterator[tuple[Path_, str, str]]:
    """Where a document names something of another file: path, kind and name."""
    if isinstance(card, MeasureCard):
        for i, change in enumerate(card.changes or []):
            yield ("changes", i, "parameter"), "parameter", change.parameter
    elif isinstance(card, ScenarioCard):
        yield from ((("measures", i), "measure", name) for i, name in enumerate(card.measures or []))
        yield from ((("reversed", i), "measure", name) for i, name in enumerate(card.reversed or []))
        yield from ((("levers", lever), "parameter", lever) for lever in card.levers or {})
        yield from ((("funding", name), "programme", name) for name in card.funding or {})
        yield from ((("thinner", i), "programme", name) for i, name in enumerate(card.thinner or []))
        yield from ((("rollover", name), "programme", name) for name in card.rollover or {})
    elif isinstance(card, ProgrammeCard):
        yield from (
            (("baseline", i, "vintage"), "vintage", p.vintage) for i, p in enumerate(card.baseline or [])
        )
        if card.staff_pool:
            yield ("staff_pool",), "parameter", f"staff_pools.{card.staff_pool}"
        previous = getattr(card.eligible, "previous_programme", None)  # None too where the part is at fault
        yield ("eligible", "previous_programme"), "programme", previous or ""
    elif isinstance(card, StudyCard):
        yield ("vintage",), "vintage", card.vintage
        yield from ((("scenarios", i), "scenario", name) for i, name in enumerate(card.scenarios or []))


def _dated_pointers(card: Any) -> Iterator[tuple[Path_, str, str]]:
    """Where a vintage or a fit names something of another file: path, kind and name."""
    if isinstance(card, VintageCard):
        yield from ((("hindsight", i), "measure", name) for i, name in enumerate(card.hindsight or []))
        yield from (
            (("targets", i), "parameter", f"calibration.{name}") for i, name in enumerate(card.targets or [])
        )
        yield from ((("fit", i), "parameter", name.split("@", 1)[0]) for i, name in enumerate(card.fit or []))
    elif isinstance(card, FittedCard):
        yield ("vintage",), "vintage", card.vintage
        yield from ((("scores", name), "parameter", name.split("@", 1)[0]) for name in card.scores or {})
