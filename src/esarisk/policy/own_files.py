"""A user's own file: a study, scenarios, measures, programmes and settings together, lying anywhere.

Its documents are those of `parameters/`, parted by `---`, or several kinds in one mapping; `set:` holds
numbers by address. Nothing of the package is touched: the file stands on the shelves of one library.
"""

import os
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from esarisk.errors import EsariskError, spoken, visible
from esarisk.limits import LONGEST_FILE_NAME
from esarisk.policy.files.yaml_lines import read_parts
from esarisk.policy.reading import (
    FILES,
    SET,
    SHELVES,
    YAML,
    Checked,
    Library,
    document_shelves,
    with_shelves,
)
from esarisk.policy.schema import ScenarioCard, StudyCard
from esarisk.policy.settings import with_settings


def is_path(text: str) -> bool:
    """Whether a text names a file rather than what stands on a shelf."""
    return text.endswith(YAML) or os.sep in text or os.path.exists(text)  # noqa: PTH110 - never raises


def check_own(read: Callable[[], Library], file: Path) -> Checked | None:
    """Every fault of a user's own file, beside the library read; nothing where it holds one document alone."""
    if not file.is_file() or not _is_own(file):
        return None
    library = read()
    shelves = document_shelves(library, file)
    faults = sorted(set(shelves.faults()))
    if not faults:
        merged = with_shelves(library, shelves, [file])
        with_settings(merged, shelves.settings, f"{visible(str(file))}: {SET}")
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
    return _one_of(library, text, "scenario")


def study_of(library: Library, text: str) -> tuple[Library, StudyCard]:
    """A study by its name, or of a YAML file that holds one; and the library that has all of the file.

    Raises
    ------
    EsariskError : no such study or file, or every fault of the file
    """
    near = get_close_matches(spoken(text), list(library.studies), n=1)
    return _one_of(library, text, "study", f". Did you mean '{near[0]}'?" if near else ".")


def _one_of(library: Library, text: str, word: str, hint: str = "") -> tuple[Library, Any]:
    """The one document of a kind that a text names, or that the file there holds, which joins the library."""
    if text in getattr(library, SHELVES[word]) or not is_path(text):
        return library, library.pick(SHELVES[word], text)
    file = Path(text)
    if fault := _path_fault(file):
        raise EsariskError(f"{visible(text)}: {fault}: give a name, or a YAML file with a {word}")
    shelves = document_shelves(library, file)
    if faults := shelves.faults():
        raise EsariskError(faults)
    merged = with_shelves(library, shelves, [file.resolve()])
    library = with_settings(merged, shelves.settings, f"{visible(text)}: {SET}")
    names = list(shelves.documents[word])
    if len(names) != 1:
        many = f"more than one {word}" if names else f"no {word}: begin it with '{word}:'"
        raise EsariskError(f"{visible(text)}: holds {many}{hint}")
    return library, library.pick(SHELVES[word], names[0])
