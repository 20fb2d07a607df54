"""Dated rules of the kernel: limit, disputes, top-ups, migration, returns, terms, arrears, pay."""

import numpy as np
import pytest

from esarisk.kernels.layout import (
    APPEAL,
    ASSESSMENT,
    BOTH,
    CONTRIBUTORY,
    CREDITS_ONLY,
    INCOME_RELATED,
    LATER,
    LATEST,
    LEGACY_WAITING,
    N_BASES,
    N_LINES,
    N_PLACES,
    PLACE_OF,
    RECONSIDERATION,
    SUPPORT,
    SUPPORT_REVIEW,
    TOP_UP_ARREARS,
    UC,
    UC_ASSESSMENT,
    UC_LCWRA,
    WITH_UC,
    WRAG,
    WRAG_REVIEW,
)
from esarisk.names import DESTINATIONS, LINES, OUTCOMES, PHASES, QUEUES

ARREARS = LINES.index("arrears")
IN_WRAG, IN_SUPPORT, IN_APPEAL = (PHASES.index(phase) for phase in ("wrag", "support", "appeal"))
FIT_FOR_WORK = [1.0, 0.0, 0.0]


def at(totals, phase, basis):
    """(month,) stock of a position, first draw [people]."""
    return totals.stock[0, :, PHASES.index(phase) * N_BASES + basis]


def pay(place, line=0, weekly=1.0):
    """An award in one place on one line."""
    award = np.zeros((N_PLACES, N_LINES))
    award[place, line] = weekly
    return award


# --- the 365-day limit ---------------------------------------------------------------------------


def plain_limit(start, limits, after):
    """Contributory, both, income-related, credits only, off: month by month, in plain lists."""
    contributory, both = list(start), list(start)
    others, rows = [0.0, 0.0, 0.0], []
    for limit in limits:
        for people in (contributory, both):
            people[36] += people[35]
            people[1:36] = people[:35]
            people[0] = 0.0
        for clock in range(limit, 37) if limit else ():
            ended, contributory[clock] = contributory[clock], 0.0
            others[0] += ended * after[0] + both[clock]
            others[1] += ended * after[1]
            others[2] += ended * after[2]
            both[clock] = 0.0
        rows.append([sum(contributory), sum(both), *others])
    return np.array(rows)


@pytest.mark.parametrize("state", [WRAG, WRAG_REVIEW])
@pytest.mark.parametrize("terms", [0, LATER, LATEST])
def test_the_limit_is_its_plain_twin_month_by_month(still, run, state, terms):
    limits = [0, 0, 12, 12, 6, 0, 0, 24, 3, 3]
    start = np.random.default_rng(5).integers(0, 9, 37) * 100.0
    shape = np.zeros((N_PLACES, 37, 2))
    shape[PLACE_OF[state, CONTRIBUTORY, terms], :, 1] = start
    shape[PLACE_OF[state, BOTH, terms], :, 1] = start
    timetable, claims = still(months=10, start_shape=shape, start_stock=1.0, limit_months=np.array(limits))
    totals = run(timetable, claims._replace(claims=np.zeros((1, 10))))
    expected = plain_limit(start, limits, claims.after_limit[0])
    for column, basis in enumerate((CONTRIBUTORY, BOTH, INCOME_RELATED, CREDITS_ONLY)):
        assert at(totals, "wrag", basis) == pytest.approx(expected[:, column], rel=1e-12)
    assert totals.off_flow[0].sum() == pytest.approx(expected[-1, 4], rel=1e-12)


@pytest.mark.parametrize("basis", [CONTRIBUTORY, BOTH, WITH_UC])
@pytest.mark.parametrize("state", [WRAG, WRAG_REVIEW])
def test_nobody_is_contributory_in_the_work_related_group_past_the_limit(one_cell, run, state, basis):
    totals = run(*one_cell(state, basis, months=14, limit_months=12.0))
    assert (at(totals, "wrag", basis)[:11] == 1000).all()
    assert (at(totals, "wrag", basis)[11:] == 0).all()


def test_everybody_with_a_top_up_keeps_an_income_related_award_at_the_limit(one_cell, run):
    totals = run(*one_cell(WRAG, BOTH, 11, limit_months=12.0))
    assert (at(totals, "wrag", INCOME_RELATED) == 1000).all()
    assert (totals.off_flow == 0).all()


def test_people_with_universal_credit_beside_keep_it_at_the_limit(one_cell, run):
    totals = run(*one_cell(WRAG, WITH_UC, 11, limit_months=12.0))
    assert (at(totals, "uc_lcw", UC) == 1000).all()
    assert (totals.off_flow == 0).all()


def test_contributory_awards_at_the_limit_are_shared_out_as_declared(one_cell, run):
    timetable, claims = one_cell(WRAG, CONTRIBUTORY, 11, limit_months=12.0)
    totals = run(timetable, claims)
    kept = [at(totals, "wrag", basis)[0] for basis in (INCOME_RELATED, CREDITS_ONLY)]
    shares = np.array([*kept, totals.off_flow[0, 0, IN_WRAG].sum()]) / 1000
    np.testing.assert_allclose(shares, claims.after_limit[0], rtol=1e-12)
    by_destination = totals.off_flow[0, 0, IN_WRAG] / totals.off_flow[0, 0, IN_WRAG].sum()
    np.testing.assert_allclose(by_destination, claims.destination[0, -1], rtol=1e-12)


@pytest.mark.parametrize(
    ("state", "basis"),
    [
        (SUPPORT, CONTRIBUTORY),
        (SUPPORT, BOTH),
        (SUPPORT_REVIEW, CONTRIBUTORY),
        (WRAG, INCOME_RELATED),
        (WRAG, CREDITS_ONLY),
        (ASSESSMENT, CONTRIBUTORY),
        (APPEAL, CONTRIBUTORY),
        (LEGACY_WAITING, CONTRIBUTORY),
    ],
)
def test_the_limit_leaves_everybody_else_alone(one_cell, run, state, basis):
    totals = run(*one_cell(state, basis, 36, limit_months=12.0))
    assert (totals.stock == totals.stock[:, :1]).all()
    assert (totals.off_flow == 0).all()


def test_a_limit_taken_back_ends_no_more_awards(one_cell, run):
    limits = np.array([0.0, 12, 12, 0, 0, 0, 0, 0])
    early = run(*one_cell(WRAG, CONTRIBUTORY, 11, limit_months=limits))
    late = run(*one_cell(WRAG, CONTRIBUTORY, 8, limit_months=limits))
    assert at(early, "wrag", CONTRIBUTORY).tolist() == [1000.0] + [0.0] * 7
    assert (at(late, "wrag", CONTRIBUTORY) == 1000).all()


def test_a_limit_that_never_holds_is_no_limit_to_the_bit(make, run):
    none, reversed_ = make(6, limit_months=0.0), make(6, limit_months=12.0)
    back = reversed_[0]._replace(limit_months=np.zeros(14))
    totals = zip(run(*none), run(back, reversed_[1]), strict=True)
    assert all(np.array_equal(a, b) for a, b in totals)


# --- disputes ------------------------------------------------------------------------------------


def test_reconsideration_is_outside_the_caseload_unpaid_and_in_its_queue(one_cell, run):
    totals = run(*one_cell(RECONSIDERATION, CONTRIBUTORY, award=1.0))
    assert (totals.stock == 0).all()
    assert (totals.caseload == 0).all()
    assert (totals.spending == 0).all()
    assert (totals.waiting[0, :, QUEUES.index("reconsideration")] == 1000).all()
    assert totals.balance[0, 0, 3] == 1000


def test_an_appeal_is_inside_the_caseload_paid_and_in_its_queue(one_cell, run):
    totals = run(*one_cell(APPEAL, INCOME_RELATED, award=pay(PLACE_OF[APPEAL, INCOME_RELATED, 0]), weeks=4.0))
    assert (at(totals, "appeal", INCOME_RELATED) == 1000).all()
    assert (totals.spending[0, 0].sum(axis=(1, 2)) == 4000).all()
    assert (totals.waiting[0, :, QUEUES.index("appeal")] == 1000).all()


@pytest.mark.parametrize(("state", "wait"), [(ASSESSMENT, 0), (WRAG_REVIEW, 0), (LEGACY_WAITING, 0)])
@pytest.mark.parametrize("first", [0, 3, 100])
def test_a_dispute_begins_with_reconsideration_from_its_month(one_cell, run, state, wait, first):
    """Half of the capacity of a month disputes: nobody who disputes is lost."""
    timetable, claims = one_cell(
        state, CONTRIBUTORY, 36, minimum_wait=wait, capacity=100.0, dispute=0.5, outcome=FIT_FOR_WORK,
        reconsideration=(np.arange(8) >= first) * 1.0,
    )  # fmt: skip
    totals = run(timetable, claims)
    begun = np.minimum(np.arange(1, 9), first) * 50.0
    unpaid = np.arange(1, 9) * 50.0 - begun
    assert totals.waiting[0, :, QUEUES.index("appeal")] == pytest.approx(begun)
    assert totals.waiting[0, :, QUEUES.index("reconsideration")] == pytest.approx(unpaid)
    assert totals.off_flow[0].sum() == pytest.approx(400.0)
    assert totals.balance[0, 0, 3] == pytest.approx(600.0)


def test_a_reconsideration_is_put_right_given_up_or_goes_on_to_appeal(one_cell, run):
    given = {"reconsidered": [0.5, 0.2, 0.6], "outcome": [0.5, 0.2, 0.3], "months": 1}
    totals = run(*one_cell(RECONSIDERATION, CONTRIBUTORY, **given))
    assert at(totals, "wrag", CONTRIBUTORY)[0] == pytest.approx(1000 * 0.5 * 0.2 * 0.4)
    assert at(totals, "support", CONTRIBUTORY)[0] == pytest.approx(1000 * 0.5 * 0.2 * 0.6)
    assert at(totals, "appeal", CONTRIBUTORY)[0] == pytest.approx(1000 * 0.5 * 0.8 * 0.6)
    assert totals.off_flow[0, 0, IN_APPEAL].sum() == pytest.approx(1000 * 0.5 * 0.8 * 0.4)


def test_an_appeal_is_won_into_a_group_or_lost(one_cell, run):
    given = {"appealed": [0.25, 0.4], "outcome": [0.5, 0.2, 0.3], "months": 1}
    totals = run(*one_cell(APPEAL, BOTH, **given))
    assert at(totals, "appeal", BOTH)[0] == pytest.approx(750)
    assert at(totals, "wrag", BOTH)[0] == pytest.approx(1000 * 0.25 * 0.4 * 0.4)
    assert at(totals, "support", BOTH)[0] == pytest.approx(1000 * 0.25 * 0.4 * 0.6)
    assert totals.off_flow[0, 0, IN_APPEAL].sum() == pytest.approx(1000 * 0.25 * 0.6)


# --- top-ups, migration, returns -----------------------------------------------------------------


def test_a_top_up_is_paid_back_its_weeks_at_its_own_rate(one_cell, run):
    owed = np.where(np.arange(N_PLACES) == TOP_UP_ARREARS, 3.0, 99.0)
    given = {"top_up": 0.1, "top_up_weeks": 50.0, "arrears": owed, "award": 0.0, "months": 1}
    totals = run(*one_cell(SUPPORT, CONTRIBUTORY, **given))
    assert at(totals, "support", BOTH)[0] == pytest.approx(100)
    assert totals.spending[..., IN_SUPPORT * N_BASES + BOTH, ARREARS].sum() == pytest.approx(100 * 50 * 3)
    assert totals.spending.sum() == pytest.approx(100 * 50 * 3)


MIGRATES = {
    (ASSESSMENT, INCOME_RELATED): ("uc_assessment", UC),
    (WRAG, INCOME_RELATED): ("uc_lcw", UC),
    (WRAG_REVIEW, INCOME_RELATED): ("uc_lcw", UC),
    (SUPPORT, INCOME_RELATED): ("uc_lcwra", UC),
    (SUPPORT_REVIEW, INCOME_RELATED): ("uc_lcwra", UC),
    (ASSESSMENT, BOTH): ("assessment", WITH_UC),
    (WRAG, BOTH): ("wrag", WITH_UC),
    (WRAG_REVIEW, BOTH): ("wrag", WITH_UC),
    (SUPPORT, BOTH): ("support", WITH_UC),
    (SUPPORT_REVIEW, BOTH): ("support", WITH_UC),
}


@pytest.mark.parametrize("terms", [0, LATER, LATEST])
@pytest.mark.parametrize(("state", "basis"), MIGRATES)
def test_migration_moves_people_one_for_one_and_counts_them_once(one_cell, run, state, basis, terms):
    totals = run(*one_cell(state, basis, 4, terms, migration=0.2))
    to_phase, to_basis = MIGRATES[state, basis]
    moved = 1000 * (1 - 0.8 ** np.arange(1, 9))
    assert at(totals, to_phase, to_basis) == pytest.approx(moved, rel=1e-12)
    assert totals.stock[0].sum(axis=-1) == pytest.approx(1000, rel=1e-12)
    assert (totals.off_flow == 0).all()
    assert (totals.on_flow == 0).all()


@pytest.mark.parametrize("basis", [CONTRIBUTORY, CREDITS_ONLY, WITH_UC])
@pytest.mark.parametrize("state", [ASSESSMENT, WRAG, SUPPORT, SUPPORT_REVIEW, APPEAL])
def test_migration_leaves_contributory_awards_alone(one_cell, run, state, basis):
    totals = run(*one_cell(state, basis, migration=1.0))
    assert (totals.stock == totals.stock[:, :1]).all()


def test_people_off_for_work_return_while_their_award_links_and_no_later(one_cell, run):
    """A tenth leaves in the first month; half of it for work; returns in the months after."""
    to = np.zeros(len(DESTINATIONS))
    to[DESTINATIONS.index("work")], to[-1] = 0.5, 0.5
    hazard = np.zeros((1, 12, 8))
    hazard[:, SUPPORT, 2] = -np.log(0.9)  # months 2 only: everybody starts with one on the clock
    given = {"off_flow": hazard, "destination": to, "return_share": [0.2, 0.5, 1.0]}
    timetable, claims = one_cell(
        SUPPORT, BOTH, 2, **given, off_flow_factor=1.0, age_multiplier=1.0, mortality_ratio=0.0
    )
    totals = run(timetable, claims)
    back = np.array([50 * 0.2, 40 * 0.5, 20, 0, 0, 0, 0, 0])
    assert totals.on_flow[0, :, BOTH] == pytest.approx(back)
    assert at(totals, "support", BOTH) == pytest.approx(900 + back.cumsum())


# --- dated rules switch in their month -----------------------------------------------------------

BASE = {
    "reconsideration": 0.0,
    "limit_months": 0.0,
    "referral": 0.0,
    "migration": 0.0,
    "top_up": 0.0,
    "worsening": 0.0,
    "dispute": 0.0,
    "capacity": 500.0,
}
SWITCHED = {
    "reconsideration": 1.0,
    "limit_months": 12.0,
    "referral": 0.1,
    "migration": 0.1,
    "top_up": 0.1,
    "worsening": 0.1,
    "dispute": 0.9,
    "capacity": 5000.0,
}
NEVER = 10**6
FIRST = 6


def first_difference(one, two):
    """First month in which two runs differ."""
    names = ("stock", "waiting", "decided", "monthly")
    differs = np.zeros(one.stock.shape[1], bool)
    for name in names:
        axis = 2 if name == "monthly" else 1
        left, right = (np.moveaxis(getattr(totals, name), axis, 0) for totals in (one, two))
        differs |= (left != right).reshape(len(left), -1).any(axis=1)
    return int(np.argmax(differs)) if differs.any() else None


@pytest.mark.parametrize("rule", SWITCHED)
def test_a_dated_rule_changes_its_own_month_and_none_before(make, run, rule):
    dispute = {"dispute": 0.5} if rule == "reconsideration" else {}
    before = {**BASE, **dispute}
    path = np.where(np.arange(12) >= FIRST, SWITCHED[rule], before[rule])
    never, then = make(20, months=12, **before), make(20, months=12, **{**before, rule: path})
    assert first_difference(run(*never), run(*then)) == FIRST


@pytest.mark.parametrize("wait", [0, 2, 3])
def test_later_terms_show_when_the_first_claim_of_their_month_can_be_decided(make, run, wait):
    given = {**BASE, "capacity": 1e9, "minimum_wait": wait, "uc_terms_from": NEVER}
    never = make(21, months=12, terms_from=NEVER, **given)
    then = make(21, months=12, terms_from=[FIRST, NEVER], **given)
    assert first_difference(run(*never), run(*then)) == FIRST + max(wait, 1)


def test_later_terms_of_universal_credit_show_in_their_month(make, run):
    given = {**BASE, "capacity": 1e9, "minimum_wait": 0, "terms_from": NEVER}
    never = make(22, months=12, uc_terms_from=NEVER, **given)
    then = make(22, months=12, uc_terms_from=[FIRST, NEVER], **given)
    assert first_difference(run(*never), run(*then)) == FIRST


@pytest.mark.parametrize(("claimed", "terms"), [(3, 0), (4, LATER), (5, LATER), (6, LATEST)])
def test_terms_follow_the_month_of_the_claim_not_of_the_decision(one_cell, run, claimed, terms):
    """One month's claims, decided three months later."""
    basis = np.eye(N_BASES)[CONTRIBUTORY]
    totals = run(
        *one_cell(
            SUPPORT, CREDITS_ONLY, months=10, claims=np.where(np.arange(10) == claimed, 100.0, 0.0),
            claim_basis=basis, capacity=1e9, minimum_wait=3, terms_from=[4, 6], outcome=[0.0, 1.0, 0.0],
            award=pay(PLACE_OF[WRAG, CONTRIBUTORY, terms]),
        )
    )  # fmt: skip
    paid = totals.monthly[0, 0].sum(axis=-1)
    assert np.argmax(paid > 0) == claimed + 3
    assert (paid[claimed + 3 :] > 0).all()


def test_universal_credit_terms_follow_the_month_of_the_award(one_cell, run):
    totals = run(
        *one_cell(
            UC_ASSESSMENT, UC, 36, capacity=100.0, minimum_wait=0, uc_terms_from=[5, NEVER], weeks=1.0,
            outcome=[0.0, 0.0, 1.0], award=pay(PLACE_OF[UC_LCWRA, UC, LATER]),
        )
    )  # fmt: skip
    assert totals.monthly[0, 0].sum(axis=-1).tolist() == pytest.approx([0, 0, 0, 0, 0, 50, 150, 250])


# --- arrears and pay -----------------------------------------------------------------------------


@pytest.mark.parametrize("clock", [0, 1, 2])
def test_a_decision_inside_the_assessment_phase_owes_no_arrears(one_cell, run, clock):
    given = {"minimum_wait": 0, "arrears_from": 3, "capacity": 1e12, "months": 1}
    totals = run(*one_cell(ASSESSMENT, CONTRIBUTORY, clock, **given))
    assert (totals.decisions[..., 1:].sum() > 0).all()
    assert (totals.spending[..., ARREARS] == 0).all()


def test_a_late_decision_is_paid_back_to_the_end_of_the_assessment_phase(one_cell, run):
    given = {"minimum_wait": 2, "arrears_from": 3, "capacity": 1e12, "arrears": 10.0}
    totals = run(*one_cell(ASSESSMENT, CONTRIBUTORY, 7, **given))
    favourable = totals.decisions[0, 0, 0, 1:].sum()
    # decided with eight months on the clock: five months late at 365/84 weeks a month
    assert totals.spending[0, 0, 0, :, ARREARS].sum() == pytest.approx(favourable * 5 * 365 / 84 * 10.0)
    assert (totals.spending[0, 0, 1:, :, ARREARS] == 0).all()
    assert OUTCOMES[1:] == ("wrag", "support")


@pytest.mark.parametrize("state", [WRAG_REVIEW, SUPPORT_REVIEW, LEGACY_WAITING, UC_ASSESSMENT])
def test_only_new_claims_are_owed_arrears(one_cell, run, state):
    basis = UC if state == UC_ASSESSMENT else CONTRIBUTORY
    totals = run(*one_cell(state, basis, 36, minimum_wait=0, arrears_from=0, capacity=1e12))
    assert totals.decisions[..., 1:].sum() > 0
    assert (totals.spending[..., ARREARS] == 0).all()


def test_a_month_is_paid_for_its_days(one_cell, run):
    days = np.array([30, 31, 30, 31, 31, 28, 29, 31])
    given = {"weeks": days / 7, "award": pay(PLACE_OF[SUPPORT, BOTH, 0], weekly=70.0)}
    totals = run(*one_cell(SUPPORT, BOTH, **given))
    assert totals.spending[0, 0].sum(axis=(1, 2)) == pytest.approx(1000 * 10.0 * days)


def test_a_month_is_paid_on_the_mean_of_its_opening_and_closing_stock(one_cell, run):
    totals = run(*one_cell(SUPPORT, BOTH, pension_exit=1.0, weeks=4.0, award=1.0))
    paid = totals.spending[0, 0].sum(axis=(1, 2))
    assert paid[0] == pytest.approx(1000 / 2 * 4 * (N_LINES - 1))
    assert (paid[1:] == 0).all()
    assert totals.caseload[0].sum(axis=1).tolist() == pytest.approx([1000 / 2 / 12] + [0] * 7)
