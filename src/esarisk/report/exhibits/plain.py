"""Plain data for JSON: what any strict reader takes, and nothing that only Python does."""

from collections.abc import Iterable, Mapping
from datetime import date
from math import isfinite
from pathlib import PurePath
from typing import Any


def plain(data: object) -> Any:  # noqa: ANN401 - JSON holds anything
    """Text, numbers, yes and no, lists and mappings; what is not a finite number is null.

    Numbers and arrays of numpy become Python's, and dates and paths text.
    """
    if data is None or isinstance(data, str | bool | int):
        return data
    if isinstance(data, float):
        return float(data) + 0.0 if isfinite(data) else None
    if isinstance(data, Mapping):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, date | PurePath):
        return str(data)
    if hasattr(data, "tolist"):  # an array or a number of numpy
        return plain(data.tolist())
    if isinstance(data, Iterable):
        return [plain(one) for one in data]
    raise TypeError(f"{type(data).__name__} is not plain data")
