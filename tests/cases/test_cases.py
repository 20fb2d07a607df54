"""Every worked case, through the rules as plain Python and as compiled code, to the penny."""

from pathlib import Path

import pytest
import yaml

from esarisk.engine.awards.claimant import Claimant
from esarisk.engine.awards.entitlement import arrears, award, person_of
from esarisk.engine.awards.universal_credit import UniversalCreditClaimant, universal_credit

CLOSE = 1e-9
FILES = sorted(Path(__file__).parent.glob("*.yaml"))
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['case']}")
    for file in FILES
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


def found(parameters, given, expected):
    """What the fronts say of everything that a case expects."""
    if "monthly_award" in expected:
        return {"monthly_award": universal_credit(parameters, UniversalCreditClaimant(**given))}
    given = dict(given)
    days = given.pop("first_days", None)
    claimant = Claimant(**given)
    if "arrears" in expected:
        return {"arrears": arrears(parameters, claimant)}
    done = award(parameters, claimant)
    if days is not None:
        waiting = person_of(parameters, claimant).waiting_days
        return {"paid": max(0, days - waiting) / 7.0 * done.weekly_award}
    return {name: getattr(done, name) for name in expected}


def check(parameters, case):
    expected = case["expect"]
    assert found(parameters, case["given"], expected) == pytest.approx(expected, abs=CLOSE, rel=0)


@pytest.mark.parametrize("case", CASES)
def test_a_case_holds_in_plain_python(parameters, case):
    check(parameters, case)


@pytest.mark.usefixtures("on_compiled_rules")
@pytest.mark.parametrize("case", CASES)
def test_a_case_holds_compiled(parameters, case):
    check(parameters, case)


def test_cases_have_names_of_their_own_and_say_how_they_were_worked():
    cases = [param.values[0] for param in CASES]
    assert len({case["case"] for case in cases}) == len(cases) >= 120
    assert all(case["working"] and case["source"] for case in cases)


def test_sources_of_cases_are_known(parameters):
    named = {source for param in CASES for source in param.values[0]["source"].split("; ")}
    assert named <= set(parameters.sources)
