"""Uniforms: numbers between nought and one, each found from its own key, none from a state.

A key is hashed from (seed, draw), then from the person; the month and the decision count
along it. So a person's uniforms do not depend on threads, on order, on who else is simulated or
on the scenario. The hash is SplitMix64: its finaliser of a counter in steps of the golden
ratio. Source: Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators.
"""

from typing import Any

import numpy as np

from esarisk.jit import ENABLED, kernel

WORD: Any = np.uint64 if ENABLED else int
"""A whole number of 64 bits without a sign: numba would take a sign from any other kind of number,
and plain Python's are cut to size by the mask."""
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
FIRST_FACTOR = 0xBF58476D1CE4E5B9
SECOND_FACTOR = 0x94D049BB133111EB
UNIT = 2.0**-53
DECISIONS = 16
"""Decisions that a month has room for, for one person."""


@kernel
def mix(word: int) -> int:
    """Hash of a word: every bit of it turns about half of the bits of the hash.

    Parameters
    ----------
    word : 64 bits
    """
    word = WORD(word)
    word = ((word ^ (word >> WORD(30))) * WORD(FIRST_FACTOR)) & WORD(MASK)
    word = ((word ^ (word >> WORD(27))) * WORD(SECOND_FACTOR)) & WORD(MASK)
    return word ^ (word >> WORD(31))


@kernel
def along(key: int, count: int) -> int:
    """The word that stands some steps along a key, hashed.

    Parameters
    ----------
    key : 64 bits
    count : steps, not below nought
    """
    return mix((WORD(key) + (WORD(count) + WORD(1)) * WORD(GOLDEN)) & WORD(MASK))


@kernel
def key_of(seed: int, draw: int) -> int:
    """Key of a draw.

    Parameters
    ----------
    seed, draw : not below nought [code]
    """
    return along(along(WORD(0), seed), draw)


@kernel
def uniform(key: int, month: int, decision: int) -> float:
    """A person's uniform of a decision of a month, at or above nought and below one [share].

    Parameters
    ----------
    key : of the person
    month : of the projection [code]
    decision : below `DECISIONS` [code]
    """
    return float(along(key, month * DECISIONS + decision) >> WORD(11)) * UNIT
