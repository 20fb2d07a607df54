"""Everybody of one draw: how many there are, their walks, and their counts by group.

A group is a task of its own: it writes to its own rows only, so threads change no answer.
"""

import numpy as np

from esarisk.jit import Floats, kernel, lean_kernel, over_threads
from esarisk.kernels.layout import (
    ARREARS,
    ASSESSMENT,
    BASIS_OF,
    MONTHS,
    N_BASES,
    N_CLOCK,
    N_PLACES,
    NO_PHASE,
    PHASE_OF,
    PLACE_OF,
    QUEUE_OF_STATE,
    STATE_OF,
    UC,
    UC_ASSESSMENT,
)
from esarisk.kernels.persons.layout import HOW_MANY, Chances, Counts, Entries, Lives, Pay
from esarisk.kernels.persons.walk import live_cell
from esarisk.kernels.random import along, uniform


@kernel
def cell_of(entry: int, place: int, clock: int, group: int, groups: int) -> int:
    """A number for everybody who first stands at one place and clock in one month [code]."""
    return (((entry + 1) * N_PLACES + place) * N_CLOCK + clock) * groups + group


@kernel
def people_in(expected: float, key: int, cell: int) -> int:
    """How many people a cell holds: the expected number, rounded by a uniform [people].

    Parameters
    ----------
    expected : [people]
    key : of the draw
    cell : [code]
    """
    return int(expected + uniform(along(key, cell), 0, HOW_MANY))


@kernel
def first_place(basis: int) -> int:
    """Where a claim first stands [code]."""
    return PLACE_OF[UC_ASSESSMENT if basis == UC else ASSESSMENT, basis, 0]


@kernel
def count_people(entries: Entries, key: int, number: Floats) -> None:
    """Count everybody who takes part.

    Parameters
    ----------
    key : of the draw
    number : (group,) filled [people]
    """
    groups, months = entries.claims.shape[:2]
    for group in range(groups):
        total = 0
        for place in range(N_PLACES):
            for clock in range(N_CLOCK):
                cell = cell_of(-1, place, clock, group, groups)
                total += people_in(entries.start[group, place, clock], key, cell)
        for month in range(months):
            for basis in range(N_BASES):
                cell = cell_of(month, first_place(basis), 0, group, groups)
                total += people_in(entries.claims[group, month, basis], key, cell)
        number[group] = total


@kernel
def live_group(
    chances: Chances,
    pay: Pay,
    entries: Entries,
    counts: Counts,
    lives: Lives,
    group: int,
    key: int,
    person: int,
    seen_month: int,
) -> None:
    """Follow everybody of one group, then count and pay what they did."""
    months, groups = chances.weeks.size, entries.claims.shape[0]
    stood = np.zeros((N_PLACES, pay.kinds.shape[1], months + 2), np.int32)
    late = np.zeros((N_PLACES, pay.kinds.shape[1], months))
    cost = np.zeros(pay.worth.shape[0])
    for place in range(N_PLACES):
        for clock in range(N_CLOCK):
            cell = cell_of(-1, place, clock, group, groups)
            number = people_in(entries.start[group, place, clock], key, cell)
            own = along(key, cell)
            live_cell(
                chances, pay, counts, lives, stood, late, cost, group, -1, place, clock, number, own, person,
                seen_month,
            )  # fmt: skip
            person += number if person >= 0 else 0
    for month in range(months):
        for basis in range(N_BASES):
            place = first_place(basis)
            cell = cell_of(month, place, 0, group, groups)
            number = people_in(entries.claims[group, month, basis], key, cell)
            own = along(key, cell)
            live_cell(
                chances, pay, counts, lives, stood, late, cost, group, month, place, 0, number, own, person,
                seen_month,
            )  # fmt: skip
            person += number if person >= 0 else 0
    for end in range(1, months + 1):
        stood[:, :, end] += stood[:, :, end - 1]
    for month in range(months):
        count_month(chances, pay, counts, group, month, stood, late)


@kernel
def count_month(
    chances: Chances, pay: Pay, counts: Counts, group: int, month: int, stood: Floats, late: Floats
) -> None:
    """Count and pay a month: mean of opening and closing stock × weekly award × days ÷ 7.

    Parameters
    ----------
    stood : (place, type, month end) [people]
    late : (place, type, month) [people × weeks]
    """
    year = chances.year_of[month]
    for place in range(N_PLACES):
        queue, phase = QUEUE_OF_STATE[STATE_OF[place]], PHASE_OF[place]
        position = phase * N_BASES + BASIS_OF[place]
        for kind in range(stood.shape[1]):
            opening, closing = stood[place, kind, month], stood[place, kind, month + 1]
            if queue >= 0:
                counts.waiting[group, month, queue] += closing
            if phase == NO_PHASE or (opening + closing == 0 and late[place, kind, month] == 0.0):
                continue
            counts.stock[group, month, position] += closing
            mean = 0.5 * (opening + closing)
            counts.caseload[group, year, position] += mean / MONTHS
            owed = late[place, kind, month]
            pay_cell(chances, pay, counts, group, month, place, kind, mean, owed)


@lean_kernel
def pay_cell(
    chances: Chances,
    pay: Pay,
    counts: Counts,
    group: int,
    month: int,
    place: int,
    kind: int,
    mean: float,
    owed: float,
) -> None:
    """Pay one type of household at one place.

    Parameters
    ----------
    mean : of opening and closing stock [people]
    owed : weeks of arrears [people × weeks]
    """
    year, weeks = chances.year_of[month], chances.weeks[month]
    position = PHASE_OF[place] * N_BASES + BASIS_OF[place]
    for scenario in range(pay.award.shape[0]):
        for line in range(pay.award.shape[4]):
            paid = mean * weeks * pay.award[scenario, month, place, kind, line]
            if line == ARREARS:
                paid = owed * pay.arrears[scenario, month, place, kind]
            counts.spending[group, scenario, year, position, line] += paid
            counts.monthly[group, scenario, month, line] += paid


def live_everybody(
    chances: Chances,
    pay: Pay,
    entries: Entries,
    order: Floats,
    first_person: Floats,
    key: int,
    seen_month: int,
    counts: Counts,
    lives: Lives,
) -> None:
    """Follow everybody of a draw, on all threads.

    Parameters
    ----------
    order : (group,) in which groups are taken, so that threads share the work evenly [code]
    first_person : (group,) row of a group's first person in lives, -1 when not kept [code]
    key : of the draw
    seen_month : month at whose end places are kept in lives [code]
    counts, lives : filled; zero on entry
    """

    def live_one(index: int) -> None:
        group = order[index]
        live_group(chances, pay, entries, counts, lives, group, key, first_person[group], seen_month)

    over_threads(live_one, order.size)
