"""One person's award for the terminal and as records."""

from typing import Any

from esarisk.engine.awards.claimant import Claimant
from esarisk.engine.awards.entitlement import Award
from esarisk.report.exhibits.numbers import figure
from esarisk.report.writers.terminal import columns, note, terminal_width

PENCE = 6
"""Places of records: exact to a millionth, without the noise of binary fractions."""


def award_text(claimant: Claimant, award: Award) -> str:
    """The working as a table, under a line that says whose it is."""
    rows = [
        {"line": line.what, "£ a week": figure(line.amount, 2), "source": line.source.replace(";", "; ")}
        for line in award.working
    ]
    who = f"{claimant.basis.replace('_', '-')} ESA, {claimant.phase}, age {claimant.age}"
    days = f"{award.day}, {claimant.days_since_claim} days after the claim of {claimant.claim_date}"
    where = note(
        "Every rate with its source in full: `esarisk show`, such as `esarisk show esa.support_component`."
    )
    return f"{who}; {days}\n\n{columns(rows, right=['£ a week'], width=terminal_width())}\n{where}"


def award_record(award: Award) -> dict[str, Any]:
    """The award as plain data: totals, components by scheme, and the working."""
    parts = award.parts
    first, means = parts.contributory_parts._asdict(), parts.means._asdict()
    adjustments = {name: getattr(parts, name) for name in ("addition", "reduction", "hardship")}
    return {
        "units": "GBP a week",
        "day": award.day.isoformat(),
        "weekly_award": _plain(award.weekly_award),
        "contributory": _plain(award.contributory),
        "income_related": _plain(award.income_related),
        "components": {
            "contributory": {name: _plain(part) for name, part in first.items()},
            "income_related": {name: _plain(part) for name, part in means.items()},
            "adjustments": {name: _plain(part) for name, part in adjustments.items()},
        },
        "working": [{**line._asdict(), "amount": _plain(line.amount)} for line in award.working],
    }


def _plain(part: float) -> float | bool:
    """A rounded amount; a yes or no stays one."""
    return part if isinstance(part, bool) else round(part, PENCE) + 0.0
