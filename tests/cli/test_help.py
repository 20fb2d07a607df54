"""The help of every command has an example, and the example is one that the command takes."""

import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.cli.examples import EXAMPLES, commands
from esarisk.cli.group import run_folder
from esarisk.policy.parameters import parameters_folder


@pytest.mark.parametrize("words", commands(main))
def test_every_command_shows_an_example(words):
    text = CliRunner().invoke(main, [*words.split(), "--help"]).stdout
    assert f"esarisk {words}" in text.partition("Example")[2]


@pytest.mark.parametrize("line", [line for lines in EXAMPLES.values() for line in lines])
def test_every_example_is_read_by_its_command(line):
    words = shlex.split(line)[1:]
    command: click.Command = main
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    assert command.make_context(command.name, words).params is not None


def test_a_run_is_found_by_its_name_in_outputs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "outputs" / "budget-2014").mkdir(parents=True)
    assert run_folder(Path("budget-2014")) == Path("outputs/budget-2014")
    assert run_folder(Path("other")) == Path("other")


def test_a_folder_that_is_part_of_the_parameters_is_checked_beside_the_rest():
    result = CliRunner().invoke(main, ["check", str(parameters_folder() / "measures")])
    assert result.exit_code == 0, result.output
    assert "no fault in 7 files" in result.output
