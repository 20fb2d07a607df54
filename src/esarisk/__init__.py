"""Fiscal-risk model of Employment and Support Allowance and the welfare cap."""


def __getattr__(name: str) -> str:
    """Read ``__version__`` from the installed package, only when asked: the look-up is slow."""
    if name == "__version__":
        from importlib.metadata import version

        return version("esarisk")
    raise AttributeError(f"module 'esarisk' has no attribute {name!r}")
