"""An exhibit: a chart, the words that stand for it, and the table behind it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from esarisk.report.exhibits.numbers import DASH, figure

__all__ = ["DASH", "MINUS", "Column", "Exhibit", "Table", "figure_text"]
MINUS = "−"


def figure_text(value: float, places: int = 1, sign: str = "") -> str:
    """A number as it is printed: rounded last, thousands parted, a true minus; a dash for none.

    Parameters
    ----------
    value : in the unit of print
    places : decimals
    sign : "+" shows the sign of gains too
    """
    return figure(value, places, sign).replace("-", MINUS)


@dataclass(frozen=True)
class Column:
    """One column of a table: where it is in the frame, how it is headed and printed."""

    key: str
    heading: str
    unit: str
    places: int = 1
    sign: str = ""
    right: bool = False
    """Whether words are set to the right too, as numbers are."""

    def cell(self, value: object) -> str:
        """One cell [text]."""
        if isinstance(value, str):
            return value
        return figure_text(float(value), self.places, self.sign)  # type: ignore[arg-type] # a frame's cell is an object


@dataclass(frozen=True)
class Table:
    """Numbers in print: a frame whose index is the row heading."""

    caption: str
    row_heading: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    note: str = ""

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """Row heading and cells [text]."""
        cells: list[Mapping[str, Any]] = self.frame.to_dict("records")  # type: ignore[assignment] # keys are text here
        return [
            (str(name), [column.cell(row[column.key]) for column in self.columns])
            for name, row in zip(self.frame.index, cells, strict=True)
        ]

    @property
    def numeric(self) -> list[bool]:
        """Whether each column is set to the right."""
        return [c.right or pd.api.types.is_numeric_dtype(self.frame[c.key]) for c in self.columns]


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
    def script(self) -> Markup:
        """The figure, safe inside a script element: no `<` can end it."""
        return htmlsafe_json_dumps(json.loads(self.figure), ensure_ascii=False)
