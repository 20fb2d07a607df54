"""First layer of the twin gate: chances and awards of one month, engine beside engine, exactly.

One person is put at every place and month since claim. The cohort kernel moves them on by its
own month; the person kernel's luck is swept over every branch. Nothing is drawn, so the two
agree to the last bits or there is a fault.
"""

from typing import NamedTuple

import numpy as np

from esarisk.engine.claims.cohort import contiguous
from esarisk.engine.people.persons import empty_counts, entries
from esarisk.jit import Floats
from esarisk.kernels.cohort.exits import room_for_exits, share_tables, tabulate_deaths, tabulate_exits
from esarisk.kernels.cohort.flows import start
from esarisk.kernels.cohort.month import Step
from esarisk.kernels.cohort.project import follow
from esarisk.kernels.layout import (
    BASIS_OF,
    FIRST_CLOCK,
    N_BANDS,
    N_CLOCK,
    N_ESA_BASES,
    N_PLACES,
    N_STATES,
    N_STREAMS,
    OFF_MONTHS,
    Claims,
    Provision,
    Timetable,
    Totals,
    empty_totals,
    no_provision,
)
from esarisk.kernels.persons.chances import tabulate
from esarisk.kernels.persons.everybody import count_month, first_place
from esarisk.kernels.persons.exact import sweep_lanes
from esarisk.kernels.persons.layout import LEAVING, N_OFF, OFF, Chances, Counts, Pay

TOLERANCE = 1e-12
"""Engines may differ by this, of the larger [share]."""
SERVED = 0.4
"""Decisions that can be made for each person put at a place of the stream: some wait on [share]."""


class Inputs(NamedTuple):
    """What an engine is given; the cohort engine has no use for pay by type of household."""

    timetable: Timetable
    claims: Claims
    pay: Pay
    provision: Provision | None = None


class Difference(NamedTuple):
    """How far the engines are apart in one thing."""

    what: str
    numbers: int
    largest: float


def exact_differences(
    cohort: Inputs, persons: Inputs, draw: int, served: Floats, at: list[tuple[int, int]]
) -> list[Difference]:
    """Set the engines beside each other: the largest difference in each thing.

    Parameters
    ----------
    served : (month, stream, clock) of a projection [share]
    at : months and groups whose whole month is compared [codes]
    """
    chances = contiguous(tabulate(persons.timetable, persons.claims, draw, served))
    added = np.zeros((len(served), 1))
    found = [
        *exits(cohort, chances, draw, added),
        *arrivals(cohort, persons, draw),
        *pay_by_place(cohort, persons, draw),
    ]
    for month, group in at:
        found += one_month(cohort, persons, chances, draw, month, group)
    return largest_of(found)


def largest_of(found: list[Difference]) -> list[Difference]:
    """One row for each thing, in order of first appearance."""
    things: dict[str, list[Difference]] = {}
    for one in found:
        things.setdefault(one.what, []).append(one)
    return [
        Difference(name, sum(d.numbers for d in mine), max(d.largest for d in mine))
        for name, mine in things.items()
    ]


def apart(what: str, one: Floats, other: Floats) -> Difference:
    """Largest difference, absolute below one and relative above it."""
    one, other = np.broadcast_arrays(one, other)
    differ = one != other
    a, b = one[differ], other[differ]
    scale = np.maximum(1.0, np.maximum(np.abs(a), np.abs(b)))
    return Difference(what, int(one.size), float((np.abs(a - b) / scale).max(initial=0.0)))


def exits(cohort: Inputs, chances: Chances, draw: int, added: Floats) -> list[Difference]:
    """Chances of leaving and dying in every block, month, group, state and band.

    Parameters
    ----------
    added : (month, block) to hazards of leaving [1/month]
    """
    found = [apart("pension age, every month and group", cohort.timetable.pension_exit, chances.retiring.T)]
    for block, by_month in enumerate(added.T):
        staying, dying, more = exit_tables(cohort, draw, by_month)
        gone, split = (np.moveaxis(a[block], (0, -1), (-1, 0)) for a in (chances.gone, chances.split))
        as_ever = dying + (1.0 - dying) * (1.0 - more)
        found += [
            apart("leaving or dying, every month and group", 1.0 - staying, gone),
            apart("deaths among them, every month and group", dying, split[:, 0]),
            apart("leavers without a programme's doing", as_ever, split[:, 1]),
        ]
    return found


def exit_tables(cohort: Inputs, draw: int, added: Floats) -> Floats:
    """(3, month, state, band, group) staying, deaths among the rest, and the programme's among leavers [share]."""
    timetable, claims = contiguous(cohort.timetable), contiguous(cohort.claims)
    months, groups = timetable.pension_exit.shape
    tables = room_for_exits(groups)
    share_tables(claims.off_flow[draw], claims.mortality_ratio[draw], tables)
    found = np.zeros((3, months, N_STATES, N_BANDS, groups))
    band = np.where(tables.even[:, None] > 0.0, 0, np.arange(N_BANDS))
    for month in range(months):
        step = Step(timetable, claims, no_provision(len(claims.claims), months), draw, month, 0)
        tabulate_deaths(step, tables)
        tables.added_share[:] = 0.0  # filled in months alone in which a programme adds to leavers
        tabulate_exits(step, added[month], tables)
        by_band = np.array([tables.staying, tables.dead_share, tables.added_share])
        found[:, month] = by_band[:, tables.of.astype(int)[:, None], band]
    return found


def arrivals(cohort: Inputs, persons: Inputs, draw: int) -> list[Difference]:
    """The start stock by group, place and clock; claims by month, group and place."""
    timetable, claims = cohort.timetable, cohort.claims
    months, groups = timetable.on_flow_shape.shape
    expected = entries(persons.timetable, persons.claims, draw)
    stock = np.zeros((N_PLACES, N_CLOCK, groups))
    start(contiguous(timetable), claims.start_stock[draw], stock)
    found = [apart("start stock", np.moveaxis(stock, -1, 0), expected.start)]
    targets = [first_place(basis) for basis in range(expected.claims.shape[2])]
    for month in range(months):
        nobody = np.zeros((1, N_PLACES, N_CLOCK, groups))
        one = months_of(timetable, month)
        follow_on(one, claims_of(claims, draw, month), nobody, no_off(groups))
        kept = expected.claims[:, month] * (1.0 - persons.timetable.pension_exit[month][:, None])
        found.append(apart("claims, every month and group", nobody[0, targets, 0], kept.T))
    return found


def pay_by_place(cohort: Inputs, persons: Inputs, draw: int) -> list[Difference]:
    """Mean award by prevalence in every month, place and line, and what arrears are owed at."""
    prevalence = np.diff(persons.pay.kinds, axis=-1, prepend=0.0)[BASIS_OF]
    award = np.einsum("pk,smpkl->smpl", prevalence, persons.pay.award)
    arrears = np.einsum("pk,smpk->smp", prevalence, persons.pay.arrears)
    return [
        apart("weekly awards, every month and place", cohort.claims.award[draw], award),
        apart("weekly arrears, every month and place", cohort.claims.arrears[draw], arrears),
    ]


def every_spot() -> tuple[Floats, Floats]:
    """Spot and clock of one person at every place and month since claim, and of those off."""
    cells = [(int(place), clock) for place in range(N_PLACES) for clock in range(FIRST_CLOCK[place], N_CLOCK)]
    cells += [(OFF + where, 0) for where in range(N_OFF)]
    spots, clocks = np.array(cells).T
    return spots, clocks


def one_month(
    cohort: Inputs, persons: Inputs, chances: Chances, draw: int, month: int, group: int
) -> list[Difference]:
    """Everything that one month does to somebody at every spot, of one group."""
    spots, clocks = every_spot()
    stock, off, totals = cohort_month(cohort, draw, month, group, spots, clocks)
    swept = chances.served.copy()
    swept[..., month] = totals.served[0, 0]
    landed, counts, astray = person_month(
        persons, chances._replace(served=swept), month, group, spots, clocks, stock[0].sum(axis=1)
    )
    year = int(chances.year_of[month])
    return [
        apart("position at the month's end", stock, np.moveaxis(landed[:, :, :N_PLACES], 0, -1)),
        apart("off for work at the month's end", off, off_of(landed)),
        apart("flows", totals.flows[0, 0], counts.flows[:, year].T),
        apart("exits by destination", totals.off_flow[0, 0], counts.off_flow[:, year].sum(axis=0)),
        apart("entries by basis", totals.on_flow[0, 0], counts.on_flow[:, year].sum(axis=0)),
        apart("decisions", totals.decisions[0, 0], counts.decisions[:, year].sum(axis=0)),
        apart("caseload", totals.caseload[0, 0], counts.caseload[0, year]),
        apart("people waiting", totals.waiting[0, 0], counts.waiting[:, month].sum(axis=0)),
        apart("spending", totals.spending[0, :, 0], counts.spending[0, :, year]),
        Difference("branches of luck astray", len(spots), float(astray)),
    ]


def cohort_month(
    cohort: Inputs, draw: int, month: int, group: int, spots: Floats, clocks: Floats
) -> tuple[Floats, Floats, Totals]:
    """Stock, those off and totals that the cohort kernel makes of one person at each spot, each a group of its own."""
    lanes = lanes_timetable(months_of(cohort.timetable, month), group, len(spots))
    stock, off = one_each(spots, clocks, 1)
    claims = claims_of(cohort.claims, draw, month)
    ready = np.full((1, N_STREAMS, 1), SERVED * N_CLOCK)
    return stock, off, follow_on(lanes, claims._replace(capacity=ready), stock, off)


def lanes_timetable(timetable: Timetable, group: int, width: int) -> Timetable:
    """A timetable in which one group is many, and nobody claims."""
    retiring, mortality, ages = (
        np.repeat(array[:, group : group + 1], width, axis=1)
        for array in (timetable.pension_exit, timetable.mortality, timetable.age_class)
    )
    nobody = np.zeros((len(timetable.weeks), width))
    return timetable._replace(
        on_flow_shape=nobody, pension_exit=retiring, mortality=mortality, age_class=ages
    )


def one_each(spots: Floats, clocks: Floats, blocks: int) -> tuple[Floats, Floats]:
    """Stock (block, place, clock, lane) and those off (months off, group held, basis, lane) [people]."""
    width = len(spots)
    stock, off, here = np.zeros((blocks, N_PLACES, N_CLOCK, width)), no_off(width), np.arange(width)
    at_place = spots < OFF
    stock[0, spots[at_place], clocks[at_place], here[at_place]] = 1.0
    off.reshape(N_OFF, width)[spots[~at_place] - OFF, here[~at_place]] = 1.0
    return stock, off


def off_of(landed: Floats) -> Floats:
    """(months off, group held, basis, lane) of where people landed [share]."""
    return landed[:, 0, OFF:].sum(axis=-1).T.reshape(OFF_MONTHS, 2, N_ESA_BASES, -1)


def person_month(
    persons: Inputs,
    chances: Chances,
    month: int,
    group: int,
    spots: Floats,
    clocks: Floats,
    closing: Floats,
) -> tuple[Floats, Counts, int]:
    """What the person kernel makes of one person at each spot, and what it pays them together.

    Parameters
    ----------
    closing : (place, lane) of the cohort kernel: paid on, so that money is compared alone [people]

    Returns
    -------
    landed (lane, block, spot, clock) [share], counts by lane, branches astray [count]
    """
    alone, standing, landed, counts = lanes_standing(persons, chances, spots, clocks, 1)
    late = np.zeros((N_PLACES, 1, len(chances.weeks)))
    astray = sweep_lanes(chances, alone, counts, late, month, group, standing, landed)
    prevalence = np.diff(persons.pay.kinds, axis=-1, prepend=0.0)[BASIS_OF]
    stood = np.zeros((*prevalence.shape, len(chances.weeks) + 1))
    stood[:, :, month] = np.bincount(spots[spots < OFF], minlength=N_PLACES)[:, None] * prevalence
    stood[:, :, month + 1] = closing.sum(axis=1)[:, None] * prevalence
    count_month(chances, persons.pay, counts, 0, month, stood, late * prevalence[:, :, None])
    return landed, counts, astray


def lanes_standing(
    persons: Inputs, chances: Chances, spots: Floats, clocks: Floats, blocks: int
) -> tuple[Pay, Floats, Floats, Counts]:
    """Pay of one household, one person at each spot (lane, block, spot, clock), room to land, and counts of nobody.

    Counts can hold parts of people.
    """
    alone = persons.pay._replace(kinds=np.ones((len(persons.pay.kinds), 1)))
    standing, landed = np.zeros((2, len(spots), blocks, LEAVING, N_CLOCK))
    standing[np.arange(len(spots)), 0, spots, clocks] = 1.0
    empty = empty_counts(chances, persons.pay, len(spots))
    return alone, standing, landed, Counts(*(np.zeros(array.shape) for array in empty))


def no_off(groups: int) -> Floats:
    """(months off, group held, basis, group) nobody off for work."""
    return np.zeros((OFF_MONTHS, 2, N_ESA_BASES, groups))


def follow_on(
    timetable: Timetable, claims: Claims, stock: Floats, off: Floats, provision: Provision | None = None
) -> Totals:
    """Move a stock on by the months of a timetable, in place, with the cohort kernel."""
    months, scenarios = len(timetable.weeks), claims.award.shape[1]
    funded = provision or no_provision(1, months)
    totals = empty_totals(1, scenarios, 1, months, stock.shape[-1], len(funded.eligible))
    follow(contiguous(timetable), contiguous(claims), contiguous(funded), 0, stock, off, totals)
    return totals


def months_of(timetable: Timetable, month: int, count: int = 1) -> Timetable:
    """A timetable of some months alone, all of one year."""
    by_month = ["on_flow_shape", "pension_exit", "mortality", "age_class"]
    by_month += ["weeks", "limit_months", "reconsideration", "order"]
    return timetable._replace(
        **{name: getattr(timetable, name)[month : month + count] for name in by_month},
        year_of=np.zeros(count),
        terms_from=timetable.terms_from - month,
        uc_terms_from=timetable.uc_terms_from - month,
    )


def claims_of(claims: Claims, draw: int, month: int, count: int = 1) -> Claims:
    """Claims of one draw and some months alone."""
    first = ["claims", "interview_wait", "claim_basis", "off_flow_factor", "dispute", "appealed", "worsening"]
    first += ["top_up", "migration"]
    one = slice(month, month + count)
    part = {name: array[draw : draw + 1] for name, array in claims._asdict().items()}
    part |= {name: part[name][:, one] for name in first}
    part |= {name: part[name][:, :, one] for name in ("capacity", "referral", "award", "arrears", "outcome")}
    return Claims(**part)
