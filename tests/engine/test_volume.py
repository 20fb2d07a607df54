"""Places: money carried on, hours of staff shared. Nothing is made from nothing, and more never gives less."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.analysis.provision import Projector
from esarisk.engine.effects import drawn_figures
from esarisk.engine.programmes import funded
from esarisk.engine.volume import Rollover, Volume, carried_on, hours_of, shared_hours, volume, with_pools
from esarisk.errors import EsariskError
from esarisk.policy.cards import ScenarioCard
from esarisk.policy.reading import check_target, scenario_of

VINTAGE = "2014-03"
MONTHS = 48
amounts = st.floats(0, 1e6)


def lists(low=1, high=24):
    return st.integers(low, high).flatmap(
        lambda n: st.tuples(*(st.lists(amounts, min_size=n, max_size=n) for _ in range(2)))
    )


def card(funding, **more):
    return ScenarioCard(name="s", meaning="m", funding=funding, **more)


@pytest.fixture(scope="module")
def figures(library):
    row = drawn_figures(library.programmes["new_start"], 1)[0]
    return {key: value for key, value in row.items() if isinstance(value, float)}


@pytest.fixture(scope="module")
def central(library):
    return Projector(library, VINTAGE, "department", 1)


LOST = Rollover()


def volume_of(figures, money, rollover=LOST, people=1e9):
    year_ends = (np.arange(MONTHS) % 12 == 11).astype(float)
    terms = (np.full(MONTHS, people), 0, rollover, year_ends)
    return volume((money, 0.0), figures, np.ones(MONTHS), *terms)


# --- money carried on -----------------------------------------------------------------------------


@given(lists(), st.floats(0, 1))
def test_what_is_spent_lost_and_carried_is_what_was_given(money, keep):
    given_, most = (np.array(one) for one in money)
    purse = carried_on(given_, np.full(given_.size, 10.0), most, np.full(given_.size, keep))
    whole = purse.spent.sum() + purse.lost.sum() + purse.carried[-1]
    assert whole == pytest.approx(given_.sum(), rel=1e-9, abs=1e-6)
    assert min(purse.spent.min(), purse.lost.min(), purse.carried.min()) >= 0.0
    assert (purse.starts <= most).all()


def test_nothing_kept_is_as_ever_to_the_bit(figures):
    assert volume_of(figures, 50.0).purse is None
    lost = carried_on(np.full(6, 100.0), np.full(6, 10.0), np.full(6, 4.0), np.zeros(6))
    assert lost.starts.tolist() == [4.0] * 6
    assert lost.lost.sum() == 360.0


def test_money_that_the_ramp_left_unspent_is_spent_later(figures):
    lost, kept = (volume_of(figures, 50.0, Rollover(share, share)) for share in (0.0, 1.0))
    assert kept.after[:12] == pytest.approx(lost.after[:12], rel=1e-9)
    assert kept.after.sum() > 1.05 * lost.after.sum()
    assert kept.purse.lost.sum() == 0.0
    spent = kept.after.sum() * figures["unit_cost"]
    assert spent + kept.purse.carried[-1] == pytest.approx(50e6 / 12 * MONTHS, rel=1e-9)


def test_more_kept_never_starts_fewer_and_a_year_end_may_take_it(figures):
    starts = [
        volume_of(figures, 50.0, Rollover(share, share)).after.cumsum() for share in (0.0, 0.4, 0.8, 1.0)
    ]
    assert all((more >= less - 1e-9).all() for less, more in pairwise(starts))
    ended = volume_of(figures, 50.0, Rollover(1.0, 0.0)).purse
    assert ended.lost.nonzero()[0].tolist()[0] == 11
    assert ended.carried[11] == 0.0


def test_money_kept_for_people_who_are_not_there_is_carried_to_the_end(figures):
    few = volume_of(figures, 50.0, Rollover(1.0, 1.0), people=1000.0).purse
    assert few.carried[-1] > 0.9 * few.given.sum()


@pytest.mark.parametrize("money", [(10.0, 20.0, 40.0, 400.0)])
def test_more_money_never_starts_fewer_while_some_is_kept(figures, money):
    starts = [volume_of(figures, one, Rollover(0.9, 0.5), people=2e6).after for one in money]
    assert all((more >= less - 1e-9).all() for less, more in pairwise(starts))


# --- hours shared ---------------------------------------------------------------------------------


@given(lists(2, 6), st.floats(0, 2e6), st.booleans())
def test_hours_granted_are_never_more_than_there_are_or_were_asked_for(asked, hours, pro_rata):
    wanted = np.array(asked)
    granted = shared_hours(wanted, np.full(wanted.shape[1], hours), pro_rata=pro_rata)
    assert (granted <= wanted * (1 + 1e-12)).all()
    assert (granted.sum(axis=0) <= hours * (1 + 1e-9) + 1e-6).all()
    short = wanted.sum(axis=0) > hours
    assert granted.sum(axis=0)[short] == pytest.approx(hours, rel=1e-9, abs=1e-6)
    assert np.allclose(granted[:, ~short], wanted[:, ~short], rtol=1e-12)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 2e6), st.booleans())
def test_asking_for_more_never_grants_less(first, less, more, hours, pro_rata):
    low, high = sorted((less, more))
    for place in (0, 1):
        rows = [np.array([[first], [one]] if place else [[one], [first]]) for one in (low, high)]
        one, other = (shared_hours(row, np.array([hours]), pro_rata=pro_rata)[place, 0] for row in rows)
        assert other >= one - 1e-6


def two(after, before=(0.0, 0.0), hours=10.0):
    return [Volume(np.array([a]), np.array([b]), 1.0, hours) for a, b in zip(after, before, strict=True)]


def test_plenty_of_hours_change_nothing_to_the_bit():
    volumes = two((0.1 + 0.2, 7.3))
    for pro_rata in (False, True):
        found = with_pools(volumes, [("a", 1e9)] * 2, pro_rata=pro_rata)
        assert [one.after.tolist() for one in found] == [one.after.tolist() for one in volumes]


def test_short_hours_go_in_order_or_in_proportion_and_only_within_the_pool():
    volumes = two((6.0, 6.0))
    ordered = with_pools(volumes, [("a", 12 * 80.0)] * 2, pro_rata=False)
    assert [one.after[0] for one in ordered] == pytest.approx([6.0, 2.0])
    alike = with_pools(volumes, [("a", 12 * 80.0)] * 2, pro_rata=True)
    assert [one.after[0] for one in alike] == pytest.approx([4.0, 4.0])
    apart = with_pools(volumes, [("a", 12 * 80.0), ("b", 12 * 80.0)], pro_rata=True)
    assert [one.after[0] for one in apart] == [6.0, 6.0]
    free = with_pools(volumes, [("a", 12 * 20.0), None], pro_rata=True)
    assert [one.after[0] for one in free] == pytest.approx([2.0, 6.0])


def test_a_cut_frees_its_hours_for_the_others():
    found = with_pools(two((0.0, 9.0), before=(5.0, 1.0)), [("a", 0.0)] * 2, pro_rata=True)
    assert [one.after[0] for one in found] == pytest.approx([0.0, 6.0])
    held = with_pools(two((4.0, 9.0), before=(4.0, 1.0)), [("a", 0.0)] * 2, pro_rata=True)
    assert [one.after[0] for one in held] == pytest.approx([4.0, 1.0])


# --- in a projection ------------------------------------------------------------------------------


def starts(library, central, scenario):
    levels = funded(library, central.seen, scenario)
    found = central.project(levels, scenario.competition)
    hours = [
        hours_of({key: x for key, x in rows[0].items() if isinstance(x, float)})
        for rows in found.funding.figures
    ]
    return found.starts[0], np.array(hours), found.funding


def test_programmes_of_a_pool_use_no_more_hours_than_it_has(library, central):
    lever = {"staff_pools.jobcentre_advisers": 60_000.0}
    for competition in ("in_order", "pro_rata"):
        money = {"pilot_jobcentre_led": 40.0, "caseloading": 40.0}
        found, hours, funding = starts(library, central, card(money, levers=lever, competition=competition))
        share = [rows[0]["caseload_share"] for rows in funding.figures]
        used = (found * hours / share).sum(axis=1)
        assert used.max() <= 60_000 / 12 * (1 + 1e-9)
        assert used.max() > 0.5 * 60_000 / 12
        plenty, *_ = starts(library, central, card(money, competition=competition))
        assert found.sum() < plenty.sum()


@pytest.mark.parametrize("competition", ["in_order", "pro_rata"])
def test_more_money_for_one_of_a_short_pool_never_lowers_its_starts(library, central, competition):
    lever = {"staff_pools.employment_specialists": 100_000.0}
    rows = []
    for money in (20.0, 60.0, 500.0):
        one = card({"connect_to_work": 50.0, "ips": money}, levers=lever, competition=competition)
        rows.append(starts(library, central, one)[0].sum(axis=0))
    own, other = [row[1] for row in rows], [row[0] for row in rows]
    assert all(more >= less * (1 - 1e-9) for less, more in pairwise(own))
    assert other[0] >= other[-1]


def test_enough_hours_are_no_pool_to_the_bit(library, central):
    money = {"connect_to_work": 5.0, "ips": 5.0}
    enough, _, _ = starts(library, central, card(money, levers={"staff_pools.employment_specialists": 1e12}))
    usual, _, _ = starts(library, central, card(money))
    assert np.array_equal(enough, usual)


def test_a_projection_never_spends_more_than_was_given_with_money_kept(library, central):
    keep = {"new_start": {"month": 1.0, "year": 1.0}}
    lost, *_ = starts(library, central, card({"new_start": 50.0}))
    kept, _, funding = starts(library, central, card({"new_start": 50.0}, rollover=keep))
    purse = funding.volumes[0][0].purse
    assert kept.sum() > 1.1 * lost.sum()
    assert purse.spent.sum() <= purse.given.sum() * (1 + 1e-12)
    assert kept.sum() <= purse.starts.sum() * (1 + 1e-9)


# --- files ----------------------------------------------------------------------------------------


def test_faults_of_pools_and_kept_money_are_told(library, tmp_path):
    file = tmp_path / "mix.yaml"
    file.write_text(
        "scenario:\n  name: m\n  meaning: m\n  funding: {ips: 3}\n  rollover: {new_start: {month: 1}}\n"
    )
    with pytest.raises(EsariskError, match="'new_start' has no money"):
        scenario_of(library, str(file))
    file.write_text(
        "scenario:\n  name: m\n  meaning: m\n  funding: {ips: 3}\n  rollover: {ips: {month: 2}}\n"
    )
    with pytest.raises(EsariskError, match="month"):
        scenario_of(library, str(file))
    programme = (library.folder / "programmes" / "ips.yaml").read_text(encoding="utf-8")
    other = tmp_path / "ips.yaml"
    other.write_text(
        programme.replace("staff_pool: employment_specialists", "staff_pool: employment_specialist")
    )
    told = [str(fault) for fault in check_target(other).faults]
    assert any("staff_pool" in line and "employment_specialists" in line for line in told)
