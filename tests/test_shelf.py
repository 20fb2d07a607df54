"""The shelves of the user's cache: a place of the user's own, and what lies there whole or not at all."""

import os
import pwd
from importlib import import_module
from pathlib import Path

import pytest

from esarisk.shelf import DIGEST_BYTES, SHELVES_KEPT, keep, kept, shelf

shelves = import_module(shelf.__module__)

DIGEST = 64 * "a"


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
    assert shelf("kernels", DIGEST).parent == user / "kernels"
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
    assert shelf("kernels", DIGEST).parent == private / "kernels"
    assert private.stat().st_mode & 0o077 == 0


def test_a_file_in_the_place_of_the_cache_is_left_for_a_private_one(places):
    user, private = places
    user.parent.write_text("a file")
    assert shelf("kernels", DIGEST).parent == private / "kernels"


def test_without_a_home_the_shelf_is_private(places, monkeypatch):
    def nobody(_):
        raise KeyError("no such user")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert shelf("kernels", DIGEST).parent == places[1] / "kernels"


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
    found = shelf("kernels", DIGEST)
    assert found.parent == private.parent
    assert found.stat().st_mode & 0o077 == 0


def test_a_passing_shelf_is_removed_at_the_end(places, monkeypatch):
    ends = []
    monkeypatch.setattr(shelves, "_private_cache", lambda: None)
    monkeypatch.setattr(shelves, "register", lambda call, *words, **more: ends.append((call, words, more)))
    places[0].parent.write_text("a file")
    found = shelf("kernels", DIGEST)
    ((call, words, more),) = ends
    call(*words, **more)
    assert not found.exists()


def test_only_the_shelves_used_last_stay(places):
    user = places[0] / "kernels"
    ours, other = shelf("kernels", DIGEST), shelf("parameters", DIGEST)
    for age in range(1, 7):
        old = user / f"old-{age}"
        old.mkdir()
        (old / "kernel").write_text("code")
        os.utime(old, (ours.stat().st_mtime - age,) * 2)
    (user / "a file").write_text("x")
    assert shelf("kernels", DIGEST) == ours
    assert {one.name for one in user.iterdir()} == {
        ours.name,
        "a file",
        *(f"old-{age}" for age in range(1, SHELVES_KEPT + 1)),
    }
    assert other.is_dir()  # shelves of another kind are not counted among them


CONTENT = b"machine code"
BROKEN = {
    "absent": None,
    "empty": b"",
    "a digest alone": bytes(DIGEST_BYTES),
    "a digest of other content": bytes(DIGEST_BYTES) + CONTENT,
}


def test_what_is_kept_comes_back(tmp_path):
    file = tmp_path / "folder" / "file"
    for content in (CONTENT, b"", CONTENT[::-1]):
        keep(file, content)
        assert kept(file) == content
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("state", BROKEN)
def test_what_was_not_kept_whole_is_nothing(tmp_path, state):
    file = tmp_path / "file"
    if BROKEN[state] is not None:
        file.write_bytes(BROKEN[state])
    assert kept(file) is None


@pytest.mark.parametrize("call", ["mkdir", "write_bytes", "replace"])
def test_what_cannot_be_kept_is_let_go(tmp_path, monkeypatch, call):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, call, refuse)
    keep(tmp_path / "file", CONTENT)
    assert list(tmp_path.iterdir()) == []
