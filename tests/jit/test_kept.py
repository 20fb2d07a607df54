"""Compiled kernels on their shelf: right answers whatever lies on it."""

import shutil
from pathlib import Path

import numba
import pytest

from esarisk import shelf
from esarisk.jit.kept import REACHED, keep
from esarisk.shelf import DIGEST_BYTES, sources_digest


def kernel_on(folder):
    """A small kernel of its own that reads and writes its machine code in a folder."""

    def double(x):
        return 2.0 * x

    made = numba.njit(double)
    keep(made, folder)
    return made


def hits(kernel):
    return sum(kernel.stats.cache_hits.values())


@pytest.fixture
def kept(tmp_path):
    """The one file that a compiled kernel leaves."""
    assert kernel_on(tmp_path)(4.0) == 8.0
    (file,) = tmp_path.iterdir()
    return file


def test_a_kernel_is_compiled_once(kept):
    again = kernel_on(kept.parent)
    assert again(4.0) == 8.0
    assert hits(again) == 1
    assert again(4) == 8.0  # a signature of its own
    assert hits(again) == 1
    assert len(list(kept.parent.iterdir())) == 2


BROKEN = {
    "empty": lambda _: b"",
    "a digest alone": lambda data: data[:DIGEST_BYTES],
    "cut": lambda data: data[: len(data) // 2],
    "one byte less": lambda data: data[:-1],
    "longer": lambda data: data + b"x",
    "one byte changed": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "text": lambda _: b"not machine code" * 100,
}


@pytest.mark.parametrize("state", BROKEN)
def test_what_was_damaged_is_compiled_anew_and_mended(kept, state):
    whole = kept.read_bytes()
    kept.write_bytes(BROKEN[state](whole))
    again = kernel_on(kept.parent)
    assert again(4.0) == 8.0
    assert hits(again) == 0
    last = kernel_on(kept.parent)
    assert last(4.0) == 8.0
    assert hits(last) == 1
    assert list(kept.parent.iterdir()) == [kept]


def test_a_folder_in_the_place_of_a_file_stops_nothing(kept):
    kept.unlink()
    kept.mkdir()
    assert kernel_on(kept.parent)(4.0) == 8.0
    assert list(kept.parent.iterdir()) == [kept]


@pytest.mark.parametrize("call", ["mkdir", "write_bytes", "replace"])
def test_what_cannot_be_kept_is_let_go(tmp_path, monkeypatch, call):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, call, refuse)
    kernel = kernel_on(tmp_path)
    assert kernel(4.0) == 8.0
    assert list(tmp_path.iterdir()) == []
    assert kernel._cache.cache_path is None  # numba keeps nothing beside the source either


# --- what it is named after -------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package's source."""
    copy = tmp_path / "esarisk"
    shutil.copytree(shelf.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "_parameters"))
    monkeypatch.setattr(shelf, "PACKAGE", copy)
    return copy


def name():
    return sources_digest(*REACHED)


def edit(file):
    file.write_text(file.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")


@pytest.mark.parametrize(
    "file", ["report/exhibits/words.py", "study.py", "engine/run.py", "policy/stack.py", "errors.py"]
)
def test_an_edit_that_no_kernel_can_reach_keeps_the_shelf(package, file):
    before, whole = name(), sources_digest()
    edit(package / file)
    assert name() == before
    assert sources_digest() != whole


@pytest.mark.parametrize("file", ["rules/cap.py", "kernels/persons/walk.py", "names.py", "jit/__init__.py"])
def test_an_edit_that_a_kernel_can_reach_makes_another(package, file):
    before = name()
    edit(package / file)
    assert name() != before


def test_another_compiler_makes_another(monkeypatch):
    before = name()
    monkeypatch.setattr(shelf, "version", lambda package: f"other {package}")
    assert name() != before
