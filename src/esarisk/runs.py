"""A run's folder: what lies in it, where it lies, and whether what lies there is still the run."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import xarray as xr

from esarisk import cube as cubes
from esarisk.errors import EsariskError
from esarisk.policy.schema import StudyCard
from esarisk.shelf import sources_digest
from esarisk.writing import claim, reading, record_with

CUBE_FILE, RECORD_FILE, PAGE_FILE, PEOPLE_FILE = "cube.nc", "run.json", "report.html", "people.json"
WORKBOOK = "workbook.xlsx"
OUTPUTS = Path("outputs")
LONGEST_FOLDER_NAME = 80
DIGEST_LETTERS = 8

Data = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, cube and record, and what its user should hear beside."""

    folder: Path
    cube: xr.Dataset
    record: Data
    notes: tuple[str, ...] = ()

    @property
    def page(self) -> Path:
        """Where its report lies."""
        return self.folder / PAGE_FILE

    def heard(self, note: str) -> "Run":
        """The run with one more note, if it says anything."""
        return replace(self, notes=(*self.notes, note)) if note else self

    @property
    def of_this_code(self) -> bool:
        """Whether the code that made it is the code that reads it."""
        return bool(self.record["digests"]["code"] == sources_digest())


def folder_of(study: StudyCard, asked: StudyCard, settings: Mapping[str, float] | None = None) -> Path:
    """Where a run goes by default: the study's folder, or one named after what was varied as it was asked."""
    said = dict(asked)
    varied = {key for key, value in dict(study).items() if value != said[key]}
    parts = [study.name, *(said[key] for key in ("vintage", "view") if key in varied)]
    parts += (
        [f"with-{'-and-'.join([*asked.scenarios, *asked.levels])}"]
        if {"scenarios", "funding"} & varied
        else []
    )
    parts += [f"{key}-{said[key]}" for key in ("draws", "seed") if key in varied]
    return named_folder(parts, settings or {})


def named_folder(parts: Sequence[str], settings: Mapping[str, float]) -> Path:
    """A folder in `outputs` of which some parts, and what was set, are the name; a long one is cut short."""
    name = "-".join([*parts, *(f"{address}-{number:g}" for address, number in settings.items())])
    if len(name) > LONGEST_FOLDER_NAME:
        name = f"{name[:LONGEST_FOLDER_NAME]}-{sha256(name.encode()).hexdigest()[:DIGEST_LETTERS]}"
    return OUTPUTS / name


def claim_folder(folder: Path) -> Data | None:
    """Try a folder for a run; the record of the one that lies there, which the new one replaces.

    Raises
    ------
    EsariskError : the folder holds something that is not a run, or cannot be written
    """
    return claim(folder, RECORD_FILE, record_with("study", "digests", "created"), "a run")


def replaced(earlier: Data) -> str:
    """What a run replaced, in a line."""
    study = earlier["study"] if isinstance(earlier["study"], dict) else {}
    draws = study.get("draws")
    size = "the central path" if draws == 1 else f"{draws:,} draws" if isinstance(draws, int) else "a run"
    return f"Replaced: {size} of {study.get('name')}, {study.get('view')} view, run on {str(earlier['created'])[:10]}"


def sealed(data: Mapping[str, Any]) -> str:
    """A record as JSON, with a digest of everything else in it [text]."""
    plain: Data = json.loads(json.dumps(dict(data), ensure_ascii=False, default=str))
    return json.dumps(plain | {"digest": _digest(plain)}, indent=1, ensure_ascii=False) + "\n"


def _digest(plain: Data) -> str:
    return sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _unsealed(text: str) -> Data | None:
    """A record whose digest is right, without it; None for anything else."""
    try:
        found = json.loads(text)
        if isinstance(found, dict) and found.pop("digest", None) == _digest(found):
            return found
    except (ValueError, RecursionError):
        pass
    return None


def open_run(folder: Path) -> Run:
    """A run written before, when its record and cube are still those that were written together.

    Raises
    ------
    EsariskError : the folder holds no run, or one that was changed
    """
    if not folder.is_dir():
        raise EsariskError(f"{folder}: holds no run: run `esarisk run` first")
    with reading(folder):
        record = _record(folder)
        cube = cubes.load(folder / CUBE_FILE)
    if cubes.value_digest(cube) != record["digests"]["values"]:
        raise EsariskError(
            f"{folder}: {CUBE_FILE} is of another run, or was changed after this one: run it again"
        )
    run = Run(folder, cube, record)
    return run.heard("" if run.of_this_code else f"{folder}: {_other_code(record)}")


def _record(folder: Path) -> Data:
    """The record of a run."""
    try:
        text = (folder / RECORD_FILE).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise EsariskError(
            f"{folder}: holds no run ({RECORD_FILE} cannot be read): run `esarisk run` first"
        ) from error
    found = _unsealed(text)
    if found is None or not found.keys() >= {"study", "digests", "versions"}:
        raise EsariskError(
            f"{folder}: {RECORD_FILE} was changed after the run, or is of an earlier version: run it again"
        )
    return found


def _other_code(record: Data) -> str:
    then, now = record["versions"]["esarisk"], version("esarisk")
    return f"was run by other code (esarisk {then}; this is {now})"


@contextmanager
def readable(run: Run) -> Iterator[None]:
    """Tell in one line when other code wrote a run that this code cannot read.

    Raises
    ------
    EsariskError : instead of any fault, unless this code itself made the run
    """
    try:
        yield
    except EsariskError:
        raise
    except Exception as error:
        if run.of_this_code:
            raise
        raise EsariskError(
            f"{run.folder}: {_other_code(run.record)} and cannot be read: run it again"
        ) from error


def people_of(folder: Path, record: Data) -> tuple[Data | None, str]:
    """What was told of a run's people, and else why there is nothing, in a line.

    Raises
    ------
    EsariskError : what was told was changed
    """
    file = folder / PEOPLE_FILE
    if not file.exists():
        return None, ""
    again = f"`esarisk people --into {folder}` tells them anew"
    try:
        told = _unsealed(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = None
    if told is None:
        raise EsariskError(f"{file}: was changed after it was written, or is of an earlier version: {again}")
    if told.get("run") != record["digests"]["values"]:
        return None, f"{file}: is of an earlier run and not in the report; {again}"
    return told, ""
