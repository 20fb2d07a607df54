"""Luck of many people at once."""

from esarisk.jit import Floats, kernel
from esarisk.kernels.random import along, luck


@kernel
def fill_luck(key: int, decision: int, found: Floats) -> None:
    """Fill everybody's luck in one decision.

    Parameters
    ----------
    key : of the draw
    decision : below `luck.DECISIONS` [code]
    found : (person,) filled, at or above nought and below one [share]
    """
    for person in range(found.size):
        found[person] = luck(along(key, person), 0, decision)
