"""Weekly awards by place under draws: rules worked out for every type of household, and their mean.

One table serves both engines. The cohort engine pays each place the mean over types of
household, weighted by prevalence; the person engine pays somebody the table's own entry.
One factor a line closes the account between rules and payments, and is the same for all.
"""

from collections.abc import Sequence
from datetime import date
from functools import reduce

import numpy as np

from esarisk.engine.awards.households import household_awards, prevalence
from esarisk.engine.awards.rates import Rates
from esarisk.engine.awards.terms import COMPONENT_SHARE, TermDates, dates_of, own_terms, shares_on
from esarisk.engine.awards.uc_health import add_universal_credit
from esarisk.engine.draws import Values
from esarisk.jit import Floats
from esarisk.kernels.awards import AWARD_ENTRIES, ENTRY_BASIS
from esarisk.kernels.layout import (
    APPEAL,
    ARREARS,
    ASSESSMENT,
    BASIS_OF,
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


ENTRY_OF = np.array([_entry(*place) for place in PLACES])
"""(place,) entry of the table of awards that each place is paid, -1 for nothing [code]."""


def awards(seen: Vintage, values: Values, terms: TermDates | None = None) -> tuple[Floats, Floats]:
    """Mean weekly awards, and what a late favourable decision adds for each week of arrears.

    People are told apart by the dates of `terms`; by the scenario's own when not given.

    Returns
    -------
    award : (draw, month, place, line) [GBP a week]
    arrears : (draw, month, place) award less the assessment-phase award [GBP a week]
    """
    award = np.zeros((len(values.draws), len(seen.months), N_PLACES, N_LINES))
    arrears = np.zeros(award.shape[:-1])
    fill_awards(seen, values, terms or own_terms(seen, values.parameters), award, arrears)
    return award, arrears


def fill_awards(seen: Vintage, values: Values, dates: TermDates, award: Floats, arrears: Floats) -> None:
    """Fill what `awards` gives, nought on entry."""
    rates = Rates(seen, values)
    paid = mean_by_rule(values, rates, dates.esa) * line_factors(values, rates)[:, :, None]
    _add_esa(award, rates.spread(paid))
    _add_legacy(award, values, rates)
    add_universal_credit(award, seen, values, dates.universal_credit)
    _add_arrears(award, arrears)


def awards_by_household(
    seen: Vintage, values: Values, terms: TermDates | None = None
) -> tuple[Floats, Floats]:
    """Weekly awards of every type of household, their third axis: their mean by prevalence is `awards`.

    Incapacity benefits and Universal Credit are paid at their mean to every type.
    """
    rates, dates = Rates(seen, values), terms or own_terms(seen, values.parameters)
    by_rule = household_awards(values, rates, _component_shares(values, rates, dates.esa))
    paid = rates.spread(by_rule * line_factors(values, rates)[:, :, None, None])
    mean, _ = awards(seen, values, dates)
    award = np.repeat(mean[:, :, None], paid.shape[2], axis=2)
    _add_esa(award, paid)
    arrears = np.zeros(award.shape[:-1])
    _add_arrears(award, arrears)
    return award, arrears


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
    return np.einsum("deh,dyhel->dyel", common, by_rule)


def line_factors(values: Values, rates: Rates) -> Floats:
    """(draw, period, 2) ratio of what is paid to what the rules say, by line [ratio].

    Converted awards carry transitional additions, paid on either line.
    """
    added = 1.0 + values.path("awards.transitional_addition", rates.starts)
    lines = ("contributory", "income_related")
    return np.stack([added * values.path(f"awards.{line}_factor", rates.starts) for line in lines], axis=-1)


def _add_esa(award: Floats, paid: Floats) -> None:
    """Put what each entry is `paid`, (…, entry, 2), where its places stand in `award`, (…, place, line)."""
    for place in np.flatnonzero(ENTRY_OF != NO_ENTRY):
        entry = ENTRY_OF[place]
        award[..., place, CONTRIBUTORY_LINE] = paid[..., entry, 0]
        award[..., place, INCOME_RELATED_LINE] = paid[..., entry, 1] if BASIS_OF[place] != WITH_UC else 0.0


def _add_legacy(award: Floats, values: Values, rates: Rates) -> None:
    """Incapacity benefits at their mean payment, uprated as premiums are."""
    day = rates.seen.day
    weekly = values.number("awards.legacy_weekly", day) * values.number("awards.legacy_factor", day)
    paid = weekly[:, None] * rates.spread(rates.premium_index())
    for state in (LEGACY, LEGACY_WAITING):
        for basis in PAID_BASES:
            award[:, :, PLACE_OF[state, basis, EARLIER], LEGACY_LINE] = paid


def _add_arrears(award: Floats, arrears: Floats) -> None:
    """Put an award less that of the assessment phase on the same basis, (…, place, line), into `arrears`, (…, place).

    A top-up that starts late is owed itself: the income-related part beside a contributory award.
    """
    found = [
        (p, PLACE_OF[ASSESSMENT, basis, EARLIER])
        for p, (state, basis, _) in enumerate(PLACES)
        if state in {WRAG, SUPPORT}
    ]
    places, assessed = np.array(found).T
    paid = reduce(np.add, (award[..., line] for line in range(ARREARS)))
    arrears[..., places] = np.maximum(0.0, paid[..., places] - paid[..., assessed])
    arrears[..., TOP_UP_ARREARS] = award[..., PLACE_OF[SUPPORT, BOTH, EARLIER], INCOME_RELATED_LINE]


def _component_shares(values: Values, rates: Rates, dates: Sequence[date] | None) -> Floats:
    """(terms,) share of the work-related component that claims on each set of terms are paid [share]."""
    parameters, seen = values.parameters, rates.seen
    days = dates_of(parameters, COMPONENT_SHARE, seen) if dates is None else dates
    return np.array(shares_on(parameters, COMPONENT_SHARE, seen, days))
