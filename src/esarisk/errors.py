"""One error tree: wrong inputs are faults, gathered and told together; all else is a bug."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

LISTED_WHOLE = 8
"""So many choices are listed whole."""
MOST_TOLD = 50
"""So many faults are told; the rest are counted."""
LONGEST = 60
"""So many letters of what was found are quoted in a fault."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with the inputs: where it stands, what it is and what to do."""

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        where = visible(self.file) + (f":{self.line}" if self.line else "")
        what = f"'{self.key}': " if self.key else ""
        return f"{where}: {what}{self.text}"


class EsariskError(Exception):
    """The inputs are wrong.

    Parameters
    ----------
    faults : every fault found, or one sentence
    """

    def __init__(self, faults: Iterable[Fault | str] | str) -> None:
        self.faults: list[Fault | str] = [faults] if isinstance(faults, str) else _in_order(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def lines(self) -> list[str]:
        """One line a fault, and how many more there are than are told."""
        told = [visible(str(fault)) for fault in self.faults[:MOST_TOLD]]
        more = len(self.faults) - len(told)
        return told + ([f"and {more:,} more"] if more else [])


def _in_order(faults: Iterable[Fault | str]) -> list[Fault | str]:
    """Each fault once, by where it stands."""
    return sorted(set(faults), key=lambda one: one if isinstance(one, Fault) else Fault("", 0, "", one))


def visible(text: str) -> str:
    """A text on one line, each letter that cannot be seen written out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def spoken(value: object) -> str:
    """A value as a fault quotes it: one line, not too long."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def did_you_mean(word: str, choices: Sequence[str]) -> str:
    """Return " Did you mean …?" for the nearest choice, or the choices, or nothing."""
    alike = {_plain(choice): choice for choice in choices}
    near = get_close_matches(_plain(word), list(alike), n=1, cutoff=0.6)
    if near:
        return f" Did you mean '{alike[near[0]]}'?"
    if 0 < len(choices) <= LISTED_WHOLE:
        return f" Choose one of: {', '.join(choices)}."
    return ""


def _plain(word: str) -> str:
    """A word as it is compared: capitals, blanks, dashes and underscores make no difference."""
    return str(word).lower().replace("_", "-").replace(" ", "-")
