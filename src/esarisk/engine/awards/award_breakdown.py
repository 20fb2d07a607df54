"""The working of one person's award, in words."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from esarisk.engine.awards.claimant import Claimant
from esarisk.names import SCHEMES
from esarisk.policy.parameters import of_scheme
from esarisk.rules.esa.allowances import ADULT_AGE
from esarisk.rules.esa.entitlement import Parts, Person

Cite = Callable[[str], str]
"""Source of the value of an address in force on the day."""
OWN_TARIFF, MEANS_TARIFF = (of_scheme("", scheme) for scheme in SCHEMES)
"""How the addresses of the two schemes' amounts end."""


class Line(NamedTuple):
    """One line of the working: what, how much [GBP a week], and the source of the rate or rule."""

    what: str
    amount: float
    source: str = ""


def working(claimant: Claimant, person: Person, parts: Parts, cite: Cite) -> Iterator[Line]:
    """The steps that matter to this claimant, then what each scheme pays."""
    if person.contributory:
        yield from _contributory(claimant, parts, cite)
    if person.income_related:
        yield from _applicable(claimant, person, parts, cite)
        yield from _income(claimant, parts, cite)
    yield from _adjustments(claimant, parts, cite)
    yield from _unpaid(claimant, person, parts, cite)
    yield Line("contributory ESA", parts.contributory)
    yield Line("income-related ESA", parts.income_related)
    yield Line("weekly award", parts.contributory + parts.income_related)


def _contributory(claimant: Claimant, parts: Parts, cite: Cite) -> Iterator[Line]:
    first = parts.contributory_parts
    yield _single(claimant, parts, first.allowance, cite, OWN_TARIFF)
    yield from _component(claimant, parts, first.component, cite, OWN_TARIFF)
    if first.deduction:
        yield Line("less pension above the threshold", -first.deduction, cite("entitlement.pension_taper"))
    if not first.within_limit:
        yield Line("nothing contributory: past the limit in days", 0.0, cite("entitlement.limit_days"))
    yield Line("entitlement, contributory", first.award)


def _applicable(claimant: Claimant, person: Person, parts: Parts, cite: Cite) -> Iterator[Line]:
    """Applicable amount, line by line."""
    means = parts.means
    if claimant.partner:
        yield Line("allowance of a couple", means.allowance, cite("esa.personal_allowance_couple"))
    elif claimant.lone_parent:
        address = "esa.personal_allowance_lone_parent"
        yield Line("allowance of a lone parent", means.allowance, cite(address))
    else:
        yield _single(claimant, parts, means.allowance, cite, MEANS_TARIFF)
    yield from _component(claimant, parts, means.component, cite, MEANS_TARIFF)
    both_severe = person.severe_disability > 1
    for name, amount, couple in (
        ("enhanced_disability_premium", means.enhanced, claimant.partner),
        ("severe_disability_premium", means.severe, both_severe),
        ("carer_premium", means.carer, False),
    ):
        if amount:
            yield Line(name.replace("_", " "), amount, cite(f"esa.{name}{'_couple' if couple else ''}"))


def _income(claimant: Claimant, parts: Parts, cite: Cite) -> Iterator[Line]:
    """What is taken from the applicable amount, and what is left."""
    means = parts.means
    earnings = means.income - means.tariff - claimant.pension - claimant.other_income
    if claimant.pension:
        yield Line("less pension, in full", -claimant.pension)
    if claimant.other_income:
        yield Line("less other income", -claimant.other_income)
    if claimant.partner_earnings:
        yield Line(
            "less partner's earnings above the disregard", -earnings, cite("entitlement.earnings_disregard")
        )
    if means.tariff:
        yield Line("less tariff income from capital", -means.tariff, cite("entitlement.capital_step"))
    if means.barred:
        yield Line(*_bar(claimant, cite))
    yield Line("entitlement, income-related, contributory ESA apart", means.award)


def _bar(claimant: Claimant, cite: Cite) -> tuple[str, float, str]:
    """Why there is no income-related award at all."""
    if claimant.partner_hours:
        what = "nothing income-related: capital above the limit, or a partner's hours of work"
        return what, 0.0, f"{cite('entitlement.capital_limit')};{cite('entitlement.partner_hours')}"
    return "nothing income-related: capital above the limit", 0.0, cite("entitlement.capital_limit")


def _single(claimant: Claimant, parts: Parts, amount: float, cite: Cite, tariff: str) -> Line:
    """Allowance of a single person, by age in the assessment phase."""
    if claimant.age < ADULT_AGE and not parts.main_phase:
        address = f"esa.personal_allowance_under_25{tariff}"
        return Line("allowance, under 25 in the assessment phase", amount, cite(address))
    return Line("allowance of a single person", amount, cite(f"esa.personal_allowance{tariff}"))


def _component(claimant: Claimant, parts: Parts, amount: float, cite: Cite, tariff: str) -> Iterator[Line]:
    """Component, or why there is none."""
    if not parts.main_phase:
        yield Line("no component: assessment phase", 0.0, cite("entitlement.assessment_days"))
    elif claimant.phase == "support":
        yield Line("support component", amount, cite(f"esa.support_component{tariff}"))
    elif amount:
        yield Line("work-related activity component", amount, cite(f"esa.work_related_component{tariff}"))
    else:
        what = "no work-related activity component: claim too late"
        yield Line(what, 0.0, "RULES_GOVUK_ESA2017")


def _adjustments(claimant: Claimant, parts: Parts, cite: Cite) -> Iterator[Line]:
    """Addition, sanction and hardship payment."""
    if claimant.transitional_addition:
        address = "entitlement.transitional_addition_share"
        yield Line("transitional addition that is left", parts.addition, cite(address))
    if parts.reduction:
        yield Line("less sanction", -parts.reduction, cite("entitlement.sanction_allowance"))
    if parts.hardship:
        yield Line("hardship payment", parts.hardship, cite("entitlement.hardship_share"))


def _unpaid(claimant: Claimant, person: Person, parts: Parts, cite: Cite) -> Iterator[Line]:
    """Why nothing is paid, if that is so."""
    if person.days_since_claim < person.waiting_days:
        yield Line("nothing: waiting days", 0.0, cite("entitlement.waiting_days"))
    elif not parts.paid_share:
        yield Line(f"nothing during {claimant.dispute}", 0.0, cite("entitlement.reconsideration_share"))
