"""Charts of the quarterly ESA cube: bases through the move to Universal Credit, errors by phase."""

from esarisk.analysis.validation.quarterly import TRAINED_CASE, Case
from esarisk.report.exhibits.drawing import GRID, axis, draw, each, line
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.palette import MARKERS, looks
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import THOUSANDS, listed, people
from esarisk.report.validation.quarterly import PER_CENT_OF_ESA, basis_table, phase_error_table

KEPT_NOTE = (
    "Contributory awards rise from 2024 because people on both keep the contributory part when the "
    "income-related part moves to Universal Credit."
)


def basis_exhibit(case: Case) -> Exhibit:
    """ESA by basis: markers for what was published, lines for the model."""
    table, traces, words = basis_table(case), [], []
    series = list(table.lines.items())
    pairs = list(zip(series[::2], series[1::2], strict=True))
    for i, (((name, published), (fitted, model)), look) in enumerate(
        zip(pairs, looks(len(pairs)), strict=True)
    ):
        hover = {"hovertemplate": "%{y:,.0f}"}
        dots = {"symbol": MARKERS[i], "size": 7, "color": look.colour}
        traces.append(line(name, published, look, mode="markers", marker=dots, **hover))
        traces.append(line(fitted, model, look, mode="lines", **hover))
        words.append(f"{name.lower()}: {people(published.iloc[0])} to {people(published.iloc[-1])}")
    vertical = axis(THOUSANDS, gridcolor=GRID, nticks=6, rangemode="tozero", tickformat=",d")
    drawn = draw(traces, THOUSANDS, showlegend=True, xaxis=_months(), yaxis=vertical)
    quarters = table.frame.index
    said = f"Chart of claimants by basis from {quarters[0]} to {quarters[-1]}. {listed(words)}."
    return Exhibit("bases", table.caption, said, drawn, 430, table, [KEPT_NOTE])


def _months() -> dict[str, object]:
    return axis("", type="date", tickformat="%Y", dtick="M12")


def error_exhibit(case: Case) -> Exhibit:
    """Model less published by phase: a line for each over the quarters."""
    table = phase_error_table(case)
    traces = each(line, table.lines, mode="lines", hovertemplate="%{y:+.2f}")
    vertical = axis(PER_CENT_OF_ESA, gridcolor=GRID, nticks=7, tickformat="+.1f", zeroline=True)
    drawn = draw(traces, PER_CENT_OF_ESA, showlegend=True, xaxis=_months(), yaxis=vertical)
    worst = [f"{name.lower()} {figure(max(one, key=abs), 1, '+')}" for name, one in table.lines.items()]
    words = f"Line chart of errors by phase. Worst: {listed(worst)} per cent of all ESA claimants."
    seen = f"The fit saw quarters to {case.after if case.name == TRAINED_CASE else case.cells['at'].max()}."
    name = table.name.removeprefix("quarterly_").replace("_", "-")
    return Exhibit(name, table.caption, words, drawn, 360, table, [seen])
