"""Programmes: one file each, a `programme:` mapping and the parameter cards that go with it.

The parameters of a programme stay with it, as `<programme>.<key>`. They are exempt from a
vintage's date and no part of the baseline's draws. What a file does not say is taken from
`every_programme.yaml`, under that file's own address.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import isclose
from pathlib import Path

from esarisk.errors import EsariskError, Fault, did_you_mean, spoken
from esarisk.names import PAYERS
from esarisk.policy.files.bounds import outside
from esarisk.policy.files.checking import read_card
from esarisk.policy.files.parameter_file import parameter_of
from esarisk.policy.files.sources import Registers
from esarisk.policy.files.yaml_lines import Marked, Path_
from esarisk.policy.parameters import FOREVER, Parameter, Parameters
from esarisk.policy.periods import year_label
from esarisk.policy.programme_schema import (
    OWN_CARD,
    QUANTITIES,
    SHARED,
    EveryProgrammeCard,
    ProgrammeCard,
)
from esarisk.policy.schema import Card, ParameterCard

PROGRAMME, EVERY = "programme", "every_programme"
PROGRAMME_FILES: dict[str, type[Card]] = {PROGRAMME: ProgrammeCard, EVERY: EveryProgrammeCard}
SUMS_TO_ONE = ("payer_share", "group_share")
EFFECTS = ("employment_effect", "risk_ratio")
VOLUNTARY = "voluntary"
ASKED = ("take_up", "take_up_limit", "outreach_scale")
"""Figures of people who are asked: who are called and referred has none of them."""
MEAN_WITHIN = 1e-3
"""How far a value may be from the mean of its distribution: it is printed rounded [ratio]."""


@dataclass(frozen=True)
class Programme:
    """A programme with its numbers.

    Parameters
    ----------
    card : everything but the numbers
    keys : address of each key, the programme's own or that of every programme
    parameters : its parameters by address, exempt from any vintage's date
    """

    card: ProgrammeCard
    keys: Mapping[str, str]
    parameters: Parameters

    @property
    def name(self) -> str:
        """Its name, such as `new_start`."""
        return self.card.name

    @property
    def certified(self) -> bool:
        """Whether a costing of benefits certifies what the programme saves, so that it is policy to the cap."""
        return bool(self.card.scored == "certified")

    @property
    def borrowed(self) -> bool:
        """Whether its effect was measured in a study of another place, time or size; an assumed one in none."""
        return bool(self.card.impact != "assumed" and self.card.measured == "elsewhere")

    @property
    def meaning(self) -> str:
        """What it is, in a sentence."""
        return self.card.meaning

    def has(self, key: str) -> bool:
        """Whether a figure is given for a key."""
        return key in self.keys

    def address(self, key: str) -> str:
        """Where the figure for a key stands.

        Raises
        ------
        EsariskError : the programme has no such key
        """
        if key not in self.keys:
            raise EsariskError(f"'{self.name}' has no '{spoken(key)}'.{did_you_mean(key, list(self.keys))}")
        return self.keys[key]

    def number(self, key: str, day: date = FOREVER) -> float:
        """The central number for a key [the parameter's unit]."""
        return self.parameters.number(self.address(key), day)

    def mapping(self, key: str, day: date = FOREVER) -> dict[str, float]:
        """The central numbers for a key, by the words of its axis [the parameter's unit]."""
        value = self.parameters[self.address(key)].value(day).value
        return dict(value) if isinstance(value, Mapping) else {}

    def price_year(self, key: str, day: date = FOREVER) -> str:
        """Financial year in whose prices a figure stands: the one that its value describes."""
        return year_label(self.parameters[self.address(key)].value(day).period.start)

    def with_levers(self, levers: Mapping[str, float]) -> "Programme":
        """The programme with its own levers set, of those of a scenario by address."""
        mine = {a.split(".", 1)[1]: n for a, n in levers.items() if a.split(".", 1)[0] == self.name}
        return self.with_figures(mine) if mine else self

    def with_figures(self, figures: Mapping[str, float]) -> "Programme":
        """The programme with some figures in place of its own, held in every draw.

        Raises
        ------
        EsariskError : the programme has no such figure, or it is no single number
        """
        changed = {}
        for key, number in figures.items():
            parameter = self.parameters[self.address(key)]
            if why := idle(self.card, key):
                raise EsariskError(f"'{spoken(key)}' changes nothing of '{self.name}': {why}")
            if QUANTITIES[key].by:
                raise EsariskError(f"'{spoken(key)}' of '{self.name}' is no single number: change its file")
            if fault := outside(number, parameter.hard):
                raise EsariskError(f"'{self.name}.{spoken(key)}': {fault}")
            value = replace(parameter.latest[-1], value=number)
            if (
                parameter.distribution
            ):  # held and no constant: others keep their luck, whatever is set beside them
                held = replace(parameter, values=(value,), held=number)
            else:
                held = replace(parameter, values=(value,), kind="constant")
            changed[parameter.address] = held
        return replace(self, parameters=self.parameters.with_changes(changed))


def idle(card: ProgrammeCard, key: str) -> str:
    """Why a figure changes nothing of a programme: by who limits entry, and by what its rate counts."""
    if card.entry == VOLUNTARY:
        told = {"referral_rate": "its entry is voluntary, and take-up limits it"}
    else:
        told = dict.fromkeys(ASKED, f"its entry is {card.entry}, and its 'referral_rate' limits it")
    if card.rate_counts == "starts" and card.adviser_hours != "referral":
        told["referral_to_start"] = "its rate counts starts, not referrals"
    return told.get(key, "")


def figures_of(programmes: Iterable[Programme]) -> dict[str, Parameter]:
    """Figures of programmes, those of every one among them, by programme and key."""
    return {f"{one.name}.{key}": one.parameters[at] for one in programmes for key, at in one.keys.items()}


@dataclass
class ProgrammeShelf:
    """Programme files as they are read: structure and own parameters of each."""

    cards: dict[str, ProgrammeCard] = field(default_factory=dict)
    own: dict[str, dict[str, Parameter]] = field(default_factory=dict)
    shared: dict[str, Parameter] = field(default_factory=dict)
    every: Marked | None = None

    def add(self, word: str, card: Card, marked: Marked, registers: Registers, file: Path) -> list[Fault]:
        """Put one file on the shelf; returns its warnings."""
        own, warnings = _parameters(word, marked, registers, file)
        if isinstance(card, ProgrammeCard):
            _check_programme(card, own, marked, registers, file)
            if isinstance(card.name, str):
                self.cards[card.name], self.own[card.name] = card, own
        else:
            self.shared |= own
            self.every = marked
        return warnings

    def check_shared(self) -> None:
        """Every figure that programmes may leave out must stand in the file of every programme."""
        if self.cards and self.every:
            _tell_lacking(SHARED, self.shared, self.every)

    def share(self, programmes: Iterable[Programme]) -> None:
        """Take what holds of every programme from some that are read already."""
        for programme in programmes:
            for key, address in programme.keys.items():
                if address.startswith(f"{EVERY}."):
                    self.shared[key] = programme.parameters[address]

    def programmes(self, sources: Mapping[str, Mapping[str, str]]) -> dict[str, Programme]:
        """Every programme with the figures that hold of it."""
        made = {}
        for name, card in self.cards.items():
            found = {**self.shared, **self.own[name]}
            keys = {key: found[key].address for key in QUANTITIES if key in found}
            made[name] = Programme(card, keys, Parameters({p.address: p for p in found.values()}, sources))
        return made


def _parameters(
    word: str, marked: Marked, registers: Registers, file: Path
) -> tuple[dict[str, Parameter], list[Fault]]:
    """The parameter cards of a programme file by key, and their warnings."""
    found: dict[str, Parameter] = {}
    warnings: list[Fault] = []
    for key, data in marked.data.items():
        if key not in QUANTITIES:
            if key != word:
                _refuse_key((key,), marked)
                marked.strangers.add(())
            continue
        before = len(marked.faults)
        if card := read_card(ParameterCard, marked, (key,), data):
            _check_kind(key, card, marked)
            parameter, told = parameter_of(card, (key,), marked, registers, file)
            warnings += told
            if len(marked.faults) == before:
                found[key] = _about_mean(parameter, (key,), marked)
    return found, warnings


def _about_mean(parameter: Parameter, path: Path_, marked: Marked) -> Parameter:
    """The parameter with its value as the mean of its distribution; a fault where it is not.

    So that the central path and the mean of draws agree to first order.
    """
    shape = parameter.distribution
    if shape is None:
        return parameter
    if shape.shape == "triangular" and shape.mode is None:
        text = "needs 'mode', the likeliest number: the value is the mean, (low + mode + high) / 3"
        marked.absent((*path, "distribution"), ["mode"], text)
    elif shape.low is not None and shape.high is not None:
        ends = [shape.low, shape.high] if shape.mode is None else [shape.low, shape.mode, shape.high]
        _check_mean(parameter, sum(ends) / len(ends), path, marked)
    return replace(parameter, distribution=shape.model_copy(update={"about": "mean"}))


def _check_mean(parameter: Parameter, mean: float, path: Path_, marked: Marked) -> None:
    """Note a latest value that is not the mean of its distribution."""
    value = parameter.latest[-1].value
    for number in value.values() if isinstance(value, Mapping) else [value]:
        if not isclose(number, mean, rel_tol=MEAN_WITHIN, abs_tol=1e-9):
            last = (*path, "values", len(parameter.values) - 1, "value")
            marked.fault(last, f"{number:g} is not the mean of its distribution, {mean:.6g}")


def _refuse_key(path: Path_, marked: Marked) -> None:
    """Note a key of which no programme has a figure."""
    key = str(path[-1])
    marked.fault(path, f"a programme has no '{spoken(key)}'.{did_you_mean(key, list(QUANTITIES))}")


def _check_kind(key: str, card: ParameterCard, marked: Marked) -> None:
    """A key's unit and axis are the same in every programme."""
    wanted = QUANTITIES[key]
    if card.unit and card.unit != wanted.unit:
        marked.spoil((key, "unit"), f"should be '{wanted.unit}', not '{spoken(card.unit)}'")
    if card.table is not None:
        marked.fault((key, "table"), "a programme's figures are dated values, not a table")
    if (card.by or "") != wanted.by:
        text = f"should have 'by: {wanted.by}'" if wanted.by else "is one number here: leave 'by' out"
        marked.absent((key,), ["by"], text)
    for i, value in enumerate(card.values or [] if key in SUMS_TO_ONE else []):
        if isinstance(value.value, dict):
            _check_sum(key, value.value, (key, "values", i, "value"), marked)


def _check_sum(key: str, shares: Mapping[str, float], path: Path_, marked: Marked) -> None:
    """Shares among payers or payment groups leave nothing over."""
    if not isclose(sum(shares.values()), 1.0, abs_tol=1e-9):
        marked.fault(path, f"the shares add to {sum(shares.values()):g}: they should add to 1")
    for payer in set(shares) - set(PAYERS) if key == "payer_share" else ():
        marked.unknown(path, "payer", payer, PAYERS)


def _check_programme(
    card: ProgrammeCard, own: Mapping[str, Parameter], marked: Marked, registers: Registers, file: Path
) -> None:
    """What the shape of a programme's mapping cannot say."""
    if card.name not in (None, file.stem):
        marked.fault((PROGRAMME, "name"), f"should be '{file.stem}', the name of the file")
    registers.check_source(card.source, (PROGRAMME, "source"), marked)
    for word in ("baseline", "stages", "areas", "evidence"):
        for i, row in enumerate(getattr(card, word) or []):
            registers.check_source(row.source, (PROGRAMME, word, i, "source"), marked)
    _check_evidence(card, marked)
    _tell_lacking(OWN_CARD, marked.data, marked)
    _check_entry(card, own, marked)
    if sum(key in marked.data for key in EFFECTS) != 1:
        marked.absent((), EFFECTS, "give either 'employment_effect' or 'risk_ratio'")
    _check_groups(own, marked)


def _check_entry(card: ProgrammeCard, own: Mapping[str, Parameter], marked: Marked) -> None:
    """Who is asked has a take-up, who is called a rate of referral, and neither the other's."""
    wanted = "take_up" if card.entry == VOLUNTARY else "referral_rate"
    reasons = {key: why for key in own if (why := idle(card, key))}
    for key, why in reasons.items():
        marked.fault((key,), f"changes nothing: {why}")
    if card.entry and not reasons and wanted not in marked.data:
        marked.absent((), [wanted], f"is {card.entry} and lacks '{wanted}': add a card for it")


def _tell_lacking(home: str, found: Container[str], marked: Marked) -> None:
    """Note each figure that should stand in a file of some home and is not among those found."""
    for key, what in QUANTITIES.items():
        if what.home == home and key not in found:
            marked.absent((), [key], f"lacks '{key}': add a card for it")


def _check_evidence(card: ProgrammeCard, marked: Marked) -> None:
    """Every row says what was found, and overrides only what a programme has."""
    for i, row in enumerate(card.evidence or []):
        path = (PROGRAMME, "evidence", i)
        if row.published is None and not row.words:
            marked.absent(path, ["published", "words"], "give 'published' or 'words'")
        for key in sorted(set(row.given or {}) - set(QUANTITIES)):
            _refuse_key((*path, "given", key), marked)


def _check_groups(own: Mapping[str, Parameter], marked: Marked) -> None:
    """Every figure by payment group is given for the same groups."""
    if "group_share" not in own:
        return
    groups = set(dict(own["group_share"].values[-1].value))  # type: ignore[arg-type]
    for key, parameter in own.items():
        if QUANTITIES[key].by == "payment_group":
            for value in parameter.values:
                if isinstance(value.value, Mapping) and set(value.value) != groups:
                    text = f"should give a value for each of {', '.join(sorted(groups))}"
                    marked.fault((key, "values"), text)
