"""The disability employment gap: how long to halve it, by which definition, with and without jobs.

The gap is the employment rate of people without a disability less that of disabled people. A
trend is a straight line between two readings of one definition; series that compare with
everybody are never joined to those that compare with people without a disability.
"""

from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from esarisk.engine.programmes.effects import drawn_figures, jobs_of
from esarisk.errors import EsariskError, did_you_mean
from esarisk.policy.parameters import Parameters
from esarisk.policy.periods import period
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.units import MONTHS_A_YEAR

DEFINITION = "Equality Act 16-64"
HALF, YEAR_DAYS = 0.5, 365.25
QUARTERS = ("2013Q2", "2017Q2", "2025Q2")
BASE = "2015Q2"


@dataclass(frozen=True)
class Trend:
    """A straight line between two readings."""

    gap: float  # from which half is reckoned [percentage points]
    narrowing: float  # below nought where it widens [percentage points a year]

    @property
    def years_to_halve(self) -> float:
        """Years until half of it is left; never where it does not narrow [years]."""
        return HALF * self.gap / self.narrowing if self.narrowing > 0.0 else inf


def window(library: Library, definition: str | None, first: str | None, last: str | None) -> "Window":
    """The definition and quarters asked for, or the longest of the series in use.

    Raises
    ------
    EsariskError : with the nearest definition or quarter that was read
    """
    table = library.parameters.table("gap.series")
    known = sorted(set(table["definition"]))
    chosen = definition or DEFINITION
    if chosen not in known:
        raise EsariskError(f"there is no definition '{chosen}' of the gap.{did_you_mean(chosen, known)}")
    spans = sorted({_quarter(at) for at in table[table["definition"] == chosen]["at"]})
    usual = [q if q in spans else spans[place] for q, place in ((QUARTERS[0], 0), (QUARTERS[-1], -1))]
    ends = (first or usual[0], last or usual[1])
    for quarter in ends:
        if quarter not in spans:
            raise EsariskError(f"the gap of '{quarter}' was not read.{did_you_mean(quarter, spans)}")
    one = Window(chosen, *ends)
    if one.years <= 0.0:
        raise EsariskError(f"'{ends[1]}' is not after '{ends[0]}': give the earlier quarter first")
    return one


def _quarter(at: str) -> str:
    """A period as a quarter, such as `2013Q2`; a year as it stands."""
    start = period(at).start
    return f"{start.year}Q{(start.month + 2) // 3}" if ".." in at else at


@dataclass(frozen=True)
class Window:
    """What a trend is drawn through: one definition, two quarters or years."""

    definition: str
    first: str
    last: str

    @property
    def years(self) -> float:
        """Years between them [years]."""
        return (_middle(self.last) - _middle(self.first)) / YEAR_DAYS

    def __str__(self) -> str:
        return f"{self.definition}, {self.first} to {self.last}"


def _middle(quarter: str) -> int:
    """Day in the middle of a quarter or year [days]."""
    year, _, part = quarter.partition("Q")
    return date(int(year), 3 * int(part) - 1 if part else 7, 1).toordinal()


def reading(parameters: Parameters, definition: str, quarter: str) -> float:
    """The gap of one definition in one quarter or year [percentage points]."""
    table = parameters.table("gap.series")
    rows = table[(table["definition"] == definition) & (table["at"].map(_quarter) == quarter)]
    return float(rows["gap"].iloc[0])


def trend(parameters: Parameters, asked: Window) -> Trend:
    """The trend between two readings of one definition."""
    before, after = (reading(parameters, asked.definition, q) for q in (asked.first, asked.last))
    return Trend(before, (before - after) / asked.years)


def points(parameters: Parameters, jobs: float) -> float:
    """Points by which additional disabled people in work narrow the gap [percentage points]."""
    return jobs / parameters.number("gap.people_per_point")


def gap_rows(library: Library, asked: Window) -> list[dict[str, Any]]:
    """Years to halve the gap by each arithmetic that was used, and by the window asked for."""
    p = library.parameters
    said, then = p.number("gap.years_said"), reading(p, DEFINITION, BASE)
    words = f"{said:g} years, of the gap of {BASE}"
    rows = [_row("as said in 2016", words, Trend(then, HALF * then / said)), _head_count(p)]
    windows = [Window(DEFINITION, QUARTERS[0], last) for last in QUARTERS[1:]]
    windows += [Window("DDA/EA disabled", "2007Q2", "2009Q4")]
    windows += [asked] if asked not in windows else []
    return [*rows, *(_row("trend", str(one), trend(p, one)) for one in windows)]


def _head_count(p: Parameters) -> dict[str, Any]:
    """Years by the number of people wanted in work and the number by which they rose."""
    wanted, yearly = p.number("gap.more_in_work"), p.number("gap.risen") / p.number("gap.risen_years")
    words = f"{wanted:,.0f} more in work at {yearly:,.0f} a year"
    unknown = {"gap": None, "narrowing": None}
    return {"arithmetic": "head count", "definition": words, **unknown, "years_to_halve": wanted / yearly}


def _row(arithmetic: str, definition: str, one: Trend) -> dict[str, Any]:
    return {
        "arithmetic": arithmetic,
        "definition": definition,
        "gap": one.gap,
        "narrowing": one.narrowing,
        "years_to_halve": one.years_to_halve if one.years_to_halve < inf else None,
    }


def programme_rows(
    library: Library, programme: Programme, starts: float, asked: Window
) -> list[dict[str, Any]]:
    """What a programme of some starts a year does to the gap, gross and additional, beside the trend.

    Each year's jobs add to those of the years before while they last: as long as the programme
    says that its effect persists.

    Parameters
    ----------
    starts : [starts a year]
    """
    p = library.parameters
    usual = trend(p, asked)
    lasts = programme.number("persistence_months") / MONTHS_A_YEAR
    gross, more = jobs_of(drawn_figures(programme, 1)[0], starts, starts)
    narrows, rows = usual.narrowing > 0.0, []
    for name, jobs in (("gross, as if none would have worked", gross), ("additional", more)):
        stock = points(p, jobs * lasts)
        rows.append(
            {
                "jobs": name,
                "people_a_year": jobs,
                "points_of_one_year": points(p, jobs),
                "points_in_the_end": stock,
                "years_at_the_trend": usual.years_to_halve if narrows else None,
                "years_with_it": max(0.0, HALF * usual.gap - stock) / usual.narrowing if narrows else None,
            }
        )
    return rows
