"""Signs of life on a terminal; silence elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esarisk.engine.plan import Progress

FIRST = "the first time this compiles kernels, for some minutes"


@contextmanager
def progress(what: str, unit: str = "draws") -> "Iterator[Progress | None]":
    """A bar that is told how much is done and to do.

    Parameters
    ----------
    unit : of what is counted, in words
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    parts = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[state]}"),
        TimeRemainingColumn(),
    )
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, state=FIRST)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, state=f"{done:,} of {total:,} {unit}")

        yield tell


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A sign that work goes on, when nobody counts it."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} ({FIRST})"):
        yield
