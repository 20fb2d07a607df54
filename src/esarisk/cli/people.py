"""Commands about people one by one."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from esarisk.cli.asking import asks, one_path, one_scenario, question
from esarisk.cli.group import as_json, main, print_found, print_notes, read_library, run_folder
from esarisk.cli.progress import progress, waiting
from esarisk.cli.types import (
    A_DAY,
    AN_AGE,
    DAYS,
    HOURS,
    MONEY_AMOUNT,
    MOST_PEOPLE,
    PLACE,
    POUND_AMOUNT,
    Whole,
    refuse_together,
)


@main.command()
@asks
@click.option("--measure", help="Tell who wins and who loses by this measure.")
@click.option("--programme", help="Tell whom this programme calls, sanctions and helps.")
@click.option(
    "--money", "million", type=MONEY_AMOUNT, help="Of it, GBP million a year; its baseline by default."
)
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
    programme: str | None,
    million: float | None,
    beside: tuple[str, ...],
    awards: bool,
    year: str | None,
    people: int,
    into: Path | None,
    as_json: bool,
) -> None:
    """Tell what only people one by one can tell: awards and claims, who wins and who loses, or whom a programme calls.

    People are followed on the central path, under the scenario if one is given.
    """
    from esarisk.analysis.people import summary as telling
    from esarisk.analysis.people.called import tell_programme
    from esarisk.report.people.awards import awards_text
    from esarisk.report.people.called import called_text
    from esarisk.report.people.lives import lives_text
    from esarisk.report.people.outcomes import outcome_text

    one_thing = {"--measure": measure, "--awards": awards, "--programme": programme}
    _refuse(one_thing, {"--year": year, "--json": as_json, "--into": into, "--money": million}, beside)
    one_scenario(asked)
    one_path(asked, "people are followed on the central path")
    if into:
        from esarisk.study import tell_people

        if any(asked[part] for part in asked if part != "seed"):
            raise click.UsageError("--into: the run says whose people they are: leave the others out")
        with progress("Following people", "parts") as tell:
            done = tell_people(run_folder(into), people, question(asked).seed, tell)
        click.echo(f"Report: {done.page}")
        print_notes(done)
        return
    whose = question(asked, draws=1)
    library, seen, seed = whose.library, whose.held, whose.seed
    with waiting("Following people"):
        if programme:
            told = tell_programme(library, seen, programme, million, people, seed)
        elif measure:
            told = telling.tell_measure(library, seen, measure, beside, year, people, seed)
        elif awards:
            told = telling.tell_awards(library, seen, year)
        else:
            told = telling.tell_lives(library, seen, year, people, seed)
    text = outcome_text if measure else awards_text if awards else called_text if programme else lives_text
    print_found(as_json, lambda: {"question": whose.record, **told}, lambda: text(told))


def _refuse(one_thing: dict[str, Any], others: dict[str, Any], beside: tuple[str, ...]) -> None:
    """Refuse options of `people` that do not go together.

    Parameters
    ----------
    one_thing : option → what was given, of which one is told
    others : the same of options that go with some of them
    """
    said = list(one_thing.items())
    pairs = [
        ((one, option), (other, name))
        for i, (option, one) in enumerate(said)
        for name, other in said[i + 1 :]
    ]
    pairs += [((others["--into"], "--into"), (one, option)) for option, one in said]
    pairs += [
        ((others["--into"], "--into"), (others[name], name)) for name in ("--year", "--json", "--money")
    ]
    pairs += [((one_thing["--programme"], "--programme"), (others["--year"], "--year"))]
    refuse_together(*((*one, *other) for one, other in pairs))
    if others["--money"] is not None and not one_thing["--programme"]:
        raise click.UsageError("--money is a programme's: give --programme")
    measure = one_thing["--measure"]
    if beside and not measure:
        raise click.UsageError("--beside stands beside a measure: give --measure")
    if measure in beside:
        raise click.UsageError(f"--beside {measure}: it is the measure itself: leave it out")


@main.command()
@click.option("--year", help="Financial year, such as 2014-15: the day after its uprating.")
@click.option("--day", type=A_DAY, help="The day of the award, instead of a year.")
@click.option("--basis", required=True, help="contributory, income_related or both.")
@click.option("--phase", required=True, help="assessment, wrag or support.")
@click.option("--age", type=AN_AGE, required=True, help="Age last birthday.")
@click.option("--claim-date", type=A_DAY, help="First day claimed for; half a year before by default.")
@click.option("--capital", type=POUND_AMOUNT, default=0.0, help="Capital [GBP].")
@click.option("--pension", type=POUND_AMOUNT, default=0.0, help="Pension [GBP a week].")
@click.option("--other-income", type=POUND_AMOUNT, default=0.0, help="Other income that counts [GBP a week].")
@click.option("--partner", is_flag=True, help="One of a couple.")
@click.option("--partner-hours", type=HOURS, default=0.0, help="Partner's weekly hours of work.")
@click.option("--partner-earnings", type=POUND_AMOUNT, default=0.0, help="Partner's earnings [GBP a week].")
@click.option("--lone-parent", is_flag=True, help="A lone parent.")
@click.option("--enhanced-disability", is_flag=True, help="Top-rate care benefit.")
@click.option("--severe-disability", count=True, help="Severe disability premium; twice for both.")
@click.option("--carer", "carers", count=True, help="Carer premium; twice for both.")
@click.option("--protected", is_flag=True, help="Keeps the work-related component.")
@click.option("--linked", is_flag=True, help="Linked claim, conversion or terminal illness.")
@click.option("--uncounted-days", type=DAYS, default=0, help="Days that the limit does not count.")
@click.option("--transitional-addition", type=POUND_AMOUNT, default=0.0, help="At conversion [GBP a week].")
@click.option("--rises-since-conversion", type=POUND_AMOUNT, default=0.0, help="Of the award [GBP a week].")
@click.option("--sanction", "sanction_week", is_flag=True, help="In the first week of a sanction.")
@click.option("--hardship", is_flag=True, help="Hardship is accepted.")
@click.option("--dispute", default="none", help="none, reconsideration or appeal.")
@as_json
def award(year: str | None, day: datetime | None, as_json: bool, **given: Any) -> None:
    """Work out one person's weekly award, with its working."""
    from esarisk.engine.awards.claimant import claimant_on
    from esarisk.engine.awards.entitlement import award as work_out
    from esarisk.report.people.award import award_record, award_table
    from esarisk.report.writers.terminal import told

    parameters = read_library().parameters
    claimant = claimant_on(parameters, year, day.date() if day else None, given)
    result = work_out(parameters, claimant)
    print_found(as_json, lambda: award_record(result), lambda: told(award_table(claimant, result)))
