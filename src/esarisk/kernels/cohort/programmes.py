"""Programmes: who starts, into which block, and what a block's people meet there.

A block holds people who started one programme, in the same places and on the same clock since
claim as everybody else, so that every rule of the claim runs on. Beside it stand its people by
month of start. What a programme adds to hazards follows months since start and is met as a mean
over the block: exact for starters of one month, and nothing at all where the effect is nothing.

With m months since start, a starter of month s meets effect[m] × scale[s], and the block
x = -ln(Σ N[s] exp(-effect[m] scale[s]) ÷ Σ N[s]).
"""

from math import exp, log

import numpy as np

from esarisk.jit import Floats, compiled, inner_kernel, lean_kernel
from esarisk.kernels.cohort.month import People, Step, cells_of, stand
from esarisk.kernels.cohort.rows import add_share, move_part, total_of
from esarisk.kernels.layout import (
    MONTHS,
    N_CLOCK,
    N_DESTINATIONS,
    N_PLACES,
    N_RANKS,
    PHASE_OF,
    WORK,
    WRAG_PHASE,
    Totals,
)
from esarisk.rules.programmes.effect import gain_left

_gain_left = compiled(gain_left)


@lean_kernel
def meet_programme(step: Step, programme: int, cohorts: Floats, totals: Totals) -> float:
    """Work out what a block adds this month, and let each cohort of starters dwindle by it.

    Parameters
    ----------
    programme : which [code]
    cohorts : (month of start, 2) people and sign of their effect, changed in place [people; code]
    totals : filled with what is added to hazards and to worsening, with mean sign and shift to work

    Returns
    -------
    turned to work of the block's people who leave anyway for something else; turned back below nought [share]
    """
    draw, month, provision = step.draw, step.month, step.provision
    people, kept, drift, sign, shift = 0.0, 0.0, 0.0, 0.0, 0.0
    oldest = provision.effect.shape[2] - 1
    for start in range(month):
        one, since = cohorts[start, 0], min(month - start - 1, oldest)
        left = totals.start_scale[draw, start, programme]
        effect = provision.effect[draw, programme, since] * left
        people += one
        shift += one * left * provision.to_work[draw, programme, since]
        sign += one * cohorts[start, 1]
        drift += one * cohorts[start, 1] * provision.drift[draw, programme, since]
        cohorts[start, 0] = one * exp(-effect)
        kept += cohorts[start, 0]
    if people <= 0.0:
        return 0.0
    totals.added_hazard[draw, month, programme] = -log(kept / people)
    totals.added_worsening[draw, month, programme] = drift / people
    totals.block_sign[draw, month, programme] = sign / people
    totals.block_shift[draw, month, programme] = shift / people
    return shift / people


@lean_kernel
def shift_to_work(shares: Floats, shift: float, shifted: Floats) -> None:
    """Destinations with a share of the others turned to work, or turned back where the share is negative.

    Parameters
    ----------
    shares : (destination,) [share]
    shift : of those bound elsewhere [share]
    shifted : (destination,) filled [share]
    """
    work = shares[WORK]
    if shift >= 0.0:
        now = work + min(1.0, shift) * (1.0 - work)
    else:
        now = max(0.0, (work + shift) / (1.0 + shift)) if shift > -1.0 else 0.0
    rest = (1.0 - now) / (1.0 - work) if work < 1.0 else 0.0
    for exit_ in range(N_DESTINATIONS):
        shifted[exit_] = shares[exit_] * rest
    shifted[WORK] = now if work < 1.0 else 1.0


@lean_kernel
def count_eligible(step: Step, programme: int, people: People, room: Floats) -> tuple[float, float]:
    """Count those who stand where they may start, by rank.

    What makes somebody eligible (an area, a condition, a prognosis) stays with them: those inside
    who stand there are of the eligible, so fewer are left outside.

    Parameters
    ----------
    programme : which [code]
    room : (rank,) filled with eligible shares of those outside [people]

    Returns
    -------
    eligible people left outside, and with those inside who stand there [people]
    """
    eligible, rank = step.provision.eligible[programme], step.provision.rank[programme]
    outside, inside = cells_of(people, 0), cells_of(people, programme + 1)
    room[:] = 0.0
    whole, started = 0.0, 0.0
    for place in range(N_PLACES):
        for clock in range(N_CLOCK):
            share = eligible[place, clock]
            if share <= 0.0 or outside.live[place, clock] + inside.live[place, clock] == 0.0:
                continue
            left, helped = total_of(outside.people[place, clock]), total_of(inside.people[place, clock])
            room[int(rank[place, clock])] += left * share
            whole += (left + helped) * share
            started += helped
    return max(0.0, whole - started), whole


@lean_kernel
def share_out(room: Floats, take_up: float, first: float, last: float, shares: Floats) -> float:
    """Give places out in order of rank among the willing, from the first to the last of them.

    Parameters
    ----------
    room : (rank,) people who may start [people]
    take_up : willing [share]
    first, last : places taken before, and in all [people]
    shares : (rank,) filled: started of those who may [share]

    Returns
    -------
    started [people]
    """
    before, total = 0.0, 0.0
    for rank in range(N_RANKS):
        willing = room[rank] * take_up
        started = min(max(last - before, 0.0), willing) - min(max(first - before, 0.0), willing)
        shares[rank] = min(1.0, started / room[rank]) if room[rank] > 0.0 else 0.0
        before += willing
        total += started
    return total


@lean_kernel
def plan_starts(
    step: Step, programme: int, left: float, whole: float, room: Floats, cohorts: Floats, totals: Totals
) -> None:
    """Work out a programme's starts: the fewer of places and willing people, beside baseline provision.

    The next start gains less, by `rules.programmes.effect.gain_left`: those moved stand between
    baseline and funded starts. Baseline provision has all who are eligible to draw on, as if nobody
    had started, so that it does not depend on the level of money.

    Parameters
    ----------
    programme : which [code]
    left, whole : eligible people left outside, and with those inside [people]
    room : (rank,) eligible shares of those outside, scaled to those left [people]
    cohorts : (month of start, 2) filled at the month [people; code]
    totals : filled with starts, shares and scale of effect
    """
    draw, month, provision = step.draw, step.month, step.provision
    everybody = room.sum()
    apart = left / everybody if everybody > 0.0 else 0.0
    room *= apart
    everybody = left if apart > 0.0 else 0.0
    totals.eligible[draw, month, programme] = everybody
    take_up = provision.take_up[draw, programme, month]
    take_up_before = provision.take_up_before[draw, programme, month]
    funded = min(provision.places[draw, programme, month], everybody * take_up)
    before = min(provision.places_before[draw, programme, month], whole * take_up_before)
    low, high, shares = min(funded, before), max(funded, before), totals.started_share[draw, month, programme]
    cohorts[month, 0] = share_out(room, max(take_up, take_up_before), low, high, shares)
    shares *= apart
    cohorts[month, 1] = 1.0 if funded >= before else -1.0
    totals.starts[draw, month, programme] = before + cohorts[month, 0] if funded >= before else funded
    totals.starts_before[draw, month, programme] = before if funded >= before else funded + cohorts[month, 0]
    scale = provision.scale[draw, programme, month] * cohorts[month, 1]
    if everybody > 0.0:
        phi = provision.saturation[draw, programme]
        scale *= _gain_left(MONTHS * low / everybody, MONTHS * high / everybody, phi)
    totals.start_scale[draw, month, programme] = scale


@lean_kernel
def move_starters(step: Step, programme: int, people: People, left: Floats, totals: Totals) -> None:
    """Move those who start into the programme's block; their clock since claim runs on.

    Parameters
    ----------
    programme : which [code]
    people : changed in place
    left : (place, clock) of a cell, not yet moved by a programme before; lessened where shares are
        of those who stood there before any programme drew [share]
    totals : give started shares
    """
    eligible, rank = step.provision.eligible[programme], step.provision.rank[programme]
    shares = totals.started_share[step.draw, step.month, programme]
    outside, inside = cells_of(people, 0), cells_of(people, programme + 1)
    for place in range(N_PLACES):
        for clock in range(N_CLOCK):
            share = eligible[place, clock] * shares[int(rank[place, clock])]
            if share <= 0.0 or outside.live[place, clock] == 0.0:
                continue
            if step.provision.pro_rata == 1:
                left[place, clock] -= share
                share = min(1.0, share / (left[place, clock] + share))
            here, there = outside.people[place, clock], inside.people[place, stand(inside, place, clock)]
            move_part(here, there, share)


@inner_kernel
def hold_to_whole(step: Step, cohorts: Floats, totals: Totals) -> None:
    """Scale starts down where programmes together ask for more people of a cell than stand there.

    Parameters
    ----------
    cohorts : (programme, month of start, 2) scaled at the month [people; code]
    totals : started shares scaled
    """
    draw, month, provision = step.draw, step.month, step.provision
    asked = np.zeros((N_PLACES, N_CLOCK))
    for programme in range(cohorts.shape[0]):
        for place in range(N_PLACES):
            for clock in range(N_CLOCK):
                rank = int(provision.rank[programme, place, clock])
                share = totals.started_share[draw, month, programme, rank]
                asked[place, clock] += provision.eligible[programme, place, clock] * share
    most = max(1.0, asked.max())
    for programme in range(cohorts.shape[0]):
        cohorts[programme, month, 0] /= most
        more = cohorts[programme, month, 0] * cohorts[programme, month, 1]
        totals.starts[draw, month, programme] = totals.starts_before[draw, month, programme] + more
        totals.started_share[draw, month, programme] /= most


@inner_kernel
def start_programmes(step: Step, people: People, totals: Totals) -> None:
    """Let people start programmes, at the month's end.

    First come first: each programme in turn draws on those whom the ones before left outside.
    In proportion: all draw on the same people.

    Parameters
    ----------
    people : changed in place
    totals : filled with starts, shares and scale of effect
    """
    draw, month, provision = step.draw, step.month, step.provision
    room, unmoved = np.empty(N_RANKS), np.ones((N_PLACES, N_CLOCK))
    for turn in range(2):
        for programme in range(people.cohorts.shape[0]):
            idle = (
                provision.places[draw, programme, month] <= 0.0
                and provision.places_before[draw, programme, month] <= 0.0
            )
            if idle:
                continue
            if turn == 0:
                left, whole = count_eligible(step, programme, people, room)
                plan_starts(step, programme, left, whole, room, people.cohorts[programme], totals)
            if turn == provision.pro_rata:
                move_starters(step, programme, people, unmoved, totals)
        if turn == 0 and provision.pro_rata == 1:
            hold_to_whole(step, people.cohorts, totals)


@lean_kernel
def sanction_block(step: Step, people: People, block: int, totals: Totals) -> None:
    """Sanction a share of a block's people in the work-related group, at the month's end.

    The share is a mean over months since start, as all that a block meets.

    Parameters
    ----------
    people : as they stand at the month's end, with their cohorts
    block : which [code]
    totals : filled with the share, increased by sanctions of the year by group
    """
    draw, month, programme = step.draw, step.month, block - 1
    hazard, cohorts = step.provision.sanction[draw, programme], people.cohorts[programme]
    everybody, sanctioned = 0.0, 0.0
    for start in range(month + 1):
        everybody += cohorts[start, 0]
        sanctioned += cohorts[start, 0] * hazard[min(month - start, hazard.size - 1)]
    if everybody <= 0.0 or sanctioned <= 0.0:
        return
    share = sanctioned / everybody
    totals.sanctioned[draw, month, programme] = share
    for place in range(N_PLACES):
        if PHASE_OF[place] == WRAG_PHASE:
            add_share(totals.sanctions[draw, step.year, programme], people.opening[block, place], share)


@lean_kernel
def match_block(month: int, people: float, cohorts: Floats) -> None:
    """Hold a block's cohorts of starters to the people who stand in it.

    Parameters
    ----------
    month : just ended: its starters have met nothing yet [code]
    people : in the block at the month's end [people]
    cohorts : (month of start, 2) scaled in place [people; code]
    """
    earlier = 0.0
    for start in range(month):
        earlier += cohorts[start, 0]
    if earlier <= 0.0:
        return
    scale = max(0.0, people - cohorts[month, 0]) / earlier
    for start in range(month):
        cohorts[start, 0] *= scale
