"""The cohort kernel beside a slow twin: plain loops over people by state, basis, terms and clock.

The twin is written from the docstrings and from what the rules say, not from the kernel's lines.
"""

from collections import defaultdict
from math import exp

import numpy as np
import pytest
from twin_order import OLDEST, Orders

from esarisk.names import BASES, DESTINATIONS, FLOWS, LINES, OUTCOMES, PHASES, QUEUES, STREAMS

BAND_STARTS = (0, 1, 2, 3, 6, 12, 24, 36)
WEEKS_A_MONTH = 365 / 7 / 12
LINKED_CLOCK = 6
ESA = BASES[:5]
BASES_OF = {
    **dict.fromkeys(("legacy", "legacy_waiting"), BASES[:4]),
    "assessment": ESA,
    "wrag": ESA,
    "support": ESA,
    "wrag_review": ESA,
    "support_review": ESA,
    "reconsideration": ESA,
    "appeal": ESA,
    "uc_assessment": BASES[5:],
    "uc_lcw": BASES[5:],
    "uc_lcwra": BASES[5:],
}
STATES = tuple(BASES_OF)
TWO_TERMS = {"wrag", "wrag_review", "uc_lcwra"}
PLACES = [
    (state, basis, later)
    for state, bases in BASES_OF.items()
    for basis in bases
    for later in ((False, True) if state in TWO_TERMS else (False,))
]
PHASE = {s: s for s in STATES} | {
    "legacy_waiting": "legacy",
    "wrag_review": "wrag",
    "support_review": "support",
    "reconsideration": None,
}
QUEUE = {
    "legacy_waiting": "legacy",
    "wrag_review": "repeat",
    "support_review": "repeat",
    "reconsideration": "reconsideration",
    "appeal": "appeal",
}
HELD = {"wrag": "wrag", "wrag_review": "wrag", "support": "support", "support_review": "support"}
CALLED = {"legacy": "legacy_waiting", "wrag": "wrag_review", "support": "support_review"}
IN_UC = {
    "assessment": "uc_assessment",
    "wrag": "uc_lcw",
    "wrag_review": "uc_lcw",
    "support": "uc_lcwra",
    "support_review": "uc_lcwra",
}
STREAM = {
    "assessment": "new",
    "wrag_review": "repeat",
    "support_review": "repeat",
    "legacy_waiting": "legacy",
    "uc_assessment": "universal_credit",
}
FIT, LIMIT = len(STATES), len(STATES) + 1


class Twin(Orders):
    """One draw, people held in dictionaries: group → (state, basis, later terms, clock) → people."""

    def __init__(self, timetable, claims, draw):
        self.t, self.groups = timetable, range(timetable.on_flow_shape.shape[1])
        self.c = type(claims)(*(array[draw] for array in claims))
        self.totals = defaultdict(float)
        self.off = [defaultdict(float) for _ in self.groups]
        self.people = [defaultdict(float) for _ in self.groups]
        for p, (state, basis, later) in enumerate(PLACES):
            for clock, row in enumerate(timetable.start_shape[p]):
                for g, share in enumerate(row):
                    if share > 0:
                        n = share * self.c.start_stock[STATES.index(state)]
                        self.people[g][state, basis, later, clock] = n

    def project(self):
        for g in self.groups:
            self.totals["balance", g, 0] = sum(self.people[g].values())
        for month, year in enumerate(self.t.year_of):
            self.month, self.year = month, int(year)
            self.late = [defaultdict(float) for _ in self.groups]
            opening = [self.by_place(g) for g in self.groups]
            for step in ("leave", "refer", "hear", "decide", "limit", "worsen", "top_up", "migrate"):
                getattr(self, step)()
            for step in ("come_back", "enter", "retire"):
                getattr(self, step)()
            for g in self.groups:
                self.count(g, opening[g], self.by_place(g))
        for g in self.groups:
            self.totals["balance", g, 3] = sum(self.people[g].values())
        return self.totals

    def by_place(self, g):
        found = defaultdict(float)
        for (*place, _), n in self.people[g].items():
            found[tuple(place)] += n
        return found

    def cells(self, *states):
        """Group and cell of everybody in some states, as they stand before anybody moves."""
        return [(g, cell) for g in self.groups for cell in [*self.people[g]] if cell[0] in states]

    def move(self, g, cell, n, **change):
        """Move people to the cell that differs in some words."""
        words = dict(zip(("state", "basis", "later", "clock"), cell, strict=True)) | change
        self.people[g][cell] -= n
        self.people[g][tuple(words.values())] += n

    def go(self, g, state, row, n):
        why = {FIT: "found_fit", LIMIT: "limited"}.get(row, "left")
        for reason, share in zip(DESTINATIONS, self.c.destination[row], strict=True):
            self.go_for(g, state, reason, why, n * share)

    def go_for(self, g, state, reason, why, n):
        phase = PHASES.index(PHASE[state] or "appeal")
        self.totals["balance", g, 2] += n
        self.totals["off_flow", self.year, phase, DESTINATIONS.index(reason)] += n
        self.totals["flows", self.year, FLOWS.index(why), g] += n

    def comes(self, g, basis, n):
        self.totals["balance", g, 1] += n
        self.totals["on_flow", self.year, BASES.index(basis)] += n
        self.totals["flows", self.year, FLOWS.index("on_flow"), g] += n

    def leave(self):
        """Competing exits share 1 - exp(-sum); the clock of those who stay moves on."""
        for g in self.groups:
            after = defaultdict(float)
            for (state, basis, later, clock), n in self.people[g].items():
                own, death = self.hazards(g, state, clock)
                gone = n * (1 - exp(-(own + death)))
                after[state, basis, later, min(clock + 1, OLDEST)] += n - gone
                if own + death > 0:
                    left = gone * own / (own + death)
                    self.go_for(g, state, "death", "died", gone * death / (own + death))
                    self.go(g, state, STATES.index(state), left)
                    if state in HELD:
                        to_work = self.c.destination[STATES.index(state), DESTINATIONS.index("work")]
                        self.off[g][0, HELD[state], basis] += left * to_work
            self.people[g] = after

    def hazards(self, g, state, clock):
        s = STATES.index(state)
        own = self.c.off_flow[s, max(i for i, start in enumerate(BAND_STARTS) if start <= clock)]
        if state not in {"assessment", "uc_assessment"}:
            own *= self.c.age_multiplier[int(self.t.age_class[self.month, g])]
            own *= self.c.off_flow_factor[self.month]
        return own, self.t.mortality[self.month, g] * self.c.mortality_ratio[s]

    def refer(self):
        for g, cell in self.cells(*CALLED):
            share = self.c.referral[STATES.index(cell[0]), self.month]
            self.move(g, cell, self.people[g][cell] * share, state=CALLED[cell[0]])

    def hear(self):
        """Reconsideration: won, on to appeal, given up. Appeal: won or lost."""
        _, wrag, support = self.c.outcome[STREAMS.index("new"), self.month]
        looked_at, put_right, goes_on = self.c.reconsidered
        heard, upheld = self.c.appealed
        # Appeals first: nobody goes through both in a month.
        for g, cell in self.cells("appeal") + self.cells("reconsideration"):
            unpaid = cell[0] == "reconsideration"
            n = self.people[g][cell] * (looked_at if unpaid else heard)
            won = n * (put_right if unpaid else upheld)
            appeals = (n - won) * goes_on if unpaid else 0.0
            self.move(g, cell, won * wrag / (wrag + support), state="wrag")
            self.move(g, cell, won * support / (wrag + support), state="support")
            self.move(g, cell, appeals, state="appeal")
            self.people[g][cell] -= n - won - appeals
            self.go(g, "appeal", FIT, n - won - appeals)

    def decide(self):
        """The same share of everybody ready in a stream, whatever their group, unless an order is kept."""
        for s, stream in enumerate(STREAMS):
            wait = self.t.minimum_wait if stream in {"new", "universal_credit"} else 0
            states = [state for state in STREAM if STREAM[state] == stream]
            ready = [(g, cell) for g, cell in self.cells(*states) if cell[3] >= wait]
            served, left = self.served(s, ready)
            for clock, part in served.items():
                self.totals["served", self.month, s, clock] = part
            if stream == "new":
                self.totals["waiting", self.month, QUEUES.index("new")] += left
            for g, cell in ready:
                self.place(g, stream, cell, self.people[g][cell] * served[cell[3]])

    def place(self, g, stream, cell, n):
        state, basis, later, clock = cell
        row = {"wrag_review": 4, "support_review": 5}.get(state, STREAMS.index(stream))
        parts = [n * share for share in self.c.outcome[row, self.month]]
        for i, part in enumerate(parts):
            self.totals["decisions", self.year, STREAMS.index(stream), i] += part
            self.totals["decided", self.month, STREAMS.index(stream)] += part
        fit, wrag, support = parts
        if stream == "universal_credit":
            newly = self.month >= self.t.later_uc_terms_from
            self.move(g, cell, wrag, state="uc_lcw")
            self.move(g, cell, support, state="uc_lcwra", later=newly)
            disputes = 0.0
        else:
            if stream == "new":
                later = self.month - clock >= self.t.later_terms_from
                weeks = max(clock - self.t.arrears_from, 0) * WEEKS_A_MONTH
                self.late[g]["wrag", basis, later] += wrag * weeks
                self.late[g]["support", basis, False] += support * weeks
            clock = 0 if stream == "legacy" else clock
            disputes = fit * self.c.dispute[self.month]
            waits_in = "reconsideration" if self.t.reconsideration[self.month] else "appeal"
            self.move(g, cell, wrag, state="wrag", later=later, clock=clock)
            self.move(g, cell, support, state="support", later=False, clock=clock)
            self.move(g, cell, disputes, state=waits_in, later=False, clock=clock)
        self.people[g][cell] -= fit - disputes
        self.go(g, PHASE[state] if stream != "repeat" else "wrag", FIT, fit - disputes)

    def limit(self):
        limit = int(self.t.limit_months[self.month])
        to_means_test, to_credits, off = self.c.after_limit
        for g, cell in self.cells("wrag", "wrag_review") if limit else ():
            n = self.people[g][cell] if cell[3] >= limit else 0.0
            if cell[1] == "contributory":
                self.move(g, cell, n * to_means_test, basis="income_related")
                self.move(g, cell, n * to_credits, basis="credits_only")
                self.people[g][cell] -= n * off
                self.go(g, "wrag", LIMIT, n * off)
            elif cell[1] == "both":
                self.move(g, cell, n, basis="income_related")
            elif cell[1] == "contributory_with_uc":
                self.move(g, cell, n, state="uc_lcw", basis="universal_credit", later=False)

    def worsen(self):
        for g, cell in self.cells("wrag"):
            n = self.people[g][cell] * self.c.worsening[self.month]
            self.move(g, cell, n, state="support", later=False)

    def top_up(self):
        for g, cell in self.cells("support"):
            if cell[1] == "contributory":
                n = self.people[g][cell] * self.c.top_up[self.month]
                self.move(g, cell, n, basis="both")
                # At the top-up's own rate, kept where nobody else is owed arrears.
                self.late[g]["support_review", "both", False] += n * self.t.top_up_weeks

    def migrate(self):
        for g, cell in self.cells(*IN_UC):
            n = self.people[g][cell] * self.c.migration[self.month]
            if cell[1] == "income_related":
                self.move(g, cell, n, state=IN_UC[cell[0]], basis="universal_credit", later=False)
            elif cell[1] == "both":
                self.move(g, cell, n, basis="contributory_with_uc")

    def come_back(self):
        """Off for work: some return to the group they held; after three months the link ends."""
        for g in self.groups:
            before, self.off[g] = self.off[g], defaultdict(float)
            for (months, held, basis), n in before.items():
                back = n * self.c.return_share[months]
                self.people[g][held, basis, False, LINKED_CLOCK] += back
                self.comes(g, basis, back)
                if months < 2:
                    self.off[g][months + 1, held, basis] = n - back

    def enter(self):
        for g in self.groups:
            claims = self.c.claims[self.month] * self.t.on_flow_shape[self.month, g]
            for b, basis in enumerate(BASES):
                n = claims * self.c.claim_basis[self.month, b]
                state = "uc_assessment" if basis == "universal_credit" else "assessment"
                self.people[g][state, basis, False, 0] += n
                self.comes(g, basis, n)

    def retire(self):
        for g in self.groups:
            share = self.t.pension_exit[self.month, g]
            for cell, n in self.people[g].items():
                self.go_for(g, cell[0], "pension_age", "retired", n * share)
                self.people[g][cell] = n * (1 - share)
            for off in self.off[g]:
                self.off[g][off] *= 1 - share

    def count(self, g, opening, closing):
        for p, place in enumerate(PLACES):
            state, basis, _ = place
            if state in QUEUE:
                self.totals["waiting", self.month, QUEUES.index(QUEUE[state])] += closing[place]
            if PHASE[state] is None:
                continue
            phase = PHASES.index(PHASE[state])
            position = phase * len(BASES) + BASES.index(basis)
            mean = (opening[place] + closing[place]) / 2
            self.totals["stock", self.month, position] += closing[place]
            self.totals["caseload", self.year, position] += mean / 12
            self.totals["caseload_by_group", self.year, phase, g] += mean / 12
            for scenario in range(len(self.c.award)):
                self.book(g, scenario, p, phase, position, mean)

    def book(self, g, scenario, p, phase, position, mean):
        money = mean * self.t.weeks[self.month] * self.c.award[scenario, self.month, p]
        late = self.late[g][PLACES[p]]
        money[LINES.index("arrears")] = late * self.c.arrears[scenario, self.month, p]
        for line, paid in enumerate(money):
            self.totals["spending", scenario, self.year, position, line] += paid
            self.totals["monthly", scenario, self.month, line] += paid
        self.totals["spending_by_group", scenario, self.year, phase, g] += money.sum()


def agree(timetable, claims, totals):
    """Every total of every draw is the twin's to one part in a thousand million."""
    for draw in range(claims.start_stock.shape[0]):
        expected = {name: np.zeros(array.shape[1:]) for name, array in totals._asdict().items()}
        for (name, *where), number in Twin(timetable, claims, draw).project().items():
            expected[name][tuple(where)] = number
        for name, array in expected.items():
            np.testing.assert_allclose(getattr(totals, name)[draw], array, rtol=1e-9, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("seed", range(6))
def test_the_kernel_is_its_twin_on_random_inputs(make, run, seed):
    timetable, claims = make(seed, order=float(seed % 3))
    agree(timetable, claims, run(timetable, claims))


def test_the_kernel_is_its_twin_in_every_draw_and_scenario(make, run):
    timetable, claims = make(100, months=6, draws=3, scenarios=2)
    agree(timetable, claims, run(timetable, claims))


CASES = {
    "reconsideration never": {"reconsideration": 0.0},
    "reconsideration from the fifth month": {"reconsideration": (np.arange(10) >= 4) * 1.0},
    "nobody disputes": {"dispute": 0.0},
    "everybody disputes": {"dispute": 1.0},
    "no limit": {"limit_months": 0.0},
    "a limit of a year": {"limit_months": 12.0},
    "the last month of the clock is the limit": {"limit_months": 36.0},
    "the limit comes and goes": {"limit_months": [0.0, 0, 12, 12, 6, 0, 0, 9, 12, 12]},
    "referrals stop and resume": {"referral": [0.1, 0.1, 0.1, 0, 0, 0, 0, 0.2, 0.2, 0.2]},
    "later terms before the horizon": {"later_terms_from": -8, "later_uc_terms_from": -1},
    "later terms inside the horizon": {"later_terms_from": 4, "later_uc_terms_from": 5},
    "later terms past the horizon": {"later_terms_from": 10**6, "later_uc_terms_from": 10**6},
    "everybody moves to Universal Credit": {"migration": [0.0, 0, 0.2, 0.2, 0, 0, 1.0, 0, 0.5, 1.0]},
    "every top-up starts at once": {"top_up": [0.0, 0, 0, 1.0, 0, 0, 0, 0.5, 0, 0]},
    "everybody off for work returns at once": {"return_share": [1.0, 1.0, 1.0]},
    "nobody off for work returns": {"return_share": 0.0},
    "returns only after three months": {"return_share": [0.0, 0.0, 0.7]},
    "hazards the same for every month since claim": {"off_flow": 0.05},
    "hazards that differ by month since claim": {"off_flow": np.linspace(0.3, 0.01, 8)},
    "nobody leaves of their own": {"off_flow": 0.0},
    "nobody dies": {"mortality": 0.0},
    "nobody leaves or dies": {"off_flow": 0.0, "mortality": 0.0},
    "nobody claims": {"claims": 0.0},
    "the oldest first with too little capacity": {"order": 1.0, "capacity": 300.0},
    "new claims first with capacity to spare": {"order": 2.0, "capacity": 1e5},
    "nobody is decided": {"capacity": 0.0},
    "everybody is decided": {"capacity": 1e12},
    "everybody reaches pension age": {"pension_exit": (np.arange(10) == 6)[:, None] * 1.0},
    "nobody is found fit": {"outcome": [0.0, 0.4, 0.6]},
    "everybody is found fit": {"outcome": [1 - 2e-12, 1e-12, 1e-12]},
}


@pytest.mark.parametrize("case", CASES)
def test_the_kernel_is_its_twin_when(make, run, case):
    timetable, claims = make(200 + len(case), months=10, **CASES[case])
    agree(timetable, claims, run(timetable, claims))


def test_a_place_that_nobody_uses_may_be_left_out(make, run):
    """Without migration nobody stands beside Universal Credit; without later terms nobody on them."""
    out = [later or basis == "contributory_with_uc" for _, basis, later in PLACES]
    given = {"migration": 0.0, "later_terms_from": 10**6, "later_uc_terms_from": 10**6}
    timetable, claims = make(300, months=10, **given)
    shape, basis = timetable.start_shape.copy(), claims.claim_basis.copy()
    shape[out], basis[..., BASES.index("contributory_with_uc")] = 0.0, 0.0
    timetable = timetable._replace(start_shape=shape, used=1.0 - np.array(out))
    claims = claims._replace(claim_basis=basis)
    agree(timetable, claims, run(timetable, claims))


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "months"), [(60, 40), *((seed, 18) for seed in range(1000, 1012))])
def test_the_kernel_is_its_twin_on_more_random_inputs_and_past_the_oldest_clock(make, run, seed, months):
    timetable, claims = make(seed, groups=3, months=months, draws=2, scenarios=2)
    agree(timetable, claims, run(timetable, claims))


def test_the_twin_knows_every_outcome_and_place(make):
    timetable, claims = make(0)
    assert len(PLACES) == timetable.start_shape.shape[0] == claims.award.shape[3] == 57
    assert OUTCOMES == ("fit_for_work", "wrag", "support")
