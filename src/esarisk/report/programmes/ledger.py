"""Ledgers, a cut of money and gainshare in tables."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from esarisk.policy.programmes import Programme
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import GAIN, MILLIONS
from esarisk.report.programmes.sources import sources_line
from esarisk.report.writers.terminal import note, told

if TYPE_CHECKING:
    from esarisk.analysis.programmes.ledger import Drawn

Rows = Sequence[Mapping[str, Any]]
INITIALS = {"ame": "AME", "del": "DEL", "esa": "ESA", "dwp": "DWP", "ni": "NI", "nhs": "NHS"}
PEOPLE_LINES = ("starts", "additional_in_work")
PAID_PREFIX, SUM_LINES = "spend_", ("in_cap", "ame", "exchequer", "switch_del", "switch_ame")


def ledger_text(programme: Programme, one: "Drawn") -> str:
    """A ledger year by year, what society gains and when the sums turn."""
    net = ", ".join(f"{word.replace('_', ' ')} {figure(value, 0)}" for word, value in one.social.items())
    words = note(
        f"What society gains, present value in the prices of {one.rows()[0]['year']}, {MILLIONS}: {net}.",
        f"Inside the cap, less programme money: {_even(one.cap_turns)}. Exchequer: {_even(one.purse_turns)}.",
        sources_line(programme),
    )
    return told(*ledger_tables(programme, one), *spread_tables(programme, one), words)


def ledger_tables(programme: Programme, one: "Drawn") -> list[Table]:
    """A ledger by year, by question: who pays for whom, what is gained line by line, and what it comes to."""
    frame = pd.DataFrame(one.rows()).set_index("year")
    keys = [str(key) for key in frame.columns]
    paid = [key for key in keys if key in PEOPLE_LINES or key.startswith(PAID_PREFIX)]
    sums = [key for key in keys if key in SUM_LINES]
    lines = [key for key in keys if key not in (*paid, *sums)]
    told_of = {
        "costs": ("who pays, and for how many people", paid, "Money for the programme is spending."),
        "lines": ("what is gained, line by line", lines, DRIFT_NOTE),
        "sums": ("what it comes to", sums, SUMMED),
    }
    tables = []
    for name, (what, those, words) in told_of.items():
        caption, notes = f"{programme.card.title}: {what}, nominal and paid", (f"{GAIN} {words}",)
        tables.append(Table(f"ledger_{name}", caption, "Year", _columns(those), frame[those], notes))
    return tables


def spread_tables(programme: Programme, one: "Drawn") -> list[Table]:
    """Sums over all years with their interval; none of a single path."""
    if not (rows := one.spread):
        return []
    frame = pd.DataFrame(rows, index=[line_words(row["line"]) for row in rows])
    frame["unit"] = ["person-years" if row["line"] in PEOPLE_LINES else MILLIONS for row in rows]
    columns = (
        Column("unit", "Unit"),
        Column("mean", "Mean of the draws", places=None, sign="+"),
        Column("low", "10th to 90th percentile", places=None, sign="+", to="high"),
    )
    return [Table("ledger_spread", f"{programme.card.title}: all years", "Line", columns, frame, (GAIN,))]


DRIFT_NOTE = "Support drift: people who move to the support group."
SUMMED = (
    "In cap sums ESA saved, support drift and other benefits inside the cap; AME adds jobseekers' benefits; Exchequer "
    "adds tax and NI and takes the programme's money away."
)


def _columns(keys: Sequence[str]) -> tuple[Column, ...]:
    """Columns of some lines of a ledger: money carries its sign, people and their number stand first."""
    return tuple(
        Column(key, line_words(key), "people", 0)
        if key in PEOPLE_LINES
        else Column(key, line_words(key), MILLIONS, 1, "+")
        for key in keys
    )


def line_words(key: str) -> str:
    """A line of a ledger in words."""
    words = " ".join(INITIALS.get(part, part) for part in key.split("_"))
    return words[0].upper() + words[1:]


def _even(month: int | None) -> str:
    return "does not break even in these years" if month is None else f"breaks even in month {month + 1}"


def ledger_record(programme: Programme, million: float, years: int, one: "Drawn") -> dict[str, Any]:
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
        **({"spread": one.spread} if one.spread else {}),
    }


def less_money_text(programme: Programme, rows: Rows, year: str) -> str:
    """A cut taken as fewer hours each or as fewer people."""
    return told(less_money_table(programme, rows, year), note(sources_line(programme)))


def less_money_table(programme: Programme, rows: Rows, year: str) -> Table:
    """All the money beside a cut taken each way."""
    frame = pd.DataFrame(rows).set_index("way")
    jobs = partial(Column, places=0, sign="+")
    spread = (jobs("additional_jobs_low", "10th–90th percentile", to="additional_jobs_high"),)
    columns = (
        Column("money", "Money, all of it spent", MILLIONS, None),
        Column("starts", "Starts", places=0),
        Column("hours_a_start", "Hours a start", "hours", 1),
        Column("effect", "Effect on work", "percentage points", 2, "+"),
        jobs("additional_jobs", "Additional jobs"),
        *(spread if "additional_jobs_low" in frame else ()),
        Column("cost_per_additional_job", "Cost per additional job", "£", 0),
    )
    words = (
        f"Prices of {year}; starts and additional jobs of a year. Fewer hours each loses less than it saves while the "
        "first hours matter most; fewer people drops some outright, but the starts beyond the size at which the "
        "effect was measured go first. The half-saturation of hours and the shrinkage at scale are assumptions: see "
        f"`esarisk show {programme.name}`."
    )
    caption = f"{programme.card.title}: less money in {year}"
    return Table("less_money", caption, "Way", columns, frame, (words,))


def gainshare_text(programme: Programme, rows: Rows) -> str:
    """What an area is paid, by baseline."""
    parameters = "Caseload, value and changes: parameters areas.* (`esarisk show areas.caseload`)."
    return told(gainshare_table(programme, rows), note(f"{parameters} {sources_line(programme)}"))


def gainshare_table(programme: Programme, rows: Rows) -> Table:
    """What an area is paid on a fixed and on a drifting baseline, beside what its effort is worth."""
    change = partial(Column, unit="per cent", places=1, sign="+", scale=100.0)
    columns = (
        change("country", "Caseload of the country"),
        change("area", "Caseload of the area"),
        Column("paid_on_fixed_baseline", "Paid on a fixed baseline", MILLIONS, 1),
        Column("paid_on_drifting_baseline", "Paid on a drifting baseline", MILLIONS, 1),
        Column("earned_by_own_effort", "Its own effort is worth", MILLIONS, 1),
    )
    words = (
        "Caseloads are changes. A baseline that stands still pays for what the whole country does; one that moves with "
        "it pays for the area's own effort only, and nothing where a weak labour market hides that."
    )
    caption = f"{programme.card.title}: what an area is paid for a smaller caseload"
    return Table("gainshare", caption, "Case", columns, pd.DataFrame(rows).set_index("case"), (words,))
