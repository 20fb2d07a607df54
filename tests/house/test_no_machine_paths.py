"""The project stands alone: no machine's folders and no registry's address in a tracked file."""

import re
from pathlib import Path

import pytest

FOLDERS = r"(?<![\w.:/~}-])/(home|root|tmp|opt|work|mnt|srv|Users|private|var)/"
WINDOWS = r"\b[A-Z]:\\\\?[A-Za-z]"
ADDRESSES = r"pypi\.(org|python\.org)|pythonhosted\.org|file://|localhost|127\.0\.0\.1"
SETTINGS = r"--(extra-)?index-url|--find-links|--trusted-host"
MACHINE = re.compile(f"{FOLDERS}|{WINDOWS}|{ADDRESSES}|{SETTINGS}")


def test_no_tracked_file_names_a_machine(tracked, root):
    found = {}
    for path in tracked:
        if path == Path(__file__):
            continue
        # a binary file is read as text too: the pattern is plain ASCII
        text = path.read_text(encoding="utf-8", errors="replace")
        marks = [match.group() for match in MACHINE.finditer(text)]
        if marks:
            found[str(path.relative_to(root))] = sorted(set(marks))
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "/home/ann/esarisk",
        "x=/tmp/run",
        "(/root/.cache)",
        "C:\\Users\\ann",
        "https://pypi.org/simple",
        "file:///x",
    ],
)
def test_a_machine_is_seen(text):
    assert MACHINE.search(text)


@pytest.mark.parametrize(
    "text", ["https://www.gov.uk/work/esa", "#!/usr/bin/env bash", "tests/tmp/x", "in/out of work/training"]
)
def test_an_honest_address_passes(text):
    assert not MACHINE.search(text)
