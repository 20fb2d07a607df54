"""Measures beside their published costings: positive = gain to the Exchequer.

A measure's effect is taken alone, against the baseline. Where a scenario holds several measures
that the run also has alone, what they do together and what is left over, their interaction, follow.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard
from esarisk.policy.stack import Vintage, vintage

WELFARE = ("social_security_benefits", "welfare_inside_cap", "welfare_outside_cap")
"""Heads of a costing that are spending on benefits."""
HARDLY_ANYTHING = 0.5
"""Less than this is no effect in print [GBP million]."""
OTHER_BASELINE = "not comparable: another baseline"


def costings(library: Library, cube: xr.Dataset, cards: Sequence[ScenarioCard]) -> pd.DataFrame:
    """Effect of each scenario's measures beside the measure's costing, means of the draws [GBP million].

    A ratio is given only where the run's vintage is the costing's own event; elsewhere the two
    stand on different baselines and are not comparable.

    Parameters
    ----------
    cards : the scenarios of the run, as the run itself knows them: some may be in no library
    """
    seen = vintage(library, cube.attrs["vintage"], cube.attrs["view"])
    total = cube["spending"].sum("line")
    saving = (total.isel(scenario=0, drop=True) - total).mean("draw")
    rows: list[dict[str, object]] = []
    joint: list[ScenarioCard] = []
    alone: dict[str, xr.DataArray] = {}
    for card in cards:
        named = [*card.measures, *card.reversed]
        if len(named) == 1 and not _besides(card):
            sign = -1.0 if card.reversed else 1.0
            alone[named[0]] = sign * saving.sel(scenario=card.name)
            rows += _rows(library, seen, named[0], alone[named[0]])
        elif named:
            joint.append(card)
    rows += [row for card in joint for row in _joint(card, saving.sel(scenario=card.name), alone)]
    return pd.DataFrame(rows, columns=list(COSTING_COLUMNS))


COSTING_COLUMNS = ("measure", "year", "model", "costing", "ratio", "note")


def _besides(card: ScenarioCard) -> list[str]:
    """What a scenario holds besides measures: levers, and programmes with their money."""
    return [*card.levers, *(f"money of {name}" for name in card.funding)]


def _rows(library: Library, seen: Vintage, name: str, saving: xr.DataArray) -> list[dict[str, object]]:
    """One row a year of one measure."""
    measure = library.pick("measures", name)
    published = _published(library, measure.costing)
    own = measure.announced == seen.day
    rows = []
    for year in map(str, saving["year"].values):
        model, costed = float(saving.sel(year=year)), published.get(year, np.nan)
        ratio = model / costed if own and costed else np.nan
        note = "" if own or np.isnan(costed) else OTHER_BASELINE
        rows.append(_row(name, year, model, costed, ratio, note))
    return rows


def _joint(
    card: ScenarioCard, saving: xr.DataArray, alone: dict[str, xr.DataArray]
) -> list[dict[str, object]]:
    """All that a scenario holds together, and the interaction of its measures where each is known alone."""
    rows = []
    parts = [*card.measures, *(f"{name} reversed" for name in card.reversed), *_besides(card)]
    for year in map(str, saving["year"].values):
        both = float(saving.sel(year=year))
        rows.append(_row(f"{card.name} (together)", year, both, np.nan, np.nan, ", then ".join(parts)))
        if parts == card.measures and set(parts) <= set(alone):
            apart = sum(float(alone[measure].sel(year=year)) for measure in parts)
            note = "together less the sum of each alone"
            rows.append(_row(f"{card.name} (interaction)", year, both - apart, np.nan, np.nan, note))
    return rows


def _row(*cells: object) -> dict[str, object]:
    return dict(zip(COSTING_COLUMNS, cells, strict=True))


def _published(library: Library, costing: str | None) -> dict[str, float]:
    """Scorecard effect inside welfare spending by year [GBP million]."""
    if costing is None:
        return {}
    for table in map(library.parameters.table, ("outturn.esa_costings", "outturn.costings")):
        rows = table[(table["measure"] == costing) & table["head"].isin(WELFARE)]
        if len(rows):
            break
    return {str(year): float(total) for year, total in rows.groupby("financial_year")["effect"].sum().items()}


def out_of_scope(library: Library) -> pd.DataFrame:
    """Published measures that no file of the model holds, all heads, in the last year with an effect [GBP million]."""
    held = {measure.costing for measure in library.measures.values()}
    table = library.parameters.table("outturn.costings")
    keys = ["fiscal_event", "measure"]
    years = table[~table["measure"].isin(held)].groupby([*keys, "financial_year"], sort=False)["effect"].sum()
    rows = years.rename("costing").reset_index().rename(columns={"financial_year": "year"})
    felt = rows[rows["costing"].abs() > HARDLY_ANYTHING]
    return pd.concat([rows, felt]).groupby(keys, sort=False).last().reset_index()
