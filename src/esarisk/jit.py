"""The one door to numba.

numba's disk cache does not see an edit in another file that a kernel calls. So the cache
directory is named by a digest of every source file and of numba's version, and is set here
before any decorator runs. `ESARISK_JIT=0` runs the kernels as plain Python.
"""

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]
Function = TypeVar("Function", bound=Callable[..., Any])

ENABLED = os.environ.get("ESARISK_JIT", "1") != "0"


def source_digest() -> str:
    """Digest of every source file of the package and of numba's version [text]."""
    digest = sha256(version("numba").encode())
    package = Path(__file__).parent
    for file in sorted(package.rglob("*.py")):
        digest.update(str(file.relative_to(package)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _cache_folder() -> Path:
    """Where compiled kernels of exactly this source live; a private folder if home is shut."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "esarisk" / source_digest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="esarisk-"))
    return folder


if ENABLED:
    os.environ["NUMBA_CACHE_DIR"] = str(_cache_folder())
    import numba

    # The door must point at the folder even when numba was imported before it.
    numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]
    parallel_range: Any = numba.prange
else:
    parallel_range = range


def kernel(function: Function) -> Function:
    """Compile a kernel; it stays plain Python when compiling is off."""
    if not ENABLED:
        return function
    compiled: Function = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


def parallel_kernel(function: Function) -> Function:
    """Compile a kernel whose `parallel_range` loops run on all threads."""
    if not ENABLED:
        return function
    compiled: Function = numba.njit(cache=True, parallel=True, error_model="numpy")(function)
    return compiled


def elementwise(rule: Callable[..., Any]) -> Callable[..., Floats]:
    """A scalar rule over whole arrays: compiled, or NumPy's plain loop when compiling is off.

    The rule itself stays plain Python, readable beside its text.
    """
    if not ENABLED:
        return np.vectorize(rule)
    compiled: Callable[..., Floats] = numba.vectorize(cache=True)(rule)
    return compiled


def compiled(rule: Function, done: dict[str, Any] | None = None) -> Function:
    """A rule compiled together with every rule that it calls by name, for kernels to call.

    Parameters
    ----------
    rule : a scalar rule of `esarisk.rules`; it stays plain Python, readable beside its text
    done : rules compiled already, by name
    """
    if not ENABLED:
        return rule
    known = {} if done is None else done
    code, name = rule.__code__, rule.__qualname__
    if name not in known:
        world = dict(rule.__globals__)
        for called in code.co_names:
            part = world.get(called)
            if isinstance(part, FunctionType) and part.__module__.startswith("esarisk.rules"):
                world[called] = compiled(part, known)
        copy = FunctionType(code, world, rule.__name__, rule.__defaults__)
        copy.__qualname__, copy.__module__ = name, rule.__module__
        known[name] = kernel(copy)
    whole: Function = known[name]
    return whole
