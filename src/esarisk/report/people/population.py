"""Synthetic people beside their margins, for the terminal and as records."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from esarisk.errors import EsariskError
from esarisk.report.exhibits.numbers import figure as number
from esarisk.report.exhibits.words import BASIS_WORDS, word
from esarisk.report.writers.terminal import columns
from esarisk.writing import try_place, write

if TYPE_CHECKING:
    from esarisk.engine.people.synthetic import Population


def population_text(population: "Population", width: int | None) -> str:
    """Every margin: target, population, difference, source and grade."""
    people = population.people
    head = (
        f"{len(people):,} synthetic people at the end of {population.month}, vintage {population.seen.name}, "
        f"{population.seen.view} view: weights {people['weight'].min():.1f} to {people['weight'].max():.1f}"
    )
    rows = [_row(row) for row in population.margins.to_dict("records")]
    figures = ["target", "population", "difference"]
    return f"{head}\n{columns(rows, right=figures, width=width)}\n{NOTES}"


NOTES = (
    "People. Grades: A published and read, B derived, C secondary or the model's own, D an assumption. Region, "
    "condition and disability\nbenefit are given by luck and change neither a hazard nor an award; they are read "
    "whatever the vintage knew."
)


def population_record(population: "Population") -> dict[str, Any]:
    """The same as plain data."""
    return {
        "vintage": population.seen.name,
        "view": population.seen.view,
        "month": population.month,
        "people": len(population.people),
        "total": float(population.people["weight"].sum()),
        "margins": population.margins.to_dict("records"),
    }


def _row(row: dict[Any, Any]) -> dict[str, str]:
    return {
        "attribute": word(row["attribute"]),
        "of": _named(row["of"]),
        "category": _named(row["category"]),
        "target": number(row["target"], 0),
        "population": number(row["population"], 0),
        "difference": number(row["difference"] + 0.0, 0).replace("-0", "0"),
        "grade": row["grade"],
        "source": row["source"].replace(";", "; "),
    }


def _named(label: str) -> str:
    """A phase, basis or category in words; names that are words already stay."""
    coded = label.islower() and label.replace("_", "").isalpha()
    return BASIS_WORDS.get(label, word(label) if coded else label)


ENDINGS = (".parquet", ".csv")
OF_PEOPLE = {"weight", "sex", "birth_cohort", "weekly_award"}
"""Columns by which an earlier file of people is known."""


def claim_file(file: Path) -> None:
    """Try a file for people before they are made.

    Raises
    ------
    EsariskError : it is of another kind, holds something else, or cannot be written
    """
    if file.suffix not in ENDINGS:
        raise EsariskError(f"{file}: is no file for people: end its name in {' or '.join(ENDINGS)}")
    if not file.parent.is_dir():
        raise EsariskError(f"{file}: cannot be written: there is no folder {file.parent}")
    if file.exists() and not _columns(file) >= OF_PEOPLE:
        raise EsariskError(f"{file}: holds something that is not people: choose another with --out")
    try_place(file.parent, file.name)


def _columns(file: Path) -> set[str]:
    """Names of columns of a file, nothing if it is no table."""
    from pyarrow import ArrowException
    from pyarrow.parquet import read_schema

    try:
        if file.suffix == ".csv":
            return set(pd.read_csv(file, nrows=0).columns)
        return set(read_schema(file).names)
    except (OSError, ValueError, ArrowException):
        return set()


def write_people(people: pd.DataFrame, file: Path) -> None:
    """Write people to a Parquet or CSV file, without the index.

    Raises
    ------
    EsariskError : the file cannot be written
    """
    text = people.to_csv(index=False) if file.suffix == ".csv" else people.to_parquet(index=False)
    write(file.parent, {file.name: text})
