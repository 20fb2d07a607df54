"""Weekly awards by place under draws: rules worked out for every type of household, and their mean.

One table serves both engines. The cohort engine pays each place the mean over types of
household, weighted by prevalence; the person engine pays somebody the table's own entry.
One factor a line closes the account between rules and payments, and is the same for all.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from esarisk.engine.awards.households import household_awards, prevalence
from esarisk.engine.awards.rates import Rates
from esarisk.engine.awards.terms import COMPONENT_SHARE, TermDates, dates_of, own_terms, shares_on
from esarisk.engine.awards.uc_health import UC_LINE, UC_PLACES, universal_credit_paid
from esarisk.engine.draws import Values
from esarisk.jit import Floats
from esarisk.kernels.awards import AWARD_ENTRIES, ENTRY_BASIS, N_ENTRIES, N_MONEY, add_means, place_awards
from esarisk.kernels.layout import (
    APPEAL,
    ASSESSMENT,
    BOTH,
    CONTRIBUTORY,
    EARLIER,
    INCOME_RELATED,
    LEGACY,
    LEGACY_WAITING,
    N_LINES,
    N_PLACES,
    PLACE_OF,
    PLACES,
    SUPPORT,
    SUPPORT_REVIEW,
    TOP_UP_ARREARS,
    WITH_UC,
    WRAG,
    WRAG_REVIEW,
)
from esarisk.names import CONTRIBUTORY_LINE, INCOME_RELATED_LINE, LINES
from esarisk.policy.stack import Vintage
from esarisk.rules.esa import phases

LEGACY_LINE = LINES.index("legacy")

RULES_PHASE = {
    ASSESSMENT: phases.UNDECIDED,
    APPEAL: phases.UNDECIDED,
    WRAG: phases.IN_WRAG,
    WRAG_REVIEW: phases.IN_WRAG,
    SUPPORT: phases.IN_SUPPORT_GROUP,
    SUPPORT_REVIEW: phases.IN_SUPPORT_GROUP,
}
"""Phase of the rules in which a state is paid: an appeal at the assessment rate, a review as the group held."""
LIKE = {WITH_UC: BOTH}
"""Basis whose households and contributory award another basis shares."""
PAID_BASES = (CONTRIBUTORY, BOTH, INCOME_RELATED)
NO_ENTRY = -1


def _entry(state: int, basis: int, terms: int) -> int:
    """Index of what a place is paid in the table of awards, -1 for nothing [code]."""
    held = (RULES_PHASE.get(state, NO_ENTRY), terms, LIKE.get(basis, basis))
    return AWARD_ENTRIES.index(held) if held in AWARD_ENTRIES else NO_ENTRY


UNPAID_COLUMN, LEGACY_COLUMN, FIRST_UC_COLUMN = range(N_ENTRIES * N_MONEY, N_ENTRIES * N_MONEY + 3)
"""Columns of what is paid: two lines of every entry, then these, UC health of every place that has any last."""


def _columns(place: int) -> list[int]:
    """Column of what a place is paid on each line [codes]."""
    (state, basis, _), entry, found = PLACES[place], ENTRY_OF[place], [UNPAID_COLUMN] * N_LINES
    if entry != NO_ENTRY:
        found[CONTRIBUTORY_LINE] = N_MONEY * entry
        found[INCOME_RELATED_LINE] = N_MONEY * entry + 1 if basis != WITH_UC else UNPAID_COLUMN
    if state in {LEGACY, LEGACY_WAITING} and basis in PAID_BASES:
        found[LEGACY_LINE] = LEGACY_COLUMN
    if place in UC_PLACES:
        found[UC_LINE] = FIRST_UC_COLUMN + UC_PLACES.index(place)
    return found


ENTRY_OF = np.array([_entry(*place) for place in PLACES])
"""(place,) entry of the table of awards that each place is paid, -1 for nothing [code]."""
COLUMN_OF = np.array([_columns(place) for place in range(N_PLACES)], np.uint64)
"""(place, line) column of what is paid that each place and line is [code]."""
OWED = np.array(
    [
        (place, PLACE_OF[ASSESSMENT, basis, EARLIER])
        for place, (state, basis, _) in enumerate(PLACES)
        if state in {WRAG, SUPPORT}
    ],
    np.uint64,
)
"""(decision, 2) place that late decisions lead to, and that on the same basis in which people wait for them [code]."""
TOP_UP_OWED = (TOP_UP_ARREARS, int(COLUMN_OF[PLACE_OF[SUPPORT, BOTH, EARLIER], INCOME_RELATED_LINE]))
"""A top-up that starts late is owed itself: the income-related part beside a contributory award."""


def awards(seen: Vintage, values: Values, terms: TermDates | None = None) -> tuple[Floats, Floats]:
    """Mean weekly awards, and what a late favourable decision adds for each week of arrears.

    People are told apart by the dates of `terms`; by the scenario's own when not given.

    Returns
    -------
    award : (draw, month, place, line) [GBP a week]
    arrears : (draw, month, place) award less the assessment-phase award [GBP a week]
    """
    return _placed(_paid(seen, values, terms or own_terms(seen, values.parameters)))


def fill_awards(seen: Vintage, values: Values, dates: TermDates, award: Floats, arrears: Floats) -> None:
    """Fill what `awards` gives."""
    place_awards(_paid(seen, values, dates), COLUMN_OF, OWED, TOP_UP_OWED, award, arrears)


def _paid(seen: Vintage, values: Values, dates: TermDates) -> Floats:
    """(draw, month, column) every amount that a place is paid, once [GBP a week]."""
    rates = Rates(seen, values)
    by_rule = mean_by_rule(values, rates, dates.esa) * line_factors(values, rates)[:, :, None]
    paid = np.zeros((len(values.draws), len(seen.months), FIRST_UC_COLUMN + len(UC_PLACES)))
    paid[:, :, :UNPAID_COLUMN] = _in_columns(rates.spread(by_rule))
    paid[:, :, LEGACY_COLUMN] = _legacy(values, rates)
    beside = paid[:, :, COLUMN_OF[UC_PLACES, CONTRIBUTORY_LINE]]
    paid[:, :, FIRST_UC_COLUMN:] = universal_credit_paid(seen, values, dates.universal_credit, beside)
    return paid


def _in_columns(by_entry: Floats) -> Floats:
    """(…, column) what each entry is paid, (…, entry, 2)."""
    return by_entry.reshape(*by_entry.shape[:-2], UNPAID_COLUMN)


def _placed(paid: Floats) -> tuple[Floats, Floats]:
    """What is paid, (draw, …, column), where it stands: awards (draw, …, place, line), arrears (draw, …, place)."""
    rows = paid.reshape(len(paid), -1, paid.shape[-1])
    award, arrears = np.empty((*rows.shape[:2], *COLUMN_OF.shape)), np.empty((*rows.shape[:2], N_PLACES))
    place_awards(rows, COLUMN_OF, OWED, TOP_UP_OWED, award, arrears)
    return award.reshape(*paid.shape[:-1], *COLUMN_OF.shape), arrears.reshape(*paid.shape[:-1], N_PLACES)


def awards_by_household(
    seen: Vintage, values: Values, terms: TermDates | None = None
) -> tuple[Floats, Floats]:
    """Weekly awards of every type of household, their third axis: their mean by prevalence is `awards`.

    Incapacity benefits and Universal Credit are paid at their mean to every type.
    """
    rates, dates = Rates(seen, values), terms or own_terms(seen, values.parameters)
    by_rule = household_awards(values, rates, _component_shares(values, rates, dates.esa))
    paid = rates.spread(by_rule * line_factors(values, rates)[:, :, None, None])
    each = np.repeat(_paid(seen, values, dates)[:, :, None], paid.shape[2], axis=2)
    each[..., :UNPAID_COLUMN] = _in_columns(paid)
    return _placed(each)


def household_prevalence(seen: Vintage, values: Values) -> Floats:
    """(draw, place, type) how common each type of household is in each place [share].

    Places that are paid nothing have the households of the contributory basis.
    """
    common = prevalence(values, Rates(seen, values))
    bases = [LIKE.get(basis, basis) for _, basis, _ in PLACES]
    return common[:, [PAID_BASES.index(basis) if basis in PAID_BASES else 0 for basis in bases]]


def mean_by_rule(values: Values, rates: Rates, dates: Sequence[date] | None = None) -> Floats:
    """(draw, period, entry, 2) mean over types of household of awards by rule alone [GBP a week]."""
    by_rule = household_awards(values, rates, _component_shares(values, rates, dates))
    common = prevalence(values, rates)[:, np.searchsorted(PAID_BASES, ENTRY_BASIS)]
    mean = np.zeros((*by_rule.shape[:2], *by_rule.shape[3:]))
    add_means(common, by_rule, mean)
    return mean


def line_factors(values: Values, rates: Rates) -> Floats:
    """(draw, period, 2) ratio of what is paid to what the rules say, by line [ratio].

    Converted awards carry transitional additions, paid on either line.
    """
    added = 1.0 + values.path("awards.transitional_addition", rates.starts)
    lines = ("contributory", "income_related")
    return np.stack([added * values.path(f"awards.{line}_factor", rates.starts) for line in lines], axis=-1)


def _legacy(values: Values, rates: Rates) -> Floats:
    """(draw, month) incapacity benefits at their mean payment, uprated as premiums are [GBP a week]."""
    day = rates.seen.day
    weekly = values.number("awards.legacy_weekly", day) * values.number("awards.legacy_factor", day)
    return weekly[:, None] * rates.spread(rates.premium_index())


def _component_shares(values: Values, rates: Rates, dates: Sequence[date] | None) -> Floats:
    """(terms,) share of the work-related component that claims on each set of terms are paid [share]."""
    parameters, seen = values.parameters, rates.seen
    days = dates_of(parameters, COMPONENT_SHARE, seen) if dates is None else dates
    return np.array(shares_on(parameters, COMPONENT_SHARE, seen, days))
