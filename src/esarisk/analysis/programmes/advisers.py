"""The whole chain of advisers' hours: who waits, who is seen, who works, what it does to the benefit and the cap.

The situation held stands beside the same with levers of advisers, draw by draw. What claims' longer wait does alone
is told apart from what the hours do with those who are seen.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import numpy as np

from esarisk.analysis.programmes.breach import chances
from esarisk.analysis.programmes.projection import (
    Change,
    Outcome,
    Projector,
    accounts_of,
    beside_of,
    by_year,
    change_of,
)
from esarisk.analysis.programmes.sign import sign_of_saving
from esarisk.analysis.programmes.sweep import ENDS
from esarisk.analysis.question import Question
from esarisk.engine.plan import Progress
from esarisk.engine.programmes.accounts import Books, leak
from esarisk.engine.programmes.advisers import (
    ADVISERS,
    ONGOING,
    REFERRAL,
    SECOND,
    Kept,
    kept_of,
    number,
)
from esarisk.engine.programmes.funded import funded
from esarisk.engine.programmes.volume import hours_of
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.rules.programmes.advisers import WEEKS
from esarisk.units import MONTHS_A_YEAR

HOURS_A_YEAR, PEOPLE, GBP = "hours a year", "people", "GBP million"


class Sides(NamedTuple):
    """What is set beside each other: every draw of each is paired."""

    held: Projector
    after: Projector
    kept: Kept
    before: Outcome
    delayed: Outcome  # the levers' wait alone, nobody helped by the hours
    whole: Outcome
    books: list[Books]  # of programmes that advisers staff
    change: Change  # that the hours bring beside the wait alone


def adviser_chain(
    asked: Question, levers: Mapping[str, float], progress: Progress | None = None
) -> dict[str, Any]:
    """What levers of advisers do, link by link, and to the chance of breach year by year.

    Parameters
    ----------
    levers : number by address, beside those of the situation held

    Raises
    ------
    EsariskError : they change nothing
    """
    sides = _sides(asked, levers, progress)
    rows = [*_hours(sides), *_claims(sides), *_helped(sides), *_money(sides)]
    first = sides.held.seen.years[0]
    rests = [sign_of_saving(asked.library, books.programme, first) for books in sides.books]
    return {"levers": dict(levers), "links": rows, "years": _years(sides), "sign_rests_on": rests}


def _sides(asked: Question, levers: Mapping[str, float], progress: Progress | None) -> Sides:
    """Project the situation held, and with the levers once without those helped and once with them."""
    own = {**asked.scenario.levers, **levers}
    kept = kept_of(asked.library, own)
    if kept is None:
        raise EsariskError(
            "advisers keep no other hours than they do, nor use them in another way: give --reserve"
        )
    without = {key: one for key, one in own.items() if not key.startswith(ADVISERS)}
    cards = [asked.scenario.model_copy(update={"levers": some}) for some in (without, own)]
    held, after = (
        Projector(asked.library, asked.vintage, asked.view, asked.draws, asked.seed, card) for card in cards
    )
    usual, levels = (funded(asked.library, held.seen, card) for card in cards)
    how = asked.scenario.competition
    before = held.project_all([(usual, how)], progress)[0]
    delayed, whole = after.project_all([(usual, how), (levels, how)], progress)
    mine = accounts_of(after, whole)
    change = change_of(mine, accounts_of(after, delayed), delayed.monthly - whole.monthly)
    staffed = [books for books, level in zip(mine, levels, strict=True) if level.kept]
    return Sides(held, after, kept, before, delayed, whole, staffed, change)


def _row(link: str, quantity: str, unit: str, before: Floats | float, after: Floats) -> dict[str, Any]:
    """One quantity: means of the draws before and after, and the paired change with its interval."""
    was = np.broadcast_to(before, after.shape)
    change = after - was
    ends = {name: float(np.percentile(change, end)) for name, end in ENDS.items()}
    told = {"link": link, "quantity": quantity, "unit": unit}
    return (
        told
        | {"before": float(was.mean()), "after": float(after.mean()), "change": float(change.mean())}
        | ends
    )


def _of(sides: Sides, word: str) -> tuple[Books, int] | None:
    """Books of the programme that has some of advisers' hours, and which it is of those funded [code]."""
    assert sides.whole.funding is not None
    for p, level in enumerate(sides.whole.funding.levels):
        if level.kept and level.programme.card.adviser_hours == word:
            return next(one for one in sides.books if one.programme.name == level.programme.name), p
    return None


def _worked(sides: Sides, word: str, key: str = "starts") -> Floats:
    """(draw,) hours a year of a programme's people, funded or at baseline."""
    found = _of(sides, word)
    if found is None:
        return np.zeros(len(sides.held.draws))
    books, p = found
    assert sides.whole.funding is not None
    each = np.array([hours_of(cast("dict[str, float]", one)) for one in sides.whole.funding.figures[p]])
    hours: Floats = getattr(books, key).mean(axis=1) * MONTHS_A_YEAR * each
    return hours


def _hours(sides: Sides) -> list[dict[str, Any]]:
    """Whose the hours are, a year."""
    kept, none = sides.kept, np.zeros(len(sides.held.draws))
    library = sides.held.library
    asked = WEEKS * number(library, {}, "advisers") * number(library, {}, "new_claim_hours")
    second, own = _worked(sides, SECOND), _worked(sides, ONGOING)
    own_before = _worked(sides, ONGOING, "before")
    return [
        _row("hours", "new_claims_undone", HOURS_A_YEAR, 0.0, none + kept.undone * asked),
        _row("hours", "ongoing", HOURS_A_YEAR, kept.before, none + kept.ongoing),
        _row("hours", "second_interviews", HOURS_A_YEAR, 0.0, second),
        _row("hours", "claimants", HOURS_A_YEAR, own_before, own),
        _row("hours", "jobseekers", HOURS_A_YEAR, kept.before - own_before, kept.ongoing - second - own),
    ]


def _claims(sides: Sides) -> list[dict[str, Any]]:
    """New claims in the last year: how many wait longer, by how much, how many are waiting at its end."""
    after, last = sides.after, slice(-MONTHS_A_YEAR, None)
    made = after.fixed.on_flow_shape.sum(axis=1)[last]
    claims = np.concatenate([one.claims[:, last] * made for one in after.batches])
    wait = np.concatenate([one.interview_wait[:, last] for one in after.batches])
    lapsed = np.where(wait >= sides.kept.longest_wait, sides.kept.undone, 0.0) if sides.kept.undone else 0.0
    return [
        _row("claims", "delayed", "claims a year", 0.0, (claims * (wait > 0.0)).sum(axis=1)),
        _row("claims", "wait_for_interview", "months", 0.0, wait.mean(axis=1)),
        _row("claims", "without_interview", "claims a year", 0.0, (claims * lapsed).sum(axis=1)),
        _row("claims", "waiting", PEOPLE, sides.before.waiting[:, -1], sides.whole.waiting[:, -1]),
    ]


def _helped(sides: Sides) -> list[dict[str, Any]]:
    """Who is seen and referred in a year, and the additional jobs of a year's people."""
    rows, years = [], len(sides.held.seen.years)
    for word, seen in ((SECOND, "interviews"), (ONGOING, "caseloaded"), (REFERRAL, "referred")):
        found = _of(sides, word)
        if found is None:
            continue
        books, p = found
        starts, before = (getattr(books, key).sum(axis=1) / years for key in ("starts", "before"))
        others = _jobseekers(sides, p)
        jobs = books.additional_jobs.sum(axis=1) / years - others
        rows += [
            _row(word, seen, "people a year", before, starts),
            _row(word, "jobs", "jobs a year", 0.0, jobs),
        ]
        if word == ONGOING:
            rows.append(_row(word, "jobs_of_jobseekers", "jobs a year", 0.0, others))
    return rows


def _jobseekers(sides: Sides, p: int) -> Floats:
    """(draw,) additional jobs a year of jobseekers whom the same staff help."""
    assert sides.whole.funding is not None
    leaked = leak(sides.held.library, sides.whole.funding, sides.after.months, p)
    if leaked is None:
        return np.zeros(len(sides.held.draws))
    return leaked.additional_jobs.sum(axis=1) / len(sides.held.seen.years)


def _money(sides: Sides) -> list[dict[str, Any]]:
    """People on the benefit and what is paid, by the wait alone and in all; what each purse gains in all years."""
    people = [one.caseload[:, -1].sum(axis=1) for one in (sides.before, sides.delayed, sides.whole)]
    paid = [one.spending[:, -1] for one in (sides.before, sides.delayed, sides.whole)]
    saved = (sides.before.monthly - sides.delayed.monthly).sum(axis=1)
    sums = {key: _sum(sides.change, key) for key in ("in_cap", "ame", "exchequer", "spent")}
    return [
        _row("benefit", "caseload_by_the_wait_alone", PEOPLE, people[0], people[1]),
        _row("benefit", "caseload", PEOPLE, people[0], people[2]),
        _row("benefit", "spending_by_the_wait_alone", f"{GBP} a year", paid[0], paid[1]),
        _row("benefit", "spending", f"{GBP} a year", paid[0], paid[2]),
        _row("purse", "spent_on_specialists", GBP, 0.0, sums["spent"]),
        *(_row("purse", key, GBP, 0.0, saved + sums[key]) for key in ("in_cap", "ame", "exchequer")),
    ]


def _sum(change: Change, key: str) -> Floats:
    """(draw,) a line of the ledgers over all years [GBP million]."""
    return np.array([getattr(book, key).sum() for book in change.ledgers])


def _years(sides: Sides) -> list[dict[str, Any]]:
    """Spending inside the cap and the chance of breach by year; advisers are in no costing of benefits."""
    held = sides.held
    nothing, beside = beside_of(held, []), beside_of(sides.after, sides.books)
    more = sides.whole.spending + beside - sides.before.spending
    judged = held.judged([sides.before, sides.whole], [nothing, beside], [nothing, -more])
    one = chances(judged, held.draws.scramble)[1]
    ame = by_year(held, np.array([book.ame for book in sides.change.ledgers]))
    ame += sides.before.spending - sides.delayed.spending
    rows = []
    for y, year in enumerate(held.seen.years):
        row = _row("year", "in_cap_spending", f"{GBP} a year", 0.0, more[:, y])
        told = {key: row[key] for key in ("change", "low", "high")}
        rows.append({"year": year, **told, "saved_in_ame": float(ame[:, y].mean()), **one.row(y)})
    return rows
