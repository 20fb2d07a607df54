"""Programmes beside each other in two tables: what a job costs, and how the effect is known."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from esarisk.policy.programme_schema import ALL_OFFERED, PER_START
from esarisk.report.exhibits.numbers import DASH, figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.writers.terminal import note, told
from esarisk.units import PERCENT

Rows = Sequence[Mapping[str, Any]]
WHOM = {ALL_OFFERED: "all offered", PER_START: "starters"}
RANKED_NOTE = (
    "A job costs what is spent by the jobs there are more, means of the draws, and ranks follow it. A rank of 2–4: no "
    "order among those places holds in nine of ten draws; its chance is of the place where it stands. Populations "
    "differ: a rank is an order of what published figures come to, not of merit. Others are assumed or derived and "
    "stand below, unranked."
)
NO_LIMIT = (
    "People and staff are no limit here; effects shrink with size. `esarisk sweep` says where people run out."
)
SOURCES_NOTE = (
    "Every figure with its source: `esarisk show PROGRAMME`; beside what was published: "
    "`esarisk programmes --evidence`. A fund of ideas is told of once all its stages are at work, in years."
)


def comparison_text(rows: Rows) -> str:
    """Programmes beside each other; only those with an impact that was read bear a rank."""
    return told(cost_table(rows), effect_table(rows), note(SOURCES_NOTE))


def cost_table(rows: Rows) -> Table:
    """What a start and an additional job cost; programmes with an impact that was read are ranked by it."""
    year, million = rows[0]["prices"], figure(rows[0]["money"], None)
    columns = (
        Column("place", "Rank"),
        Column("rank_chance", "Chance", "%", 0),
        Column("unit_cost", "Cost of a start", "£", None),
        Column("starts", "Starts", "people", None),
        Column("additional_jobs", "Additional jobs", "people", None, "+"),
        Column("cost_per_additional_job", "Cost per additional job", "£", 0),
    )
    caption = f"Employment programmes beside each other: £{million} million a year in prices of {year}"
    return Table("comparison_costs", caption, "Programme", columns, _frame(rows), (NO_LIMIT, RANKED_NOTE))


def effect_table(rows: Rows) -> Table:
    """The effect on work of each programme with its interval, and on whom it is."""
    unit = "percentage points"
    columns = (
        Column("kind", "Impact"),
        Column("entry", "Entry"),
        Column("estimand", "On whom"),
        Column("effect_as_measured", "Effect as measured", unit, 1, "+"),
        Column("effect_low", "90% interval", unit, 1, "+", to="effect_high"),
    )
    notes = ("The interval of an assumed effect is that of its assumed range.",)
    return Table("comparison_effects", "Effects on work", "Programme", columns, _frame(rows), notes)


def _frame(rows: Rows) -> pd.DataFrame:
    """A row for each programme."""
    frame = pd.DataFrame(rows).set_index("programme")
    return frame.assign(
        estimand=[WHOM[word] for word in frame["estimand"]],
        place=[place_of(row) for row in rows],
        rank_chance=PERCENT * frame["rank_chance"].astype(float),
    )


def place_of(row: Mapping[str, Any]) -> str:
    """The place of a programme, or those that are open to it; a dash where it bears none."""
    if row["rank"] is None:
        return DASH
    best, worst = row["rank_best"], row["rank_worst"]
    return f"{best}" if best == worst else f"{best}–{worst}"
