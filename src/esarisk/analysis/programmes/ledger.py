"""The ledger of a programme at a level of money, and what a share of the saving pays an area."""

from dataclasses import dataclass
from math import inf
from typing import Any

from esarisk.analysis.programmes.comparison import at_level, start_cost
from esarisk.engine.economy.prices import prices
from esarisk.engine.programmes.effects import drawn_figures, expected_scale
from esarisk.engine.programmes.ledger import (
    IN_CAP,
    JOBSEEKERS,
    MILLION,
    MONTHS,
    OUT_OF_CAP,
    Ledger,
    Starts,
    awards_at,
    break_even_month,
    ledger,
    month_labels,
    on_jobseekers,
    social_value,
    switch,
)
from esarisk.engine.programmes.volume import places
from esarisk.jit import Floats
from esarisk.policy.parameters import Parameters
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.rules.programmes.money import gainshare


@dataclass(frozen=True)
class Book:
    """A programme's ledger, what society gains, and when the sums turn.

    Parameters
    ----------
    ledger : money by line and month
    social : present values in the first year's prices [GBP million]
    cap_turns, purse_turns : month in which the running sum inside the cap, less programme money,
        and of the public purse, is no longer below nought; None if never within the horizon
    moved : a DEL-AME switch by month [GBP million]
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
        lines = {"starts": self.starts, "additional_in_work": made.in_work / MONTHS}
        lines |= {f"spend_{payer}": -paid for payer, paid in made.spend.items() if paid.any()}
        lines |= {line: made.lines[line] for line in (*IN_CAP, *OUT_OF_CAP, "tax_and_ni")}
        lines |= {"in_cap": made.in_cap, "ame": made.ame, "exchequer": made.exchequer}
        if self.moved["del"].any():
            lines |= {"switch_del": self.moved["del"], "switch_ame": self.moved["ame"]}
        folded = {name: made.by_year(monthly) for name, monthly in lines.items()}
        years = dict.fromkeys(made.years)
        return [{"year": y, **{name: by[y] for name, by in folded.items()}} for y in years]


def book(
    library: Library, programme: Programme, million: float, first: str, years: int, **given: float
) -> Book:
    """The ledger of a programme funded at a level for so many years, on its central figures.

    People and staff are no limit here; a sweep says where they bind.

    Parameters
    ----------
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
    figures: dict[str, Any] = {**drawn_figures(programme, 1)[0], **given}
    rates = prices(library.parameters, programme.number("early_inflation"))
    labels = month_labels(first, (years + after) * MONTHS)
    starts = places(million, figures, rates.rise(programme.price_year("unit_cost"), labels), inf)
    starts[years * MONTHS :] = 0.0
    awards = awards_at(library.parameters, rates, labels)
    awards = on_jobseekers(awards) if instead else awards
    scale = expected_scale(figures, float(starts[:MONTHS].sum()))
    made = ledger(programme, figures, Starts(starts, scale * starts, starts), awards, rates)
    turns = [
        break_even_month(total - spent) for total, spent in ((made.in_cap, made.spent), (made.exchequer, 0.0))
    ]
    social = social_value(programme, figures, made, rates, first)
    return Book(programme.name, made, starts, social, turns[0], turns[1], switch(made.ame, moved))


def less_money_rows(
    library: Library, programme: Programme, million: float, kept: float, year: str
) -> list[dict[str, Any]]:
    """What a cut of the money does when it thins the help, and when it shortens the queue.

    Thinner: as many starts, each with fewer hours. Shorter: the same help, fewer starts.

    Parameters
    ----------
    million : money before the cut, in a year [GBP million]
    kept : of it after the cut [share]
    year : financial year
    """
    cost = start_cost(library, programme, year)
    levels = {
        "all the money": (million, cost, 1.0),
        "fewer hours each": (kept * million, kept * cost, kept),
        "fewer people": (kept * million, cost, 1.0),
    }
    figures = drawn_figures(programme, 1)[0]
    return [{"way": way, **at_level(figures, *level)} for way, level in levels.items()]


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
        gainshare(caseload, caseload * (1 + area), country, drift, value, share, floor, limit) / MILLION
        for drift in (0.0, 1.0)
    )
    return {
        "country": country,
        "area": area,
        "paid_on_fixed_baseline": fixed,
        "paid_on_drifting_baseline": drifting,
        "earned_by_own_effort": share * value * abs(effort) * caseload / MILLION,
    }
