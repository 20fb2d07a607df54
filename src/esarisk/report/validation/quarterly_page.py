"""The page of the quarterly ESA cube: charts with their tables, one offline HTML file."""

from pathlib import Path

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from esarisk.analysis.validation.quarterly import TRAINED_CASE, Case, migration, scores
from esarisk.report.charts.quarterly import THOUSAND, basis_exhibit, error_exhibit
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import BASIS_WORDS, word
from esarisk.report.validation.quarterly import finding, move_title, said
from esarisk.writing import claim, write

PAGE, HEAD_BYTES = "quarterly.html", 4096
SOURCE = (
    "Published: DWP quarterly counts of ESA claimants by phase and payment type, Great Britain (parameter "
    "outturn.esa_stock). Model: central path of the fitted vintages 2018-05 and 2021-05."
)


def render(cases: list[Case]) -> str:
    """The page [text]."""
    templates = Environment(
        loader=PackageLoader("esarisk.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    trained = next(case for case in cases if case.name == TRAINED_CASE)
    return templates.get_template("quarterly.html.j2").render(
        title="The claim model beside the quarterly ESA cube, May 2018 to March 2026",
        headline=finding(trained),
        findings=said(cases),
        exhibits=[basis_exhibit(cases[0]), error_exhibit(cases[0]), error_exhibit(cases[1])],
        tables=[score_print(cases), migration_print(cases)],
        source=SOURCE,
        plotly=Markup(get_plotlyjs()),  # noqa: S704 - plotly's own script, made to be embedded
    )


def score_print(cases: list[Case]) -> Table:
    """Root mean square error of each phase and basis, case by case."""
    found = {case.name: scores(case).set_index(["by", "name"])["rmse"] for case in cases}
    frame = pd.DataFrame(found)
    frame.index = pd.Index([_row_name(by, name) for by, name in frame.index])
    columns = tuple(Column(case.name, case.name, "per cent of ESA", 2) for case in cases)
    return Table("Root mean square error over the quarters", "Phase, basis or total", columns, frame)


def _row_name(by: str, name: str) -> str:
    """A phase, a basis or the total in words."""
    if by == "total":
        return "All ESA"
    return BASIS_WORDS[name] if by == "basis" else word(name)


def migration_print(cases: list[Case]) -> Table:
    """Bases before and after the move to Universal Credit."""
    frame = migration(cases).set_index("basis")
    frame.index = pd.Index([BASIS_WORDS[str(basis)] for basis in frame.index])
    frame = frame / THOUSAND
    names = {
        "published_before": "Published before",
        "published_after": "Published after",
        "published_change": "Published change",
        "model_before": "Model before",
        "model_after": "Model after",
        "model_change": "Model change",
        "without": "Model change had nobody been moved",
    }
    columns = tuple(
        Column(key, heading, "thousand people", 0, "+" if "change" in heading else "")
        for key, heading in names.items()
    )
    return Table(move_title(cases), "Basis", columns, frame)


def write_page(cases: list[Case], folder: Path) -> Path:
    """Write the page with its charts.

    Raises
    ------
    EsariskError : the folder cannot be written
    """
    write(folder, {PAGE: render(cases)})
    return folder / PAGE


def claim_page(folder: Path) -> None:
    """Try a folder for the page.

    Raises
    ------
    EsariskError : it holds something else, or cannot be written
    """
    claim(folder, PAGE, _head, "a page of `esarisk quarterly`")


def _head(file: Path) -> bytes | None:
    """The beginning of a page of ours [bytes]."""
    with file.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
    return head if " – esarisk</title>".encode() in head else None
