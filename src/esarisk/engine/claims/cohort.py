"""Front of the cohort kernel: project a batch of draws."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from esarisk.engine.claims.clock import told_apart
from esarisk.kernels.cohort.project import project, project_branch, project_trunk
from esarisk.kernels.layout import Claims, Provision, Timetable, Totals, empty_totals, no_provision

TIMETABLE_BY_GROUP = ("on_flow_shape", "pension_exit", "mortality", "age_class", "start_shape")
TOTALS_BY_GROUP = ("sanctions", "caseload_by_group", "spending_by_group", "flows", "standing")
VECTOR = 8
"""Numbers that the widest vectors of today's processors hold."""

Inputs = TypeVar("Inputs", bound=NamedTuple)


class Ready(NamedTuple):
    """What kernels read of a batch of draws, checked and laid out."""

    timetable: Timetable
    claims: Claims
    provision: Provision

    def totals(self) -> Totals:
        """Totals of nobody yet."""
        months, groups = self.timetable.on_flow_shape.shape
        draws, scenarios = self.claims.award.shape[:2]
        years, programmes = int(self.timetable.year_of.max()) + 1, self.provision.eligible.shape[0]
        return empty_totals(draws, scenarios, years, months, groups, programmes)


def project_batch(timetable: Timetable, claims: Claims, provision: Provision | None = None) -> Totals:
    """Project a batch of draws; without provision every programme stays at its baseline.

    Raises
    ------
    RuntimeError : a bug, when people are not conserved or an input has a hole
    """
    return _alone(_ready(timetable, claims, provision), timetable)


def project_levels(
    timetable: Timetable, claims: Claims, provisions: Sequence[Provision | None], first: int
) -> Iterator[Totals]:
    """Project the same draws under levels of money that ask for the same people, one after the other.

    Months before money differs are projected once.

    Parameters
    ----------
    first : month from which they differ [code]

    Raises
    ------
    RuntimeError : as `project_batch`
    """
    ready = [_ready(timetable, claims, provision) for provision in provisions]
    if len(ready) == 1:
        yield _alone(ready[0], timetable)
        return
    before = ready[0].totals()
    trunk = project_trunk(*ready[0], before, first)
    for one in ready:
        totals = Totals(*(part.copy() for part in before))
        project_branch(*one, trunk, totals, first)
        yield _narrowed(totals, timetable)


def _alone(ready: Ready, timetable: Timetable) -> Totals:
    """A batch projected from the first month to the last."""
    totals = ready.totals()
    project(*ready, totals)
    return _narrowed(totals, timetable)


def _ready(timetable: Timetable, claims: Claims, provision: Provision | None) -> Ready:
    """What kernels read: groups in whole vectors, the clock no longer than it must be, no hole anywhere."""
    funded = provision or no_provision(len(claims.award), timetable.weeks.size)
    told = told_apart(timetable, claims, funded)
    wide = widened(timetable)._replace(told_apart=told)
    found = Ready(contiguous(wide), contiguous(claims), contiguous(funded))
    for inputs in found:
        for name, array in inputs._asdict().items():
            if not np.isfinite(array).all():
                raise RuntimeError(f"the inputs left holes in '{name}'")
    return found


def widened(timetable: Timetable) -> Timetable:
    """The same timetable with groups of nobody at the end, so that every row of groups fills whole vectors."""
    more = -timetable.on_flow_shape.shape[1] % VECTOR
    parts: dict[str, Any] = {
        name: np.pad(part, [(0, 0)] * (part.ndim - 1) + [(0, more)])
        for name, part in timetable._asdict().items()
        if name in TIMETABLE_BY_GROUP
    }
    return timetable._replace(**parts)


def _narrowed(totals: Totals, timetable: Timetable) -> Totals:
    """Totals of the timetable's own groups."""
    groups = timetable.on_flow_shape.shape[1]
    parts: dict[str, Any] = {name: getattr(totals, name)[..., :groups] for name in TOTALS_BY_GROUP}
    return totals._replace(balance=totals.balance[:, :groups], **parts)


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
