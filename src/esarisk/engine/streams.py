"""Mean and quantiles of what is too much to keep by draw: one histogram a cell, filled batch by batch."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from esarisk.jit import Floats
from esarisk.kernels.histogram import N_BINS, bins_of, count_bins, quantiles_of
from esarisk.names import QUANTILES

TRACE = 1e-9
"""A cell that holds less of the largest one's on the central path is set against the largest [ratio]."""


class Streamed(NamedTuple):
    """What some draws add to a stream."""

    total: Floats  # (cells…) over the draws
    bins: Floats  # (draw, cells…) of the histogram [code]


def streamed(values: Floats, central: Floats) -> Streamed:
    """What some draws add to a stream.

    Parameters
    ----------
    values : (draw, cells…)
    central : (cells…) values of the central path, against which a histogram stands
    """
    bins = np.zeros(values.shape, np.uint16)
    bins_of(
        np.ascontiguousarray(values.reshape(len(values), -1)), scale_of(central), bins.reshape(len(bins), -1)
    )
    return Streamed(values.sum(axis=0), bins)


def scale_of(central: Floats) -> Floats:
    """(cell,) what a cell's histogram stands against: its central value, or the largest one's where it has none."""
    most = central.max(initial=0.0) or 1.0
    return np.where(central > TRACE * most, central, most).ravel()


class Streams:
    """Streams of all draws, by variable and scenario."""

    def __init__(self, central: Mapping[str, Floats], draws: int) -> None:
        """Nothing counted yet.

        Parameters
        ----------
        central : variable → (scenario, cells…) values of the central path
        draws : to come [count]
        """
        self.central, self.draws = central, draws
        self.total = {name: np.zeros(cells.shape) for name, cells in central.items()}
        kind = np.min_scalar_type(draws)
        self.counts = {name: np.zeros((cells.size, N_BINS), kind) for name, cells in central.items()}

    def add(self, parts: Mapping[str, Streamed]) -> None:
        """Add a batch of draws: variable → (scenario, cells…) and (draw, scenario, cells…)."""
        for name, part in parts.items():
            self.total[name] += part.total
            count_bins(part.bins.reshape(len(part.bins), -1), self.counts[name])

    def arrays(self) -> dict[str, Floats]:
        """Mean and quantiles: variable → (scenario, cells…, statistic)."""
        found = {}
        for name, central in self.central.items():
            ratios = np.zeros((central.size, len(QUANTILES)))
            quantiles_of(self.counts[name], np.array(QUANTILES), ratios)
            scale = np.concatenate([scale_of(one) for one in central])
            quantiles = (scale[:, None] * np.exp(ratios)).reshape(*central.shape, -1)
            mean = self.total[name] / self.draws
            found[name] = np.concatenate([mean[..., None], quantiles], axis=-1)
        return found
