"""The cap in a run: lines and remainder make the official total; years without a cap are blank."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from esarisk.engine.cap.annual_2014 import CapYears, cap_years, judge, remainder_draws
from esarisk.engine.draws import Values, central_draw, sample
from esarisk.policy.periods import financial_year
from esarisk.policy.stack import vintage
from esarisk.rules.cap import breach_of_annual_cap, forecasting_breach, policy_breach


@pytest.fixture(scope="module")
def years(seen):
    return cap_years(seen)


def test_lines_and_remainder_are_the_official_total(years):
    assert years.simulated_lines + years.remainder == pytest.approx(years.official, nan_ok=True)


def test_in_2015_16_the_lines_are_the_published_13_8_billion_inside_119_5(seen, years):
    at = seen.years.index("2015-16")
    assert years.simulated_lines[at] == pytest.approx(13_800)
    assert years.cap[at] == pytest.approx(119_500)
    assert years.simulated_lines[at] + years.remainder[at] == pytest.approx(years.official[at])
    assert years.read[at]
    assert sum(years.read) == 1


def test_lines_beyond_the_last_forecast_known_grow_at_the_yearly_rate_assumed(seen):
    lines, growth = (seen.known[f"remainder.official_incapacity{end}"] for end in ("", "_growth"))
    only = tuple(v for v in lines.values if v.period == financial_year("2015-16"))
    rising = tuple(replace(v, value=3.0) for v in growth.values)
    changes = {lines.address: replace(lines, values=only), growth.address: replace(growth, values=rising)}
    found = cap_years(replace(seen, known=seen.known.with_changes(changes)))
    first = seen.years.index("2015-16")
    path = [13_800.0 * 1.03**ahead for ahead in range(len(seen.years) - first)]
    assert found.simulated_lines[first:] == pytest.approx(path)


def test_the_margin_is_two_per_cent_of_the_cap(years):
    capped = ~np.isnan(years.cap)
    assert years.margin[capped] == pytest.approx(0.02 * years.cap[capped])


def test_the_cap_of_march_2014_covers_four_years(seen, years):
    capped = [year for year, cap in zip(seen.years, years.cap, strict=True) if not np.isnan(cap)]
    assert capped == ["2015-16", "2016-17", "2017-18", "2018-19"]


def test_the_remainder_of_the_central_draw_has_no_error(seen, years):
    found = remainder_draws(seen, Values(seen.known, central_draw(seen.known)), years)
    assert np.array_equal(found[:, 0], years.remainder, equal_nan=True)


def test_the_remainders_error_has_its_declared_spread(seen, years):
    drawn = Values(seen.known, sample(seen.known, 4096, seed=3))
    found = remainder_draws(seen, drawn, years)
    usual = (found / years.remainder[:, None]).std(axis=1)
    declared = seen.known.vector("remainder.error_by_horizon", tuple("0123456"), seen.day)
    capped = ~np.isnan(years.cap)
    first = seen.years.index("2015-16")
    ahead = [declared[min(i + 1, 6)] / 100 for i in range(len(seen.years))]
    assert usual[capped] == pytest.approx(np.array(ahead)[capped], rel=0.05)
    assert ahead[first] == pytest.approx(0.014)


@pytest.fixture(scope="module")
def made_up():
    luck = np.random.default_rng(11)
    cap = np.array([np.nan, 120_000.0, 121_000.0, 122_000.0])
    years = CapYears(cap, cap * 0.02, cap, np.full(4, 14_000.0), (False, True, False, False))
    simulated = luck.normal(14_000, 900, (3, 4, 200))
    remainder = years.remainder[:, None] + luck.normal(0, 2000, (4, 200))
    return simulated, remainder, years, judge(simulated, remainder, years)


def test_a_year_without_a_cap_is_blank(made_up):
    *_, result = made_up
    for name in ("in_scope", "headroom", "breach", "forecasting", "policy"):
        found = getattr(result, name)
        assert np.isnan(found[:, 0]).all()
        assert not np.isnan(found[:, 1:]).any()


def test_every_draw_is_judged_as_the_rules_judge_it(made_up):
    simulated, remainder, years, result = made_up
    for scenario, year, draw in np.ndindex(3, 4, 200):
        if year == 0:
            continue
        spending = simulated[scenario, year, draw] + remainder[year, draw]
        change = simulated[scenario, year] - simulated[0, year]
        effect, mean = change[draw], change.mean()
        cap, margin = years.cap[year], years.margin[year]
        at = (scenario, year, draw)
        assert result.forecasting[at] == forecasting_breach(spending, cap, margin)
        assert result.policy[at] == policy_breach(spending, cap, mean)
        assert result.breach[at] == breach_of_annual_cap(spending, cap, margin, mean)
        assert result.by_draw[at] == breach_of_annual_cap(spending, cap, margin, effect)
        assert result.headroom[at] == pytest.approx(cap + margin - spending)


@pytest.mark.parametrize(("change", "raised"), [(1e-12, 0), (-1e-12, 0), (2e-6, 1), (-2e-6, 0)])
def test_what_rounding_leaves_between_scenarios_is_not_policy(change, raised):
    years = CapYears(np.array([120_000.0]), np.array([2_400.0]), np.zeros(1), np.zeros(1), (True,))
    simulated = np.array([14_000.0, 14_000.0 + change]).reshape(2, 1, 1)
    result = judge(simulated, np.full((1, 1), 107_000.0), years)
    assert result.policy[:, 0, 0].tolist() == [0, raised]


@pytest.mark.parametrize(("mean", "raised"), [(2.4, 0.0), (2.6, 5.0), (-2.4, 0.0), (-9.0, -10.0)])
def test_policy_is_what_one_costing_certifies_rounded_as_costings_are(mean, raised):
    years = CapYears(
        np.array([120_000.0]), np.array([2_400.0]), np.zeros(1), np.zeros(1), (True,), rounding=5.0
    )
    spread = np.array([mean - 50.0, mean + 50.0])  # half of the draws spend more whatever the mean
    simulated = 14_000.0 + np.stack([np.zeros(2), spread])[:, None]
    result = judge(simulated, np.full((1, 2), 107_000.0), years)
    assert result.certified[:, 0].tolist() == [0.0, raised]
    assert result.policy[1, 0].tolist() == [float(raised > 0.0)] * 2
    assert result.by_draw[1, 0].tolist() == [0.0, 1.0]


def test_what_no_costing_counts_is_not_policy():
    years = CapYears(np.array([120_000.0]), np.array([2_400.0]), np.zeros(1), np.zeros(1), (True,))
    simulated = np.array([14_000.0, 14_030.0]).reshape(2, 1, 1)
    remainder, saved = np.full((1, 1), 107_000.0), np.array([0.0, -30.0]).reshape(2, 1, 1)
    assert judge(simulated, remainder, years).policy[1, 0, 0] == 1.0
    assert judge(simulated, remainder, years, unscored=saved).policy[1, 0, 0] == 0.0


def test_costings_are_rounded_as_published_ones_of_their_day(library):
    roundings = {
        name: vintage(library, name, "department").known.number("cap.costing_rounding", day)
        for name, day in (("2014-03", date(2014, 3, 19)), ("2026-03", date(2026, 3, 3)))
    }
    assert roundings == {"2014-03": 5.0, "2026-03": 1.0}
    assert cap_years(vintage(library, "2014-03", "department")).rounding == 5.0


def test_every_cause_is_seen_in_the_made_up_draws(made_up):
    *_, result = made_up
    assert 0.05 < np.nanmean(result.forecasting) < 0.95
    assert 0.05 < np.nanmean(result.policy[1:]) < 0.95
    assert (result.policy[0, 1:] == 0).all()


def test_policy_of_the_day_the_cap_was_set_is_in_the_cap_and_only_later_policy_is_beside_it(library):
    seen = vintage(library, "2015-11", "department")
    parameter = seen.known["cap.policy_effects"]
    cells = parameter.table.cells
    levels = seen.known.table("cap.levels")
    same_day = min(levels.loc[levels["cap_id"] == seen.card.cap, "date_set"])

    def policy(dates):
        table = replace(parameter.table, cells={**cells, "vintage_date": dates})
        known = seen.known.with_changes({"cap.policy_effects": replace(parameter, table=table)})
        return cap_years(replace(seen, known=known)).policy

    assert np.abs(policy(cells["vintage_date"])).sum() > 0
    assert policy([same_day] * len(cells["effect"])).tolist() == [0.0] * len(seen.years)
