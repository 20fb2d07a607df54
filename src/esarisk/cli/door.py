"""The door of the command line: what every command does when its input is wrong, or it is stopped."""

import gc
import os
import re
import signal
import sys
import warnings
from atexit import register
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import click

from esarisk.errors import EsariskError, visible

WRONG_INPUT = 2
STOPPED = 128
"""And the number of the signal, as a shell counts."""
PIPE_CLOSED = STOPPED + signal.SIGPIPE
COLLECTED_AT = 500_000
"""New objects after which Python looks for circles of dead ones: at its own 700, a quarter of a short command."""

register(gc.freeze)  # and at the end it looks for none: the whole process goes


class Stopped(BaseException):
    """The process was asked to stop by a signal."""

    def __init__(self, number: int) -> None:
        self.number = number


class Commands(click.Group):
    """Tells wrong input in one line a fault, and exits 2; stops clean; a bug keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            with _listening(), _warned():
                check_environment()
                gc.set_threshold(COLLECTED_AT)
                return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            click.echo(f"Error: {' '.join(error.format_message().split())}", err=True)
            ctx.exit(WRONG_INPUT)
        except EsariskError as error:
            click.echo("\n".join([*error.lines(), *_notes(error)]), err=True)
            ctx.exit(WRONG_INPUT)
        except (Stopped, KeyboardInterrupt) as stop:
            number = stop.number if isinstance(stop, Stopped) else signal.SIGINT
            with suppress(OSError):
                click.echo("; ".join(["Stopped: nothing is half-written", *_notes(stop)]) + ".", err=True)
            ctx.exit(STOPPED + number)
        except BrokenPipeError:
            _mute()
            ctx.exit(PIPE_CLOSED)
        except OSError as error:
            _mute()
            click.echo(f"{error.filename or 'the output'}: {error.strerror or error}", err=True)
            ctx.exit(WRONG_INPUT)
        except EOFError as error:  # click would take it for an interrupt
            raise RuntimeError("a file ended too early") from error


def _notes(error: BaseException) -> list[str]:
    """What was added to an error on its way."""
    return list(getattr(error, "__notes__", []))


def check_environment() -> None:
    """Refuse a number of threads that numba would stop at."""
    threads = os.environ.get("NUMBA_NUM_THREADS", "").strip()
    if threads and not re.fullmatch("[1-9][0-9]{0,3}", threads):
        raise EsariskError(
            f"NUMBA_NUM_THREADS: '{threads[:20]}' is no number of threads: give 1 or more, or unset it"
        )


@contextmanager
def _listening() -> Iterator[None]:
    """While a command runs, a hang-up and a call to end stop it as Ctrl-C does."""

    def stop(number: int, _: FrameType | None) -> None:
        raise Stopped(number)

    before = {}
    with suppress(ValueError):  # only a program's main thread may listen
        for one in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(one) is not signal.SIG_IGN:  # as under nohup
                before[one] = signal.signal(one, stop)
    try:
        yield
    finally:
        for one, answer in before.items():
            signal.signal(one, answer)


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


def _mute() -> None:
    """Let nothing more be written to a standard output that takes nothing."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
