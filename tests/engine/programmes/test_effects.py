"""What effects do: signs and limits of each, by the formulas and through the engine."""

import numpy as np
import pytest

from esarisk.analysis.programmes.projection import Projector, accounts_of, beside_of
from esarisk.engine.draws import Draws
from esarisk.engine.programmes.accounts import own_savings
from esarisk.engine.programmes.effects import (
    at_follow_up,
    drawn_figures,
    effects,
    figures_of,
    jobs_of,
    measured_effect,
    programme_draws,
)
from esarisk.engine.programmes.funded import Funded
from esarisk.names import DESTINATIONS

WORK = DESTINATIONS.index("work")
PLAIN = {
    "off_benefit_ratio": 0.0,
    "support_drift": 0.0,
    "displacement": 0.0,
    "diminishing": 0.0,
    "fidelity": 1.0,
    "scale_multiplier": 1.0,
}
"""An effect on work alone, whole at any size."""
MONEY, MONTHS = 40.0, 96


@pytest.fixture(scope="module")
def central(library):
    """The central path, and what it is without a change of money."""
    projector = Projector(library, "2014-03", "department", 1)
    return projector, projector.project([])


@pytest.fixture(scope="module")
def funded(library, central):
    """Projection and books of New Start with some figures of its own."""

    def project(name="new_start", money=MONEY, before=0.0, **figures):
        projector, ground = central
        programme = library.programmes[name].with_figures(figures)
        found = projector.project([Funded(programme, money, before)])
        books = own_savings(accounts_of(projector, found), ground.monthly - found.monthly)
        return found, books[0]

    return project


def one_start(library, name="new_start", **figures):
    """What one start does by month."""
    return effects(drawn_figures(library.programmes[name].with_figures(figures), 1)[0], MONTHS)


def left(found, ground):
    """(destination,) change of leavers [people]."""
    return (found.leavers - ground.leavers)[0].sum(axis=0)


# --- destinations --------------------------------------------------------------------------------


def test_a_change_of_destinations_alone_saves_nothing_inside_the_cap(central, funded):
    projector, ground = central
    found, books = funded(**PLAIN, employment_effect=10.0, destination_shift=1.0)
    moved = left(found, ground)
    np.testing.assert_allclose(found.caseload, ground.caseload, rtol=1e-10, atol=1e-6)
    np.testing.assert_allclose(found.spending, ground.spending, rtol=1e-10)
    assert moved[WORK] > 100.0
    assert moved.sum() == pytest.approx(0.0, abs=1e-3)
    assert books.ledgers[0].in_cap.sum() == pytest.approx(0.0, abs=1e-3)
    assert beside_of(projector, [books]) == pytest.approx(0.0, abs=1e-9)
    assert books.ledgers[0].lines["tax_and_ni"].sum() > 1.0


@pytest.mark.parametrize("share", [0.0, 0.4, 0.8])
def test_those_turned_to_work_are_the_share_given(central, funded, share):
    _, ground = central
    given = {**PLAIN, "employment_effect": 1.0, "effect_month": 24.0, "build_months": 24.0}
    turned = [left(funded(**given, destination_shift=s)[0], ground)[WORK] for s in (share, 1.0)]
    assert turned[0] == pytest.approx(share * turned[1], rel=1e-3, abs=1e-6)


def test_no_more_are_turned_to_work_than_leave_for_something_else(central, funded):
    """The rest of a large effect works while on the benefit."""
    _, ground = central
    found, books = funded(**PLAIN, employment_effect=60.0, destination_shift=1.0, build_months=3.0)
    moved = left(found, ground)
    assert 0.0 < moved[WORK] < 0.5 * books.ledgers[0].in_work[-1]
    assert (found.leavers[0] >= 0.0).all()


def test_leavers_for_work_are_those_of_the_effect_on_work(central, funded):
    """Whether people are turned to work or leave for it beyond those who would: as many work."""
    _, ground = central
    for ratio in (0.0, 0.5):
        given = {**PLAIN, "off_benefit_ratio": ratio, "destination_shift": 1.0, "decay": 0.0}
        found, books = funded(**given, employment_effect=4.0, effect_month=24.0, build_months=24.0)
        more = left(found, ground)[WORK]
        assert more == pytest.approx(books.ledgers[0].in_work[-1], rel=0.25)


def test_a_programme_missed_turns_people_back(central, funded):
    _, ground = central
    found, _ = funded("work_programme", 0.0, 44.0, **PLAIN, destination_shift=1.0)
    moved = left(found, ground)
    assert moved[WORK] < -1.0
    assert moved.sum() == pytest.approx(0.0, abs=1e-3)


# --- sustainment and return ----------------------------------------------------------------------


def test_jobs_that_fade_save_less_the_sooner_people_return(funded):
    given = {"support_drift": 0.0, "decay": 0.08, "persistence_months": 18.0}
    saved = [funded(**given, reentry=rate)[1].ledgers[0].in_cap.sum() for rate in (0.01, 0.05, 0.114)]
    assert saved[0] > saved[1] > saved[2] > 0.0


def test_without_jobs_lost_nobody_returns(library):
    slow, fast = (one_start(library, decay=0.0, reentry=rate) for rate in (0.01, 0.114))
    np.testing.assert_allclose(slow.off_benefit, fast.off_benefit, rtol=1e-12)


def test_who_returns_at_once_is_off_benefit_while_at_work_and_who_never_does_stays_off(library):
    given = {"decay": 0.05, "off_benefit_ratio": 1.0}
    figures = drawn_figures(library.programmes["new_start"].with_figures(given), 1)[0]
    at_once, never = (effects({**figures, "reentry": rate}, MONTHS) for rate in (1e6, 0.0))
    np.testing.assert_allclose(at_once.off_benefit, at_once.work, rtol=1e-4)
    assert never.off_benefit[-1] == pytest.approx(never.off_benefit.max())
    assert never.work[-1] < 0.1 * never.work.max()


def test_faster_decay_means_fewer_in_work_and_less_saved(funded):
    books = [funded(support_drift=0.0, decay=rate)[1] for rate in (0.0, 0.02, 0.08)]
    work = [one.ledgers[0].in_work[-1] for one in books]
    saved = [one.ledgers[0].in_cap.sum() for one in books]
    assert work[0] > work[1] > work[2] > 0.0
    assert saved[0] > saved[1] > saved[2] > 0.0


def test_working_well_keeps_people_in_jobs_and_starts_nobody(library, funded):
    alike = {"comparison_exit_early": 0.06, "comparison_exit_late": 0.031}
    kept, same = one_start(library, "working_well"), one_start(library, "working_well", **alike)
    assert (same.work == 0.0).all()
    assert (kept.work[:9] == 0.0).all()
    assert kept.work[12:].min() > 0.0
    shorter = one_start(library, "working_well", comparison_exit_early=0.05, comparison_exit_late=0.03)
    assert shorter.work[24] < 0.0
    assert funded("working_well", support_drift=0.0)[1].additional_jobs.sum() > 0.0


# --- sanctions, fidelity, demand, displacement, drift --------------------------------------------


def test_sanctions_put_nobody_more_into_work_and_a_few_off_benefit_for_a_while(funded):
    found = [funded(sanction_rate=rate, support_drift=0.0)[1].ledgers[0] for rate in (0.0, 0.5)]
    assert found[1].in_work[-1] < found[0].in_work[-1]
    peak = [one.off_benefit[8] for one in found]
    assert peak[1] > peak[0]


def test_drift_goes_with_hours_of_contact_and_help_asked_for_brings_none(library):
    one, twice = (one_start(library, "second_interview", contact_share=share) for share in (0.2, 0.4))
    np.testing.assert_allclose(twice.drift, 2.0 * one.drift)
    assert one.drift[-1] > 0.0
    mandated = {"one", "pathways_to_work", "pilot_health_led", "pilot_jobcentre_led"}
    mandated |= {"pilot_work_programme_led", "second_interview"}
    drifting = {name for name in library.programmes if one_start(library, name).drift.any()}
    assert drifting == mandated
    assert all(library.programmes[name].card.entry != "voluntary" for name in drifting)


def test_thinner_help_moves_nothing_for_hours_unchanged(central):
    """Smooth through the baseline, in everything: a tenth of the change of hours is a tenth of every change."""
    projector, ground = central
    drift = {"support_drift": 0.1, "overhead_fixed": 0.0}
    programme = projector.library.programmes["work_programme"].with_figures(drift)
    changes = {}
    for more in (-0.1, -0.01, 0.01, 0.1):
        outcome = projector.project([Funded(programme, 44.0 * (1.0 + more), 44.0, thinner=True)])
        (books,) = accounts_of(projector, outcome)
        ledger = books.ledgers[0]
        moved = {"spending": outcome.monthly - ground.monthly, "caseload": outcome.caseload - ground.caseload}
        moved |= ledger.lines | ledger.spend
        moved |= {
            "jobs": books.additional_jobs,
            "gross": books.gross_jobs,
            "starts": books.starts - books.before,
        }
        changes[more] = {name: float(amount.sum()) for name, amount in moved.items()}
    for name in changes[0.1]:
        for less, little in ((0.1, 0.01), (-0.1, -0.01)):
            assert changes[little][name] == pytest.approx(0.1 * changes[less][name], rel=0.2, abs=1e-6), name
    for name in ("spending", "caseload", "esa_saved", "support_drift", "housing_benefit", "jobs", "gross"):
        assert changes[-0.01][name] == pytest.approx(-changes[0.01][name], rel=0.05), name
    assert changes[0.1]["support_drift"] < 0.0 < changes[-0.1]["support_drift"]
    assert changes[0.1]["esa_saved"] > 0.0
    assert changes[0.1]["starts"] == 0.0


def test_no_two_programmes_draw_the_same_drift(library):
    drawn = sample_of(library)
    columns = {name: tuple(f["support_drift"] for f in rows) for name, rows in drawn.items()}
    assert len(set(columns.values())) == len(columns)


def sample_of(library, draws=16):
    """Figures of programmes with a drift, in the draws of one run."""
    run = Draws({}, np.repeat([0, 1], draws // 2), False, 5)
    mandated = ("one", "pathways_to_work", "pilot_health_led", "second_interview")
    programmes = [library.programmes[name] for name in mandated]
    return {p.name: figures_of(p, programme_draws(p, run)) for p in programmes}


def test_a_borrowed_effect_varies_between_studies_and_is_as_measured_on_average(library):
    varies = {
        name: np.ptp([f["between_studies"] for f in drawn_figures(programme, 16)]) > 0.0
        for name, programme in library.programmes.items()
    }
    assert varies["ips"]
    assert varies["nddp_job_brokers"]
    assert not any(varies[name] for name in ("work_programme", "work_choice", "new_start"))
    figures = drawn_figures(library.programmes["ips"], 1)[0]
    moved = [measured_effect({**figures, "between_studies": b}) for b in (0.7, 1.0, 1.3)]
    assert moved[0] < moved[1] < moved[2]
    assert moved[0] + moved[2] == pytest.approx(2.0 * moved[1])


@pytest.mark.parametrize("key", ["fidelity", "local_demand"])
def test_less_fidelity_or_demand_means_less_effect_and_none_means_none(central, funded, key):
    _, ground = central
    saved = []
    for level in (1.0, 0.5, 0.0):
        found, books = funded(support_drift=0.0, **{key: level})
        saved.append((books.additional_jobs.sum(), (ground.monthly - found.monthly).sum()))
    assert saved[0] > saved[1] > saved[2]
    assert saved[1][0] == pytest.approx(0.5 * saved[0][0], rel=1e-3)
    assert saved[2] == pytest.approx((0.0, 0.0), abs=1e-6)


def test_displacement_takes_jobs_and_tax_and_its_share_of_the_cap_and_moves_nobody_in_the_engine(funded):
    (none, free), (some, taken) = (funded(displacement=share) for share in (0.0, 0.3))
    assert np.array_equal(none.caseload, some.caseload)
    assert taken.additional_jobs.sum() == pytest.approx(0.7 * free.additional_jobs.sum())
    one, other = free.ledgers[0], taken.ledgers[0]
    assert other.lines["tax_and_ni"].sum() == pytest.approx(0.7 * one.lines["tax_and_ni"].sum())
    assert one.lines["displaced_in_scope"].sum() == 0.0
    assert other.in_cap.sum() < one.in_cap.sum()


def test_drift_costs_inside_the_cap_and_pays_back_when_turned(central, funded):
    _, ground = central
    nothing = {**PLAIN, "employment_effect": 0.0}
    cost = []
    for drift in (-0.02, 0.0, 0.02, 0.04):
        found, _ = funded(**{**nothing, "support_drift": drift})
        cost.append((found.monthly - ground.monthly).sum())
    assert cost[0] < cost[1] < cost[2] < cost[3]
    assert cost[1] == pytest.approx(0.0, abs=1e-6)
    assert cost[3] == pytest.approx(2.0 * cost[2], rel=0.05)


def test_the_effect_at_follow_up_is_that_of_the_month_of_measurement_however_long_it_is_looked_at(library):
    for programme in library.programmes.values():
        figures = drawn_figures(programme, 1)[0]
        month = round(figures["effect_month"])
        assert at_follow_up(figures) == effects(figures, month + 24).work[month]


def test_gross_jobs_are_deadweight_and_additional_jobs_and_displacement_takes_them(library):
    figures = drawn_figures(library.programmes["new_start"], 1)[0]
    rate, effect = figures["comparison_rate"], at_follow_up(figures)
    shares = (0.0, 0.25, 1.0)
    found = [jobs_of({**figures, "displacement": share}, 500.0, 1000.0) for share in shares]
    assert [gross for gross, _ in found] == pytest.approx([1000 * rate + 500 * effect] * 3)
    assert [more for _, more in found] == pytest.approx([500 * effect * (1 - share) for share in shares])


def test_a_figure_that_is_set_leaves_the_luck_of_the_others(library):
    one = library.programmes["new_start"]
    usual, held = (drawn_figures(of, 16) for of in (one, one.with_figures({"take_up": 0.01})))
    for before, after in zip(usual, held, strict=True):
        assert after["take_up"] == 0.01
        assert {**after, "take_up": before["take_up"]} == before
