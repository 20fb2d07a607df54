"""Places: money carried on, hours of staff shared. Nothing is made from nothing, and more never gives less."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.analysis.programmes.projection import Projector
from esarisk.engine.programmes.effects import drawn_figures
from esarisk.engine.programmes.funded import funded
from esarisk.engine.programmes.volume import (
    Rollover,
    Volume,
    carried_on,
    hours_of,
    shared_hours,
    volume,
    willing_of,
    with_pools,
)
from esarisk.errors import EsariskError
from esarisk.policy.own_files import scenario_of
from esarisk.policy.reading import check_target
from esarisk.policy.schema import ScenarioCard

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


class Asked:
    """How people enter who are asked, and whose take-up counts starts."""

    entry, rate_counts, stages = "voluntary", "starts", ()


class Called:
    """How people enter who are called, and whose rate counts referrals."""

    entry, rate_counts, stages = "mandated", "referrals", ()


def volume_of(figures, money, rollover=LOST, people=1e9):
    year_ends = (np.arange(MONTHS) % 12 == 11).astype(float)
    terms = (np.full(MONTHS, people), 0, rollover, year_ends, Asked)
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


# --- staff of its own, and a baseline that is not nought -------------------------------------------


def test_with_plenty_of_money_a_year_s_starts_take_the_year_s_hours_of_staff(figures):
    staffed = {**figures, "staff_hours": 60_000.0}
    found = volume_of(staffed, 5000.0)
    assert found.after[-12:].sum() * found.hours == pytest.approx(60_000.0)
    assert found.hours == pytest.approx(
        figures["unit_cost"] * figures["contact_share"] / figures["cost_per_hour"]
    )
    few = volume_of({**staffed, "specialist_places": 120.0}, 5000.0)
    assert few.after[-12:] == pytest.approx(np.full(12, 10.0))
    plenty = volume_of({**staffed, "specialist_places": 1e9}, 5000.0)
    assert plenty.after == pytest.approx(found.after)


WORKED = {"unit_cost": 1000.0, "outreach_share": 0.0, "ramp_months": 10.0, "caseload_share": 1.0}
"""With 1,000 pounds a start, 12 thousand pounds a year start one person a month."""


def beside_baseline(figures, rollover=LOST, money=(0.6, 0.12), first=2, people=1e9, **given_):
    """Ten a month at baseline, fifty in the end, from the third month on."""
    year_ends = (np.arange(MONTHS) % 12 == 11).astype(float)
    f = {**figures, **WORKED, **given_}
    return volume(money, f, np.ones(MONTHS), np.full(MONTHS, people), first, rollover, year_ends, Asked)


def test_starts_grow_from_the_baseline_to_the_full_level_over_the_ramp(figures):
    found = beside_baseline(figures)
    assert found.after[:2].tolist() == found.before[:2].tolist() == [0.0, 0.0]
    assert found.before[2:] == pytest.approx(np.full(MONTHS - 2, 10.0))
    assert found.after[2:12] == pytest.approx([14, 18, 22, 26, 30, 34, 38, 42, 46, 50])
    assert found.after[12:] == pytest.approx(np.full(MONTHS - 12, 50.0))
    cut = beside_baseline(figures, money=(0.12, 0.6))
    assert cut.after[2:] == pytest.approx(np.full(MONTHS - 2, 10.0))


def test_money_kept_beside_a_baseline_has_room_at_the_pace_of_the_ramp(figures):
    """Room is 10 + 4 a month; what the ramp left unspent is spent when it has grown past 50."""
    kept = beside_baseline(figures, Rollover(1.0, 1.0))
    assert kept.purse.given[:3] == pytest.approx([0.0, 0.0, 50_000.0])
    assert kept.after[2:21] == pytest.approx([14.0 + 4.0 * m for m in range(19)])
    assert kept.purse.carried[11] == pytest.approx(10 * 50_000 - 1000 * sum(14 + 4 * m for m in range(10)))
    assert kept.after[2:].sum() == pytest.approx(50.0 * (MONTHS - 2))
    staffed = beside_baseline(figures, Rollover(1.0, 1.0), specialist_places=12 * 40.0)
    assert staffed.after[2:].max() == pytest.approx(40.0)


def test_what_is_kept_over_a_month_and_over_a_year_s_end_are_two_shares(figures):
    purse = beside_baseline(figures, Rollover(0.5, 0.25), first=10).purse
    left = [50_000.0 - 14_000.0, 50_000.0 + 0.5 * 36_000.0 - 18_000.0]
    assert purse.carried[10:12] == pytest.approx([0.5 * left[0], 0.25 * left[1]])
    assert purse.lost[10:12] == pytest.approx([0.5 * left[0], 0.75 * left[1]])


def test_money_kept_starts_no_more_than_are_willing_of_those_who_can_be_found(figures):
    given_ = {"take_up": 0.06, "take_up_limit": 0.06, "referral_to_start": 0.5, "caseload_share": 0.25}
    found = beside_baseline(figures, Rollover(1.0, 1.0), people=1000.0, **given_)
    assert found.willing == pytest.approx(0.005)
    assert found.after.max() == pytest.approx(1000.0 * 0.005 / 0.25)


def test_finding_people_takes_its_share_of_the_money(figures):
    plain, found = (beside_baseline(figures, outreach_share=share).after[-1] for share in (0.0, 0.2))
    assert (plain, found) == pytest.approx((50.0, 40.0))
    kept = beside_baseline(figures, Rollover(1.0, 1.0), outreach_share=0.2).purse
    assert kept.spent[2] / kept.starts[2] == pytest.approx(1000.0 / 0.8)


def test_who_is_called_is_limited_by_referrals_and_starts_are_not_discounted_twice(figures):
    called = {**figures, "referral_rate": 0.6, "referral_to_start": 0.5, "take_up": 0.0}
    assert willing_of(Called, called) == pytest.approx(0.6 * 0.5 / 12)
    asked_ = {**figures, "take_up": 0.06, "take_up_limit": 0.06, "referral_to_start": 0.5}
    assert willing_of(Asked, asked_) == pytest.approx(0.06 / 12)


def test_twice_the_money_starts_more_people_of_a_mandated_programme(library, central):
    """On the central path too; and what baseline provision starts does not depend on the level."""
    levels = [funded(library, central.seen, card({"work_programme": m})) for m in (0.0, 22.0, 88.0)]
    none, half, twice = (central.project(level).started for level in levels)
    starts = [one.starts[0, 24:, 0].sum() for one in (none, half, twice)]
    before = [one.before[0, 24:, 0].sum() for one in (none, half, twice)]
    assert starts[0] == 0.0
    assert starts[1] == pytest.approx(0.5 * before[0], rel=0.01)
    assert starts[2] > 1.2 * before[0]
    assert before == pytest.approx([before[0]] * 3, rel=1e-3)


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


def test_a_second_rise_climbs_from_what_was_reached_and_a_cut_is_felt_at_once(figures):
    money = np.repeat([12.0, 36.0, 6.0], MONTHS // 3)
    f = {**figures, "ramp_months": 8.0}
    found = volume_of(f, money).after
    level = found[15] / 12.0  # starts a month for each million a year: the first ramp is over
    np.testing.assert_allclose(found[16:25], level * (12.0 + 24.0 * np.minimum(1.0, np.arange(1, 10) / 8.0)))
    np.testing.assert_allclose(found[32:], 6.0 * level)


def test_money_by_month_that_is_the_same_is_one_number_to_the_bit(figures):
    for kept in (LOST, Rollover(0.5, 0.25)):
        one, many = volume_of(figures, 30.0, kept), volume_of(figures, np.full(MONTHS, 30.0), kept)
        np.testing.assert_array_equal(one.after, many.after)
