"""A study from start to folder: run → tables → report, written whole or not at all."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import xarray as xr

from esarisk import cube as cubes
from esarisk.analysis.told import tell_all
from esarisk.engine.cap import cap_years
from esarisk.engine.programmes import funded
from esarisk.engine.provenance import files_digest, identity
from esarisk.engine.run import Progress, run
from esarisk.errors import EsariskError
from esarisk.policy.cards import ScenarioCard, StudyCard
from esarisk.policy.fitted import stale_fit
from esarisk.policy.reading import Library, read_library, scenario_of
from esarisk.policy.register import programme_rows, register, sources_of
from esarisk.policy.stack import Vintage, vintage
from esarisk.report.page import render
from esarisk.report.target import OFFICIAL_NAMES

CUBE, RECORD, PAGE, PEOPLE = "cube.nc", "run.json", "report.html", "people.json"


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, cube and record."""

    folder: Path
    cube: xr.Dataset
    record: dict[str, Any]


def run_study(
    name: str,
    changes: Mapping[str, Any],
    out: Path | None,
    command: str,
    progress: Progress | None = None,
    library: Library | None = None,
) -> Run:
    """Run a study and write its folder.

    Parameters
    ----------
    name : of the study
    changes : draws, seed, view or scenarios that replace the study's own
    out : folder to write; `outputs/<name>` by default
    command : what was typed, for the record
    progress : called with draws done and to do
    library : parameters to use; the packaged ones by default

    Raises
    ------
    EsariskError : when an input is wrong or the folder cannot be written
    """
    library = library or read_library()
    library, files = with_scenarios(library, changes.get("scenarios") or ())
    changes = {**changes, "scenarios": list(files)} if files else changes
    study: StudyCard = library.pick("studies", name).model_copy(update=dict(changes))
    folder = out or Path("outputs") / name
    _refuse_foreign(folder)
    result = run(library, study, progress)
    record = _record(library, study, result, command) | {"scenario_files": files}
    _write_whole(folder, lambda part: _write(part, result, record))
    return Run(folder, result, record)


def with_scenarios(library: Library, asked: Sequence[str]) -> tuple[Library, dict[str, str]]:
    """A library with the scenarios of some YAML files on its shelf, and name → what was asked for.

    Parameters
    ----------
    asked : scenarios by name or file

    Raises
    ------
    EsariskError : as for one scenario; or a file's scenario is called like another
    """
    shelf, names = dict(library.scenarios), {}
    for text in asked:
        card = scenario_of(library, text)
        if shelf.setdefault(card.name, card) is not card:
            raise EsariskError(f"{text}: another scenario is called '{card.name}': rename one")
        names[card.name] = text
    return replace(library, scenarios=shelf), names


def open_run(folder: Path) -> Run:
    """A run written before.

    Raises
    ------
    EsariskError : when the folder holds no run
    """
    file = folder / RECORD
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EsariskError(
            f"{folder}: holds no run ({RECORD} cannot be read): run `esarisk run` first"
        ) from error
    people = folder / PEOPLE
    if people.is_file():
        record["people"] = json.loads(people.read_text(encoding="utf-8"))
    return Run(folder, cubes.load(folder / CUBE), record)


def tell_people(folder: Path, people: int, seed: int, progress: Progress | None = None) -> Path:
    """Tell a run's people one by one, and every measure of its scenarios, into its folder and report.

    Parameters
    ----------
    people : simulated over the whole run, about [people]
    progress : called with parts done and to do

    Returns
    -------
    the report
    """
    found, library = open_run(folder), read_library()
    study = StudyCard.model_validate(found.record["study"])
    seen = vintage(library, study.vintage, study.view)
    cards = [ScenarioCard.model_validate(card) for card in found.record["scenarios"]]
    measures = [(card.measures[-1], card.measures[:-1]) for card in cards if card.measures]
    told = tell_all(library, seen, measures, people, seed, progress)
    part = (folder / PEOPLE).with_suffix(".part")
    part.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    part.replace(folder / PEOPLE)
    return rewrite_report(folder)


def rewrite_report(folder: Path) -> Path:
    """Write a run's report anew from its cube and record."""
    found = open_run(folder)
    page = folder / PAGE
    part = page.with_suffix(".part")
    part.write_text(render(found.cube, found.record), encoding="utf-8")
    part.replace(page)
    return page


def _record(library: Library, study: StudyCard, cube: xr.Dataset, command: str) -> dict[str, Any]:
    """Everything a reader needs beside the cube."""
    seen = vintage(library, study.vintage, study.view)
    cards: list[ScenarioCard] = [library.pick("scenarios", name) for name in study.scenarios]
    funding = _funding(library, seen, cards)
    names = dict.fromkeys(row["programme"] for row in funding)
    programmes = (library.programmes[name] for name in names)
    rows = [*register(seen), *programme_rows(programmes, library.parameters)]
    inputs = files_digest(library.files, library.folder)
    scenarios = [card.model_dump() for card in cards]
    stale = stale_fit(library, seen)
    return {
        "study": study.model_dump(),
        "vintage": seen.card.model_dump(mode="json"),
        "scenarios": scenarios,
        "programmes": funding,
        **identity(inputs, cubes.value_digest(cube), command),
        "stale_fit": stale.text if stale else None,
        "remainder_read": _remainder_read(seen),
        "outturn": _outturn(library),
        "official": _official(seen),
        "hindsight": [row["address"] for row in rows if row["hindsight"]],
        "assumptions": rows,
        "sources": sources_of(seen, rows),
    }


def _funding(library: Library, seen: Vintage, cards: Sequence[ScenarioCard]) -> list[dict[str, Any]]:
    """One row a scenario and programme that it funds away from baseline provision."""
    return [
        {
            "scenario": card.name,
            "programme": level.programme.name,
            "title": level.programme.card.title,
            "kind": level.programme.card.impact,
            "funding": level.money,
            "baseline": level.before,
            "thinner": level.thinner,
        }
        for card in cards
        for level in funded(library, seen, card)
    ]


def _remainder_read(seen: Vintage) -> list[str]:
    """Years whose remainder rests on a published figure."""
    return [year for year, read in zip(seen.years, cap_years(seen).read, strict=True) if read]


def _outturn(library: Library) -> dict[str, float]:
    """Published incapacity spending by financial year, for comparison only [GBP million]."""
    table = library.parameters.table("outturn.incapacity_spending")
    rows = table[(table["line"] == "total") & (table["kind"] == "outturn")]
    return {row["financial_year"]: row["spending"] for row in rows.to_dict("records")}


def _official(seen: Vintage) -> dict[str, dict[str, float]]:
    """The official forecast of the vintage's day by line and year, for comparison only [GBP million]."""
    table = seen.known.table("outturn.incapacity_forecasts")
    today = table[(table["vintage_date"] == seen.day.isoformat()) & (table["kind"] == "forecast")]
    lines = {}
    for name, published in OFFICIAL_NAMES.items():
        rows = today[today["line"] == published]
        if len(rows):
            lines[name] = dict(zip(rows["period"], rows["spending"], strict=True))
    return lines


def _write(folder: Path, cube: xr.Dataset, record: dict[str, Any]) -> None:
    cubes.save(cube, folder / CUBE)
    text = json.dumps(record, indent=1, ensure_ascii=False, default=str)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")
    (folder / PAGE).write_text(render(cube, record), encoding="utf-8")


def _refuse_foreign(folder: Path) -> None:
    """Never replace a folder that is not a run."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / RECORD).is_file()):
        raise EsariskError(f"{folder}: holds something that is not a run: choose another with --out")


def _write_whole(folder: Path, write: Callable[[Path], None]) -> None:
    """Write a folder beside its place, then move it there: it is whole or absent."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise EsariskError(f"{folder}: cannot be written: {error.strerror}") from error
    old = part.with_name(part.name + "-old")
    try:
        write(part)
        part.chmod(0o755)
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
