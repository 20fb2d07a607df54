"""Commands that show and check what may be argued about."""

import sys
from pathlib import Path

import click

from esarisk.cli.group import as_json, main, print_found, read_library
from esarisk.cli.progress import waiting
from esarisk.cli.types import MOST_PEOPLE, PLACE, SEED_NUMBER, Whole
from esarisk.errors import EsariskError

CHECK_FAILED = 3


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

    rows = listed(getattr(read_library(), what))
    words = {row["name"]: marked(row) for row in rows}
    print_found(as_json, lambda: {what: rows}, lambda: definitions(words, terminal_width()))


@main.command()
@click.argument("address")
@click.option("--vintage", default="2014-03", show_default=True, help="Whose population.")
@click.option("--view", default="department", show_default=True, help="department or public.")
@click.option(
    "--people", type=Whole(100, MOST_PEOPLE), default=50_000, show_default=True, help="Synthetic people."
)
@click.option("--seed", type=SEED_NUMBER, default=0, show_default=True, help="Seed of luck.")
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
        show_population(vintage, view, people, seed, out, as_json)
        return
    library = read_library()
    print_found(
        as_json,
        lambda: {"name": address, "found": shown_records(library, address)},
        lambda: shown_text(library, address, terminal_width()),
    )


@main.command()
@click.argument("target", type=PLACE, required=False)
def check(target: Path | None) -> None:
    """Check TARGET: one file, or a folder laid out like parameters/; every fault at once."""
    from esarisk.policy.fitted import stale_fits
    from esarisk.policy.own_files import check_own
    from esarisk.policy.parameters import parameters_folder
    from esarisk.policy.reading import check_target

    target = target or parameters_folder()
    result = check_own(read_library, target) or check_target(target)
    for warning in result.warnings:
        click.echo(f"warning: {warning}", err=True)
    if result.faults:
        raise EsariskError(result.faults)
    if (target / "fitted").is_dir():
        faults = stale_fits(read_library(target))
        for fault in faults:
            click.echo(str(fault), err=True)
        if faults:
            sys.exit(CHECK_FAILED)
    click.echo(f"{target}: no fault in {result.files} file{'s' if result.files != 1 else ''}")


def show_population(vintage: str, view: str, people: int, seed: int, out: Path | None, as_json: bool) -> None:
    """Print synthetic people beside their margins; write them when asked."""
    from esarisk.engine.people.synthetic import population
    from esarisk.policy.stack import vintage as look
    from esarisk.report.people.population import claim_file, population_record, population_text, write_people

    if out:
        claim_file(out)
    library = read_library()
    with waiting("Making people"):
        made = population(library, look(library, vintage, view), people, seed)
    if out:
        write_people(made.people, out)
    print_found(as_json, lambda: population_record(made), lambda: population_text(made))
    if out and not as_json:
        click.echo(f"\nWritten: {out}")
