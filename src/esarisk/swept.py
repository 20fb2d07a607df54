"""A sweep of programme money in a folder: that of a run with a scenario a level, and what only a sweep tells."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esarisk.analysis.levels import Levels
from esarisk.analysis.question import VIEW, VINTAGE, Question
from esarisk.report.programmes.sweep_page import sweep_files
from esarisk.report.run.page import identity
from esarisk.report.tables.sweep import sweep_tables
from esarisk.report.writers.csv import csv_files
from esarisk.runs import Run, claim_folder, named_folder
from esarisk.study import record_of, write_run

if TYPE_CHECKING:
    from esarisk.analysis.programmes.sweep import Sweep


def claim_sweep(asked: Levels, whose: Question, out: Path | None) -> tuple[Path, dict[str, Any]]:
    """Where a sweep goes, and the record of the run that it replaces, told before the work.

    Parameters
    ----------
    out : folder to write; by default one in `outputs`, named after what is swept and what was varied

    Raises
    ------
    EsariskError : the folder holds something that is not a run, or cannot be written
    """
    parts = ["sweep", (asked.swept or asked.scenario.name).replace("_", "-")]
    parts += [f"with-{asked.scenario.name}"] if asked.swept and whose.scenarios else []
    parts += [one for one, usual in ((whose.vintage, VINTAGE), (whose.view, VIEW)) if one != usual]
    folder = out or named_folder(parts, whose.settings)
    return folder, claim_folder(folder) or {}


def write_sweep(
    found: "Sweep",
    folder: Path,
    command: str,
    asked: Mapping[str, Any] | None = None,
    earlier: Mapping[str, Any] | None = None,
) -> Run:
    """Write a sweep's folder, whole or not at all.

    Parameters
    ----------
    command : what was typed, for the record
    asked : the question it answers, for the record: scenarios by what was typed, folder of parameters
    earlier : the record of the run that it replaces

    Raises
    ------
    EsariskError : the folder cannot be written
    """
    given = asked or {}
    record = record_of(found.library, found.study, found.cube, command) | {
        "study_file": "",
        "scenario_files": given.get("scenarios", {}),
        "settings": found.library.settings,
        "parameters": given.get("parameters", ""),
        "again": command,
    }
    run = Run(folder, found.cube, record)
    beside = sweep_files(found, record, identity(found.cube, record))
    return write_run(run, earlier or {}, csv_files(sweep_tables(found)), beside)
