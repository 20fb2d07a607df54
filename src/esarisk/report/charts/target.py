"""The cap since 2017: adjusted spending beside cap and pathway, and the reclassification taken both ways."""

from typing import Any

import pandas as pd
import xarray as xr

from esarisk.names import TREATMENTS
from esarisk.report.charts.cap import (
    CAP_HEIGHT,
    LIMIT_LOOK,
    SPENDING,
    fan_figure,
    later_lines,
    middle,
    other_medians,
)
from esarisk.report.exhibits.drawing import GRID, axis, bars, draw
from esarisk.report.exhibits.palette import DARK_BLUE, DARK_GREY, DARK_PINK, PALE_GREY, Look
from esarisk.report.exhibits.table import Exhibit
from esarisk.report.exhibits.words import listed, pounds, printed
from esarisk.report.tables.cap import verdict
from esarisk.report.tables.run import capped_years, fan, first_scenario, has_fan
from esarisk.report.tables.target_year import (
    TREATED,
    moved,
    other_treatment,
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


def limit_name(treatment: str) -> str:
    """What the limit under a treatment is called."""
    return f"Limit, {TREATED[treatment]}"


def target_data(cube: xr.Dataset) -> pd.DataFrame:
    """Fan of adjusted spending with cap or pathway and both limits [GBP billion]."""
    unit = printed(cube, "adjusted_spending")
    spread = fan(cube["adjusted_spending"].isel(scenario=0).sel(year=capped_years(cube)), unit.divisor)
    table = target_frame(cube)
    limits = {f"limit_{treatment}": table[f"limit_{treatment}"] for treatment in ways(cube)}
    return spread.assign(cap=table[f"cap_{cube.attrs['reclassification']}"], **limits)


def target_figure(data: pd.DataFrame, others: pd.DataFrame, unit: str, *, spread: bool, first: str) -> str:
    """Fan and median of adjusted spending, cap or pathway, and both limits."""
    shown = [treatment for treatment in TREATMENTS if f"limit_{treatment}" in data]
    series: dict[str, Any] = {limit_name(t): (data[f"limit_{t}"], LOOKS[t], {}) for t in shown}
    series["Cap or pathway"] = (data["cap"], PATHWAY_LOOK, {})
    series[f"{first}, {'median' if spread else 'central path'}"] = (data["p50"], SPENDING, {})
    return fan_figure(data, series | later_lines(others), unit, spread=spread)


def target_words(cube: xr.Dataset, data: pd.DataFrame) -> str:
    """The chart in words."""
    parts = [
        f"{year}: {middle(cube)} {pounds(row['p50'])}, "
        + ", ".join(f"{limit_name(t).lower()} {pounds(row[f'limit_{t}'])}" for t in ways(cube))
        for year, row in data.iterrows()
    ]
    return f"Line chart of spending inside the welfare cap after adjustments. {'; '.join(parts)}."


def target_exhibit(cube: xr.Dataset) -> Exhibit:
    """Adjusted spending beside the cap and its pathway."""
    data, unit = target_data(cube), printed(cube, "adjusted_spending").unit
    others, first = other_medians(cube, "adjusted_spending"), first_scenario(cube)
    return Exhibit(
        "cap",
        "Spending inside the welfare cap, after adjustments",
        target_words(cube, data),
        target_figure(data, others, unit, spread=has_fan(cube), first=first),
        CAP_HEIGHT,
        target_table(cube),
        [
            "The vertical axis does not start at nought.",
            *target_notes(cube),
            *([] if has_fan(cube) else ["One draw: the central path, without a fan."]),
        ],
    )


def target_notes(cube: xr.Dataset) -> list[str]:
    """What is judged, what is adjusted, and what may have been reclassified."""
    year = target_year(cube)
    return [
        f"{year} alone is judged. The years before it have a pathway, which is watched: above it is no breach.",
        (
            "Adjusted: inflation up to the vintage and the block grant for benefits devolved to Scotland, both as "
            "last published, and in each draw the price news after it."
        ),
        *([_reclassified(cube, year)] if len(ways(cube)) > 1 else []),
    ]


def _reclassified(cube: xr.Dataset, year: str) -> str:
    """What may have been moved inside the cap, and what that does to it."""
    return (
        f"{pounds(moved(cube, year))} of Universal Credit that stood outside the cap in {year} stands inside it "
        "now. Neutral: the cap and its margin move with it. Not neutral: they stay. "
        f"The run takes it as {TREATED[cube.attrs['reclassification']]}."
    )


def said(cube: xr.Dataset, table: pd.DataFrame, treatment: str) -> list[str]:
    """Chances under a treatment in words."""
    pairs = zip(table[f"chance_{treatment}"], table[f"half_width_{treatment}"], strict=True)
    return [verdict(cube, *pair) for pair in pairs]


def treatment_figure(cube: xr.Dataset, table: pd.DataFrame, unit: str) -> str:
    """Bars of the chance in each year, both ways side by side; years that are only watched in hatched grey."""
    divisor = printed(cube, "breach").divisor
    traces = []
    for looks_, judged in ((JUDGED, True), (WATCHED, False)):
        for treatment, name in TREATED.items():
            chances, rows = said(cube, table, treatment), table["judged"] == judged
            traces.append(
                bars(
                    name.capitalize() if judged else f"Watched, not judged: {name}",
                    table[f"chance_{treatment}"].where(rows) / divisor,
                    looks_[treatment],
                    text=[one if row else "" for one, row in zip(chances, rows, strict=True)],
                    textposition="outside",
                    cliponaxis=False,
                    offsetgroup=treatment,
                    hovertemplate="%{y:.0f}",
                )
            )
    vertical = axis(unit, gridcolor=GRID, range=[0, 112], dtick=25)
    return draw(traces, unit, barmode="group", bargap=0.3, showlegend=True, yaxis=vertical)


def treatment_exhibit(cube: xr.Dataset) -> Exhibit:
    """The chance of standing above the limit, the reclassification taken both ways."""
    table, unit = target_frame(cube), printed(cube, "breach")
    year = target_year(cube)
    words = []
    for treatment, name in TREATED.items():
        chances = zip(table.index, said(cube, table, treatment), strict=True)
        words.append(f"{name}: {listed([f'{one} in {when}' for when, one in chances])}")
    what = "P(above limit)" if has_fan(cube) else "who is above the limit"
    return Exhibit(
        "breach",
        f"Chance of breaching the welfare cap in {year}, {first_scenario(cube)}",
        f"Bar chart of {what}, the reclassification taken both ways. {'; '.join(words)}.",
        treatment_figure(cube, table, unit.unit),
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
    row = table.loc[target_year(cube)]
    taken, other = cube.attrs["reclassification"], other_treatment(cube)
    return {
        "taken": TREATED[taken],
        "other": TREATED[other],
        **{
            f"{part}_{way}": row[f"{part}_{name}"]
            for way, name in (("taken", taken), ("other", other))
            for part in ("chance", "half_width", "headroom")
        },
    }
