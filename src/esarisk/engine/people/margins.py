"""Margins of synthetic people: published or assumed totals, and the weights that meet them all."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from esarisk.jit import Floats

ROUNDS = 200
CONVERGED = 1e-10


@dataclass(frozen=True)
class Margin:
    """One way to split everybody into cells, with the people that each cell should hold."""

    attribute: str  # what is split by [text]
    cells: list[tuple[str, str]]  # part of the people (a basis, or nothing) and category of each cell [text]
    codes: Floats  # (person,) cell of each person, -1 for outside [code]
    targets: Floats  # (cell,) [people]
    source: str  # where the targets are from [text]
    grade: str  # of the evidence [text]
    inside: Floats = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "inside", self.codes >= 0)

    def totals(self, weights: Floats) -> Floats:
        """(cell,) weighted people in each cell [people]."""
        counted: Floats = np.bincount(
            self.codes[self.inside], weights=weights[self.inside], minlength=len(self.cells)
        )
        return counted

    def scale(self, weights: Floats) -> None:
        """Scale the weights of each cell to its target; an empty cell stays empty."""
        totals = self.totals(weights)
        factor = np.divide(self.targets, totals, out=np.ones_like(totals), where=totals > 0)
        weights[self.inside] *= factor[self.codes[self.inside]]

    def rows(self, weights: Floats) -> pd.DataFrame:
        """A row for each cell: target, population and difference [people]."""
        totals = self.totals(weights)
        return pd.DataFrame(
            {
                "attribute": self.attribute,
                "of": [part for part, _ in self.cells],
                "category": [category for _, category in self.cells],
                "target": self.targets,
                "population": totals,
                "difference": totals - self.targets,
                "source": self.source,
                "grade": self.grade,
            }
        )


def rake(margins: list[Margin], people: int, total: float) -> Floats:
    """Weights that meet every margin, by iterative proportional fitting.

    Source: Deming and Stephan (1940), On a least squares adjustment of a sampled frequency table.

    Returns
    -------
    weights : (person,) [people]
    """
    weights = np.full(people, total / people)
    for _ in range(ROUNDS):
        for margin in margins:
            margin.scale(weights)
        if max(_worst(margin, weights) for margin in margins) < CONVERGED * total:
            break
    return weights


def _worst(margin: Margin, weights: Floats) -> float:
    """Largest miss of a cell that holds anybody [people]."""
    totals = margin.totals(weights)
    return float(np.abs(totals - margin.targets)[totals > 0].max(initial=0.0))
