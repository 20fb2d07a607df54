"""Digests of the package's own source."""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def sources_digest(*parts: str) -> str:
    """Digest of the package's source and of what compiles it [text].

    Parameters
    ----------
    parts : files and folders of the package; all of it when none is named
    """
    files = [file for part in parts or (".",) for file in _files(PACKAGE / part)]
    digest = sha256(f"numba {version('numba')}, llvmlite {version('llvmlite')}".encode())
    for file in sorted(files):
        digest.update(f"\0{file.relative_to(PACKAGE)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(place: Path) -> list[Path]:
    """A file itself, or every module of a folder."""
    return [place] if place.is_file() else list(place.rglob("*.py"))
