"""The quarterly cube: the claim model beside ESA by phase and basis, from May 2018 to March 2026.

Errors are in per cent of all ESA claimants of the quarter, so that phases can be compared. The
fit in hindsight is a check that the structure suffices, not a forecast; the fit to May 2021 is
given the path of managed migration and nothing else that came later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from esarisk.engine.claims.published_quantities import Measured, cell_name
from esarisk.engine.draws import central_draw
from esarisk.engine.fits import fitted_of
from esarisk.engine.projection import projection_of
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.kernels.layout import END as CLOSES
from esarisk.kernels.layout import IN, N_BASES, N_PHASES, WITH_UC
from esarisk.kernels.layout import OUT as LEAVES
from esarisk.kernels.layout import START as OPENS
from esarisk.names import HINDSIGHT, LINES
from esarisk.policy.parameters import Parameter
from esarisk.policy.periods import period
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage, vintage
from esarisk.policy.start_stock import CUBE_BASES, CUBE_PHASES, cube_rows
from esarisk.units import GBP_MILLION

MIGRATION = "moves.managed_migration"
OPENED = "2018-05"
TRAINED = "2021-05"
BEFORE_MOVE, ANNOUNCED = "2024-08", "2024-05"
FITTED_CASE = "fitted to March 2026"
TRAINED_CASE = "trained to May 2021"
STILL_CASE = "no managed migration"
HELD_CASE = "May 2018 held"
ESA = ("contributory", "income_related", "arrears")
OFFICIAL = "2021-10-27"
"""The official forecast of income-related ESA nearest to May 2021, five months after it."""


@dataclass(frozen=True)
class Case:
    """One model, or rival, beside the cube."""

    name: str
    cells: pd.DataFrame
    """at, phase, basis, published, model: one row a cell and quarter [people]."""
    with_uc: "pd.Series[float]"
    """Contributory awards with Universal Credit beside them, by quarter; blank for a rival [people]."""
    balance: float = 0.0
    """Largest gap of any group between people in and people out [people]."""
    spending: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Whole financial years by line of ESA; blank for a rival [GBP million]."""

    @property
    def after(self) -> str:
        """The last quarter it was fitted to."""
        return TRAINED if self.name == TRAINED_CASE else OPENED


def quarterly(library: Library) -> list[Case]:
    """Every case: fitted in hindsight, trained to May 2021 with the migration given, two rivals.

    Raises
    ------
    EsariskError : when a fitted file is missing
    """
    path = library.parameters[MIGRATION]
    never = replace(path, values=path.latest[:1])
    fitted = _case(library, FITTED_CASE, vintage(library, OPENED, HINDSIGHT), {})
    return [
        fitted,
        _case(library, TRAINED_CASE, vintage(library, TRAINED, "department"), {MIGRATION: path}),
        _case(library, STILL_CASE, vintage(library, OPENED, HINDSIGHT), {MIGRATION: never}),
        _held(fitted.cells, library),
    ]


def _case(library: Library, name: str, seen: Vintage, given: Mapping[str, Parameter]) -> Case:
    """Project a fitted vintage's central path and read it as the cube is."""
    fitted = fitted_of(library, seen)
    if fitted is None:
        again = f"`esarisk calibrate --vintage {seen.name} --view {seen.view}`"
        raise EsariskError(f"vintage '{seen.name}' has no fitted file for the {seen.view} view: run {again}")
    seen = replace(seen, known=seen.known.with_changes(given))
    measured = projection_of(seen).measured(central_draw(seen.known, fitted))
    cells = _beside(library, measured)
    with_uc = _with_uc(measured, cells["at"].unique())
    return Case(name, cells, with_uc, _gap(measured.totals.balance), _spending(measured))


def _spending(measured: Measured) -> pd.DataFrame:
    """(year, line) spending on ESA in the years simulated whole [GBP million]."""
    seen = measured.seen
    money = measured.totals.spending[0, 0].sum(axis=1) / GBP_MILLION
    frame = pd.DataFrame(money, index=seen.all_years, columns=list(LINES))[list(ESA)]
    return frame.loc[frame.index >= min([*seen.fit_years, *seen.years])]


def _beside(library: Library, measured: Measured) -> pd.DataFrame:
    """The cube's cells after the first quarter, each with the model's."""
    rows = cube_rows(library.parameters)
    rows = rows[rows["at"] > OPENED]
    model = [
        float(measured.quantity(cell_name(phase, basis), period(at))[0])
        for at, phase, basis in zip(rows["at"], rows["phase"], rows["basis"], strict=True)
    ]
    cells = rows[["at", "phase", "basis"]].assign(published=rows["claimants"], model=model)
    return cells.reset_index(drop=True)


def _with_uc(measured: Measured, quarters: Iterable[str]) -> "pd.Series[float]":
    """Contributory awards with Universal Credit beside them at the end of each quarter [people]."""
    labels = [start.isoformat()[:7] for start in measured.starts]
    stock = measured.totals.stock[0].reshape(-1, N_PHASES, N_BASES)[:, :, WITH_UC].sum(axis=1)
    return pd.Series({at: float(stock[labels.index(at)]) for at in quarters})


def _gap(balance: Floats) -> float:
    """Largest gap between start + in and out + end over groups [people]."""
    flows = balance[0]
    return float(np.abs(flows[:, OPENS] + flows[:, IN] - flows[:, LEAVES] - flows[:, CLOSES]).max())


def _held(cells: pd.DataFrame, library: Library) -> Case:
    """A rival that holds every cell of May 2018."""
    rows = cube_rows(library.parameters)
    first = rows[rows["at"] == OPENED].set_index(["phase", "basis"])["claimants"]
    held = cells.assign(model=[first[key] for key in zip(cells["phase"], cells["basis"], strict=True)])
    return Case(HELD_CASE, held, pd.Series(dtype=float))


def errors(case: Case, by: str = "") -> pd.DataFrame:
    """(quarter, phase or basis) model less published, in per cent of the quarter's claimants.

    Parameters
    ----------
    by : phase or basis; nothing for the total
    """
    frame = _with_errors(case)
    if by:
        return frame.pivot_table(index="at", columns=by, values="error", aggfunc="sum")
    return frame.groupby("at")["error"].sum().to_frame("total")


def scores(case: Case) -> pd.DataFrame:
    """Root mean square and worst error of each phase, each basis and the total [per cent of ESA].

    `later` is over the quarters after the fit alone; it is the whole for a fit to the end.
    """
    rows = []
    for by, names in (("phase", CUBE_PHASES), ("basis", CUBE_BASES), ("", ("total",))):
        found = errors(case, by)
        for name in names:
            series = found[name]
            later = series[series.index > case.after]
            worst = max(map(str, series.index), key=lambda at: abs(series[at]))
            rows.append(
                {
                    "by": by or "total",
                    "name": name,
                    "rmse": float(np.sqrt((series**2).mean())),
                    "later": float(np.sqrt((later**2).mean())),
                    "worst": float(series[worst]),
                    "worst_at": worst,
                }
            )
    return pd.DataFrame(rows)


def worst_cell(case: Case) -> tuple[str, str, str, float]:
    """Quarter, phase and basis of the worst single cell, and its error [per cent of ESA]."""
    frame = _with_errors(case)
    row = frame.loc[[frame["error"].abs().idxmax()]].to_dict("records")[0]
    return row["at"], row["phase"], row["basis"], row["error"]


def _with_errors(case: Case) -> pd.DataFrame:
    """The cells with the error of each in per cent of all claimants of its quarter."""
    cells = case.cells
    total = cells.groupby("at")["published"].transform("sum")
    return cells.assign(error=100.0 * (cells["model"] - cells["published"]) / total)


def by_basis(case: Case, kind: str) -> pd.DataFrame:
    """(quarter, basis) claimants, published or of the model [people]."""
    return case.cells.pivot_table(index="at", columns="basis", values=kind, aggfunc="sum")


def migration(cases: list[Case]) -> pd.DataFrame:
    """Bases before and after the move to Universal Credit, published and fitted [people].

    `without` is what the model's own path had changed by had nobody been moved.
    """
    named = {case.name: case for case in cases}
    kinds = {kind: by_basis(named[FITTED_CASE], kind) for kind in ("published", "model")}
    still = by_basis(named[STILL_CASE], "model")
    last = str(still.index[-1])
    rows = []
    for basis in CUBE_BASES:
        row: dict[str, str | float] = {"basis": basis}
        for kind, path in kinds.items():
            before, after = float(path[basis][BEFORE_MOVE]), float(path[basis][last])
            row |= {f"{kind}_before": before, f"{kind}_after": after, f"{kind}_change": after - before}
        row["without"] = float(still[basis][last]) - float(still[basis][BEFORE_MOVE])
        rows.append(row)
    return pd.DataFrame(rows)


def spending(library: Library, cases: list[Case]) -> pd.DataFrame:
    """ESA by year and line: outturn, the trained and the fitted model, the official forecast [GBP million].

    Arrears go with the income-related line: most are top-ups that start late.
    """
    table = library.parameters.table("outturn.esa_spending")
    rows = table[table["kind"] == "outturn"].drop_duplicates(["financial_year", "line"], keep="last")
    outturn = rows.set_index(["financial_year", "line"])["spending"]
    forecasts = library.parameters.table("outturn.incapacity_forecasts")
    made = forecasts[(forecasts["vintage_date"] == OFFICIAL) & (forecasts["kind"] == "forecast")]
    official = made[made["line"] == "esa_income_based"].set_index("period")["spending"]
    named = {case.name: _by_line(case) for case in cases if not case.spending.empty}
    found = []
    for year in [y for y in named[TRAINED_CASE].index if y in set(rows["financial_year"])]:
        for line in ("contributory", "income_related", "total"):
            if (year, line) not in outturn.index:
                continue
            row = {"year": year, "line": line, "outturn": float(outturn[year, line])}
            row |= {name: float(named[name][line][year]) for name in (TRAINED_CASE, FITTED_CASE)}
            row["official"] = float(official.get(year, np.nan)) if line == "income_related" else np.nan
            found.append(row)
    return pd.DataFrame(found)


def _by_line(case: Case) -> pd.DataFrame:
    """(year, line) spending with arrears in the income-related line, and the total [GBP million]."""
    contributory = case.spending["contributory"]
    income_related = case.spending["income_related"] + case.spending["arrears"]
    lines = {"contributory": contributory, "income_related": income_related}
    return pd.DataFrame(lines | {"total": contributory + income_related})
