"""Money of programmes: who pays adds up, transfers net out, and saving follows being off benefit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.analysis.programmes.ledger import (
    book,
    kept_usually,
    less_money_rests,
    less_money_rows,
)
from esarisk.analysis.programmes.sharing import gainshare_rows
from esarisk.engine.awards.one_person import Awards
from esarisk.engine.economy.prices import prices
from esarisk.engine.programmes.effects import drawn_figures, effects, measured_effect
from esarisk.engine.programmes.ledger import (
    CARE,
    IN_CAP,
    OUT_OF_CAP,
    Starts,
    break_even_month,
    ledger,
    month_labels,
    moved_closer,
    payments,
    social_value,
    switch,
)

MONTHS = 48


@pytest.fixture(scope="module")
def rates(library):
    return prices(library.parameters, 2.5)


@pytest.fixture(scope="module")
def awards():
    years = month_labels("2014-15", MONTHS)
    flat = np.full(MONTHS, 1.0)
    return Awards(years, 440 * flat, 30 * flat, 315 * flat, 0 * flat, 0.005 * flat, 0 * flat, 0 * flat)


def made(library, rates, awards, name="new_start", starts=None, **given):
    programme = library.programmes[name]
    figures = {**drawn_figures(programme, 1)[0], **given}
    starts = np.full(MONTHS, 100.0) if starts is None else starts
    return ledger(programme, figures, Starts(starts, starts, starts), awards, rates)


def test_what_payers_pay_adds_to_what_was_spent(library, rates, awards):
    for name in library.programmes:
        book_ = made(library, rates, awards, name)
        programme = library.programmes[name]
        of = programme.price_year("unit_cost")
        whole = [programme.number("unit_cost") * rates.ratio(of, y) * 100 / 1e6 for y in awards.years]
        fixed = programme.number("fixed_fee_share")
        assert book_.spent[0] == pytest.approx(fixed * whole[0])
        assert book_.spent[-1] == pytest.approx(whole[-1])
        assert sum(v.sum() for v in book_.spend.values()) == pytest.approx(book_.spent.sum())


def test_lines_add_to_the_three_sums(library, rates, awards):
    one = made(library, rates, awards)
    assert one.in_cap == pytest.approx(sum(one.lines[line] for line in IN_CAP))
    assert one.ame - one.in_cap == pytest.approx(sum(one.lines[line] for line in OUT_OF_CAP))
    assert one.exchequer == pytest.approx(one.ame + one.lines["tax_and_ni"] - one.spent)
    assert sum(one.by_year(one.ame).values()) == pytest.approx(one.ame.sum())


def test_hours_drawn_from_care_cost_the_exchequer_and_no_payer_of_the_programme(library, rates, awards):
    """4,000 starts a year, their hours × share out of care × cost of an hour, beside the programme's money."""
    name, year = "pilot_health_led", np.full(MONTHS, 4000 / 12)
    some = made(library, rates, awards, name, year)
    none = made(library, rates, awards, name, year, clinician_hours=0.0)
    pilot = library.programmes[name]
    each = np.prod([pilot.number(key) for key in ("clinician_hours", "drawn_from_care", "cost_per_hour")])
    assert some.lines[CARE][:12].sum() == pytest.approx(-4000 * each / 1e6, rel=0.02)
    assert some.exchequer - none.exchequer == pytest.approx(some.lines[CARE])
    assert some.spent == pytest.approx(none.spent)
    assert some.in_cap == pytest.approx(none.in_cap)
    figures = drawn_figures(library.programmes[name], 1)[0]
    social = [social_value(library.programmes[name], figures, one, rates, "2014-15") for one in (some, none)]
    assert social[0]["gain"] == social[1]["gain"]
    assert social[0]["net"] < social[1]["net"]
    assert CARE not in made(library, rates, awards).lines


def test_a_switch_stands_in_every_draw_that_has_one_even_where_nothing_is_saved(library):
    ips = library.programmes["ips"]
    figures = {**drawn_figures(ips, 1)[0], "employment_effect": 0.0, "risk_ratio": 1.0}
    rows = book(library, ips, 10.0, "2014-15", 2, drawn=figures, switch=0.5).rows()
    assert all({"switch_del", "switch_ame"} <= set(row) for row in rows)
    assert not any("switch_del" in row for row in book(library, ips, 10.0, "2014-15", 2).rows())


def test_wellbeing_stands_beside_the_net_and_goes_with_people_in_work(library, rates, awards):
    programme, one = library.programmes["ips"], made(library, rates, awards, "ips")
    figures = drawn_figures(programme, 1)[0]
    all_, none = (social_value(programme, {**figures, **given}, one, rates, "2014-15") for given in (
        {}, {"wellbeing_full_time": 0.0, "wellbeing_part_time": 0.0}))  # fmt: skip
    assert none["wellbeing"] == 0.0
    assert all_["wellbeing"] > 0.0
    assert {**all_, "wellbeing": 0.0} == none
    assert all_["net"] == pytest.approx(all_["gain"] - all_["cost"])


def test_no_starts_is_no_money_at_all(library, rates, awards):
    one = made(library, rates, awards, starts=np.zeros(MONTHS))
    assert not one.spent.any()
    assert not any(line.any() for line in one.lines.values())


def test_no_effect_changes_only_what_is_spent(library, rates, awards):
    one = made(library, rates, awards, employment_effect=0.0, support_drift=0.0)
    assert one.spent.sum() > 0
    assert not any(line.any() for line in one.lines.values())


def test_a_programme_that_only_changes_destinations_saves_nothing_inside_the_cap(library, rates, awards):
    one = made(
        library,
        rates,
        awards,
        off_benefit_ratio=0.0,
        support_drift=0.0,
        displacement=0.0,
        employment_effect=5.0,
    )
    assert not one.in_cap.any()
    assert one.lines["tax_and_ni"].sum() > 0


@pytest.mark.parametrize("factor", [0.1, 2, 7])
def test_twice_the_starts_is_twice_every_line(library, rates, awards, factor):
    once, more = (made(library, rates, awards, starts=np.full(MONTHS, k * 100.0)) for k in (1, factor))
    for line, money in once.lines.items():
        assert more.lines[line] == pytest.approx(factor * money)
    assert more.spent == pytest.approx(factor * once.spent)


def test_drift_to_the_support_group_only_costs(library, rates, awards):
    some, none = (made(library, rates, awards, support_drift=d) for d in (5.0, 0.0))
    assert (some.in_cap <= none.in_cap + 1e-12).all()
    assert some.in_cap.sum() < none.in_cap.sum()


def test_people_who_drifted_leave_the_support_group_at_its_own_rate(library, rates, awards):
    """As in the projection: with starts over, the cost of drift fades, and without leaving it stays."""
    starts = np.where(np.arange(MONTHS) < 12, 100.0, 0.0)
    drift = {"support_drift": 5.0, "unit_cost": 2.0, "contact_share": 1.0, "cost_per_hour": 2.0}  # of an hour
    given = {"starts": starts, "employment_effect": 0.0, **drift}
    cost = -made(library, rates, awards, **given).lines["support_drift"]
    assert cost[-1] / cost[-13] == pytest.approx(np.exp(-12 * 0.005))
    stay = replace(awards, leaving_support=0.0 * awards.leaving_support)
    kept = -made(library, rates, stay, **given).lines["support_drift"]
    assert kept[-1] == pytest.approx(kept[-13])
    assert (kept >= cost).all()
    assert kept[-1] == pytest.approx(1200 * 0.05 * 30 / 1e6)
    gone = replace(awards, leaving_support=50.0 + 0.0 * awards.leaving_support)
    assert made(library, rates, gone, **given).lines["support_drift"][-1] == pytest.approx(0.0, abs=1e-12)


def test_distance_travelled_is_paid_for_sooner_than_jobs_and_costs_no_more_in_all(library, rates, awards):
    dutch = library.programmes["dutch_area_contracts"]
    starts = np.where(np.arange(MONTHS) < 12, 100.0, 0.0)
    years = awards.years
    paid = []
    for share in (0.0, 0.2, 0.5):
        figures = {**drawn_figures(dutch, 1)[0], "distance_share": share, "fixed_fee_share": 0.0}
        paid.append(sum(payments(dutch, figures, starts, ["2014-15"] * len(years), rates).values()))
        assert 0.0 <= moved_closer(figures) < 1.0
    none, some, more = (np.cumsum(line) for line in paid)
    assert moved_closer({**drawn_figures(dutch, 1)[0], "distance_share": 0.0}) == 0.0
    assert none[-1] == pytest.approx(some[-1]) == pytest.approx(more[-1])
    assert (more >= some - 1e-12).all()
    assert (some >= none - 1e-12).all()
    assert more.sum() > some.sum() > none.sum()


@pytest.mark.parametrize("name", ["work_programme", "work_and_health_programme", "new_start"])
def test_missed_outcomes_cut_what_is_paid_by_results_and_nothing_else(library, rates, awards, name):
    """As under the Work Programme: fewer outcomes, less money; what would have happened anyway is paid for."""
    programme = library.programmes[name]
    figures = drawn_figures(programme, 1)[0]
    starts = np.full(MONTHS, 100.0)
    moved = [Starts(starts, scale * starts, starts) for scale in (0.0, 0.5, 1.0, 1.2)]
    paid = [ledger(programme, figures, one, awards, rates).spent for one in moved]
    fixed = programme.number("fixed_fee_share")
    for line in paid:
        assert line[0] == pytest.approx(paid[2][0])
    if fixed == 1.0:
        assert all(line == pytest.approx(paid[2]) for line in paid)
        return
    assert paid[0].sum() < paid[1].sum() < paid[2].sum() < paid[3].sum()
    usual = figures["comparison_rate"] + measured_effect(figures) / 100
    deadweight = fixed + (1 - fixed) * figures["comparison_rate"] / usual
    assert paid[0][-1] == pytest.approx(deadweight * paid[2][-1])


def test_displacement_acts_on_tax_and_only_by_its_share_inside_the_cap(library, rates, awards):
    none, outside, inside = (
        made(library, rates, awards, displacement=d, displacement_in_scope=s)
        for d, s in ((0.0, 0.3), (0.3, 0.0), (0.3, 0.3))
    )
    assert outside.in_cap == pytest.approx(none.in_cap)
    assert inside.in_cap.sum() < outside.in_cap.sum()
    assert outside.lines["tax_and_ni"].sum() == pytest.approx(0.7 * none.lines["tax_and_ni"].sum())


def test_fees_by_result_are_paid_when_jobs_have_lasted(library, rates, awards):
    later, at_once = (made(library, rates, awards, fixed_fee_share=s) for s in (0.0, 1.0))
    assert later.spent[:8].sum() == 0
    assert at_once.spent[0] > 0
    assert later.spent.sum() < at_once.spent.sum()  # what the last starters earn falls beyond the horizon


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=40), st.floats(0, 1))
def test_a_switch_moves_money_and_makes_none(saved, share):
    moved = switch(np.array(saved), share)
    assert moved["del"] + moved["ame"] == pytest.approx(np.zeros(len(saved)))
    assert (moved["del"] >= 0).all()


def test_the_month_in_which_a_sum_turns():
    assert break_even_month(np.array([-2.0, 1, 1, 1])) == 2
    assert break_even_month(np.array([-2.0, 1])) is None
    assert break_even_month(np.array([1.0, 1])) == 0


def test_effects_of_one_start_are_those_of_the_pilots(library):
    one = effects(drawn_figures(library.programmes["pathways_to_work"], 1)[0], 24)
    assert 100 * one.work[18] == pytest.approx(7)
    assert 100 * one.off_benefit[[5, 18]] == pytest.approx([6, 1.5])
    assert one.work[0] == one.off_benefit[0] == one.drift[0] == 0


def test_money_comes_before_saving(library):
    """Headroom falls by nothing and programme money goes at once; saving comes with a lag."""
    rows = book(library, library.programmes["work_and_health_programme"], 110, "2017-18", 5).rows()
    assert rows[0]["in_cap"] < rows[1]["in_cap"]
    assert rows[0]["spend_dwp"] < 0
    assert rows[-1]["starts"] == 0
    assert rows[0]["exchequer"] < 0


def test_a_tenth_more_money_is_a_tenth_more_starts_and_less_than_a_tenth_more_jobs(library):
    programme = library.programmes["new_start"]
    less, more = (book(library, programme, m, "2014-15", 2) for m in (100, 110))
    assert more.starts.sum() / less.starts.sum() == pytest.approx(1.1)
    assert 1.0 < more.ledger.in_work.sum() / less.ledger.in_work.sum() < 1.1


def test_the_social_view_nets_transfers_and_keeps_optimism_apart(library):
    programme = library.programmes["work_and_health_programme"]
    one, wary = (
        book(library, programme, 110, "2017-18", 5, optimism_bias=bias).social for bias in (0.0, 0.4)
    )
    assert one["net"] == pytest.approx(one["gain"] - one["cost"])
    assert wary["net"] == pytest.approx(one["net"])
    assert wary["optimism_bias"] == pytest.approx(-0.4 * one["cost"])


def test_a_fall_the_whole_country_shares_is_paid_on_a_fixed_baseline_only(library):
    rows = {row["case"]: row for row in gainshare_rows(library, library.programmes["new_start"])}
    shared = rows["the whole country falls, the area with it"]
    assert shared["paid_on_fixed_baseline"] > 0
    assert shared["paid_on_drifting_baseline"] == 0
    own = rows["only the area falls, by its own effort"]
    assert own["paid_on_drifting_baseline"] == own["paid_on_fixed_baseline"] > 0
    weak = rows["its own effort is undone by its labour market"]
    assert weak["paid_on_drifting_baseline"] == 0 < weak["earned_by_own_effort"]
    assert rows["nothing changes"]["paid_on_fixed_baseline"] == 0


def test_more_of_the_saving_is_never_less_money(library):
    programme = library.programmes["new_start"]
    address = programme.address("gainshare")
    paid = []
    for share in (0.1, 0.5):
        old = programme.parameters[address]
        changed = replace(old, values=tuple(replace(v, value=share) for v in old.values))
        moved = replace(programme, parameters=programme.parameters.with_changes({address: changed}))
        paid.append(sum(r["paid_on_fixed_baseline"] for r in gainshare_rows(library, moved)))
    assert paid[0] < paid[1]


def test_the_reference_page_shows_the_table_of_today(library):
    page = Path(__file__).parents[3] / "docs" / "reference" / "programmes.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    for row in gainshare_rows(library, library.programmes["new_start"]):
        keys = ("paid_on_fixed_baseline", "paid_on_drifting_baseline", "earned_by_own_effort")
        assert f"| {row['case']} | " + " | ".join(f"{row[key]:.2f}" for key in keys) + " |" in lines


@pytest.mark.parametrize("name", ["work_and_health_programme", "new_start", "ips", "caseloading"])
def test_less_money_thinner_and_shorter_are_different_answers(library, name):
    rows = less_money_rows(library, library.programmes[name], 100, [0.45], "2016-17")
    before, thinner, shorter = rows
    assert thinner["money"] == shorter["money"] == pytest.approx(45)
    assert thinner["starts"] == pytest.approx(before["starts"])
    assert shorter["starts"] == pytest.approx(0.45 * before["starts"])
    assert shorter["hours_a_start"] == before["hours_a_start"] > thinner["hours_a_start"]
    assert thinner["effect"] < before["effect"] <= shorter["effect"]
    assert thinner["additional_jobs"] != pytest.approx(shorter["additional_jobs"])
    assert max(thinner["additional_jobs"], shorter["additional_jobs"]) < before["additional_jobs"]


def cut_of(library, overhead_fixed, kept, draws=32):
    held = library.programmes["work_and_health_programme"].with_figures({"overhead_fixed": overhead_fixed})
    return less_money_rows(library, held, 100, [kept], "2014-15", draws)


def test_whether_fewer_hours_are_the_cheaper_job_turns_on_overheads(library):
    """A curve that bends down from nought makes every cut of hours cheaper, but for what does not shrink."""
    whole, thinner, shorter = cut_of(library, 0.0, 0.45)
    assert thinner["cheaper"] == 1.0
    assert thinner["cost_per_additional_job"] < whole["cost_per_additional_job"]
    assert shorter["cost_per_additional_job"] == pytest.approx(whole["cost_per_additional_job"])
    whole, thinner, shorter = cut_of(library, 1.0, 0.3)
    assert thinner["cheaper"] < 0.5
    assert thinner["additional_jobs"] < shorter["additional_jobs"]
    assert whole["cheaper"] is None


def test_a_cut_has_an_interval_and_says_what_it_rests_on(library):
    ips = library.programmes["ips"]
    for row in less_money_rows(library, ips, 100, [0.8], "2014-15", 32):
        for key in ("additional_jobs", "cost_per_additional_job"):
            assert row[f"{key}_low"] < row[key] < row[f"{key}_high"]
    rests = less_money_rests(library, ips, 100, [0.8, 0.5], "2014-15", 32)
    assert len(rests) == 8
    for kept in (0.8, 0.5):
        quick, _, slow, _ = mine = [row for row in rests if row["kept"] == kept]
        assert quick["half_saturation"] < slow["half_saturation"]
        assert quick["jobs_left"] > slow["jobs_left"] > kept
        shrink, stay = ([row["jobs_left"] for row in mine if row["overhead_fixed"] == f] for f in (0.0, 1.0))
        assert all(more > less for more, less in zip(shrink, stay, strict=True))
    assert less_money_rests(library, ips, 100, [0.8], "2014-15") == []


def test_both_shares_of_the_day_are_asked_of_unless_a_user_says(library):
    assert kept_usually(library.parameters) == [0.45, 0.2]


def test_a_mandated_pilot_with_sanctions_puts_nobody_more_into_work(library):
    figures = drawn_figures(library.programmes["pilot_health_led"], 1)[0]
    none, some = (effects({**figures, "sanction_rate": rate}, 30) for rate in (0.0, 0.1))
    assert (some.work <= none.work).all()
    assert some.work[-1] < none.work[-1]
    assert some.off_benefit[5] > none.off_benefit[5]


def test_the_same_money_on_jobseekers_saves_nothing_inside_the_cap(library):
    programme = library.programmes["work_and_health_programme"]
    here, there = (book(library, programme, 100, "2014-15", 4, jobseekers=j).ledger for j in (0.0, 1.0))
    assert there.spent == pytest.approx(here.spent)
    assert here.in_cap.sum() > 0
    assert there.lines["esa_saved"].sum() == 0
    assert there.in_cap.sum() <= 0
    assert there.ame.sum() > 0
