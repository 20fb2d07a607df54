"""The shelf of compiled kernels: right answers whatever lies on it, in a place of the user's own."""

import os
import pwd
import shutil
from importlib import import_module
from pathlib import Path

import numba
import numpy as np
import pytest

from esarisk.jit import sources
from esarisk.jit.shelf import DIGEST_BYTES, REACHED, SHELVES_KEPT, keep, keep_elementwise, shelf

shelves = import_module(shelf.__module__)


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


def test_a_rule_over_arrays_is_compiled_once_too(tmp_path):
    written = []
    for _ in range(2):
        rule = numba.vectorize(lambda x: 3.0 * x)
        keep_elementwise(rule, tmp_path)
        assert list(rule(np.array([1.0, 2.0]))) == [3.0, 6.0]
        (file,) = tmp_path.iterdir()
        written.append(file.stat().st_ino)
    assert written[0] == written[1]  # the second wrote nothing in its place


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


# --- where it stands --------------------------------------------------------------------------------


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A cache folder of the user's and a temporary one of the machine's, for this test alone."""
    user, machine = tmp_path / "user", tmp_path / "machine"
    machine.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(user))
    monkeypatch.setattr(shelves.tempfile, "tempdir", str(machine))
    monkeypatch.setattr(shelves, "register", lambda *_, **__: None)
    return user / "esarisk", machine / f"esarisk-{os.getuid()}"


def test_the_shelf_stands_in_the_users_cache(places):
    user, private = places
    assert shelf().parent == user
    assert not private.exists()


def test_a_cache_that_cannot_be_written_is_left_for_a_private_one(places, monkeypatch):
    user, private = places
    user.mkdir(parents=True)
    real = shelves.tempfile.TemporaryFile

    def shut(*words, dir, **more):  # noqa: A002 - the name that tempfile gives it
        if user in Path(dir).parents:
            raise PermissionError(13, "Permission denied")
        return real(*words, dir=dir, **more)

    monkeypatch.setattr(shelves.tempfile, "TemporaryFile", shut)
    assert shelf().parent == private
    assert private.stat().st_mode & 0o077 == 0


def test_a_file_in_the_place_of_the_cache_is_left_for_a_private_one(places):
    user, private = places
    user.parent.write_text("a file")
    assert shelf().parent == private


def test_without_a_home_the_shelf_is_private(places, monkeypatch):
    def nobody(_):
        raise KeyError("no such user")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert shelf().parent == places[1]


@pytest.mark.parametrize("whose", ["open to all", "a link", "somebody else's"])
def test_a_private_cache_that_others_could_write_is_not_used(places, monkeypatch, whose):
    user, private = places
    user.parent.write_text("a file")
    if whose == "open to all":
        private.mkdir()
        private.chmod(0o777)
    elif whose == "a link":
        (private.parent / "elsewhere").mkdir(mode=0o700)
        private.symlink_to(private.parent / "elsewhere")
    else:
        real = os.getuid()
        monkeypatch.setattr(shelves.os, "getuid", lambda: real + 1)
    found = shelf()
    assert found.parent == private.parent
    assert found.stat().st_mode & 0o077 == 0


def test_a_passing_shelf_is_removed_at_the_end(places, monkeypatch):
    ends = []
    monkeypatch.setattr(shelves, "_private_cache", lambda: None)
    monkeypatch.setattr(shelves, "register", lambda call, *words, **more: ends.append((call, words, more)))
    places[0].parent.write_text("a file")
    found = shelf()
    ((call, words, more),) = ends
    call(*words, **more)
    assert not found.exists()


def test_only_the_shelves_used_last_stay(places):
    user = places[0]
    ours = shelf()
    for age in range(1, 7):
        old = user / f"old-{age}"
        old.mkdir()
        (old / "kernel").write_text("code")
        os.utime(old, (ours.stat().st_mtime - age,) * 2)
    (user / "a file").write_text("x")
    assert shelf() == ours
    assert {one.name for one in user.iterdir()} == {
        ours.name,
        "a file",
        *(f"old-{age}" for age in range(1, SHELVES_KEPT + 1)),
    }


# --- what it is named after -------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package's source."""
    copy = tmp_path / "esarisk"
    shutil.copytree(sources.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "_parameters"))
    monkeypatch.setattr(sources, "PACKAGE", copy)
    return copy


def name():
    return sources.sources_digest(*REACHED)


def edit(file):
    file.write_text(file.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")


@pytest.mark.parametrize(
    "file", ["report/exhibits/words.py", "study.py", "engine/run.py", "policy/stack.py", "errors.py"]
)
def test_an_edit_that_no_kernel_can_reach_keeps_the_shelf(package, file):
    before, whole = name(), sources.sources_digest()
    edit(package / file)
    assert name() == before
    assert sources.sources_digest() != whole


@pytest.mark.parametrize("file", ["rules/cap.py", "kernels/persons/walk.py", "names.py", "jit/__init__.py"])
def test_an_edit_that_a_kernel_can_reach_makes_another(package, file):
    before = name()
    edit(package / file)
    assert name() != before


def test_another_compiler_makes_another(monkeypatch):
    before = name()
    monkeypatch.setattr(sources, "version", lambda package: f"other {package}")
    assert name() != before
