"""The twin gate: whether the cohort engine and the person engine say the same.

Two layers. The first sets chances and awards of a month beside each other, exactly. The second
follows people for the whole horizon and asks whether their numbers are those that the cohort
engine expects, give or take luck, with allowance for how many numbers are looked at.
Agreement checks code, not truth.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from esarisk.analysis.twin.exact import TOLERANCE, Difference, Inputs, exact_differences, largest_of
from esarisk.analysis.twin.programmes import programme_differences
from esarisk.engine.claims.cohort import contiguous, project_batch
from esarisk.engine.fits import fitted_centre
from esarisk.engine.people.persons import household_pay, live, met_of
from esarisk.engine.programmes.funded import funded
from esarisk.engine.programmes.funding import funding_of
from esarisk.engine.projection import Projection
from esarisk.engine.reach import parameters_of
from esarisk.jit import Floats
from esarisk.kernels.layout import Totals
from esarisk.names import BASES, DESTINATIONS, FLOWS, OUTCOMES, PHASES, STREAMS
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard
from esarisk.policy.stack import Vintage, vintage

ALPHA = 0.001
"""Chance that a family of comparisons fails though the engines agree [share]."""
GATE_PEOPLE = 1_000_000
STOCKS = ("caseload", "reached")
"""Families that count people who stand somewhere, not what they do."""
ALL_YEARS = -1
MONTHS_LOOKED_AT, GROUPS_LOOKED_AT = 6, 2
"""Of the horizon, evenly: months and groups whose whole month is compared exactly."""


@dataclass(frozen=True)
class Gate:
    """What the gate found: the first layer, and the second with family, flow, year, expected, found, z and chance."""

    exact: list[Difference]
    flows: pd.DataFrame  # by group too
    pooled: pd.DataFrame  # over all groups, flows over all years
    people: int  # simulated

    @property
    def passed(self) -> bool:
        """Whether both layers agree."""
        return not self.faults()

    def faults(self) -> list[str]:
        """One line for each thing in which the engines differ."""
        lines = [
            f"{one.what}: the engines are {one.largest:.2g} apart, allowed {TOLERANCE:.0g}"
            for one in self.exact
            if one.largest > TOLERANCE
        ]
        for name, table in (("by group and year", self.flows), ("pooled", self.pooled)):
            worst = table.loc[table["chance"] < ALPHA / len(table)].sort_values("chance").head(3)
            lines += [
                f"{name}: {row['family']}, {row['flow']}: expected {row['expected']:,.0f}, "
                f"found {row['found']:,.0f} (z {row['z']:+.1f})"
                for row in worst.to_dict("records")
            ]
        return lines


def inputs_of(library: Library, name: str, view: str, card: ScenarioCard) -> tuple[Vintage, Inputs]:
    """A vintage, and what both engines are given: the central path of one scenario."""
    seen = vintage(library, name, view)
    changed = parameters_of(library, seen, card)
    projection, centre = Projection(seen, (changed,)), fitted_centre(library, seen)
    fixed, drawn = projection.timetable, projection.claims(centre)
    pay = household_pay(seen, fixed, projection.values(centre), 0)
    levels = funded(library, seen, card)
    funding = funding_of(library, seen, levels, fixed, drawn, centre, card.competition)
    provision = contiguous(funding.provision) if funding else None
    return seen, Inputs(contiguous(fixed), contiguous(drawn), pay, provision)


def twin_gate(
    cohort: Inputs, persons: Inputs, first_year: int, *, people: float = GATE_PEOPLE, seed: int = 0
) -> Gate:
    """Set the engines beside each other.

    Parameters
    ----------
    cohort, persons : what each engine is given; the same, unless the gate itself is tested
    first_year : index of the first year compared in the second layer [code]
    people : to simulate, about
    """
    totals = project_batch(cohort.timetable, cohort.claims, cohort.provision)
    served, at, met = totals.served[0], looked_at(cohort), None
    exact = exact_differences(cohort, persons, 0, served, at)
    if cohort.provision and persons.provision:
        exact = largest_of(
            [*exact, *programme_differences(cohort, persons, 0, totals, funded_at(cohort, at))]
        )
        met = met_of(persons.provision, totals, 0)
    timetable, claims, pay = persons.timetable, persons.claims, persons.pay
    found = live(timetable, claims, served, people=people, seed=seed, pay=pay, met=met)
    flows = compare(totals, found.totals, found.share, first_year)
    return Gate(exact, flows, pooled(flows), found.number)


def funded_at(inputs: Inputs, at: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first month with places and the middle one, with the groups looked at [codes]."""
    assert inputs.provision is not None
    open_ = inputs.provision.places[0] + inputs.provision.places_before[0]
    months = np.flatnonzero(open_.sum(axis=0) > 0.0)
    chosen = {int(months[0]), int(months[len(months) // 2])} if len(months) else set()
    return [(month, group) for month in sorted(chosen) for group in sorted({group for _, group in at})]


def looked_at(inputs: Inputs) -> list[tuple[int, int]]:
    """Months and groups whose whole month is compared, spread evenly."""
    months, groups = inputs.timetable.pension_exit.shape
    every = np.unique(np.linspace(0, months - 1, MONTHS_LOOKED_AT).astype(int))
    which = np.linspace(0, groups - 1, GROUPS_LOOKED_AT + 2).astype(int)[1:-1]
    return [(int(month), int(group)) for month in every for group in which]


def compare(cohort: Totals, persons: Totals, share: float, first_year: int) -> pd.DataFrame:
    """Expected and found people by family, flow, year and group, with the chance of being so far apart.

    Parameters
    ----------
    cohort, persons : totals of one draw
    share : people simulated for each one there is [share]
    first_year : index of the first year compared [code]
    """
    parts = []
    for family, words, name, by_group in FAMILIES:
        expected, found = (_cells(getattr(side, name), by_group, first_year) for side in (cohort, persons))
        years, flows, groups = np.indices(expected.shape)
        where = (np.array(words)[flows], np.add(years, first_year), np.where(by_group, groups, -1))
        parts.append(_table(family, *where, expected * share, found * share))
    parts += reached(cohort, persons, share, first_year) + sanctions(cohort, persons, share, first_year)
    table = pd.concat(parts, ignore_index=True)
    table = table[(table["expected"] > 0) | (table["found"] > 0)].reset_index(drop=True)
    return judged(table)


def reached(cohort: Totals, persons: Totals, share: float, first_year: int) -> list[pd.DataFrame]:
    """Expected and found people of each programme's block and phase at the end of each financial year."""
    years = cohort.caseload.shape[1] - first_year
    months = cohort.reached.shape[1] - 1 - 12 * np.arange(years)[::-1]
    parts = []
    for block in range(1, cohort.reached.shape[2]):
        expected, found = (side.reached[0, months, block] * share for side in (cohort, persons))
        which, phases = np.indices(expected.shape)
        names = np.array([f"{phase}, in programme {block}" for phase in PHASES])
        where = (names[phases], which + first_year, np.full_like(which, -1))
        parts.append(_table("reached", *where, expected, found))
    return parts


def sanctions(cohort: Totals, persons: Totals, share: float, first_year: int) -> list[pd.DataFrame]:
    """Expected and found sanctions of each programme's people, by year and group: too few for many to have two."""
    parts = []
    for programme in range(cohort.sanctions.shape[2]):
        expected, found = (side.sanctions[0, first_year:, programme] * share for side in (cohort, persons))
        at = np.indices(expected.shape)
        name = np.full(expected.shape, f"in programme {programme + 1}")
        parts.append(_table("sanctions", name, at[0] + first_year, at[1], expected, found))
    return parts


def _table(family: str, *columns: Floats) -> pd.DataFrame:
    """A family's flow, year, group, expected and found people, a row a cell."""
    names = ("flow", "year", "group", "expected", "found")
    return pd.DataFrame({"family": family} | {n: c.ravel() for n, c in zip(names, columns, strict=True)})


FAMILIES: tuple[tuple[str, list[str], str, bool], ...] = (
    ("flows", list(FLOWS), "flows", True),
    ("caseload", list(PHASES), "caseload_by_group", True),
    ("on-flow", list(BASES), "on_flow", False),
    ("off-flow", [f"{phase} to {to}" for phase in PHASES for to in DESTINATIONS], "off_flow", False),
    ("decisions", [f"{stream}: {outcome}" for stream in STREAMS for outcome in OUTCOMES], "decisions", False),
)
"""Family, words of its flows, field of the totals, whether by group."""


def _cells(array: Floats, by_group: bool, first_year: int) -> Floats:  # noqa: FBT001 - one of two shapes
    """(year, flow, group) cells of one draw; one group where the totals have none."""
    years = array[0, first_year:]
    return years if by_group else years.reshape(len(years), -1, 1)


def pooled(flows: pd.DataFrame) -> pd.DataFrame:
    """The same over all groups: flows over all years too, stocks year by year.

    Who stands there in one year mostly does so in the next: over years a stock varies more than
    a Poisson's.
    """
    stocks = flows["family"].isin(STOCKS)
    years = flows.assign(year=np.where(stocks, flows["year"], ALL_YEARS))
    table = years.groupby(["family", "flow", "year"], sort=False)[["expected", "found"]].sum()
    return judged(table.reset_index())


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """Add the z-score, and the chance of a number as far off if the engines agree.

    People are independent, so a flow's number varies no more than a Poisson's of the same mean.
    """
    from scipy.special import pdtr, pdtrc

    expected, found = table["expected"].to_numpy(), np.rint(table["found"].to_numpy())
    tail = np.where(found > expected, pdtrc(np.maximum(found - 1.0, 0.0), expected), pdtr(found, expected))
    tail = np.where(expected > 0.0, tail, 0.0)
    spread = np.sqrt(np.maximum(expected, 1e-300))
    return table.assign(z=(found - expected) / spread, chance=np.minimum(1.0, 2.0 * tail))


def record(gate: Gate) -> dict[str, Any]:
    """The gate as plain data."""
    return {
        "passed": gate.passed,
        "people": gate.people,
        "faults": gate.faults(),
        "exact": [one._asdict() for one in gate.exact],
        "comparisons": len(gate.flows),
        "largest_z": float(gate.flows["z"].abs().max()),
        "smallest_chance_times_comparisons": float(gate.flows["chance"].min() * len(gate.flows)),
        "pooled": gate.pooled.to_dict("records"),
    }
