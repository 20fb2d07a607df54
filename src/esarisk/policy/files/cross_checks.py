"""Measures, scenarios, vintages and studies: checked alone, then against what they name."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from esarisk.errors import did_you_mean, spoken
from esarisk.policy.files.parameter_file import (
    JUDGEMENT,
    NEEDS_WHY,
    SCHEME,
    check_number,
    check_order,
    period_of,
)
from esarisk.policy.files.sources import Registers
from esarisk.policy.files.vintage_checks import date_faults, fit_faults, reach_faults
from esarisk.policy.files.yaml_lines import Marked, Path_
from esarisk.policy.parameters import FOREVER, Parameter, parted
from esarisk.policy.periods import Period, funding_period
from esarisk.policy.programme_schema import ProgrammeCard
from esarisk.policy.schema import (
    AS_IT_RAN,
    Card,
    Change,
    FittedCard,
    MeasureCard,
    ScenarioCard,
    StudyCard,
    ValueCard,
    VintageCard,
    money_fault,
)

POINTERS = {
    "measure": ("measures", "reversed", "hindsight"),
    "parameter": ("changes", "levers", "targets", "fit", "scores", "staff_pool"),
    "programme": ("funding", "thinner", "rollover"),
    "scenario": ("scenarios",),
    "vintage": ("vintage", "baseline"),
}
"""Kind of what documents name in other files, and the keys under which they do."""
STEMS = {"targets": "calibration.", "staff_pool": "staff_pools."}
"""Stem of the parameters that a key names without it."""


class Names(NamedTuple):
    """What a document may point to; a name may be known while its file is at fault."""

    parameters: dict[str, Parameter]
    known: Mapping[str, set[str]]
    """By kind: addresses of parameters, names of all else."""
    unread: set[str]
    """Stems of files that could not be read, with dashes for underscores."""
    figures: dict[str, Parameter]
    """Of programmes, by programme and key."""

    def of_programme(self, address: str) -> bool:
        """Whether an address is of a programme's figure, if there is such a one."""
        return address.split(".", 1)[0] in self.known["programme"]

    def absent(self, kind: str, name: str) -> bool:
        """Whether no file can hold the name."""
        if kind == "parameter":
            name = self.whole(name)
        stem = name.split(".", 1)[0] if kind == "parameter" else name
        return name not in self.known[kind] and stem.replace("_", "-") not in self.unread

    def whole(self, address: str) -> str:
        """The card of an address, which may name one scheme of it."""
        whole, scheme = parted(address)
        card = self.parameters.get(whole)
        other = scheme and card and card.by == SCHEME and address not in self.known["parameter"]
        return whole if other else address


def check_document(card: Any, word: str, marked: Marked, registers: Registers) -> None:
    """What a document's shape alone cannot say."""
    if hasattr(card, "source"):
        registers.check_source(card.source, (word, "source"), marked)
    if isinstance(card, MeasureCard):
        for i, change in enumerate(card.changes or []):
            _check_change(change.values or [], (word, "changes", i, "values"), marked, registers)
    if isinstance(card, VintageCard):
        for key, text in date_faults(card):
            marked.spoil((word, key), text)
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
            day = value.published if isinstance(value.published, date) else FOREVER
            dated.append((here, described, day))
    check_order(dated, marked)


def check_pointers(card: Any, word: str, marked: Marked, names: Names) -> None:
    """Names that point to another file must exist there, and what they set must be allowed."""
    for path, kind, name in _pointers(card):
        lever = path[:1] == ("levers",) and names.of_programme(name)  # told with what it sets
        if name and not lever and names.absent(kind, name) and not _is_mix(card, kind, name, names):
            marked.unknown((word, *path), kind, name, sorted(names.known[kind]))
    if isinstance(card, VintageCard) and not any(path[:1] == (word,) for path in marked.spoiled):
        for key, text in reach_faults(card, names.parameters):  # of a card that is sound
            marked.fault((word, key), text)
    if isinstance(card, MeasureCard):
        for i, change in enumerate(card.changes or []):
            _check_figures(change, names, (word, "changes", i), marked)
    if isinstance(card, ScenarioCard):
        _check_scenario(card, word, marked, names)


def _is_mix(card: Any, kind: str, name: str, names: Names) -> bool:
    """Whether what a study gives levels of money is no programme but a scenario, for its mix."""
    return isinstance(card, StudyCard) and kind == "programme" and not names.absent("scenario", name)


def _check_scenario(card: ScenarioCard, word: str, marked: Marked, names: Names) -> None:
    """Levers keep to their bounds; help is made thinner, and kept for later, by money that is given."""
    _check_levers(card, word, marked, names)
    for name, amount in (card.funding or {}).items():
        for key, text in _money_faults(amount) if isinstance(amount, dict) else ():
            marked.fault((word, "funding", name, key), text)
    helped: dict[Path_, str] = {(word, "thinner", i): name for i, name in enumerate(card.thinner or [])}
    helped |= {(word, "rollover", name): name for name in card.rollover or {}}
    for where, name in helped.items():
        if name not in (card.funding or {}):
            marked.fault(where, f"'{spoken(name)}' has no money: name it under 'funding'")


def _check_levers(card: ScenarioCard, word: str, marked: Marked, names: Names) -> None:
    """Levers are of a card, or of a programme that is funded, and keep to their bounds."""
    for lever, number in (card.levers or {}).items():
        path, parameter = (word, "levers", lever), names.parameters.get(lever)
        if names.of_programme(lever):
            _check_programme_lever(lever, number, card, path, marked, names)
        elif parameter and parameter.lever_fault:
            marked.fault(path, parameter.lever_fault)
        elif parameter:
            check_number(number, parameter.by, parameter.hard, path, marked)


def _check_programme_lever(
    lever: str, number: float, card: ScenarioCard, path: Path_, marked: Marked, names: Names
) -> None:
    """A lever of a programme is one of its figures, and the scenario funds it."""
    programme, figure = lever.split(".", 1)[0], names.figures.get(lever)
    if figure is None:
        own = [one for one in names.figures if one.startswith(f"{programme}.")]
        marked.fault(path, f"'{programme}' has no such figure.{did_you_mean(lever, own)}")
    elif figure.kind != "lever":
        marked.fault(path, f"is no lever of '{programme}': set it for a run, or change its file")
    elif programme not in (card.funding or {}):
        marked.fault(path, f"'{programme}' has no money: name it under 'funding'")
    else:
        check_number(number, figure.by, figure.hard, path, marked)


def _money_faults(amount: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with dated money: period and text."""
    taken: list[tuple[str, Period]] = []
    for key, money in amount.items():
        if fault := money_fault(money):
            yield key, fault
        if key == AS_IT_RAN:
            if len(amount) > 1:
                yield key, "stands alone: leave the other periods out"
            continue
        try:
            named = funding_period(key)
        except ValueError as error:
            yield key, str(error)
            continue
        for other, of in taken:
            if named.start <= of.end and of.start <= named.end:
                yield key, f"covers months of '{other}' again: say them once"
        taken.append((key, named))


def _check_figures(change: Change, names: Names, path: Path_, marked: Marked) -> None:
    """A measure's figures keep to the bounds of what it changes."""
    parameter = names.parameters.get(names.whole(change.parameter or ""))
    if parameter is None:
        return
    if parameter.table is not None:
        text = f"'{parameter.address}' is a table: a measure changes dated values"
        marked.fault((*path, "parameter"), text)
        return
    for j, value in enumerate(change.values or []):
        here = (*path, "values", j, "value")
        if isinstance(value.value, dict) and (not parameter.by or parameter.address != change.parameter):
            marked.fault(here, f"should be one number, as in '{parameter.address}'")
        elif value.value is not None:
            check_number(value.value, parameter.by, parameter.hard, here, marked)


def _pointers(card: Any) -> Iterator[tuple[Path_, str, str]]:
    """Where a document names something of another file: path, kind and name; a part at fault names nothing."""
    for key, kind in ((key, kind) for kind, keys in POINTERS.items() for key in keys):
        named, stem = getattr(card, key, None) or (), STEMS.get(key, "")
        if isinstance(named, str):
            yield (key,), kind, stem + named
            continue
        for part, one in enumerate(named) if isinstance(named, list) else zip(named, named, strict=True):
            if isinstance(one, Card):
                yield (key, part, kind), kind, getattr(one, kind)
            else:
                yield (key, part), kind, stem + (one.split("@", 1)[0] if key in {"fit", "scores"} else one)
    if isinstance(card, ProgrammeCard):
        previous = getattr(card.eligible, "previous_programme", None)
        yield ("eligible", "previous_programme"), "programme", previous or ""
