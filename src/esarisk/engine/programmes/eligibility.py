"""Who may start a programme, in which order, and what becomes of them without any effect."""

from dataclasses import dataclass

import numpy as np

from esarisk.engine.claims.cohort import project_batch
from esarisk.jit import Floats
from esarisk.kernels.layout import (
    BAND_OF,
    N_CLOCK,
    N_PLACES,
    N_RANKS,
    NOBODY,
    PHASE_OF,
    WORK,
    Claims,
    Timetable,
    no_provision,
)
from esarisk.names import DESTINATIONS, PHASES
from esarisk.policy.periods import financial_year
from esarisk.policy.programmes import Programme
from esarisk.policy.stack import Vintage

NEAREST = ("uc_assessment", "assessment", "uc_lcw", "wrag", "appeal", "uc_lcwra", "support", "legacy")
"""Phases from nearest to work to furthest, for rationing."""
PHASES_TOGETHER = (("wrag", "uc_lcw"), ("support", "uc_lcwra"))
"""Phases of the work-related activity group and of the support group, and what becomes of them."""


def first_month(seen: Vintage) -> int:
    """Month index from which money is away from its baseline: the first projected one [code]."""
    start = financial_year(seen.years[0]).start
    return next(m for m, month in enumerate(seen.months) if month.start >= start)


def eligible_of(programme: Programme) -> Floats:
    """(place, clock) of those who stand there, who may start [share]."""
    card = programme.card.eligible
    phases = [PHASES.index(phase) for phase in card.phases]
    low, high = card.months_since_claim or (0, N_CLOCK)
    share = 1.0
    for key in ("prognosis_share", "condition_share", "area_share", "previous_share"):
        share *= programme.number(key)
    clock = (np.arange(N_CLOCK) >= low) & (np.arange(N_CLOCK) <= high)
    return share * np.outer(np.isin(PHASE_OF, phases), clock)


def rank_of(programme: Programme) -> Floats:
    """(place, clock) order in which places are given out: by phase, then by months since claim [code]."""
    if programme.card.order == "random":
        return np.zeros((N_PLACES, N_CLOCK))
    phase = np.array([NEAREST.index(PHASES[p]) if p >= 0 else 0 for p in PHASE_OF], float)
    distance = phase[:, None] * BAND_OF.max() + BAND_OF[None, :]
    inside = eligible_of(programme) > 0
    edges = np.quantile(np.unique(distance[inside]), np.linspace(0, 1, N_RANKS + 1)[1:-1])
    ranks = np.searchsorted(edges, distance, side="left").astype(float)
    return ranks if programme.card.order == "nearest" else ranks.max() - ranks


@dataclass(frozen=True)
class Sight:
    """What the central path shows of each programme's people, before any effect."""

    eligible: Floats  # (programme, month) [people]
    staying: Floats  # (programme, months since start) of the first month's starters, still on benefit [share]
    in_wrag: Floats  # (programme, months since start) of them in the work-related activity group [share]
    in_support: Floats  # (programme, months since start) of them in the support group [share]
    elsewhere: Floats  # (programme, months since start) of them, left anyway for anything but work [share]


def look(fixed: Timetable, centre: Claims, eligible: Floats, rank: Floats, first: int) -> Sight:
    """Start one person in each programme's first month, without effect, and follow them."""
    months, programmes = fixed.weeks.size, len(eligible)
    places = np.zeros((1, programmes, months))
    places[:, :, first:] = NOBODY  # the eligible are counted in months with a place
    places[:, :, first] = 1.0
    take_up, empty = np.ones_like(places), np.zeros((1, programmes, N_CLOCK))
    probe = no_provision(1, months)._replace(
        eligible=eligible, rank=rank, places=places, places_before=np.zeros_like(places),
        take_up=take_up, take_up_before=take_up, effect=empty, drift=empty, sanction=empty, scale=take_up,
        saturation=np.zeros((1, programmes)), to_work=empty, added_to=np.zeros((1, programmes, len(DESTINATIONS))),
    )  # fmt: skip
    totals, turned = (
        project_batch(fixed, centre, probe._replace(to_work=empty + all_)) for all_ in (0.0, 1.0)
    )
    inside = totals.reached[0, first:, 1:].transpose(1, 0, 2)
    began = np.maximum(inside[:, :1].sum(axis=2), NOBODY)
    wrag, support = (
        inside[:, :, [PHASES.index(phase) for phase in two]].sum(axis=2) for two in PHASES_TOGETHER
    )
    more = (turned.block_off_flow - totals.block_off_flow)[0, first:, 1:, WORK].T
    shares = (inside.sum(axis=2), wrag, support, more.cumsum(axis=1))
    return Sight(totals.eligible[0].T, *(people / began for people in shares))


def sight_of(programme: Programme, fixed: Timetable, centre: Claims, seen: Vintage) -> Sight:
    """What the central path shows of one programme's people."""
    return look(fixed, centre, eligible_of(programme)[None], rank_of(programme)[None], first_month(seen))
