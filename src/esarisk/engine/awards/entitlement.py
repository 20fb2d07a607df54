"""One person's award: parameters into rates, the rules, and the working in words."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from esarisk.engine.awards.award_breakdown import Line, working
from esarisk.engine.awards.claimant import DISPUTES, ENTITLED_PHASES, Claimant
from esarisk.names import SCHEMES
from esarisk.policy.parameters import Parameters, of_scheme
from esarisk.rules.esa.entitlement import Parts, Person, Rates, Tariff, Terms, weekly_parts
from esarisk.rules.esa.phases import days_of_arrears, days_of_entitlement, late_decision_arrears

TARIFF = {
    "allowance": "personal_allowance",
    "allowance_under_25": "personal_allowance_under_25",
    "work_related": "work_related_component",
    "support": "support_component",
}
"""Field of `rules.esa.entitlement.Tariff` → parameter."""
HOUSEHOLD = {
    "couple": "personal_allowance_couple",
    "lone_parent": "personal_allowance_lone_parent",
    "enhanced": "enhanced_disability_premium",
    "enhanced_couple": "enhanced_disability_premium_couple",
    "severe": "severe_disability_premium",
    "severe_couple": "severe_disability_premium_couple",
    "carer": "carer_premium",
}
"""Field of `rules.esa.entitlement.Rates` → parameter, the two tariffs apart."""
TERMS = {name: name for name in Terms._fields} | {"addition_share": "transitional_addition_share"}
"""Field of `rules.esa.entitlement.Terms` → parameter."""


@dataclass(frozen=True)
class Award:
    """What somebody is paid on a day, and how it was worked out."""

    day: date  # the day of the award [date]
    weekly_award: float  # all of it [GBP a week]
    contributory: float  # the part booked as contributory [GBP a week]
    income_related: float  # the part booked as income-related [GBP a week]
    parts: Parts  # what they are made of [GBP a week]
    working: tuple[Line, ...]  # the steps, in words


def award(parameters: Parameters, claimant: Claimant) -> Award:
    """Award of one claimant on one day [GBP a week].

    Raises
    ------
    EsariskError : a rate or rule is not among the parameters
    """
    person = person_of(parameters, claimant)
    parts = weekly_parts(person, rates_on(parameters, claimant.day), terms_on(parameters, claimant.day))
    total = parts.contributory + parts.income_related
    lines = tuple(working(claimant, person, parts, lambda at: parameters[at].value(claimant.day).source))
    return Award(claimant.day, total, parts.contributory, parts.income_related, parts, lines)


def arrears(parameters: Parameters, claimant: Claimant) -> float:
    """What a late favourable decision pays back, when it is made on the claimant's day [GBP].

    Every day from week 14 is paid at the rates of that day.
    """
    person = person_of(parameters, claimant)
    days = days_of_entitlement(person.days_since_claim, person.waiting_days)
    owed = 0.0
    for ago in range(days_of_arrears(days, terms_on(parameters, claimant.day).assessment_days), 0, -1):
        then = replace(claimant, day=claimant.day - timedelta(days=ago))
        undecided = replace(then, phase="assessment")
        decided, assessed = (award(parameters, one).weekly_award for one in (then, undecided))
        owed += late_decision_arrears(1, decided, assessed)
    return owed


def rates_on(parameters: Parameters, day: date) -> Rates:
    """Amounts in force on a day [GBP a week]."""
    number = partial(parameters.number, day=day)
    own, means = (
        Tariff(**{field: number(of_scheme(f"esa.{name}", scheme)) for field, name in TARIFF.items()})
        for scheme in SCHEMES
    )
    amounts = {field: number(f"esa.{name}") for field, name in HOUSEHOLD.items()}
    return Rates(contributory=own, income_related=means, **amounts)


def terms_on(parameters: Parameters, day: date) -> Terms:
    """Lengths, limits and shares in force on a day."""
    found = {field: parameters.number(f"entitlement.{name}", day) for field, name in TERMS.items()}
    terms = Terms(**found)  # type: ignore[arg-type] # lengths are made whole below
    return terms._replace(assessment_days=int(terms.assessment_days), limit_days=int(terms.limit_days))


def person_of(parameters: Parameters, claimant: Claimant) -> Person:
    """A claimant as the numbers that the rules know."""
    claimed = partial(parameters.number, day=claimant.claim_date)
    exempt = claimant.linked or claimant.no_waiting_days
    return Person(
        contributory=claimant.basis != "income_related",
        income_related=claimant.basis != "contributory",
        phase=ENTITLED_PHASES.index(claimant.phase),
        age=claimant.age,
        days_since_claim=claimant.days_since_claim,
        waiting_days=0 if exempt else int(claimed("entitlement.waiting_days")),
        straight_to_main=claimant.linked,
        uncounted_days=claimant.uncounted_days,
        work_related_share=1.0 if claimant.protected else claimed("entitlement.work_related_component_share"),
        partner=claimant.partner,
        lone_parent=claimant.lone_parent,
        capital=float(claimant.capital),
        pension=float(claimant.pension),
        other_income=float(claimant.other_income),
        partner_earnings=float(claimant.partner_earnings),
        partner_hours=float(claimant.partner_hours),
        care_benefit=claimant.enhanced_disability,
        severe_disability=claimant.severe_disability,
        carers=claimant.carers,
        addition_at_conversion=float(claimant.transitional_addition),
        rises_since_conversion=float(claimant.rises_since_conversion),
        sanction_week=claimant.sanction_week,
        in_hardship=claimant.hardship,
        dispute=DISPUTES.index(claimant.dispute),
    )
