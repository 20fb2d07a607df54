"""Mean weekly awards by place, from published rates and their uprating, under draws."""

from datetime import date, timedelta

import numpy as np

from esarisk.engine.draws import Values, central_path
from esarisk.engine.economy import price_increases
from esarisk.jit import Floats, elementwise
from esarisk.kernels.layout import (
    ARREARS,
    ASSESSMENT,
    BOTH,
    CONTRIBUTORY,
    FIRST_LATER_WRAG,
    INCOME_RELATED,
    LEGACY,
    N_BASES,
    N_LINES,
    N_PLACES,
    SUPPORT,
    WRAG,
)
from esarisk.names import LINES
from esarisk.policy.periods import Period, financial_year, year_label
from esarisk.policy.stack import Vintage
from esarisk.rules.awards import applicable_amount, contributory_award, income_related_excess, increased_rate

CONTRIBUTORY_LINE = LINES.index("contributory")
INCOME_RELATED_LINE = LINES.index("income_related")
LEGACY_LINE = LINES.index("legacy")

FLOORS = {
    "personal_allowance": "allowance",
    "personal_allowance_under_25": "allowance",
    "work_related_component": "allowance",
    "support_component": "premium",
    "enhanced_disability_premium": "premium",
}
"""Which uprating rule each amount follows once its last published rate is behind."""


def uprating_day(first_year: int) -> date:
    """The day rates rise: the first Monday on or after 6 April."""
    sixth = date(first_year, 4, 6)
    return sixth + timedelta(days=-sixth.weekday() % 7)


class Rates:
    """Weekly rates in every month under draws: published as far as known, then uprated."""

    def __init__(self, seen: Vintage, values: Values) -> None:
        self.seen, self.values = seen, values
        self.years = [financial_year(label).start.year for label in seen.all_years]
        self.prices = price_increases(seen, values, [year - 1 for year in self.years])

    def yearly(self, item: str) -> Floats:
        """(draw, year) rate of an amount in each financial year [GBP a week]."""
        parameter = self.values.parameters[f"esa.{item}"]
        rule = FLOORS[item]
        starts = {uprating_day(year): year for year in self.years}
        floors = self.values.path(f"uprating_rules.{rule}_floor", list(starts))
        ceilings = self.values.path(f"uprating_rules.{rule}_ceiling", list(starts))
        last_known = parameter.latest[-1].period.start.year
        rates = np.empty((len(self.values.draws), len(self.years)))
        for i, (start, year) in enumerate(starts.items()):
            if year <= last_known or i == 0:
                rates[:, i] = central_path(parameter, [start])[0]
            else:
                rates[:, i] = _uprate(rates[:, i - 1], self.prices[:, i], floors[:, i], ceilings[:, i])
        return rates

    def monthly(self, item: str) -> Floats:
        """(draw, month) rate, April's days before the rise at the old rate [GBP a week]."""
        return self._spread(self.yearly(item))

    def price_index(self) -> Floats:
        """(draw, month) prices as the premiums follow them, 1 in the fit year [ratio]."""
        rates = self.yearly("support_component")
        return self._spread(rates / rates[:, :1])

    def _spread(self, yearly: Floats) -> Floats:
        """Financial years' figures over months."""
        spread = np.empty((yearly.shape[0], len(self.seen.months)))
        for m, month in enumerate(self.seen.months):
            year = self.seen.all_years.index(year_label(month.start))
            old = _share_before_rise(month, self.years[year]) if year else 0.0
            spread[:, m] = old * yearly[:, max(year - 1, 0)] + (1 - old) * yearly[:, year]
        return spread


_contributory = elementwise(contributory_award)
_applicable = elementwise(applicable_amount)
_greater_of = elementwise(income_related_excess)
_uprate = elementwise(increased_rate)


def _share_before_rise(month: Period, first_year: int) -> float:
    """Share of an April's days before rates rise [share]."""
    rise = uprating_day(first_year)
    if (month.start.year, month.start.month) != (rise.year, rise.month):
        return 0.0
    return (rise - month.start).days / ((month.end - month.start).days + 1)


def awards(seen: Vintage, values: Values) -> tuple[Floats, Floats]:
    """Mean weekly awards, and what a late favourable decision adds for each week of arrears.

    Returns
    -------
    award : (draw, month, place, line) [GBP a week]
    arrears : (draw, month, place) award less the assessment-phase award [GBP a week]
    """
    rates = Rates(seen, values)
    factor = values.number("awards.esa_factor", seen.day)[:, None]
    young = values.number("awards.under_25_share", seen.day)[:, None]
    extra = values.number("awards.income_related_extra", seen.day)[:, None] * rates.price_index()
    single = rates.monthly("personal_allowance")
    mixed = young * rates.monthly("personal_allowance_under_25") + (1 - young) * single
    later_share = later_component_share(values)
    component = rates.monthly("work_related_component")
    support = rates.monthly("support_component")
    premium = rates.monthly("enhanced_disability_premium")
    nothing = np.zeros_like(single)

    award = np.zeros((*single.shape, N_PLACES, N_LINES))
    for first, allowance, added, premiums in (
        (ASSESSMENT * N_BASES, mixed, nothing, extra),
        (WRAG * N_BASES, single, component, extra),
        (SUPPORT * N_BASES, single, support, extra + premium),
        (FIRST_LATER_WRAG, single, component * later_share, extra),
    ):
        contributory = _contributory(allowance, added)
        applicable = _applicable(allowance, added, premiums)
        award[:, :, first + CONTRIBUTORY, CONTRIBUTORY_LINE] = factor * contributory
        award[:, :, first + BOTH, CONTRIBUTORY_LINE] = factor * contributory
        award[:, :, first + BOTH, INCOME_RELATED_LINE] = factor * _greater_of(applicable, contributory)
        award[:, :, first + INCOME_RELATED, INCOME_RELATED_LINE] = factor * applicable
    _add_legacy(award, values, rates)
    return award, _arrears(award)


def _add_legacy(award: Floats, values: Values, rates: Rates) -> None:
    """Incapacity benefits at their mean payment, uprated as premiums are."""
    day = rates.seen.day
    weekly = values.number("awards.legacy_weekly", day) * values.number("awards.legacy_factor", day)
    for basis in (CONTRIBUTORY, BOTH, INCOME_RELATED):
        award[:, :, LEGACY * N_BASES + basis, LEGACY_LINE] = weekly[:, None] * rates.price_index()


def _arrears(award: Floats) -> Floats:
    """(draw, month, place) award less that of the assessment phase on the same basis."""
    paid = award[..., :ARREARS].sum(axis=-1)
    owed = np.zeros_like(paid)
    assessed = paid[:, :, ASSESSMENT * N_BASES : WRAG * N_BASES]
    for first in (WRAG * N_BASES, SUPPORT * N_BASES, FIRST_LATER_WRAG):
        owed[:, :, first : first + N_BASES] = np.maximum(0.0, paid[:, :, first : first + N_BASES] - assessed)
    return owed


def later_component_share(values: Values) -> float:
    """Share of the work-related component that claims on the latest terms are paid [share]."""
    latest = values.parameters["assessment.component_share_by_claim_date"].latest[-1].value
    assert isinstance(latest, float)
    return latest
