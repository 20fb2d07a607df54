"""How many of a month's claims have left 65 weeks later: limits, and closures beside their formula."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from esarisk.engine.claims.published_quantities import MONTHS_OF_SURVIVAL, Measured
from esarisk.kernels.layout import (
    ASSESSMENT,
    BAND_OF,
    N_BANDS,
    N_CLOCK,
    N_OUTCOME_ROWS,
    N_OUTCOMES,
    N_STATES,
    N_STREAMS,
    NEW,
    SUPPORT,
    TO_SUPPORT,
    TO_WRAG,
)
from esarisk.policy.periods import period

MONTHS = 24
DECIDED_AT = 4
"""Months since claim at which those who still wait are decided."""


def left(closure=0.0, decided=1.0, support=0.0, wrag=0.0, exit_hazard=0.0, disputed=0.0, heard=0.0, won=0.0):
    """Of claims of January 2010, gone after 65 weeks."""
    hazard = np.zeros((1, N_STATES, N_BANDS))
    hazard[:, ASSESSMENT], hazard[:, SUPPORT] = closure, exit_hazard
    outcome = np.zeros((1, N_OUTCOME_ROWS, MONTHS, N_OUTCOMES))
    outcome[..., TO_SUPPORT], outcome[..., TO_WRAG] = support, wrag
    served = np.zeros((1, MONTHS, N_STREAMS, N_CLOCK))
    served[:, :, NEW, DECIDED_AT] = decided
    claims = SimpleNamespace(
        off_flow=hazard,
        outcome=outcome,
        dispute=np.full((1, MONTHS), disputed),
        appealed=np.broadcast_to([heard, won], (1, MONTHS, 2)),
    )
    months = [SimpleNamespace(start=date(2010 + m // 12, m % 12 + 1, 1)) for m in range(MONTHS)]
    seen, timetable = SimpleNamespace(months=months), SimpleNamespace(minimum_wait=2)
    measured = Measured(seen, timetable, claims, SimpleNamespace(served=served))
    return measured.quantity("claims_left", period("2010-01"))[0]


def test_nobody_leaves_who_neither_closes_nor_is_decided():
    assert left(decided=0.0) == 0


def test_closures_alone_follow_their_hazards():
    closure = np.linspace(0.2, 0.01, N_BANDS)
    months = BAND_OF[np.arange(MONTHS_OF_SURVIVAL)]
    assert left(closure=closure, decided=0.0) == pytest.approx(1 - np.exp(-closure[months].sum()))


def test_everybody_found_fit_who_does_not_dispute_has_left():
    assert left(support=1e-12, disputed=0.0) == pytest.approx(1)


def test_an_appeal_never_heard_keeps_its_award():
    assert left(support=1e-12, disputed=1.0, heard=0.0) == pytest.approx(0)


def test_an_appeal_heard_is_won_into_a_group_or_lost():
    assert left(support=1e-12, disputed=1.0, heard=1.0, won=0.4) == pytest.approx(0.6)


def test_a_group_is_left_by_its_own_hazard():
    months = MONTHS_OF_SURVIVAL - DECIDED_AT
    assert left(support=1.0, exit_hazard=0.02) == pytest.approx(1 - np.exp(-0.02 * months))


def test_who_is_placed_in_either_group_stays():
    assert left(support=0.3, wrag=0.2) == pytest.approx(0.5)
