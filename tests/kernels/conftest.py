"""Small made-up inputs of the cohort kernel, and its door."""

import numpy as np
import pytest

from esarisk.kernels.cohort.project import project
from esarisk.kernels.layout import (
    FIRST_CLOCK,
    N_BANDS,
    N_BASES,
    N_CLOCK,
    N_DESTINATIONS,
    N_LINES,
    N_OUTCOME_ROWS,
    N_OUTCOMES,
    N_PLACES,
    N_STATES,
    N_STREAMS,
    N_TERMS,
    OFF_MONTHS,
    PLACE_OF,
    STATE_OF,
    Claims,
    Timetable,
    empty_totals,
    no_provision,
)

AGES = 3
ROWS = N_STATES + 2
NEVER = 10**6
NOBODY_MOVES = dict.fromkeys(
    (
        "pension_exit",
        "mortality",
        "claims",
        "off_flow",
        "capacity",
        "referral",
        "reconsidered",
        "appealed",
        "worsening",
        "top_up",
        "migration",
        "return_share",
        "limit_months",
    ),
    0.0,
)


def shares(luck, *shape):
    """Positive numbers that sum to one over the last axis."""
    weights = luck.exponential(size=shape)
    return weights / weights.sum(axis=-1, keepdims=True)


def now_and_then(luck, most, *shape):
    """Numbers up to a most, half of them nought."""
    return np.where(luck.random(shape) < 0.5, luck.uniform(0.0, most, shape), 0.0)


def start_shape(luck, groups):
    """(place, clock, group) people in a few cells of every place, one in each state."""
    shape = luck.exponential(size=(N_PLACES, N_CLOCK, groups))
    shape[luck.random((N_PLACES, N_CLOCK)) < 0.9] = 0.0
    for place in range(N_PLACES):
        shape[place, : FIRST_CLOCK[place]] = 0.0
        shape[place, N_CLOCK - 1] += 0.1
    for state in range(N_STATES):
        shape[state == STATE_OF] /= shape[state == STATE_OF].sum()
    return shape


def made_up_timetable(luck, groups, months):
    """A timetable with every place in use, and pension age inside the horizon."""
    pension = np.where(luck.random((months, groups)) < 0.2, luck.random((months, groups)), 0.0)
    pension[max(months - 3, 0), 0] = 1.0
    return Timetable(
        on_flow_shape=luck.dirichlet(np.ones(groups), months),
        pension_exit=pension,
        mortality=luck.uniform(0.0, 0.01, (months, groups)),
        age_class=luck.integers(0, AGES, (months, groups)).astype(float),
        year_of=(np.arange(months) // 12).astype(float),
        weeks=luck.choice([28, 29, 30, 31], months) / 7,
        start_shape=start_shape(luck, groups),
        told_apart=np.full(N_PLACES, float(N_CLOCK - 1)),
        limit_months=luck.choice([0.0, 0.0, 3.0, 12.0, 12.0, 24.0], months),
        reconsideration=(np.arange(months) >= luck.integers(0, months)).astype(float),
        terms_from=np.sort(luck.integers(-6, months, N_TERMS - 1)).astype(float),
        uc_terms_from=np.sort(luck.integers(-6, months, N_TERMS - 1)).astype(float),
        order=np.zeros(months),
        minimum_wait=int(luck.integers(0, 4)),
        arrears_from=int(luck.integers(0, 6)),
        top_up_weeks=float(luck.uniform(0.0, 100.0)),
    )


def hazards(luck, draws):
    """(draw, state, band) even over the clock in about half of the states, of which some nought."""
    uneven = luck.uniform(0.0, 0.5, (draws, N_STATES, N_BANDS))
    even = now_and_then(luck, 0.3, draws, N_STATES, 1)
    return np.where(luck.random((draws, N_STATES, 1)) < 0.5, uneven, even)


def made_up_claims(luck, months, draws, scenarios):
    """What draws may change: hazards up to a half, capacity that sometimes binds."""
    return Claims(
        start_stock=luck.uniform(1e3, 1e5, (draws, N_STATES)),
        claims=luck.uniform(0.0, 5e3, (draws, months)),
        claim_basis=shares(luck, draws, months, N_BASES),
        off_flow=hazards(luck, draws),
        off_flow_factor=luck.uniform(0.5, 1.5, (draws, months)),
        age_multiplier=luck.uniform(0.5, 1.5, (draws, AGES)),
        mortality_ratio=luck.uniform(0.0, 6.0, (draws, N_STATES)),
        interview_wait=np.zeros((draws, months)),
        capacity=luck.uniform(0.0, 3e4, (draws, N_STREAMS, months)),
        outcome=shares(luck, draws, N_OUTCOME_ROWS, months, N_OUTCOMES),
        referral=now_and_then(luck, 0.3, draws, N_STATES, months),
        dispute=luck.uniform(0.0, 1.0, (draws, months)),
        reconsidered=luck.uniform(0.1, 0.9, (draws, 3)),
        appealed=luck.uniform(0.1, 0.9, (draws, months, 2)),
        worsening=now_and_then(luck, 0.1, draws, months),
        top_up=now_and_then(luck, 0.2, draws, months),
        migration=now_and_then(luck, 0.3, draws, months),
        return_share=luck.uniform(0.0, 0.5, (draws, OFF_MONTHS)),
        destination=shares(luck, draws, ROWS, N_DESTINATIONS),
        after_limit=shares(luck, draws, 3),
        award=luck.uniform(0.0, 150.0, (draws, scenarios, months, N_PLACES, N_LINES)),
        arrears=luck.uniform(0.0, 60.0, (draws, scenarios, months, N_PLACES)),
    )


def changed(record, fields):
    """The record with its own fields among those given replaced, spread over their shape."""
    mine = {}
    for name in fields.keys() & set(record._fields):
        old = getattr(record, name)
        whole = isinstance(old, np.ndarray)
        mine[name] = (
            np.array(np.broadcast_to(fields[name], old.shape), float, order="C") if whole else fields[name]
        )
    return record._replace(**mine)


@pytest.fixture(scope="session")
def make():
    """Inputs from a seed; any field can be replaced by name."""

    def inputs(seed, groups=2, months=14, draws=1, scenarios=1, **fields):
        luck = np.random.default_rng(seed)
        timetable = made_up_timetable(luck, groups, months)
        claims = made_up_claims(luck, months, draws, scenarios)
        assert fields.keys() <= {*Timetable._fields, *Claims._fields}
        return changed(timetable, fields), changed(claims, fields)

    return inputs


def in_order(record):
    """The record with every array laid out in order: one compiled kernel serves them all."""
    return type(record)(
        *(np.require(a, requirements="CW") if isinstance(a, np.ndarray) else a for a in record)
    )


@pytest.fixture(scope="session")
def run():
    """Totals of a projection."""

    def totals(timetable, claims, provision=None):
        months, groups = timetable.on_flow_shape.shape
        draws, scenarios = claims.award.shape[:2]
        years = int(timetable.year_of.max()) + 1
        provision = provision or no_provision(draws, months)
        found = empty_totals(draws, scenarios, years, months, groups, len(provision.eligible))
        project(in_order(timetable), in_order(claims), in_order(provision), found)
        return found

    return totals


@pytest.fixture(scope="session")
def still(make):
    """Inputs in which nobody comes, goes or moves; fields can be replaced."""

    def inputs(seed=0, **fields):
        return make(seed, **{**NOBODY_MOVES, "dispute": 0.0, **fields})

    return inputs


@pytest.fixture(scope="session")
def one_cell(still):
    """Nobody moves and everybody starts in one cell of group 0; one year a month."""

    def inputs(state, basis, clock=0, terms=0, months=8, **fields):
        shape = np.zeros((N_PLACES, N_CLOCK, 2))
        shape[PLACE_OF[state, basis, terms], clock, 0] = 1.0
        start = np.where(np.arange(N_STATES) == state, 1000.0, 0.0)
        given = {"start_shape": shape, "start_stock": start, "year_of": np.arange(months), **fields}
        return still(months=months, **given)

    return inputs
