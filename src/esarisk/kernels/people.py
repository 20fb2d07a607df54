"""Uniforms of many people at once."""

from esarisk.jit import Floats, kernel
from esarisk.kernels.random import along, uniform


@kernel
def fill_uniforms(key: int, decision: int, found: Floats) -> None:
    """Fill everybody's uniform of one decision.

    Parameters
    ----------
    key : of the draw
    decision : below `random.DECISIONS` [code]
    found : (person,) filled, at or above nought and below one [share]
    """
    for person in range(found.size):
        found[person] = uniform(along(key, person), 0, decision)
