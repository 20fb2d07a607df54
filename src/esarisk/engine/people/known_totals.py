"""Totals that synthetic people must meet: what the view knew, or the cohort engine's own, or an assumption."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from esarisk.engine.awards.households import HOUSEHOLD_BASES, HOUSEHOLDS, RESOURCES, Household
from esarisk.engine.awards.rates import year_of
from esarisk.engine.draws import Values
from esarisk.engine.people.margins import Margin
from esarisk.engine.population.groups import Groups, age_class
from esarisk.jit import Floats
from esarisk.kernels.layout import Totals
from esarisk.names import AGE_CLASSES, BASES, PHASES, SEXES
from esarisk.policy.parameters import Parameter
from esarisk.policy.periods import months_between, period
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage

OWN_STOCK = "cohort engine's own stock"
OWN_GRADE = "C"
STALE = 24
"""Months after which a published split by age or sex is no longer taken [months]."""
CONTRIBUTED = ("contributory", "both", "contributory_with_uc")
"""Bases that need a contribution record."""
CONDITIONS = ("mental_and_behavioural", "musculoskeletal", "other")


@dataclass(frozen=True)
class Known:
    """What targets are read from."""

    library: Library
    seen: Vintage
    groups: Groups
    totals: Totals  # of the cohort engine's central path
    at: int  # month at whose end people stand [code]

    @property
    def day(self) -> date:
        """First day of the month."""
        return self.seen.months[self.at].start


def targets(known: Known, values: Values, people: pd.DataFrame) -> list[Margin]:
    """Every margin of some synthetic people, phase and basis first."""
    first = _phase_and_basis(known, people)
    total = float(first.targets.sum())
    by_basis = pd.Series(first.targets, index=[basis for _, basis in first.cells]).groupby(level=0).sum()
    having, has = disability_share(known), people["disability_benefit"].map({False: "no", True: "yes"})
    benefit = {"no": 1.0 - having, "yes": having}
    spread = (
        ("region", people["region"].astype(str), region_shares(known), "people_by_region"),
        ("condition", people["condition"].astype(str), condition_shares(known), "condition_share"),
        ("disability benefit", has, benefit, "disability_benefit_share"),
    )
    return [
        first,
        _contributions(first, people),
        _ages(known, people, total),
        _sexes(known, people, total),
        *(_household(known, values, people, by_basis, card) for card in HOLDERS),
        *(
            _spread(known.library.parameters[f"attributes.{card}"], name, held, shares, total)
            for name, held, shares, card in spread
        ),
    ]


HOLDERS: dict[str, Callable[[Household], bool]] = {
    "partner": lambda h: h.couple,
    "partner_income": lambda h: h.home == "couple_with_income",
    "severe_disability": lambda h: h.severe_disability == 1,
    "severe_disability_couple": lambda h: h.severe_disability > 1,
    "carer": lambda h: h.need == "carer",
    **{name: lambda h, held=name: h.resource == held for name in RESOURCES[1:]},  # type: ignore[misc] # mypy cannot infer a default
}
"""Card of `households` without `_share` → who is counted."""


def _phase_and_basis(known: Known, people: pd.DataFrame) -> Margin:
    """The cohort engine's stock at the month's end, scaled to the published count where one is known."""
    stock = known.totals.stock[0, known.at]
    cells = [(phase, basis) for phase in PHASES for basis in BASES]
    published = _published_ages(known)
    total = stock.sum() if published is None else float(published[1].sum())
    codes = people["phase"].cat.codes.to_numpy() * len(BASES) + people["basis"].cat.codes.to_numpy()
    kept = np.flatnonzero(stock > 0.0)
    place = np.full(len(stock), -1)
    place[kept] = range(len(kept))
    source = OWN_STOCK if published is None else f"{OWN_STOCK}, scaled to {published[2]}"
    share = stock[kept] / stock[kept].sum()
    return Margin("phase and basis", [cells[i] for i in kept], place[codes], total * share, source, OWN_GRADE)


def _contributions(first: Margin, people: pd.DataFrame) -> Margin:
    """Who has met the contribution conditions, as the basis says."""
    met = np.array([basis in CONTRIBUTED for _, basis in first.cells])
    wanted = np.array([first.targets[~met].sum(), first.targets[met].sum()])
    codes = people["contributions_met"].to_numpy().astype(int)
    source = "basis: met for those with a contributory award"
    return Margin("contributions met", [("", "no"), ("", "yes")], codes, wanted, source, OWN_GRADE)


def _published_ages(known: Known) -> tuple[list[str], Floats, str] | None:
    """Age bands, claimants of each and the source, of the newest count that is not stale [people]."""
    parameter = known.seen.known["population.incapacity_stock_by_age"]
    newest = _newest(known, parameter)
    if newest is None:
        return None
    at, rows = newest
    bands = rows[rows["age_band"] != "total"]
    source = f"{parameter.address}, {at}: {_sources(rows)}"
    return list(bands["age_band"]), bands["value"].to_numpy(float), source


def _newest(known: Known, parameter: Parameter) -> tuple[str, pd.DataFrame] | None:
    """Newest rows of a table by month, no later than the people and not stale."""
    if parameter.table is None or not len(parameter.table):
        return None
    frame = parameter.table.frame
    month = f"{known.day:%Y-%m}"
    before = sorted({str(at) for at in frame["at"] if str(at) <= month})
    if not before or months_between(period(before[-1]).start, known.day) > STALE:
        return None
    return before[-1], frame[frame["at"] == before[-1]]


def _ages(known: Known, people: pd.DataFrame, total: float) -> Margin:
    """Age bands, published or the cohort engine's own."""
    published = _published_ages(known)
    if published is None:
        own = _own_groups(known)
        code = age_class(known.groups, [known.day])[:, 0]
        counts = np.bincount(code, weights=own, minlength=len(AGE_CLASSES))
        names, source, grade = list(AGE_CLASSES), OWN_STOCK, OWN_GRADE
        codes = people["age_band"].cat.codes.to_numpy().astype(int)
    else:
        names, counts, source = published
        grade = known.seen.known["population.incapacity_stock_by_age"].grade
        firsts = [int(name.split("-")[0]) for name in names]
        codes = np.searchsorted(firsts, people["age"], side="right") - 1
    shares = counts / counts.sum()
    return Margin("age", [("", name) for name in names], codes, total * shares, source, grade)


def _own_groups(known: Known) -> Floats:
    """(group,) the cohort engine's caseload of the year, shared over groups [people]."""
    year = int(np.searchsorted([int(label[:4]) for label in known.seen.all_years], year_of(known.day)))
    return known.totals.caseload_by_group[0, year].sum(axis=0)


def _sexes(known: Known, people: pd.DataFrame, total: float) -> Margin:
    """Women and men, published or the cohort engine's own."""
    parameter = known.seen.known["population.incapacity_stock_by_age_sex"]
    newest = _newest(known, parameter)
    if newest is None:
        own, sex = _own_groups(known), np.array(known.groups.sex)
        counts = np.array([own[sex == name].sum() for name in SEXES])
        source, grade = OWN_STOCK, OWN_GRADE
    else:
        at, rows = newest
        by_sex = rows[rows["age_band"] == "total"].set_index("sex")["value"]
        counts = by_sex[list(SEXES)].to_numpy(float)
        source, grade = f"{parameter.address}, {at}: {_sources(rows)}", parameter.grade
    codes = np.searchsorted(SEXES, people["sex"].astype(str))
    return Margin("sex", [("", name) for name in SEXES], codes, total * counts / counts.sum(), source, grade)


def _household(
    known: Known, values: Values, people: pd.DataFrame, by_basis: "pd.Series[float]", card: str
) -> Margin:
    """One card of households: those on each paid basis who have it, and who have not."""
    address = f"households.{card}_share"
    parameter = known.seen.known[address]
    shares = values.vector(address, HOUSEHOLD_BASES, known.seen.day)[0]
    held = np.array([HOLDERS[card](household) for household in HOUSEHOLDS])
    has = held[people["household"].cat.codes.to_numpy()].astype(int)
    basis = people["basis"].cat.codes.to_numpy().astype(int)
    codes = np.where(basis < len(HOUSEHOLD_BASES), 2 * basis + has, -1)
    counts = np.array([by_basis.get(name, 0.0) for name in HOUSEHOLD_BASES])
    wanted = np.stack([counts * (1.0 - shares), counts * shares], axis=1).ravel()
    cells = [(basis, word) for basis in HOUSEHOLD_BASES for word in ("no", "yes")]
    source = f"{address}: {parameter.value(known.seen.day).source}"
    return Margin(card.replace("_", " "), cells, codes, wanted, source, parameter.grade)


def _spread(
    parameter: Parameter, name: str, held: "pd.Series[str]", shares: dict[str, float], total: float
) -> Margin:
    """One attribute given by luck."""
    codes = held.map({category: i for i, category in enumerate(shares)}).to_numpy().astype(int)
    cells = [("", category) for category in shares]
    share = np.array(list(shares.values()))
    ids = parameter.latest[-1].source if parameter.table is None else _sources(parameter.table.frame)
    targets, source = total * share / share.sum(), f"{parameter.address}: {ids}"
    return Margin(name, cells, codes, targets, source, parameter.grade)


def region_shares(known: Known) -> dict[str, float]:
    """Share of the population of working age by region of Great Britain in the month's year [share]."""
    table = known.library.parameters.table("attributes.people_by_region")
    years = table["mid_year"].astype(int)
    year = min(max(known.day.year, years.min()), years.max())
    rows = table[years == year]
    return dict(zip(rows["region"], rows["people"] / rows["people"].sum(), strict=True))


def condition_shares(known: Known) -> dict[str, float]:
    """Share of people by main condition [share]."""
    shares = known.library.parameters.vector("attributes.condition_share", CONDITIONS, known.day)
    return dict(zip(CONDITIONS, shares, strict=True))


def disability_share(known: Known) -> float:
    """Share of people who have a disability benefit too [share]."""
    return known.library.parameters.number("attributes.disability_benefit_share", known.day)


def _sources(rows: pd.DataFrame) -> str:
    return ";".join(sorted({str(source) for source in rows["source"]}))
