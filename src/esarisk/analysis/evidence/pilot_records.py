"""A trial followed by records: who is still on the benefit, as the claim model has it.

Control people leave by the claim model's hazards at their place and clock, and by its limit,
decisions and deaths; treated people by those and by what the programme adds. Everybody is found:
records miss nobody. A person's chance of being off benefit is the cohort engine's expectation
over the people allocated, which is what the person engine's walk of any of them gives on average.
"""

from typing import Any

import numpy as np

from esarisk.analysis.evidence.pilot import ALONE, Arm, Size, arms_of
from esarisk.analysis.programmes.projection import Projector
from esarisk.engine.programmes.effects import drawn_figures, effects, expected_scale
from esarisk.engine.programmes.eligibility import sight_of
from esarisk.engine.programmes.funding import added_hazard
from esarisk.jit import Floats
from esarisk.kernels.trial import N_COUNTS, run_trials
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard
from esarisk.units import PERCENT

LOOKED_UP = (6, 12, 18, 24)
"""Months since allocation at which people are looked up."""
APART = 100
"""Luck in leaving the benefit is not that in finding work; it is one's own from month to month [code]."""


def record_rows(
    library: Library,
    name: str,
    size: Size,
    seed: int = 1,
    vintage: str = "2014-03",
    view: str = "department",
    scenario: ScenarioCard | None = None,
) -> list[dict[str, Any]]:
    """One row an arm and month: on the benefit or off it, what one trial sees and what it can see.

    Parameters
    ----------
    name : programme of the arm named first
    vintage, view, scenario : whose claim model has people leave
    """
    projector = Projector(library, vintage, view, 1, scenario=scenario)
    return [
        row
        for order, programme in enumerate(arms_of(library, name))
        for row in _arm_rows(projector, programme, size, (seed, APART + order))
    ]


def _arm_rows(
    projector: Projector, programme: Programme, size: Size, luck: tuple[int, int]
) -> list[dict[str, Any]]:
    """One arm, month by month."""
    sight = sight_of(programme, projector.fixed, projector.centre, projector.seen)
    stay, support = sight.staying[0], sight.in_support[0]
    treated = staying_with(programme, stay, expected_scale(drawn_figures(programme, 1)[0], 2.0 * size.people))
    rows = []
    for month in LOOKED_UP:
        counts = np.zeros((size.trials, N_COUNTS))
        control, helped = (np.full(size.trials, 1.0 - one[month]) for one in (stay, treated))
        run_trials(*luck, 2 * size.people, control, helped, 1.0, 1.0, counts)
        effect = PERCENT * (stay[month] - treated[month])
        arm = Arm(programme.name, "", 1.0, float(control[ALONE]), np.full(size.trials, effect), counts)
        rows.append(
            {
                "arm": programme.name,
                "month": month,
                "control_off_benefit": PERCENT * arm.control,
                "control_in_support_group": PERCENT * float(support[month]),
                **arm.told(projector.library.parameters),
                **arm.seeable(projector.library.parameters),
            }
        )
    return rows


def staying_with(programme: Programme, staying: Floats, scale: float) -> Floats:
    """(month,) still on benefit with the programme: every month its added hazard, scaled, as well [share]."""
    off = effects(drawn_figures(programme, 1)[0], len(staying) + 1).off_benefit
    met = scale * np.cumsum(added_hazard(off, staying))
    with_it: Floats = staying * np.exp(-np.append(0.0, met[:-1]))
    return with_it
