"""The command about what an area is paid for a smaller caseload."""

from typing import Any

import click

from esarisk.cli.asking import asks, question
from esarisk.cli.group import as_json, main, print_found
from esarisk.cli.programmes import money_option
from esarisk.cli.types import SHARE, Amount, Whole

YEARS = Amount(0.0, 50.0)
POUNDS = Amount(0.0, 10.0)


@main.command()
@click.argument("programme", default="new_start")
@asks
@money_option
@click.option("--first", help="First financial year; the vintage's by default.")
@click.option("--years", type=Whole(1, 20), default=5, show_default=True, help="Years of funding.")
@click.option("--area", help="One region; every one by default.")
@click.option(
    "--share", "gainshare", type=SHARE, help="Share of the saving paid; the programme's by default."
)
@click.option("--floor", "gainshare_floor", type=SHARE, help="Fall below which nothing is paid.")
@click.option("--limit", "gainshare_limit", type=SHARE, help="Fall beyond which no more is paid.")
@click.option("--drift", "gainshare_drift", type=SHARE, help="Baseline: 0 fixed, 1 moving with the country.")
@click.option("--term", "gainshare_years", type=YEARS, help="Years for which it is paid.")
@click.option("--match", type=POUNDS, help="Local pounds for each of the department's.")
@as_json
def gainshare(
    programme: str,
    asked: dict[str, Any],
    million: float,
    first: str | None,
    years: int,
    area: str | None,
    as_json: bool,
    **terms: float | None,
) -> None:
    """Show what PROGRAMME would pay an area for a smaller caseload, and the ledgers of Treasury and areas."""
    from esarisk.analysis.idle import refuse_idle_in_answer
    from esarisk.analysis.programmes.sharing import area_rows, gainshare_rows, with_terms
    from esarisk.policy.periods import checked_year
    from esarisk.report.programmes.ledger import gainshare_text
    from esarisk.report.writers.terminal import note, told

    whose = question(asked)
    begins = checked_year(first) if first else whose.seen.years[0]

    def its(of: Any) -> Any:
        return with_terms(of.library.pick("programmes", programme).with_levers(of.scenario.levers), terms)

    def answer(of: Any) -> tuple[Any, Any]:
        return gainshare_rows(of.library, its(of)), area_rows(of, its(of), million, begins, years, area)

    refuse_idle_in_answer(whose, answer)
    one, (cases, rows) = its(whose), answer(whose)
    units = {"country": "share", "area": "share", "paid": "GBP million", "people": "people"}
    given = {key: one.number(key) for key in terms if one.has(key)}
    found = {"question": whose.record, "programme": one.name, "money": million, "first_year": begins}
    found |= {"years_funded": years, "terms": given, "units": units, "cases": cases, "areas": rows}
    words = f"£{million:,g}m a year for {years} years from {begins}"
    print_found(
        as_json, lambda: found, lambda: told(note(whose.line), gainshare_text(one, cases, rows, words))
    )
