"""Knots: dated values of a path that a fit may move one by one.

A fit of a long history needs to move a path at some of its dates, not only as a whole. A knot is
written `on_flow.claims_a_month@2018-12-01`: an address and the day one of its values begins. Its
score is in standard deviations of that value's prior: its own `sd`, or the parameter's.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from esarisk.errors import EsariskError, did_you_mean
from esarisk.jit import Floats
from esarisk.policy.parameters import Parameter, Parameters, Value

MARK = "@"


def is_knot(name: str) -> bool:
    """Whether a name is that of a knot and not of a whole parameter."""
    return MARK in name


def address_of(name: str) -> str:
    """The parameter that a knot, or a whole parameter's own name, belongs to."""
    return name.split(MARK, maxsplit=1)[0]


def knots_of(scores: Mapping[str, Floats]) -> dict[str, dict[date, Floats]]:
    """Address → day → (draw,) score, for the names that are knots."""
    found: dict[str, dict[date, Floats]] = {}
    for name, score in scores.items():
        if is_knot(name):
            address, day = name.split(MARK)
            found.setdefault(address, {})[date.fromisoformat(day)] = score
    return found


def knot_fault(parameters: Parameters, name: str) -> str | None:
    """What is wrong with a knot's name for some parameters, or None."""
    address, day = name.split(MARK)
    values = {value.period.start.isoformat(): value for value in parameters[address].latest}
    if day not in values:
        return f"'{address}' has no value from {day}.{did_you_mean(day, list(values))}"
    return None if width(parameters[address], values[day]) else f"'{name}' has no 'sd' to fit it with"


def width(parameter: Parameter, value: Value) -> float:
    """Standard deviation of a value's prior, nought if it has none [standard deviations]."""
    return value.sd or (parameter.distribution.sd if parameter.distribution else None) or 0.0


def moved_path(parameter: Parameter, knots: Mapping[date, Floats], days: Sequence[date]) -> Floats:
    """(draw, day) the path with some of its dated values moved by each draw.

    Parameters
    ----------
    knots : day a value begins → (draw,) score [standard deviations]
    days : asked for
    """
    draws = len(next(iter(knots.values())))
    values = parameter.own
    numbers = np.empty((draws, len(values)))
    for i, value in enumerate(values):
        if not isinstance(value.value, int | float):
            raise EsariskError(
                f"'{parameter.address}' has one value for each {parameter.by}: it has no knots"
            )
        score = knots.get(value.period.start)
        numbers[:, i] = value.value if score is None else _moved(parameter, value, value.value, score)
    return numbers @ _weights(parameter, days)


def _moved(parameter: Parameter, value: Value, number: float, score: Floats) -> Floats:
    """(draw,) one value moved: in its own unit where the prior is normal, else as a ratio."""
    shape = parameter.distribution
    if shape is not None and shape.shape == "normal":
        return number + width(parameter, value) * score
    return number * np.exp(width(parameter, value) * score)


def _weights(parameter: Parameter, days: Sequence[date]) -> Floats:
    """(value, day) what each value counts for on each day [share]."""
    starts = np.array([value.period.start.toordinal() for value in parameter.own])
    asked = np.array([day.toordinal() for day in days])
    each = np.eye(len(starts))
    if parameter.between == "linear":
        return np.stack([np.interp(asked, starts, row) for row in each])
    return each[:, np.maximum(0, np.searchsorted(starts, asked, side="right") - 1)]
