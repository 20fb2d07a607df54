"""Whom a programme calls, who of them is sanctioned, who leaves sooner: person by person, on the central path.

The programme stands beside its absence: the same people start it, with the same luck, and meet nothing by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from esarisk.analysis.people.histories import REPLICATES, half_width
from esarisk.analysis.twin.gate import judged
from esarisk.engine.awards.one_person import awards_at
from esarisk.engine.claims.cohort import contiguous
from esarisk.engine.draws import central_draw
from esarisk.engine.economy.prices import prices
from esarisk.engine.fits import fitted_of
from esarisk.engine.people.persons import household_pay, live, met_of
from esarisk.engine.people.synthetic import household_of
from esarisk.engine.population.groups import Groups, age_class
from esarisk.engine.programmes.funded import Funded, baseline_money
from esarisk.engine.programmes.funding import funding_of
from esarisk.engine.projection import projection_of
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.kernels.layout import BASIS_OF, PHASE_OF
from esarisk.kernels.persons.layout import Lives, Met, Pay
from esarisk.names import AGE_CLASSES, BASES, PHASES, SEXES
from esarisk.policy.periods import financial_year, year_label
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage
from esarisk.units import GBP_MILLION

AWARDS = (0.0, 75.0, 100.0, 125.0, 150.0)
"""Lower ends of the bands of weekly award in which people are told [GBP a week]."""
COUNTS = ("called", "sanctioned", "sanctions", "sooner", "longer")
TOLD_OF = (*COUNTS, "withheld")


@dataclass(frozen=True)
class Called:
    """Those of one replicate whom the programme called, one row each."""

    share: float  # people simulated for each one there is [share]
    sanctions: Floats  # (year, group) as the engine counted [sanctions]
    rows: dict[str, Floats]  # what each did: called, sanctioned, sanctions, sooner, longer, withheld
    splits: dict[str, Floats]  # split → where each stands in it [code]


def tell_programme(
    library: Library, seen: Vintage, name: str, money: float | None, people: int, seed: int
) -> dict[str, Any]:
    """Who is called by a programme, by age band, sex, phase, basis and award, with errors.

    Parameters
    ----------
    name : of the programme
    money : in every year; baseline provision's, or that of a scenario that funds it, when not given [GBP million]
    people : simulated over the whole run, about [people]

    Raises
    ------
    EsariskError : no money is given, and neither the vintage nor a scenario has any
    """
    programme = library.pick("programmes", library.named("programmes", name))
    given = usual_money(library, seen, programme) if money is None else money
    if given <= 0.0:
        raise EsariskError(
            f"'{programme.name}' has no money in {seen.name}: give --money, GBP million a year"
        )
    projection, draw = projection_of(seen), central_draw(seen.known, fitted_of(library, seen))
    fixed, drawn = contiguous(projection.timetable), contiguous(projection.claims(draw))
    funding = funding_of(library, seen, [Funded(programme, given, 0.0)], fixed, drawn, draw)
    assert funding is not None
    figures, provision = funding.figures[0][0], contiguous(funding.provision)
    totals = projection.totals(drawn, provision)
    met, pay = met_of(provision, totals, 0), household_pay(seen, fixed, projection.values(draw), 0)
    rates = prices(library.parameters, programme.number("early_inflation"))
    weekly = awards_at(library.parameters, rates, [year_label(month.start) for month in seen.months]).sanction
    least = library.parameters.number("entitlement.least_after_sanction", seen.months[-1].end)
    weeks, found = float(figures["sanction_weeks"]), []  # type: ignore[arg-type]
    for replicate in range(REPLICATES):
        luck = {"people": people / REPLICATES, "seed": seed * REPLICATES + replicate}
        one, other = (
            live(fixed, drawn, totals.served[0], pay=pay, keep=True, met=some, **luck)  # type: ignore[arg-type]
            for some in (met, without(met))
        )
        rows, splits = _called(seen, projection.groups, (one.lives, other.lives), pay, weekly, weeks, least)
        found.append(Called(one.share, one.totals.sanctions[0, :, 0] * one.share, rows, splits))
    return {
        "vintage": seen.name,
        "view": seen.view,
        "people": people,
        "seed": seed,
        "programme": programme.name,
        "money": given,
        "years": [seen.years[0], seen.years[-1]],
        **{key: figures[f"sanction_{key}"] for key in ("weeks", "overturned", "hardship")},
        "groups": [_row(found, split, name, code) for split, name, code in _groups(found)],
        "engines": _engines(seen, projection.groups, found, totals.sanctions[0, :, 0]),
        "published": _published(library),
    }


def usual_money(library: Library, seen: Vintage, programme: Programme) -> float:
    """Money of its baseline provision, else the most that a scenario on the shelf gives it [GBP million a year]."""
    if before := baseline_money(programme, seen.name):
        return before
    amounts = (
        card.funding[programme.name] for card in library.scenarios.values() if programme.name in card.funding
    )
    most = (max(one.values()) if isinstance(one, Mapping) else one for one in amounts)
    return float(max(most, default=0.0))


def without(met: Met) -> Met:
    """The same starts, of which nothing comes."""
    none = np.zeros_like(met.added_hazard)
    return met._replace(added_hazard=none, added_worsening=none, to_work=none, sanctioned=none)


def _called(
    seen: Vintage,
    groups: Groups,
    lives: tuple[Lives, Lives],
    pay: Pay,
    weekly: Floats,
    weeks: float,
    least: float,
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """What each person called did, and where they stand in each split.

    Parameters
    ----------
    lives : the same with the programme and without its effect
    weekly : (month,) what a sanction takes, if the award is no less [GBP a week]
    weeks, least : of a sanction, and what it leaves at least [weeks, GBP a week]
    """
    one, other = lives
    who = np.flatnonzero(one.programme > 0)
    group, month = one.group[who].astype(int), one.started[who].astype(int)
    place, fortune = one.started_place[who].astype(int), one.fortune[who]
    number, months = (
        one.sanctions[who].astype(float),
        one.months[who].astype(int) - other.months[who].astype(int),
    )
    at, there = one.sanctioned[who].astype(int), one.sanctioned_place[who].astype(int)
    award, award_then = _award(pay, month, place, fortune), _award(pay, at, there, fortune)
    rows = {
        "called": np.ones(who.size),
        "sanctioned": (number > 0.0).astype(float),
        "sanctions": number,
        "sooner": (months < 0).astype(float),
        "longer": (months > 0).astype(float),
        "withheld": number * weeks * np.minimum(weekly[at], np.maximum(0.0, award_then - least)),
    }
    bands = age_class(groups, [month.start for month in seen.months])
    splits = {
        "age": bands[group, month].astype(int),
        "sex": np.array([SEXES.index(sex) for sex in groups.sex])[group],
        "phase": PHASE_OF[place],
        "basis": BASIS_OF[place],
        "award": np.searchsorted(np.array(AWARDS), award, side="right") - 1,
    }
    return rows, splits


def _award(pay: Pay, month: Floats, place: Floats, fortune: Floats) -> Floats:
    """(person,) award as paid in a month of a place; of those without a place whatever [GBP a week]."""
    kind = household_of(pay, BASIS_OF[np.maximum(place, 0)], fortune)
    paid: Floats = pay.award[0, np.maximum(month, 0), np.maximum(place, 0), kind].sum(axis=-1)
    return paid


SPLITS = {
    "age": tuple(AGE_CLASSES),
    "sex": SEXES,
    "phase": PHASES,
    "basis": BASES,
    "award": (
        *(f"£{low:.0f} to £{high:.0f}" for low, high in pairwise(AWARDS)),
        f"£{AWARDS[-1]:.0f} and more",
    ),
}
"""Split → its groups in words."""


def _groups(found: list[Called]) -> list[tuple[str, str, int | None]]:
    """Everybody, then each group of each split in which anybody stands."""
    there: list[tuple[str, str, int | None]] = [("everybody", "everybody", None)]
    for split, words in SPLITS.items():
        codes = np.unique(np.concatenate([one.splits[split] for one in found]))
        there += [(split, words[int(code)], int(code)) for code in codes]
    return there


def _row(found: list[Called], split: str, name: str, code: int | None) -> dict[str, Any]:
    """One group: numbers one for one with their 95 per cent half-width, and what a sanction takes."""
    row: dict[str, Any] = {"split": split, "group": name}
    for key in TOLD_OF:
        each = np.array([_sum(one, key, split, code) for one in found])
        row[key], row[f"{key}_error"] = float(each.mean()), half_width(each)
    row["rate"] = row["sanctioned"] / row["called"] if row["called"] else None
    row["withheld_each"] = row["withheld"] / row["sanctions"] if row["sanctions"] else None
    row["withheld"], row["withheld_error"] = (
        row[key] / GBP_MILLION for key in ("withheld", "withheld_error")
    )
    return row


def _sum(one: Called, key: str, split: str, code: int | None) -> float:
    """One replicate's sum in a group, one for one."""
    mine = slice(None) if code is None else one.splits[split] == code
    return float(one.rows[key][mine].sum() / one.share)


def _engines(seen: Vintage, groups: Groups, found: list[Called], cohort: Floats) -> list[dict[str, Any]]:
    """Sanctions by both engines, in all and by age when sanctioned, and how far apart they are for so many people.

    Parameters
    ----------
    cohort : (year, group) of the cohort engine [sanctions]
    """
    counted, share = np.sum([one.sanctions for one in found], axis=0), sum(one.share for one in found)
    middles = [financial_year(year).start.replace(month=10) for year in seen.all_years]
    bands = age_class(groups, middles).T
    names = ("everybody", *(age for b, age in enumerate(AGE_CLASSES) if cohort[bands == b].sum() > 0.0))
    inside = [np.ones(bands.shape, bool), *(bands == list(AGE_CLASSES).index(age) for age in names[1:])]
    expected, people = (np.array([side[part].sum() for part in inside]) for side in (cohort, counted))
    table = judged(pd.DataFrame({"expected": share * expected, "found": people}))
    rows = zip(names, expected, people / share, table["z"], strict=True)
    return [{"age": age, "cohort": float(c), "persons": float(p), "z": float(z)} for age, c, p, z in rows]


def _published(library: Library) -> list[dict[str, Any]]:
    """Sanctions of the whole group as published."""
    table = library.parameters.table("outturn.sanctions")
    return [{key: row[key] for key in ("at", "measure", "unit", "value")} for row in table.to_dict("records")]
