"""Read a folder laid out like `parameters/`, or one file: all faults in one pass."""

import pickle
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from esarisk.errors import EsariskError, Fault, did_you_mean, spoken
from esarisk.policy.files.checking import read_card
from esarisk.policy.files.cross_checks import Names, check_document, check_pointers
from esarisk.policy.files.csv_rows import MAX_CSV_BYTES
from esarisk.policy.files.parameter_file import parameter_of
from esarisk.policy.files.sources import SOURCES, Registers, read_registers
from esarisk.policy.files.yaml_lines import Marked, read_marked, read_parts
from esarisk.policy.parameters import Parameter, Parameters, parameters_folder, parted
from esarisk.policy.programmes import PROGRAMME_FILES, Programme, ProgrammeShelf, figures_of
from esarisk.policy.schema import (
    DOCUMENTS,
    Card,
    FittedCard,
    MeasureCard,
    ParameterCard,
    ScenarioCard,
    StudyCard,
    VintageCard,
)
from esarisk.shelf import keep, kept, shelf, sources_digest

FILES: dict[str, type[Card]] = {**DOCUMENTS, **PROGRAMME_FILES}
"""Kinds of file that are not plain parameters, by their top-level key."""
SHELVES = {word: "studies" if word == "study" else f"{word}s" for word in FILES} | {"fitted": "fitted"}
"""Where a library keeps each kind."""
YAML = (".yaml", ".yml")
READER = ("errors.py", "limits.py", "names.py", "shelf.py", "units.py", "policy")
"""Files and folders of the package that what is read depends on."""
READER_LIBRARIES = ("pydantic", "pyyaml")
SET = "set"
"""Key under which a user's own file has numbers by address."""


@dataclass
class Library:
    """Everything a folder holds, checked."""

    parameters: Parameters
    measures: dict[str, MeasureCard] = field(default_factory=dict)
    scenarios: dict[str, ScenarioCard] = field(default_factory=dict)
    vintages: dict[str, VintageCard] = field(default_factory=dict)
    studies: dict[str, StudyCard] = field(default_factory=dict)
    fitted: dict[str, FittedCard] = field(default_factory=dict)
    warnings: list[Fault] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    folder: Path = Path()
    programmes: dict[str, Programme] = field(default_factory=dict)
    settings: dict[str, float] = field(default_factory=dict)
    """What a user set for one question, by address: see `policy.settings`."""

    def parameter(self, address: str) -> Parameter:
        """A parameter of the model or of a programme by its address, or an error with the nearest."""
        for programme in self.programmes.values():
            if address in programme.parameters:
                return programme.parameters[address]
        stem = address.split(".", 1)[0]
        if stem in self.programmes:
            return self.programmes[stem].parameters[address]
        if near := get_close_matches(address, list(self.programmes), n=1, cutoff=0.75):
            raise EsariskError(
                f"there is no parameter or programme '{spoken(address)}'. Did you mean '{near[0]}'?"
            )
        return self.parameters[address]

    def pick(self, shelf: str, name: str) -> Any:
        """A measure, scenario, vintage, study or programme by name, or an error with the nearest."""
        return getattr(self, shelf)[self.named(shelf, name)]

    def scenarios_of(self, study: StudyCard) -> list[ScenarioCard]:
        """A study's scenarios by name, then one for each of its levels of money."""
        cards: list[ScenarioCard] = [self.pick("scenarios", name) for name in study.scenarios]
        return cards + [self._level(name, *what) for name, what in study.levels.items()]

    def _level(self, name: str, what: str, level: float) -> ScenarioCard:
        """A scenario of a programme at a level of money, or of another scenario with its mix at a multiple."""
        if what in self.scenarios:
            mix: ScenarioCard = self.scenarios[what]
            if not mix.funding:
                raise EsariskError(f"'{what}' funds no programme, so it has no mix to give levels of money")
            more = {"name": name, "meaning": f"{mix.meaning}, its money times {level:g}"}
            return mix.model_copy(update=more | {"funding": mix.scaled(level)})
        meaning = f"{self.pick('programmes', what).card.title} at £{level:g}m a year"
        return ScenarioCard(name=name, meaning=meaning, funding={what: level})

    def named(self, shelf: str, name: str) -> str:
        """A name as it is spelled here: hyphens for underscores, capitals and the other way are taken."""
        known: dict[str, Any] = getattr(self, shelf)
        spelled = {_folded(one): one for one in known}
        if name in known:
            return name
        if _folded(name) in spelled:
            return spelled[_folded(name)]
        word = "study" if shelf == "studies" else shelf[:-1]
        raise EsariskError(f"there is no {word} '{spoken(name)}'.{did_you_mean(name, list(known))}")


def _folded(name: str) -> str:
    """A name without what people mix up."""
    return name.casefold().replace("_", "-").replace(" ", "-")


@dataclass(frozen=True)
class Checked:
    """What a check found."""

    faults: list[Fault]
    warnings: list[Fault]
    files: int


def read_library(folder: Path | None = None) -> Library:
    """A folder of parameters, measures, scenarios, vintages and studies.

    Raises
    ------
    EsariskError : with every fault of every file
    """
    place = folder or parameters_folder()
    return _read_library(place, _contents(place))


@lru_cache(maxsize=2)
def _read_library(folder: Path, contents: str) -> Library:
    """A library as it was kept, if the same reader read the same files; else read, and kept if it is sound."""
    reader = sources_digest(*READER, libraries=READER_LIBRARIES)
    file = shelf("parameters", sha256(f"{reader} {sys.version} {contents}".encode()).hexdigest()) / "library"
    if content := kept(file):
        return pickle.loads(content)  # noqa: S301 - our own
    library, faults = examine_folder(folder)
    if faults:
        raise EsariskError(faults)
    if contents == _contents(folder):  # nothing was written while it was read
        keep(file, pickle.dumps(library))
    return library


def _contents(folder: Path) -> str:
    """Digest of every file that may be read in a folder [text]."""
    digest = sha256(f"{folder}\0".encode(errors="surrogateescape"))
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        digest.update(f"\0{file}\0".encode(errors="surrogateescape"))
        with suppress(OSError):  # the reader says why it cannot be read
            content = file.read_bytes() if file.stat().st_size <= MAX_CSV_BYTES else b""
            digest.update(sha256(content).digest())
    return digest.hexdigest()


def examine_folder(folder: Path) -> tuple[Library, list[Fault]]:
    """A folder and every fault in it."""
    files = yaml_files(folder)
    if not files:
        text = "holds no YAML file: give a folder laid out like parameters/"
        return Library(Parameters({}, {})), [Fault(str(folder), 0, "", text)]
    shelves = _Shelves(read_registers(folder), files)
    every = [file for file in (*files, *sorted(folder.rglob("*.csv"))) if file.is_file()]
    fitted: Any = shelves.documents["fitted"]
    parameters = Parameters(shelves.names.parameters, shelves.registers.sources or {})
    bare = Library(parameters, fitted=fitted, warnings=shelves.warnings, folder=folder)
    return with_shelves(bare, shelves, every), [*shelves.registers.faults, *shelves.faults()]


def check_target(target: Path) -> Checked:
    """Every fault and warning of one file, or of a folder laid out like `parameters/`."""
    if target.is_dir() and not _is_part(target):
        library, faults = examine_folder(target)
        return Checked(sorted(set(faults)), library.warnings, len(library.files))
    home, files = _home(target), yaml_files(target) if target.is_dir() else [target]
    shelves = _Shelves(read_registers(home), files)
    if shelves.cards:  # a document names what stands in other files
        shelves.borrow(_Shelves(shelves.registers, yaml_files(home)).named())
    return Checked(sorted(set(shelves.faults())), shelves.warnings, len(files))


def _is_part(folder: Path) -> bool:
    """Whether a folder is one of those that make up a folder of parameters."""
    return not (folder / SOURCES).exists() and (folder.absolute().parent / SOURCES).exists()


def document_shelves(library: Library, file: Path) -> "_Shelves":
    """What a user's own file holds, beside a library that its documents may name."""
    shelves = _Shelves(read_registers(_home(file)))
    shelves.programmes.share(library.programmes.values())
    shelves.add_own(file)
    names = _names_of(library)
    shelves.refuse_known(names)
    shelves.borrow(names)
    return shelves


def with_shelves(library: Library, shelves: "_Shelves", files: Iterable[Path]) -> Library:
    """A library with the documents of some files on its shelves."""
    own: Any = shelves.documents
    measures = {name: by_card(one, library.parameters) for name, one in own["measure"].items()}
    return replace(
        library,
        measures={**library.measures, **measures},
        scenarios={**library.scenarios, **own["scenario"]},
        vintages={**library.vintages, **own["vintage"]},
        studies={**library.studies, **own["study"]},
        programmes={**library.programmes, **shelves.programmes.programmes(library.parameters.sources)},
        files=[*library.files, *files],
    )


def _names_of(library: Library) -> Names:
    """Everything that a document may name."""
    documents = {word: set(getattr(library, shelf, {})) for word, shelf in SHELVES.items()}
    known = {"parameter": set(library.parameters), **documents}
    return Names(dict(library.parameters), known, set(), figures_of(library.programmes.values()))


def yaml_files(folder: Path) -> list[Path]:
    """Every YAML file of a folder, or what is named like one."""
    found = [file for ending in YAML for file in folder.rglob(f"*{ending}")]
    return sorted(file for file in found if not file.name.startswith("."))


def _home(file: Path) -> Path:
    """The folder whose sources a file refers to: one it stands in, or the packaged one."""
    around = file.absolute().parents[:2]
    return next((folder for folder in around if (folder / SOURCES).exists()), parameters_folder())


class _Shelves:
    """Gathers what each file holds; a file is a document or a set of parameters."""

    def __init__(self, registers: Registers, files: Iterable[Path] = ()) -> None:
        self.registers = registers
        self.documents: dict[str, dict[str, Card]] = {word: {} for word in FILES}
        self.programmes = ProgrammeShelf()
        self.settings: dict[str, float] = {}
        self.cards: list[tuple[str, Card, Marked]] = []
        self.marks: list[Marked] = []
        self.warnings: list[Fault] = []
        self.names = Names({}, {kind: set() for kind in ("parameter", *FILES)}, set(), {})
        for file in files:
            self.add(file)

    def add(self, file: Path) -> None:
        """Read one file onto the shelves."""
        marked = read_marked(file)
        self.marks.append(marked)
        if marked.data is None:
            self.names.unread.add(file.stem.replace("_", "-"))
        elif not isinstance(marked.data, dict):
            marked.fault((), "should be a mapping of names to parameters")
        elif word := _document_in(marked):
            for other in marked.data:
                if other != word and (word not in PROGRAMME_FILES or other in FILES):
                    marked.fault((other,), f"a file with a {word} holds nothing else: put it in another file")
            self._add_document(word, marked, file)
        else:
            self._add_parameters(file, marked)

    def add_own(self, file: Path) -> None:
        """Read a user's own file onto the shelves: documents of any kind, and numbers by address."""
        for marked in read_parts(file):
            self.marks.append(marked)
            if isinstance(marked.data, dict):
                self._add_part(marked, file)
            elif marked.data is not None:
                text = "should be a mapping that begins with a kind, such as 'study:' or 'scenario:'"
                marked.fault((), text)

    def _add_part(self, marked: Marked, file: Path) -> None:
        """One document of a user's own file."""
        self.settings |= _settings_in(marked)
        kinds = [word for word in marked.data if word in FILES]
        kinds = kinds or [word for word in [_document_in(marked)] if word]
        for key in marked.data:
            if key not in {*kinds, SET} and not set(kinds) & set(PROGRAMME_FILES):
                marked.unknown((key,), "kind of document", key, [*FILES, SET])
        for word in kinds:
            self._add_document(word, marked, file)

    def refuse_known(self, names: Names) -> None:
        """Refuse documents that are called like one of the names."""
        for word, card, marked in self.cards:
            name = getattr(card, "name", None)
            if name in names.known[word]:
                marked.fault((word, "name"), f"another {word} is called '{name}': rename yours")

    def _add_document(self, word: str, marked: Marked, file: Path) -> None:
        card: Any = read_card(FILES[word], marked, (word,), marked.data[word])
        if card is None:
            return
        if word in PROGRAMME_FILES:
            self.warnings += self.programmes.add(word, card, marked, self.registers, file)
        else:
            check_document(card, word, marked, self.registers)
        self.cards.append((word, card, marked))
        if isinstance(card.name, str):
            if card.name in self.documents[word]:
                marked.fault((word, "name"), f"another {word} is called '{card.name}': rename one")
            self.documents[word][card.name] = card
            self.names.known[word].add(card.name)

    def _add_parameters(self, file: Path, marked: Marked) -> None:
        for key, data in marked.data.items():
            if not key.strip() or "." in key:
                marked.fault((key,), "is not a name: use letters, digits and underscores")
            address = f"{file.stem}.{key}"
            if address in self.names.known["parameter"]:
                marked.fault((key,), f"another file defines '{spoken(address)}': rename the file or the key")
                continue
            self.names.known["parameter"].add(address)
            before = len(marked.faults)
            if card := read_card(ParameterCard, marked, (key,), data):
                parameter, warnings = parameter_of(card, (key,), marked, self.registers, file)
                self.warnings += warnings
                if len(marked.faults) == before:
                    self.names.parameters[address] = parameter

    def borrow(self, names: Names) -> None:
        """Let documents name what stands elsewhere."""
        self.names.parameters.update(names.parameters)
        self.names.unread.update(names.unread)
        self.names.figures.update(names.figures)
        for kind, known in names.known.items():
            self.names.known[kind].update(known)

    def named(self) -> Names:
        """Everything that a document may name, the figures of programmes among it."""
        self.names.figures.update(figures_of(self.programmes.programmes({}).values()))
        return self.names

    def faults(self) -> list[Fault]:
        """Every fault, those of names that point nowhere among them."""
        self.programmes.check_shared()
        names = self.named()
        for word, card, marked in self.cards:
            check_pointers(card, word, marked, names)
        return [fault for marked in self.marks for fault in marked.faults]


def by_card(measure: MeasureCard, parameters: Mapping[str, Parameter]) -> MeasureCard:
    """A measure whose changes name cards; one of a single scheme changes the card's for that scheme alone."""
    changes = []
    for change in measure.changes or []:
        whole, scheme = parted(change.parameter or "")  # none where the part is at fault
        if scheme and change.parameter not in parameters and whole in parameters:
            values = [one.model_copy(update={"value": {scheme: one.value}}) for one in change.values or []]
            change = change.model_copy(update={"parameter": whole, "values": values})  # noqa: PLW2901
        changes.append(change)
    return measure.model_copy(update={"changes": changes})


def _settings_in(marked: Marked) -> dict[str, float]:
    """Numbers by address that a file sets; what is none is a fault."""
    told = marked.data.get(SET, {})
    if not isinstance(told, dict):
        marked.fault((SET,), "should be a mapping of addresses to numbers")
        return {}
    wrong = [a for a, one in told.items() if isinstance(one, bool) or not isinstance(one, int | float)]
    for address in wrong:
        marked.fault((SET, address), "should be a number")
    return {address: float(number) for address, number in told.items() if address not in wrong}


def _document_in(marked: Marked) -> str:
    """The kind of document a file holds; nothing for parameters. A misspelt kind is put right with a fault."""
    keys = list(marked.data)
    if word := next((key for key in keys if key in FILES), ""):
        return word
    near = get_close_matches(keys[0], list(FILES), n=1, cutoff=0.75) if keys else []
    if near and isinstance(marked.data[keys[0]], dict) and "name" in marked.data[keys[0]]:
        marked.fault((keys[0],), f"there is no kind of document '{keys[0]}'. Did you mean '{near[0]}'?")
        marked.data = {near[0] if key == keys[0] else key: value for key, value in marked.data.items()}
        marked.lines |= {
            (near[0], *path[1:]): line for path, line in marked.lines.items() if path[:1] == (keys[0],)
        }
        return near[0]
    return ""
