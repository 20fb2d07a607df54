"""What is added to or taken from an award: conversion, sanctions, hardship, disputes.

ESA (Existing Awards) (No. 2) Regulations 2010 (SI 2010/1907); ESA Regulations 2008 regs 3, 30 and 63-64D.
"""

from esarisk.rules.esa.phases import IN_WRAG

NO_DISPUTE, IN_RECONSIDERATION, IN_APPEAL = 0, 1, 2
"""Codes of a dispute about capability for work."""


def transitional_addition(at_conversion: float, rises_since: float, share: float, award: float) -> float:
    """What is left of a converted claimant's addition [GBP a week].

    SI 2010/1907 Part 3 and reg 21: it falls by every rise of the award, never rises again, ends
    with the award, and ends for all on 5 April 2020.

    Parameters
    ----------
    at_conversion : shortfall when the old award was converted [GBP a week]
    rises_since : sum of the rises of the award since then [GBP a week]
    share : 1 while additions are paid, 0 once they have ended [share]
    award : the award without the addition [GBP a week]
    """
    return share * max(0.0, at_conversion - rises_since) if award > 0.0 else 0.0


def sanction(
    phase: int, week: int, component: float, component_share: float, allowance: float, allowance_share: float
) -> float:
    """Reduction for a failure in the work-related activity group [GBP a week].

    ESA Regulations 2008 reg 63: part of the component until 2 December 2012, the whole single
    allowance since.

    Parameters
    ----------
    phase : as for `phases.in_main_phase` [code]
    week : week of the sanction, nought for none [weeks]
    component, allowance : component in payment and single main-phase allowance [GBP a week]
    component_share, allowance_share : what is taken of each in that week [share]
    """
    if phase != IN_WRAG or week == 0:
        return 0.0
    return component_share * component + allowance_share * allowance


def reduction_applied(sanctioned: float, award: float, least: float) -> float:
    """Reduction that leaves the least amount payable [GBP a week].

    ESA Regulations 2008 reg 63(3)(a).

    Parameters
    ----------
    sanctioned : from `sanction` [GBP a week]
    award : what is reduced [GBP a week]
    least : what a reduction must leave [GBP a week]
    """
    return min(sanctioned, max(0.0, award - least))


def hardship_payment(
    needy: bool, means_tested: float, share: float, allowance: float, reduction: float
) -> float:
    """Hardship payment beside a sanction, no more than the sanction took [GBP a week].

    ESA Regulations 2008 regs 64A-64D: needs the conditions of income-related ESA.

    Parameters
    ----------
    needy : whether hardship is accepted
    means_tested : income-related award without contributory ESA [GBP a week]
    share : share of the single allowance [share]
    allowance, reduction : single main-phase allowance; what the sanction took [GBP a week]
    """
    return min(share * allowance, reduction) if needy and means_tested > 0.0 else 0.0


def disputed_share(dispute: int, reconsideration_share: float) -> float:
    """Share of the assessment-phase award paid during a dispute; 1 with none [share].

    ESA Regulations 2008 reg 30 (appeal pending); mandatory reconsideration, unpaid, from
    28 October 2013 (SI 2013/2380).

    Parameters
    ----------
    dispute : none, reconsideration or appeal [code]
    reconsideration_share : 1 while a revision went with a paid appeal, then 0 [share]
    """
    return reconsideration_share if dispute == IN_RECONSIDERATION else 1.0
