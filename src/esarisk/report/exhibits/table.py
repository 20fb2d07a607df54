"""A table and a figure: what is told, once; the terminal, the page, files and the workbook only write it."""

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from esarisk.report.exhibits.numbers import DASH, between, figure, give_or_take

if TYPE_CHECKING:
    import pandas as pd
    from markupsafe import Markup

Row = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Column:
    """One column: where it is in the frame, how it is headed and printed.

    Parameters
    ----------
    key : of the frame; a number, a text, or yes and no
    heading : its words
    unit : in the unit of print
    places : decimals; None for three figures of each number
    sign : "+" shows the sign of gains too
    error : key of the half-width that stands beside the number
    to : key of the other end, where the column is a range
    scale : what numbers are multiplied by for print, such as 100 for a share in per cent
    suffix : written behind a number
    words : value → what is printed for it
    right : whether words are set to the right too, as numbers are
    """

    key: str
    heading: str
    unit: str = ""
    places: int | None = 1
    sign: str = ""
    error: str = ""
    to: str = ""
    scale: float = 1.0
    suffix: str = ""
    words: Mapping[Any, str] = field(default_factory=dict)
    right: bool = False

    @property
    def measures(self) -> dict[str, str]:
        """Column of the frame → what its numbers are called: the heading, and its end or its error."""
        heading = self.heading or self.key
        told = {self.key: f"{heading}, low", self.to: f"{heading}, high"} if self.to else {self.key: heading}
        return told | ({self.error: f"{heading}, half-width"} if self.error else {})

    def cell(self, row: Row) -> str:
        """One cell [text]."""
        value: Any = row[self.key]
        if isinstance(value, str):
            return value
        if self.words and value in self.words:
            return self.words[value]
        if value is None or value != value:  # noqa: PLR0124 - not a number
            return DASH
        if self.to:
            return between(self._scaled(value), self._scaled(row[self.to]), self.places, self.sign)
        error = give_or_take(self._scaled(row[self.error]), self.places or 0) if self.error else ""
        return f"{figure(self._scaled(value), self.places, self.sign)}{self.suffix}{error}"

    def _scaled(self, value: float | None) -> float | None:
        return None if value is None else self.scale * float(value)


YES_NO: Mapping[Any, str] = {True: "yes", False: "no"}
"""Words of a question that is answered by yes or no."""


@dataclass(frozen=True)
class Table:
    """Numbers in print: a frame whose index is the row heading.

    Parameters
    ----------
    name : of its file and its sheet; no two tables of the house share one
    caption : what it is of
    row_heading : what a row is
    columns : in the order of print
    frame : a row for each row of print; in base units
    notes : sentences under it
    marks : row → a mark behind its name, which a note explains
    """

    name: str
    caption: str
    row_heading: str
    columns: tuple[Column, ...]
    frame: "pd.DataFrame"
    notes: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """Row heading and cells [text]."""
        return [
            (f"{name}{self.marks.get(str(name), '')}", [column.cell(row) for column in self.columns])
            for name, row in zip(self.frame.index, self.frame.to_dict("records"), strict=True)
        ]

    @cached_property
    def numeric(self) -> list[bool]:
        """Whether each column is set to the right."""
        return [column.right or not self.wordy(column.key) for column in self.columns]

    def wordy(self, key: str) -> bool:
        """Whether a column of the frame holds words."""
        cells = self.frame[key]
        return cells.dtype.kind not in "biuf" and any(isinstance(value, str) for value in cells)

    @property
    def names(self) -> dict[str, list[str]]:
        """Words that say what a row is: those of the index, then every column of words."""
        rows = {self.row_heading: [str(name) for name in self.frame.index]}
        wordy = [column for column in self.columns if self.wordy(column.key)]
        return rows | {column.heading: [str(one) for one in self.frame[column.key]] for column in wordy}

    @property
    def lines(self) -> "dict[str, pd.Series[float]]":
        """Heading → numbers of each column, in the unit of print."""
        return {column.heading: column.scale * self.frame[column.key] for column in self.columns}

    @property
    def series(self) -> list["Series"]:
        """Every column of numbers, ends and errors of their own, in the unit of print and not rounded."""
        return [
            Series(measure, column, column.scale * self.frame[key].astype(float))
            for column in self.columns
            if not self.wordy(column.key)
            for key, measure in column.measures.items()
        ]


class Series(NamedTuple):
    """A column of numbers for a file: what it is called, how it is printed, and its values."""

    measure: str
    column: Column
    values: "pd.Series[float]"


@dataclass(frozen=True)
class Exhibit:
    """A chart with everything that must stand beside it."""

    name: str
    title: str
    words: str
    figure: str
    """The figure as plotly's JSON."""
    height: int
    table: Table
    notes: Sequence[str] = ()

    @property
    def script(self) -> "Markup":
        """The figure, safe inside a script element: no `<` can end it."""
        from jinja2.utils import htmlsafe_json_dumps

        return htmlsafe_json_dumps(json.loads(self.figure), ensure_ascii=False)
