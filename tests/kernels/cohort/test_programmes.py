"""Programmes in the cohort kernel: who starts, what a block adds, and what it must leave alone."""

from itertools import pairwise

import numpy as np
import pytest
from twin import agree

from esarisk.engine.claims.clock import told_apart
from esarisk.kernels.layout import (
    ASSESSMENT,
    BASIS_OF,
    IN,
    N_BASES,
    N_CLOCK,
    N_DESTINATIONS,
    N_PLACES,
    N_RANKS,
    OUT,
    STATE_OF,
    SUPPORT,
    WRAG,
    Provision,
    no_provision,
)
from esarisk.names import CLOCK_MONTHS, DESTINATIONS, PHASES

WORK = DESTINATIONS.index("work")
IN_WRAG = np.equal(STATE_OF, WRAG)


def one_programme(months, draws=1, programmes=1, **fields):
    """Programmes for everybody in the work-related activity group, with effect; fields can be replaced."""
    by_month = (draws, programmes, months)
    eligible = np.zeros((programmes, N_PLACES, N_CLOCK))
    eligible[:, IN_WRAG] = 1.0
    plain = {
        "eligible": eligible,
        "rank": 0.0,
        "places": 200.0,
        "places_before": 0.0,
        "take_up": 0.2,
        "take_up_before": 0.2,
        "effect": 0.03,
        "drift": 0.0,
        "sanction": 0.0,
        "scale": 1.0,
        "saturation": 0.0,
        "to_work": 0.0,
        "added_to": np.eye(N_DESTINATIONS)[WORK],
    }
    shapes = {
        **dict.fromkeys(("places", "places_before", "take_up", "take_up_before", "scale"), by_month),
        **dict.fromkeys(("effect", "drift", "sanction", "to_work"), (draws, programmes, 24)),
        "saturation": (draws, programmes),
        **dict.fromkeys(("eligible", "rank"), (programmes, N_PLACES, N_CLOCK)),
        "added_to": (draws, programmes, N_DESTINATIONS),
    }
    given = {
        name: np.array(np.broadcast_to({**plain, **fields}[name], shape)) for name, shape in shapes.items()
    }
    return Provision(**given, pro_rata=fields.get("pro_rata", 0))


def made_up(seed, months, draws=1, programmes=2):
    """Programmes at random: eligible people in about half of the cells, places that sometimes bind."""
    luck = np.random.default_rng(seed)
    cells, by_month = (programmes, N_PLACES, N_CLOCK), (draws, programmes, months)
    idle = luck.random((draws, programmes, months)) < 0.3
    return Provision(
        eligible=np.where(luck.random(cells) < 0.5, luck.random(cells), 0.0),
        rank=luck.integers(0, luck.integers(1, N_RANKS + 1), cells).astype(float),
        places=np.where(idle, 0.0, luck.uniform(0, 4e3, by_month)),
        places_before=np.where(idle | (luck.random(by_month) < 0.3), 0.0, luck.uniform(0, 4e3, by_month)),
        take_up=luck.uniform(0, 0.3, by_month),
        take_up_before=luck.uniform(0, 0.3, by_month),
        effect=luck.uniform(-0.05, 0.1, (draws, programmes, 5)),
        drift=luck.uniform(-0.02, 0.1, (draws, programmes, 5)),
        sanction=luck.uniform(0.0, 0.2, (draws, programmes, 5)),
        scale=luck.uniform(-0.5, 1.5, by_month),
        saturation=luck.uniform(0, 1, (draws, programmes)),
        to_work=luck.uniform(0, 0.8, (draws, programmes, 5)),
        added_to=luck.dirichlet(np.ones(N_DESTINATIONS), (draws, programmes)),
        pro_rata=int(seed % 2),
    )


def near(one, other, names, rtol=1e-9):
    for name in names:
        np.testing.assert_allclose(
            getattr(one, name), getattr(other, name), rtol=rtol, atol=1e-6, err_msg=name
        )


PEOPLE = ("caseload", "spending", "on_flow", "stock", "waiting", "decided", "monthly", "caseload_by_group")


# --- the twin ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "seed", [0, 1, 2, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in (3, 4, 5))]
)
def test_blocks_are_the_twins_on_random_inputs(make, run, seed):
    timetable, claims = make(500 + seed, months=12, order=float(seed % 3))
    provision = made_up(seed, 12)
    agree(timetable, claims, run(timetable, claims, provision), provision)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.thorough) for seed in range(20, 28)])
def test_blocks_are_the_twins_on_more_random_inputs(make, run, seed):
    timetable, claims = make(seed, groups=3, months=20, draws=2, scenarios=2)
    provision = made_up(seed, 20, draws=2, programmes=3)
    agree(timetable, claims, run(timetable, claims, provision), provision)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [80, 81])
def test_claims_that_stand_together_outside_programmes_are_the_twins(make, run, seed):
    """No programme takes people from assessment; others take them once they are decided."""
    timetable, claims = make(seed, months=12, order=float(seed % 2))
    provision = made_up(seed, 12)
    provision.eligible[:, STATE_OF == ASSESSMENT] = 0.0
    agree(timetable, claims, run(timetable, claims, provision), provision)


# --- nothing where nothing is meant --------------------------------------------------------------


def test_a_programme_without_places_is_no_programme_to_the_bit(make, run):
    timetable, claims = make(21)
    without = run(timetable, claims, no_provision(1, 14))
    idle = run(timetable, claims, one_programme(14, places=0.0))
    for name in (*PEOPLE, "off_flow", "balance", "spending_by_group"):
        assert np.array_equal(getattr(without, name), getattr(idle, name)), name


def test_funding_at_the_baseline_starts_nobody_more(make, run):
    timetable, claims = make(22)
    same = run(timetable, claims, one_programme(14, places_before=200.0))
    assert (same.started_share == 0).all()
    assert (same.starts == same.starts_before).all()
    assert (same.starts > 0).any()
    assert (same.reached[:, :, 1] == 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_a_programme_without_effect_moves_nobody_in_or_out(make, run, seed):
    """Limit, waits, reviews and migration run on inside a programme: only the ledger would change."""
    timetable, claims = make(30 + seed, months=30)
    provision = made_up(seed, 30)._replace(effect=np.zeros((1, 2, 5)), drift=np.zeros((1, 2, 5)))
    without, with_it = run(timetable, claims), run(timetable, claims, provision)
    near(without, with_it, (*PEOPLE, "balance", "spending_by_group", "decisions"))
    assert with_it.starts.sum() > 1e3


def test_a_programme_that_only_changes_destinations_saves_nothing(make, run):
    timetable, claims = make(33, months=24)
    provision = one_programme(24, effect=0.0, to_work=0.4)
    without, with_it = run(timetable, claims), run(timetable, claims, provision)
    near(without, with_it, PEOPLE)
    more = with_it.off_flow[..., WORK].sum() - without.off_flow[..., WORK].sum()
    assert more > 1.0
    np.testing.assert_allclose(with_it.off_flow.sum(axis=-1), without.off_flow.sum(axis=-1), rtol=1e-9)


# --- effect --------------------------------------------------------------------------------------


def test_starters_of_one_month_leave_by_their_hazard_and_months_since_start(one_cell, run):
    effect = np.zeros((1, 1, 24))
    effect[0, 0, :3] = 0.05, 0.1, -0.02
    places = np.where(np.arange(8) == 0, 1e9, 0.0)
    given = {"off_flow": 0.04, "off_flow_factor": 1.0, "age_multiplier": 1.0}
    timetable, claims = one_cell(WRAG, 0, **given)
    totals = run(timetable, claims, one_programme(8, effect=effect, places=places, take_up=0.5))
    inside = totals.reached[0, :, 1].sum(axis=-1)
    met = np.cumsum([0.0, 0.05, 0.1, -0.02, 0.0, 0.0, 0.0, 0.0])
    assert inside == pytest.approx(500 * np.exp(-0.04) * np.exp(-0.04 * np.arange(8) - met), rel=1e-12)
    assert totals.added_hazard[0, :4, 0] == pytest.approx([0.0, 0.05, 0.1, -0.02], abs=1e-15)


def test_a_missed_programme_never_makes_a_hazard_negative(one_cell, run):
    given = {"off_flow": 0.01, "off_flow_factor": 1.0, "age_multiplier": 1.0}
    timetable, claims = one_cell(WRAG, 0, **given)
    provision = one_programme(8, places=0.0, places_before=1e9, take_up=1.0, take_up_before=1.0, effect=0.5)
    totals = run(timetable, claims, provision)
    inside = totals.reached[0, :, 1].sum(axis=-1)
    assert inside == pytest.approx(1000 * np.exp(-0.01), rel=1e-12)
    assert (totals.start_scale[0, 0] == -1).all()


def test_effect_by_month_of_start_scales_the_hazard(one_cell, run):
    given = {"off_flow": 0.0, "off_flow_factor": 1.0, "age_multiplier": 1.0}
    timetable, claims = one_cell(WRAG, 0, **given)
    places = np.where(np.arange(8) == 1, 1e9, 0.0)
    halved = run(timetable, claims, one_programme(8, scale=0.5, places=places, effect=0.1))
    assert halved.added_hazard[0, 2:, 0] == pytest.approx(0.05)


def test_drift_moves_people_to_the_support_group(one_cell, run):
    timetable, claims = one_cell(WRAG, 0, off_flow=0.0)
    places = np.where(np.arange(8) == 0, 1e9, 0.0)
    provision = one_programme(8, drift=0.1, effect=0.0, places=places, take_up=1.0)
    inside = run(timetable, claims, provision).reached[0, :, 1]
    left = inside[:, PHASES.index("wrag")]
    assert left == pytest.approx(1000 * 0.9 ** np.arange(8), rel=1e-12)
    assert inside.sum(axis=1) == pytest.approx(np.full(8, 1000.0))


def test_more_saturation_means_less_effect_of_the_same_starts(make, run):
    timetable, claims = make(40, months=20)
    found = [run(timetable, claims, one_programme(20, saturation=phi)) for phi in (0.0, 0.5, 1.0)]
    assert found[0].start_scale.sum() > found[1].start_scale.sum() > found[2].start_scale.sum()
    assert (found[0].starts[:, 0] == found[2].starts[:, 0]).all()


def test_an_effect_lowers_the_caseload_and_a_missed_one_raises_it(make, run):
    timetable, claims = make(41, months=20, return_share=0.0)
    plain = run(timetable, claims).stock.sum(axis=-1)
    helped = run(timetable, claims, one_programme(20)).stock.sum(axis=-1)
    missed = run(timetable, claims, one_programme(20, places=0.0, places_before=200.0)).stock.sum(axis=-1)
    assert (helped[:, 2:] < plain[:, 2:]).all()
    assert (missed[:, 2:] > plain[:, 2:]).all()


# --- starts --------------------------------------------------------------------------------------


def test_starts_are_the_fewer_of_places_and_willing_people(still, run):
    timetable, claims = still(months=6)
    people = claims.start_stock[0, WRAG]
    few = run(timetable, claims, one_programme(6, places=10.0)).starts[0, :, 0]
    assert few == pytest.approx(np.full(6, 10.0))
    many = run(timetable, claims, one_programme(6, places=1e9, take_up=0.1)).starts[0, :, 0]
    assert many == pytest.approx(0.1 * people * 0.9 ** np.arange(6))


def test_ten_per_cent_more_places_give_ten_per_cent_more_starts_until_a_limit_binds(still, run):
    timetable, claims = still(months=6)
    starts = [
        run(timetable, claims, one_programme(6, places=p, take_up=0.02)).starts.sum()
        for p in (10.0, 11.0, 1e9)
    ]
    assert starts[1] == pytest.approx(1.1 * starts[0], rel=1e-12)
    limit = 0.02 * claims.start_stock[0, WRAG] * (0.98 ** np.arange(6)).sum()
    assert starts[2] == pytest.approx(limit)


def test_a_programme_of_an_area_never_reaches_more_than_the_area(still, run):
    timetable, claims = still(months=12)
    eligible = np.where(IN_WRAG[None, :, None], 0.1, np.zeros((1, N_PLACES, N_CLOCK)))
    totals = run(timetable, claims, one_programme(12, eligible=eligible, places=1e9, take_up=0.5, effect=0.0))
    area = 0.1 * claims.start_stock[0, WRAG]
    assert totals.starts[0, :, 0] == pytest.approx(area * 0.5 ** np.arange(1, 13), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("pro_rata", [0, 1])
def test_more_places_for_one_programme_never_lower_its_starts(make, run, pro_rata):
    timetable, claims = make(43, months=20)
    starts = []
    for size in (0.0, 1.0, 2.0, 10.0, 1e3, 1e9):
        places = np.array([[1e3], [size * 100]])
        provision = one_programme(20, programmes=2, places=places, pro_rata=pro_rata)
        starts.append(run(timetable, claims, provision).starts[0, :, 1].cumsum())
    assert all((more >= less - 1e-6).all() for less, more in pairwise(starts))


def test_short_places_go_to_the_first_rank_among_the_willing(still, run):
    timetable, claims = still(months=1)
    rank = np.zeros((1, N_PLACES, N_CLOCK))
    rank[:, BASIS_OF > 0] = 1.0
    first = IN_WRAG & (BASIS_OF == 0)
    ahead = (timetable.start_shape[first] * claims.start_stock[0, WRAG]).sum()
    few = run(timetable, claims, one_programme(1, rank=rank, places=0.05 * ahead, take_up=0.2))
    assert few.started_share[0, 0, 0, :2] == pytest.approx([0.05, 0.0])
    more = run(timetable, claims, one_programme(1, rank=rank, places=0.2 * ahead + 10, take_up=0.2))
    assert more.started_share[0, 0, 0, 0] == pytest.approx(0.2)
    assert 0 < more.started_share[0, 0, 0, 1] < 0.2


def test_in_turn_the_first_programme_is_served_first_and_in_proportion_all_alike(still, run):
    timetable, claims = still(months=1)
    everybody = {"places": 1e9, "take_up": 0.8, "programmes": 2}
    turn = run(timetable, claims, one_programme(1, **everybody)).starts[0, 0]
    people = claims.start_stock[0, WRAG]
    assert turn == pytest.approx([0.8 * people, 0.8 * 0.2 * people])
    alike = run(timetable, claims, one_programme(1, **everybody, pro_rata=1))
    assert alike.starts[0, 0] == pytest.approx([people / 2, people / 2])
    assert alike.reached[0, 0, 1:].sum() == pytest.approx(people)


# --- sums ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_people_are_conserved_and_blocks_make_the_whole(make, run, seed):
    timetable, claims = make(50 + seed, months=24)
    totals = run(timetable, claims, made_up(seed, 24, programmes=3))
    start, end = totals.balance[..., 0], totals.balance[..., 3]
    np.testing.assert_allclose(start + totals.balance[..., IN] - totals.balance[..., OUT], end, rtol=1e-9)
    np.testing.assert_allclose(totals.reached.sum(axis=(2, 3)), totals.stock.sum(axis=-1), rtol=1e-9)
    for year in range(2):
        months = totals.block_off_flow[:, timetable.year_of == year].sum(axis=(1, 2))
        np.testing.assert_allclose(months, totals.off_flow[:, year].sum(axis=1), rtol=1e-9)
    assert (totals.reached >= -1e-9).all()


def test_doubling_people_capacities_and_places_doubles_everything_to_the_bit(make, run):
    timetable, claims = make(60, months=20)
    provision = made_up(60, 20)
    more = claims._replace(
        start_stock=claims.start_stock * 2, claims=claims.claims * 2, capacity=claims.capacity * 2
    )
    places = provision._replace(places=provision.places * 2, places_before=provision.places_before * 2)
    once, twice = run(timetable, claims, provision), run(timetable, more, places)
    alike = {"served", "started_share", "start_scale", "added_hazard", "added_worsening"}
    alike |= {"block_sign", "block_shift", "sanctioned"}
    for name in once._fields:
        one = getattr(once, name)
        assert np.array_equal(getattr(twice, name), one if name in alike else one * 2), name


def test_a_draw_of_many_is_the_draw_alone_to_the_bit(make, run):
    timetable, claims = make(61, draws=3)
    provision = made_up(61, 14, draws=3)
    whole = run(timetable, claims, provision)
    everywhere = {"eligible", "rank", "pro_rata"}
    alone = provision._replace(
        **{name: array[1:2] for name, array in provision._asdict().items() if name not in everywhere}
    )
    single = run(timetable, type(claims)(*(array[1:2] for array in claims)), alone)
    for one, many in zip(single, whole, strict=True):
        assert np.array_equal(one, many[1:2])


def test_support_group_programmes_reach_the_support_group(still, run):
    timetable, claims = still(months=3)
    eligible = np.zeros((1, N_PLACES, N_CLOCK))
    eligible[:, STATE_OF == SUPPORT] = 0.5
    totals = run(timetable, claims, one_programme(3, eligible=eligible, places=1e9, take_up=0.2))
    inside = totals.reached[0, 0, 1]
    assert inside[PHASES.index("support")] == pytest.approx(0.1 * claims.start_stock[0, SUPPORT])
    assert inside.sum() == inside[PHASES.index("support")]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_clock_cut_short_where_no_programme_asks_for_it_changes_nothing(make, run, seed):
    """Programmes ask for months since claim below a fifth alone, by who may start or by rank."""
    timetable, claims = make(seed, months=14, limit_months=3.0, off_flow=0.1)
    provision = made_up(seed, 14)
    for part in (provision.eligible, provision.rank):
        part[..., 5:] = part[..., 5:6]
    months = told_apart(timetable, claims, provision)
    assert set(months) <= {0.0, 3.0, 5.0, float(CLOCK_MONTHS)}
    assert 5.0 in months
    agree(timetable, claims, run(timetable._replace(told_apart=months), claims, provision), provision)


@pytest.mark.slow
@pytest.mark.parametrize("basis", range(N_BASES))
def test_months_that_a_programme_asks_of_one_basis_are_kept_for_all_who_come_to_it(make, run, basis):
    """By the limit, a top-up or migration people come to a basis with the months of the one that they had."""
    timetable, claims = make(40 + basis, months=14, limit_months=3.0, off_flow=0.1, top_up=0.1, migration=0.1)
    provision = made_up(40 + basis, 14)
    provision.eligible[:, np.not_equal(BASIS_OF, basis)] = 0.0
    for part in (provision.eligible, provision.rank):
        part[..., 8:] = part[..., 8:9]
    months = told_apart(timetable, claims, provision)
    assert 8.0 in months
    whole = run(timetable, claims, provision)
    short = run(timetable._replace(told_apart=months), claims, provision)
    for name in set(whole._fields) - {"started_share"}:  # of a rank in which nobody stands, it may be any
        one, other = getattr(short, name), getattr(whole, name)
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-6, err_msg=name)
