"""One claimant, in the field's own words, checked at the door."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, inf
from typing import Any

from esarisk.errors import EsariskError, did_you_mean
from esarisk.names import YOUNGEST
from esarisk.policy.parameters import Parameters
from esarisk.policy.periods import financial_year, year_label

ENTITLED_BASES = ("contributory", "income_related", "both")
ENTITLED_PHASES = ("assessment", "wrag", "support")
"""In the order of their codes in the rules."""
DISPUTES = ("none", "reconsideration", "appeal")
"""In the order of their codes in the rules."""
OPENING = date(2008, 10, 27)
"""The day ESA opened."""
HALF_A_YEAR = timedelta(weeks=26)
FULL_AGE = 18
A_FEW_DAYS = 0.01
"""By which the first of a month falls after a birthday [years]."""
BOTH_OF_A_COUPLE = 2


@dataclass(frozen=True)
class Claimant:
    """One claimant on one day.

    Raises
    ------
    EsariskError : with every fault, one line each
    """

    basis: str  # contributory, income_related or both [text]
    phase: str  # assessment, wrag or support: what has been decided [text]
    age: int  # age last birthday [years]
    day: date  # the day of the award [date]
    claim_date: date  # first day claimed for, waiting days included [date]
    partner: bool = False  # adults only; not beside `lone_parent`
    lone_parent: bool = False  # adults only
    capital: float = 0.0  # of the couple [GBP]
    pension: float = 0.0  # [GBP a week]
    other_income: float = 0.0  # that counts [GBP a week]
    partner_earnings: float = 0.0  # net [GBP a week]
    partner_hours: float = 0.0  # of work a week [hours]
    enhanced_disability: bool = False  # top-rate care benefit, beside the support group
    severe_disability: int = 0  # for how many a premium is paid, 0 to 2 [people]
    carers: int = 0  # for how many a premium is paid, 0 to 2 [people]
    protected: bool = False  # keeps the work-related component whatever the date of claim
    linked: bool = False  # linked claim, conversion or terminal illness: no waiting days, no 13 weeks
    no_waiting_days: bool = False  # comes from another benefit: no waiting days, but the 13 weeks
    uncounted_days: int = 0  # days of entitlement that do not count towards the limit [days]
    transitional_addition: float = 0.0  # at conversion of an incapacity benefit [GBP a week]
    rises_since_conversion: float = 0.0  # sum of the award's rises since then [GBP a week]
    sanction_week: int = 0  # week of a sanction, nought for none [weeks]
    hardship: bool = False  # hardship is accepted beside the sanction
    dispute: str = "none"  # none, reconsideration or appeal [text]

    def __post_init__(self) -> None:
        faults = [*self._words(), *self._numbers(), *self._household(), *self._dates()]
        if faults:
            raise EsariskError(faults)

    @property
    def days_since_claim(self) -> int:
        """Whole days since the first day claimed for [days]."""
        return (self.day - self.claim_date).days

    def _words(self) -> Iterator[str]:
        for name, choices in (("basis", ENTITLED_BASES), ("phase", ENTITLED_PHASES), ("dispute", DISPUTES)):
            word = getattr(self, name)
            if word not in choices:
                yield f"'{name}': there is no '{word}'.{did_you_mean(word, choices)}"

    def _numbers(self) -> Iterator[str]:
        for name, number in vars(self).items():
            if name != "age" and isinstance(number, int | float) and not 0 <= number < inf:
                yield f"'{name}': {number:g} must be nought or more"
        if self.age < YOUNGEST:
            yield f"'age': {self.age} is under {YOUNGEST}, the age from which ESA is paid"

    def _household(self) -> Iterator[str]:
        if self.partner and self.lone_parent:
            yield "'lone_parent': somebody with a partner is not a lone parent"
        if (self.partner or self.lone_parent) and YOUNGEST <= self.age < FULL_AGE:
            yield f"'age': couples and lone parents under {FULL_AGE} have rates that are not held"
        if not self.partner and (self.partner_earnings or self.partner_hours):
            yield "'partner_earnings': there is no partner; say that there is one"
        most = BOTH_OF_A_COUPLE if self.partner else 1
        for name in ("severe_disability", "carers"):
            if getattr(self, name) > most:
                yield f"'{name}': {getattr(self, name)} is more than the {most} of this household"

    def _dates(self) -> Iterator[str]:
        if self.claim_date < OPENING:
            yield f"'claim_date': {self.claim_date} is before {OPENING}, the day ESA opened"
        if self.day < self.claim_date:
            yield f"'claim_date': {self.claim_date} is after {self.day}, the day of the award"


def claimant_on(
    parameters: Parameters, year: str | None, day: date | None, given: Mapping[str, Any]
) -> Claimant:
    """A claimant on a day, or on the day after a financial year's uprating; claimed half a year before by default.

    Raises
    ------
    EsariskError : with every fault, one line each
    """
    if (year is None) == (day is None):
        raise EsariskError("'year': give either a financial year or a day")
    when = day or day_after_uprating(parameters, str(year))
    claimed = given["claim_date"]
    usual = max(OPENING, when - HALF_A_YEAR) if when > OPENING else when
    claimant = Claimant(day=when, **{**given, "claim_date": claimed.date() if claimed else usual})
    _check_reach(parameters, claimant)
    return claimant


def _check_reach(parameters: Parameters, claimant: Claimant) -> None:
    """Nobody over State Pension age is paid ESA, and nobody on a day whose rates are not published."""
    last = parameters["esa.personal_allowance"].latest[-1].period.start
    if claimant.day >= date(last.year + 1, last.month, 1):
        raise EsariskError(f"'day': no rates are published for {claimant.day}; the last are from {last}")
    table = parameters.cells("population.state_pension_age_by_month").cells
    ages = [(str(m), float(str(age))) for m, age in zip(table["month"], table["age_at_cutoff"], strict=True)]
    then = [age for month, age in ages if month == claimant.day.isoformat()[:7]]
    if claimant.age >= ceil(max(then, default=max(ages)[1]) - A_FEW_DAYS):
        text = f"{claimant.age} is over State Pension age on {claimant.day}: nobody over it is paid ESA"
        raise EsariskError(f"'age': {text}")


def day_after_uprating(parameters: Parameters, year: str) -> date:
    """The day after a financial year's rates came into force.

    Raises
    ------
    EsariskError : it is no financial year, or no rates are published for it
    """
    try:
        period = financial_year(year)
    except ValueError as error:
        raise EsariskError(f"'year': {error}") from None
    starts = [value.period.start for value in parameters["esa.personal_allowance"].latest]
    inside = [start for start in starts if period.start <= start <= period.end]
    if not inside:
        known = f"{year_label(starts[0])} to {year_label(starts[-1])}"
        raise EsariskError(f"'year': no rates are published for {year}; they are for {known}")
    return inside[0] + timedelta(days=1)
