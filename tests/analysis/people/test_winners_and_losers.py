"""People one by one: winners and losers, the same luck before and after, lengths and costs of claims."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esarisk.analysis.people.histories import award_distribution, award_quantiles, follow
from esarisk.analysis.people.spells import claim_table, spell_table, survival
from esarisk.analysis.people.winners_and_losers import winners_and_losers
from esarisk.engine.awards.entitlement import terms_on
from esarisk.engine.awards.households import HOUSEHOLDS, RATE_ITEMS, household_rows
from esarisk.engine.awards.rates import Rates
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.fits import fitted_of
from esarisk.errors import EsariskError
from esarisk.kernels.awards import N_ENTRIES, fill_awards
from esarisk.kernels.layout import EARLIER, TERMS_OF
from esarisk.policy.schema import ScenarioCard
from esarisk.policy.stack import scenario_parameters

PEOPLE = 60_000
MEASURE, FREEZE = "wrac-abolished-2017", "benefit-freeze-2016"


@pytest.fixture(scope="module")
def draw(library, seen):
    return central_draw(seen.known, fitted_of(library, seen))


@pytest.fixture(scope="module")
def lived(seen, draw):
    return follow(seen, [seen.known], "2018-19", PEOPLE, 0, draw)


@pytest.fixture(scope="module")
def outcome(library, seen):
    return winners_and_losers(library, seen, MEASURE, beside=[FREEZE], year="2018-19", people=PEOPLE)


def everybody(outcome):
    return outcome.groups.set_index("split").loc["everybody"]


@pytest.mark.slow
def test_losers_lose_the_component_of_the_year_and_nobody_wins(outcome):
    """£29.05 with the freeze: £28.75 raised by 1 per cent in 2015-16, to whole multiples of 5p."""
    row = everybody(outcome)
    assert row["winners"] == 0
    assert row["losers"] > 10_000
    assert [row[key] for key in ("mean", "p10", "p50", "p90")] == pytest.approx([-29.05] * 4)


@pytest.mark.slow
def test_without_the_freeze_they_lose_more(library, seen):
    row = everybody(winners_and_losers(library, seen, MEASURE, year="2018-19", people=PEOPLE))
    assert row["mean"] < -29.05
    assert row["p10"] == pytest.approx(row["p90"])


@pytest.mark.slow
def test_nobody_protected_loses_and_only_the_work_related_group_does(outcome):
    assert outcome.protected == 0
    phases = outcome.groups[outcome.groups["split"] == "phase"].set_index("group")
    assert phases.loc["wrag", "losers"] == everybody(outcome)["losers"]
    assert (phases.drop(index="wrag")["losers"] == 0).all()


@pytest.mark.slow
@pytest.mark.parametrize("split", ["sex", "age", "phase", "basis"])
def test_groups_add_up_to_everybody(outcome, split):
    parts = outcome.groups[outcome.groups["split"] == split]
    for column in ("people", "winners", "losers"):
        assert parts[column].sum() == pytest.approx(everybody(outcome)[column], rel=1e-9)


@pytest.mark.slow
def test_the_saving_agrees_with_the_cohort_engines_within_the_simulation_error(outcome):
    """Three half-widths, so that one run in ten thousand fails by chance; the command says one."""
    assert outcome.cohort > 50
    assert abs(outcome.saving - outcome.cohort) < 3 * outcome.error


@pytest.mark.slow
def test_the_same_person_has_the_same_luck_in_every_scenario(library, seen, draw, lived):
    """Without the one-year limit people leave later, but each is the same person until the limit bites."""
    card = ScenarioCard(name="other", meaning="other", reversed=["contributory-time-limit-2012"])
    other = follow(seen, [scenario_parameters(library, seen, card)], "2018-19", PEOPLE, 0, draw)
    for field in ("group", "entry", "entry_place", "fortune"):
        assert np.array_equal(lived.of_lives(field), other.of_lives(field)), field
    months, longer = lived.of_lives("months").astype(int), other.of_lives("months").astype(int)
    before = (lived.of_lives("ended") > 0) & (lived.of_lives("entry") + months < 42) & (months < 11)
    assert before.sum() > 1_000
    assert np.array_equal(months[before], longer[before])
    assert (months != longer).any()


@pytest.mark.slow
@pytest.mark.thorough
def test_a_measure_of_the_baseline_is_set_against_its_absence(library, seen):
    found = winners_and_losers(library, seen, "contributory-time-limit-2012", people=30_000)
    assert everybody(found)["losers"] > everybody(found)["winners"]
    assert found.cohort > 0


@pytest.mark.slow
def test_more_support_component_makes_no_loser_person_by_person(seen, draw):
    address = "uprating_rules.premium_floor"
    parameter = seen.known[address]
    raised = replace(parameter, values=tuple(replace(v, value=v.value + 3) for v in parameter.values))
    both = follow(seen, [seen.known, seen.known.with_changes({address: raised})], "2018-19", 30_000, 0, draw)
    change = both.weekly(1) - both.weekly(0)
    assert change.min() >= -1e-9
    assert (change > 1).any()


@pytest.fixture(scope="module")
def table_inputs(seen):
    values = Values(seen.known, central_draw(seen.known))
    rates = Rates(seen, values)
    amounts = np.stack([rates.by_period(f"esa.{item}") for item in RATE_ITEMS], axis=-1)
    terms = np.array([terms_on(seen.known, start) for start in rates.starts], float)
    return amounts, terms, rates.price_index(), household_rows(values, rates)


def table(amounts, terms, prices, rows):
    award = np.empty((*amounts.shape[:2], len(HOUSEHOLDS), N_ENTRIES, 2))
    fill_awards(amounts, terms, prices, rows, np.array([1.0, 0.0, 0.0]), award)
    return award.sum(axis=-1)


def _a_giveaway(index):
    return st.tuples(*(st.floats(0, 50) for _ in range(index)))


@settings(max_examples=60)
@given(
    _a_giveaway(len(RATE_ITEMS)),
    st.floats(0, 1),
    st.floats(0, 200),
    st.floats(0, 10_000),
    st.floats(1, 4),
)
def test_a_pure_giveaway_lowers_no_households_award(table_inputs, more, taper, threshold, ignored, step):
    """Any amounts up, pension taper down, its threshold up, capital ignored and its step up: nobody loses."""
    amounts, terms, prices, rows = table_inputs
    kinder = terms.copy()
    kinder[:, 2] += threshold
    kinder[:, 3] *= taper
    kinder[:, 4] += ignored
    kinder[:, 6] *= step
    before = table(amounts, terms, prices, rows)
    after = table(amounts + np.array(more), kinder, prices, rows)
    assert (after - before).min() >= -1e-9


@pytest.mark.slow
def test_awards_of_everybody_add_up(lived):
    steps = award_distribution(lived)
    counted = lived.in_caseload.sum() / lived.share
    assert steps["people"].sum() == pytest.approx(counted, rel=1e-12)
    quantiles = award_quantiles(lived).set_index("phase")
    assert quantiles.loc["everybody", "people"] == pytest.approx(steps["people"][1:].sum(), rel=1e-12)
    assert quantiles.loc["assessment", "mean"] < quantiles.loc["support", "mean"]


@pytest.mark.slow
def test_people_in_a_month_are_as_many_as_the_cohort_engine_has(lived):
    stock = lived.cohort.stock[0, lived.at].sum()
    assert lived.in_caseload.sum() / lived.share == pytest.approx(stock, rel=0.02)


@pytest.mark.slow
def test_fewer_and_fewer_claims_go_on_and_shares_stay_shares(lived):
    left = spell_table(lived, "2014-15")["still_on"].to_numpy()
    assert (np.diff(left) < 0).all()
    assert 0 < left[-1] < left[0] < 1


@pytest.mark.slow
def test_claims_of_each_basis_add_up_to_all_claims(lived):
    claims = claim_table(lived, "2014-15").set_index("basis")
    assert claims.loc["all", "claims"] == pytest.approx(claims["claims"][1:].sum(), rel=1e-12)
    assert (claims["ever_support"].between(0, 1)).all()
    assert claims.loc["credits_only", "cost"] == 0


def test_survival_is_the_plain_share_where_nobody_is_cut_off():
    months, ended = np.array([0, 1, 1, 2, 5]), np.ones(5)
    assert survival(months, ended) == pytest.approx([0.8, 0.4, 0.2, 0.2, 0.2, 0.0])


def test_somebody_cut_off_counts_while_seen_and_no_longer():
    months, ended = np.array([1, 1, 2, 2]), np.array([1, 0, 1, 0])
    assert survival(months, ended) == pytest.approx([1.0, 0.75, 0.375])


def test_a_year_or_measure_that_does_not_exist_is_wrong_input(library, seen):
    with pytest.raises(EsariskError, match="has no 2031-32"):
        winners_and_losers(library, seen, MEASURE, year="2031-32")
    with pytest.raises(EsariskError, match="no-such"):
        winners_and_losers(library, seen, "no-such-measure")


@pytest.mark.slow
def test_terms_are_told_apart_so_that_protection_can_be(lived):
    assert lived.dated is False
    assert (TERMS_OF[lived.place[lived.place >= 0]] == EARLIER).all()
