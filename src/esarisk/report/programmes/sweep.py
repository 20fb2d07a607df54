"""A sweep of programme money as text, as a table for a spreadsheet, and as one offline page."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from esarisk.analysis.intervals import clear
from esarisk.names import AGE_CLASSES
from esarisk.report.exhibits.numbers import figure, per_cent, points
from esarisk.report.exhibits.words import APPROXIMATE, listed, word
from esarisk.report.tables.programmes import beside_baseline
from esarisk.report.writers.json import plain
from esarisk.report.writers.terminal import columns, note

if TYPE_CHECKING:
    from esarisk.analysis.programmes.sweep import Sweep

Row = Mapping[str, Any]
Form = tuple[int, str]
"""Places and sign of a printed number."""
PEOPLE: Mapping[str, tuple[str, Form]] = {
    "money": ("£m a year", (0, "")),
    "starts": ("starts", (0, "")),
    "participants": ("on it", (0, "")),
    "gross_jobs": ("gross jobs", (0, "+")),
    "additional_jobs": ("additional", (0, "+")),
    "left_for_work": ("for work", (0, "+")),
    "left_elsewhere": ("elsewhere", (0, "+")),
    "off_benefit": ("off benefit", (0, "+")),
    "caseload_change": ("caseload", (0, "+")),
    "marginal_additional_jobs": ("jobs a £m, last", (1, "")),
}
MONEY: Mapping[str, tuple[str, Form]] = {
    "money": ("£m a year", (0, "")),
    "spend": ("spent", (0, "")),
    "in_cap": ("in cap", (1, "+")),
    "ame": ("AME", (1, "+")),
    "exchequer": ("Exchequer", (1, "+")),
    "headroom_per_pound": ("headroom a £", (2, "+")),
    "marginal_in_cap": ("headroom a £, last", (2, "+")),
    "break_even": ("even in month", (0, "")),
}
"""Columns of the two tables of levels: heading, places and sign."""


def sweep_text(found: "Sweep") -> str:
    """The tables of levels, headroom by year at the ends, and how to read them."""
    parts = [
        note(title(found)),
        f"People\n{_levels(found, PEOPLE)}",
        f"Money, £ million over the projection\n{_levels(found, MONEY)}",
        breach_levels(found),
        note(reading(found), beside(found), owed_words(found)),
        instead(found),
        shares(found),
        by_year(found),
        covered(found),
    ]
    return "\n\n".join(part for part in parts if part)


def _levels(found: "Sweep", shown: Mapping[str, tuple[str, Form]]) -> str:
    """Some columns of the levels."""
    cells = [{head: figure(row[key], *form) for key, (head, form) in shown.items()} for row in found.rows]
    return columns(cells, right=list(cells[0]))


def breach_levels(found: "Sweep") -> str:
    """The chance of breach of each level, its change, and what of that the policy clause brings."""
    year = found.rows[0]["breach_year"]
    if not year or not has_chances(found):
        return ""
    cells = [
        {
            "£m a year": figure(row["money"], 0),
            f"P(breach) {year}": per_cent(row["breach"]),
            "change, points": points(row["breach_change"], row["breach_error"]),
            "above margin": points(row["breach_by_forecast"]),
            "by policy alone": points(row["breach_by_policy"]),
            "draws with more spending": per_cent(row["raised"]),
        }
        for row in found.rows
    ]
    return f"Chance of breach, per cent of draws\n{columns(cells, right=list(cells[0]))}"


def has_chances(found: "Sweep") -> bool:
    """Whether there are draws to count: one path says nothing of a chance."""
    return found.draws > 1


def beside(found: "Sweep") -> str:
    """What the lowest level is beside baseline provision, where it is less."""
    least = found.rows[0]["money"]
    if len(found.programmes) > 1 or least >= found.baseline:
        return ""
    return f"£m a year is all the money it has: {beside_baseline(who(found), least, found.baseline)}"


def title(found: "Sweep") -> str:
    """What was swept, in a line."""
    how = "hours a person" if found.question.thinner else "places"
    what = f"{who(found)}: money for {how}" if found.question.swept else f"{who(found)}, all scaled alike"
    return (
        f"{what}, vintage {found.vintage}, {found.view} view, "
        f"{found.draws} draws; baseline provision £{found.baseline:g}m a year{_held(found)}"
    )


def who(found: "Sweep") -> str:
    """The programmes whose money is varied, in words."""
    return listed([programme.card.title for programme in found.programmes])


def _held(found: "Sweep") -> str:
    """What is held beside them."""
    card = found.question.scenario
    words = [f"{name} at £{money:g}m" for name, money in found.question.held.items()]
    words += [*card.measures, *(f"{name} reversed" for name in card.reversed)]
    figures = {**card.levers, **found.question.figures}
    words += [f"{address} = {number:g}" for address, number in figures.items()]
    return f"; with {', '.join(words)}" if words else ""


def owed_words(found: "Sweep") -> str:
    """What baseline provision is owed, as listed and as the model has it."""
    if found.owed is None:
        return ""
    return (
        "Baseline provision: its file lists {starts_listed:,.0f} starts a year, owed {share_listed:.1%} of the hazard "
        "of leaving; the model has {starts_modelled:,.0f} from the caseload and without them {share_modelled:.1%} "
        "fewer leavers from the phases it takes people from. The first is by jobs, the second by people off benefit."
    ).format(**found.owed)


def instead(found: "Sweep") -> str:
    """The same money on jobseekers at the highest level, as a comparison."""
    rows = [row for row in instead_rows(found) if row["money"] == found.rows[-1]["money"]]
    cells = [
        {h: figure(row[key], *form) if form else str(row[key]) for key, (h, form) in INSTEAD.items()}
        for row in rows
    ]
    words = (
        "£ million, positive = gain. The same money, starts and effect; jobseeker benefit is outside the cap. "
        "Social is a present value in the first year's prices, transfers netted."
    )
    return f"{columns(cells, right=list(cells[0])[1:])}\n{note(words)}" if cells else ""


INSTEAD: Mapping[str, tuple[str, Form | None]] = {
    "on": ("at the highest level, spent on", None),
    "in_cap": ("in cap", (1, "+")),
    "ame": ("AME", (1, "+")),
    "exchequer": ("Exchequer", (1, "+")),
    "social": ("social", (1, "+")),
}
"""Columns of the comparison with jobseekers: heading and format."""


def instead_rows(found: "Sweep") -> list[dict[str, Any]]:
    """Every level on its own people and on jobseekers instead."""
    keys = [key for key in INSTEAD if key != "on"]
    return [
        {"money": row["money"], "on": on} | {key: row[f"{before}{key}"] for key in keys}
        for row in found.rows
        if row["spend"]
        for on, before in (("people on the benefit", ""), ("jobseekers instead", "jobseekers_"))
    ]


def shares(found: "Sweep") -> str:
    """What each programme has at the highest level, where there are several."""
    rows = [row for row in found.parts if row["level"] == found.question.levels[-1]]
    if len(rows) < MANY:
        return ""
    cells = [{h: figure(row[k], *form) if form else row[k] for k, (h, form) in PARTS.items()} for row in rows]
    return columns(cells, right=list(cells[0])[1:])


MANY = 2
PARTS: Mapping[str, tuple[str, Form | None]] = {
    "programme": ("at the highest level", None),
    "funding": ("£m a year", (1, "")),
    "starts": ("starts", (0, "")),
    "starts_before": ("at baseline", (0, "")),
    "additional_jobs": ("additional jobs", (0, "+")),
    "spend": ("spent, £m", (1, "")),
}
"""Columns of the table of programmes: heading and format."""


def reading(found: "Sweep") -> str:
    """What the columns say and what they rest on."""
    return (
        "Starts, money and jobs are sums over the projection; jobs are of those starts when the effect is measured, "
        "additional less displaced; off benefit and on it stand at its end; caseload is the mean of the last year. "
        f"All but starts and people on it are changes from {_ground(found)}. In cap, AME and Exchequer: positive = "
        "gain to the Exchequer, less spending. Spent is an amount, the programme's own money beyond baseline "
        f"provision; it is outside the cap. {_breach_words(found)}{_kinds(found)}"
    )


def _ground(found: "Sweep") -> str:
    """What levels are set against."""
    return "what is held, with no change of money" if _held(found) else "baseline provision"


def _kinds(found: "Sweep") -> str:
    """How the effects on work are known."""
    kinds = {programme.card.impact for programme in found.programmes}
    return KINDS.get(kinds.pop(), ASSUMED) if len(kinds) == 1 else MIXED


def _breach_words(found: "Sweep") -> str:
    """What the chance of breach is of, its two clauses, and why it may rise with headroom."""
    year = found.rows[0]["breach_year"]
    if not year:
        return "The vintage has no cap. "
    if not has_chances(found):
        return "One path says nothing of a chance of breach. "
    words = f"P(breach) is of {year}, the last year judged; changes are of paired draws, ± a 95% half-width. "
    if any(row["breach_by_policy"] for row in found.rows):
        words += _clauses(found.rows[-1])
    sure = [row for row in found.rows if clear(row["breach_change"], row["breach_error"])]
    if not sure and not math.isnan(found.rows[0]["breach_half_width"]):
        words += "No level changes it by more than its error. "
    if any(row["breach_by_policy"] > 0.0 and row["breach_change"] > 0.0 < row["in_cap"] for row in sure):
        words += WHY_RAISED
    return words


WHY_RAISED = (
    "So P(breach) rises though headroom rises on average: where the effect is small, drift to the support "
    "group (who stay longer and meet no time limit) and other benefits outweigh leavers. "
)


def _clauses(most: Row) -> str:
    """The two clauses of the rule of 2014, apart, at the highest level."""
    return (
        "Under the rule of 2014 a year fails above cap plus margin, or above the cap when policy raised its "
        "spending, by however little: the second clause has no margin. At "
        f"£{most['money']:,.0f}m a year the first changes the chance by {points(most['breach_by_forecast'])} points, "
        f"the second alone by {points(most['breach_by_policy'])}: spending inside the cap rises in "
        f"{per_cent(most['raised'])} of draws. "
    )


KINDS = {
    "read": "The effect on work was read.",
    "derived": "The effect on work was derived from read figures.",
}
MIXED = (
    "Effects on work were read for some of the programmes and assumed for others, so the mix is not ranked."
)
ASSUMED = (
    "No effect was published: the assumed range is what moves these numbers, so the programme is not ranked."
)


def by_year(found: "Sweep") -> str:
    """Headroom by year at the lowest and the highest level, with the reason of its sign."""
    ends = {found.rows[0]["money"], found.rows[-1]["money"]}
    rows = [_year_cells(found, row) for row in found.years if row["money"] in ends]
    words = "Headroom: its change, £ million, positive = more of it."
    words += " P(breach): its level, and its change in points." if has_chances(found) else ""
    table = columns(rows, right=[head for head in rows[0] if head not in ("year", "because")])
    return f"Year by year, lowest and highest level\n{table}\n{note(words)}"


def _year_cells(found: "Sweep", row: Row) -> dict[str, str]:
    """One level and year as printed."""
    risk = {
        "P(breach)": per_cent(row["breach"]),
        "change": points(row["breach_change"]),
        "by policy": points(row["breach_by_policy"]),
    }
    return {
        "£m a year": figure(row["money"], 0),
        "year": row["year"],
        "starts": figure(row["starts"], 0),
        "spent": figure(row["spend"], 1),
        "headroom": figure(row["headroom_change"], 1, "+"),
        **(risk if has_chances(found) else {}),
        "because": row["sign"],
    }


def covered(found: "Sweep") -> str:
    """Share of each phase, and of each age band in it, that the highest level never reached."""
    rows = [
        {
            "phase": word(row["phase"]),
            "people": figure(row["people"], 0),
            "never reached": per_cent(row["never_reached"], 1),
            **_by_age(found, row["phase"]),
        }
        for row in found.coverage
    ]
    limited = [
        f"Of {row['people']:,.0f} with the condition that {row['programme']} asks for ({row['condition']}), "
        f"{per_cent(row['never_reached'], 1)} were never reached."
        for row in found.conditions
    ]
    words = note(f"At the highest level and the end of the projection. {APPROXIMATE}", *limited)
    return f"Who is never reached\n{columns(rows, right=list(rows[0])[1:])}\n{words}"


def _by_age(found: "Sweep", phase: str) -> dict[str, str]:
    """Age band → never reached, of a phase."""
    mine = {row["age_band"]: row for row in found.groups if row["phase"] == phase and "age_band" in row}
    return {band: per_cent(mine[band]["never_reached"] if band in mine else None, 1) for band in AGE_CLASSES}


CHANCES = ("breach", "breach_change", "breach_error", "breach_by_forecast", "breach_by_policy")


def told(found: "Sweep", rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows as plain data: what is no number is none, and so is a chance where there is one path."""
    blank = {} if has_chances(found) else dict.fromkeys(CHANCES)
    return [plain(row) | {key: None for key in blank if key in row} for row in rows]


def sweep_csv(rows: Sequence[Row]) -> str:
    """Rows as comma-separated values, one header line; what is no number is blank."""
    text = io.StringIO()
    keys = list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(text, keys, lineterminator="\n")
    writer.writeheader()
    writer.writerows(plain(rows))
    return text.getvalue()


def sweep_record(found: "Sweep") -> dict[str, Any]:
    """Everything of a sweep, for JSON."""
    return {
        "programme": found.question.swept,
        "scaled": None if found.question.swept else found.question.varied,
        "kind": {programme.name: programme.card.impact for programme in found.programmes},
        "vintage": found.vintage,
        "view": found.view,
        "draws": found.draws,
        "seed": found.seed,
        "units": {"money": "GBP million", "chances": "share", "people": "people"},
        "baseline": found.baseline,
        "held": found.question.held,
        "scenario": found.question.scenario.model_dump(mode="json"),
        "thinner": found.question.thinner,
        "owed": found.owed,
        "coverage": found.coverage,
        "coverage_by_group": found.groups,
        "coverage_of_condition": found.conditions,
        "coverage_note": APPROXIMATE,
        "levels": told(found, found.rows),
        "years": told(found, found.years),
        "programmes": found.parts,
    }
