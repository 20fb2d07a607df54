"""The person engine beside vectorised NumPy doing the same work, on March 2014's inputs.

Both follow the same people with the same luck from October 2008: exits, calls, disputes,
decisions, the limit, dated moves, returns, claims and pension age, with stocks by month and
place. So their answers are equal person by person, which is more than in distribution, and are
compared. Then the kernel alone follows everybody, one for one, over the whole horizon. Times are
the best of several; compiling is timed apart.
"""

import resource
import time
from collections.abc import Callable

import numpy as np

from esarisk.analysis.twin.gate import inputs_of
from esarisk.engine.claims.cohort import contiguous, project_batch
from esarisk.engine.people.persons import People, entries, live
from esarisk.jit import Floats
from esarisk.kernels import layout as at
from esarisk.kernels.persons import layout as on
from esarisk.kernels.persons.branches import ROW_OF, STEPS_OF, TARGET
from esarisk.kernels.persons.chances import tabulate
from esarisk.kernels.persons.everybody import cell_of, first_place
from esarisk.kernels.persons.layout import Chances, Entries
from esarisk.kernels.random import DECISIONS, GOLDEN, UNIT, WORD, key_of
from esarisk.kernels.random import FIRST_FACTOR as ONE
from esarisk.kernels.random import SECOND_FACTOR as TWO
from esarisk.policy.reading import read_library

PEOPLE, REPEATS = 1_000_000, 2
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


def timed(work: Callable[[], object], repeats: int = REPEATS) -> tuple[float, object]:
    """Best time of several, and the last answer."""
    times, answer = [], None
    for _ in range(repeats):
        began = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - began)
    return min(times), answer


def main() -> None:
    library = read_library()
    _, inputs = inputs_of(library, "2014-03", "department", library.pick("scenarios", "baseline"))
    served = project_batch(inputs.timetable, inputs.claims).served[0]
    fixed, drawn = inputs.timetable, inputs.claims
    compiling, _ = timed(lambda: live(fixed, drawn, served, people=1000), 1)
    kernel, found = timed(lambda: live(fixed, drawn, served, people=PEOPLE))
    assert isinstance(found, People)
    whole = entries(fixed, drawn, 0)
    part = Entries(whole.start * found.share, whole.claims * found.share)
    chances = contiguous(tabulate(fixed, drawn, 0, served))
    crowd = Crowd(chances, part, WORD(key_of(0, 0)))
    numpy, _ = timed(crowd.live, 1)
    phases = np.equal(np.asarray(at.PHASE_OF)[:, None], np.arange(at.N_PHASES))
    mine = found.totals.stock[0].reshape(-1, at.N_PHASES, at.N_BASES).sum(axis=-1) * found.share
    assert np.array_equal(np.rint(mine), crowd.stood[1:] @ phases), "the answers differ"
    print(f"compiling {compiling:.1f} s (with a cache, reading it)")
    print(f"{found.number:,} people: kernel {kernel:.2f} s, NumPy {numpy:.2f} s, ratio {numpy / kernel:.0f}")
    print("answers: month-end stocks by phase equal to the person")
    full, everybody = timed(lambda: live(fixed, drawn, served), 1)
    assert isinstance(everybody, People)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"one for one from October 2008 to March 2021, {everybody.number:,} people: {full:.1f} s "
        f"(limit {TIME_LIMIT:.0f}), {memory:.2f} GiB (limit {MEMORY_LIMIT:.0f})"
    )


if __name__ == "__main__":
    main()
