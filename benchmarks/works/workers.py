"""The default study projected on workers of Dask: from when they are ready to the last batch, on the clock."""

import time
from collections.abc import Callable

import numpy as np

from esarisk.engine.plan import BATCH, Plan, prepare
from esarisk.engine.workers import Team
from esarisk.jit import Floats
from sizes import Sizes
from works.cohort import POLICY, STUDY, library

A_WORKER = 8
"""Batches beside which waiting for the last one is little."""


def plan_of(sizes: Sizes) -> Plan:
    """The default study with as many draws as workers take some time for."""
    draws = BATCH * (2 * A_WORKER if sizes.longest > 2 else 2) + 2 * BATCH
    return prepare(library(), library().pick("studies", STUDY).model_copy(update={"draws": draws, **POLICY}))


def projecting(plan: Plan, workers: int) -> Callable[[], Floats]:
    """So many workers: seconds from the first batches, one a worker, which load kernels, to the last."""

    def work() -> Floats:
        began, several = 0.0, Team(workers=workers).project(plan, range(len(plan.batches)))
        for number, _ in enumerate(several, start=1):
            if number == 2:
                began = time.perf_counter()
        return np.array(time.perf_counter() - began)

    return work
