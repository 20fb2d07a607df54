"""People followed one by one: where they stand in a month, what they are paid, how their claims go."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from esarisk.analysis.intervals import T_SEVEN
from esarisk.engine.awards.mean_awards import line_factors
from esarisk.engine.awards.rates import Rates
from esarisk.engine.awards.terms import joint_terms
from esarisk.engine.draws import Draws
from esarisk.engine.people.persons import People, household_pay, live
from esarisk.engine.people.synthetic import household_of
from esarisk.engine.population.groups import Groups, age_class
from esarisk.engine.projection import Projection
from esarisk.jit import Floats
from esarisk.kernels.layout import BASIS_OF, NO_PHASE, PHASE_OF, Totals
from esarisk.kernels.persons.layout import Pay
from esarisk.names import CONTRIBUTORY_LINE, INCOME_RELATED_LINE, PHASES
from esarisk.policy.parameters import Parameters
from esarisk.policy.periods import financial_year
from esarisk.policy.stack import Vintage

REPLICATES = 8
SEPTEMBER = 5
"""Months from April to the month in which people are told: rates are those of the whole year."""


@dataclass(frozen=True)
class Followed:
    """People followed through a vintage under one or more scenarios of the same people."""

    seen: Vintage
    groups: Groups
    year: str
    runs: tuple[People, ...]  # independent replicates of the person engine
    cohort: Totals  # the cohort engine's projection of the same draw
    pay: Pay  # what each type of household is paid
    factors: Floats  # (scenario, 2) ratio of what is paid to what the rules say in the year [ratio]
    at: int  # month at whose end people are told [code]
    dated: bool  # whether terms depend on the date of claim

    @property
    def month(self) -> str:
        """The month told [text]."""
        return f"{self.seen.months[self.at].start:%Y-%m}"

    @property
    def number(self) -> int:
        """People simulated [people]."""
        return sum(run.number for run in self.runs)

    @property
    def share(self) -> float:
        """People simulated for each one there is [share]."""
        return sum(run.share for run in self.runs)

    def of_lives(self, name: str) -> Floats:
        """(person,) one field of every life."""
        joined: Floats = np.concatenate([getattr(run.lives, name) for run in self.runs])
        return joined

    @cached_property
    def place(self) -> Floats:
        """(person,) place in the month, -1 for none [code]."""
        return self.of_lives("seen_place").astype(int)

    @cached_property
    def group(self) -> Floats:
        """(person,) group [code]."""
        return self.of_lives("group").astype(int)

    @cached_property
    def age_band(self) -> Floats:
        """(person,) age band in the month [code]."""
        bands: Floats = age_class(self.groups, [self.seen.months[self.at].start])[:, 0][self.group]
        return bands

    @cached_property
    def kind(self) -> Floats:
        """(person,) type of household in the month [code]."""
        return household_of(self.pay, BASIS_OF[np.maximum(self.place, 0)], self.of_lives("fortune"))

    @cached_property
    def in_caseload(self) -> Floats:
        """(person,) whether counted in the caseload of the month."""
        counted: Floats = (self.place >= 0) & (PHASE_OF[np.maximum(self.place, 0)] != NO_PHASE)
        return counted

    def weekly(self, scenario: int, *, by_rule: bool = True) -> Floats:
        """(person,) award in the month, by the rules alone or as paid; nought for those who have none [GBP a week]."""
        paid = self.pay.award[scenario, self.at, np.maximum(self.place, 0), self.kind].copy()
        if by_rule:
            paid[:, [CONTRIBUTORY_LINE, INCOME_RELATED_LINE]] /= self.factors[scenario]
        award: Floats = np.where(self.place >= 0, paid.sum(axis=-1), 0.0)
        return award

    def spending(self, scenario: int) -> Floats:
        """(replicate,) spending of the year, one for one [GBP]."""
        year = self.seen.all_years.index(self.year)
        return np.array([run.totals.spending[0, scenario, year].sum() for run in self.runs])

    def cohort_spending(self, scenario: int) -> float:
        """Spending of the year by the cohort engine [GBP]."""
        return float(self.cohort.spending[0, scenario, self.seen.all_years.index(self.year)].sum())


def follow(
    seen: Vintage, scenarios: list[Parameters], year: str, people: int, seed: int, draw: Draws
) -> Followed:
    """Follow people through a vintage; scenarios must have the same people.

    Parameters
    ----------
    year : financial year in whose September people are told [text]
    people : simulated over the whole run, about [people]
    draw : one draw, the same for every scenario
    """
    terms = joint_terms(seen, scenarios)
    projection = Projection(seen, tuple(scenarios), terms)
    fixed, inputs, values = projection.timetable, projection.claims(draw), projection.values(draw)
    cohort, pay = projection.totals(inputs), household_pay(seen, fixed, values, 0, terms)
    first = financial_year(year).start
    at = (first.year - seen.months[0].start.year) * 12 + first.month - seen.months[0].start.month + SEPTEMBER
    runs = tuple(
        live(
            fixed,
            inputs,
            cohort.served[0],
            people=people / REPLICATES,
            seed=seed * REPLICATES + replicate,
            pay=pay,
            keep=True,
            seen_month=at,
        )
        for replicate in range(REPLICATES)
    )
    rates = [Rates(seen, one) for one in values]
    factors = np.stack([by.spread(line_factors(v, by))[0, at] for v, by in zip(values, rates, strict=True)])
    dated = bool((fixed.terms_from < len(seen.months)).any())
    return Followed(seen, projection.groups, year, runs, cohort, pay, factors, at, dated)


def half_width(replicates: Floats) -> float:
    """95 per cent half-width of a mean over replicates [its unit]."""
    return float(T_SEVEN * np.std(replicates, ddof=1) / np.sqrt(len(replicates)))


AWARD_STEP = 10.0
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def award_distribution(followed: Followed) -> pd.DataFrame:
    """People by weekly award as paid in the month: nothing, then steps of ten pounds.

    Returns
    -------
    a row for each step: from and to [GBP a week], people [people]
    """
    paid = followed.weekly(0, by_rule=False)[followed.in_caseload]
    step = np.where(paid > 0, np.floor(paid / AWARD_STEP) + 1, 0).astype(int)
    counts = np.bincount(step) / followed.share
    ends = np.arange(len(counts)) * AWARD_STEP
    return pd.DataFrame({"from": np.maximum(0.0, ends - AWARD_STEP), "to": ends, "people": counts})


def award_quantiles(followed: Followed) -> pd.DataFrame:
    """Percentiles of what is paid in the month among those paid anything, for everybody and by phase.

    Returns
    -------
    a row for each phase: people paid [people], mean, p10 to p90 [GBP a week]
    """
    paid = followed.weekly(0, by_rule=False)
    phase = PHASE_OF[np.maximum(followed.place, 0)]
    rows = []
    for name, code in (("everybody", None), *((name, code) for code, name in enumerate(PHASES))):
        some = paid[followed.in_caseload & (paid > 0) & ((code is None) | (phase == code))]
        if len(some):
            spread = {f"p{100 * q:.0f}": float(np.quantile(some, q)) for q in SHARES}
            rows.append({"phase": name, "people": len(some) / followed.share, "mean": some.mean(), **spread})
    return pd.DataFrame(rows)
