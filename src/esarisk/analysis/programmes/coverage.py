"""Coverage: the share of each group that programmes never reached.

Reached are those who started in the projection and are still on the benefit at its end, in baseline provision or
beyond it. Who baseline provision reaches is told by those who would miss it: the block of a projection without.

Groups are birth cohort × sex, from the model's own stocks. Starts are spread over the groups of a place and clock as
its people are, so a programme that tells ages or sexes apart at its door would reach them otherwise.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from esarisk.analysis.programmes.projection import Outcome, Projector, Setting
from esarisk.engine.plan import Progress
from esarisk.engine.population.groups import age_class, groups_of
from esarisk.engine.programmes.funded import baseline_money, funded
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.names import AGE_CLASSES, PHASES, SEXES
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard

FEWEST = 0.5
"""Fewer people than this are nobody in print [people]."""


def coverage_rows(setting: Setting, outcome: Outcome) -> list[dict[str, Any]]:
    """One row a phase × age band, and one a phase × sex: people at the end, and the share never reached."""
    return [
        {"phase": phase} | row
        for axis in ("age_band", "sex")
        for p, phase in enumerate(PHASES)
        for row in _by(setting, axis, outcome.groups[:, :, p])
    ]


def phase_rows(outcome: Outcome) -> list[dict[str, Any]]:
    """One row a phase: people at the end, and the share that programmes away from their baseline never reached."""
    inside = outcome.reached.sum(axis=1).mean(axis=0)
    people = outcome.standing.mean(axis=0)
    return [
        {"phase": phase, "people": float(n), "never_reached": float(1.0 - part / n) if n > 0.0 else None}
        for phase, n, part in zip(PHASES, people, inside, strict=True)
        if n > 0.0
    ]


def condition_rows(outcome: Outcome, programmes: Sequence[Programme]) -> list[dict[str, Any]]:
    """One row a programme that is limited to a condition: of those with it in its phases, never reached."""
    rows = []
    names = [level.programme.name for level in outcome.funding.levels] if outcome.funding else []
    for one in programmes:
        if one.card.eligible.condition is None or one.name not in names:
            continue
        phases = [PHASES.index(phase) for phase in one.card.eligible.phases]
        here = outcome.groups[:, [0, names.index(one.name) + 1]][:, :, phases].sum(axis=(2, 3))
        share = _share(here, one.number("condition_share"))
        rows.append({"programme": one.name, "condition": one.card.eligible.condition} | share)
    return rows


def _share(people: Floats, part: float = 1.0) -> dict[str, Any]:
    """People at the end, means of draws, and the share of them never reached.

    Parameters
    ----------
    people : (draw, block) outside every programme, then inside each [people]
    part : of all, who have what the programme asks for [share]
    """
    inside, everybody = float(people[:, 1:].sum(axis=1).mean()), float(people.sum(axis=1).mean()) * part
    never = max(0.0, 1.0 - inside / everybody) if everybody > 0.0 else None
    return {"people": everybody, "never_reached": never}


def coverage_of_all(
    library: Library,
    vintage: str,
    million: float,
    view: str = "department",
    draws: int = 1,
    seed: int = 1,
    scenario: ScenarioCard | None = None,
    named: Sequence[str] = (),
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """One row a programme with so much more than its baseline: who is never reached.

    Parameters
    ----------
    million : money a year beyond baseline provision [GBP million]
    scenario : policy under which people are followed
    named : programmes; all of them by default

    Raises
    ------
    EsariskError : no money reaches nobody
    """
    if million <= 0.0:
        raise EsariskError(
            f"--money {million:g}: coverage is of money beyond baseline provision: give more than nought"
        )
    projector = Projector(library, vintage, view, draws, seed, scenario)
    rows = []
    for name in named or sorted(library.programmes):
        rows.append(_row(projector, library.programmes[name], million))
        if progress:
            progress(len(rows), len(named or library.programmes))
    return rows


def _row(projector: Projector, programme: Programme, million: float) -> dict[str, Any]:
    """One programme alone."""
    money = baseline_money(programme, projector.seen.name) + million
    outcome = _at(projector, programme, money)
    if money > million:
        outcome = _with_baseline(outcome, _at(projector, programme, 0.0))
    phases = [PHASES.index(phase) for phase in programme.card.eligible.phases]
    bands = _by(projector, "age_band", outcome.groups[:, :, phases].sum(axis=2))
    return {
        "programme": programme.name,
        "vintage": projector.seen.name,
        "baseline": money - million,
        "money": money,
        "more": million,
        "phases": list(programme.card.eligible.phases),
        "starts": float(outcome.starts.sum(axis=(1, 2)).mean()),
        "starts_baseline": float(outcome.started.before.sum(axis=(1, 2)).mean()),
        "starts_more": float((outcome.starts - outcome.started.before).sum(axis=(1, 2)).mean()),
        **_share(outcome.groups[:, :, phases].sum(axis=(2, 3))),
        "of_everybody": _share(outcome.groups.sum(axis=(2, 3)))["never_reached"],
        "by_age_band": {row["age_band"]: row["never_reached"] for row in bands},
        "of_condition": next((r["never_reached"] for r in condition_rows(outcome, [programme])), None),
    }


def _at(projector: Projector, programme: Programme, money: float) -> Outcome:
    """One programme alone at a level of money [GBP million a year]."""
    card = ScenarioCard(name="coverage", meaning="coverage", funding={programme.name: money})
    return projector.project(funded(projector.library, projector.seen, card))


def _with_baseline(outcome: Outcome, without: Outcome) -> Outcome:
    """An outcome in which those of baseline provision are inside the programme: those who miss it `without`."""
    groups, missing = outcome.groups.copy(), without.groups[:, 1]
    groups[:, 0] -= missing
    groups[:, 1] += missing
    return replace(outcome, groups=groups)


def _by(setting: Setting, axis: str, people: Floats) -> list[dict[str, Any]]:
    """One row an age band or sex, where there is anybody, of people (draw, block, group)."""
    groups = groups_of(setting.seen)
    ages = np.array(list(AGE_CLASSES))[age_class(groups, [setting.seen.months[-1].end])[:, 0]]
    words, of = (AGE_CLASSES, ages) if axis == "age_band" else (SEXES, np.array(groups.sex))
    rows = [{axis: word} | _share(people[:, :, of == word].sum(axis=2)) for word in words]
    return [row for row in rows if row["people"] >= FEWEST]
