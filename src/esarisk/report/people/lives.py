"""People one by one: what they are paid in a month, and how claims go."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import BASIS_WORDS, THOUSANDS, word
from esarisk.report.writers.terminal import note, told
from esarisk.units import PERCENT

PER_THOUSAND = 1e-3
A_WEEK = "£ a week"
AWARD_SOURCES = "Awards by the rates and rules of the parameters (`esarisk show esa.support_component`)."
PERCENTILES = {"p10": "10th", "p25": "25th", "p50": "Median", "p75": "75th", "p90": "90th"}
ARE_PERCENTILES = "10th to 90th are percentiles."
Told = Mapping[str, Any]
"""What `analysis.people.summary` tells, as plain data."""


def lives_text(data: Told) -> str:
    """Awards in a month and how claims go."""
    return told(
        note(identity(data)), percentile_table(data), spell_table(data), cost_table(data), note(AWARD_SOURCES)
    )


def identity(data: Told) -> str:
    """Whose people, and how they were drawn."""
    return (
        f"Vintage {data['vintage']}, {data['view']} view, central path, {data['simulated']:,} people simulated, "
        f"seed {data['seed']}."
    )


def spread(unit: str, places: int, keys: Iterable[str] = PERCENTILES, sign: str = "") -> list[Column]:
    """Columns of percentiles."""
    return [Column(key, PERCENTILES[key], unit, places, sign) for key in keys]


def step_table(data: Told) -> Table:
    """People by weekly award, in steps."""
    names = ["Nothing", *(f"{row['from']:.0f} to {row['to']:.0f}" for row in data["awards"][1:])]
    frame = pd.DataFrame(data["awards"], index=names)
    columns = (Column("people", "People", THOUSANDS, 0, scale=PER_THOUSAND),)
    caption = f"People by weekly award, {data['month']}"
    return Table("award_steps", caption, "£ a week", columns, frame)


def percentile_table(data: Told) -> Table:
    """Percentiles of what is paid in the month, of everybody paid and by phase."""
    rows = data["award_quantiles"]
    names = ["Everybody paid" if row["phase"] == "everybody" else word(row["phase"]) for row in rows]
    columns = (
        Column("people", "Paid", THOUSANDS, 0, scale=PER_THOUSAND),
        Column("mean", "Mean", A_WEEK, 2),
        *spread(A_WEEK, 2),
    )
    caption = f"Awards as paid in {data['month']}"
    frame = pd.DataFrame(rows, index=names)
    return Table("award_percentiles", caption, "Phase", columns, frame, (ARE_PERCENTILES,))


def spell_table(data: Told) -> Table:
    """Share of claims still on benefit."""
    frame = pd.DataFrame(data["spells"])
    columns = (Column("still_on", "Still on benefit", "per cent", 1, scale=PERCENT),)
    caption = f"Claims of {data['claims_year']} still on benefit, followed to {data['followed_to']}"
    months = frame.set_index(frame["months"].map("{:.0f}".format))
    return Table("spells", caption, "Months on benefit", columns, months, (median_text(data),))


def median_text(data: Told) -> str:
    """The median spell, in a sentence."""
    if months := data["median_months"]:
        return f"Half have ended after {months:.0f} months."
    return "More than half go on to the end of the run."


def cost_table(data: Told) -> Table:
    """Cost of a claim over its life, and the share that ever reaches the support group."""
    rows = data["claims"]
    names = ["All claims" if row["basis"] == "all" else BASIS_WORDS[row["basis"]] for row in rows]
    share = partial(Column, unit="per cent", places=1, scale=PERCENT)
    columns = (
        Column("claims", "Claims", "thousand", 0, scale=PER_THOUSAND),
        Column("cost", "Mean", "£", 0),
        *spread("£", 0),
        share("ended", "Ended"),
        share("ever_support", "Ever in the support group", error="half_width"),
    )
    caption = f"Cost of a claim of {data['claims_year']} to its end or {data['followed_to']}, nominal"
    frame = pd.DataFrame(rows, index=names)
    return Table("claim_costs", caption, "Basis of the claim", columns, frame, COST_NOTES)


COST_NOTES = (
    ARE_PERCENTILES,
    "From the first day of the claim to its end or the end of the run.",
    "Ever in the support group: by the end of the run, with its 95 per cent simulation error.",
)
