"""What work takes beside a yardstick: ratios of CPU time, instructions and peak memory, in one run.

Work and yardstick take turns of a fraction of a second, so that whatever else the machine does meets both; of each
the least counts, which is what is left when nothing else is met. CPU time is this thread's, or a command's own
processes': waiting for a processor is no part of it. What is short is called several times in a turn: the first call
brings back what the other side drove out of the caches. Memory that is given back stays with the process, so that
neither side pays for the other's pages.
"""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf, nan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

import esarisk
from counters import counter
from esarisk.jit import Floats

TIME, INSTRUCTIONS, MEMORY = "time", "instructions", "memory"
UNITS = {TIME: "s of CPU", INSTRUCTIONS: "instructions", MEMORY: "MiB"}
MIB = 2.0**20
SCRATCH = TemporaryDirectory(prefix="esarisk-")
"""What benchmarks build and write; it goes with the process."""
USAGE = Path(__file__).with_name("usage.py")
PACKAGE = Path(esarisk.__file__).parents[1]
PEAK_RESET = Path("/proc/self/clear_refs")
STATUS = Path("/proc/self/status")

KEEP_PAGES = {-1: 2**31 - 1, -4: 0}
"""To the C library's allocator: trim nothing, map nothing apart."""

count = counter()


def keep_pages() -> None:
    """Let memory that was given back stay with the process, where the C library can."""
    with suppress(AttributeError):
        for option, value in KEEP_PAGES.items():
            ctypes.CDLL(None).mallopt(option, value)


class Unmeasured(Exception):  # noqa: N818 - not an error: the machine lacks something
    """Why something cannot be measured on this machine."""


class Command(NamedTuple):
    """A command of its own processes."""

    words: tuple[str, ...]
    answer: Callable[[], Floats] | None = None  # what it found, once it has run

    def spent(self) -> dict[str, float]:
        """Run it: CPU [seconds] and peak memory [bytes]."""
        words = [sys.executable, "-S", str(USAGE), sys.executable, *self.words]
        own = os.environ | {"PYTHONPATH": str(PACKAGE)}
        told = subprocess.run(  # noqa: S603 - a command of our own
            words, cwd=SCRATCH.name, env=own, capture_output=True, text=True, check=True
        )
        code, seconds, peak = told.stdout.split()
        if code != "0":
            raise RuntimeError(f"{' '.join(self.words)} ended with {code}: {told.stderr}")
        return {TIME: float(seconds), MEMORY: float(peak)}


Side = Callable[[], Floats | None] | Command


@dataclass
class Pair:
    """Work and yardstick, ready to take turns; the least that each took so far."""

    work: Side
    yardstick: Side
    units: tuple[float, float] = (1.0, 1.0)  # of the same thing that each does in a call
    calls: tuple[int, int] = (1, 1)  # in a turn
    least: dict[str, list[float]] = field(default_factory=dict)
    answers: list[Floats | None] = field(default_factory=lambda: [None, None])  # of the last turn

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both."""
        return self.work, self.yardstick

    def apart(self) -> float:
        """Largest difference of the last answers, beside the largest of them; not a number where there is none."""
        mine, expected = self.answers
        if mine is None or expected is None:
            return nan
        return float(np.abs(mine - expected).max() / np.abs(expected).max())

    def take_turns(self, rounds: int) -> None:
        """Let both work so many times more."""
        for _ in range(rounds):
            for i, side in enumerate(self.sides):
                for _ in range(self.calls[i]):
                    found, self.answers[i] = spent(side)
                    self._keep(i, found)

    def weigh(self) -> None:
        """Peak memory of both, where work is done in this process and the machine tells."""
        for i, side in enumerate(self.sides):
            if not isinstance(side, Command):
                self._keep(i, {MEMORY: extra_memory(side)})

    def _keep(self, i: int, found: dict[str, float]) -> None:
        for figure, value in found.items():
            least = self.least.setdefault(figure, [inf, inf])
            least[i] = min(least[i], value / (1.0 if figure == MEMORY else self.units[i]))


def spent(side: Side) -> tuple[dict[str, float], Floats | None]:
    """What one call takes, and its answer."""
    if isinstance(side, Command):
        return side.spent(), side.answer() if side.answer else None
    counted, began = count() if count else 0, time.thread_time()
    answer = side()
    found = {TIME: time.thread_time() - began}
    return found | ({INSTRUCTIONS: float(count() - counted)} if count else {}), answer


def extra_memory(work: Callable[[], object]) -> float:
    """How much memory work takes on top of what was held before it [bytes]; not a number where nobody can say.

    A copy of the process works, gives back what lies free first, and has its peak set back.
    """
    if not PEAK_RESET.exists():
        return nan
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        with suppress(BaseException):
            os.write(writer, str(_grown(work)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        answer = told.read()
    os.waitpid(child, 0)
    return float(answer) if answer else nan


def _grown(work: Callable[[], object]) -> float:
    """Peak while working less what was held before [bytes]."""
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    PEAK_RESET.write_text("5", encoding="ascii")
    before = _status("VmRSS")
    work()
    return _status("VmHWM") - before


def _status(name: str) -> float:
    """A line of the process's own status [bytes]."""
    (line,) = [row for row in STATUS.read_text(encoding="ascii").splitlines() if row.startswith(name)]
    return float(line.split()[1]) * 1024.0
