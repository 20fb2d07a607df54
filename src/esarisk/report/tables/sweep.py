"""A sweep of programme money in tables, by question: whom it reaches, jobs, what is saved and by whom, and the cap."""

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from esarisk.names import AGE_CLASSES
from esarisk.report.exhibits.numbers import figure, per_cent, places_of
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import APPROXIMATE, AREAS, GAIN, MILLIONS, POINTS, word
from esarisk.units import PERCENT

if TYPE_CHECKING:
    from esarisk.analysis.programmes.sweep import Sweep

LEVEL_HEADING = "Money offered, £ million a year"
INTERVAL = "10th–90th percentile"
MANY = 2
people = partial(Column, unit="people", places=0)
change = partial(people, sign="+")
money = partial(Column, unit=MILLIONS, places=1, sign="+")
never = partial(Column, unit="per cent", places=1, scale=PERCENT)
points = partial(Column, unit=POINTS, places=1, sign="+", scale=PERCENT)
a_pound = partial(Column, unit="£ a £", places=2, sign="+")


def sweep_tables(found: "Sweep", *, whole: bool = True) -> list[Table]:
    """Every table of a sweep: whole, with every level of what a quick look tells at the highest level only."""
    return [
        reach_table(found),
        jobs_table(found),
        saved_table(found),
        purse_table(found),
        *breach_tables(found),
        *more_tables(found, whole=whole),
    ]


def more_tables(found: "Sweep", *, whole: bool = True) -> list[Table]:
    """Tables that no chart shows."""
    return [
        *instead_tables(found, whole=whole),
        *part_tables(found, whole=whole),
        year_table(found),
        *year_breach_tables(found),
        coverage_table(found),
    ]


def has_chances(found: "Sweep") -> bool:
    """Whether there are draws to count and a year that is judged: one path says nothing of a chance."""
    return found.draws > 1 and bool(found.rows[0]["breach_year"])


def level_frame(found: "Sweep") -> pd.DataFrame:
    """Levels by money in print, with what is offered beyond baseline over the projection [GBP million]."""
    data = pd.DataFrame(found.rows)
    years = len({row["year"] for row in found.years})
    data["offered"] = years * (data["money"] - found.baseline)
    data["even"] = pd.to_numeric(data["break_even"]) + 1
    return data.set_axis(levels(found))


def levels(found: "Sweep") -> list[str]:
    """Money of each level in print."""
    amounts = [row["money"] for row in found.rows]
    return [figure(amount, places_of(amounts)) for amount in amounts]


def _spread(found: "Sweep", column: Column) -> tuple[Column, ...]:
    """A mean, with its interval where there are draws."""
    ends = f"{column.key}_low", f"{column.key}_high"
    interval = Column(ends[0], INTERVAL, column.unit, column.places, column.sign, to=ends[1])
    return (column, interval) if found.draws > 1 else (column,)


def reach_table(found: "Sweep") -> Table:
    """What is spent of what is offered, and whom it reaches."""
    columns = (
        Column("offered", "Offered", MILLIONS, 0),
        Column("spend", "Spent", MILLIONS, 0),
        people("starts", "Starts"),
        people("participants", "On it"),
        change("left_for_work", "Left for work"),
        change("left_elsewhere", "Left for elsewhere"),
        change("off_benefit", "Off benefit"),
        change("caseload_change", "Caseload"),
    )
    words = (
        "Offered is beyond baseline provision. Off benefit and on it stand at the end; caseload is the mean of the "
        "last year. All but starts and people on it are changes: positive = more people."
    )
    caption = "Money offered and spent over the projection, and whom it reaches"
    return Table("sweep_reach", caption, LEVEL_HEADING, columns, level_frame(found), (words,))


def jobs_table(found: "Sweep") -> Table:
    """Gross and additional jobs, and what they cost."""
    columns = (
        *_spread(found, change("gross_jobs", "Gross jobs")),
        *_spread(found, change("additional_jobs", "Additional jobs")),
        Column("cost_per_additional_job", "Cost per additional job", "£", 0),
        Column("marginal_additional_jobs", "Jobs for the last £1 million", "people", 1),
    )
    notes = ("Jobs are of the starts when the effect is measured; additional jobs are less those displaced.",)
    return Table("sweep_jobs", "Gross and additional jobs", LEVEL_HEADING, columns, level_frame(found), notes)


def saved_table(found: "Sweep") -> Table:
    """What is saved inside the cap, and headroom for each pound."""
    columns = (
        *_spread(found, money("in_cap", "Saved inside the cap")),
        a_pound("headroom_per_pound", "Headroom for £1 spent"),
        a_pound("marginal_in_cap", "For the last £1"),
    )
    caption = "Saved inside the cap over the projection"
    return Table("sweep_saved", caption, LEVEL_HEADING, columns, level_frame(found), (GAIN,))


def purse_table(found: "Sweep") -> Table:
    """What the public purse gains, and when that is no longer below nought."""
    columns = (
        *_spread(found, money("ame", "AME")),
        *_spread(found, money("exchequer", "Net Exchequer")),
        money("treasury", "Of it the Treasury"),
        money("areas", "Areas"),
        Column("even", "Breaks even in month", places=0),
    )
    caption, words = "Gain of the public purse over the projection", f"{GAIN} {AREAS}"
    return Table("sweep_purse", caption, LEVEL_HEADING, columns, level_frame(found), (words,))


share = partial(Column, unit="per cent of draws", places=0, scale=PERCENT, suffix="%")
CHANCE_COLUMNS = (
    share("breach", "P(breach)", error="breach_half_width"),
    points("breach_change", "Change", error="breach_error"),
    points("breach_by_forecast", "Of it above cap plus margin"),
    points("breach_by_policy", "Of it by the policy clause"),
    share("raised", "Draws with more spending"),
    points("by_draw_change", "Change, policy judged draw by draw"),
)
"""The chance of breach with its error, and its paired change with the two clauses behind."""


def breach_tables(found: "Sweep") -> list[Table]:
    """The chance of breach of each level, where there is one."""
    if not has_chances(found):
        return []
    caption = f"Chance of breach in {found.rows[0]['breach_year']}"
    notes = ("Changes are of paired draws; ± is a 95 per cent half-width of simulation.",)
    return [Table("sweep_breach", caption, LEVEL_HEADING, CHANCE_COLUMNS, level_frame(found), notes)]


INSTEAD_LINES = {
    "in_cap": "Inside the cap",
    "ame": "AME",
    "exchequer": "Net Exchequer",
    "social": "Social, net present",
}


def instead_tables(found: "Sweep", *, whole: bool = True) -> list[Table]:
    """The same money on its own people and on jobseekers, where any is spent [GBP million]."""
    shown = list(zip(levels(found), found.rows, strict=True))
    rows = [
        {"level": level, "on": on} | {key: row[f"{before}{key}"] for key in INSTEAD_LINES}
        for level, row in (shown if whole else shown[-1:])
        if row["spend"]
        for on, before in (("people on the benefit", ""), ("jobseekers instead", "jobseekers_"))
    ]
    if not rows:
        return []
    columns = (Column("on", "Spent on"), *(money(key, words) for key, words in INSTEAD_LINES.items()))
    words = (
        f"{GAIN} Jobseeker benefit is outside the cap. Social is a present value in the first year's prices, "
        "transfers netted."
    )
    caption, frame = "The same money, starts and effect on jobseekers instead", pd.DataFrame(rows)
    return [Table("sweep_instead", caption, LEVEL_HEADING, columns, frame.set_index("level"), (words,))]


def part_tables(found: "Sweep", *, whole: bool = True) -> list[Table]:
    """What each programme has by level, where several are away from their baseline."""
    if len({row["programme"] for row in found.parts}) < MANY:
        return []
    data = pd.DataFrame(found.parts).set_index("programme")
    columns = (
        Column("funding", "Money offered", "£ million a year", 1),
        Column("spend", "Spent", MILLIONS, 1),
        people("starts", "Starts"),
        people("starts_before", "At baseline"),
        change("additional_jobs", "Additional jobs"),
    )
    shown = data if whole else data[data["level"] == found.asked.levels[-1]]
    caption = f"What each programme has at {'each' if whole else 'the highest'} level"
    return [Table("sweep_programmes", caption, "Programme", columns, shown)]


def _ends(found: "Sweep") -> pd.DataFrame:
    """Years of the lowest and the highest level."""
    named = dict(zip([row["money"] for row in found.rows], levels(found), strict=True))
    ends = {found.rows[0]["money"], found.rows[-1]["money"]}
    data = pd.DataFrame([row for row in found.years if row["money"] in ends]).set_index("year")
    return data.assign(level=[named[amount] for amount in data["money"]], cost=-data["spend"])


LEVEL_COLUMN = Column("level", LEVEL_HEADING, right=True)


def year_table(found: "Sweep") -> Table:
    """Headroom by year at the lowest and the highest level, with the reason of its sign."""
    columns = (
        LEVEL_COLUMN,
        people("starts", "Starts"),
        money("cost", "Cost"),
        money("headroom_change", "Headroom"),
        money("exchequer", "Net Exchequer"),
        Column("sign", "Headroom, because"),
    )
    notes = (f"{GAIN} So cost is negative. Headroom is its change: positive = more of it.",)
    caption = "Year by year, lowest and highest level"
    return Table("sweep_years", caption, "Year", columns, _ends(found), notes)


def year_breach_tables(found: "Sweep") -> list[Table]:
    """The chance of breach by year at the lowest and the highest level."""
    if not has_chances(found):
        return []
    data = _ends(found).dropna(subset=["breach"])
    caption = "Chance of breach by year, lowest and highest level"
    return [Table("sweep_breach_years", caption, "Year", (LEVEL_COLUMN, *CHANCE_COLUMNS), data)]


def coverage_table(found: "Sweep") -> Table:
    """Share of each phase, and of each age band in it, never reached at the highest level."""
    data = pd.DataFrame(found.coverage).set_index("phase")
    ages = pd.DataFrame([row for row in found.groups if "age_band" in row])
    by_age = ages.pivot_table(index="phase", columns="age_band", values="never_reached")
    data = data.join(by_age.reindex(columns=list(AGE_CLASSES))).rename(index=word)
    columns = (
        people("people", "People"),
        never("never_reached", "Never reached"),
        *(never(band, band) for band in AGE_CLASSES),
    )
    limited = [
        f"Of {figure(row['people'], 0)} with the condition that {row['programme']} asks for ({row['condition']}), "
        f"{per_cent(row['never_reached'], 1)} were never reached."
        for row in found.conditions
    ]
    caption = f"Who is never reached at £{levels(found)[-1]} million a year"
    notes = (f"At the end of the projection. {APPROXIMATE}", *limited)
    return Table("sweep_coverage", caption, "Phase", columns, data, notes)
