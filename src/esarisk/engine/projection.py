"""One projection: people of a vintage under one law, by the cohort kernel.

Whoever follows people asks here; nobody else puts groups, timetable and claims together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from esarisk.engine.awards.terms import TermDates
from esarisk.engine.claims.cohort import project_batch, project_levels
from esarisk.engine.claims.inputs import claims
from esarisk.engine.claims.published_quantities import Measured
from esarisk.engine.claims.timetable import timetable
from esarisk.engine.draws import Draws, Values
from esarisk.engine.population.groups import Groups, groups_of
from esarisk.kernels.layout import Claims, Provision, Timetable, Totals
from esarisk.policy.parameters import Parameters
from esarisk.policy.stack import Vintage


@dataclass(frozen=True)
class Projection:
    """People of a vintage, and the scenarios that pay them."""

    seen: Vintage
    scenarios: tuple[Parameters, ...]  # people follow the first
    terms: TermDates | None = None  # by which people are told apart; the first scenario's own when not given

    @cached_property
    def groups(self) -> Groups:
        """Everybody, by birth cohort and sex."""
        return groups_of(self.seen)

    @cached_property
    def timetable(self) -> Timetable:
        """What no draw changes."""
        return timetable(self.seen, self.scenarios[0], self.groups, self.terms)

    def values(self, draws: Draws) -> list[Values]:
        """Parameters of each scenario under some draws."""
        return [Values(parameters, draws) for parameters in self.scenarios]

    def claims(self, draws: Draws) -> Claims:
        """What some draws make of the claim."""
        return claims(self.seen, self.values(draws), self.terms)

    def totals(self, inputs: Claims, provision: Provision | None = None) -> Totals:
        """Every draw of some claims followed to the end, with programmes away from their baseline if given."""
        return project_batch(self.timetable, inputs, provision)

    def totals_of_levels(
        self, inputs: Claims, provisions: Sequence[Provision | None], first: int
    ) -> Iterator[Totals]:
        """The same draws under levels of money that ask for the same people: before `first` they are one."""
        return project_levels(self.timetable, inputs, provisions, first)

    def measured(self, draws: Draws) -> Measured:
        """Some draws, to be read as statistics are published."""
        inputs = self.claims(draws)
        return Measured(self.seen, self.timetable, inputs, self.totals(inputs))


def projection_of(seen: Vintage) -> Projection:
    """A vintage under its own policy."""
    return Projection(seen, (seen.known,))
