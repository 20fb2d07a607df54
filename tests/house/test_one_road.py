"""One road from a vintage to its totals: nobody puts groups, timetable and claims together but the projection."""

import ast

import pytest

PARTS = {
    "esarisk.engine.claims.timetable": "timetable",
    "esarisk.engine.claims.inputs": "claims",
}
"""What only the projection may call: the makers of what the cohort kernel reads."""
ROAD = "engine/projection.py"
PROBES = ("engine/projection.py", "engine/programmes/eligibility.py", "analysis/twin/gate.py")
"""Who may run the kernel: the projection, the probe of who is eligible, and the gate on altered inputs."""


def taken(source: str) -> set[str]:
    """Parts of a projection that a source imports."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    named = {(node.module, alias.name) for node in nodes for alias in node.names}
    return {part for module, part in PARTS.items() if (module, part) in named}


def runs_the_kernel(source: str) -> bool:
    """Whether a source calls the front of the cohort kernel."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return any(ast.unparse(call.func).split(".")[-1] == "project_batch" for call in calls)


def test_only_the_projection_assembles_what_the_kernel_reads(sources, root):
    found = {
        path.relative_to(root / "src" / "esarisk").as_posix(): taken(path.read_text(encoding="utf-8"))
        for path in sources
    }
    assert {name for name, parts in found.items() if parts} == {ROAD}
    assert found[ROAD] == set(PARTS.values())


def test_only_those_who_may_run_the_kernel(sources, root):
    names = {
        path.relative_to(root / "src" / "esarisk").as_posix()
        for path in sources
        if runs_the_kernel(path.read_text(encoding="utf-8"))
    }
    assert names == set(PROBES)


@pytest.mark.parametrize("part", PARTS)
def test_a_second_assembly_is_seen(part):
    assert taken(f"def f():\n    from {part} import {PARTS[part]}") == {PARTS[part]}
    assert runs_the_kernel("totals = cohort.project_batch(fixed, inputs)")
