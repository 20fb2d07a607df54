"""The person engine beside C by hand and vectorised NumPy doing the same work, on March 2014's inputs.

All follow the same people with the same luck from October 2008: exits, calls, disputes,
decisions, the limit, dated moves, returns, claims and pension age, with stocks by month and
place. So their answers are equal person by person, which is more than in distribution, and are
compared. C passes over quiet months as the kernel does; the kernel alone counts flows, decisions
and money too. Times are the best of several, taken in turn; compiling is timed apart. Then the
kernel alone follows everybody, one for one, over the whole horizon.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from esarisk import jit
from esarisk.analysis.twin.gate import inputs_of
from esarisk.engine.claims.cohort import contiguous, project_batch
from esarisk.engine.people.persons import empty_counts, empty_lives, entries, live, order, same_pay
from esarisk.jit import Floats
from esarisk.kernels import layout as at
from esarisk.kernels.persons import layout as on
from esarisk.kernels.persons.branches import ROW_OF, STEPS_OF, TARGET
from esarisk.kernels.persons.chances import tabulate
from esarisk.kernels.persons.everybody import cell_of, first_place, live_everybody
from esarisk.kernels.persons.layout import Chances, Counts, Entries
from esarisk.kernels.random import DECISIONS, GOLDEN, UNIT, WORD, key_of
from esarisk.kernels.random import FIRST_FACTOR as ONE
from esarisk.kernels.random import SECOND_FACTOR as TWO
from esarisk.policy.reading import read_library
from limits.by_hand import build
from limits.persons_by_hand import PersonsByHand

PEOPLE, REPEATS = 1_000_000, 5
MEMORY_LIMIT, TIME_LIMIT = 4.0, 20.0
W = np.uint64


def along(keys: Floats, counts: Floats) -> Floats:
    """The hash of the kernels, of many keys at once."""
    word = keys + (np.atleast_1d(counts).astype(W) + W(1)) * W(GOLDEN)
    word = (word ^ (word >> W(30))) * W(ONE)
    word = (word ^ (word >> W(27))) * W(TWO)
    return word ^ (word >> W(31))


def luck(keys: Floats, month: int, decision: int) -> Floats:
    """Luck of many people in a decision of a month."""
    return (along(keys, month * DECISIONS + decision) >> W(11)).astype(float) * UNIT


class Crowd:
    """People as columns: group, spot, clock and key."""

    def __init__(self, chances: Chances, part: Entries, key: int) -> None:
        self.chances, self.part, self.key = chances, part, np.array([key], W)
        self.columns = [np.empty(0, int)] * 3 + [np.empty(0, W)]
        self.stood = np.zeros((len(chances.weeks) + 1, at.N_PLACES), int)
        self.exits = 0

    def enter(self, entry: int, cells: Floats, expected: Floats) -> None:
        """Let everybody of some cells (group, place, clock) in."""
        codes = cell_of(entry, cells[:, 1], cells[:, 2], cells[:, 0], len(self.part.start))
        own = along(self.key, codes)
        number = (expected + luck(own, 0, on.HOW_MANY)).astype(int)
        who = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
        keys = along(np.repeat(own, number), who)
        new = [np.repeat(column, number) for column in cells.T]
        self.columns = [np.concatenate([a, b]) for a, b in zip(self.columns, [*new, keys], strict=True)]

    def step(self, step: int, month: int, first: int) -> None:
        """Take one step of everybody from a row on."""
        groups, spots, clocks, keys = (column[first:] for column in self.columns)
        here = np.flatnonzero(STEPS_OF[spots] >> step & self.chances.active[groups, month] >> step & 1)
        if not here.size:
            return
        group, spot, clock = groups[here], spots[here], clocks[here]
        chance, rows = luck(keys[here], month, step), ROW_OF[step, spot]
        scale, ladder = (
            self.scale(step, month, group, spot, clock),
            self.ladder(step, month, group, spot, clock),
        )
        branch = (chance[:, None] >= scale[:, None] * ladder).sum(axis=1)
        moved = branch < on.N_BRANCHES
        target = TARGET[rows[moved], branch[moved]]
        if step == on.DECIDE:
            target = self.decided(month, spot[moved], clock[moved], branch[moved], target)
        if step == on.EXIT:
            clocks[here] = np.minimum(clock + 1, at.N_CLOCK - 1)
        spots[here[moved]] = target
        if step == on.RETURN:
            clocks[here[branch == 0]] = at.RETURN_CLOCK
        if step == on.DECIDE:
            legacy = moved & (at.STREAM_OF_STATE[at.STATE_OF[spot]] == at.FROM_LEGACY)
            clocks[here[legacy]] = 0

    def scale(self, step: int, month: int, group: Floats, spot: Floats, clock: Floats) -> Floats:
        """Chance that a step comes to each at all."""
        c = self.chances
        if step == on.EXIT:
            return c.gone[0][group, at.STATE_OF[spot], at.BAND_OF[clock], month]
        if step == on.DECIDE:
            stream = at.STREAM_OF_STATE[at.STATE_OF[spot]]
            early = np.isin(stream, [at.NEW, at.TO_UC]) & (clock < c.minimum_wait)
            return np.where(early, 0.0, c.served[stream, clock, month])
        if step == on.CUT:
            return ((c.limit[month] > 0) & (clock >= c.limit[month])).astype(float)
        return c.retiring[group, month] if step == on.RETIRE else np.ones(len(spot))

    def ladder(self, step: int, month: int, group: Floats, spot: Floats, clock: Floats) -> Floats:
        """(person, branch) cumulative shares of the branches."""
        if step != on.EXIT:
            return self.chances.share[0][ROW_OF[step, spot], :, month]
        ladder = np.ones((len(spot), on.N_BRANCHES))
        ladder[:, 0] = self.chances.split[0][group, 0, at.STATE_OF[spot], at.BAND_OF[clock], month]
        return ladder

    def decided(self, month: int, spot: Floats, clock: Floats, branch: Floats, target: Floats) -> Floats:
        """Decisions whose place hangs on the month."""
        c, stream = self.chances, at.STREAM_OF_STATE[at.STATE_OF[spot]]
        basis, uc = at.BASIS_OF[spot], stream == at.TO_UC
        active = (branch == 1) & (stream == at.NEW)
        terms = (month - clock[:, None] >= c.terms_from).sum(axis=1)
        target = np.where(active, at.PLACE_OF[at.WRAG, basis, terms], target)
        target = np.where((branch == 2) & ~uc, at.PLACE_OF[c.waits_in[month], basis, 0], target)
        uc_terms = int((month >= c.uc_terms_from).sum())
        return np.where(uc & (branch == 0), at.PLACE_OF[at.UC_LCWRA, at.UC, uc_terms], target)

    def live(self) -> None:
        """Follow everybody through every month."""
        cells = np.argwhere(self.part.start > 0)
        self.enter(-1, cells, self.part.start[tuple(cells.T)])
        for month in range(len(self.chances.weeks)):
            for step in range(on.RETIRE):
                self.step(step, month, 0)
            cells = np.argwhere(self.part.claims[:, month] > 0)
            expected = self.part.claims[:, month][tuple(cells.T)]
            places = np.array([first_place(basis) for basis in cells[:, 1]])
            self.enter(month, np.stack([cells[:, 0], places, 0 * places], axis=1), expected)
            self.step(on.RETIRE, month, 0)
            spots = self.columns[1]
            self.stood[month + 1] = np.bincount(spots[spots < on.OFF], minlength=at.N_PLACES)
            kept = spots != on.GONE
            self.exits += int((~kept).sum())
            self.columns = [column[kept] for column in self.columns]


def seconds(work: Callable[[], object]) -> float:
    """How long something takes [seconds]."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print times, ratios and answers."""
    library = read_library()
    _, inputs = inputs_of(library, "2014-03", "department", library.pick("scenarios", "baseline"))
    served = project_batch(inputs.timetable, inputs.claims).served[0]
    fixed, drawn = inputs.timetable, inputs.claims
    compiling = seconds(lambda: live(fixed, drawn, served, people=1000))
    whole, key = entries(fixed, drawn, 0), WORD(key_of(0, 0))
    found = live(fixed, drawn, served, people=PEOPLE)
    part = Entries(whole.start * found.share, whole.claims * found.share)
    chances, paid = contiguous(tabulate(fixed, drawn, 0, served)), same_pay(fixed, drawn, 0)
    groups = len(part.start)
    nobody, none_kept = np.full(groups, -1), empty_lives(paid, 0)

    def kernel() -> Counts:
        counts = empty_counts(chances, paid, groups)
        live_everybody(chances, paid, part, order(groups), nobody, key, -1, counts, none_kept)
        return counts

    with tempfile.TemporaryDirectory() as folder:
        by_hand = PersonsByHand(build(Path(folder), "persons"), chances, part, key)
        crowd = Crowd(chances, part, key)
        least, jit.THREADS, threads = {"NumPy": seconds(crowd.live)}, 1, jit.THREADS
        for name, work in [("C, by hand", by_hand.live), ("kernel, 1 thread", kernel)] * REPEATS:
            least[name] = min(least.get(name, np.inf), seconds(work))
        jit.THREADS = threads
        in_c, in_kernel = by_hand.stock(), kernel().stock
    phases = np.equal(np.asarray(at.PHASE_OF)[:, None], np.arange(at.N_PHASES))
    mine = in_kernel.sum(axis=0).reshape(-1, at.N_PHASES, at.N_BASES).sum(axis=-1)
    assert np.array_equal(mine, crowd.stood[1:] @ phases), "the answers differ from NumPy's"
    assert np.array_equal(in_kernel, in_c), "the answers differ from C's"
    print(f"compiling {compiling:.1f} s (with a cache, reading it); {found.number:,} people")
    print(f"people on the benefit at the end: kernel {in_kernel[:, -1].sum():,}, C {in_c[:, -1].sum():,}")
    print("answers: month-end stocks by group and position equal to the person in C, by phase in NumPy")
    print(f"{'':20}{'seconds':>9}{'× C':>7}{'× NumPy':>9}")
    for name, one in least.items():
        print(f"{name:20}{one:9.2f}{one / least['C, by hand']:7.2f}{least['NumPy'] / one:9.1f}")
    full = min(seconds(lambda: live(fixed, drawn, served)) for _ in range(2))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"one for one from October 2008 to March 2021, {whole.start.sum() + whole.claims.sum():,.0f} people: "
        f"{full:.1f} s (limit {TIME_LIMIT:.0f}), {memory:.2f} GiB (limit {MEMORY_LIMIT:.0f})"
    )


if __name__ == "__main__":
    main()
