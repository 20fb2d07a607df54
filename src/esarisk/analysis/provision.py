"""Projections of one vintage under levels of programme money, draw by draw.

Every level meets the same draws, so differences are paired. People are projected once a level;
what programmes cost and gain beside the benefit follows by the formulas of the ledger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from esarisk.engine.cap import CapResult, cap_years, judge_run, remainder_draws
from esarisk.engine.claims import claims
from esarisk.engine.cohort import project_batch
from esarisk.engine.draws import Draws, Values, central_draw, sample
from esarisk.engine.effects import Number, effects
from esarisk.engine.ledger import Ledger, awards_at, money_lines, payments
from esarisk.engine.population import groups_of
from esarisk.engine.prices import prices
from esarisk.engine.programmes import Funded, Funding, funding_of, projected
from esarisk.engine.run import BATCH, Progress, fitted_of
from esarisk.engine.timetable import timetable
from esarisk.jit import Floats
from esarisk.kernels.layout import Claims, Totals
from esarisk.names import COMPETITION, PHASES
from esarisk.policy.periods import year_label
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.policy.stack import vintage

MILLION = 1e6


@dataclass(frozen=True)
class Outcome:
    """What a level of money brings, for every draw.

    Parameters
    ----------
    funding : programmes away from their baseline, with their figures; None where there are none
    monthly : (draw, month) spending of the simulated lines [GBP million]
    spending : (draw, year) [GBP million]
    caseload : (draw, year, phase) mean of the year [people]
    starts, before : (draw, month, programme) from the caseload, funded and at the baseline [people]
    moved : (draw, month, programme) starts that differ × scale of their effect, with its sign [people]
    signed : (draw, month, programme) starts that differ, with their sign [people]
    reached : (draw, programme, phase) in the block at the end [people]
    standing : (draw, phase) of everybody at the end [people]
    """

    funding: Funding | None
    monthly: Floats
    spending: Floats
    caseload: Floats
    starts: Floats
    before: Floats
    moved: Floats
    signed: Floats
    reached: Floats
    standing: Floats


class Projector:
    """One vintage and view, its draws and everything that no level of money changes."""

    def __init__(self, library: Library, name: str, view: str, draws: int, seed: int = 1) -> None:
        self.library, self.seen = library, vintage(library, name, view)
        fitted = fitted_of(library, self.seen)
        self.draws: Draws = sample(self.seen.known, draws, seed, fitted)
        self.fixed = timetable(self.seen, self.seen.known, groups_of(self.seen))
        self.centre = self._claims(central_draw(self.seen.known, fitted))
        self.months = [year_label(month.start) for month in projected(self.seen)]
        self._batches: list[Claims] = []

    def _claims(self, draws: Draws) -> Claims:
        return claims(self.seen, [Values(self.seen.known, draws)])

    @property
    def batches(self) -> list[Claims]:
        """Kernel inputs of every draw, made once."""
        if not self._batches:
            firsts = range(0, len(self.draws), BATCH)
            self._batches = [self._claims(self.draws.rows(f, f + BATCH)) for f in firsts]
        return self._batches

    def project(
        self,
        levels: Sequence[Funded],
        competition: str = COMPETITION[0],
        progress: Progress | None = None,
        done: tuple[int, int] = (0, 1),
    ) -> Outcome:
        """Project every draw with some programmes away from their baseline.

        Parameters
        ----------
        done : levels projected before, and in all
        """
        funding = funding_of(
            self.library, self.seen, levels, self.fixed, self.centre, self.draws, competition
        )
        parts = []
        for i, one in enumerate(self.batches):
            first = i * BATCH
            provision = funding.rows(first, first + len(one.claims)) if funding else None
            parts.append(self._outcome(project_batch(self.fixed, one, provision)))
            if progress:
                count = len(self.draws)
                progress(done[0] * count + first + len(one.claims), done[1] * count)
        whole = [np.concatenate(arrays) for arrays in zip(*parts, strict=True)]
        return Outcome(funding, *whole)

    def _outcome(self, totals: Totals) -> tuple[Floats, ...]:
        """What is kept of a batch, in the order of `Outcome`."""
        years, months = len(self.seen.years), len(self.months)
        by_year = totals.spending[:, 0, -years:].sum(axis=(2, 3)) / MILLION
        monthly = totals.monthly[:, 0, -months:].sum(axis=2) / MILLION
        people = totals.caseload[:, -years:].reshape(len(by_year), years, len(PHASES), -1).sum(axis=3)
        starts, before = totals.starts[:, -months:], totals.starts_before[:, -months:]
        scale = totals.start_scale[:, -months:]
        moved, signed = np.abs(starts - before) * scale, starts - before
        inside, everybody = totals.reached[:, -1, 1:], totals.reached[:, -1].sum(axis=1)
        return monthly, by_year, people, starts, before, moved, signed, inside, everybody

    def judged(self, outcomes: Sequence[Outcome], beside: Sequence[Floats]) -> CapResult:
        """(level, year, draw) what the cap's rule says of each year; the first level is the baseline.

        Parameters
        ----------
        beside : (draw, year) of each level, in-scope spending that is not simulated [GBP million]
        """
        years, values = cap_years(self.seen), Values(self.seen.known, self.draws)
        remainder = remainder_draws(self.seen, values, years)
        simulated = np.stack([(o.spending + b).T for o, b in zip(outcomes, beside, strict=True)])
        return judge_run(self.seen, values, simulated, remainder)


@dataclass(frozen=True)
class Books:
    """The ledger of one programme at one level, for every draw, as a change from its baseline.

    Parameters
    ----------
    ledgers : one a draw; the benefit saved is the projection's own
    starts, before : (draw, month) of all people [people]
    gross_jobs, additional_jobs : (draw,) of the starts that differ, once measured [people]
    """

    programme: Programme
    ledgers: list[Ledger]
    starts: Floats
    before: Floats
    gross_jobs: Floats
    additional_jobs: Floats


def books_of(
    projector: Projector, outcome: Outcome, baseline: Outcome, p: int, saved_here: float = 1.0
) -> Books:
    """What programme `p` of an outcome costs and gains.

    Parameters
    ----------
    saved_here : share of the benefit saved that is booked here; none where several programmes share it
    """
    assert outcome.funding is not None
    level, figures = outcome.funding.levels[p], outcome.funding.figures[p]
    rates = prices(projector.library.parameters, level.programme.number("early_inflation"))
    awards = awards_at(projector.library.parameters, rates, projector.months)
    saved = saved_here * (baseline.monthly - outcome.monthly)
    ledgers, starts, before, jobs = [], [], [], []
    for i, f in enumerate(figures):
        share = max(float(f["caseload_share"]), 1e-6)  # type: ignore[arg-type] # a number: it has no axis
        all_, was, moved, signed = (
            a[i, :, p] / share for a in (outcome.starts, outcome.before, outcome.moved, outcome.signed)
        )
        paid = all_ * (level.money / level.before - 1.0) if level.thinner else all_ - was
        paid = paid / (1.0 - float(f["outreach_share"]))  # type: ignore[arg-type] # a number: it has no axis
        one = effects(f, len(moved))
        in_work, off = (np.convolve(moved, e)[: len(moved)] for e in (one.work, share * one.off_benefit))
        drift = share * np.convolve(signed, one.drift)[: len(moved)]
        lines = money_lines(level.programme, f, awards, rates, in_work, off, drift)
        lines |= {"esa_saved": saved[i], "support_drift": np.zeros(len(moved))}
        spend = payments(level.programme, f, paid, projector.months, rates)
        ledgers.append(Ledger(projector.months, spend, lines, in_work, off))
        starts.append(all_)
        before.append(all_ if level.thinner else was)
        jobs.append(_jobs(f, moved.sum(), 0.0 if level.thinner else signed.sum()))
    return Books(level.programme, ledgers, np.array(starts), np.array(before), *np.array(jobs).T)


def _jobs(f: Mapping[str, Number], moved: float, signed: float) -> tuple[float, float]:
    """Gross and additional people in work of the starts that differ, when the effect is measured [people]."""
    figure = {key: float(value) for key, value in f.items() if isinstance(value, float)}
    month = int(figure["effect_month"])
    additional = moved * float(effects(f, month + 1).work[month])
    return signed * figure["comparison_rate"] + additional, additional * (1.0 - figure["displacement"])
