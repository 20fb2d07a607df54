"""Printing a table loads nothing heavy: no compiler, no sampler, no drawing; a run, what it needs and no more."""

import subprocess
import sys

HEAVY = ("numba", "scipy", "plotly")
LIGHT = (
    "esarisk.report.parameters.shelves",
    "esarisk.report.people.award",
    "esarisk.report.people.awards",
    "esarisk.report.people.lives",
    "esarisk.report.people.outcomes",
    "esarisk.report.people.population",
    "esarisk.report.people.twin",
    "esarisk.report.programmes.advisers",
    "esarisk.report.programmes.comparison",
    "esarisk.report.programmes.coverage",
    "esarisk.report.programmes.evidence",
    "esarisk.report.programmes.gap",
    "esarisk.report.programmes.ledger",
    "esarisk.report.programmes.sweep",
    "esarisk.report.programmes.trials",
    "esarisk.report.run.page",
    "esarisk.report.run.tables",
    "esarisk.report.tables.programmes",
    "esarisk.report.tables.run",
    "esarisk.report.tables.target_year",
    "esarisk.report.validation.scores",
    "esarisk.report.writers.json",
    "esarisk.report.writers.terminal",
)
"""What a terminal and a page need; the quarterly text asks the model itself."""


def loaded(*modules):
    """Heavy libraries that are there once some modules are imported, in a new process."""
    code = f"import sys, {', '.join(modules)}; print([x for x in {HEAVY!r} if x in sys.modules])"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_printing_loads_nothing_heavy():
    assert loaded(*LIGHT) == "[]"


def test_what_is_heavy_is_seen():
    assert loaded("esarisk.engine.run") != "[]"


IDLE = {
    "coverage": "numba would measure with it what is compiled",
    "dask": "nobody asked for workers",
    "distributed": "the same",
    "esarisk.kernels.persons": "nobody asks for people one by one",
    "esarisk.policy.files.yaml_lines._read": "parameters are kept as they were read",
    "numba.np.linalg": "kernels lie on their shelf: nothing is compiled",
    "plotly.graph_objs": "charts are plain data",
    "scipy.linalg": "the central path draws nothing and solves nothing",
    "scipy.optimize": "the same",
    "scipy.special": "the same",
    "unittest": "of libraries' tests",
}
"""Modules, or functions that remember, of which a second run of the central path needs nothing, and why."""

RUN = """
import sys
from esarisk.cli import main
sys.argv = ["esarisk", "run", "budget-2014", "--draws", "1", "--out", sys.argv[1]]
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
from esarisk.policy.files.yaml_lines import _read
read = ["esarisk.policy.files.yaml_lines._read"] if _read.cache_info().currsize else []
print("modules:", *sys.modules, *read)
"""


def test_a_second_run_loads_and_reads_what_it_needs_and_no_more(tmp_path):
    for _ in range(2):
        command = [sys.executable, "-c", RUN, str(tmp_path / "run")]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert set(told.rpartition("modules:")[2].split()) & set(IDLE) == set()
