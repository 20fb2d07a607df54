"""One person's award from the rules of each subject, in the order of the law.

Everything is a number, so that the whole can be compiled. Basic conditions (capability,
contributions, age under State Pension age) are taken as met.
"""

from typing import NamedTuple

from esarisk.rules.esa.adjustments import (
    NO_DISPUTE,
    disputed_share,
    hardship_payment,
    reduction_applied,
    sanction,
    transitional_addition,
)
from esarisk.rules.esa.allowances import (
    carer_premium,
    enhanced_disability_premium,
    household_allowance,
    severe_disability_premium,
    single_allowance,
)
from esarisk.rules.esa.awards import applicable_amount, income_related_excess
from esarisk.rules.esa.contributory import contributory_payable, counted_days, pension_deduction, within_limit
from esarisk.rules.esa.means_test import (
    capital_bars,
    counted_income,
    income_related_payable,
    partner_bars,
    tariff_income,
)
from esarisk.rules.esa.phases import IN_SUPPORT_GROUP, component, days_of_entitlement, in_main_phase


class Person(NamedTuple):
    """What the rules need to know of somebody; money in GBP a week but capital, in GBP."""

    contributory: bool
    income_related: bool
    phase: int
    age: int
    days_since_claim: int
    waiting_days: int
    straight_to_main: bool
    uncounted_days: int
    work_related_share: float
    partner: bool
    lone_parent: bool
    capital: float
    pension: float
    other_income: float
    partner_earnings: float
    partner_hours: float
    care_benefit: bool
    severe_disability: int
    carers: int
    addition_at_conversion: float
    rises_since_conversion: float
    sanction_week: int
    in_hardship: bool
    dispute: int


class Tariff(NamedTuple):
    """Amounts of one scheme [GBP a week]."""

    allowance: float
    allowance_under_25: float
    work_related: float
    support: float


class Rates(NamedTuple):
    """Amounts in force on a day [GBP a week]; the two schemes differ from April 2026."""

    contributory: Tariff
    income_related: Tariff
    couple: float
    lone_parent: float
    enhanced: float
    enhanced_couple: float
    severe: float
    severe_couple: float
    carer: float


class Terms(NamedTuple):
    """Lengths [days], limits [GBP, hours] and shares of the law in force on a day."""

    assessment_days: int
    limit_days: int
    pension_threshold: float
    pension_taper: float
    capital_ignored: float
    capital_limit: float
    capital_step: float
    partner_hours: float
    earnings_disregard: float
    addition_share: float
    sanction_first_weeks: float
    sanction_component_first: float
    sanction_component_later: float
    sanction_allowance: float
    least_after_sanction: float
    hardship_share: float
    reconsideration_share: float


class Contributory(NamedTuple):
    """Parts of the contributory award [GBP a week]."""

    allowance: float
    component: float
    deduction: float
    within_limit: bool
    award: float


class Means(NamedTuple):
    """Parts of the income-related award, contributory ESA apart [GBP a week]."""

    allowance: float
    component: float
    enhanced: float
    severe: float
    carer: float
    tariff: float
    income: float
    barred: bool
    award: float


class Parts(NamedTuple):
    """An award and what it is made of [GBP a week]."""

    main_phase: bool
    contributory_parts: Contributory
    means: Means
    paid_share: float
    addition: float
    reduction: float
    hardship: float
    contributory: float
    income_related: float


def contributory_parts(
    person: Person, rates: Tariff, terms: Terms, days: int, main_phase: bool
) -> Contributory:
    """Contributory award, before additions and reductions [GBP a week].

    Welfare Reform Act 2007 ss.1A-3.
    """
    allowance = single_allowance(person.age, main_phase, rates.allowance, rates.allowance_under_25)
    added = component(person.phase, main_phase, rates.work_related, rates.support, person.work_related_share)
    deduction = pension_deduction(person.pension, terms.pension_threshold, terms.pension_taper)
    within = within_limit(person.phase, counted_days(days, person.uncounted_days), terms.limit_days)
    award = contributory_payable(allowance, added, deduction, person.contributory and within)
    return Contributory(allowance, added, deduction, within, award)


def means_parts(person: Person, rates: Rates, terms: Terms, main_phase: bool) -> Means:
    """Income-related award, as if there were no contributory one [GBP a week].

    Welfare Reform Act 2007 s.4.
    """
    own = rates.income_related
    single = single_allowance(person.age, main_phase, own.allowance, own.allowance_under_25)
    allowance = household_allowance(
        person.partner, person.lone_parent, single, rates.lone_parent, rates.couple
    )
    added = component(person.phase, main_phase, own.work_related, own.support, person.work_related_share)
    enhanced = enhanced_disability_premium(
        main_phase and person.phase == IN_SUPPORT_GROUP,
        person.care_benefit,
        person.partner,
        rates.enhanced,
        rates.enhanced_couple,
    )
    severe = severe_disability_premium(person.severe_disability, rates.severe, rates.severe_couple)
    carer = carer_premium(person.carers, rates.carer)
    tariff, income, barred = resources(person, terms)
    applicable = applicable_amount(allowance, added, enhanced + severe + carer)
    award = income_related_payable(applicable, income, person.income_related and not barred)
    return Means(
        allowance=allowance,
        component=added,
        enhanced=enhanced,
        severe=severe,
        carer=carer,
        tariff=tariff,
        income=income,
        barred=barred,
        award=award,
    )


def resources(person: Person, terms: Terms) -> tuple[float, float, bool]:
    """Tariff income, all income [GBP a week], and whether capital or a partner's work bars an award."""
    tariff = tariff_income(person.capital, terms.capital_ignored, terms.capital_step)
    income = counted_income(
        person.pension, person.other_income, person.partner_earnings, terms.earnings_disregard, tariff
    )
    barred = capital_bars(person.capital, terms.capital_limit) or partner_bars(
        person.partner, person.partner_hours, terms.partner_hours
    )
    return tariff, income, barred


def sanction_due(person: Person, terms: Terms, component_paid: float, allowance: float) -> float:
    """Reduction that a sanction asks for in this week [GBP a week].

    ESA Regulations 2008 reg 63; nobody in dispute is in a group.
    """
    if person.dispute != NO_DISPUTE:
        return 0.0
    early = person.sanction_week <= terms.sanction_first_weeks
    share = terms.sanction_component_first if early else terms.sanction_component_later
    return sanction(
        person.phase, person.sanction_week, component_paid, share, allowance, terms.sanction_allowance
    )


def weekly_parts(person: Person, rates: Rates, terms: Terms) -> Parts:
    """One person's weekly award and its parts [GBP a week].

    Greater of the two awards, the contributory one booked first (Welfare Reform Act 2007 s.6); a
    sanction takes the contributory part first (ESA Regulations 2008 reg 63(4)).
    """
    days = days_of_entitlement(person.days_since_claim, person.waiting_days)
    undisputed = person.dispute == NO_DISPUTE
    main_phase = undisputed and in_main_phase(
        person.phase, days, terms.assessment_days, person.straight_to_main
    )
    first = contributory_parts(person, rates.contributory, terms, days, main_phase)
    means = means_parts(person, rates, terms, main_phase)
    excess = income_related_excess(means.award, first.award)
    left = terms.addition_share if undisputed else 0.0
    addition = transitional_addition(
        person.addition_at_conversion, person.rises_since_conversion, left, first.award + excess
    )
    own = rates.contributory if person.contributory else rates.income_related
    in_payment = first.component if person.contributory else means.component
    due = sanction_due(person, terms, in_payment, own.allowance)
    reduction = reduction_applied(due, first.award + excess + addition, terms.least_after_sanction)
    hardship = hardship_payment(
        person.in_hardship, means.award, terms.hardship_share, own.allowance, reduction
    )
    paid = disputed_share(person.dispute, terms.reconsideration_share) if days >= 0 else 0.0
    contributory, income_related = booked(first.award, excess, addition, reduction)
    return Parts(
        main_phase=main_phase,
        contributory_parts=first,
        means=means,
        paid_share=paid,
        addition=addition,
        reduction=reduction,
        hardship=hardship,
        contributory=paid * contributory,
        income_related=paid * (income_related + hardship),
    )


def booked(first: float, excess: float, addition: float, reduction: float) -> tuple[float, float]:
    """The two lines of spending after addition and reduction [GBP a week].

    ESA Regulations 2008 reg 63(4): a reduction takes the contributory part first.

    Parameters
    ----------
    first, excess : contributory award and what the income-related one adds [GBP a week]
    addition : on the contributory line if there is a contributory award [GBP a week]
    reduction : no more than all of it [GBP a week]
    """
    to_first = addition if first > 0.0 else 0.0
    from_first = min(reduction, first + to_first)
    return first + to_first - from_first, excess + (addition - to_first) - (reduction - from_first)
