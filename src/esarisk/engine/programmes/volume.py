"""How many a programme can start: money, ramp, staff of its own, hours shared with others, money carried on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf
from typing import Any, NamedTuple

import numpy as np

from esarisk.engine.programmes.dated import steps
from esarisk.engine.programmes.pipeline import staged
from esarisk.jit import Floats
from esarisk.policy.programme_schema import ProgrammeCard
from esarisk.policy.programmes import VOLUNTARY
from esarisk.rules.programmes import effect as rule
from esarisk.units import GBP_MILLION, MONTHS_A_YEAR


class Rollover(NamedTuple):
    """Share of the money not spent that is kept for the next month, and over the end of a financial year."""

    month: float = 0.0
    year: float = 0.0


@dataclass(frozen=True)
class Purse:
    """What became of a programme's money, month by month [GBP]."""

    starts: Floats  # (month,) [people a month]
    given: Floats  # (month,) in it
    spent: Floats  # (month,) in it
    lost: Floats  # (month,) at its end
    carried: Floats  # (month,) out of it


@dataclass(frozen=True)
class Volume:
    """Places of one programme under one draw, for all people."""

    after: Floats  # (month,) at the money given [people a month]
    before: Floats  # (month,) at baseline provision [people a month]
    willing: float  # of the eligible, who would start in a month, asked or called [share]
    hours: float  # of staff a start [hours]
    purse: Purse | None = None  # what became of the money, where some is carried on
    called: Floats | None = None  # (month,) of the eligible, who start because they are referred [share]
    jobseekers: Floats | None = (
        None  # (month,) helped by the same staff, beyond the baseline's [people a month]
    )
    stages: Floats | None = None  # (month,) that money for ideas on their way would buy [people a month]


def volume(
    money: tuple[float | Floats, float],
    f: Mapping[str, float],
    rise: Floats,
    people: Floats,
    first: int,
    rollover: Rollover,
    year_ends: Floats,
    card: ProgrammeCard,
) -> Volume:
    """Places of one programme under one draw of its figures.

    Parameters
    ----------
    money : given, in every month or (month,), and of baseline provision [GBP million a year]
    f : figures by key
    rise : (month,) of costs [ratio]
    people : (month,) eligible on the central path [people]
    first : month from which money differs [code]
    year_ends : (month,) whether a financial year ends [code]
    card : how people enter; its stages, where money buys ideas
    """
    offered = np.broadcast_to(money[0], rise.shape)
    held, since = steps(offered, money[1], first, f["ramp_months"])
    before, full, floor = (places(amount, f, rise, staff_limit(f)) for amount in (money[1], offered, held))
    willing = willing_of(card, f)
    after, purse, on_way = ramped(full, floor, f, since), None, None
    keep = np.where(year_ends > 0.0, rollover.year, rollover.month)
    if card.stages:  # money buys ideas: what is beyond the baseline's, no faster than they come through
        more = np.where(np.arange(rise.size) >= first, np.maximum(offered - money[1], 0.0), 0.0)
        at_scale, on_way = staged(card.stages, more, f, rise, keep)
        after = np.minimum(before + at_scale, staff_limit(f))
    elif max(rollover) > 0.0:
        most = np.minimum(room(full, floor, f, since), people * willing / share_of(f))
        given = np.where(np.arange(rise.size) >= first, offered * GBP_MILLION / MONTHS_A_YEAR, 0.0)
        purse = carried_on(given, f["unit_cost"] * rise / (1.0 - f["outreach_share"]), most, keep)
        after = purse.starts
    before, after = (np.where(np.arange(rise.size) >= first, one, 0.0) for one in (before, after))
    return Volume(after, before, willing, hours_of(f), purse, stages=on_way)


def willing_of(card: ProgrammeCard, f: Mapping[str, float]) -> float:
    """Of the eligible, those who would start in a month: by take-up where they are asked, by referral where called."""
    if card.entry == VOLUNTARY:
        yearly = rule.take_up(f["outreach_share"], f["take_up"], f["take_up_limit"], f["outreach_scale"])
    else:
        yearly = f["referral_rate"]
    start = f["referral_to_start"] if card.rate_counts == "referrals" else 1.0
    return min(1.0, yearly * start / MONTHS_A_YEAR)


def carried_on(given: Floats, cost: Floats, most: Floats, keep: Floats) -> Purse:
    """Spend each month what is given and what was carried into it, as far as places go.

    Parameters
    ----------
    given : (month,) [GBP]
    cost : (month,) of a start, with what finding people costs [GBP a start]
    most : (month,) starts that ramp, staff and willing people allow [people a month]
    keep : (month,) of what is not spent in it, carried into the next [share]
    """
    starts, spent, lost, carried = np.zeros((4, given.size))
    held = 0.0
    for m in range(given.size):
        available = given[m] + held
        starts[m] = min(available / cost[m], most[m])
        spent[m] = starts[m] * cost[m]
        over = max(0.0, available - spent[m])
        held = keep[m] * over
        lost[m], carried[m] = over - held, held
    return Purse(starts, given, spent, lost, carried)


def with_pools(
    volumes: Sequence[Volume], pools: Sequence[tuple[str, float] | None], *, pro_rata: bool
) -> list[Volume]:
    """Volumes held to the hours of staff that programmes share: in proportion, or first come first.

    A pool, by name and hours a year, has hours for starts beyond baseline provision; a programme
    that is cut frees its own. Where hours are enough nothing changes.
    """
    found = list(volumes)
    for name, hours in dict.fromkeys(pool for pool in pools if pool):
        mine = [p for p, pool in enumerate(pools) if pool and pool[0] == name]
        more = np.stack([(found[p].after - found[p].before) * found[p].hours for p in mine])
        asked = np.maximum(more, 0.0)
        freed = -np.minimum(more, 0.0).sum(axis=0)
        granted = shared_hours(asked, hours / MONTHS_A_YEAR + freed, pro_rata=pro_rata)
        for p, wanted, given in zip(mine, asked, granted, strict=True):
            held = found[p].before + given / found[p].hours
            found[p] = replace(found[p], after=np.where(given < wanted, held, found[p].after))
    return found


def shared_hours(asked: Floats, hours: Floats, *, pro_rata: bool) -> Floats:
    """(programme, month) hours granted of those asked for, in the order in which programmes draw [hours a month]."""
    if pro_rata:
        whole = np.maximum(asked.sum(axis=0), hours)
        return asked * np.divide(hours, whole, out=np.ones_like(whole), where=whole > 0.0)
    ahead = np.cumsum(asked, axis=0) - asked
    return np.clip(hours - ahead, 0.0, asked)


def hours_of(f: Mapping[str, float]) -> float:
    """Hours of staff a start [hours]."""
    return rule.hours_a_start(f["unit_cost"], f["contact_share"], f["cost_per_hour"])


def hours_change(f: Mapping[str, Any], money: Floats) -> Floats:
    """(month,) change of hours a person, relative to the usual, when money a person is so much of the usual [ratio]."""
    each = {m: rule.hours_left(m, f["contact_share"], f["overhead_fixed"]) - 1.0 for m in set(money.tolist())}
    return np.array([each[m] for m in money.tolist()])


def share_of(f: Mapping[str, Any]) -> float:
    """Share of starts from the modelled caseload, never quite nothing."""
    return float(max(f["caseload_share"], 1e-6))


def places(money: float | Floats, f: Mapping[str, float], rise: Floats, staffed: float) -> Floats:
    """(month,) starts that money [GBP million a year] and staff [people a month] allow, of all people."""
    pairs = list(
        zip(np.broadcast_to(money, rise.shape).tolist(), (f["unit_cost"] * rise).tolist(), strict=True)
    )
    found = {pair: _places_of(*pair, f["outreach_share"], staffed) for pair in set(pairs)}  # few: one a year
    return np.array([found[pair] for pair in pairs])


def _places_of(money: float, cost: float, outreach: float, staffed: float) -> float:
    return rule.starts(
        rule.affordable_starts(money * GBP_MILLION / MONTHS_A_YEAR, outreach, cost), staffed, inf
    )


def staff_limit(f: Mapping[str, float]) -> float:
    """Starts that a programme's own staff and specialists allow [people a month]."""
    staffed = f["staff_hours"] / hours_of(f) / MONTHS_A_YEAR if "staff_hours" in f else inf
    return min(staffed, f["specialist_places"] / MONTHS_A_YEAR if "specialist_places" in f else inf)


def ramped(full: Floats, floor: Floats, f: Mapping[str, float], since: Floats) -> Floats:
    """(month,) starts on the way to the full level; a cut is felt at once.

    Parameters
    ----------
    floor : (month,) starts that were reached when money changed [people a month]
    since : (month,) months since then
    """
    rising = np.array([rule.ramp(m, f["ramp_months"]) for m in range(ceil(f["ramp_months"]) + 1)])
    share = rising[np.clip(since, 0, rising.size - 1)]
    return np.where(full > floor, floor + (full - floor) * share, full)


def room(full: Floats, floor: Floats, f: Mapping[str, float], since: Floats) -> Floats:
    """(month,) starts for which there is room while money is carried on: the ramp goes on at its pace.

    Money that the ramp left unspent needs more room than a year's money does.
    """
    pace = (since + 1.0).clip(0.0) / max(f["ramp_months"], 1.0)
    grown = floor + np.maximum(full - floor, 0.0) * pace
    return np.minimum(grown, staff_limit(f))
