"""One person's award as a table and as records."""

from typing import Any

import pandas as pd

from esarisk.engine.awards.claimant import Claimant
from esarisk.engine.awards.entitlement import Award
from esarisk.report.exhibits.table import Column, Table

PENCE = 6
"""Places of records: exact to a millionth, without the noise of binary fractions."""


def award_table(claimant: Claimant, award: Award) -> Table:
    """The working, a line a step [GBP a week]."""
    frame = pd.DataFrame(
        {
            "amount": [line.amount for line in award.working],
            "source": [line.source.replace(";", "; ") for line in award.working],
        },
        index=[line.what for line in award.working],
    )
    columns = (Column("amount", "Amount", "£ a week", 2), Column("source", "Source"))
    who = f"{claimant.basis.replace('_', '-')} ESA, {claimant.phase}, age {claimant.age}"
    claim = f"The day is {claimant.days_since_claim} days after the claim of {claimant.claim_date}."
    return Table("award", f"Award of {award.day}: {who}", "Line", columns, frame, (claim, WHERE))


WHERE = "Every rate with its source in full: `esarisk show`, such as `esarisk show esa.support_component`."


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
