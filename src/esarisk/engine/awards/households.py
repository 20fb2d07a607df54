"""Types of household: the population that awards are worked out for, and what each is paid.

The list is finite. Within a basis, what a household holds (pension, capital) is taken to be
independent of what it needs (premiums), so the prevalence of a type follows from published or
assumed totals, and those totals are met exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from esarisk.engine.awards.entitlement import HOUSEHOLD, TARIFF, terms_on
from esarisk.engine.awards.rates import Rates
from esarisk.engine.draws import Values
from esarisk.jit import Floats
from esarisk.kernels.awards import FIELDS, N_ENTRIES, N_MONEY, RATE_FIELDS, fill_awards
from esarisk.names import SCHEMES
from esarisk.policy.parameters import of_scheme

HOUSEHOLD_BASES = ("contributory", "both", "income_related")
"""The bases that are paid something, in the order of the layout."""
TYPICAL_YOUNG, TYPICAL_ADULT = 22, 40
"""Ages that stand for under-25s and everybody else; the rules know no other difference [years]."""
_RATES = {
    f"{scheme}.{field}": of_scheme(name, scheme) for scheme in SCHEMES for field, name in TARIFF.items()
}
RATE_ITEMS = tuple((_RATES | HOUSEHOLD)[field] for field in RATE_FIELDS)
"""Amounts, each where `kernels.awards.rules_rates` reads its field."""

NEEDS = {
    "single": ("none", "severe_disability", "severe_and_enhanced", "carer"),
    "couple": ("none", "severe_disability", "carer"),
    "couple_with_income": ("none", "carer"),
}
RESOURCES = ("none", "small_pension", "large_pension", "capital")


@dataclass(frozen=True)
class Household:
    """One type of household."""

    home: str  # under_25, single, couple or couple_with_income [text]
    need: str = "none"  # none, severe_disability, severe_and_enhanced or carer [text]
    resource: str = "none"  # none, small_pension, large_pension or capital [text]

    @property
    def name(self) -> str:
        """In words, such as `single, severe disability, small pension`."""
        parts = (self.home, *(part for part in (self.need, self.resource) if part != "none"))
        return ", ".join(part.replace("_", " ") for part in parts)

    @property
    def couple(self) -> bool:
        """Whether there is a partner."""
        return self.home.startswith("couple")

    @property
    def severe_disability(self) -> int:
        """For how many people a severe disability premium is paid [people]."""
        return int(self.need.startswith("severe")) * (1 + self.couple)


def _every_household() -> Iterator[Household]:
    yield Household("under_25")
    for home, needs in NEEDS.items():
        for need in needs:
            for resource in RESOURCES if home != "couple_with_income" else ("none",):
                yield Household(home, need, resource)


HOUSEHOLDS = tuple(_every_household())
"""Every type of household, in a fixed order: part of a person's luck."""


def prevalence(values: Values, rates: Rates) -> Floats:
    """How common each type of household is on each basis.

    Returns
    -------
    prevalence : (draw, basis, type) for the three bases that are paid; each basis sums to 1 [share]
    """
    day = rates.seen.day
    young = values.number("households.under_25_share", day)[:, None]
    cards = {
        name: values.vector(f"households.{name}_share", HOUSEHOLD_BASES, day)
        for name in ("partner", "partner_income", "severe_disability", "severe_disability_couple", "carer")
    }
    cards |= {
        name: values.vector(f"households.{name}_share", HOUSEHOLD_BASES, day)
        for name in RESOURCES
        if name != "none"
    }
    cards["enhanced_disability"] = values.number("households.enhanced_disability_share", day)[:, None]
    homes = _homes(young, cards)
    needs, resources = _needs(homes, cards), _resources(homes, cards)
    return np.stack(
        [homes[h.home] * needs[h.home, h.need] * resources[h.home, h.resource] for h in HOUSEHOLDS], axis=-1
    )


def _homes(young: Floats, cards: dict[str, Floats]) -> dict[str, Floats]:
    """(draw, basis) share of each home."""
    couple = np.minimum(cards["partner"], 1.0 - young)
    with_income = np.minimum(cards["partner_income"], couple)
    return {
        "under_25": np.broadcast_to(young, couple.shape),
        "single": 1.0 - young - couple,
        "couple": couple - with_income,
        "couple_with_income": with_income,
    }


def _needs(homes: dict[str, Floats], cards: dict[str, Floats]) -> dict[tuple[str, str], Floats]:
    """(draw, basis) share of a home's people with each need."""
    severe = _among(cards["severe_disability"], homes["single"])
    severe_both = _among(cards["severe_disability_couple"], homes["couple"])
    others = 1.0 - homes["under_25"] - severe * homes["single"] - severe_both * homes["couple"]
    carer = _among(cards["carer"], others)
    top = cards["enhanced_disability"]
    nobody = np.ones_like(severe)
    return {
        ("under_25", "none"): nobody,
        ("single", "none"): (1.0 - severe) * (1.0 - carer),
        ("single", "severe_disability"): severe * (1.0 - top),
        ("single", "severe_and_enhanced"): severe * top,
        ("single", "carer"): (1.0 - severe) * carer,
        ("couple", "none"): (1.0 - severe_both) * (1.0 - carer),
        ("couple", "severe_disability"): severe_both,
        ("couple", "carer"): (1.0 - severe_both) * carer,
        ("couple_with_income", "none"): 1.0 - carer,
        ("couple_with_income", "carer"): carer,
    }


def _resources(homes: dict[str, Floats], cards: dict[str, Floats]) -> dict[tuple[str, str], Floats]:
    """(draw, basis) share of a home's people with each resource."""
    holders = homes["single"] + homes["couple"]
    names = RESOURCES[1:]
    shares = np.stack([_among(cards[name], holders) for name in names])
    shares = shares / np.maximum(1.0, shares.sum(axis=0))
    each = {"none": 1.0 - shares.sum(axis=0), **dict(zip(names, shares, strict=True))}
    nothing = np.ones_like(holders)
    held = {(home, name): share for home in ("single", "couple") for name, share in each.items()}
    return {**held, ("under_25", "none"): nothing, ("couple_with_income", "none"): nothing}


def _among(share: Floats, of: Floats) -> Floats:
    """A share of all people as a share of some of them, all of them at most."""
    return np.minimum(1.0, share / np.maximum(of, 1e-12))


def household_rows(values: Values, rates: Rates) -> Floats:
    """(type, field) what the rules need to know of each type [years, GBP, GBP a week, people]."""
    number = {
        name: values.parameters.number(f"households.{name}", rates.seen.day)
        for name in ("capital", "small_pension", "large_pension", "partner_income")
    }
    rows = np.zeros((len(HOUSEHOLDS), len(FIELDS)))
    for row, household in zip(rows, HOUSEHOLDS, strict=True):
        fields = {
            "age": TYPICAL_YOUNG if household.home == "under_25" else TYPICAL_ADULT,
            "partner": household.couple,
            "capital": number["capital"] if household.resource == "capital" else 0.0,
            "pension": number[household.resource] if household.resource.endswith("pension") else 0.0,
            "partner_income": number["partner_income"] if household.home == "couple_with_income" else 0.0,
            "care_benefit": household.need == "severe_and_enhanced",
            "severe_disability": household.severe_disability,
            "carers": household.need == "carer",
        }
        row[:] = [fields[name] for name in FIELDS]
    return rows


def household_awards(values: Values, rates: Rates, shares: Floats) -> Floats:
    """What each type of household is entitled to on each entry in each period of constant rates.

    Parameters
    ----------
    shares : (terms,) share of the work-related component that claims on each are paid [share]

    Returns
    -------
    award : (draw, period, type, entry, 2) contributory then income-related, by the rules alone [GBP a week]
    """
    amounts = np.stack([rates.by_period(f"esa.{item}") for item in RATE_ITEMS], axis=-1)
    terms = np.array([terms_on(values.parameters, start) for start in rates.starts], float)
    prices, households = rates.price_index(), household_rows(values, rates)
    award = np.empty((*amounts.shape[:2], len(HOUSEHOLDS), N_ENTRIES, N_MONEY))
    known = _known_periods(amounts, prices)
    fill_awards(amounts[:1, :known], terms[:known], prices[:1, :known], households, shares, award[:1, :known])
    award[1:, :known] = award[:1, :known]
    fill_awards(amounts[:, known:], terms[known:], prices[:, known:], households, shares, award[:, known:])
    return award


def _known_periods(amounts: Floats, prices: Floats) -> int:
    """How many periods come before the first in which draws differ: half of a run's [count]."""
    differs = (amounts != amounts[:1]).any(axis=(0, 2)) | (prices != prices[:1]).any(axis=0)
    return int(np.argmax(np.append(differs, True)))
