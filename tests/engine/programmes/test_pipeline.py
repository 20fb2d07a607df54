"""Ideas through stages: what is spent is what is given, nothing comes before its time, and little comes at all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esarisk.analysis.programmes.ledger import book
from esarisk.analysis.programmes.projection import Projector, accounts_of
from esarisk.engine.programmes.effects import drawn_figures
from esarisk.engine.programmes.funding import Funded
from esarisk.engine.programmes.pipeline import effect_left, share_at_scale, spent_by_stage, staged
from esarisk.policy.programme_schema import StageCard

YEARS = 25
MONTHS = 12 * YEARS
FIGURES = {
    "stage_time": 1.0,
    "stage_pass": 1.0,
    "stage_luck": 0.5,
    "unit_cost": 1000.0,
    "outreach_share": 0.0,
}


def stage(name, cost, months, passes, left=1.0):
    return StageCard(
        name=name, cost=cost, months=months, pass_chance=passes, shrinkage=left, source="JUDGEMENT"
    )


STAGES = [stage("idea", 1.2, 12, 0.5), stage("trial", 6, 24, 0.5, 0.5), stage("country", 36, 36, 1.0, 0.4)]


def spent(monthly, keep=0.0, stages=STAGES, **figures):
    money = np.broadcast_to(np.asarray(monthly, float), (MONTHS,))
    return spent_by_stage(stages, money, {**FIGURES, **figures}, np.full(MONTHS, keep))


@settings(max_examples=25)
@given(st.floats(0, 20), st.floats(0.3, 2), st.floats(0, 2), st.floats(0, 1))
def test_no_month_spends_more_than_it_is_given_nor_leaves_the_cost_of_an_idea(money, time, passes, luck):
    all_ = spent(money, stage_time=time, stage_pass=passes, stage_luck=luck).sum(axis=0)
    assert (all_ <= money + 1e-9).all()
    dearest = max(s.cost / max(1, round(time * s.months)) for s in STAGES)
    first = STAGES[0].cost / max(1, round(time * STAGES[0].months))
    assert (all_ >= money - max(first, 0.0) - 1e-9).all() or money < dearest


@settings(max_examples=25)
@given(st.floats(0.1, 20), st.floats(0, 1))
def test_money_kept_for_the_next_month_is_spent_in_the_end(money, luck):
    kept = spent(money, keep=1.0, stage_luck=luck).sum(axis=0)
    assert (np.cumsum(kept) <= money * np.arange(1, MONTHS + 1) + 1e-6).all()
    assert kept.sum() >= spent(money, stage_luck=luck).sum() - 1e-6


@settings(max_examples=25)
@given(st.floats(0, 50), st.floats(0.5, 1.5), st.floats(0, 1))
def test_nothing_is_at_scale_before_the_stages_have_had_their_months(money, time, luck):
    found = spent(money, stage_time=time, stage_luck=luck)
    before = round(12 * time) + round(24 * time)
    assert not found[-1, :before].any()
    assert not found[1, : round(12 * time)].any()


def test_ideas_that_never_pass_are_all_that_money_buys():
    found = spent(5.0, stage_pass=0.0)
    assert not found[1:].any()
    assert found[0].sum() > 0


def test_ideas_that_always_pass_come_to_the_country_in_their_time():
    sure = [stage("idea", 1.2, 12, 1.0), stage("trial", 6, 24, 1.0), stage("country", 36, 36, 1.0)]
    found = spent(0.25, stages=sure)
    assert found[0, :12] == pytest.approx(2 * 0.1)
    assert found[1, 12:36] == pytest.approx(0.25)
    assert not found[2].any(), "a month of a programme costs a million: a quarter of one never pays for it"
    assert spent(1.0, stages=sure)[2, 36:].any()


def test_luck_changes_what_passes_and_leaves_its_mean():
    """Lucks of many draws: programmes at scale as often as the central path expects, about."""
    some = [spent(4.0, stage_luck=u)[-1].sum() for u in (np.arange(64) + 0.5) / 64 if u != 0.5]
    assert len({round(one, 6) for one in some}) > 4
    assert np.mean(some) == pytest.approx(spent(4.0)[-1].sum(), rel=0.25)


def test_what_is_spent_on_stages_and_at_scale_is_all_that_is_spent():
    one = staged(STAGES, 48.0, FIGURES, np.ones(MONTHS))
    assert (one.starts + one.stages) * 1000.0 / 1e6 == pytest.approx(spent(4.0).sum(axis=0))
    dearer = staged(STAGES, 96.0, FIGURES, np.full(MONTHS, 2.0))
    assert dearer.starts == pytest.approx(one.starts), "twice the money at twice the prices"


def test_shares_and_effects_follow_from_the_stages():
    assert share_at_scale(STAGES) == pytest.approx(9.0 / (1.2 + 3.0 + 9.0))
    assert effect_left(STAGES) == pytest.approx(0.2)


def test_a_fund_of_ideas_spends_for_years_before_anybody_starts(library):
    fund = library.programmes["innovation_fund"]
    one = book(library, fund, 100.0, "2014-15", 15, after=5)
    none_until = round(sum(s.months for s in fund.card.stages[:-1]))
    assert not one.starts[:none_until].any()
    assert one.starts[none_until:].any()
    assert one.ledger.spent[: 12 * 15].sum() == pytest.approx(1500.0, rel=0.01)
    assert not one.ledger.spent[12 * 15 :].any()
    assert not one.ledger.in_work[:none_until].any()
    assert drawn_figures(fund, 1)[0]["effect_left"] == pytest.approx(effect_left(fund.card.stages))


def test_within_a_projection_money_for_ideas_starts_nobody_and_is_spent(library):
    projector = Projector(library, "2014-03", "department", 4)
    outcome = projector.project([Funded(library.programmes["innovation_fund"], 50.0, 0.0)])
    (books,) = accounts_of(projector, outcome)
    assert not outcome.starts.any()
    assert not books.additional_jobs.any()
    for one in books.ledgers:
        assert one.spent.sum() == pytest.approx(7 * 50.0, rel=0.01)
        assert one.exchequer == pytest.approx(-one.spent)
