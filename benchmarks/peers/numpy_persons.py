"""The person engine in vectorised NumPy: the same people with the same luck, a step of everybody at once.

Exits, calls, disputes, decisions, the limit, dated moves, returns, claims and pension age, with stocks by month and
place. Luck is the kernel's, so answers are equal person by person, which is more than in distribution.
"""

from typing import Any

import numpy as np

from esarisk.jit import Floats
from esarisk.kernels import layout as at
from esarisk.kernels.persons import layout as on
from esarisk.kernels.persons.branches import ROW_OF, STEPS_OF, TARGET
from esarisk.kernels.persons.everybody import cell_of, first_place
from esarisk.kernels.persons.layout import Chances, Entries
from esarisk.kernels.random import DECISIONS, GOLDEN, UNIT
from esarisk.kernels.random import FIRST_FACTOR as ONE
from esarisk.kernels.random import SECOND_FACTOR as TWO

W = np.uint64


def along(keys: Floats, counts: Floats | int) -> Floats:
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
        wide: Any = cells  # a rule of one cell does for many
        codes = cell_of(entry, wide[:, 1], wide[:, 2], wide[:, 0], len(self.part.start))
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
