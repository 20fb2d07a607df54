"""Ages of the start stock: published bands, carried to the start by the population's own."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from esarisk.engine.population.groups import Groups, people, people_by_age, single_years
from esarisk.jit import Floats
from esarisk.names import SEXES
from esarisk.policy.parameters import Parameters
from esarisk.policy.periods import month_period, months_between
from esarisk.policy.stack import Vintage

if TYPE_CHECKING:
    import pandas as pd

BROAD_AGES = {"16-24": (16, 25), "25-49": (25, 50), "50+": (50, 72)}
"""Bands in which people on Universal Credit health are published: first age and the age after the last."""
AFTER_OLDEST = 72
STALE_MONTHS = 12
"""Beyond this age of the table its shares of the population are carried on, not its numbers [months]."""


class StartAges:
    """Share of the start stock that each group holds."""

    def __init__(
        self, parameters: Parameters, groups: Groups, seen: Vintage, claims: Floats | None = None
    ) -> None:
        self.parameters, self.groups, self.seen = parameters, groups, seen
        self.claims = claims
        self.start = seen.months[0].start
        self.at, self.stock = _published_stock(parameters, self.start)

    def of(self, state: str) -> Floats:
        """(group,) share of a state's start stock [share]."""
        if self.claims is not None and self.seen.card.opening == "cube" and state in {"wrag", "support"}:
            return self._past_assessment(self.claims)
        if not state.startswith("uc_") or not self.parameters.knows("population.uc_health_by_age"):
            return self.esa
        if state != "uc_lcwra":
            return self.universal_credit
        moved = self.parameters.number("start.uc_moved_share", self.start)
        return (1.0 - moved) * self.universal_credit + moved * self.esa

    @cached_property
    def esa(self) -> Floats:
        """(group,) share of ESA and incapacity benefits [share]."""
        stale = months_between(date.fromisoformat(f"{self.at}-01"), self.start) > STALE_MONTHS
        share = self._prevalent(16, AFTER_OLDEST) if stale else self._as_published()
        return share / share.sum()

    def _past_assessment(self, claims: Floats) -> Floats:
        """(group,) share of those in a group, so that with the assessment phase ages are as published.

        Parameters
        ----------
        claims : (group,) of people who claim: those in assessment are as old [share]
        """
        stocks = [self.parameters.number(f"start.{s}", self.start) for s in ("assessment", "wrag", "support")]
        rest = np.maximum(0.0, sum(stocks) * self.esa - stocks[0] * claims)
        return rest / rest.sum()

    @cached_property
    def universal_credit(self) -> Floats:
        """(group,) share of Universal Credit health: broad bands and sex as published [share]."""
        shares = self.parameters.vector("population.uc_health_by_age", tuple(BROAD_AGES), self.start)
        women = self.parameters.number("population.uc_health_women", self.start)
        share = np.zeros(len(self.groups))
        for sex, part in zip(SEXES, (women, 1.0 - women), strict=True):
            mine = np.array(self.groups.sex) == sex
            for band, (first, after) in zip(shares, BROAD_AGES.values(), strict=True):
                inside = np.where(mine, self._prevalent(first, after), 0.0)
                share += part * band * inside / inside.sum()
        return share

    def _as_published(self) -> Floats:
        """(group,) each band's stock, spread over the population inside it [people]."""
        counts = people(self.parameters, self.groups, self.seen.months[:1])[:, 0]
        ages = self.groups.ages(self.start)
        bands = self._bands()
        oldest = max(last for _, last in bands.values())
        share = np.zeros(len(self.groups))
        for band, (first, last) in bands.items():
            inside = (ages >= first) & ((ages < last + 1) | (last == oldest))
            total = counts[inside].sum()
            if total > 0:
                share[inside] = self.stock[band] * counts[inside] / total
        return share

    def _prevalent(self, first: int, after: int) -> Floats:
        """(group,) people of an age range who would claim at the table's share of the population [people].

        The table's oldest band stands for the ages above it: pension age has risen since.
        """
        month = month_period(*map(int, self.at.split("-")))
        single = single_years(self.parameters, [month])
        bands = self._bands()
        oldest = max(last for _, last in bands.values())
        found = np.zeros(len(self.groups))
        for band, (low, high) in bands.items():
            share = self.stock[band] / sum(single[sex][low : high + 1, 0].sum() for sex in SEXES)
            top = AFTER_OLDEST if high == oldest else high + 1
            span = max(first, low), min(after, top)
            if span[0] < span[1]:
                counts = people_by_age(self.parameters, self.groups, self.seen.months[:1], *span)
                found += share * counts[:, 0]
        return found

    def _bands(self) -> dict[str, tuple[int, int]]:
        """Band → first and last age [years]."""
        edges = {str(band): str(band).split("-") for band in self.stock.index if band != "total"}
        return {band: (int(first), int(last)) for band, (first, last) in edges.items()}


def _published_stock(parameters: Parameters, start: date) -> "tuple[str, pd.Series[float]]":
    """The last quarter before a day, or the first published, and its claimants by age band [people]."""
    table = parameters.table("population.incapacity_stock_by_age")
    quarters = sorted(table["at"].unique())
    before = [at for at in quarters if at <= start.isoformat()[:7]]
    chosen = str(before[-1] if before else quarters[0])
    return chosen, table[table["at"] == chosen].set_index("age_band")["value"].astype(float)
