"""New claims in assessment: people by group, shares by basis.

Outside programmes nothing in assessment asks for the basis: closures, deaths and decisions take the same
share of every basis, and claims of a month are split alike in every group. So people of a month since
claim are kept once, of all bases together, and each basis is a share of them.
"""

import numpy as np

from esarisk.jit import Floats, kernel, lean_kernel
from esarisk.kernels.cohort.decisions import Deciding, claimed_before, note, route_of_new, send
from esarisk.kernels.cohort.exits import leave, sum_rows
from esarisk.kernels.cohort.month import Cells, Claimants, Workspace, stand
from esarisk.kernels.cohort.pay import owe
from esarisk.kernels.cohort.rows import (
    add_row,
    add_share,
    add_shares,
    copy_row,
    draw_share,
    move_part,
    put_share,
    total_of,
)
from esarisk.kernels.layout import (
    ASSESSMENT,
    BOTH,
    INCOME_RELATED,
    N_CLOCK,
    N_ESA_BASES,
    N_PLACES,
    N_TERMS,
    NEW,
    PLACE_OF,
    STATE_OF,
    TO_SUPPORT,
    TO_WRAG,
    UC,
    UC_ASSESSMENT,
    WEEKS_A_MONTH,
    WITH_UC,
)
from esarisk.names import CLOCK_MONTHS


@kernel
def no_claimants(groups: int, eligible: Floats) -> Claimants:
    """Nobody yet; where a programme takes people from assessment, claims stand by basis instead.

    Parameters
    ----------
    eligible : (programme, place, clock) of those who stand there, who may start [share]
    """
    together = 1.0
    for place in range(N_PLACES):
        if STATE_OF[place] == ASSESSMENT and eligible[:, place].any():
            together = 0.0
    return Claimants(
        people=np.zeros((N_CLOCK, groups)),
        live=np.zeros(N_CLOCK),
        basis=np.zeros((N_CLOCK, N_ESA_BASES)),
        together=together,
    )


@lean_kernel
def claim(claimants: Claimants, shape: Floats, claims: Floats) -> None:
    """Let a month's claims in, where claims stand together.

    Parameters
    ----------
    claimants : changed in place
    shape : (group,) of claims [share]
    claims : (basis,) [people]
    """
    everybody = claims[:N_ESA_BASES].sum()
    if everybody * claimants.together > 0.0:
        put_share(claimants.people[0], shape, everybody)
        claimants.live[0] = 1.0
        for basis in range(N_ESA_BASES):
            claimants.basis[0, basis] = claims[basis] / everybody


@lean_kernel
def leave_assessment(claimants: Claimants, cells: Cells, work: Workspace) -> None:
    """Take claimants' exits and move their clock on a month; the oldest come to stand by basis.

    Parameters
    ----------
    claimants, cells : changed in place
    work : those who leave and die are increased
    """
    leavers, opening = work.by_group, work.deciding
    sum_rows(claimants.people, claimants.live, 0, opening)
    died = work.died[ASSESSMENT]
    leave(claimants.people, claimants.live, CLOCK_MONTHS, ASSESSMENT, opening, work.exits, leavers, died)
    add_row(work.left[ASSESSMENT], leavers)
    for back in range(CLOCK_MONTHS):
        clock = CLOCK_MONTHS - back
        copy_row(claimants.basis[clock], claimants.basis[clock - 1])
    stand_by_basis(claimants, cells, CLOCK_MONTHS)


@lean_kernel
def stand_by_basis(claimants: Claimants, cells: Cells, first: int) -> None:
    """Put claimants where they stand by basis.

    Parameters
    ----------
    claimants, cells : changed in place
    first : months since claim from which they are moved [months]
    """
    for clock in range(first, N_CLOCK):
        if claimants.live[clock] == 0.0:
            continue
        for basis in range(N_ESA_BASES):
            place = PLACE_OF[ASSESSMENT, basis, 0]
            row = cells.people[place, stand(cells, place, clock)]
            add_share(row, claimants.people[clock], claimants.basis[clock, basis])
        claimants.people[clock, :] = 0.0
        claimants.live[clock] = 0.0


@lean_kernel
def count_claimants(claimants: Claimants, minimum_wait: int, queue: Floats, ready: Floats) -> None:
    """Count claimants who can be decided.

    Parameters
    ----------
    minimum_wait : months since claim before a claim can be decided [months]
    queue : (stream,) increased [people]
    ready : (stream, clock) increased [people]
    """
    for clock in range(minimum_wait, N_CLOCK):
        if claimants.live[clock] > 0.0:
            people = total_of(claimants.people[clock])
            queue[NEW] += people
            ready[NEW, clock] += people


@lean_kernel
def decide_claimants(rule: Deciding, claimants: Claimants, cells: Cells, work: Workspace) -> None:
    """Decide claimants, as `decide_new` does those who stand by basis.

    Parameters
    ----------
    claimants, cells : changed in place
    work : arrears owed, decisions and those who leave are increased
    """
    outcome, after = rule.outcome[NEW], rule.minimum_wait
    for part in range(N_TERMS):
        terms = N_TERMS - 1 - part
        first, after = after, claimed_before(rule.month, terms, rule.terms_from, after)
        if first == after or not claimants.live[first:after].any():
            continue
        made = work.by_group
        made[:], work.drawn[:], work.drawn_late[:] = 0.0, 0.0, 0.0
        for clock in range(first, after):
            if claimants.live[clock] > 0.0 and rule.served[NEW, clock] > 0.0:
                draw_claimants(rule, claimants, clock, terms, cells, work)
        fit_and_gone = (1.0 - outcome[TO_WRAG] - outcome[TO_SUPPORT]) * (1.0 - rule.disputed)
        add_share(work.leaving, made, fit_and_gone)
        note(total_of(made), outcome, work.decided[NEW])
        for basis in range(N_ESA_BASES):
            route = route_of_new(rule, basis, terms)
            send(cells, route, CLOCK_MONTHS, work.drawn[basis], 1.0, outcome, rule.disputed)
            owe(work, route.wrag, work.drawn_late[basis], outcome[TO_WRAG])
            owe(work, route.support, work.drawn_late[basis], outcome[TO_SUPPORT])


@lean_kernel
def draw_claimants(
    rule: Deciding, claimants: Claimants, clock: int, terms: int, cells: Cells, work: Workspace
) -> None:
    """Decide a share of the claimants of one month since claim, and part them by basis.

    Where months since claim tell people apart they are sent on at once; the others are gathered.

    Parameters
    ----------
    claimants, cells : changed in place
    clock, terms : which [months, code]
    work : all who are decided, those gathered by basis and their weeks of waiting are increased
    """
    drawn, served = work.deciding, rule.served[NEW, clock]
    draw_share(claimants.people[clock], served, drawn, work.by_group)
    if served == 1.0:
        claimants.live[clock] = 0.0
    late = max(0, clock - rule.arrears_from) * WEEKS_A_MONTH
    for basis in range(N_ESA_BASES):
        share, route = claimants.basis[clock, basis], route_of_new(rule, basis, terms)
        if share == 0.0:
            continue
        apart = max(cells.told_apart[route.wrag], cells.told_apart[route.support])
        if clock < max(apart, cells.told_apart[route.disputing]):
            send(cells, route, clock, drawn, share, rule.outcome[NEW], rule.disputed)
            add_share(work.drawn_late[basis], drawn, share * late)
        else:
            add_shares(work.drawn[basis], work.drawn_late[basis], drawn, share, share * late)


@lean_kernel
def migrate_claimants(claimants: Claimants, cells: Cells, share: float) -> None:
    """Move income-related claims to Universal Credit, as `migrate` does those who stand by basis.

    Parameters
    ----------
    claimants, cells : changed in place
    share : moved in the month [share]
    """
    target = PLACE_OF[UC_ASSESSMENT, UC, 0]
    for clock in range(N_CLOCK):
        if claimants.live[clock] == 0.0 or share <= 0.0:
            continue
        basis = claimants.basis[clock]
        gone, beside = basis[INCOME_RELATED] * share, basis[BOTH] * share
        move_part(claimants.people[clock], cells.people[target, stand(cells, target, clock)], gone)
        basis[INCOME_RELATED] -= gone
        basis[BOTH] -= beside
        basis[WITH_UC] += beside
        if gone < 1.0:
            for one in range(N_ESA_BASES):
                basis[one] /= 1.0 - gone
        else:
            claimants.live[clock] = 0.0


@lean_kernel
def add_claimants(claimants: Claimants, total: Floats) -> None:
    """Add claimants to those who stand in assessment by basis.

    Parameters
    ----------
    total : (place, group) increased [people]
    """
    for clock in range(N_CLOCK):
        for basis in range(N_ESA_BASES):
            share = claimants.basis[clock, basis]
            if claimants.live[clock] > 0.0 and share > 0.0:
                add_share(total[PLACE_OF[ASSESSMENT, basis, 0]], claimants.people[clock], share)
