"""Competing exits: leaving, dying and the clock that moves on.

The last axis of a stock is the group: every loop that matters runs over neighbours in memory.
"""

from math import exp

from esarisk.jit import Floats, inner_kernel, kernel
from esarisk.kernels.layout import (
    ASSESSMENT,
    BAND_OF,
    FIRST_CLOCK,
    N_BANDS,
    N_CLOCK,
    N_DESTINATIONS,
    N_PLACES,
    N_STATES,
    UC_ASSESSMENT,
)
from esarisk.names import CLOCK_MONTHS


@kernel
def tabulate_exits(
    off_flow: Floats,
    factor: float,
    age_multiplier: Floats,
    age_class: Floats,
    death_hazard: Floats,
    mortality_ratio: Floats,
    added: float,
    staying: Floats,
    dead_share: Floats,
    added_share: Floats,
) -> None:
    """Chance of neither leaving nor dying in a month, and deaths among all who go.

    Exits share 1 - exp(-sum of hazards) in proportion to their hazards.

    Parameters
    ----------
    off_flow : (state, band) hazard of leaving, or of closing in assessment [1/month]
    factor : effect of unemployment on all but closures [ratio]
    age_multiplier : (age class,) of all but closures [ratio]
    age_class : (group,) [code]
    death_hazard : (group,) of the population [1/month]
    mortality_ratio : (state,) [ratio]
    added : to every hazard of leaving, by a programme; less than nothing where one is missed [1/month]
    staying : (state, band, group) filled [share]
    dead_share : (state, band, group) filled [share]
    added_share : (state, band, group) of ordinary leavers, filled where a programme adds any [share]
    """
    for state in range(N_STATES):
        closure = state in (ASSESSMENT, UC_ASSESSMENT)
        for band in range(N_BANDS):
            same = band > 0 and off_flow[state, band] == off_flow[state, band - 1]
            for group in range(death_hazard.size):
                if same:
                    staying[state, band, group] = staying[state, band - 1, group]
                    dead_share[state, band, group] = dead_share[state, band - 1, group]
                    added_share[state, band, group] = added_share[state, band - 1, group]
                    continue
                scale = 1.0 if closure else factor * age_multiplier[int(age_class[group])]
                leaving = max(0.0, off_flow[state, band] * scale + added)
                dying = death_hazard[group] * mortality_ratio[state]
                total = leaving + dying
                staying[state, band, group] = exp(-total)
                dead_share[state, band, group] = dying / total if total > 0.0 else 0.0
                added_share[state, band, group] = max(0.0, added) / leaving if leaving > 0.0 else 0.0


@inner_kernel
def added_leavers(
    rows: Floats, staying: Floats, dead_share: Floats, added_share: Floats, part: Floats
) -> None:
    """Leavers of one place whom a programme adds.

    Parameters
    ----------
    rows : (clock, group) before anybody leaves [people]
    staying, dead_share, added_share : (band, group) [share]
    part : (group,) filled [people]
    """
    part[:] = 0.0
    for clock in range(N_CLOCK):
        band = BAND_OF[clock]
        for group in range(part.size):
            gone = rows[clock, group] * (1.0 - staying[band, group])
            part[group] += gone * (1.0 - dead_share[band, group]) * added_share[band, group]


@kernel
def is_even(off_flow: Floats) -> bool:
    """Whether a state's hazard is the same for every month since claim.

    Parameters
    ----------
    off_flow : (band,) [1/month]
    """
    for band in range(1, N_BANDS):
        if off_flow[band] != off_flow[0]:
            return False
    return True


@kernel
def leave_evenly(
    rows: Floats, opening: Floats, staying: Floats, dead_share: Floats, leavers: Floats, deaths: Floats
) -> None:
    """Take exits that do not depend on the clock, and move it on: `leave_and_age` made short.

    Parameters
    ----------
    rows : (clock, group) changed in place [people]
    opening : (group,) people over the whole clock [people]
    staying, dead_share : (group,) [share]
    leavers : (group,) filled with ordinary leavers [people]
    deaths : (group,) filled [people]
    """
    for group in range(opening.size):
        gone = opening[group] * (1.0 - staying[group])
        deaths[group] = gone * dead_share[group]
        leavers[group] = gone - deaths[group]
    oldest = rows[CLOCK_MONTHS]
    last = rows[CLOCK_MONTHS - 1]
    for group in range(opening.size):
        oldest[group] = (oldest[group] + last[group]) * staying[group]
    for back in range(1, CLOCK_MONTHS):
        younger = rows[CLOCK_MONTHS - 1 - back]
        older = rows[CLOCK_MONTHS - back]
        for group in range(opening.size):
            older[group] = younger[group] * staying[group]
    rows[0] = 0.0


@kernel
def leave_and_age(
    rows: Floats, staying: Floats, dead_share: Floats, first: int, leavers: Floats, deaths: Floats
) -> None:
    """Take one place's competing exits and move its clock on a month.

    Parameters
    ----------
    rows : (clock, group) changed in place [people]
    staying, dead_share : (band, group) [share]
    first : first month of the clock that the place uses [months]
    leavers : (group,) filled with ordinary leavers [people]
    deaths : (group,) filled [people]
    """
    groups = rows.shape[1]
    last = staying[N_BANDS - 1]
    for group in range(groups):
        people = rows[CLOCK_MONTHS, group]
        gone = people * (1.0 - last[group])
        deaths[group] = gone * dead_share[N_BANDS - 1, group]
        leavers[group] = gone - deaths[group]
        rows[CLOCK_MONTHS, group] = people - gone
    if first == CLOCK_MONTHS:
        return
    # The oldest cell is open: it keeps its own and takes in the one before.
    for back in range(CLOCK_MONTHS):
        clock = CLOCK_MONTHS - 1 - back
        band = BAND_OF[clock]
        keep = 1.0 if clock == CLOCK_MONTHS - 1 else 0.0
        for group in range(groups):
            people = rows[clock, group]
            gone = people * (1.0 - staying[band, group])
            dead = gone * dead_share[band, group]
            deaths[group] += dead
            leavers[group] += gone - dead
            rows[clock + 1, group] = rows[clock + 1, group] * keep + people - gone
    for group in range(groups):
        rows[0, group] = 0.0


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


@kernel
def sum_clock(rows: Floats, first: int, total: Floats) -> None:
    """Sum a place over the clock.

    Parameters
    ----------
    rows : (clock, group) [people]
    first : first month counted [months]
    total : (group,) filled [people]
    """
    for group in range(total.size):
        total[group] = 0.0
    for clock in range(first, N_CLOCK):
        row = rows[clock]
        for group in range(total.size):
            total[group] += row[group]


@kernel
def sum_places(stock: Floats, used: Floats, total: Floats) -> None:
    """Sum every place over the clock.

    Parameters
    ----------
    stock : (place, clock, group) [people]
    used : (place,) 1 where anybody may stand [code]
    total : (place, group) filled [people]
    """
    for place in range(N_PLACES):
        if used[place] > 0.0:
            sum_clock(stock[place], FIRST_CLOCK[place], total[place])
        else:
            total[place] = 0.0


@kernel
def move_share(source: Floats, target: Floats, first: int, share: float) -> None:
    """Move a share of one place to another, month of the clock by month.

    Parameters
    ----------
    source, target : (clock, group) changed in place [people]
    first : first month moved [months]
    share : moved [share]
    """
    for clock in range(first, N_CLOCK):
        here, there = source[clock], target[clock]
        for group in range(here.size):
            one = here[group] * share
            here[group] -= one
            there[group] += one
