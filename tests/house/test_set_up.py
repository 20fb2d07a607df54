"""The set-up of the Makefile installs the pins and nothing else, whatever else the index holds."""

import ensurepip
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.metadata import requires
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

NEWER = "9999.1"
BACKEND = '''
"""Builds an empty editable wheel, as the real one would."""
import pathlib, zipfile

def build_editable(folder, settings=None, metadata=None):
    name = "esarisk-0.1.0-py3-none-any.whl"
    here = pathlib.Path(__file__).parent
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        for part in ("METADATA", "WHEEL", "RECORD"):
            wheel.writestr(f"esarisk-0.1.0.dist-info/{part}", (here / part).read_text())
    return name
'''
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "esarisk"
version = "0.1.0"
"""
WHEEL = "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def metadata(name: str, version: str) -> str:
    """Metadata of a package that asks for what the installed one asks for."""
    asked = (f"Requires-Dist: {line}\n" for line in requires(name) or [])
    return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: toml\n{''.join(asked)}"


def empty_wheel(folder: Path, name: str, version: str) -> str:
    """A wheel with nothing in it, put into the folder; its digest."""
    stem = f"{name.replace('-', '_')}-{version}"
    path = folder / f"{stem}-py3-none-any.whl"
    with ZipFile(path, "w") as wheel:
        wheel.writestr(f"{stem}.dist-info/METADATA", metadata(name, version))
        wheel.writestr(f"{stem}.dist-info/WHEEL", WHEEL)
        wheel.writestr(f"{stem}.dist-info/RECORD", "")
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def here(pins) -> dict[str, str]:
    """Version by package, of the pins that are for this machine."""
    wanted = (pin for pin in pins.values() if not pin.marker or pin.marker.evaluate())
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in wanted}


@pytest.fixture(scope="module")
def index(here, tmp_path_factory) -> tuple[Path, str]:
    """A folder with an empty wheel of each pin and of a newer release of it; constraints with the pins' digests."""
    folder = tmp_path_factory.mktemp("index")
    lines = []
    for name, version in here.items():
        lines.append(f"{name}=={version} --hash=sha256:{empty_wheel(folder, name, version)}\n")
        empty_wheel(folder, name, NEWER)
    return folder, "".join(lines)


def make(folder: Path, index: Path) -> tuple[int, str]:
    """Sets up in a folder that can reach the index alone: exit code, and what was said."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "MAKE", "MFLAGS", "PYTHON"))}
    own |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_CONFIG_FILE": os.devnull}
    own |= {"PIP_NO_CACHE_DIR": "1", "PIP_NO_COMPILE": "1"}
    command = ["make", ".venv/.ready", f"PYTHON={sys.executable}"]
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def checkout(folder: Path, makefile: str, constraints: str) -> None:
    """A scratch checkout: the Makefile, pins, and a project with nothing in it."""
    files = {
        "Makefile": makefile,
        "constraints.txt": constraints,
        "pyproject.toml": PYPROJECT,
        "backend.py": BACKEND,
        "METADATA": metadata("esarisk", "0.1.0"),
        "WHEEL": WHEEL,
        "RECORD": "",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def installed(venv: Path) -> dict[str, str]:
    """Version by package of what lies in an environment, but for what makes one."""
    stems = (path.stem.split("-") for path in venv.glob("lib/python*/site-packages/*.dist-info"))
    found = {canonicalize_name(name): version for name, version in stems}
    return {name: version for name, version in found.items() if name not in {"pip", "setuptools"}}


@pytest.fixture(scope="module")
def makefile(root) -> str:
    if not shutil.which("make"):
        pytest.skip("there is no make")
    return (root / "Makefile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def set_up(index, makefile, tmp_path_factory) -> Path:
    """A scratch checkout, set up."""
    folder = tmp_path_factory.mktemp("checkout")
    wheels, constraints = index
    checkout(folder, makefile, constraints)
    code, said = make(folder, wheels)
    assert code == 0, said
    return folder


def test_the_pins_are_installed_though_every_package_has_a_newer_release(set_up, here):
    assert installed(set_up / ".venv") == {"esarisk": "0.1.0", **here}


@pytest.mark.skipif(
    Version(ensurepip.version()) >= Version("24.2"),
    reason="this pip takes a pinned package for the one of its extra, so that it resolves to the pins by luck",
)
def test_a_set_up_that_resolves_would_fail(index, makefile, tmp_path):
    """The index is one that tells the two apart: a resolver meets what the pins don't name."""
    resolving = makefile.replace("--no-deps --require-hashes", "--require-hashes")
    assert resolving != makefile
    wheels, constraints = index
    checkout(tmp_path, resolving, constraints)
    code, said = make(tmp_path, wheels)
    assert code != 0, said
    assert "coverage" in said


def test_a_set_that_is_not_closed_is_refused(set_up, index, tmp_path):
    """A package taken out again: what is there is checked before it counts as ready."""
    shutil.copytree(set_up, tmp_path, symlinks=True, dirs_exist_ok=True)
    shutil.rmtree(next(tmp_path.glob(".venv/lib/python*/site-packages/mdurl-*.dist-info")))
    (tmp_path / ".venv" / ".ready").unlink()
    code, said = make(tmp_path, index[0])
    assert code != 0, said
    assert "markdown-it-py" in said
    assert not (tmp_path / ".venv" / ".ready").exists()
