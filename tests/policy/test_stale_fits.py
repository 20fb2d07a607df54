"""A fit whose inputs have changed is told by every command that uses it."""

import json
import re
import shutil

import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.policy import parameters, reading
from esarisk.policy.fitted import stale_fits

WORDS = "what it was fitted to has changed since; run `esarisk calibrate --vintage 2014-03 --view department`"


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """A copy of our parameters in which the chance of leaving the work-related group is another."""
    folder = tmp_path_factory.mktemp("changed") / "parameters"
    shutil.copytree(parameters.parameters_folder(), folder)
    file = folder / "population" / "population_mortality.csv"
    rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    rows[1] = re.sub(r"^(2008,male,16),[0-9.]+", r"\1,99.9", rows[1])
    file.write_text("".join(rows), encoding="utf-8")
    return folder


def command(arguments, changed, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(reading, "parameters_folder", lambda: changed)
    return CliRunner().invoke(main, arguments)


def test_no_shipped_fit_is_stale(library):
    assert stale_fits(library) == []


def test_the_check_of_a_folder_with_a_stale_fit_exits_3(changed):
    result = CliRunner().invoke(main, ["check", str(changed)])
    assert result.exit_code == 3, result.stderr
    assert WORDS in result.stderr


def test_a_run_with_a_stale_fit_says_so_once_and_on_its_page(changed, monkeypatch, tmp_path):
    arguments = ["run", "--draws", "1", "--scenario", "baseline", "--out", "x"]
    result = command(arguments, changed, monkeypatch, tmp_path)
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count(WORDS) == 1
    assert len(result.stderr.splitlines()) == 1
    assert WORDS in json.loads((tmp_path / "x" / "run.json").read_text(encoding="utf-8"))["stale_fit"]
    assert "what it was fitted to has changed since" in (tmp_path / "x" / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["sweep", "--programme", "ips", "--funding", "0,50", "--draws", "1"],
        ["people", "--awards"],
        ["show", "population", "--people", "200"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_every_command_with_a_stale_fit_says_so(arguments, changed, monkeypatch, tmp_path):
    result = command(arguments, changed, monkeypatch, tmp_path)
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count(WORDS) == 1
