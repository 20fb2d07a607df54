"""Commands that make a run, or tell of one."""

from pathlib import Path
from typing import Any

import click

from esarisk.cli.asking import asks, question
from esarisk.cli.group import as_json, main, print_found, print_notes, read_library, run_folder, typed
from esarisk.cli.progress import progress
from esarisk.cli.types import MONEY_AMOUNT, PLACE, PROCESSES, SHARE, refuse_together


@main.command()
@click.argument("study", default="budget-2014")
@asks
@click.option("--programme", "programmes", multiple=True, help="Programme to fund beside; again for more.")
@click.option(
    "--funding", help="Money of each, GBP million a year: 0:100:50 or 0,50,100; a scenario a level."
)
@click.option("--out", type=PLACE, help="Folder to write; by default outputs/STUDY, with what is varied.")
@click.option("--resume", is_flag=True, help="Go on with a run of the same that was stopped or killed.")
@click.option("--workers", type=PROCESSES, default=0, help="Processes to project on, by Dask.")
@click.option(
    "--scheduler", default="", metavar="ADDRESS", help="Scheduler of Dask to use, such as tcp://host:8786."
)
@as_json
def run(
    study: str,
    asked: dict[str, Any],
    programmes: tuple[str, ...],
    funding: str | None,
    out: Path | None,
    resume: bool,
    workers: int,
    scheduler: str,
    as_json: bool,
) -> None:
    """Project STUDY, a name or a YAML file of yours; print the cap table; write the folder."""
    from esarisk.engine.workers import Team
    from esarisk.policy.settings import settings_of
    from esarisk.report.run.tables import run_records, run_text
    from esarisk.study import run_study

    asked |= {"settings": settings_of(asked["settings"]), "programmes": programmes, "funding": funding}
    changes = {key: value for key, value in asked.items() if value and key != "folder"}
    changes |= {key: asked[key] for key in ("seed", "draws") if asked[key] is not None}
    library = read_library(asked["folder"])
    refuse_together((workers, "--workers", scheduler, "--scheduler"))
    team = Team(workers, scheduler)
    with progress("Projecting") as tell:
        done = run_study(study, changes, out, typed(), tell, library, team=team, resume=resume)
    of, whose = (done.cube, done.record), {"folder": str(done.folder), "digests": done.record["digests"]}
    print_found(as_json, lambda: whose | run_records(*of), lambda: f"{run_text(*of)}\n\nReport: {done.page}")
    print_notes(done)


@main.command()
@click.argument("folder", type=PLACE, metavar="RUN")
def report(folder: Path) -> None:
    """Write the report of RUN, a folder that `esarisk run` wrote, anew."""
    from esarisk.study import rewrite_report

    done = rewrite_report(run_folder(folder))
    click.echo(f"Report: {done.page}")
    print_notes(done)


@main.command()
@click.argument("folder", type=PLACE, metavar="RUN")
def workbook(folder: Path) -> None:
    """Write the tables of RUN, a folder that `esarisk run` wrote, as one Excel workbook in it."""
    from esarisk.study import write_workbook

    done, file = write_workbook(run_folder(folder))
    click.echo(f"Workbook: {file}")
    print_notes(done)


@main.command()
@click.argument("first", type=PLACE, metavar="A")
@click.argument("second", type=PLACE, metavar="B")
@as_json
def compare(first: Path, second: Path, as_json: bool) -> None:
    """Set run B beside run A: what differs in what they are, and year by year in what they say."""
    from esarisk.report.run.compare import compare_record, compare_text
    from esarisk.runs import open_run

    found = [open_run(run_folder(one)) for one in (first, second)]
    if found[0].folder.resolve() == found[1].folder.resolve():
        raise click.UsageError(f"{second}: is the same run: name two")
    sides = {str(one.folder): (one.cube, one.record) for one in found}
    print_found(as_json, lambda: compare_record(sides), lambda: compare_text(sides))
    for one in found:
        print_notes(one)


@main.command()
@click.argument("folder", type=PLACE, metavar="RUN")
@as_json
def costings(folder: Path, as_json: bool) -> None:
    """Set the measures of RUN beside their published costings."""
    from esarisk.analysis.validation.costings import costings as compare
    from esarisk.analysis.validation.costings import out_of_scope
    from esarisk.policy.schema import ScenarioCard
    from esarisk.report.run.tables import identity_line, run_identity
    from esarisk.report.tables.run import records
    from esarisk.report.validation.scores import costings_text
    from esarisk.report.writers.terminal import note, told
    from esarisk.runs import open_run, readable

    done, library = open_run(run_folder(folder)), read_library()
    with readable(done):
        cards = [ScenarioCard.model_validate(card) for card in done.record["scenarios"]]
        table, without = compare(library, done.cube, cards), out_of_scope(library)
    found = {"units": "GBP million", "measures": records(table), "out_of_scope": records(without)}
    print_found(
        as_json,
        lambda: run_identity(done.cube, done.record) | found,
        lambda: told(note(identity_line(done.cube)), costings_text(table, without)),
    )
    print_notes(done)


@main.command()
@click.option(
    "--programme", "named", multiple=True, help="Programme to vary; NAME=MONEY holds another there."
)
@asks
@click.option(
    "--max-breach", "target", type=SHARE, required=True, help="Chance not to be passed, such as 0.5."
)
@click.option("--year", help="Financial year judged; the last that the rule judges by default.")
@click.option("--most", type=MONEY_AMOUNT, help="Highest level: 1000 GBP million a year, or 4 times a mix.")
@click.option(
    "--out", type=PLACE, help="Folder to write; by default outputs/sweep-PROGRAMME, with what is varied."
)
@as_json
def solve(
    named: tuple[str, ...],
    asked: dict[str, Any],
    target: float,
    year: str | None,
    most: float | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Find the least money that keeps the chance of breach to a target, or say that no level does.

    Without a programme the mix of --scenario is scaled. The folder is that of a sweep of what decided it.
    """
    from esarisk.analysis.idle import refuse_idle_in_sweep
    from esarisk.analysis.levels import levels_asked
    from esarisk.analysis.programmes.solve import solve as least_money
    from esarisk.policy.periods import checked_year
    from esarisk.report.programmes.solve import solve_record, solve_text
    from esarisk.report.programmes.sweep import who
    from esarisk.report.programmes.sweep_page import SWEEP_PAGE
    from esarisk.swept import claim_sweep, write_sweep

    whose, judged = question(asked), checked_year(year) if year else None
    scaled = all("=" in name for name in named)
    funding, scale = (None, "1") if scaled else ("0", None)
    levels = levels_asked(whose.library, named, funding, scale, whose.scenario)
    folder, earlier = claim_sweep(levels, whose, out)
    refuse_idle_in_sweep(whose, levels)
    with progress("Looking at levels") as tell:
        found, last = least_money(whose, levels, target, judged, most, tell)
    done = write_sweep(last, folder, typed(), whose.record, earlier)
    told = {
        "question": whose.record,
        "folder": str(folder),
        "programmes": levels.varied,
        **solve_record(found),
    }
    page = f"\n\nReport: {folder / SWEEP_PAGE}"
    print_found(as_json, lambda: told, lambda: solve_text(found, who(last), scaled=scaled) + page)
    print_notes(done)


@main.command()
@click.option("--programme", "named", multiple=True, help="Programme to sweep; NAME=MONEY holds it there.")
@click.option("--funding", help="first:last:step, GBP million a year; 0:500:50 by default.")
@click.option("--scale", help="Vary the scenario's whole mix by multiples instead, such as 0:2:0.25.")
@asks
@click.option("--competition", help="in_order or pro_rata; the scenario's by default.")
@click.option("--thinner", is_flag=True, help="Money changes hours a person, not people.")
@click.option(
    "--out", type=PLACE, help="Folder to write; by default outputs/sweep-PROGRAMME, with what is varied."
)
@as_json
def sweep(asked: dict[str, Any], out: Path | None, as_json: bool, **given: Any) -> None:
    """Fund a programme, or a mix, at several levels and show what each changes, from starts to the cap.

    The folder is that of a run with a scenario for each level.
    """
    from esarisk.analysis.idle import refuse_idle_in_sweep
    from esarisk.analysis.levels import levels_asked
    from esarisk.analysis.programmes.sweep import sweep as run_sweep
    from esarisk.report.programmes.sweep import sweep_record, sweep_text
    from esarisk.report.programmes.sweep_page import SWEEP_PAGE
    from esarisk.swept import claim_sweep, write_sweep

    whose = question(asked)
    levels = levels_asked(whose.library, scenario=whose.scenario, **given)
    folder, earlier = claim_sweep(levels, whose, out)
    refuse_idle_in_sweep(whose, levels)
    with progress("Projecting") as tell:
        found = run_sweep(whose.library, levels, whose.vintage, whose.view, whose.draws, whose.seed, tell)
    done = write_sweep(found, folder, typed(), whose.record, earlier)
    told = {
        "question": whose.record,
        "folder": str(folder),
        "digests": done.record["digests"],
        **sweep_record(found),
    }
    print_found(as_json, lambda: told, lambda: f"{sweep_text(found)}\n\nReport: {folder / SWEEP_PAGE}")
    print_notes(done)
