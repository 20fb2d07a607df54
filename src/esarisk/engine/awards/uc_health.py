"""Universal Credit for people with a health condition: element and net standard allowance.

Spending on UC health is the element plus a net share of the standard allowance for all UC
health people. Amounts are monthly and paid by the calendar month.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from esarisk.engine.awards.rates import Origin, Rates
from esarisk.engine.awards.terms import ELEMENT_SHARE, NEVER, terms_of
from esarisk.engine.draws import Values
from esarisk.jit import Floats
from esarisk.kernels.layout import (
    EARLIER,
    N_TERMS,
    PLACES,
    SUPPORT,
    SUPPORT_REVIEW,
    UC,
    UC_LCWRA,
    WITH_UC,
    WRAG,
    WRAG_REVIEW,
)
from esarisk.names import LINES
from esarisk.policy.stack import Vintage
from esarisk.rules.universal_credit import monthly_equivalent

UC_LINE = LINES.index("uc_health")
ALLOWANCE, ELEMENT = "universal_credit.standard_allowance_single", "universal_credit.lcwra"
UC_PLACES = [
    place
    for place, (state, basis, _) in enumerate(PLACES)
    if basis == UC or (basis == WITH_UC and state in {WRAG, WRAG_REVIEW, SUPPORT, SUPPORT_REVIEW})
]
"""Places that are paid Universal Credit, alone or beside contributory ESA [codes]."""
WITH_ELEMENT = {UC_LCWRA, SUPPORT, SUPPORT_REVIEW}
COUNTED_A_MONTH = monthly_equivalent(1.0)
"""A pound a week of another benefit, as Universal Credit counts it [GBP a month]."""
ACT_FROM = 2026
"""First year in which the Universal Credit Act 2025 sets the amounts."""


def universal_credit_paid(
    seen: Vintage, values: Values, dates: Sequence[date], contributory: Floats
) -> Floats:
    """What each of `UC_PLACES` is paid on the UC health line.

    Amounts are monthly and paid by the calendar month, so they are spread over its weeks.
    Contributory ESA counts in full against Universal Credit; a share of it comes off this line,
    the rest off housing and children, which are not in it.

    Parameters
    ----------
    dates : day from which awards are on each later set of terms [date]
    contributory : (draw, month, UC place) contributory ESA beside it [GBP a week]

    Returns
    -------
    paid : (draw, month, UC place) [GBP a week]
    """
    rates = Rates(seen, values, (ALLOWANCE, ELEMENT))
    by_period, element = amounts(values, rates)
    net = values.number("uc_health.net_share", seen.day)[:, None]
    comes_off = values.number_or("uc_health.esa_counted_share", seen.day, 1.0)[:, None]
    factor = values.number_or("awards.uc_health_factor", seen.day, 1.0)[:, None]
    allowance = net * rates.spread(by_period)
    elements = _elements(values, rates, element, dates)
    paid = np.empty_like(contributory)
    for i, (state, _, terms) in enumerate(PLACES[place] for place in UC_PLACES):
        added = elements[terms if state == UC_LCWRA else EARLIER] if state in WITH_ELEMENT else 0.0
        counted = comes_off * COUNTED_A_MONTH * contributory[:, :, i]
        paid[:, :, i] = np.maximum(0.0, allowance + added - counted) / rates.weeks * factor
    return paid


def amounts(values: Values, rates: Rates) -> tuple[Floats, Floats]:
    """(draw, period) standard allowance and protected health element [GBP a month].

    From 2026-27 the Act lifts the allowance above prices and holds allowance and protected
    element together to at least prices, where neither is given.
    """
    allowance, element = rates.by_period(ALLOWANCE), rates.by_period(ELEMENT)
    uplift = values.path("uc_health.allowance_uplift", rates.starts)
    for i, year in enumerate(rates.first_years):
        if i == 0 or year < ACT_FROM:
            continue
        prices = 1.0 + rates.prices[:, i] / 100.0
        ahead = (1.0 + uplift[:, i] / 100.0) / (1.0 + uplift[:, i - 1] / 100.0)
        together = (allowance[:, i - 1] + element[:, i - 1]) * prices
        of_allowance, of_element = (rates.origin(values.parameters[item], i) for item in (ALLOWANCE, ELEMENT))
        _follow(allowance, i, of_allowance, allowance[:, i - 1] * prices * ahead)
        _follow(element, i, of_element, np.maximum(element[:, i - 1], together - allowance[:, i]))
    return allowance, element


def _follow(amount: Floats, period: int, origin: Origin, raised: Floats) -> None:
    """Let an amount, (draw, period), follow the Act in a period where it is not given: `raised`, (draw,)."""
    if origin is Origin.RAISED:
        amount[:, period] = raised
    elif origin is Origin.HELD:
        amount[:, period] = amount[:, period - 1]


def _elements(values: Values, rates: Rates, element: Floats, dates: Sequence[date]) -> list[Floats]:
    """(draw, month) element of awards on each set of terms: later ones are held in cash [GBP a month].

    A set that the scenario itself does not date is that of awards before it.
    """
    own = terms_of(values.parameters, ELEMENT_SHARE, rates.seen)
    found = [rates.spread(element)]
    for day in [*dates, *[NEVER] * (N_TERMS - 1 - len(dates))]:
        since = [(start, share) for start, share in own[1:] if start <= day]
        if not since:
            found.append(found[0])
            continue
        start, share = since[-1]
        at = max(i for i, first in enumerate(rates.starts) if i == 0 or first <= start)
        found.append(np.repeat(share * element[:, at : at + 1], len(rates.seen.months), axis=1))
    return found
