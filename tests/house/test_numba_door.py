"""One door to numba: nobody but jit/ names it in an import, however it is written."""

import ast

import pytest


def imported(source: str) -> set[str]:
    """Top-level packages imported in the source, by statement or by import_module."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found |= {alias.name.split(".")[0] for alias in names}
            case ast.ImportFrom(module=str(module)):
                found.add(module.split(".")[0])
            case ast.Call(args=[ast.Constant(value=str(name)), *_]) if "import" in ast.unparse(node.func):
                found.add(name.split(".")[0])
    return found


def test_only_jit_imports_numba(sources, root):
    users = [path for path in sources if "numba" in imported(path.read_text(encoding="utf-8"))]
    assert users
    assert {path.parent for path in users} == {root / "src" / "esarisk" / "jit"}


@pytest.mark.parametrize(
    "line",
    [
        "import numba",
        "import numba.core as core",
        "from numba import njit",
        "importlib.import_module('numba.core')",
    ],
)
def test_every_way_in_is_seen(line):
    assert "numba" in imported(f"def deep():\n    {line}")
