"""Weekly and monthly rates in every month under draws: published, then uprated by rule."""

from datetime import date, timedelta

import numpy as np

from esarisk.engine.draws import Values, central_path
from esarisk.engine.economy import price_increases
from esarisk.jit import Floats, elementwise
from esarisk.policy.parameters import Parameter
from esarisk.policy.periods import Period, financial_year, year_label
from esarisk.policy.stack import Vintage
from esarisk.rules.awards import increased_rate

PRICE_BASE = date(2013, 4, 8)
"""Incomes of households and incapacity benefits are given at the prices of this day."""

FIVE_PENCE = 0.05
"""Weekly amounts are set in whole multiples of this, as all those to 2025-26 are [GBP a week]."""

FLOORS = {
    **dict.fromkeys(
        (
            "personal_allowance",
            "personal_allowance_under_25",
            "personal_allowance_couple",
            "personal_allowance_lone_parent",
            "work_related_component",
            "personal_allowance_income_related",
            "personal_allowance_under_25_income_related",
            "work_related_component_income_related",
        ),
        "allowance",
    ),
    **dict.fromkeys(
        (
            "support_component",
            "support_component_income_related",
            "enhanced_disability_premium",
            "enhanced_disability_premium_couple",
            "severe_disability_premium",
            "severe_disability_premium_couple",
            "carer_premium",
        ),
        "premium",
    ),
    "standard_allowance_single": "allowance",
    "lcwra": "premium",
}
"""Which uprating rule each amount follows once its last published rate is behind."""


def uprating_day(first_year: int) -> date:
    """The day rates rise: the first Monday on or after 6 April."""
    sixth = date(first_year, 4, 6)
    return sixth + timedelta(days=-sixth.weekday() % 7)


def year_of(day: date) -> int:
    """First calendar year of the financial year that a day is in [years]."""
    return day.year if day.month >= 4 else day.year - 1  # noqa: PLR2004 - April


def published_rate(parameter: Parameter, start: date, after: date) -> tuple[float, float]:
    """Mean published rate of a year by days, and the one in force at its end [the parameter's unit].

    Parameters
    ----------
    start, after : the day rates rise, and rise again
    """
    inside = [v.period.start for v in parameter.latest if start < v.period.start < after]
    edges = [start, *inside, after]
    in_force = central_path(parameter, edges[:-1])
    first, last = float(in_force[0]), float(in_force[-1])
    if (in_force == first).all():
        return first, first
    days = np.diff([edge.toordinal() for edge in edges])
    return float(days @ in_force / days.sum()), last


class Rates:
    """Weekly rates in every month under draws: published as far as known, then uprated."""

    def __init__(self, seen: Vintage, values: Values) -> None:
        self.seen, self.values = seen, values
        self.years = [financial_year(label).start.year for label in seen.all_years]
        self.starts = [uprating_day(year) for year in self.years]
        self.year = np.array([seen.all_years.index(year_label(m.start)) for m in seen.months])
        """(month,) index of the financial year [code]."""
        self.old = np.array(
            [
                _share_before_rise(month, self.years[year]) if year else 0.0
                for month, year in zip(seen.months, self.year, strict=True)
            ]
        )
        """(month,) share of days still at the old rate [share]."""
        self.prices = price_increases(seen, values, [year - 1 for year in self.years])

    def yearly(self, item: str, file: str = "esa") -> Floats:
        """(draw, year) rate of an amount in each financial year [the amount's unit]."""
        parameter = self.values.parameters[f"{file}.{item}"]
        rule = FLOORS[item]
        floors = self.values.path(f"uprating_rules.{rule}_floor", self.starts)
        ceilings = self.values.path(f"uprating_rules.{rule}_ceiling", self.starts)
        last_known = year_of(parameter.latest[-1].period.start)
        rates = np.empty((len(self.values.draws), len(self.years)))
        for i, (start, year) in enumerate(zip(self.starts, self.years, strict=True)):
            if year <= last_known or i == 0:
                rates[:, i], last = published_rate(parameter, start, uprating_day(year + 1))
                continue
            before = last if year == last_known + 1 else rates[:, i - 1]
            rates[:, i] = _uprate(before, self.prices[:, i], floors[:, i], ceilings[:, i])
            if file == "esa":
                rates[:, i] = np.round(rates[:, i] / FIVE_PENCE) * FIVE_PENCE
        return rates

    def monthly(self, item: str) -> Floats:
        """(draw, month) rate, April's days before the rise at the old rate [GBP a week]."""
        return self.spread(self.yearly(item))

    def price_index(self) -> Floats:
        """(draw, month) how premiums have risen, 1 in 2013-14 [ratio]."""
        base = central_path(self.values.parameters["esa.support_component"], [PRICE_BASE])[0]
        return self.spread(self.yearly("support_component") / base)

    def yearly_prices(self) -> Floats:
        """(draw, year) prices that incomes of households follow, 1 in 2013-14 [ratio].

        As the support component rose while its rates were known, then as prices do: no measure moves it.
        """
        parameter = self.seen.known["esa.support_component"]
        last_known = parameter.latest[-1].period.start.year
        known = central_path(parameter, self.starts) / central_path(parameter, [PRICE_BASE])[0]
        index = np.tile(known, (len(self.values.draws), 1))
        for i, year in enumerate(self.years):
            if year > last_known and i > 0:
                index[:, i] = index[:, i - 1] * (1.0 + self.prices[:, i] / 100.0)
        return index

    def spread(self, yearly: Floats) -> Floats:
        """(draw, month, …) financial years' figures over months, April's days before the rise at the old."""
        before = np.maximum(self.year - 1, 0)
        old = self.old.reshape(-1, *[1] * (yearly.ndim - 2))
        return old * yearly[:, before] + (1.0 - old) * yearly[:, self.year]


_uprate = elementwise(increased_rate)


def _share_before_rise(month: Period, first_year: int) -> float:
    """Share of an April's days before rates rise [share]."""
    rise = uprating_day(first_year)
    if (month.start.year, month.start.month) != (rise.year, rise.month):
        return 0.0
    return (rise - month.start).days / ((month.end - month.start).days + 1)
