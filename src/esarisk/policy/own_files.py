"""A user's own file: a study, scenarios, measures, programmes and settings together, lying anywhere.

Its documents are those of `parameters/`, parted by `---`, or several kinds in one mapping; `set:` holds
numbers by address. Nothing of the package is touched: the file stands on the shelves of one library.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from esarisk.errors import EsariskError, spoken, visible
from esarisk.limits import LONGEST_FILE_NAME
from esarisk.policy.files.yaml_lines import read_parts
from esarisk.policy.reading import FILES, YAML, Checked, Library, document_shelves, with_shelves
from esarisk.policy.schema import ScenarioCard, StudyCard
from esarisk.policy.settings import with_settings

SET = "set"
"""Key under which a file has numbers by address."""


@dataclass(frozen=True)
class OwnFile:
    """What a user's file holds, by name in the order of the file, and the number of each address that it sets."""

    studies: list[str] = field(default_factory=list)
    scenarios: list[str] = field(default_factory=list)
    settings: dict[str, float] = field(default_factory=dict)


def is_path(text: str) -> bool:
    """Whether a text names a file rather than what stands on a shelf."""
    return text.endswith(YAML) or os.sep in text or os.path.exists(text)  # noqa: PTH110 - never raises


def with_file(library: Library, text: str, what: str) -> tuple[Library, OwnFile]:
    """A library of its own with all that a user's file holds, and what that is.

    Parameters
    ----------
    what : the file is to hold, for the message, such as "a scenario"

    Raises
    ------
    EsariskError : there is no such file, or every fault of the file
    """
    file = Path(text)
    if fault := _path_fault(file):
        raise EsariskError(f"{visible(text)}: {fault}: give a name, or a YAML file with {what}")
    shelves, settings = document_shelves(library, file, SET)
    if faults := shelves.faults():
        raise EsariskError(sorted(set(faults)))
    merged = with_shelves(library, shelves, file.resolve())
    studies, scenarios = (list(shelves.documents[word]) for word in ("study", "scenario"))
    return with_settings(merged, settings, f"{visible(text)}: set"), OwnFile(studies, scenarios, settings)


def check_own(read: Callable[[], Library], file: Path) -> Checked | None:
    """Every fault of a user's own file; nothing where a file holds one document, as those of `parameters/` do.

    Parameters
    ----------
    read : the library that it lies beside
    """
    if not file.is_file() or not _is_own(file):
        return None
    library = read()
    shelves, settings = document_shelves(library, file, SET)
    faults = sorted(set(shelves.faults()))
    if not faults:
        with_settings(with_shelves(library, shelves, file), settings, f"{visible(str(file))}: {SET}")
    return Checked(faults, shelves.warnings, 1)


def _is_own(file: Path) -> bool:
    """Whether a file holds several documents, or kinds, or numbers that it sets."""
    parts = [part.data for part in read_parts(file)]
    kinds = [word for data in parts if isinstance(data, dict) for word in data if word in {*FILES, SET}]
    return bool(kinds) and (len(parts) > 1 or len(kinds) > 1 or SET in kinds)


def _path_fault(file: Path) -> str | None:
    """Why there is no file at a path, or None."""
    if any(len(os.fsencode(name)) > LONGEST_FILE_NAME for name in file.parts):
        return f"a name has at most {LONGEST_FILE_NAME} letters"
    if os.path.isdir(file):  # noqa: PTH112 - never raises
        return "is a folder, not a file"
    return None if os.path.isfile(file) else "there is no such file"  # noqa: PTH113 - never raises


def scenario_of(library: Library, text: str) -> tuple[Library, ScenarioCard]:
    """A scenario by its name, or of a YAML file that holds one; and the library that has all of the file.

    Raises
    ------
    EsariskError : no such scenario or file, or every fault of the file
    """
    name = text
    if text not in library.scenarios and is_path(text):
        library, own = with_file(library, text, "a scenario")
        if len(own.scenarios) != 1:
            many = "no scenario: begin it with 'scenario:'" if not own.scenarios else "more than one scenario"
            raise EsariskError(f"{visible(text)}: holds {many}")
        name = own.scenarios[0]
    card: ScenarioCard = library.pick("scenarios", name)
    return library, card


def study_of(library: Library, text: str) -> tuple[Library, StudyCard]:
    """A study by its name, or of a YAML file that holds one; and the library that has all of the file.

    Raises
    ------
    EsariskError : no such study or file, or every fault of the file
    """
    name = text
    if text not in library.studies and is_path(text):
        library, own = with_file(library, text, "a study")
        if len(own.studies) != 1:
            near = get_close_matches(spoken(text), list(library.studies), n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            many = "no study: begin it with 'study:'" if not own.studies else "more than one study"
            raise EsariskError(f"{visible(text)}: holds {many}.{hint}")
        name = own.studies[0]
    card: StudyCard = library.pick("studies", name)
    return library, card
