"""How far months since claim tell people apart: beyond it they stand together in the open row of the clock."""

import numpy as np

from esarisk.jit import Floats
from esarisk.kernels.cohort.exits import is_closure
from esarisk.kernels.layout import (
    BASIS_OF,
    BOTH,
    CLOCK_BANDS,
    CONTRIBUTORY,
    CREDITS_ONLY,
    INCOME_RELATED,
    N_BANDS,
    N_BASES,
    N_PLACES,
    STATE_OF,
    UC,
    WITH_UC,
    WRAG,
    WRAG_REVIEW,
    Claims,
    Provision,
    Timetable,
)
from esarisk.names import CLOCK_MONTHS

GOES_ON_TO = {
    CONTRIBUTORY: range(N_BASES),
    BOTH: (BOTH, INCOME_RELATED, WITH_UC, UC),
    INCOME_RELATED: (INCOME_RELATED, UC),
    CREDITS_ONLY: (CREDITS_ONLY,),
    WITH_UC: (WITH_UC, UC),
    UC: (UC,),
}
"""Bases that an award may come to have, by the limit, a top-up or migration, its own among them."""


def told_apart(timetable: Timetable, claims: Claims, provision: Provision) -> Floats:
    """Months since claim below which each place tells people apart; past them nothing differs.

    Months matter while a claim is assessed, up to the contributory limit, where hazards of leaving differ by
    them, where a programme asks for them, and in every place from which people go on to such a one.

    Returns
    -------
    (place,) [months]
    """
    assessed = np.array([is_closure(state) for state in STATE_OF])
    needed = np.maximum(_by_hazards(claims)[STATE_OF], _by_programmes(provision))
    limited = np.isin(STATE_OF, [WRAG, WRAG_REVIEW]) & np.isin(BASIS_OF, [CONTRIBUTORY, BOTH, WITH_UC])
    needed = np.maximum(needed, np.where(limited, timetable.limit_months.max(initial=0.0), 0.0))
    by_basis = [
        needed[~assessed & np.isin(BASIS_OF, list(GOES_ON_TO[basis]))].max() for basis in range(N_BASES)
    ]
    return np.where(assessed, float(CLOCK_MONTHS), np.minimum(np.array(by_basis)[BASIS_OF], CLOCK_MONTHS))


def _by_hazards(claims: Claims) -> Floats:
    """(state,) first month of the last band whose hazard is not that of the band before, in any draw [months]."""
    differs = (np.diff(claims.off_flow, axis=2) != 0.0).any(axis=0)
    firsts = np.array(CLOCK_BANDS[1:N_BANDS], float)
    found: Floats = np.where(differs, firsts, 0.0).max(axis=1)
    return found


def _by_programmes(provision: Provision) -> Floats:
    """(place,) months past which no programme tells months since claim apart [months]."""
    asked = [np.where(provision.eligible > 0.0, part, -1.0) for part in (provision.eligible, provision.rank)]
    differs = np.zeros((N_PLACES, CLOCK_MONTHS + 1), bool)
    for part in asked:
        differs |= (part != part[..., -1:]).any(axis=0)
    months = np.where(differs, np.arange(1, CLOCK_MONTHS + 2), 0).max(axis=1)
    return months.astype(float)
