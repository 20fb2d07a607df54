"""Types of household: shares that add up, totals that are met, awards as the plain rules have them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from esarisk.engine.awards.claimant import Claimant
from esarisk.engine.awards.entitlement import award as work_out
from esarisk.engine.awards.households import (
    HOUSEHOLD_BASES,
    HOUSEHOLDS,
    RESOURCES,
    household_awards,
    prevalence,
)
from esarisk.engine.awards.mean_awards import (
    ENTRY_OF,
    awards,
    awards_by_household,
    household_prevalence,
)
from esarisk.engine.awards.rates import Rates
from esarisk.engine.draws import Values, central_draw, sample
from esarisk.kernels.awards import AWARD_ENTRIES, PHASE_TERMS
from esarisk.kernels.layout import BASIS_OF, CREDITS_ONLY, N_TERMS, RECONSIDERATION, STATE_OF, UC_ASSESSMENT
from esarisk.rules.esa.phases import IN_SUPPORT_GROUP, IN_WRAG, UNDECIDED

PHASE = {UNDECIDED: "assessment", IN_WRAG: "wrag", IN_SUPPORT_GROUP: "support"}


@pytest.fixture(scope="module")
def values(seen):
    return Values(seen.known, central_draw(seen.known))


@pytest.fixture(scope="module")
def drawn_values(seen):
    return Values(seen.known, sample(seen.known, 16, seed=3))


@pytest.fixture(scope="module")
def common(seen, values):
    """(basis, type) central prevalence."""
    return prevalence(values, Rates(seen, values))[0]


def test_types_of_household_are_all_different():
    assert len(set(HOUSEHOLDS)) == len({household.name for household in HOUSEHOLDS}) == len(HOUSEHOLDS)


def test_shares_of_every_basis_sum_to_one_in_every_draw(seen, drawn_values):
    shares = prevalence(drawn_values, Rates(seen, drawn_values))
    assert shares.shape == (16, 3, len(HOUSEHOLDS))
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0, rtol=1e-12)
    assert (shares >= 0).all()


def test_shares_stay_shares_when_every_card_is_far_out(seen):
    addresses = [address for address in seen.known if seen.known[address].kind == "uncertainty"]
    draws = central_draw(seen.known)
    for score in (-4.0, 4.0):
        far = replace(draws, scores={address: np.array([score]) for address in addresses})
        values = Values(seen.known, far)
        shares = prevalence(values, Rates(seen, values))
        np.testing.assert_allclose(shares.sum(axis=-1), 1.0, rtol=1e-12)
        assert (shares >= 0).all()


MARGINS = {
    "partner_share": lambda h: h.couple,
    "partner_income_share": lambda h: h.home == "couple_with_income",
    "severe_disability_share": lambda h: h.severe_disability == 1,
    "severe_disability_couple_share": lambda h: h.severe_disability == 2,
    "carer_share": lambda h: h.need == "carer",
} | {f"{resource}_share": lambda h, r=resource: h.resource == r for resource in RESOURCES[1:]}


@pytest.mark.parametrize("card", MARGINS)
def test_every_published_or_assumed_total_is_met_exactly(seen, common, card):
    target = seen.known.vector(f"households.{card}", HOUSEHOLD_BASES, seen.day)
    members = [MARGINS[card](household) for household in HOUSEHOLDS]
    assert common[:, members].sum(axis=1) == pytest.approx(target, rel=1e-12)


def claimant_of(household, phase, basis, day, parameters, prices):
    """The claimant of the plain front who lives in a household."""

    def number(name):
        return parameters.number(f"households.{name}", day)

    pension = number(household.resource) * prices if household.resource.endswith("pension") else 0.0
    return Claimant(
        basis=basis,
        phase=PHASE[phase],
        age=22 if household.home == "under_25" else 40,
        day=day,
        claim_date=day.replace(day=1),
        partner=household.couple,
        capital=number("capital") if household.resource == "capital" else 0.0,
        pension=pension,
        other_income=number("partner_income") * prices if household.home == "couple_with_income" else 0.0,
        enhanced_disability=household.need == "severe_and_enhanced",
        severe_disability=household.severe_disability,
        carers=int(household.need == "carer"),
        linked=True,
    )


@pytest.mark.parametrize("year", ["2009-10", "2013-14", "2014-15"])
def test_every_household_is_awarded_what_the_plain_rules_say(seen, values, year):
    rates = Rates(seen, values)
    at = seen.all_years.index(year)
    table = household_awards(values, rates, np.ones(N_TERMS))[0, at]
    prices, day = rates.price_index()[0, at], date(int(year[:4]), 5, 10)
    for kind, household in enumerate(HOUSEHOLDS):
        for entry, (phase, _terms, basis) in enumerate(AWARD_ENTRIES):
            claimant = claimant_of(household, phase, HOUSEHOLD_BASES[basis], day, seen.known, prices)
            expected = work_out(seen.known, claimant)
            assert table[kind, entry] == pytest.approx(
                [expected.contributory, expected.income_related], abs=1e-12
            ), (household.name, phase, basis)


def test_later_terms_lose_the_share_of_the_component_and_nothing_else(seen, values):
    rates = Rates(seen, values)
    full, none = (household_awards(values, rates, np.array([1.0, share, share]))[0] for share in (1.0, 0.0))
    later = [i for i, (_, terms, _) in enumerate(AWARD_ENTRIES) if terms]
    others = [i for i, (_, terms, _) in enumerate(AWARD_ENTRIES) if not terms]
    assert np.array_equal(full[:, :, others], none[:, :, others])
    lost = (full - none)[:, :, later].sum(axis=-1)
    component = rates.by_period("esa.work_related_component")[0]
    assert lost.max(axis=(1, 2)) == pytest.approx(component, rel=1e-12)
    assert (lost >= 0).all()


def test_both_engines_have_one_table_its_mean_is_what_the_cohort_engine_pays(seen, drawn_values):
    award, arrears = awards(seen, drawn_values)
    each, owed = awards_by_household(seen, drawn_values)
    shares = household_prevalence(seen, drawn_values)
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0, rtol=1e-12)
    assert np.abs(np.einsum("dmtpl,dpt->dmpl", each, shares) - award).max() < 1e-12 * award.max()
    assert np.abs(np.einsum("dmtp,dpt->dmp", owed, shares) - arrears).max() < 1e-12 * arrears.max()


def test_every_place_of_esa_that_is_paid_has_its_entry():
    esa = (STATE_OF > 1) & (STATE_OF < UC_ASSESSMENT) & (BASIS_OF != CREDITS_ONLY)
    unpaid = STATE_OF == RECONSIDERATION
    assert ((ENTRY_OF >= 0) == (esa & ~unpaid)).all()
    assert len(AWARD_ENTRIES) == 3 * len(PHASE_TERMS)
