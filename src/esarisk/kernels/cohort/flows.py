"""Into the benefit and out of it: the start stock, claims and returns, pension age, balances."""

import numpy as np

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.cohort.exits import spread, sum_clock
from esarisk.kernels.cohort.moves import bring_back
from esarisk.kernels.cohort.pay import leaving_phase
from esarisk.kernels.layout import (
    ASSESSMENT,
    ESA_BASES,
    FIRST_CLOCK,
    IN,
    N_CLOCK,
    N_PLACES,
    OFF_MONTHS,
    ON_FLOW,
    OUT,
    PENSION_AGE,
    PLACE_OF,
    RETIRED,
    STATE_OF,
    UC,
    UC_ASSESSMENT,
    Claims,
    Timetable,
    Totals,
)


@kernel
def start(timetable: Timetable, scale: Floats, stock: Floats) -> None:
    """Fill the start stock.

    Parameters
    ----------
    timetable : gives the shape
    scale : (state,) [people]
    stock : (place, clock, group) filled [people]
    """
    for place in range(N_PLACES):
        for clock in range(N_CLOCK):
            for group in range(stock.shape[2]):
                shape = timetable.start_shape[place, clock, group]
                stock[place, clock, group] = shape * scale[STATE_OF[place]]


@inner_kernel
def take_out(
    leaving: Floats,
    shares: Floats,
    totals: Totals,
    draw: int,
    year: int,
    state: int,
    why: int,
    of_block: Floats,
) -> None:
    """Count people who leave, by destination and by group.

    Parameters
    ----------
    leaving : (group,) people; set to nought [people]
    shares : (destination,) [share]
    draw, year, state, why : which; why is a flow [code]
    of_block : (destination,) leavers of the block, increased [people]
    """
    people = 0.0
    for group in range(leaving.size):
        people += leaving[group]
        totals.balance[draw, group, OUT] += leaving[group]
        totals.flows[draw, year, why, group] += leaving[group]
        leaving[group] = 0.0
    spread(people, shares, totals.off_flow[draw, year, leaving_phase(state)])
    spread(people, shares, of_block)


@inner_kernel
def enter(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    stock: Floats,
    off: Floats,
    entering: Floats,
    totals: Totals,
) -> None:
    """Let claims and linked returns in.

    Parameters
    ----------
    draw, month : which [code]
    stock : (place, clock, group) changed in place [people]
    off : (months off, group held, basis, group) changed in place [people]
    entering : (group,) room to work in
    """
    year = int(timetable.year_of[month])
    linked = np.zeros(ESA_BASES)
    entering[:] = 0.0
    bring_back(off, claims.return_share[draw], stock, entering, linked)
    for basis in range(ESA_BASES + 1):
        share = claims.claims[draw, month] * claims.claim_basis[draw, month, basis]
        target = PLACE_OF[UC_ASSESSMENT if basis == UC else ASSESSMENT, basis, 0]
        total = 0.0
        for group in range(entering.size):
            people = share * timetable.on_flow_shape[month, group]
            stock[target, 0, group] += people
            entering[group] += people
            total += people
        totals.on_flow[draw, year, basis] += total
        if basis < ESA_BASES:
            totals.on_flow[draw, year, basis] += linked[basis]
    for group in range(entering.size):
        totals.balance[draw, group, IN] += entering[group]
        totals.flows[draw, year, ON_FLOW, group] += entering[group]


@inner_kernel
def shrink(rows: Floats, first: int, group: int, stays: float) -> float:
    """Keep a share of one group's people in one place.

    Parameters
    ----------
    rows : (clock, group) changed in place [people]
    first : first month of the clock that the place uses [months]
    group : which [code]
    stays : kept [share]

    Returns
    -------
    people before [people]
    """
    people = 0.0
    for clock in range(first, N_CLOCK):
        people += rows[clock, group]
        rows[clock, group] *= stays
    return people


@inner_kernel
def retire(
    timetable: Timetable,
    draw: int,
    month: int,
    stock: Floats,
    totals: Totals,
    of_block: Floats,
) -> None:
    """Let those who reach pension age out, at the month's end.

    Parameters
    ----------
    draw, month : which [code]
    stock : (place, clock, group) changed in place [people]
    of_block : (destination,) leavers of the block, increased [people]
    """
    retiring = timetable.pension_exit[month]
    year = int(timetable.year_of[month])
    for group in range(retiring.size):
        if retiring[group] <= 0.0:
            continue
        stays = 1.0 - retiring[group]
        for place in range(N_PLACES):
            if timetable.used[place] == 0.0:
                continue
            gone = shrink(stock[place], FIRST_CLOCK[place], group, stays) * retiring[group]
            totals.off_flow[draw, year, leaving_phase(STATE_OF[place]), PENSION_AGE] += gone
            of_block[PENSION_AGE] += gone
            totals.balance[draw, group, OUT] += gone
            totals.flows[draw, year, RETIRED, group] += gone


@inner_kernel
def retire_off(retiring: Floats, off: Floats) -> None:
    """Forget those off for work who reach pension age.

    Parameters
    ----------
    retiring : (group,) reaching pension age [share]
    off : (months off, group held, basis, group) changed in place [people]
    """
    for group in range(retiring.size):
        if retiring[group] <= 0.0:
            continue
        for months in range(OFF_MONTHS):
            for held in range(2):
                for basis in range(ESA_BASES):
                    off[months, held, basis, group] *= 1.0 - retiring[group]


@inner_kernel
def balance_at(stock: Floats, total: Floats, row: Floats, column: int) -> None:
    """Write each group's people into its balance.

    Parameters
    ----------
    stock : (block, place, clock, group) [people]
    total : (group,) room to work in
    row : (group, 4) filled at the column [people]
    column : start or end [code]
    """
    row[:, column] = 0.0
    for block in range(stock.shape[0]):
        for place in range(N_PLACES):
            sum_clock(stock[block, place], FIRST_CLOCK[place], total)
            for group in range(total.size):
                row[group, column] += total[group]
