"""The command line answers --help without the heavy libraries: what is not imported costs no time."""

import subprocess
import sys

import pytest

HEAVY = {"h5netcdf", "jinja2", "numba", "numpy", "pandas", "plotly", "pydantic", "scipy", "xarray"}

IMPORT = "import esarisk.cli"
HELP = """
import esarisk.cli
sys.argv = ["esarisk", "--help"]
try:
    esarisk.cli.main()
except SystemExit as stop:
    assert not stop.code, stop.code
"""


def modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('modules:', *sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(result.stdout.rpartition("modules:")[2].split())


def test_the_package_alone_imports_nothing_heavy():
    assert modules_after("import esarisk") & HEAVY == set()


@pytest.mark.parametrize("code", [IMPORT, HELP], ids=["import", "help"])
def test_the_command_line_imports_nothing_heavy(code):
    assert modules_after(code) & HEAVY == set()
