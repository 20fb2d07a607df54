"""A sweep of programme money as text, as a table for a spreadsheet, and as one offline page."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from esarisk.analysis.sweep import Sweep
from esarisk.report.listing import DASH, columns
from esarisk.report.words import word

Row = Mapping[str, Any]
FORMATS = {
    "money": ("£m a year", ",.0f"),
    "starts": ("starts", ",.0f"),
    "participants": ("on it", ",.0f"),
    "gross_jobs": ("gross jobs", ",.0f"),
    "additional_jobs": ("additional", ",.0f"),
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
    return f"{title(found)}\n\n{table}\n\n{reading(found)}\n\n{by_year(found)}\n\n{covered(found)}"


def title(found: Sweep) -> str:
    """What was swept, in a line."""
    how = "hours a person" if found.thinner else "places"
    held = ", ".join(f"{name} at £{money:g}m" for name, money in found.held.items())
    beside = f"; held: {held}" if held else ""
    return (
        f"{found.programme.card.title}: money for {how}, vintage {found.vintage}, {found.view} view, "
        f"{found.draws} draws; baseline provision £{found.baseline:g}m a year{beside}"
    )


def reading(found: Sweep) -> str:
    """What the columns say and what they rest on."""
    return (
        "Starts, money and jobs are sums over the projection; jobs are of those starts when the effect is measured, "
        "additional less displaced; off benefit and on it stand at its end; caseload is the mean of the last year. "
        "All but starts and people on it are changes from baseline provision, positive = better for the public purse. "
        f"In cap, AME and Exchequer are three numbers: programme money is outside the cap. {_breach_words(found)}"
        f"{KINDS.get(found.programme.card.impact, ASSUMED)}"
    )


def _breach_words(found: Sweep) -> str:
    """What the chance of breach is of, its two clauses, and why it may rise with headroom."""
    year = found.rows[0]["breach_year"]
    if not year:
        return "The vintage has no cap. "
    words = f"P(breach) is of {year}, paired draws, ± a 95% half-width. "
    if any(row["breach_by_policy"] for row in found.rows):
        words += _clauses(found.rows[-1])
    if any(
        row["breach_by_policy"] > 0.0 and row["breach_change"] > 0.0 < row["in_cap"] for row in found.rows
    ):
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
ASSUMED = (
    "No effect was published: the assumed range is what moves these numbers, so the programme is not ranked."
)


def by_year(found: Sweep) -> str:
    """Headroom by year at the lowest and the highest level, with the reason of its sign."""
    ends = {found.rows[0]["money"], found.rows[-1]["money"]}
    rows = [
        {
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
        for row in found.years
        if row["money"] in ends
    ]
    return columns(rows, right=[head for head in rows[0] if head not in ("year", "because")])


def covered(found: Sweep) -> str:
    """Share of each phase that the highest level never reached."""
    rows = [
        {
            "phase": word(row["phase"]),
            "people": f"{row['people']:,.0f}",
            "never reached": cell(row["never_reached"], ".1%"),
        }
        for row in found.coverage
    ]
    words = "At the highest level and the end of the projection; baseline provision is not followed person by person."
    return f"{columns(rows, right=['people', 'never reached'])}\n{words}"


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
        "programme": found.programme.name,
        "kind": found.programme.card.impact,
        "vintage": found.vintage,
        "view": found.view,
        "draws": found.draws,
        "baseline": found.baseline,
        "held": dict(found.held),
        "thinner": found.thinner,
        "coverage": found.coverage,
        "levels": found.rows,
        "years": found.years,
    }
