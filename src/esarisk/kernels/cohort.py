"""The cohort engine's kernel: expected numbers of people, month by month, for many draws.

A group keeps its birth cohort and sex. Inside a group a person stands in a cell: place ×
months since claim. Places are the positions of `names.POSITIONS` and, after them, the
work-related activity group on the terms of later claims. The only thing that couples groups
within a month is the decision makers' capacity.

Order within a month: competing exits from the opening stock; the clock moves on; decisions;
the 365-day limit; on-flow; pension age. A month is paid on the mean of opening and closing
stock.
"""

from math import exp

import numpy as np

from esarisk.jit import Floats, kernel, parallel_kernel, parallel_range
from esarisk.kernels.layout import (
    ARREARS,
    ASSESSMENT,
    BAND_OF,
    BOTH,
    CONTRIBUTORY,
    CREDITS_ONLY,
    DEATH,
    END,
    FIRST_LATER_WRAG,
    FIT,
    FIT_ROW,
    FROM_LEGACY,
    IN,
    INCOME_RELATED,
    LEGACY,
    LIMIT_ROW,
    MONTHS,
    N_BANDS,
    N_BASES,
    N_CLOCK,
    N_DESTINATIONS,
    N_OUTCOMES,
    N_PHASES,
    N_PLACES,
    NEW,
    OUT,
    PENSION_AGE,
    START,
    SUPPORT,
    TO_SUPPORT,
    TO_WRAG,
    WEEKS_A_MONTH,
    WRAG,
    Claims,
    Timetable,
    Totals,
)
from esarisk.names import CLOCK_MONTHS


@kernel
def phase_of(place: int) -> int:
    """Phase of a place [code]."""
    return WRAG if place >= FIRST_LATER_WRAG else place // N_BASES


@kernel
def position_of(place: int) -> int:
    """Position under which a place is counted [code]."""
    if place >= FIRST_LATER_WRAG:
        return WRAG * N_BASES + place - FIRST_LATER_WRAG
    return place


@kernel
def tabulate_survival(
    off_flow: Floats, factor: float, age_multiplier: Floats, survival: Floats, hazard: Floats
) -> None:
    """Chance of not leaving by an ordinary exit in one month.

    Parameters
    ----------
    off_flow : (phase, band) hazard [1/month]
    factor : effect of unemployment on all but closures [ratio]
    age_multiplier : (age class,) [ratio]
    survival : (age class, phase, band) filled with exp(-hazard) [share]
    hazard : (age class, phase, band) filled [1/month]
    """
    for age in range(age_multiplier.size):
        for phase in range(N_PHASES):
            scale = 1.0 if phase == ASSESSMENT else factor * age_multiplier[age]
            for band in range(N_BANDS):
                hazard[age, phase, band] = off_flow[phase, band] * scale
                survival[age, phase, band] = exp(-hazard[age, phase, band])


@kernel
def leave_and_age(
    stock: Floats, opening: Floats, staying: Floats, dead_share: Floats, leavers: Floats, deaths: Floats
) -> None:
    """Take competing exits from one group and move its clock on a month.

    Exits share 1 - exp(-sum of hazards) in proportion to their hazards.

    Parameters
    ----------
    stock : (place, clock) changed in place [people]
    opening : (place,) people in each place [people]
    staying : (phase, band) chance of neither leaving nor dying [share]
    dead_share : (phase, band) deaths among all who go [share]
    leavers : (phase,) filled with ordinary leavers [people]
    deaths : (phase,) filled [people]
    """
    leavers[:] = 0.0
    deaths[:] = 0.0
    for place in range(N_PLACES):
        if opening[place] == 0.0:
            continue
        phase = phase_of(place)
        row = stock[place]
        # The oldest cell is open: it keeps its own and takes in the one before.
        oldest = row[CLOCK_MONTHS] * staying[phase, N_BANDS - 1]
        gone = row[CLOCK_MONTHS] - oldest
        dead = gone * dead_share[phase, N_BANDS - 1]
        for clock in range(CLOCK_MONTHS - 1, -1, -1):
            band = BAND_OF[clock]
            kept = row[clock] * staying[phase, band]
            left = row[clock] - kept
            gone += left
            dead += left * dead_share[phase, band]
            row[clock + 1] = kept
        row[CLOCK_MONTHS] += oldest
        row[0] = 0.0
        deaths[phase] += dead
        leavers[phase] += gone - dead


@kernel
def mix_in_deaths(
    survival: Floats,
    hazard: Floats,
    death_hazard: float,
    mortality_ratio: Floats,
    staying: Floats,
    dead_share: Floats,
) -> None:
    """Join one group's deaths to its other exits.

    Parameters
    ----------
    survival, hazard : (phase, band) of other exits, for the group's age [share], [1/month]
    death_hazard : of the population [1/month]
    mortality_ratio : (phase,) [ratio]
    staying : (phase, band) filled with the chance of neither [share]
    dead_share : (phase, band) filled with deaths among all who go [share]
    """
    for phase in range(N_PHASES):
        dying = death_hazard * mortality_ratio[phase]
        living = exp(-dying)
        for band in range(N_BANDS):
            total = hazard[phase, band] + dying
            staying[phase, band] = survival[phase, band] * living
            dead_share[phase, band] = dying / total if total > 0.0 else 0.0


@kernel
def ready(stock: Floats, minimum_wait: int) -> float:
    """Claims of one group that can be decided: past the minimum wait [people].

    Parameters
    ----------
    stock : (place, clock) [people]
    minimum_wait : months since claim [months]
    """
    total = 0.0
    for basis in range(N_BASES):
        for clock in range(minimum_wait, N_CLOCK):
            total += stock[ASSESSMENT * N_BASES + basis, clock]
    return total


@kernel
def legacy_people(stock: Floats) -> float:
    """People of one group still on incapacity benefits [people]."""
    total = 0.0
    for basis in range(N_BASES):
        for clock in range(N_CLOCK):
            total += stock[LEGACY * N_BASES + basis, clock]
    return total


@kernel
def served_share(capacity: float, waiting: float) -> float:
    """Share of those waiting who are decided: min(1, capacity ÷ waiting) [share]."""
    if waiting <= 0.0:
        return 0.0
    return min(1.0, capacity / waiting)


@kernel
def decide_new(
    stock: Floats,
    served: float,
    outcome: Floats,
    month: int,
    later_terms_from: int,
    minimum_wait: int,
    arrears_from: int,
    decided: Floats,
    late_weeks: Floats,
) -> None:
    """Decide claims of one group in random order: the same share of every claim past the wait.

    Parameters
    ----------
    stock : (place, clock) changed in place [people]
    served : share of ready claims decided [share]
    outcome : (outcome,) [share]
    month : index of this month [code]
    later_terms_from : month index from which claims are on later terms [code]
    minimum_wait, arrears_from : months since claim [months]
    decided : (outcome,) increased [decisions]
    late_weeks : (place,) increased by weeks of arrears owed [people × weeks]
    """
    for basis in range(N_BASES):
        waiting = stock[ASSESSMENT * N_BASES + basis]
        support = SUPPORT * N_BASES + basis
        for clock in range(minimum_wait, N_CLOCK):
            people = waiting[clock] * served
            waiting[clock] -= people
            wrag = WRAG * N_BASES + basis
            if month - clock >= later_terms_from:
                wrag = FIRST_LATER_WRAG + basis
            to_wrag = people * outcome[TO_WRAG]
            to_support = people * outcome[TO_SUPPORT]
            stock[wrag, clock] += to_wrag
            stock[support, clock] += to_support
            decided[TO_WRAG] += to_wrag
            decided[TO_SUPPORT] += to_support
            decided[FIT] += people - to_wrag - to_support
            weeks = max(0, clock - arrears_from) * WEEKS_A_MONTH
            late_weeks[wrag] += to_wrag * weeks
            late_weeks[support] += to_support * weeks


@kernel
def convert_legacy(stock: Floats, served: float, outcome: Floats, decided: Floats) -> None:
    """Reassess incapacity benefits of one group; those who pass start a fresh clock.

    Parameters
    ----------
    stock : (place, clock) changed in place [people]
    served : share of the legacy stock decided [share]
    outcome : (outcome,) [share]
    decided : (outcome,) increased [decisions]
    """
    for basis in range(N_BASES):
        legacy = stock[LEGACY * N_BASES + basis]
        people = legacy.sum() * served
        for clock in range(N_CLOCK):
            legacy[clock] *= 1.0 - served
        to_wrag = people * outcome[TO_WRAG]
        to_support = people * outcome[TO_SUPPORT]
        stock[WRAG * N_BASES + basis, 0] += to_wrag
        stock[SUPPORT * N_BASES + basis, 0] += to_support
        decided[TO_WRAG] += to_wrag
        decided[TO_SUPPORT] += to_support
        decided[FIT] += people - to_wrag - to_support


@kernel
def apply_limit(stock: Floats, limit: int, after: Floats) -> float:
    """End contributory awards in the work-related activity group at the 365-day limit.

    The months count from the claim, assessment included. People with an income-related
    top-up keep an income-related award. Source: Welfare Reform Act 2007 s.1A.

    Parameters
    ----------
    stock : (place, clock) changed in place [people]
    limit : months since claim; 0 for no limit [months]
    after : (3,) shares becoming income-related, credits only, and leaving [share]

    Returns
    -------
    people who leave [people]
    """
    leaving = 0.0
    if limit <= 0:
        return leaving
    for first in (WRAG * N_BASES, FIRST_LATER_WRAG):
        for clock in range(limit, N_CLOCK):
            people = stock[first + CONTRIBUTORY, clock]
            topped_up = stock[first + BOTH, clock]
            stock[first + CONTRIBUTORY, clock] = 0.0
            stock[first + BOTH, clock] = 0.0
            stock[first + INCOME_RELATED, clock] += topped_up + people * after[0]
            stock[first + CREDITS_ONLY, clock] += people * after[1]
            leaving += people * (1.0 - after[0] - after[1])
    return leaving


@kernel
def totals_by_place(stock: Floats, total: Floats) -> None:
    """Sum one group over the clock.

    Parameters
    ----------
    stock : (place, clock) [people]
    total : (place,) filled [people]
    """
    for place in range(N_PLACES):
        people = 0.0
        for clock in range(N_CLOCK):
            people += stock[place, clock]
        total[place] = people


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
def start(timetable: Timetable, scale: Floats, stock: Floats, opening: Floats) -> None:
    """Fill the start stock.

    Parameters
    ----------
    timetable : gives the shape
    scale : (phase,) [people]
    stock : (group, place, clock) filled [people]
    opening : (group, place) filled [people]
    """
    for group in range(stock.shape[0]):
        for place in range(N_PLACES):
            stock[group, place] = timetable.start_shape[group, place] * scale[phase_of(place)]
        totals_by_place(stock[group], opening[group])


@kernel
def exits_of_month(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    stock: Floats,
    opening: Floats,
    totals: Totals,
    queue: Floats,
) -> None:
    """Take every group's exits, and count who is ready for a decision.

    Parameters
    ----------
    draw, month : which [code]
    stock : (group, place, clock) changed in place [people]
    opening : (group, place) [people]
    queue : (stream,) filled with people ready for a decision [people]
    """
    ages = claims.age_multiplier.shape[1]
    survival = np.empty((ages, N_PHASES, N_BANDS))
    hazard = np.empty((ages, N_PHASES, N_BANDS))
    staying = np.empty((N_PHASES, N_BANDS))
    dead_share = np.empty((N_PHASES, N_BANDS))
    leavers, deaths = np.empty(N_PHASES), np.empty(N_PHASES)
    year = int(timetable.year_of[month])
    factor = claims.off_flow_factor[draw, month]
    tabulate_survival(claims.off_flow[draw], factor, claims.age_multiplier[draw], survival, hazard)
    queue[:] = 0.0
    for group in range(stock.shape[0]):
        age = int(timetable.age_class[group, month])
        dying = timetable.mortality[group, month]
        ratio = claims.mortality_ratio[draw]
        mix_in_deaths(survival[age], hazard[age], dying, ratio, staying, dead_share)
        leave_and_age(stock[group], opening[group], staying, dead_share, leavers, deaths)
        for phase in range(N_PHASES):
            flow = totals.off_flow[draw, year, phase]
            flow[DEATH] += deaths[phase]
            spread(leavers[phase], claims.destination[draw, phase], flow)
            totals.balance[draw, group, OUT] += deaths[phase] + leavers[phase]
        queue[NEW] += ready(stock[group], timetable.minimum_wait)
        queue[FROM_LEGACY] += legacy_people(stock[group])


@kernel
def decisions_of_month(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    served: Floats,
    group: int,
    stock: Floats,
    late_weeks: Floats,
    totals: Totals,
) -> None:
    """Decide one group's claims and reassessments, then apply the 365-day limit.

    Parameters
    ----------
    draw, month, group : which [code]
    served : (stream,) share of those ready who are decided [share]
    stock : (place, clock) of the group, changed in place [people]
    late_weeks : (place,) filled with weeks of arrears owed [people × weeks]
    """
    year = int(timetable.year_of[month])
    off_flow = totals.off_flow[draw, year]
    decided = np.zeros((2, N_OUTCOMES))
    late_weeks[:] = 0.0
    decide_new(
        stock,
        served[NEW],
        claims.outcome[draw, NEW, month],
        month,
        timetable.later_terms_from,
        timetable.minimum_wait,
        timetable.arrears_from,
        decided[NEW],
        late_weeks,
    )
    convert_legacy(stock, served[FROM_LEGACY], claims.outcome[draw, FROM_LEGACY, month], decided[FROM_LEGACY])
    ended = apply_limit(stock, int(timetable.limit_months[month]), claims.after_limit[draw])
    spread(decided[NEW, FIT], claims.destination[draw, FIT_ROW], off_flow[ASSESSMENT])
    spread(decided[FROM_LEGACY, FIT], claims.destination[draw, FIT_ROW], off_flow[LEGACY])
    spread(ended, claims.destination[draw, LIMIT_ROW], off_flow[WRAG])
    totals.decisions[draw, year] += decided
    totals.balance[draw, group, OUT] += decided[NEW, FIT] + decided[FROM_LEGACY, FIT] + ended


@kernel
def enter_and_retire(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    group: int,
    stock: Floats,
    totals: Totals,
) -> None:
    """Let one group's new claims in and those who reach pension age out.

    Parameters
    ----------
    draw, month, group : which [code]
    stock : (place, clock) of the group, changed in place [people]
    """
    year = int(timetable.year_of[month])
    entering = claims.claims[draw, month] * timetable.on_flow_shape[group, month]
    totals.balance[draw, group, IN] += entering
    for basis in range(N_BASES):
        people = entering * claims.claim_basis[draw, basis]
        stock[ASSESSMENT * N_BASES + basis, 0] += people
        totals.on_flow[draw, year, basis] += people
    retiring = timetable.pension_exit[group, month]
    if retiring <= 0.0:
        return
    for place in range(N_PLACES):
        for clock in range(N_CLOCK):
            people = stock[place, clock] * retiring
            stock[place, clock] -= people
            totals.off_flow[draw, year, phase_of(place), PENSION_AGE] += people
            totals.balance[draw, group, OUT] += people


@kernel
def pay_group(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    group: int,
    mean: Floats,
    late_weeks: Floats,
    totals: Totals,
) -> None:
    """Count one group's mean stock and pay it.

    Parameters
    ----------
    draw, month, group : which [code]
    mean : (place,) mean of opening and closing stock [people]
    late_weeks : (place,) weeks of arrears owed [people × weeks]
    """
    year = int(timetable.year_of[month])
    for place in range(N_PLACES):
        phase = phase_of(place)
        totals.caseload_by_group[draw, year, group, phase] += mean[place] / MONTHS
        paid_weeks = mean[place] * timetable.weeks[month]
        for scenario in range(claims.award.shape[1]):
            weekly = 0.0
            for line in range(ARREARS):
                weekly += claims.award[draw, scenario, month, place, line]
            owed = late_weeks[place] * claims.arrears[draw, scenario, month, place]
            totals.spending_by_group[draw, scenario, year, group, phase] += paid_weeks * weekly + owed


@kernel
def pay_all(
    timetable: Timetable,
    claims: Claims,
    draw: int,
    month: int,
    mean: Floats,
    late_weeks: Floats,
    totals: Totals,
) -> None:
    """Count and pay the month's mean stock by position and line.

    Parameters
    ----------
    draw, month : which [code]
    mean : (place,) mean stock of all groups [people]
    late_weeks : (place,) weeks of arrears owed by all groups [people × weeks]
    """
    year = int(timetable.year_of[month])
    for place in range(N_PLACES):
        position = position_of(place)
        totals.caseload[draw, year, position] += mean[place] / MONTHS
        paid_weeks = mean[place] * timetable.weeks[month]
        for scenario in range(claims.award.shape[1]):
            money = totals.spending[draw, scenario, year, position]
            for line in range(ARREARS):
                money[line] += paid_weeks * claims.award[draw, scenario, month, place, line]
            money[ARREARS] += late_weeks[place] * claims.arrears[draw, scenario, month, place]


@kernel
def project_draw(timetable: Timetable, claims: Claims, draw: int, totals: Totals) -> None:
    """Project one draw through every month.

    Parameters
    ----------
    timetable : what is the same in every draw
    claims : what a draw may change
    draw : which draw [code]
    totals : filled at this draw
    """
    groups, months = timetable.on_flow_shape.shape
    stock = np.empty((groups, N_PLACES, N_CLOCK))
    opening = np.empty((groups, N_PLACES))
    closing, mean, mean_of_all = np.empty(N_PLACES), np.empty(N_PLACES), np.empty(N_PLACES)
    late_weeks, late_weeks_of_all = np.empty(N_PLACES), np.empty(N_PLACES)
    queue, served = np.empty(2), np.empty(2)
    start(timetable, claims.start_stock[draw], stock, opening)
    for group in range(groups):
        totals.balance[draw, group, START] = opening[group].sum()
    for month in range(months):
        exits_of_month(timetable, claims, draw, month, stock, opening, totals, queue)
        for stream in range(2):
            served[stream] = served_share(claims.capacity[draw, stream, month], queue[stream])
        mean_of_all[:] = 0.0
        late_weeks_of_all[:] = 0.0
        for group in range(groups):
            decisions_of_month(
                timetable, claims, draw, month, served, group, stock[group], late_weeks, totals
            )
            enter_and_retire(timetable, claims, draw, month, group, stock[group], totals)
            totals_by_place(stock[group], closing)
            mean[:] = 0.5 * (opening[group] + closing)
            opening[group] = closing
            mean_of_all += mean
            late_weeks_of_all += late_weeks
            pay_group(timetable, claims, draw, month, group, mean, late_weeks, totals)
            for place in range(N_PLACES):
                totals.stock[draw, month, position_of(place)] += closing[place]
        pay_all(timetable, claims, draw, month, mean_of_all, late_weeks_of_all, totals)
    for group in range(groups):
        totals.balance[draw, group, END] = opening[group].sum()


@parallel_kernel
def project(timetable: Timetable, claims: Claims, totals: Totals) -> None:
    """Project every draw; draws share nothing, so threads change no answer.

    Parameters
    ----------
    timetable : what is the same in every draw
    claims : what a draw may change
    totals : filled; zero on entry
    """
    for draw in parallel_range(claims.start_stock.shape[0]):
        project_draw(timetable, claims, draw, totals)
