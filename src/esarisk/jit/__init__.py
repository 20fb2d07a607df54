"""The one door to numba.

Compiled kernels are kept between runs on a shelf of their own (`kept`). `ESARISK_JIT=0` runs the
kernels as plain Python.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FunctionType
from typing import Any, TypeVar, cast

from numpy.typing import NDArray

from esarisk.absent import without

Floats = NDArray[Any]
Function = TypeVar("Function", bound=Callable[..., Any])

ENABLED = os.environ.get("ESARISK_JIT", "1") != "0"


if ENABLED:
    with without("coverage"):  # numba would load it where it measures nothing
        import numba

    from esarisk.jit.dispatcher import (
        Dispatcher,
        InnerDispatcher,
        LeanDispatcher,
        RowDispatcher,
        RuleDispatcher,
    )
    from esarisk.jit.kept import keep, kernel_shelf

    SHELF = kernel_shelf()

THREADS = numba.config.NUMBA_NUM_THREADS if ENABLED else 1
"""On how many threads tasks run: every processor, or as many as the variable NUMBA_NUM_THREADS says."""


def kernel(function: Function) -> Function:
    """Compile a kernel; it stays plain Python when compiling is off."""
    if not ENABLED:
        return function
    compiled: Any = Dispatcher(function)
    keep(compiled, SHELF)
    return cast("Function", compiled)


def inner_kernel(function: Function) -> Function:
    """Compile a kernel that only kernels call, without the door from Python, which takes longer than itself."""
    if not ENABLED:
        return function
    compiled: Any = InnerDispatcher(function)
    keep(compiled, SHELF)
    return cast("Function", compiled)


def lean_kernel(function: Function) -> Function:
    """Compile a kernel that only kernels call and that makes no arrays: it may be called for every person and month.

    Others count, in every call, who holds each array that they are handed.
    """
    if not ENABLED:
        return function
    compiled: Any = LeanDispatcher(function)
    keep(compiled, SHELF)
    return cast("Function", compiled)


def row_kernel(function: Function) -> Function:
    """Compile a kernel that only kernels call, with arrays of which no two overlap."""
    if not ENABLED:
        return function
    compiled: Any = RowDispatcher(function)
    keep(compiled, SHELF)
    return cast("Function", compiled)


def over_threads(task: Callable[[int], None], count: int) -> None:
    """Do a task for every number below a count, on all threads: a kernel lets go of the interpreter.

    Tasks share nothing that they write, so threads change no answer.
    """
    if min(THREADS, count) <= 1:
        for index in range(count):
            task(index)
        return
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(task, range(count)):
            pass


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
        made: Any = RuleDispatcher(copy)
        keep(made, SHELF)
        known[name] = made
    whole: Function = known[name]
    return whole
