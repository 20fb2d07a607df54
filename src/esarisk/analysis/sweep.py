"""One programme at several levels of money: what a pound changes, level by level.

Everything is a change from baseline provision under the same draws, with the other programmes
held where they are. Starts are those of the level itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from esarisk.analysis.breach import Chances, chances, last_judged
from esarisk.analysis.provision import Books, Outcome, Projector, books_of
from esarisk.engine.effects import drawn_figures
from esarisk.engine.ledger import IN_CAP, Ledger, break_even_month, social_value
from esarisk.engine.prices import prices
from esarisk.engine.programmes import Funded, baseline_money
from esarisk.engine.run import Progress
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.names import COMPETITION, PAYERS, PHASES
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library

DRAWS = 128
SIMULATED = ("esa_saved", "support_drift")
DRIFT = ("support", "uc_lcwra")
"""Phases into which people in a programme drift."""
MOST_LEVELS = 201
SMALL = 0.05
"""Less than this is none in print [GBP million]."""


@dataclass(frozen=True)
class Level:
    """One level of money: its projection and its books."""

    money: float
    outcome: Outcome
    books: Books | None


@dataclass(frozen=True)
class Sweep:
    """A programme over levels of money.

    Parameters
    ----------
    programme : which
    vintage, view, draws : of the projection
    baseline : money of baseline provision [GBP million a year]
    rows : one a level
    years : one a level and financial year
    held : other programmes and the money they were held at [GBP million a year]
    coverage : share of each phase never reached at the highest level
    """

    programme: Programme
    vintage: str
    view: str
    draws: int
    baseline: float
    rows: list[dict[str, Any]]
    years: list[dict[str, Any]]
    held: Mapping[str, float]
    thinner: bool
    coverage: list[dict[str, Any]]


def levels_of(text: str) -> list[float]:
    """Levels of money from `first:last:step`, or from a list such as `0,50,100` [GBP million a year].

    Raises
    ------
    EsariskError : the text is neither
    """
    wrong = EsariskError(
        f"--funding '{text}': give first:last:step such as 0:500:50, or levels such as 0,50,100, in GBP million a year"
    )
    try:
        if ":" in text:
            first, last, step = (float(part) for part in text.split(":"))
            count = min(round((last - first) / step) + 1, MOST_LEVELS + 1)
            levels = [first + i * step for i in range(count)]
        else:
            levels = [float(part) for part in text.split(",")]
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise wrong from error
    if not 0 < len(levels) <= MOST_LEVELS or not all(0.0 <= level < np.inf for level in levels):
        raise wrong
    return sorted(set(levels))


def asked(named: Sequence[str]) -> tuple[str, dict[str, float]]:
    """The programme to sweep and others to hold, from names and NAME=MONEY.

    Raises
    ------
    EsariskError : not exactly one programme without money, or money that is no number
    """
    swept = [name for name in named if "=" not in name]
    held: dict[str, float] = {}
    for name, money in (word.split("=", 1) for word in named if "=" in word):
        try:
            held[name] = float(money)
        except ValueError as error:
            raise EsariskError(
                f"--programme {name}={money}: give money in GBP million a year, such as 50"
            ) from error
    if len(swept) != 1:
        raise EsariskError(
            "give one programme to sweep, such as --programme new_start; NAME=MONEY holds others"
        )
    return swept[0], held


def sweep(
    library: Library,
    name: str,
    levels: Sequence[float],
    vintage: str,
    view: str = "department",
    draws: int = DRAWS,
    seed: int = 1,
    held: Mapping[str, float] | None = None,
    competition: str = COMPETITION[0],
    *,
    thinner: bool = False,
    progress: Progress | None = None,
) -> Sweep:
    """Project a programme at several levels of money.

    Parameters
    ----------
    levels : money, in each year's pounds [GBP million a year]
    held : other programmes at a level of their own [GBP million a year]
    thinner : money changes hours a person at the baseline's starts, rather than starts
    progress : called with draws done and draws to do
    """
    projector = Projector(library, vintage, view, draws, seed)
    programme: Programme = library.pick("programmes", name)
    before = baseline_money(programme, vintage)
    if thinner and before == 0.0:
        raise EsariskError(
            f"'{name}' has no baseline provision in {vintage}: its help cannot be made thinner"
        )
    others = [_held(library, other, money, vintage) for other, money in (held or {}).items()]
    others = [level for level in others if level.money != level.before]
    total = len(levels) + 1
    ground = projector.project(others, competition, progress, (0, total))
    found = [Level(before, ground, None)]
    for i, money in enumerate(levels):
        if money == before:
            found.append(Level(money, ground, None))
            continue
        own = Funded(programme, money, before, thinner)
        outcome = projector.project([own, *others], competition, progress, (i + 1, total))
        found.append(Level(money, outcome, books_of(projector, outcome, ground, 0)))
    rows, years = _tables(projector, programme, found)
    held = dict(held or {})
    return Sweep(programme, vintage, view, draws, before, rows, years, held, thinner, coverage(found[-1]))


def _held(library: Library, name: str, money: float, vintage: str) -> Funded:
    programme: Programme = library.pick("programmes", name)
    return Funded(programme, money, baseline_money(programme, vintage))


def _tables(
    projector: Projector, programme: Programme, levels: Sequence[Level]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One row a level; one a level and year."""
    beside = [_beside(projector, level.books) for level in levels]
    judged = projector.judged([level.outcome for level in levels], beside)
    found = chances(judged, projector.draws.scramble)
    rows = [_row(projector, programme, levels[0], level) for level in levels[1:]]
    years: list[dict[str, Any]] = []
    target = last_judged(found)
    for i, (row, level) in enumerate(zip(rows, levels[1:], strict=True), start=1):
        row.update(found[i].row(target))
        row["breach_year"] = None if target is None else projector.seen.years[target]
        years += _year_rows(projector, level, levels[0], beside[i], found[i])
    _marginal(rows)
    return rows, years


def _beside(projector: Projector, books: Books | None) -> Floats:
    """(draw, year) in-scope spending that a programme adds outside the simulated lines [GBP million]."""
    if books is None:
        return np.zeros((len(projector.draws), len(projector.seen.years)))
    lines = [line for line in IN_CAP if line not in SIMULATED]
    monthly = np.array([-np.sum([book.lines[line] for line in lines], axis=0) for book in books.ledgers])
    return _by_year(projector, monthly)


def _by_year(projector: Projector, monthly: Floats) -> Floats:
    """(draw, year) sums of a monthly line."""
    labels = np.array(projector.months)
    return np.stack([monthly[:, labels == year].sum(axis=1) for year in projector.seen.years], axis=1)


def _row(projector: Projector, programme: Programme, ground: Level, level: Level) -> dict[str, Any]:
    """One level: sums over the projection, means over draws."""
    change = level.outcome.caseload - ground.outcome.caseload
    row: dict[str, Any] = {"money": level.money, "starts": 0.0, "starts_change": 0.0, "participants": 0.0}
    books = level.books
    keys = ("gross_jobs", "additional_jobs", "off_benefit", "spend", "in_cap", "ame", "exchequer", "social")
    row |= dict.fromkeys(keys, 0.0)
    row["caseload_change"] = float(change[:, -1].sum(axis=1).mean())
    row |= dict.fromkeys(("in_cap_low", "in_cap_high"), 0.0)
    row |= dict.fromkeys(("headroom_per_pound", "cost_per_additional_job", "break_even", "break_even_in_cap"))
    if books is None:
        return row
    row["starts"] = _mean(books.starts.sum(axis=1))
    row["starts_change"] = _mean((books.starts - books.before).sum(axis=1))
    row["participants"] = _mean(level.outcome.reached[:, 0].sum(axis=1))
    row["gross_jobs"], row["additional_jobs"] = _mean(books.gross_jobs), _mean(books.additional_jobs)
    row["off_benefit"] = _mean(np.array([book.off_benefit[-1] for book in books.ledgers]))
    row |= _money(projector, programme, books)
    if abs(row["spend"]) > 0.0:
        row["headroom_per_pound"] = row["in_cap"] / row["spend"]
    if row["additional_jobs"]:
        row["cost_per_additional_job"] = row["spend"] * 1e6 / row["additional_jobs"]
    return row


def _money(projector: Projector, programme: Programme, books: Books) -> dict[str, Any]:
    """Sums of the ledgers over the projection, mean of draws [GBP million]."""
    ledgers = books.ledgers
    saved = np.array([book.in_cap.sum() for book in ledgers])
    net = np.mean([book.exchequer for book in ledgers], axis=0)
    cap = np.mean([book.in_cap - book.spent for book in ledgers], axis=0)
    rates = prices(projector.library.parameters, programme.number("early_inflation"))
    figures = drawn_figures(programme, 1)[0]
    mean = Ledger(
        ledgers[0].years,
        {payer: np.mean([book.spend[payer] for book in ledgers], axis=0) for payer in PAYERS},
        {line: np.mean([book.lines[line] for book in ledgers], axis=0) for line in ledgers[0].lines},
        np.mean([book.in_work for book in ledgers], axis=0),
        np.mean([book.off_benefit for book in ledgers], axis=0),
    )
    return {
        "spend": float(mean.spent.sum()),
        "in_cap": float(saved.mean()),
        "in_cap_low": float(np.percentile(saved, 10)),
        "in_cap_high": float(np.percentile(saved, 90)),
        "ame": float(mean.ame.sum()),
        "exchequer": float(net.sum()),
        "social": social_value(programme, figures, mean, rates, projector.seen.years[0])["net"],
        "break_even": break_even_month(net),
        "break_even_in_cap": break_even_month(cap),
    }


def coverage(level: Level) -> list[dict[str, Any]]:
    """Share of each group that a programme funded away from its baseline never reached, at the end."""
    inside = level.outcome.reached.sum(axis=1).mean(axis=0)
    people = level.outcome.standing.mean(axis=0)
    return [
        {"phase": phase, "people": float(n), "never_reached": float(1.0 - part / n) if n > 0.0 else None}
        for phase, n, part in zip(PHASES, people, inside, strict=True)
        if n > 0.0
    ]


def _mean(values: Floats) -> float:
    return float(np.mean(values))


def _year_rows(
    projector: Projector, level: Level, ground: Level, beside: Floats, breach: Chances
) -> list[dict[str, Any]]:
    """One level year by year: ledgers, headroom and the sign of its change [GBP million]."""
    saved = (ground.outcome.spending - level.outcome.spending - beside).mean(axis=0)
    moved = (level.outcome.caseload - ground.outcome.caseload).mean(axis=0)
    monthly = _ledger_years(projector, level.books)
    rows = []
    for y, year in enumerate(projector.seen.years):
        row: dict[str, Any] = {"money": level.money, "financial_year": year}
        row |= {line: float(amount[y]) for line, amount in monthly.items()}
        rows.append(row | _headroom(float(saved[y]), moved[y]) | breach.row(y))
    return rows


def _headroom(saved: float, moved: Floats) -> dict[str, Any]:
    """A year's change of headroom and of people, and why it has the sign it has.

    Parameters
    ----------
    saved : change of headroom [GBP million]
    moved : (phase,) change of the caseload [people]
    """
    people, support = float(moved.sum()), float(sum(moved[PHASES.index(phase)] for phase in DRIFT))
    return {
        "headroom_change": saved,
        "caseload_change": people,
        "support_change": support,
        "sign": sign_of(saved, people, support),
    }


def _ledger_years(projector: Projector, books: Books | None) -> dict[str, Floats]:
    """Line → (year,) mean of draws [GBP million; people]."""
    if books is None:
        nothing = np.zeros(len(projector.seen.years))
        return dict.fromkeys(("starts", "starts_before", "spend", "in_cap", "ame", "exchequer"), nothing)
    ledgers = books.ledgers
    lines = {
        "starts": books.starts,
        "starts_before": books.before,
        **{f"paid_by_{payer}": np.array([b.spend[payer] for b in ledgers]) for payer in PAYERS},
        "spend": np.array([b.spent for b in ledgers]),
        **{
            line: np.array([b.lines[line] for b in ledgers])
            for line in ledgers[0].lines
            if line != "support_drift"
        },
        "in_cap": np.array([b.in_cap for b in ledgers]),
        "ame": np.array([b.ame for b in ledgers]),
        "exchequer": np.array([b.exchequer for b in ledgers]),
    }
    return {name: _by_year(projector, monthly).mean(axis=0) for name, monthly in lines.items()}


def sign_of(saved: float, people: float, support: float) -> str:
    """Why headroom changes in a year as it does.

    Parameters
    ----------
    saved : change of headroom [GBP million]
    people, support : change of those on the benefit, and of those in the support group [people]
    """
    if saved == people == support == 0.0:
        return "none: nothing is changed"
    if abs(saved) < SMALL:
        return "none to speak of: programme money is outside the cap and savings come with a lag"
    moved = f"{_more(people)} on the benefit, {_more(support)} in the support group"
    if saved > 0.0:
        return f"up: {moved}"
    outweighed = " and other benefits inside the cap outweigh leavers" if people < 0.0 else ""
    return f"down: {moved}{outweighed}"


def _more(people: float) -> str:
    """A change of people in words."""
    return f"{abs(people):,.0f} {'more' if people > 0.0 else 'fewer'}"


def _marginal(rows: Sequence[dict[str, Any]]) -> None:
    """Add what the last pounds of each level bring, beside the level before it."""
    for i, row in enumerate(rows):
        spent = row["spend"] - rows[i - 1]["spend"] if i else 0.0
        for key in ("additional_jobs", "in_cap"):
            gained = row[key] - rows[i - 1][key] if i else 0.0
            row[f"marginal_{key}"] = gained / spent if abs(spent) > SMALL else None
