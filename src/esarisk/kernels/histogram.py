"""A histogram of ratios to a centre: quantiles without keeping the draws.

Bins are half a per cent wide near the centre and five further out; the first one holds what is nought.
"""

from math import log

import numpy as np

from esarisk.jit import Floats, kernel

BIN_WIDTH, FINE = 0.005, 200
"""Of the logarithm of the ratio, and how many such bins stand on either side of the centre."""
FAR_WIDTH, FAR = 0.05, 250
"""The same of the bins beyond them; what lies further than a ratio of some 700,000 falls into the last."""
MIDDLE = FINE + FAR
N_BINS = 2 * MIDDLE + 1


def _edges() -> Floats:
    near, far = (
        BIN_WIDTH * np.arange(FINE + 1),
        BIN_WIDTH * (FINE + 0.5) + FAR_WIDTH * (np.arange(FAR) + 0.5),
    )
    above = np.concatenate([near, far])
    edges = np.concatenate([-above[:0:-1], above])
    edges[0] = -np.inf
    return edges


EDGES = _edges()
"""(bin,) logarithm of the ratio at the middle of each bin; of nought in the first."""


@kernel
def bins_of(values: Floats, centre: Floats, bins: Floats) -> None:
    """Each value's bin.

    Parameters
    ----------
    values : (draw, cell) not below nought
    centre : (cell,) above nought, such as the value of the central path
    bins : (draw, cell) filled [code]
    """
    for draw in range(values.shape[0]):
        for cell in range(values.shape[1]):
            value, which = values[draw, cell], -MIDDLE
            if value > 0.0:
                ratio = log(value / centre[cell])
                which = int(np.rint(ratio / BIN_WIDTH))
                if abs(which) > FINE:
                    beyond = int((abs(ratio) - BIN_WIDTH * (FINE + 0.5)) / FAR_WIDTH)
                    which = min(FINE + 1 + max(beyond, 0), MIDDLE)
                    which = max(1 - MIDDLE, -which) if ratio < 0.0 else which
            bins[draw, cell] = which + MIDDLE


@kernel
def count_bins(bins: Floats, counts: Floats) -> None:
    """Count bins.

    Parameters
    ----------
    bins : (draw, cell) [code]
    counts : (cell, bin) increased [draws]
    """
    for draw in range(bins.shape[0]):
        for cell in range(bins.shape[1]):
            counts[cell, bins[draw, cell]] += 1


@kernel
def quantiles_of(counts: Floats, quantiles: Floats, found: Floats) -> None:
    """Where a share of the draws has been counted: inside a bin that others share with, in proportion.

    Parameters
    ----------
    counts : (cell, bin) [draws]
    quantiles : (quantile,) rising [share]
    found : (cell, quantile) filled with the logarithm of the ratio to the centre; left where nothing was counted
    """
    for cell in range(counts.shape[0]):
        draws, below, reached = 0, 0, 0
        for which in range(counts.shape[1]):
            draws += counts[cell, which]
        for which in range(counts.shape[1]):
            here = counts[cell, which]
            while here > 0 and reached < quantiles.size and below + here >= quantiles[reached] * draws:
                found[cell, reached] = EDGES[which]
                if which > 0 and here < draws:
                    width = BIN_WIDTH if abs(which - MIDDLE) <= FINE else FAR_WIDTH
                    found[cell, reached] += width * ((quantiles[reached] * draws - below) / here - 0.5)
                reached += 1
            below += here
            if reached == quantiles.size:
                break
