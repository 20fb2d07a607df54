"""Commands about people one by one."""

from pathlib import Path
from typing import Any

import click

from esarisk.cli.asking import asks, one_path, one_scenario, question
from esarisk.cli.commands import _library, _print_json, _print_notes, as_json, main, run_folder
from esarisk.cli.progress import progress as _progress
from esarisk.cli.progress import waiting as _waiting
from esarisk.cli.types import MOST_PEOPLE, PLACE, Whole, refuse_together


@main.command()
@asks
@click.option("--measure", help="Tell who wins and who loses by this measure.")
@click.option("--beside", multiple=True, help="Measure in force before and after; may be given again.")
@click.option("--awards", is_flag=True, help="Average awards beside what spending and caseload imply.")
@click.option("--year", help="Financial year whose September is told; the last by default.")
@click.option(
    "--people",
    type=Whole(1_000, MOST_PEOPLE),
    default=1_000_000,
    show_default=True,
    help="People to simulate.",
)
@click.option("--into", type=PLACE, metavar="RUN", help="Tell all of it into the report of RUN.")
@as_json
def people(
    asked: dict[str, Any],
    measure: str | None,
    beside: tuple[str, ...],
    awards: bool,
    year: str | None,
    people: int,
    into: Path | None,
    as_json: bool,
) -> None:
    """Tell what only people one by one can tell: awards and claims, or who wins and who loses.

    People are followed on the central path, under the scenario if one is given.
    """
    from esarisk.analysis.people import summary as telling
    from esarisk.report.people.awards import awards_text
    from esarisk.report.people.lives import lives_text
    from esarisk.report.people.outcomes import outcome_text

    refuse_together(
        (measure, "--measure", awards, "--awards"),
        (into, "--into", measure, "--measure"),
        (into, "--into", awards, "--awards"),
        (into, "--into", year, "--year"),
        (into, "--into", as_json, "--json"),
    )
    if beside and not measure:
        raise click.UsageError("--beside stands beside a measure: give --measure")
    if measure in beside:
        raise click.UsageError(f"--beside {measure}: it is the measure itself: leave it out")
    one_scenario(asked)
    one_path(asked, "people are followed on the central path")
    if into:
        from esarisk.study import tell_people

        if any(asked[part] for part in asked if part != "seed"):
            raise click.UsageError("--into: the run says whose people they are: leave the others out")
        with _progress("Following people", "parts") as progress:
            done = tell_people(run_folder(into), people, question(asked).seed, progress)
        click.echo(f"Report: {done.page}")
        _print_notes(done)
        return
    whose = question(asked, draws=1)
    library, seen, seed = whose.library, whose.held, whose.seed
    with _waiting("Following people"):
        if measure:
            told, text = (
                telling.tell_measure(library, seen, measure, beside, year, people, seed),
                outcome_text,
            )
        elif awards:
            told, text = telling.tell_awards(library, seen, year), awards_text
        else:
            told, text = telling.tell_lives(library, seen, year, people, seed), lives_text
    _print_json({"question": whose.record, **told}) if as_json else click.echo(text(told))


def show_population(vintage: str, view: str, people: int, seed: int, out: Path | None, as_json: bool) -> None:
    """Print synthetic people beside their margins; write them when asked."""
    from esarisk.engine.people.synthetic import population
    from esarisk.policy.stack import vintage as look
    from esarisk.report.people.population import claim_file, population_record, population_text, write_people

    if out:
        claim_file(out)
    library = _library()
    with _waiting("Making people"):
        made = population(library, look(library, vintage, view), people, seed)
    if out:
        write_people(made.people, out)
    _print_json(population_record(made)) if as_json else click.echo(population_text(made))
    if out and not as_json:
        click.echo(f"\nWritten: {out}")
