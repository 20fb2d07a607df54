"""What is kept between commands in the user's cache: compiled kernels, and parameters as they were read.

A shelf is a folder named by a digest of all that what lies on it follows from, so that any checkout of
the same source shares it and nothing on it is ever stale. What cannot be read is made anew; what cannot
be written is let go.
"""

import os
import stat
import tempfile
from atexit import register
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from threading import get_ident

PACKAGE = Path(__file__).parent
COMPILERS = ("numba", "llvmlite")
SHELVES_KEPT = 3
"""Shelves of a kind that stay when a new one is made."""
NAME_LETTERS = 16
DIGEST_BYTES = 32


def sources_digest(*parts: str, libraries: tuple[str, ...] = COMPILERS) -> str:
    """Digest of the package's source and of the versions of libraries [text].

    Parameters
    ----------
    parts : files and folders of the package; all of it when none is named
    libraries : names of their packages
    """
    files = [file for part in parts or (".",) for file in _files(PACKAGE / part)]
    digest = sha256(", ".join(f"{name} {version(name)}" for name in libraries).encode())
    for file in sorted(files):
        digest.update(f"\0{file.relative_to(PACKAGE)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(place: Path) -> list[Path]:
    """A file itself, or every module of a folder."""
    return [place] if place.is_file() else list(place.rglob("*.py"))


def shelf(kind: str, digest: str) -> Path:
    """The folder of a kind named by a digest, made and tried: the user's, else a private one of the machine's."""
    name = digest[:NAME_LETTERS]
    for found in (_user_cache, _private_cache):
        base = found()
        if base and _writable(base / kind / name):
            _clear(base / kind, name)
            return base / kind / name
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
    """Remove the other shelves but the ones used last."""
    with suppress(OSError):
        others = sorted((f for f in base.iterdir() if f.is_dir() and f.name != name), key=_used)
        for old in others[:-SHELVES_KEPT]:
            rmtree(old, ignore_errors=True)


def _used(folder: Path) -> float:
    """When a shelf was last used [seconds]."""
    with suppress(OSError):
        return folder.stat().st_mtime
    return 0.0


def kept(file: Path) -> bytes | None:
    """What was kept in a file; None if there is nothing, or not what was written."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    content = data[DIGEST_BYTES:]
    return content if sha256(content).digest() == data[:DIGEST_BYTES] else None


def keep(file: Path, content: bytes) -> None:
    """Keep something in a file, whole or not at all; without room for it the next command makes it again."""
    passing = file.with_name(f"{file.name}.{os.getpid()}.{get_ident()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        passing.write_bytes(sha256(content).digest() + content)
        passing.replace(file)
    except OSError:
        with suppress(OSError):
            passing.unlink(missing_ok=True)
