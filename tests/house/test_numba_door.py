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


def bare(source: str) -> list[str]:
    """Calls inside a parallel loop that are given its index as it is: it has no sign, and they compile twice."""
    loops = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.For) and "parallel_range" in ast.unparse(node.iter)
    ]
    return [
        ast.unparse(call)
        for loop in loops
        for call in ast.walk(loop)
        if isinstance(call, ast.Call) and ast.unparse(call.func) != "SIGNED"
        if any(ast.unparse(given) == ast.unparse(loop.target) for given in call.args)
    ]


def test_no_kernel_is_compiled_once_more_for_an_index_without_a_sign(sources):
    texts = [path.read_text(encoding="utf-8") for path in sources]
    assert sum("in parallel_range(" in text for text in texts) >= 3
    assert [call for text in texts for call in bare(text)] == []


def test_a_bare_index_is_seen():
    loop = "for i in parallel_range(n):\n    f(a[i], {})"
    assert bare(loop.format("i")) == ["f(a[i], i)"]
    assert bare(loop.format("SIGNED(i)")) == []
