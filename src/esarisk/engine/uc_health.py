"""Universal Credit for people with a health condition: element and net standard allowance.

Spending on UC health is the element plus a net share of the standard allowance for all UC
health people. Amounts are monthly and are paid as weekly amounts here.
"""

import numpy as np

from esarisk.engine.draws import Values
from esarisk.engine.rates import Rates
from esarisk.jit import Floats
from esarisk.kernels.layout import (
    EARLIER,
    LATER,
    PLACE_OF,
    SUPPORT,
    SUPPORT_REVIEW,
    UC,
    UC_ASSESSMENT,
    UC_LCW,
    UC_LCWRA,
    WITH_UC,
    WRAG,
    WRAG_REVIEW,
)
from esarisk.names import LINES

UC_LINE = LINES.index("uc_health")
CONTRIBUTORY_LINE = LINES.index("contributory")
WEEKS = 12 * 7 / 365
"""Months in a week: a monthly amount times this is a weekly one."""
ACT_FROM = 2026
"""First year in which the Universal Credit Act 2025 sets the amounts."""


def add_universal_credit(award: Floats, values: Values, rates: Rates) -> None:
    """Fill the UC health line of every place that is paid Universal Credit.

    Contributory ESA counts in full against Universal Credit; a share of it comes off this line,
    the rest off housing and children, which are not in it.

    Parameters
    ----------
    award : (draw, month, place, line) changed in place [GBP a week]
    """
    allowance, element = amounts(values, rates)
    net = values.number("uc_health.net_share", rates.seen.day)[:, None]
    comes_off = values.number_or("uc_health.esa_counted_share", rates.seen.day, 1.0)[:, None]
    later = _later_element(values, rates, element)
    allowance_paid = net * rates.spread(allowance) * WEEKS
    elements = {EARLIER: rates.spread(element) * WEEKS, LATER: rates.spread(later) * WEEKS}
    for state in (UC_ASSESSMENT, UC_LCW):
        award[:, :, PLACE_OF[state, UC, 0], UC_LINE] = allowance_paid
    for terms in (EARLIER, LATER):
        award[:, :, PLACE_OF[UC_LCWRA, UC, terms], UC_LINE] = allowance_paid + elements[terms]
    for state, extra in (
        (WRAG, 0.0),
        (WRAG_REVIEW, 0.0),
        (SUPPORT, elements[EARLIER]),
        (SUPPORT_REVIEW, elements[EARLIER]),
    ):
        for terms in (EARLIER, LATER) if state in {WRAG, WRAG_REVIEW} else (EARLIER,):
            place = PLACE_OF[state, WITH_UC, terms]
            counted = comes_off * award[:, :, place, CONTRIBUTORY_LINE]
            award[:, :, place, UC_LINE] = np.maximum(0.0, allowance_paid + extra - counted)
    factor = values.number_or("awards.uc_health_factor", rates.seen.day, 1.0)
    award[..., UC_LINE] *= factor[:, None, None]


def amounts(values: Values, rates: Rates) -> tuple[Floats, Floats]:
    """(draw, year) standard allowance and protected health element [GBP a month].

    From 2026-27 the Act lifts the allowance above prices and holds allowance and protected
    element together to at least prices.
    """
    allowance = rates.yearly("standard_allowance_single", "universal_credit")
    element = rates.yearly("lcwra", "universal_credit")
    known = values.parameters["universal_credit.lcwra"].latest[-1].period.start.year
    uplift = values.path("uc_health.allowance_uplift", rates.starts)
    for i, year in enumerate(rates.years):
        if i == 0 or year <= max(known, ACT_FROM - 1):
            continue
        prices = 1.0 + rates.prices[:, i] / 100.0
        ahead = (1.0 + uplift[:, i] / 100.0) / (1.0 + uplift[:, i - 1] / 100.0)
        allowance[:, i] = allowance[:, i - 1] * prices * ahead
        together = (allowance[:, i - 1] + element[:, i - 1]) * prices
        element[:, i] = np.maximum(element[:, i - 1], together - allowance[:, i])
    return allowance, element


def _later_element(values: Values, rates: Rates, element: Floats) -> Floats:
    """(draw, year) element of awards on the latest terms, held in cash [GBP a month]."""
    terms = values.parameters["uc_health.element_share_by_award_date"].latest
    share = terms[-1].value
    assert isinstance(share, float)
    first = terms[-1].period.start.year
    at = min(max(first - rates.years[0], 0), len(rates.years) - 1)
    return np.repeat(share * element[:, at : at + 1], element.shape[1], axis=1)
