"""Colours of charts, with the dashes, markers and patterns that say the same without colour.

Source: Government Analysis Function, colours for charts (afcharts: colours and palettes, 2025).
Categorical colours are used in this order, at most four where possible; axes and grids are #595959.
"""

from typing import NamedTuple

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
DARK_GREY, LIGHT_PURPLE = "#3D3D3D", "#A285D1"
CATEGORICAL = (DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE)
EXTENDED = (*CATEGORICAL, DARK_GREY, LIGHT_PURPLE)
PAIR = (DARK_BLUE, ORANGE)
SEQUENTIAL = (DARK_BLUE, "#2073BC", "#6BACE6")
AXIS = "#595959"
INK = "#0b0c0c"
OUTER_BAND = "rgba(107, 172, 230, 0.35)"
INNER_BAND = "rgba(32, 115, 188, 0.45)"
"""Light and mid blue of the sequential palette, let through: the 10–90 and 25–75 bands of a fan."""

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "square", "diamond", "triangle-up", "cross", "x")
PATTERNS = ("", "/", ".", "x", "-", "\\")


class Look(NamedTuple):
    """How one series is told from the others."""

    colour: str
    dash: str
    marker: str
    pattern: str


def looks(count: int) -> list[Look]:
    """A look for each of some series; colours, dashes and markers start again after six."""
    return [
        Look(EXTENDED[i % 6], DASHES[(i + i // 6) % 6], MARKERS[(i + 2 * (i // 6)) % 6], PATTERNS[i % 6])
        for i in range(count)
    ]
