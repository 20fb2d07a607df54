"""Calibration: bounded least squares with priors, on figures that a view could know.

Each fitted uncertainty has a score in standard deviations of its prior, nought at the prior's
centre. The fit minimises the squared misses of the targets, each over its own error, plus the
squared scores. The covariance of the scores is the inverse of the normal matrix at the fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from scipy.optimize import least_squares

from esarisk.engine.claims.published_quantities import cell_name
from esarisk.engine.draws import scored
from esarisk.engine.fitted_paths import is_knot, knot_fault
from esarisk.engine.projection import projection_of
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.names import HINDSIGHT
from esarisk.policy.fitted import fit_digest, fitted_name
from esarisk.policy.parameters import Parameters
from esarisk.policy.periods import Period, financial_year, period
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage, vintage
from esarisk.policy.start_stock import cube_rows
from esarisk.writing import try_place, write

FITTED = (
    "assessment.closure_hazard",
    "awards.contributory_factor",
    "awards.income_related_factor",
    "awards.legacy_weekly",
    "capacity.legacy",
    "capacity.new",
    "capacity.repeat",
    "decisions.support_legacy",
    "decisions.support_new",
    "decisions.support_repeat_wrag",
    "decisions.wrag_legacy",
    "decisions.wrag_new",
    "disputes.appeal_won",
    "disputes.disputed_share",
    "moves.worsening",
    "off_flow.legacy",
    "off_flow.support",
    "off_flow.wrag",
    "on_flow.claims_a_month",
    "start.legacy",
)
"""Uncertainties that history can inform; the rest (drifts, errors of forecasts) keep their prior."""

SCORE_LIMIT = 3.0
"""Scores are held inside three standard deviations of the prior."""
STEP = 0.05
PRIOR_DOMINATED = 0.8
"""A posterior standard deviation above this share of the prior's: the data say little."""


@dataclass(frozen=True)
class Target:
    """One published figure with its error."""

    quantity: str
    period: Period
    label: str
    unit: str
    value: float
    sd: float
    source: str


@dataclass(frozen=True)
class Fit:
    """A finished fit."""

    seen: Vintage
    names: list[str]
    scores: Floats
    covariance: Floats
    targets: list[Target]
    model: Floats
    evaluations: int

    def target_table(self) -> pd.DataFrame:
        """Target, model, difference and weight."""
        rows = [
            {
                "target": t.quantity,
                "period": t.label,
                "unit": t.unit,
                "published": t.value,
                "model": model,
                "difference": model - t.value,
                "in_errors": (model - t.value) / t.sd,
                "source": t.source,
            }
            for t, model in zip(self.targets, self.model, strict=True)
        ]
        return pd.DataFrame(rows)

    def moved_table(self) -> pd.DataFrame:
        """What moved, and what is still the prior."""
        sd = np.sqrt(np.diag(self.covariance))
        rows = [
            {
                "parameter": address,
                "moved": score,
                "spread_left": spread,
                "remark": "prior-dominated" if spread > PRIOR_DOMINATED else "",
            }
            for address, score, spread in zip(self.names, self.scores, sd, strict=True)
        ]
        return pd.DataFrame(rows)


class _Model:
    """The vintage's history as a function of scores."""

    def __init__(self, seen: Vintage, targets: list[Target], every: Parameters) -> None:
        self.seen, self.targets = seen, targets
        self.names = names_of(seen, every)
        self.projection = projection_of(seen)
        self.evaluations = 0

    def predict(self, scores: Floats) -> Floats:
        """(draw, target) for (draw, parameter) scores."""
        columns = {address: scores[:, i] for i, address in enumerate(self.names)}
        measured = self.projection.measured(scored(self.seen.known, columns))
        self.evaluations += len(scores)
        return np.stack([measured.quantity(t.quantity, t.period) for t in self.targets], axis=1)

    def misses(self, scores: Floats) -> Floats:
        """Misses of the targets over their errors, then the scores themselves."""
        return np.concatenate([self._weigh(self.predict(scores[None]))[0], scores])

    def slopes(self, scores: Floats) -> Floats:
        """(target + parameter, parameter) derivative of the misses, by forward steps in one batch."""
        steps = np.vstack([scores, scores + STEP * np.eye(len(scores))])
        weighed = self._weigh(self.predict(steps))
        return np.vstack([(weighed[1:] - weighed[:1]).T / STEP, np.eye(len(scores))])

    def _weigh(self, predicted: Floats) -> Floats:
        published = np.array([t.value for t in self.targets])
        return (predicted - published) / np.array([t.sd for t in self.targets])


def calibrate(library: Library, name: str, view: str) -> Fit:
    """Fit a vintage to what its view knew.

    Raises
    ------
    EsariskError : when the view knew no target
    """
    seen = history_of(vintage(library, name, view))
    targets = targets_of(seen)
    if not targets:
        raise EsariskError(f"the {view} view of vintage '{name}' knew no target to fit")
    model = _Model(seen, targets, library.parameters)
    centre, bounds = np.zeros(len(model.names)), (-SCORE_LIMIT, SCORE_LIMIT)
    scores: Floats = least_squares(model.misses, centre, model.slopes, bounds, xtol=1e-4, ftol=1e-5).x
    slopes = model.slopes(scores)
    covariance, predicted = np.linalg.inv(slopes.T @ slopes), model.predict(scores[None])[0]
    return Fit(seen, model.names, scores, covariance, targets, predicted, model.evaluations)


def names_of(seen: Vintage, every: Parameters) -> list[str]:
    """What is fitted: the vintage's own list, or the usual one; knots of paths among them.

    A knot whose value this view does not know yet is left out: a vintage has one list for both.

    Parameters
    ----------
    every : all that is known today, by which a name is right or wrong

    Raises
    ------
    EsariskError : when the list names what there is not or what cannot be moved
    """
    if not seen.card.fit:
        return list(FITTED)
    faults = [text for name in seen.card.fit if (text := _name_fault(every, name))]
    if faults:
        raise EsariskError(f"vintage '{seen.name}': {'; '.join(faults)}")
    return [name for name in seen.card.fit if _name_fault(seen.known, name) is None]


def _name_fault(known: Parameters, name: str) -> str | None:
    """What is wrong with the name of something to fit, or None."""
    if is_knot(name):
        return knot_fault(known, name)
    return None if known[name].kind == "uncertainty" else f"'{name}' is not an uncertainty"


def history_of(seen: Vintage) -> Vintage:
    """The vintage cut off at the end of its own financial year: a fit needs no projection.

    In hindsight the whole run is history.
    """
    if seen.view == HINDSIGHT:
        return seen
    card = seen.card.model_copy(update={"last_year": seen.card.first_year})
    return Vintage(card, seen.view, seen.known)


def targets_of(seen: Vintage) -> list[Target]:
    """The targets that a view knew, inside the months simulated."""
    first = seen.months[0].start
    tables = [seen.known.table(f"calibration.{name}") for name in ("targets", *seen.card.targets)]
    rows = [row for table in tables for row in table.to_dict("records")]
    targets = [*map(_target, rows), *_cube_targets(seen)]
    return [t for t in targets if first <= t.period.start and t.period.end <= seen.known_to]


def _cube_targets(seen: Vintage) -> list[Target]:
    """Every cell of the ESA cube after the quarter that a vintage opens with."""
    if seen.card.opening != "cube":
        return []
    share = seen.known.number("calibration.cube_error", seen.day)
    rows = cube_rows(seen.known)
    totals = rows.groupby("at")["claimants"].transform("sum")
    columns = rows[["at", "phase", "basis", "claimants", "source"]].assign(total=totals)
    return [
        Target(cell_name(phase, basis), period(at), at, "people", count, share * total, source)
        for at, phase, basis, count, source, total in columns.itertuples(index=False)
    ]


def _target(row: Mapping[Any, Any]) -> Target:
    """One row of the table of targets."""
    label = row["financial_year"] or row["at"]
    described = financial_year(label) if row["financial_year"] else period(label)
    return Target(row["quantity"], described, label, row["unit"], row["value"], row["sd"], row["source"])


def write_fitted(fit: Fit, folder: Path) -> Path:
    """Write the fitted values beside the other parameters; `run` only reads them.

    Raises
    ------
    EsariskError : they cannot be written
    """
    file = _file(folder, fit.seen)
    said = {
        "name": f"{fit.seen.name}-{fit.seen.view}",
        "vintage": fit.seen.name,
        "view": fit.seen.view,
        "digest": fit_digest(fit.seen),
        "scores": {a: round(float(s), 6) for a, s in zip(fit.names, fit.scores, strict=True)},
        "covariance": [[round(float(c), 8) for c in row] for row in fit.covariance],
    }
    text = "# Written by `esarisk calibrate`: never edited by hand.\n\n"
    text += yaml.safe_dump({"fitted": said}, sort_keys=False, default_flow_style=None, width=100)
    write(file.parent, {file.name: text})
    return file


def claim_fitted(library: Library, name: str, view: str) -> None:
    """Try the place of a fit before fitting.

    Raises
    ------
    EsariskError : there is no such vintage or view, or its file cannot be written
    """
    file = _file(library.folder, vintage(library, name, view))
    try_place(file.parent, file.name)


def _file(folder: Path, seen: Vintage) -> Path:
    """Where the fit of a vintage and view lies."""
    return folder / "fitted" / fitted_name(seen.name, seen.view)
