"""The command line: parse, call one function, print."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esarisk.cli.asking import asks
from esarisk.cli.door import Commands
from esarisk.cli.progress import progress as _progress
from esarisk.cli.progress import waiting as _waiting
from esarisk.cli.types import AGE, DAY, DAYS, HOURS, MOST_PEOPLE, PLACE, POUNDS, SEED, Place, Whole
from esarisk.errors import EsariskError

if TYPE_CHECKING:
    from datetime import datetime

    from esarisk.policy.reading import Library
    from esarisk.runs import Run

CHECK_FAILED = 3
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="esarisk")
def main() -> None:
    """Fiscal risk of Employment and Support Allowance: caseload, cost and the welfare cap."""


@main.command()
@click.argument("study", default="budget-2014")
@asks
@click.option("--programme", "programmes", multiple=True, help="Programme to fund beside; again for more.")
@click.option(
    "--funding", help="Money of each, GBP million a year: 0:100:50 or 0,50,100; a scenario a level."
)
@click.option("--out", type=PLACE, help="Folder to write; by default outputs/STUDY, with what is varied.")
@as_json
def run(
    study: str,
    asked: dict[str, Any],
    programmes: tuple[str, ...],
    funding: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Project STUDY, a name or a YAML file of yours; print the cap table; write the folder."""
    from esarisk.policy.reading import read_library
    from esarisk.policy.settings import settings_of
    from esarisk.report.run.tables import run_records, run_text
    from esarisk.study import run_study

    asked |= {"settings": settings_of(asked["settings"]), "programmes": programmes, "funding": funding}
    changes = {key: value for key, value in asked.items() if value and key != "folder"}
    changes |= {key: asked[key] for key in ("seed", "draws") if asked[key] is not None}
    library = read_library(asked["folder"])
    with _progress("Projecting") as progress:
        done = run_study(study, changes, out, _command(), progress, library)
    if as_json:
        found = run_records(done.cube, done.record)
        _print_json({"folder": str(done.folder), "digests": done.record["digests"], **found})
    else:
        click.echo(run_text(done.cube, done.record))
        click.echo(f"\nReport: {done.page}")
    _print_notes(done)


@main.command()
@click.argument("folder", type=PLACE, metavar="RUN")
def report(folder: Path) -> None:
    """Write the report of RUN, a folder that `esarisk run` wrote, anew."""
    from esarisk.study import rewrite_report

    done = rewrite_report(run_folder(folder))
    click.echo(f"Report: {done.page}")
    _print_notes(done)


@main.command()
@click.argument("folder", type=PLACE, metavar="RUN")
def workbook(folder: Path) -> None:
    """Write the tables of RUN, a folder that `esarisk run` wrote, as one Excel workbook in it."""
    from esarisk.study import write_workbook

    done, file = write_workbook(run_folder(folder))
    click.echo(f"Workbook: {file}")
    _print_notes(done)


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
    _print_json(compare_record(sides)) if as_json else click.echo(compare_text(sides))
    for one in found:
        _print_notes(one)


@main.group()
def cap() -> None:
    """Tell of the welfare cap."""


@cap.command()
@as_json
def history(as_json: bool) -> None:
    """Replay every assessment of the cap since 2014 by its rule."""
    from esarisk.analysis.validation.cap_history import replay
    from esarisk.report.tables.cap import history_table
    from esarisk.report.tables.run import records
    from esarisk.report.writers.terminal import table_text

    frame = replay(_library().parameters)
    told = {"units": "GBP billion", "assessments": records(frame)}
    _print_json(told) if as_json else click.echo(table_text(history_table(frame)))


@main.command(name="list")
@click.argument(
    "what",
    type=click.Choice(["parameters", "measures", "scenarios", "vintages", "studies", "programmes"]),
    default="parameters",
)
@as_json
def list_(what: str, as_json: bool) -> None:
    """List parameters, measures, scenarios, vintages, studies or programmes."""
    from esarisk.report.parameters.parameter import listed, marked
    from esarisk.report.writers.terminal import definitions, terminal_width

    rows = listed(getattr(_library(), what))
    if as_json:
        _print_json({what: rows})
    else:
        click.echo(definitions({row["name"]: marked(row) for row in rows}, terminal_width()))


@main.command()
@click.argument("address")
@click.option("--vintage", default="2014-03", show_default=True, help="Whose population.")
@click.option("--view", default="department", show_default=True, help="department or public.")
@click.option(
    "--people", type=Whole(100, MOST_PEOPLE), default=50_000, show_default=True, help="Synthetic people."
)
@click.option("--seed", type=SEED, default=0, show_default=True, help="Seed of luck.")
@click.option("--out", type=PLACE, help="File to write the people to: .parquet or .csv.")
@as_json
def show(
    address: str, vintage: str, view: str, people: int, seed: int, out: Path | None, as_json: bool
) -> None:
    """Show what ADDRESS names: a parameter, programme, measure, scenario, study, vintage, or the population.

    The options before --json are for the population alone.
    """
    from esarisk.report.parameters.shelves import shown_records, shown_text
    from esarisk.report.writers.terminal import terminal_width

    if address == "population":
        from esarisk.cli.people import show_population

        show_population(vintage, view, people, seed, out, as_json)
        return
    library = _library()
    if as_json:
        _print_json({"name": address, "found": shown_records(library, address)})
    else:
        click.echo(shown_text(library, address, terminal_width()))


@main.command()
@click.argument("target", type=PLACE, required=False)
def check(target: Path | None) -> None:
    """Check TARGET: one file, or a folder laid out like parameters/; every fault at once."""
    from esarisk.policy.parameters import parameters_folder
    from esarisk.policy.reading import check_target

    target = target or parameters_folder()
    result = check_target(target)
    for warning in result.warnings:
        click.echo(f"warning: {warning}", err=True)
    if result.faults:
        raise EsariskError(result.faults)
    if target.is_dir() and (target / "fitted").is_dir():
        _refuse_stale(target)
    click.echo(f"{target}: no fault in {result.files} file{'s' if result.files != 1 else ''}")


def _refuse_stale(folder: Path) -> None:
    """Fail the check when fitted values rest on inputs that have changed."""
    from esarisk.policy.fitted import stale_fits
    from esarisk.policy.reading import read_library

    faults = stale_fits(read_library(folder))
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        sys.exit(CHECK_FAILED)


vintage_option = click.option("--vintage", default="2014-03", show_default=True, help="Vintage.")


@main.command()
@vintage_option
@click.option("--view", default="department", show_default=True, help="department or public.")
@click.option(
    "--parameters",
    "folder",
    type=Place(file_okay=False, exists=True),
    help="Folder of parameters to fit and to write to; the packaged one by default.",
)
@as_json
def calibrate(vintage: str, view: str, folder: Path | None, as_json: bool) -> None:
    """Fit a vintage to what its view knew; write the fitted file that `run` reads."""
    from esarisk.analysis.validation import calibrate as fitting
    from esarisk.policy.reading import read_library
    from esarisk.report.validation.scores import fit_text

    library = read_library(folder)
    fitting.claim_fitted(library, vintage, view)
    with _waiting("Fitting"):
        fit = fitting.calibrate(library, vintage, view)
    file = fitting.write_fitted(fit, library.folder)
    targets, moved = fit.target_table(), fit.moved_table()
    if as_json:
        tables = {"targets": targets.to_dict("records"), "moved": moved.to_dict("records")}
        _print_json({"vintage": vintage, "view": view, "file": str(file), **tables})
    else:
        click.echo(fit_text(fit.seen.name, fit.seen.view, targets, moved))
        click.echo(f"\nWritten: {file}")


@main.command()
@vintage_option
@click.option("--view", multiple=True, help="department or public; both by default.")
@click.option("--draws", type=Whole(2, 10_000), default=512, show_default=True, help="Random draws.")
@click.option(
    "--sufficiency", is_flag=True, help="Instead: a look back, fitted with hindsight, beside outturn."
)
@as_json
def backtest(vintage: str, view: tuple[str, ...], draws: int, sufficiency: bool, as_json: bool) -> None:
    """Score a vintage beside outturn, the official forecast of its date and a naive rule."""
    if sufficiency:
        _look_back(as_json)
        return
    from esarisk.analysis.validation.backtest import backtest as score
    from esarisk.report.tables.run import records
    from esarisk.report.validation.scores import backtest_text

    library = _library()
    tables = {}
    for one in view or ("department", "public"):
        with _progress(f"Projecting, {one} view") as progress:
            tables[one] = score(library, vintage, one, draws, progress=progress)
    if as_json:
        told = [
            {
                "view": one,
                "scores": records(result.table),
                "esa": records(result.esa),
                "waits": records(result.waits),
            }
            for one, result in tables.items()
        ]
        _print_json({"vintage": vintage, "draws": draws, "units": "GBP billion", "views": told})
    else:
        click.echo("\n\n".join(backtest_text(result) for result in tables.values()))


def _look_back(as_json: bool) -> None:
    """Print the sufficiency check."""
    from esarisk.analysis.validation.sufficiency import sufficiency
    from esarisk.report.tables.run import records
    from esarisk.report.validation.scores import sufficiency_text

    with _waiting("Looking back"):
        result = sufficiency(_library())
    if as_json:
        whose = {"vintage": result.seen.name, "view": result.seen.view, "units": "GBP million"}
        _print_json(whose | {"years": records(result.table), "hindsight": records(result.inputs)})
    else:
        click.echo(sufficiency_text(result))


@main.command()
@click.option("--out", type=PLACE, help="Folder to write quarterly.html with charts to.")
@as_json
def quarterly(out: Path | None, as_json: bool) -> None:
    """Score the claim model beside the quarterly ESA cube, May 2018 to March 2026, and two rivals."""
    from esarisk.analysis.validation.quarterly import quarterly as score
    from esarisk.analysis.validation.quarterly import spending
    from esarisk.report.validation.quarterly import quarterly_records, quarterly_text
    from esarisk.report.validation.quarterly_page import claim_page, write_page

    if out:
        claim_page(out)
    library = _library()
    with _waiting("Projecting quarter by quarter"):
        cases = score(library)
        money = spending(library, cases)
    page = write_page(cases, money, out) if out else None
    _print_json(quarterly_records(cases, money)) if as_json else click.echo(quarterly_text(cases, money))
    if page:
        click.echo(f"\nPage: {page}", err=as_json)


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

    done, library = open_run(run_folder(folder)), _library()
    with readable(done):
        cards = [ScenarioCard.model_validate(card) for card in done.record["scenarios"]]
        table, without = compare(library, done.cube, cards), out_of_scope(library)
    if as_json:
        found = {"units": "GBP million", "measures": records(table), "out_of_scope": records(without)}
        _print_json(run_identity(done.cube, done.record) | found)
    else:
        click.echo(told(note(identity_line(done.cube)), costings_text(table, without)))
    _print_notes(done)


@main.command()
@click.option("--year", help="Financial year, such as 2014-15: the day after its uprating.")
@click.option("--day", type=DAY, help="The day of the award, instead of a year.")
@click.option("--basis", required=True, help="contributory, income_related or both.")
@click.option("--phase", required=True, help="assessment, wrag or support.")
@click.option("--age", type=AGE, required=True, help="Age last birthday.")
@click.option("--claim-date", type=DAY, help="First day claimed for; half a year before by default.")
@click.option("--capital", type=POUNDS, default=0.0, help="Capital [GBP].")
@click.option("--pension", type=POUNDS, default=0.0, help="Pension [GBP a week].")
@click.option("--other-income", type=POUNDS, default=0.0, help="Other income that counts [GBP a week].")
@click.option("--partner", is_flag=True, help="One of a couple.")
@click.option("--partner-hours", type=HOURS, default=0.0, help="Partner's weekly hours of work.")
@click.option("--partner-earnings", type=POUNDS, default=0.0, help="Partner's earnings [GBP a week].")
@click.option("--lone-parent", is_flag=True, help="A lone parent.")
@click.option("--enhanced-disability", is_flag=True, help="Top-rate care benefit.")
@click.option("--severe-disability", count=True, help="Severe disability premium; twice for both.")
@click.option("--carer", "carers", count=True, help="Carer premium; twice for both.")
@click.option("--protected", is_flag=True, help="Keeps the work-related component.")
@click.option("--linked", is_flag=True, help="Linked claim, conversion or terminal illness.")
@click.option("--uncounted-days", type=DAYS, default=0, help="Days that the limit does not count.")
@click.option("--transitional-addition", type=POUNDS, default=0.0, help="At conversion [GBP a week].")
@click.option("--rises-since-conversion", type=POUNDS, default=0.0, help="Of the award [GBP a week].")
@click.option("--sanction", "sanction_week", is_flag=True, help="In the first week of a sanction.")
@click.option("--hardship", is_flag=True, help="Hardship is accepted.")
@click.option("--dispute", default="none", help="none, reconsideration or appeal.")
@as_json
def award(year: str | None, day: "datetime | None", as_json: bool, **given: Any) -> None:
    """Work out one person's weekly award, with its working."""
    from esarisk.engine.awards.claimant import claimant_on
    from esarisk.engine.awards.entitlement import award as work_out
    from esarisk.report.people.award import award_record, award_table
    from esarisk.report.writers.terminal import told

    parameters = _library().parameters
    claimant = claimant_on(parameters, year, day.date() if day else None, given)
    result = work_out(parameters, claimant)
    _print_json(award_record(result)) if as_json else click.echo(told(award_table(claimant, result)))


def run_folder(given: Path) -> Path:
    """The folder of a run: as given, or that of its name in outputs/."""
    named = Path("outputs") / given
    return named if not given.exists() and named.is_dir() else given


def _library() -> "Library":
    from esarisk.policy.reading import read_library

    return read_library()


def _command() -> str:
    """What was typed, without the path of the program."""
    return shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])


def _print_notes(run: "Run") -> None:
    """What the user of a run should hear beside its results."""
    for note in run.notes:
        click.echo(note, err=True)


def _print_json(data: Any) -> None:
    """Print data as strict JSON: the one place where a command makes any."""
    from esarisk.report.writers.json import json_text

    click.echo(json_text(data))
