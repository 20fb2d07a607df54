"""A table as tidy CSV: one number a row, with what it is of and its unit; any strict reader takes it."""

from collections.abc import Iterable

import pandas as pd

from esarisk.report.exhibits.table import Table

TABLES_FOLDER = "tables"
DIGITS = "%.10g"
"""Enough for pounds in billions, and without what binary fractions leave."""


def csv_text(table: Table) -> str:
    """A table as CSV: words of the row, then measure, value and unit; blank where there is no number [text].

    Values are those of print before rounding: a share that is printed in per cent is in per cent.
    """
    return tidy(table).to_csv(index=False, float_format=DIGITS)


def tidy(table: Table) -> pd.DataFrame:
    """One number a row: words of the row, measure, value and unit."""
    names = {heading.lower(): words for heading, words in table.names.items()}
    parts = [
        pd.DataFrame(
            {**names, "measure": one.measure, "value": one.values.to_numpy() + 0.0, "unit": one.column.unit}
        )
        for one in table.series
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(names)


def csv_files(tables: Iterable[Table]) -> dict[str, str]:
    """Tables as files: name inside the output's folder → text."""
    return {f"{TABLES_FOLDER}/{table.name}.csv": csv_text(table) for table in tables}
