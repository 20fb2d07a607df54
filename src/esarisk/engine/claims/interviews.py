"""How long a new claim waits for its first interview with an adviser.

Hours kept for ongoing work are hours fewer for new claims. Those left undone are held in later months, ahead
of newer ones, so that claims wait ever longer, up to the longest wait: after that a claim goes on to its decision
without an interview. The wait comes after the minimum wait for a decision; until then a claim is paid as
it is in assessment, and a late decision pays arrears as any late one does.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from esarisk.engine.draws import Values
from esarisk.jit import Floats
from esarisk.rules.programmes import advisers as rule

OF_THE_WAIT = ("week", "contact_share", "new_claim_hours", "reserved", "longest_wait")


def interview_waits(values: Values, days: Sequence[date]) -> Floats:
    """(draw, month of claim) that claims wait for their first interview [months]; alike in every draw."""
    paths = [values.path(f"advisers.{key}", days)[0].tolist() for key in OF_THE_WAIT]
    waits, undone = np.zeros(len(days)), 0.0
    for month, (week, contact, asked, reserved, longest) in enumerate(zip(*paths, strict=True)):
        pool = week * contact
        held = pool - rule.hours_for_caseload(pool, undone + asked, reserved)
        left = rule.hours_short(pool, undone + asked, reserved)
        waits[month] = rule.wait_for_interview(left, held, longest)
        undone = min(left, longest * held)
    return np.tile(waits, (len(values.draws), 1))
