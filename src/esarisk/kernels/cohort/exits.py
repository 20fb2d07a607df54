"""Competing exits: leaving, dying and the clock that moves on.

The last axis of a stock is the group: every loop that matters runs over neighbours in memory, and
rows in which nobody stands are passed over.
"""

from math import exp

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.cohort.month import Cells, ExitTables, Step
from esarisk.kernels.layout import (
    ASSESSMENT,
    BAND_OF,
    N_BANDS,
    N_CLOCK,
    N_DESTINATIONS,
    N_PLACES,
    N_STATES,
    UC_ASSESSMENT,
)
from esarisk.names import CLOCK_MONTHS


@kernel
def is_closure(state: int) -> bool:
    """Whether a state's own exits are closures of claims, which neither age nor unemployment moves."""
    return state in (ASSESSMENT, UC_ASSESSMENT)


@kernel
def share_tables(off_flow: Floats, mortality_ratio: Floats, tables: ExitTables) -> None:
    """Find which states leave and die alike, and in which no month since claim differs.

    Parameters
    ----------
    off_flow : (state, band) hazard of leaving, or of closing in assessment [1/month]
    mortality_ratio : (state,) [ratio]
    tables : filled with which table is whose
    """
    for state in range(N_STATES):
        tables.even[state] = 1.0
        for band in range(1, N_BANDS):
            if off_flow[state, band] != off_flow[state, 0]:
                tables.even[state] = 0.0
        tables.of[state] = state
        for other in range(state):
            alike = (
                is_closure(state) == is_closure(other) and mortality_ratio[state] == mortality_ratio[other]
            )
            for band in range(N_BANDS):
                alike = alike and off_flow[state, band] == off_flow[other, band]
            if alike:
                tables.of[state] = other
                break


@kernel
def tabulate_exits(step: Step, added: float, tables: ExitTables) -> None:
    """Chance of neither leaving nor dying in a month, and deaths among all who go.

    Exits share 1 - exp(-sum of hazards) in proportion to their hazards.

    Parameters
    ----------
    added : to every hazard of leaving, by a programme; less than nothing where one is missed [1/month]
    tables : filled
    """
    draw, month, claims = step.draw, step.month, step.claims
    death_hazard, age_class = step.timetable.mortality[month], step.timetable.age_class[month]
    factor, age_multiplier = claims.off_flow_factor[draw, month], claims.age_multiplier[draw]
    for state in range(N_STATES):
        if tables.of[state] != state:
            continue
        ratio, closure = claims.mortality_ratio[draw, state], is_closure(state)
        for band in range(1 if tables.even[state] > 0.0 else N_BANDS):
            hazard = claims.off_flow[draw, state, band]
            staying, dead = tables.staying[state, band], tables.dead_share[state, band]
            share = tables.added_share[state, band]
            if band > 0 and hazard == claims.off_flow[draw, state, band - 1]:
                staying[:] = tables.staying[state, band - 1]
                dead[:] = tables.dead_share[state, band - 1]
                share[:] = tables.added_share[state, band - 1]
                continue
            for group in range(death_hazard.size):
                scale = 1.0 if closure else factor * age_multiplier[int(age_class[group])]
                leaving = max(0.0, hazard * scale + added)
                dying = death_hazard[group] * ratio
                total = leaving + dying
                staying[group] = exp(-total)
                dead[group] = dying / total if total > 0.0 else 0.0
                share[group] = max(0.0, added) / leaving if leaving > 0.0 else 0.0


@inner_kernel
def added_leavers(cells: Cells, place: int, state: int, tables: ExitTables, leavers: Floats) -> None:
    """Count leavers of one place whom a programme adds, before anybody leaves.

    Parameters
    ----------
    place, state : which [codes]
    leavers : (group,) increased [people]
    """
    table = int(tables.of[state])
    for clock in range(N_CLOCK):
        if cells.live[place, clock] == 0.0:
            continue
        band = 0 if tables.even[state] > 0.0 else BAND_OF[clock]
        row, staying = cells.people[place, clock], tables.staying[table, band]
        dead, share = tables.dead_share[table, band], tables.added_share[table, band]
        for group in range(leavers.size):
            leavers[group] += row[group] * (1.0 - staying[group]) * (1.0 - dead[group]) * share[group]


@kernel
def count_exits(
    cells: Cells,
    place: int,
    state: int,
    opening: Floats,
    tables: ExitTables,
    leavers: Floats,
    died: Floats,
    left: Floats,
) -> None:
    """Count who leaves one place and who dies, before the clock moves on.

    Where no month since claim differs, the opening stock says it all.

    Parameters
    ----------
    place, state : which [codes]
    opening : (group,) people over the whole clock [people]
    leavers : (group,) filled: those who leave alive [people]
    died, left : (group,) increased [people]
    """
    table = int(tables.of[state])
    if tables.even[state] > 0.0:
        staying, dead = tables.staying[table, 0], tables.dead_share[table, 0]
        for group in range(leavers.size):
            gone = opening[group] * (1.0 - staying[group])
            leavers[group] = gone * (1.0 - dead[group])
            died[group] += gone * dead[group]
            left[group] += leavers[group]
        return
    leavers[:] = 0.0
    for clock in range(N_CLOCK):
        if cells.live[place, clock] == 0.0:
            continue
        row = cells.people[place, clock]
        staying, dead = tables.staying[table, BAND_OF[clock]], tables.dead_share[table, BAND_OF[clock]]
        for group in range(leavers.size):
            gone = row[group] * (1.0 - staying[group])
            died[group] += gone * dead[group]
            leavers[group] += gone * (1.0 - dead[group])
    for group in range(leavers.size):
        left[group] += leavers[group]


@kernel
def leave_and_age(cells: Cells, place: int, state: int, told_apart: int, tables: ExitTables) -> None:
    """Keep those of one place who stay, and move its clock on a month.

    The oldest row is open: it takes in all whom months since claim no longer tell apart.

    Parameters
    ----------
    cells : changed in place
    place, state : which [codes]
    told_apart : months since claim below which the place tells people apart [months]
    """
    table, even, people, live = int(tables.of[state]), tables.even[state] > 0.0, cells.people, cells.live
    for back in range(N_CLOCK):
        clock = CLOCK_MONTHS - back
        if live[place, clock] == 0.0:
            continue
        row, staying = people[place, clock], tables.staying[table, 0 if even else BAND_OF[clock]]
        after = clock + 1 if clock + 1 < told_apart else CLOCK_MONTHS
        older, keep = people[place, after], 1.0 if after == CLOCK_MONTHS else 0.0
        if clock == CLOCK_MONTHS:
            keep = 0.0
        for group in range(row.size):
            older[group] = older[group] * keep + row[group] * staying[group]
        live[place, after] = 1.0
        written_over = 0 < clock < told_apart and live[place, clock - 1] > 0.0
        if clock < CLOCK_MONTHS and not written_over:
            row[:] = 0.0
            live[place, clock] = 0.0


@kernel
def spread(people: float, shares: Floats, flow: Floats) -> None:
    """Add leavers to a flow by destination.

    Parameters
    ----------
    people : leavers [people]
    shares : (destination,) [share]
    flow : (destination,) increased [people]
    """
    for exit_ in range(N_DESTINATIONS):
        flow[exit_] += people * shares[exit_]


@inner_kernel
def sum_clock(cells: Cells, place: int, first: int, total: Floats) -> None:
    """Sum a place over the clock.

    Parameters
    ----------
    place : which [code]
    first : first month counted [months]
    total : (group,) filled [people]
    """
    total[:] = 0.0
    for clock in range(first, N_CLOCK):
        if cells.live[place, clock] > 0.0:
            row = cells.people[place, clock]
            for group in range(total.size):
                total[group] += row[group]


@inner_kernel
def sum_places(cells: Cells, total: Floats) -> None:
    """Sum every place over the clock.

    Parameters
    ----------
    total : (place, group) filled [people]
    """
    for place in range(N_PLACES):
        sum_clock(cells, place, 0, total[place])


@inner_kernel
def move_share(cells: Cells, source: int, target: int, first: int, share: float) -> None:
    """Move a share of one place to another, month of the clock by month.

    Parameters
    ----------
    cells : changed in place
    source, target : places [codes]
    first : first month moved [months]
    share : moved [share]
    """
    for clock in range(first, N_CLOCK):
        if cells.live[source, clock] == 0.0:
            continue
        here, there = cells.people[source, clock], cells.people[target, clock]
        cells.live[target, clock] = 1.0
        for group in range(here.size):
            one = here[group] * share
            here[group] -= one
            there[group] += one
        if share == 1.0:
            cells.live[source, clock] = 0.0
