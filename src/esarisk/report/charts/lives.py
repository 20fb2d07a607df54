"""People one by one: awards in a month, how claims go, who wins and who loses."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from esarisk.report.exhibits.drawing import GRID, axis, bars, draw, line
from esarisk.report.exhibits.palette import DARK_BLUE, ORANGE, PATTERNS, Look
from esarisk.report.exhibits.table import Column, Exhibit, Table
from esarisk.report.exhibits.words import BASIS_WORDS, listed, word
from esarisk.report.people.outcomes import MOVES, agreement, group_name, losses, median_text
from esarisk.report.people.twin import twin_print

THOUSAND = 1e3
PER_CENT = 100.0
ONE = Look(DARK_BLUE, "solid", "circle", "")
LOST = Look(ORANGE, "solid", "circle", PATTERNS[1])
PERCENTILES = {"p10": "10th", "p25": "25th", "p50": "50th", "p75": "75th", "p90": "90th"}
Told = Mapping[str, Any]


def award_exhibit(told: Told) -> Exhibit:
    """People by weekly award."""
    steps = pd.DataFrame(told["awards"])
    names = ["Nothing", *(f"{row['from']:.0f} to {row['to']:.0f}" for row in told["awards"][1:])]
    data = pd.Series(steps["people"].to_numpy() / THOUSAND, index=names)
    most = str(data[1:].idxmax())
    everybody = told["award_quantiles"][0]
    unit = "thousand people"
    figure = draw(
        [bars("People", data, ONE, hovertemplate="%{y:,.0f}")],
        unit,
        xaxis=axis("£ a week", type="category", ticks="outside", tickangle=-60),
        yaxis=axis(unit, gridcolor=GRID, nticks=6, tickformat=",d", rangemode="tozero"),
        margin={"l": 60, "r": 16, "t": 16, "b": 100},
    )
    words = (
        f"Bar chart of people by weekly award in {told['month']}. Of those paid anything half are paid less than "
        f"£{everybody['p50']:.0f}, a tenth less than £{everybody['p10']:.0f} and a tenth more than "
        f"£{everybody['p90']:.0f}; the commonest step is £{most}, {figure(data[most], 0)} thousand."
    )
    table = Table(
        f"People by weekly award, {told['month']}",
        "£ a week",
        (Column("people", "People", unit, 0),),
        data.rename("people").to_frame(),
    )
    return Exhibit("awards-of-people", f"Weekly awards as paid, {told['month']}", words, figure, 420, table)


def spell_exhibit(told: Told) -> Exhibit:
    """Share of claims still on benefit."""
    months = [int(row["months"]) for row in told["spells"]]
    data = pd.Series([PER_CENT * row["still_on"] for row in told["spells"]], index=months)
    figure = draw(
        [line("Still on benefit", data, ONE, hovertemplate="%{y:.1f}")],
        "per cent",
        xaxis=axis("months on benefit", type="linear", ticks="outside", showgrid=False, tickvals=months),
        yaxis=axis("per cent of claims", gridcolor=GRID, range=[0, 100]),
        margin={"l": 60, "r": 16, "t": 16, "b": 60},
    )
    points = [f"{figure(data[month], 0)} after {month} months" for month in months]
    words = (
        f"Line of the share of claims of {told['claims_year']} still on benefit, per cent: {listed(points)}."
    )
    table = Table(
        f"Claims of {told['claims_year']} still on benefit, followed to {told['followed_to']}",
        "Months on benefit",
        (Column("share", "Still on benefit", "per cent", 1),),
        data.rename("share").rename(index=str).to_frame(),
        median_text(told),
    )
    return Exhibit(
        "spells",
        f"How long claims of {told['claims_year']} last",
        words,
        figure,
        380,
        table,
        [median_text(told)],
    )


OF_A_BAND = "per 1,000 people of the band"


def rates(told: Told, who: str) -> "pd.Series[float]":
    """Winners or losers of each age band per 1,000 people in it; none of an empty band."""
    rows = [row for row in told["groups"] if row["split"] == "age"]
    values = [THOUSAND * row[who] / row["people"] if row["people"] else np.nan for row in rows]
    return pd.Series(values, index=[row["group"] for row in rows])


def loser_exhibit(told: Told, number: int) -> Exhibit:
    """Losers of a measure as a rate by age band, with every group behind."""
    won, lost = rates(told, "winners"), rates(told, "losers")
    traces = [
        bars(name, data, look, hovertemplate="%{y:,.0f}")
        for name, data, look in (("Winners", won, ONE), ("Losers", lost, LOST))
        if data.sum() > 0
    ]
    figure = draw(
        traces,
        OF_A_BAND,
        showlegend=True,
        bargap=0.35,
        xaxis=axis("age", type="category", ticks="outside"),
        yaxis=axis(OF_A_BAND, gridcolor=GRID, nticks=6, rangemode="tozero"),
        margin={"l": 60, "r": 16, "t": 16, "b": 60},
    )
    by_age = [f"{age} {figure(rate, 0)}" for age, rate in lost.items()]
    title = f"Who loses by {measure_name(told)}, {told['month']}"
    words = f"Bars of losers by age, {OF_A_BAND}: {listed(by_age)}. {losses(told)}"
    notes = [losses(told), agreement(told), *([MOVES] if told["moves"] else [])]
    return Exhibit(f"losers-{number}", title, words, figure, 380, _group_table(told, title), notes)


def measure_name(told: Told) -> str:
    """A measure, and what it is set beside."""
    beside = f" beside {listed(list(told['beside']))}" if told["beside"] else ""
    return f"{told['measure']}{beside}"


def _group_table(told: Told, title: str) -> Table:
    frame = pd.DataFrame(told["groups"])
    thousands = frame[["people", "winners", "losers"]] / THOUSAND
    spread = frame[["mean", "p10", "p50", "p90"]].astype(float)
    named = pd.concat([thousands, spread], axis=1).set_axis([group_name(row) for row in told["groups"]])
    unit = "thousand"
    columns = (
        *(Column(key, key.capitalize(), unit, 1) for key in ("people", "winners", "losers")),
        Column("mean", "Mean change", "£ a week", 2, "+"),
        *(Column(key, f"{PERCENTILES[key]} percentile", "£ a week", 2, "+") for key in ("p10", "p50", "p90")),
    )
    note = "Change of the weekly award by rule, of those whom it changes."
    return Table(title, "Group", columns, named, note)


def claim_print(told: Told) -> Table:
    """Lifetime cost of a claim, and the share that ever reaches the support group."""
    frame = pd.DataFrame(told["claims"])
    names = ["All claims", *(BASIS_WORDS[str(basis)] for basis in frame["basis"][1:])]
    shares = frame[["ended", "ever_support", "half_width"]].astype(float) * PER_CENT
    table = pd.concat([frame["claims"] / THOUSAND, frame[["cost", *PERCENTILES]], shares], axis=1)
    columns = (
        Column("claims", "Claims", "thousand", 0),
        Column("cost", "Mean cost", "£", 0),
        *(Column(key, f"{name} percentile", "£", 0) for key, name in PERCENTILES.items()),
        Column("ended", "Ended", "per cent", 1),
        Column("ever_support", "Ever in the support group", "per cent", 1),
        Column("half_width", "Its error, 95 per cent", "points", 1),
    )
    caption = f"Cost of a claim of {told['claims_year']} to its end or {told['followed_to']}, nominal"
    return Table(caption, "Basis of the claim", columns, table.set_axis(names))


def position_print(told: Told) -> Table:
    """Average award by phase and basis."""
    frame = pd.DataFrame(told["positions"])
    names = [f"{word(row['phase'])}, {BASIS_WORDS[row['basis']].lower()}" for row in told["positions"]]
    columns = (
        Column("contributory", "Contributory", "£ a week", 2),
        Column("income_related", "Income-related", "£ a week", 2),
        Column("by_rule", "By rule", "£ a week", 2),
        Column("factor", "Paid of it", "ratio", 3),
        Column("paid", "Paid", "£ a week", 2),
    )
    keys = [column.key for column in columns]
    return Table(
        f"Average weekly award in {told['year']}", "Phase and basis", columns, frame[keys].set_axis(names)
    )


def implied_print(told: Told) -> Table:
    """What spending and caseload imply beside the rules."""
    frame = pd.DataFrame(told["implied"])
    numbers = frame.drop(columns=["year", "stock"]).astype(float)
    table = pd.concat([numbers.assign(caseload=numbers["caseload"] / THOUSAND), frame["stock"]], axis=1)
    columns = (
        Column("spending", "Published spending", "£ million", 0),
        Column("caseload", "Caseload", "thousand", 0),
        Column("implied", "Implied award", "£ a week", 2),
        Column("by_rule", "By rule", "£ a week", 2),
        Column("ratio", "Actual to theoretical", "ratio", 3),
        Column("ratio_contributory", "Contributory", "ratio", 3),
        Column("ratio_income_related", "Income-related", "ratio", 3),
        Column("stock", "Caseload from", ""),
    )
    note = (
        "Years of the quarterly cube use all that is known today; earlier ones the cohort engine's caseload."
    )
    return Table(
        "Spending ÷ caseload beside what the rules say",
        "Financial year",
        columns,
        table.set_axis(frame["year"]),
        note,
    )


def people_exhibits(told: Told) -> tuple[Sequence[Exhibit], Sequence[Table]]:
    """Charts and tables of people one by one."""
    lives, averages = told["lives"], told["averages"]
    losers = [loser_exhibit(one, i) for i, one in enumerate(told["outcomes"], start=1)]
    tables = [
        claim_print(lives),
        position_print(averages),
        implied_print(averages),
        twin_print(told["twin_gate"]),
    ]
    return [award_exhibit(lives), spell_exhibit(lives), *losers], tables
