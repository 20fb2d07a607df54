"""Programme money: what must hold of any programme before any figure is looked at."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from esarisk.analysis.programmes.projection import Projector, accounts_of
from esarisk.engine.draws import sample
from esarisk.engine.programmes.accounts import own_savings
from esarisk.engine.programmes.effects import programme_draws
from esarisk.engine.programmes.funded import Funded, baseline_money, funded
from esarisk.engine.programmes.funding import added_hazard, funding_of
from esarisk.engine.run import run
from esarisk.errors import EsariskError
from esarisk.policy.schema import ScenarioCard, StudyCard

VINTAGE = "2014-03"
NO_EFFECT = {
    "employment_effect": 0.0,
    "off_benefit_peak": 0.0,
    "off_benefit_lasting": 0.0,
    "support_drift": 0.0,
    "sanction_rate": 0.0,
}


@pytest.fixture(scope="module")
def central(library):
    """The central path, and what it is without a change of money."""
    projector = Projector(library, VINTAGE, "department", 1)
    return projector, projector.project([])


def with_figures(programme, **figures):
    """The programme with some figures in place of its own, held in every draw."""
    return programme.with_figures(figures)


def books_of(projector, outcome, ground):
    """Books of the one programme funded, with the benefit that the projection saved."""
    return own_savings(accounts_of(projector, outcome), ground.monthly - outcome.monthly)[0]


def level(programme, money, *, thinner=False):
    return Funded(programme, money, baseline_money(programme, VINTAGE), thinner)


def scenario(**funding):
    return ScenarioCard(name="funded", meaning="money", funding=funding)


# --- baseline provision ----------------------------------------------------------------------------


def test_the_money_of_baseline_provision_funds_nothing_away_from_it(library, central):
    projector, _ = central
    assert funded(library, projector.seen, scenario(work_programme=44, new_start=0)) == []


@pytest.mark.slow
def test_zero_change_from_baseline_provision_is_the_baseline_to_the_bit(library):
    same = scenario(work_programme=44, work_choice=89, new_start=0)
    library = replace(library, scenarios={**library.scenarios, "funded": same})
    study = StudyCard(name="s", meaning="m", vintage=VINTAGE, scenarios=["baseline", "funded"], draws=1)
    cube = run(library, study)
    for name in ("spending", "caseload", "off_flow", "headroom"):
        values = cube[name].values
        assert np.array_equal(values[0], values[1], equal_nan=True), name


def test_taking_baseline_provision_away_removes_its_effect(library, central):
    projector, ground = central
    lost = projector.project([level(library.programmes["work_programme"], 0.0)])
    books = books_of(projector, lost, ground)
    assert (lost.caseload - ground.caseload)[:, -1].sum() > 1.0
    assert books.starts.sum() == 0.0
    assert books.before.sum() > 1e5
    assert books.additional_jobs.sum() < 0.0
    assert books.ledgers[0].spent.sum() < 0.0


# --- effect ----------------------------------------------------------------------------------------


def test_effect_nought_changes_only_its_own_ledger(library, central):
    projector, ground = central
    idle = with_figures(library.programmes["new_start"], **NO_EFFECT)
    found = projector.project([level(idle, 100.0)])
    books = books_of(projector, found, ground)
    np.testing.assert_allclose(found.spending, ground.spending, rtol=1e-10)
    np.testing.assert_allclose(found.caseload, ground.caseload, rtol=1e-10, atol=1e-6)
    assert books.starts.sum() > 1e4
    assert books.ledgers[0].spent.sum() > 100.0
    assert books.ledgers[0].in_cap.sum() == pytest.approx(0.0, abs=1e-3)


def test_benefit_saving_follows_the_off_benefit_effect(library, central):
    projector, ground = central
    saved = []
    for ratio in (0.3, 0.6):
        given = {"off_benefit_ratio": ratio, "support_drift": 0.0, "displacement": 0.0}
        found = projector.project([level(with_figures(library.programmes["new_start"], **given), 50.0)])
        saved.append((ground.monthly - found.monthly).sum())
    assert saved[0] > 0.0
    assert saved[1] / saved[0] == pytest.approx(2.0, rel=0.1)


def test_the_solved_hazard_gives_the_difference_that_was_published():
    staying = np.exp(-0.03 * np.arange(25))
    off = 0.06 * np.minimum(1.0, np.arange(26) / 5) * np.exp(-0.1 * np.maximum(0, np.arange(26) - 5))
    hazard = added_hazard(off, staying)
    treated = staying * np.exp(-np.append(0.0, np.cumsum(hazard)[:-1]))
    np.testing.assert_allclose(staying - treated, off[:25], atol=1e-12)
    assert hazard[:5].min() > 0 > hazard[10]


# --- starts ----------------------------------------------------------------------------------------


def test_a_tenth_more_money_gives_a_tenth_more_starts_and_less_than_a_tenth_more_jobs(library, central):
    projector, ground = central
    books = []
    for money in (40.0, 44.0):
        found = projector.project([level(library.programmes["new_start"], money)])
        books.append(books_of(projector, found, ground))
    assert books[1].starts.sum() == pytest.approx(1.1 * books[0].starts.sum(), rel=1e-9)
    assert 1.0 < books[1].additional_jobs.sum() / books[0].additional_jobs.sum() < 1.1


def test_more_money_never_lowers_starts_and_people_run_out(library, central):
    projector, _ = central
    starts = []
    for money in (4.0, 20.0, 5e3, 5e4, 5e5):
        found = projector.project([level(library.programmes["new_start"], money)])
        starts.append(found.starts.sum(axis=(1, 2))[0])
    assert all(more >= less for less, more in pairwise(starts))
    assert starts[1] == pytest.approx(5 * starts[0], rel=1e-9)
    assert starts[4] < 1.1 * starts[3]


@pytest.mark.parametrize("competition", ["in_order", "pro_rata"])
def test_more_money_for_one_of_two_programmes_never_lowers_its_starts(library, central, competition):
    projector, _ = central
    other = level(library.programmes["work_and_health_programme"], 500.0)
    starts = [
        projector.project([other, level(library.programmes["new_start"], money)], competition)
        .starts[0, :, 1]
        .sum()
        for money in (100.0, 1e3, 1e5)
    ]
    assert starts[0] < starts[1] <= starts[2]


def test_less_money_as_thinner_help_and_as_fewer_places_are_different_answers(library, central):
    projector, ground = central
    programme = library.programmes["work_programme"]
    books = []
    for thinner in (False, True):
        found = projector.project([level(programme, 20.0, thinner=thinner)])
        books.append(books_of(projector, found, ground))
    reach, thin = books
    assert thin.starts.sum() == pytest.approx(reach.before.sum(), rel=0.15)
    assert reach.starts.sum() < 0.55 * thin.starts.sum()
    spent = [book.ledgers[0].spent.sum() for book in books]
    assert max(spent) < 0.0
    assert spent[0] == pytest.approx(spent[1], rel=0.3)
    jobs = [book.additional_jobs.sum() for book in books]
    assert max(jobs) < 0.0
    assert abs(jobs[0] / jobs[1] - 1.0) > 0.02


def test_help_without_a_baseline_cannot_be_made_thinner(library, central):
    card = ScenarioCard(name="thin", meaning="m", funding={"new_start": 10}, thinner=["new_start"])
    with pytest.raises(EsariskError, match="cannot be made thinner"):
        funded(library, central[0].seen, card)


# --- draws -----------------------------------------------------------------------------------------


def test_every_address_has_its_own_stream(library, central):
    draws = sample(central[0].seen.known, 32, 1)
    one, two = (
        programme_draws(library.programmes[name], draws).scores for name in ("new_start", "work_programme")
    )
    shared = set(one) & set(two)
    assert shared
    for address in shared:
        assert np.array_equal(one[address], two[address])
    assert len({tuple(scores) for scores in one.values()}) == len(one)
    assert all(abs(scores.mean()) < 0.2 for scores in one.values())


def test_two_seeds_draw_every_uncertainty_of_every_programme_apart_and_one_seed_the_same_bits(
    library, central
):
    known = central[0].seen.known
    seeds = [sample(known, 16, seed) for seed in (1, 7, 7)]
    for programme in library.programmes.values():
        one, other, again = (programme_draws(programme, draws).scores for draws in seeds)
        assert one
        for address, scores in one.items():
            assert not np.array_equal(scores, other[address]), address
            assert np.array_equal(other[address], again[address])


def test_the_seed_of_a_projection_reaches_what_a_start_costs(library):
    scenario = ScenarioCard(name="s", meaning="m", funding={"new_start": 50})
    money = []
    for seed in (1, 7, 7):
        projector = Projector(library, "2014-03", "department", 16, seed, scenario)
        levels = [level(library.programmes["new_start"], 50.0)]
        funding = funding_of(
            library, projector.seen, levels, projector.fixed, projector.centre, projector.draws
        )
        money.append([figures["unit_cost"] for figures in funding.figures[0]])
    assert money[0] != money[1]
    assert money[1] == money[2]


def test_the_rows_of_some_draws_are_those_of_all(library, central):
    projector, _ = central
    draws = sample(projector.seen.known, 16, 1)
    levels = [level(library.programmes["new_start"], 50.0)]
    funding = funding_of(library, projector.seen, levels, projector.fixed, projector.centre, draws)
    part = funding.rows(3, 5)
    assert np.array_equal(part.effect, funding.provision.effect[3:5])
    assert part.eligible is funding.provision.eligible
