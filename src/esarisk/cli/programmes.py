"""Commands about employment programmes."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esarisk.cli.commands import _command, _library, _print_json, as_json, main, vintage_option
from esarisk.cli.progress import progress as _progress
from esarisk.cli.progress import waiting as _waiting
from esarisk.cli.types import DRAWS, KEPT, MONEY, PLACE, SEED, SHARE, STARTS, Whole, refuse_together

if TYPE_CHECKING:
    from esarisk.analysis.evidence.pilot import Size
    from esarisk.policy.reading import Library


@main.command()
@click.option("--evidence", "with_evidence", is_flag=True, help="Set the model beside published figures.")
@click.option("--coverage", is_flag=True, help="Show who is never reached with --money more a year.")
@vintage_option
@click.option("--prices", "year", default="2014-15", show_default=True, help="Financial year of prices.")
@click.option("--money", "million", type=MONEY, default=100.0, show_default=True, help="GBP million.")
@as_json
def programmes(
    with_evidence: bool, coverage: bool, vintage: str, year: str, million: float, as_json: bool
) -> None:
    """Compare employment programmes, set them beside their evidence, or show whom they never reach."""
    from esarisk.analysis.evidence.evidence import evidence
    from esarisk.analysis.programmes.comparison import comparison
    from esarisk.analysis.programmes.coverage import coverage_of_all
    from esarisk.policy.periods import checked_year
    from esarisk.report.programmes.evidence import comparison_text, coverage_text, evidence_text
    from esarisk.report.writers.terminal import terminal_width

    refuse_together((with_evidence, "--evidence", coverage, "--coverage"))
    library, text = _library(), coverage_text if coverage else comparison_text
    with _waiting("Setting programmes beside each other"):
        if with_evidence:
            rows, text = evidence(library), evidence_text
        elif coverage:
            rows = coverage_of_all(library, vintage, million)
        else:
            rows = comparison(library, checked_year(year), million)
    if as_json:
        _print_json({**_asked(with_evidence, coverage, vintage, year, million), "programmes": rows})
    else:
        click.echo(text(rows, terminal_width()))


def _asked(with_evidence: bool, coverage: bool, vintage: str, year: str, million: float) -> dict[str, Any]:
    """What a table of programmes is of."""
    if with_evidence:
        return {}
    more = {"money": million, "units": {"money": "GBP million"}}
    return {"vintage": vintage, **more} if coverage else {"prices": year, **more}


@main.command()
@click.argument("programme")
@click.option("--money", "million", type=MONEY, default=100.0, show_default=True, help="GBP million a year.")
@click.option("--first", default="2014-15", show_default=True, help="First financial year.")
@click.option("--years", type=Whole(1, 20), default=5, show_default=True, help="Years of funding.")
@click.option("--after", type=Whole(0, 20), help="Years it runs on; as many again by default.")
@click.option("--switch", type=SHARE, default=0.0, help="Share of a DEL-AME switch.")
@click.option("--jobseekers", is_flag=True, help="The same help, with the same effect, for jobseekers.")
@as_json
def ledger(
    programme: str,
    million: float,
    first: str,
    years: int,
    after: int | None,
    switch: float,
    jobseekers: bool,
    as_json: bool,
) -> None:
    """Show who pays for PROGRAMME and who gains, by year; people and staff are no limit here."""
    from esarisk.analysis.programmes.ledger import book
    from esarisk.policy.periods import checked_year
    from esarisk.report.programmes.ledger import ledger_record, ledger_text

    library = _library()
    which, given = library.pick("programmes", programme), {"switch": switch, "jobseekers": float(jobseekers)}
    given["after"] = years if after is None else after
    one = book(library, which, million, checked_year(first), years, **given)
    if as_json:
        _print_json(ledger_record(which, million, years, one))
    else:
        click.echo(ledger_text(which, one))


@main.command(name="less-money")
@click.argument("programme", default="work_and_health_programme")
@click.option("--money", "million", type=MONEY, default=100.0, show_default=True, help="GBP million a year.")
@click.option("--kept", type=KEPT, default=0.45, show_default=True, help="Share kept.")
@click.option("--year", default="2016-17", show_default=True, help="Financial year.")
@as_json
def less_money(programme: str, million: float, kept: float, year: str, as_json: bool) -> None:
    """Cut the money of PROGRAMME by fewer hours each, or by fewer people."""
    from esarisk.analysis.programmes.ledger import less_money_rows
    from esarisk.policy.periods import checked_year
    from esarisk.report.programmes.ledger import less_money_text
    from esarisk.report.writers.terminal import terminal_width

    library = _library()
    one = library.pick("programmes", programme)
    rows = less_money_rows(library, one, million, kept, checked_year(year))
    if as_json:
        _print_json({"programme": one.name, "year": year, "kept": kept, "units": LESS_UNITS, "ways": rows})
    else:
        click.echo(less_money_text(one, rows, year, terminal_width()))


LESS_UNITS = {"money": "GBP million a year", "cost_per_additional_job": "GBP", "effect": "percentage points"}


@main.command()
@as_json
def gainshare(as_json: bool) -> None:
    """Show what New Start would pay an area on a fixed and on a drifting baseline."""
    from esarisk.analysis.programmes.ledger import gainshare_rows
    from esarisk.report.programmes.ledger import gainshare_text
    from esarisk.report.writers.terminal import terminal_width

    library = _library()
    one = library.pick("programmes", "new_start")
    rows = gainshare_rows(library, one)
    if as_json:
        units = {"country": "share", "area": "share", "paid": "GBP million"}
        _print_json({"programme": one.name, "units": units, "cases": rows})
    else:
        click.echo(gainshare_text(one, rows, terminal_width()))


@main.command()
@as_json
def advisers(as_json: bool) -> None:
    """Show an adviser's week under settings: new claims, ongoing work, targets, referral."""
    from esarisk.analysis.evidence.advisers import adviser_rows, clinician_cost, report_effect
    from esarisk.report.programmes.ledger import adviser_text
    from esarisk.report.writers.terminal import terminal_width

    library = _library()
    rows, report = adviser_rows(library), report_effect(library)
    clinicians = clinician_cost(library, library.programmes["pilot_health_led"].number("pilot_starts"))
    if as_json:
        units = {"hours": "hours a week", "report_effect": "percentage points"}
        _print_json({"units": units, "settings": rows, "clinicians": clinicians, "report_effect": report})
    else:
        click.echo(adviser_text(rows, clinicians, report, terminal_width()))


@main.command()
@click.option("--programme", default="work_and_health_programme", show_default=True, help="Whose jobs.")
@click.option("--starts", type=STARTS, default=60_000.0, show_default=True, help="Starts a year.")
@click.option("--definition", help="Definition of the gap; see the table for those read.")
@click.option("--first", help="First quarter of the trend, such as 2013Q2.")
@click.option("--last", help="Last quarter of the trend, such as 2025Q2.")
@as_json
def gap(
    programme: str, starts: float, definition: str | None, first: str | None, last: str | None, as_json: bool
) -> None:
    """Turn jobs into points of the disability employment gap, and years to halve it."""
    from esarisk.analysis.evidence.gap import gap_rows, programme_rows, window
    from esarisk.report.programmes.ledger import gap_text
    from esarisk.report.writers.terminal import terminal_width

    library = _library()
    asked = window(library, definition, first, last)
    rows = gap_rows(library, asked)
    one = library.pick("programmes", programme)
    jobs = programme_rows(library, one, starts, asked)
    if as_json:
        units = {"gap": "percentage points", "narrowing": "percentage points a year"}
        told = {"programme": one.name, "starts": starts, "units": units, "arithmetic": rows, "jobs": jobs}
        _print_json(told)
    else:
        click.echo(gap_text(one, starts, rows, jobs, terminal_width()))


@main.command()
@click.argument("programme", default="pilot_health_led")
@click.option("--people", type=Whole(10, 1_000_000), help="People of each group; 3,000 by default.")
@click.option("--response", type=KEPT, help="Share of people found at follow-up.")
@click.option("--trials", type=Whole(2, 10_000), default=512, show_default=True, help="Repeats.")
@click.option("--seed", type=SEED, default=1, show_default=True, help="Of the luck.")
@click.option("--records", is_flag=True, help="Follow people by records too: on the benefit or off it.")
@as_json
def pilot(
    programme: str,
    people: int | None,
    response: float | None,
    trials: int,
    seed: int,
    records: bool,
    as_json: bool,
) -> None:
    """Run the trial of PROGRAMME person by person: estimate, interval, power, confounding, ranking."""
    from esarisk.analysis.evidence import pilot as trial
    from esarisk.report.programmes.trials import pilot_text, record_text
    from esarisk.report.writers.terminal import terminal_width

    library = _library()
    programme = library.named("programmes", programme)
    size = trial.size_of(library.parameters, people, response, trials)
    with _waiting("Running trials"):
        arms = trial.run_pilot(library, programme, size, seed)
    rows, across = trial.pilot_rows(library, arms), trial.confounding_rows(arms)
    ranking, least = trial.ranking_rows(library, arms), trial.detectable_range(library, size.people)
    found = _followed(library, programme, size, seed) if records else []
    if as_json:
        told = {"programme": programme, "people": size.people, "trials": size.trials, "seed": seed}
        told |= {
            "units": {"effects": "percentage points"},
            "arms": rows,
            "across_arms": across,
            "ranking": ranking,
            "smallest_detectable": least,
        }
        _print_json(told | ({"records": found} if records else {}))
    else:
        click.echo(pilot_text(rows, across, ranking, least, size, terminal_width()))
        click.echo(record_text(found, terminal_width()), nl=bool(found))


def _followed(library: "Library", programme: str, size: "Size", seed: int) -> list[dict[str, Any]]:
    """A trial's people by records, with a sign of life."""
    from esarisk.analysis.evidence.pilot_records import record_rows

    with _waiting("Following people by records"):
        return record_rows(library, programme, size, seed)


@main.command()
@click.option("--programme", "named", multiple=True, help="Programme to sweep; NAME=MONEY holds it there.")
@click.option("--funding", help="first:last:step, GBP million a year; 0:500:50 by default.")
@click.option("--scenario", help="Situation held: a scenario's name, or a YAML file of one.")
@click.option("--scale", help="Vary the scenario's whole mix by multiples instead, such as 0:2:0.25.")
@vintage_option
@click.option("--view", default="department", show_default=True, help="department or public.")
@click.option("--draws", type=DRAWS, default=128, show_default=True, help="Draws.")
@click.option("--seed", type=SEED, default=1, show_default=True, help="Seed.")
@click.option("--competition", help="in_order or pro_rata; the scenario's by default.")
@click.option("--thinner", is_flag=True, help="Money changes hours a person, not people.")
@click.option("--figure", "figures", multiple=True, help="PROGRAMME.KEY=NUMBER in place of its own.")
@click.option("--out", type=PLACE, help="Folder for the page, CSV and JSON.")
@as_json
def sweep(
    out: Path | None,
    as_json: bool,
    vintage: str,
    view: str,
    draws: int,
    seed: int,
    figures: tuple[str, ...],
    **given: Any,
) -> None:
    """Fund a programme, or a mix, at several levels and show what each changes, from starts to the cap."""
    from esarisk.analysis.programmes.overrides import hold_figures
    from esarisk.analysis.programmes.question import question_of
    from esarisk.analysis.programmes.sweep import sweep as run_sweep
    from esarisk.report.programmes.sweep import sweep_record, sweep_text
    from esarisk.report.programmes.sweep_page import claim_sweep, write_sweep

    library = _library()
    library, held = hold_figures(library, figures)
    question = question_of(library, figures=held, **given)
    if out:
        claim_sweep(out)
    with _progress("Projecting") as progress:
        found = run_sweep(library, question, vintage, view, draws, seed, progress)
    page = write_sweep(found, out, _command()) if out else None
    _print_json(sweep_record(found)) if as_json else click.echo(sweep_text(found))
    if page:
        click.echo(f"\nReport: {page}", err=as_json)
