"""What lies on a shelf is made of what the name of the shelf is a digest of, and of nothing else."""

import ast

import pytest

from esarisk.jit.kept import REACHED
from esarisk.policy.reading import READER

MAKERS = {"kernel", "inner_kernel", "lean_kernel", "row_kernel", "compiled"}


def rooms(parts):
    """Modules and packages that a digest covers."""
    return tuple(f"esarisk.{part.removesuffix('.py')}" for part in parts)


def strangers(source: str) -> list[str]:
    """What a source has compiled that does not come from a room which the digest covers."""
    tree = ast.parse(source)
    known = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(rooms(REACHED))
        for alias in node.names
    }
    found = [
        ast.unparse(call)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in MAKERS
        and not (isinstance(call.args[0], ast.Name) and call.args[0].id in known)
    ]
    marked = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(one, ast.Name) and one.id in MAKERS for one in node.decorator_list)
    ]
    return [*found, *marked]


def outside(source: str, parts) -> list[str]:
    """Packages of ours that a source imports from rooms which a digest does not cover."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    modules = [f"{node.module}.{alias.name}" for node in nodes for alias in node.names]
    return [
        module for module in modules if module.startswith("esarisk") and not module.startswith(rooms(parts))
    ]


def is_inside(path, root, parts) -> bool:
    return path.relative_to(root / "src" / "esarisk").parts[0] in parts


def test_nothing_is_compiled_that_the_digest_does_not_cover(sources, root):
    others = [path for path in sources if not is_inside(path, root, REACHED)]
    found = {path.name: strangers(path.read_text(encoding="utf-8")) for path in others}
    assert {name: calls for name, calls in found.items() if calls} == {}


@pytest.mark.parametrize("parts", [REACHED, READER], ids=["kernels", "parameters"])
def test_what_the_digest_covers_imports_nothing_else_of_ours(sources, root, parts):
    inside = [path for path in sources if is_inside(path, root, parts)]
    assert inside
    found = {path.name: outside(path.read_text(encoding="utf-8"), parts) for path in inside}
    assert {name: modules for name, modules in found.items() if modules} == {}


@pytest.mark.parametrize(
    "source",
    [
        "@kernel\ndef deep(x):\n    return x",
        "def rule(x):\n    return x\n\n\nfast = kernel(rule)",
        "from esarisk.engine.cap.annual_2014 import rule\n\nfast = compiled(rule)",
        "fast = kernel(lambda x: x)",
    ],
)
def test_a_stranger_is_seen(source):
    assert strangers(source)
    assert outside("from esarisk.engine.cap.annual_2014 import rule", REACHED) == [
        "esarisk.engine.cap.annual_2014.rule"
    ]
