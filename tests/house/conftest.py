"""What the house tests look at: the tracked tree, the settings and the pins, read once."""

import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def sources() -> list[Path]:
    return sorted((ROOT / "src" / "esarisk").rglob("*.py"))


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file that is, or is about to be, under version control."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return sorted(ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


@pytest.fixture(scope="session")
def settings() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def pins() -> dict[str, Requirement]:
    """What constraints.txt names, by package, without its hashes."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    named = (Requirement(line.rstrip("\\")) for line in lines if line[:1].isalnum())
    return {canonicalize_name(one.name): one for one in named}
