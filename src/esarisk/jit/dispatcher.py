"""How a kernel is compiled: numba's dispatcher, with less compiled for each kernel."""

from collections.abc import Callable
from typing import Any, ClassVar

from llvmlite import binding  # type: ignore[import-untyped] # it ships no types
from numba.core.registry import CPUDispatcher
from numba.core.types.misc import unliteral

NUMBA_OPTIONS = {
    "nopython": True,
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
    "_nrt": True,
}
binding.set_option("", "-force-vector-interleave=1")
# A row of groups is a few vectors long: four at a time would leave a quarter of it to be done number by number.


class Dispatcher(CPUDispatcher):  # type: ignore[misc] # numba ships no types
    """A kernel that Python and kernels call; a number written in a call compiles nothing of its own."""

    options: ClassVar[dict[str, Any]] = NUMBA_OPTIONS

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function, targetoptions=dict(self.options))

    def get_call_template(self, args: tuple[Any, ...], kws: dict[str, Any]) -> Any:  # noqa: ANN401
        """The version for some types, whatever the numbers."""
        named = {name: unliteral(kind) for name, kind in kws.items()}
        return super().get_call_template(tuple(map(unliteral, args)), named)


class RuleDispatcher(Dispatcher):
    """A rule of numbers, written out where kernels call it: a third of the time of calls that hand over a person."""

    options: ClassVar[dict[str, Any]] = {**NUMBA_OPTIONS, "_nrt": False, "forceinline": True}


class InnerDispatcher(Dispatcher):
    """A kernel that only kernels call, written out where it is called: to hand over a bundle costs nothing."""

    options: ClassVar[dict[str, Any]] = {**NUMBA_OPTIONS, "no_cpython_wrapper": True, "forceinline": True}

    def __call__(self, *_: object) -> None:
        """Refuse: there is no way in from Python."""
        raise TypeError(f"{self.py_func.__qualname__} is called by kernels alone: make it a kernel")


class LeanDispatcher(InnerDispatcher):
    """A kernel that makes no arrays, and does not count who holds those that it is handed."""

    options: ClassVar[dict[str, Any]] = {**InnerDispatcher.options, "_nrt": False, "forceinline": True}


class RowDispatcher(InnerDispatcher):
    """A kernel whose arrays do not overlap: loops over them need not look whether they do."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._compiler._customize_flags = _no_overlap  # noqa: SLF001 - numba has no other way to say it


def _no_overlap(flags: Any) -> Any:  # noqa: ANN401 - of numba
    flags.noalias = True
    return flags
