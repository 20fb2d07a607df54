"""What one person is paid by month, whom money of programmes is told of: an award, and what a sanction takes of it."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from esarisk.engine.economy.prices import Prices
from esarisk.jit import Floats
from esarisk.names import SCHEMES
from esarisk.policy.parameters import Parameters, of_scheme
from esarisk.rules.esa import adjustments
from esarisk.rules.esa.phases import IN_WRAG

MEAN_WEEKS_A_MONTH = 365.25 / 7 / 12


@dataclass(frozen=True)
class Awards:
    """What one person is paid in each month."""

    years: list[str]  # (month,) financial year of each month
    in_scope: Floats  # (month,) award that a leaver no longer has [GBP a month]
    support: Floats  # (month,) what the support group adds to it [GBP a month]
    jobseeker: Floats  # (month,) jobseeker benefit [GBP a month]
    out_of_scope: Floats  # (month,) award outside the cap that a leaver no longer has [GBP a month]
    leaving_support: Floats  # (month,) hazard of leaving the support group [1/month]
    sanction: Floats  # (month,) what a sanction takes [GBP a week]
    hardship: Floats  # (month,) what is paid beside it to those in need [GBP a week]
    housing_inside: float = 1.0  # of the Housing Benefit that a leaver no longer has, inside the cap [share]


def awards_at(parameters: Parameters, rates: Prices, years: list[str]) -> Awards:
    """What one person is paid a month: single, 25 or over, in the work-related group.

    Rates beyond the last year known rise with prices.
    """
    keys = ("personal_allowance", "work_related_component", "support_component")
    each, month = np.unique(years, return_inverse=True)
    allowance, work, support = (
        MEAN_WEEKS_A_MONTH * np.array([_rate(parameters, rates, address, str(year)) for year in each])[month]
        for address in (of_scheme(f"esa.{key}", SCHEMES[0]) for key in keys)
    )
    leaving = np.array([parameters.number("off_flow.support", _autumn(year)) for year in each])[month]
    taken, hardship = sanction_at(parameters, allowance, work, years)
    none = np.zeros(len(years))
    return Awards(years, allowance + work, support - work, allowance, none, leaving, taken, hardship)


def sanction_at(
    parameters: Parameters, allowance: Floats, component: Floats, years: list[str]
) -> tuple[Floats, Floats]:
    """(month,) what a sanction takes of a single person's award, and what hardship gives beside it [GBP a week].

    Parameters
    ----------
    allowance, component : (month,) [GBP a month]
    """
    keys = ("sanction_component_later", "sanction_allowance", "least_after_sanction", "hardship_share")
    each, first, month = np.unique(years, return_index=True, return_inverse=True)
    found = []
    for year, at in zip(each, first, strict=True):
        a, c = (float(one[at]) / MEAN_WEEKS_A_MONTH for one in (allowance, component))
        of_component, of_allowance, least, hardship = (
            parameters.number(f"entitlement.{key}", _autumn(str(year))) for key in keys
        )
        whole = adjustments.sanction(IN_WRAG, 1, c, of_component, a, of_allowance)
        taken = adjustments.reduction_applied(whole, a + c, least)
        found.append((taken, adjustments.hardship_payment(True, a + c, hardship, a, taken)))
    both = np.array(found)[month]
    return both[:, 0], both[:, 1]


def on_jobseekers(awards: Awards) -> Awards:
    """Awards of a programme's people if they were jobseekers: what a leaver saves lies outside the cap."""
    none = np.zeros(len(awards.years))
    return Awards(
        awards.years, none, none, awards.jobseeker, awards.jobseeker, none, none, none, housing_inside=0.0
    )


def _autumn(year: str) -> date:
    """A day on which a financial year's rates are in force."""
    return date(int(year[:4]), 9, 1)


def _rate(parameters: Parameters, rates: Prices, address: str, year: str) -> float:
    """A weekly rate in a financial year [GBP a week]."""
    parameter = parameters[address]
    day = _autumn(year)
    value = parameter.value(day)
    last = parameter.latest[-1].period.start
    known = day < last.replace(year=last.year + 1)
    number = parameters.number(address, day)
    return number if known else number * rates.ratio(f"{value.period.start.year}-", year)
