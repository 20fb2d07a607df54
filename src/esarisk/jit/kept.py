"""Compiled kernels on their shelf.

numba's own disk cache does not see an edit in another file that a kernel calls, is bound to the
path and date of a checkout, takes an empty or cut file for the end of the program, and falls
back to folders beside the source without a word. Here the shelf is named by a digest of every
file that a kernel can reach: an edit of a report compiles nothing.
"""

import pickle
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import FunctionType
from typing import Any

from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.environment import Environment, _rebuild_env, lookup_environment
from numba.core.runtime import rtsys
from numba.core.serialize import dumps

from esarisk import shelf

REACHED = ("names.py", "units.py", "shelf.py", "jit", "rules", "kernels")
"""Files and folders of the package that a kernel can reach."""


def kernel_shelf() -> Path:
    """The folder of these kernels."""
    return shelf.shelf("kernels", shelf.sources_digest(*REACHED))


class _Reader(pickle.Unpickler):  # our own files alone are read
    """Reads a compiled kernel without what of numba it was compiled with, which takes longer than its code."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - anything
        """What a name stands for."""
        found = super().find_class(module, name)
        return _environment if found is _rebuild_env else found


def _environment(module: str, constants: list[Any], name: str) -> Any:  # noqa: ANN401 - of numba's
    """The environment of a function of numba's or ours; one without constants never looks into its module."""
    if constants or lookup_environment(name) is not None:
        return _rebuild_env(module, constants, name)
    made = Environment({"__name__": module})
    made.env_name = name
    Environment._memo[name] = made
    return made


class Kept(NullCache):  # type: ignore[misc] # numba ships no types
    """Machine code of one kernel on the shelf, a file for each signature and kind of processor."""

    def __init__(self, function: FunctionType, folder: Path) -> None:
        self.name = f"{function.__module__}.{function.__qualname__}"
        self.folder = folder

    def _file(self, signature: object, target: Any) -> Path:  # noqa: ANN401 - a target of numba's
        """Where the machine code for a signature lies."""
        machine = (*target.magic_tuple(), sys.implementation.cache_tag)
        key = sha256(f"{signature} {machine}".encode()).hexdigest()[:16]
        return self.folder / f"{self.name}-{key}"

    def load_overload(self, sig: object, target_context: Any) -> Any:  # noqa: ANN401
        """What was kept for a signature; None if there is nothing, or not what was written."""
        rtsys.initialize(
            target_context
        )  # what is compiled needs memory, and none of what numba compiles with
        content = shelf.kept(self._file(sig, target_context.codegen()))
        return content and CompileResult._rebuild(target_context, *_Reader(BytesIO(content)).load())

    def save_overload(self, sig: object, data: Any) -> None:  # noqa: ANN401
        """Keep what was compiled."""
        if not data.library.has_dynamic_globals and all(part.can_cache for part in data.lifted):
            shelf.keep(self._file(sig, data.codegen), dumps(data._reduce()))


def keep(kernel: Any, folder: Path) -> None:  # noqa: ANN401 - a dispatcher of numba's
    """Let a kernel that is not compiled yet read and write its machine code in a folder."""
    kernel._cache = Kept(kernel.py_func, folder)
