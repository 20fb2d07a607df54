"""The months of the cohort engine in vectorised NumPy: every place × clock × group at once."""

import numpy as np

from esarisk.jit import Floats
from esarisk.kernels import layout as at
from esarisk.kernels.layout import Claims, Timetable

CLOCKS = np.arange(at.N_CLOCK)
ESA = range(at.N_ESA_BASES)


def places(state: int, basis: int | None = None) -> Floats:
    """Indices of a state's places, of one basis or all."""
    states, bases = at.STATE_OF, at.BASIS_OF
    mine = np.equal(states, state)
    return np.flatnonzero(mine if basis is None else mine & np.equal(bases, basis))


class Months:
    """One draw in NumPy: the stock is (place, clock, group)."""

    def __init__(self, fixed: Timetable, inputs: Claims, draw: int) -> None:
        self.fixed, self.inputs, self.draw = fixed, inputs, draw
        scale = inputs.start_stock[draw][at.STATE_OF]
        self.stock = fixed.start_shape * scale[:, None, None]
        self.off = np.zeros((at.OFF_MONTHS, 2, at.N_ESA_BASES, self.stock.shape[2]))
        self.spending = 0.0

    def take(self, name: str) -> Floats:
        """An input of this draw."""
        array: Floats = getattr(self.inputs, name)[self.draw]
        return array

    def month(self, m: int) -> None:
        """One month: everything in the kernel's order."""
        opening = self.stock.sum(axis=1)
        self.late = np.zeros(opening.shape)
        self.exits(m)
        self.refer(m)
        self.decide(m)
        self.limit(m)
        self.worsen(m)
        self.enter(m)
        self.stock *= 1.0 - self.fixed.pension_exit[m]
        self.off *= 1.0 - self.fixed.pension_exit[m]
        self.pay(m, 0.5 * (opening + self.stock.sum(axis=1)))

    def exits(self, m: int) -> None:
        """Competing exits, and the clock."""
        scale = (
            self.take("off_flow_factor")[m] * self.take("age_multiplier")[self.fixed.age_class[m].astype(int)]
        )
        closing = np.isin(np.arange(at.N_STATES), [at.ASSESSMENT, at.UC_ASSESSMENT])
        scales = np.where(closing[:, None, None], 1.0, scale[None, None, :])
        leaving = self.take("off_flow")[:, :, None] * scales
        dying = self.take("mortality_ratio")[:, None, None] * self.fixed.mortality[m]
        total = leaving + dying
        own = np.divide(leaving, total, out=np.zeros_like(total), where=total > 0)
        stays = np.exp(-total)[at.STATE_OF][:, at.BAND_OF]
        gone = self.stock * (1.0 - stays)
        self.remember((gone * own[at.STATE_OF][:, at.BAND_OF]).sum(axis=1))
        kept = self.stock - gone
        self.stock = np.zeros_like(kept)
        self.stock[:, 1:] = kept[:, :-1]
        self.stock[:, -1] += kept[:, -1]

    def remember(self, leavers: Floats) -> None:
        """Leavers for work from the two groups."""
        work = self.take("destination")[:, at.WORK]
        for held, states in enumerate(((at.WRAG, at.WRAG_REVIEW), (at.SUPPORT, at.SUPPORT_REVIEW))):
            for state in states:
                for basis in ESA:
                    self.off[0, held, basis] += leavers[places(state, basis)].sum(axis=0) * work[state]

    def refer(self, m: int) -> None:
        """Calls for reassessment."""
        waits = {at.LEGACY: at.LEGACY_WAITING, at.WRAG: at.WRAG_REVIEW, at.SUPPORT: at.SUPPORT_REVIEW}
        for state, waiting in waits.items():
            source, target = places(state), places(waiting)
            called = self.stock[source] * self.take("referral")[state, m]
            self.stock[source] -= called
            self.stock[target] += called

    def decide(self, m: int) -> None:
        """Disputes, then the four streams."""
        outcome, disputed = self.take("outcome")[:, m], self.take("dispute")[m]
        dispute = at.RECONSIDERATION if self.fixed.reconsideration[m] > 0 else at.APPEAL
        wait = self.fixed.minimum_wait
        ready = {
            at.NEW: (places(at.ASSESSMENT), slice(wait, None)),
            at.REPEAT: (np.concatenate([places(at.WRAG_REVIEW), places(at.SUPPORT_REVIEW)]), slice(None)),
            at.FROM_LEGACY: (places(at.LEGACY_WAITING), slice(None)),
            at.TO_UC: (places(at.UC_ASSESSMENT), slice(wait, None)),
        }
        served = {s: self.served(m, s, where, clocks) for s, (where, clocks) in ready.items()}
        self.hear(m, outcome[at.NEW])
        months = np.maximum(0, CLOCKS - self.fixed.arrears_from) * at.WEEKS_A_MONTH
        for stream, (where, clocks) in ready.items():
            for place in where:
                people = np.zeros_like(self.stock[place])
                people[clocks] = self.stock[place, clocks] * served[stream]
                self.stock[place] -= people
                self.settle(m, stream, place, people, outcome, disputed, dispute)
                if stream == at.NEW:
                    self.owe(m, place, people * months[:, None], outcome[at.NEW])

    def served(self, m: int, stream: int, where: Floats, clocks: slice) -> float:
        """Share of those ready who are decided."""
        waiting = self.stock[where][:, clocks].sum()
        return float(min(1.0, self.take("capacity")[stream, m] / waiting)) if waiting > 0 else 0.0

    def settle(
        self, m: int, stream: int, place: int, people: Floats, outcome: Floats, disputed: float, dispute: int
    ) -> None:
        """Put decided people where they go."""
        state, basis, terms = at.PLACES[place]
        row = {at.WRAG_REVIEW: at.REPEAT_WRAG, at.SUPPORT_REVIEW: at.REPEAT_SUPPORT}.get(state, stream)
        share = outcome[row]
        if stream == at.TO_UC:
            on = int((m >= self.fixed.uc_terms_from).sum())
            self.stock[at.PLACE_OF[at.UC_LCW, at.UC, 0]] += people * share[at.TO_WRAG]
            self.stock[at.PLACE_OF[at.UC_LCWRA, at.UC, on]] += people * share[at.TO_SUPPORT]
            return
        if stream == at.FROM_LEGACY:
            fresh = np.zeros_like(people)
            fresh[0] = people.sum(axis=0)
            people = fresh
        self.stock[at.PLACE_OF[at.WRAG, basis, terms]] += people * share[at.TO_WRAG]
        self.stock[at.PLACE_OF[at.SUPPORT, basis, 0]] += people * share[at.TO_SUPPORT]
        fit = 1.0 - share[at.TO_WRAG] - share[at.TO_SUPPORT]
        self.stock[at.PLACE_OF[dispute, basis, 0]] += people * fit * disputed

    def owe(self, _m: int, place: int, weeks: Floats, share: Floats) -> None:
        """Arrears of late decisions."""
        basis = at.PLACES[place][1]
        owed = weeks.sum(axis=0)
        self.late[at.PLACE_OF[at.WRAG, basis, 0]] += owed * share[at.TO_WRAG]
        self.late[at.PLACE_OF[at.SUPPORT, basis, 0]] += owed * share[at.TO_SUPPORT]

    def hear(self, m: int, share: Floats) -> None:
        """Reconsiderations and appeals."""
        (decided, revised, going_on), (heard_share, upheld) = (
            self.take("reconsidered"),
            self.take("appealed")[m],
        )
        to_support = share[at.TO_SUPPORT] / (share[at.TO_WRAG] + share[at.TO_SUPPORT])
        unpaid, paid = places(at.RECONSIDERATION), places(at.APPEAL)
        looked_at, heard = self.stock[unpaid] * decided, self.stock[paid] * heard_share
        won = looked_at * revised + heard * upheld
        self.stock[unpaid] -= looked_at
        self.stock[paid] += looked_at * (1.0 - revised) * going_on - heard
        self.stock[at.PLACE_OF[at.WRAG, list(ESA), 0]] += won * (1.0 - to_support)
        self.stock[at.PLACE_OF[at.SUPPORT, list(ESA), 0]] += won * to_support

    def limit(self, m: int) -> None:
        """The 365-day limit."""
        months, after = int(self.fixed.limit_months[m]), self.take("after_limit")
        if months <= 0:
            return
        for state in (at.WRAG, at.WRAG_REVIEW):
            for terms in range(at.N_TERMS):
                row = {basis: self.stock[at.PLACE_OF[state, basis, terms], months:] for basis in ESA}
                row[at.INCOME_RELATED] += row[at.BOTH] + row[at.CONTRIBUTORY] * after[0]
                row[at.CREDITS_ONLY] += row[at.CONTRIBUTORY] * after[1]
                row[at.BOTH][:], row[at.CONTRIBUTORY][:] = 0.0, 0.0

    def worsen(self, m: int) -> None:
        """From the work-related activity group to the support group."""
        for place in places(at.WRAG):
            people = self.stock[place] * self.take("worsening")[m]
            self.stock[place] -= people
            self.stock[at.PLACE_OF[at.SUPPORT, at.PLACES[place][1], 0]] += people

    def enter(self, m: int) -> None:
        """Linked returns and new claims."""
        share = self.take("return_share")[:, None, None, None]
        back = (self.off * share).sum(axis=0)
        for held, state in enumerate((at.WRAG, at.SUPPORT)):
            self.stock[at.PLACE_OF[state, list(ESA), 0], at.RETURN_CLOCK] += back[held]
        stays = self.off * (1.0 - share)
        self.off = np.zeros_like(stays)
        self.off[1:] = stays[:-1]
        claiming = self.take("claims")[m] * self.fixed.on_flow_shape[m]
        for basis, part in enumerate(self.take("claim_basis")[m]):
            target = at.PLACE_OF[at.UC_ASSESSMENT if basis == at.UC else at.ASSESSMENT, basis, 0]
            self.stock[target, 0] += claiming * part

    def pay(self, m: int, mean: Floats) -> None:
        """Money of the month."""
        counted = at.PHASE_OF != at.NO_PHASE
        weekly = self.take("award")[0, m, :, : at.ARREARS].sum(axis=1) * counted
        owed = self.take("arrears")[0, m] * counted
        self.spending += float((mean.sum(axis=1) * weekly).sum() * self.fixed.weeks[m])
        self.spending += float((self.late.sum(axis=1) * owed).sum())


def numpy_draw(fixed: Timetable, inputs: Claims, draw: int) -> float:
    """Spending of one draw in NumPy [GBP]."""
    months = Months(fixed, inputs, draw)
    for m in range(len(fixed.weeks)):
        months.month(m)
    return months.spending
