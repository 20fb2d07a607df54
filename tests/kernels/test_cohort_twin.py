"""The cohort kernel beside a slow twin: plain loops over people by phase, basis, terms and clock.

The twin is written from model.md's words and the kernel's docstring, not from its lines.
"""

from collections import defaultdict
from math import exp

import numpy as np
import pytest

from esarisk.names import BASES, CLOCK_MONTHS, DESTINATIONS, LINES, PHASES

BAND_STARTS = (0, 1, 2, 3, 6, 12, 24, 36)
FIRST_WEEKS = 365 / 7 / 12
ARREARS = LINES.index("arrears")
ESA = ("wrag", "support")


def place_of(phase, basis, later):
    """Where the kernel's arrays keep a position; later terms stand after all positions."""
    if later:
        return len(PHASES) * len(BASES) + BASES.index(basis)
    return PHASES.index(phase) * len(BASES) + BASES.index(basis)


def position(phase, basis):
    return PHASES.index(phase) * len(BASES) + BASES.index(basis)


PLACES = [(p, b, False) for p in PHASES for b in BASES] + [("wrag", b, True) for b in BASES]


class Twin:
    """One draw, people held in a dictionary: group → (phase, basis, later terms, clock) → people."""

    def __init__(self, timetable, claims, draw):
        self.t, self.c, self.draw = timetable, claims, draw
        self.n_groups, self.n_months = timetable.on_flow_shape.shape
        self.totals = defaultdict(float)
        self.people = []
        for g in range(self.n_groups):
            mine = {}
            for phase, basis, later in PLACES:
                for clock in range(CLOCK_MONTHS + 1):
                    share = timetable.start_shape[g, place_of(phase, basis, later), clock]
                    mine[phase, basis, later, clock] = share * claims.start_stock[draw, PHASES.index(phase)]
            self.people.append(mine)

    def project(self):
        for g in range(self.n_groups):
            self.totals["balance", g, 0] = sum(self.people[g].values())
        for month in range(self.n_months):
            self.month = month
            self.year = int(self.t.year_of[self.month])
            opening = [self.by_place(g) for g in range(self.n_groups)]
            self.late = [defaultdict(float) for _ in range(self.n_groups)]
            self.leave()
            self.decide()
            self.limit()
            self.enter()
            self.retire()
            self.pay(opening)
        for g in range(self.n_groups):
            self.totals["balance", g, 3] = sum(self.people[g].values())
        return self.totals

    def by_place(self, g):
        found = dict.fromkeys(PLACES, 0.0)
        for (phase, basis, later, _), n in self.people[g].items():
            found[phase, basis, later] += n
        return found

    def go(self, g, phase, destination, n):
        self.totals["off_flow", self.year, PHASES.index(phase), DESTINATIONS.index(destination)] += n
        self.totals["balance", g, 2] += n

    def go_by_shares(self, g, phase, row, n):
        for i, destination in enumerate(DESTINATIONS):
            self.go(g, phase, destination, n * self.c.destination[self.draw, row, i])

    def leave(self):
        """Competing exits share 1 - exp(-sum); the clock of those who stay moves on."""
        for g in range(self.n_groups):
            age = int(self.t.age_class[g, self.month])
            after = dict.fromkeys(self.people[g], 0.0)
            for (phase, basis, later, clock), n in self.people[g].items():
                p = PHASES.index(phase)
                band = max(i for i, start in enumerate(BAND_STARTS) if start <= clock)
                own = self.c.off_flow[self.draw, p, band]
                if phase != "assessment":
                    own *= (
                        self.c.off_flow_factor[self.draw, self.month] * self.c.age_multiplier[self.draw, age]
                    )
                death = self.t.mortality[g, self.month] * self.c.mortality_ratio[self.draw, p]
                gone = n * (1 - exp(-(own + death)))
                if own + death > 0:
                    self.go(g, phase, "death", gone * death / (own + death))
                    self.go_by_shares(g, phase, p, gone * own / (own + death))
                after[phase, basis, later, min(clock + 1, CLOCK_MONTHS)] += n - gone
            self.people[g] = after

    def decide(self):
        """The same share of everybody ready in a stream, whatever their group."""
        chosen = {"assessment": self.t.minimum_wait, "legacy": 0}
        for stream, (phase, wait) in enumerate(chosen.items()):
            ready = [
                (g, cell)
                for g in range(self.n_groups)
                for cell in self.people[g]
                if cell[0] == phase and cell[3] >= wait
            ]
            waiting = sum(self.people[g][cell] for g, cell in ready)
            capacity = self.c.capacity[self.draw, stream, self.month]
            served = min(waiting, capacity) / waiting if waiting > 0 else 0.0
            for g, cell in ready:
                decided = self.people[g][cell] * served
                self.people[g][cell] -= decided
                self.place(g, stream, cell, decided)

    def place(self, g, stream, cell, decided):
        phase, basis, _, clock = cell
        fit, wrag, support = (decided * s for s in self.c.outcome[self.draw, stream, self.month])
        for i, n in enumerate((fit, wrag, support)):
            self.totals["decisions", self.year, stream, i] += n
        self.go_by_shares(g, phase, len(PHASES), fit)
        later = False
        if phase == "assessment":
            later = self.month - clock >= self.t.later_terms_from
            weeks = max(clock - self.t.arrears_from, 0) * FIRST_WEEKS
            self.late[g]["wrag", basis, later] += wrag * weeks
            self.late[g]["support", basis, False] += support * weeks
        else:
            clock = 0
        self.people[g]["wrag", basis, later, clock] += wrag
        self.people[g]["support", basis, False, clock] += support

    def limit(self):
        limit = int(self.t.limit_months[self.month])
        if not limit:
            return
        to_means_test, to_credits, off = self.c.after_limit[self.draw]
        for g in range(self.n_groups):
            for cell in [c for c in self.people[g] if c[0] == "wrag" and c[3] >= limit]:
                _, basis, later, clock = cell
                n = self.people[g][cell]
                if basis == "contributory":
                    self.people[g][cell] = 0.0
                    self.people[g]["wrag", "income_related", later, clock] += n * to_means_test
                    self.people[g]["wrag", "credits_only", later, clock] += n * to_credits
                    self.go_by_shares(g, "wrag", len(PHASES) + 1, n * off)
                elif basis == "both":
                    self.people[g][cell] = 0.0
                    self.people[g]["wrag", "income_related", later, clock] += n

    def enter(self):
        for g in range(self.n_groups):
            claims = self.c.claims[self.draw, self.month] * self.t.on_flow_shape[g, self.month]
            self.totals["balance", g, 1] += claims
            for b, basis in enumerate(BASES):
                n = claims * self.c.claim_basis[self.draw, b]
                self.totals["on_flow", self.year, b] += n
                self.people[g]["assessment", basis, False, 0] += n

    def retire(self):
        for g in range(self.n_groups):
            share = self.t.pension_exit[g, self.month]
            for cell, n in self.people[g].items():
                self.go(g, cell[0], "pension_age", n * share)
                self.people[g][cell] = n * (1 - share)

    def pay(self, opening):
        for g in range(self.n_groups):
            closing = self.by_place(g)
            for place in PLACES:
                phase, basis, _ = place
                self.totals["stock", self.month, position(phase, basis)] += closing[place]
                mean = (opening[g][place] + closing[place]) / 2
                self.totals["caseload", self.year, position(phase, basis)] += mean / 12
                self.totals["caseload_by_group", self.year, g, PHASES.index(phase)] += mean / 12
                for scenario in range(self.c.award.shape[1]):
                    self.book(g, scenario, place, mean)

    def book(self, g, scenario, place, mean):
        phase, basis, _ = place
        award = self.c.award[self.draw, scenario, self.month, place_of(*place)]
        owed = self.c.arrears[self.draw, scenario, self.month, place_of(*place)]
        paid = {line: mean * self.t.weeks[self.month] * award[line] for line in range(ARREARS)}
        paid[ARREARS] = self.late[g][place] * owed
        for line, money in paid.items():
            self.totals["spending", scenario, self.year, position(phase, basis), line] += money
            self.totals["spending_by_group", scenario, self.year, g, PHASES.index(phase)] += money


def agree(timetable, claims, totals):
    """Every total of every draw is the twin's to one part in a thousand million."""
    for draw in range(claims.start_stock.shape[0]):
        expected = {name: np.zeros(array.shape[1:]) for name, array in totals._asdict().items()}
        for (name, *where), number in Twin(timetable, claims, draw).project().items():
            expected[name][tuple(where)] = number
        for name, array in expected.items():
            np.testing.assert_allclose(getattr(totals, name)[draw], array, rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("seed", range(4))
def test_the_kernel_is_its_twin_on_random_inputs(make, run, seed):
    timetable, claims = make(seed)
    agree(timetable, claims, run(timetable, claims))


@pytest.mark.parametrize(("seed", "limit"), [(10, 12), (11, 3), (12, 1), (13, 36)])
def test_the_kernel_is_its_twin_with_a_limit(make, run, seed, limit):
    timetable, claims = make(seed, limit_months=float(limit))
    agree(timetable, claims, run(timetable, claims))


def test_the_kernel_is_its_twin_when_the_limit_comes_and_goes(make, run):
    limit = np.array([0.0, 0, 0, 12, 12, 6, 6, 0, 0, 9, 9, 9, 0, 12, 12, 12])
    timetable, claims = make(20, limit_months=limit)
    agree(timetable, claims, run(timetable, claims))


@pytest.mark.parametrize("month", [0, 5, -8])
def test_the_kernel_is_its_twin_when_terms_change_inside_or_before_the_horizon(make, run, month):
    timetable, claims = make(30, later_terms_from=month, limit_months=12.0)
    agree(timetable, claims, run(timetable, claims))


@pytest.mark.parametrize("field", ["off_flow", "mortality", "mortality_ratio", "claims", "capacity"])
def test_the_kernel_is_its_twin_when_one_input_is_nought(make, run, field):
    timetable, claims = make(40, **{field: 0.0})
    agree(timetable, claims, run(timetable, claims))


def test_the_kernel_is_its_twin_when_nobody_can_leave_at_all(make, run):
    timetable, claims = make(41, off_flow=0.0, mortality=0.0)
    agree(timetable, claims, run(timetable, claims))


def test_the_kernel_is_its_twin_when_capacity_never_binds(make, run):
    timetable, claims = make(50, capacity=1e12)
    agree(timetable, claims, run(timetable, claims))


def test_the_kernel_is_its_twin_past_the_oldest_clock(make, run):
    timetable, claims = make(60, groups=2, months=40, draws=1, scenarios=1, limit_months=12.0)
    agree(timetable, claims, run(timetable, claims))
