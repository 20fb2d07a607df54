"""Where compiled kernels are kept between runs: one shelf for each source of the kernels.

numba's own disk cache does not see an edit in another file that a kernel calls, is bound to the
path and date of a checkout, takes an empty or cut file for the end of the program, and falls
back to folders beside the source without a word. Here the shelf is named by a digest of every
file that a kernel can reach, so any checkout of the same kernels shares it and an edit of a
report compiles nothing; what cannot be read is compiled anew; what cannot be written is let go.
"""

import os
import pickle
import stat
import sys
import tempfile
from atexit import register
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from threading import get_ident
from types import FunctionType
from typing import Any

from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from esarisk.jit.sources import sources_digest

REACHED = ("names.py", "units.py", "jit", "rules", "kernels")
"""Files and folders of the package that a kernel can reach."""

SHELVES_KEPT = 3
"""Shelves of other sources that stay when a new one is made."""

DIGEST_BYTES = 32


def shelf() -> Path:
    """The folder of these kernels, made and tried: the user's, else a private one of the machine's."""
    name = sources_digest(*REACHED)[:16]
    for found in (_user_cache, _private_cache):
        base = found()
        if base and _writable(base / name):
            _clear(base, name)
            return base / name
    passing = Path(tempfile.mkdtemp(prefix="esarisk-"))
    register(rmtree, passing, ignore_errors=True)
    return passing


def _user_cache() -> Path | None:
    """The user's cache folder for the package, if there is a home."""
    with suppress(RuntimeError):
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "esarisk"
    return None


def _private_cache() -> Path | None:
    """A folder in the machine's temporary one that only this user can write: what it holds is run."""
    folder = Path(tempfile.gettempdir()) / f"esarisk-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    own = found.st_uid == os.getuid() and not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return folder if own and stat.S_ISDIR(found.st_mode) else None


def _writable(folder: Path) -> bool:
    """Whether a folder is there, or can be made, and takes a file; its date says that it is in use."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        os.utime(folder)
    except OSError:
        return False
    return True


def _clear(base: Path, name: str) -> None:
    """Remove the shelves of other sources but the ones used last."""
    with suppress(OSError):
        others = sorted((f for f in base.iterdir() if f.is_dir() and f.name != name), key=_used)
        for old in others[:-SHELVES_KEPT]:
            rmtree(old, ignore_errors=True)


def _used(folder: Path) -> float:
    """When a shelf was last used [seconds]."""
    with suppress(OSError):
        return folder.stat().st_mtime
    return 0.0


class Kept(NullCache):  # type: ignore[misc] # numba ships no types
    """Machine code of one kernel on the shelf, a file for each signature and kind of processor."""

    def __init__(self, function: FunctionType, folder: Path, kind: str) -> None:
        self.name = f"{function.__module__}.{function.__qualname__}.{kind}"
        self.folder = folder

    def _file(self, signature: object, target: Any) -> Path:  # noqa: ANN401 - a target of numba's
        """Where the machine code for a signature lies."""
        machine = (*target.magic_tuple(), sys.implementation.cache_tag)
        key = sha256(f"{signature} {machine}".encode()).hexdigest()[:16]
        return self.folder / f"{self.name}-{key}"

    def load_overload(self, sig: object, target_context: Any) -> Any:  # noqa: ANN401
        """What was kept for a signature; None if there is nothing, or not what was written."""
        target_context.refresh()
        try:
            data = self._file(sig, target_context.codegen()).read_bytes()
            if sha256(data[DIGEST_BYTES:]).digest() != data[:DIGEST_BYTES]:
                return None
            return CompileResult._rebuild(target_context, *pickle.loads(data[DIGEST_BYTES:]))  # noqa: S301 - our own
        except OSError:
            return None

    def save_overload(self, sig: object, data: Any) -> None:  # noqa: ANN401
        """Keep what was compiled, whole or not at all; without room for it the next run compiles again."""
        if data.library.has_dynamic_globals or any(not part.can_cache for part in data.lifted):
            return
        content = dumps(data._reduce())
        file = self._file(sig, data.codegen)
        passing = file.with_name(f"{file.name}.{os.getpid()}.{get_ident()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            passing.write_bytes(sha256(content).digest() + content)
            passing.replace(file)
        except OSError:
            with suppress(OSError):
                passing.unlink(missing_ok=True)


def keep(kernel: Any, folder: Path) -> None:  # noqa: ANN401 - a dispatcher of numba's
    """Let a kernel that is not compiled yet read and write its machine code in a folder."""
    kernel._cache = Kept(kernel.py_func, folder, "kernel")


def keep_elementwise(ufunc: Any, folder: Path) -> None:  # noqa: ANN401 - the same
    """The same for a rule that runs over whole arrays."""
    ufunc._dispatcher.cache = Kept(ufunc._dispatcher.py_func, folder, "elementwise")
