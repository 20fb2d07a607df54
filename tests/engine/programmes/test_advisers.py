"""Hours that advisers keep: whose they are, none worked twice, and every lever acts or is refused."""

from dataclasses import replace

import numpy as np
import pytest

from esarisk.analysis.programmes.advisers import adviser_chain
from esarisk.analysis.programmes.projection import Projector, accounts_of
from esarisk.analysis.question import Question
from esarisk.cube import value_digest
from esarisk.engine.claims.interviews import interview_waits
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.programmes.advisers import ONGOING, SECOND, kept_of
from esarisk.engine.programmes.funded import funded
from esarisk.engine.programmes.volume import hours_of
from esarisk.engine.reach import parameters_of, refuse_idle
from esarisk.engine.run import run
from esarisk.errors import EsariskError
from esarisk.policy.schema import ScenarioCard, StudyCard
from esarisk.policy.settings import with_settings
from esarisk.units import MONTHS_A_YEAR

THIRD = {"advisers.reserved": 1 / 3}
HELD = ("baseline", "third")
JOBS = ("jobs", "jobs_of_jobseekers")


def card(levers, name="third", **more):
    return ScenarioCard(name=name, meaning=name, levers=levers, **more)


@pytest.fixture(scope="module")
def third(library):
    """The central path with a third of hours kept, and what is funded by it."""
    one = card(THIRD)
    projector = Projector(library, "2014-03", "department", 1, 1, one)
    levels = funded(library, projector.seen, one)
    return projector, levels, projector.project(levels)


def waits_of(library, seen, levers):
    parameters = parameters_of(library, seen, card(levers))
    days = [month.start for month in seen.months]
    return interview_waits(Values(parameters, central_draw(parameters)), days)[0]


# --- hours ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("reserved", [0.0, 0.05])
def test_a_reserve_of_what_is_left_anyway_changes_nothing(library, reserved):
    """In the pilots new claims left an hour a week of nineteen."""
    assert kept_of(library, {"advisers.reserved": reserved}) is None


@pytest.mark.parametrize(
    ("lever", "key", "values"),
    [
        ("reserved", "ongoing", (0.1, 0.2, 1 / 3, 0.9)),
        ("reserved", "undone", (0.1, 0.2, 1 / 3, 0.9)),
        ("target_weight", "to_claimants", (0.0, 0.5, 1.0, 10.0)),
        ("specialist_places", "referred", (0.5, 2.5, 3.0)),
    ],
)
def test_more_is_more(library, lever, key, values):
    found = [getattr(kept_of(library, {**THIRD, f"advisers.{lever}": one}), key) for one in values]
    assert found == sorted(set(found))


def test_twice_the_advisers_have_twice_the_hours_and_claims_wait_alike(library):
    one, two = (
        kept_of(library, THIRD),
        kept_of(with_settings(library, {"advisers.advisers": 22_000.0}), THIRD),
    )
    for key in ("ongoing", "before", "referred"):
        assert getattr(two, key) == pytest.approx(2 * getattr(one, key))
    assert two.undone == one.undone


def test_no_hour_is_worked_twice_and_none_is_left_over(third):
    """Second interviews, other claimants and jobseekers have all the hours kept, month by month."""
    projector, levels, outcome = third
    by_word = {level.programme.card.adviser_hours: p for p, level in enumerate(levels)}
    funding = outcome.funding
    used = 0.0
    for word in (SECOND, ONGOING):
        places = funding.volumes[by_word[word]][0]
        used = used + (places.after - places.before) * places.hours
    jobseekers = funding.volumes[by_word[ONGOING]][0].jobseekers * hours_of(
        funding.figures[by_word[ONGOING]][0]
    )
    kept = levels[0].kept
    months = len(projector.months)
    assert (used + jobseekers)[-months:] * MONTHS_A_YEAR == pytest.approx(kept.ongoing - kept.before)


def test_hours_that_are_there_cost_nothing_and_specialists_do(third):
    projector, levels, outcome = third
    for books, level in zip(accounts_of(projector, outcome), levels, strict=True):
        spent = books.ledgers[0].spent.sum()
        assert (spent == 0.0) == level.unpaid
        assert books.starts.sum() > books.before.sum()


# --- claims wait ---------------------------------------------------------------------------------


def test_claims_wait_longer_the_more_is_kept_and_never_beyond_the_longest_wait(library, seen):
    some, more = (waits_of(library, seen, {"advisers.reserved": one}) for one in (0.1, 0.5))
    longer = waits_of(library, seen, {"advisers.reserved": 0.5, "advisers.longest_wait": 9.0})
    assert (some <= more).all()
    assert more.max() == 3.0
    assert longer.max() == 9.0
    known = [month.start <= seen.day for month in seen.months]
    assert not more[known].any()


def test_the_wait_is_the_work_left_over_by_the_work_done_in_a_month(library, seen):
    """After n months at a share u undone: n u / (1 - u)."""
    waits = waits_of(library, seen, {"advisers.reserved": 0.1, "advisers.longest_wait": 24.0})
    undone = kept_of(library, {"advisers.reserved": 0.1}).undone
    begun = int(np.flatnonzero(waits)[0])
    assert waits[begun : begun + 4] == pytest.approx(np.arange(1, 5) * undone / (1.0 - undone))


def test_when_every_hour_is_kept_nobody_has_a_first_interview(library, seen):
    assert waits_of(library, seen, {"advisers.reserved": 1.0})[-1] == 3.0


# --- the whole chain -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cube(library):
    scenarios = {**library.scenarios, "third": card(THIRD)}
    study = StudyCard(name="hours", meaning="hours", vintage="2014-03", scenarios=list(HELD), draws=4)
    return run(replace(library, scenarios=scenarios), study)


def test_a_lever_of_a_scenario_moves_programmes_people_money_and_no_policy(cube):
    base, kept = (cube.sel(scenario=name) for name in HELD)
    assert (kept["programme_starts_change"].sum("year") > 0).all()
    assert (kept["programme_jobs_additional"].sum("year") > 0).all()
    assert (kept["spending"] != base["spending"]).any()
    assert (kept["waiting"] > base["waiting"]).any()
    assert (kept["policy_effect"].dropna("year") == 0.0).all()


def test_the_baseline_is_the_baseline_to_the_bit(library, cube):
    study = StudyCard(name="hours", meaning="hours", vintage="2014-03", scenarios=["baseline"], draws=4)
    alone = run(library, study).sel(scenario="baseline")
    beside = cube.sel(scenario="baseline")
    for name in ("spending", "caseload", "waiting", "headroom", "breach", "decisions"):
        np.testing.assert_array_equal(alone[name], beside[name])


def test_the_chain_says_what_the_cube_says(library, cube):
    """The same draws by two roads: one of the run, one of the command."""
    found = adviser_chain(Question(library, draws=4, seed=1), THIRD)
    links = {(row["link"], row["quantity"]): row for row in found["links"]}
    change = cube["spending"].sum("line").sel(scenario="third") - cube["spending"].sum("line").sel(
        scenario="baseline"
    )
    last = float(change.isel(year=-1).mean())
    assert links["benefit", "spending"]["change"] == pytest.approx(last, rel=1e-9)
    assert links["benefit", "spending_by_the_wait_alone"]["change"] != pytest.approx(last)
    money = cube.sel(scenario="third")
    assert links["purse", "spent_on_specialists"]["change"] == pytest.approx(
        float(money["programme_spending"].sum(["year", "programme"]).mean())
    )
    jobs = sum(row["change"] for (_, what), row in links.items() if what in JOBS)
    mean = float(money["programme_jobs_additional"].sum("programme").mean())
    assert jobs == pytest.approx(mean)


def test_second_interviews_take_hours_from_nobody_but_jobseekers_and_other_claimants(library):
    hours = []
    for share in (1.0, 0.0):
        rows = adviser_chain(Question(library, draws=1), {**THIRD, "advisers.second_interviews": share})[
            "links"
        ]
        hours.append({row["quantity"]: row["after"] for row in rows if row["link"] == "hours"})
    assert hours[0]["ongoing"] == hours[1]["ongoing"]
    assert hours[0]["jobseekers"] < hours[1]["jobseekers"]
    assert hours[1]["second_interviews"] == 0.0


# --- levers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levers", "words"),
    [
        ({"advisers.reserved": 0.05}, "no other hours"),
        ({"advisers.longest_wait": 6.0}, "no other hours"),
        ({**THIRD, "advisers.report_use": 0.9}, "makes reports"),
    ],
)
def test_a_lever_that_changes_nothing_is_refused(library, seen, levers, words):
    with pytest.raises(EsariskError, match=words):
        parameters_of(library, seen, card(levers))


def test_hours_and_money_of_one_programme_are_refused_together(library, seen):
    with pytest.raises(EsariskError, match="'caseloading' has hours"):
        funded(library, seen, card(THIRD, funding={"caseloading": 50.0}))


def test_use_of_reports_moves_what_reports_do(library, seen):
    one = card(
        {"advisers.report_use": 1.0, "advisers.report_deferral": 0.0}, funding={"capability_reports": 10.0}
    )
    parameters_of(library, seen, one)
    (level,) = funded(library, seen, one)
    assert level.programme.number("employment_effect") == library.parameters.number("advisers.report_gain")


@pytest.mark.parametrize(("address", "value"), [("advisers.reserved", 0.5), ("advisers.week", 30.0)])
def test_what_is_set_for_everybody_acts_or_is_refused(library, address, value):
    own = with_settings(library, {address: value})
    with pytest.raises(EsariskError, match=address):
        refuse_idle(own, [card({})])
    if address == "advisers.week":
        refuse_idle(own, [card(THIRD)])


def test_levers_change_the_cube(library, cube):
    scenarios = {**library.scenarios, "third": card({**THIRD, "advisers.target_weight": 1.0})}
    study = StudyCard(name="hours", meaning="hours", vintage="2014-03", scenarios=list(HELD), draws=4)
    other = run(replace(library, scenarios=scenarios), study)
    assert value_digest(other) != value_digest(cube)
    mine, theirs = (one.sel(scenario="third", programme="caseloading") for one in (other, cube))
    assert float(mine["programme_starts_change"].sum()) > float(theirs["programme_starts_change"].sum())
    assert float(mine["programme_jobs_additional"].sum()) < float(theirs["programme_jobs_additional"].sum())
