"""The page of the quarterly ESA cube: charts with their tables, one offline HTML file."""

from pathlib import Path

import pandas as pd

from esarisk.analysis.validation.quarterly import TRAINED_CASE, Case
from esarisk.report.validation.quarterly import finding, quarterly_tables, said
from esarisk.report.validation.quarterly_charts import basis_exhibit, error_exhibit
from esarisk.report.writers.page import page_text
from esarisk.writing import claim, write

QUARTERLY_PAGE, HEAD_BYTES = "quarterly.html", 4096
SOURCE = (
    "Published: DWP quarterly counts of ESA claimants by phase and payment type, Great Britain (parameter "
    "outturn.esa_stock). Model: central path of the fitted vintages 2018-05 and 2021-05."
)


def render(cases: list[Case], money: pd.DataFrame) -> str:
    """The page [text]; spending by year and line is in GBP million."""
    trained = next(case for case in cases if case.name == TRAINED_CASE)
    return page_text(
        "quarterly.html.j2",
        title="The claim model beside the quarterly ESA cube, May 2018 to March 2026",
        headline=finding(trained),
        findings=said(cases),
        exhibits=[basis_exhibit(cases[0]), error_exhibit(cases[0]), error_exhibit(cases[1])],
        tables=quarterly_tables(cases, money),
        source=SOURCE,
    )


def write_page(cases: list[Case], money: pd.DataFrame, folder: Path) -> Path:
    """Write the page with its charts; `EsariskError` where the folder cannot be written."""
    write(folder, {QUARTERLY_PAGE: render(cases, money)})
    return folder / QUARTERLY_PAGE


def claim_page(folder: Path) -> None:
    """Try a folder for the page; `EsariskError` where it holds something else, or cannot be written."""
    claim(folder, QUARTERLY_PAGE, _head, "a page of `esarisk quarterly`")


def _head(file: Path) -> bytes | None:
    """The beginning of a page of ours [bytes]."""
    with file.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
    return head if " – esarisk</title>".encode() in head else None
