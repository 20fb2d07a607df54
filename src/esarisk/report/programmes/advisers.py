"""An adviser's week and year under settings, in tables."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.programmes.sweep import sign_words
from esarisk.report.writers.terminal import note, told
from esarisk.units import GBP_MILLION, PERCENT

Rows = Sequence[Mapping[str, Any]]
GBP_MILLION_UNIT = "GBP million"


def adviser_text(rows: Rows, clinicians: Mapping[str, float], report: float) -> str:
    """An adviser's week under each setting, clinicians' hours and the effect of a report."""
    starts, hours, drawn = (
        figure(clinicians[key], 0) for key in ("starts", "hours", "hours_drawn_from_care")
    )
    lost = (
        f"Clinicians of the health-led pilot: {starts} starts ask for {hours} hours; {drawn} come out of other care, "
        f"worth £{figure(clinicians['opportunity_cost'] / GBP_MILLION)} million."
    )
    gain = f"A Capability Report, at the use and deferral assumed, adds {figure(report, 2)} points."
    source = "Source: parameters advisers.* (`esarisk show advisers.week`)."
    return told(week_table(rows), year_table(rows), note(lost, gain, source))


def week_table(rows: Rows) -> Table:
    """Where the hours of an adviser's week go."""
    hours = partial(Column, unit="hours a week", places=2)
    columns = (
        hours("interview_hours", "Interviews"),
        hours("new_claims_undone", "New claims left undone"),
        hours("ongoing_hours", "Ongoing work"),
        hours("to_claimants", "Of it to sick and disabled claimants"),
        hours("leaked_to_jobseekers", "Of it leaked to jobseekers"),
    )
    words = (
        "Hours bought under a target that hardly counts sick and disabled people leak to jobseekers; a reserve leaves "
        "new claims undone."
    )
    caption, frame = "An adviser's week, pilots of 2013", pd.DataFrame(rows).set_index("setting")
    return Table("adviser_week", caption, "Setting", columns, frame, (words,))


def year_table(rows: Rows) -> Table:
    """What the hours come to in a year."""
    columns = (
        Column("second_interviews", "Second interviews", "interviews", 1),
        Column("interviews_a_claimant", "Interviews of each claimant", "interviews", 2),
        Column("referred", "Referred to specialist places", "people", 2),
    )
    caption, frame = "An adviser's year, pilots of 2013", pd.DataFrame(rows).set_index("setting")
    return Table("adviser_year", caption, "Setting", columns, frame, ("Referral stops at the places.",))


LINKS = {
    ("hours", "new_claims_undone"): "Hours of new claims left undone",
    ("hours", "ongoing"): "Hours of ongoing work",
    ("hours", "second_interviews"): "of them, second interviews",
    ("hours", "claimants"): "of them, other sick and disabled claimants",
    ("hours", "jobseekers"): "of them, jobseekers",
    ("claims", "delayed"): "New claims that wait longer, last year",
    ("claims", "wait_for_interview"): "their wait for a first interview",
    ("claims", "without_interview"): "of them, in the end without one",
    ("claims", "waiting"): "New claims waiting, at the end",
    ("second_interviews", "interviews"): "Second interviews",
    ("second_interviews", "jobs"): "additional jobs by them",
    ("ongoing", "caseloaded"): "Claimants seen besides",
    ("ongoing", "jobs"): "additional jobs of claimants seen",
    ("ongoing", "jobs_of_jobseekers"): "additional jobs of jobseekers seen",
    ("referral", "referred"): "Referred to specialists, who start",
    ("referral", "jobs"): "additional jobs of those referred",
    ("benefit", "caseload_by_the_wait_alone"): "Caseload, last year, by the longer wait alone",
    ("benefit", "caseload"): "Caseload, last year",
    ("benefit", "spending_by_the_wait_alone"): "Incapacity spending, last year, by the longer wait alone",
    ("benefit", "spending"): "Incapacity spending, last year",
    ("purse", "spent_on_specialists"): "Paid to specialists, all years",
    ("purse", "in_cap"): "Saved inside the cap, all years",
    ("purse", "ame"): "Saved in annually managed expenditure, all years",
    ("purse", "exchequer"): "Gain of the Exchequer, all years",
}
"""Link and quantity → what its row is called."""


def chain_text(found: Mapping[str, Any]) -> str:
    """What hours kept for ongoing work do, link by link, and to the cap year by year."""
    words = (
        "Hours kept are new claims' own and cost nothing more.",
        "Claims wait for their first interview after the minimum wait, no longer than advisers.longest_wait.",
        "Claims that wait close as claims in assessment do: fewer are decided in the end.",
        "Effects of interviews are assumed, from nought up: no study isolates one.",
        "Advisers are in no costing of benefits, so that the policy clause of the cap does not count them.",
    )
    rests = sign_words(found["sign_rests_on"])
    return told(chain_table(found["links"]), years_table(found["years"]), note(*words, rests))


def chain_table(rows: Rows) -> Table:
    """Every link of the chain before and after, and the change with its interval."""
    number = partial(Column, places=None)
    columns = (
        Column("unit", "Unit"),
        number("before", "Before"),
        number("after", "After"),
        number("change", "Change", sign="+"),
        number("low", "Change, 80% of draws", sign="+", to="high"),
    )
    frame = pd.DataFrame(rows)
    frame.index = pd.Index([LINKS[row["link"], row["quantity"]] for row in rows])
    caption = "Advisers' hours, from interviews to the Exchequer"
    notes = ("Means of draws; changes are paired draw by draw.",)
    return Table("adviser_chain", caption, "Link", columns, frame, notes)


def years_table(rows: Rows) -> Table:
    """Spending inside the cap and the chance of breach by year."""
    chance = partial(Column, unit="%", scale=PERCENT)
    columns = (
        Column("change", "Spending inside the cap", GBP_MILLION_UNIT, 1, "+"),
        Column("low", "80% of draws", GBP_MILLION_UNIT, 1, "+", to="high"),
        Column("saved_in_ame", "Saved in AME", GBP_MILLION_UNIT, 1, "+"),
        chance("breach", "Chance of breach", places=0, error="breach_half_width"),
        chance("breach_change", "Change, points", places=1, sign="+", error="breach_error"),
    )
    frame = pd.DataFrame(rows).set_index("year")
    return Table("adviser_years", "The same by year, beside the situation held", "Year", columns, frame)
