"""What a share of the saving pays an area: by case, and area by area of the country."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from esarisk.analysis.programmes.ledger import Book, book, country
from esarisk.analysis.question import Question
from esarisk.engine.economy.prices import prices
from esarisk.engine.programmes.effects import drawn_figures
from esarisk.engine.programmes.ledger import BONUS
from esarisk.engine.programmes.sharing import SHARE_KEY, SHARE_TERMS, bonus, worth
from esarisk.errors import EsariskError, did_you_mean, spoken
from esarisk.jit import Floats
from esarisk.policy.parameters import Parameters
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.rules.programmes.money import gainshare
from esarisk.units import GBP_MILLION

COUNTRY = "Great Britain"
REGIONS = "attributes.people_by_region"


def with_terms(programme: Programme, given: Mapping[str, float | None]) -> Programme:
    """A programme under terms in place of its own.

    Parameters
    ----------
    given : figure by key; none where nothing was said

    Raises
    ------
    EsariskError : the programme has no such figure, or nothing is shared whatever its terms
    """
    said = {key: number for key, number in given.items() if number is not None}
    one = programme.with_figures(said)
    idle = [key for key in SHARE_TERMS if key in said]
    if idle and one.number(SHARE_KEY) == 0.0:
        raise EsariskError(f"'{one.name}' shares nothing, so its terms change nothing: give --share")
    return one


def gainshare_rows(library: Library, programme: Programme) -> list[dict[str, Any]]:
    """What an area is paid under a baseline that stands still and one that moves with the country."""
    p = library.parameters
    national, own, local = (p.number(f"areas.{key}_change") for key in ("national", "own", "local_demand"))
    cases = {
        "the whole country falls, the area with it": (national, national, 0.0),
        "the whole country falls, the area by its own effort too": (national, national + own, own),
        "only the area falls, by its own effort": (0.0, own, own),
        "its own effort is undone by its labour market": (0.0, own + local, own),
        "nothing changes": (0.0, 0.0, 0.0),
    }
    return [{"case": name, **_shared(p, programme, *case)} for name, case in cases.items()]


def _shared(
    p: Parameters, programme: Programme, country: float, area: float, effort: float
) -> dict[str, float]:
    """What is paid on each baseline, and what the area's own effort was worth [GBP million]."""
    caseload, value = p.number("areas.caseload"), p.number("areas.value")
    terms = ("gainshare", "gainshare_floor", "gainshare_limit")
    share, floor, limit = (programme.number(key) for key in terms)
    fixed, drifting = (
        gainshare(caseload, caseload * (1 + area), country, drift, value, share, floor, limit) / GBP_MILLION
        for drift in (0.0, 1.0)
    )
    return {
        "country": country,
        "area": area,
        "paid_on_fixed_baseline": fixed,
        "paid_on_drifting_baseline": drifting,
        "earned_by_own_effort": share * value * abs(effort) * caseload / GBP_MILLION,
    }


def area_shares(library: Library, year: int) -> dict[str, float]:
    """Each region's share of the country's people of working age in a year, or the nearest that is told [share]."""
    table = library.parameters.table(REGIONS)
    years = table["mid_year"].astype(int)
    rows = table[years == min(max(year, years.min()), years.max())]
    return dict(zip(rows["region"].astype(str), rows["people"] / rows["people"].sum(), strict=True))


def areas_asked(library: Library, year: int, area: str | None) -> dict[str, float]:
    """The whole country and every region with its share of people, or one region alone [share].

    Raises
    ------
    EsariskError : there is no such region
    """
    shares = area_shares(library, year)
    if area is None:
        return {COUNTRY: 1.0, **shares}
    spelled = {name.casefold(): name for name in shares}
    if area.casefold() not in spelled:
        raise EsariskError(f"--area '{spoken(area)}': no such region.{did_you_mean(area, list(shares))}")
    name = spelled[area.casefold()]
    return {name: shares[name]}


def area_rows(
    question: Question, programme: Programme, million: float, first: str, years: int, area: str | None = None
) -> list[dict[str, Any]]:
    """One row an area: its caseload, what it is paid over all years, and the ledgers of Treasury and area.

    Claimants, money and what it does are spread over areas as people of working age are, so areas add to the country.
    Means of the draws, with intervals.

    Parameters
    ----------
    million : money of the whole country a year [GBP million]
    first, years : first financial year of funding, and years of it; the ledger runs on for as many
    """
    library, standing = question.library, country(question, programme, first, 2 * years)
    drawn = drawn_figures(programme, question.draws, question.seed)
    books = [book(library, programme, million, first, years, question.held.known, f, standing) for f in drawn]
    rates = prices(library.parameters, programme.number("early_inflation"))
    value = worth(library.parameters, rates, books[0].ledger.years)
    pairs = list(zip(books, drawn, strict=True))
    fixed, drifting = (
        [_paid(one, {**f, "gainshare_drift": drift}, value, standing) for one, f in pairs]
        for drift in (0.0, 1.0)
    )
    whole = {
        "people": float(standing[0]),
        "off_benefit": float(np.mean([one.ledger.off_benefit.max() for one in books])),
        **_over("paid", [float(one.ledger.lines[BONUS].sum()) for one in books]),
        "paid_on_fixed_baseline": float(np.mean(fixed)),
        "paid_on_drifting_baseline": float(np.mean(drifting)),
        **_over("treasury", [float(one.ledger.treasury.sum()) for one in books]),
        **_over("areas", [float(one.ledger.areas.sum()) for one in books]),
    }
    asked = areas_asked(library, int(first[:4]), area)
    return [
        {"area": name, **{key: share * number for key, number in whole.items()}}
        for name, share in asked.items()
    ]


def _paid(one: Book, figures: Mapping[str, Any], value: Floats, standing: Floats) -> float:
    """What an area is paid over all years [GBP million]."""
    return float(bonus(figures, value, one.starts, one.ledger.off_benefit, standing).sum())


def _over(key: str, each: Sequence[float]) -> dict[str, float]:
    """A mean of the draws with a tenth and nine tenths of them."""
    low, high = map(float, np.quantile(each, (0.1, 0.9)))
    return {key: float(np.mean(each)), f"{key}_low": low, f"{key}_high": high}
