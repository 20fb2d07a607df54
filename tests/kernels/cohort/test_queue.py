"""The order in which the queue is served: what must hold of any, and what the published figures say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.kernels.cohort.queue import offer, serve, serve_oldest_first, served_share
from esarisk.kernels.layout import BAND_OF, CLOCK_BANDS, N_CLOCK, N_STREAMS
from esarisk.names import QUEUE_ORDERS

ORDERS = range(len(QUEUE_ORDERS))
RANDOM, OLDEST_FIRST, NEW_FIRST = ORDERS
amounts = st.just(0.0) | st.floats(1e-3, 1e6)
streams = st.lists(amounts, min_size=N_STREAMS, max_size=N_STREAMS).map(np.array)
clocks = st.lists(amounts, min_size=N_CLOCK, max_size=N_CLOCK).map(np.array)


def shares(order, capacity, ready):
    """Share served by clock, and those left, when only new claims wait."""
    queue, by_clock, served = (
        np.zeros(N_STREAMS),
        np.zeros((N_STREAMS, N_CLOCK)),
        np.zeros((N_STREAMS, N_CLOCK)),
    )
    queue[0], by_clock[0] = ready.sum(), ready
    serve(order, capacity, queue, by_clock, served)
    return served[0], queue[0]


@pytest.mark.parametrize("order", ORDERS)
@given(streams, clocks)
def test_whoever_is_ready_is_decided_or_left_in_any_order(order, capacity, ready):
    served, left = shares(order, capacity, ready)
    assert ((served >= 0) & (served <= 1)).all()
    np.testing.assert_allclose((ready * served).sum() + left, ready.sum(), rtol=1e-9, atol=1e-6)


@given(streams, clocks)
def test_random_order_and_the_oldest_first_decide_as_many(capacity, ready):
    left = [shares(order, capacity, ready)[1] for order in (RANDOM, OLDEST_FIRST)]
    assert left[0] == left[1]


@given(streams, clocks)
def test_nobody_is_decided_while_somebody_older_waits(capacity, ready):
    served = np.zeros(N_CLOCK)
    serve_oldest_first(capacity[0], ready, served)
    for clock in range(N_CLOCK):
        assert served[clock] == 0.0 or (served[clock + 1 :] == 1.0).all()


@given(streams, streams)
def test_no_order_offers_more_than_there_is(capacity, queue):
    offered = np.zeros(N_STREAMS)
    for order in ORDERS:
        offer(order, capacity, queue, offered)
        assert offered.sum() <= capacity.sum() * (1 + 1e-12)
        assert (offered >= 0).all()


@given(streams, streams)
def test_new_claims_first_leave_others_only_what_they_do_not_need(capacity, queue):
    offered = np.zeros(N_STREAMS)
    offer(NEW_FIRST, capacity, queue, offered)
    assert offered[0] == pytest.approx(min(capacity[:3].sum(), queue[0]))
    assert offered[1:3].sum() <= max(0.0, capacity[:3].sum() - queue[0]) * (1 + 1e-9) + 1e-6


def test_new_claims_first_pass_a_stream_without_capacity_by():
    offered = np.zeros(N_STREAMS)
    offer(NEW_FIRST, np.array([10.0, 0.0, 6.0, 9.0]), np.array([4.0, 50.0, 50.0, 50.0]), offered)
    assert offered.tolist() == [4.0, 0.0, 12.0, 9.0]


CLAIMS, READY = 68_500.0, 2
MONTHS_LATER = 10
"""Claims of July to September 2014 were looked at eight to eleven months on."""


@pytest.fixture(scope="module")
def hazard(library):
    """(clock,) monthly hazard that a claim closes, as in the parameters."""
    parameters = library.parameters
    return np.array(parameters.vector("assessment.closure_hazard", tuple(map(str, CLOCK_BANDS))))[BAND_OF]


def fate(hazard, order, capacity, backlog):
    """Closed, decided and waiting of one month's claims that meet a backlog, some months later [share]."""
    queue = np.zeros(N_CLOCK)
    queue[READY + 1 : READY + 13] = backlog / 12
    waiting, closed, decided = 1.0, 0.0, 0.0
    for clock in range(MONTHS_LATER):
        gone = waiting * (1 - np.exp(-hazard[clock]))
        waiting, closed = waiting - gone, closed + gone
        queue = np.append(0.0, queue[:-1] * np.exp(-hazard[:-1]))
        queue[READY] = CLAIMS * np.exp(-hazard[:READY].sum())
        if clock + 1 >= READY:
            served = shares(order, np.array([capacity, 0.0, 0.0, 0.0]), queue)[0]
            done = waiting * served[clock + 1]
            waiting, decided, queue = waiting - done, decided + done, queue * (1 - served)
    return closed, decided, waiting


PUBLISHED = (0.39, 0.29, 0.32)
BACKLOG, OWN, ALL = 395_000, 33_000, 66_700
"""New claims waiting in April 2014; decisions a month on them, and on every stream."""


def test_random_order_gives_what_is_published_of_a_cohort(hazard):
    assert fate(hazard, RANDOM, OWN, BACKLOG) == pytest.approx(PUBLISHED, abs=0.02)


def test_new_claims_before_all_others_would_have_decided_nearly_half(hazard):
    _, decided, waiting = fate(hazard, NEW_FIRST, ALL, BACKLOG)
    assert decided > PUBLISHED[1] + 0.12
    assert waiting < PUBLISHED[2] - 0.10


def test_the_oldest_first_would_have_left_the_whole_cohort_waiting_or_nobody(hazard):
    assert fate(hazard, OLDEST_FIRST, OWN, BACKLOG)[1] == pytest.approx(0.0, abs=0.01)
    assert fate(hazard, OLDEST_FIRST, ALL, BACKLOG)[2] == pytest.approx(0.0, abs=0.05)


def test_the_served_share_of_nobody_is_nought():
    assert served_share(10.0, 0.0) == 0.0
