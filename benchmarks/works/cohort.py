"""The cohort kernel, studies and sweeps beside the same months by hand in C and in vectorised NumPy.

All run the whole claim from October 2008: exits, clock, referrals, disputes, decisions, limit, worsening, top-ups,
returns, on-flow, pension age and money. C visits the rows that the kernel visits and keeps people and money by group;
NumPy works on every place × clock × group at once and keeps no detail by group. The kernel alone counts flows by
destination too.
"""

import shutil
from collections.abc import Callable
from ctypes import CDLL
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from esarisk.analysis.levels import levels_asked
from esarisk.analysis.programmes.sweep import sweep
from esarisk.engine.claims.clock import told_apart
from esarisk.engine.claims.cohort import contiguous, widened
from esarisk.engine.draws import sample
from esarisk.engine.fits import fitted_of
from esarisk.engine.projection import Projection, projection_of
from esarisk.engine.run import run
from esarisk.jit import Floats
from esarisk.kernels import layout as at
from esarisk.kernels.layout import Claims
from esarisk.policy.reading import Library, read_library
from esarisk.policy.stack import vintage
from esarisk.units import GBP_MILLION
from limits.by_hand import ByHand, build
from measure import SCRATCH, Pair, Unmeasured
from peers.numpy_cohort import numpy_draw
from sizes import Sizes

VINTAGE, VIEW, STUDY, SEED = "2014-03", "department", "budget-2014", 1
PROGRAMME = "new_start"
POLICY: dict[str, Any] = {"scenarios": ["baseline", "freeze-2016", "wrac-abolished-2017"], "funding": {}}
"""What the study had before levels of money were in it: what was measured then and is measured now is the same."""
HORIZONS = ("2014-03", "2018-05", "2021-05", "2026-03")


@cache
def library() -> Library:
    """The packaged parameters."""
    return read_library()


@cache
def inputs(name: str, draws: int, seed: int = SEED) -> tuple[Projection, Claims]:
    """A vintage's projection and what some draws make of its claims."""
    seen = vintage(library(), name, VIEW)
    projection = projection_of(seen)
    return projection, contiguous(
        projection.claims(sample(seen.known, draws, seed, fitted_of(library(), seen)))
    )


@cache
def code(name: str = "cohort") -> CDLL:
    """The C by hand, compiled."""
    if shutil.which("cc") is None:
        raise Unmeasured("there is no C compiler")
    return build(Path(SCRATCH.name), name)


@cache
def by_hand(name: str, draws: int, seed: int = SEED) -> list[ByHand]:
    """Draws laid out for C."""
    projection, claims = inputs(name, draws, seed)
    fixed = projection.timetable
    told = told_apart(fixed, claims, at.no_provision(draws, len(fixed.weeks)))
    return [ByHand(code(), widened(fixed)._replace(told_apart=told), claims, draw) for draw in range(draws)]


def in_c(name: str, draws: int, seed: int = SEED) -> Callable[[], Floats]:
    """Some draws in C: spending of each [GBP]."""
    works = by_hand(name, draws, seed)

    def work() -> Floats:
        found = [one() for one in works]
        return np.array([float(one["spending"][0]) for one in found])

    return work


def in_kernel(name: str, draws: int) -> Callable[[], Floats]:
    """The same in the kernel."""
    projection, claims = inputs(name, draws)
    return lambda: projection.totals(claims).spending[:, 0].sum(axis=(1, 2, 3))


def beside_c(sizes: Sizes) -> Pair:
    """Draws of the kernel beside the same in C: spending by phase and group over all years [GBP]."""
    draws = sizes.kernel_draws
    (projection, claims), works = inputs(VINTAGE, draws), by_hand(VINTAGE, draws)
    groups = projection.timetable.on_flow_shape.shape[1]

    def yardstick() -> Floats:
        return np.stack([one()["spending_by_group"].reshape(at.N_PHASES, -1)[:, :groups] for one in works])

    def work() -> Floats:
        return projection.totals(claims).spending_by_group[:, 0].sum(axis=1)

    return Pair(work, yardstick)


def beside_numpy(sizes: Sizes) -> Pair:
    """A draw of the kernel beside NumPy: spending [GBP]."""
    projection, claims = inputs(VINTAGE, 1)
    fixed = projection.timetable
    return Pair(
        in_kernel(VINTAGE, 1), lambda: np.array([numpy_draw(fixed, claims, 0)]), calls=(sizes.calls, 1)
    )


def study_beside_c(sizes: Sizes) -> Pair:
    """The default study, written nowhere, beside the same draws of its baseline in C: their spending [GBP]."""
    card = library().pick("studies", STUDY)
    draws = sizes.study_draws
    in_mean = in_c(card.vintage, draws, card.seed)
    return Pair(a_study(draws), lambda: in_mean().mean(keepdims=True))


def a_study(draws: int) -> Callable[[], Floats]:
    """The default study with so many draws: mean spending of the baseline over all months [GBP]."""
    card = library().pick("studies", STUDY).model_copy(update={"draws": draws, **POLICY})

    def work() -> Floats:
        monthly = run(library(), card)["monthly_spending"].sel(scenario="baseline", statistic="mean")
        return np.atleast_1d(monthly.sum()) * GBP_MILLION

    return work


def a_sweep(levels: int, draws: int) -> Callable[[], None]:
    """A sweep of so many levels of money."""
    money = ",".join(str(50 * (i + 1)) for i in range(levels))
    asked = levels_asked(library(), [PROGRAMME], money)

    def work() -> None:
        sweep(library(), asked, VINTAGE, VIEW, draws)

    return work


def sweep_beside_c(sizes: Sizes) -> Pair:
    """A sweep, a level's draw, beside a draw in C; as many in C as take about as long."""
    levels, draws, long = sizes.levels, sizes.draws, sizes.study_draws
    return Pair(a_sweep(levels, draws), in_c(VINTAGE, long), units=(levels * draws, long))
