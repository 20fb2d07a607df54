"""Commands about employment programmes."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esarisk.cli.asking import asks, one_path, one_scenario, question
from esarisk.cli.group import as_json, main, print_found, run_folder
from esarisk.cli.progress import progress, waiting
from esarisk.cli.types import (
    EFFECT,
    KEPT_SHARE,
    MONEY_AMOUNT,
    PLACE,
    POWER,
    SHARE,
    STARTS,
    Amount,
    Whole,
    refuse_together,
)

if TYPE_CHECKING:
    from esarisk.analysis.question import Question
    from esarisk.policy.reading import Library

money_option = click.option(
    "--money",
    "--funding",
    "million",
    type=MONEY_AMOUNT,
    default=100.0,
    show_default=True,
    help="GBP million a year.",
)


@main.command()
@click.option("--evidence", "with_evidence", is_flag=True, help="Set the model beside published figures.")
@click.option("--coverage", is_flag=True, help="Show who is never reached with --money more a year.")
@asks
@click.option("--programme", "named", multiple=True, help="Whose coverage; of every programme by default.")
@click.option("--prices", "year", default="2014-15", show_default=True, help="Financial year of prices.")
@money_option
@as_json
def programmes(
    with_evidence: bool,
    coverage: bool,
    asked: dict[str, Any],
    named: tuple[str, ...],
    year: str,
    million: float,
    as_json: bool,
) -> None:
    """Compare employment programmes, set them beside their evidence, or show whom they never reach.

    Coverage is of the central path unless draws are asked for.
    """
    refuse_together((with_evidence, "--evidence", coverage, "--coverage"))
    one_scenario(asked)
    if coverage:
        _coverage(question(asked, draws=1), named, million, as_json)
        return
    for part, option in (("vintage", "--vintage"), ("scenarios", "--scenario"), ("draws", "--draws")):
        if asked[part] or named:
            raise click.UsageError(f"{option if asked[part] else '--programme'}: goes with --coverage")
    whose = question(asked)
    if with_evidence:
        from esarisk.analysis.evidence.evidence import evidence
        from esarisk.report.programmes.evidence import evidence_text

        with waiting("Setting programmes beside their evidence"):
            rows = evidence(whose.library, seed=whose.seed)
        print_found(as_json, lambda: {"programmes": rows}, lambda: evidence_text(rows))
        return
    from esarisk.analysis.programmes.comparison import comparison
    from esarisk.policy.periods import checked_year
    from esarisk.report.programmes.comparison import comparison_text

    rows = comparison(whose.library, checked_year(year), million, whose.seed)
    told = {"prices": year, "money": million, "units": {"money": "GBP million"}, "programmes": rows}
    print_found(as_json, lambda: told, lambda: comparison_text(rows))


def _coverage(whose: "Question", named: tuple[str, ...], million: float, as_json: bool) -> None:
    """Print who programmes never reach."""
    from esarisk.analysis.programmes.coverage import coverage_of_all
    from esarisk.report.programmes.coverage import coverage_text
    from esarisk.report.writers.terminal import note, told

    names = [whose.library.named("programmes", one) for one in named]
    with progress("Projecting", "programmes") as tell:
        asked = (whose.view, whose.draws, whose.seed, whose.scenario)
        rows = coverage_of_all(whose.library, whose.vintage, million, *asked, names, tell)
    found = {**whose.record, "money": million, "units": {"money": "GBP million"}, "programmes": rows}
    print_found(as_json, lambda: found, lambda: told(note(whose.line), coverage_text(rows)))


@main.command()
@click.argument("programme")
@asks
@money_option
@click.option("--first", help="First financial year; the vintage's by default.")
@click.option("--years", type=Whole(1, 20), default=5, show_default=True, help="Years of funding.")
@click.option("--after", type=Whole(0, 20), help="Years it runs on; as many again by default.")
@click.option("--switch", type=SHARE, default=0.0, help="Share of a DEL-AME switch.")
@click.option("--jobseekers", is_flag=True, help="The same help, with the same effect, for jobseekers.")
@as_json
def ledger(
    programme: str,
    asked: dict[str, Any],
    million: float,
    first: str | None,
    years: int,
    as_json: bool,
    **given: Any,
) -> None:
    """Show who pays for PROGRAMME and who gains, by year; people and staff are no limit here.

    The vintage and the scenario say at which rates people are paid.
    """
    from esarisk.analysis.idle import refuse_idle_in_answer
    from esarisk.analysis.programmes.ledger import drawn_books
    from esarisk.policy.periods import checked_year
    from esarisk.report.programmes.ledger import ledger_record, ledger_text
    from esarisk.report.writers.terminal import note, told

    whose = question(asked)
    which = whose.library.pick("programmes", programme)
    given["after"] = years if given["after"] is None else given["after"]
    begins = checked_year(first) if first else whose.seen.years[0]

    def book(of: "Question") -> Any:
        return drawn_books(of, of.library.pick("programmes", programme), million, begins, years, **given)

    refuse_idle_in_answer(whose, lambda of: ledger_record(which, million, years, book(of)))
    found = book(whose)
    record = {"question": whose.record, **ledger_record(which, million, years, found)}
    print_found(as_json, lambda: record, lambda: told(note(whose.line), ledger_text(which, found)))


@main.command(name="less-money")
@click.argument("programme", default="work_and_health_programme")
@asks
@money_option
@click.option(
    "--kept", type=KEPT_SHARE, multiple=True, help="Share kept; again for more; 0.45 and 0.2 by default."
)
@click.option("--year", help="Financial year of prices; the vintage's first by default.")
@as_json
def less_money(
    programme: str,
    asked: dict[str, Any],
    million: float,
    kept: tuple[float, ...],
    year: str | None,
    as_json: bool,
) -> None:
    """Cut the money of PROGRAMME by fewer hours each, or by fewer people, and say what the answer rests on."""
    from esarisk.analysis.idle import refuse_idle_in_answer
    from esarisk.analysis.programmes.ledger import kept_usually, less_money_rests, less_money_rows
    from esarisk.policy.periods import checked_year
    from esarisk.report.programmes.ledger import less_money_text
    from esarisk.report.writers.terminal import note, told

    whose = question(asked)
    one = whose.library.pick("programmes", programme)
    chosen = checked_year(year) if year else whose.seen.years[0]
    shares = list(kept) or kept_usually(whose.library.parameters)

    def cut(of: "Question") -> tuple[Any, Any]:
        its = of.library.pick("programmes", programme)
        terms = (of.library, its, million, shares, chosen, of.draws, of.seed)
        return less_money_rows(*terms), less_money_rests(*terms)

    refuse_idle_in_answer(whose, cut)
    rows, rests = cut(whose)
    units = {"money": "GBP million a year", "cost_per_additional_job": "GBP", "effect": "percentage points"}
    found = {"question": whose.record, "programme": one.name, "year": chosen, "kept": shares}
    found |= {"units": units, "ways": rows, "rests_on": rests}
    print_found(
        as_json, lambda: found, lambda: told(note(whose.line), less_money_text(one, rows, rests, chosen))
    )


@main.command()
@asks
@click.option("--reserve", type=SHARE, help="Share of interview hours kept for ongoing work, such as 0.33.")
@click.option(
    "--target",
    type=Amount(0.0, 100.0),
    help="Weight of sick and disabled people in the target.",
)
@click.option("--second", type=SHARE, help="Share of hours newly kept that second interviews may take.")
@click.option("--places", type=Amount(0.0, 1_000.0), help="With specialists, a year, for each adviser.")
@as_json
def advisers(asked: dict[str, Any], as_json: bool, **given: float | None) -> None:
    """Show an adviser's week under settings, or what levers do, from hours to the chance of breach.

    With --reserve, or another lever here or in the scenario, the whole chain: hours, new claims delayed, second
    interviews, jobs, referrals, queue, caseload, spending, the cap. Changes are from the same without them.
    """
    levers = {f"advisers.{ADVISER_LEVERS[key]}": one for key, one in given.items() if one is not None}
    if levers or asked["scenarios"]:
        _chain(question(asked), levers, as_json)
        return
    for part in ("vintage", "view", "draws", "seed"):
        if asked[part]:
            raise click.UsageError(f"--{part}: goes with --reserve or another lever: give one")
    _adviser_weeks(question(asked).library, as_json)


ADVISER_LEVERS = {
    "reserve": "reserved",
    "target": "target_weight",
    "second": "second_interviews",
    "places": "specialist_places",
}
"""Option → the lever of advisers that it sets."""


def _chain(whose: "Question", levers: dict[str, float], as_json: bool) -> None:
    """Print what levers of advisers do, link by link."""
    from esarisk.analysis.programmes.advisers import adviser_chain
    from esarisk.report.programmes.advisers import chain_text
    from esarisk.report.writers.terminal import note, told

    with progress("Projecting") as tell:
        found = adviser_chain(whose, levers, tell)
    units = {"saved_in_ame": "GBP million", "breach": "share"}
    record = {"question": whose.record, "units": units, **found}
    said = note(whose.line, *(f"{address} = {one:g}." for address, one in levers.items()))
    print_found(as_json, lambda: record, lambda: told(said, chain_text(found)))


def _adviser_weeks(library: "Library", as_json: bool) -> None:
    """Print an adviser's week under settings."""
    from esarisk.analysis.evidence.advisers import adviser_rows, clinician_cost, report_effect
    from esarisk.report.programmes.advisers import adviser_text

    rows, report = adviser_rows(library), report_effect(library)
    clinicians = clinician_cost(library, library.programmes["pilot_health_led"].number("pilot_starts"))
    units = {"hours": "hours a week", "report_effect": "percentage points"}
    found = {"units": units, "settings": rows, "clinicians": clinicians, "report_effect": report}
    print_found(as_json, lambda: found, lambda: adviser_text(rows, clinicians, report))


@main.command()
@click.option("--programme", help="Whose starts or money; work_and_health_programme by default.")
@click.option("--starts", type=STARTS, help="Starts a year, as many as asked for; 60,000 by default.")
@click.option(
    "--money", "million", type=MONEY_AMOUNT, help="GBP million a year, as far as people and staff go."
)
@click.option("--run", type=PLACE, metavar="RUN", help="The levels of money of a run instead.")
@asks
@click.option("--definition", help="Definition of the gap; see the table for those read.")
@click.option("--first", help="First quarter of the trend, such as 2013Q2.")
@click.option("--last", help="Last quarter of the trend, such as 2025Q2.")
@as_json
def gap(
    asked: dict[str, Any],
    programme: str | None,
    starts: float | None,
    million: float | None,
    run: Path | None,
    as_json: bool,
    **trend: str | None,
) -> None:
    """Turn jobs into points of the disability employment gap closed, and years to halve it.

    Jobs of so many starts; or, by a projection, of money, of a scenario or of a run's levels. With an interval.
    """
    from esarisk.analysis.evidence.gap import WHOSE, closed, gap_rows, jobs_asked, window
    from esarisk.analysis.idle import refuse_idle_in_answer
    from esarisk.report.programmes.gap import gap_text
    from esarisk.runs import open_run

    refuse_together(
        (starts, "--starts", million, "--money"), (starts, "--starts", asked["scenarios"], "--scenario")
    )
    typed_too = [(starts, "--starts"), (million, "--money"), (programme, "--programme")]
    typed_too += [(asked[part], f"--{part}") for part in asked]
    refuse_together(*((run, "--run", *one) for one in typed_too))
    if programme and asked["scenarios"] and million is None:
        raise click.UsageError("--programme: the scenario says whose money: leave it out, or give --money")
    if asked["view"] and million is None and not asked["scenarios"]:
        raise click.UsageError(
            "--view: starts are not projected: leave it out, or give --money or --scenario"
        )
    whose, cube = question(asked), open_run(run_folder(run)).cube if run else None
    line = window(whose.library, **trend)

    def answer(of: "Question") -> tuple[Any, ...]:
        found = jobs_asked(of, programme or WHOSE, starts, million, cube)
        return closed(of.library.parameters, line, found), found.offered, found.spent

    refuse_idle_in_answer(whose, answer)
    with waiting("Counting people in work"):
        jobs = jobs_asked(whose, programme or WHOSE, starts, million, cube)
    rows, shut = gap_rows(whose.library, line), closed(whose.library.parameters, line, jobs)
    units = {
        "gap": "percentage points",
        "narrowing": "percentage points a year",
        "money": "GBP million a year",
    }
    told = {"question": whose.record, "asked": jobs.words, "units": units, "arithmetic": rows}
    told |= {"money": {"offered": jobs.offered, "spent": jobs.spent}, "jobs": shut}
    print_found(as_json, lambda: told, lambda: gap_text(str(run) if run else whose.line, rows, jobs, shut))


@main.command()
@click.argument("programme", default="pilot_health_led")
@asks
@click.option("--people", type=Whole(10, 1_000_000), help="People of each group; 3,000 by default.")
@click.option("--response", type=KEPT_SHARE, help="Share of people found at follow-up.")
@click.option("--trials", type=Whole(2, 10_000), default=512, show_default=True, help="Repeats.")
@click.option("--effect", type=EFFECT, help="Effect asked of, in points; each arm's own by default.")
@click.option("--power", type=POWER, help="Chance of finding it asked for; 0.8 by default.")
@click.option("--records", is_flag=True, help="Follow people by records too: on the benefit or off it.")
@click.option(
    "--national", type=MONEY_AMOUNT, help="What a trial teaches for a choice: this much a year or nothing."
)
@click.option("--years", type=Whole(1, 20), help="Years of that money; 5 by default.")
@click.option(
    "--by",
    "loss",
    type=click.Choice(["exchequer", "social"]),
    help="Whose gain chooses; exchequer by default.",
)
@as_json
def pilot(
    programme: str,
    asked: dict[str, Any],
    effect: float | None,
    power: float | None,
    records: bool,
    national: float | None,
    years: int | None,
    loss: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Run the trial of PROGRAMME person by person: estimate, interval, power, confounding, ranking.

    Repeats stand in the place of draws. With --records people leave by the claim model of the vintage and scenario;
    --national asks what the trial teaches for the choice to fund the programme everywhere, and what it costs.
    """
    from esarisk.analysis.evidence import pilot as trial
    from esarisk.report.programmes.trials import learning_tables, pilot_text, plan_table, record_tables

    one_scenario(asked)
    one_path(asked, "the repeats of a trial are --trials")
    if national is None and (years or loss):
        raise click.UsageError(f"{'--years' if years else '--by'}: goes with --national")
    whose = question(asked, draws=1)
    library, seed = whose.library, whose.seed
    programme = library.named("programmes", programme)
    size = trial.size_of(library.parameters, **given)
    with waiting("Running trials"):
        arms = trial.run_pilot(library, programme, size, seed)
    rows, across = trial.pilot_rows(library, arms), trial.confounding_rows(arms)
    ranking, least = trial.ranking_rows(library, arms), trial.detectable_range(library, size.people)
    plan, months = (
        trial.plan_rows(library, arms, size, effect, power),
        trial.intake(library.parameters, size.people),
    )
    found, taught = [], {}
    if records:
        from esarisk.analysis.evidence.pilot_records import record_rows

        with waiting("Following people by records"):
            found = record_rows(library, programme, size, seed, whose.vintage, whose.view, whose.scenario)
    if national is not None:
        from esarisk.analysis.evidence.learning import LOSSES, learning

        with waiting("Weighing what it teaches"):
            taught = learning(whose, arms, size, national, years or 5, loss or LOSSES[0])
    told = {"question": whose.record, "programme": programme, "people": size.people, "trials": size.trials}
    told |= {"seed": seed, "units": {"effects": "percentage points"}, "arms": rows, "across_arms": across}
    told |= {"plan": plan, "intake": months, "ranking": ranking, "smallest_detectable": least}
    told |= ({"records": found} if records else {}) | ({"learning": taught} if taught else {})
    more = [*record_tables(found), *learning_tables(taught)]
    plans = plan_table(plan, size, months)
    print_found(as_json, lambda: told, lambda: pilot_text(rows, across, ranking, least, size, plans, more))
