"""The report: one offline HTML page."""

from typing import Any

import xarray as xr


def render(cube: xr.Dataset, record: dict[str, Any]) -> str:
    """The page [text]."""
    return "<!doctype html><title>" + record["study"]["name"] + "</title>"
