"""The floors: the contracts hold here, and each of them breaks when it should."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"

BREACHES = {
    "upwards": ({"names.py": "", "errors.py": "import esarisk.policy"}, "Imports point down only BROKEN"),
    "sideways": ({"names.py": "", "errors.py": "import esarisk.names"}, "Imports point down only BROKEN"),
    "a new room": ({"cellar.py": ""}, "cellar"),
    "a labelled kernel": (
        {"kernels/cohort.py": "import xarray"},
        "Kernels and rules see numbers only BROKEN",
    ),
    "a labelled rule": ({"rules/cap.py": "import pandas"}, "Kernels and rules see numbers only BROKEN"),
    "a wing upwards": (
        {"engine/run.py": "", "engine/cap.py": "import esarisk.engine.run"},
        "Wings of engine import one way BROKEN",
    ),
    "a new wing": ({"report/attic.py": ""}, "attic"),
    "a second door": ({"engine/run.py": "import numba"}, "Only esarisk.jit imports numba BROKEN"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def build_house(root: Path, folder: Path, files: dict[str, str]) -> None:
    shutil.copy(root / "pyproject.toml", folder)
    for floor in ("", "kernels", "rules", "policy", "engine", "analysis", "report"):
        (folder / "esarisk" / floor).mkdir(exist_ok=True)
        (folder / "esarisk" / floor / "__init__.py").touch()
    for name, text in files.items():
        (folder / "esarisk" / name).write_text(text)


def test_imports_point_down_only(root):
    result = lint_imports(root)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_sound_house_passes(root, tmp_path):
    build_house(root, tmp_path, {"jit.py": "import numba", "kernels/cohort.py": "import esarisk.jit"})
    result = lint_imports(tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_of_the_floors_is_caught(root, tmp_path, breach):
    files, message = BREACHES[breach]
    build_house(root, tmp_path, files)
    result = lint_imports(tmp_path)
    assert result.returncode != 0
    assert message in result.stdout + result.stderr
