"""The group of commands: wrong input and warnings are one line each, whatever the command."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from esarisk.errors import EsariskError, visible

WRONG_INPUT = 2


class Commands(click.Group):
    """Tells wrong input in one line a fault, and exits 2; a bug keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            with _warned():
                return super().invoke(ctx)
        except EsariskError as error:
            for line in error.lines():
                click.echo(line, err=True)
            ctx.exit(WRONG_INPUT)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            click.echo(f"Error: {' '.join(error.format_message().split())}", err=True)
            ctx.exit(WRONG_INPUT)


@contextmanager
def _warned() -> Iterator[None]:
    """Say a warning of ours once, in one line; others as Python does."""
    told: set[str] = set()
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def show(message: Any, category: type[Warning], *where: Any, **more: Any) -> None:
            if category.__module__.partition(".")[0] != "esarisk":
                usual(message, category, *where, **more)
            elif str(message) not in told:
                told.add(str(message))
                click.echo(f"warning: {visible(str(message))}", err=True)

        warnings.showwarning = show
        warnings.simplefilter("always", UserWarning)
        yield
