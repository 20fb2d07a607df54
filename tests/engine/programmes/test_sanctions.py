"""Sanctions of a programme's people: how many, what they take, what goes back, alike in both engines."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from esarisk.analysis.people.called import tell_programme
from esarisk.analysis.programmes.projection import Projector, accounts_of
from esarisk.analysis.twin import gate
from esarisk.engine.awards.claimant import Claimant
from esarisk.engine.awards.entitlement import award
from esarisk.engine.awards.one_person import awards_at
from esarisk.engine.claims.cohort import project_batch
from esarisk.engine.economy.prices import prices
from esarisk.engine.programmes.effects import drawn_figures, effects
from esarisk.engine.programmes.funded import Funded
from esarisk.engine.programmes.funding import sanction_hazard
from esarisk.engine.programmes.ledger import IN_CAP, SANCTIONS, even_sanctions, sanction_lines
from esarisk.policy.settings import with_settings

PILOT = "pilot_health_led"
RATES = (0.0, 0.05, 0.5, 1.0)


@pytest.fixture(scope="module")
def projector(library):
    return Projector(library, "2014-03", "department", 1)


@pytest.fixture(scope="module")
def books(library, projector):
    """Books of the pilot, paid for twice over, at several rates of sanctions."""

    def of(rate):
        programme = library.programmes[PILOT].with_figures({"sanction_rate": rate})
        outcome = projector.project([Funded(programme, 20.0, 0.0)])
        return accounts_of(projector, outcome)[0].ledgers[0], outcome

    return {rate: of(rate) for rate in RATES}


# --- how many ------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", RATES)
def test_of_all_starters_the_share_asked_for_is_sanctioned(library, rate):
    """Whoever leaves the group cannot be: the others are so much the likelier."""
    figures = {**drawn_figures(library.programmes[PILOT], 1)[0], "sanction_rate": rate}
    there = 0.97 ** np.arange(40)
    hazard = sanction_hazard(figures, there)
    assert (hazard * there).sum() == pytest.approx(rate)
    assert hazard[0] == 0.0
    assert not hazard[25:].any()
    assert even_sanctions(figures, 40).sum() == pytest.approx(rate)


def test_more_sanctions_take_more_in_proportion(books):
    found = {rate: book.sanctions.sum() for rate, (book, _) in books.items()}
    assert found[0.0] == 0.0
    assert found[0.5] == pytest.approx(
        10 * found[0.05], rel=0.02
    )  # those off benefit by a sanction are fewer
    assert found[0.05] < found[0.5] < found[1.0]


# --- money ---------------------------------------------------------------------------------------


def test_everybody_sanctioned_saves_inside_the_cap(books):
    saved = [book.in_cap.sum() for book, _ in books.values()]
    assert saved == sorted(set(saved))
    for book, _ in books.values():
        assert book.in_cap.sum() == pytest.approx(sum(book.lines[line].sum() for line in IN_CAP))


def test_what_is_taken_is_kept_or_paid_back_or_paid_in_hardship(library):
    figures = drawn_figures(library.programmes[PILOT], 1)[0]
    rates = prices(library.parameters, 2.0)
    paid = awards_at(library.parameters, rates, ["2014-15"])
    lines = sanction_lines({**figures, "sanction_overturned": 1.0}, paid, np.array([1000.0]))
    assert sum(lines[line] for line in SANCTIONS) == pytest.approx(0.0)
    lines = sanction_lines(
        {**figures, "sanction_overturned": 0.0, "sanction_hardship": 0.0}, paid, np.array([1e6])
    )
    assert lines["benefit_withheld"] == pytest.approx(figures["sanction_weeks"] * paid.sanction)
    assert lines["hardship"] == lines["overturned"] == 0.0


@pytest.mark.parametrize("hardship", [False, True])
def test_a_sanction_takes_what_the_rules_take_of_one_persons_award(library, hardship):
    """The same law by two roads: the books' week, and an award worked out with and without a sanction."""
    person = Claimant("income_related", "wrag", 40, date(2014, 9, 1), date(2014, 1, 1), hardship=hardship)
    usual, reduced = (
        award(library.parameters, replace(person, sanction_week=week)).weekly_award for week in (0, 1)
    )
    paid = awards_at(library.parameters, prices(library.parameters, 2.0), ["2014-15"])
    expected = paid.sanction[0] - (paid.hardship[0] if hardship else 0.0)
    assert usual - reduced == pytest.approx(expected, abs=1e-9)


def test_sanctions_never_help_anybody_into_work(library):
    """On work their effect is nought or below, whatever is drawn."""
    for figures in drawn_figures(library.programmes[PILOT], 64):
        with_, without = (effects({**figures, "sanction_rate": rate}, 30).work for rate in (1.0, 0.0))
        assert (with_ <= without + 1e-12).all()


# --- two engines ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(library):
    strict = with_settings(library, {"caseloading.sanction_rate": 0.02})
    card = library.pick("scenarios", "baseline").model_copy(update={"funding": {"caseloading": 100.0}})
    return gate.inputs_of(strict, "2014-03", "department", card)


def test_both_engines_sanction_alike(both):
    seen, inputs = both
    found = gate.twin_gate(inputs, inputs, len(seen.all_years) - len(seen.years), people=500_000)
    sanctions = found.pooled[found.pooled["family"] == "sanctions"]
    assert found.faults() == []
    assert len(sanctions) == 1
    assert sanctions["expected"].sum() > 50.0


def test_the_gate_sees_an_engine_that_sanctions_more(both):
    seen, inputs = both
    more = inputs._replace(provision=inputs.provision._replace(sanction=1.5 * inputs.provision.sanction))
    one, other = (project_batch(side.timetable, side.claims, side.provision) for side in (inputs, more))
    table = gate.judged(pd.concat(gate.sanctions(one, other, 0.1, len(seen.fit_years))))
    assert table["chance"].min() < gate.ALPHA / len(table)


def test_people_are_told_who_is_called_and_what_it_costs_them(library):
    strict = with_settings(library, {f"{PILOT}.sanction_rate": 0.5})
    seen = gate.inputs_of(strict, "2014-03", "department", library.pick("scenarios", "baseline"))[0]
    told = tell_programme(strict, seen, PILOT, None, 80_000, 1)
    whole, others = told["groups"][0], told["groups"][1:]
    for split in {row["split"] for row in others}:
        parts = [row for row in others if row["split"] == split]
        for key in ("called", "sanctioned", "sanctions", "withheld"):
            assert sum(row[key] for row in parts) == pytest.approx(whole[key])
    assert {row["group"] for row in others if row["split"] == "phase"} == {"wrag"}
    assert 0.0 < whole["rate"] <= 0.5
    assert whole["sanctions"] >= whole["sanctioned"] > 0.0
    engines, *ages = told["engines"]
    assert engines["cohort"] == pytest.approx(sum(row["cohort"] for row in ages))
    assert all(abs(row["z"]) < 4.0 for row in told["engines"])
    assert whole["withheld_each"] <= 4.5 * 80.0
