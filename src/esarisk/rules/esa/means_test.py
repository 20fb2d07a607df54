"""Income-related ESA: capital, income, a partner's work, and the award.

Welfare Reform Act 2007 s.4 and Schedule 1 paragraph 6; ESA Regulations 2008 regs 42 and 104-118,
Schedules 7 to 9.
"""

import math


def capital_bars(capital: float, limit: float) -> bool:
    """Say whether capital is too much for any award; the limit itself is not.

    ESA Regulations 2008 reg 110.

    Parameters
    ----------
    capital, limit : the couple's capital, and the limit [GBP]
    """
    return capital > limit


def partner_bars(partner: bool, hours: float, limit: float) -> bool:
    """Say whether a partner works too many hours for any award.

    Welfare Reform Act 2007 Schedule 1 paragraph 6(1)(f); ESA Regulations 2008 reg 42.

    Parameters
    ----------
    partner : whether there is one
    hours, limit : hours of work a week, and the fewest that bar an award [hours]
    """
    return partner and hours >= limit


def tariff_income(capital: float, ignored: float, step: float) -> float:
    """Income taken from capital: £1 for each step or part of one above what is ignored [GBP a week].

    ESA Regulations 2008 reg 118.

    Parameters
    ----------
    capital, ignored, step : the couple's capital, the part ignored and the step [GBP]
    """
    return float(math.ceil(max(0.0, capital - ignored) / step))


def counted_income(
    pension: float, other: float, partner_earnings: float, disregard: float, tariff: float
) -> float:
    """Income taken into account [GBP a week].

    ESA Regulations 2008 regs 91-104 and Schedules 7 and 8: pension and most benefits in full, a
    partner's earnings above a disregard.

    Parameters
    ----------
    pension, other : pension, and other income that counts [GBP a week]
    partner_earnings, disregard : a partner's net earnings, and what is disregarded [GBP a week]
    tariff : from `tariff_income` [GBP a week]
    """
    return pension + other + max(0.0, partner_earnings - disregard) + tariff


def income_related_payable(applicable: float, income: float, payable: bool) -> float:
    """Applicable amount less income, if nothing bars it [GBP a week].

    Welfare Reform Act 2007 s.4(1): income reduces the award pound for pound.

    Parameters
    ----------
    applicable, income : as named [GBP a week]
    payable : entitled, and barred by neither capital nor a partner's work
    """
    return max(0.0, applicable - income) if payable else 0.0
