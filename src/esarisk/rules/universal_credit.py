"""Universal Credit of a single person with a health condition.

Universal Credit Regulations 2013 regs 27, 28, 36 and 66; Universal Credit Act 2025.
"""

from esarisk.rules.esa.allowances import ADULT_AGE

LCW, LCWRA = 1, 2
"""Codes of the group: limited capability for work; and for work-related activity too."""


def standard_allowance(age: int, allowance: float, under_25: float) -> float:
    """Standard allowance of a single person [GBP a month].

    Universal Credit Regulations 2013 reg 36.

    Parameters
    ----------
    age : age last birthday [years]
    allowance, under_25 : rates in force [GBP a month]
    """
    return under_25 if age < ADULT_AGE else allowance


def health_element(
    group: int,
    waited: bool,
    lcw: float,
    lcw_share: float,
    lcwra: float,
    lcwra_later: float,
    later_terms: bool,
) -> float:
    """Health element of an award, after its waiting period [GBP a month].

    Universal Credit Regulations 2013 regs 27-28 and 36; LCW ended for claims from 3 April 2017;
    lower LCWRA for awards from 6 April 2026 (Universal Credit Act 2025 s.2).

    Parameters
    ----------
    group : none, LCW or LCWRA [code]
    waited : whether the waiting period is over
    lcw, lcwra, lcwra_later : elements in force [GBP a month]
    lcw_share : share of LCW that claims of this date keep [share]
    later_terms : whether the award has the terms of April 2026
    """
    if not waited:
        return 0.0
    if group == LCWRA:
        return lcwra_later if later_terms else lcwra
    return lcw_share * lcw if group == LCW else 0.0


def monthly_equivalent(weekly: float) -> float:
    """A weekly benefit as Universal Credit counts it [GBP a month].

    Universal Credit Regulations 2013 reg 73: weekly × 52 ÷ 12.

    Parameters
    ----------
    weekly : benefit in payment [GBP a week]
    """
    return weekly * 52.0 / 12.0


def universal_credit_award(allowance: float, element: float, counted: float) -> float:
    """Universal Credit before housing, children and earnings [GBP a month].

    Welfare Reform Act 2012 s.8; Universal Credit Regulations 2013 reg 66: contributory ESA in full.

    Parameters
    ----------
    allowance, element : from the rules above [GBP a month]
    counted : contributory ESA, from `monthly_equivalent` [GBP a month]
    """
    return max(0.0, allowance + element - counted)
