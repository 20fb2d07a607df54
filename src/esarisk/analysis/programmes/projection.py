"""Projections of one vintage under levels of programme money, draw by draw.

Every level meets the same draws, so differences are paired. People are projected once a level;
what programmes cost and gain beside the benefit follows by the formulas of the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from esarisk.engine.cap.annual_2014 import CapResult, cap_years, judge_run, remainder_draws
from esarisk.engine.draws import Draws, Values, sample
from esarisk.engine.fits import fitted_centre, fitted_of
from esarisk.engine.plan import BATCH, Progress, ScenePlan, prepare, project
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
from esarisk.engine.programmes.funded import Funded, projected
from esarisk.engine.programmes.funding import Funding, Sights, families, funding_of, funding_together
from esarisk.engine.programmes.ledger import BESIDE, Ledger
from esarisk.engine.projection import Projection
from esarisk.engine.reach import parameters_of
from esarisk.engine.run import gathered
from esarisk.engine.shared_projections import Member, Policy
from esarisk.jit import Floats
from esarisk.kernels.layout import Claims, Timetable, Totals
from esarisk.names import COMPETITION, PAYERS, PHASES, QUEUES
from esarisk.policy.periods import year_label
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard, StudyCard
from esarisk.policy.stack import Vintage, vintage
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
    waiting: Floats  # (draw, month) new claims past the minimum wait, not yet decided [people]
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

    def on_it(self, p: int) -> float:
        """People on a programme at the end who would not be, or who miss it; none where hours alone differ [people]."""
        same = self.funding is not None and self.funding.levels[p].thinner
        return 0.0 if same else float(self.reached[:, p].sum(axis=1).mean())


@dataclass(frozen=True)
class Setting:
    """A vintage under a view, and the draws of whoever projects it."""

    library: Library
    seen: Vintage
    draws: Draws

    @cached_property
    def months(self) -> list[str]:
        """(month,) financial year of each projected month."""
        return [year_label(month.start) for month in projected(self.seen)]

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

    def outcome(self, totals: Totals, member: int = 0, funding: Funding | None = None) -> Outcome:
        """What is kept of some draws.

        Parameters
        ----------
        member : which of those who are paid by the same people [code]
        funding : of these draws
        """
        years, months = len(self.seen.years), len(self.months)
        by_year = totals.spending[:, member, -years:].sum(axis=(2, 3)) / GBP_MILLION
        monthly = totals.monthly[:, member, -months:].sum(axis=2) / GBP_MILLION
        people = totals.caseload[:, -years:].reshape(len(by_year), years, len(PHASES), -1).sum(axis=3)
        inside, everybody = totals.reached[:, -1, 1:], totals.reached[:, -1].sum(axis=1)
        leavers = totals.off_flow[:, -years:].sum(axis=1)
        started = started_of(totals, months)
        waiting = totals.waiting[:, -months:, QUEUES.index("new")]
        kept = (inside, everybody, leavers, totals.standing)
        return Outcome(funding, monthly, by_year, people, waiting, started, *kept)


class Projector(Setting):
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
        seen = vintage(library, name, view)
        super().__init__(library, seen, sample(seen.known, draws, seed, fitted_of(library, seen)))
        self._scenario = scenario

    @cached_property
    def projection(self) -> Projection:
        """Of the vintage under the scenario."""
        known = self.seen.known
        if self._scenario:
            known = parameters_of(self.library, self.seen, self._scenario)
        return Projection(self.seen, (known,))

    @cached_property
    def fixed(self) -> Timetable:
        """What no draw changes."""
        return self.projection.timetable

    @cached_property
    def centre(self) -> Claims:
        """Kernel inputs of the fitted centre."""
        return self.projection.claims(fitted_centre(self.library, self.seen))

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
                    parts[i].append(self.outcome(totals))
                done += len(family) * (end - begin)
                if progress:
                    progress(done, total)
        return [_joined(funding, some) for funding, some in zip(fundings, parts, strict=True)]


def _joined(funding: Funding | None, parts: Sequence[Outcome]) -> Outcome:
    """Batches of one level, one after the other."""
    fields = ("monthly", "spending", "caseload", "waiting", "reached", "standing", "leavers", "groups")
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in fields}
    return Outcome(funding, started=joined([part.started for part in parts]), **whole)


@dataclass(frozen=True)
class Projected:
    """Scenarios of a study, projected once: the cube, and what each brings draw by draw.

    Parameters
    ----------
    outcomes : of each scenario, in the study's order
    plain : policy → outcome without programmes
    """

    setting: Setting
    cube: xr.Dataset
    outcomes: list[Outcome]
    plain: dict[Policy, Outcome]


def project_study(library: Library, study: StudyCard, progress: Progress | None = None) -> Projected:
    """Project a study and keep more of each scenario than its cube has.

    Parameters
    ----------
    progress : called with draws done and to do, of all scenes
    """
    plan = prepare(library, study)
    setting = Setting(library, plan.seen, plan.draws)
    kept: dict[int | Policy, list[Outcome]] = {}
    claimed: dict[
        Policy, Member
    ] = {}  # of scenarios alike but for their money, the first stands for the policy

    def watch(one: ScenePlan, funding: Funding | None, totals: Totals) -> None:
        for place, member in enumerate(one.scene.members):
            outcome = setting.outcome(totals, place, funding)
            if not one.scene.levels and member is claimed.setdefault(member.policy, member):
                kept.setdefault(member.policy, []).append(outcome)
            if member.index is not None:
                kept.setdefault(member.index, []).append(outcome)

    batches = range(len(plan.batches))
    cube = gathered(plan, study, (part for _, part in project(plan, batches, progress, watch)))
    whole = {
        key: _joined(funding_together([one.funding for one in some]), some) for key, some in kept.items()
    }
    outcomes = [whole[i] for i in range(len(plan.scenarios))]
    return Projected(setting, cube, outcomes, {k: one for k, one in whole.items() if isinstance(k, tuple)})


def accounts_of(setting: Setting, outcome: Outcome) -> list[Books]:
    """Books of every programme that an outcome funds away from its baseline."""
    if outcome.funding is None:
        return []
    return accounts(setting.library, outcome.funding, outcome.started, setting.months)


def on_jobseekers(setting: Setting, outcome: Outcome, p: int) -> Books:
    """Books of programme `p` with its money, starts and effect on jobseekers instead."""
    assert outcome.funding is not None
    return account(setting.library, outcome.funding, outcome.started, setting.months, p, instead=True)


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


def beside_of(setting: Setting, books: Sequence[Books]) -> Floats:
    """(draw, year) in-scope spending that programmes add outside the simulated lines [GBP million]."""
    monthly = np.zeros((len(setting.draws), len(setting.months)))
    for one in books:
        monthly -= np.sum([one.line(line) for line in BESIDE], axis=0)
    return by_year(setting, monthly)


def unscored_of(setting: Setting, books: Sequence[Books], saved: Floats) -> Floats:
    """(draw, year) saved inside the cap by programmes that no costing of benefits counts [GBP million].

    Parameters
    ----------
    saved : (draw, month) benefit that the projection saves beside the same policy without programmes [GBP million]
    """
    monthly = np.zeros((len(setting.draws), len(setting.months)))
    for one in own_savings(books, saved) if books else ():
        if not one.programme.certified:
            monthly += np.array([ledger.in_cap for ledger in one.ledgers])
    return by_year(setting, monthly)


def by_year(setting: Setting, monthly: Floats) -> Floats:
    """(draw, year) sums of a monthly line."""
    labels = np.array(setting.months)
    return np.stack([monthly[:, labels == year].sum(axis=1) for year in setting.seen.years], axis=1)


def mean_ledger(ledgers: Sequence[Ledger]) -> Ledger:
    """The mean of the draws."""
    return Ledger(
        ledgers[0].years,
        {payer: np.mean([book.spend[payer] for book in ledgers], axis=0) for payer in PAYERS},
        {line: np.mean([book.lines[line] for book in ledgers], axis=0) for line in ledgers[0].lines},
        np.mean([book.in_work for book in ledgers], axis=0),
        np.mean([book.off_benefit for book in ledgers], axis=0),
        np.mean([book.sanctions for book in ledgers], axis=0),
    )
