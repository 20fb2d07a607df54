"""From parameters under draws to what the cohort kernel reads: the one place units change."""

from math import exp

import numpy as np
from scipy.optimize import brentq

from esarisk.engine.awards import awards
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.economy import unemployment
from esarisk.engine.population import (
    AGE_CLASSES,
    Groups,
    age_class,
    mortality,
    pension_exit,
    people,
)
from esarisk.jit import Floats
from esarisk.kernels.layout import (
    ASSESSMENT,
    BAND_OF,
    CLOCK_BANDS,
    CREDITS_ONLY,
    LEGACY,
    N_BASES,
    N_CLOCK,
    N_PLACES,
    SUPPORT,
    WRAG,
    Claims,
    Timetable,
)
from esarisk.names import BASES, CLOCK_MONTHS, DESTINATIONS, PHASES
from esarisk.policy.parameters import Parameters
from esarisk.policy.periods import months_between, year_label
from esarisk.policy.stack import Vintage

AFTER_LIMIT = ("income_related", "credits_only", "off")
CLAIM_AGES = {"16-17": (16, 18), "18-24": (18, 25), "25-49": (25, 50), "50+": (50, 70)}
NEVER = 10**6
DAYS_A_WEEK = 7
LEGACY_YOUNGEST = 21
"""Nobody could claim incapacity benefits after October 2008, at sixteen or over."""


def timetable(seen: Vintage, parameters: Parameters, groups: Groups) -> Timetable:
    """What is the same in every draw of a scenario."""
    months = seen.months
    days = [month.start for month in months]
    values = Values(parameters, central_draw(parameters))
    on_flow = _on_flow_shape(parameters, groups, seen)
    limit = values.path("assessment.limit_months", days)[0]
    wait = int(parameters.number("assessment.minimum_wait", seen.day))
    return Timetable(
        on_flow_shape=on_flow,
        pension_exit=pension_exit(parameters, groups, months),
        mortality=mortality(parameters, groups, months),
        age_class=age_class(groups, days).astype(float),
        year_of=np.array([float(seen.all_years.index(year_label(day))) for day in days]),
        weeks=np.array([((m.end - m.start).days + 1) / DAYS_A_WEEK for m in months]),
        start_shape=_start_shape(seen, parameters, groups, on_flow, wait),
        limit_months=limit,
        later_terms_from=_later_terms_from(parameters, seen),
        minimum_wait=wait,
        arrears_from=int(parameters.number("assessment.arrears_from", seen.day)),
    )


def _later_terms_from(parameters: Parameters, seen: Vintage) -> int:
    """Month index from which claims are on the latest terms [code]."""
    terms = parameters["assessment.component_share_by_claim_date"].latest
    return months_between(seen.months[0].start, terms[-1].period.start) if len(terms) > 1 else NEVER


def _on_flow_shape(parameters: Parameters, groups: Groups, seen: Vintage) -> Floats:
    """(group, month) share of the first month's claims; it grows with the population."""
    months = seen.months
    counts = people(parameters, groups, months)
    table = parameters.table("population.claims_by_age")
    claims = table.groupby("age_band")["on_flow"].sum()
    ages = np.stack([groups.ages(month.start) for month in months], axis=1)
    rate = np.zeros_like(counts)
    for band, (first, after) in CLAIM_AGES.items():
        inside = (ages >= first) & (ages < after)
        rate[inside] = claims[band] / counts[:, 0][inside[:, 0]].sum()
    rate[ages < YOUNGEST_RATE] = rate[(ages >= YOUNGEST_RATE)].min(initial=0.0)
    shape = counts * rate
    return shape / shape[:, 0].sum()


YOUNGEST_RATE = 16


def _stock_by_age(parameters: Parameters, groups: Groups, seen: Vintage, youngest: int) -> Floats:
    """(group,) share of the start stock, by published age band and population inside it."""
    table = parameters.table("population.incapacity_stock_by_age")
    start = seen.months[0].start
    newest = max(at for at in table["at"].unique() if at <= start.isoformat()[:7])
    stock = table[table["at"] == newest].set_index("age_band")["value"]
    counts = people(parameters, groups, seen.months[:1])[:, 0]
    ages = groups.ages(start)
    share = np.zeros(len(groups))
    for band, number in stock.items():
        if band == "total":
            continue
        first, last = (int(age) for age in str(band).split("-"))
        inside = (ages >= max(first, youngest)) & (ages < last + 1)
        if last == max(int(str(b).split("-")[1]) for b in stock.index if b != "total"):
            inside |= ages >= last + 1
        total = counts[inside].sum()
        if total > 0:
            share[inside] = number * counts[inside] / total
    return share / share.sum()


def _start_shape(seen: Vintage, parameters: Parameters, groups: Groups, on_flow: Floats, wait: int) -> Floats:
    """(group, place, clock) shape of the start stock, summing to one in each phase."""
    day = seen.months[0].start
    shape = np.zeros((len(groups), N_PLACES, N_CLOCK))
    stock = _stock_by_age(parameters, groups, seen, 0)
    by_phase = {
        LEGACY: _stock_by_age(parameters, groups, seen, LEGACY_YOUNGEST),
        ASSESSMENT: on_flow[:, 0] / on_flow[:, 0].sum(),
        WRAG: stock,
        SUPPORT: stock,
    }
    cards = {
        LEGACY: "start.legacy_basis",
        ASSESSMENT: "on_flow.basis",
        WRAG: "start.wrag_basis",
        SUPPORT: "start.support_basis",
    }
    for phase, groups_share in by_phase.items():
        shares = parameters.vector(cards[phase], BASES, day)
        for basis, share in enumerate(shares):
            clock = _start_clock(parameters, seen, phase, basis, wait)
            shape[:, phase * N_BASES + basis] = share * np.outer(groups_share, clock)
    return shape


def _start_clock(parameters: Parameters, seen: Vintage, phase: int, basis: int, wait: int) -> Floats:
    """(clock,) spread of months since claim at the start [share]."""
    clock = np.zeros(N_CLOCK)
    if phase == LEGACY:
        clock[CLOCK_MONTHS] = 1.0
    elif phase == ASSESSMENT:
        clock = _waiting_clock(parameters, seen, wait)
    else:
        oldest = int(parameters.number("start.oldest_months", seen.day))
        limit = int(parameters.number("assessment.limit_months", seen.months[0].start))
        limited = phase == WRAG and basis not in {BASES.index("income_related"), CREDITS_ONLY}
        length = min(oldest, limit) if limited and limit else oldest
        np.add.at(clock, np.minimum(np.arange(length), CLOCK_MONTHS), 1.0 / length)
    return clock


def _waiting_clock(parameters: Parameters, seen: Vintage, wait: int) -> Floats:
    """(clock,) of claims in assessment at the start: the steady profile that holds the stock.

    The served share is solved so that a steady month's claims hold the start stock.
    """
    day = seen.months[0].start
    hazard = _closure(parameters, seen)
    months = parameters.number("start.assessment", day) / parameters.number("on_flow.claims_a_month", day)

    def profile(served: float) -> Floats:
        weights = np.ones(N_CLOCK)
        for k in range(1, N_CLOCK):
            kept = 1.0 - served if k >= wait else 1.0
            weights[k] = weights[k - 1] * exp(-hazard[k - 1]) * kept
        return weights

    served = brentq(lambda s: profile(s).sum() - months, 1e-6, 1 - 1e-6)
    weights = profile(served)
    return weights / weights.sum()


def _closure(parameters: Parameters, seen: Vintage) -> Floats:
    """(clock,) central hazard of closure [1/month]."""
    bands = np.array(parameters.vector("assessment.closure_hazard", tuple(map(str, CLOCK_BANDS)), seen.day))
    return bands[BAND_OF]


def claims(seen: Vintage, scenarios: list[Values]) -> Claims:
    """What a draw may change; people follow the first scenario, money each of them.

    Parameters
    ----------
    seen : the vintage
    scenarios : values under the same draws; their people must be the same
    """
    values = scenarios[0]
    gap = unemployment(seen, values)
    gap = gap - gap[:, :1]
    paid = [awards(seen, scenario) for scenario in scenarios]
    return Claims(
        start_stock=_start_stock(seen, values),
        claims=_claims_a_month(seen, values, gap),
        claim_basis=values.vector("on_flow.basis", BASES, seen.day),
        off_flow=_off_flow(seen, values),
        off_flow_factor=np.exp(values.number("off_flow.unemployment_response", seen.day)[:, None] * gap),
        age_multiplier=values.vector("off_flow.age_multiplier", tuple(AGE_CLASSES), seen.day),
        mortality_ratio=values.vector("off_flow.mortality_ratio", PHASES, seen.day),
        capacity=_capacity(seen, values),
        outcome=_outcomes(seen, values),
        destination=_destinations(seen, values),
        after_limit=values.vector("assessment.after_limit", AFTER_LIMIT, seen.day),
        award=np.ascontiguousarray(np.stack([award for award, _ in paid], axis=1)),
        arrears=np.ascontiguousarray(np.stack([arrears for _, arrears in paid], axis=1)),
    )


def _start_stock(seen: Vintage, values: Values) -> Floats:
    """(draw, phase) [people]."""
    day = seen.months[0].start
    groups = values.number("start.wrag_and_support", day)
    support = values.number("start.support_share", day)
    columns = {
        "legacy": values.number("start.legacy", day),
        "assessment": values.number("start.assessment", day),
        "wrag": groups * (1.0 - support),
        "support": groups * support,
    }
    return np.stack([columns[phase] for phase in PHASES], axis=1)


def _years_ahead(seen: Vintage) -> Floats:
    """(month,) years since the vintage, nought before it [years]."""
    days = np.array([month.start.toordinal() for month in seen.months])
    return np.maximum(0.0, days - seen.day.toordinal()) / 365.25


def _claims_a_month(seen: Vintage, values: Values, gap: Floats) -> Floats:
    """(draw, month) claims in the base population [people a month]."""
    days = [month.start for month in seen.months]
    level = values.path("on_flow.claims_a_month", days)
    growth = values.number("on_flow.yearly_growth", seen.day)[:, None] * _years_ahead(seen)
    response = values.number("on_flow.unemployment_response", seen.day)[:, None] * gap
    return level * np.exp(growth + response)


def _off_flow(seen: Vintage, values: Values) -> Floats:
    """(draw, phase, band) hazard of leaving by one's own exit, or of closing [1/month]."""
    bands = tuple(map(str, CLOCK_BANDS))
    closure = values.vector("assessment.closure_hazard", bands, seen.day)
    hazards = np.empty((len(values.draws), len(PHASES), len(bands)))
    for p, phase in enumerate(PHASES):
        flat = phase != "assessment"
        hazards[:, p] = values.number(f"off_flow.{phase}", seen.day)[:, None] if flat else closure
    return hazards


def _capacity(seen: Vintage, values: Values) -> Floats:
    """(draw, stream, month) decisions that can be made [decisions a month]."""
    days = [month.start for month in seen.months]
    new = values.path("assessment.new_decisions", days)
    return np.stack([new, values.path("assessment.legacy_decisions", days)], axis=1)


def _outcomes(seen: Vintage, values: Values) -> Floats:
    """(draw, stream, month, outcome) shares of decisions, disputes settled at once [share]."""
    days = [month.start for month in seen.months]
    drift = values.number("assessment.support_share_drift", seen.day)[:, None] * _years_ahead(seen)
    overturned = values.number("assessment.overturned_share", seen.day)[:, None]
    streams = []
    for stream in ("new", "legacy"):
        support = values.path(f"assessment.support_share_{stream}", days) + drift
        wrag = values.path(f"assessment.wrag_share_{stream}", days)
        support, wrag = np.clip(support, 0.0, 0.97), np.clip(wrag, 0.0, 0.97)
        crowded = np.maximum(1.0, (support + wrag) / 0.98)
        support, wrag = support / crowded, wrag / crowded
        fit = 1.0 - support - wrag
        won = overturned * fit if stream == "new" else 0.0 * fit
        passed = support + wrag
        streams.append(
            np.stack([fit - won, wrag + won * wrag / passed, support + won * support / passed], axis=-1)
        )
    return np.ascontiguousarray(np.stack(streams, axis=1))


def _destinations(seen: Vintage, values: Values) -> Floats:
    """(draw, phase + fit for work + limit, destination) shares of leavers [share]."""
    cards = {
        "legacy": "off_flow.destinations",
        "assessment": "off_flow.destinations_closure",
        "wrag": "off_flow.destinations",
        "support": "off_flow.destinations",
        "fit_for_work": "assessment.fit_destinations",
        "limit": "off_flow.destinations_limit",
    }
    rows = [values.vector(card, DESTINATIONS, seen.day) for card in cards.values()]
    return np.stack(rows, axis=1)
