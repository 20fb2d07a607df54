"""The claim model beside the quarterly ESA cube: tables for the terminal, records, and one page."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from esarisk.analysis.validation.quarterly import (
    BEFORE_MOVE,
    FITTED_CASE,
    TRAINED_CASE,
    Case,
    errors,
    migration,
    scores,
    worst_cell,
)
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.words import BASIS_WORDS, listed, word
from esarisk.report.tables.run import records
from esarisk.report.writers.terminal import columns, note

THOUSAND, TEN_THOUSAND = 1000.0, 10_000.0
LIMITS = {FITTED_CASE: 1.5, TRAINED_CASE: 3.0}
"""What was hoped of each fit's phases, never asserted [per cent of ESA]."""
HEAD = (
    "ESA by phase and basis beside the published quarters, August 2018 to March 2026. Errors in per cent of all ESA "
    "claimants of the quarter; later = quarters after the fit alone.\n"
    "'fitted' is a check in hindsight that the structure suffices; 'trained' knows nothing after May 2021 but the path "
    "of managed migration. Pseudo out-of-sample: the builders had seen the outturn.\n"
    "Source: the quarterly ESA cube (`esarisk show outturn.esa_stock`)."
)


def quarterly_text(cases: list[Case], money: pd.DataFrame) -> str:
    """Scores of every case, what managed migration did to each basis, then spending beside outturn.

    Parameters
    ----------
    money : spending by year and line, as `analysis.validation.quarterly.spending` gives it [GBP million]
    """
    parts = [note(HEAD)]
    for case in cases:
        at, phase, basis, error = worst_cell(case)
        found = scores(case)
        parts += [
            f"\n{case.name}{_verdict(case, found)}",
            columns([_score(row) for row in found.to_dict("records")]),
            f"Worst cell: {word(phase).lower()}, {_basis(basis)}, {at}: {figure(error, 1, '+')}",
        ]
    parts += [
        f"\n{move_title(cases)}, thousand",
        columns([_moved(row) for row in _moves(cases)]),
        note(*said(cases)),
    ]
    parts += [f"\n{SPENDING}", columns([_paid(row) for row in money.to_dict("records")])]
    parts += [note(_worst_year(money), WHY)]
    return "\n".join(parts)


SPENDING = "ESA spending, £ billion, nominal, beside outturn (rounded to 0.1); errors in per cent"
WHY = (
    "'trained' raises rates by the prices forecast in March 2021: it did not foresee the rise of 10.1 per cent in "
    "April 2023, which 'fitted' pays. The official forecast of income-related ESA is of October 2021. Award factors to "
    "2023-24 are ratios of these outturns to the rules (to 2020-21 for 'trained'), so the level of spending is not a "
    "test; its course is. Great Britain; outturn holds people overseas too."
)


def _paid(row: Mapping[Any, Any]) -> dict[str, str]:
    cells = {"year": row["year"], "line": row["line"].replace("_", " "), "outturn": _bn(row["outturn"])}
    for key, name in SHORT.items():
        error = 100.0 * (row[key] / row["outturn"] - 1.0)
        cells |= {name: _bn(row[key]), f"{name} error": figure(error, 1, "+")}
    return cells


def _worst_year(money: pd.DataFrame) -> str:
    """The year in which the trained model misses outturn most."""
    error = 100.0 * (money[TRAINED_CASE] / money["outturn"] - 1.0)
    at = int(error.abs().argmax())
    row, most = money.iloc[at], figure(float(error.iloc[at]), 1, "+")
    line = str(row["line"]).replace("_", " ")
    return f"'trained' misses most in {row['year']}: {line} {most} per cent of outturn."


SHORT = {TRAINED_CASE: "trained", FITTED_CASE: "fitted", "official": "official"}
"""Columns of spending in few letters."""


def _bn(million: float) -> str:
    return figure(million / THOUSAND, 2)


def _verdict(case: Case, found: pd.DataFrame) -> str:
    """Whether the root mean square error of every phase came within what was hoped, and the worst quarter."""
    if case.name not in LIMITS:
        return ""
    limit, over = LIMITS[case.name], misses(case, found)
    end = f"worst quarter {worst_quarter(found)}"
    if not over:
        return f": RMS error of every phase within {limit:g}; {end}"
    return f": MISS, RMS error of {listed(over)} above {limit:g}; {end}"


def misses(case: Case, found: pd.DataFrame) -> list[str]:
    """Phases whose root mean square error is more than was hoped."""
    over = (found["by"] == "phase") & (found[["rmse", "later"]].max(axis=1) > LIMITS[case.name])
    return [word(str(name)).lower() for name in found[over]["name"]]


def worst_quarter(found: pd.DataFrame) -> str:
    """The largest error of any phase in any quarter: how much, of which, when."""
    phases = found[found["by"] == "phase"]
    row = phases.iloc[int(phases["worst"].abs().argmax())]
    return f"{figure(row['worst'], 1, '+')} ({word(row['name']).lower()}, {month_name(row['worst_at'])})"


def month_name(month: str) -> str:
    """A month in words: November 2023."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def finding(case: Case) -> str:
    """How near the trained model came, in a sentence."""
    found = scores(case)
    limit, over = LIMITS[case.name], misses(case, found)
    start = f"{case.name[0].upper()}{case.name[1:]}, the model's root mean square error"
    near = f"of {listed(over)} is above {limit:g}" if over else f"of every phase of ESA is within {limit:g}"
    return f"{start} {near} per cent of claimants; its worst quarter is {worst_quarter(found)}"


def _score(row: Mapping[Any, Any]) -> dict[str, str]:
    name = row["name"].replace("_", " ")
    return {
        "": name if row["by"] == "total" else f"{row['by']} {name}",
        "RMSE": figure(row["rmse"], 2),
        "later": figure(row["later"], 2),
        "worst": figure(row["worst"], 1, "+"),
        "in": row["worst_at"],
    }


def _moves(cases: list[Case]) -> list[dict[Hashable, Any]]:
    return migration(cases).to_dict("records")


def _moved(row: Mapping[Any, Any]) -> dict[str, str]:
    cells = {"": _basis(row["basis"])}
    for kind in ("published", "model"):
        cells |= {
            f"{kind} {BEFORE_MOVE}": figure(row[f"{kind}_before"] / THOUSAND, 0),
            f"{kind} last": figure(row[f"{kind}_after"] / THOUSAND, 0),
            f"{kind} change": figure(row[f"{kind}_change"] / THOUSAND, 0, "+"),
        }
    return cells | {"model, nobody moved": figure(row["without"] / THOUSAND, 0, "+")}


def _basis(basis: str) -> str:
    return BASIS_WORDS[basis].lower().replace("national insurance ", "")


def move_title(cases: list[Case]) -> str:
    """Heading of what migration did."""
    return f"What the move to Universal Credit did, {BEFORE_MOVE} to {cases[0].cells['at'].max()}"


def said(cases: list[Case]) -> list[str]:
    """The two findings in words."""
    rows = {row["basis"]: row for row in _moves(cases)}
    both, contributory, ended = (rows[b] for b in ("both", "contributory", "income_related"))
    rise, anyway = contributory["model_change"], contributory["without"]
    end = f"Income-related ESA ends at {_k(ended['published_after'])} people published, {_k(ended['model_after'])}"
    up = f"Contributory awards rise by {_k(contributory['published_change'])} published and {_k(rise)} in the model"
    why = f"of which {_k(rise - anyway)} is reclassification: awards of both kinds fall by {_k(-both['model_change'])}"
    kept = f"(published {_k(-both['published_change'])}), and those people keep the contributory part."
    still = f"Had nobody been moved, contributory awards would have risen by {_k(anyway)}."
    held = f"At the end {_k(float(cases[0].with_uc.iloc[-1]))} hold Universal Credit beside them, each counted once."
    return [f"{end} in the model.", f"{up}, {why} {kept}", f"{still} {held}"]


def _k(people: float) -> str:
    """People rounded to thousands, below ten thousand to hundreds [text]."""
    return figure(round(people, -3 if abs(people) >= TEN_THOUSAND else -2), 0)


def quarterly_records(cases: list[Case], money: pd.DataFrame) -> dict[str, Any]:
    """Everything the page and the tables say, as plain data."""
    return {
        "units": {"errors": "per cent of ESA claimants", "cells": "people", "spending": "GBP million"},
        "migration": records(migration(cases)),
        "spending": records(money.rename(columns=SHORT)),
        "cases": [_case_record(case) for case in cases],
    }


def _case_record(case: Case) -> dict[str, Any]:
    """Scores and cells of one case."""
    at, phase, basis, error = worst_cell(case)
    return {
        "case": case.name,
        "scores": records(scores(case)),
        "worst_cell": {"at": at, "phase": phase, "basis": basis, "error": error},
        "errors_by_phase": records(errors(case, "phase").reset_index()),
        "cells": records(case.cells),
    }
