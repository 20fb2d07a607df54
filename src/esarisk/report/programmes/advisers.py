"""An adviser's week and year under settings, in tables."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.writers.terminal import note, told
from esarisk.units import GBP_MILLION

Rows = Sequence[Mapping[str, Any]]


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
