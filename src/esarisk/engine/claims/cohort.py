"""Front of the cohort kernel: project a batch of draws."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from esarisk.engine.claims.clock import told_apart
from esarisk.kernels.cohort.project import project
from esarisk.kernels.layout import Claims, Provision, Timetable, Totals, empty_totals, no_provision

TIMETABLE_BY_GROUP = ("on_flow_shape", "pension_exit", "mortality", "age_class", "start_shape")
TOTALS_BY_GROUP = ("caseload_by_group", "spending_by_group", "flows", "standing")
VECTOR = 8
"""Numbers that the widest vectors of today's processors hold."""

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
    timetable = widened(timetable)._replace(told_apart=told_apart(timetable, claims, funded))
    for inputs in (claims, timetable, funded):
        for name, array in inputs._asdict().items():
            if not np.isfinite(array).all():
                raise RuntimeError(f"the inputs left holes in '{name}'")
    years = int(timetable.year_of.max()) + 1
    width = timetable.on_flow_shape.shape[1]
    totals = empty_totals(draws, scenarios, years, months, width, funded.eligible.shape[0])
    project(contiguous(timetable), contiguous(claims), contiguous(funded), totals)
    return totals._replace(
        balance=totals.balance[:, :groups],
        **{name: getattr(totals, name)[..., :groups] for name in TOTALS_BY_GROUP},
    )


def widened(timetable: Timetable) -> Timetable:
    """The same timetable with groups of nobody at the end, so that every row of groups fills whole vectors."""
    more = -timetable.on_flow_shape.shape[1] % VECTOR
    parts = {name: getattr(timetable, name) for name in TIMETABLE_BY_GROUP}
    return timetable._replace(
        **{name: np.pad(part, [(0, 0)] * (part.ndim - 1) + [(0, more)]) for name, part in parts.items()}
    )


def project_levels(
    timetable: Timetable, claims: Claims, provisions: Sequence[Provision | None], first: int
) -> Iterator[Totals]:
    """Project the same draws under levels of money that ask for the same people, one after the other.

    Parameters
    ----------
    first : month from which they differ [code]
    """
    for provision in provisions:
        yield project_batch(timetable, claims, provision)


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
