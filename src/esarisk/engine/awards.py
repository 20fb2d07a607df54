"""Mean weekly awards by place, from published rates and their uprating, under draws."""

import numpy as np

from esarisk.engine.draws import Values
from esarisk.engine.rates import Rates
from esarisk.engine.uc_health import add_universal_credit
from esarisk.jit import Floats, elementwise
from esarisk.kernels.layout import (
    APPEAL,
    ARREARS,
    ASSESSMENT,
    BOTH,
    CONTRIBUTORY,
    EARLIER,
    INCOME_RELATED,
    LATER,
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
from esarisk.names import LINES
from esarisk.policy.stack import Vintage
from esarisk.rules.awards import applicable_amount, contributory_award, income_related_excess

CONTRIBUTORY_LINE = LINES.index("contributory")
INCOME_RELATED_LINE = LINES.index("income_related")
LEGACY_LINE = LINES.index("legacy")

_contributory = elementwise(contributory_award)
_applicable = elementwise(applicable_amount)
_greater_of = elementwise(income_related_excess)


def awards(seen: Vintage, values: Values) -> tuple[Floats, Floats]:
    """Mean weekly awards, and what a late favourable decision adds for each week of arrears.

    Returns
    -------
    award : (draw, month, place, line) [GBP a week]
    arrears : (draw, month, place) award less the assessment-phase award [GBP a week]
    """
    rates = Rates(seen, values)
    award = np.zeros((len(values.draws), len(seen.months), N_PLACES, N_LINES))
    _add_esa(award, values, rates)
    _add_legacy(award, values, rates)
    add_universal_credit(award, values, rates)
    return award, _arrears(award)


def _add_esa(award: Floats, values: Values, rates: Rates) -> None:
    """Contributory and income-related awards by state and basis."""
    day = rates.seen.day
    factor = values.number("awards.esa_factor", day)[:, None]
    young = values.number("awards.under_25_share", day)[:, None]
    extra = values.number("awards.income_related_extra", day)[:, None] * rates.price_index()
    single = rates.monthly("personal_allowance")
    mixed = young * rates.monthly("personal_allowance_under_25") + (1 - young) * single
    component = rates.monthly("work_related_component")
    support, premium = rates.monthly("support_component"), rates.monthly("enhanced_disability_premium")
    nothing = np.zeros_like(single)
    later = component * later_component_share(values)
    assessed, in_support = (mixed, nothing, extra), (single, support, extra + premium)
    in_wrag = ((single, component, extra), (single, later, extra))
    for state, terms, (allowance, added, premiums) in (
        (ASSESSMENT, EARLIER, assessed),
        (APPEAL, EARLIER, assessed),
        (SUPPORT, EARLIER, in_support),
        (SUPPORT_REVIEW, EARLIER, in_support),
        *((state, terms, in_wrag[terms]) for state in (WRAG, WRAG_REVIEW) for terms in (EARLIER, LATER)),
    ):
        contributory = factor * _contributory(allowance, added)
        applicable = factor * _applicable(allowance, added, premiums)
        for basis in (CONTRIBUTORY, BOTH, WITH_UC):
            award[:, :, PLACE_OF[state, basis, terms], CONTRIBUTORY_LINE] = contributory
        both, income_related = PLACE_OF[state, BOTH, terms], PLACE_OF[state, INCOME_RELATED, terms]
        award[:, :, both, INCOME_RELATED_LINE] = _greater_of(applicable, contributory)
        award[:, :, income_related, INCOME_RELATED_LINE] = applicable


def _add_legacy(award: Floats, values: Values, rates: Rates) -> None:
    """Incapacity benefits at their mean payment, uprated as premiums are."""
    day = rates.seen.day
    weekly = values.number("awards.legacy_weekly", day) * values.number("awards.legacy_factor", day)
    paid = weekly[:, None] * rates.price_index()
    for state in (LEGACY, LEGACY_WAITING):
        for basis in (CONTRIBUTORY, BOTH, INCOME_RELATED):
            award[:, :, PLACE_OF[state, basis, 0], LEGACY_LINE] = paid


def _arrears(award: Floats) -> Floats:
    """(draw, month, place) award less that of the assessment phase on the same basis.

    A top-up that starts late is owed itself: what both pay above the contributory award.
    """
    paid = award[..., :ARREARS].sum(axis=-1)
    owed = np.zeros_like(paid)
    for place, (state, basis, _terms) in enumerate(PLACES):
        if state in {WRAG, SUPPORT}:
            assessed = paid[:, :, PLACE_OF[ASSESSMENT, basis, 0]]
            owed[:, :, place] = np.maximum(0.0, paid[:, :, place] - assessed)
    with_top_up, without = PLACE_OF[SUPPORT, BOTH, 0], PLACE_OF[SUPPORT, CONTRIBUTORY, 0]
    owed[:, :, TOP_UP_ARREARS] = np.maximum(0.0, paid[:, :, with_top_up] - paid[:, :, without])
    return owed


def later_component_share(values: Values) -> float:
    """Share of the work-related component that claims on the latest terms are paid [share]."""
    latest = values.parameters["assessment.component_share_by_claim_date"].latest[-1].value
    assert isinstance(latest, float)
    return latest
