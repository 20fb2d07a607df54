"""Identity of a run: digests of inputs, code and values, versions, command, time."""

import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from esarisk.shelf import sources_digest

PACKAGES = ("esarisk", "numpy", "numba", "xarray", "scipy", "pandas")


def files_digest(files: Iterable[Path], folder: Path, settings: Mapping[str, float] | None = None) -> str:
    """Digest of every input [text].

    Parameters
    ----------
    files : named as seen from the folder; one that lies elsewhere by its own name
    settings : what a user set, by address
    """
    digest = sha256()
    for file in sorted(files):
        name = file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name
        digest.update(name.encode())
        digest.update(file.read_bytes())
    if settings:
        digest.update(repr(sorted(settings.items())).encode())
    return digest.hexdigest()


def identity(inputs: str, values: str, command: str) -> dict[str, object]:
    """What makes a run what it is."""
    return {
        "digests": {"inputs": inputs, "code": sources_digest(), "values": values},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "command": command,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }
