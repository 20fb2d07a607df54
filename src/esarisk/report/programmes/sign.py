"""Which figure gives what a programme does inside the cap its sign, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from esarisk.report.exhibits.numbers import figure, per_cent

Row = Mapping[str, Any]


def sign_words(rows: Sequence[Row]) -> str:
    """A sentence or two a programme: the figure, its range and grade, and what drift takes away."""
    return " ".join(map(_one, rows))


def _one(row: Row) -> str:
    """One programme."""
    if not row["saved"]:
        return f"{row['title']} saves nothing inside the cap and loses nothing, by its mean figures."
    number = f"{figure(row['value'], 2)} {row['unit']}"
    known = ", ".join(word for word in (row["range"], f"grade {row['grade']}", row["status"]) if word)
    why = f": {row['why']}" if row["why"] else ""
    others = f" Read of others: {'; '.join(row['read_of_others'])}." if row["read_of_others"] else ""
    return (
        f"{row['title']}, inside the cap: its sign is that of {row['figure']}, {number} ({known}){why}.{others} "
        f"{_drift(row)}"
    )


def _drift(row: Row) -> str:
    """What drift to the support group takes of what leavers save."""
    taken, whole = row["without_drift"] - row["saved"], row["without_drift"]
    if taken <= 0.0:
        return "Nobody drifts to the support group by it, as far as is known."
    if whole <= 0.0:
        return "Drift to the support group has no leavers to set off."
    return f"Drift to the support group takes {per_cent(taken / whole, 0)} of what leavers save."
