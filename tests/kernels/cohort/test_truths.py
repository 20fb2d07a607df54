"""What must hold of the cohort kernel whatever its inputs, on made-up and on real ones."""

from itertools import pairwise

import numpy as np
import pytest

from esarisk.kernels.layout import (
    END,
    IN,
    N_BASES,
    OUT,
    START,
    Claims,
)
from esarisk.names import LINES, PHASES, QUEUES, STREAMS

ARREARS = LINES.index("arrears")
STREAM_QUEUES = [QUEUES.index(queue) for queue in ("new", "repeat", "legacy")]
real = pytest.mark.slow  # the real inputs are too many for an uncompiled kernel


def in_equals_out(totals):
    balance = totals.balance
    left = balance[..., START] + balance[..., IN] - balance[..., OUT] - balance[..., END]
    scale = balance[..., START] + balance[..., IN] + 1.0
    assert np.abs(left / scale).max() < 1e-9


def of_phase(totals, phase):
    """(draw, month) stock of a phase."""
    first = PHASES.index(phase) * N_BASES
    return totals.stock[..., first : first + N_BASES].sum(axis=-1)


def same(left, right):
    return all(np.array_equal(a, b) for a, b in zip(left, right, strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_people_in_equal_people_out_for_every_group(make, run, seed):
    in_equals_out(run(*make(seed)))


@real
def test_people_in_equal_people_out_for_every_real_group(run, fixed, drawn):
    in_equals_out(run(fixed, drawn))


@real
def test_the_real_stock_at_the_end_is_start_plus_flows(run, fixed, drawn):
    totals = run(fixed, drawn)
    off = totals.off_flow.sum(axis=(1, 2, 3))
    on = totals.on_flow.sum(axis=(1, 2))
    unpaid = totals.waiting[:, -1, QUEUES.index("reconsideration")]
    assert totals.stock[:, -1].sum(axis=1) + unpaid == pytest.approx(
        drawn.start_stock.sum(axis=1) + on - off, rel=1e-9
    )


@real
def test_no_real_stock_or_flow_is_negative(run, fixed, drawn):
    totals = run(fixed, drawn)
    assert all((array >= -1e-9).all() for array in totals)
    assert (totals.stock >= 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_no_stock_or_flow_is_negative(make, run, seed):
    totals = run(*make(seed, migration=1.0, top_up=1.0, worsening=1.0, return_share=1.0))
    assert (totals.stock >= -1e-9).all()
    assert all((array >= -1e-9).all() for array in totals)


def test_no_stock_or_flow_is_negative_when_capacity_and_pension_age_take_everybody(make, run):
    totals = run(*make(1, capacity=1e12, pension_exit=1.0, limit_months=6.0))
    assert (totals.stock == 0).all()
    assert all((array >= -1e-9).all() for array in totals)


def test_nothing_moves_when_every_hazard_and_rule_is_nought(still, run):
    totals = run(*still())
    assert (totals.off_flow == 0).all()
    assert (totals.on_flow == 0).all()
    assert (totals.decisions == 0).all()
    np.testing.assert_allclose(
        totals.stock, np.broadcast_to(totals.stock[:, :1], totals.stock.shape), rtol=1e-13
    )


def test_more_off_flow_never_leaves_more_people(make, run):
    timetable, claims = make(3, return_share=0.0)
    faster = claims._replace(off_flow=claims.off_flow * 1.2)
    slow, fast = run(timetable, claims), run(timetable, faster)
    assert (fast.balance[..., END] <= slow.balance[..., END]).all()


def test_an_exit_hazard_of_one_state_takes_people_from_its_own_phase_alone(still, run):
    for state in range(12):
        hazard = (np.arange(12) == state)[None, :, None] * 0.1
        off = run(*still(off_flow=hazard, mortality=0.0)).off_flow.sum(axis=(0, 1, 3))
        assert np.count_nonzero(off) == 1


# --- the queue -----------------------------------------------------------------------------------


def test_endless_capacity_leaves_nobody_past_the_minimum_wait_waiting(make, run):
    until = np.where(np.arange(14) < 8, 1000.0, 0.0)
    timetable, claims = make(4, minimum_wait=2, capacity=1e12, claims=until)
    totals = run(timetable, claims)
    for phase in ("assessment", "uc_assessment"):
        waiting = of_phase(totals, phase)
        assert (waiting[:, :8] > 0).all()
        assert (waiting[:, 10:] == 0).all()
    assert (totals.waiting[..., STREAM_QUEUES] == 0).all()


def test_endless_capacity_leaves_nobody_called_on_incapacity_benefits(make, run):
    assert (of_phase(run(*make(4, capacity=1e12, referral=1.0)), "legacy") == 0).all()


def test_nobody_is_decided_without_capacity(make, run):
    totals = run(*make(5, capacity=0.0, top_up=0.0))
    assert (totals.decisions == 0).all()
    assert (totals.decided == 0).all()
    assert (totals.spending[..., ARREARS] == 0).all()


def test_decisions_of_a_month_never_exceed_its_capacity(make, run):
    timetable, claims = make(6)
    decided = run(timetable, claims).decided
    assert (decided <= np.swapaxes(claims.capacity, 1, 2) * (1 + 1e-12)).all()


def test_a_binding_capacity_is_used_to_the_full(make, run):
    timetable, claims = make(6, capacity=5.0, pension_exit=0.0, referral=0.2)
    assert run(timetable, claims).decided == pytest.approx(5.0, rel=1e-12)


QUIET = dict.fromkeys(
    ("mortality", "pension_exit", "worsening", "top_up", "migration", "limit_months", "return_share"), 0.0
)


@pytest.mark.parametrize(
    ("queue", "phase", "states"), [("legacy", "legacy", [0, 1]), ("repeat", "support", [4, 6])]
)
def test_waiting_before_and_referred_is_decided_waiting_after_and_exits(make, run, queue, phase, states):
    """Hazards are even, so that exits of a month follow from its opening stock."""
    holding, waiting_state = states
    referral = np.zeros((1, 12, 14))
    referral[:, holding] = np.linspace(0.0, 0.4, 14)
    hazard = (np.arange(12) == holding) * 0.05 + (np.arange(12) == waiting_state) * 0.08
    only = np.where(np.isin(np.arange(12), states), 5e4, 0.0)
    given = {"referral": referral, "off_flow": hazard[:, None], "start_stock": only, "claims": 0.0}
    timetable, claims = make(
        8, **{**QUIET, **given}, off_flow_factor=1.0, age_multiplier=1.0, capacity=2e3, dispute=0.0,
        outcome=[1.0, 0.0, 0.0],
    )  # fmt: skip
    totals = run(timetable, claims)
    waiting = np.append(5e4, totals.waiting[0, :, QUEUES.index(queue)])
    held = np.append(5e4, of_phase(totals, phase)[0] - waiting[1:])
    stream = totals.decided[0, :, STREAMS.index(queue)]
    exits = waiting[:-1] * (1 - np.exp(-0.08))
    referred = held[:-1] * np.exp(-0.05) * claims.referral[0, holding]
    np.testing.assert_allclose(waiting[:-1] + referred, stream + waiting[1:] + exits, rtol=1e-12)
    assert (stream > 0).all()


def test_new_claims_waiting_are_those_ready_less_those_decided(make, run):
    given = {"minimum_wait": 0, "off_flow": 0.03, "capacity": 700.0}
    timetable, claims = make(8, **{**QUIET, **given})
    totals = run(timetable, claims)
    standing = np.append(claims.start_stock[0, 2], of_phase(totals, "assessment")[0])
    ready = standing[:-1] * np.exp(-0.03)
    assert totals.waiting[0, :, 0] == pytest.approx(ready - totals.decided[0, :, 0], rel=1e-12)
    fresh = claims.claims[0] * claims.claim_basis[0, :, :5].sum(axis=1)
    assert totals.waiting[0, :, 0] == pytest.approx(standing[1:] - fresh, rel=1e-12)


@real
def test_more_capacity_never_means_fewer_decisions_so_far(run, fixed, central):
    sizes = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 10.0)
    decided = [
        run(fixed, central._replace(capacity=central.capacity * size))
        .decided[..., [STREAMS.index("new"), STREAMS.index("legacy")]]
        .cumsum(axis=1)
        for size in sizes
    ]
    assert all((more >= less - 1e-6).all() for less, more in pairwise(decided))


@real
def test_more_capacity_for_new_claims_never_means_more_of_them_waiting(run, fixed, central):
    sizes = (0.5, 0.9, 1.0, 1.1, 2.0)
    waiting = [
        run(fixed, central._replace(capacity=central.capacity * size)).waiting[..., 0] for size in sizes
    ]
    assert all((more <= less + 1e-6).all() for less, more in pairwise(waiting))


@pytest.mark.parametrize("stream", range(4))
def test_capacity_of_one_stream_does_not_touch_decisions_of_new_claims_and_legacy(make, run, stream):
    timetable, claims = make(7, capacity=900.0, referral=0.1, return_share=0.0)
    capacity = claims.capacity.copy()
    capacity[:, stream] /= 100
    much, little = run(timetable, claims), run(timetable, claims._replace(capacity=capacity))
    for other in {0, 2} - {stream}:
        assert (much.decided[..., other] == little.decided[..., other]).all()
    assert (much.decided[..., stream].sum(axis=1) > little.decided[..., stream].sum(axis=1)).all()


# --- groups, sizes, parts ------------------------------------------------------------------------


def split(array):
    """Group 0 in two unequal parts that stand first and last."""
    return np.concatenate([array[..., :1] * 0.3, array[..., 1:], array[..., :1] * 0.7], axis=-1)


def copied(array):
    return np.concatenate([array, array[..., :1]], axis=-1)


@pytest.mark.parametrize("seed", [8, 9])
def test_splitting_a_group_and_adding_it_up_changes_nothing(make, run, seed):
    timetable, claims = make(seed)
    halves = timetable._replace(
        on_flow_shape=split(timetable.on_flow_shape),
        start_shape=split(timetable.start_shape),
        pension_exit=copied(timetable.pension_exit),
        mortality=copied(timetable.mortality),
        age_class=copied(timetable.age_class),
    )
    whole, parts = run(timetable, claims), run(halves, claims)
    by_group = {
        "caseload_by_group": 3,
        "spending_by_group": 4,
        "balance": 1,
        "flows": 3,
        "standing": 3,
        "sanctions": 3,
    }
    for name in whole._fields:
        one, axis = getattr(parts, name), by_group.get(name)
        if axis:
            last = one.take(-1, axis)
            one = np.delete(one, -1, axis)
            one[(slice(None),) * axis + (0,)] += last
        np.testing.assert_allclose(one, getattr(whole, name), rtol=1e-10, atol=1e-8)


def doubled(claims):
    return claims._replace(
        start_stock=claims.start_stock * 2, claims=claims.claims * 2, capacity=claims.capacity * 2
    )


def twice(two, one):
    """Everything is doubled but the share of each queue that is served."""
    shares = {"served"}
    return all(
        np.array_equal(getattr(two, name), getattr(one, name) * (1 if name in shares else 2))
        for name in one._fields
    )


def test_doubling_people_and_capacities_doubles_everything_to_the_bit(make, run):
    timetable, claims = make(9)
    assert twice(run(timetable, doubled(claims)), run(timetable, claims))


@real
def test_doubling_real_people_and_capacities_doubles_everything_to_the_bit(run, fixed, central):
    assert twice(run(fixed, doubled(central)), run(fixed, central))


def parts_make_the_whole(timetable, totals):
    draws, scenarios, years = totals.spending.shape[:3]
    by_phase = totals.spending.sum(axis=-1).reshape(draws, scenarios, years, -1, N_BASES).sum(axis=-1)
    np.testing.assert_allclose(totals.spending_by_group.sum(axis=-1), by_phase, rtol=1e-10, atol=1e-6)
    people = totals.caseload.reshape(draws, years, -1, N_BASES).sum(axis=-1)
    np.testing.assert_allclose(totals.caseload_by_group.sum(axis=-1), people, rtol=1e-10, atol=1e-6)
    np.testing.assert_allclose(totals.off_flow.sum(axis=(1, 2, 3)), totals.balance[..., OUT].sum(axis=1))
    np.testing.assert_allclose(totals.on_flow.sum(axis=(1, 2)), totals.balance[..., IN].sum(axis=1))
    flows = totals.flows.sum(axis=1)
    np.testing.assert_allclose(flows[:, 0], totals.balance[..., IN])
    np.testing.assert_allclose(flows[:, 1:].sum(axis=1), totals.balance[..., OUT], rtol=1e-10)
    for year in range(years):
        inside = timetable.year_of == year
        spent = totals.spending[:, :, year].sum(axis=2)
        np.testing.assert_allclose(totals.monthly[:, :, inside].sum(axis=2), spent, rtol=1e-10)
        decided = totals.decisions[:, year].sum(axis=-1)
        np.testing.assert_allclose(totals.decided[:, inside].sum(axis=1), decided, rtol=1e-10)


def test_months_make_years_and_groups_make_the_whole(make, run):
    timetable, claims = make(10, months=16, scenarios=2)
    parts_make_the_whole(timetable, run(timetable, claims))


@real
def test_real_months_make_years_and_real_groups_make_the_whole(run, fixed, drawn):
    parts_make_the_whole(fixed, run(fixed, drawn))


def test_a_years_caseload_is_the_mean_of_its_monthly_means(one_cell, run):
    given = {"months": 12, "year_of": 0.0, "off_flow": 0.1, "off_flow_factor": 1.0, "age_multiplier": 1.0}
    totals = run(*one_cell(4, 0, **given))
    stood = 1000 * np.exp(-0.1 * np.arange(13))
    assert totals.caseload[0, 0].sum() == pytest.approx(((stood[:-1] + stood[1:]) / 2).mean(), rel=1e-12)


def test_scenarios_share_their_people_and_differ_in_money_alone(make, run):
    timetable, claims = make(12, scenarios=2)
    award, arrears = claims.award.copy(), claims.arrears.copy()
    award[:, 1], arrears[:, 1] = 2 * award[:, 0], 2 * arrears[:, 0]
    totals = run(timetable, claims._replace(award=award, arrears=arrears))
    for money in (totals.spending, totals.monthly, totals.spending_by_group):
        assert np.array_equal(money[:, 1], 2 * money[:, 0])


def test_a_draw_of_many_is_the_draw_alone_to_the_bit(make, run):
    timetable, claims = make(13, draws=3)
    alone = Claims(*(np.ascontiguousarray(array[1:2]) for array in claims))
    assert same(run(timetable, alone), (array[1:2] for array in run(timetable, claims)))


@pytest.mark.parametrize("even", [True, False])
def test_everybody_stands_in_one_cell_of_the_clock_each_month(one_cell, run, even):
    """With everybody in one cell, the even and the uneven paths say the same as one exponential."""
    bands = np.full(8, 0.05)
    bands[-1] += 0.0 if even else 1e-15
    given = {"off_flow": bands, "off_flow_factor": 1.0, "age_multiplier": 1.0}
    totals = run(*one_cell(4, 0, 0, **given))
    assert totals.stock[0].sum(axis=-1) == pytest.approx(1000 * np.exp(-0.05 * np.arange(1, 9)), rel=1e-12)
