"""The command line: each file one family of commands, all in one group."""

from esarisk.cli import people, programmes, twin
from esarisk.cli.commands import main
from esarisk.cli.examples import show_examples

show_examples(main)

__all__ = ["main", "people", "programmes", "twin"]
