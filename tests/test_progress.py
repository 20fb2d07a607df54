"""Signs of life: on a terminal alone, and they say what takes long."""

import io
from contextlib import redirect_stderr

import pytest

from esarisk.cli.progress import FIRST, progress, waiting


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    return Terminal()


def test_a_bar_says_what_it_waits_for_and_then_how_much_is_done(terminal):
    with redirect_stderr(terminal), progress("Projecting"):
        pass
    assert FIRST in terminal.getvalue()
    assert "None" not in terminal.getvalue()
    with redirect_stderr(terminal), progress("Projecting") as tell:
        tell(1_000, 3_072)
    assert "1,000 of 3,072 draws" in terminal.getvalue()


def test_work_that_nobody_counts_is_named(terminal):
    with redirect_stderr(terminal), waiting("Fitting"):
        pass
    assert f"Fitting ({FIRST})" in terminal.getvalue()


def test_off_a_terminal_all_is_silent(capsys):
    with progress("Projecting") as tell, waiting("Fitting"):
        assert tell is None
    assert capsys.readouterr() == ("", "")
