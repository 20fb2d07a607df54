"""Tests: each one asserts something, itself or through a function of the tests that does."""

import ast
from collections.abc import Iterable

import pytest

CHECKS = {"raises", "warns", "fail"}


def own_checks(function: ast.AST) -> bool:
    """Whether a function has an assert, or calls what raises when something is wrong."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = called(node)
            if name in CHECKS or name.startswith("assert_"):
                return True
    return False


def called(call: ast.Call) -> str:
    """The last word of what is called."""
    return ast.unparse(call.func).rsplit(".", 1)[-1]


def functions(sources: Iterable[str]) -> list[ast.FunctionDef]:
    return [n for text in sources for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]


def asserting_nothing(sources: Iterable[str]) -> list[str]:
    """Tests that check nothing, however many functions of the tests lie between."""
    every = functions(sources)
    checking = {f.name for f in every if own_checks(f)}
    calls = {f.name: {called(n) for n in ast.walk(f) if isinstance(n, ast.Call)} for f in every}
    grown = True
    while grown:
        more = {name for name, inner in calls.items() if inner & checking} - checking
        checking |= more
        grown = bool(more)
    return sorted(f.name for f in every if f.name.startswith("test_") and f.name not in checking)


def test_every_test_asserts_something(tracked, root):
    tests = [path for path in tracked if path.suffix == ".py" and path.is_relative_to(root / "tests")]
    assert len(tests) > 50
    assert asserting_nothing(path.read_text(encoding="utf-8") for path in tests) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def test_a():\n    run()", ["test_a"]),
        ("def test_a():\n    '''assert'''", ["test_a"]),
        ("def test_a():\n    assert run()", []),
        ("def test_a():\n    with pytest.raises(ValueError):\n        run()", []),
        ("def test_a():\n    np.testing.assert_allclose(1, 2)", []),
        ("def check(x):\n    assert x\ndef again(x):\n    check(x)\ndef test_a():\n    again(1)", []),
        ("def helpless(x):\n    x\ndef test_a():\n    helpless(1)", ["test_a"]),
    ],
)
def test_a_test_that_asserts_nothing_is_seen(source, found):
    assert asserting_nothing([source]) == found
