"""Weekly and monthly rates in every month under draws: as given, then uprated by rule.

Rates are constant between two days on which one of them changes: the day they rise each April,
and any other day that a published amount or a scenario's measure names. A month is paid the mean
over its days, so nothing acts before its date.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from esarisk.engine.draws import Values, central_path
from esarisk.engine.economy.forecast import price_increases
from esarisk.jit import Floats
from esarisk.kernels.awards import raise_rates
from esarisk.names import SCHEMES
from esarisk.policy.parameters import Parameter, of_scheme, parted
from esarisk.policy.periods import Period, financial_year
from esarisk.policy.stack import Vintage
from esarisk.units import DAYS_A_WEEK

PRICE_BASE = date(2013, 4, 8)
"""Incomes of households and incapacity benefits are given at the prices of this day."""

FIVE_PENCE = 0.05
"""Weekly amounts are set in whole multiples of this, as all those to 2025-26 are [GBP a week]."""

SUPPORT_COMPONENT = of_scheme("esa.support_component", SCHEMES[0])
"""The amount that premiums and incomes are measured by."""

CALENDARS_KEPT = 32
"""How many scenarios' periods stay at hand as they were laid over months: batches ask again."""

PAID_BY = ("entitlement.", "awards.")
"""Beside the amounts, what awards are made of in each period."""

FLOORS = {
    **dict.fromkeys(
        (
            "personal_allowance",
            "personal_allowance_under_25",
            "personal_allowance_couple",
            "personal_allowance_lone_parent",
            "work_related_component",
        ),
        "allowance",
    ),
    **dict.fromkeys(
        (
            "support_component",
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


class Origin(Enum):
    """Where a rate comes from on a day when rates change."""

    GIVEN = "published, or set by a measure, from this day"
    HELD = "the same as before"
    RAISED = "raised by the rule of uprating"


def weeks_of(months: Sequence[Period]) -> Floats:
    """(month,) calendar days ÷ 7 [weeks]."""
    return np.array([((month.end - month.start).days + 1) / DAYS_A_WEEK for month in months])


class Rates:
    """Rates under draws in every period between two changes, and how periods make up months.

    Parameters
    ----------
    seen : the vintage
    values : parameters under draws
    items : addresses whose days of change part the periods; those of ESA when not given
    """

    def __init__(self, seen: Vintage, values: Values, items: Sequence[str] = ()) -> None:
        self.seen, self.values = seen, values
        rises = [uprating_day(financial_year(label).start.year) for label in seen.all_years]
        others = {day for day in _changes(values, items) if rises[0] < day <= seen.months[-1].end}
        self.starts = sorted({*rises, *others})
        """First day of each period; a financial year's last until the next rise [date]."""
        self.rises = frozenset(rises)
        self.first_years = [max(r for r in rises if r <= start).year for start in self.starts]
        """First calendar year of the financial year whose rates a period has [years]."""
        self.index, self.share = _overlap(tuple(self.starts), tuple(seen.months))
        self.weeks = weeks_of(seen.months)
        self.prices = price_increases(seen, values, [year - 1 for year in self.first_years])
        """(draw, period) increase of prices that the rates of the period's year follow [per cent]."""
        self._bounds: dict[str, tuple[Floats, Floats]] = {}

    def origin(self, parameter: Parameter, period: int) -> Origin:
        """Where an amount comes from at the start of a period.

        An amount given since 1 April is that of the year: it does not rise again in the same month.
        Published amounts hold until the last one published; a scenario's rise with the rule.
        """
        start, year = self.starts[period], self.first_years[period]
        given = next((v.period.start for v in reversed(parameter.latest) if v.period.start <= start), None)
        if period == 0 or start == given:
            return Origin.GIVEN
        if start not in self.rises or (given and given >= date(year, 4, 1)):
            return Origin.HELD
        return Origin.HELD if _published(parameter, start, year) else Origin.RAISED

    def by_period(self, item: str, parameter: Parameter | None = None) -> Floats:
        """(draw, period) rate of an amount of ESA or Universal Credit [the amount's unit].

        Parameters
        ----------
        item : address such as `esa.support_component_contributory`
        parameter : another version of it than the scenario's
        """
        parameter = parameter or self.values.parameters[item]
        floors, ceilings = self._held_to(FLOORS[parted(item)[0].rpartition(".")[2]])
        given = central_path(parameter, self.starts)
        rates = np.empty((len(self.values.draws), len(self.starts)))
        for i, number in enumerate(given):
            match self.origin(parameter, i):
                case Origin.GIVEN:
                    rates[:, i] = number
                case Origin.HELD:
                    rates[:, i] = rates[:, i - 1]
                case Origin.RAISED:
                    raised = np.array([rates[:, i - 1], self.prices[:, i], floors[:, i], ceilings[:, i]])
                    raise_rates(raised)
                    in_pence = item.startswith("esa.")
                    rates[:, i] = np.round(raised[0] / FIVE_PENCE) * FIVE_PENCE if in_pence else raised[0]
        return rates

    def _held_to(self, rule: str) -> tuple[Floats, Floats]:
        """(draw, period) floor and ceiling of a rule of uprating, which many amounts follow [per cent]."""
        if rule not in self._bounds:
            floor, ceiling = (
                self.values.path(f"uprating_rules.{rule}_{end}", self.starts) for end in ("floor", "ceiling")
            )
            self._bounds[rule] = floor, ceiling
        return self._bounds[rule]

    def premium_index(self) -> Floats:
        """(draw, period) how premiums have risen by the rule, 1 in 2013-14 [ratio].

        Incapacity benefits follow it: no measure of ESA's own amounts moves it.
        """
        known = self.seen.known[SUPPORT_COMPONENT]
        return self.by_period(SUPPORT_COMPONENT, known) / central_path(known, [PRICE_BASE])[0]

    def price_index(self) -> Floats:
        """(draw, period) prices that incomes of households follow, 1 in 2013-14 [ratio].

        As the support component rose while its rates were known, then as prices do: no measure moves it.
        """
        parameter = self.seen.known[SUPPORT_COMPONENT]
        last_known = parameter.latest[-1].period.start.year
        rises = [uprating_day(year) for year in self.first_years]
        known = central_path(parameter, rises) / central_path(parameter, [PRICE_BASE])[0]
        index = np.tile(known, (len(self.values.draws), 1))
        for i, year in enumerate(self.first_years):
            if year > last_known and i > 0:
                rise = self.prices[:, i] / 100.0 if self.starts[i] in self.rises else 0.0
                index[:, i] = index[:, i - 1] * (1.0 + rise)
        return index

    def spread(self, by_period: Floats) -> Floats:
        """(draw, month, …) figures of periods over months, each for its days of the month.

        Parameters
        ----------
        by_period : (draw, period, …)
        """
        monthly = by_period[:, self.index[0]]
        split = np.flatnonzero(self.share[0] != 1.0)
        share = self.share[:, split].reshape(-1, split.size, *[1] * (by_period.ndim - 2))
        monthly[:, split] *= share[0]
        for index, part in zip(self.index[1:, split], share[1:], strict=True):
            monthly[:, split] += part * by_period[:, index]
        return monthly

    def in_year(self, by_period: Floats, label: str) -> Floats:
        """(draw, …) mean over the days from a financial year's rise to the next one's.

        Parameters
        ----------
        by_period : (draw, period, …)
        label : the year, such as `2015-16`
        """
        first = financial_year(label).start.year
        inside = [i for i, year in enumerate(self.first_years) if year == first]
        edges = [*(self.starts[i].toordinal() for i in inside), uprating_day(first + 1).toordinal()]
        days = np.diff(edges)
        return np.tensordot(days / days.sum(), by_period[:, inside], (0, 1))


def _changes(values: Values, items: Sequence[str]) -> set[date]:
    """Days on which an amount changes, or a scenario changes what awards are made of."""
    parameters = values.parameters
    named = items or [address for address in parameters if address.startswith("esa.")]
    days = {v.period.start for address in named for v in parameters[address].latest[1:]}
    for address in parameters:
        changed = parameters[address] if address.startswith(PAID_BY) else None
        while changed is not None and changed.before is not None:
            days |= {v.period.start for v in changed.own if v.period.start >= changed.since}
            days, changed = days | {changed.since}, changed.before
    return days


def _published(parameter: Parameter, start: date, year: int) -> bool:
    """Whether no amount on a day means that the published one held, not that none was known yet."""
    while parameter.before is not None:
        if start >= parameter.since:
            return False
        parameter = parameter.before
    return year <= year_of(parameter.latest[-1].period.start)


@lru_cache(maxsize=CALENDARS_KEPT)
def _overlap(starts: tuple[date, ...], months: tuple[Period, ...]) -> tuple[NDArray[np.intp], Floats]:
    """(part, month) periods that a month's days are in, and the share of days of each.

    The first period stands for all days before it too.
    """
    parts: list[list[tuple[int, float]]] = []
    for month in months:
        days = (month.end - month.start).days + 1
        inside = [i for i, start in enumerate(starts) if i and month.start < start <= month.end]
        opened = max(i for i, start in enumerate(starts) if i == 0 or start <= month.start)
        edges = [month.start, *(starts[i] for i in inside)]
        lengths = [(after - before).days / days for before, after in pairwise(edges)]
        shares = [*lengths, 1.0 - sum(lengths)]
        parts.append(list(zip([opened, *inside], shares, strict=True)))
    most = max(len(part) for part in parts)
    padded = [[(part[0][0], 0.0)] * (most - len(part)) + part for part in parts]
    whole = np.array(padded)
    whole.setflags(write=False)
    return whole[:, :, 0].T.astype(np.intp), whole[:, :, 1].T
