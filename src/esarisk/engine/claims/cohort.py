"""Front of the cohort kernel: project a batch of draws, fold it into totals and group detail."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from esarisk.cube import from_totals
from esarisk.engine.claims.clock import told_apart
from esarisk.jit import Floats
from esarisk.kernels.cohort.project import project
from esarisk.kernels.histogram import EDGES, N_BINS, add_ratios, bins_reached
from esarisk.kernels.layout import N_PHASES, Claims, Provision, Timetable, Totals, empty_totals, no_provision
from esarisk.names import QUANTILES
from esarisk.units import GBP_MILLION

Inputs = TypeVar("Inputs", bound=NamedTuple)


def project_batch(timetable: Timetable, claims: Claims, provision: Provision | None = None) -> Totals:
    """Project a batch of draws; without provision every programme stays at its baseline.

    Raises
    ------
    RuntimeError : a bug, when people are not conserved or an input has a hole
    """
    months, groups = timetable.on_flow_shape.shape
    draws, scenarios = claims.award.shape[:2]
    funded = provision or no_provision(draws, months)
    timetable = timetable._replace(told_apart=told_apart(timetable, claims, funded))
    for inputs in (claims, timetable, funded):
        for name, array in inputs._asdict().items():
            if not np.isfinite(array).all():
                raise RuntimeError(f"the inputs left holes in '{name}'")
    years = int(timetable.year_of.max()) + 1
    totals = empty_totals(draws, scenarios, years, months, groups, funded.eligible.shape[0])
    project(contiguous(timetable), contiguous(claims), contiguous(funded), totals)
    return totals


def contiguous(inputs: Inputs) -> Inputs:
    """The same inputs with every array laid out in order; whole numbers stay as they are.

    A kernel is compiled anew for arrays that may not be written to, so these are copied.
    """
    laid: dict[str, Any] = {
        name: np.require(part, requirements=["C", "W"])
        for name, part in inputs._asdict().items()
        if isinstance(part, np.ndarray)
    }
    return inputs._replace(**laid)


def fill(
    arrays: dict[str, Floats],
    scenarios: Sequence[int | None],
    draws: slice,
    totals: Totals,
    baseline: int | None = None,
) -> None:
    """Put a batch's totals where its scenarios and draws stand in the arrays of the cube.

    Parameters
    ----------
    scenarios : which scenario of the cube each of the batch is, if any [code]
    baseline : which of the batch fills what is the same in every scenario, if any [code]
    """
    first = totals.caseload.shape[1] - arrays["caseload"].shape[1]
    if baseline is not None:
        fitted = slice(first - arrays["fit_spending"].shape[0], first)
        history = totals.spending[:, baseline, fitted] / GBP_MILLION
        arrays["fit_spending"][:, draws] = history.sum(axis=(2, 3)).T
    for i, scenario in enumerate(scenarios):
        for name, fill_one in from_totals().items() if scenario is not None else ():
            arrays[name][scenario, ..., draws] = np.moveaxis(fill_one(totals, i, first), 0, -1)


class GroupDetail:
    """Mean and quantiles of each group, streamed: no array is as large as groups × draws.

    Quantiles come from a histogram of each cell's ratio to its central path, in bins half a
    per cent wide.
    """

    def __init__(self, scenarios: int, years: int, groups: int, draws: int) -> None:
        shape = (scenarios, years, groups, N_PHASES)
        self.draws = draws
        self.centre = {name: np.zeros(shape) for name in ("caseload", "spending")}
        self.total = {name: np.zeros(shape) for name in self.centre}
        self.counts = {name: np.zeros((*shape, N_BINS), np.uint32) for name in self.centre}

    def centre_on(self, scenarios: Sequence[int | None], totals: Totals) -> None:
        """Take the central path that ratios are measured against."""
        for name, scenario, cells in self._cells(scenarios, totals):
            self.centre[name][scenario] = cells[0]

    def add(self, scenarios: Sequence[int | None], totals: Totals) -> None:
        """Add a batch of draws."""
        for name, scenario, cells in self._cells(scenarios, totals):
            self.total[name][scenario] += cells.sum(axis=0)
            flat, counts = cells.reshape(len(cells), -1), self.counts[name][scenario].reshape(-1, N_BINS)
            add_ratios(flat, self.centre[name][scenario].ravel(), counts)

    def _cells(self, scenarios: Sequence[int | None], totals: Totals) -> Iterator[tuple[str, int, Floats]]:
        """What a batch says of each scenario of the cube: (draw, year, group, phase) of the projected years."""
        years = slice(-self.centre["caseload"].shape[1], None)
        for i, scenario in enumerate(scenarios):
            if scenario is not None:
                yield "caseload", scenario, totals.caseload_by_group[:, years].swapaxes(-1, -2)
                money = totals.spending_by_group[:, i, years].swapaxes(-1, -2) / GBP_MILLION
                yield "spending", scenario, money

    def arrays(self) -> dict[str, Floats]:
        """Mean and quantiles: name → (scenario, year, group, phase, statistic)."""
        found = {}
        for name, centre in self.centre.items():
            bins = np.zeros((centre.size, len(QUANTILES)), np.intp)
            bins_reached(self.counts[name].reshape(-1, N_BINS), np.array(QUANTILES), bins)
            quantiles = centre[..., None] * np.exp(EDGES[bins]).reshape(*centre.shape, -1)
            mean = self.total[name] / self.draws
            found[f"{name}_by_group"] = np.concatenate([mean[..., None], quantiles], axis=-1)
        return found
