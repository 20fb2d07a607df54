"""A sweep of programme money as text, as a table for a spreadsheet, and as one offline page."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

from esarisk.analysis.breach import clear
from esarisk.analysis.coverage import APPROXIMATE
from esarisk.analysis.sweep import Sweep
from esarisk.engine.population import AGE_CLASSES
from esarisk.report.listing import columns
from esarisk.report.numbers import DASH
from esarisk.report.words import listed, word

Row = Mapping[str, Any]
FORMATS = {
    "money": ("£m a year", ",.0f"),
    "starts": ("starts", ",.0f"),
    "participants": ("on it", ",.0f"),
    "gross_jobs": ("gross jobs", ",.0f"),
    "additional_jobs": ("additional", ",.0f"),
    "left_for_work": ("for work", "+,.0f"),
    "left_elsewhere": ("elsewhere", "+,.0f"),
    "off_benefit": ("off benefit", ",.0f"),
    "caseload_change": ("caseload", "+,.0f"),
    "spend": ("spend", "+,.0f"),
    "in_cap": ("in cap", "+,.1f"),
    "ame": ("AME", "+,.1f"),
    "exchequer": ("Exchequer", "+,.1f"),
    "headroom_per_pound": ("headroom a £", "+.2f"),
    "breach_change": ("P(breach)", "+.3f"),
    "breach_error": ("±", ".3f"),
    "breach_by_policy": ("of it policy", "+.3f"),
    "marginal_additional_jobs": ("jobs a £m, last", ",.1f"),
    "marginal_in_cap": ("headroom a £, last", "+.2f"),
    "break_even": ("turns in month", ",.0f"),
}
"""Columns of the table: heading and format."""


def sweep_text(found: Sweep, width: int | None = None) -> str:
    """The table of levels, headroom by year at the highest, and how to read them."""
    cells = [{head: cell(row[key], form) for key, (head, form) in FORMATS.items()} for row in found.rows]
    table = columns(cells, right=list(cells[0]), width=width)
    parts = [
        title(found),
        table,
        reading(found),
        owed_words(found),
        instead(found),
        shares(found),
        by_year(found),
        covered(found),
    ]
    return "\n\n".join(part for part in parts if part)


def title(found: Sweep) -> str:
    """What was swept, in a line."""
    how = "hours a person" if found.question.thinner else "places"
    what = f"{who(found)}: money for {how}" if found.question.swept else f"{who(found)}, all scaled alike"
    return (
        f"{what}, vintage {found.vintage}, {found.view} view, "
        f"{found.draws} draws; baseline provision £{found.baseline:g}m a year{_held(found)}"
    )


def who(found: Sweep) -> str:
    """The programmes whose money is varied, in words."""
    return listed([programme.card.title for programme in found.programmes])


def _held(found: Sweep) -> str:
    """What is held beside them."""
    card = found.question.scenario
    words = [f"{name} at £{money:g}m" for name, money in found.question.held.items()]
    words += [*card.measures, *(f"{name} reversed" for name in card.reversed)]
    figures = {**card.levers, **found.question.figures}
    words += [f"{address} = {number:g}" for address, number in figures.items()]
    return f"; held: {', '.join(words)}" if words else ""


def owed_words(found: Sweep) -> str:
    """What baseline provision is owed, as listed and as the model has it."""
    if found.owed is None:
        return ""
    return (
        "Baseline provision: its file lists {starts_listed:,.0f} starts a year, owed {share_listed:.1%} of the hazard "
        "of leaving; the model has {starts_modelled:,.0f} from the caseload and without them {share_modelled:.1%} "
        "fewer leavers from the phases it takes people from. The first is by jobs, the second by people off benefit."
    ).format(**found.owed)


def instead(found: Sweep) -> str:
    """The same money on jobseekers at the highest level, as a comparison."""
    rows = [row for row in instead_rows(found) if row["money"] == found.rows[-1]["money"]]
    cells = [
        {h: cell(row[key], form) if form else str(row[key]) for key, (h, form) in INSTEAD.items()}
        for row in rows
    ]
    words = (
        "The same money, starts and effect; jobseeker benefit is outside the cap. "
        "Social is a present value in the first year's prices, transfers netted."
    )
    return f"{columns(cells, right=list(cells[0])[1:])}\n{words}" if cells else ""


INSTEAD = {
    "on": ("at the highest level, spent on", ""),
    "in_cap": ("in cap", "+,.1f"),
    "ame": ("AME", "+,.1f"),
    "exchequer": ("Exchequer", "+,.1f"),
    "social": ("social", "+,.1f"),
}
"""Columns of the comparison with jobseekers: heading and format."""


def instead_rows(found: Sweep) -> list[dict[str, Any]]:
    """Every level on its own people and on jobseekers instead."""
    keys = [key for key in INSTEAD if key != "on"]
    return [
        {"money": row["money"], "on": on} | {key: row[f"{before}{key}"] for key in keys}
        for row in found.rows
        if row["spend"]
        for on, before in (("people on the benefit", ""), ("jobseekers instead", "jobseekers_"))
    ]


def shares(found: Sweep) -> str:
    """What each programme has at the highest level, where there are several."""
    rows = [row for row in found.parts if row["level"] == found.question.levels[-1]]
    if len(rows) < MANY:
        return ""
    cells = [{h: cell(row[k], form) if form else row[k] for k, (h, form) in PARTS.items()} for row in rows]
    return columns(cells, right=list(cells[0])[1:])


MANY = 2
PARTS = {
    "programme": ("at the highest level", ""),
    "funding": ("£m a year", ",.1f"),
    "starts": ("starts", ",.0f"),
    "starts_before": ("at baseline", ",.0f"),
    "additional_jobs": ("additional jobs", "+,.0f"),
    "spend": ("spend, £m", "+,.1f"),
}
"""Columns of the table of programmes: heading and format."""


def reading(found: Sweep) -> str:
    """What the columns say and what they rest on."""
    return (
        "Starts, money and jobs are sums over the projection; jobs are of those starts when the effect is measured, "
        "additional less displaced; off benefit and on it stand at its end; caseload is the mean of the last year. "
        f"All but starts and people on it are changes from {_ground(found)}, positive = better for the public purse. "
        f"In cap, AME and Exchequer are three numbers: programme money is outside the cap. {_breach_words(found)}"
        f"{_kinds(found)}"
    )


def _ground(found: Sweep) -> str:
    """What levels are set against."""
    return "what is held, with no change of money" if _held(found) else "baseline provision"


def _kinds(found: Sweep) -> str:
    """How the effects on work are known."""
    kinds = {programme.card.impact for programme in found.programmes}
    return KINDS.get(kinds.pop(), ASSUMED) if len(kinds) == 1 else MIXED


def _breach_words(found: Sweep) -> str:
    """What the chance of breach is of, its two clauses, and why it may rise with headroom."""
    year = found.rows[0]["breach_year"]
    if not year:
        return "The vintage has no cap. "
    words = f"P(breach) is of {year}, paired draws, ± a 95% half-width. "
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
        f"£{most['money']:,.0f}m a year the first changes the chance by {most['breach_by_forecast']:+.3f}, the second "
        f"alone by {most['breach_by_policy']:+.3f}: spending inside the cap rises in {most['raised']:.0%} of draws. "
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


def by_year(found: Sweep) -> str:
    """Headroom by year at the lowest and the highest level, with the reason of its sign."""
    ends = {found.rows[0]["money"], found.rows[-1]["money"]}
    rows = [_year_cells(row) for row in found.years if row["money"] in ends]
    return columns(rows, right=[head for head in rows[0] if head not in ("year", "because")])


def _year_cells(row: Row) -> dict[str, str]:
    """One level and year as printed."""
    return {
        "£m a year": f"{row['money']:,.0f}",
        "year": row["financial_year"],
        "starts": f"{row['starts']:,.0f}",
        "spend": f"{row['spend']:+,.1f}",
        "headroom": f"{row['headroom_change']:+,.1f}",
        "P(breach)": cell(row["breach_change"], "+.3f"),
        "margin": cell(row["breach_by_forecast"], "+.3f"),
        "policy": cell(row["breach_by_policy"], "+.3f"),
        "raised in": cell(row["raised"], ".0%"),
        "because": row["sign"],
    }


def covered(found: Sweep) -> str:
    """Share of each phase, and of each age band in it, that the highest level never reached."""
    rows = [
        {
            "phase": word(row["phase"]),
            "people": f"{row['people']:,.0f}",
            "never reached": cell(row["never_reached"], ".1%"),
            **_by_age(found, row["phase"]),
        }
        for row in found.coverage
    ]
    limited = [
        f"Of {row['people']:,.0f} with the condition that {row['programme']} asks for ({row['condition']}), "
        f"{cell(row['never_reached'], '.1%')} were never reached."
        for row in found.conditions
    ]
    words = "\n".join([f"At the highest level and the end of the projection. {APPROXIMATE}", *limited])
    return f"{columns(rows, right=list(rows[0])[1:])}\n{words}"


def _by_age(found: Sweep, phase: str) -> dict[str, str]:
    """Age band → never reached, of a phase."""
    mine = {row["age_band"]: row for row in found.groups if row["phase"] == phase and "age_band" in row}
    return {band: cell(mine[band]["never_reached"] if band in mine else None, ".1%") for band in AGE_CLASSES}


def cell(value: float | None, form: str) -> str:
    """One number as printed; a dash for none."""
    return DASH if value is None or value != value else format(value, form)  # noqa: PLR0124 - not a number


def sweep_csv(rows: Sequence[Row]) -> str:
    """Rows as comma-separated values, one header line."""
    text = io.StringIO()
    keys = list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(text, keys, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def sweep_record(found: Sweep) -> dict[str, Any]:
    """Everything of a sweep, for JSON."""
    return {
        "programme": found.question.swept,
        "scaled": None if found.question.swept else found.question.varied,
        "kind": {programme.name: programme.card.impact for programme in found.programmes},
        "vintage": found.vintage,
        "view": found.view,
        "draws": found.draws,
        "baseline": found.baseline,
        "held": found.question.held,
        "scenario": found.question.scenario.model_dump(mode="json"),
        "thinner": found.question.thinner,
        "owed": found.owed,
        "coverage": found.coverage,
        "coverage_by_group": found.groups,
        "coverage_of_condition": found.conditions,
        "coverage_note": APPROXIMATE,
        "levels": found.rows,
        "years": found.years,
        "programmes": found.parts,
    }
