"""Whom a programme calls, sanctions and helps, in tables."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from esarisk.report.exhibits.numbers import figure, per_cent
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.writers.terminal import note, told
from esarisk.units import PERCENT


def called_text(found: Mapping[str, Any]) -> str:
    """Who is called, sanctioned and helped, and whether both engines say so."""
    whole = found["groups"][0]
    weeks, back, needy = figure(found["weeks"]), per_cent(found["overturned"]), per_cent(found["hardship"])
    words = (
        f"A sanction withholds benefit for {weeks} weeks; {back} are overturned; in {needy} of weeks hardship is paid.",
        "These are assumed alike at every age: no count by age was found.",
        f"{per_cent(whole['rate'], 1)} of {figure(whole['called'], 0)} called are sanctioned because of the programme.",
        "Sooner and longer: beside the same person, with the same luck, without the programme's effect.",
        "Conditions are no attribute of a person here.",
    )
    return told(called_table(found), engines_table(found), published_table(found), note(*words))


def called_table(found: Mapping[str, Any]) -> Table:
    """Everybody called, by group."""
    people = partial(Column, unit="people", places=0)
    columns = (
        Column("group", "Group"),
        people("called", "Called", error="called_error"),
        people("sanctioned", "Sanctioned", error="sanctioned_error"),
        Column("rate", "of them", "%", 1, scale=PERCENT),
        Column("withheld", "Withheld", "GBP million", 2, error="withheld_error"),
        Column("withheld_each", "a sanction", "GBP", 0),
        people("sooner", "Off sooner", error="sooner_error"),
        people("longer", "On longer", error="longer_error"),
    )
    first, last = found["years"]
    money = figure(found["money"], None)
    caption = f"Whom {found['programme']} calls, sanctions and helps, {first} to {last}, at £{money}m a year"
    frame = pd.DataFrame(found["groups"]).set_index("split")
    return Table(
        "called", caption, "By", columns, frame, ("Half-widths are 95% of the luck of those simulated.",)
    )


def engines_table(found: Mapping[str, Any]) -> Table:
    """Sanctions by age when sanctioned, by both engines."""
    columns = (
        Column("cohort", "Cohort engine", "sanctions", 0),
        Column("persons", "Person by person", "sanctions", 0),
        Column("z", "Apart", "standard errors", 1, "+"),
    )
    frame = pd.DataFrame(found["engines"]).set_index("age")
    return Table(
        "sanctions_by_age", "Sanctions by age when sanctioned, by both engines", "Age", columns, frame
    )


def published_table(found: Mapping[str, Any]) -> Table:
    """Sanctions of the whole group, as published."""
    columns = (Column("measure", "What"), Column("unit", "Unit"), Column("value", "Published", places=None))
    caption = "Sanctions of everybody in the work-related activity group, before challenge"
    return Table("sanctions", caption, "When", columns, pd.DataFrame(found["published"]).set_index("at"))
