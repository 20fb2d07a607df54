"""Tests stand where what they test stands, and a constant has one home."""

import ast
from collections import Counter

import pytest

FLOORS = ("rules", "kernels", "policy", "engine", "analysis", "report", "cli", "jit")


def strays(tests, source):
    """Test folders, below those of the floors, that have no folder of the same name in the source."""
    below = [folder for floor in FLOORS for folder in (tests / floor).rglob("*") if folder.is_dir()]
    return [
        str(folder.relative_to(tests))
        for folder in below
        if not folder.name.startswith("_") and not (source / folder.relative_to(tests)).is_dir()
    ]


def test_every_test_folder_of_a_floor_is_a_wing_of_it(root):
    assert strays(root / "tests", root / "src" / "esarisk") == []


def test_a_stray_folder_is_seen(tmp_path):
    for folder in ("tests/engine/cap", "tests/engine/moon", "src/engine/cap"):
        (tmp_path / folder).mkdir(parents=True)
    assert strays(tmp_path / "tests", tmp_path / "src") == ["engine/moon"]


def constants(source):
    """Names in capitals that a module binds at its top, in a pair or alone."""
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names = [
            one.id for target in targets if target for one in ast.walk(target) if isinstance(one, ast.Name)
        ]
        yield from {name for name in names if name.lstrip("_").isupper()}


def homonyms(sources):
    """Constants that are bound in more than one module, with how many."""
    found = Counter(name for source in sources for name in constants(source))
    return {name: homes for name, homes in found.items() if homes > 1}


def test_a_constant_has_one_home_so_its_name_means_one_thing(sources):
    assert homonyms(path.read_text(encoding="utf-8") for path in sources) == {}


@pytest.mark.parametrize(
    ("other", "seen"),
    [
        ("A = 13", {"A": 2}),
        ("A: int = 12", {"A": 2}),
        ("B, A = 1, 2", {"A": 2}),
        ("A = B = 1", {"A": 2}),
        ("from one import A", {}),
        ("def f():\n    A = 1", {}),
    ],
)
def test_a_homonym_is_seen(other, seen):
    assert homonyms(["A = 12", other]) == seen
