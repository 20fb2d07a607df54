"""From parameters under draws to what the cohort kernel reads."""

from datetime import date

import numpy as np

from esarisk.engine.awards.mean_awards import fill_awards
from esarisk.engine.awards.terms import TermDates, own_terms
from esarisk.engine.claims.interviews import interview_waits
from esarisk.engine.draws import Values, central_path
from esarisk.engine.economy.forecast import unemployment
from esarisk.jit import Floats
from esarisk.kernels.layout import (
    CLOCK_BANDS,
    N_LINES,
    N_OUTCOME_ROWS,
    N_OUTCOMES,
    N_PLACES,
    N_STREAMS,
    NEW,
    OFF_MONTHS,
    STATES,
    TO_UC,
    Claims,
)
from esarisk.names import AGE_CLASSES, BASES, DESTINATIONS, STREAMS
from esarisk.policy.stack import Vintage

AFTER_LIMIT = ("income_related", "credits_only", "off")
CLAIM_BASES = BASES[:4]
OUTCOME_ROWS = (*STREAMS, "repeat_wrag", "repeat_support")
CLOCK_NAMES = tuple(map(str, CLOCK_BANDS))
REFERRED = ("legacy", "wrag", "support")
MOST = 0.98
"""Awards of a stream are held to this share of its decisions, so that no share is negative."""


def claims(seen: Vintage, scenarios: list[Values], terms: TermDates | None = None) -> Claims:
    """What a draw may change; people follow the first scenario, money each of them.

    Parameters
    ----------
    seen : the vintage
    scenarios : values under the same draws; their people must be the same
    terms : dates by which people are told apart; the first scenario's own when not given
    """
    values = scenarios[0]
    days = [month.start for month in seen.months]
    gap = unemployment(seen, values)
    gap = gap - gap[:, :1]
    dates = terms or own_terms(seen, values.parameters)
    award = np.empty((len(values.draws), len(scenarios), len(days), N_PLACES, N_LINES))
    arrears = np.empty(award.shape[:-1])
    for i, scenario in enumerate(scenarios):
        fill_awards(seen, scenario, dates, award[:, i], arrears[:, i])
    response = values.number("off_flow.unemployment_response", seen.day)[:, None]
    made = _claims_a_month(seen, values, gap)
    return Claims(
        start_stock=_start_stock(seen, values),
        claims=made,
        interview_wait=interview_waits(values, days),
        claim_basis=_claim_basis(values, days),
        off_flow=_off_flow(seen, values),
        off_flow_factor=np.exp(response * gap),
        age_multiplier=values.vector("off_flow.age_multiplier", tuple(AGE_CLASSES), seen.day),
        mortality_ratio=_mortality_ratio(seen, values),
        capacity=_capacity(seen, values, days, made),
        outcome=_outcomes(seen, values),
        referral=_referral(values, days),
        dispute=values.path("disputes.disputed_share", days),
        reconsidered=_columns(
            seen,
            values,
            "disputes.reconsidered_in_month",
            "disputes.reconsideration_won",
            "disputes.appealed_share",
        ),
        appealed=np.stack(
            [values.path(f"disputes.{name}", days) for name in ("heard_in_month", "appeal_won")], axis=-1
        ),
        worsening=values.path("moves.worsening", days),
        top_up=values.path("moves.top_up", days),
        migration=_migration(values, days),
        return_share=values.vector("off_flow.return_share", tuple(map(str, range(OFF_MONTHS))), seen.day),
        destination=_destinations(seen, values),
        after_limit=values.vector("assessment.after_limit", AFTER_LIMIT, seen.day),
        award=award,
        arrears=arrears,
    )


def _columns(seen: Vintage, values: Values, *addresses: str) -> Floats:
    """(draw, address) numbers in force on the vintage's day."""
    return np.stack([values.number(address, seen.day) for address in addresses], axis=1)


def _start_stock(seen: Vintage, values: Values) -> Floats:
    """(draw, state) [people]."""
    day = seen.months[0].start
    stock = np.zeros((len(values.draws), len(STATES)))
    for s, state in enumerate(STATES):
        address = f"start.{state}"
        if address in values.parameters and values.parameters.knows(address):
            stock[:, s] = values.number(address, day)
    return stock


def years_ahead(seen: Vintage) -> Floats:
    """(month,) years since what is known, nought before it [years]."""
    days = np.array([month.start.toordinal() for month in seen.months])
    return np.maximum(0.0, days - seen.known_to.toordinal()) / 365.25


def _claims_a_month(seen: Vintage, values: Values, gap: Floats) -> Floats:
    """(draw, month) claims in the base population [people a month].

    The published path already holds the effect of unemployment up to the vintage.
    """
    days = [month.start for month in seen.months]
    level = values.path("on_flow.claims_a_month", days)
    ahead = years_ahead(seen)
    growth = values.number("on_flow.yearly_growth", seen.day)[:, None] * ahead
    at_vintage = max(0, int(np.argmax(ahead > 0)) - 1)
    later = np.where(ahead > 0, gap - gap[:, at_vintage : at_vintage + 1], 0.0)
    response = values.number("on_flow.unemployment_response", seen.day)[:, None] * later
    return level * np.exp(growth + response)


def _capacity(seen: Vintage, values: Values, days: list[date], made: Floats) -> Floats:
    """(draw, stream, month) decisions that can be made; on claims they may follow what is claimed.

    Parameters
    ----------
    made : (draw, month) claims [people a month]
    """
    capacity = np.stack([values.path(f"capacity.{stream}", days) for stream in STREAMS], axis=1)
    follows = values.number_or("capacity.follows_claims", seen.day, 0.0)[:, None]
    if follows.any():
        above = made / central_path(values.parameters["on_flow.claims_a_month"], days) - 1.0
        for stream in (NEW, TO_UC):
            capacity[:, stream] *= 1.0 + follows * above
    return capacity


def _claim_basis(values: Values, days: list[date]) -> Floats:
    """(draw, month, basis) share of all claims by basis, claims to Universal Credit last."""
    shares = np.zeros((len(values.draws), len(days), len(BASES)))
    uc = values.path("on_flow.uc_share", days)
    for b, basis in enumerate(CLAIM_BASES):
        shares[:, :, b] = values.path(f"on_flow.{basis}_share", days)
    total = shares.sum(axis=2, keepdims=True)
    shares = shares / total * (1.0 - uc)[:, :, None]
    shares[:, :, -1] = uc
    return shares


def _off_flow(seen: Vintage, values: Values) -> Floats:
    """(draw, state, band) hazard of leaving by one's own exit, or of closing [1/month]."""
    hazards = np.zeros((len(values.draws), len(STATES), len(CLOCK_NAMES)))
    closure = values.vector("assessment.closure_hazard", CLOCK_NAMES, seen.day)
    uc_level = values.number_or("off_flow.uc_level", seen.day, 1.0)[:, None]
    for s, state in enumerate(STATES):
        if state in {"assessment", "uc_assessment"}:
            hazards[:, s] = closure
        elif state not in {"reconsideration", "appeal"}:
            held = state.replace("_waiting", "").replace("_review", "")
            level = uc_level if held.startswith("uc_") else 1.0
            hazards[:, s] = level * values.number(f"off_flow.{held}", seen.day)[:, None]
    return hazards


def _mortality_ratio(seen: Vintage, values: Values) -> Floats:
    """(draw, state) [ratio]."""
    words = ("legacy", "assessment", "wrag", "support")
    by_phase = dict(zip(words, values.vector("off_flow.mortality_ratio", words, seen.day).T, strict=True))
    like = {"reconsideration": "assessment", "appeal": "assessment", "uc": "assessment"}
    rows = []
    for state in STATES:
        word = {"uc_lcw": "wrag", "uc_lcwra": "support"}.get(state, state.split("_")[0])
        rows.append(by_phase[like.get(word, word)])
    return np.stack(rows, axis=1)


def _referral(values: Values, days: list[date]) -> Floats:
    """(draw, state, month) share called for reassessment in a month [share]."""
    shares = np.zeros((len(values.draws), len(STATES), len(days)))
    for state in REFERRED:
        shares[:, STATES.index(state)] = values.path(f"referral.{state}", days)
    return shares


def _migration(values: Values, days: list[date]) -> Floats:
    """(draw, month) share of income-related awards that move to Universal Credit [share]."""
    natural = values.path("moves.natural_migration", days)
    managed = values.path("moves.managed_migration", days)
    return 1.0 - (1.0 - natural) * (1.0 - managed)


def _outcomes(seen: Vintage, values: Values) -> Floats:
    """(draw, outcome row, month, outcome) shares of decisions before any dispute [share]."""
    days = [month.start for month in seen.months]
    drift = values.number("decisions.support_drift", seen.day)[:, None] * years_ahead(seen)
    shares = np.zeros((len(values.draws), N_OUTCOME_ROWS, len(days), N_OUTCOMES))
    for r, row in enumerate(OUTCOME_ROWS):
        if row == "repeat":
            continue
        support = np.clip(values.path(f"decisions.support_{row}", days) + drift, 0.0, MOST)
        wrag = np.clip(values.path(f"decisions.wrag_{row}", days), 0.0, MOST)
        crowded = np.maximum(1.0, (support + wrag) / MOST)
        shares[:, r, :, 1], shares[:, r, :, 2] = wrag / crowded, support / crowded
        shares[:, r, :, 0] = 1.0 - shares[:, r, :, 1] - shares[:, r, :, 2]
    return shares


def _destinations(seen: Vintage, values: Values) -> Floats:
    """(draw, state + fit for work + limit, destination) shares of leavers [share]."""
    closures = {"assessment", "uc_assessment"}
    cards = [
        "off_flow.destinations_closure" if state in closures else "off_flow.destinations" for state in STATES
    ]
    cards += ["off_flow.destinations_fit", "off_flow.destinations_limit"]
    return np.stack([values.vector(card, DESTINATIONS, seen.day) for card in cards], axis=1)


assert len(STREAMS) == N_STREAMS
