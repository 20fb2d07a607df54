"""What money would change: the chance of breach at every level of money, and what each level costs and brings."""

from collections.abc import Sequence

import xarray as xr

from esarisk.report.charts.breach import ERRORS, FORECASTING, panel
from esarisk.report.exhibits.drawing import GRID, axis, categories, draw
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import listed, printed
from esarisk.report.tables.cap import verdict
from esarisk.report.tables.levels import money_changes, money_sentence
from esarisk.report.tables.programmes import funded_scenarios, has_programmes
from esarisk.report.tables.run import breach_frame, first_scenario, has_fan


def level_exhibits(cube: xr.Dataset, mixes: Sequence[str] = ()) -> list[Exhibit]:
    """Chance of breach by level of money in the last year judged; none without money, draws or a cap.

    Parameters
    ----------
    mixes : as `money_changes`
    """
    if not has_programmes(cube) or not has_fan(cube):
        return []
    shown, unit = [first_scenario(cube), *funded_scenarios(cube)], printed(cube, "breach")
    chances = breach_frame(cube)
    if chances.empty:
        return []
    judged = chances.dropna(subset=["breach"])
    year = judged["year"].iloc[-1]
    data = judged[(judged["year"] == year) & judged["scenario"].isin(shown)].set_index("scenario").loc[shown]
    data["chance"] = [verdict(cube, *pair) for pair in zip(data["breach"], data["half_width"], strict=True)]
    data[["breach", "half_width", "forecasting", "policy_only"]] /= unit.divisor
    both = bool(data["policy_only"].any())
    vertical = axis(unit.unit, gridcolor=GRID, range=[0, 118], dtick=25)
    across = categories() | {"tickangle": -30}
    figure = draw(
        panel(data, both=both, first=True), unit.unit, barmode="stack", bargap=0.5, showlegend=both,
        xaxis=across, yaxis=vertical,
    )  # fmt: skip
    said = listed([f"{name} {chance}" for name, chance in data["chance"].items()])
    words = f"Bar chart of the chance of breach in {year} by level of programme money: {said}."
    notes = [*([] if both else [FORECASTING]), money_sentence(cube), ERRORS]
    title = f"Chance of breach in {year} at every level of programme money"
    return [
        Exhibit(
            "breach-by-level",
            title,
            words,
            figure,
            420,
            money_changes(cube, mixes)[0],
            [n for n in notes if n],
        )
    ]
