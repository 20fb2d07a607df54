"""The ledger of a programme at a level of money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from typing import Any

import numpy as np

from esarisk.analysis.programmes.comparison import at_level, start_cost
from esarisk.analysis.programmes.projection import Projector
from esarisk.analysis.question import Question
from esarisk.engine.awards.one_person import awards_at, on_jobseekers
from esarisk.engine.economy.prices import prices
from esarisk.engine.programmes.effects import drawn_figures, expected_scale
from esarisk.engine.programmes.ledger import (
    BONUS,
    CARE,
    IN_CAP,
    JOBSEEKERS,
    OUT_OF_CAP,
    Ledger,
    Starts,
    break_even_month,
    ledger,
    month_labels,
    social_value,
    switch,
)
from esarisk.engine.programmes.pipeline import staged
from esarisk.engine.programmes.sharing import SHARE_KEY, bonus, worth
from esarisk.engine.programmes.volume import places
from esarisk.jit import Floats
from esarisk.names import PHASES
from esarisk.policy.parameters import Parameters
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.rules.programmes.money import cost_per_additional_job
from esarisk.units import GBP_MILLION, MONTHS_A_YEAR


@dataclass(frozen=True)
class Book:
    """A programme's ledger, what society gains, and when the sums turn.

    Parameters
    ----------
    social : present values in the first year's prices [GBP million]
    cap_turns, purse_turns : month in which the running sum inside the cap, less programme money,
        and of the public purse, is no longer below nought; None if never within the horizon
    moved : a DEL-AME switch by month; empty where there is none [GBP million]
    """

    programme: str
    ledger: Ledger
    starts: Floats
    social: dict[str, float]
    cap_turns: int | None
    purse_turns: int | None
    moved: dict[str, Floats]

    def rows(self) -> list[dict[str, Any]]:
        """One row a financial year: spending by payer, gains by line, and the three sums."""
        made = self.ledger
        lines = {"starts": self.starts, "additional_in_work": made.in_work / MONTHS_A_YEAR}
        lines |= {f"spend_{payer}": -paid for payer, paid in made.spend.items() if paid.any()}
        lines |= {CARE: made.lines[CARE]} if CARE in made.lines else {}
        lines |= {line: made.lines[line] for line in (*IN_CAP, *OUT_OF_CAP, "tax_and_ni")}
        lines |= {"in_cap": made.in_cap, "ame": made.ame, "exchequer": made.exchequer}
        lines |= {BONUS: made.lines[BONUS]} if made.lines[BONUS].any() else {}
        lines |= {"treasury": made.treasury, "areas": made.areas}
        if self.moved:
            lines |= {"switch_del": self.moved["del"], "switch_ame": self.moved["ame"]}
        folded = {name: made.by_year(monthly) for name, monthly in lines.items()}
        years = dict.fromkeys(made.years)
        return [{"year": y, **{name: by[y] for name, by in folded.items()}} for y in years]


@dataclass(frozen=True)
class Drawn:
    """A ledger under every draw of a programme's figures: means, and where a tenth and nine tenths of draws lie.

    Parameters
    ----------
    books : one a draw; a single one is the central path
    """

    books: Sequence[Book]

    def rows(self) -> list[dict[str, Any]]:
        """One row a financial year: means of the draws."""
        return [_mean(rows) for rows in zip(*(book.rows() for book in self.books), strict=True)]

    @property
    def social(self) -> dict[str, float]:
        """Present values in the first year's prices, means of the draws [GBP million]."""
        return _mean([book.social for book in self.books])

    @property
    def spread(self) -> list[dict[str, Any]]:
        """Sums over all years with their interval, one row a line; nothing of a single path [GBP million, people]."""
        if len(self.books) == 1:
            return []
        rows = []
        for line in SPREAD_LINES:
            each = [sum(float(row[line]) for row in book.rows()) for book in self.books]
            low, high = map(float, np.quantile(each, (0.1, 0.9)))
            rows.append({"line": line, "mean": float(np.mean(each)), "low": low, "high": high})
        return rows

    @property
    def at_scale(self) -> float:
        """Of the draws, those in which anybody starts: a fund of ideas may bring none so far [share]."""
        return float(np.mean([book.starts.any() for book in self.books]))

    @property
    def cap_turns(self) -> int | None:
        """Break-even month inside the cap of the draw in the middle [months]."""
        return self._middle.cap_turns

    @property
    def purse_turns(self) -> int | None:
        """Break-even month of the public purse of the draw in the middle [months]."""
        return self._middle.purse_turns

    @property
    def _middle(self) -> Book:
        """The draw whose gain to the Exchequer is in the middle."""
        return sorted(self.books, key=lambda book: float(book.ledger.exchequer.sum()))[len(self.books) // 2]


NEXT_PRICE = 1.0 + 1e-9
"""Prices of a job nearer than this are the same [ratio]."""
SPREAD_LINES = ("additional_in_work", "in_cap", "ame", "exchequer", "treasury", "areas")
"""Lines of a ledger that are told with an interval."""


def _mean(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The mean of each number of some rows alike, nought where a row lacks it; words stay."""
    whole = {key: one for row in reversed(rows) for key, one in row.items()}
    return {
        key: one if isinstance(one, str) else float(np.mean([row.get(key, 0.0) for row in rows]))
        for key, one in whole.items()
    }


def drawn_books(
    question: Question, programme: Programme, million: float, first: str, years: int, **given: float
) -> Drawn:
    """The ledger of a programme under every draw of a question, paid at the rates that its scenario knew.

    Parameters
    ----------
    given : as for `book`, but figures
    """
    programme = programme.with_levers(question.scenario.levers)
    drawn, known = drawn_figures(programme, question.draws, question.seed), question.held.known
    after = int(given.get("after", years))
    standing = country(question, programme, first, years + after) if programme.number(SHARE_KEY) else None
    paid = partial(book, question.library, programme, million, first, years, known)
    return Drawn([paid(one, standing=standing, **given) for one in drawn])


def country(question: Question, programme: Programme, first: str, years: int) -> Floats:
    """(month,) people of the country where a programme's people stand, without it, on the central path [people].

    Before the vintage's years as in the first of them, after them as in the last.

    Parameters
    ----------
    first, years : financial year in which the months begin, and how many years they are
    """
    projector = Projector(question.library, question.vintage, question.view, 1, scenario=question.scenario)
    phases = [PHASES.index(phase) for phase in programme.card.eligible.phases]
    people = projector.project([]).caseload[0][:, phases].sum(axis=1)
    begun = int(first[:4]) - int(projector.seen.years[0][:4])
    at = np.clip(begun + np.arange(years * MONTHS_A_YEAR) // MONTHS_A_YEAR, 0, len(people) - 1)
    found: Floats = people[at]
    return found


def book(
    library: Library,
    programme: Programme,
    million: float,
    first: str,
    years: int,
    known: Parameters | None = None,
    drawn: Mapping[str, Any] | None = None,
    standing: Floats | None = None,
    **given: float,
) -> Book:
    """The ledger of a programme funded at a level for so many years.

    People and staff are no limit here; a sweep says where they bind.

    Parameters
    ----------
    known : by which people are paid; all that is known today by default
    drawn : the programme's figures; the central ones by default
    standing : (month,) people of the country where its people stand, by whom a share of the saving is reckoned [people]
    million : programme money a year, in each year's pounds [GBP million]
    first : first financial year
    years : years of funding
    given : figures in place of the programme's; `after`, years that the ledger runs on, as many again by
        default, so that late gains are seen; `switch`, the share of a DEL-AME switch; and `jobseekers`, 1 for
        the same help with the same effect for jobseekers instead
    """
    moved, instead = given.pop("switch", 0.0), given.pop("jobseekers", 0.0)
    after = int(given.pop("after", years))
    given |= JOBSEEKERS if instead else {}
    figures: dict[str, Any] = {**(drawn or drawn_figures(programme, 1)[0]), **given}
    rates = prices(library.parameters, programme.number("early_inflation"))
    labels = month_labels(first, (years + after) * MONTHS_A_YEAR)
    rise = rates.rise(programme.price_year("unit_cost"), labels)
    money = np.where(np.arange(len(labels)) < years * MONTHS_A_YEAR, million, 0.0)
    starts, ideas = places(money, figures, rise, inf), 0.0 * money
    if stages := programme.card.stages:
        starts, ideas = staged(stages, money, figures, rise)
    awards = awards_at(known or library.parameters, rates, labels)
    awards = on_jobseekers(awards) if instead else awards
    scale = expected_scale(figures, float(starts[:MONTHS_A_YEAR].sum()))
    made = ledger(programme, figures, Starts(starts + ideas, scale * starts, starts), awards, rates)
    shared = np.zeros(len(labels))
    if standing is not None and not instead:
        shared = bonus(figures, worth(library.parameters, rates, labels), starts, made.off_benefit, standing)
    made = replace(made, lines={**made.lines, BONUS: shared})
    turns = [
        break_even_month(total - spent) for total, spent in ((made.in_cap, made.spent), (made.exchequer, 0.0))
    ]
    social = social_value(programme, figures, made, rates, first)
    return Book(
        programme.name, made, starts, social, turns[0], turns[1], switch(made.ame, moved) if moved else {}
    )


def kept_usually(p: Parameters) -> list[float]:
    """Shares of the money kept that were said of the Coalition's in 2015 and 2016 [share]."""
    return [p.number(f"less_money.{key}") for key in ("kept_said", "kept_reckoned")]


def less_money_rows(
    library: Library,
    programme: Programme,
    million: float,
    kept: Sequence[float],
    year: str,
    draws: int = 1,
    seed: int = 1,
) -> list[dict[str, Any]]:
    """What a cut of the money does when it thins the help, and when it shortens the queue.

    Thinner: as many starts, each with fewer hours. Shorter: the same help, fewer starts.

    Parameters
    ----------
    million : money before the cut, in a year [GBP million]
    kept : of it after each cut [share]
    """
    levels = {("all the money", 1.0): (million, 1.0)}
    for share in kept:
        levels[f"{share:.0%} kept: fewer hours each", share] = (share * million, share)
        levels[f"{share:.0%} kept: fewer people", share] = (share * million, 1.0)
    drawn: Sequence[Mapping[str, Any]] = drawn_figures(programme, draws, seed)
    rise = start_cost(library, programme, year) / programme.number("unit_cost")
    found = {
        way: [at_level(f, money, each * rise * f["unit_cost"], each) for f in drawn]
        for way, (money, each) in levels.items()
    }
    whole = next(iter(found.values()))
    return [
        {
            "way": way,
            "kept": share,
            **_over_draws(each),
            "cheaper": None if each is whole else _cheaper(each, whole),
        }
        for (way, share), each in found.items()
    ]


def _over_draws(levels: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """A level of money, means of draws, with intervals; a job's cost is the money by the mean of jobs."""
    mean, million = _mean(levels), levels[0]["money"]
    jobs = [one["additional_jobs"] for one in levels]
    mean["cost_per_additional_job"] = cost_per_additional_job(GBP_MILLION * million, mean["additional_jobs"])
    if len(levels) == 1:
        return mean
    low, high = map(float, np.quantile(jobs, (0.1, 0.9)))
    costs = [
        cost_per_additional_job(GBP_MILLION * million, end) if end > 0.0 else None for end in (high, low)
    ]
    ends = dict(zip(("cost_per_additional_job_low", "cost_per_additional_job_high"), costs, strict=True))
    return mean | {"additional_jobs_low": low, "additional_jobs_high": high} | ends


def _cheaper(levels: Sequence[Mapping[str, float]], whole: Sequence[Mapping[str, float]]) -> float | None:
    """Of draws in which there are jobs at all, those in which a job costs less than at all the money [share]."""
    pairs = [
        (one["additional_jobs"] / one["money"], all_["additional_jobs"] / all_["money"])
        for one, all_ in zip(levels, whole, strict=True)
        if all_["additional_jobs"] > 0.0
    ]
    return float(np.mean([mine > theirs * NEXT_PRICE for mine, theirs in pairs])) if pairs else None


def less_money_rests(
    library: Library,
    programme: Programme,
    million: float,
    kept: Sequence[float],
    year: str,
    draws: int = 1,
    seed: int = 1,
) -> list[dict[str, Any]]:
    """What the answer for fewer hours rests on: both ends of what is assumed of hours and of overheads.

    Each end is held in every draw, the rest drawn as before. None on the central path, which has no ends.
    """
    if draws == 1:
        return []
    ends = np.quantile(
        [float(f["half_saturation"]) for f in drawn_figures(programme, draws, seed)],  # type: ignore[arg-type]
        (0.05, 0.95),
    )
    rows = []
    for share in kept:
        for hours in ends:
            for fixed in (0.0, 1.0):
                held = programme.with_figures({"half_saturation": float(hours), "overhead_fixed": fixed})
                whole, thinner, _ = less_money_rows(library, held, million, [share], year, draws, seed)
                costs = [one["cost_per_additional_job"] for one in (thinner, whole)]
                rows.append(
                    {
                        "kept": share,
                        "half_saturation": float(hours),
                        "overhead_fixed": fixed,
                        "hours_a_start": thinner["hours_a_start"],
                        "jobs_left": thinner["additional_jobs"] / whole["additional_jobs"],
                        "cost_relative": costs[0] / costs[1],
                    }
                )
    return rows
