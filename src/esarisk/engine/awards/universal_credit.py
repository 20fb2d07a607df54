"""Universal Credit of one person with a health condition: parameters into the rules."""

from dataclasses import dataclass
from datetime import date

from esarisk.errors import EsariskError, did_you_mean
from esarisk.policy.parameters import Parameters
from esarisk.rules.universal_credit import (
    health_element,
    monthly_equivalent,
    standard_allowance,
    universal_credit_award,
)

HEALTH_GROUPS = ("none", "lcw", "lcwra")
"""In the order of their codes in the rules."""


@dataclass(frozen=True)
class UniversalCreditClaimant:
    """A single person on Universal Credit on one day, without housing, children or earnings."""

    group: str  # none, lcw or lcwra [text]
    age: int  # age last birthday [years]
    day: date  # the day of the award [date]
    claim_date: date  # first day of the health claim, ESA before it included [date]
    months_of_evidence: int = 12  # months since medical evidence began [months]
    protected: bool = False  # keeps the terms of earlier claims whatever the date
    contributory: float = 0.0  # contributory ESA in payment [GBP a week]

    def __post_init__(self) -> None:
        if self.group not in HEALTH_GROUPS:
            raise EsariskError(
                f"'group': there is no '{self.group}'.{did_you_mean(self.group, HEALTH_GROUPS)}"
            )
        if not 0 <= self.contributory < float("inf"):
            raise EsariskError(f"'contributory': {self.contributory:g} must be nought or more")


def universal_credit(parameters: Parameters, claimant: UniversalCreditClaimant) -> float:
    """Award of one person for a month at the rates of a day [GBP a month]."""
    address = "universal_credit.standard_allowance_single"
    rates = (parameters.number(one, claimant.day) for one in (address, f"{address}_under_25"))
    allowance, counted = standard_allowance(claimant.age, *rates), monthly_equivalent(claimant.contributory)
    return universal_credit_award(allowance, _element(parameters, claimant), counted)


def _element(parameters: Parameters, claimant: UniversalCreditClaimant) -> float:
    """Health element on the terms of the claim's date [GBP a month]."""
    share = parameters.number("entitlement.work_related_component_share", claimant.claim_date)
    terms = parameters.number("uc_health.element_share_by_award_date", claimant.claim_date)
    waiting = parameters.number("entitlement.uc_waiting_months", claimant.day)
    lcw, lcwra, later = (
        parameters.number(f"universal_credit.{name}", claimant.day)
        for name in ("lcw", "lcwra", "lcwra_new_claims")
    )
    return health_element(
        HEALTH_GROUPS.index(claimant.group),
        claimant.months_of_evidence >= waiting,
        lcw,
        1.0 if claimant.protected else share,
        lcwra,
        later,
        terms < 1.0 and not claimant.protected,
    )
