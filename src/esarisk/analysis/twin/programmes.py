"""First layer of the twin gate for programmes: people start in one month and meet the effect in the next."""

import numpy as np

from esarisk.analysis.twin.exact import (
    SERVED,
    Difference,
    Inputs,
    apart,
    claims_of,
    every_spot,
    exits,
    follow_on,
    lanes_standing,
    lanes_timetable,
    months_of,
    off_of,
    one_each,
)
from esarisk.engine.claims.cohort import contiguous
from esarisk.engine.people.persons import met_of
from esarisk.jit import Floats
from esarisk.kernels.layout import N_CLOCK, N_PLACES, N_STREAMS, Provision, Totals
from esarisk.kernels.persons.chances import tabulate
from esarisk.kernels.persons.exact import sweep_lanes
from esarisk.kernels.persons.layout import Chances

MONTHS_FOLLOWED = 2
"""One to start in, one to meet the effect in [months]."""


def programme_differences(
    cohort: Inputs, persons: Inputs, draw: int, totals: Totals, at: list[tuple[int, int]]
) -> list[Difference]:
    """Set the engines beside each other where programmes are funded away from their baseline.

    Parameters
    ----------
    totals : the cohort engine's projection
    at : months and groups compared [codes]
    """
    assert cohort.provision is not None
    assert persons.provision is not None
    met = met_of(persons.provision, totals, draw)
    chances = contiguous(tabulate(persons.timetable, persons.claims, draw, totals.served[draw], met))
    added = np.concatenate([np.zeros((len(met.added_hazard), 1)), totals.added_hazard[draw]], axis=1)
    found = exits(cohort, chances, draw, added)
    for month, group in at:
        if month + MONTHS_FOLLOWED <= len(added):
            found += two_months(cohort, persons, draw, month, group)
    return found


def two_months(cohort: Inputs, persons: Inputs, draw: int, month: int, group: int) -> list[Difference]:
    """Everything that two months do to somebody outside every programme at every spot."""
    assert cohort.provision is not None
    assert persons.provision is not None
    spots, clocks = every_spot()
    mine, theirs = (
        part_of(provision, draw, month, len(spots) / claims.start_stock[draw].sum())
        for provision, claims in ((cohort.provision, cohort.claims), (persons.provision, persons.claims))
    )
    stock, off = one_each(spots, clocks, len(mine.eligible) + 1)
    lanes = lanes_timetable(months_of(cohort.timetable, month, MONTHS_FOLLOWED), group, len(spots))
    claims = claims_of(cohort.claims, draw, month, MONTHS_FOLLOWED)
    ready = np.full((1, N_STREAMS, MONTHS_FOLLOWED), SERVED * N_CLOCK)
    totals = follow_on(lanes, claims._replace(capacity=ready), stock, off, mine)
    chances = contiguous(
        tabulate(
            lanes_timetable(months_of(persons.timetable, month, MONTHS_FOLLOWED), group, 1),
            claims_of(persons.claims, draw, month, MONTHS_FOLLOWED),
            0,
            totals.served[0],
            met_of(theirs, totals, 0),
        )
    )
    return swept(persons, chances, spots, clocks, stock, off, totals)


def swept(
    persons: Inputs,
    chances: Chances,
    spots: Floats,
    clocks: Floats,
    stock: Floats,
    off: Floats,
    totals: Totals,
) -> list[Difference]:
    """Sweep both months of the person kernel and compare.

    Parameters
    ----------
    chances : of the two months and one group
    spots, clocks : (lane,) where each stands at first [code, months]
    stock, off, totals : what the cohort kernel made of them
    """
    alone, standing, landed, counts = lanes_standing(persons, chances, spots, clocks, len(stock))
    late, astray = np.zeros((N_PLACES, 1, MONTHS_FOLLOWED)), 0
    for month in range(MONTHS_FOLLOWED):
        landed[:] = 0.0
        astray += sweep_lanes(chances, alone, counts, late, month, 0, standing, landed)
        standing, landed = landed, standing
    return [
        apart("block and position after two months", stock, np.moveaxis(standing[:, :, :N_PLACES], 0, -1)),
        apart("off for work after two months", off, off_of(standing)),
        apart("flows of two months", totals.flows[0, 0], counts.flows[:, 0].T),
        apart("exits of two months by destination", totals.off_flow[0, 0], counts.off_flow.sum(axis=(0, 1))),
        apart("decisions of two months", totals.decisions[0, 0], counts.decisions.sum(axis=(0, 1))),
        Difference("branches of luck astray", len(spots), float(astray)),
    ]


def part_of(provision: Provision, draw: int, month: int, scale: float) -> Provision:
    """Provision of one draw and two months, its places scaled to as many people as there are lanes."""
    some = slice(month, month + MONTHS_FOLLOWED)
    shared = {"eligible", "rank", "pro_rata"}
    part = {k: v[draw : draw + 1] for k, v in provision._asdict().items() if k not in shared}
    part |= {name: part[name][:, :, some] for name in ("take_up", "take_up_before", "scale")}
    part |= {name: part[name][:, :, some] * scale for name in ("places", "places_before")}
    return provision._replace(**part)
