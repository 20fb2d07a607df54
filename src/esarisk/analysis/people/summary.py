"""What only people one by one can tell, as plain data for the terminal, JSON and the report."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from esarisk.analysis.people.histories import award_distribution, award_quantiles, follow
from esarisk.analysis.people.spells import claim_table, median_spell, spell_table
from esarisk.analysis.people.winners_and_losers import checked_year, winners_and_losers
from esarisk.analysis.twin import gate
from esarisk.analysis.validation.awards import awards_by_position, implied_awards
from esarisk.engine.draws import central_draw
from esarisk.engine.fits import fitted_of
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage

Progress = Callable[[int, int], None]
Told = dict[str, Any]


def tell_measure(
    library: Library,
    seen: Vintage,
    measure: str,
    beside: Sequence[str],
    year: str | None,
    people: int,
    seed: int,
) -> Told:
    """Winners and losers of a measure."""
    found = winners_and_losers(library, seen, measure, beside=beside, year=year, people=people, seed=seed)
    return {
        **_whose(seen, people, seed),
        "measure": found.measure,
        "beside": list(found.beside),
        "month": found.month,
        "year": found.year,
        "simulated": found.people,
        "protected_losers": found.protected,
        "saving": found.saving,
        "half_width": found.error,
        "cohort_saving": found.cohort,
        "agrees": bool(found.agrees),
        "moves": found.moves,
        "groups": plain(found.groups),
    }


def tell_lives(library: Library, seen: Vintage, year: str | None, people: int, seed: int) -> Told:
    """Awards in a month, and how the claims of the vintage's first year go."""
    chosen, claimed = checked_year(seen, year), seen.years[0]
    draw = central_draw(seen.known, fitted_of(library, seen))
    followed = follow(seen, [seen.known], chosen, people, seed, draw)
    return {
        **_whose(seen, people, seed),
        "month": followed.month,
        "year": chosen,
        "simulated": followed.number,
        "awards": plain(award_distribution(followed)),
        "award_quantiles": plain(award_quantiles(followed)),
        "claims_year": claimed,
        "followed_to": f"{seen.months[-1].start:%Y-%m}",
        "spells": plain(spell_table(followed, claimed)),
        "median_months": _plain(median_spell(followed, claimed)),
        "claims": plain(claim_table(followed, claimed)),
    }


def tell_awards(library: Library, seen: Vintage, year: str | None) -> Told:
    """Average awards beside what published spending and caseload imply."""
    chosen = year or seen.years[0]
    return {
        "vintage": seen.name,
        "view": seen.view,
        "year": chosen,
        "positions": plain(awards_by_position(library, seen, chosen)),
        "implied": plain(implied_awards(library, seen)),
    }


def tell_gate(library: Library, seen: Vintage, people: int, seed: int) -> Told:
    """Whether the two engines agree on the baseline: `analysis.twin.gate.record`."""
    _, inputs = gate.inputs_of(library, seen.name, seen.view, library.pick("scenarios", "baseline"))
    first_year = len(seen.all_years) - len(seen.years)
    return gate.record(gate.twin_gate(inputs, inputs, first_year, people=people, seed=seed))


def tell_all(
    library: Library,
    seen: Vintage,
    measures: Sequence[tuple[str, Sequence[str]]],
    people: int,
    seed: int,
    progress: Progress | None = None,
) -> Told:
    """All of it, for a report.

    Parameters
    ----------
    measures : each with those in force both before and after it [text]
    people : simulated over the whole run, about [people]
    progress : called with parts done and to do
    """
    parts: list[tuple[str, Callable[..., Told], tuple[Any, ...]]] = [
        ("averages", tell_awards, (None,)),
        ("lives", tell_lives, (None, people, seed)),
        ("twin_gate", tell_gate, (people, seed)),
        *(("outcomes", tell_measure, (measure, beside, None, people, seed)) for measure, beside in measures),
    ]
    told: Told = {"outcomes": []}
    for done, (name, tell, given) in enumerate(parts, start=1):
        part = tell(library, seen, *given)
        told[name] = [*told[name], part] if name in told else part
        if progress:
            progress(done, len(parts))
    return told


def plain(frame: pd.DataFrame) -> list[Told]:
    """Rows without arrays; a blank is none."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: object) -> object:
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else float(value)
    return value.item() if isinstance(value, np.generic) else value


def _whose(seen: Vintage, people: int, seed: int) -> Told:
    """Whose people, and how they were drawn."""
    return {"vintage": seen.name, "view": seen.view, "people": people, "seed": seed}
