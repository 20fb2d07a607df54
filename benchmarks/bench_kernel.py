"""The cohort kernel beside the same month in vectorised NumPy and in plain C, on March 2014's inputs.

All do the whole month: exits, clock, decisions, limit, on-flow, pension age, caseload and money;
NumPy for every group × place × clock at once, C (when there is a gcc) cell by cell on one thread.
Neither keeps detail by group, which the kernel does. Answers are printed beside the times and
compared. Times are the best of several; compiling is timed apart.
"""

import ctypes
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np

from esarisk.engine.claims import claims, timetable
from esarisk.engine.cohort import project_batch
from esarisk.engine.draws import Values, sample
from esarisk.engine.population import groups_of
from esarisk.jit import Floats
from esarisk.kernels.layout import (
    ARREARS,
    ASSESSMENT,
    BAND_OF,
    BOTH,
    CONTRIBUTORY,
    CREDITS_ONLY,
    DEATH,
    FIRST_LATER_WRAG,
    FIT,
    FIT_ROW,
    INCOME_RELATED,
    LEGACY,
    LIMIT_ROW,
    N_BASES,
    N_CLOCK,
    N_PLACES,
    N_POSITIONS,
    NEW,
    PENSION_AGE,
    SUPPORT,
    TO_SUPPORT,
    TO_WRAG,
    WEEKS_A_MONTH,
    WRAG,
    Claims,
    Timetable,
    Totals,
    empty_totals,
)
from esarisk.policy.reading import read_library
from esarisk.policy.stack import vintage

DRAWS, NUMPY_DRAWS, REPEATS = 64, 2, 3
TOLERANCE = 1e-10
PHASE = np.array([WRAG if p >= FIRST_LATER_WRAG else p // N_BASES for p in range(N_PLACES)])
CLOCKS = np.arange(N_CLOCK)


def block(phase: int) -> slice:
    """Places of a phase, earlier terms."""
    return slice(phase * N_BASES, (phase + 1) * N_BASES)


LATER = slice(FIRST_LATER_WRAG, N_PLACES)


def fold(by_place: Floats) -> Floats:
    """Places to positions along the first axis."""
    folded: Floats = by_place[:N_POSITIONS].copy()
    folded[block(WRAG)] += by_place[LATER]
    return folded


class Month:
    """One draw in NumPy: the stock is (group, place, clock)."""

    def __init__(self, fixed: Timetable, given: Claims, draw: int, totals: Totals) -> None:
        self.fixed, self.given, self.draw, self.totals = fixed, given, draw, totals
        self.stock = fixed.start_shape * given.start_stock[draw, PHASE][None, :, None]

    def leave(self, month: int) -> None:
        """Competing exits share 1 - exp(-sum); the clock moves on."""
        given, draw = self.given, self.draw
        ages = self.fixed.age_class[:, month].astype(int)
        scale = np.where(
            PHASE == ASSESSMENT,
            1.0,
            given.off_flow_factor[draw, month] * given.age_multiplier[draw, ages][:, None],
        )
        own = given.off_flow[draw][PHASE][:, BAND_OF] * scale[:, :, None]
        dying = (self.fixed.mortality[:, month, None] * given.mortality_ratio[draw, PHASE])[:, :, None]
        total = own + dying
        gone = self.stock * -np.expm1(-total)
        dead = gone * np.divide(dying, total, out=np.zeros_like(total), where=total > 0)
        kept = self.stock - gone
        self.stock[:, :, 0] = 0.0
        self.stock[:, :, 1:] = kept[:, :, :-1]
        self.stock[:, :, -1] += kept[:, :, -1]
        off = self.totals.off_flow[draw, int(self.fixed.year_of[month])]
        for phase in range(len(off)):
            deaths = dead[:, phase == PHASE].sum()
            off[phase, DEATH] += deaths
            off[phase] += (gone[:, phase == PHASE].sum() - deaths) * given.destination[draw, phase]

    def decide(self, month: int) -> Floats:
        """Decide new claims and reassessments; returns weeks of arrears by place."""
        fixed, given, draw = self.fixed, self.given, self.draw
        wait, stock = fixed.minimum_wait, self.stock
        waiting, old = stock[:, block(ASSESSMENT), wait:], stock[:, block(LEGACY)]
        capacity = given.capacity[draw, :, month]
        served = [
            min(1.0, c / n) if n > 0 else 0.0
            for c, n in zip(capacity, (waiting.sum(), old.sum()), strict=True)
        ]
        new, converted = waiting * served[0], old.sum(axis=2) * served[1]
        waiting -= new
        old *= 1.0 - served[1]
        outcome = given.outcome[draw, :, month]
        later = month - CLOCKS[wait:] >= fixed.later_terms_from
        to_wrag, to_support = new * outcome[NEW, TO_WRAG], new * outcome[NEW, TO_SUPPORT]
        stock[:, block(WRAG), wait:] += np.where(later, 0.0, to_wrag)
        stock[:, LATER, wait:] += np.where(later, to_wrag, 0.0)
        stock[:, block(SUPPORT), wait:] += to_support
        stock[:, block(WRAG), 0] += converted * outcome[1, TO_WRAG]
        stock[:, block(SUPPORT), 0] += converted * outcome[1, TO_SUPPORT]
        self.count(month, np.array([new.sum(), converted.sum()])[:, None] * outcome)
        weeks = np.maximum(0, CLOCKS[wait:] - fixed.arrears_from) * WEEKS_A_MONTH
        late = np.zeros(N_PLACES)
        late[block(WRAG)] = (to_wrag * weeks * ~later).sum(axis=(0, 2))
        late[LATER] = (to_wrag * weeks * later).sum(axis=(0, 2))
        late[block(SUPPORT)] = (to_support * weeks).sum(axis=(0, 2))
        return late

    def count(self, month: int, decided: Floats) -> None:
        """Book decisions and those found fit for work."""
        year = int(self.fixed.year_of[month])
        self.totals.decisions[self.draw, year] += decided
        off, shares = self.totals.off_flow[self.draw, year], self.given.destination[self.draw, FIT_ROW]
        off[ASSESSMENT] += decided[0, FIT] * shares
        off[LEGACY] += decided[1, FIT] * shares

    def limit(self, month: int) -> None:
        """End contributory awards at the limit."""
        length = int(self.fixed.limit_months[month])
        if not length:
            return
        after = self.given.after_limit[self.draw]
        for first in (WRAG * N_BASES, FIRST_LATER_WRAG):
            past = self.stock[:, first : first + N_BASES, length:]
            people = past[:, CONTRIBUTORY].copy()
            past[:, INCOME_RELATED] += past[:, BOTH] + people * after[0]
            past[:, CREDITS_ONLY] += people * after[1]
            past[:, (CONTRIBUTORY, BOTH)] = 0.0
            off = self.totals.off_flow[self.draw, int(self.fixed.year_of[month]), WRAG]
            off += people.sum() * (1 - after[0] - after[1]) * self.given.destination[self.draw, LIMIT_ROW]

    def enter_and_retire(self, month: int) -> None:
        """New claims in, pension age out."""
        year = int(self.fixed.year_of[month])
        claims_made = self.given.claims[self.draw, month] * self.fixed.on_flow_shape[:, month]
        entering = np.outer(claims_made, self.given.claim_basis[self.draw])
        self.stock[:, block(ASSESSMENT), 0] += entering
        self.totals.on_flow[self.draw, year] += entering.sum(axis=0)
        retiring = self.stock * self.fixed.pension_exit[:, month][:, None, None]
        self.stock -= retiring
        by_place = retiring.sum(axis=(0, 2))
        np.add.at(self.totals.off_flow[self.draw, year, :, PENSION_AGE], PHASE, by_place)

    def pay(self, month: int, opening: Floats, closing: Floats, late: Floats) -> None:
        """Count and pay the mean stock by position, line and group."""
        totals, draw, year = self.totals, self.draw, int(self.fixed.year_of[month])
        mean = 0.5 * (opening + closing)
        totals.stock[draw, month] += fold(closing.sum(axis=0))
        totals.caseload[draw, year] += fold(mean.sum(axis=0)) / 12
        paid = mean.sum(axis=0)[:, None] * self.fixed.weeks[month] * self.given.award[draw, 0, month]
        paid[:, ARREARS] = late * self.given.arrears[draw, 0, month]
        totals.spending[draw, 0, year] += fold(paid)

    def project(self) -> None:
        """Every month."""
        opening = self.stock.sum(axis=2)
        for month in range(len(self.fixed.weeks)):
            self.leave(month)
            late = self.decide(month)
            self.limit(month)
            self.enter_and_retire(month)
            closing = self.stock.sum(axis=2)
            self.pay(month, opening, closing, late)
            opening = closing


def in_numpy(fixed: Timetable, given: Claims) -> Totals:
    """Totals of every draw; detail by group is left out, which favours NumPy."""
    groups, months = fixed.on_flow_shape.shape
    totals = empty_totals(len(given.claims), 1, int(fixed.year_of.max()) + 1, months, groups)
    for draw in range(len(given.claims)):
        Month(fixed, given, draw, totals).project()
    return totals


SUMS = ("caseload", "spending", "on_flow", "off_flow", "decisions", "stock")


class Record(ctypes.Structure):
    """A C struct filled from arrays and whole numbers, which it keeps alive."""

    def __init__(self, *values: int | Floats) -> None:
        self.kept = [np.ascontiguousarray(v) if isinstance(v, np.ndarray) else v for v in values]
        super().__init__(*(v.ctypes.data if isinstance(v, np.ndarray) else v for v in self.kept))


def fields(numbers: int, arrays: int) -> list[tuple[str, type[ctypes.c_int] | type[ctypes.c_void_p]]]:
    """Whole numbers, then pointers."""
    whole = [(f"number{i}", ctypes.c_int) for i in range(numbers)]
    return [*whole, *((f"array{i}", ctypes.c_void_p) for i in range(arrays))]


class CTimetable(Record):
    """What is the same in every draw, as the C version reads it."""

    _fields_ = fields(6, 9)


class CClaims(Record):
    """What a draw may change."""

    _fields_ = fields(0, 13)


class CTotals(Record):
    """What comes back."""

    _fields_ = fields(0, len(SUMS))


def compiled_c() -> ctypes.CDLL | None:
    """The C version, or nothing where there is no gcc."""
    compiler = shutil.which("gcc")
    if not compiler:
        return None
    with tempfile.TemporaryDirectory() as folder:
        library, source = Path(folder) / "cohort.so", Path(__file__).parent / "peers" / "cohort.c"
        command = [
            compiler,
            "-O3",
            "-march=native",
            "-shared",
            "-fPIC",
            "-o",
            str(library),
            str(source),
            "-lm",
        ]
        subprocess.run(command, check=True)  # noqa: S603 - the compiler found on the path
        return ctypes.CDLL(str(library))


def in_c(library: ctypes.CDLL, fixed: Timetable, given: Claims) -> Totals:
    """Totals of every draw from the C version."""
    groups, months = fixed.on_flow_shape.shape
    ages = given.age_multiplier.shape[1]
    codes = (fixed.year_of, fixed.age_class, fixed.limit_months, BAND_OF)
    table = CTimetable(
        *(groups, months, ages, fixed.later_terms_from, fixed.minimum_wait, fixed.arrears_from),
        *(code.astype(np.int32) for code in codes),
        *(fixed.on_flow_shape, fixed.pension_exit, fixed.mortality, fixed.weeks, fixed.start_shape),
    )
    totals = empty_totals(len(given.claims), 1, int(fixed.year_of.max()) + 1, months, groups)
    for draw in range(len(given.claims)):
        filled = CTotals(*(getattr(totals, name)[draw] for name in SUMS))
        one = CClaims(*(array[draw] for array in given[:-2]), given.award[draw, 0], given.arrears[draw, 0])
        if library.project(ctypes.byref(table), ctypes.byref(one), ctypes.byref(filled)):
            raise MemoryError("the C version had no memory")
    return totals


def best(work: Callable[[], Totals]) -> float:
    """Shortest of several times [s]."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def largest_difference(left: Totals, right: Totals) -> dict[str, float]:
    """Greatest difference of each total, as a share of its largest figure [share]."""
    pairs = {name: (getattr(left, name), getattr(right, name)[: len(left.stock)]) for name in SUMS}
    return {name: float(abs(a - b).max() / abs(b).max()) for name, (a, b) in pairs.items()}


def main() -> None:
    seen = vintage(read_library(), "2014-03", "department")
    fixed = timetable(seen, seen.known, groups_of(seen))
    given = claims(seen, [Values(seen.known, sample(seen.known, DRAWS, seed=1))])
    few = Claims(*(np.ascontiguousarray(array[:NUMPY_DRAWS]) for array in given))
    start = time.perf_counter()
    project_batch(fixed, given)
    print(f"first call, compiled or read from the cache: {time.perf_counter() - start:.1f} s")

    groups, months = fixed.on_flow_shape.shape
    cells = groups * months * N_PLACES * N_CLOCK
    print(f"{groups} groups × {N_PLACES} places × {N_CLOCK} clocks × {months} months, one scenario")
    rows = [timed(f"NumPy, {NUMPY_DRAWS} draws", few, lambda: in_numpy(fixed, few))]
    library = compiled_c()
    if library:
        rows.append(timed(f"C, {DRAWS} draws, 1 thread", given, lambda: in_c(library, fixed, given)))
    for threads in sorted({1, numba.get_num_threads()}):
        numba.set_num_threads(threads)
        name = f"kernel, {DRAWS} draws, {threads} thread{'s' * (threads > 1)}"
        rows.append(timed(name, given, lambda: project_batch(fixed, given)))
    show(rows, cells)


Row = tuple[str, float, Totals]


def timed(name: str, given: Claims, work: Callable[[], Totals]) -> Row:
    """Name, seconds a draw and answer of one way to do the work."""
    return name, best(work) / len(given.claims), work()


def show(rows: list[Row], cells: int) -> None:
    """Print times and answers; stop when an answer differs."""
    slowest, kernel = rows[0][1], rows[-1][2]
    print(
        f"{'':28}{'ms a draw':>12}{'ns a cell':>12}{'times NumPy':>13}{'£bn 2015-16':>15}{'differs by':>12}"
    )
    worst = 0.0
    for name, each, answer in rows:
        billions = answer.spending[0, 0, 2].sum() / 1e9
        differs = max(largest_difference(answer, kernel).values())
        worst = max(worst, differs)
        print(
            f"{name:28}{each * 1e3:12.2f}{each / cells * 1e9:12.3f}{slowest / each:13.1f}"
            f"{billions:15.9f}{differs:12.0e}"
        )
    print("a cell is one group, place, clock and month of one draw; £bn is of the first draw")
    if worst > TOLERANCE:
        raise SystemExit("the answers differ: the times mean nothing")


if __name__ == "__main__":
    main()
