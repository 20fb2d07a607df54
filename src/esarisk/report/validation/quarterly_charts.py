"""Charts of the quarterly ESA cube: bases through the move to Universal Credit, errors by phase."""

import pandas as pd

from esarisk.analysis.validation.quarterly import TRAINED_CASE, Case
from esarisk.report.exhibits.drawing import GRID, axis, draw, line
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.palette import MARKERS, looks
from esarisk.report.exhibits.table import Exhibit, Table
from esarisk.report.exhibits.words import THOUSANDS, listed, people, word
from esarisk.report.validation.quarterly import PER_CENT_OF_ESA, basis_table, phase_error_table

KEPT_NOTE = (
    "Contributory awards rise from 2024 because people on both keep the contributory part when the "
    "income-related part moves to Universal Credit."
)


def basis_figure(table: Table) -> str:
    """Markers for what was published, lines for the model; columns are bases, published before model."""
    data, pairs = _printed(table), len(table.columns) // 2
    traces = []
    for i, look in enumerate(looks(pairs)):
        published, model = data.iloc[:, 2 * i], data.iloc[:, 2 * i + 1]
        said = {"hovertemplate": "%{y:,.0f}"}
        dots = {"symbol": MARKERS[i], "size": 7, "color": look.colour}
        traces.append(line(str(published.name), published, look, mode="markers", marker=dots, **said))
        traces.append(line(str(model.name), model, look, mode="lines", **said))
    vertical = axis(THOUSANDS, gridcolor=GRID, nticks=6, rangemode="tozero", tickformat=",d")
    return draw(traces, THOUSANDS, showlegend=True, xaxis=_months(), yaxis=vertical)


def _printed(table: Table) -> pd.DataFrame:
    """The numbers of a table under its headings, in the units of print."""
    return pd.DataFrame({one.heading: one.scale * table.frame[one.key] for one in table.columns})


def _months() -> dict[str, object]:
    return axis("", type="date", tickformat="%Y", dtick="M12")


def basis_exhibit(case: Case) -> Exhibit:
    """ESA by basis, published and fitted."""
    table = basis_table(case)
    data = _printed(table)
    said = [
        f"{name.lower()}: {people(data[name].iloc[0])} to {people(data[name].iloc[-1])}"
        for name in data.columns
        if name.endswith("published")
    ]
    words = f"Chart of claimants by basis from {data.index[0]} to {data.index[-1]}. {listed(said)}."
    return Exhibit("bases", table.caption, words, basis_figure(table), 430, table, [KEPT_NOTE])


def error_figure(table: Table) -> str:
    """A line for each phase over the quarters."""
    traces = [
        line(one.heading, table.frame[one.key], look, mode="lines", hovertemplate="%{y:+.2f}")
        for one, look in zip(table.columns, looks(len(table.columns)), strict=True)
    ]
    vertical = axis(PER_CENT_OF_ESA, gridcolor=GRID, nticks=7, tickformat="+.1f", zeroline=True)
    return draw(traces, PER_CENT_OF_ESA, showlegend=True, xaxis=_months(), yaxis=vertical)


def error_exhibit(case: Case) -> Exhibit:
    """Model less published by phase."""
    table = phase_error_table(case)
    worst = [
        f"{word(str(p)).lower()} {figure(max(table.frame[p], key=abs), 1, '+')}" for p in table.frame.columns
    ]
    words = f"Line chart of errors by phase. Worst: {listed(worst)} per cent of all ESA claimants."
    seen = f"The fit saw quarters to {case.after if case.name == TRAINED_CASE else case.cells['at'].max()}."
    name = table.name.removeprefix("quarterly_").replace("_", "-")
    return Exhibit(name, table.caption, words, error_figure(table), 360, table, [seen])
