"""A share of the saving: what it is paid for, what bounds it, and that no pound is lost between the two purses."""

from dataclasses import replace

import numpy as np
import pytest

from esarisk.engine.programmes.effects import drawn_figures, effects
from esarisk.engine.programmes.ledger import AREA_PAYERS, DEPARTMENT, payer_shares
from esarisk.engine.programmes.sharing import bonus
from esarisk.engine.run import run
from esarisk.errors import EsariskError
from esarisk.policy.own_files import scenario_of
from esarisk.policy.reading import check_target
from esarisk.policy.schema import ScenarioCard, StudyCard

MONTHS = 72
TERMS = {
    "gainshare": 0.25,
    "gainshare_floor": 0.0,
    "gainshare_limit": 1.0,
    "gainshare_drift": 1.0,
    "gainshare_years": 5.0,
    "area_share": 0.1,
}
VALUE = np.full(MONTHS, 5600.0)
STARTS = (np.arange(MONTHS) >= 6).astype(float)
OFF = np.where(STARTS > 0.0, 100.0, 0.0)
FALLING = 1e6 * 0.999 ** np.arange(MONTHS)


def paid(people=FALLING, off=OFF, starts=STARTS, **terms):
    return bonus({**TERMS, **terms}, VALUE, starts, off, people)


# --- what it is paid for -----------------------------------------------------------------------------


def test_on_a_drifting_baseline_it_is_the_share_of_what_the_area_s_own_people_save():
    found = paid()
    assert not found[:6].any()
    np.testing.assert_allclose(found[6:66], 0.25 * 5600 * 100 / 12 / 1e6)
    assert not found[66:].any()  # five years from the first start


def test_on_a_fixed_baseline_the_country_s_fall_is_paid_too_and_its_rise_undoes_the_area_s_own():
    whole = paid(gainshare_drift=0.0)
    fall = 0.1 * (FALLING[6] - FALLING[30]) + 100.0
    assert whole[30] == pytest.approx(0.25 * 5600 * fall / 12 / 1e6)
    assert paid(people=FALLING[::-1], gainshare_drift=0.0)[30] == 0.0
    assert paid(people=FALLING[::-1])[30] > 0.0


def test_half_a_drift_pays_half_of_the_country_s_fall():
    ends = [paid(gainshare_drift=drift)[40] for drift in (0.0, 0.5, 1.0)]
    assert ends[1] == pytest.approx((ends[0] + ends[2]) / 2)


def test_floor_limit_share_and_term_bound_it():
    assert paid(gainshare=0.0).sum() == 0.0
    assert paid(gainshare=0.5).sum() == pytest.approx(2 * paid().sum())
    assert paid(gainshare_floor=0.01).sum() == 0.0  # a hundred of 99,400 is less than one in a hundred
    assert paid(gainshare_limit=0.0005).sum() == pytest.approx(0.497 * paid().sum(), rel=0.01)
    assert paid(gainshare_years=1.0).sum() == pytest.approx(paid().sum() / 5)


def test_nobody_started_and_more_on_benefit_earn_nothing():
    assert paid(starts=0.0 * STARTS).sum() == 0.0
    assert paid(off=-OFF).sum() == 0.0


# --- who pays ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("match", [0.0, 0.5, 1.0, 3.0])
def test_the_match_is_so_many_pounds_for_each_of_the_department_s(library, match):
    programme = library.programmes["new_start"].with_levers({"new_start.match": match})
    shares = payer_shares(programme, drawn_figures(programme, 1)[0])
    assert sum(shares.values()) == pytest.approx(1.0)
    assert (1.0 - shares[DEPARTMENT]) / shares[DEPARTMENT] == pytest.approx(match)


def test_a_pound_for_a_pound_is_what_the_file_says(library):
    programme = library.programmes["new_start"]
    assert payer_shares(programme, drawn_figures(programme, 1)[0]) == pytest.approx(
        programme.mapping("payer_share")
    )


# --- in a run ----------------------------------------------------------------------------------------


def study_of(library, **levers):
    cards = {
        name: ScenarioCard(name=name, meaning="m", funding={"new_start": 80.0}, levers=mine)
        for name, mine in (
            ("plain", {}),
            ("terms", {f"new_start.{key}": number for key, number in levers.items()}),
        )
    }
    shelf = replace(library, scenarios={**library.scenarios, **cards})
    study = StudyCard(name="s", meaning="m", vintage="2014-03", scenarios=["baseline", *cards], draws=2)
    return run(shelf, study).sel(programme="new_start")


@pytest.fixture(scope="module")
def shared(library):
    return study_of(library, gainshare=0.5, gainshare_floor=0.0)


def sums(cube, name):
    return cube[f"programme_{name}"].sum("year").mean("draw")


def test_treasury_and_areas_have_all_that_the_public_purse_has(shared):
    whole = shared["programme_treasury"] + shared["programme_areas"]
    np.testing.assert_allclose(whole, shared["programme_exchequer"], atol=1e-9)


def test_a_share_moves_money_from_the_treasury_to_areas_and_nothing_else(shared):
    plain, terms = (shared.sel(scenario=name) for name in ("plain", "terms"))
    bonus_paid = float(sums(terms, "gainshare"))
    assert bonus_paid > 0.0 == float(sums(plain, "gainshare"))
    assert float(sums(terms, "areas") - sums(plain, "areas")) == pytest.approx(bonus_paid)
    assert float(sums(terms, "treasury") - sums(plain, "treasury")) == pytest.approx(-bonus_paid)
    for same in ("spending", "headroom", "caseload", "programme_exchequer", "programme_starts"):
        np.testing.assert_array_equal(plain[same], terms[same])


def test_the_match_moves_who_pays_and_not_what_is_paid(library):
    cube = study_of(library, match=0.0)
    plain, terms = (cube.sel(scenario=name) for name in ("plain", "terms"))
    np.testing.assert_allclose(terms["programme_spending"], plain["programme_spending"])
    assert float(sums(terms, "areas")) == 0.0 > float(sums(plain, "areas"))


def test_jobs_kept_longer_keep_more_people_in_work(library):
    cube = study_of(library, job_loss=0.5)
    plain, terms = (cube.sel(scenario=name) for name in ("plain", "terms"))
    np.testing.assert_array_equal(terms["programme_starts"], plain["programme_starts"])
    more = (terms["programme_in_work"] - plain["programme_in_work"]).isel(year=-1).mean()
    assert float(more) > 0.0


def test_an_area_is_a_part_of_the_country_and_starts_no_more_than_it(library):
    cube = study_of(library, area_share=0.02)
    plain, terms = (cube.sel(scenario=name) for name in ("plain", "terms"))
    assert 0.0 < float(sums(terms, "starts")) < 0.5 * float(sums(plain, "starts"))


def test_jobs_lost_as_measured_are_no_change(library):
    figures = drawn_figures(library.programmes["new_start"], 1)[0]
    base, kept = (effects({**figures, "job_loss": rate}, 60) for rate in (1.0, 0.5))
    assert (kept.work - base.work).min() >= 0.0
    assert (kept.work - base.work)[36] > 0.0


# --- levers that would change nothing ------------------------------------------------------------------

LEVERS = {
    "a figure that is none": ("new_start.gain: 0.1", "no such figure. Did you mean 'new_start.gainshare'?"),
    "no lever": ("new_start.unit_cost: 5", "is no lever of 'new_start'"),
    "no money": ("ips.gainshare: 0.5", "'ips' has no money: name it under 'funding'"),
    "out of bounds": ("new_start.match: 11", "11 is outside the bounds 0 to 10"),
}


@pytest.mark.parametrize("name", LEVERS)
def test_a_wrong_lever_of_a_programme_is_one_line(tmp_path, name):
    lever, told = LEVERS[name]
    file = tmp_path / "mine.yaml"
    file.write_text(
        f"scenario:\n  name: mine\n  meaning: m\n  funding: {{new_start: 5}}\n  levers:\n    {lever}\n"
    )
    (fault,) = check_target(file).faults
    assert fault.line == 6
    assert told in fault.text


@pytest.mark.parametrize(
    ("levers", "told"),
    [
        ({"new_start.gainshare": 0.0, "new_start.gainshare_floor": 0.1}, "nothing is shared while"),
        ({"ips.gainshare": 0.1}, "the scenario gives 'ips' no money"),
        ({"areas.own_change": -0.05}, "changes nothing"),
    ],
)
def test_terms_of_nothing_are_refused(library, levers, told):
    card = ScenarioCard(name="idle", meaning="m", funding={"new_start": 80.0}, levers=levers)
    shelf = replace(library, scenarios={**library.scenarios, "idle": card})
    study = StudyCard(name="s", meaning="m", vintage="2014-03", scenarios=["idle"], draws=1)
    with pytest.raises(EsariskError, match=told):
        run(shelf, study)


def test_a_file_of_one_s_own_sets_the_terms(library, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(
        "scenario:\n  name: mine\n  meaning: m\n  funding: {new_start: {2017-04..: 80}}\n"
        "  levers: {new_start.gainshare: 0.5, new_start.gainshare_floor: 0}\n"
    )
    _, card = scenario_of(library, str(file))
    assert card.levers == {"new_start.gainshare": 0.5, "new_start.gainshare_floor": 0.0}


def test_the_payers_of_an_area_are_payers(library):
    known = set(library.programmes["new_start"].mapping("payer_share"))
    assert {DEPARTMENT, *AREA_PAYERS} <= known
