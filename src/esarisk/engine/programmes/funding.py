"""Programmes funded away from baseline provision: from pounds a year to what the kernel reads.

Money, staff and willing people bound the starts; what a start does is the programme's own effect
by month, solved into an added hazard of leaving; its size shrinks with scale and with the hours a
person gets. Baseline provision is already in the observed hazards, so only a change of money has
a block: zero change is the baseline to the bit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from esarisk.engine.draws import Draws
from esarisk.engine.economy.prices import prices
from esarisk.engine.programmes.advisers import (
    with_advisers,
)
from esarisk.engine.programmes.effects import (
    Effects,
    Number,
    effects,
    expected_scale,
    figures_of,
    programme_draws,
)
from esarisk.engine.programmes.eligibility import Sight, eligible_of, first_month, look, rank_of
from esarisk.engine.programmes.funded import Funded
from esarisk.engine.programmes.volume import (
    Rollover,
    Volume,
    hours_change,
    hours_of,
    share_of,
    volume,
    with_pools,
)
from esarisk.jit import Floats
from esarisk.kernels.layout import NOBODY, WORK, Claims, Provision, Timetable
from esarisk.names import COMPETITION, DESTINATIONS
from esarisk.policy.periods import year_label
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage
from esarisk.rules.programmes import effect as rule
from esarisk.units import MONTHS_A_YEAR

YEAR_ENDS = 3
"""The financial year's last month: March."""
MOST_OFF = 0.95
"""An effect takes no more than this share of those still on benefit, so that a hazard exists."""
MOST_DRIFT = 0.5
SAME_FOR_ALL = {"eligible", "rank", "pro_rata"}
"""What the kernel reads of programmes that no draw changes."""

Figures = list[dict[str, Number]]
Sights = dict[tuple[bytes, ...], Sight]
"""By who may start and in which order."""


@dataclass(frozen=True)
class Funding:
    """What a scenario funds away from its baseline, with every draw's figures."""

    levels: list[Funded]  # programmes in the order in which they draw on people
    figures: list[Figures]  # of each programme
    provision: Provision  # what the kernel reads, for each draw
    volumes: list[list[Volume]]  # of each programme, for each draw

    @property
    def where(self) -> tuple[Floats, Floats]:
        """(programme, place, clock) of those who stand there, who may start; their rank."""
        return self.provision.eligible, self.provision.rank

    def rows(self, first: int, last: int) -> Provision:
        """What the kernel reads for some of the draws."""
        part = {k: v[first:last] for k, v in self.provision._asdict().items() if k not in SAME_FOR_ALL}
        return self.provision._replace(**part)


def funding_together(parts: Sequence[Funding | None]) -> Funding | None:
    """Funding of batches of draws, one after the other; nothing where there is none."""
    some = [part for part in parts if part is not None]
    if not some:
        return None
    first = some[0].provision._asdict()
    whole: dict[str, Any] = {
        name: np.concatenate([getattr(part.provision, name) for part in some])
        for name in first.keys() - SAME_FOR_ALL
    }
    each = range(len(some[0].levels))
    figures = [[one for part in some for one in part.figures[p]] for p in each]
    volumes = [[one for part in some for one in part.volumes[p]] for p in each]
    return Funding(some[0].levels, figures, some[0].provision._replace(**whole), volumes)


@dataclass(frozen=True)
class Offer:
    """Programmes away from their baseline, who is eligible and what is drawn for them; figures come batch by batch."""

    library: Library  # for prices: costs move between years by the deflator as read today
    seen: Vintage
    levels: list[Funded]
    sight: Sight  # who may start, and what becomes of them, on the central path
    where: tuple[
        Floats, Floats
    ]  # (programme, place, clock) of those who stand there, who may start; their rank
    scores: list[Draws]  # of each programme's own uncertainties
    pro_rata: int  # how programmes share staff and people [code]

    def funding(self, first: int, last: int) -> Funding:
        """What the kernel reads of some of the draws."""
        figures = [
            figures_of(level.programme, draws.rows(first, last))
            for level, draws in zip(self.levels, self.scores, strict=True)
        ]
        volumes = _volumes(
            self.library, self.seen, self.levels, figures, self.sight, pro_rata=bool(self.pro_rata)
        )
        parts = [
            [
                _inputs(level, _plain(f), places, self.sight, p)
                for f, places in zip(figures[p], volumes[p], strict=True)
            ]
            for p, level in enumerate(self.levels)
        ]
        by_name = {
            name: np.stack([[row[name] for row in part] for part in parts], axis=1) for name in parts[0][0]
        }
        eligible, rank = self.where
        provision = Provision(eligible=eligible, rank=rank, pro_rata=self.pro_rata, **by_name)
        return Funding(self.levels, figures, provision, volumes)


def offer_of(
    library: Library,
    seen: Vintage,
    levels: Sequence[Funded],
    fixed: Timetable,
    centre: Claims,
    draws: Draws,
    competition: str = COMPETITION[0],
    seen_before: Sights | None = None,
) -> Offer | None:
    """Programmes away from their baseline; nothing where none is.

    Parameters
    ----------
    fixed, centre : timetable and the central path's claims, to see who is eligible and who leaves
    draws : of the run, for their scrambles
    seen_before : what was seen of them, for levels of money for the same people to share
    """
    if not levels:
        return None
    where = (
        np.stack([eligible_of(f.programme) for f in levels]),
        np.stack([rank_of(f.programme) for f in levels]),
    )
    sights, people = {} if seen_before is None else seen_before, _people(where)
    if people not in sights:
        sights[people] = look(fixed, centre, *where, first_month(seen))
    scores = [programme_draws(f.programme, draws) for f in levels]
    return Offer(library, seen, list(levels), sights[people], where, scores, COMPETITION.index(competition))


def _people(where: Sequence[Floats]) -> tuple[bytes, ...]:
    """Who may start and in which order, to be compared."""
    return tuple(part.tobytes() for part in where)


def families(offers: Sequence[Offer | Funding | None]) -> list[list[int]]:
    """Which of some ask for the same people in the same order, and differ only in money."""
    found: dict[tuple[object, ...], list[int]] = {}
    for i, one in enumerate(offers):
        key = (None,) if one is None else _people(one.where)
        found.setdefault(key, []).append(i)
    return list(found.values())


def funding_of(
    library: Library,
    seen: Vintage,
    levels: Sequence[Funded],
    fixed: Timetable,
    centre: Claims,
    draws: Draws,
    competition: str = COMPETITION[0],
    seen_before: Sights | None = None,
) -> Funding | None:
    """What the kernel reads of some programmes, for every draw; nothing where none is away from its baseline.

    Parameters
    ----------
    fixed, centre, draws, seen_before : as `offer_of`
    """
    offer = offer_of(library, seen, levels, fixed, centre, draws, competition, seen_before)
    return offer.funding(0, len(draws)) if offer else None


# --- how many ----------------------------------------------------------------------------------


def _volumes(
    library: Library,
    seen: Vintage,
    levels: Sequence[Funded],
    figures: Sequence[Figures],
    sight: Sight,
    *,
    pro_rata: bool,
) -> list[list[Volume]]:
    """Volumes of every programme, for each draw; programmes meet only at the hours of staff they share."""
    first = first_month(seen)
    ends = np.array([float(month.start.month == YEAR_ENDS) for month in seen.months])
    alone = []
    labels = [year_label(month.start) for month in seen.months]
    for p, (level, rows) in enumerate(zip(levels, figures, strict=True)):
        rates = prices(library.parameters, level.programme.number("early_inflation"))
        rise = rates.rise(level.programme.price_year("unit_cost"), labels)
        given = level.before if level.thinner else level.by_month(len(labels))
        money = (given, level.before)
        terms = (rise, sight.eligible[p], first)
        card = level.programme.card
        alone.append([volume(money, f, *terms, _rollover(level, f), ends, card) for f in map(_plain, rows)])
    pools = [level.pool for level in levels]
    together = [with_pools(of_draw, pools, pro_rata=pro_rata) for of_draw in zip(*alone, strict=True)]
    if any(level.kept for level in levels):
        kept, programmes = [level.kept for level in levels], [level.programme for level in levels]
        draws = zip(zip(*figures, strict=True), together, strict=True)
        together = [with_advisers(kept, programmes, rows, alone, sight, first) for rows, alone in draws]
    return [list(one) for one in zip(*together, strict=True)]


def _rollover(level: Funded, f: Mapping[str, float]) -> Rollover:
    """What is kept of money not spent: as the scenario says, or the programme's file. Thinner help has none over."""
    usual = Rollover(f["rollover_month"], f["rollover_year"])
    return Rollover() if level.thinner else level.rollover or usual


def _plain(figures: Mapping[str, Number]) -> dict[str, float]:
    """Figures that are one number."""
    return {key: value for key, value in figures.items() if isinstance(value, float)}


def _inputs(level: Funded, f: Mapping[str, float], places: Volume, sight: Sight, p: int) -> dict[str, Floats]:
    """Kernel inputs of one programme under one draw of its figures."""
    share = share_of(f)
    before, after, willing = places.before, places.after, places.willing
    one = effects(f, sight.staying.shape[1] + 1)
    drift = _drift(one, sight.in_wrag[p])
    starts = [np.minimum(x, sight.eligible[p] * willing / share) * MONTHS_A_YEAR for x in (after, before)]
    if level.thinner:
        # The baseline's own starts: people are no further limit, though starters are now followed.
        after, willing = starts[0] / MONTHS_A_YEAR, 1.0
        scale = expected_scale(f) * _left(f, starts[0], np.zeros_like(before))
        hours = hours_of(f)  # with what the money buys for as many people, relative to the baseline's
        thinner = hours_change(f, level.by_month(before.size) / level.before)
        left = {
            t: rule.relative_intensity(hours * (1.0 + t), hours, f["half_saturation"]) for t in set(thinner)
        }
        scale = scale * (np.array([left[t] for t in thinner]) - 1.0)
        before = np.where(thinner == 0.0, after, 0.0)  # months of usual help follow nobody
        drift = drift * thinner[thinner != 0.0].mean() if thinner.any() else drift
    else:
        scale = expected_scale(f) * _left(f, *starts)
    return {
        "places": after * share,
        "places_before": before * share,
        "take_up": np.full(after.size, willing) if places.called is None else places.called,
        "take_up_before": np.full(after.size, willing),
        "effect": added_hazard(one.off_benefit, sight.staying[p]),
        "drift": drift,
        "sanction": sanction_hazard(f, sight.in_wrag[p]) * (not level.thinner),
        "scale": scale,
        "saturation": np.array(f["diminishing"]),
        "to_work": _to_work(one, sight.elsewhere[p], f),
        "added_to": _added_to(f),
    }


# --- what it does ------------------------------------------------------------------------------


def added_hazard(off_benefit: Floats, staying: Floats) -> Floats:
    """(months since start,) hazard of leaving that gives a published difference in being off benefit [1/month].

    Of starters who stay without the programme, x(m) = difference ÷ staying are off because of it;
    the hazard added in month m + 1 is ln(1 - x(m)) - ln(1 - x(m + 1)), below nought where it fades.

    Parameters
    ----------
    off_benefit : (months since start,) additional off benefit, one month more than `staying` [share]
    staying : (months since start,) on benefit without the programme [share]
    """
    still = np.append(staying, staying[-1])
    gone = np.minimum(off_benefit / np.maximum(still, NOBODY), MOST_OFF)
    return np.diff(-np.log(1.0 - gone))


def sanction_hazard(f: Mapping[str, float], in_wrag: Floats) -> Floats:
    """(months since start,) of those in the work-related group, sanctioned in the month [share].

    Even over the months until the effect is measured, so that of all starters the share asked for is sanctioned,
    some more than once; in the month of the start nobody is.

    Parameters
    ----------
    in_wrag : (months since start,) of starters there without the programme [share]
    """
    last = 1 + round(f["effect_month"])
    months = in_wrag[1:last].sum()
    hazard = np.zeros(in_wrag.size)
    if months > NOBODY:
        hazard[1:last] = min(1.0, f["sanction_rate"] / months)
    return hazard


def _drift(one: Effects, in_wrag: Floats) -> Floats:
    """(months since start,) added to worsening [share]."""
    moved = np.diff(one.drift)
    held = in_wrag[: moved.size]
    share = np.divide(moved, held, out=np.zeros_like(moved), where=held > NOBODY)
    return np.clip(share, -MOST_DRIFT, MOST_DRIFT)


def _left(f: Mapping[str, float], starts: Floats, before: Floats) -> Floats:
    """(month,) what shrinkage at scale leaves of the effect of the starts between two levels, each a year [ratio]."""
    pairs = list(zip(starts.tolist(), before.tolist(), strict=True))
    found = {pair: _left_of(f, *pair) for pair in set(pairs)}  # few: months before money differs are alike
    return np.array([found[pair] for pair in pairs])


def _left_of(f: Mapping[str, float], starts: float, before: float) -> float:
    size, multiplier = f["pilot_starts"], f["scale_multiplier"]
    if abs(starts - before) <= NOBODY * max(starts, before):
        return 1.0 if starts <= size else multiplier
    whole = [n * rule.scale_left(n, size, multiplier) if n > 0 else 0.0 for n in (starts, before)]
    return (whole[0] - whole[1]) / (starts - before)


def _to_work(one: Effects, elsewhere: Floats, f: Mapping[str, float]) -> Floats:
    """(months since start,) of those who leave anyway for something else, those turned to work [share]."""
    bound, share = float(_added_to(f)[WORK]), f["destination_shift"]
    steps = zip(np.diff(one.work), np.diff(one.off_benefit), np.diff(elsewhere), strict=False)
    return np.array([rule.turned_to_work(*step[:2], bound, step[2], share) for step in steps])


def _added_to(f: Mapping[str, float]) -> Floats:
    """(destination,) of leavers whom the programme adds [share]."""
    shares = np.zeros(len(DESTINATIONS))
    shares[DESTINATIONS.index("jobseeker_benefit")] = f["to_jobseeker_share"]
    shares[DESTINATIONS.index("other_in_scope_benefit")] = f["to_other_in_scope_share"]
    shares[WORK] = max(0.0, 1.0 - shares.sum())
    return shares / shares.sum()
