"""The assumptions register: every parameter a run used, with its value, source and grade."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from esarisk.policy.parameters import Parameter, Parameters, Value
from esarisk.policy.programmes import Programme
from esarisk.policy.stack import Vintage

UNUSED = (
    "areas.",
    "gap.",
    "outturn.",
    "publication_lags.",
    "staff_pools.",
    "trials.",
    "universal_credit.",
    "uprating.",
)
"""Stems that no projection of today reads."""


def register(seen: Vintage) -> list[dict[str, Any]]:
    """One row a parameter that a run could read, assumptions and low grades first."""
    used = (p for p in seen.known.values() if not p.address.startswith(UNUSED) and p.values)
    return _weakest_first((p, p.value(seen.day), p.value(seen.day).hindsight) for p in used)


def sources_of(seen: Vintage, rows: list[dict[str, Any]]) -> dict[str, Mapping[str, str]]:
    """The register of sources that the vintage and some rows name, as a source or in why."""
    texts = [seen.card.source, *(f"{row['source']};{row['why']}" for row in rows)]
    named = {source for text in texts for source in re.findall(r"[A-Z][A-Z0-9_]+", text)}
    return {source: seen.known.sources[source] for source in sorted(named & set(seen.known.sources))}


def programme_rows(programmes: Iterable[Programme], known: Parameters) -> list[dict[str, Any]]:
    """One row a figure of some programmes: today's knowledge, exempt from a vintage's date, so hindsight.

    Parameters
    ----------
    known : parameters, for the hours of staff that programmes share
    """
    some = list(programmes)
    found = {address: one.parameters[address] for one in some for address in one.keys.values()}
    pools = [f"staff_pools.{one.card.staff_pool}" for one in some if one.card.staff_pool]
    found |= {address: known[address] for address in pools}
    return _weakest_first((parameter, parameter.latest[-1], True) for parameter in found.values())


def _weakest_first(values: Iterable[tuple[Parameter, Value, bool]]) -> list[dict[str, Any]]:
    """A row for each parameter at one of its values, in hindsight or not; low grades first."""
    rows = [_told(parameter, value, hindsight=hindsight) for parameter, value, hindsight in values]
    return sorted(rows, key=lambda row: (-"ABCD".index(row["grade"]), row["address"]))


def _told(parameter: Parameter, value: Value, *, hindsight: bool) -> dict[str, Any]:
    """A parameter at one of its values."""
    return {
        "address": parameter.address,
        "meaning": parameter.meaning,
        "value": dict(value.value) if isinstance(value.value, Mapping) else value.value,
        "unit": parameter.unit,
        "kind": parameter.kind,
        "grade": parameter.grade,
        "distribution": describe(parameter, value),
        "status": value.status,
        "source": value.source,
        "published": value.published.isoformat(),
        "by_lag": value.by_lag,
        "hindsight": hindsight,
        "why": parameter.why or value.note,
    }


def describe(parameter: Parameter, value: Value) -> str:
    """A distribution in words."""
    shape = parameter.distribution
    if shape is None:
        return ""
    if shape.shape in {"uniform", "triangular"}:
        likeliest = "" if shape.mode is None else f", likeliest {shape.mode:g}"
        return f"{shape.shape} from {shape.low:g} to {shape.high:g}{likeliest}"
    sd = value.sd or shape.sd or 0.0
    spread = f"{100 * sd:g} per cent" if shape.shape == "lognormal" else f"{sd:g}"
    return f"{shape.shape}, standard deviation {spread}"
