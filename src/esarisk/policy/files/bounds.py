"""What a number of each unit can be: outside it is a slip of the pen, not a figure."""

from math import inf

Bounds = tuple[float, float]

ANY: Bounds = (-inf, inf)
COUNT: Bounds = (0.0, 1e8)
"""More than Great Britain has people."""
UNIT_BOUNDS: dict[str, Bounds] = {
    "GBP": (-1e9, 1e9),
    "GBP a week": (0.0, 1e5),
    "GBP a month": (0.0, 1e6),
    "GBP a year": (0.0, 1e7),
    "GBP million": (-1e7, 1e7),
    "GBP billion": (-1e4, 1e4),
    "GBP a start": (0.01, 1e7),
    "GBP an hour": (0.0, 1e4),
    "GBP per GBP": (-1e6, 1e6),
    "hours": (0.0, 1e10),
    "hours a week": (0.0, 168.0),
    "1/month": (0.0, 1.0),
    "1/year": (0.0, 100.0),
    "1/percentage point": (-100.0, 100.0),
    "share": (0.0, 1.0),
    "ratio": (-1e6, 1e6),
    "standard deviations": (-1e3, 1e3),
    "per cent": (-1e3, 1e3),
    "per cent a year": (-99.0, 1e3),
    "percentage points": (-100.0, 100.0),
    "percentage points an hour": (-100.0, 100.0),
    "per 100,000 a year": (0.0, 99_999.0),
    "years": (-100.0, 1e3),
    "months": (0.0, 1e4),
    "weeks": (0.0, 1e4),
    "days": (0.0, 1e5),
    "code": (0.0, 1e3),
    "date": ANY,
    "text": ANY,
    "mixed": ANY,
}
"""Money beyond all the country earns, chances beyond 0 to 1 and the like; what is not here is a count."""


def unit_bounds(unit: str | None) -> Bounds:
    """The bounds that a unit implies; a word that is not in the list counts something."""
    return UNIT_BOUNDS.get(unit, COUNT) if unit else ANY


def within(inner: Bounds, outer: Bounds) -> Bounds:
    """Bounds that keep to two pairs of bounds."""
    return max(inner[0], outer[0]), min(inner[1], outer[1])


def outside(number: float, bounds: Bounds) -> str | None:
    """What is wrong with a number outside its bounds, or None."""
    low, high = bounds
    if low <= number <= high:
        return None
    return f"{number:g} is outside the bounds {low:,.12g} to {high:,.12g}"
