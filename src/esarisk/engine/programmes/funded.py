"""What a scenario funds away from baseline provision, and with how much money."""

from dataclasses import dataclass

import numpy as np

from esarisk.engine.programmes.advisers import REFERRAL, Kept, kept_of, staffed_by_advisers, with_reports
from esarisk.engine.programmes.dated import Months, by_month, mean_money
from esarisk.engine.programmes.eligibility import first_month
from esarisk.engine.programmes.volume import Rollover
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.policy.parameters import FOREVER
from esarisk.policy.periods import Period
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.policy.schema import Amount, ScenarioCard
from esarisk.policy.stack import Vintage
from esarisk.units import MONTHS_A_YEAR

POOLS = "staff_pools"
"""Stem of the parameters that hold the hours of staff pools."""


@dataclass(frozen=True)
class Funded:
    """One programme at a level of money."""

    programme: Programme
    money: float  # mean of the projected months [GBP million a year]
    before: float  # at the vintage's baseline provision [GBP million a year]
    thinner: bool = False  # whether money changes hours a person at the baseline's starts, rather than starts
    rollover: Rollover | None = None  # of money not spent, if not as the programme's file says
    pool: tuple[str, float] | None = None  # of staff, shared: name, hours a year beyond baseline provision
    dated: Months = ()  # in each projected month, where they differ; `money` is then their mean [GBP million a year]
    kept: Kept | None = None  # hours of advisers, paid for already, in place of money

    def by_month(self, months: int) -> Floats:
        """(month,) money in so many months, of which the last are projected [GBP million a year]."""
        money = self.dated or (self.money,)
        return np.pad(money, (months - len(money), 0), mode="edge")

    def by_year(self, years: int) -> list[float]:
        """Money in each projected year, the mean of its months [GBP million a year]."""
        months = self.by_month(years * MONTHS_A_YEAR).reshape(years, MONTHS_A_YEAR)
        return [mean_money(tuple(of.tolist())) for of in months]

    @property
    def unpaid(self) -> bool:
        """Whether its starts cost no further money: the staff's hours are there; specialists are paid."""
        return self.kept is not None and self.programme.card.adviser_hours != REFERRAL


def baseline_money(programme: Programme, vintage: str) -> float:
    """Money of a vintage's baseline provision; none where the file lists none [GBP million a year]."""
    return sum(row.money for row in programme.card.baseline if row.vintage == vintage)


def funded(library: Library, seen: Vintage, scenario: ScenarioCard) -> list[Funded]:
    """Programmes that a scenario funds away from baseline provision.

    Raises
    ------
    EsariskError : there is no such programme, or thinner help has no baseline to thin
    """
    levels = []
    for name, amount in scenario.funding.items():
        programme = library.pick("programmes", name).with_levers(scenario.levers)
        before = baseline_money(programme, seen.name)
        months = _by_month(scenario, programme, amount, before, seen)
        if name in scenario.thinner and before == 0.0:
            raise EsariskError(
                f"scenario '{scenario.name}': '{name}' has no baseline provision in {seen.name}, so its help "
                "cannot be made thinner: fund its reach instead"
            )
        if set(months) != {before}:
            money, dated = mean_money(months), months if len(set(months)) > 1 else ()
            card, pool = scenario.rollover.get(name), _pool(library, programme, scenario)
            kept = Rollover(card.month, card.year) if card else None
            asked = with_reports(library, scenario.levers, programme)
            levels.append(Funded(asked, money, before, name in scenario.thinner, kept, pool, dated))
    return levels + _by_advisers(library, scenario)


def _by_advisers(library: Library, scenario: ScenarioCard) -> list[Funded]:
    """Programmes that advisers staff by hours kept for ongoing work, or to which they refer."""
    kept = kept_of(library, scenario.levers)
    if kept is None:
        return []
    found = staffed_by_advisers(library, kept)
    for programme in found:
        if programme.name in scenario.funding:
            raise EsariskError(
                f"scenario '{scenario.name}': '{programme.name}' has hours by its levers of advisers: "
                "leave its money out, or the levers"
            )
    return [Funded(programme, 0.0, 0.0, kept=kept) for programme in found]


def _by_month(
    scenario: ScenarioCard, programme: Programme, amount: Amount, before: float, seen: Vintage
) -> Months:
    """Money in each projected month; a fault says in which scenario."""
    try:
        return by_month(programme, amount, before, projected(seen))
    except EsariskError as error:
        raise EsariskError(f"scenario '{scenario.name}': {error}") from error


def _pool(library: Library, programme: Programme, scenario: ScenarioCard) -> tuple[str, float] | None:
    """The staff pool that a programme names, with its hours or those of the scenario's lever."""
    name = programme.card.staff_pool
    if name is None:
        return None
    address = f"{POOLS}.{name}"
    return name, scenario.levers.get(address, library.parameters.number(address, FOREVER))


def projected(seen: Vintage) -> list[Period]:
    """Projected months, from the first in which money may differ."""
    return seen.months[first_month(seen) :]
