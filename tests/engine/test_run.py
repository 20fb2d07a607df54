"""A run: the same answer every time and on any threads; parts make the whole; signs as declared."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from esarisk import cube as cubes
from esarisk.engine.cap.annual_2014 import cap_years, remainder_draws
from esarisk.engine.claims.cohort import project_batch
from esarisk.engine.claims.inputs import claims
from esarisk.engine.draws import Draws, Values, central_draw, uncertainties
from esarisk.engine.run import run
from esarisk.jit import ENABLED
from esarisk.policy.schema import ScenarioCard
from esarisk.units import GBP_MILLION

pytestmark = pytest.mark.slow
LOOK_AT = "2017-18"


@pytest.fixture(scope="module")
def study(library):
    found = library.pick("studies", "budget-2014")
    return found.model_copy(
        update={"draws": 40, "scenarios": ["baseline", "freeze-2016", "later-measures"], "funding": {}}
    )


@pytest.fixture(scope="module")
def cube(library, study):
    return run(library, study)


@pytest.fixture(scope="module")
def central_cube(library, study):
    return run(library, study.model_copy(update={"draws": 1}))


def test_a_run_again_has_the_same_digest(library, study, cube):
    assert cubes.value_digest(run(library, study)) == cubes.value_digest(cube)


def test_another_seed_has_another_digest(library, study, cube):
    other = run(library, study.model_copy(update={"seed": 1}))
    assert cubes.value_digest(other) != cubes.value_digest(cube)


DIGEST = """
from esarisk import cube
from esarisk.engine.run import run
from esarisk.policy.reading import read_library

library = read_library()
changes = {"draws": 40, "scenarios": ["freeze-2016"], "funding": {}}
study = library.pick("studies", "budget-2014").model_copy(update=changes)
print(cube.value_digest(run(library, study)))
"""


@pytest.mark.skipif(not ENABLED, reason="there are threads only in compiled kernels")
def test_one_thread_and_two_give_the_same_digest():
    import os

    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "NUMBA_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(digests) == 1


def test_a_scenario_alone_is_the_scenario_among_others(library, study, cube):
    alone = run(library, study.model_copy(update={"scenarios": ["freeze-2016"]}))
    among = cube.spending.sel(scenario="freeze-2016").values
    np.testing.assert_allclose(alone.spending.values[0], among, rtol=1e-11, atol=1e-9)


def test_more_draws_leave_the_central_cube_as_it_is(central_cube):
    assert central_cube.sizes["draw"] == 1
    assert not central_cube.spending.isnull().any()


@pytest.mark.parametrize("name", ["spending", "caseload"])
def test_groups_sum_to_positions_on_the_central_path(central_cube, name):
    positions = central_cube[f"{name}_by_basis"].sel(statistic="mean")
    whole = positions.sum([dim for dim in positions.dims if dim not in {"scenario", "year", "phase"}])
    parts = central_cube[f"{name}_by_group"].sel(statistic="mean").sum("group")
    np.testing.assert_allclose(
        parts.transpose("scenario", "year", "phase").values,
        whole.transpose("scenario", "year", "phase").values,
        rtol=1e-9,
        atol=1e-9,
    )


def test_means_of_groups_sum_to_the_mean_of_the_whole(cube):
    whole = cube.spending.mean("draw").sum("line").values
    parts = cube.spending_by_group.sel(statistic="mean").sum(["group", "phase"]).values
    np.testing.assert_allclose(parts, whole, rtol=1e-9)


def test_spending_inside_the_cap_is_what_is_simulated_and_the_remainder(cube):
    capped = cube.sel(year=["2015-16", "2016-17", "2017-18", "2018-19"])
    simulated = capped.spending.sum("line")
    np.testing.assert_allclose(capped.in_scope_spending, simulated + capped.remainder, rtol=1e-12)
    left = capped.cap + capped.margin - capped.in_scope_spending
    np.testing.assert_allclose(capped.headroom, left.transpose(*capped.headroom.dims), rtol=1e-9, atol=1e-6)


def test_what_is_kept_by_draw_is_kept_by_statistic_too(cube):
    """A sum of means is the mean of the sum; medians of one column are the exact ones to half a bin."""
    mean = {
        name: cube[name].sel(statistic="mean") for name in cube.data_vars if "statistic" in cube[name].dims
    }
    for name, parts, extra in (
        ("spending", mean["spending_by_basis"], ["phase", "basis"]),
        ("caseload", mean["caseload_by_basis"], ["basis"]),
        ("off_flow", mean["off_flow_by_phase"], ["phase"]),
    ):
        whole = cube[name].mean("draw")
        np.testing.assert_allclose(parts.sum(extra).transpose(*whole.dims), whole, rtol=1e-9, atol=1e-9)
    alone = cube["caseload_by_basis"].sel(phase="uc_lcw", basis="universal_credit")
    exact = np.quantile(cube["caseload"].sel(phase="uc_lcw"), 0.5, axis=-1, method="inverted_cdf")
    np.testing.assert_allclose(alone.sel(statistic="p50"), exact, rtol=0.006)


def test_quantiles_stand_in_order(cube):
    for name in (n for n in cube.data_vars if "statistic" in cube[n].dims):
        low, middle, high = (cube[name].sel(statistic=s).values for s in ("p10", "p50", "p90"))
        assert (low <= middle).all()
        assert (middle <= high).all()


def test_scenarios_are_told_apart_by_policy_and_not_by_luck(cube):
    spending = cube.spending.sum("line")
    before = spending.sel(year=["2014-15", "2015-16"])
    assert (before == before.sel(scenario="baseline")).all()


def test_a_freeze_never_raises_spending_in_any_draw_year_phase_or_line(cube):
    frozen, baseline = cube.spending.sel(scenario="freeze-2016"), cube.spending.sel(scenario="baseline")
    assert (frozen <= baseline * (1 + 1e-12)).all()
    after = frozen.sel(year="2017-18").sum("line")
    assert (after < baseline.sel(year="2017-18").sum("line")).mean() > 0.9


def test_the_freeze_saves_more_the_longer_it_lasts(cube):
    total = cube.spending.sum("line").mean("draw")
    saved = (total.sel(scenario="baseline") - total.sel(scenario="freeze-2016")).values
    assert (np.diff(saved[1:6]) > 0).all()


def test_two_measures_save_at_least_what_one_does(cube):
    total = cube.spending.sum("line")
    both, one = total.sel(scenario="later-measures"), total.sel(scenario="freeze-2016")
    assert (both <= one * (1 + 1e-12)).all()


def test_caseload_pays_its_line_and_no_other(cube):
    money = cube.spending_by_basis.sel(statistic="mean").sum(["year", "scenario"])
    assert (money.sel(basis="credits_only") == 0).all()
    assert (money.sel(phase="legacy", line=["contributory", "income_related", "arrears"]) == 0).all()
    assert (money.sel(phase=["assessment", "wrag", "support"], line="legacy") == 0).all()
    in_uc = ["uc_assessment", "uc_lcw", "uc_lcwra"]
    assert (money.sel(phase=in_uc, line=["contributory", "income_related", "legacy", "arrears"]) == 0).all()
    outside = [str(phase) for phase in cube.phase.values if phase not in in_uc]
    assert (money.sel(phase=outside, line="uc_health") == 0).all()
    assert (money.sel(phase="appeal", line=["legacy", "arrears"]) == 0).all()


def test_months_of_a_year_sum_to_its_spending(cube):
    months = list(cube.month.values)
    for label in ("2014-15", "2020-21"):
        first = months.index(f"{label[:4]}-04")
        months_of = cube.monthly_spending.sel(statistic="mean").isel(month=slice(first, first + 12))
        monthly, yearly = months_of.sum("month"), cube.spending.sel(year=label).mean("draw")
        np.testing.assert_allclose(
            monthly.transpose(*yearly.dims).values, yearly.values, rtol=1e-9, atol=1e-9
        )


def test_months_before_the_projection_sum_to_the_years_of_the_fit(cube):
    months = list(cube.month.values)
    assert (months[0], months[-1]) == ("2008-11", "2021-03")
    assert list(cube.fit_year.values) == ["2009-10", "2010-11", "2011-12", "2012-13", "2013-14"]
    baseline = cube.monthly_spending.sel(scenario="baseline", statistic="mean").sum("line")
    for label in cube.fit_year.values:
        first = months.index(f"{label[:4]}-04")
        year = baseline.isel(month=slice(first, first + 12)).sum("month")
        np.testing.assert_allclose(year.values, cube.fit_spending.sel(fit_year=label).mean("draw"), rtol=1e-9)


def test_a_years_caseload_is_the_mean_of_its_monthly_means(cube):
    first = list(cube.month.values).index("2016-04")
    stock = cube.monthly_caseload.sel(statistic="mean").isel(month=slice(first - 1, first + 12))
    stood = stock.transpose("month", "scenario", "phase").values
    mean = ((stood[:-1] + stood[1:]) / 2).mean(axis=0)
    yearly = cube.caseload.sel(year="2016-17").mean("draw").transpose("scenario", "phase")
    np.testing.assert_allclose(mean, yearly.values, rtol=1e-9, atol=1e-6)


def test_people_wait_in_every_queue_and_in_reconsideration_only_once_it_has_begun(cube):
    waiting = cube.waiting.sel(scenario="baseline")
    assert (waiting >= 0).all()
    assert (waiting.sel(month="2014-03", statistic="mean") > 0).all()
    unpaid = waiting.sel(queue="reconsideration", statistic="mean")
    assert unpaid.month.values[np.argmax(unpaid.values > 0)] == "2013-11"


def test_the_time_limit_reversed_pays_more_and_to_more_people(library, study):
    """The limit of 2012 is in the baseline: run reversed it shows what it saves."""
    no_limit = ScenarioCard(name="no-limit", meaning="made up", reversed=["contributory-time-limit-2012"])
    more = replace(library, scenarios={**library.scenarios, "no-limit": no_limit})
    found = run(more, study.model_copy(update={"draws": 1, "scenarios": ["baseline", "no-limit"]}))
    spending = found.spending.sum("line").isel(draw=0)
    people = found.caseload_by_basis.sel(basis=["contributory", "both"], statistic="mean").sum(
        ["phase", "basis"]
    )
    assert (spending.sel(scenario="no-limit") > spending.sel(scenario="baseline")).all()
    assert (people.sel(scenario="no-limit") > people.sel(scenario="baseline")).all()


def signed(parameters):
    return [p for p in uncertainties(parameters) if p.sign]


@pytest.fixture(scope="module")
def moves(seen, fixed):
    """Address → change of spending in 2017-18 when that score alone is +1 [GBP million]."""
    addresses = [p.address for p in uncertainties(seen.known)]
    scores = np.vstack([np.zeros(len(addresses)), np.eye(len(addresses))])
    draws = Draws(dict(zip(addresses, scores.T, strict=True)), np.zeros(len(scores), int), central=False)
    values = Values(seen.known, draws)
    totals = project_batch(fixed, claims(seen, [values]))
    year = seen.all_years.index(LOOK_AT)
    simulated = totals.spending[:, 0, year].sum(axis=(1, 2)) / GBP_MILLION
    years = cap_years(seen)
    remainder = remainder_draws(seen, values, years)[seen.years.index(LOOK_AT)]
    spending = simulated + remainder
    return dict(zip(addresses, spending[1:] - spending[0], strict=True))


def test_every_uncertainty_moves_spending_in_its_declared_direction(seen, moves):
    wrong = {p.address: moves[p.address] for p in signed(seen.known) if moves[p.address] * p.sign <= 0}
    assert wrong == {}


def test_every_uncertainty_declares_a_sign(seen):
    assert [p.address for p in uncertainties(seen.known) if p.sign is None] == []


def with_value(parameter, change):
    values = tuple(replace(v, value=change(v.value)) for v in parameter.values)
    return replace(parameter, values=values)


@pytest.mark.parametrize(
    ("address", "change"),
    [
        ("households.under_25_share", lambda v: v + 0.1),
        ("households.small_pension", lambda v: v + 10),
        ("households.large_pension", lambda v: v + 10),
        ("households.capital", lambda v: v + 1_000),
        ("households.partner_income", lambda v: v + 10),
        ("households.enhanced_disability_share", lambda v: v + 0.1),
        ("awards.legacy_factor", lambda v: v * 1.1),
        ("uprating_rules.allowance_floor", lambda v: v + 3),
        ("uprating_rules.premium_floor", lambda v: v + 3),
        ("uprating_rules.allowance_ceiling", lambda v: v + 1),
        ("uprating_rules.premium_ceiling", lambda v: v / 100),
    ],
)
def test_a_constant_or_lever_moves_spending_in_its_declared_direction(seen, fixed, address, change):
    """Every one is raised but the ceiling of premiums, which binds only when lowered."""
    parameter = seen.known[address]
    changed = seen.known.with_changes({address: with_value(parameter, change)})
    draw = central_draw(seen.known)
    money = project_batch(fixed, claims(seen, [Values(seen.known, draw), Values(changed, draw)])).spending
    year = seen.all_years.index(LOOK_AT)
    before, after = money[0, :, year].sum(axis=(1, 2))
    direction = -1 if change(50.0) < 50.0 else 1
    assert (after - before) * direction * parameter.sign > 0
