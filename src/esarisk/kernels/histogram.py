"""A histogram of ratios to a centre: quantiles without keeping the draws."""

from math import log

import numpy as np

from esarisk.jit import Floats, kernel

BIN_WIDTH = 0.005
FURTHEST = 1.5
"""Ratios beyond exp(±1.5) fall into the last bins."""
N_BINS = 2 * round(FURTHEST / BIN_WIDTH) + 1
EDGES = (np.arange(N_BINS) - N_BINS // 2) * BIN_WIDTH
"""Logarithm of the ratio at the middle of each bin."""


@kernel
def add_ratios(values: Floats, centre: Floats, counts: Floats) -> None:
    """Count each value's bin.

    Parameters
    ----------
    values : (draw, cell) not below nought
    centre : (cell,) values of the central path; a cell of nought counts in the middle bin
    counts : (cell, bin) increased [draws]
    """
    for draw in range(values.shape[0]):
        for cell in range(values.shape[1]):
            which = N_BINS // 2
            if centre[cell] > 0.0:
                ratio = max(values[draw, cell] / centre[cell], 1e-12)
                which += int(np.rint(log(ratio) / BIN_WIDTH))
            counts[cell, min(max(which, 0), N_BINS - 1)] += 1


@kernel
def bins_reached(counts: Floats, quantiles: Floats, bins: Floats) -> None:
    """The first bin by which a share of the draws has been counted.

    Parameters
    ----------
    counts : (cell, bin) [draws]
    quantiles : (quantile,) rising [share]
    bins : (cell, quantile) filled; nought where nothing was counted [code]
    """
    for cell in range(counts.shape[0]):
        draws, below, reached = counts[cell].sum(), 0, 0
        for which in range(counts.shape[1]):
            below += counts[cell, which]
            while draws > 0 and reached < quantiles.size and below / draws >= quantiles[reached]:
                bins[cell, reached] = which
                reached += 1
            if reached == quantiles.size:
                break
