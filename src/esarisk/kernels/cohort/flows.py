"""Into the benefit and out of it: the start stock, claims and returns, pension age, balances."""

from esarisk.jit import Floats, inner_kernel, kernel, lean_kernel
from esarisk.kernels.cohort.claimants import claim
from esarisk.kernels.cohort.exits import spread
from esarisk.kernels.cohort.month import Outflow, People, Step, Workspace, cells_of, stand
from esarisk.kernels.cohort.moves import bring_back
from esarisk.kernels.cohort.pay import leaving_phase
from esarisk.kernels.cohort.rows import add_row, add_share, put_share, total_of
from esarisk.kernels.layout import (
    ASSESSMENT,
    IN,
    N_CLOCK,
    N_ESA_BASES,
    N_FLOWS,
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
            put_share(stock[place, clock], timetable.start_shape[place, clock], scale[STATE_OF[place]])


@lean_kernel
def take_out(leaving: Floats, shares: Floats, state: int, why: int, outflow: Outflow) -> None:
    """Count people who leave, by destination and by group.

    Parameters
    ----------
    leaving : (group,) people; set to nought [people]
    shares : (destination,) [share]
    state, why : which; why is a flow [code]
    outflow : increased
    """
    people = total_of(leaving)
    add_row(outflow.flows[why], leaving)
    leaving[:] = 0.0
    spread(people, shares, outflow.off_flow[leaving_phase(state)])
    spread(people, shares, outflow.block_off_flow)


@lean_kernel
def enter(step: Step, people: People, work: Workspace, totals: Totals) -> None:
    """Let claims and linked returns in, outside every programme.

    Parameters
    ----------
    people : changed in place
    """
    draw, month, year = step.draw, step.month, step.year
    timetable, claims, cells = step.timetable, step.claims, cells_of(people, 0)
    entering, linked = work.by_group, work.linked
    entering[:], linked[:] = 0.0, 0.0
    bring_back(people.off, claims.return_share[draw], cells, entering, linked)
    shape = timetable.on_flow_shape[month]
    everybody = total_of(shape)
    by_basis = work.by_basis
    put_share(by_basis, claims.claim_basis[draw, month], claims.claims[draw, month])
    claim(people.claimants, shape, by_basis)
    for basis in range(N_ESA_BASES + 1):
        share = by_basis[basis]
        add_share(entering, shape, share)
        if share > 0.0 and (basis == UC or people.claimants.together == 0.0):
            target = PLACE_OF[UC_ASSESSMENT if basis == UC else ASSESSMENT, basis, 0]
            add_share(cells.people[target, stand(cells, target, 0)], shape, share)
        totals.on_flow[draw, year, basis] += share * everybody
        if basis < N_ESA_BASES:
            totals.on_flow[draw, year, basis] += total_of(linked[basis])
    add_row(totals.flows[draw, year, ON_FLOW], entering)


@lean_kernel
def retire_rows(
    rows: Floats, live: Floats, state: int, group: int, retiring: float, outflow: Outflow
) -> None:
    """Let a share of one group's people out of some rows.

    Parameters
    ----------
    rows : (clock, group) of one state, changed in place [people]
    live : (clock,) as in `Cells` [code]
    state, group : which [codes]
    retiring : reaching pension age [share]
    outflow : increased
    """
    people = 0.0
    for clock in range(N_CLOCK):
        if live[clock] > 0.0:
            people += rows[clock, group]
            rows[clock, group] *= 1.0 - retiring
    gone = people * retiring
    outflow.off_flow[leaving_phase(state), PENSION_AGE] += gone
    outflow.block_off_flow[PENSION_AGE] += gone
    outflow.flows[RETIRED, group] += gone


@lean_kernel
def retire(retiring: Floats, people: People, block: int, outflow: Outflow) -> None:
    """Let those of a block who reach pension age out, at the month's end.

    Parameters
    ----------
    retiring : (group,) reaching pension age [share]
    people : changed in place
    block : which [code]
    outflow : increased
    """
    cells, claimants = cells_of(people, block), people.claimants
    for group in range(retiring.size):
        share = retiring[group]
        if share <= 0.0:
            continue
        for place in range(N_PLACES):
            retire_rows(cells.people[place], cells.live[place], STATE_OF[place], group, share, outflow)
        if block == 0:
            retire_rows(claimants.people, claimants.live, ASSESSMENT, group, share, outflow)


@lean_kernel
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
                for basis in range(N_ESA_BASES):
                    off[months, held, basis, group] *= 1.0 - retiring[group]


@inner_kernel
def balance_at(people: People, row: Floats, column: int) -> None:
    """Write each group's people into its balance.

    Parameters
    ----------
    row : (group, 4) filled at the column [people]
    column : start or end [code]
    """
    row[:, column] = people.opening.sum(axis=0).sum(axis=0)


@inner_kernel
def balance_flows(flows: Floats, row: Floats) -> None:
    """Write each group's flows of all years into its balance.

    Parameters
    ----------
    flows : (year, flow, group) [people]
    row : (group, 4) filled at in and out [people]
    """
    for year in range(flows.shape[0]):
        for flow in range(N_FLOWS):
            row[:, IN if flow == ON_FLOW else OUT] += flows[year, flow]
