"""Contributory and new-style ESA: pension taper and time limit.

Welfare Reform Act 2007 ss.1A-3; ESA Regulations 2008 regs 72-75.
"""

from esarisk.rules.esa.awards import contributory_award
from esarisk.rules.esa.phases import IN_SUPPORT_GROUP


def pension_deduction(pension: float, threshold: float, taper: float) -> float:
    """What pension income takes from the award [GBP a week].

    Welfare Reform Act 2007 s.3; ESA Regulations 2008 reg 74.

    Parameters
    ----------
    pension : occupational, personal or health-insurance pension [GBP a week]
    threshold : pension that takes nothing [GBP a week]
    taper : share of the rest that is taken [share]
    """
    return taper * max(0.0, pension - threshold)


def counted_days(days: int, uncounted_days: int) -> int:
    """Days that count towards the limit [days].

    Welfare Reform Act 2007 s.1A(4): days in the support group do not count, nor an assessment
    phase that leads straight there.

    Parameters
    ----------
    days : whole days of contributory entitlement behind [days]
    uncounted_days : those of them that do not count [days]
    """
    return max(0, days - uncounted_days)


def within_limit(phase: int, counted: int, limit_days: int) -> bool:
    """Say whether contributory ESA is still payable; the support group has no limit.

    Welfare Reform Act 2007 s.1A, from 1 May 2012.

    Parameters
    ----------
    phase : as for `phases.in_main_phase` [code]
    counted : days that count, behind [days]
    limit_days : the limit in force, nought for none [days]
    """
    return phase == IN_SUPPORT_GROUP or limit_days == 0 or counted < limit_days


def contributory_payable(allowance: float, component: float, deduction: float, payable: bool) -> float:
    """Contributory award after the pension taper and the limit [GBP a week].

    Parameters
    ----------
    allowance, component : of the contributory tariff [GBP a week]
    deduction : from `pension_deduction` [GBP a week]
    payable : entitled, and within the limit
    """
    return max(0.0, contributory_award(allowance, component) - deduction) if payable else 0.0
