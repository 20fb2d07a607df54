"""A sufficiency check: whether the structure reproduces spending, given the paths that followed.

It is no forecast and no back-test. It says whether the pieces of the claim are enough to explain
what happened once the inputs are right; misses show where they are not.
"""

from dataclasses import dataclass

import pandas as pd

from esarisk.analysis.validation.backtest import outturn_of
from esarisk.analysis.validation.waits import measured
from esarisk.errors import EsariskError
from esarisk.policy.periods import financial_year
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage, vintage

FIRST_LOOKED_AT = "2013-14"
CLOSE = 2.0
"""What counts as reproduced: within this of outturn [per cent]."""


@dataclass(frozen=True)
class Sufficiency:
    """The look back beside outturn, and what it was given."""

    seen: Vintage
    table: pd.DataFrame
    inputs: pd.DataFrame
    close: float = CLOSE
    """What counts as reproduced: within this of outturn [per cent]."""


def look_back(library: Library) -> str:
    """Name of the vintage that looks back.

    Raises
    ------
    EsariskError : when there is none
    """
    names = [name for name, card in library.vintages.items() if card.hindsight]
    if not names:
        raise EsariskError("no vintage looks back: one needs a list of measures under `hindsight`")
    return names[0]


def sufficiency(library: Library, view: str = "department") -> Sufficiency:
    """Set the look back's fitted central path beside outturn."""
    seen = vintage(library, look_back(library), view)
    path, outturn = measured(library, seen), outturn_of(library)
    years = [year for year in seen.all_years if year >= FIRST_LOOKED_AT]
    model = [float(path.quantity("spending", financial_year(year))[0]) for year in years]
    table = pd.DataFrame({"year": years, "model": model, "outturn": outturn[years].to_numpy(float)})
    difference = 100.0 * (table["model"] / table["outturn"] - 1.0)
    table = table.assign(difference=difference, reproduced=difference.abs() <= CLOSE)
    return Sufficiency(seen, table, _inputs(library, seen))


def _inputs(library: Library, seen: Vintage) -> pd.DataFrame:
    """Every input that is hindsight: measure, parameter, dates and where it comes from."""
    rows = []
    for name in seen.card.hindsight:
        for change in library.pick("measures", name).changes:
            values = [v for v in seen.known[change.parameter].values if v.hindsight]
            sources = sorted({v.source for v in values})
            rows.append(
                {
                    "parameter": change.parameter,
                    "measure": name,
                    "from": min(v.period.start for v in values).isoformat(),
                    "values": len(values),
                    "inferred": any(v.status != "read" for v in values),
                    "sources": ", ".join(sources),
                }
            )
    return pd.DataFrame(rows)
