"""A scenario is the same alone, in any order and in any company, and touches no month before its own dates."""

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain

import numpy as np
import pytest

from esarisk.engine.run import run
from esarisk.errors import EsariskError
from esarisk.policy.periods import financial_year
from esarisk.policy.reading import read_library
from esarisk.policy.schema import MeasureCard, ScenarioCard, StudyCard
from esarisk.policy.stack import begins, vintage

DRAWS = 2
"""Random draws, so that fitted paths are moved, and few."""
SHARE = "assessment.component_share_by_claim_date"
ELEMENT = "uc_health.element_share_by_award_date"


def measure(name, *changes, announced=date(2014, 3, 1)):
    """A measure: (address, [(day, value), …]) for each change."""
    cards = [
        {"parameter": address, "values": [
            {"from": day, "value": value, "published": announced, "source": "JUDGEMENT"} for day, value in steps
        ]}
        for address, steps in changes
    ]  # fmt: skip
    return MeasureCard.model_validate(
        {"name": name, "meaning": name, "announced": announced, "source": "JUDGEMENT", "changes": cards}
    )


def support(*steps):
    return [("esa.support_component", list(steps))]


OWN = [
    measure("rate-of-2019", *support((date(2019, 4, 8), 45.0))),
    measure("rate-of-1-april", *support((date(2016, 4, 1), 50.0))),
    measure("rate-in-october", *support((date(2016, 10, 3), 50.0))),
    measure("two-rates", *support((date(2016, 4, 11), 40.0), (date(2018, 4, 9), 45.0))),
    measure("claims-of-2016", ("on_flow.claims_a_month", [(date(2016, 4, 1), 50_000)])),
    measure("decisions-of-2017", ("decisions.support_new", [(date(2017, 4, 1), 0.4)])),
    measure("half-then-none", (SHARE, [(date(2016, 4, 4), 0.5), (date(2018, 4, 2), 0.0)])),
    measure("half", (SHARE, [(date(2016, 4, 4), 0.5)])),
    measure("uprated-less", ("uprating_rules.allowance_ceiling", [(date(2017, 7, 1), 0.0)])),
    measure("allowance-of-2019", ("universal_credit.standard_allowance_single", [(date(2019, 4, 8), 600.0)])),
    measure("element-of-2017", (ELEMENT, [(date(2017, 1, 1), 0.25)])),
]
OWN_2026 = [
    measure(
        "allowance-of-2028", ("universal_credit.standard_allowance_single", [(date(2028, 4, 10), 600.0)])
    ),
    measure("element-of-2027", (ELEMENT, [(date(2027, 1, 1), 0.25)])),
]
SHIPPED = {
    "2014-03": [
        "freeze-2016",
        "later-measures",
        "wrac-abolished-2017",
        "no-one-per-cent",
        "new-claims-first",
    ],
    "2026-03": ["no-uc-element-cut"],
}


@cache
def library():
    read = read_library()
    own = [*OWN, *OWN_2026]
    scenarios = {m.name: ScenarioCard(name=m.name, meaning=m.name, measures=[m.name]) for m in own}
    measures = {m.name: m for m in own}
    return replace(read, measures={**read.measures, **measures}, scenarios={**read.scenarios, **scenarios})


def project(name, *scenarios, draws=DRAWS, more=None):
    read = library()
    if more:
        read = replace(read, scenarios={**read.scenarios, **more})
    study = StudyCard(name="s", meaning="s", vintage=name, scenarios=list(scenarios), draws=draws, seed=5)
    return run(read, study)


CASES = [("2014-03", m.name) for m in OWN] + [("2026-03", m.name) for m in OWN_2026]
CASES += [(name, scenario) for name, scenarios in SHIPPED.items() for scenario in scenarios]


@pytest.fixture(scope="module")
def together():
    """Every scenario in one run, the baseline in the middle."""
    found = {}
    for name in ("2014-03", "2026-03"):
        cases = [scenario for where, scenario in CASES if where == name]
        found[name] = project(name, *cases[:3], "baseline", *cases[3:])
    return found


VARIABLES = ("spending", "caseload", "monthly_spending", "monthly_caseload", "waiting", "in_scope_spending")
VERDICTS = ("breach", "forecasting_breach", "policy_breach")


def agree_on(one, other, scenario):
    """Numbers to rounding, and every verdict."""
    for variable in VARIABLES:
        a, b = (cube[variable].sel(scenario=scenario).values for cube in (one, other))
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-6, err_msg=f"{scenario}: {variable}")
    for variable in VERDICTS:
        a, b = (cube[variable].sel(scenario=scenario).values for cube in (one, other))
        np.testing.assert_array_equal(a, b, err_msg=f"{scenario}: {variable}")


@pytest.mark.parametrize(("name", "scenario"), CASES)
def test_a_scenario_alone_is_the_same_as_in_company(together, name, scenario):
    agree_on(project(name, scenario), together[name], scenario)


def test_the_baseline_is_the_same_alone_and_its_history_is_the_cubes(together):
    alone = project("2014-03", "baseline")
    agree_on(alone, together["2014-03"], "baseline")
    np.testing.assert_allclose(
        alone["fit_spending"].values, together["2014-03"]["fit_spending"].values, rtol=1e-9
    )


def test_a_scenario_of_older_law_leaves_the_history_of_the_baseline_alone():
    """Without the one-year limit the years before the vintage differ: what is shown of them is the baseline's."""
    alone, beside = project("2014-03", "baseline"), project("2014-03", "no-time-limit", "baseline")
    np.testing.assert_allclose(alone["fit_spending"].values, beside["fit_spending"].values, rtol=1e-9)
    past = beside["monthly_spending"].sel(month="2013-06", statistic="mean").sum("line")
    assert (past.sel(scenario="no-time-limit") > past.sel(scenario="baseline")).all()


def test_order_is_no_matter(together):
    cases = [scenario for where, scenario in CASES if where == "2014-03"]
    backwards = project("2014-03", *reversed(cases))
    for scenario in cases:
        agree_on(backwards, together["2014-03"], scenario)


def first_day(scenario, seen):
    """The first date that a scenario names; the vintage's own for levers."""
    card = library().scenarios[scenario]
    named = [library().measures[name] for name in (*card.measures, *card.reversed)]
    return min([begins(m) for m in named], default=seen.day)


@pytest.mark.parametrize(("name", "scenario"), CASES)
def test_no_month_before_the_first_date_is_touched(together, name, scenario):
    cube, seen = together[name], vintage(library(), name, "department")
    day = first_day(scenario, seen)
    before = [m.start.isoformat()[:7] for m in seen.months if m.end < day]
    assert before or name == "2026-03"
    for variable in ("monthly_spending", "monthly_caseload", "waiting"):
        mean = cube[variable].sel(statistic="mean", month=before)
        one, other = (mean.sel(scenario=s).values for s in (scenario, "baseline"))
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-9, err_msg=variable)


@pytest.mark.parametrize(("name", "scenario"), CASES)
def test_every_scenario_changes_something_after_it(together, name, scenario):
    cube = together[name]
    gap = cube["monthly_spending"].sel(scenario=scenario) - cube["monthly_spending"].sel(scenario="baseline")
    assert float(abs(gap).max()) > 0.01


def change(cube, scenario):
    """Year → spending against the baseline, mean of the draws [GBP million]."""
    total = cube["spending"].sum("line").mean("draw")
    return (total.sel(scenario=scenario) - total.sel(scenario="baseline")).to_series()


def test_a_measure_of_a_rate_reaches_both_schemes_from_its_date_and_changes_no_year_before():
    cut = measure("support-cut", ("esa.support_component", [(date(2016, 4, 11), 31.20)]))
    read = library()
    more = {cut.name: ScenarioCard(name=cut.name, meaning="x", measures=[cut.name])}
    read = replace(read, measures={**read.measures, cut.name: cut}, scenarios={**read.scenarios, **more})
    study = StudyCard(
        name="s", meaning="s", vintage="2014-03", scenarios=["baseline", cut.name], draws=1, seed=5
    )
    spending = run(read, study)["spending"].isel(draw=0)
    gap = spending.sel(scenario=cut.name) - spending.sel(scenario="baseline")
    assert (gap.sel(year="2015-16") == 0.0).all()
    for year in ("2016-17", "2017-18", "2018-19"):
        for line in ("contributory", "income_related"):
            assert float(gap.sel(year=year, line=line)) < -10.0


def test_each_of_two_steps_of_terms_counts(together):
    cube = together["2014-03"]
    one, both = change(cube, "half"), change(cube, "half-then-none")
    for year in ("2016-17", "2017-18"):
        assert both[year] == pytest.approx(one[year], rel=1e-9)
        assert one[year] < -1
    assert both["2020-21"] < one["2020-21"] - 1


def test_a_third_later_set_of_terms_is_refused():
    steps = [(date(year, 4, 4), share) for year, share in ((2016, 0.6), (2017, 0.4), (2018, 0.2))]
    extra = measure("three-steps", (SHARE, steps))
    read = library()
    read = replace(
        read,
        measures={**read.measures, extra.name: extra},
        scenarios={
            **read.scenarios,
            extra.name: ScenarioCard(name=extra.name, meaning="x", measures=[extra.name]),
        },
    )
    study = StudyCard(name="s", meaning="s", vintage="2014-03", scenarios=[extra.name], draws=1, seed=5)
    with pytest.raises(EsariskError, match="has 4 sets of terms"):
        run(read, study)


def test_a_rate_of_esa_leaves_incapacity_benefits_alone(together):
    spending = together["2014-03"]["monthly_spending"].sel(line="legacy")
    for scenario in ("rate-of-2019", "rate-of-1-april", "two-rates"):
        np.testing.assert_array_equal(
            spending.sel(scenario=scenario).values, spending.sel(scenario="baseline").values
        )


def test_a_rate_acts_from_the_month_of_its_day_and_rises_with_the_rest(together):
    cube = together["2014-03"]
    gap = cube["monthly_spending"].sel(statistic="mean").sum("line")
    gap = gap.sel(scenario="rate-in-october") - gap.sel(scenario="baseline")
    assert float(gap.sel(month="2016-10")) > 0.9 * float(gap.sel(month="2016-12"))
    assert float(gap.sel(month="2018-06")) > float(gap.sel(month="2016-12"))


def test_a_lower_element_for_later_awards_never_raises_spending(together):
    assert change(together["2026-03"], "element-of-2027").max() <= 1e-6


def test_a_higher_standard_allowance_is_paid_to_everybody_on_universal_credit_health(together):
    risen = change(together["2026-03"], "allowance-of-2028")
    assert risen["2027-28"] == pytest.approx(0.0, abs=1e-6)
    assert risen["2029-30"] > 3000


def test_reversing_takes_back_exactly_what_the_measure_brought():
    """In November 2015 the freeze is policy: without it the Act of 2013, which ends in 2016, holds."""
    reverse = ScenarioCard(name="thawed", meaning="x", reversed=["benefit-freeze-2016"])
    older = measure(
        "older-law",
        ("uprating_rules.allowance_ceiling", [(date(2016, 4, 1), 100.0)]),
        announced=date(2015, 11, 1),
    )
    read = replace(library(), measures={**library().measures, older.name: older})
    read = replace(
        read,
        scenarios={
            **read.scenarios,
            "thawed": reverse,
            "older-law": ScenarioCard(name="older-law", meaning="x", measures=["older-law"]),
        },
    )
    scenarios = ["baseline", "thawed", "older-law", "no-one-per-cent"]
    study = StudyCard(name="s", meaning="s", vintage="2015-11", scenarios=scenarios, draws=1, seed=5)
    cube = run(read, study)
    assert change(cube, "thawed").to_numpy() == pytest.approx(change(cube, "older-law").to_numpy(), abs=1e-9)
    assert change(cube, "thawed")["2018-19"] > 100
    assert abs(change(cube, "no-one-per-cent")).max() < 1e-9


@pytest.mark.parametrize(
    ("name", "scenario", "words"),
    [
        ("2014-03", {"reversed": ["benefit-freeze-2016"]}, "its baseline does not hold it"),
        ("2014-03", {"measures": ["half"], "reversed": ["half"]}, "brings 'half' and reverses it"),
        ("2014-03", {"measures": ["managed-migration-2024"]}, "after 2021-03-31"),
    ],
)
def test_what_cannot_be_reversed_or_never_begins_is_refused(name, scenario, words):
    card = ScenarioCard(name="x", meaning="x", **scenario)
    with pytest.raises(EsariskError, match=words):
        project(name, "x", draws=1, more={"x": card})


def test_measures_stack_in_the_order_announced_however_they_are_listed():
    pairs = [("benefit-freeze-2016", "uprated-less"), ("uprated-less", "benefit-freeze-2016")]
    cards = {
        f"m{i}": ScenarioCard(name=f"m{i}", meaning="x", measures=list(pair)) for i, pair in enumerate(pairs)
    }
    cube = project("2014-03", "baseline", *cards, draws=1, more=cards)
    first, second = (cube["monthly_spending"].sel(scenario=name).values for name in cards)
    np.testing.assert_array_equal(first, second)


def test_a_later_measure_stands_beside_a_reversal_of_an_older_one():
    mixed = ScenarioCard(
        name="mixed", meaning="x", measures=["benefit-freeze-2016"], reversed=["uprating-one-per-cent-2013"]
    )
    cube = project("2014-03", "baseline", "mixed", draws=1, more={"mixed": mixed})
    assert change(cube, "mixed")["2018-19"] < -400
    assert change(cube, "mixed")["2015-16"] > 0


def test_a_funded_scenario_is_set_against_the_same_policy_without_money_in_any_company():
    alone, beside = (
        project("2014-03", "new-start-50"),
        project("2014-03", "wrac-abolished-2017", "new-start-50", "baseline"),
    )
    agree_on(alone, beside, "new-start-50")
    assert set(chain.from_iterable(alone["programme"].values.reshape(1, -1))) == set(
        beside["programme"].values
    )
    for name in ("programme_starts", "monthly_spending"):
        a, b = (cube[name].sel(scenario="new-start-50").values for cube in (alone, beside))
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-6)


def test_years_of_the_first_date_are_whole_in_the_table(together):
    """A rate of April 2019 moves no financial year before 2019-20."""
    found = change(together["2014-03"], "rate-of-2019")
    for year in found.index:
        if financial_year(year).end < date(2019, 4, 8):
            assert found[year] == pytest.approx(0.0, abs=1e-9)
