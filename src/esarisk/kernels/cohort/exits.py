"""Competing exits: leaving, dying and the clock that moves on.

The last axis of a stock is the group: every loop that matters runs over neighbours in memory, and
rows in which nobody stands are passed over.
"""

from math import exp

import numpy as np

from esarisk.jit import Floats, kernel, lean_kernel, row_kernel
from esarisk.kernels.cohort.month import Cells, ExitTables, Step, stand
from esarisk.kernels.cohort.rows import add_row, carry, carry_into, copy_row, go, keep_part, move_part
from esarisk.kernels.layout import (
    ASSESSMENT,
    BAND_OF,
    CLOCK_BANDS,
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
def room_for_exits(groups: int) -> ExitTables:
    """Tables of exits to fill."""
    return ExitTables(
        of=np.zeros(N_STATES),
        even=np.zeros(N_STATES),
        surviving=np.zeros((N_STATES, groups)),
        dying_as=np.zeros(N_STATES),
        staying=np.zeros((N_STATES, N_BANDS, groups)),
        dead_share=np.zeros((N_STATES, N_BANDS, groups)),
        added_share=np.zeros((N_STATES, N_BANDS, groups)),
        in_band=np.zeros(groups),
    )


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
        tables.even[state] = 1.0 if (off_flow[state] == off_flow[state, 0]).all() else 0.0
        tables.of[state], tables.dying_as[state] = state, state
        for back in range(1, state + 1):
            other = state - back
            if mortality_ratio[state] != mortality_ratio[other]:
                continue
            tables.dying_as[state] = other
            if is_closure(state) == is_closure(other) and (off_flow[state] == off_flow[other]).all():
                tables.of[state] = other


@kernel
def tabulate_deaths(step: Step, tables: ExitTables) -> None:
    """Chance of not dying in a month, by state and group.

    Parameters
    ----------
    tables : filled
    """
    hazard = step.timetable.mortality[step.month]
    for state in range(N_STATES):
        if tables.dying_as[state] == state:
            ratio, surviving = step.claims.mortality_ratio[step.draw, state], tables.surviving[state]
            for group in range(hazard.size):
                surviving[group] = exp(-hazard[group] * ratio)


@kernel
def tabulate_exits(step: Step, added: float, tables: ExitTables) -> None:
    """Chance of neither leaving nor dying in a month, and deaths among all who go.

    Exits share 1 - exp(-sum of hazards) in proportion to their hazards. Hazards of leaving are the same for an
    age class, so that their exponential is taken once a class, and that of deaths once a group.

    Parameters
    ----------
    added : to every hazard of leaving, by a programme; less than nothing where one is missed [1/month]
    tables : filled
    """
    draw, month, claims = step.draw, step.month, step.claims
    factor, age_multiplier = claims.off_flow_factor[draw, month], claims.age_multiplier[draw]
    leaving, stays, share = np.empty((3, age_multiplier.size))
    by_programme = added > 0.0
    ages = step.timetable.age_class[month]
    for state in range(N_STATES):
        if tables.of[state] != state:
            continue
        for band in range(1 if tables.even[state] > 0.0 else N_BANDS):
            hazard = claims.off_flow[draw, state, band]
            if band > 0 and hazard == claims.off_flow[draw, state, band - 1]:
                copy_row(tables.staying[state, band], tables.staying[state, band - 1])
                copy_row(tables.dead_share[state, band], tables.dead_share[state, band - 1])
                if by_programme:
                    copy_row(tables.added_share[state, band], tables.added_share[state, band - 1])
                continue
            for age in range(leaving.size):
                scale = 1.0 if is_closure(state) else factor * age_multiplier[age]
                leaving[age] = max(0.0, hazard * scale + added)
                stays[age] = exp(-leaving[age])
                share[age] = max(0.0, added) / leaving[age] if leaving[age] > 0.0 else 0.0
            fill_table(
                ages,
                step.timetable.mortality[month],
                claims.mortality_ratio[draw, state],
                tables.surviving[int(tables.dying_as[state])],
                leaving,
                stays,
                tables.staying[state, band],
                tables.dead_share[state, band],
            )
            if by_programme:
                spread_classes(ages, share, tables.added_share[state, band])


@row_kernel
def fill_table(
    age_class: Floats,
    dying: Floats,
    ratio: float,
    surviving: Floats,
    leaving: Floats,
    stays: Floats,
    staying: Floats,
    dead_share: Floats,
) -> None:
    """Fill one band of one state's exits from those of its age classes.

    Parameters
    ----------
    age_class : (group,) [code]
    dying, ratio : (group,) hazard of death in the population, and the state's to it [1/month, ratio]
    surviving : (group,) chance of not dying [share]
    leaving : (age class,) hazard [1/month]
    stays : (age class,) chance of not leaving [share]
    staying, dead_share : (group,) filled [share]
    """
    for group in range(dying.size):
        age, death = int(age_class[group]), dying[group] * ratio
        total = leaving[age] + death
        staying[group] = stays[age] * surviving[group]
        dead_share[group] = death / total if total > 0.0 else 0.0


@row_kernel
def spread_classes(age_class: Floats, by_class: Floats, by_group: Floats) -> None:
    """Give every group what its age class has.

    Parameters
    ----------
    age_class : (group,) [code]
    by_class : (age class,)
    by_group : (group,) filled
    """
    for group in range(by_group.size):
        by_group[group] = by_class[int(age_class[group])]


@lean_kernel
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
def leave(
    rows: Floats,
    live: Floats,
    told_apart: float,
    state: int,
    opening: Floats,
    tables: ExitTables,
    leavers: Floats,
    died: Floats,
) -> None:
    """Take the exits of some rows and move their clock on a month.

    Where no month since claim differs, the opening stock says who goes; else a band at a time does.

    Parameters
    ----------
    rows : (clock, group) of one state, changed in place [people]
    live : (clock,) as in `Cells`, changed in place [code]
    told_apart : as in `Cells` [months]
    state : which [code]
    opening : (group,) people over the whole clock [people]
    leavers : (group,) filled: those who leave alive [people]
    died : (group,) increased [people]
    """
    table = int(tables.of[state])
    leavers[:] = 0.0
    if tables.even[state] > 0.0:
        staying = tables.staying[table, 0]
        go(opening, staying, tables.dead_share[table, 0], leavers, died)
        age(rows, live, 0, N_CLOCK, told_apart, staying)
        return
    counted = tables.in_band
    for back in range(N_BANDS):
        band = N_BANDS - 1 - back
        first, after = CLOCK_BANDS[band], N_CLOCK if band == N_BANDS - 1 else CLOCK_BANDS[band + 1]
        counted[:] = 0.0
        for clock in range(first, after):
            if live[clock] > 0.0:
                add_row(counted, rows[clock])
        go(counted, tables.staying[table, band], tables.dead_share[table, band], leavers, died)
        age(rows, live, first, after, told_apart, tables.staying[table, band])


@lean_kernel
def age(rows: Floats, live: Floats, first: int, after: int, told_apart: float, staying: Floats) -> None:
    """Move those of some rows who stay a month on, the oldest first; older rows have moved already.

    Parameters
    ----------
    rows : (clock, group) of a place, changed in place [people]
    live : (clock,) as in `Cells`, changed in place [code]
    first, after : months of the clock that move [months]
    told_apart : as in `Cells` [months]
    staying : (group,) [share]
    """
    for back in range(after - first):
        clock = after - 1 - back
        if live[clock] == 0.0:
            continue
        if clock == CLOCK_MONTHS:
            keep_part(rows[clock], staying)
            continue
        if clock + 1 < told_apart:
            carry(rows[clock], staying, rows[clock + 1])
            live[clock + 1] = 1.0
        else:
            carry_into(rows[clock], staying, rows[CLOCK_MONTHS])
            live[CLOCK_MONTHS] = 1.0
        if clock == 0 or clock >= told_apart or live[clock - 1] == 0.0:  # else the one before writes it over
            rows[clock, :] = 0.0
            live[clock] = 0.0


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


@lean_kernel
def sum_rows(rows: Floats, live: Floats, first: int, total: Floats) -> None:
    """Sum rows over the clock.

    Parameters
    ----------
    rows : (clock, group) [people]
    live : (clock,) as in `Cells` [code]
    first : first month counted [months]
    total : (group,) filled [people]
    """
    total[:] = 0.0
    for clock in range(first, N_CLOCK):
        if live[clock] > 0.0:
            add_row(total, rows[clock])


@lean_kernel
def sum_places(cells: Cells, total: Floats) -> None:
    """Sum every place over the clock.

    Parameters
    ----------
    total : (place, group) filled [people]
    """
    for place in range(N_PLACES):
        sum_rows(cells.people[place], cells.live[place], 0, total[place])


@lean_kernel
def move_share(cells: Cells, source: int, target: int, first: int, share: float) -> None:
    """Move a share of one place to another, month of the clock by month.

    Parameters
    ----------
    cells : changed in place
    source, target : places [codes]
    first : first month moved [months]
    share : moved [share]
    """
    here, there, live = cells.people[source], cells.people[target], cells.live[source]
    for clock in range(first, N_CLOCK):
        if live[clock] == 0.0:
            continue
        move_part(here[clock], there[stand(cells, target, clock)], share)
        if share == 1.0:
            live[clock] = 0.0
