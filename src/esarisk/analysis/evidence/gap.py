"""The disability employment gap: how long to halve it, by which definition, with and without jobs.

The gap is the employment rate of people without a disability less that of disabled people. A
trend is a straight line between two readings of one definition; series that compare with
everybody are never joined to those that compare with people without a disability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from esarisk.analysis.programmes.comparison import start_cost
from esarisk.analysis.programmes.projection import Projector, accounts_of
from esarisk.analysis.question import Question
from esarisk.engine.programmes.cube_variables import displaced
from esarisk.engine.programmes.effects import drawn_figures, effects, expected_scale
from esarisk.engine.programmes.funded import funded
from esarisk.engine.programmes.ledger import displaced_by
from esarisk.errors import EsariskError, did_you_mean
from esarisk.jit import Floats
from esarisk.policy.parameters import Parameters
from esarisk.policy.periods import period
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard
from esarisk.rules.programmes.effect import employment_effect
from esarisk.units import GBP_MILLION, MONTHS_A_YEAR

if TYPE_CHECKING:
    import xarray as xr

DEFINITION = "Equality Act 16-64"
HALF, YEAR_DAYS = 0.5, 365.25
QUARTERS = ("2013Q2", "2017Q2", "2025Q2")
BASE = "2015Q2"
WHOSE, STARTS_ASKED = "work_and_health_programme", 60_000.0
"""A year, where nothing else is asked: 300,000 over five years, as announced of the Work and Health Programme."""
GROSS, ADDITIONAL = "gross, as if none would have worked", "additional, less displaced"


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


@dataclass(frozen=True)
class Jobs:
    """People in work in the last year of a projection because of what is asked of, and its money."""

    words: str  # what is asked of
    years: str  # of the projection, in words
    people: Mapping[str, Floats]  # by what is counted: (draw,) [people]
    programme: Programme | None = None  # where one alone is asked of
    offered: float | None = None  # beyond baseline provision, mean of the years [GBP million a year]
    spent: float | None = None  # of it [GBP million a year]


def jobs_asked(
    question: Question, name: str, starts: float | None, million: float | None, cube: "xr.Dataset | None"
) -> Jobs:
    """The jobs asked for: of a run's cube, of so many starts, of money, or of what the scenario funds.

    Parameters
    ----------
    name : of the programme of the starts or the money
    starts : [starts a year]; `STARTS_ASKED` where nothing else is asked
    million : programme money [GBP million a year]

    Raises
    ------
    EsariskError : there is no such programme, or what is asked of funds nothing
    """
    if cube is not None:
        return of_run(cube)
    programme, card = question.library.pick("programmes", name), question.scenario
    if million is not None:
        card = card.model_copy(update={"funding": {**card.funding, programme.name: million}})
        words = f"{programme.card.title}, £{million:,g} million a year"
        return of_scenario(question, card, words, programme)
    if question.scenarios and starts is None:
        return of_scenario(question, card, f"Scenario {card.name}")
    return of_starts(question, programme, STARTS_ASKED if starts is None else starts)


def of_starts(question: Question, programme: Programme, starts: float) -> Jobs:
    """People in work in the last year of so many starts a year, gross and additional, for every draw.

    People and staff are no limit here. A year's jobs add to those of the years before while they
    last: they build up, stay and fade as the programme says.

    Parameters
    ----------
    starts : [starts a year]
    """
    months = len(question.seen.years) * MONTHS_A_YEAR
    figures = drawn_figures(programme, question.draws, question.seed)
    gross, more = zip(*(_in_work(f, starts, months) for f in figures), strict=True)
    year = question.seen.years[0]
    money = start_cost(question.library, programme, year) * starts / GBP_MILLION
    people = {GROSS: np.array(gross), ADDITIONAL: np.array(more)}
    words = f"{programme.card.title}, {starts:,.0f} starts a year"
    return Jobs(words, _years(question.seen.years), people, programme, money, money)


def _in_work(figures: Mapping[str, Any], starts: float, months: int) -> tuple[float, float]:
    """People in work in the last year because of starts month by month: gross, and additional less displaced."""
    one, monthly = effects(figures, months), np.full(months, starts / MONTHS_A_YEAR)
    additional = expected_scale(figures, starts) * one.work
    keys = ("effect_month", "build_months", "persistence_months", "decay")
    path = [figures[key] for key in keys]
    anyway = figures["comparison_rate"] * np.array([employment_effect(m, 1.0, *path) for m in range(months)])
    gross, more = (
        float(np.convolve(monthly, each)[:months][-MONTHS_A_YEAR:].mean())
        for each in (additional + anyway, additional)
    )
    return gross, more - float(displaced_by(figures, np.array(more)))


def of_scenario(
    question: Question, scenario: ScenarioCard, words: str, programme: Programme | None = None
) -> Jobs:
    """People in work in the last year because of what a scenario funds, beside baseline provision, by a projection.

    Raises
    ------
    EsariskError : it leaves every programme at its baseline
    """
    library, seen = question.library, question.seen
    levels = funded(library, seen, scenario)
    if not levels:
        raise EsariskError(
            f"{words}: leaves every programme at its baseline: give --money, --starts or --run"
        )
    sizes = (question.vintage, question.view, question.draws, question.seed)
    projector = Projector(library, *sizes, scenario=scenario)
    outcome = projector.project(levels, scenario.competition)
    books, funding = accounts_of(projector, outcome), outcome.funding
    assert funding is not None
    people = np.zeros(question.draws)
    for one, figures in zip(books, funding.figures, strict=True):
        work = np.array([made.in_work for made in one.ledgers])
        people += (work - displaced(work, figures))[:, -MONTHS_A_YEAR:].mean(axis=1)
    spent = sum(float(np.mean([made.spent.sum() for made in one.ledgers])) for one in books)
    offered = sum(level.money - level.before for level in levels)
    yearly = float(offered), spent / len(seen.years)
    return Jobs(words, _years(seen.years), {ADDITIONAL: people}, programme, *yearly)


def _years(years: Sequence[str]) -> str:
    """The years of a projection, in words."""
    return f"{years[0]} to {years[-1]}"


def of_run(cube: "xr.Dataset") -> Jobs:
    """People in work in a run's last year because of its programmes, by scenario.

    Raises
    ------
    EsariskError : no scenario of the run funds a programme away from its baseline
    """
    if "programme_displaced" not in cube:
        raise EsariskError("the run funds no programme away from its baseline: give one of levels of money")
    net = (cube["programme_in_work"] - cube["programme_displaced"]).isel(year=-1).sum("programme")
    rows = {str(name): net.sel(scenario=name).values for name in cube["scenario"].values}
    years = _years([str(year) for year in cube["year"].values])
    return Jobs("Levels of a run", years, {name: people for name, people in rows.items() if people.any()})


def closed(parameters: Parameters, asked: Window, jobs: Jobs) -> list[dict[str, Any]]:
    """One row of each count of people: points of the gap closed, and years to halve it at the trend and with them.

    Numbers are means of the draws, with where a tenth and nine tenths of them lie.
    """
    usual = trend(parameters, asked)
    narrows = usual.narrowing > 0.0
    rows = []
    for name, each in jobs.people.items():
        shut = each / parameters.number("gap.people_per_point")
        row = {"jobs": name, **_spread("people", each), **_spread("points", shut)}
        row["years_at_the_trend"] = usual.years_to_halve if narrows else None
        left = np.maximum(0.0, HALF * usual.gap - shut)
        row |= _spread("years_with_it", left / usual.narrowing if narrows else np.full(each.size, np.nan))
        rows.append(row)
    return rows


def _spread(key: str, each: Floats) -> dict[str, float | None]:
    """The mean of draws, and where a tenth and nine tenths of several lie; None where there is no number."""
    values = [float(np.mean(each)), *map(float, np.quantile(each, (0.1, 0.9)))]
    names = (key, f"{key}_low", f"{key}_high")
    told = dict(zip(names, (None if np.isnan(v) else v for v in values), strict=True))
    return told if each.size > 1 else {key: told[key]}
