"""Errors of what random draws say: light, for whoever prints them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]

T_SEVEN = 2.365
"""Student's t at 97.5 per cent with seven degrees of freedom, for eight scrambles or replicates."""
TAIL = 0.025
"""Chance left out at each end of a 95 per cent interval."""


def half_width(hits: Floats, scramble: Floats) -> Floats:
    """(year,) 95% half-width of the share of draws that hit [share].

    The larger of Student's t over the means of scrambles and Clopper and Pearson's half-width of a
    share that all or none of the draws hit. Scrambles that agree by chance say that the error is
    small, never that there is none: no share is known better than one that no draw contradicts.

    Parameters
    ----------
    hits : (year, draw) one or nought, or a change of it; NaN in a year that has none
    scramble : (draw,) which [code]
    """
    each = np.unique(scramble)
    if each.size < 2:  # noqa: PLR2004 - a spread needs two
        return np.full(hits.shape[0], np.nan)
    means = np.stack([hits[:, scramble == s].mean(axis=1) for s in each])
    spread = T_SEVEN * means.std(axis=0, ddof=1) / np.sqrt(each.size)
    error: Floats = np.maximum(spread, 1.0 - TAIL ** (1.0 / hits.shape[1]))
    return error


def clear(change: float | None, error: float | None) -> bool:
    """Whether the chance of breach changes by more than its error; not where no year is judged."""
    return change is not None and error is not None and abs(change) > error
