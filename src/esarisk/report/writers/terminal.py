"""Tables, lists and sentences for the terminal: at most a hundred columns wide, and no heavy library."""

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from math import ceil
from typing import Any

from esarisk.report.exhibits.table import Table

GAP = "  "
PROSE = 100
"""Nothing is wider than this, or than a narrower terminal [characters]."""
NARROWEST = 24
"""A text that hangs after a start is not wrapped to less than this."""
LEAST_OF_WORDS = 6
"""No column of words is narrower than this [characters]."""
LONGEST_WORDS = 40
HEADING_LINES = (1, 2, 3, 4)
"""Lines that headings may take, tried in turn until a table fits."""


def terminal_width() -> int | None:
    """Width of the terminal [characters]; None when piped, where a row of a list stays a line."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def page_width() -> int:
    """What tables and sentences are fitted to [characters]."""
    return min(terminal_width() or PROSE, PROSE)


def told(*parts: str | Table) -> str:
    """Tables and texts one under the other, with a line between; what is empty is left out."""
    texts = [table_text(part) if isinstance(part, Table) else part for part in parts]
    return "\n\n".join(text for text in texts if text)


def table_text(table: Table) -> str:
    """A table with its caption above and its notes below; one too wide goes on in parts, with its row names again."""
    unit = _common_unit(table)
    caption = f"{table.caption}, {unit}" if unit and unit not in table.caption else table.caption
    if not len(table.frame):
        return note(caption, "Nothing to show.", *table.notes)
    headings = [
        f"{one.heading}, {one.unit}" if one.unit not in ("", unit) else one.heading for one in table.columns
    ]
    rows = [[name, *cells] for name, cells in table.rows]
    body = grid([table.row_heading, *headings], rows, [False, *table.numeric], page_width())
    return "\n".join(part for part in (note(caption), body, note(*table.notes)) if part)


def _common_unit(table: Table) -> str:
    """The unit that most numbers have, told once in the caption."""
    units = Counter(one.unit for one, number in zip(table.columns, table.numeric, strict=True) if number)
    most = max(units, key=lambda unit: units[unit], default="")
    return most if units[most] > 1 or len(units) == 1 else ""


def grid(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], width: int) -> str:
    """Cells as aligned columns under their headings, within a width.

    Headings are wrapped, then words; what still does not fit goes on below, with the row names again.

    Parameters
    ----------
    headings, right : of each column: its words, and whether it is set to the right
    rows : cells by column
    width : to keep within [characters]
    """
    for lines in HEADING_LINES:
        widths = _widths(headings, rows, lines)
        if _total(widths) <= width:
            return _set(headings, rows, right, widths)
    words = {i: _longest_word([headings, *rows], i) for i, to_right in enumerate(right) if not to_right}
    widths = _narrowed(widths, words, width)
    if _total(widths) <= width:
        return _set(headings, rows, right, widths)
    return "\n\n".join(
        _set(
            _some(headings, part), [_some(row, part) for row in rows], _some(right, part), _some(widths, part)
        )
        for part in _parts(widths, right, width)
    )


def _some(cells: Sequence[Any], part: Sequence[int]) -> list[Any]:
    """Cells of some columns."""
    return [cells[i] for i in part]


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]], lines: int) -> list[int]:
    """Width of each column where its heading may take so many lines [characters]."""
    return [
        max(
            max((len(row[i]) for row in rows), default=0),
            max(map(len, heading.split()), default=0),
            next(w for w in range(ceil(len(heading) / lines), len(heading) + 1) if len(_wrap(heading, w)) <= lines),
        )
        for i, heading in enumerate(headings)
    ]  # fmt: skip


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _longest_word(rows: Sequence[Sequence[str]], i: int) -> int:
    """The longest word of a column [characters]."""
    return max((len(word) for row in rows for word in row[i].split()), default=0)


def _narrowed(widths: Sequence[int], words: Mapping[int, int], width: int) -> list[int]:
    """Widths with the widest columns of words narrowed as far as the page asks and no word breaks [characters]."""
    narrow = list(widths)
    while _total(narrow) > width:
        wide = [i for i, least in words.items() if narrow[i] > max(least, LEAST_OF_WORDS)]
        if not wide:
            break
        narrow[max(wide, key=lambda i: narrow[i])] -= 1
    return narrow


def _parts(widths: Sequence[int], right: Sequence[bool], width: int) -> list[list[int]]:
    """Columns by the part of a table that they stand in; names of rows stand in each."""
    names = list(range(list(right).index(True) if any(right) else 1))
    parts = [list(names)]
    for i in range(len(names), len(widths)):
        if len(parts[-1]) > len(names) and _total([widths[j] for j in [*parts[-1], i]]) > width:
            parts.append(list(names))
        parts[-1].append(i)
    return parts


def _set(
    headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], widths: Sequence[int]
) -> str:
    """Cells set in columns of given widths, a rule under the headings."""
    head = _lines(headings, right, widths, sink=True)
    body = [line for row in rows for line in _lines(row, right, widths)]
    return "\n".join([*head, "-" * _total(widths), *body])


def _lines(
    cells: Sequence[str], right: Sequence[bool], widths: Sequence[int], *, sink: bool = False
) -> list[str]:
    """One row as lines; those of headings sink to the rule."""
    wrapped = [_wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    if sink:
        deepest = max(map(len, wrapped))
        wrapped = [[""] * (deepest - len(cell)) + cell for cell in wrapped]
    return [
        GAP.join(
            text.rjust(width) if to_right else text.ljust(width)
            for text, to_right, width in zip(line, right, widths, strict=True)
        ).rstrip()
        for line in zip_longest(*wrapped, fillvalue="")
    ]


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 1), break_on_hyphens=False) or [""]


def columns(rows: Sequence[Mapping[str, Any]], right: Iterable[str] = (), width: int | None = None) -> str:
    """Rows as aligned columns under a header of their own keys.

    Parameters
    ----------
    rows : cells by column; every row has the columns of the first
    right : columns set to the right
    width : to keep within, such as the terminal's [characters]; as wide as they are otherwise
    """
    if not rows:
        return "nothing to list"
    heads, cells = list(rows[0]), [[str(cell) for cell in row.values()] for row in rows]
    to_right = set(right)
    if width is None:
        return _set(heads, cells, [head in to_right for head in heads], _widths(heads, cells, 1))
    return grid(heads, cells, [head in to_right for head in heads], width)


def hanging(start: str, text: str, width: int | None) -> list[str]:
    """Text after a start, wrapped under itself."""
    if width is None:
        return [(start + text).rstrip()]
    return textwrap.wrap(
        text.strip(),
        max(width, len(start) + NARROWEST),
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_on_hyphens=False,
    ) or [start.rstrip()]


def note(*sentences: str) -> str:
    """Sentences under a table as lines that fit; each argument begins a line of its own."""
    lines = [line for text in sentences if text for line in text.splitlines()]
    return "\n".join("\n".join(hanging("", line, page_width())) for line in lines)


def definitions(pairs: Mapping[str, str], width: int | None = None) -> str:
    """Names and what they mean; a long name stands on a line of its own.

    Parameters
    ----------
    pairs : meaning by name
    width : to wrap to [characters]; None gives one line a name
    """
    if not pairs:
        return "nothing to list"
    longest = max(map(len, pairs))
    column = longest if width is None else min(longest, LONGEST_WORDS)
    lines: list[str] = []
    for name, meaning in pairs.items():
        if len(name) > column:
            lines.append(name)
        start = ("" if len(name) > column else name).ljust(column) + GAP
        lines += hanging(start, meaning, width)
    return "\n".join(lines)
