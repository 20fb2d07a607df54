"""The pins: everything the project asks for is pinned once, with hashes."""

import re
import tomllib

import pytest


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def pins(root) -> dict[str, int]:
    """Number of hashes by pinned package."""
    text = (root / "constraints.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {canonical(line.split("==")[0]): line.count("--hash=sha256:") for line in lines}


def test_every_dependency_is_pinned(root, pins):
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    asked = [*project["dependencies"], *settings["build-system"]["requires"]]
    for extra in project["optional-dependencies"].values():
        asked += extra
    names = {canonical(re.match(r"[\w.-]+", line).group()) for line in asked}
    assert names - set(pins) == set()


def test_every_pin_has_a_hash(pins):
    assert [name for name, hashes in pins.items() if hashes == 0] == []
