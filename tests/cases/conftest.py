"""Parameters of today, and the fronts on compiled rules."""

from types import FunctionType

import pytest

from esarisk.engine import entitlement, universal_credit
from esarisk.jit import kernel


@pytest.fixture(scope="session")
def parameters(library):
    return library.parameters


def compile_rule(rule, done):
    """A rule compiled together with every rule that it calls by name."""
    if rule.__qualname__ not in done:
        world = dict(rule.__globals__)
        for name in rule.__code__.co_names:
            called = world.get(name)
            if isinstance(called, FunctionType) and called.__module__.startswith("esarisk.rules"):
                world[name] = compile_rule(called, done)
        copy = FunctionType(rule.__code__, world, rule.__name__, rule.__defaults__)
        copy.__qualname__ = rule.__qualname__
        copy.__module__ = rule.__module__
        done[rule.__qualname__] = kernel(copy)
    return done[rule.__qualname__]


@pytest.fixture(scope="session")
def compiled_rules():
    """Every rule that a front calls, compiled: by front and name."""
    done = {}
    return {
        front: {
            name: compile_rule(value, done)
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
