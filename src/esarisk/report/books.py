"""Ledgers, gainshare, advisers, the gap and trials as text."""

from collections.abc import Mapping, Sequence
from typing import Any

from esarisk.report.evidence import number
from esarisk.report.listing import columns
from esarisk.report.numbers import DASH

Row = Mapping[str, Any]
LEDGER_WORDS = (
    "GBP million, nominal and paid; starts and people are numbers. Positive is better for the public purse.\n"
    "in cap is the first four lines, ame adds the next two, exchequer adds tax and takes spending away."
)
ACROSS_WORDS = (
    "Allocation is random inside an arm and arms stand in different regions: treated people of two arms differ by "
    "effects and by labour markets."
)
RANKING_WORDS = (
    "foretold is the order of an outside comment of 9 July 2013 (health best, the other two alike), published that of "
    "the survey; the last two are shares of the trials run here, whose effects are drawn from each file's range."
)


def table(rows: Sequence[Row], width: int | None = None) -> str:
    """Rows as columns, words to the left and numbers to the right."""
    if not rows:
        return "nothing to list"
    words = [key for key in rows[0] if all(isinstance(row[key], str) for row in rows)]
    cells = [{key.replace("_", " "): _cell(value) for key, value in row.items()} for row in rows]
    right = [key.replace("_", " ") for key in rows[0] if key not in words]
    return columns(cells, right=right, width=width)


def _cell(value: Any) -> str:  # noqa: ANN401 - a cell holds a word, a number, or nothing
    if value is None:
        return DASH
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else number(float(value))


def ledger_text(rows: Sequence[Row], social: Mapping[str, float], turns: Mapping[str, int | None]) -> str:
    """A ledger turned on its side: one line a row, one year a column."""
    years = [row["financial_year"] for row in rows]
    lines = [
        {"line": key.replace("_", " "), **{row["financial_year"]: f"{row[key]:,.1f}" for row in rows}}
        for key in rows[0]
        if key != "financial_year"
    ]
    net = ", ".join(f"{word.replace('_', ' ')} {value:,.0f}" for word, value in social.items())
    when = "; ".join(f"{what} turns {_turn(month)}" for what, month in turns.items())
    return (
        f"{columns(lines, right=years)}\n\n{LEDGER_WORDS}\n"
        f"Social view, present value in the prices of {years[0]}: {net}.\n{when}."
    )


def _turn(month: int | None) -> str:
    return "in no month seen" if month is None else f"in month {month + 1}"


def less_money_text(rows: Sequence[Row], width: int | None = None) -> str:
    """A cut taken as thinner help or as a shorter list."""
    words = (
        "GBP million; additional jobs a year. Thinner help loses less than it saves while the first hours matter most; "
        "a shorter list drops people outright, but the starts beyond the size at which the effect was measured go "
        "first. The half-saturation of hours and the shrinkage at scale are assumptions: see `esarisk show`."
    )
    return f"{table(rows, width)}\n\n{words}"


def gainshare_text(rows: Sequence[Row], width: int | None = None) -> str:
    """What an area is paid, by baseline."""
    words = (
        "GBP million. A baseline that stands still pays for what the whole country does; one that moves with it "
        "pays for the area's own effort only, and nothing where a weak labour market hides that."
    )
    return f"{table(rows, width)}\n\n{words}"


def adviser_text(
    rows: Sequence[Row], clinicians: Mapping[str, float], report: float, width: int | None = None
) -> str:
    """An adviser's week under each setting, clinicians' hours and the effect of a report."""
    lost = (
        f"Clinicians of the health-led pilot: {clinicians['starts']:,.0f} starts ask for "
        f"{clinicians['hours']:,.0f} hours; {clinicians['hours_drawn_from_care']:,.0f} come out of other care, "
        f"worth £{clinicians['opportunity_cost'] / 1e6:.1f} million."
    )
    words = (
        "Hours a week and people a year of one adviser. Hours bought under a target that hardly counts sick and "
        "disabled people leak to jobseekers; a reserve leaves new claims undone; referral stops at the places."
    )
    gain = f"A Capability Report, at the use and deferral assumed, adds {report:.2f} points."
    return f"{table(rows, width)}\n\n{words}\n{lost}\n{gain}"


def gap_text(rows: Sequence[Row], jobs: Sequence[Row], width: int | None = None) -> str:
    """Years to halve the gap by each arithmetic, and what a programme adds to the trend."""
    words = (
        "Gap in percentage points, narrowing in points a year. The answer turns on definition and window: keep both "
        "beside the number."
    )
    return f"{table(rows, width)}\n\n{words}\n\n{table(jobs, width)}"


def pilot_text(
    rows: Sequence[Row],
    across: Sequence[Row],
    ranking: Sequence[Row],
    detectable: tuple[float, float],
    people: int,
    width: int | None = None,
) -> str:
    """What a trial sees of each arm, how regions confound, and who came first."""
    low, high = detectable
    says = (
        f"{people:,} against {people:,} cannot detect effects under about {low:.1f} to {high:.1f} points (5 to 15 per "
        "cent in work without the programme, everybody found): 'no effect' means 'below that'. power is of the true "
        "effect; found significant is the share of repeated trials, effects drawn from each file's range."
    )
    parts = [table(rows, width), says]
    if across:
        parts += [f"{table(across, width)}\n{ACROSS_WORDS}", f"{table(ranking, width)}\n{RANKING_WORDS}"]
    return "\n\n".join(parts)


def record_text(rows: Sequence[Row], width: int | None = None) -> str:
    """What records see of a trial's people: nothing where nobody was followed."""
    if not rows:
        return ""
    words = (
        "By records, everybody found: on the benefit or off it, per cent of those allocated, from the claim model of "
        "March 2014 (people leave for work, for anything else, by the limit, found fit, dying or at pension age). Of "
        "the prognosis pilots' people 28 to 30 per cent had moved to the support group by the second survey. The model "
        "has far fewer, a miss: in the view of March 2014 nobody is called for reassessment before 2016."
    )
    return f"\n{table(rows, width)}\n\n{words}"
