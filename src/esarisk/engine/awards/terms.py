"""Terms fixed by the date of a claim or an award: which sets there are, and from which day.

People are told apart by the set of terms they came under. Scenarios that share one projection of
people share its dates; a scenario that dates no set of its own pays every set alike.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from esarisk.errors import EsariskError
from esarisk.kernels.layout import N_TERMS
from esarisk.policy.parameters import Parameters
from esarisk.policy.stack import Vintage

COMPONENT_SHARE = "assessment.component_share_by_claim_date"
ELEMENT_SHARE = "uc_health.element_share_by_award_date"
NEVER = date.max


def terms_of(parameters: Parameters, address: str, seen: Vintage) -> list[tuple[date, float]]:
    """First day and share of each set of terms, the earliest first; equal neighbours are one set.

    Raises
    ------
    EsariskError : there are more sets than people are told apart by
    """
    found: list[tuple[date, float]] = []
    for value in parameters[address].latest:
        share, start = value.value, value.period.start
        assert isinstance(share, float)
        if start <= seen.months[-1].end and (not found or found[-1][1] != share):
            found.append((start, share))
    if len(found) > N_TERMS:
        days = ", ".join(start.isoformat() for start, _ in found[1:])
        raise EsariskError(
            f"'{address}' has {len(found)} sets of terms (new ones from {days}): "
            f"claims are told apart by {N_TERMS}; drop one of the dates"
        )
    return found


def dates_of(parameters: Parameters, address: str, seen: Vintage) -> tuple[date, ...]:
    """The day from which claims are on each later set of terms."""
    return tuple(start for start, _ in terms_of(parameters, address, seen)[1:])


class TermDates(NamedTuple):
    """The days from which claims, and awards of Universal Credit health, are on each later set of terms."""

    esa: tuple[date, ...] = ()
    universal_credit: tuple[date, ...] = ()


def own_terms(seen: Vintage, parameters: Parameters) -> TermDates:
    """The dates by which a scenario itself tells people apart."""
    return TermDates(*(dates_of(parameters, address, seen) for address in (COMPONENT_SHARE, ELEMENT_SHARE)))


def joint_terms(seen: Vintage, scenarios: Sequence[Parameters]) -> TermDates:
    """The dates by which people of several scenarios are told apart, all of them.

    Raises
    ------
    EsariskError : there are more sets than people are told apart by
    """
    own = [own_terms(seen, parameters) for parameters in scenarios]
    joint = TermDates(
        *(tuple(sorted({day for days in each for day in days})) for each in zip(*own, strict=True))
    )
    for days in joint:
        if len(days) >= N_TERMS:
            told = ", ".join(map(str, days))
            raise EsariskError(
                f"terms begin on {told}: people are told apart by {N_TERMS} sets; compare fewer"
            )
    return joint


def shares_on(parameters: Parameters, address: str, seen: Vintage, dates: Sequence[date]) -> list[float]:
    """(terms,) share that each set of terms is paid, later sets being dated by another scenario."""
    own = terms_of(parameters, address, seen)
    days = [own[0][0], *dates, *[NEVER] * (N_TERMS - 1 - len(dates))]
    return [[share for start, share in own if start <= max(day, own[0][0])][-1] for day in days]
