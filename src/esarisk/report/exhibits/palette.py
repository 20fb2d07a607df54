"""Colours of charts, with the dashes, markers and patterns that say the same without colour.

Source: Government Analysis Function, colours for charts (afcharts: colours and palettes, 2025).
Categorical colours are used in this order, at most four where possible; axes and grids are #595959.
Contrast is that of the Web Content Accessibility Guidelines 2.2: 3 for lines, 4.5 for words.
"""

from typing import NamedTuple

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
DARK_GREY, LIGHT_PURPLE = "#3D3D3D", "#A285D1"
CATEGORICAL = (DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE)
EXTENDED = (*CATEGORICAL, DARK_GREY, LIGHT_PURPLE)
AXIS = "#595959"
INK = "#0b0c0c"
WHITE = "#ffffff"
PALE_GREY = "#8a8f94"
"""What is watched but not judged."""
FAN_COLOURS = (("#6BACE6", 0.35), ("#2073BC", 0.45))
"""Light and mid blue of the sequential palette, let through: the 10–90 and 25–75 bands of a fan."""
CONTRAST_OF_WORDS = 4.5

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


def _channels(colour: str) -> tuple[float, ...]:
    """Red, green and blue of a colour in hexadecimals, nought to one."""
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def over(colour: str, share: float, ground: str) -> str:
    """A colour let through on another."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(255 * (share * one + (1 - share) * under)):02x}" for one, under in pairs)


OUTER_BAND, INNER_BAND = (
    f"rgba({', '.join(f'{255 * c:.0f}' for c in _channels(band))}, {share})" for band, share in FAN_COLOURS
)


def contrast(colour: str, ground: str = WHITE) -> float:
    """Contrast of two colours, from 1 to 21."""
    lights = sorted((_light(colour), _light(ground)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    """Relative luminance."""
    low = 0.04045
    linear = [c / 12.92 if c <= low else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def readable(colour: str) -> str:
    """A colour for words on white: darkened until its contrast is enough."""
    while contrast(colour) < CONTRAST_OF_WORDS:
        colour = over(colour, 0.95, INK)
    return colour
