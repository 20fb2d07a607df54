"""People one by one: awards in a month, how claims go, who wins and who loses."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from esarisk.report.exhibits.drawing import GRID, axis, bars, draw, line
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.palette import DARK_BLUE, ORANGE, PATTERNS, Look
from esarisk.report.exhibits.table import Exhibit, Table
from esarisk.report.exhibits.words import THOUSANDS, listed
from esarisk.report.people.awards import implied_table, position_table
from esarisk.report.people.lives import (
    A_WEEK,
    PER_THOUSAND,
    Told,
    cost_table,
    median_text,
    percentile_table,
    spell_table,
    step_table,
)
from esarisk.report.people.outcomes import findings, losses, outcome_table
from esarisk.report.people.twin import exact_table, twin_table
from esarisk.units import PERCENT

ONE = Look(DARK_BLUE, "solid", "circle", "")
LOST = Look(ORANGE, "solid", "circle", PATTERNS[1])


def award_exhibit(told: Told) -> Exhibit:
    """People by weekly award."""
    table = step_table(told)
    data = table.frame["people"] * PER_THOUSAND
    most = str(data[1:].idxmax())
    everybody = told["award_quantiles"][0]
    chart = draw(
        [bars("People", data, ONE, hovertemplate="%{y:,.0f}")],
        THOUSANDS,
        xaxis=axis(A_WEEK, type="category", ticks="outside", tickangle=-60),
        yaxis=axis(THOUSANDS, gridcolor=GRID, nticks=6, tickformat=",d", rangemode="tozero"),
        margin={"l": 60, "r": 16, "t": 16, "b": 100},
    )
    words = (
        f"Bar chart of people by weekly award in {told['month']}. Of those paid anything half are paid less than "
        f"£{everybody['p50']:.0f}, a tenth less than £{everybody['p10']:.0f} and a tenth more than "
        f"£{everybody['p90']:.0f}; the commonest step is £{most}, {figure(data[most], 0)} thousand."
    )
    return Exhibit("awards-of-people", f"Weekly awards as paid, {told['month']}", words, chart, 420, table)


def spell_exhibit(told: Told) -> Exhibit:
    """Share of claims still on benefit."""
    table = spell_table(told)
    months = [int(month) for month in table.frame.index]
    data = (table.frame["still_on"] * PERCENT).set_axis(months)
    chart = draw(
        [line("Still on benefit", data, ONE, hovertemplate="%{y:.1f}")],
        "per cent",
        xaxis=axis("months on benefit", type="linear", ticks="outside", showgrid=False, tickvals=months),
        yaxis=axis("per cent of claims", gridcolor=GRID, range=[0, 100]),
        margin={"l": 60, "r": 16, "t": 16, "b": 60},
    )
    points = [f"{figure(share, 0)} after {month} months" for month, share in data.items()]
    words = (
        f"Line of the share of claims of {told['claims_year']} still on benefit, per cent: {listed(points)}."
    )
    title = f"How long claims of {told['claims_year']} last"
    return Exhibit("spells", title, words, chart, 380, table, [median_text(told)])


OF_A_BAND = "per 1,000 people of the band"


def rates(told: Told, who: str) -> "pd.Series[float]":
    """Winners or losers of each age band per 1,000 people in it; none of an empty band."""
    rows = [row for row in told["groups"] if row["split"] == "age"]
    values = [row[who] / row["people"] / PER_THOUSAND if row["people"] else np.nan for row in rows]
    return pd.Series(values, index=[row["group"] for row in rows])


def loser_exhibit(told: Told, number: int) -> Exhibit:
    """Losers of a measure as a rate by age band, with every group behind."""
    won, lost = rates(told, "winners"), rates(told, "losers")
    traces = [
        bars(name, data, look, hovertemplate="%{y:,.0f}")
        for name, data, look in (("Winners", won, ONE), ("Losers", lost, LOST))
        if data.sum() > 0
    ]
    chart = draw(
        traces,
        OF_A_BAND,
        showlegend=True,
        bargap=0.35,
        xaxis=axis("age", type="category", ticks="outside"),
        yaxis=axis(OF_A_BAND, gridcolor=GRID, nticks=6, rangemode="tozero"),
        margin={"l": 60, "r": 16, "t": 16, "b": 60},
    )
    by_age = [f"{age} {figure(rate, 0)}" for age, rate in lost.items()]
    words = f"Bars of losers by age, {OF_A_BAND}: {listed(by_age)}. {losses(told)}"
    table = outcome_table(told, number)
    return Exhibit(f"losers-{number}", table.caption, words, chart, 380, table, findings(told))


def people_exhibits(told: Told) -> tuple[Sequence[Exhibit], Sequence[Table]]:
    """Charts and tables of people one by one."""
    lives, averages = told["lives"], told["averages"]
    losers = [loser_exhibit(one, i) for i, one in enumerate(told["outcomes"], start=1)]
    tables = [
        percentile_table(lives),
        cost_table(lives),
        position_table(averages),
        implied_table(averages),
        exact_table(told["twin_gate"]),
        twin_table(told["twin_gate"]),
    ]
    return [award_exhibit(lives), spell_exhibit(lives), *losers], tables
