"""A study from start to folder: run → tables → report, written whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import xarray as xr

from esarisk import cube as cubes
from esarisk.analysis.idle import ASKED_ALONE, FEW_DRAWS, refuse_idle_levers, refuse_without_effect
from esarisk.analysis.question import money_of, with_scenarios
from esarisk.engine.cap.annual_2014 import cap_years
from esarisk.engine.plan import Progress, prepare
from esarisk.engine.programmes.funded import funded
from esarisk.engine.provenance import files_digest, identity
from esarisk.engine.reach import refuse_idle
from esarisk.engine.run import gathered, run
from esarisk.engine.workers import Team
from esarisk.errors import EsariskError
from esarisk.policy.assumptions import programme_rows, register, sources_of
from esarisk.policy.fitted import stale_fit
from esarisk.policy.own_files import is_path, study_of
from esarisk.policy.parameters import parameters_folder
from esarisk.policy.reading import Library, read_library
from esarisk.policy.schema import ScenarioCard, StudyCard
from esarisk.policy.settings import with_settings
from esarisk.policy.stack import Vintage, vintage
from esarisk.report.run.page import cover, render
from esarisk.report.run.tables import all_tables
from esarisk.report.tables.beside import OFFICIAL_NAMES
from esarisk.report.writers.csv import csv_files
from esarisk.report.writers.workbook import workbook
from esarisk.runs import (
    CUBE_FILE,
    PAGE_FILE,
    PEOPLE_FILE,
    RECORD_FILE,
    WORKBOOK,
    Run,
    claim_folder,
    folder_of,
    open_run,
    people_of,
    readable,
    replaced,
    sealed,
)
from esarisk.shelf import sources_digest
from esarisk.unfinished import Unfinished
from esarisk.writing import UNFINISHED, Content, try_place, write

HERE = Team()
"""Whoever runs a study projects it, unless told otherwise."""

WAITS = {
    "esa_new_claims_awaiting_wca": "new",
    "existing_esa_awaiting_review_wca": "repeat",
    "ib_awaiting_reassessment": "legacy",
}
"""Measures of the published table of waits that count one of the queues."""


def run_study(
    name: str,
    changes: Mapping[str, Any],
    out: Path | None,
    command: str,
    progress: Progress | None = None,
    library: Library | None = None,
    *,
    team: Team = HERE,
    resume: bool = False,
) -> Run:
    """Run a study and write its folder.

    Parameters
    ----------
    name : of the study, or a YAML file of one
    changes : what replaces the study's own: draws, seed, vintage, view, scenarios by name or file, programmes and
        the funding that each is given beside them, settings by address
    out : folder to write; by default one in `outputs`, named after the study and what was varied
    command : what was typed, for the record
    library : parameters to use; the packaged ones by default
    team : who projects
    resume : whether to go on with what an unfinished run of the same has left in the folder

    Raises
    ------
    EsariskError : when an input is wrong or the folder cannot be written
    """
    bare, library, card, study, typed = _asked(library or read_library(), name, changes)
    vintage(library, study.vintage, study.view)  # a wrong view is told before a folder is named after it
    refuse_idle(library, library.scenarios_of(study))
    folder = out or folder_of(card, study, changes.get("settings") or {})
    earlier = claim_folder(folder)
    refuse_without_effect(bare, changes.get("settings") or {}, lambda one: _few(one, study))
    alone = study.model_copy(update={"scenarios": [ASKED_ALONE], "funding": {}})
    refuse_idle_levers(library, library.scenarios_of(study), lambda one: _few(one, alone))
    asked = {
        "study": study.model_dump(mode="json"),
        "inputs": files_digest(library.files, library.folder, library.settings),
        "code": sources_digest(),
    }
    if resume and earlier and _made_of(earlier) == asked and not (folder / UNFINISHED).exists():
        return open_run(folder).heard("Finished before: nothing is left to do")
    with Unfinished(folder, asked).held() as kept:
        note = kept.begin(resume=resume)
        plan = prepare(library, study)
        batches = range(len(plan.batches))
        left = sorted({*batches} - {*kept.batches})
        for batch, part in team.project(plan, left, progress):
            kept.put(batch, part)
        cube = gathered(plan, study, kept.parts(batches))
        record = record_of(library, study, cube, command) | typed
        done = Run(folder, cube, record).heard(note).heard(replaced(earlier) if earlier else "")
        done = write_run(done, earlier or {})
        kept.close()
    return done


def _few(library: Library, study: StudyCard) -> str:
    """Digest of a study's cube on a few draws, with the lowest and highest level of each money."""
    ends = {what: sorted({min(levels), max(levels)}) for what, levels in study.funding.items()}
    few = {"draws": min(study.draws, FEW_DRAWS), "funding": ends}
    return cubes.value_digest(run(library, study.model_copy(update=few)))


def _made_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What made a finished run what it is."""
    digests = record["digests"] if isinstance(record["digests"], dict) else {}
    return {"study": record["study"], "inputs": digests.get("inputs"), "code": digests.get("code")}


def _asked(
    library: Library, name: str, changes: Mapping[str, Any]
) -> tuple[Library, Library, StudyCard, StudyCard, dict[str, Any]]:
    """A library with the user's files, and with settings too; the study of its file and as it is run; what was typed.

    Raises
    ------
    EsariskError : what was typed is no study
    """
    given = dict(changes)
    library, card = study_of(library, name)
    library, files = with_scenarios(library, given.pop("scenarios", None) or ())
    programmes, funding = list(given.pop("programmes", ())), given.pop("funding", None)
    money = money_of(library, programmes, funding)
    given["scenarios"] = list(files) or list(card.scenarios)
    # Who asks for scenarios or money asks for no other level.
    given["funding"] = money if money or files else card.funding
    bare, library = library, with_settings(library, given.pop("settings", None) or {})
    if "vintage" in given:
        given["vintage"] = library.named("vintages", given["vintage"])
    study = card.model_copy(update=given)
    folder = "" if library.folder == parameters_folder() else str(library.folder)
    typed = {
        "study_file": name if is_path(name) else "",
        "scenario_files": files,
        "settings": library.settings,
        "parameters": folder,
        "money": {"programmes": programmes, "funding": funding},
    }
    return bare, library, card, study, typed


def write_run(
    run: Run,
    earlier: Mapping[str, Any],
    more_tables: Mapping[str, Content] = MappingProxyType({}),
    more: Mapping[str, Content | None] = MappingProxyType({}),
) -> Run:
    """Write a run's folder; people told of the very same run stay in its report.

    Parameters
    ----------
    earlier : the record of the run that this one replaces; its tables go
    more_tables, more : further tables, and whatever else lies beside
    """
    try:
        people, note = people_of(run.folder, run.record)
    except EsariskError as error:
        people, note = None, str(error)
    tables = {**more_tables, **csv_files(all_tables(run.cube, run.record))}
    record = run.record | {"tables": list(tables)}
    contents: dict[str, Content | None] = {
        **{name: None for name in earlier.get("tables", []) if isinstance(name, str)},
        WORKBOOK: None,  # of the run before
        **tables,
        CUBE_FILE: cubes.packed(run.cube),
        RECORD_FILE: sealed(record),
        PAGE_FILE: render(run.cube, _with_people(run.record, people)),
        **more,
    }
    write(run.folder, contents)
    return replace(run, record=record).heard(note)


def _with_people(record: dict[str, Any], people: dict[str, Any] | None) -> dict[str, Any]:
    return record | {"people": people} if people else record


def tell_people(folder: Path, people: int, seed: int, progress: Progress | None = None) -> Run:
    """Tell a run's people one by one, and every measure of its scenarios, into its folder and report.

    Parameters
    ----------
    people : simulated over the whole run, about [people]

    Raises
    ------
    EsariskError : the folder holds no run, or one of other parameters, or cannot be written
    """
    from esarisk.analysis.people.summary import (
        tell_all,  # with the kernels of people, of which a run needs none
    )

    found = open_run(folder)
    library = library_of(found.record)
    try_place(folder, PEOPLE_FILE, PAGE_FILE)
    if found.record["digests"]["inputs"] != files_digest(library.files, library.folder, library.settings):
        raise EsariskError(f"{folder}: parameters have changed since the run: run it again first")
    with readable(found):
        study = StudyCard.model_validate(found.record["study"])
        seen = vintage(library, study.vintage, study.view)
        cards = [ScenarioCard.model_validate(card) for card in found.record["scenarios"]]
        measures = [(card.measures[-1], card.measures[:-1]) for card in cards if card.measures]
        told = tell_all(library, seen, measures, people, seed, progress)
        told = {"run": found.record["digests"]["values"], **told}
        page = render(found.cube, _with_people(found.record, told))
    write(folder, {PEOPLE_FILE: sealed(told), PAGE_FILE: page})
    return found


def library_of(record: Mapping[str, Any]) -> Library:
    """The library that a run was made of, read anew: its folder of parameters, the user's files, and what was set.

    Raises
    ------
    EsariskError : a file of it is gone, or at fault
    """
    library = read_library(Path(record["parameters"]) if record.get("parameters") else None)
    if record.get("study_file"):
        library, _ = study_of(library, record["study_file"])
    library, _ = with_scenarios(library, list(record.get("scenario_files", {}).values()))
    left = {a: number for a, number in record.get("settings", {}).items() if a not in library.settings}
    return with_settings(library, left)


def rewrite_report(folder: Path) -> Run:
    """Write a run's report anew from its cube and record.

    Raises
    ------
    EsariskError : the folder holds no run, or one that was changed, or cannot be written
    """
    found = open_run(folder)
    try_place(folder, PAGE_FILE)
    people, note = people_of(folder, found.record)
    with readable(found):
        page = render(found.cube, _with_people(found.record, people))
    write(folder, {PAGE_FILE: page})
    return found.heard(note)


def write_workbook(folder: Path) -> tuple[Run, Path]:
    """Write every table of a run into one workbook in its folder, and where it lies.

    Raises
    ------
    EsariskError : the folder holds no run, or one that was changed, or cannot be written
    """
    found = open_run(folder)
    try_place(folder, WORKBOOK)
    with readable(found):
        tables = all_tables(found.cube, found.record)
        made = datetime.fromisoformat(found.record["created"]).replace(tzinfo=None)
        book = workbook(found.record["study"]["meaning"], cover(found.cube, found.record), tables, made)
    write(folder, {WORKBOOK: book})
    return found, folder / WORKBOOK


def record_of(library: Library, study: StudyCard, cube: xr.Dataset, command: str) -> dict[str, Any]:
    """Everything a reader needs beside the cube."""
    seen = vintage(library, study.vintage, study.view)
    cards = library.scenarios_of(study)
    funding = _funding(library, seen, cards)
    programmes = (library.programmes[name] for name in dict.fromkeys(row["programme"] for row in funding))
    rows = [*register(seen), *programme_rows(programmes, library.parameters)]
    inputs = files_digest(library.files, library.folder, library.settings)
    stale = stale_fit(library, seen)
    return {
        "study": study.model_dump(),
        "vintage": seen.card.model_dump(mode="json"),
        "scenarios": [card.model_dump() for card in cards],
        "programmes": funding,
        **identity(inputs, cubes.value_digest(cube), command),
        "stale_fit": stale.text if stale else None,
        "remainder_read": [y for y, read in zip(seen.years, cap_years(seen).read, strict=True) if read],
        "outturn": _outturn(library),
        "waits": _waits(library),
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
            "by_year": dict(zip(seen.years, level.by_year(len(seen.years)), strict=True))
            if level.dated
            else {},
            "thinner": level.thinner,
        }
        for card in cards
        for level in funded(library, seen, card)
    ]


def _outturn(library: Library) -> dict[str, float]:
    """Published incapacity spending by financial year, for comparison only [GBP million]."""
    table = library.parameters.table("outturn.incapacity_spending")
    rows = table[(table["line"] == "total") & (table["kind"] == "outturn")]
    return {row["financial_year"]: row["spending"] for row in rows.to_dict("records")}


def _waits(library: Library) -> dict[str, dict[str, float]]:
    """Published numbers of people who waited at a month's end, for comparison only: month → queue [people]."""
    table = library.parameters.table("outturn.waiting")
    rows = table[table["measure"].isin(WAITS)].to_dict("records")
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        found.setdefault(str(row["at"])[:7], {})[WAITS[row["measure"]]] = float(row["value"])
    return {month: queues for month, queues in found.items() if len(queues) == len(WAITS)}


def _official(seen: Vintage) -> dict[str, dict[str, float]]:
    """The official forecast of the vintage's day by line and year, for comparison only [GBP million]."""
    table = seen.known.table("outturn.incapacity_forecasts")
    today = table[(table["vintage_date"] == seen.day.isoformat()) & (table["kind"] == "forecast")]
    lines = {name: today[today["line"] == line] for name, line in OFFICIAL_NAMES.items()}
    return {n: dict(zip(r["period"], r["spending"], strict=True)) for n, r in lines.items() if len(r)}
