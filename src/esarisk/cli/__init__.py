"""The command line: each file one family of commands, all in one group."""

from esarisk.cli import checks, parameters, people, programmes, runs, sharing
from esarisk.cli.examples import show_examples
from esarisk.cli.group import main

show_examples(main)

__all__ = ["checks", "main", "parameters", "people", "programmes", "runs", "sharing"]
