"""Ledgers, a cut of money, gainshare, an adviser's week and the gap as text."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from esarisk.policy.programmes import Programme
from esarisk.report.exhibits.numbers import figure, known, places_of
from esarisk.report.programmes.programme import sources_line
from esarisk.report.writers.terminal import columns, note

if TYPE_CHECKING:
    from esarisk.analysis.programmes.ledger import Book

Row = Mapping[str, Any]
PER_CENT = 100
INITIALS = {"ame": "AME", "esa": "ESA", "dwp": "DWP", "ni": "NI", "nhs": "NHS"}


def table(rows: Sequence[Row], headings: Mapping[str, str] | None = None, width: int | None = None) -> str:
    """Rows as columns, words to the left and numbers to the right, each column with places of its own.

    Parameters
    ----------
    headings : column → its words, with its unit; its own name where none are given
    width : the last column is wrapped to it [characters]
    """
    if not rows:
        return "nothing to list"
    heads = {key: (headings or {}).get(key, key.replace("_", " ")) for key in rows[0]}
    words = [key for key in rows[0] if all(isinstance(row[key], str | bool) for row in rows)]
    places = {
        key: places_of([row[key] for row in rows if known(row[key])]) for key in heads if key not in words
    }
    cells = [{head: _cell(row[key], places.get(key, 0)) for key, head in heads.items()} for row in rows]
    return columns(cells, right=[head for key, head in heads.items() if key not in words], width=width)


def _cell(value: Any, places: int) -> str:  # noqa: ANN401 - a cell holds a word, a number, or nothing
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else figure(value, places)


PEOPLE_LINES = ("starts", "additional_in_work")
LEDGER_WORDS = (
    "Positive = gain to the Exchequer, less spending: money spent on the programme is negative. Starts and additional "
    "in work are people.\n"
    "In cap sums ESA saved, support drift (people who move to the support group), and other benefits inside the cap; "
    "AME adds jobseekers' benefits; Exchequer adds tax and NI and takes the programme's money away."
)


def ledger_text(programme: Programme, one: "Book") -> str:
    """A ledger turned on its side: one line a row, one year a column."""
    lines = _ledger_lines(one)
    years = list(lines[0])[1:]
    net = ", ".join(f"{word.replace('_', ' ')} {figure(value, 0)}" for word, value in one.social.items())
    return "\n".join(
        [
            f"{programme.card.title}: who pays and who gains by year, £ million, nominal and paid, central figures",
            columns(lines, right=years),
            note(
                LEDGER_WORDS,
                f"What society gains, present value in the prices of {years[0]}, £ million: {net}.",
                f"Inside the cap, less programme money: {_even(one.cap_turns)}. Exchequer: {_even(one.purse_turns)}.",
                sources_line(programme),
            ),
        ]
    )


def _ledger_lines(one: "Book") -> list[dict[str, str]]:
    rows = one.rows()
    return [
        {"line": line_words(key), **{row["year"]: _ledger_cell(key, row[key]) for row in rows}}
        for key in rows[0]
        if key != "year"
    ]


def _ledger_cell(key: str, value: float) -> str:
    return figure(value, 0 if key in PEOPLE_LINES else 1)


def line_words(key: str) -> str:
    """A line of a ledger in words."""
    return " ".join(INITIALS.get(part, part) for part in key.split("_"))


def _even(month: int | None) -> str:
    return "does not break even in these years" if month is None else f"breaks even in month {month + 1}"


def ledger_record(programme: Programme, million: float, years: int, one: "Book") -> dict[str, Any]:
    """A ledger as plain data."""
    rows = one.rows()
    return {
        "programme": programme.name,
        "money": million,
        "first_year": rows[0]["year"],
        "years_funded": years,
        "units": {"money": "GBP million", "starts": "people", "additional_in_work": "people"},
        "years": rows,
        "social": one.social,
        "break_even_month": {"in_cap_less_spending": one.cap_turns, "exchequer": one.purse_turns},
    }


LESS_MONEY = {
    "way": "way",
    "money": "£m a year",
    "starts": "starts",
    "hours_a_start": "hours a start",
    "effect": "effect, points",
    "additional_jobs": "additional jobs",
    "cost_per_additional_job": "£ an additional job",
}


def less_money_text(programme: Programme, rows: Sequence[Row], year: str, width: int | None = None) -> str:
    """A cut taken as fewer hours each or as fewer people."""
    words = (
        f"Prices of {year}; starts and additional jobs of a year. Fewer hours each loses less than it saves while the "
        "first hours matter most; fewer people drops some outright, but the starts beyond the size at which the "
        "effect was measured go first. The half-saturation of hours and the shrinkage at scale are assumptions: see "
        f"`esarisk show {programme.name}`."
    )
    title = f"{programme.card.title}: less money in {year}, central figures"
    return "\n".join([title, table(rows, LESS_MONEY, width), note(words, sources_line(programme))])


GAINSHARE = {
    "country": "country, %",
    "area": "area, %",
    "paid_on_fixed_baseline": "paid on fixed baseline, £m",
    "paid_on_drifting_baseline": "on drifting baseline, £m",
    "earned_by_own_effort": "own effort is worth, £m",
}


def gainshare_text(programme: Programme, rows: Sequence[Row], width: int | None = None) -> str:
    """What an area is paid, by baseline."""
    words = (
        "Country and area: change of the caseload. A baseline that stands still pays for what the whole country does; "
        "one that moves with it pays for the area's own effort only, and nothing where a weak labour market hides "
        "that."
    )
    shares = [{**row, **{key: PER_CENT * row[key] for key in ("country", "area")}} for row in rows]
    title = f"{programme.card.title}: what an area is paid for a smaller caseload"
    parameters = "Caseload, value and changes: parameters areas.* (`esarisk show areas.caseload`)."
    text = table(shares, GAINSHARE, width)
    return "\n".join([title, text, note(words, f"{parameters} {sources_line(programme)}")])


ADVISERS = {
    "interview_hours": "interview hours",
    "new_claims_undone": "undone",
    "ongoing_hours": "ongoing",
    "to_claimants": "to claimants",
    "leaked_to_jobseekers": "leaked",
    "second_interviews": "second",
    "interviews_a_claimant": "each",
    "referred": "referred",
}


ADVISER_WORDS = (
    "Hours a week: interview hours, of new claims left undone, of ongoing work, and of that to sick and disabled "
    "claimants or leaked to jobseekers. A year: second interviews, interviews each claimant has, people referred "
    "to specialist places.\n"
    "Hours bought under a target that hardly counts sick and disabled people leak to jobseekers; a reserve leaves "
    "new claims undone; referral stops at the places."
)


def adviser_text(
    rows: Sequence[Row], clinicians: Mapping[str, float], report: float, width: int | None = None
) -> str:
    """An adviser's week under each setting, clinicians' hours and the effect of a report."""
    lost = (
        f"Clinicians of the health-led pilot: {clinicians['starts']:,.0f} starts ask for "
        f"{clinicians['hours']:,.0f} hours; {clinicians['hours_drawn_from_care']:,.0f} come out of other care, "
        f"worth £{clinicians['opportunity_cost'] / 1e6:.1f} million."
    )
    gain = f"A Capability Report, at the use and deferral assumed, adds {report:.2f} points."
    source = "Source: parameters advisers.* (`esarisk show advisers.week`)."
    title = "One adviser's week and year under settings, pilots of 2013"
    return "\n".join([title, table(rows, ADVISERS, width), note(ADVISER_WORDS, lost, gain, source)])


GAP = {"gap": "gap, points", "narrowing": "narrowing, points a year", "years_to_halve": "years to halve"}
JOBS = {
    "people_a_year": "people a year",
    "points_of_one_year": "points of one year",
    "points_in_the_end": "in the end",
    "years_at_the_trend": "years at the trend",
    "years_with_it": "with it",
}


def gap_text(
    programme: Programme, starts: float, rows: Sequence[Row], jobs: Sequence[Row], width: int | None = None
) -> str:
    """Years to halve the gap by each arithmetic, and what a programme adds to the trend."""
    words = "The answer turns on definition and window: keep both beside the number."
    source = "Source: parameters gap.* (`esarisk show gap.series`)."
    return "\n".join(
        [
            "Years to halve the disability employment gap",
            table(rows, GAP, width),
            note(words, source),
            f"\n{programme.card.title}, {starts:,.0f} starts a year: jobs as points of the gap, and years to halve it",
            table(jobs, JOBS, width),
            note(sources_line(programme)),
        ]
    )
