"""Front of the person engine: people one by one, on the inputs of one draw of the cohort engine.

People are independent: what couples them, the share of each queue that is served, comes from
the cohort engine's projection of the same draw. Attributes other than group and position give
money, never a hazard.
"""

from dataclasses import dataclass

import numpy as np

from esarisk.engine.awards.mean_awards import awards_by_household, household_prevalence
from esarisk.engine.awards.terms import TermDates, own_terms
from esarisk.engine.claims.cohort import contiguous
from esarisk.engine.draws import Values
from esarisk.jit import Floats
from esarisk.kernels.layout import (
    ARREARS,
    BASIS_OF,
    N_BASES,
    N_CLOCK,
    N_DESTINATIONS,
    N_FLOWS,
    N_LINES,
    N_OUTCOMES,
    N_PHASES,
    N_PLACES,
    N_POSITIONS,
    N_QUEUES,
    N_STREAMS,
    NO_PHASE,
    PHASE_OF,
    STATE_OF,
    Claims,
    Provision,
    Timetable,
    Totals,
    empty_totals,
)
from esarisk.kernels.persons.chances import tabulate
from esarisk.kernels.persons.everybody import count_people, live_everybody
from esarisk.kernels.persons.layout import Chances, Counts, Entries, Lives, Met, Pay
from esarisk.kernels.random import WORD, key_of
from esarisk.policy.stack import Vintage

TASKS = 16
"""Neighbouring groups are dealt out this many ways, so that threads share the work evenly."""


@dataclass(frozen=True)
class People:
    """What the person engine found."""

    totals: Totals  # as the cohort engine's, of one draw
    lives: Lives  # one row a person; empty unless asked for
    number: int  # people simulated [people]
    share: float  # people simulated for each one there is [share]


def entries(timetable: Timetable, claims: Claims, draw: int) -> Entries:
    """Expected numbers of everybody who takes part, one for one."""
    start = timetable.start_shape * claims.start_stock[draw][STATE_OF][:, None, None]
    by_basis = claims.claims[draw][:, None] * claims.claim_basis[draw]
    arriving = timetable.on_flow_shape.T[:, :, None] * by_basis[None]
    return Entries(np.ascontiguousarray(np.moveaxis(start, -1, 0)), np.ascontiguousarray(arriving))


def pay_of(kinds: Floats, award: Floats, arrears: Floats, weeks: Floats) -> Pay:
    """What people of each type of household are paid.

    Parameters
    ----------
    kinds : (basis, type) prevalence [share]
    award : (scenario, month, place, type, line) [GBP a week]
    arrears : (scenario, month, place, type) [GBP a week of arrears]
    weeks : (month,) [weeks]
    """
    up_to = np.cumsum(kinds, axis=-1)
    up_to[:, -1] = 1.0
    paid = np.where(PHASE_OF[:, None] == NO_PHASE, 0.0, award[..., :ARREARS].sum(axis=-1))
    half_months = np.moveaxis(paid, 1, -1) * weeks / 2.0
    return contiguous(Pay(up_to, award, arrears, half_months))


def same_pay(timetable: Timetable, claims: Claims, draw: int) -> Pay:
    """Everybody at a place is paid its mean award."""
    award, arrears = claims.award[draw][:, :, :, None, :], claims.arrears[draw][..., None]
    return pay_of(np.ones((N_BASES, 1)), award, arrears, timetable.weeks)


def household_pay(
    seen: Vintage, timetable: Timetable, scenarios: list[Values], draw: int, terms: TermDates | None = None
) -> Pay:
    """What people of each type of household are paid in each scenario.

    Parameters
    ----------
    scenarios : values under the same draws
    draw : which of them [code]
    terms : dates by which people are told apart; the first scenario's own when not given
    """
    dates = terms or own_terms(seen, scenarios[0].parameters)
    tables = [awards_by_household(seen, values, dates) for values in scenarios]
    award = np.stack([np.moveaxis(award[draw], 1, 2) for award, _ in tables])
    arrears = np.stack([np.moveaxis(arrears[draw], 1, 2) for _, arrears in tables])
    by_place = household_prevalence(seen, scenarios[0])[draw]
    kinds = np.stack(
        [by_place[int(np.flatnonzero(np.equal(BASIS_OF, basis))[0])] for basis in range(N_BASES)]
    )
    return pay_of(kinds, award, arrears, timetable.weeks)


def met_of(provision: Provision, totals: Totals, draw: int) -> Met:
    """What programmes do, as the cohort engine worked it out in one draw.

    First come first: each programme draws on those whom the ones before left outside. In
    proportion: shares are of those who stood there before any programme drew.

    Parameters
    ----------
    provision, totals : of the cohort engine
    draw : which [code]
    """
    programmes, months = provision.eligible.shape[0], totals.served.shape[1]
    started = np.zeros((N_PLACES, N_CLOCK, months, programmes))
    outside = np.ones((N_PLACES, N_CLOCK, months))
    for programme in range(programmes):
        by_rank = totals.started_share[draw, :, programme].T
        share = provision.eligible[programme][:, :, None] * by_rank[provision.rank[programme].astype(int)]
        one = np.minimum(outside, share) if provision.pro_rata == 1 else outside * share
        outside = outside - one
        started[..., programme] = 1.0 - outside
    return Met(
        added_hazard=totals.added_hazard[draw],
        added_worsening=totals.added_worsening[draw],
        sanctioned=totals.sanctioned[draw],
        to_work=totals.block_shift[draw],
        added_to=provision.added_to[draw],
        started=started,
    )


def live(
    timetable: Timetable,
    claims: Claims,
    served: Floats,
    *,
    draw: int = 0,
    people: float | None = None,
    seed: int = 0,
    pay: Pay | None = None,
    keep: bool = False,
    seen_month: int = -1,
    met: Met | None = None,
) -> People:
    """Follow people through every month.

    Parameters
    ----------
    timetable, claims : what the cohort engine reads
    served : (month, stream, clock) of those ready, decided by the cohort engine [share]
    draw : which draw of the claims; part of the luck [code]
    people : how many to simulate, about; one for one when not given [people]
    seed : of the luck [code]
    pay : what each type of household is paid; the mean award when not given
    keep : whether to keep a row for each life
    seen_month : month at whose end lives keep the place [code]
    met : what programmes do, by the cohort engine; nothing when not given
    """
    chances = contiguous(tabulate(timetable, claims, draw, served, met))
    paid = pay or same_pay(timetable, claims, draw)
    whole = entries(timetable, claims, draw)
    expected = float(whole.start.sum() + whole.claims.sum())
    share = 1.0 if people is None else min(1.0, people / expected)
    part = Entries(whole.start * share, whole.claims * share)
    # Handed from compiled code to compiled code, a key must keep its type.
    key = WORD(key_of(seed, draw))
    number = np.zeros(len(part.start), np.int64)
    count_people(part, key, number)
    counts, lives = empty_counts(chances, paid, len(number)), empty_lives(paid, number.sum() if keep else 0)
    before = np.cumsum(number) - number if keep else np.full(len(number), -1)
    live_everybody(chances, paid, part, order(len(number)), before, key, seen_month, counts, lives)
    return People(totals_of(counts, served, share), lives, int(number.sum()), share)


def order(groups: int) -> Floats:
    """(group,) groups dealt out in turn: each thread gets old and young, women and men [code]."""
    return np.concatenate([np.arange(first, groups, TASKS) for first in range(min(TASKS, groups))])


def empty_counts(chances: Chances, pay: Pay, groups: int) -> Counts:
    """Counts of nobody."""
    months, scenarios = len(chances.weeks), len(pay.award)
    years = int(chances.year_of.max()) + 1
    return Counts(
        stock=np.zeros((groups, months, N_POSITIONS), np.int32),
        waiting=np.zeros((groups, months, N_QUEUES), np.int32),
        caseload=np.zeros((groups, years, N_POSITIONS)),
        spending=np.zeros((groups, scenarios, years, N_POSITIONS, N_LINES)),
        monthly=np.zeros((groups, scenarios, months, N_LINES)),
        on_flow=np.zeros((groups, years, N_BASES), np.int32),
        off_flow=np.zeros((groups, years, N_PHASES, N_DESTINATIONS), np.int32),
        decisions=np.zeros((groups, years, N_STREAMS, N_OUTCOMES), np.int32),
        decided=np.zeros((groups, months, N_STREAMS), np.int32),
        balance=np.zeros((groups, 4), np.int64),
        flows=np.zeros((groups, years, N_FLOWS), np.int32),
        sanctions=np.zeros((groups, years, len(chances.sanctioned)), np.int32),
        reached=np.zeros((groups, months, len(chances.gone), N_PHASES), np.int32),
    )


def empty_lives(pay: Pay, number: int) -> Lives:
    """Lives not yet lived."""
    return Lives(
        group=np.zeros(number, np.int16),
        entry=np.zeros(number, np.int16),
        entry_place=np.zeros(number, np.int8),
        fortune=np.zeros(number, np.float32),
        months=np.zeros(number, np.int16),
        ended=np.zeros(number, np.int8),
        ever_support=np.zeros(number, np.int8),
        cost=np.zeros((len(pay.award), number), np.float32),
        seen_place=np.full(number, -1, np.int8),
        seen_clock=np.zeros(number, np.int8),
        programme=np.zeros(number, np.int8),
        started=np.full(number, -1, np.int16),
        started_place=np.full(number, -1, np.int8),
        sanctions=np.zeros(number, np.int16),
        sanctioned=np.full(number, -1, np.int16),
        sanctioned_place=np.full(number, -1, np.int8),
    )


def totals_of(counts: Counts, served: Floats, share: float) -> Totals:
    """Counts as totals of one draw, one for one.

    Parameters
    ----------
    counts : by group, of a sample
    served : (month, stream, clock) [share]
    share : people simulated for each one there is [share]
    """
    draws, scenarios, years = 1, counts.spending.shape[1], counts.caseload.shape[1]
    groups, months, blocks = counts.reached.shape[:3]
    whole = {name: array.sum(axis=0)[None] / share for name, array in counts._asdict().items()}
    caseload, spending = counts.caseload, counts.spending.sum(axis=-1)
    by_phase = caseload.reshape(*caseload.shape[:-1], N_PHASES, N_BASES).sum(axis=-1)
    money = spending.reshape(*spending.shape[:-1], N_PHASES, N_BASES).sum(axis=-1)
    assert served.shape[-1] == N_CLOCK
    return empty_totals(draws, scenarios, years, months, groups, blocks - 1)._replace(
        **{
            **whole,
            "served": served[None],
            "caseload_by_group": np.moveaxis(by_phase, 0, -1)[None] / share,
            "spending_by_group": np.moveaxis(money, 0, -1)[None] / share,
            "balance": counts.balance[None] / share,
            "flows": np.moveaxis(counts.flows, 0, -1)[None] / share,
            "sanctions": np.moveaxis(counts.sanctions, 0, -1)[None] / share,
        }
    )
