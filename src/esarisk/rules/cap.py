"""The welfare cap: whether one financial year fails it.

Two regimes. From 2014 to 2016 every forecast year had a cap, and its margin could be used by
forecasting changes only. Since 2017 one target year is judged, after adjustments, and the other
years have a pathway that is watched but not judged.

Each rule stands alone and sees numbers only, so that any of them can be compiled by itself. A year
exactly at its limit is not above it.

Source: Charter for Budget Responsibility (2014 and 2015; January 2017 and later updates), under the
Budget Responsibility and National Audit Act 2011, section 1.
"""

from collections.abc import Callable
from typing import NamedTuple

from esarisk.names import ANNUAL_2014, TARGET_YEAR_2017


def forecasting_breach(spending: float, cap: float, margin: float) -> bool:
    """Say whether spending is above cap plus margin, which nothing excuses (2014 to 2016).

    Parameters
    ----------
    spending : forecast spending inside the cap in the year [GBP billion]
    cap : the year's cap [GBP billion]
    margin : room above the cap for forecasting changes [GBP billion]
    """
    return spending > cap + margin


def policy_breach(spending: float, cap: float, policy_effect: float) -> bool:
    """Say whether policy took the year above its cap: policy has no margin (2014 to 2016).

    Parameters
    ----------
    spending : forecast spending inside the cap in the year [GBP billion]
    cap : the year's cap [GBP billion]
    policy_effect : what policy since the cap was set added to the year's spending [GBP billion]
    """
    return spending > cap and policy_effect > 0.0


def breach_of_annual_cap(spending: float, cap: float, margin: float, policy_effect: float) -> bool:
    """Say whether a year fails the cap of 2014 to 2016, for either cause.

    Parameters
    ----------
    spending : forecast spending inside the cap in the year [GBP billion]
    cap : the year's cap [GBP billion]
    margin : room above the cap for forecasting changes [GBP billion]
    policy_effect : what policy since the cap was set added to the year's spending [GBP billion]
    """
    return spending > cap + margin or (spending > cap and policy_effect > 0.0)


def adjusted_spending(spending: float, inflation_adjustment: float, scottish_adjustment: float) -> float:
    """Spending as the cap since 2017 counts it [GBP billion].

    Parameters
    ----------
    spending : spending inside the cap in the year [GBP billion]
    inflation_adjustment : takes out inflation news since the cap was set; below nought when
        inflation was higher than foreseen [GBP billion]
    scottish_adjustment : block grant for benefits devolved to Scotland, added back [GBP billion]
    """
    return spending + inflation_adjustment + scottish_adjustment


def breach_of_target_year_cap(
    spending: float,
    inflation_adjustment: float,
    scottish_adjustment: float,
    cap: float,
    margin: float,
) -> bool:
    """Say whether the target year fails the cap in force since 2017.

    Parameters
    ----------
    spending : spending inside the cap in the target year [GBP billion]
    inflation_adjustment : takes out inflation news since the cap was set [GBP billion]
    scottish_adjustment : block grant for benefits devolved to Scotland, added back [GBP billion]
    cap : the target year's cap [GBP billion]
    margin : room above the cap, for any cause [GBP billion]
    """
    return spending + inflation_adjustment + scottish_adjustment > cap + margin


def above_pathway(adjusted: float, pathway: float, margin: float) -> bool:
    """Say whether a year before the target year is above its pathway plus margin; not a breach.

    Parameters
    ----------
    adjusted : adjusted spending in the year [GBP billion]
    pathway : the year's pathway to the cap [GBP billion]
    margin : the year's margin [GBP billion]
    """
    return adjusted > pathway + margin


class Regime(NamedTuple):
    """How a regime judges a year, by cause; a year fails for either.

    Parameters
    ----------
    forecasting : of spending, cap and margin, whatever moved spending
    policy : of spending, cap and what policy added; never where policy is no cause of its own
    target_year : whether one year is judged, after adjustments, and the years before it watched
    """

    forecasting: Callable[[float, float, float], bool] = forecasting_breach
    policy: Callable[[float, float, float], bool] = policy_breach
    target_year: bool = False


def never(spending: float, cap: float, policy_effect: float) -> bool:  # noqa: ARG001 - as the clause of 2014
    """Policy is no cause of its own."""
    return False


REGIMES = {
    ANNUAL_2014: Regime(),
    TARGET_YEAR_2017: Regime(policy=never, target_year=True),
}
"""By its word: the one place where a regime's rule is found."""
