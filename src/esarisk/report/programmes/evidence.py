"""Programmes beside what was published of them, a table each."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import nan
from typing import Any

import pandas as pd

from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import YES_NO, Column, Table
from esarisk.report.writers.terminal import note, told

Row = Mapping[str, Any]
TITLE = "Programmes beside what was published of them; sources stand in each file (`esarisk show PROGRAMME`)"
LABEL_NOTE = (
    "Fitted: set to hit it. Arithmetic: follows from figures of the same source, with no interval where those are "
    "fixed."
)


def evidence_text(rows: Sequence[Row]) -> str:
    """A table a programme, and how many held-out figures lie inside the model's interval."""
    return told(note(TITLE), *evidence_tables(rows), note(hits(rows), LABEL_NOTE))


def hits(rows: Sequence[Row]) -> str:
    """How many held-out figures lie inside the model's interval."""
    held = [row for row in rows if row["label"] == "held out" and row["inside"] is not None]
    inside = sum(row["inside"] for row in held)
    return (
        f"{inside} of {len(held)} held-out figures ({figure(100 * inside / max(1, len(held)), 0)} per cent) lie inside "
        "the model's 90 per cent interval; each miss has its reason. Whether a published interval meets the model's "
        "is another question, answered beside."
    )


def evidence_tables(rows: Sequence[Row]) -> list[Table]:
    """A table for each programme, in their order."""
    groups = groupby(rows, lambda row: str(row["programme"]))
    return [_programme_table(name, list(group)) for name, group in groups]


def _programme_table(name: str, rows: Sequence[Row]) -> Table:
    """What the model says of one programme beside what was published; notes say what each figure is of."""
    frame = pd.DataFrame(rows, index=[_quantity(i, row) for i, row in enumerate(rows, start=1)])
    ends = [row["published_interval"] or (nan, nan) for row in rows]
    frame = frame.assign(published_low=[low for low, _ in ends], published_high=[high for _, high in ends])
    interval = [
        Column("published_low", "Published interval", places=None, to="published_high"),
        Column("overlap", "They meet", words=YES_NO),
    ]
    columns = (
        Column("label", "How"),
        Column("model", "Model", places=None),
        Column("low", "90% interval", places=None, to="high"),
        Column("published", "Published", places=None),
        Column("inside", "Inside", words=YES_NO),
        *(interval if frame["published_low"].notna().any() else []),
    )
    notes = [f"{i} {of}." for i, row in enumerate(rows, start=1) if (of := _of(row))]
    return Table(f"evidence_{name}", name, "Quantity", columns, frame, (" ".join(notes),))


def _quantity(place: int, row: Row) -> str:
    """A numbered quantity with its month since the start and its unit."""
    at = "" if row["at_month"] is None else f" at month {figure(row['at_month'], 0)}"
    return f"{place} {row['quantity'].replace('_', ' ')}{at}, {row['unit']}"


def _of(row: Row) -> str:
    """What a published figure is of, and why it is missed."""
    assumed = "its interval is assumed" if row["interval_status"] == "assumed" else ""
    missed = f"missed: {row['reason']}" if row["inside"] is False and row["reason"] else ""
    return "; ".join(word for word in (row["of"], row["words"], row["note"], assumed, missed) if word)
