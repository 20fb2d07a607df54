"""Who wins and who loses by a measure, person by person."""

import pandas as pd

from esarisk.report.exhibits.numbers import MINUS, figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import BASIS_WORDS, THOUSANDS, listed, word
from esarisk.report.people.lives import A_WEEK, AWARD_SOURCES, PER_THOUSAND, Told, identity, spread
from esarisk.report.writers.terminal import note, told

MOVES = (
    "This measure moves people between bases. A household depends on the basis held, so somebody who moves is given "
    "another: read means, not single winners."
)
CHANGE = "Mean to 90th percentile: change of the weekly award by rule, of those whom it changes; positive = they gain."


def outcome_text(data: Told) -> str:
    """Winners and losers of a measure."""
    return told(note(identity(data)), outcome_table(data), note(AWARD_SOURCES))


def outcome_table(data: Told, number: int = 1) -> Table:
    """Every group with its winners and losers by a measure, numbered among those of a report."""
    columns = (
        Column("people", "All", THOUSANDS, 0, scale=PER_THOUSAND),
        *(Column(key, key.capitalize(), THOUSANDS, 1, scale=PER_THOUSAND) for key in ("winners", "losers")),
        Column("mean", "Mean", A_WEEK, 2, "+"),
        *spread(A_WEEK, 2, ("p10", "p50", "p90"), "+"),
    )
    frame = pd.DataFrame(data["groups"], index=[group_name(row) for row in data["groups"]])
    notes = (CHANGE, *findings(data))
    return Table(f"winners_and_losers_{number}", title(data), "Group", columns, frame, notes)


def title(data: Told) -> str:
    """Of which measure, set beside which, when."""
    beside = f" beside {listed(list(data['beside']))}" if data["beside"] else ""
    return f"Who gains and who loses by {data['measure']}{beside}, {data['month']}"


def findings(data: Told) -> list[str]:
    """Who loses, what it saves, and a warning where people move, as sentences."""
    return [losses(data), agreement(data), *([MOVES] if data["moves"] else [])]


def losses(data: Told) -> str:
    """Who loses, in a sentence."""
    everybody = data["groups"][0]
    said = [
        f"{name}: {figure(PER_THOUSAND * everybody[key], 1)} thousand"
        for name, key in (("Losers", "losers"), ("winners", "winners"))
    ]
    if everybody["mean"] is not None:
        sign = MINUS if everybody["mean"] < 0.0 else "+"
        said.append(f"mean change {sign}£{figure(abs(everybody['mean']), 2)} a week")
    protected = data["protected_losers"]
    held = "" if protected is None else f" Protected people among the losers: {figure(protected, 0)}."
    return f"{', '.join(said)}.{held}"


def agreement(data: Told) -> str:
    """The saving beside the cohort engine's, in a sentence."""
    verdict = "agree" if data["agrees"] else "DIFFER"
    return (
        f"Saving in {data['year']}: £{figure(data['saving'], 1)} million ±{figure(data['half_width'], 1)} by people, "
        f"£{figure(data['cohort_saving'], 1)} million by the cohort engine: they {verdict} within the simulation error."
    )


def group_name(row: Told) -> str:
    """A group in words."""
    if row["split"] == "everybody":
        return "Everybody"
    if row["split"] == "age":
        return f"Age {row['group']}"
    return BASIS_WORDS[row["group"]] if row["split"] == "basis" else word(row["group"])
