"""How claims go: length of completed spells, lifetime cost, and who ever reaches the support group."""

import itertools

import numpy as np
import pandas as pd

from esarisk.analysis.people.histories import SHARES, Followed, half_width
from esarisk.jit import Floats
from esarisk.kernels.layout import ASSESSMENT, BASIS_OF, STATE_OF
from esarisk.names import BASES
from esarisk.policy.periods import year_label

LENGTHS = (1, 3, 6, 12, 24, 36, 48, 60)
"""Months on benefit at which the share still on is told [months]."""


def claims_of(followed: Followed, year: str) -> Floats:
    """(person,) whether a life began with a claim for ESA in a financial year."""
    entry = followed.of_lives("entry").astype(int)
    state = STATE_OF[followed.of_lives("entry_place").astype(int)]
    inside = np.array([year_label(month.start) == year for month in followed.seen.months])
    return (entry >= 0) & inside[np.maximum(entry, 0)] & (state == ASSESSMENT)


def survival(months: Floats, ended: Floats) -> Floats:
    """Share still on benefit after each whole number of months, those not yet ended counted while seen.

    Source: Kaplan and Meier (1958), Nonparametric estimation from incomplete observations.

    Parameters
    ----------
    months : (person,) months on benefit, to the end of the claim or of the run [months]
    ended : (person,) 1 when gone [code]

    Returns
    -------
    (months,) [share]
    """
    longest = int(months.max(initial=0)) + 1
    gone = np.bincount(months[ended > 0], minlength=longest)
    at_risk = len(months) - np.concatenate([[0], np.cumsum(np.bincount(months, minlength=longest))[:-1]])
    hazard = np.divide(gone, at_risk, out=np.zeros(longest), where=at_risk > 0)
    left: Floats = np.cumprod(1.0 - hazard)
    return left


def spell_table(followed: Followed, year: str) -> pd.DataFrame:
    """Share of a year's claims still on benefit after so many months.

    Returns
    -------
    a row for each length: months, still_on [share]
    """
    left = _left(followed, year)
    seen = [length for length in LENGTHS if length < len(left)]
    return pd.DataFrame({"months": seen, "still_on": [float(left[length]) for length in seen]})


def _left(followed: Followed, year: str) -> Floats:
    """Survival of a year's claims."""
    chosen = claims_of(followed, year)
    return survival(followed.of_lives("months")[chosen].astype(int), followed.of_lives("ended")[chosen])


def median_spell(followed: Followed, year: str) -> float:
    """Months after which half of a year's claims have ended; not a number if more than half go on [months]."""
    left = _left(followed, year)
    below = np.flatnonzero(left <= 0.5)  # noqa: PLR2004 - a half
    return float(below[0]) if len(below) else np.nan


def claim_table(followed: Followed, year: str) -> pd.DataFrame:
    """Cost of a claim from its first day to its end or the end of the run, and who reaches the support group.

    Returns
    -------
    a row for all claims and for each basis of the claim: claims [people], cost and its percentiles [GBP, nominal],
    ended [share], ever_support and its half-width [share]
    """
    chosen = claims_of(followed, year)
    basis = np.array(BASES)[BASIS_OF[followed.of_lives("entry_place").astype(int)]]
    names = ["all", *sorted(set(basis[chosen]), key=list(BASES).index)]
    return pd.DataFrame(
        [_claims(followed, name, chosen & ((name == "all") | (basis == name))) for name in names]
    )


def _claims(followed: Followed, name: str, chosen: Floats) -> dict[str, object]:
    """One row of the table of claims."""
    cost = np.concatenate([run.lives.cost[0] for run in followed.runs])[chosen]
    ever = followed.of_lives("ever_support")
    edges = np.cumsum([0, *(len(run.lives.group) for run in followed.runs)])
    parts = [ever[a:b][chosen[a:b]] for a, b in itertools.pairwise(edges)]
    shares = np.array([part.mean() for part in parts if len(part)])
    return {
        "basis": name,
        "claims": len(cost) / followed.share,
        "cost": float(cost.mean()),
        **{f"p{100 * q:.0f}": float(np.quantile(cost, q)) for q in SHARES},
        "ended": float(followed.of_lives("ended")[chosen].mean()),
        "ever_support": float(ever[chosen].mean()),
        "half_width": half_width(shares),
    }
