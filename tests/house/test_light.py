"""Printing a table loads nothing heavy: no compiler, no sampler, no drawing."""

import subprocess
import sys

import pytest

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
    "esarisk.report.run.tables",
    "esarisk.report.tables.programmes",
    "esarisk.report.tables.run",
    "esarisk.report.tables.target_year",
    "esarisk.report.validation.scores",
    "esarisk.report.writers.json",
    "esarisk.report.writers.terminal",
)
"""What a terminal needs; pages draw, and the quarterly text asks the model itself."""


def loaded(*modules):
    """Heavy libraries that are there once some modules are imported, in a new process."""
    code = f"import sys, {', '.join(modules)}; print([x for x in {HEAVY!r} if x in sys.modules])"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_printing_loads_nothing_heavy():
    assert loaded(*LIGHT) == "[]"


@pytest.mark.parametrize("module", ["esarisk.report.run.page", "esarisk.engine.run"])
def test_what_is_heavy_is_seen(module):
    assert loaded(module) != "[]"
