"""What must hold of the cohort kernel whatever its inputs, on made-up and on real ones."""

from itertools import pairwise

import numpy as np
import pytest

from esarisk.kernels.layout import (
    ASSESSMENT,
    BOTH,
    CONTRIBUTORY,
    CREDITS_ONLY,
    END,
    FIT,
    IN,
    INCOME_RELATED,
    LEGACY,
    LINES,
    N_BASES,
    N_PLACES,
    OUT,
    START,
    SUPPORT,
    WRAG,
)

ARREARS = LINES.index("arrears")
real = pytest.mark.slow  # the real inputs are too many for an uncompiled kernel


def in_equals_out(totals):
    balance = totals.balance
    left = balance[..., START] + balance[..., IN] - balance[..., OUT] - balance[..., END]
    scale = balance[..., START] + balance[..., IN] + 1.0
    assert np.abs(left / scale).max() < 1e-9


def of_phase(totals, phase):
    """(draw, month) stock of a phase."""
    return totals.stock[..., phase * N_BASES : (phase + 1) * N_BASES].sum(axis=-1)


@pytest.mark.parametrize("limit", [0.0, 12.0])
def test_people_in_equal_people_out_for_every_group(make, run, limit):
    for seed in range(3):
        in_equals_out(run(*make(seed, limit_months=limit)))


@real
def test_people_in_equal_people_out_for_every_real_group(run, fixed, drawn):
    in_equals_out(run(fixed, drawn))


@real
def test_the_real_stock_at_the_end_is_start_plus_flows(run, fixed, drawn):
    totals = run(fixed, drawn)
    off = totals.off_flow.sum(axis=(1, 2, 3))
    on = totals.on_flow.sum(axis=(1, 2))
    assert totals.stock[:, -1].sum(axis=1) == pytest.approx(
        drawn.start_stock.sum(axis=1) + on - off, rel=1e-9
    )


@real
def test_no_real_stock_or_flow_is_negative(run, fixed, drawn):
    totals = run(fixed, drawn)
    assert all((array >= -1e-9).all() for array in totals)
    assert (totals.stock >= 0).all()


def test_no_stock_or_flow_is_negative_when_capacity_and_pension_age_take_everybody(make, run):
    totals = run(*make(1, capacity=1e12, pension_exit=1.0, limit_months=6.0))
    assert (totals.stock >= 0).all()
    assert all((array >= -1e-9).all() for array in totals)


def test_nothing_moves_when_every_hazard_is_nought(still, run):
    totals = run(*still())
    assert (totals.off_flow == 0).all()
    assert (totals.decisions == 0).all()
    np.testing.assert_allclose(
        totals.stock, np.broadcast_to(totals.stock[:, :1], totals.stock.shape), rtol=1e-13
    )


def test_more_off_flow_never_leaves_more_people(make, run):
    timetable, claims = make(3)
    faster = claims._replace(off_flow=claims.off_flow * 1.2)
    slow, fast = run(timetable, claims), run(timetable, faster)
    assert (fast.stock.sum(axis=-1) <= slow.stock.sum(axis=-1)).all()


def test_endless_capacity_leaves_nobody_past_the_minimum_wait_waiting(make, run):
    claims_until = np.where(np.arange(16) < 8, 1000.0, 0.0)
    timetable, claims = make(4, minimum_wait=2, capacity=1e12, claims=claims_until)
    waiting = of_phase(run(timetable, claims), ASSESSMENT)
    assert (waiting[:, :8] > 0).all()
    assert (waiting[:, 9:] == 0).all()


def test_endless_capacity_leaves_nobody_on_incapacity_benefits(make, run):
    assert (of_phase(run(*make(4, capacity=1e12)), LEGACY) == 0).all()


def test_no_capacity_decides_nobody(make, run):
    totals = run(*make(5, capacity=0.0))
    assert (totals.decisions == 0).all()
    assert (totals.spending[..., ARREARS] == 0).all()


def test_decisions_of_a_month_never_exceed_its_capacity(make, run):
    timetable, claims = make(6, year_of=np.arange(16.0))
    decided = run(timetable, claims).decisions.sum(axis=-1)
    assert (decided <= np.swapaxes(claims.capacity, 1, 2) * (1 + 1e-12)).all()


def test_a_binding_capacity_is_used_to_the_full(make, run):
    timetable, claims = make(6, year_of=np.arange(16.0), capacity=5.0, pension_exit=0.0)
    assert run(timetable, claims).decisions.sum(axis=-1) == pytest.approx(5.0, rel=1e-12)


@real
def test_more_capacity_never_means_fewer_decisions_so_far(run, fixed, central):
    sizes = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 10.0)
    decided = [
        run(fixed, central._replace(capacity=central.capacity * size)).decisions.sum(axis=-1).cumsum(axis=1)
        for size in sizes
    ]
    assert all((more >= less - 1e-6).all() for less, more in pairwise(decided))


def test_capacity_of_one_stream_does_not_touch_the_others_decisions(make, run):
    timetable, claims = make(7)
    capacity = claims.capacity.copy()
    capacity[:, 1] /= 100
    much, little = run(timetable, claims), run(timetable, claims._replace(capacity=capacity))
    assert (much.decisions[:, :, 0] == little.decisions[:, :, 0]).all()
    assert (much.decisions[:, 0, 1].sum(axis=-1) > little.decisions[:, 0, 1].sum(axis=-1)).all()


def split(array):
    """Group 0 in two unequal parts that stand first and last."""
    return np.concatenate([array[:1] * 0.3, array[1:], array[:1] * 0.7])


def copied(array):
    return np.concatenate([array, array[:1]])


def test_splitting_a_group_and_adding_it_up_changes_nothing(make, run):
    timetable, claims = make(8, limit_months=12.0)
    halves = timetable._replace(
        on_flow_shape=split(timetable.on_flow_shape),
        start_shape=split(timetable.start_shape),
        pension_exit=copied(timetable.pension_exit),
        mortality=copied(timetable.mortality),
        age_class=copied(timetable.age_class),
    )
    whole, parts = run(timetable, claims), run(halves, claims)
    for name in ("caseload", "spending", "on_flow", "off_flow", "decisions", "stock"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), rtol=1e-11, atol=1e-9)
    for name, axis in (("caseload_by_group", 2), ("spending_by_group", 3), ("balance", 1)):
        one = getattr(parts, name).take(0, axis) + getattr(parts, name).take(-1, axis)
        np.testing.assert_allclose(one, getattr(whole, name).take(0, axis), rtol=1e-11, atol=1e-9)


def test_doubling_people_and_capacities_doubles_everything_to_the_bit(make, run):
    timetable, claims = make(9, limit_months=12.0)
    twice = claims._replace(
        start_stock=claims.start_stock * 2, claims=claims.claims * 2, capacity=claims.capacity * 2
    )
    for one, two in zip(run(timetable, claims), run(timetable, twice), strict=True):
        assert np.array_equal(two, one * 2)


@real
def test_doubling_real_people_and_capacities_doubles_everything_to_the_bit(run, fixed, central):
    twice = central._replace(
        start_stock=central.start_stock * 2, claims=central.claims * 2, capacity=central.capacity * 2
    )
    for one, two in zip(run(fixed, central), run(fixed, twice), strict=True):
        assert np.array_equal(two, one * 2)


def test_groups_add_up_to_the_whole(make, run):
    timetable, claims = make(10, limit_months=12.0)
    totals = run(timetable, claims)
    draws, scenarios, years = totals.spending.shape[:3]
    by_phase = totals.spending.sum(axis=-1).reshape(draws, scenarios, years, -1, N_BASES).sum(axis=-1)
    np.testing.assert_allclose(totals.spending_by_group.sum(axis=3), by_phase, rtol=1e-11)
    people = totals.caseload.reshape(draws, years, -1, N_BASES).sum(axis=-1)
    np.testing.assert_allclose(totals.caseload_by_group.sum(axis=2), people, rtol=1e-11)


def test_flows_of_groups_add_up_to_the_flows_of_all(make, run):
    totals = run(*make(11, limit_months=3.0))
    np.testing.assert_allclose(totals.off_flow.sum(axis=(1, 2, 3)), totals.balance[..., OUT].sum(axis=1))
    np.testing.assert_allclose(totals.on_flow.sum(axis=(1, 2)), totals.balance[..., IN].sum(axis=1))


def test_the_limit_empties_contributory_awards_past_it(one_cell, run):
    for basis in (CONTRIBUTORY, BOTH):
        totals = run(*one_cell(WRAG * N_BASES + basis, 0, limit_months=12.0))
        stock = totals.stock[..., WRAG * N_BASES + basis]
        assert (stock[:, :11] > 0).all()
        assert (stock[:, 11:] == 0).all()


def test_everybody_with_a_top_up_keeps_an_income_related_award_at_the_limit(one_cell, run):
    totals = run(*one_cell(WRAG * N_BASES + BOTH, 11, limit_months=12.0))
    wrag = totals.stock[..., WRAG * N_BASES + INCOME_RELATED]
    assert np.array_equal(wrag, np.broadcast_to(totals.balance[:, :1, START], wrag.shape))
    assert (totals.off_flow == 0).all()


def test_contributory_awards_at_the_limit_are_shared_out_as_declared(one_cell, run):
    timetable, claims = one_cell(WRAG * N_BASES + CONTRIBUTORY, 11, limit_months=12.0)
    totals = run(timetable, claims)
    start = totals.balance[:, 0, START]
    first = totals.stock[:, 0, WRAG * N_BASES : SUPPORT * N_BASES]
    shares = np.stack(
        [first[:, INCOME_RELATED], first[:, CREDITS_ONLY], totals.off_flow[:, 0, WRAG].sum(axis=-1)]
    )
    np.testing.assert_allclose(shares.T / start[:, None], claims.after_limit, rtol=1e-12)


@pytest.mark.parametrize("place", [SUPPORT * N_BASES, WRAG * N_BASES + INCOME_RELATED, ASSESSMENT * N_BASES])
def test_the_limit_leaves_everybody_else_alone(one_cell, run, place):
    totals = run(*one_cell(place, 30, limit_months=12.0))
    assert (totals.stock == totals.stock[:, :1]).all()
    assert (totals.off_flow == 0).all()


@pytest.mark.parametrize("clock", [0, 1, 2])
def test_a_decision_inside_the_assessment_phase_owes_no_arrears(one_cell, run, clock):
    place = ASSESSMENT * N_BASES + CONTRIBUTORY
    totals = run(*one_cell(place, clock, minimum_wait=0, arrears_from=3, capacity=1e12))
    assert (totals.decisions[..., 1:].sum(axis=(1, 2, 3)) > 0).all()
    assert (totals.spending[..., ARREARS] == 0).all()


def test_a_late_decision_is_paid_back_to_the_end_of_the_assessment_phase(one_cell, run):
    place = ASSESSMENT * N_BASES + CONTRIBUTORY
    inputs = one_cell(place, 7, minimum_wait=2, arrears_from=3, capacity=1e12, arrears=10.0)
    totals = run(*inputs)
    favourable = totals.decisions[:, 0, 0].sum(axis=-1) - totals.decisions[:, 0, 0, FIT]
    # decided with eight months on the clock: five months late at 365/84 weeks a month
    owed = favourable * 5 * 365 / 84 * 10.0
    np.testing.assert_allclose(totals.spending[:, 0, 0, :, ARREARS].sum(axis=-1), owed, rtol=1e-12)


def test_a_month_is_paid_for_its_days(still, run):
    days = np.array([30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31, 29, 31, 30, 31])
    award = np.zeros(len(LINES))
    award[0] = 70.0
    timetable, claims = still(weeks=days / 7, award=award, year_of=np.arange(16.0))
    totals = run(timetable, claims)
    people = totals.stock[:, 0].sum(axis=-1)
    paid = totals.spending[:, 0].sum(axis=(2, 3))
    np.testing.assert_allclose(paid, people[:, None] * 10.0 * days, rtol=1e-12)


def test_a_month_is_paid_on_the_mean_of_its_opening_and_closing_stock(still, run):
    timetable, claims = still(pension_exit=1.0, year_of=np.arange(16.0), weeks=4.0, award=1.0)
    totals = run(timetable, claims)
    start = totals.balance[..., START].sum(axis=1)
    paid = totals.spending[:, 0].sum(axis=(2, 3))
    np.testing.assert_allclose(paid[:, 0], start / 2 * 4 * (len(LINES) - 1), rtol=1e-12)
    assert (paid[:, 1:] == 0).all()


def test_scenarios_share_their_people_and_differ_in_money_alone(make, run):
    timetable, claims = make(12)
    award = claims.award.copy()
    award[:, 1] = 2 * award[:, 0]
    arrears = claims.arrears.copy()
    arrears[:, 1] = 2 * arrears[:, 0]
    money = run(timetable, claims._replace(award=award, arrears=arrears)).spending
    assert np.array_equal(money[:, 1], 2 * money[:, 0])


def test_claims_made_after_terms_change_stand_on_later_terms(one_cell, run):
    award = np.zeros((N_PLACES, len(LINES)))
    award[N_PLACES - N_BASES :, 0] = 1.0
    earlier, later = (
        run(*one_cell(0, 0, claims=100.0, capacity=1e12, minimum_wait=2, award=award, later_terms_from=month))
        for month in (10**6, 0)
    )
    assert (earlier.spending == 0).all()
    assert (later.spending[:, 0].sum(axis=(1, 2, 3)) > 0).all()
    np.testing.assert_allclose(earlier.stock, later.stock, rtol=1e-12)
