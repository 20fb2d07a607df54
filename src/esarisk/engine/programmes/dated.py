"""Money of a programme month by month: it starts, is raised and is cut on dates."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.policy.periods import Period, funding_period
from esarisk.policy.programmes import Programme
from esarisk.policy.schema import AS_IT_RAN, Amount
from esarisk.rules.programmes import effect as rule

Months = tuple[float, ...]
"""Money in each projected month [GBP million a year]."""


def by_month(programme: Programme, amount: Amount, usual: float, months: Sequence[Period]) -> Months:
    """Money in each projected month; baseline provision in those not named [GBP million a year].

    Parameters
    ----------
    amount : as a scenario gives it
    usual : money of baseline provision [GBP million a year]
    months : projected

    Raises
    ------
    EsariskError : a period is none, or the programme has no dates of its own, or no month named is projected
    """
    if not isinstance(amount, Mapping):
        return (float(amount),) * len(months)
    spans = [(_span(programme, key), money) for key, money in amount.items()]
    named = [[money for span, money in spans if span.start <= month.start <= span.end] for month in months]
    if not any(named):
        first, last = months[0].start, months[-1].start
        raise EsariskError(
            f"'{programme.name}' has money in {', '.join(amount)} alone, and {first:%Y-%m} to {last:%Y-%m} is "
            "projected: it changes nothing"
        )
    return tuple(some[0] if some else usual for some in named)


def _span(programme: Programme, key: str) -> Period:
    """First and last day of a period of money."""
    text = programme.card.ran if key == AS_IT_RAN else key
    if text is None:
        raise EsariskError(
            f"'{programme.name}' never ran, or its file says not when: give financial years or months"
        )
    try:
        return funding_period(text)
    except ValueError as error:
        raise EsariskError(f"money of '{programme.name}': {error}") from error


def mean_money(months: Months) -> float:
    """Mean over the projected months; of money that is the same in all, that money [GBP million a year]."""
    return months[0] if len(set(months)) == 1 else float(np.mean(months))


def steps(money: Floats, before: float, first: int, ramp_months: float) -> tuple[Floats, Floats]:
    """What a ramp climbs from, and for how long, where money rises more than once.

    Parameters
    ----------
    money : (month,) given [GBP million a year]
    before : of baseline provision [GBP million a year]
    first : month from which money differs [code]

    Returns
    -------
    (month,) money whose starts had been reached when the last change came [GBP million a year]; (month,) months
    since then, less than nought before `first`
    """
    held, since = np.full(money.size, before), np.arange(money.size) - first
    changes = [first, *(first + 1 + np.flatnonzero(np.diff(money[first:]))), money.size]
    reached = before
    for begin, end in pairwise(changes):
        held[begin:end], since[begin:end] = reached, np.arange(end - begin)
        share = rule.ramp(end - begin - 1, ramp_months)
        reached = _reached(reached, float(money[begin]), share)
    return held, since


def _reached(held: float, money: float, share: float) -> float:
    """Money whose starts are reached after a share of the ramp; a cut is felt at once [GBP million a year]."""
    return held + (money - held) * share if money > held else money
