"""The options of a question: one set for every command that projects, gathered into its first argument."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from esarisk.cli.types import DRAW_COUNT, SEED_NUMBER, Place

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS: dict[str, Callable[[Any], Any]] = {
    "vintage": click.option("--vintage", help="Vintage: 2014-03 by default, or the study's."),
    "view": click.option("--view", help="department or public: department by default, or the study's."),
    "scenarios": click.option(
        "--scenario", "scenarios", multiple=True, help="Scenario, by name or YAML file of yours; again for more."
    ),
    "draws": click.option(
        "--draws", type=DRAW_COUNT, help="1 is the central path, more are random: 128 by default, or the study's."
    ),
    "seed": click.option("--seed", type=SEED_NUMBER, help="Seed of the random draws: 1 by default, or the study's."),
    "settings": click.option(
        "--set", "--figure", "settings", multiple=True, metavar="ADDRESS=NUMBER",
        help="An assumption of yours in place of a file's, in every draw; again for more.",
    ),
    "folder": click.option(
        "--parameters", "folder", type=Place(file_okay=False, exists=True),
        help="Folder of parameters in place of the packaged one.",
    ),
}  # fmt: skip
"""Parts of a question → their option; the command's help lists them in this order, before its own."""


def asks(command: Command) -> Command:
    """Give a command the options of a question; what was typed comes to it as `asked`, a mapping by part."""

    @wraps(command)
    def gathered(**given: Any) -> Any:
        return command(asked={part: given.pop(part) for part in OPTIONS}, **given)

    for option in reversed(OPTIONS.values()):
        gathered = option(gathered)
    return gathered  # type: ignore[return-value] # the same command, asked with options


def question(asked: dict[str, Any], **otherwise: Any) -> Any:
    """The question that was typed, of one situation; `otherwise` is what a command takes for what was not said."""
    from esarisk.analysis.question import asked as question_of

    one_scenario(asked)
    given = {**asked, **{part: one for part, one in otherwise.items() if asked[part] is None}}
    return question_of(given.pop("folder"), given.pop("scenarios"), given.pop("settings"), given)


def one_path(asked: dict[str, Any], why: str) -> None:
    """Refuse draws where a command has none."""
    if asked["draws"] not in (None, 1):
        raise click.UsageError(f"--draws {asked['draws']}: {why}: leave it out")


def one_scenario(asked: dict[str, Any]) -> None:
    """Refuse more than one situation where a command holds one."""
    if len(asked["scenarios"]) > 1:
        raise click.UsageError("--scenario: one situation is held here: give it once")
