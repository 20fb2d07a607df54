"""The help of every command has an example, and the example is one that the command takes."""

import shlex

import click
import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.cli.examples import EXAMPLES, commands


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
    command.make_context(command.name, words)
