"""What programmes cost and gain under every draw, from the starts that a projection found.

An account is a change from baseline provision. The benefit that leavers no longer have is the
projection's own and is put in by whoever compares two projections; the rest follows from starts
by the formulas of the ledger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from esarisk.engine.awards.one_person import Awards, awards_at, on_jobseekers
from esarisk.engine.economy.prices import Prices, prices
from esarisk.engine.programmes.effects import Number, expected_scale, jobs_of
from esarisk.engine.programmes.funded import Funded
from esarisk.engine.programmes.funding import Funding
from esarisk.engine.programmes.ledger import (
    BONUS,
    JOBSEEKERS,
    Ledger,
    Starts,
    ledger,
)
from esarisk.engine.programmes.sharing import bonus, worth
from esarisk.engine.programmes.volume import hours_change, share_of
from esarisk.jit import Floats
from esarisk.kernels.layout import WRAG_PHASE, Totals
from esarisk.names import PHASES
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.units import MONTHS_A_YEAR


class Started(NamedTuple):
    """What a projection says of programmes; every array but the last is (draw, month, programme)."""

    starts: Floats  # from the caseload, funded [people]
    before: Floats  # from the caseload, at baseline provision [people]
    moved: Floats  # starts that differ × scale of their effect, with its sign [people]
    signed: Floats  # starts that differ, with their sign [people]
    inside: Floats  # still on benefit at the month's end, less than nothing where they miss it [people]
    sanctions: Floats  # of those in the work-related group, with their sign [sanctions]
    standing: Floats  # (draw, month, phase) of everybody at the month's end [people]


def started_of(totals: Totals, months: int) -> Started:
    """What a batch's last months say of programmes."""
    starts, before = totals.starts[:, -months:], totals.starts_before[:, -months:]
    signed = starts - before
    sign = totals.block_sign[:, -months:]
    sign = np.where(sign == 0.0, np.sign(signed), sign)
    inside = sign * totals.reached[:, -months:, 1:].sum(axis=3)
    moved, standing = (
        np.abs(signed) * totals.start_scale[:, -months:],
        totals.reached[:, -months:].sum(axis=2),
    )
    sanctions = sign * totals.sanctioned[:, -months:] * totals.reached[:, -months:, 1:, WRAG_PHASE]
    return Started(starts, before, moved, signed, inside, sanctions, standing)


def joined(parts: Sequence[Started]) -> Started:
    """Batches of draws, one after the other."""
    return Started(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


@dataclass(frozen=True)
class Books:
    """The ledger of one programme for every draw, as a change from its baseline provision."""

    programme: Programme
    ledgers: list[Ledger]  # one a draw
    starts: Floats  # (draw, month) of all people [people]
    before: Floats  # (draw, month) of all people, at baseline provision [people]
    gross_jobs: Floats  # (draw, month) of the month's starts that differ, once measured [people]
    additional_jobs: Floats  # (draw, month) of them, less those whom they displace [people]

    def line(self, name: str) -> Floats:
        """(draw, month) of one line [GBP million]."""
        return np.array([book.lines[name] for book in self.ledgers])

    def with_line(self, name: str, amounts: Floats) -> "Books":
        """The same books with another line (draw, month) [GBP million]."""
        pairs = zip(self.ledgers, amounts, strict=True)
        return replace(self, ledgers=[replace(b, lines={**b.lines, name: one}) for b, one in pairs])

    def beside(self, others: "Books") -> "Books":
        """The same books with the money and jobs of other people whom the programme helps; starts are its own."""
        return replace(
            self,
            ledgers=together([(1.0, self), (1.0, others)]),
            gross_jobs=self.gross_jobs + others.gross_jobs,
            additional_jobs=self.additional_jobs + others.additional_jobs,
        )


def accounts(library: Library, funding: Funding, started: Started, labels: list[str]) -> list[Books]:
    """Books of every programme; benefit saved and drift by formula, for the projection's own to replace."""
    return [account(library, funding, started, labels, p) for p in range(len(funding.levels))]


def account(
    library: Library, funding: Funding, started: Started, labels: list[str], p: int, *, instead: bool = False
) -> Books:
    """Books of one funded programme, or of the same help, with the same effect, for as many jobseekers instead.

    Parameters
    ----------
    labels : (month,) financial year of each month
    """
    level = funding.levels[p]
    rates = prices(library.parameters, level.programme.number("early_inflation"))
    awards = awards_at(library.parameters, rates, labels)
    awards = on_jobseekers(awards) if instead else awards
    told = (*started[:4], started.sanctions)
    drawn = zip(funding.figures[p], funding.volumes[p], strict=True)
    rows = [
        _of_draw(level, f, [a[i, :, p] for a in told], awards, rates, instead=instead, ideas=one.stages)
        for i, (f, one) in enumerate(drawn)
    ]
    ledgers, *arrays = zip(*rows, strict=True)
    made = list(ledgers) if instead else _with_bonus(library, funding, started, ledgers, rates, p)
    books = Books(level.programme, made, *(np.array(array) for array in arrays))
    leaked = None if instead else leak(library, funding, labels, p)
    return books if leaked is None else books.beside(leaked)


def _with_bonus(
    library: Library, funding: Funding, started: Started, ledgers: Sequence[Ledger], rates: Prices, p: int
) -> list[Ledger]:
    """Ledgers of a programme with what its area is paid for a smaller caseload."""
    programme, signed = funding.levels[p].programme, started.signed[:, :, p]
    phases = [PHASES.index(phase) for phase in programme.card.eligible.phases]
    there, value = (
        started.standing[:, :, phases].sum(axis=2),
        worth(library.parameters, rates, ledgers[0].years),
    )
    return [
        replace(
            one,
            lines={
                **one.lines,
                BONUS: bonus(f, value, signed[i], one.off_benefit, there[i] + one.off_benefit),
            },
        )
        for i, (f, one) in enumerate(zip(funding.figures[p], ledgers, strict=True))
    ]


def leak(library: Library, funding: Funding, labels: list[str], p: int) -> Books | None:
    """Books of the jobseekers whom a programme's staff help by the same hours; None where there are none.

    An hour with a jobseeker brings as much more as an hour with a claimant is worth less.
    """
    level, months = funding.levels[p], len(labels)
    if level.kept is None or all(one.jobseekers is None for one in funding.volumes[p]):
        return None
    rates = prices(library.parameters, level.programme.number("early_inflation"))
    awards = on_jobseekers(awards_at(library.parameters, rates, labels))
    rows = []
    for figures, places in zip(funding.figures[p], funding.volumes[p], strict=True):
        people = np.zeros(months) if places.jobseekers is None else places.jobseekers[-months:]
        left = expected_scale(figures, float(np.abs(people).max()) * MONTHS_A_YEAR)
        moved = people * left / level.kept.relative_value
        started = [people, 0.0 * people, moved, people, 0.0 * people]
        given = {**figures, "caseload_share": 1.0}
        rows.append(_of_draw(level, given, started, awards, rates, instead=True))
    ledgers, *arrays = zip(*rows, strict=True)
    return Books(level.programme, list(ledgers), *(np.array(array) for array in arrays))


def _of_draw(
    level: Funded,
    figures: Mapping[str, Number],
    started: list[Floats],
    awards: Awards,
    rates: Prices,
    *,
    instead: bool,
    ideas: Floats | None = None,
) -> tuple[Ledger, Floats, Floats, Floats, Floats]:
    """Ledger, starts, baseline's starts, gross and additional jobs of one draw, from its `Started`."""
    share = share_of(figures)
    all_, was, moved, signed = (array / share for array in started[:4])
    paid, drifting = all_ - was, signed
    if level.thinner:  # the same people with more or fewer hours each, and drift that goes with them
        money = level.by_month(len(all_)) / level.before
        paid, drifting = all_ * (money - 1.0), signed * hours_change(figures, money)
    paid = 0.0 * paid if level.unpaid else paid
    paid = paid if ideas is None else paid + ideas[-len(all_) :]  # ideas on their way are paid for too
    f = {**figures, **JOBSEEKERS} if instead else figures
    begun = Starts(paid, moved, drifting, not level.thinner, started[4])
    made = ledger(level.programme, f, begun, awards, rates)
    gross, additional = jobs_of(f, moved, 0.0 * signed if level.thinner else signed)
    return made, all_, all_ if level.thinner else was, gross, additional


def own_savings(
    books: Sequence[Books], saved: Floats, line: str = "esa_saved", drift: str = "support_drift"
) -> list[Books]:
    """Books with the benefit that the projection saved, shared among programmes that saved it together.

    Each has what its formula says, drift to the support group in it; what the projection saved beside
    that goes in proportion.

    Parameters
    ----------
    saved : (draw, month) saved by all together [GBP million]
    """
    usual = np.array([one.line(line) + one.line(drift) for one in books])
    size = np.abs(usual).sum(axis=2, keepdims=True)
    whole = size.sum(axis=0, keepdims=True)
    weight = np.divide(size, whole, out=np.full_like(size, 1.0 / len(books)), where=whole > 0.0)
    own = usual + weight * (saved - usual.sum(axis=0))
    return [
        one.with_line(line, mine).with_line(drift, np.zeros_like(mine))
        for one, mine in zip(books, own, strict=True)
    ]


def together(parts: Sequence[tuple[float, Books]]) -> list[Ledger]:
    """Ledgers of several programmes added up: sign 1 for books that count, -1 for those they are set against."""
    first = parts[0][1].ledgers
    return [_sum([(sign, books.ledgers[i]) for sign, books in parts]) for i in range(len(first))]


def _sum(parts: Sequence[tuple[float, Ledger]]) -> Ledger:
    """One draw's ledgers added up."""
    first = parts[0][1]
    lines = list(dict.fromkeys(line for _, book in parts for line in book.lines))
    nothing = np.zeros(len(first.years))
    return Ledger(
        first.years,
        {payer: np.sum([sign * book.spend[payer] for sign, book in parts], axis=0) for payer in first.spend},
        {line: np.sum([s * book.lines.get(line, nothing) for s, book in parts], axis=0) for line in lines},
        np.sum([sign * book.in_work for sign, book in parts], axis=0),
        np.sum([sign * book.off_benefit for sign, book in parts], axis=0),
        np.sum([sign * book.sanctions for sign, book in parts], axis=0),
    )
