"""Prices of one financial year in those of another, by the GDP deflator."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from esarisk.jit import Floats
from esarisk.policy.parameters import Parameters
from esarisk.units import PERCENT

RISES_KEPT = 64
"""How many rises stay at hand: every draw's ledger asks for the same three."""


@dataclass(frozen=True, eq=False)
class Prices:
    """The deflator as read, and the yearly rise assumed outside its years; equal to itself alone."""

    index: dict[int, float]  # deflator by first calendar year of the financial year [ratio]
    outside: float  # rise a year before and after them [per cent a year]

    def level(self, year: str) -> float:
        """Price level of a financial year such as `2013-14` [ratio]."""
        first = int(year[:4])
        inside = min(max(first, min(self.index)), max(self.index))
        return self.index[inside] * (1.0 + self.outside / PERCENT) ** (first - inside)

    def ratio(self, of: str, to: str) -> float:
        """What turns money of one financial year into money of another [ratio]."""
        return self.level(to) / self.level(of)

    def rise(self, of: str, years: Sequence[str]) -> Floats:
        """(month,) what turns money of one financial year into that of each month's year [ratio]."""
        return _rise(self, of, tuple(years))


@lru_cache(maxsize=RISES_KEPT)
def _rise(own: Prices, of: str, years: tuple[str, ...]) -> Floats:
    by_year = {year: own.ratio(of, year) for year in dict.fromkeys(years)}
    found = np.array([by_year[year] for year in years])
    found.setflags(write=False)
    return found


def prices(parameters: Parameters, outside: float) -> Prices:
    """Prices by the deflator of the newest forecast; in years it does not reach they rise by `outside`."""
    cells = parameters.cells("economy.gdp_deflator").cells
    rows = zip(cells["financial_year"], cells["index"], strict=True)
    return Prices({int(str(year)[:4]): float(str(index)) for year, index in rows}, outside)
