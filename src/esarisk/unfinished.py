"""What a run has projected so far, batch by batch, until its folder is written: a killed run goes on from there.

It lies hidden in the run's folder, a file a batch. A file is put whole into its place, so that a process killed at any
moment loses at most the batch in hand.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np

from esarisk.engine.plan import Part
from esarisk.engine.streams import Streamed
from esarisk.errors import EsariskError
from esarisk.writing import UNFINISHED, clear, make, put, told

ASKED_FILE = "asked.json"
DRAWN, TOTAL, BINS, POLICY_SPENDING = "drawn", "total", "bins", "baseline"
"""Heads of the names of a part's arrays in its file."""
GO_ON = "what is projected so far stays: the same command with --resume goes on with it"

Asked = Mapping[str, Any]


class Unfinished:
    """The batches that a run has projected so far."""

    def __init__(self, folder: Path, asked: Asked) -> None:
        """Nothing projected yet, and nothing written until something is.

        Parameters
        ----------
        folder : of the run
        asked : what makes the run what it is: another answer cannot be gone on with
        """
        self.run, self.folder, self.asked = folder, folder / UNFINISHED, asked
        self.handle = -1

    @property
    def batches(self) -> list[int]:
        """Those that are there [code]."""
        return sorted(int(file.stem) for file in self.folder.glob("[0-9]*.npz"))

    def begin(self, *, resume: bool) -> str:
        """Go on with what is there, or clear it away; what its user should hear, if anything.

        Raises
        ------
        EsariskError : it is of another run, damaged, or another process is at work on it
        """
        if not self.folder.is_dir() or self.folder.is_symlink():
            return ""
        with told(self.folder):
            self._hold()
            there = len(self.batches)
            if not resume:
                clear(self.folder)
                self._let_go()
                return (
                    f"Began anew: {_batches(there)} of an unfinished run went (--resume keeps them)"
                    if there
                    else ""
                )
        self._check()
        return f"Went on from {_batches(there)} kept before" if there else ""

    def put(self, batch: int, part: Part) -> None:
        """Keep a batch.

        Raises
        ------
        EsariskError : it cannot be written
        """
        with told(self.folder):
            self._open()
            put(self.folder / f"{batch:06d}.npz", packed(part))

    def parts(self, batches: Sequence[int]) -> Iterator[Part]:
        """Read batches, one at a time.

        Raises
        ------
        EsariskError : one is damaged
        """
        for batch in batches:
            yield self._read(self.folder / f"{batch:06d}.npz")

    def close(self) -> None:
        """Clear all away: the run is written."""
        if self.handle >= 0:
            clear(self.folder)
        self._let_go()

    @contextmanager
    def held(self) -> Iterator["Unfinished"]:
        """Nobody else's until the end, whatever the end is."""
        try:
            yield self
        except BaseException as stop:
            if self.batches:
                stop.add_note(GO_ON)
            raise
        finally:
            self._let_go()

    def _open(self) -> None:
        """Make the folder and say in it whose it is, before the first batch."""
        if self.handle >= 0:
            return
        make(self.folder)
        self._hold()
        put(self.folder / ASKED_FILE, json.dumps(self.asked, indent=1, sort_keys=True).encode())

    def _hold(self) -> None:
        """Hold the folder against other processes, where the file system can tell."""
        self.handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._let_go()
            raise EsariskError(
                f"{self.run}: another process is making a run here: wait for it, or choose a folder with --out"
            ) from error
        except OSError:
            pass

    def _let_go(self) -> None:
        if self.handle >= 0:
            with suppress(OSError):
                os.close(self.handle)
            self.handle = -1

    def _check(self) -> None:
        """Refuse what is of another run, or damaged."""
        anew = "leave --resume out to begin anew"
        try:
            there = json.loads((self.folder / ASKED_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise EsariskError(f"{self.folder}: {ASKED_FILE} cannot be read: {anew}") from error
        if not isinstance(there, dict) or there != json.loads(json.dumps(self.asked)):
            other = [
                key for key in self.asked if not isinstance(there, dict) or there.get(key) != self.asked[key]
            ]
            raise EsariskError(
                f"{self.folder}: is of a run with other {' and '.join(other) or 'parts'}: {anew}"
            )
        for batch in self.batches:
            self._read(self.folder / f"{batch:06d}.npz")

    @staticmethod
    def _read(file: Path) -> Part:
        """A batch that was put."""
        try:
            return unpacked(file.read_bytes())
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise EsariskError(
                f"{file}: is damaged: remove it, and --resume projects its draws again"
            ) from error


def packed(part: Part) -> bytes:
    """A batch as bytes, with a checksum of every array."""
    arrays = {f"{DRAWN}:{name}": one for name, one in part.drawn.items()}
    arrays |= {f"{TOTAL}:{name}": one.total for name, one in part.streams.items()}
    arrays |= {f"{BINS}:{name}": one.bins for name, one in part.streams.items()}
    file = BytesIO()
    named: dict[str, Any] = {POLICY_SPENDING: part.baseline, **arrays}
    np.savez(file, **named)
    return file.getvalue()


def unpacked(content: bytes) -> Part:
    """A batch that was packed.

    Raises
    ------
    BadZipFile, ValueError, KeyError : it was not, or was changed
    """
    if ZipFile(BytesIO(content)).testzip() is not None:
        raise BadZipFile
    with np.load(BytesIO(content)) as arrays:
        found: dict[str, dict[str, Any]] = {DRAWN: {}, TOTAL: {}, BINS: {}}
        for key in arrays.files:
            head, _, name = key.partition(":")
            if name:
                found[head][name] = arrays[key]
        streams = {name: Streamed(total, found[BINS][name]) for name, total in found[TOTAL].items()}
        return Part(found[DRAWN], streams, arrays[POLICY_SPENDING])


def _batches(count: int) -> str:
    return f"{count} batches of draws" if count != 1 else "1 batch of draws"
