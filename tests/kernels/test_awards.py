"""Rows of amounts and what the rules read of them."""

from operator import attrgetter

import numpy as np

from esarisk.kernels.awards import AWARD_ENTRIES, FIELDS, RATE_FIELDS, claimant, rules_rates
from esarisk.kernels.layout import N_TERMS
from esarisk.rules.esa.entitlement import Rates, Tariff


def test_every_amount_of_a_row_is_read_as_the_field_that_names_it():
    rates = rules_rates(np.arange(len(RATE_FIELDS), dtype=float))
    assert [attrgetter(name)(rates) for name in RATE_FIELDS] == list(range(len(RATE_FIELDS)))


def test_a_row_holds_every_amount_of_both_schemes_once():
    amounts = sum(1 if kind is float else len(Tariff._fields) for kind in Rates.__annotations__.values())
    assert len(set(RATE_FIELDS)) == len(RATE_FIELDS) == amounts


def test_every_field_of_a_household_is_read_as_the_field_that_names_it():
    household = np.arange(1.0, len(FIELDS) + 1)
    value = dict(zip(FIELDS, household, strict=True))
    for entry in range(len(AWARD_ENTRIES)):
        person = claimant(household, entry, 2.0, np.ones(N_TERMS))
        assert (person.age, person.capital) == (value["age"], value["capital"])
        assert (person.pension, person.other_income) == (2 * value["pension"], 2 * value["partner_income"])
        assert (person.severe_disability, person.carers) == (value["severe_disability"], value["carers"])
        assert person.partner
        assert person.care_benefit
