"""The cohort kernel beside the same months by hand in C and in vectorised NumPy, on March 2014's inputs.

All run the whole claim from October 2008: exits, clock, referrals, disputes, decisions, limit, worsening, top-ups,
returns, on-flow, pension age and money. C visits the rows that the kernel visits and keeps people and money by group;
NumPy works on every place × clock × group at once and keeps no detail by group. The kernel alone counts flows by
destination too. Answers are printed beside the times and compared. Times are the best of several, taken in turn;
compiling is timed apart.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from esarisk import jit
from esarisk.engine.claims.clock import told_apart
from esarisk.engine.claims.cohort import project_batch, widened
from esarisk.engine.claims.inputs import claims
from esarisk.engine.claims.timetable import timetable
from esarisk.engine.draws import Values, sample
from esarisk.engine.fits import fitted_of
from esarisk.engine.population.groups import groups_of
from esarisk.kernels import layout as at
from esarisk.policy.reading import read_library
from esarisk.policy.stack import vintage
from limits.by_hand import ByHand, build
from peers.numpy_cohort import numpy_draw

DRAWS, COMPARED, REPEATS = 32, 2, 5
TOLERANCE = 1e-9


def seconds(work: Callable[[], object]) -> float:
    """How long something takes [seconds]."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Print times, ratios and answers."""
    library = read_library()
    seen = vintage(library, "2014-03", "department")
    fixed = timetable(seen, seen.known, groups_of(seen))
    inputs = claims(seen, [Values(seen.known, sample(seen.known, DRAWS, 1, fitted_of(library, seen)))])
    months, groups = fixed.on_flow_shape.shape
    told = told_apart(fixed, inputs, at.no_provision(DRAWS, months))
    first = seconds(lambda: project_batch(fixed, inputs))
    totals = project_batch(fixed, inputs)
    with tempfile.TemporaryDirectory() as folder:
        code = build(Path(folder))
        by_hand = [
            ByHand(code, widened(fixed)._replace(told_apart=told), inputs, draw) for draw in range(DRAWS)
        ]
        answers = {
            "kernel": totals.spending[:COMPARED, 0].sum(axis=(1, 2, 3)),
            "C": np.array([float(one()["spending"][0]) for one in by_hand[:COMPARED]]),
            "NumPy": np.array([numpy_draw(fixed, inputs, draw) for draw in range(COMPARED)]),
        }
        in_c = by_hand[0]()["spending_by_group"].reshape(at.N_PHASES, -1)[:, :groups]
        in_kernel = totals.spending_by_group[0, 0].sum(axis=0)
        by_group = float(np.abs(in_c - in_kernel).max() / in_kernel.max())
        works: dict[str, tuple[int, int, Callable[[], object]]] = {
            "NumPy": (1, 1, lambda: numpy_draw(fixed, inputs, 0)),
            "C, by hand": (1, DRAWS, lambda: [one() for one in by_hand]),
        }
        for threads in sorted({1, jit.THREADS}):
            name = f"kernel, {threads} thread{'s' if threads > 1 else ''}"
            works[name] = (threads, DRAWS, lambda: project_batch(fixed, inputs))
        least = dict.fromkeys(works, np.inf)
        for _ in range(REPEATS):
            for name, (threads, draws, work) in works.items():
                jit.THREADS = threads
                least[name] = min(least[name], seconds(work) / draws)
    cells = months * groups * at.N_PLACES * at.N_CLOCK
    apart = max(float(np.abs(one / answers["kernel"] - 1.0).max()) for one in answers.values())
    print(f"{groups} groups × {at.N_PLACES} places × {at.N_CLOCK} clock × {months} months a draw")
    print("spending of draw 0: " + ", ".join(f"{name} £{one[0]:,.2f}" for name, one in answers.items()))
    print(f"apart by {apart:.1e}, by phase and group {by_group:.1e}")
    print(f"first call, compiling or loading: {first:.1f} s")
    print(f"{'':28}{'ms a draw':>10}{'ns a cell':>10}{'× C':>7}{'× NumPy':>9}")
    for name, one in least.items():
        ratios = f"{one / least['C, by hand']:7.2f}{least['NumPy'] / one:9.1f}"
        print(f"{name:28}{one * 1e3:10.1f}{one / cells * 1e9:10.2f}{ratios}")
    if max(apart, by_group) > TOLERANCE:
        raise SystemExit("the answers differ: the times mean nothing")


if __name__ == "__main__":
    main()
