"""A sweep of programme money in words, as text, as data and as tables for a spreadsheet."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from esarisk.analysis.intervals import clear
from esarisk.analysis.levels import amount_words
from esarisk.report.exhibits.numbers import figure, per_cent
from esarisk.report.exhibits.plain import plain
from esarisk.report.exhibits.words import APPROXIMATE, listed
from esarisk.report.run.tables import beside_baseline
from esarisk.report.tables.rests_on import rests_on_tables
from esarisk.report.tables.sweep import has_chances, sweep_tables
from esarisk.report.writers.terminal import note, told
from esarisk.units import PERCENT

if TYPE_CHECKING:
    from esarisk.analysis.programmes.sweep import Sweep

Row = Mapping[str, Any]


def sweep_text(found: "Sweep") -> str:
    """What was swept, its tables, and how to read them."""
    tables = [*sweep_tables(found, whole=False), *(rests_on_tables(found.cube) if found.draws > 1 else [])]
    words = note(reading(found), sign_words(found.signs), beside(found), owed_words(found))
    return told(note(title(found)), *tables, words)


def sign_words(rows: Sequence[Row]) -> str:
    """A sentence or two a programme: the figure, its range and grade, and what drift takes away."""
    return " ".join(map(_sign, rows))


def _sign(row: Row) -> str:
    """One programme."""
    if not row["saved"]:
        return f"{row['title']} saves nothing inside the cap and loses nothing, by its mean figures."
    number = f"{figure(row['value'], 2)} {row['unit']}"
    known = ", ".join(word for word in (row["range"], f"grade {row['grade']}", row["status"]) if word)
    why = f": {row['why']}" if row["why"] else ""
    others = f" Read of others: {'; '.join(row['read_of_others'])}." if row["read_of_others"] else ""
    return (
        f"{row['title']}, inside the cap: its sign is that of {row['figure']}, {number} ({known}){why}.{others} "
        f"{_drift(row)}"
    )


def _drift(row: Row) -> str:
    """What drift to the support group takes of what leavers save."""
    taken, whole = row["without_drift"] - row["saved"], row["without_drift"]
    if taken <= 0.0:
        return "Nobody drifts to the support group by it, as far as is known."
    if whole <= 0.0:
        return "Drift to the support group has no leavers to set off."
    return f"Drift to the support group takes {per_cent(taken / whole, 0)} of what leavers save."


def beside(found: "Sweep") -> str:
    """What the lowest level is beside baseline provision, where it is less."""
    least = found.rows[0]["money"]
    if len(found.programmes) > 1 or least >= found.baseline:
        return ""
    return f"The money offered is all the money it has: {beside_baseline(who(found), least, found.baseline)}"


def title(found: "Sweep") -> str:
    """What was swept, in a line."""
    how = "hours a person" if found.asked.thinner else "places"
    what = f"{who(found)}: money for {how}" if found.asked.swept else f"{who(found)}, all scaled alike"
    return (
        f"{what}, vintage {found.vintage}, {found.view} view, {paths(found)}; "
        f"baseline provision £{found.baseline:g}m a year{_held(found)}"
    )


def paths(found: "Sweep") -> str:
    """How many draws stand behind the numbers, in words."""
    return f"{found.draws:,} draws" if found.draws > 1 else "central path"


def who(found: "Sweep") -> str:
    """The programmes whose money is varied, in words."""
    return listed([programme.card.title for programme in found.programmes])


def _held(found: "Sweep") -> str:
    """What is held beside them."""
    card = found.asked.scenario
    words = [f"{name} at {amount_words(money)}" for name, money in found.asked.held.items()]
    words += [*card.measures, *(f"{name} reversed" for name in card.reversed)]
    figures = {**card.levers, **found.asked.figures}
    words += [f"{address} = {number:g}" for address, number in figures.items()]
    return f"; with {', '.join(words)}" if words else ""


def owed_words(found: "Sweep") -> str:
    """What baseline provision is owed, as listed and as the model has it."""
    owed = found.owed
    if owed is None:
        return ""
    return (
        f"Baseline provision: its file lists {figure(owed['starts_listed'], 0)} starts a year, owed "
        f"{per_cent(owed['share_listed'], 1)} of the hazard of leaving; the model has "
        f"{figure(owed['starts_modelled'], 0)} from the caseload and without them "
        f"{per_cent(owed['share_modelled'], 1)} fewer leavers from the phases it takes people from. The first is by "
        "jobs, the second by people off benefit."
    )


def reading(found: "Sweep") -> str:
    """What the tables say and what they rest on."""
    ground = "what is held, with no change of money" if _held(found) else "baseline provision"
    kinds = {programme.card.impact for programme in found.programmes}
    known = IMPACT_WORDS.get(kinds.pop(), ASSUMED) if len(kinds) == 1 else MIXED
    return (
        "Starts, money and jobs are sums over the projection. All but amounts offered and spent, starts and people on "
        f"it are changes from {ground}. Spent is the programme's own money beyond baseline provision; it is "
        f"outside the cap. {_breach_words(found)}{known}"
    )


def _breach_words(found: "Sweep") -> str:
    """What the chance of breach is of, its two clauses, and why it may rise with headroom."""
    year = found.rows[0]["breach_year"]
    if not year:
        return "The vintage has no cap. "
    if not has_chances(found):
        return "One path says nothing of a chance of breach. "
    words = f"P(breach) is of {year}, the last year judged. "
    if any(row["breach_by_policy"] for row in found.rows):
        words += _clauses(found.rows[-1])
    sure = [row for row in found.rows if clear(row["breach_change"], row["breach_error"])]
    if any(row["by_draw_change"] != row["breach_change"] for row in found.rows):
        words += BY_DRAW
    if not sure and not math.isnan(found.rows[0]["breach_half_width"]):
        words += "No level changes it by more than its error. "
    if any(row["breach_by_policy"] > 0.0 and row["breach_change"] > 0.0 < row["in_cap"] for row in sure):
        words += WHY_RAISED
    return words


WHY_RAISED = (
    "So P(breach) rises though headroom rises on average: where the effect is small, drift to the support "
    "group (who stay longer and meet no time limit) and other benefits outweigh leavers. "
)


BY_DRAW = (
    "No costing of benefits counts what an unscored programme saves; were each draw its own costing, the last column "
    "would be the change: a rise in any draw, however small, fails a year above the cap. "
)


def _clauses(most: Row) -> str:
    """The two clauses of the rule of 2014, apart, at the highest level."""
    first, second = (figure(PERCENT * most[f"breach_by_{by}"], 1, "+") for by in ("forecast", "policy"))
    return (
        "Under the rule of 2014 a year fails above cap plus margin, or above the cap when a costing says that "
        "policy raised its spending. At "
        f"£{figure(most['money'], 0)} million a year the first changes the chance by {first} points, the second alone "
        f"by {second}. "
    )


IMPACT_WORDS = {
    "read": "The effect on work was read.",
    "derived": "The effect on work was derived from read figures.",
}
MIXED = (
    "Effects on work were read for some of the programmes and assumed for others, so the mix is not ranked."
)
ASSUMED = (
    "No effect was published: the assumed range is what moves these numbers, so the programme is not ranked."
)


CHANCE_KEYS = ("breach", "breach_change", "breach_error", "breach_by_forecast", "breach_by_policy")


def plain_rows(found: "Sweep", rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows as plain data: what is no number is none, and so is a chance where there is one path."""
    blank = {} if has_chances(found) else dict.fromkeys(CHANCE_KEYS)
    return [plain(row) | {key: None for key in blank if key in row} for row in rows]


def sweep_csv(rows: Sequence[Row]) -> str:
    """Rows as comma-separated values, one header line; what is no number is blank."""
    return pd.DataFrame(plain(rows), dtype=object).to_csv(index=False)


def sweep_record(found: "Sweep") -> dict[str, Any]:
    """Everything of a sweep, for JSON."""
    return {
        "programme": found.asked.swept,
        "scaled": None if found.asked.swept else found.asked.varied,
        "kind": {programme.name: programme.card.impact for programme in found.programmes},
        **{key: getattr(found, key) for key in ("vintage", "view", "draws", "seed")},
        "units": {"money": "GBP million", "chances": "share", "people": "people"},
        "baseline": found.baseline,
        "held": found.asked.held,
        "scenario": found.asked.scenario.model_dump(mode="json"),
        "thinner": found.asked.thinner,
        "owed": found.owed,
        "sign_rests_on": found.signs,
        "coverage": found.coverage,
        "coverage_by_group": found.groups,
        "coverage_of_condition": found.conditions,
        "coverage_note": APPROXIMATE,
        "levels": plain_rows(found, found.rows),
        "years": plain_rows(found, found.years),
        "programmes": found.parts,
    }
