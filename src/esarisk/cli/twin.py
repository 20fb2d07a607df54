"""The command that sets the two engines beside each other."""

import click

from esarisk.cli.commands import CHECK_FAILED, _library, _print_json, as_json, main, vintage_option
from esarisk.cli.progress import waiting as _waiting
from esarisk.cli.types import MOST_PEOPLE, SEED, Whole


@main.command(name="twin-gate")
@vintage_option
@click.option("--view", default="department", show_default=True, help="department or public.")
@click.option("--scenario", default="baseline", show_default=True, help="Scenario of both engines.")
@click.option(
    "--people", type=Whole(1, MOST_PEOPLE), default=1_000_000, show_default=True, help="To simulate."
)
@click.option("--seed", type=SEED, default=0, show_default=True, help="Of their luck.")
@as_json
def twin_gate(vintage: str, view: str, scenario: str, people: int, seed: int, as_json: bool) -> None:
    """Check that cohort engine and person engine say the same; exit 3 if not."""
    from esarisk.analysis.twin import gate
    from esarisk.report.people.twin import twin_text

    library = _library()
    seen, inputs = gate.inputs_of(library, vintage, view, library.pick("scenarios", scenario))
    first_year = len(seen.all_years) - len(seen.years)
    with _waiting("Running both engines"):
        record = gate.record(gate.twin_gate(inputs, inputs, first_year, people=people, seed=seed))
    words = f"vintage {seen.name}, {seen.view} view, {scenario}"
    whose = {"vintage": seen.name, "view": seen.view, "scenario": scenario, "seed": seed}
    _print_json(whose | record) if as_json else click.echo(twin_text(record, words))
    if not record["passed"]:
        click.get_current_context().exit(CHECK_FAILED)
