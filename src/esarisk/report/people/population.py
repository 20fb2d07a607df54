"""Synthetic people beside their margins, as tables and as records."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from esarisk.errors import EsariskError
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import word
from esarisk.report.writers.terminal import told
from esarisk.writing import try_place, write

if TYPE_CHECKING:
    from esarisk.engine.people.synthetic import Population


def population_text(population: "Population") -> str:
    """Every margin beside its target, then where the targets are from."""
    return told(margin_table(population), origin_table(population))


def margin_table(population: "Population") -> Table:
    """Every cell of every margin: target, population and difference [people]."""
    people, seen, margins = population.people, population.seen, population.margins
    named = {key: [_named(code) for code in margins[key]] for key in ("of", "category")}
    frame = margins.assign(**named).set_index(margins["attribute"].map(word))
    columns = (
        *(Column(key, key.capitalize()) for key in ("of", "category")),
        *(Column(key, key.capitalize(), "people", 0) for key in ("target", "population")),
        Column("difference", "Difference", "people", 0, "+"),
    )
    whose = f"vintage {seen.name}, {seen.view} view"
    caption = f"{len(people):,} synthetic people at the end of {population.month}, {whose}"
    weights = f"Weights {people['weight'].min():.1f} to {people['weight'].max():.1f}."
    return Table("population_margins", caption, "Attribute", columns, frame, (weights, BY_LUCK))


BY_LUCK = (
    "Region, condition and disability benefit are given by luck and change neither a hazard nor an award; they are "
    "read whatever the vintage knew."
)


def origin_table(population: "Population") -> Table:
    """Where the targets of each margin are from, and how good that is."""
    rows = population.margins[["attribute", "grade", "source"]].drop_duplicates()
    rows = rows.assign(source=rows["source"].str.replace(";", "; ")).set_index(rows["attribute"].map(word))
    columns = (Column("grade", "Grade"), Column("source", "Source"))
    caption = "Where the targets are from"
    return Table("population_sources", caption, "Attribute", columns, rows, (GRADES_NOTE,))


GRADES_NOTE = "Grades: A published and read, B derived, C secondary or the model's own, D an assumption."


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


def _named(label: str) -> str:
    """A phase, basis or category in words; names that are words already stay."""
    coded = label.islower() and label.replace("_", "").isalpha()
    return word(label) if coded else label


ENDINGS = (".parquet", ".csv")
OF_PEOPLE = {"weight", "sex", "birth_cohort", "weekly_award"}
"""Columns by which an earlier file of people is known."""


def claim_file(file: Path) -> None:
    """Try a file for people; `EsariskError` where it is of another kind, holds something else, or cannot be written."""
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
    """Write people to a Parquet or CSV file, without the index; `EsariskError` where it cannot be written."""
    text = people.to_csv(index=False) if file.suffix == ".csv" else people.to_parquet(index=False)
    write(file.parent, {file.name: text})
