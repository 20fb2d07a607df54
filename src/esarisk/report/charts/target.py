"""The cap since 2017: adjusted spending beside cap and pathway, and the reclassification taken both ways."""

from typing import Any

import pandas as pd
import xarray as xr

from esarisk.report.charts.cap import (
    CAP_HEIGHT,
    LIMIT_LOOK,
    NOT_FROM_NOUGHT,
    ONE_DRAW,
    SPENDING,
    capped_fan,
    fan_figure,
    later_lines,
)
from esarisk.report.exhibits.drawing import GRID, axis, bars, draw
from esarisk.report.exhibits.palette import DARK_BLUE, DARK_GREY, DARK_PINK, PALE_GREY, Look
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import listed, pounds, printed
from esarisk.report.tables.cap import verdict
from esarisk.report.tables.run import first_scenario, has_fan, middle
from esarisk.report.tables.target_year import (
    TREATED,
    moved,
    target_frame,
    target_table,
    target_year,
    treatment_table,
    ways,
)

PATHWAY_LOOK = Look(DARK_GREY, "dot", "triangle-up", "/")
OTHER_LOOK = Look(DARK_PINK, "dash", "square", "/")
LOOKS = {"neutral": LIMIT_LOOK, "not_neutral": OTHER_LOOK}
JUDGED = {"neutral": Look(DARK_BLUE, "", "", ""), "not_neutral": Look(DARK_PINK, "", "", "")}
WATCHED = {"neutral": Look(PALE_GREY, "", "", "/"), "not_neutral": Look(PALE_GREY, "", "", "x")}


def target_exhibit(cube: xr.Dataset) -> Exhibit:
    """Fan and median of spending after adjustments, cap or pathway, and the limit, both ways where it has two."""
    table, several = target_frame(cube), ways(cube)
    data = capped_fan(cube, "adjusted_spending").assign(cap=table[f"cap_{cube.attrs['reclassification']}"])
    data = data.assign(**{f"limit_{way}": table[f"limit_{way}"] for way in several})
    names = {way: f"Limit, {TREATED[way]}" for way in several}
    series: dict[str, Any] = {name: (data[f"limit_{way}"], LOOKS[way], {}) for way, name in names.items()}
    series["Cap or pathway"] = (data["cap"], PATHWAY_LOOK, {})
    series[f"{first_scenario(cube)}, {middle(cube)}"] = (data["p50"], SPENDING, {})
    said = [
        f"{year}: {middle(cube)} {pounds(row['p50'])}, "
        + ", ".join(f"{name.lower()} {pounds(row[f'limit_{way}'])}" for way, name in names.items())
        for year, row in data.iterrows()
    ]
    shown = series | later_lines(cube, "adjusted_spending")
    return Exhibit(
        "cap",
        "Spending inside the welfare cap, after adjustments",
        f"Line chart of spending inside the welfare cap after adjustments. {'; '.join(said)}.",
        fan_figure(data, shown, spread=has_fan(cube)),
        CAP_HEIGHT,
        target_table(cube),
        [NOT_FROM_NOUGHT, *target_notes(cube), *([] if has_fan(cube) else [ONE_DRAW])],
    )


def target_notes(cube: xr.Dataset) -> list[str]:
    """What is judged, what is adjusted, and what may have been reclassified."""
    year = target_year(cube)
    reclassified = (
        f"{pounds(moved(cube, year))} of Universal Credit that stood outside the cap in {year} stands inside it "
        "now. Neutral: the cap and its margin move with it. Not neutral: they stay. "
        f"The run takes it as {TREATED[cube.attrs['reclassification']]}."
    )
    return [
        f"{year} alone is judged. The years before it have a pathway, which is watched: above it is no breach.",
        (
            "Adjusted: inflation up to the vintage and the block grant for benefits devolved to Scotland, both as "
            "last published, and in each draw the price news after it."
        ),
        *([reclassified] if len(ways(cube)) > 1 else []),
    ]


def treatment_exhibit(cube: xr.Dataset) -> Exhibit:
    """Chance of standing above the limit in each year, both ways side by side; years only watched in hatched grey."""
    table, unit, year = target_frame(cube), printed(cube, "breach"), target_year(cube)
    pairs = {way: zip(table[f"chance_{way}"], table[f"half_width_{way}"], strict=True) for way in TREATED}
    said = {way: [verdict(cube, *pair) for pair in both] for way, both in pairs.items()}
    traces = [
        bars(
            name.capitalize() if judged else f"Watched, not judged: {name}",
            table[f"chance_{treatment}"].where(table["judged"] == judged) / unit.divisor,
            styles[treatment],
            text=[
                one if row == judged else ""
                for one, row in zip(said[treatment], table["judged"], strict=True)
            ],
            textposition="outside",
            cliponaxis=False,
            offsetgroup=treatment,
            hovertemplate="%{y:.0f}",
        )
        for styles, judged in ((JUDGED, True), (WATCHED, False))
        for treatment, name in TREATED.items()
    ]
    vertical = axis(unit.unit, gridcolor=GRID, range=[0, 112], dtick=25)
    words = [
        f"{name}: {listed([f'{one} in {when}' for when, one in zip(table.index, said[way], strict=True)])}"
        for way, name in TREATED.items()
    ]
    what = "P(above limit)" if has_fan(cube) else "who is above the limit"
    return Exhibit(
        "breach",
        f"Chance of breaching the welfare cap in {year}, {first_scenario(cube)}",
        f"Bar chart of {what}, the reclassification taken both ways. {'; '.join(words)}.",
        draw(traces, unit.unit, barmode="group", bargap=0.3, showlegend=True, yaxis=vertical),
        340,
        treatment_table(cube),
        [
            (
                f"Only the bars of {year} are chances of breach: the years before it, in grey, are watched against a "
                "pathway. Errors are of simulation, 95 per cent."
            )
        ],
    )


def both_ways(cube: xr.Dataset, table: pd.DataFrame) -> dict[str, Any]:
    """The target year's answers: what the run takes and the other way."""
    row: Any = table.loc[target_year(cube)]
    found: dict[str, Any] = {}
    taken = cube.attrs["reclassification"]
    for way, name in zip(("taken", "other"), sorted(TREATED, key=lambda name: name != taken), strict=True):
        found[way] = TREATED[name]
        found |= {f"{part}_{way}": row[f"{part}_{name}"] for part in ("chance", "half_width", "headroom")}
    return found
