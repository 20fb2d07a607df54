"""Average weekly awards by phase and basis, beside what published spending and caseload imply."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from esarisk.engine.awards.mean_awards import ENTRY_OF, line_factors, mean_by_rule
from esarisk.engine.awards.rates import Rates
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.fits import fitted_centre, fitted_of
from esarisk.engine.projection import projection_of
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.kernels.layout import (
    APPEAL,
    ASSESSMENT,
    BOTH,
    CONTRIBUTORY,
    EARLIER,
    INCOME_RELATED,
    PLACE_OF,
    SUPPORT,
    WRAG,
)
from esarisk.names import BASES, PHASES
from esarisk.policy.periods import financial_year, period, year_label
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage
from esarisk.units import DAYS_A_WEEK, GBP_MILLION

PHASE_STATES = {"assessment": ASSESSMENT, "appeal": APPEAL, "wrag": WRAG, "support": SUPPORT}
PAID = {"contributory": CONTRIBUTORY, "both": BOTH, "income_related": INCOME_RELATED}
LINES_PAID = ("contributory", "income_related")

Caseload = Mapping[tuple[str, str], float]


def awards_by_position(library: Library, seen: Vintage, year: str) -> pd.DataFrame:
    """Mean weekly award of each phase and basis in a year of a vintage, central path.

    Returns
    -------
    a row for each phase and basis: by_rule, factor (what is paid of it) and paid [GBP a week, ratio]

    Raises
    ------
    EsariskError : the vintage does not simulate the year
    """
    if year not in seen.all_years:
        first, last = seen.all_years[0], seen.all_years[-1]
        raise EsariskError(f"'year': vintage {seen.name} has no {year}; its years are {first} to {last}")
    by_rule, factors = _yearly(seen, _central(library, seen), year)
    rows = []
    for (phase, basis), parts in by_rule.items():
        whole, paid = parts.sum(), parts @ factors
        lines = dict(zip(LINES_PAID, parts, strict=True))
        told = {"by_rule": whole, "factor": paid / whole, "paid": paid}
        rows.append({"phase": phase, "basis": basis, **lines, **told})
    return pd.DataFrame(rows)


def implied_awards(library: Library, seen: Vintage) -> pd.DataFrame:
    """Published spending ÷ caseload beside the rules' mean award, and the ratio of actual to theoretical.

    Years of the quarterly cube stand on its caseload and on all that is known today; earlier years of the
    vintage on the cohort engine's central caseload.

    Returns
    -------
    a row for each year: spending [GBP million], caseload [people], implied and by_rule [GBP a week], ratio of all
    ESA and of each line [ratio], stock (where the caseload is from)
    """
    spending = _published_spending(library)
    cube = _cube_caseload(library)
    both = sorted(set(cube) & set(spending))
    today = _as_known_today(library, seen, both)
    earlier = [year for year in (*seen.fit_years, *seen.years) if year in spending and year not in cube]
    modelled = _modelled_caseload(library, seen) if earlier else {}
    central = _central(library, seen)
    known = Values(today.known, central_draw(today.known))
    rows = [_implied(year, spending[year], modelled[year], central, seen) for year in earlier]
    rows += [_implied(year, spending[year], cube[year], known, today) for year in both]
    frame = pd.DataFrame(rows)
    frame["stock"] = ["cohort engine" if year in earlier else "quarterly cube" for year in frame["year"]]
    return frame


def _central(library: Library, seen: Vintage) -> Values:
    """Values on the central path, fitted where there is a fit."""
    return Values(seen.known, central_draw(seen.known, fitted_of(library, seen)))


def _yearly(seen: Vintage, values: Values, year: str) -> tuple[dict[tuple[str, str], Floats], Floats]:
    """(line,) awards by rule of each phase and basis in a year, and (line,) factors [GBP a week, ratio]."""
    rates = Rates(seen, values)
    mean = rates.in_year(mean_by_rule(values, rates), year)[0]
    by_rule = {
        (phase, basis): mean[ENTRY_OF[PLACE_OF[state, code, EARLIER]]]
        for phase, state in PHASE_STATES.items()
        for basis, code in PAID.items()
    }
    return by_rule, rates.in_year(line_factors(values, rates), year)[0]


def _implied(
    year: str, spending: Mapping[str, float], caseload: Caseload, values: Values, seen: Vintage
) -> dict[str, object]:
    """One year's row."""
    by_rule, _ = _yearly(seen, values, year)
    days = financial_year(year)
    weeks = ((days.end - days.start).days + 1) / DAYS_A_WEEK
    bill = sum((caseload.get(cell, 0.0) * parts for cell, parts in by_rule.items()), np.zeros(2)) * weeks
    people = sum(caseload.values())
    return {
        "year": year,
        "spending": spending["total"],
        "caseload": people,
        "implied": spending["total"] * GBP_MILLION / people / weeks,
        "by_rule": bill.sum() / people / weeks,
        "ratio": spending["total"] * GBP_MILLION / bill.sum(),
        **{
            f"ratio_{line}": spending[line] * GBP_MILLION / own if line in spending else np.nan
            for line, own in zip(LINES_PAID, bill, strict=True)
        },
    }


def _published_spending(library: Library) -> dict[str, dict[str, float]]:
    """Year → line → newest outturn of ESA; an exact figure before a rounded one [GBP million]."""
    table = library.parameters.table("outturn.esa_spending")
    rows = table[(table["kind"] == "outturn") & table["line"].isin(("total", *LINES_PAID))]
    exact = rows["spending"] % 100 != 0
    found: dict[str, dict[str, float]] = {}
    for row in rows.assign(exact=exact).sort_values(["exact", "vintage"]).to_dict("records"):
        found.setdefault(str(row["financial_year"]), {})[str(row["line"])] = float(row["spending"])
    return found


def _cube_caseload(library: Library) -> dict[str, Caseload]:
    """Year → (phase, basis) → mean of the quarters of the published cube, credits and unknown included [people]."""
    table = library.parameters.table("outturn.esa_stock")
    cells = table[(table["phase"] != "total") & (table["basis"] != "total")]
    years = [year_label(period(str(at)).start) for at in cells["at"]]
    whole = cells.assign(year=years).groupby(["year", "phase", "basis"])["claimants"].agg(["mean", "count"])
    full = whole[whole["count"] == 4]["mean"]  # noqa: PLR2004 - quarters of a year
    found: dict[str, Caseload] = {}
    for row in full.reset_index().to_dict("records"):
        cell = (str(row["phase"]), str(row["basis"]))
        found[row["year"]] = {**found.get(row["year"], {}), cell: float(row["mean"])}
    return found


def _modelled_caseload(library: Library, seen: Vintage) -> dict[str, Caseload]:
    """Year → (phase, basis) → caseload of ESA on the central path [people]."""
    projection = projection_of(seen)
    totals = projection.totals(projection.claims(fitted_centre(library, seen)))
    people = totals.caseload[0].reshape(-1, len(PHASES), len(BASES))
    return {
        year: {
            (phase, basis): float(people[i, p, b])
            for p, phase in enumerate(PHASES)
            for b, basis in enumerate(BASES)
            if phase in PHASE_STATES
        }
        for i, year in enumerate(seen.all_years)
    }


def _as_known_today(library: Library, seen: Vintage, years: list[str]) -> Vintage:
    """Some years with every published value, looked at from the end of the last of them."""
    first, last = years[0], years[-1]
    dates = {"start": f"{financial_year(first).start:%Y-%m}", "date": financial_year(last).end}
    named = {"name": "today", "first_year": first, "last_year": last}
    card = seen.card.model_copy(update=named | dates)
    return Vintage(card, "department", library.parameters)
