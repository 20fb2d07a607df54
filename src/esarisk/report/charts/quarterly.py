"""The quarterly ESA cube: bases through the move to Universal Credit, errors by phase."""

import pandas as pd

from esarisk.analysis.validation.quarterly import FITTED_CASE, TRAINED_CASE, Case, by_basis, errors
from esarisk.report.exhibits.drawing import GRID, axis, draw, line
from esarisk.report.exhibits.palette import MARKERS, looks
from esarisk.report.exhibits.table import Column, Exhibit, Table
from esarisk.report.exhibits.words import BASIS_WORDS, listed, people, word

THOUSAND = 1000.0
MOVED = ("contributory", "both", "income_related", "credits_only")


KEPT = (
    "Contributory awards rise from 2024 because people on both keep the contributory part when the "
    "income-related part moves to Universal Credit."
)


def basis_data(case: Case) -> pd.DataFrame:
    """(quarter, 'basis, published' or 'basis, model') claimants [thousand people]."""
    parts = {}
    for basis in MOVED:
        for kind in ("published", "model"):
            parts[f"{BASIS_WORDS[basis]}, {kind}"] = by_basis(case, kind)[basis] / THOUSAND
    return pd.DataFrame(parts)


def basis_figure(data: pd.DataFrame) -> str:
    """Markers for what was published, lines for the model."""
    traces = []
    for i, look in enumerate(looks(len(MOVED))):
        published, model = data.iloc[:, 2 * i], data.iloc[:, 2 * i + 1]
        said = {"hovertemplate": "%{y:,.0f}"}
        dots = {"symbol": MARKERS[i], "size": 7, "color": look.colour}
        traces.append(line(str(published.name), published, look, mode="markers", marker=dots, **said))
        traces.append(line(str(model.name), model, look, mode="lines", **said))
    unit = "thousand people"
    vertical = axis(unit, gridcolor=GRID, nticks=6, rangemode="tozero", tickformat=",d")
    months = axis("", type="date", tickformat="%Y", dtick="M12")
    return draw(traces, unit, showlegend=True, xaxis=months, yaxis=vertical)


def basis_exhibit(case: Case) -> Exhibit:
    """ESA by basis, published and fitted."""
    data = basis_data(case)
    first, last = data.index[0], data.index[-1]
    said = [
        f"{name.lower()}: {people(data[name].iloc[0])} to {people(data[name].iloc[-1])}"
        for name in data.columns
        if name.endswith("published")
    ]
    columns = tuple(Column(name, name, "thousand people", 0) for name in data.columns)
    return Exhibit(
        "bases",
        f"ESA by basis, published and {case.name}",
        f"Chart of claimants by basis from {first} to {last}. {listed(said)}.",
        basis_figure(data),
        430,
        Table(f"ESA by basis, published and {case.name}", "Quarter", columns, data),
        [KEPT],
    )


def error_figure(data: pd.DataFrame) -> str:
    """A line for each phase over the quarters."""
    traces = [
        line(word(str(phase)), data[phase], look, mode="lines", hovertemplate="%{y:+.2f}")
        for phase, look in zip(data.columns, looks(len(data.columns)), strict=True)
    ]
    unit = "per cent of ESA"
    vertical = axis(unit, gridcolor=GRID, nticks=7, tickformat="+.1f", zeroline=True)
    months = axis("", type="date", tickformat="%Y", dtick="M12")
    return draw(traces, unit, showlegend=True, xaxis=months, yaxis=vertical)


def error_exhibit(case: Case) -> Exhibit:
    """Model less published by phase."""
    data = errors(case, "phase")
    worst = [f"{word(p).lower()} {max(data[p], key=abs):+.1f}" for p in map(str, data.columns)]
    columns = tuple(Column(str(p), word(str(p)), "per cent of ESA", 2, "+") for p in data.columns)
    name = {FITTED_CASE: "errors-fitted", TRAINED_CASE: "errors-trained"}[case.name]
    return Exhibit(
        name,
        f"Model less published by phase, {case.name}",
        f"Line chart of errors by phase. Worst: {listed(worst)} per cent of all ESA claimants.",
        error_figure(data),
        360,
        Table(f"Model less published by phase, {case.name}", "Quarter", columns, data),
        [f"The fit saw quarters to {case.after if case.name == TRAINED_CASE else case.cells['at'].max()}."],
    )
