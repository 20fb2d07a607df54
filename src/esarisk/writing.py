"""The one way to write a file: whole or not at all, never through a link, nothing else touched.

What a command writes into a folder is put whole into a hidden folder inside it. That is renamed, and
its files move to their places. A process killed before the rename has changed nothing; one killed
after it is finished by whoever comes next (`settle`).
"""

import fcntl
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Any, TypeVar

from esarisk.errors import EsariskError

Content = str | bytes | memoryview
Mark = TypeVar("Mark")

BEING_WRITTEN, WRITTEN = ".esarisk-being-written", ".esarisk-written"
UNFINISHED = ".esarisk-unfinished"
"""Hidden in the folder of an output that takes long: what is worked out so far, see `unfinished`."""
NEW_SUFFIX, REMOVED = ".new", ".gone"
"""Ends the names of files that are not in their place yet, or to be removed, so that nobody takes them for input."""
PROBE_BYTES = 65_536
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def write(folder: Path, contents: Mapping[str, Content | None]) -> None:
    """Write files into a folder, all or none; what else lies in it stays.

    Parameters
    ----------
    contents : name, a folder in it may stand before a stroke → what the file is to hold; None removes it

    Raises
    ------
    EsariskError : they cannot be written; what was there is as it was
    """
    with _part_of(folder) as part:
        for name, content in contents.items():
            _refuse_guarded(folder, name)
            _put(part / f"{name}{NEW_SUFFIX if content is not None else REMOVED}", content or "")
        with _undisturbed():
            part.rename(folder / WRITTEN)
            _settle(folder)


def put(file: Path, content: Content) -> None:
    """Write a file whole: a process killed at any moment leaves the old one or the new one."""
    part = file.with_name(f"{file.name}{NEW_SUFFIX}")
    part.unlink(missing_ok=True)
    _put(part, content)
    part.replace(file)


def make(folder: Path) -> None:
    """Make a folder of our own, through no link.

    Raises
    ------
    EsariskError : a link lies in its place
    """
    if folder.is_symlink():
        raise EsariskError(f"{folder}: is a link: remove it")
    folder.mkdir(parents=True, exist_ok=True)


def clear(folder: Path) -> None:
    """Remove a folder of our own with all that is in it, as far as the machine lets us."""
    if not folder.is_symlink():
        rmtree(folder, ignore_errors=True)


def try_place(folder: Path, *names: str) -> None:
    """Find out before the work whether files can be written into a folder; nothing of it stays.

    Raises
    ------
    EsariskError : they cannot
    """
    with _part_of(folder) as part:
        for name in names:
            _refuse_guarded(folder, name)
            _put(part / f"{name}{NEW_SUFFIX}", bytes(PROBE_BYTES))


def claim(folder: Path, mark: str, read: Callable[[Path], Mark | None], what: str) -> Mark | None:
    """Try a folder for an output; what an earlier one there says of itself, None when there is none.

    Parameters
    ----------
    mark : the file by which an output of this kind is known
    read : of that file; None if it is not one of ours
    what : such an output, for the message, such as "a run"

    Raises
    ------
    EsariskError : the folder holds something else, or cannot be written
    """
    with told(folder):
        if folder.exists() and not folder.is_dir():
            raise EsariskError(f"{folder}: is a file: choose a folder with --out")
        earlier = None
        if folder.is_dir():
            settle(folder)
            earlier = read(folder / mark) if (folder / mark).is_file() else None
            if earlier is None and any(
                one.name not in {BEING_WRITTEN, UNFINISHED} for one in folder.iterdir()
            ):
                raise EsariskError(f"{folder}: holds something that is not {what}: choose another with --out")
    try_place(folder, mark)
    return earlier


def settle(folder: Path) -> None:
    """Finish what a killed process had written, or clear what it was still writing.

    Raises
    ------
    EsariskError : the folder cannot be written
    """
    if any(os.path.lexists(folder / name) for name in (BEING_WRITTEN, WRITTEN)):
        with told(folder), _held(folder, fcntl.LOCK_EX):
            _settle(folder)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """A folder to read, in which nobody moves files meanwhile.

    Raises
    ------
    EsariskError : what a killed process left there cannot be finished
    """
    if os.path.lexists(folder / WRITTEN):
        settle(folder)
    with _held(folder, fcntl.LOCK_SH):
        yield


@contextmanager
def told(place: Path) -> Iterator[None]:
    """Tell in one line that the machine refused to write at a place."""
    try:
        yield
    except OSError as error:
        raise EsariskError(f"{place}: cannot be written: {error.strerror or error}") from error


def record_with(*keys: str) -> Callable[[Path], dict[str, Any] | None]:
    """Reader of a JSON file that has some keys; None for any other file."""

    def read(file: Path) -> dict[str, Any] | None:
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) and found.keys() >= set(keys) else None

    return read


@contextmanager
def _standing(folder: Path) -> Iterator[None]:
    """The folder, made if missing; what was made for it and stays empty goes again."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        with suppress(OSError):
            for one in missing:
                one.rmdir()


@contextmanager
def _held(folder: Path, kind: int) -> Iterator[None]:
    """A folder that no other process writes meanwhile, where the file system can tell."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, kind)
        yield
    finally:
        os.close(handle)


@contextmanager
def _part_of(folder: Path) -> Iterator[Path]:
    """A new folder inside one that stands, is held and settled; it is gone in the end."""
    with told(folder), _standing(folder), _held(folder, fcntl.LOCK_EX):
        _settle(folder)
        part = folder / BEING_WRITTEN
        part.mkdir()
        try:
            yield part
        finally:
            rmtree(part, ignore_errors=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A moment too short to be stopped in: signals to stop pass unheard."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {stop: signal.signal(stop, signal.SIG_IGN) for stop in STOPS}
    try:
        yield
    finally:
        for stop, answer in before.items():
            signal.signal(stop, answer or signal.SIG_DFL)


def _settle(folder: Path) -> None:
    """Move what is written to its place and remove what is not; the folder is held."""
    written = folder / WRITTEN
    if written.is_dir() and not written.is_symlink():
        for file in sorted(one for one in written.rglob("*") if not one.is_dir()):
            _move(file, folder / file.relative_to(written))
        rmtree(written)
    for left in (written, folder / BEING_WRITTEN):
        if left.is_dir() and not left.is_symlink():
            rmtree(left)
        else:
            left.unlink(missing_ok=True)


def _move(file: Path, place: Path) -> None:
    """Put a written file in its place, or take away what it says is gone."""
    if place.suffix == REMOVED:
        place.with_suffix("").unlink(missing_ok=True)
        file.unlink()
        return
    place.parent.mkdir(exist_ok=True)
    file.replace(place.with_suffix(""))


def _put(file: Path, content: Content) -> None:
    """Write a new file and have the machine keep it."""
    file.parent.mkdir(exist_ok=True)
    with file.open("xb") as handle:
        handle.write(content.encode() if isinstance(content, str) else content)
        handle.flush()
        os.fsync(handle.fileno())


def _refuse_guarded(folder: Path, name: str) -> None:
    """Replace neither a folder nor a file that its owner guards from writing, and go through no link."""
    file, parent = folder / name, (folder / name).parent
    if parent != folder and (parent.is_symlink() or (parent.exists() and not parent.is_dir())):
        raise EsariskError(f"{parent}: is no folder of its own: move it away")
    if file.is_symlink():
        return
    if file.is_dir():
        raise EsariskError(f"{file}: is a folder: move it away")
    if file.exists() and not os.access(file, os.W_OK):
        raise EsariskError(f"{file}: is guarded from writing: allow it, or choose another place")
