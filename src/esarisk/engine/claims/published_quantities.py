"""Quantities that published figures can be set against, from a batch of draws."""

from collections.abc import Callable

import numpy as np

from esarisk.engine.draws import central_path
from esarisk.jit import Floats
from esarisk.kernels.layout import (
    ASSESSMENT,
    BAND_OF,
    FROM_LEGACY,
    N_BASES,
    N_CLOCK,
    N_PHASES,
    NEW,
    SUPPORT,
    TO_SUPPORT,
    TO_WRAG,
    WITH_UC,
    WRAG,
    Claims,
    Timetable,
    Totals,
)
from esarisk.names import BASES, LINES, PHASES, QUEUES
from esarisk.policy.periods import Period
from esarisk.policy.stack import Vintage
from esarisk.units import GBP_MILLION

ESA_LINE_PLACES = [LINES.index(line) for line in ("contributory", "income_related", "arrears")]
LEGACY_LINES = [LINES.index("legacy")]
OTHER_LINES = [LINES.index(line) for line in ("legacy", "uc_health")]
UC_PHASES = [PHASES.index(phase) for phase in PHASES if phase.startswith("uc_")]
LEGACY_PHASES = [PHASES.index(phase) for phase in PHASES if phase.startswith("legacy")]
UC_ASSESSED = ("uc_lcw", "uc_lcwra")
WEEKS_A_YEAR = 365.0 / 7.0
AGES_OF_COHORT = (9, 10, 11)
"""Months after which the three monthly cohorts of a quarter of claims are looked at."""
TINY = 1e-300
MONTHS_OF_SURVIVAL = 15
"""Months, 65 weeks, after which it is asked whether a claim has left the benefit."""


CELL = "ESA claimants, "
"""How the name of a cell of the cube begins: phase and basis follow."""
UNKNOWN = "calibration.unknown_share"


def cell_name(phase: str, basis: str) -> str:
    """Name of the quantity that is one cell of the published cube."""
    return f"{CELL}{phase}, {basis}"


class Measured:
    """A projected batch beside what it was projected from."""

    def __init__(self, seen: Vintage, timetable: Timetable, claims: Claims, totals: Totals) -> None:
        self.seen, self.timetable, self.claims, self.totals = seen, timetable, claims, totals
        self.starts = [month.start for month in seen.months]

    def quantity(self, name: str, period: Period) -> Floats:
        """(draw,) a quantity over or at the end of a period [its unit]."""
        months = self._inside(period)
        if name.startswith(CELL):
            phase, basis = name.removeprefix(CELL).split(", ")
            return self.cell(months[-1], phase, basis)
        return MEASURED_QUANTITIES[name](self, months)

    def cell(self, month: int, phase: str, basis: str) -> Floats:
        """(draw,) claimants of ESA in one cell of the published cube at a month's end [people].

        An appeal is paid and counted as assessment; contributory awards with Universal Credit
        beside them count as contributory. The phase 'unknown' is a share of the credits-only
        people the support group holds.
        """
        stock = self.totals.stock[:, month].reshape(-1, N_PHASES, N_BASES)
        bases = [BASES.index(basis)] + ([WITH_UC] if basis == "contributory" else [])
        held = {"assessment": ("assessment", "appeal"), "unknown": ("support",)}.get(phase, (phase,))
        count: Floats = stock[:, [PHASES.index(one) for one in held]][:, :, bases].sum(axis=(1, 2))
        if phase in {"support", "unknown"} and basis == "credits_only":
            unknown = central_path(self.seen.known[UNKNOWN], [self.starts[month]])[0]
            return count * (unknown if phase == "unknown" else 1.0 - unknown)
        return count * (phase != "unknown")

    def _inside(self, period: Period) -> list[int]:
        """Indices of the months inside a period."""
        return [i for i, start in enumerate(self.starts) if period.start <= start <= period.end]

    def money(self, months: list[int], lines: list[int]) -> Floats:
        """(draw,) spending in some months on some lines, first scenario [GBP million]."""
        return self.totals.monthly[:, 0][:, months][:, :, lines].sum(axis=(1, 2)) / GBP_MILLION

    def stock(self, months: list[int]) -> Floats:
        """(draw,) claimants of ESA and incapacity benefits at the last month's end [people]."""
        return self.standing(months, slice(None)) - self.standing(months, UC_PHASES)

    def standing(self, months: list[int], phases: list[int] | slice) -> Floats:
        """(draw,) people in some phases, of any basis, at the last month's end [people]."""
        by_phase = self.totals.stock[:, months[-1]].reshape(len(self.totals.stock), -1, N_BASES)
        return by_phase[:, phases].sum(axis=(1, 2))

    def leavers(self, months: list[int], phase: str) -> Floats:
        """(draw,) people who leave a phase in the financial year of some months [people]."""
        year = int(self.timetable.year_of[months[-1]])
        return self.totals.off_flow[:, year, PHASES.index(phase)].sum(axis=1)

    def decided(self, months: list[int], stream: int) -> Floats:
        """(draw,) decisions in some months [decisions]."""
        return self.totals.decided[:, months, stream].sum(axis=1)

    def heard(self, months: list[int]) -> Floats:
        """(draw,) appeals heard in some months, of those that stood at the end of the month before [appeals]."""
        waiting = self.totals.waiting[:, [month - 1 for month in months], QUEUES.index("appeal")]
        return (waiting * self.claims.appealed[:, months, 0]).sum(axis=1)

    def queue(self, months: list[int], *names: str) -> Floats:
        """(draw,) people who wait in some queues at the last month's end [people]."""
        return self.totals.waiting[:, months[-1], [QUEUES.index(name) for name in names]].sum(axis=1)

    def weeks_waiting(self, months: list[int]) -> Floats:
        """(draw,) new and legacy cases over the decisions of the year that ends there, all streams [weeks]."""
        year = range(months[-1] - 11, months[-1] + 1)
        decided = self.totals.decided[:, year, : FROM_LEGACY + 1].sum(axis=(1, 2))
        return self.queue(months, "new", "legacy") / decided * WEEKS_A_YEAR

    def cohort(self, months: list[int]) -> Floats:
        """(draw, 3) of claims begun in some months: closed, decided, waiting [share]."""
        served = self.totals.served[:, :, NEW]
        shares = np.zeros((len(served), 3))
        for first, age in zip(months, reversed(AGES_OF_COHORT), strict=False):
            shares += self._fate(first, age, served) / len(AGES_OF_COHORT)
        return shares

    def _fate(self, first: int, age: int, served: Floats) -> Floats:
        """(draw, 3) fate of one month's claims after some months."""
        hazard = self.claims.off_flow[:, 2][:, BAND_OF]
        waiting = np.ones(len(served))
        closed, decided = np.zeros(len(served)), np.zeros(len(served))
        for clock in range(min(age, N_CLOCK - 1)):
            month = first + 1 + clock
            if month >= served.shape[1]:
                break
            gone = waiting * (1.0 - np.exp(-hazard[:, clock]))
            waiting, closed = waiting - gone, closed + gone
            if clock + 1 >= self.timetable.minimum_wait:
                done = waiting * served[:, month, clock + 1]
                waiting, decided = waiting - done, decided + done
        return np.stack([closed, decided, waiting], axis=1)

    def left(self, months: list[int]) -> Floats:
        """(draw,) of claims begun in some months, gone from the benefit 65 weeks later [share].

        By closure, by a decision of fit for work or by an exit from a group; deaths and pension
        age are not among them, and a dispute is an appeal at once (before October 2013).
        """
        return np.mean([self._left(first) for first in months], axis=0)

    def _left(self, first: int) -> Floats:
        """(draw,) the same of one month's claims [share]."""
        draws = len(self.totals.served)
        waiting, appeals, groups = np.ones(draws), np.zeros(draws), np.zeros((draws, 2))
        for clock in range(MONTHS_OF_SURVIVAL):
            waiting, appeals, groups = self._a_month_on(first + 1 + clock, clock, waiting, appeals, groups)
        return 1.0 - waiting - appeals - groups.sum(axis=1)

    def _a_month_on(
        self, month: int, clock: int, waiting: Floats, appeals: Floats, groups: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Claims of one month that wait, appeal, or stand in (work-related, support) a month later [share]."""
        c = self.claims
        stays = np.exp(-c.off_flow[:, :, BAND_OF[clock]])
        placed = c.outcome[:, NEW, month][:, [TO_WRAG, TO_SUPPORT]]
        passed = placed.sum(axis=1)
        waiting = waiting * stays[:, ASSESSMENT]
        ready = clock + 1 >= self.timetable.minimum_wait
        done = waiting * self.totals.served[:, month, NEW, clock + 1] * ready
        heard, won = appeals * c.appealed[:, month, 0], c.appealed[:, month, 1]
        entering = (done + heard * won / np.maximum(passed, TINY))[:, None] * placed
        disputes = done * (1.0 - passed) * c.dispute[:, month]
        return waiting - done, appeals - heard + disputes, groups * stays[:, [WRAG, SUPPORT]] + entering


MEASURED_QUANTITIES: dict[str, Callable[[Measured, list[int]], Floats]] = {
    "spending": lambda m, months: m.money(months, list(range(len(LINES)))),
    "esa_spending": lambda m, months: m.money(months, ESA_LINE_PLACES),
    "legacy_spending": lambda m, months: m.money(months, LEGACY_LINES),
    "other_spending": lambda m, months: m.money(months, OTHER_LINES),
    "stock": lambda m, months: m.stock(months),
    "legacy_stock": lambda m, months: m.standing(months, LEGACY_PHASES),
    "uc_lcw": lambda m, months: m.standing(months, [PHASES.index("uc_lcw")]),
    "uc_lcwra": lambda m, months: m.standing(months, [PHASES.index("uc_lcwra")]),
    "uc_people": lambda m, months: m.standing(months, UC_PHASES),
    "uc_assessed": lambda m, months: m.standing(months, [PHASES.index(p) for p in UC_ASSESSED]),
    "waiting_new": lambda m, months: m.queue(months, "new"),
    "waiting_repeat": lambda m, months: m.queue(months, "repeat"),
    "waiting_legacy": lambda m, months: m.queue(months, "legacy"),
    "waiting_all": lambda m, months: m.queue(months, "new", "repeat", "legacy"),
    "weeks_waiting": lambda m, months: m.weeks_waiting(months),
    "legacy_decided": lambda m, months: m.decided(months, FROM_LEGACY),
    "new_decided": lambda m, months: m.decided(months, NEW),
    "appeals_heard": lambda m, months: m.heard(months),
    "support_leavers": lambda m, months: m.leavers(months, "support"),
    "claims_closed": lambda m, months: m.cohort(months)[:, 0],
    "claims_decided": lambda m, months: m.cohort(months)[:, 1],
    "claims_waiting": lambda m, months: m.cohort(months)[:, 2],
    "claims_left": lambda m, months: m.left(months),
}
