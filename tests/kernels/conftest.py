"""Small made-up inputs of the cohort kernel, and its door."""

import numpy as np
import pytest

from esarisk.kernels.cohort import project
from esarisk.kernels.layout import (
    N_BANDS,
    N_BASES,
    N_CLOCK,
    N_DESTINATIONS,
    N_LINES,
    N_OUTCOMES,
    N_PHASES,
    N_PLACES,
    Claims,
    Timetable,
    empty_totals,
)
from esarisk.names import CLOCK_MONTHS

AGES = 3
ROWS = N_PHASES + 2
NEVER = 10**6


def shares(luck, *shape):
    """Positive numbers that sum to one over the last axis."""
    weights = luck.exponential(size=shape)
    return weights / weights.sum(axis=-1, keepdims=True)


def made_up_timetable(luck, groups, months):
    """A timetable with every place and clock in use, and pension age inside the horizon."""
    pension = np.where(luck.random((groups, months)) < 0.3, luck.random((groups, months)), 0.0)
    pension[0, months - 3] = 1.0
    shape = luck.exponential(size=(groups, N_PLACES, N_CLOCK))
    shape[luck.random((groups, N_PLACES)) < 0.2] = 0.0
    return Timetable(
        on_flow_shape=luck.dirichlet(np.ones(groups), months).T,
        pension_exit=pension,
        mortality=luck.uniform(0.0, 0.01, (groups, months)),
        age_class=luck.integers(0, AGES, (groups, months)).astype(float),
        year_of=(np.arange(months) // 12).astype(float),
        weeks=luck.choice([28, 29, 30, 31], months) / 7,
        start_shape=shape / shape.sum(),
        limit_months=np.zeros(months),
        later_terms_from=NEVER,
        minimum_wait=int(luck.integers(0, 4)),
        arrears_from=int(luck.integers(0, 6)),
    )


def made_up_claims(luck, months, draws, scenarios):
    """What draws may change: hazards up to a half, capacity that sometimes binds."""
    return Claims(
        start_stock=luck.uniform(1e3, 1e5, (draws, N_PHASES)),
        claims=luck.uniform(0.0, 5e3, (draws, months)),
        claim_basis=shares(luck, draws, N_BASES),
        off_flow=luck.uniform(0.0, 0.5, (draws, N_PHASES, N_BANDS)),
        off_flow_factor=luck.uniform(0.5, 1.5, (draws, months)),
        age_multiplier=luck.uniform(0.5, 1.5, (draws, AGES)),
        mortality_ratio=luck.uniform(0.0, 6.0, (draws, N_PHASES)),
        capacity=luck.uniform(0.0, 2e4, (draws, 2, months)),
        outcome=shares(luck, draws, 2, months, N_OUTCOMES),
        destination=shares(luck, draws, ROWS, N_DESTINATIONS),
        after_limit=shares(luck, draws, 3),
        award=luck.uniform(0.0, 150.0, (draws, scenarios, months, N_PLACES, N_LINES)),
        arrears=luck.uniform(0.0, 60.0, (draws, scenarios, months, N_PLACES)),
    )


@pytest.fixture(scope="session")
def make():
    """Inputs from a seed; any field can be replaced by name."""

    def inputs(seed, groups=3, months=16, draws=2, scenarios=2, **fields):
        luck = np.random.default_rng(seed)
        timetable = made_up_timetable(luck, groups, months)
        claims = made_up_claims(luck, months, draws, scenarios)
        for name, value in fields.items():
            old = getattr(timetable, name, None)
            new = np.broadcast_to(value, np.shape(old)).copy() if np.ndim(old) else value
            if name in Timetable._fields:
                timetable = timetable._replace(**{name: new})
            else:
                filled = np.broadcast_to(value, getattr(claims, name).shape).astype(float)
                claims = claims._replace(**{name: np.ascontiguousarray(filled)})
        return timetable, claims

    return inputs


@pytest.fixture(scope="session")
def run():
    """Totals of a projection."""

    def totals(timetable, claims):
        groups, months = timetable.on_flow_shape.shape
        draws, scenarios = claims.award.shape[:2]
        years = int(timetable.year_of.max()) + 1
        found = empty_totals(draws, scenarios, years, months, groups)
        project(timetable, claims, found)
        return found

    return totals


@pytest.fixture(scope="session")
def still(make):
    """Inputs in which nobody comes or goes and nothing is decided; fields can be replaced."""

    def inputs(seed=0, **fields):
        nothing = dict.fromkeys(("pension_exit", "mortality", "claims", "off_flow", "capacity"), 0.0)
        return make(seed, **{**nothing, **fields})

    return inputs


@pytest.fixture(scope="session")
def one_cell(still):
    """Nobody moves and everybody starts in one cell of group 0."""

    def inputs(place, clock, **fields):
        shape = np.zeros((3, N_PLACES, N_CLOCK))
        shape[0, place, min(clock, CLOCK_MONTHS)] = 1.0
        return still(start_shape=shape, **fields)

    return inputs
