"""Projections of one vintage under levels of programme money, draw by draw.

Every level meets the same draws, so differences are paired. People are projected once a level;
what programmes cost and gain beside the benefit follows by the formulas of the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from esarisk.engine.cap.annual_2014 import CapResult, cap_years, judge_run, remainder_draws
from esarisk.engine.draws import Draws, Values, sample
from esarisk.engine.fits import fitted_centre, fitted_of
from esarisk.engine.plan import BATCH, Progress
from esarisk.engine.programmes.accounts import (
    Books,
    Started,
    account,
    accounts,
    joined,
    own_savings,
    started_of,
    together,
)
from esarisk.engine.programmes.eligibility import first_month
from esarisk.engine.programmes.funding import Funded, Funding, Sights, families, funding_of, projected
from esarisk.engine.programmes.ledger import BESIDE, Ledger
from esarisk.engine.projection import Projection
from esarisk.engine.reach import parameters_of
from esarisk.jit import Floats
from esarisk.kernels.layout import Claims, Totals
from esarisk.names import COMPETITION, PHASES
from esarisk.policy.periods import year_label
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard
from esarisk.policy.stack import vintage
from esarisk.units import GBP_MILLION


@dataclass(frozen=True)
class Outcome:
    """What a level of money brings, for every draw."""

    funding: (
        Funding | None
    )  # programmes away from their baseline, with their figures; None where there are none
    monthly: Floats  # (draw, month) spending of the simulated lines [GBP million]
    spending: Floats  # (draw, year) [GBP million]
    caseload: Floats  # (draw, year, phase) mean of the year [people]
    started: Started  # what it says of programmes, month by month
    reached: Floats  # (draw, programme, phase) in the block at the end [people]
    standing: Floats  # (draw, phase) of everybody at the end [people]
    leavers: Floats  # (draw, phase, destination) over the projection [people]
    groups: (
        Floats  # (draw, block, phase, group) at the end: outside every programme, then inside each [people]
    )

    @property
    def starts(self) -> Floats:
        """(draw, month, programme) from the caseload [people]."""
        return self.started.starts


class Projector:
    """One vintage and view, its draws and everything that no level of money changes.

    A scenario's measures and levers change parameters; its funding is given level by level.
    """

    def __init__(
        self,
        library: Library,
        name: str,
        view: str,
        draws: int,
        seed: int = 1,
        scenario: ScenarioCard | None = None,
    ) -> None:
        self.library, self.seen = library, vintage(library, name, view)
        known = parameters_of(library, self.seen, scenario) if scenario else self.seen.known
        self.projection = Projection(self.seen, (known,))
        self.draws: Draws = sample(self.seen.known, draws, seed, fitted_of(library, self.seen))
        self.fixed = self.projection.timetable
        self.centre = self.projection.claims(fitted_centre(library, self.seen))
        self.months = [year_label(month.start) for month in projected(self.seen)]

    @cached_property
    def batches(self) -> list[Claims]:
        """Kernel inputs of every draw, made once."""
        firsts = range(0, len(self.draws), BATCH)
        return [self.projection.claims(self.draws.rows(f, f + BATCH)) for f in firsts]

    def project(self, levels: Sequence[Funded], competition: str = COMPETITION[0]) -> Outcome:
        """Project every draw with some programmes away from their baseline."""
        return self.project_all([(levels, competition)])[0]

    def project_all(
        self,
        wanted: Sequence[tuple[Sequence[Funded], str]],
        progress: Progress | None = None,
    ) -> list[Outcome]:
        """Project every draw under each of some levels of money.

        Parameters
        ----------
        wanted : of each, programmes away from their baseline and how they share staff and people
        progress : called with draws done and to do, of all levels
        """
        same = self.fixed, self.centre, self.draws
        sights: Sights = {}
        fundings = [funding_of(self.library, self.seen, levels, *same, how, sights) for levels, how in wanted]
        parts: list[list[Outcome]] = [[] for _ in wanted]
        done, first, total = 0, first_month(self.seen), len(wanted) * len(self.draws)
        for begin, one in zip(range(0, len(self.draws), BATCH), self.batches, strict=True):
            end = begin + len(one.claims)
            for family in families(fundings):
                some = [fundings[i] for i in family]
                provisions = [funding.rows(begin, end) if funding else None for funding in some]
                found = self.projection.totals_of_levels(one, provisions, first)
                for i, totals in zip(family, found, strict=True):
                    parts[i].append(self._outcome(totals))
                done += len(family) * (end - begin)
                if progress:
                    progress(done, total)
        return [_joined(funding, some) for funding, some in zip(fundings, parts, strict=True)]

    def _outcome(self, totals: Totals) -> Outcome:
        """What is kept of a batch."""
        years, months = len(self.seen.years), len(self.months)
        by_year = totals.spending[:, 0, -years:].sum(axis=(2, 3)) / GBP_MILLION
        monthly = totals.monthly[:, 0, -months:].sum(axis=2) / GBP_MILLION
        people = totals.caseload[:, -years:].reshape(len(by_year), years, len(PHASES), -1).sum(axis=3)
        inside, everybody = totals.reached[:, -1, 1:], totals.reached[:, -1].sum(axis=1)
        leavers = totals.off_flow[:, -years:].sum(axis=1)
        started = started_of(totals, months)
        return Outcome(None, monthly, by_year, people, started, inside, everybody, leavers, totals.standing)

    def judged(
        self, outcomes: Sequence[Outcome], beside: Sequence[Floats], unscored: Sequence[Floats]
    ) -> CapResult:
        """(level, year, draw) what the cap's rule says of each year; the first level is the baseline.

        Parameters
        ----------
        beside : (draw, year) of each level, in-scope spending that is not simulated [GBP million]
        unscored : (draw, year) of each level, saved by programmes that no costing of benefits counts [GBP million]
        """
        years, values = cap_years(self.seen), Values(self.seen.known, self.draws)
        remainder = remainder_draws(self.seen, values, years)
        simulated = np.stack([(o.spending + b).T for o, b in zip(outcomes, beside, strict=True)])
        return judge_run(self.seen, values, simulated, remainder, unscored=np.stack(unscored).swapaxes(1, 2))


def _joined(funding: Funding | None, parts: Sequence[Outcome]) -> Outcome:
    """Batches of one level, one after the other."""
    fields = ("monthly", "spending", "caseload", "reached", "standing", "leavers", "groups")
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in fields}
    return Outcome(funding, started=joined([part.started for part in parts]), **whole)


def accounts_of(projector: Projector, outcome: Outcome) -> list[Books]:
    """Books of every programme that an outcome funds away from its baseline."""
    if outcome.funding is None:
        return []
    return accounts(projector.library, outcome.funding, outcome.started, projector.months)


def on_jobseekers(projector: Projector, outcome: Outcome, p: int) -> Books:
    """Books of programme `p` with its money, starts and effect on jobseekers instead."""
    assert outcome.funding is not None
    return account(projector.library, outcome.funding, outcome.started, projector.months, p, instead=True)


@dataclass(frozen=True)
class Change:
    """What one outcome brings beside another, all programmes together.

    Parameters
    ----------
    parts : books with their sign: 1 for those of the outcome, -1 for those it is set against
    ledgers : one a draw
    """

    parts: list[tuple[float, Books]]
    ledgers: list[Ledger]

    def total(self, key: str) -> Floats:
        """(draw,) gross or additional jobs [people]."""
        total: Floats = np.sum([sign * getattr(books, key).sum(axis=1) for sign, books in self.parts], axis=0)
        return total


def change_of(mine: Sequence[Books], theirs: Sequence[Books], saved: Floats) -> Change:
    """What an outcome brings beside the one it is set against, whose programmes may lose people to it.

    Parameters
    ----------
    mine, theirs : accounts of both
    saved : (draw, month) benefit that the projection saves beside the other [GBP million]
    """
    nothing = np.zeros_like(saved)
    parts = [(1.0, books) for books in own_savings(mine, saved)]
    parts += [
        (-1.0, books.with_line("esa_saved", nothing).with_line("support_drift", nothing)) for books in theirs
    ]
    return Change(parts, together(parts))


def beside_of(projector: Projector, books: Sequence[Books]) -> Floats:
    """(draw, year) in-scope spending that programmes add outside the simulated lines [GBP million]."""
    monthly = np.zeros((len(projector.draws), len(projector.months)))
    for one in books:
        monthly -= np.sum([one.line(line) for line in BESIDE], axis=0)
    return by_year(projector, monthly)


def unscored_of(projector: Projector, books: Sequence[Books], saved: Floats) -> Floats:
    """(draw, year) saved inside the cap by programmes that no costing of benefits counts [GBP million].

    Parameters
    ----------
    saved : (draw, month) benefit that the projection saves beside the same policy without programmes [GBP million]
    """
    monthly = np.zeros((len(projector.draws), len(projector.months)))
    for one in own_savings(books, saved) if books else ():
        if not one.programme.certified:
            monthly += np.array([ledger.in_cap for ledger in one.ledgers])
    return by_year(projector, monthly)


def by_year(projector: Projector, monthly: Floats) -> Floats:
    """(draw, year) sums of a monthly line."""
    labels = np.array(projector.months)
    return np.stack([monthly[:, labels == year].sum(axis=1) for year in projector.seen.years], axis=1)
