"""The claim model beside the quarterly ESA cube: tables, sentences and records."""

from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from esarisk.analysis.validation.quarterly import (
    BEFORE_MOVE,
    FITTED_CASE,
    TRAINED_CASE,
    Case,
    by_basis,
    errors,
    migration,
    scores,
    worst_cell,
)
from esarisk.report.exhibits.numbers import figure
from esarisk.report.exhibits.table import Column, Table
from esarisk.report.exhibits.words import BASIS_WORDS, BILLIONS, THOUSANDS, listed, word
from esarisk.report.tables.run import records
from esarisk.report.writers.terminal import note, told

THOUSAND, TEN_THOUSAND = 1000.0, 10_000.0
PER_CENT_OF_ESA = "per cent of ESA"
LIMITS = {FITTED_CASE: 1.5, TRAINED_CASE: 3.0}
"""What was hoped of each fit's phases, never asserted [per cent of ESA]."""
HEAD = (
    "ESA by phase and basis beside the published quarters, August 2018 to March 2026. Errors in per cent of all ESA "
    "claimants of the quarter.\n"
    "'fitted' is a check in hindsight that the structure suffices; 'trained' knows nothing after May 2021 but the path "
    "of managed migration. Pseudo out-of-sample: the builders had seen the outturn.\n"
    "Source: the quarterly ESA cube (`esarisk show outturn.esa_stock`)."
)


def quarterly_text(cases: list[Case], money: pd.DataFrame) -> str:
    """Scores of every case, what managed migration did to each basis, then spending beside outturn."""
    return told(note(HEAD), note(*said(cases)), *quarterly_tables(cases, money))


def quarterly_tables(cases: list[Case], money: pd.DataFrame) -> list[Table]:
    """Every table that stands alone, in the order of print."""
    scored = [score_table(cases), worst_table(cases), when_table(cases)]
    return [*scored, migration_table(cases), spending_table(money)]


def score_table(cases: list[Case]) -> Table:
    """Root mean square error of each phase and basis, case by case."""
    trained = next(case for case in cases if case.name == TRAINED_CASE)
    frame = _by_case(cases, "rmse").assign(later=_by_case([trained], "later")[trained.name])
    headings = {case.name: _upper(case.name) for case in cases}
    headings["later"] = f"Trained, after {month_name(trained.after)} alone"
    columns = tuple(Column(key, heading, PER_CENT_OF_ESA, 2) for key, heading in headings.items())
    notes = tuple(_verdict(case) for case in cases if case.name in LIMITS)
    caption = "Root mean square error over the quarters"
    return Table("quarterly_errors", caption, ROW_HEADING, columns, frame, notes)


ROW_HEADING = "Phase, basis or total"


def _by_case(cases: list[Case], score: str) -> pd.DataFrame:
    """One score of every phase, basis and total in words, a column for each case."""
    found = pd.DataFrame({case.name: scores(case).set_index(["by", "name"])[score] for case in cases})
    rows = [BASIS_WORDS[name] if by == "basis" else word(name) for by, name in found.index]
    return found.set_axis(
        ["All ESA" if by == "total" else row for (by, _), row in zip(found.index, rows, strict=True)]
    )


def worst_table(cases: list[Case]) -> Table:
    """The worst error of each phase and basis in any quarter, case by case."""
    columns = tuple(Column(case.name, _upper(case.name), PER_CENT_OF_ESA, 1, "+") for case in cases)
    caption = "Worst error of any quarter, model less published"
    notes = tuple(map(_worst_cell, cases))
    return Table("quarterly_worst", caption, ROW_HEADING, columns, _by_case(cases, "worst"), notes)


def when_table(cases: list[Case]) -> Table:
    """The quarter of the worst error of each phase and basis, case by case."""
    columns = tuple(Column(case.name, _upper(case.name), right=True) for case in cases)
    caption = "Quarter of the worst error"
    return Table("quarterly_worst_when", caption, ROW_HEADING, columns, _by_case(cases, "worst_at"))


def _worst_cell(case: Case) -> str:
    """The worst single cell of a case, in a sentence."""
    at, phase, basis, error = worst_cell(case)
    held = BASIS_WORDS[basis][0].lower() + BASIS_WORDS[basis][1:]
    return f"Worst cell, {case.name}: {word(phase).lower()}, {held}, {at}: {figure(error, 1, '+')}."


def _upper(words: str) -> str:
    """Words that begin something."""
    return words[0].upper() + words[1:]


def _verdict(case: Case) -> str:
    """Whether the root mean square error of every phase came within what was hoped, and the worst quarter."""
    found = scores(case)
    limit, over = LIMITS[case.name], misses(case, found)
    verdict = f"MISS, error of {listed(over)} above" if over else "error of every phase within"
    return f"{_upper(case.name)}: {verdict} the {limit:g} hoped for; worst quarter {worst_quarter(found)}."


def migration_table(cases: list[Case]) -> Table:
    """Bases before and after the move to Universal Credit, published and fitted."""
    frame = migration(cases).set_index("basis").rename(index=BASIS_WORDS)
    people = partial(Column, unit=THOUSANDS, places=0, scale=1.0 / THOUSAND)
    columns = (
        *(
            people(f"{kind}_{key}", f"{kind.capitalize()} {key}", sign=sign)
            for kind in ("published", "model")
            for key, sign in (("before", ""), ("after", ""), ("change", "+"))
        ),
        people("without", "Model change had nobody been moved", sign="+"),
    )
    caption = f"What the move to Universal Credit did, {BEFORE_MOVE} to {cases[0].cells['at'].max()}"
    return Table("quarterly_migration", caption, "Basis", columns, frame)


def spending_table(money: pd.DataFrame) -> Table:
    """ESA spending beside outturn: both models and the official forecast, with their errors."""
    errors_of = {f"{key}_error": 100.0 * (money[key] / money["outturn"] - 1.0) for key in SHORT}
    lines = money["line"].map(LINE_NAMES)
    frame = money.assign(line=lines, **errors_of).set_index("year")
    billions = partial(Column, unit=BILLIONS, places=2, scale=1.0 / THOUSAND)
    columns = [Column("line", "Line"), billions("outturn", "Outturn")]
    for key, name in SHORT.items():
        error = Column(f"{key}_error", f"{name.capitalize()} less outturn", "per cent", 1, "+")
        columns += [billions(key, name.capitalize()), error]
    caption = "ESA spending beside outturn, nominal"
    notes = (_worst_year(money), *WHY)
    return Table("quarterly_spending", caption, "Year", tuple(columns), frame, notes)


SHORT = {TRAINED_CASE: "trained", FITTED_CASE: "fitted", "official": "official"}
"""Columns of spending in few letters."""
LINE_NAMES = {"contributory": "Contributory", "income_related": "Income-related", "total": "Total"}
WHY = (
    "'trained' raises rates by prices forecast in March 2021; 'fitted' pays the rise of 10.1 per cent of April 2023.",
    "The official forecast of income-related ESA is of October 2021.",
    "Award factors to 2023-24 are ratios of these outturns to the rules (to 2020-21 for 'trained').",
    "So the level of spending is not a test; its course is.",
    "Great Britain; outturn holds people overseas too, and is rounded to £0.1 billion where no finer was published.",
)


def _worst_year(money: pd.DataFrame) -> str:
    """The year in which the trained model misses outturn most."""
    error = 100.0 * (money[TRAINED_CASE] / money["outturn"] - 1.0)
    at = int(error.abs().argmax())
    row, most = money.iloc[at], figure(float(error.iloc[at]), 1, "+")
    return f"'trained' misses most in {row['year']}: {LINE_NAMES[row['line']].lower()} {most} per cent of outturn."


def basis_table(case: Case) -> Table:
    """ESA by basis in each quarter, published and of a case."""
    found = {kind: by_basis(case, kind) for kind in ("published", "model")}
    pairs = [(kind, basis) for basis in MOVED for kind in found]
    frame = pd.DataFrame({f"{kind}_{basis}": found[kind][basis] for kind, basis in pairs})
    columns = tuple(
        Column(f"{kind}_{basis}", f"{BASIS_WORDS[basis]}, {kind}", THOUSANDS, 0, scale=1.0 / THOUSAND)
        for kind, basis in pairs
    )
    return Table("quarterly_bases", f"ESA by basis, published and {case.name}", "Quarter", columns, frame)


MOVED = ("contributory", "both", "income_related", "credits_only")
"""Bases in the order of charts."""


def phase_error_table(case: Case) -> Table:
    """Model less published by phase in each quarter."""
    frame = errors(case, "phase")
    columns = tuple(Column(str(p), word(str(p)), PER_CENT_OF_ESA, 2, "+") for p in frame.columns)
    caption = f"Model less published by phase, {case.name}"
    return Table(f"quarterly_errors_{SHORT[case.name]}", caption, "Quarter", columns, frame)


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
    start = f"{_upper(case.name)}, the model's root mean square error"
    near = f"of {listed(over)} is above {limit:g}" if over else f"of every phase of ESA is within {limit:g}"
    return f"{start} {near} per cent of claimants; its worst quarter is {worst_quarter(found)}"


def said(cases: list[Case]) -> list[str]:
    """The two findings in words."""
    rows = {row["basis"]: row for row in migration(cases).to_dict("records")}
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
