"""Trials of programmes in tables: what one sees of each arm, how regions confound, who came first."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import YES_NO, Column, Table
from esarisk.report.exhibits.words import MILLIONS, POINTS
from esarisk.report.writers.terminal import note, told

if TYPE_CHECKING:
    from esarisk.analysis.evidence.pilot import Size

Rows = Sequence[Mapping[str, Any]]
ARM = "Arm"
of_points = partial(Column, unit=POINTS, places=2, sign="+")
per_cent = partial(Column, unit="per cent", places=1)
share = partial(Column, unit="per cent of trials", places=1, scale=100.0)
TRUE_EFFECT = of_points("true_effect", "True effect")
million = partial(Column, unit=MILLIONS, places=1)
TAUGHT = (million("teaches", "The trial teaches"), million("teaches_low", "Range", to="teaches_high"))
DETECTABLE = Column("smallest_detectable", "Smallest detectable", POINTS, 2)
SIGNIFICANT = share("found_significant", "Found it significant")
ESTIMATE = (of_points("estimate", "Estimate"), of_points("low", "95% interval", to="high"))


def pilot_text(
    rows: Rows,
    across: Rows,
    ranking: Rows,
    detectable: tuple[float, float],
    size: "Size",
    plan: Table,
    more: Sequence[Table] = (),
) -> str:
    """What a trial sees of each arm, whom it needs, how regions confound, who came first; and what was asked besides.

    Parameters
    ----------
    more : tables of records and of what a trial teaches
    """
    sources = "Sources: parameters trials.* (`esarisk show trials.region_demand`) and each programme's file."
    return told(
        seen_table(rows, size),
        power_table(rows, detectable, size),
        plan,
        *([region_table(across), ranking_table(ranking)] if across else []),
        *more,
        note(sources),
    )


def record_tables(records: Rows) -> list[Table]:
    """What records see, and can see; none where people were not followed by them."""
    return [record_table(records), record_power_table(records)] if records else []


def plan_table(plan: Rows, size: "Size", months: Mapping[str, float]) -> Table:
    """The chance to find an effect, and the people needed to."""
    needed = f"People of each group for {figure(100.0 * plan[0]['power_asked'], 0)} per cent"
    columns = (
        of_points("effect", "Effect asked of"),
        per_cent("power", f"Power of {_against(size)}", scale=100.0),
        Column("people_needed", needed, places=0),
    )
    whole, helped, left, monthly = (
        figure(months[key], 0) for key in ("months", "support_months", "intake_months", "monthly_intake")
    )
    words = (
        f"In the prognosis pilots' {whole} months, November 2013 to August 2016, {helped} of them of help for all, "
        f"{left} are left to take people in: {monthly} a month of each group. A dash: no number finds nought."
    )
    return Table("trial_plan", "Whom a trial needs", ARM, columns, _frame(plan), (words,))


def learning_tables(found: Mapping[str, Any]) -> list[Table]:
    """What a trial teaches for one choice and what it costs; none where no choice was asked about."""
    if not found:
        return []
    gain = "the Exchequer, nominal" if found["loss"] == "exchequer" else "society, real and discounted"
    choice = (
        f"£{figure(found['money'], None)} million a year for {found['years']} years from {found['first_year']}, "
        f"or nothing, by what {gain}, gains"
    )
    arms, sizes = _frame(found["arms"]), pd.DataFrame(found["sizes"])
    sizes.index = [
        "the effect known" if n is None else f"{n:,} against {n:,}"
        for n in (row["people"] for row in found["sizes"])
    ]
    by_arm = (
        million("worth", "Worth of funding it", places=0, sign="+"),
        Column("funds", "Funded before", words=YES_NO),
        *TAUGHT,
        million("effect_known", "The effect known"),
        million("all_known", "Everything known"),
        million("net", "Net of its costs", sign="+"),
    )
    of_size = (
        *TAUGHT,
        Column("turned", "Turns the choice", "per cent of results", 0, scale=100.0),
        million("net", "Net of its costs", sign="+"),
    )
    costs = (
        million("programme_money", "Programme money"),
        million("lost_on_treated", "Lost on the treated"),
        million("forgone_by_controls", "Forgone by controls"),
        million("follow_up", "Following up"),
        Column("jobs_forgone", "Jobs forgone by controls", "jobs", 1, "+"),
    )
    taught_note = (
        "Teaches: what better choices bring on average, from the draws; the range is of resampled draws. Nought says "
        "that no result could change the choice."
    )
    cost_note = (
        "Beside the better by what is known before, all of a trial's people helped or none: what their gains do not "
        "bring back of the programme's money, or what the controls would have gained. Counted for ten years."
    )
    first = str(arms.index[0])
    return [
        Table("trial_teaches_arms", f"What a trial teaches: {choice}", ARM, by_arm, arms, (taught_note,)),
        Table("trial_teaches", f"What trials of {first} teach", "Trial", of_size, sizes),
        Table("trial_costs", f"What trials of {first} cost", "Trial", costs, sizes.iloc[:-1], (cost_note,)),
    ]


def seen_table(rows: Rows, size: "Size") -> Table:
    """What one trial sees of each arm."""
    columns = (
        per_cent("treated_in_work", "In work, treated"),
        per_cent("control_in_work", "In work, control"),
        *ESTIMATE,
        Column("significant", "Significant", words=YES_NO),
    )
    caption = f"A trial of {_against(size)}, in work at follow-up: what it saw"
    notes = tuple(f"{row['arm']} ran in {row['region']}." for row in rows)
    return Table("trial_seen", caption, ARM, columns, _frame(rows), notes)


def power_table(rows: Rows, detectable: tuple[float, float], size: "Size") -> Table:
    """What trials of this size can see of each arm."""
    low, high = (figure(end) for end in detectable)
    says = (
        f"{_against(size)} cannot detect effects under about {low} to {high} points (5 to 15 per cent in work without "
        "the programme, everybody found): 'no effect' means 'below that'. Power is of the true effect; trials are "
        f"{figure(size.trials, 0)} repeats, their effects drawn from each file's range."
    )
    columns = (
        Column("treated_found", "Found, treated", "people", 0),
        Column("control_found", "Found, control", "people", 0),
        TRUE_EFFECT,
        per_cent("power", "Power", scale=100.0),
        DETECTABLE,
        SIGNIFICANT,
    )
    return Table("trial_power", "What such trials can see", ARM, columns, _frame(rows), (says,))


def region_table(across: Rows) -> Table:
    """Treated people of two arms beside each other."""
    columns = (
        of_points("treated_people", "Difference of treated people"),
        of_points("of_it_effects", "Of it effects"),
        of_points("of_it_regions", "Of it regions"),
        of_points("estimates_inside_arms", "By estimates inside arms"),
    )
    words = (
        "Allocation is random inside an arm and arms stand in different regions: treated people of two arms differ by "
        "effects and by labour markets."
    )
    frame = pd.DataFrame(across).set_index("arms")
    return Table("trial_regions", "Two arms beside each other", "Arms", columns, frame, (words,))


def ranking_table(ranking: Rows) -> Table:
    """Who came first: as foretold, as published, and in the trials run here."""
    columns = (
        Column("foretold", "Foretold", places=0),
        Column("published", "Published", places=0),
        share("best_by_estimate", "Best by estimate"),
        share("best_by_treated_rate", "Best by treated rate"),
    )
    words = (
        "Foretold is the order of an outside comment of 9 July 2013 (health best, the other two alike), published "
        "that of the survey; the last two are of the trials run here, whose effects are drawn from each file's range."
    )
    return Table("trial_ranks", "Who came first", ARM, columns, _frame(ranking), (words,))


def record_table(records: Rows) -> Table:
    """What records see of a trial's people, month by month."""
    columns = (
        Column("month", "Month", places=0),
        per_cent("control_off_benefit", "Control off benefit"),
        per_cent("control_in_support_group", "Control in the support group"),
        *ESTIMATE,
    )
    words = (
        "By records, everybody found: on the benefit or off it, per cent of those allocated, from the claim model of "
        "March 2014 (people leave for work, for anything else, by the limit, found fit, dying or at pension age). Of "
        "the prognosis pilots' people 28 to 30 per cent had moved to the support group by the second survey. The model "
        "has far fewer, a miss: in the view of March 2014 nobody is called for reassessment before 2016."
    )
    caption = "Followed by records: what is seen"
    return Table("trial_records", caption, ARM, columns, _frame(records), (words,))


def record_power_table(records: Rows) -> Table:
    """What records can see of a trial's people, month by month."""
    columns = (Column("month", "Month", places=0), TRUE_EFFECT, DETECTABLE, SIGNIFICANT)
    caption = "Followed by records: what can be seen"
    return Table("trial_records_power", caption, ARM, columns, _frame(records))


def _against(size: "Size") -> str:
    people = figure(size.people, 0)
    return f"{people} people against {people}"


def _frame(rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(rows).set_index("arm")
