"""Gainshare in tables: by case, and area by area."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from esarisk.policy.programmes import Programme
from esarisk.report.exhibits.numbers import figure, per_cent
from esarisk.report.exhibits.sources import sources_line
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import GAIN, MILLIONS, TENTHS
from esarisk.report.writers.terminal import note, told

Rows = Sequence[Mapping[str, Any]]


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
    return told(gainshare_table(programme, cases), area_table(programme, areas, money), words)


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


def area_table(programme: Programme, rows: Rows, money: str) -> Table:
    """What each area is paid over all years, and the ledgers of Treasury and area."""
    drawn = any(row["paid_low"] != row["paid_high"] for row in rows)
    gain = partial(Column, unit=MILLIONS, places=2, sign="+")
    columns = (
        Column("people", "Claimants", "people", None),
        Column("off_benefit", "Off benefit at most", "people", None),
        Column("paid", "Paid", MILLIONS, 2),
        *([Column("paid_low", TENTHS, MILLIONS, 2, to="paid_high")] if drawn else []),
        Column("paid_on_fixed_baseline", "Paid on a fixed baseline", MILLIONS, 2),
        Column("paid_on_drifting_baseline", "On a drifting one", MILLIONS, 2),
        gain("treasury", "Treasury"),
        *([gain("treasury_low", TENTHS, to="treasury_high")] if drawn else []),
        gain("areas", "Area"),
        *([gain("areas_low", TENTHS, to="areas_high")] if drawn else []),
    )
    words = (
        f"{GAIN} Sums over all years, means of draws. Claimants and money are spread over areas as people of "
        "working age are; the country's caseload is that of the central path."
    )
    caption = f"{programme.card.title} by area, {money}"
    return Table("gainshare_areas", caption, "Area", columns, pd.DataFrame(rows).set_index("area"), (words,))
