"""People one by one: nobody is lost, nothing happens without a chance, luck is a person's own."""

import numpy as np
import pytest

from esarisk import jit
from esarisk.engine.people.persons import empty_counts, entries, live, same_pay
from esarisk.kernels.layout import BASIS_OF, END, IN, N_PLACES, OUT, START, STATE_OF
from esarisk.kernels.persons.branches import ROWS, STEPS_OF, TARGET
from esarisk.kernels.persons.chances import tabulate
from esarisk.kernels.persons.counting import kind_of
from esarisk.kernels.persons.everybody import cell_of, first_place, people_in
from esarisk.kernels.persons.exact import ask
from esarisk.kernels.persons.layout import EXIT, GONE, N_SPOTS, N_STEPS, RETIRE
from esarisk.kernels.random import WORD, along, key_of, uniform

NUMBER = 20_000 if jit.ENABLED else 300


@pytest.fixture(scope="module")
def projected(make, run):
    """Inputs, and what the cohort engine served."""

    def inputs(seed, **fields):
        timetable, claims = make(seed, **fields)
        return timetable, claims, run(timetable, claims).served[0]

    return inputs


def conserved(people):
    balance = np.rint(people.totals.balance[0] * people.share)
    return np.array_equal(balance[:, START] + balance[:, IN] - balance[:, OUT], balance[:, END])


@pytest.mark.parametrize("seed", range(4))
def test_everyone_who_came_has_left_or_is_on(projected, seed):
    people = live(*projected(seed, groups=3), people=NUMBER, seed=seed)
    assert conserved(people)
    on = people.totals.stock[0, -1].sum() + people.totals.waiting[0, -1, 3]
    assert people.totals.balance[0, :, END].sum() == pytest.approx(on)


@pytest.mark.slow
def test_real_people_are_neither_lost_nor_made(run, fixed, central):
    people = live(fixed, central, run(fixed, central).served[0], people=NUMBER)
    assert conserved(people)


def test_nobody_moves_without_a_chance(still, run):
    timetable, claims = still()
    people = live(timetable, claims, run(timetable, claims).served[0], people=NUMBER)
    assert people.totals.off_flow.sum() == people.totals.on_flow.sum() == 0
    assert people.totals.decisions.sum() == 0
    assert (people.totals.stock == people.totals.stock[:, :1]).all()


def test_nobody_stays_past_pension_age(projected):
    people = live(*projected(5, pension_exit=1.0), people=NUMBER)
    assert people.totals.stock.sum() == 0
    assert people.totals.balance[..., END].sum() == 0


def test_one_for_one_holds_as_many_people_as_there_are(projected):
    timetable, claims, served = projected(6)
    expected = entries(timetable, claims, 0)
    whole = expected.start.sum() + expected.claims.sum()
    small = claims._replace(start_stock=claims.start_stock * 0.02, claims=claims.claims * 0.02)
    people = live(timetable, small, served)
    assert people.share == 1.0
    parts = (expected.start > 0).sum() + (expected.claims > 0).sum()
    assert abs(people.number - 0.02 * whole) < 5 * np.sqrt(parts / 4)


def test_people_are_as_many_as_the_cohort_engine_expects(make, run):
    timetable, claims = make(7, groups=3)
    expected = run(timetable, claims)
    people = live(timetable, claims, expected.served[0], people=20 * NUMBER)
    for name in ("flows", "off_flow", "decisions", "caseload"):
        mean, found = (getattr(side, name) * people.share for side in (expected, people.totals))
        assert np.abs(found - mean).max() < 6 * np.sqrt(mean.max() + 1), name


def lives_of(people):
    return {name: array for name, array in people.lives._asdict().items() if name != "cost"}


def same_lives(one, other, rows=slice(None)):
    mine, theirs = lives_of(one), lives_of(other)
    return all(np.array_equal(mine[name][rows], theirs[name][rows]) for name in mine)


def test_awards_move_nobody(projected):
    timetable, claims, served = projected(8)
    richer = claims._replace(award=claims.award + 5.0)
    one, other = (live(timetable, c, served, people=NUMBER, keep=True) for c in (claims, richer))
    assert same_lives(one, other)
    assert (other.lives.cost >= one.lives.cost).all()


def test_a_person_has_the_same_luck_whoever_else_claims(projected):
    """With twice the claims, everybody who was there lives the same life."""
    timetable, claims, served = projected(9, groups=1)
    claims = claims._replace(start_stock=claims.start_stock * 0.01, claims=claims.claims * 0.01)
    more = claims._replace(claims=claims.claims * 2)
    one, other = (live(timetable, c, served, keep=True) for c in (claims, more))
    opened = one.lives.entry < 0
    assert opened.sum() == (other.lives.entry < 0).sum() > 100
    assert same_lives(one, other, slice(0, int(opened.sum())))
    for month in range(14):
        mine, theirs = (np.flatnonzero(side.lives.entry == month) for side in (one, other))
        for place in np.unique(one.lives.entry_place[mine]):
            a = mine[one.lives.entry_place[mine] == place]
            b = theirs[other.lives.entry_place[theirs] == place][: len(a)]
            assert np.array_equal(one.lives.months[a], other.lives.months[b])


def test_nobody_leaves_sooner_when_fewer_leave(still, run):
    """The luck of an exit is the same number in both scenarios."""
    given = {"mortality": 0.0, "off_flow_factor": 1.0, "age_multiplier": 1.0}
    lives = []
    for hazard in (0.2, 0.1):
        timetable, claims = still(off_flow=hazard, **given)
        lives.append(
            live(timetable, claims, run(timetable, claims).served[0], people=NUMBER, keep=True).lives
        )
    assert (lives[1].months >= lives[0].months).all()
    assert (lives[1].months > lives[0].months).any()


def test_seed_and_draw_change_luck(projected):
    timetable, claims, served = projected(10, draws=2)
    one = live(timetable, claims, served, people=NUMBER)
    other = live(timetable, claims, served, people=NUMBER, seed=1)
    again = live(timetable, claims, served, people=NUMBER)
    assert np.array_equal(one.totals.stock, again.totals.stock)
    assert not np.array_equal(one.totals.stock, other.totals.stock)


@pytest.mark.skipif(not jit.ENABLED, reason="there are threads only in compiled kernels")
def test_one_thread_and_two_give_the_same_bits(projected, monkeypatch):
    inputs = projected(11, groups=5)
    monkeypatch.setattr(jit, "THREADS", 1)
    one = live(*inputs, people=NUMBER, keep=True)
    monkeypatch.setattr(jit, "THREADS", 2)
    two = live(*inputs, people=NUMBER, keep=True)
    assert same_lives(one, two)
    assert all(np.array_equal(a, b) for a, b in zip(one.totals, two.totals, strict=True))


def walk_plainly(chances, pay, part, key):
    """Counts of everybody, with every step asked and no short cut."""
    groups = part.claims.shape[0]
    counts = empty_counts(chances, pay, groups)
    late = np.zeros((N_PLACES, pay.kinds.shape[1], len(chances.weeks)))
    for group, entry, place, first in cells(part):
        cell = cell_of(entry, place, first, group, groups)
        expected = (
            part.start[group, place, first] if entry < 0 else part.claims[group, entry, BASIS_OF[place]]
        )
        for who in range(people_in(expected, key, cell)):
            own, spot, clock = WORD(along(WORD(along(key, cell)), who)), place, first
            for month in range(max(entry, 0), len(chances.weeks)):
                for step in range(RETIRE if month == entry else EXIT, N_STEPS):
                    if STEPS_OF[spot] >> step & 1:
                        luck = uniform(own, month, step)
                        which = (group, month, step, spot, clock)
                        spot, clock = ask(chances, pay, counts, late, *which, 0.5, luck)
    return counts


def cells(part):
    yield from ((g, -1, p, c) for g, p, c in np.argwhere(part.start > 0))
    yield from ((g, m, first_place(b), 0) for g, m, b in np.argwhere(part.claims > 0))


def test_the_walk_is_every_step_asked_in_turn(projected):
    timetable, claims, served = projected(12, months=8)
    few = claims._replace(start_stock=claims.start_stock * 2e-4, claims=claims.claims * 2e-3)
    found = live(timetable, few, served)
    counts = walk_plainly(
        tabulate(timetable, few, 0, served),
        same_pay(timetable, few, 0),
        entries(timetable, few, 0),
        WORD(key_of(0, 0)),
    )
    assert found.number > 100
    for name in ("off_flow", "decisions", "decided"):
        assert np.array_equal(getattr(found.totals, name)[0], getattr(counts, name).sum(axis=0)), name
    assert np.array_equal(found.totals.waiting[0, :, 0], counts.waiting.sum(axis=0)[:, 0])


# --- tables --------------------------------------------------------------------------------------


def test_every_branch_lands_at_a_spot_where_more_can_happen_or_gone():
    assert (TARGET >= 0).all()
    assert (TARGET < N_SPOTS).all()
    for target in np.unique(TARGET):
        assert STEPS_OF[target] or target == GONE


def test_no_branch_lands_where_it_starts_save_an_appeal_that_waits():
    for row, (step, spot) in enumerate(ROWS):
        if spot in TARGET[row]:
            assert step == 2
            assert STATE_OF[spot] == 8


def test_a_type_of_household_is_as_common_as_its_prevalence():
    kinds = np.cumsum([[0.2, 0.0, 0.5, 0.3]], axis=1)
    fortunes = (np.arange(1000) + 0.5) / 1000
    plain = getattr(kind_of, "py_func", kind_of)
    found = np.bincount([plain(kinds, 0, fortune) for fortune in fortunes], minlength=4)
    assert found.tolist() == [200, 0, 500, 300]
