"""What an area is paid for a smaller caseload: a share of the saving, against a baseline that was agreed."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from esarisk.engine.economy.prices import Prices
from esarisk.jit import Floats
from esarisk.policy.parameters import FOREVER, Parameters
from esarisk.policy.periods import year_label
from esarisk.rules.programmes.money import gainshare
from esarisk.units import GBP_MILLION, MONTHS_A_YEAR

VALUE = "areas.value"
SHARE_KEY = "gainshare"
SHARE_TERMS = ("gainshare_floor", "gainshare_limit", "gainshare_drift", "gainshare_years")
"""Figures of a programme that say how its share is reckoned: nothing without a share."""


def worth(parameters: Parameters, rates: Prices, years: list[str]) -> Floats:
    """(month,) benefit that a claimant fewer saves in a year [GBP a year]."""
    of = year_label(parameters[VALUE].value(FOREVER).period.start)
    rise: Floats = parameters.number(VALUE, FOREVER) * rates.rise(of, years)
    return rise


def bonus(
    figures: Mapping[str, Any], value: Floats, differ: Floats, off_benefit: Floats, people: Floats
) -> Floats:
    """(month,) paid to the area by the Treasury, month by month of the contract [GBP million].

    The contract begins with the first start that differs. The area's caseload is its share of the country's, less
    those whom the programme took off benefit, all of whom are its own.

    Parameters
    ----------
    value : (month,) benefit saved for each claimant fewer [GBP a year]
    differ : (month,) starts away from baseline provision [starts]
    off_benefit : (month,) additional people off benefit [people]
    people : (month,) of the country, where the programme's people stand, without the programme [people]
    """
    paid, begun = np.zeros(len(value)), np.flatnonzero(differ)
    share, floor, limit, drift, years = (figures[key] for key in (SHARE_KEY, *SHARE_TERMS))
    if share == 0.0 or not begun.size:
        return paid
    first, area = int(begun[0]), figures["area_share"]
    agreed = area * people[first]
    last = min(len(value), first + round(years * MONTHS_A_YEAR))
    for month in range(first, last):
        actual, change = area * people[month] - off_benefit[month], people[month] / people[first] - 1.0
        whole = gainshare(agreed, actual, change, drift, value[month], share, floor, limit)
        paid[month] = whole / MONTHS_A_YEAR / GBP_MILLION
    return paid
