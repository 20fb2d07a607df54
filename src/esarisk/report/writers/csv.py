"""A table as tidy CSV: one number a row, with what it is of and its unit; any strict reader takes it."""

from collections.abc import Iterable

import numpy as np
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
    parts, rows = table.series, len(table.frame)
    names = {heading.lower(): words for heading, words in table.names.items()}
    if not parts:
        return pd.DataFrame(names)
    return pd.DataFrame(
        {
            **{heading: words * len(parts) for heading, words in names.items()},
            "measure": [one.measure for one in parts for _ in range(rows)],
            "value": np.concatenate([one.values.to_numpy() + 0.0 for one in parts]),
            "unit": [one.column.unit for one in parts for _ in range(rows)],
        }
    )


def csv_files(tables: Iterable[Table]) -> dict[str, str]:
    """Tables as files: name inside the output's folder → text."""
    return {f"{TABLES_FOLDER}/{table.name}.csv": csv_text(table) for table in tables}
