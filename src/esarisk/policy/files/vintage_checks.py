"""What a vintage and its fit must say so that they can be run: dates in order and within what is known."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import sqrt

from esarisk.errors import did_you_mean, spoken
from esarisk.names import HINDSIGHT, VIEWS
from esarisk.policy.parameters import Parameter, Parameters
from esarisk.policy.periods import Period, add_months, financial_year, period
from esarisk.policy.schema import FittedCard, VintageCard
from esarisk.policy.start_stock import STOCK_CUBE, cube_cells

ESA_OPENED = date(2008, 10, 1)
"""The month in which ESA opened: nothing is simulated before it."""
NEEDED_PARAMETERS = (
    "economy.forecasts",
    "economy.unemployment",
    "population.claims_by_age",
    "population.incapacity_stock_by_age",
    "remainder.official_incapacity",
)
"""What every projection starts from: a day that knows nothing of one of these is too early."""
PEOPLE_BY_AGE, LEVELS, START_OF_ASSESSMENT = "population.people", "cap.levels", "start.assessment"
UC_STOCK, UC_CLAIMS, UC_SINCE = "start.uc_assessment", "on_flow.uc_share", "start.uc_moved_share"
UC_AGES = "population.uc_health_by_age"
ROUNDED = 1e-9
"""Of a covariance: what rounding leaves below nought or unlike its mirror [relative]."""

Faults = Iterator[tuple[str, str]]
"""Key of the card, and what is wrong."""


def date_faults(card: VintageCard) -> Faults:
    """Dates that cannot be read, or stand in no order that can be run; a part that is None is told already."""
    starts: dict[str, date] = {}
    for key, read in (("start", _month), ("first_year", financial_year), ("last_year", financial_year)):
        if text := getattr(card, key):
            try:
                starts[key] = read(text).start
            except ValueError as error:
                yield key, str(error)
    if isinstance(card.date, date):
        starts["date"] = card.date
    yield from _order_faults(card, starts)


def _order_faults(card: VintageCard, starts: Mapping[str, date]) -> Faults:
    """Dates that stand in no order that can be run.

    Parameters
    ----------
    starts : first day of each date that can be read, by its key
    """
    if starts.get("start", ESA_OPENED) < ESA_OPENED:
        yield "start", f"'{card.start}' is before {ESA_OPENED:%B %Y}, when ESA opened"
    for before, after in (("start", "first_year"), ("first_year", "last_year")):
        if not {before, after} - set(starts) and starts[after] < starts[before]:
            yield after, f"'{getattr(card, after)}' is before '{before}', {getattr(card, before)}"
    if not {"start", "date"} - set(starts) and card.date < add_months(starts["start"], -1):
        yield "date", f"'{card.date}' is before the stock it starts from, the month before {card.start}"
    last = financial_year(card.last_year).end if "last_year" in starts else None
    if last and starts.get("date", last) > last and not card.hindsight:
        yield "date", f"'{card.date}' is after 'last_year', {card.last_year}: nothing would be projected"


def _month(text: str) -> Period:
    """One month; ValueError if it is not one."""
    found = period(text)
    if len(text) != len("2013-05") or found.end - found.start > timedelta(days=31):
        raise ValueError(f"'{spoken(text)}' is not one month: write it as 2013-05")
    return found


def reach_faults(card: VintageCard, parameters: Mapping[str, Parameter]) -> Faults:
    """Where a sound card asks for what the parameters do not reach.

    Parameters
    ----------
    parameters : every parameter by address; those at fault are not there, and nothing is said of them
    """
    known = Parameters(parameters, {}).as_of(card.date, "department")
    start, last = period(card.start), financial_year(card.last_year)
    for address in NEEDED_PARAMETERS:
        if address in known and not known[address].known:
            yield "date", f"nothing of '{address}' is known on {card.date}: choose a later day"
    yield from _start_faults(card, known, start)
    if PEOPLE_BY_AGE in known and (table := known[PEOPLE_BY_AGE].table) and table.periods:
        reach = max(row.start.year for row in table.periods)
        if last.start.year > reach:
            yield "last_year", f"'{card.last_year}' is beyond {reach}, the last year of '{PEOPLE_BY_AGE}'"
    if card.cap and LEVELS in parameters and (levels := known[LEVELS].table):
        caps = sorted(set(map(str, levels.cells["cap_id"])))
        if card.cap not in caps:
            yield "cap", f"there is no cap '{spoken(card.cap)}' on {card.date}.{did_you_mean(card.cap, caps)}"


def _start_faults(card: VintageCard, known: Parameters, start: Period) -> Faults:
    """The stock a vintage opens with must be that of the month before its first."""
    before = add_months(start.start, -1)
    if card.opening == "cube":
        if STOCK_CUBE in known and not cube_cells(known, before.isoformat()[:7]):
            text = f"the count of {before:%B %Y} is not known on {card.date}: start a month after a quarter"
            yield "start", text
    elif START_OF_ASSESSMENT in known:
        days = [value.period.start for value in known[START_OF_ASSESSMENT].latest]
        if before not in days:
            firsts = ", ".join(add_months(day, 1).isoformat()[:7] for day in days) or "a later date"
            yield "start", f"there is no start stock of {before:%B %Y}: choose one of {firsts}"
    if {UC_AGES, UC_SINCE} <= set(known) and known[UC_AGES].known and not known[UC_SINCE].known:
        yield "date", f"'{UC_AGES}' is known on {card.date} and '{UC_SINCE}' is not: choose another day"
    if _has_people_without_claims(card, known, start.start):
        text = f"the day knows a stock on Universal Credit and no claims of it in {card.start}"
        yield "date", f"{text}: choose an earlier day, or a later start"


def _has_people_without_claims(card: VintageCard, known: Parameters, start: date) -> bool:
    """Whether a stock on Universal Credit is known that no claim can have led to."""
    if card.hindsight or not {UC_STOCK, UC_CLAIMS} <= set(known):
        return False
    stock, claims = known[UC_STOCK], known[UC_CLAIMS]
    return stock.known and claims.known and bool(stock.value(start).value) and not claims.value(start).value


def fit_faults(card: FittedCard) -> Faults:
    """What a fit's covariance must be: a square of its scores, its own mirror, and of no negative variance."""
    rows, count = card.covariance or [], len(card.scores or {})
    again = f"run `esarisk calibrate --vintage {spoken(card.vintage)} --view {spoken(card.view)}`"
    if card.view not in (*VIEWS, HINDSIGHT, None):
        yield "view", f"there is no view '{spoken(card.view)}'.{did_you_mean(card.view, VIEWS)}"
    if len(rows) != count or any(len(row) != count for row in rows):
        yield "covariance", f"should be a square of {count} rows and columns, one for each score: {again}"
        return
    widest = max((abs(rows[i][i]) for i in range(count)), default=0.0)
    pairs = ((i, j) for i in range(count) for j in range(i))
    if any(abs(rows[i][j] - rows[j][i]) > ROUNDED * widest for i, j in pairs):
        yield "covariance", f"should be its own mirror: {again}"
    elif not _is_positive(rows, ROUNDED * widest):
        yield "covariance", f"holds a variance below nought: {again}"


def _is_positive(rows: Sequence[Sequence[float]], least: float) -> bool:
    """Whether a symmetric matrix has no negative variance in any direction, by its own elimination."""
    left = [list(row) for row in rows]
    while left:
        first, *rest = left
        if first[0] < -least:
            return False
        if first[0] <= least:
            if any(abs(value) > sqrt(least) for value in first):
                return False
            left = [row[1:] for row in rest]
        else:
            left = [
                [value - row[0] * top / first[0] for value, top in zip(row[1:], first[1:], strict=True)]
                for row in rest
            ]
    return True
