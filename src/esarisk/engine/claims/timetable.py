"""What is the same in every draw: population over time, dated rules, shape of the start stock."""

from collections.abc import Sequence
from datetime import date
from math import exp

import numpy as np

from esarisk.engine.awards.rates import weeks_of
from esarisk.engine.awards.terms import TermDates, own_terms
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.population.groups import Groups, age_class, mortality, pension_exit, people_by_age
from esarisk.engine.population.start_ages import StartAges
from esarisk.jit import Floats
from esarisk.kernels.layout import (
    ASSESSMENT,
    BAND_OF,
    BOTH,
    CLOCK_BANDS,
    CONTRIBUTORY,
    EARLIER,
    N_CLOCK,
    N_PLACES,
    N_TERMS,
    PLACE_OF,
    STATES,
    UC,
    UC_ASSESSMENT,
    WITH_UC,
    WRAG,
    Timetable,
)
from esarisk.names import BASES, CLOCK_MONTHS
from esarisk.policy.parameters import Parameters
from esarisk.policy.periods import months_between, year_label
from esarisk.policy.stack import Vintage

CLAIM_AGES = {"16-17": (16, 18), "18-24": (18, 25), "25-49": (25, 50), "50+": (50, 72)}
NO_MONTH = 10**6
HALVINGS = 50
"""Of an interval as wide as 1: what is left of it is a number's own rounding."""


def timetable(
    seen: Vintage, parameters: Parameters, groups: Groups, terms: TermDates | None = None
) -> Timetable:
    """What is the same in every draw of a scenario; people are told apart by its own terms when not given others."""
    months = seen.months
    days = [month.start for month in months]
    values = Values(parameters, central_draw(parameters))
    on_flow = _on_flow_shape(parameters, groups, seen)
    wait = int(parameters.number("assessment.minimum_wait", seen.day))
    terms_from, uc_terms_from = (_months_from(seen, dates) for dates in terms or own_terms(seen, parameters))
    return Timetable(
        on_flow_shape=on_flow.T,
        pension_exit=pension_exit(parameters, groups, months).T,
        mortality=mortality(parameters, groups, months).T,
        age_class=age_class(groups, days).astype(float).T,
        year_of=np.array([float(seen.all_years.index(year_label(day))) for day in days]),
        weeks=weeks_of(months),
        start_shape=np.moveaxis(_start_shape(seen, parameters, groups, on_flow, wait, terms_from), 0, -1),
        told_apart=np.full(N_PLACES, float(CLOCK_MONTHS)),
        limit_months=values.path("assessment.limit_months", days)[0],
        reconsideration=values.path("disputes.reconsideration_in_force", days)[0],
        terms_from=terms_from,
        uc_terms_from=uc_terms_from,
        order=values.path("capacity.order", days)[0],
        minimum_wait=wait,
        arrears_from=int(parameters.number("assessment.arrears_from", seen.day)),
        top_up_weeks=parameters.number("moves.top_up_arrears", seen.day),
    )


def _months_from(seen: Vintage, dates: Sequence[date]) -> Floats:
    """(later terms,) month index from which each later set of terms is in force, or never [code]."""
    months = [months_between(seen.months[0].start, day) for day in dates]
    return np.array(months + [NO_MONTH] * (N_TERMS - 1 - len(months)), float)


def _on_flow_shape(parameters: Parameters, groups: Groups, seen: Vintage) -> Floats:
    """(group, month) share of the first month's claims; it grows with the population."""
    claims = parameters.table("population.claims_by_age").groupby("age_band")["on_flow"].sum()
    shape = np.zeros((len(groups), len(seen.months)))
    for band, (first, after) in CLAIM_AGES.items():
        counts = people_by_age(parameters, groups, seen.months, first, after)
        shape += claims[band] * counts / counts[:, 0].sum()
    return shape / shape[:, 0].sum()


def _start_shape(
    seen: Vintage, parameters: Parameters, groups: Groups, on_flow: Floats, wait: int, terms_from: Floats
) -> Floats:
    """(group, place, clock) shape of the start stock, summing to one in each state."""
    day = seen.months[0].start
    shape = np.zeros((len(groups), N_PLACES, N_CLOCK))
    claims = on_flow[:, 0] / on_flow[:, 0].sum()
    ages = StartAges(parameters, groups, seen, claims)
    for state, name in enumerate(STATES):
        stock = ages.of(name)
        if state >= UC_ASSESSMENT:  # Universal Credit has one basis
            shape[:, PLACE_OF[state, UC, 0]] = np.outer(stock, _clock(parameters, seen, wait, state, UC))
            continue
        shares = parameters.vector(f"start.{_basis_card(name)}_basis", BASES[:5], day)
        for basis, share in enumerate(shares):
            place = PLACE_OF[state, basis, _start_terms(parameters, seen, state, basis, terms_from)]
            if place < 0 or share == 0.0:
                continue
            clock = _clock(parameters, seen, wait, state, basis)
            shape[:, place] = share * np.outer(claims if state == ASSESSMENT else stock, clock)
    return shape


def _basis_card(state: str) -> str:
    """Name of the card that splits a state's start stock by basis."""
    first = state.split("_", maxsplit=1)[0]
    return {"reconsideration": "assessment", "appeal": "assessment"}.get(first, first)


def _clock(parameters: Parameters, seen: Vintage, wait: int, state: int, basis: int) -> Floats:
    """(clock,) months since claim: of those who wait, or an even spread up to the oldest or the limit [share]."""
    if state == ASSESSMENT or (state == UC_ASSESSMENT and parameters.knows("start.uc_assessment")):
        return _waiting_clock(parameters, seen, wait, STATES[state])
    clock = np.zeros(N_CLOCK)
    if STATES[state].startswith("legacy"):
        clock[CLOCK_MONTHS] = 1.0
        return clock
    oldest = int(parameters.number("start.oldest_months", seen.day))
    limit = int(parameters.number("assessment.limit_months", seen.months[0].start))
    length = min(oldest, limit) if _limited(state, basis) and limit else oldest
    np.add.at(clock, np.minimum(np.arange(length), CLOCK_MONTHS), 1.0 / length)
    return clock


def _limited(state: int, basis: int) -> bool:
    """Whether the one-year limit ends the award."""
    return state == WRAG and basis in {CONTRIBUTORY, BOTH, WITH_UC}


def _start_terms(parameters: Parameters, seen: Vintage, state: int, basis: int, terms_from: Floats) -> int:
    """Terms of the start stock: later only where the limit leaves no award as old as the change [code]."""
    limit = int(parameters.number("assessment.limit_months", seen.months[0].start))
    if not _limited(state, basis) or limit == 0:
        return EARLIER
    return int((terms_from <= -limit).sum())


def _waiting_clock(parameters: Parameters, seen: Vintage, wait: int, state: str) -> Floats:
    """(clock,) of claims in assessment at the start: the steady profile that holds the stock.

    The served share is solved so that a steady month's claims hold the start stock.
    """
    day = seen.months[0].start
    stock = parameters.number(f"start.{state}", day)
    clock = np.zeros(N_CLOCK)
    if stock == 0.0:
        clock[0] = 1.0
        return clock
    bands = np.array(parameters.vector("assessment.closure_hazard", tuple(map(str, CLOCK_BANDS)), day))
    hazard = bands[BAND_OF]
    to_uc = parameters.number("on_flow.uc_share", day)
    share = to_uc if state == "uc_assessment" else 1.0 - to_uc
    months = stock / (share * parameters.number("on_flow.claims_a_month", day))

    def profile(served: float) -> Floats:
        weights = np.ones(N_CLOCK)
        for k in range(1, N_CLOCK):
            kept = 1.0 - served if k >= wait else 1.0
            weights[k] = weights[k - 1] * exp(-hazard[k - 1]) * kept
        return weights

    low, high = 1e-9, 1 - 1e-9  # the more are served, the fewer wait
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if profile(middle).sum() > months else (low, middle)
    weights = profile((low + high) / 2)
    return weights / weights.sum()
