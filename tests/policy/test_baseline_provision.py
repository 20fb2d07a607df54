"""Baseline provision: every vintage has the programmes that ran then, dated, with figures of known source."""

import pytest

from esarisk.engine.programmes.funded import baseline_money, funded
from esarisk.policy.periods import financial_year, funding_period
from esarisk.policy.schema import ScenarioCard
from esarisk.policy.stack import vintage


def rows_of(library):
    return [(one, row) for one in library.programmes.values() for row in one.card.baseline]


def test_every_vintage_has_baseline_provision(library):
    assert {row.vintage for _, row in rows_of(library)} == set(library.vintages)


def test_provision_ran_at_the_vintage_or_in_its_first_year(library):
    for programme, row in rows_of(library):
        card, dates = library.vintages[row.vintage], funding_period(row.dates)
        first = financial_year(card.first_year)
        held = dates.start <= card.date <= dates.end
        assert held or (dates.start <= first.end and first.start <= dates.end), (programme.name, row.vintage)


def test_provision_stands_once_and_inside_the_programme_s_own_dates(library):
    for programme in library.programmes.values():
        named = [row.vintage for row in programme.card.baseline]
        assert len(named) == len(set(named)), programme.name
        for row in programme.card.baseline if programme.card.ran else ():
            ran, dates = funding_period(programme.card.ran), funding_period(row.dates)
            assert dates.start <= ran.end, programme.name
            assert ran.start <= dates.end, programme.name


def test_an_assumption_says_why(library):
    assert [
        (p.name, row.vintage) for p, row in rows_of(library) if row.status == "assumed" and not row.why
    ] == []


@pytest.mark.parametrize(
    ("name", "programme"),
    [
        ("2014-03", "work_programme"),
        ("2015-11", "work_programme"),
        ("2015-11", "work_choice"),
        ("2018-05", "work_and_health_programme"),
        ("2021-05", "work_and_health_programme"),
        ("2022-11", "work_and_health_programme"),
        ("2024-03", "work_and_health_programme"),
        ("look-back-2019", "work_and_health_programme"),
        ("2026-03", "connect_to_work"),
    ],
)
def test_the_programme_then_running_is_no_new_money(library, name, programme):
    seen, money = vintage(library, name, "department"), baseline_money(library.programmes[programme], name)
    assert money > 0.0
    same = ScenarioCard(name="same", meaning="m", funding={programme: money})
    none = ScenarioCard(name="none", meaning="m", funding={programme: 0.0})
    assert funded(library, seen, same) == []
    assert [(level.money, level.before) for level in funded(library, seen, none)] == [(0.0, money)]
