"""Ledgers, a cut of money and gainshare in tables."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from esarisk.policy.programmes import Programme
from esarisk.report.exhibits.numbers import figure, per_cent
from esarisk.report.exhibits.sources import sources_line
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import AREAS, GAIN, MILLIONS, TENTHS
from esarisk.report.writers.terminal import note, told

if TYPE_CHECKING:
    from esarisk.analysis.programmes.ledger import Drawn

Rows = Sequence[Mapping[str, Any]]
INITIALS = {"ame": "AME", "del": "DEL", "esa": "ESA", "dwp": "DWP", "ni": "NI", "nhs": "NHS"}
PEOPLE_LINES = ("starts", "additional_in_work")
HOURS_LINE = "nhs_care_hours"
BESIDE_LINES = ("jobseeker_benefit", "displaced_jobseekers", "tax_and_ni")
PAID_PREFIX = "spend_"
SANCTION_LINES = ("benefit_withheld", "hardship", "overturned")
SUM_LINES = ("in_cap", "ame", "exchequer", "gainshare", "treasury", "areas", "switch_del", "switch_ame")


def ledger_text(programme: Programme, one: "Drawn") -> str:
    """A ledger year by year, what society gains and when the sums turn."""
    net = ", ".join(f"{word.replace('_', ' ')} {figure(value, 0)}" for word, value in one.social.items())
    ideas = f"Ideas come to scale in {figure(100.0 * one.at_scale, 0)} per cent of draws."
    words = note(
        f"What society gains, present value in the prices of {one.rows()[0]['year']}, {MILLIONS}: {net}.",
        f"Inside the cap, less programme money: {_even(one.cap_turns)}. Exchequer: {_even(one.purse_turns)}.",
        *([ideas] if programme.card.stages else []),
        sources_line(programme),
    )
    return told(*ledger_tables(programme, one), *spread_tables(programme, one), words)


def ledger_tables(programme: Programme, one: "Drawn") -> list[Table]:
    """A ledger by year, by question: who pays for whom, what is gained line by line, and what it comes to."""
    frame = pd.DataFrame(one.rows()).set_index("year")
    keys = [str(key) for key in frame.columns]
    paid = [key for key in keys if key in (*PEOPLE_LINES, HOURS_LINE) or key.startswith(PAID_PREFIX)]
    sums = [key for key in keys if key in SUM_LINES]
    taken = [key for key in keys if key in SANCTION_LINES]
    beside = [key for key in keys if key in BESIDE_LINES and frame[key].any()]
    told = (*paid, *sums, *taken, *BESIDE_LINES)
    lines = [key for key in keys if key not in told and frame[key].any()]  # nothing is no line
    told_of = {
        "costs": (
            "who pays, and for how many people",
            paid,
            PAID_NOTE if HOURS_LINE in paid else SPENDING_NOTE,
        ),
        "lines": ("what is gained inside the cap, line by line", lines, DRIFT_NOTE),
        "beside": ("what is gained beside it, line by line", beside, BESIDE_NOTE),
        "sanctions": ("what sanctions take inside the cap, and give back", taken, SANCTION_NOTE),
        "sums": ("what it comes to", sums, SUMMED),
    }
    if not frame[taken].to_numpy().any():
        del told_of["sanctions"]
    tables = []
    for name, (what, those, words) in ((name, of) for name, of in told_of.items() if of[1]):
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


SPENDING_NOTE = "Money for the programme is spending."
PAID_NOTE = (
    f"{SPENDING_NOTE} NHS care hours: clinicians' hours out of other care, at what the NHS pays to have them again; "
    "no payer of the programme bears them."
)
BESIDE_NOTE = "Benefits of jobseekers are outside the cap and in AME; tax and NI in neither."
DRIFT_NOTE = "Support drift: people who move to the support group."
SANCTION_NOTE = "Hardship is paid beside a sanction; what is overturned is paid back."
SUMMED = (
    "In cap sums ESA saved, support drift, Housing Benefit, other benefits inside the cap and what sanctions take; "
    "AME adds jobseekers' benefits; Exchequer adds tax and NI and takes the programme's money, and care hours where "
    "it has any, away. Treasury and areas share it: areas have what they are paid for a smaller caseload (gainshare), "
    "less what local and health budgets spend."
)


def _columns(keys: Sequence[str]) -> tuple[Column, ...]:
    """Columns of some lines of a ledger: money carries its sign, people stand first, and sanctions are small."""
    return tuple(
        Column(key, line_words(key), "people", 0)
        if key in PEOPLE_LINES
        else Column(key, line_words(key), MILLIONS, 3 if key in SANCTION_LINES else 1, "+")
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
        **({"at_scale": one.at_scale} if programme.card.stages else {}),
    }


def less_money_text(programme: Programme, rows: Rows, rests: Rows, year: str) -> str:
    """A cut taken as fewer hours each or as fewer people, and what the answer rests on."""
    said = (
        "Shares kept unless --kept says: parameters less_money.* (`esarisk show less_money.kept_reckoned`)."
    )
    words = note(f"{said} {sources_line(programme)}")
    return told(*less_money_tables(programme, rows, rests, year), words)


def less_money_tables(programme: Programme, rows: Rows, rests: Rows, year: str) -> list[Table]:
    """All the money beside cuts taken each way: what they buy, what a job costs, what that rests on."""
    frame, title = pd.DataFrame(rows).set_index("way"), programme.card.title
    drawn = "additional_jobs_low" in frame
    jobs, cost = partial(Column, places=0, sign="+"), partial(Column, unit="£", places=0)
    spread = (jobs("additional_jobs_low", TENTHS, to="additional_jobs_high"),)
    buys = (
        Column("money", "Money, all of it spent", MILLIONS, None),
        Column("starts", "Starts", places=0),
        Column("hours_a_start", "Hours a start", "hours", 1),
        Column("effect", "Effect on work", "percentage points", 2, "+"),
        jobs("additional_jobs", "Additional jobs"),
        *(spread if drawn else ()),
    )
    each = (
        cost("cost_per_additional_job", "Cost per additional job"),
        *(cost(f"cost_per_additional_job_{end}", words) for end, words in END_WORDS.items() if drawn),
        Column("cheaper", "Cheaper a job than all the money", "per cent of draws", 0, scale=100.0),
    )
    notes = (
        f"Prices of {year}; starts and additional jobs of a year. Fewer people: those beyond the size at which ",
    )
    bought = f"{notes[0]}the effect was measured go first."
    costs = (
        "A dash: no additional job to pay for. Whether fewer hours each cost less a job is a matter of assumptions, "
        "not of evidence: how soon hours saturate, and whether overheads shrink with them. The one trial of hours read "
        "gave 25, 40 and 55 a person and found no gain from more; nobody tried fewer. The table is no advice to cut."
    )
    tables = [
        Table("less_money", f"{title}: less money in {year}, what it buys", "Way", buys, frame, (bought,)),
        Table(
            "less_money_costs",
            f"{title}: less money in {year}, what a job costs",
            "Way",
            each,
            frame,
            (costs,),
        ),
    ]
    return [*tables, *([rests_table(programme, rests)] if rests else [])]


def rests_table(programme: Programme, rests: Rows) -> Table:
    """Fewer hours each at both ends of what is assumed of hours and of overheads."""
    columns = (
        Column("half_saturation", "Hours to 63 per cent of the effect", "hours", 1),
        Column("overhead_fixed", "Overheads", words={0.0: "shrink with hours", 1.0: "stay"}),
        Column("hours_a_start", "Hours a start", "hours", 1),
        Column("jobs_left", "Additional jobs left", "per cent", 0, scale=100.0),
        Column("cost_relative", "Cost per additional job, all the money = 1", places=2),
    )
    frame = pd.DataFrame(rests)
    frame.index = [f"{row['kept']:.0%} kept" for row in rests]
    caption = f"{programme.card.title}: what the answer for fewer hours each rests on"
    return Table(
        "less_money_rests", caption, "Way", columns, frame, (f"See `esarisk show {programme.name}`.",)
    )


END_WORDS = {"low": "10th percentile", "high": "90th percentile"}


def gainshare_text(programme: Programme, cases: Rows, areas: Rows, money: str) -> str:
    """What an area is paid, by case and by area.

    Parameters
    ----------
    money : what is spent and for how long, in words
    """
    parameters = (
        "Caseload, value and changes of the cases: parameters areas.* (`esarisk show areas.caseload`)."
    )
    idle = "Nothing is paid: the fall stays below the floor." if not any(row["paid"] for row in areas) else ""
    words = note(terms_words(programme), *([idle] if idle else []), f"{parameters} {sources_line(programme)}")
    return told(gainshare_table(programme, cases), *area_tables(programme, areas, money), words)


def terms_words(programme: Programme) -> str:
    """The terms that were asked, in a sentence."""
    share, floor, limit, drift, years = (
        programme.number(key)
        for key in ("gainshare", "gainshare_floor", "gainshare_limit", "gainshare_drift", "gainshare_years")
    )
    match = f"; £{figure(programme.number('match'), 2)} for each £1" if programme.has("match") else ""
    return (
        f"Terms: {per_cent(share)} of the saving for {figure(years, None)} years, none below a fall of "
        f"{per_cent(floor, 1)}, no more than of {per_cent(limit)}, a baseline that moves {per_cent(drift)} with the "
        f"country{match}."
    )


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


def area_tables(programme: Programme, rows: Rows, money: str) -> list[Table]:
    """What each area is paid over all years; and the ledgers of Treasury and area."""
    drawn = any(row["paid_low"] != row["paid_high"] for row in rows)
    gain = partial(Column, unit=MILLIONS, places=1, sign="+")
    paid = (
        Column("people", "Claimants", "people", None),
        Column("off_benefit", "Off benefit at most", "people", None),
        Column("paid", "Paid", MILLIONS, 2),
        *([Column("paid_low", TENTHS, MILLIONS, 2, to="paid_high")] if drawn else []),
        Column("paid_on_fixed_baseline", "On a fixed baseline", MILLIONS, 2),
        Column("paid_on_drifting_baseline", "On a drifting one", MILLIONS, 2),
    )
    purses = (
        gain("treasury", "Treasury"),
        *([gain("treasury_low", TENTHS, to="treasury_high")] if drawn else []),
        gain("areas", "Area"),
        *([gain("areas_low", TENTHS, to="areas_high")] if drawn else []),
    )
    spread = (
        "Sums over all years, means of draws. Claimants and money are spread over areas as people of working age are; "
        "the country's caseload is that of the central path."
    )
    frame, title = pd.DataFrame(rows).set_index("area"), programme.card.title
    return [
        Table("gainshare_paid", f"{title} by area, {money}: what is paid", "Area", paid, frame, (spread,)),
        Table(
            "gainshare_purses", f"{title} by area: two purses", "Area", purses, frame, (f"{GAIN} {AREAS}",)
        ),
    ]
