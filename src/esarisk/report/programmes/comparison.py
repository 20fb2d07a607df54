"""Programmes beside each other in two tables: what a job costs, and how the effect is known."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from esarisk.policy.programme_schema import ALL_OFFERED, PER_START
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.writers.terminal import note, told

Rows = Sequence[Mapping[str, Any]]
WHOM = {ALL_OFFERED: "all offered", PER_START: "starters"}
RANKED_NOTE = (
    "A job costs what is spent by the jobs there are more, and ranks follow it. Populations differ: a rank is an "
    "order of what published figures come to, not of merit. Others are assumed or derived and stand below, unranked."
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
        Column("rank", "Rank", places=0),
        Column("kind", "Impact"),
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
        Column("effect", "Effect on work", unit, 1, "+"),
        Column("effect_low", "90% interval", unit, 1, "+", to="effect_high"),
    )
    notes = ("The interval of an assumed effect is that of its assumed range.",)
    return Table("comparison_effects", "Effects on work", "Programme", columns, _frame(rows), notes)


def _frame(rows: Rows) -> pd.DataFrame:
    """A row for each programme."""
    frame = pd.DataFrame(rows).set_index("programme")
    return frame.assign(estimand=[WHOM[word] for word in frame["estimand"]])
