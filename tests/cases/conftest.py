"""Parameters of today, and the fronts on compiled rules."""

from types import FunctionType

import pytest

from esarisk.engine.awards import entitlement, universal_credit
from esarisk.jit import compiled


@pytest.fixture(scope="session")
def parameters(library):
    return library.parameters


@pytest.fixture(scope="session")
def compiled_rules():
    """Every rule that a front calls, compiled: by front and name."""
    done = {}
    return {
        front: {
            name: compiled(value, done)
            for name, value in vars(front).items()
            if isinstance(value, FunctionType) and value.__module__.startswith("esarisk.rules")
        }
        for front in (entitlement, universal_credit)
    }


@pytest.fixture
def on_compiled_rules(compiled_rules, monkeypatch):
    """The fronts call compiled rules for as long as a test lasts."""
    for front, rules in compiled_rules.items():
        for name, rule in rules.items():
            monkeypatch.setattr(front, name, rule)
