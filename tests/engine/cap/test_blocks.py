"""What the chance of breach rests on: blocks add up, shares add to one, and a part that is held no longer moves it."""

import numpy as np
import pytest

from esarisk.engine.cap.annual_2014 import cap_years, judge_run, remainder_draws
from esarisk.engine.cap.blocks import BLOCKS, HELD_PARTS, breach_with_held, spending_blocks
from esarisk.engine.draws import Values, sample
from esarisk.report.tables.rests_on import rests_on_frame, variance_shares


@pytest.fixture(scope="module")
def values(seen):
    return Values(seen.known, sample(seen.known, 512, seed=3))


@pytest.fixture(scope="module")
def parts(seen, values):
    """What is simulated, made up of known luck, and the real remainder [GBP million]."""
    years = cap_years(seen)
    prices = values.number("uprating_rules.price_error", seen.day)
    own = np.random.default_rng(1).standard_normal(prices.size)
    simulated = years.simulated_lines[:, None] + 300.0 * prices + 400.0 * (own - own.mean())
    return simulated, remainder_draws(seen, values, years)


def test_blocks_add_up_to_spending_in_every_draw(seen, values, parts):
    found = spending_blocks(seen, values, *parts)
    assert found.sum(axis=1) == pytest.approx(parts[0] + parts[1], nan_ok=True)


def test_each_block_has_the_luck_that_made_it(seen, values, parts):
    found = spending_blocks(seen, values, *parts)
    at = seen.years.index("2015-16")
    of = dict(zip(BLOCKS, found[at], strict=True))
    assert of["incapacity"].std() == pytest.approx(400.0, rel=0.1)
    prices = values.number("uprating_rules.price_error", seen.day)
    remainder = cap_years(seen).remainder[at] * 0.014 * 0.4  # two years ahead; loads on prices with 0.4
    assert np.corrcoef(of["prices"], prices)[0, 1] == pytest.approx(1.0)
    assert of["prices"].std() == pytest.approx((300.0 + remainder) * prices.std(), rel=0.1)
    assert abs(of["unemployment"].mean()) < 1e-6


def test_shares_of_variance_add_to_one(seen, values, parts):
    found = spending_blocks(seen, values, *parts)[seen.years.index("2016-17")]
    shares, errors = variance_shares(found, values.draws.scramble)
    assert shares.sum() == pytest.approx(1.0)
    assert (errors > 0.0).all()
    lone = np.zeros_like(found)
    lone[2] = found[2]
    assert variance_shares(lone, values.draws.scramble)[0] == pytest.approx([0, 0, 1, 0])


def test_a_part_at_its_median_leaves_the_other_to_decide(seen, values, parts):
    simulated, remainder = parts
    judged = judge_run(seen, values, simulated[None], remainder)
    held = breach_with_held(seen, values, simulated, remainder, judged)
    of = dict(zip(HELD_PARTS, np.moveaxis(held, 1, 0), strict=True))
    assert np.array_equal(of["as_drawn"], judged.breach[0], equal_nan=True)
    years = cap_years(seen)
    room = (years.cap + years.margin)[:, None]
    capped = ~np.isnan(years.cap)
    fails = np.median(simulated, axis=1, keepdims=True) + remainder > room
    assert np.array_equal(of["incapacity_at_median"][capped], fails[capped])
    fails = years.simulated_lines[:, None] + remainder > room
    assert np.array_equal(of["incapacity_official"][capped], fails[capped])
    fails = simulated + np.median(remainder, axis=1, keepdims=True) > room
    assert np.array_equal(of["remainder_at_median"][capped], fails[capped])


def test_policy_that_a_costing_certified_stays_certified_when_a_part_is_held(seen, values, parts):
    """Two parts at their medians just above the cap fail by policy alone, whichever of them is held."""
    years = cap_years(seen)
    simulated = np.broadcast_to((years.cap - years.remainder + 50.0)[:, None], parts[0].shape)
    still = np.broadcast_to(years.remainder[:, None], parts[1].shape)
    judged = judge_run(seen, values, simulated[None], still, simulated - 100.0)
    assert judged.policy[0][~np.isnan(years.cap)].all()
    held = breach_with_held(seen, values, simulated, still, judged)
    of = dict(zip(HELD_PARTS, np.moveaxis(held, 1, 0), strict=True))
    for name in ("as_drawn", "incapacity_at_median", "remainder_at_median"):
        assert of[name][~np.isnan(years.cap)].all(), name


def test_a_run_says_what_its_chance_rests_on(small_run):
    cube, _ = small_run
    frame = rests_on_frame(cube)
    assert frame[list(BLOCKS)].sum(axis=1).to_numpy() == pytest.approx(1.0)
    whole = cube["spending_block"].sum("block").transpose("year", "draw").values
    in_scope = cube["in_scope_spending"].isel(scenario=0).transpose("year", "draw").values
    capped = ~np.isnan(in_scope).any(axis=1)
    assert whole[capped] == pytest.approx(in_scope[capped])
    assert frame["as_drawn"].to_numpy() == pytest.approx(
        cube["breach"].isel(scenario=0).mean("draw").values[capped]
    )
