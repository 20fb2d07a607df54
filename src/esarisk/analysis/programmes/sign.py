"""Which figure gives what a programme does inside the cap its sign, and what is known of that figure."""

from typing import Any

import numpy as np

from esarisk.analysis.programmes.ledger import book
from esarisk.engine.programmes.effects import drawn_figures
from esarisk.policy.assumptions import describe
from esarisk.policy.programmes import EFFECTS, Programme
from esarisk.policy.reading import Library

SIGN_YEARS, SIGN_MONEY = 7, 10.0
"""Years of the same money, and how much, over which a sign is asked [years, GBP million a year]."""
DRIFTING, ELSEWHERE = "support_drift", "to_other_in_scope_share"


def sign_of_saving(library: Library, programme: Programme, first: str) -> dict[str, Any]:
    """The figure on which the sign of what is saved inside the cap rests: without it nothing, or the other sign.

    Of the mean figures, at a small level of money for some years. A gain rests on the effect; a loss on drift to
    the support group, on other benefits inside the cap, or on an effect below nought.

    Parameters
    ----------
    first : financial year in which the money begins
    """
    effect = next(key for key in EFFECTS if programme.has(key))

    own = drawn_figures(programme, 1)[0]

    def saved(*none: str) -> float:
        figures = {**own, **dict.fromkeys(none, 0.0)}
        return float(
            np.sum(book(library, programme, SIGN_MONEY, first, SIGN_YEARS, drawn=figures).ledger.in_cap)
        )

    whole, undrifted = saved(), saved(DRIFTING)
    key = effect
    if whole < 0.0:
        key = DRIFTING if undrifted >= 0.0 else ELSEWHERE if saved(ELSEWHERE) >= 0.0 else effect
    parameter = programme.parameters[programme.address(key)]
    value = parameter.latest[-1]
    return {
        "programme": programme.name,
        "title": programme.card.title,
        "saved": whole,
        "figure": parameter.address,
        "value": programme.number(key),
        "unit": parameter.unit,
        "range": describe(parameter, value),
        "grade": parameter.grade,
        "status": value.status,
        "why": parameter.why or parameter.note or value.note or "",
        "without_drift": undrifted,
        "read_of_others": [
            f"{row.words} ({row.population})"
            for row in programme.card.evidence
            if row.words and row.population
        ],
    }
