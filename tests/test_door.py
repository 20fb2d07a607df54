"""The door of the command line: stopped, closed, refused; never a traceback for what is no bug."""

import os
import signal
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from esarisk.cli.door import Commands, Stopped, check_environment
from esarisk.cli.types import PLACE

SAYING = """
import os, signal, sys, time
import click
from esarisk.cli.door import Commands

@click.group(cls=Commands)
def main(): pass

@main.command()
@click.argument("number", type=int)
def stop(number):
    os.kill(os.getpid(), number)
    time.sleep(60)

@main.command()
def talk():
    for line in range(100_000):
        click.echo(f"line {line}")

main()
"""


def door(*words, **more):
    command = [sys.executable, "-c", SAYING, *map(str, words)]
    return subprocess.run(command, capture_output=not more, text=True, check=False, timeout=60, **more)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_in_one_line_with_the_code_of_a_shell(number):
    before = signal.signal(
        number, signal.SIG_DFL
    )  # the tests may run where it is ignored, as in the background
    try:
        result = door("stop", int(number))
    finally:
        signal.signal(number, before)
    assert result.returncode == 128 + number
    assert result.stderr.strip() == "Stopped: nothing is half-written."


def test_a_hang_up_that_was_to_be_ignored_is():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert run(lambda: os.kill(os.getpid(), signal.SIGHUP)).exit_code == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_reader_who_goes_away_ends_the_talk_without_a_word():
    with subprocess.Popen(
        [sys.executable, "-c", SAYING, "talk"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as talk:
        assert talk.stdout.readline() == "line 0\n"
        talk.stdout.close()
        assert talk.wait(60) == 128 + signal.SIGPIPE
        assert talk.stderr.read() == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the machine has no full device")  # noqa: PTH110
def test_an_output_that_is_full_is_one_line():
    with open("/dev/full", "w") as full:  # noqa: PTH123
        result = door("talk", stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 2
    assert result.stderr == "the output: No space left on device\n"


def run(call):
    """A command that calls something, through the door."""

    @click.group(cls=Commands)
    def main():
        pass

    main.command(name="it")(call)
    return CliRunner().invoke(main, ["it"])


def raising(error):
    def call():
        raise error

    return call


def test_the_end_of_a_file_is_a_fault_of_ours_and_no_interrupt():
    result = run(raising(EOFError()))
    assert result.exit_code == 1
    assert "Aborted" not in result.output
    assert isinstance(result.exception, RuntimeError)


def test_what_the_machine_refuses_is_one_line():
    result = run(raising(PermissionError(13, "Permission denied", "/some/file")))
    assert result.exit_code == 2
    assert result.output == "/some/file: Permission denied\n"


def test_a_bug_keeps_its_traceback():
    assert isinstance(run(raising(KeyError("x"))).exception, KeyError)


def test_signals_are_answered_as_before_when_a_command_is_done():
    before = signal.getsignal(signal.SIGTERM)
    assert run(raising(Stopped(signal.SIGTERM))).exit_code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("threads", ["0", "-1", "two", "1.5", "²", "9" * 5000])
def test_a_number_of_threads_that_is_none_is_one_line(monkeypatch, threads):
    monkeypatch.setenv("NUMBA_NUM_THREADS", threads)
    result = run(lambda: None)
    assert result.exit_code == 2
    assert result.output.startswith("NUMBA_NUM_THREADS: ")
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize("threads", ["1", "16", " 2 ", ""])
def test_a_number_of_threads_is_taken(monkeypatch, threads):
    monkeypatch.setenv("NUMBA_NUM_THREADS", threads)
    assert check_environment() is None
    monkeypatch.delenv("NUMBA_NUM_THREADS")
    assert check_environment() is None


def test_an_empty_place_is_refused():
    with pytest.raises(click.BadParameter, match="is empty"):
        PLACE.convert("", None, None)
    assert PLACE.convert(".", None, None).name == ""
