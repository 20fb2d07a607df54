"""Weekly awards of ESA: scalar rules of one claimant and the rates in force.

Welfare Reform Act 2007 ss.2, 4 and 6; ESA Regulations 2008 regs 67-71 and Schedule 4.
"""


def contributory_award(allowance: float, component: float) -> float:
    """Contributory award of somebody with no pension income [GBP a week].

    Parameters
    ----------
    allowance : personal allowance of the phase and age [GBP a week]
    component : work-related activity or support component, nought in assessment [GBP a week]
    """
    return allowance + component


def applicable_amount(allowance: float, component: float, premiums: float) -> float:
    """Income-related applicable amount [GBP a week].

    Parameters
    ----------
    allowance, component : as for the contributory award [GBP a week]
    premiums : premiums and housing costs less income taken into account [GBP a week]
    """
    return allowance + component + premiums


def income_related_excess(applicable: float, contributory: float) -> float:
    """Income-related part of somebody entitled to both: what the greater award adds [GBP a week].

    Welfare Reform Act 2007 s.6: the greater is paid; the contributory rate is booked first.
    """
    return max(0.0, applicable - contributory)


def increased_rate(rate: float, price_increase: float, floor: float, ceiling: float) -> float:
    """Next year's rate: prices, not below the floor and not above the ceiling.

    Parameters
    ----------
    rate : this year's rate [GBP a week]
    price_increase, floor, ceiling : yearly increase [per cent]
    """
    return rate * (1.0 + min(max(price_increase, floor), ceiling) / 100.0)
