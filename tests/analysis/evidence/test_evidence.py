"""What the model says of programmes beside what was published: shown, labelled, not tuned."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from esarisk.analysis.evidence.evidence import FORMULAS, evidence, evidence_of
from esarisk.analysis.evidence.gap import ADDITIONAL, of_starts
from esarisk.analysis.programmes.comparison import comparison, places_of
from esarisk.analysis.programmes.ledger import less_money_rows
from esarisk.analysis.question import DRAWS, Question
from esarisk.cli import main
from esarisk.engine.programmes.effects import at_follow_up, drawn_figures, effects, expected_scale
from esarisk.names import EVIDENCE
from esarisk.policy.parameters import Parameters

IDS = [
    "pilot_health_led",
    "pilot_jobcentre_led",
    "pilot_work_programme_led",
    "work_programme",
    "new_start",
    "one",
    "caseloading",
    "second_interview",
    "capability_reports",
    "nddp_personal_advisers",
    "nddp_job_brokers",
    "pathways_to_work",
    "dutch_area_contracts",
    "work_and_health_programme",
    "working_well",
    "innovation_fund",
    "client_budgets",
    "ips",
    "work_choice",
    "health_led_trials",
    "intensive_personalised_employment_support",
    "personal_support_package",
    "fair_start_scotland",
    "universal_support",
    "connect_to_work",
    "pathways_2025",
]


@pytest.fixture(scope="module")
def rows(library):
    return evidence(library, draws=64)


def found(rows, programme, quantity, published):
    """The one row of a published figure."""
    row = [
        r
        for r in rows
        if (r["programme"], r["quantity"]) == (programme, quantity) and r["published"] == published
    ]
    assert len(row) == 1
    return row[0]


def test_every_system_of_the_debate_has_its_file(library):
    assert set(IDS) <= set(library.programmes)


def test_every_quantity_has_its_formula():
    assert set(FORMULAS) == set(EVIDENCE)


def test_every_programme_with_evidence_has_something_held_out(rows):
    """Even where what was published only follows from figures of one source."""
    known = {r["programme"] for r in rows if r["published"] is not None}
    held = {r["programme"] for r in rows if r["published"] is not None and r["label"] == "held out"}
    assert known - held == set()


def test_what_is_held_out_has_an_interval_from_draws(rows):
    bare = [(r["programme"], r["quantity"]) for r in rows if r["label"] == "held out" and r["low"] is None]
    assert bare == []


def test_only_arithmetic_of_fixed_figures_has_no_interval_and_then_hits_what_was_published(rows):
    bare = [r for r in rows if r["low"] is None]
    assert {r["label"] for r in bare} == {"arithmetic"}
    assert all(r["inside"] for r in bare if r["published"] is not None)
    assert all(r["low"] < r["high"] for r in rows if r["low"] is not None)


def test_the_expansion_of_pathways_lies_low_in_what_is_foretold_of_another_study(rows):
    """Nothing was found; studies vary by so much, and shrunk for its size the effect is nearer."""
    as_it_stood = next(
        r for r in rows if r["quantity"] == "employment_effect" and r["of"] == "expansion areas of April 2006"
    )
    shrunk = found(rows, "pathways_to_work", "expansion_effect", 0)
    assert 0.0 < shrunk["model"] < 0.5 * as_it_stood["model"]
    for row in (as_it_stood, shrunk):
        assert row["label"] == "held out"
        assert row["low"] < 0.0 < row["model"]
        assert row["overlap"] is True
        assert row["interval_status"] == "assumed"


def test_each_held_out_figure_is_inside_its_interval_or_says_why_not(rows):
    held = [r for r in rows if r["label"] == "held out" and r["inside"] is not None]
    assert [
        (r["programme"], r["quantity"], r["published"]) for r in held if not r["inside"] and not r["reason"]
    ] == []
    assert sum(r["inside"] for r in held) > 0.6 * len(held)


def test_a_held_out_figure_has_the_width_of_another_study_and_a_fitted_one_has_not(library):
    """Nothing is widened row by row: with studies alike, the intervals of what is held out are narrower."""
    programme = library.programmes["pathways_to_work"]
    alike = programme.with_figures({"between_studies": 1.0})
    rows = [evidence_of(library, one, 64) for one in (programme, alike)]
    wide, narrow = (
        [r["high"] - r["low"] for r in some if r["quantity"] == "employment_effect"] for some in rows
    )
    assert wide[0] == pytest.approx(narrow[0], rel=0.15)
    assert all(more > 1.15 * less for more, less in zip(wide[1:], narrow[1:], strict=True))


def test_every_programme_has_a_row_and_says_when_nothing_was_published(rows):
    assert {r["programme"] for r in rows} >= set(IDS)
    assert all(r["words"] for r in rows if r["published"] is None)


PUBLISHED = [
    ("pathways_to_work", "employment_effect", 7),
    ("pathways_to_work", "off_benefit_effect", 6),
    ("pathways_to_work", "off_benefit_effect", 1.5),
    ("nddp_job_brokers", "cost_at_measured_effect", 6777),
    ("nddp_job_brokers", "break_even", 11.2),
    ("nddp_job_brokers", "net_exchequer", -54.867),
    ("work_and_health_programme", "outcome_rate", 0.19),
    ("work_and_health_programme", "employment_effect", 3),
    ("work_and_health_programme", "total_cost", 554),
    ("work_and_health_programme", "starts", 300_000),
    ("work_and_health_programme", "gross_jobs", 57_000),
    ("work_and_health_programme", "additional_jobs", 9000),
    ("work_and_health_programme", "cost_at_measured_effect", 61_600),
    ("work_programme", "outcome_rate", 0.151),
    ("work_programme", "outcome_rate", 0.122),
    ("work_programme", "outcome_rate", 0.054),
    ("work_choice", "employment_effect", 11),
    ("work_choice", "risk_ratio", 1.4),
    ("working_well", "employment_effect", 0),
    ("fair_start_scotland", "sustained", 0.18),
    ("health_led_trials", "effect_interval", 2.6),
]


@pytest.mark.parametrize(("programme", "quantity", "published"), PUBLISHED)
def test_what_was_fitted_or_follows_comes_out_as_published(rows, programme, quantity, published):
    row = found(rows, programme, quantity, published)
    assert row["label"] in {"fitted", "arithmetic"}
    assert row["model"] == pytest.approx(published, rel=0.015, abs=1e-9)


HELD_OUT = [
    ("pathways_to_work", "expansion_effect", 0),
    ("pathways_to_work", "exchequer_return", 1.51),
    ("nddp_job_brokers", "net_exchequer", 83.2),
    ("ips", "outcome_rate", 0.22),
    ("work_choice", "exchequer_return", 1.67),
    ("work_and_health_programme", "gross_jobs", 50_000),
    ("health_led_trials", "employment_effect", -2),
    ("working_well", "off_benefit_effect", -1.7),
]


@pytest.mark.parametrize(("programme", "quantity", "published"), HELD_OUT)
def test_what_was_predicted_is_labelled_so(rows, programme, quantity, published):
    assert found(rows, programme, quantity, published)["label"] == "held out"


def test_a_held_out_figure_moves_with_local_demand_and_a_fitted_one_does_not(library):
    programme = library.programmes["pathways_to_work"]
    address = programme.address("local_demand")
    old = programme.parameters[address]
    weak = replace(old, values=tuple(replace(v, value=0.5) for v in old.values), distribution=None)
    moved = replace(programme, parameters=Parameters({**programme.parameters, address: weak}, {}))
    before, after = ([r["model"] for r in evidence_of(library, p, 2)] for p in (programme, moved))
    rows = evidence_of(library, programme, 2)
    for row, one, other in zip(rows, before, after, strict=True):
        assert (one == other) == (row["label"] != "held out"), row


def test_working_well_changes_how_long_jobs_last_and_not_who_starts(rows):
    entry = found(rows, "working_well", "employment_effect", 0)
    kept = found(rows, "working_well", "retention_effect", None)
    assert entry["model"] == 0
    assert kept["model"] > 0


BY_MONTH = {"employment_effect": "work", "off_benefit_effect": "off_benefit"}
"""Quantities that the engine knows month by month."""


def test_effects_by_month_are_those_of_the_engine(library):
    """Of the programme's figures, with those that the row gives; what is held out by demand and fidelity."""
    seen = set()
    for programme in library.programmes.values():
        figures = drawn_figures(programme, 1)[0]
        for card, row in zip(programme.card.evidence, evidence_of(library, programme, 2), strict=True):
            if card.quantity in BY_MONTH:
                asked = {**figures, **card.given}
                month = round(card.at if card.at is not None else asked["effect_month"])
                one = getattr(effects(asked, month + 1), BY_MONTH[card.quantity])[month]
                left = expected_scale(asked) if card.label == "held_out" else 1.0
                assert row["model"] == pytest.approx(100 * left * one, abs=1e-12), row
                seen.add((programme.name, card.quantity))
    assert len({name for name, _ in seen}) >= 15
    assert {quantity for _, quantity in seen} == set(BY_MONTH)


ON_WORK = {
    "employment_effect",
    "risk_ratio",
    "gross_jobs",
    "additional_jobs",
    "cost_at_measured_effect",
    "deadweight",
    "effect_interval",
    "net_exchequer",
    "break_even",
    "exchequer_return",
    "expansion_effect",
    "stock_in_work",
}
ENGINE = "esarisk.engine.programmes"


@pytest.mark.parametrize(
    ("part", "broken", "moved"),
    [
        ("effects.retention", lambda _, months: np.ones(len(months)), ON_WORK),
        ("effects.still_off", lambda *_: 1.0, {"off_benefit_effect"}),
        ("ledger.money.paid_for_jobs", lambda *_: 1.0, {"income_per_start"}),
        ("effects.retained", lambda *_: 0.5, {"retention_effect"}),
    ],
)
def test_what_the_engine_gets_wrong_the_evidence_gets_wrong(library, rows, monkeypatch, part, broken, moved):
    """Of each programme with such rows, but where nothing of a leaver's work shows off benefit."""
    monkeypatch.setattr(f"{ENGINE}.{part}", broken)
    wrong = evidence(library, draws=1)
    changed = {
        (one["programme"], one["quantity"])
        for one, other in zip(rows, wrong, strict=True)
        if one["model"] != pytest.approx(other["model"], rel=1e-9)
    }
    asked = {(row["programme"], row["quantity"]) for row in rows if row["quantity"] in moved}
    if moved == {"off_benefit_effect"}:
        asked = {pair for pair in asked if library.programmes[pair[0]].number("off_benefit_ratio") > 0.0}
    assert asked
    assert asked <= changed


def test_another_seed_draws_another_interval_round_the_same_figure(library):
    programme = library.programmes["innovation_fund"]
    one, same, other = (evidence_of(library, programme, 16, seed) for seed in (1, 1, 2))
    assert one == same
    assert [row["model"] for row in one] == [row["model"] for row in other]
    spread = [(row["low"], row["high"]) for row in one if row["low"] is not None]
    assert spread
    assert all(ends not in [(row["low"], row["high"]) for row in other] for ends in spread)


def test_what_the_engine_adds_to_what_was_measured_stays_out_of_the_rows_that_say_so(library):
    """Working Well's job starts and the pilot's own finding: the engine has jobs kept longer, and sanctions."""
    for name, more in (("working_well", 0.138), ("pilot_health_led", -0.025)):
        programme = library.programmes[name]
        row = next(r for r in evidence_of(library, programme, 2) if r["quantity"] == "employment_effect")
        measured = programme.number("employment_effect")
        assert row["model"] == pytest.approx(measured)
        assert row["note"]
        found = 100 * at_follow_up(drawn_figures(programme, 1)[0])
        assert found - measured == pytest.approx(more, abs=5e-4)


def test_jobs_kept_longer_count_where_nobody_more_starts_work(library):
    row = {row["programme"]: row for row in comparison(library, "2014-15")}["working_well"]
    assert 0.0 < row["effect_as_measured"] < 1.0
    assert row["additional_jobs"] > 0.0
    one = library.programmes["working_well"]
    assert of_starts(Question(library, draws=1), one, 1000.0).people[ADDITIONAL] > 0.0


def test_only_programmes_whose_impact_was_read_are_ranked(library):
    table = comparison(library, "2014-15")
    assert {row["programme"] for row in table} >= set(IDS)
    assert all((row["rank"] is None) == (row["kind"] != "read") for row in table)
    costs = [
        row["cost_per_additional_job"] for row in table if row["rank"] and row["cost_per_additional_job"]
    ]
    assert costs == sorted(costs)


def test_an_order_is_printed_where_it_is_more_than_noise():
    """Three alike, but for one that always has most: places are open among the others."""
    luck = np.random.default_rng(3).standard_normal((3, 400))
    first, *others = places_of(luck + np.array([[100.0], [0.0], [0.0]]))
    assert (first["rank_best"], first["rank_worst"], first["rank_chance"]) == (1, 1, 1.0)
    assert [(one["rank_best"], one["rank_worst"]) for one in others] == [(2, 3), (2, 3)]
    assert all(0.4 < one["rank_chance"] < 0.6 for one in others)
    assert others[0]["rank_chance"] == others[1]["rank_chance"]


def test_every_rank_has_its_chance_and_lies_among_the_places_open_to_it(library):
    for row in comparison(library, "2014-15"):
        if row["rank"] is None:
            assert row["rank_chance"] is None
        else:
            assert row["rank_best"] <= row["rank"] <= row["rank_worst"]
            assert 0.0 < row["rank_chance"] <= 1.0


def test_what_a_job_costs_is_what_is_spent_by_the_jobs_in_every_command(library):
    """One programme at one level of money costs the same a job wherever it is printed."""
    table = comparison(library, "2014-15")
    for row in table:
        if row["cost_per_additional_job"] is not None:
            assert row["spend"] * 1e6 / row["additional_jobs"] == pytest.approx(
                row["cost_per_additional_job"]
            )
    for name in ("new_start", "ips", "work_choice", "working_well", "pilot_health_led"):
        (here,) = [row for row in table if row["programme"] == name]
        whole, *less = less_money_rows(library, library.programmes[name], 100.0, [0.5], "2014-15", DRAWS)
        assert whole["cost_per_additional_job"] == pytest.approx(here["cost_per_additional_job"])
        for row in less:
            assert row["spend"] * 1e6 / row["additional_jobs"] == pytest.approx(
                row["cost_per_additional_job"]
            )


def test_costs_are_compared_in_one_year_s_prices(library):
    pounds = {year: comparison(library, year)[0]["unit_cost"] for year in ("2008-09", "2014-15")}
    assert pounds["2014-15"] / pounds["2008-09"] == pytest.approx(1.09, abs=0.02)


def test_the_command_prints_both_tables():
    text = CliRunner().invoke(main, ["programmes", "--evidence"])
    assert text.exit_code == 0, text.output
    assert "none published" in text.output
    assert "held-out figures (" in text.output
    table = json.loads(CliRunner().invoke(main, ["programmes", "--json"]).output)
    assert {"programme", "kind", "cost_per_additional_job", "rank"} <= set(table["programmes"][0])


def test_a_year_that_is_none_is_one_line():
    result = CliRunner().invoke(main, ["programmes", "--prices", "2014"])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
