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
from typing import NamedTuple

import numpy as np

from esarisk.jit import Floats, kernel, parallel_kernel, parallel_range
from esarisk.names import BASES, CLOCK_MONTHS, DESTINATIONS, LINES, PHASES

N_BASES = len(BASES)
N_PHASES = len(PHASES)
N_CLOCK = CLOCK_MONTHS + 1
N_DESTINATIONS = len(DESTINATIONS)
N_LINES = len(LINES)
N_POSITIONS = N_PHASES * N_BASES
N_PLACES = N_POSITIONS + N_BASES
N_OUTCOMES = 3

LEGACY, ASSESSMENT, WRAG, SUPPORT = range(N_PHASES)
FIRST_LATER_WRAG = N_POSITIONS
CONTRIBUTORY, BOTH, INCOME_RELATED, CREDITS_ONLY = range(N_BASES)
FIT, TO_WRAG, TO_SUPPORT = range(N_OUTCOMES)
NEW, FROM_LEGACY = range(2)
PENSION_AGE = DESTINATIONS.index("pension_age")
DEATH = DESTINATIONS.index("death")
ARREARS = LINES.index("arrears")
FIT_ROW, LIMIT_ROW = N_PHASES, N_PHASES + 1

CLOCK_BANDS = (0, 1, 2, 3, 6, 12, 24, CLOCK_MONTHS)
"""First month since claim of each band over which exit hazards are constant [months]."""
N_BANDS = len(CLOCK_BANDS)
BAND_OF = np.searchsorted(np.array(CLOCK_BANDS), np.arange(N_CLOCK), side="right") - 1
WEEKS_A_MONTH = 365.0 / 7.0 / 12.0


class Timetable(NamedTuple):
    """What is the same in every draw.

    shape of on-flow, of pension-age exit and of mortality are (group, month).
    """

    on_flow_shape: Floats  # (group, month) share of the base month's claims [share]
    pension_exit: Floats  # (group, month) share of the group reaching pension age [share]
    mortality: Floats  # (group, month) hazard of death in the population [1/month]
    age_class: Floats  # (group, month) row of the age multipliers [code]
    year_of: Floats  # (month,) index of the financial year [code]
    weeks: Floats  # (month,) calendar days ÷ 7 [weeks]
    start_shape: Floats  # (group, place, clock) shape of the start stock, 1 in each phase [share]
    limit_months: Floats  # (month,) length of the contributory limit, 0 for none [months]
    later_terms_from: int  # month index from which claims are on later terms [code]
    minimum_wait: int  # months since claim before a claim can be decided [months]
    arrears_from: int  # months since claim from which a late decision pays arrears [months]


class Claims(NamedTuple):
    """What a draw may change; the first axis is always the draw."""

    start_stock: Floats  # (draw, phase) [people]
    claims: Floats  # (draw, month) claims in the base population [people a month]
    claim_basis: Floats  # (draw, basis) [share]
    off_flow: Floats  # (draw, phase, band) hazard of leaving; of closure in assessment [1/month]
    off_flow_factor: Floats  # (draw, month) effect of unemployment on hazards [ratio]
    age_multiplier: Floats  # (draw, age class) [ratio]
    mortality_ratio: Floats  # (draw, phase) [ratio]
    capacity: Floats  # (draw, stream, month) decisions that can be made [decisions a month]
    outcome: Floats  # (draw, stream, month, outcome) [share]
    destination: Floats  # (draw, phase + fit + limit, destination) [share]
    after_limit: Floats  # (draw, 3) income-related, credits only, off [share]
    award: Floats  # (draw, scenario, month, line, place) [GBP a week]
    arrears: Floats  # (draw, scenario, month, place) award less assessment rate [GBP a week]


class Totals(NamedTuple):
    """What comes back; the first axis is the draw, years include the fit year."""

    caseload: Floats  # (draw, year, position) mean of the year [people]
    spending: Floats  # (draw, scenario, year, position, line) [GBP]
    on_flow: Floats  # (draw, year, basis) [people]
    off_flow: Floats  # (draw, year, phase, destination) [people]
    decisions: Floats  # (draw, year, stream, outcome) [decisions]
    stock: Floats  # (draw, month, position) at the month's end [people]
    caseload_by_group: Floats  # (draw, year, group, phase) [people]
    spending_by_group: Floats  # (draw, scenario, year, group, phase) [GBP]
    balance: Floats  # (draw, group, 4) start, in, out, end [people]


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
    stock: Floats,
    survival: Floats,
    hazard: Floats,
    death_hazard: float,
    mortality_ratio: Floats,
    leavers: Floats,
    deaths: Floats,
) -> None:
    """Take competing exits from one group and move its clock on a month.

    Exits share 1 - exp(-sum of hazards) in proportion to their hazards.

    Parameters
    ----------
    stock : (place, clock) changed in place [people]
    survival : (phase, band) of the group's age class [share]
    hazard : (phase, band) of the group's age class [1/month]
    death_hazard : of the population [1/month]
    mortality_ratio : (phase,) [ratio]
    leavers : (phase,) filled with ordinary leavers [people]
    deaths : (phase,) filled [people]
    """
    leavers[:] = 0.0
    deaths[:] = 0.0
    for place in range(N_PLACES):
        phase = phase_of(place)
        dying = death_hazard * mortality_ratio[phase]
        living = exp(-dying)
        row = stock[place]
        for clock in range(CLOCK_MONTHS, -1, -1):
            people = row[clock]
            band = BAND_OF[clock]
            total = hazard[phase, band] + dying
            staying = people * survival[phase, band] * living
            gone = people - staying
            dead = gone * dying / total if total > 0.0 else 0.0
            deaths[phase] += dead
            leavers[phase] += gone - dead
            if clock == CLOCK_MONTHS:
                row[clock] = staying
            elif clock == CLOCK_MONTHS - 1:
                row[clock + 1] += staying
            else:
                row[clock + 1] = staying
        row[0] = 0.0


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
    scenarios = claims.award.shape[1]
    stock = np.empty((groups, N_PLACES, N_CLOCK))
    opening = np.empty((groups, N_PLACES))
    closing = np.empty(N_PLACES)
    ages = claims.age_multiplier.shape[1]
    survival = np.empty((ages, N_PHASES, N_BANDS))
    hazard = np.empty((ages, N_PHASES, N_BANDS))
    leavers = np.empty(N_PHASES)
    deaths = np.empty(N_PHASES)
    decided = np.empty(N_OUTCOMES)
    late_weeks = np.empty(N_PLACES)
    destination = claims.destination[draw]

    for group in range(groups):
        for place in range(N_PLACES):
            scale = claims.start_stock[draw, phase_of(place)]
            for clock in range(N_CLOCK):
                stock[group, place, clock] = timetable.start_shape[group, place, clock] * scale
        totals_by_place(stock[group], opening[group])
        totals.balance[draw, group, 0] = opening[group].sum()

    for month in range(months):
        year = int(timetable.year_of[month])
        weeks = timetable.weeks[month]
        tabulate_survival(
            claims.off_flow[draw],
            claims.off_flow_factor[draw, month],
            claims.age_multiplier[draw],
            survival,
            hazard,
        )
        waiting = 0.0
        legacy = 0.0
        for group in range(groups):
            age = int(timetable.age_class[group, month])
            leave_and_age(
                stock[group],
                survival[age],
                hazard[age],
                timetable.mortality[group, month],
                claims.mortality_ratio[draw],
                leavers,
                deaths,
            )
            for phase in range(N_PHASES):
                totals.off_flow[draw, year, phase, DEATH] += deaths[phase]
                totals.balance[draw, group, 2] += deaths[phase] + leavers[phase]
                for exit_ in range(N_DESTINATIONS):
                    totals.off_flow[draw, year, phase, exit_] += leavers[phase] * destination[phase, exit_]
            waiting += ready(stock[group], timetable.minimum_wait)
            legacy += legacy_people(stock[group])

        served = served_share(claims.capacity[draw, NEW, month], waiting)
        converted = served_share(claims.capacity[draw, FROM_LEGACY, month], legacy)

        for group in range(groups):
            late_weeks[:] = 0.0
            for stream in range(2):
                decided[:] = 0.0
                if stream == NEW:
                    decide_new(
                        stock[group],
                        served,
                        claims.outcome[draw, NEW, month],
                        month,
                        timetable.later_terms_from,
                        timetable.minimum_wait,
                        timetable.arrears_from,
                        decided,
                        late_weeks,
                    )
                else:
                    convert_legacy(
                        stock[group],
                        converted,
                        claims.outcome[draw, FROM_LEGACY, month],
                        decided,
                    )
                phase = ASSESSMENT if stream == NEW else LEGACY
                totals.balance[draw, group, 2] += decided[FIT]
                for outcome in range(N_OUTCOMES):
                    totals.decisions[draw, year, stream, outcome] += decided[outcome]
                for exit_ in range(N_DESTINATIONS):
                    totals.off_flow[draw, year, phase, exit_] += decided[FIT] * destination[FIT_ROW, exit_]

            ended = apply_limit(stock[group], int(timetable.limit_months[month]), claims.after_limit[draw])
            totals.balance[draw, group, 2] += ended
            for exit_ in range(N_DESTINATIONS):
                totals.off_flow[draw, year, WRAG, exit_] += ended * destination[LIMIT_ROW, exit_]

            entering = claims.claims[draw, month] * timetable.on_flow_shape[group, month]
            totals.balance[draw, group, 1] += entering
            for basis in range(N_BASES):
                people = entering * claims.claim_basis[draw, basis]
                stock[group, ASSESSMENT * N_BASES + basis, 0] += people
                totals.on_flow[draw, year, basis] += people

            retiring = timetable.pension_exit[group, month]
            for place in range(N_PLACES):
                if retiring > 0.0:
                    for clock in range(N_CLOCK):
                        people = stock[group, place, clock] * retiring
                        stock[group, place, clock] -= people
                        totals.off_flow[draw, year, phase_of(place), PENSION_AGE] += people
                        totals.balance[draw, group, 2] += people

            totals_by_place(stock[group], closing)
            for place in range(N_PLACES):
                phase = phase_of(place)
                position = position_of(place)
                mean = 0.5 * (opening[group, place] + closing[place])
                opening[group, place] = closing[place]
                totals.stock[draw, month, position] += closing[place]
                totals.caseload[draw, year, position] += mean / 12.0
                totals.caseload_by_group[draw, year, group, phase] += mean / 12.0
                for scenario in range(scenarios):
                    arrears = late_weeks[place] * claims.arrears[draw, scenario, month, place]
                    totals.spending[draw, scenario, year, position, ARREARS] += arrears
                    paid = arrears
                    for line in range(ARREARS):
                        money = mean * weeks * claims.award[draw, scenario, month, line, place]
                        totals.spending[draw, scenario, year, position, line] += money
                        paid += money
                    totals.spending_by_group[draw, scenario, year, group, phase] += paid

    for group in range(groups):
        totals.balance[draw, group, 3] = opening[group].sum()


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


def empty_totals(draws: int, scenarios: int, years: int, months: int, groups: int) -> Totals:
    """Totals of zeros for a batch of draws."""
    return Totals(
        caseload=np.zeros((draws, years, N_POSITIONS)),
        spending=np.zeros((draws, scenarios, years, N_POSITIONS, N_LINES)),
        on_flow=np.zeros((draws, years, N_BASES)),
        off_flow=np.zeros((draws, years, N_PHASES, N_DESTINATIONS)),
        decisions=np.zeros((draws, years, 2, N_OUTCOMES)),
        stock=np.zeros((draws, months, N_POSITIONS)),
        caseload_by_group=np.zeros((draws, years, groups, N_PHASES)),
        spending_by_group=np.zeros((draws, scenarios, years, groups, N_PHASES)),
        balance=np.zeros((draws, groups, 4)),
    )
