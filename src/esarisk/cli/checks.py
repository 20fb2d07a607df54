"""Commands of fit and proof."""

from pathlib import Path

import click

from esarisk.cli.group import as_json, main, print_found, read_library, vintage_option
from esarisk.cli.parameters import CHECK_FAILED
from esarisk.cli.progress import progress, waiting
from esarisk.cli.types import MOST_PEOPLE, PLACE, SEED_NUMBER, Place, Whole


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

    frame = replay(read_library().parameters)
    told = {"units": "GBP billion", "assessments": records(frame)}
    print_found(as_json, lambda: told, lambda: table_text(history_table(frame)))


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
    from esarisk.report.validation.scores import fit_text

    library = read_library(folder)
    fitting.claim_fitted(library, vintage, view)
    with waiting("Fitting"):
        fit = fitting.calibrate(library, vintage, view)
    file = fitting.write_fitted(fit, library.folder)
    targets, moved = fit.target_table(), fit.moved_table()
    tables = {"targets": targets.to_dict("records"), "moved": moved.to_dict("records")}
    told = {"vintage": vintage, "view": view, "file": str(file), **tables}
    text = fit_text(fit.seen.name, fit.seen.view, targets, moved)
    print_found(as_json, lambda: told, lambda: f"{text}\n\nWritten: {file}")


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

    library = read_library()
    tables = {}
    for one in view or ("department", "public"):
        with progress(f"Projecting, {one} view") as tell:
            tables[one] = score(library, vintage, one, draws, progress=tell)
    parts = {"scores": "table", "esa": "esa", "waits": "waits"}
    views = [
        {"view": one} | {key: records(getattr(result, part)) for key, part in parts.items()}
        for one, result in tables.items()
    ]
    told = {"vintage": vintage, "draws": draws, "units": "GBP billion", "views": views}
    print_found(as_json, lambda: told, lambda: "\n\n".join(map(backtest_text, tables.values())))


def _look_back(as_json: bool) -> None:
    """Print the sufficiency check."""
    from esarisk.analysis.validation.sufficiency import sufficiency
    from esarisk.report.tables.run import records
    from esarisk.report.validation.scores import sufficiency_text

    with waiting("Looking back"):
        result = sufficiency(read_library())
    tables = {"years": records(result.table), "hindsight": records(result.inputs)}
    told = {"vintage": result.seen.name, "view": result.seen.view, "units": "GBP million", **tables}
    print_found(as_json, lambda: told, lambda: sufficiency_text(result))


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
    library = read_library()
    with waiting("Projecting quarter by quarter"):
        cases = score(library)
        money = spending(library, cases)
    page = write_page(cases, money, out) if out else None
    print_found(as_json, lambda: quarterly_records(cases, money), lambda: quarterly_text(cases, money))
    if page:
        click.echo(f"\nPage: {page}", err=as_json)


@main.command(name="twin-gate")
@vintage_option
@click.option("--view", default="department", show_default=True, help="department or public.")
@click.option("--scenario", default="baseline", show_default=True, help="Scenario of both engines.")
@click.option(
    "--people", type=Whole(1, MOST_PEOPLE), default=1_000_000, show_default=True, help="To simulate."
)
@click.option("--seed", type=SEED_NUMBER, default=0, show_default=True, help="Of their luck.")
@as_json
def twin_gate(vintage: str, view: str, scenario: str, people: int, seed: int, as_json: bool) -> None:
    """Check that cohort engine and person engine say the same; exit 3 if not."""
    from esarisk.analysis.twin import gate
    from esarisk.report.people.twin import twin_text

    library = read_library()
    seen, inputs = gate.inputs_of(library, vintage, view, library.pick("scenarios", scenario))
    first_year = len(seen.all_years) - len(seen.years)
    with waiting("Running both engines"):
        record = gate.record(gate.twin_gate(inputs, inputs, first_year, people=people, seed=seed))
    words = f"vintage {seen.name}, {seen.view} view, {scenario}"
    whose = {"vintage": seen.name, "view": seen.view, "scenario": scenario, "seed": seed}
    print_found(as_json, lambda: whose | record, lambda: twin_text(record, words))
    if not record["passed"]:
        click.get_current_context().exit(CHECK_FAILED)
