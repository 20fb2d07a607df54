"""The command line: one group, and what every family of commands does alike. Parse, call one function, print."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esarisk.cli.door import Commands

if TYPE_CHECKING:
    from esarisk.policy.reading import Library
    from esarisk.runs import Run

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
vintage_option = click.option("--vintage", default="2014-03", show_default=True, help="Vintage.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="esarisk")
def main() -> None:
    """Fiscal risk of Employment and Support Allowance: caseload, cost and the welfare cap."""


def run_folder(given: Path) -> Path:
    """The folder of a run: as given, or that of its name in outputs/."""
    named = Path("outputs") / given
    return named if not given.exists() and named.is_dir() else given


def typed() -> str:
    """What was typed, without the path of the program."""
    return shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])


def print_notes(run: "Run") -> None:
    """What the user of a run should hear beside its results."""
    for note in run.notes:
        click.echo(note, err=True)


def print_found(as_json: bool, data: Callable[[], Any], text: Callable[[], str]) -> None:
    """Print what a command found as strict JSON or as text: the one that is wanted, and alone made."""
    from esarisk.report.writers.json import json_text

    click.echo(json_text(data()) if as_json else text())


def read_library(folder: Path | None = None) -> "Library":
    """A folder of parameters, the packaged one by default: read when asked for, so that help comes at once."""
    from esarisk.policy.reading import read_library as read

    return read(folder)
