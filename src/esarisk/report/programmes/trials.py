"""Trials of programmes as text: what one sees of each arm, how regions confound, who came first."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from esarisk.report.programmes.ledger import table
from esarisk.report.writers.terminal import note

if TYPE_CHECKING:
    from esarisk.analysis.evidence.pilot import Size

Row = Mapping[str, Any]
PER_CENT = 100
ACROSS_WORDS = (
    "Allocation is random inside an arm and arms stand in different regions: treated people of two arms differ by "
    "effects and by labour markets."
)
RANKING_WORDS = (
    "foretold is the order of an outside comment of 9 July 2013 (health best, the other two alike), published that of "
    "the survey; the last two are shares of the trials run here, whose effects are drawn from each file's range."
)


SEEN = {
    "treated_found": "found, treated",
    "control_found": "control",
    "treated_in_work": "in work %, treated",
    "control_in_work": "control %",
    "true_effect": "true effect",
    "estimate": "estimate",
    "low": "95% low",
    "high": "high",
    "significant": "significant",
}
SEEABLE = {
    "true_effect": "true effect, points",
    "power": "power, %",
    "smallest_detectable": "smallest detectable, points",
    "found_significant": "trials that found it significant, %",
}
ACROSS = {
    "treated_people": "difference of treated people",
    "of_it_effects": "of it effects",
    "of_it_regions": "of it regions",
    "estimates_inside_arms": "by estimates inside arms",
}
RANKING = {"best_by_estimate": "best by estimate, %", "best_by_treated_rate": "best by treated rate, %"}
RECORDS = {
    "control_off_benefit": "control off benefit",
    "control_in_support_group": "in support group",
    "smallest_detectable": "detectable",
    "found_significant": "significant, %",
}


def pilot_text(
    rows: Sequence[Row],
    across: Sequence[Row],
    ranking: Sequence[Row],
    detectable: tuple[float, float],
    size: "Size",
    width: int | None = None,
) -> str:
    """What a trial sees of each arm, how regions confound, and who came first."""
    low, high = detectable
    says = (
        f"{size.people:,} against {size.people:,} cannot detect effects under about {low:.1f} to {high:.1f} points "
        "(5 to 15 per cent in work without the programme, everybody found): 'no effect' means 'below that'. Power is "
        f"of the true effect; trials are {size.trials:,} repeats, their effects drawn from each file's range."
    )
    regions = [f"{row['arm']} ran in {row['region']}." for row in rows]
    seen = table(_some(rows, ("arm", *SEEN)), SEEN, width)
    able = table(_shares(_some(rows, ("arm", *SEEABLE)), "power", "found_significant"), SEEABLE, width)
    against = f"{size.people:,} people against {size.people:,}"
    parts = [
        f"A trial of {against}, in work at follow-up; effects in percentage points\n{seen}",
        f"{able}\n{note(says, *regions)}",
    ]
    if across:
        both = _shares(ranking, "best_by_estimate", "best_by_treated_rate")
        apart = f"{table(across, ACROSS, width)}\n{note(ACROSS_WORDS)}"
        parts += [f"Two arms beside each other, percentage points\n{apart}"]
        parts += [f"Who came first\n{table(both, RANKING, width)}\n{note(RANKING_WORDS)}"]
    sources = "Sources: parameters trials.* (`esarisk show trials.region_demand`) and each programme's file."
    return "\n\n".join([*parts, note(sources)])


def _some(rows: Sequence[Row], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Some columns of rows."""
    return [{key: row[key] for key in keys} for row in rows]


def _shares(rows: Sequence[Row], *keys: str) -> list[dict[str, Any]]:
    """Rows with shares in per cent."""
    return [{**row, **{key: PER_CENT * row[key] for key in keys}} for row in rows]


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
    shown = table(_shares(rows, "found_significant"), RECORDS, width)
    return f"\nFollowed by records, per cent and percentage points\n{shown}\n{note(words)}"
