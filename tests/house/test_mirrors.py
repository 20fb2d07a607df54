"""Tests stand where what they test stands, and a number's name means one number."""

import ast
from collections import defaultdict

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


def numbers(source):
    """Name → number of every constant that a module sets to a plain number."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            try:
                value = eval(ast.unparse(node.value), {"__builtins__": {}})  # noqa: S307 - our own sums
            except (NameError, TypeError, SyntaxError, AttributeError):
                continue
            if isinstance(value, int | float) and node.targets[0].id.isupper():
                found[node.targets[0].id] = value
    return found


def homonyms(sources):
    """Names that are one number here and another there."""
    found = defaultdict(set)
    for source in sources:
        for name, value in numbers(source).items():
            found[name].add(value)
    return {name: values for name, values in found.items() if len(values) > 1}


def test_a_number_s_name_means_one_number_in_the_whole_house(sources):
    assert homonyms(path.read_text(encoding="utf-8") for path in sources) == {}


@pytest.mark.parametrize(
    ("other", "seen"), [("A = 12.0", {}), ("A = 3 * 4", {}), ("A = 13", {"A": {12, 13}})]
)
def test_a_homonym_is_seen(other, seen):
    assert homonyms(["A = 12", other]) == seen
