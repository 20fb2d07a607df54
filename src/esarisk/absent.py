"""Libraries that others load wherever they are installed, and that nothing here needs of them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*libraries: str) -> Iterator[None]:
    """Let whoever would load some libraries take them for absent; one that is loaded already stays."""
    hidden = [name for name in libraries if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment] # how Python says that there is no such module
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
