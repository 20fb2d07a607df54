"""Synthetic people: a sample of the person engine, each with a household and the rest, weighted to known totals.

Region, condition and disability benefit are given by luck. They, like everything but group and
position, enter no hazard; household and place give the award.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from esarisk.engine.awards.households import HOUSEHOLDS, household_rows
from esarisk.engine.awards.rates import Rates
from esarisk.engine.draws import Values
from esarisk.engine.fits import fitted_centre
from esarisk.engine.people.known_totals import (
    CONTRIBUTED,
    Known,
    condition_shares,
    disability_share,
    region_shares,
    targets,
)
from esarisk.engine.people.margins import rake
from esarisk.engine.people.persons import entries, household_pay, live
from esarisk.engine.projection import projection_of
from esarisk.jit import Floats
from esarisk.kernels.awards import AGE_FIELD, FIELDS
from esarisk.kernels.layout import BASIS_OF, NO_PHASE, PHASE_OF
from esarisk.kernels.people import fill_uniforms
from esarisk.kernels.persons.layout import Lives, Pay
from esarisk.kernels.random import WORD, key_of
from esarisk.names import AGE_CLASSES, BASES, PHASES, YOUNGEST
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage

REGION, CONDITION, DISABILITY, BIRTHDAY = range(4)
"""Decisions of luck that give what a person has beside group, position and household."""


@dataclass(frozen=True)
class Population:
    """Synthetic people at the end of a month."""

    seen: Vintage
    month: str  # at whose end they stand, such as 2014-02 [text]
    people: pd.DataFrame  # a row for each, with its `weight` [people]
    margins: pd.DataFrame  # a row for each cell of each margin, as `Margin.rows`


def population(library: Library, seen: Vintage, people: int = 50_000, seed: int = 0) -> Population:
    """Synthetic people of a vintage, about so many, at the end of the last month before its date."""
    projection, centre = projection_of(seen), fitted_centre(library, seen)
    groups, fixed, inputs = projection.groups, projection.timetable, projection.claims(centre)
    (values,), totals = projection.values(centre), projection.totals(inputs)
    at = month_of(seen)
    everybody = entries(fixed, inputs, 0)
    lived = float(everybody.start.sum() + everybody.claims.sum())
    sample = people * lived / float(totals.stock[0, at].sum())
    pay = household_pay(seen, fixed, [values], 0)
    found = live(fixed, inputs, totals.served[0], people=sample, seed=seed, pay=pay, keep=True, seen_month=at)
    known = Known(library, seen, groups, totals, at)
    frame = _frame(known, values, found.lives, pay, seed)
    margins = targets(known, values, frame)
    weights = rake(margins, len(frame), float(margins[0].targets.sum()))
    frame.insert(0, "weight", weights)
    table = pd.concat([margin.rows(weights) for margin in margins], ignore_index=True)
    return Population(seen, f"{seen.months[at].start:%Y-%m}", frame, table)


def month_of(seen: Vintage) -> int:
    """Index of the last month that had ended by the vintage's date; the first if none had [code]."""
    return max(0, sum(month.end <= seen.day for month in seen.months) - 1)


def _frame(known: Known, values: Values, lives: Lives, pay: Pay, seed: int) -> pd.DataFrame:
    """Everybody in the caseload, a row each."""
    held = np.maximum(lives.seen_place, 0)
    inside = (lives.seen_place >= 0) & (PHASE_OF[held] != NO_PHASE)
    place, group = lives.seen_place[inside].astype(int), lives.group[inside].astype(int)
    luck = np.empty((BIRTHDAY + 1, len(place)))
    for decision, row in enumerate(luck):
        fill_uniforms(WORD(key_of(seed, 0)), decision, row)
    kind = household_of(pay, BASIS_OF[place], lives.fortune[inside])
    frame = _of_group(known, group, luck[BIRTHDAY])
    frame["phase"] = category(PHASE_OF[place], PHASES)
    frame["basis"] = category(BASIS_OF[place], BASES)
    frame["months_since_claim"] = lives.seen_clock[inside].astype(int)
    frame["contributions_met"] = frame["basis"].isin(CONTRIBUTED)
    _add_household(frame, kind, household_rows(values, Rates(known.seen, values)))
    frame["region"] = _by_luck(region_shares(known), luck[REGION])
    frame["condition"] = _by_luck(condition_shares(known), luck[CONDITION])
    severe = frame["severe_disability"] > 0
    beyond = max(0.0, disability_share(known) - severe.mean()) / (1.0 - severe.mean())
    frame["disability_benefit"] = severe | (luck[DISABILITY] < beyond)
    frame["weekly_award"] = pay.award[0, known.at, place, kind].sum(axis=-1)
    return frame


def household_of(pay: Pay, basis: Floats, fortune: Floats) -> Floats:
    """(person,) type of household that luck gives on a basis [code]."""
    kinds = np.empty(len(basis), int)
    for code, cumulative in enumerate(pay.kinds):
        mine = basis == code
        kinds[mine] = np.searchsorted(cumulative, fortune[mine], side="right")
    return np.minimum(kinds, len(HOUSEHOLDS) - 1)


def _of_group(known: Known, group: Floats, birthday: Floats) -> pd.DataFrame:
    """Sex, birth cohort and age; births are even within a cohort."""
    groups = known.groups
    ages = groups.ages(known.seen.months[known.at].end)[group] + birthday - 0.5
    age = np.maximum(np.floor(ages), YOUNGEST).astype(int)
    firsts = np.array(list(AGE_CLASSES.values()))
    band = np.searchsorted(firsts, age, side="right") - 1
    cohorts = np.array([f"{year}-{(year + 1) % 100:02d}" for year in groups.birth_year])
    return pd.DataFrame(
        {
            "sex": pd.Categorical(np.array(groups.sex)[group]),
            "birth_cohort": pd.Categorical(cohorts[group]),
            "age": age,
            "age_band": category(band, list(AGE_CLASSES)),
        }
    )


def category(codes: Floats, names: Sequence[str]) -> "pd.Categorical[str]":
    """Codes as a column of words."""
    return pd.Categorical.from_codes(codes.astype(int), pd.Index(list(names)))


def _add_household(frame: pd.DataFrame, kind: Floats, rows: Floats) -> None:
    """What the rules need of a household [GBP, GBP a week, people], at the prices of the cards."""
    frame["household"] = category(kind, [household.name for household in HOUSEHOLDS])
    for i, name in enumerate(FIELDS):
        if i != AGE_FIELD:
            frame[name] = rows[kind, i] > 0 if name in {"partner", "care_benefit"} else rows[kind, i]


def _by_luck(shares: dict[str, float], luck: Floats) -> "pd.Categorical[str]":
    """A category for each person."""
    edges = np.cumsum(list(shares.values()))
    codes = np.minimum(np.searchsorted(edges / edges[-1], luck, side="right"), len(edges) - 1)
    return category(codes, list(shares))
