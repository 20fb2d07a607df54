"""Winners and losers of a measure, person by person, with the same luck before and after it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from esarisk.analysis.people.histories import Followed, follow, half_width
from esarisk.engine.draws import central_draw
from esarisk.engine.fits import fitted_of
from esarisk.engine.reach import parameters_of
from esarisk.engine.shared_projections import changes_people
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.kernels.layout import BASIS_OF, EARLIER, NO_PHASE, PHASE_OF, TERMS_OF
from esarisk.names import AGE_CLASSES, BASES, PHASES, QUANTILES
from esarisk.policy.parameters import Parameter, Parameters
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard
from esarisk.policy.stack import Vintage
from esarisk.units import GBP_MILLION

PENNY = 0.005
"""A change smaller than this is none [GBP a week]."""


@dataclass(frozen=True)
class Outcome:
    """What a measure does to people in a month, and what it saves in that month's financial year."""

    measure: str
    beside: tuple[str, ...]  # measures in force before and after it
    month: str
    year: str
    groups: pd.DataFrame  # winners, losers, unchanged [people], change of those it reaches [GBP a week]
    protected: float | None  # losers on the terms of earlier claims; none where terms have no date [people]
    saving: float  # of the people [GBP million]
    error: float  # its 95 per cent half-width [GBP million]
    cohort: float  # saving by the cohort engine, same draw [GBP million]
    people: int  # how many were simulated
    moves: bool  # whether the measure changes where people stand, not only what they are paid

    @property
    def agrees(self) -> bool:
        """Whether both engines save the same, within the simulation error."""
        return abs(self.saving - self.cohort) <= self.error


def winners_and_losers(
    library: Library,
    seen: Vintage,
    measure: str,
    *,
    beside: Sequence[str] = (),
    year: str | None = None,
    people: int = 1_000_000,
    seed: int = 0,
) -> Outcome:
    """Who wins and who loses by a measure.

    Parameters
    ----------
    measure : one of the baseline is taken as against its absence [text]
    beside : measures in force both before and after [text]
    year : financial year whose September is told; the vintage's last by default [text]
    people : simulated over the whole run, about [people]

    Raises
    ------
    EsariskError : there is no such measure, or the vintage does not simulate the year
    """
    chosen = checked_year(seen, year)
    before, after = _before_and_after(library, seen, measure, beside)
    sides, draw = [before, after], central_draw(seen.known, fitted_of(library, seen))
    if changes_people(before, after):
        one, other = (follow(seen, [side], chosen, people, seed, draw) for side in sides)
        return _outcome(measure, beside, chosen, one, other, 0, 0)
    both = follow(seen, sides, chosen, people, seed, draw)
    return _outcome(measure, beside, chosen, both, both, 0, 1)


def checked_year(seen: Vintage, year: str | None) -> str:
    """A simulated year, the last by default.

    Raises
    ------
    EsariskError : the vintage does not simulate the year
    """
    chosen, first, last = year or seen.years[-1], seen.all_years[0], seen.years[-1]
    if chosen not in seen.all_years:
        raise EsariskError(f"'year': vintage {seen.name} has no {chosen}; its years are {first} to {last}")
    return chosen


def _before_and_after(
    library: Library, seen: Vintage, measure: str, beside: Sequence[str]
) -> tuple[Parameters, Parameters]:
    """Parameters without and with a measure."""
    card = ScenarioCard(name="before", meaning="before", measures=list(beside))
    before = parameters_of(library, seen, card)
    after = parameters_of(library, seen, card.model_copy(update={"measures": [*beside, measure]}))
    if any(_figures(after[address]) != _figures(before[address]) for address in after):
        return before, after
    without = card.model_copy(update={"reversed": [measure]})
    return parameters_of(library, seen, without), before


def _figures(parameter: Parameter) -> list[tuple[object, object]]:
    """Dates and figures of a parameter, without where they are from."""
    return [(value.period.start, value.value) for value in parameter.latest]


def _outcome(
    measure: str, beside: Sequence[str], year: str, one: Followed, other: Followed, first: int, second: int
) -> Outcome:
    """Compare the same people on two sides."""
    old, new = one.weekly(first), other.weekly(second)
    if len(old) != len(new):
        raise EsariskError(f"measure '{measure}' changes who claims: the same people cannot be followed")
    change = new - old
    place = np.where(one.place >= 0, one.place, other.place)
    there = (place >= 0) & (PHASE_OF[np.maximum(place, 0)] != NO_PHASE)
    groups = _by_group(one, place, change, there)
    lost = there & (change < -PENNY)
    savings = (one.spending(first) - other.spending(second)) / GBP_MILLION
    cohort = float(one.cohort_spending(first) - other.cohort_spending(second)) / GBP_MILLION
    return Outcome(
        measure,
        tuple(beside),
        one.month,
        year,
        groups,
        float((lost & (TERMS_OF[np.maximum(place, 0)] == EARLIER)).sum() / one.share) if one.dated else None,
        float(savings.mean()),
        half_width(savings),
        cohort,
        one.number,
        one is not other,
    )


def _by_group(one: Followed, place: Floats, change: Floats, there: Floats) -> pd.DataFrame:
    """A row for everybody, then for each sex, age band, phase and basis that holds anybody."""
    held = np.maximum(place, 0)
    ages = list(AGE_CLASSES)
    splits = {
        "sex": np.array(one.groups.sex)[one.group],
        "age": np.array(ages)[one.age_band],
        "phase": np.array(PHASES)[PHASE_OF[held]],
        "basis": np.array(BASES)[BASIS_OF[held]],
    }
    rows = [_row("everybody", "", change[there], one.share)]
    for split, labels in splits.items():
        order = ages if split == "age" else [*PHASES, *BASES, "female", "male"]
        present = sorted(set(labels[there]), key=order.index)
        rows += [_row(split, str(name), change[there & (labels == name)], one.share) for name in present]
    return pd.DataFrame(rows)


def _row(split: str, name: str, change: Floats, share: float) -> dict[str, object]:
    """One group: numbers one for one, and the change of those who win or lose."""
    reached = change[np.abs(change) > PENNY]
    spread = np.quantile(reached, QUANTILES) if len(reached) else np.full(len(QUANTILES), np.nan)
    return {
        "split": split,
        "group": name,
        "people": len(change) / share,
        "winners": float((change > PENNY).sum()) / share,
        "losers": float((change < -PENNY).sum()) / share,
        "mean": float(reached.mean()) if len(reached) else np.nan,
        **{f"p{100 * q:.0f}": float(value) for q, value in zip(QUANTILES, spread, strict=True)},
    }
