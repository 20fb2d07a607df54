"""Numbers in print, the same on every surface: rounded last, thousands parted, a true minus, no minus nought."""

from collections.abc import Iterable
from math import floor, isfinite, log10

from esarisk.units import PERCENT

DASH = "–"
MINUS = "−"
FIGURES = 3
MOST_PLACES = 4
LEAST_WHOLE = 0.5
"""An error below it would round to nought."""


def known(value: float | None) -> bool:
    """Whether there is a number to print."""
    return value is not None and isfinite(value)


def figure(value: float | None, places: int | None = 1, sign: str = "") -> str:
    """A number as it is printed.

    Parameters
    ----------
    value : in the unit of print; none, not-a-number and infinity are a dash
    places : decimals; None for three figures
    sign : "+" shows the sign of gains too; nought never has one
    """
    if value is None or not isfinite(value):
        return DASH
    shown = places_of([value]) if places is None else places
    rounded = round(float(value), shown) + 0.0  # adding nought turns −0.0 into 0.0
    return f"{rounded:{sign if rounded else ''},.{shown}f}".replace("-", MINUS)


def significant(value: float | None, sign: str = "") -> str:
    """Three figures of a number whose size is not known beforehand."""
    return figure(value, None, sign)


def places_of(values: Iterable[float]) -> int:
    """Decimals for a column of numbers: three figures of the largest; none where all are whole."""
    finite = [abs(float(value)) for value in values if isfinite(value)]
    largest = max(finite, default=0.0)
    if not largest or all(value == round(value) for value in finite):
        return 0
    return min(max(FIGURES - 1 - floor(log10(largest)), 0), MOST_PLACES)


def give_or_take(half_width: float | None, places: int = 0) -> str:
    """A half-width beside its number, never as nought; nothing where it is not known."""
    if half_width is None or not isfinite(half_width):
        return ""
    finer = places if half_width == 0.0 or half_width >= LEAST_WHOLE / 10**places else places + 1
    return f" ±{figure(half_width, finer)}"


def per_cent(share: float | None, places: int = 0, sign: str = "") -> str:
    """A share in per cent."""
    return f"{figure(PERCENT * share, places, sign)}%" if share is not None and isfinite(share) else DASH


def chance(share: float | None, half_width: float | None = None) -> str:
    """A chance with its simulation error, in per cent."""
    error = "" if half_width is None else give_or_take(PERCENT * half_width)
    return per_cent(share) + (error if known(share) else "")


def between(low: float | None, high: float | None, places: int | None = 1, sign: str = "") -> str:
    """The two ends of a range; a dash where there is none."""
    if not (known(low) and known(high)):
        return DASH
    to = " to " if sign or any(end is not None and end < 0 for end in (low, high)) else DASH
    return f"{figure(low, places, sign)}{to}{figure(high, places, sign)}"
