"""A slow twin of the cohort kernel: plain loops over people by state, basis, terms, clock and block.

The twin is written from the docstrings and from what the rules say, not from the kernel's lines.
"""

from collections import defaultdict
from math import exp

import numpy as np
from twin_blocks import Blocks
from twin_order import OLDEST, Orders

from esarisk.kernels.layout import no_provision
from esarisk.names import BASES, DESTINATIONS, FLOWS, LINES, PHASES, QUEUES, STREAMS

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
DATED = {"wrag", "wrag_review", "uc_lcwra"}
PLACES = [
    (state, basis, terms)
    for state, bases in BASES_OF.items()
    for basis in bases
    for terms in (range(3) if state in DATED else (0,))
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
WORK = DESTINATIONS.index("work")
ALL_TO = dict(zip(DESTINATIONS, np.eye(len(DESTINATIONS)), strict=True))


class Twin(Blocks, Orders):
    """One draw, people held in dictionaries: group → (state, basis, terms, clock, block) → people."""

    places = PLACES

    def __init__(self, timetable, claims, provision, draw):
        self.t, self.groups = timetable, range(timetable.on_flow_shape.shape[1])
        self.c = type(claims)(*(array[draw] for array in claims))
        everywhere = {"eligible", "rank", "pro_rata"}
        drawn = {name: a[draw] for name, a in provision._asdict().items() if name not in everywhere}
        self.f = provision._replace(**drawn)
        self.programmes = range(len(provision.eligible))
        self.cohorts = [{} for _ in self.programmes]
        self.totals = defaultdict(float)
        self.off = [defaultdict(float) for _ in self.groups]
        self.people = [defaultdict(float) for _ in self.groups]
        for p, (state, basis, terms) in enumerate(PLACES):
            for clock, row in enumerate(timetable.start_shape[p]):
                for g, share in enumerate(row):
                    if share > 0:
                        n = share * self.c.start_stock[STATES.index(state)]
                        self.people[g][state, basis, terms, clock, 0] = n

    def project(self):
        for g in self.groups:
            self.totals["balance", g, 0] = sum(self.people[g].values())
        for month, year in enumerate(self.t.year_of):
            self.month, self.year = month, int(year)
            self.late = [defaultdict(float) for _ in self.groups]
            opening = [self.by_place(g) for g in self.groups]
            self.meet()
            for step in ("leave", "refer", "hear", "decide", "limit", "worsen", "top_up", "migrate"):
                getattr(self, step)()
            for step in ("come_back", "enter", "retire", "begin"):
                getattr(self, step)()
            for g in self.groups:
                self.count(g, opening[g], self.by_place(g))
            self.hold()
        for g in self.groups:
            self.totals["balance", g, 3] = sum(self.people[g].values())
        return self.totals

    def phase_of(self, state):
        return PHASES.index(PHASE[state]) if PHASE[state] else None

    def by_place(self, g):
        found = defaultdict(float)
        for (*place, _, _), n in self.people[g].items():
            found[tuple(place)] += n
        return found

    def cells(self, *states):
        """Group and cell of everybody in some states, as they stand before anybody moves."""
        return [(g, cell) for g in self.groups for cell in [*self.people[g]] if cell[0] in states]

    def move(self, g, cell, n, **change):
        """Move people to the cell that differs in some words."""
        if n == 0:
            return
        words = dict(zip(("state", "basis", "terms", "clock", "block"), cell, strict=True)) | change
        self.people[g][cell] -= n
        self.people[g][tuple(words.values())] += n

    def go(self, g, cell, row, n):
        if n == 0:
            return
        why = {FIT: "found_fit", LIMIT: "limited"}.get(row, "left")
        self.go_to(g, cell, why, n * self.c.destination[row])

    def go_for(self, g, cell, reason, why, n):
        self.go_to(g, cell, why, n * ALL_TO[reason])

    def go_to(self, g, cell, why, by_destination):
        phase = PHASES.index(PHASE[cell[0]] or "appeal")
        n = by_destination.sum()
        self.totals["balance", g, 2] += n
        self.totals["flows", self.year, FLOWS.index(why), g] += n
        self.totals["off_flow", self.year, phase] += by_destination
        self.totals["block_off_flow", self.month, cell[4]] += by_destination

    def comes(self, g, basis, n):
        self.totals["balance", g, 1] += n
        self.totals["on_flow", self.year, BASES.index(basis)] += n
        self.totals["flows", self.year, FLOWS.index("on_flow"), g] += n

    def leave(self):
        """Competing exits share 1 - exp(-sum); the clock of those who stay moves on."""
        bound = {
            (state, block): self.bound(state, block) for state in STATES for block in range(len(self.added))
        }
        for g in self.groups:
            after = defaultdict(float)
            for cell, n in self.people[g].items():
                state, basis, terms, clock, block = cell
                usual, death = self.hazards(g, state, clock)
                own = max(0.0, usual + self.added[block])
                gone = n * (1 - exp(-(own + death)))
                after[state, basis, terms, min(clock + 1, OLDEST), block] += n - gone
                if own + death > 0:
                    left = gone * own / (own + death)
                    helped = left * max(self.added[block], 0.0) / own if own > 0 else 0.0
                    self.go_for(g, cell, "death", "died", gone * death / (own + death))
                    self.go_to(g, cell, "left", (left - helped) * bound[state, block])
                    if block:
                        self.go_to(g, cell, "left", helped * self.f.added_to[block - 1])
                    if state in HELD:
                        to_work = self.c.destination[STATES.index(state), WORK]
                        self.off[g][0, HELD[state], basis] += (left - helped) * to_work
            self.people[g] = after

    def bound(self, state, block):
        """Destinations of those who would leave anyway: a programme turns some of the others to work."""
        shares = self.c.destination[STATES.index(state)]
        turned = min(1.0, self.shift[block]) if block else 0.0
        work = shares[WORK]
        if turned >= 0:
            now = work + turned * (1 - work)
        else:  # back from work, until nobody is left to turn
            now = max(0.0, (work + turned) / (1 + turned)) if turned > -1 else 0.0
        return np.where(np.arange(len(shares)) == WORK, now, shares * (1 - now) / (1 - work))

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
        heard, upheld = self.c.appealed[self.month]
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
            self.go(g, cell, FIT, n - won - appeals)

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
        state, basis, terms, clock, _ = cell
        row = {"wrag_review": 4, "support_review": 5}.get(state, STREAMS.index(stream))
        parts = [n * share for share in self.c.outcome[row, self.month]]
        for i, part in enumerate(parts):
            self.totals["decisions", self.year, STREAMS.index(stream), i] += part
            self.totals["decided", self.month, STREAMS.index(stream)] += part
        fit, wrag, support = parts
        if stream == "universal_credit":
            newly = sum(self.month >= begins for begins in self.t.uc_terms_from)
            self.move(g, cell, wrag, state="uc_lcw")
            self.move(g, cell, support, state="uc_lcwra", terms=newly)
            disputes = 0.0
        else:
            if stream == "new":
                terms = sum(self.month - clock >= begins for begins in self.t.terms_from)
                weeks = max(clock - self.t.arrears_from, 0) * WEEKS_A_MONTH
                self.late[g]["wrag", basis, terms] += wrag * weeks
                self.late[g]["support", basis, 0] += support * weeks
            clock = 0 if stream == "legacy" else clock
            disputes = fit * self.c.dispute[self.month]
            waits_in = "reconsideration" if self.t.reconsideration[self.month] else "appeal"
            self.move(g, cell, wrag, state="wrag", terms=terms, clock=clock)
            self.move(g, cell, support, state="support", terms=0, clock=clock)
            self.move(g, cell, disputes, state=waits_in, terms=0, clock=clock)
        self.people[g][cell] -= fit - disputes
        leaves = ("wrag", *cell[1:]) if stream == "repeat" else cell
        self.go(g, leaves, FIT, fit - disputes)

    def limit(self):
        limit = int(self.t.limit_months[self.month])
        to_means_test, to_credits, off = self.c.after_limit
        for g, cell in self.cells("wrag", "wrag_review") if limit else ():
            n = self.people[g][cell] if cell[3] >= limit else 0.0
            if cell[1] == "contributory":
                self.move(g, cell, n * to_means_test, basis="income_related")
                self.move(g, cell, n * to_credits, basis="credits_only")
                self.people[g][cell] -= n * off
                self.go(g, cell, LIMIT, n * off)
            elif cell[1] == "both":
                self.move(g, cell, n, basis="income_related")
            elif cell[1] == "contributory_with_uc":
                self.move(g, cell, n, state="uc_lcw", basis="universal_credit", terms=0)

    def worsen(self):
        for g, cell in self.cells("wrag"):
            share = self.c.worsening[self.month] + self.worse[cell[4]]
            n = self.people[g][cell] * min(1.0, max(0.0, share))
            self.move(g, cell, n, state="support", terms=0)

    def top_up(self):
        for g, cell in self.cells("support"):
            if cell[1] == "contributory":
                n = self.people[g][cell] * self.c.top_up[self.month]
                self.move(g, cell, n, basis="both")
                # At the top-up's own rate, kept where nobody else is owed arrears.
                self.late[g]["support_review", "both", 0] += n * self.t.top_up_weeks

    def migrate(self):
        for g, cell in self.cells(*IN_UC):
            n = self.people[g][cell] * self.c.migration[self.month]
            if cell[1] == "income_related":
                self.move(g, cell, n, state=IN_UC[cell[0]], basis="universal_credit", terms=0)
            elif cell[1] == "both":
                self.move(g, cell, n, basis="contributory_with_uc")

    def come_back(self):
        """Off for work: some return to the group they held; after three months the link ends."""
        for g in self.groups:
            before, self.off[g] = self.off[g], defaultdict(float)
            for (months, held, basis), n in before.items():
                back = n * self.c.return_share[months]
                self.people[g][held, basis, 0, LINKED_CLOCK, 0] += back
                self.comes(g, basis, back)
                if months < 2:
                    self.off[g][months + 1, held, basis] = n - back

    def enter(self):
        for g in self.groups:
            claims = self.c.claims[self.month] * self.t.on_flow_shape[self.month, g]
            for b, basis in enumerate(BASES):
                n = claims * self.c.claim_basis[self.month, b]
                state = "uc_assessment" if basis == "universal_credit" else "assessment"
                self.people[g][state, basis, 0, 0, 0] += n
                self.comes(g, basis, n)

    def retire(self):
        for g in self.groups:
            share = self.t.pension_exit[self.month, g]
            for cell, n in self.people[g].items() if share else ():
                self.go_for(g, cell, "pension_age", "retired", n * share)
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


def agree(timetable, claims, totals, provision=None):
    """Every total of every draw is the twin's to one part in a thousand million."""
    provision = provision or no_provision(*claims.claims.shape)
    for draw in range(claims.start_stock.shape[0]):
        expected = {name: np.zeros(array.shape[1:]) for name, array in totals._asdict().items()}
        for (name, *where), number in Twin(timetable, claims, provision, draw).project().items():
            expected[name][tuple(where)] = number
        for name, array in expected.items():
            np.testing.assert_allclose(getattr(totals, name)[draw], array, rtol=1e-9, atol=1e-6, err_msg=name)
