"""Numbers in print: rounded last, thousands parted, no minus nought; a dash for none.

The terminal writes the plain hyphen for minus, so that a number can be copied into a spreadsheet;
pages turn it into a true minus.
"""

from collections.abc import Iterable
from math import floor, isfinite, log10

DASH = "–"
PER_CENT = 100
FIGURES = 3
MOST_PLACES = 4


def known(value: float | None) -> bool:
    """Whether there is a number to print."""
    return value is not None and isfinite(value)


def figure(value: float | None, places: int = 1, sign: str = "") -> str:
    """A number as it is printed.

    Parameters
    ----------
    value : in the unit of print; none, not-a-number and infinity are a dash
    places : decimals
    sign : "+" shows the sign of gains too; nought never has one
    """
    if value is None or not isfinite(value):
        return DASH
    rounded = round(float(value), places) + 0.0  # adding nought turns −0.0 into 0.0
    return f"{rounded:{sign if rounded else ''},.{places}f}"


def per_cent(share: float | None, places: int = 0, sign: str = "") -> str:
    """A share in per cent."""
    return f"{figure(PER_CENT * share, places, sign)}%" if share is not None and isfinite(share) else DASH


def chance(share: float | None, half_width: float | None = None) -> str:
    """A chance with its simulation error, in per cent."""
    error = f" ±{figure(PER_CENT * half_width, 0)}" if half_width is not None and isfinite(half_width) else ""
    return per_cent(share) + (error if known(share) else "")


def points(change: float | None, half_width: float | None = None) -> str:
    """A change of a chance with its simulation error, in percentage points."""
    if change is None or not isfinite(change):
        return DASH
    error = f" ±{figure(PER_CENT * half_width, 1)}" if half_width is not None and isfinite(half_width) else ""
    return figure(PER_CENT * change, 1, "+") + error


def significant(value: float | None, sign: str = "") -> str:
    """Three figures of a number whose size is not known beforehand."""
    return figure(value, places_of([] if value is None else [value]), sign)


def places_of(values: Iterable[float]) -> int:
    """Decimals for a column of numbers: three figures of the largest; none where all are whole."""
    finite = [abs(float(value)) for value in values if isfinite(value)]
    largest = max(finite, default=0.0)
    if not largest or all(value == round(value) for value in finite):
        return 0
    return min(max(FIGURES - 1 - floor(log10(largest)), 0), MOST_PLACES)


def between(low: float | None, high: float | None, places: int = 1) -> str:
    """The two ends of a range; a dash where there is none."""
    return f"{figure(low, places)}–{figure(high, places)}" if known(low) and known(high) else DASH
