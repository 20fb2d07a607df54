"""Compiled kernels on their shelf.

numba's own disk cache does not see an edit in another file that a kernel calls, is bound to the
path and date of a checkout, takes an empty or cut file for the end of the program, and falls
back to folders beside the source without a word. Here the shelf is named by a digest of every
file that a kernel can reach: an edit of a report compiles nothing.
"""

import pickle
import sys
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any

from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from esarisk import shelf

REACHED = ("names.py", "units.py", "shelf.py", "jit", "rules", "kernels")
"""Files and folders of the package that a kernel can reach."""


def kernel_shelf() -> Path:
    """The folder of these kernels."""
    return shelf.shelf("kernels", shelf.sources_digest(*REACHED))


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
        content = shelf.kept(self._file(sig, target_context.codegen()))
        return content and CompileResult._rebuild(target_context, *pickle.loads(content))  # noqa: S301 - our own

    def save_overload(self, sig: object, data: Any) -> None:  # noqa: ANN401
        """Keep what was compiled."""
        if not data.library.has_dynamic_globals and all(part.can_cache for part in data.lifted):
            shelf.keep(self._file(sig, data.codegen), dumps(data._reduce()))


def keep(kernel: Any, folder: Path) -> None:  # noqa: ANN401 - a dispatcher of numba's
    """Let a kernel that is not compiled yet read and write its machine code in a folder."""
    kernel._cache = Kept(kernel.py_func, folder, "kernel")


def keep_elementwise(ufunc: Any, folder: Path) -> None:  # noqa: ANN401 - the same
    """The same for a rule that runs over whole arrays."""
    ufunc._dispatcher.cache = Kept(ufunc._dispatcher.py_func, folder, "elementwise")
