"""Spring Forecast 2026: what the view knew, lines and remainder, one target year, people once and money twice."""

from datetime import date

import numpy as np
import pytest

from esarisk.engine.awards.mean_awards import awards
from esarisk.engine.cap.annual_2014 import cap_years, judge_target
from esarisk.engine.cap.target_year_2017 import price_news
from esarisk.engine.claims.inputs import claims
from esarisk.engine.claims.timetable import timetable
from esarisk.engine.draws import Values, central_draw, sample, scored
from esarisk.engine.population.groups import groups_of, pension_exit
from esarisk.engine.population.start_ages import StartAges
from esarisk.engine.run import run
from esarisk.kernels.layout import (
    BASIS_OF,
    CONTRIBUTORY,
    LATER,
    PLACE_OF,
    STATE_OF,
    STATES,
    SUPPORT,
    UC,
    UC_LCWRA,
    WITH_UC,
    WRAG,
)
from esarisk.names import BASES, LINES, TREATMENTS
from esarisk.policy.stack import vintage
from esarisk.rules.cap import breach_of_target_year_cap

UC_LINE, CONTRIBUTORY_LINE = LINES.index("uc_health"), LINES.index("contributory")
ESA_LINES = ["contributory", "income_related", "arrears"]
MILLION = 1000.0


@pytest.fixture(scope="module")
def spring(library):
    return vintage(library, "2026-03", "department")


@pytest.fixture(scope="module")
def years(spring):
    return cap_years(spring)


@pytest.fixture(scope="module")
def values(spring):
    return Values(spring.known, central_draw(spring.known))


@pytest.fixture(scope="module")
def started(spring):
    """(place,) people of the central start stock, as the kernel spreads them."""
    central = claims(spring, [Values(spring.known, central_draw(spring.known))])
    fixed = timetable(spring, spring.known, groups_of(spring))
    return fixed.start_shape.sum(axis=(1, 2)) * central.start_stock[0][STATE_OF]


@pytest.fixture(scope="module")
def cube(library):
    study = library.pick("studies", "spring-2026").model_copy(update={"draws": 32, "funding": {}})
    return run(library, study)


@pytest.fixture(scope="module")
def central(library):
    study = library.pick("studies", "spring-2026").model_copy(update={"draws": 1, "funding": {}})
    return run(library, study).isel(draw=0, scenario=0)


# What the view knew


@pytest.mark.parametrize(("view", "newest"), [("department", "2025-11"), ("public", "2025-08")])
def test_no_view_knows_the_count_of_march_2026(library, view, newest):
    known = vintage(library, "2026-03", view).known.table("outturn.esa_stock")
    assert known["at"].max() == newest


@pytest.mark.parametrize("view", ["department", "public"])
def test_no_view_knows_anything_published_or_ended_after_the_vintage(library, view):
    day = date(2026, 3, 3)
    for parameter in vintage(library, "2026-03", view).known.values():
        for value in parameter.values if not parameter.exempt else ():
            assert value.published <= day or (view == "department" and value.period.end <= day)


def test_the_start_is_the_published_quarter_by_phase_and_basis(spring, started):
    table = spring.known.table("outturn.esa_stock")
    cells = table[table["at"] == "2025-11"].set_index(["phase", "basis"])["claimants"]
    with_uc = spring.known.number("start.with_uc", date(2025, 12, 1))
    for state, phase in (("assessment", "assessment"), ("wrag", "wrag"), ("support", "support")):
        at = STATES.index(state) == STATE_OF
        for b, basis in enumerate(BASES[:4]):
            expected = cells[phase, basis]
            expected += cells["unknown", basis] if phase == "wrag" else 0.0
            expected -= with_uc if (phase, basis) == ("support", "contributory") else 0.0
            assert started[at & (b == BASIS_OF)].sum() == pytest.approx(expected, abs=3)
    assert started[at & (BASIS_OF == WITH_UC)].sum() == pytest.approx(with_uc, abs=3)


def test_people_whose_contributory_esa_goes_on_beside_universal_credit_are_counted_once(spring, started):
    """The households of Universal Credit hold them too, so they are taken out of its own position."""
    table = spring.known.table("outturn.uc_households")
    rows = table[(table["entitlement"] == "lcwra") & (table["payment"] == "in_payment")]
    people = 0.995 * float(rows[rows["at"] == "2025-11"]["households"].iloc[0])
    own = started[STATE_OF == UC_LCWRA].sum()
    beside = started[PLACE_OF[SUPPORT, WITH_UC, 0]]
    assert own + beside == pytest.approx(people, rel=1e-3)


def test_the_earlier_vintage_knows_none_of_the_cards_of_this_one(seen):
    for address in (
        "off_flow.uc_level",
        "capacity.follows_claims",
        "awards.uc_health_factor",
        "start.support",
    ):
        assert not seen.known.knows(address)


def test_an_award_that_the_limit_keeps_younger_than_the_later_terms_starts_on_them(started):
    assert started[PLACE_OF[WRAG, CONTRIBUTORY, 0]] == 0
    assert started[PLACE_OF[WRAG, CONTRIBUTORY, LATER]] > 0


def test_ages_of_universal_credit_health_are_the_published_ones(spring):
    groups = groups_of(spring)
    ages = StartAges(spring.known, groups, spring)
    old = groups.ages(spring.months[0].start)
    share = ages.of("uc_assessment")
    assert share.sum() == pytest.approx(1)
    assert share[np.array(groups.sex) == "female"].sum() == pytest.approx(0.54)
    assert share[old >= 50].sum() == pytest.approx(0.38, abs=0.01)
    assert share[old < 25].sum() == pytest.approx(0.10, abs=0.01)
    moved = ages.of("uc_lcwra")
    assert share[old >= 50].sum() < moved[old >= 50].sum() < ages.of("support")[old >= 50].sum()


def test_people_reach_pension_age_at_half_the_pace_while_it_rises_to_67(spring):
    """From May 2026 to March 2028 a birth year takes two years to reach it."""
    groups = groups_of(spring)
    stock = StartAges(spring.known, groups, spring).of("support")
    exits = (pension_exit(spring.known, groups, spring.months) * stock[:, None]).sum(axis=0)
    months = [month.start for month in spring.months]
    rising = [date(2026, 5, 1) <= month <= date(2028, 3, 1) for month in months]
    after = [date(2028, 5, 1) <= month <= date(2029, 3, 1) for month in months]
    assert exits[rising].mean() / exits[after].mean() == pytest.approx(0.5, abs=0.1)


# Money


def test_money_is_paid_twice_where_both_are_paid(spring, values):
    award = awards(spring, values)[0][0]
    both, alone = PLACE_OF[SUPPORT, WITH_UC, 0], PLACE_OF[UC_LCWRA, UC, 0]
    assert (award[:, both, CONTRIBUTORY_LINE] > 0).all()
    assert (award[:, both, UC_LINE] > 0).all()
    assert (award[:, both].sum(axis=1) > award[:, alone].sum(axis=1)).all()
    assert (award[:, both, UC_LINE] < award[:, alone, UC_LINE]).all()


def test_caseload_counts_a_person_once_whatever_is_paid(cube):
    people = cube["caseload"].isel(scenario=0).sum("phase").mean("draw")
    by_group = cube["caseload_by_group"].isel(scenario=0).sel(statistic="mean").sum(["group", "phase"])
    assert people.values == pytest.approx(by_group.values)
    twice = (
        cube["spending_by_basis"]
        .isel(scenario=0)
        .sel(basis="contributory_with_uc", statistic="mean")
        .sum("phase")
    )
    assert (twice.sel(line="contributory") > 0).all()
    assert (twice.sel(line="uc_health") > 0).all()


def test_awards_from_april_2026_are_on_the_lower_element(spring, values):
    fixed = timetable(spring, spring.known, groups_of(spring))
    begins = int(fixed.uc_terms_from[0])
    assert spring.months[begins].start == date(2026, 4, 1)
    award = awards(spring, values)[0][0, begins + 2]
    gap = award[PLACE_OF[UC_LCWRA, UC, 0], UC_LINE] - award[PLACE_OF[UC_LCWRA, UC, LATER], UC_LINE]
    assert gap * fixed.weeks[begins + 2] == pytest.approx(429.80 - 217.26, abs=0.01)


def test_income_related_esa_ends(central):
    left = central["caseload_by_basis"].sel(
        basis=["income_related", "both"], phase=["wrag", "support"], statistic="mean"
    )
    total = left.sum(["phase", "basis"]).values
    assert total[0] < 8_000
    assert (np.diff(total) < 0).all()


def test_esa_of_2026_27_is_within_two_per_cent_of_the_official_forecast(central, spring):
    table = spring.known.table("outturn.incapacity_forecasts")
    rows = table[(table["vintage_date"] == "2026-03-03") & (table["line"] == "esa_total")]
    official = rows.set_index("period")["spending"]["2026-27"]
    esa = central["spending"].sel(year="2026-27", line=ESA_LINES).sum()
    assert float(esa) == pytest.approx(official, rel=0.02)


# Remainder and rule


def test_lines_and_remainder_are_the_official_total(years):
    assert years.simulated_lines + years.remainder == pytest.approx(years.official)
    assert all(years.read)


def test_the_lines_are_esa_earlier_regimes_and_universal_credit_health_of_the_same_table(spring, years):
    table = spring.known.table("outturn.incapacity_forecasts")
    today = table[(table["vintage_date"] == "2026-03-03") & table["period"].isin(spring.years)]
    by_line = today.pivot_table(index="line", columns="period", values="spending").loc[:, spring.years]
    parts = [
        "esa_total",
        "previous_incapacity_regimes",
        "uc_standard_allowance_and_health_element_health_cases",
    ]
    assert years.simulated_lines == pytest.approx(by_line.loc[parts].sum().values, abs=2)


def test_the_remainder_is_everything_else_inside_the_cap_with_northern_ireland(spring, years):
    table = spring.known.table("cap.in_scope_spending")
    today = table[(table["publication_date"] == "2026-03-03") & (table["scope"] == "in")]
    value = today.pivot_table(index="benefit", columns="financial_year", values="value").loc[:, spring.years]
    line = next(name for name in value.index if name.startswith("Incapacity benefits"))
    whole = value.loc["Total inside welfare cap"]
    health = years.simulated_lines / MILLION - value.loc[line].values
    others = whole - value.loc[line] - value.loc["Universal credit"]
    rest = value.loc["Universal credit"].values - health
    assert years.remainder / MILLION == pytest.approx(others.values + rest, abs=0.002)
    assert (others > value.loc["Northern Ireland social security in welfare cap"]).all()
    assert (rest > 0).all()


def test_the_adjustments_are_those_of_november_2025(spring, years):
    at = spring.years.index("2029-30")
    assert (years.target.inflation[at], years.target.scottish[at]) == (-1200.0, 7600.0)
    assert years.target.judged.tolist() == [0, 0, 0, 1, 0]


def test_a_neutral_change_moves_the_cap_and_its_margin(spring, years):
    at = spring.years.index("2029-30")
    moved = years.target.reclassified[at]
    assert moved == pytest.approx(16_307 - 12_982)
    assert years.target.neutral
    assert years.cap[at] == pytest.approx(194_492 + moved)
    assert years.margin[at] == pytest.approx(0.05 * years.cap[at])


def test_only_the_target_year_is_judged_and_only_years_before_it_are_watched(cube):
    breach, above = cube["treatment_breach"], cube["above_pathway"]
    assert breach.sel(year="2029-30").notnull().all()
    assert breach.drop_sel(year="2029-30").isnull().all()
    assert above.sel(year=["2026-27", "2027-28", "2028-29"]).notnull().all()
    assert above.sel(year=["2029-30", "2030-31"]).isnull().all()
    assert cube["headroom"].sel(year="2030-31").isnull().all()


def test_every_draw_is_judged_as_the_rule_judges_it(cube, years):
    at = list(cube["year"].values).index("2029-30")
    adjusted = cube["adjusted_spending"].isel(scenario=0, year=at).values
    level = {"neutral": 194_492 + years.target.reclassified[at], "not_neutral": 194_492.0}
    for treatment in TREATMENTS:
        found = cube["treatment_breach"].isel(scenario=0, year=at).sel(treatment=treatment).values
        expected = [
            breach_of_target_year_cap(x, 0.0, 0.0, level[treatment], 0.05 * level[treatment])
            for x in adjusted
        ]
        assert found.tolist() == expected
        room = cube["treatment_headroom"].isel(scenario=0, year=at).sel(treatment=treatment).values
        assert room == pytest.approx(1.05 * level[treatment] - adjusted)
    in_force = cube["treatment_breach"].sel(treatment=cube.attrs["reclassification"])
    assert np.array_equal(cube["breach"].values, in_force.values, equal_nan=True)


def test_taking_the_change_as_not_neutral_never_makes_a_breach_rarer(cube):
    for name in ("treatment_breach", "above_pathway"):
        neutral, not_neutral = (cube[name].sel(treatment=t).values for t in TREATMENTS)
        seen_both = ~np.isnan(neutral)
        assert (not_neutral[seen_both] >= neutral[seen_both]).all()


def test_adjusted_is_spending_with_the_dated_adjustments_when_prices_bring_no_news(years):
    simulated = np.full((1, 5, 1), 33_000.0)
    result = judge_target(simulated, years.remainder[:, None], np.ones((5, 1)), years)
    spending = simulated[0, :, 0] + years.remainder
    expected = spending + years.target.inflation + years.target.scottish
    assert result.target.adjusted[0, :, 0] == pytest.approx(expected, nan_ok=True)


def test_price_news_is_taken_out_of_what_is_judged(spring, years):
    """Prices one error above the forecast raise spending and leave adjusted spending where it was."""
    scores = {"uprating_rules.price_error": np.array([0.0, 1.0])}
    news = price_news(spring, Values(spring.known, scored(spring.known, scores)))
    assert news[:, 0] == pytest.approx(1)
    assert news[0, 1] == 1  # rates of 2026-27 are published
    assert (np.diff(news[:, 1]) > 0).all()
    simulated = 33_000.0 * news[None]
    result = judge_target(simulated, np.repeat(years.remainder[:, None], 2, axis=1), news, years)
    adjusted = result.target.adjusted[0]
    assert adjusted[:4, 1] == pytest.approx(adjusted[:4, 0])
    assert (result.in_scope[0, 1:4, 1] > result.in_scope[0, 1:4, 0]).all()


def test_capacity_follows_the_claims_of_a_draw(spring):
    drawn = claims(spring, [Values(spring.known, sample(spring.known, 16, seed=1))])
    central = claims(spring, [Values(spring.known, central_draw(spring.known))])
    more = drawn.claims[:, -1] / central.claims[0, -1]
    universal_credit = drawn.capacity[:, 3, -1] / central.capacity[0, 3, -1]
    assert np.corrcoef(more, universal_credit)[0, 1] == pytest.approx(1)
