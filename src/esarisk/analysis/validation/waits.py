"""Waits: what a fit says of the queue, beside what was published of it. Reported, never gated.

Only the fate of claims of some quarters is among the targets of a fit; the rest is not.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from esarisk.analysis.validation.calibrate import targets_of
from esarisk.engine.claims.published_quantities import WEEKS_A_YEAR, Measured
from esarisk.engine.fits import fitted_centre
from esarisk.engine.projection import projection_of
from esarisk.names import QUEUES
from esarisk.policy.periods import period
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage

A_PER_CENT = 0.01
COHORT_2013, COHORT_2014 = "2013-04..2013-06", "2014-07..2014-09"


class Row(NamedTuple):
    """A quantity of the model and the published measure it stands beside."""

    quantity: str
    at: str
    measure: str
    published_at: str
    scale: float = 1.0
    note: str = ""


EXCLUDES = (
    "published without claims whose questionnaire had not come back; the model counts those two months old"
)
WEEKS_NOTE = "published: 395,000 new and 83,000 legacy cases over the 800,000 assessments of 2014"
WAIT_ROWS = (
    Row("claims_closed", COHORT_2013, "share_closed_before_assessment", COHORT_2013, A_PER_CENT),
    Row("claims_decided", COHORT_2013, "share_assessed", COHORT_2013, A_PER_CENT),
    Row(
        "claims_waiting",
        COHORT_2013,
        "share_of_claims_9_to_12_months_old_still_in_progress",
        COHORT_2013,
        A_PER_CENT,
    ),
    Row("claims_closed", COHORT_2014, "share_closed_before_assessment", COHORT_2014, A_PER_CENT),
    Row("claims_decided", COHORT_2014, "share_with_a_decision", COHORT_2014, A_PER_CENT),
    Row("claims_waiting", COHORT_2014, "share_still_in_progress", COHORT_2014, A_PER_CENT),
    Row("waiting_new", "2014-04", "esa_new_claims_awaiting_wca", "2014-04-30", note=EXCLUDES),
    Row("weeks_waiting", "2014-04", "", "", note=WEEKS_NOTE),
    Row("waiting_repeat", "2014-04", "existing_esa_awaiting_review_wca", "2014-04-30"),
    Row("waiting_legacy", "2014-04", "ib_awaiting_reassessment", "2014-04-30"),
    Row(
        "weeks_waiting",
        "2014-09",
        "esa_assessment_provider_processing_time",
        "2014-09",
        note="published: the provider's own time at its peak; model: new and legacy cases over all decisions",
    ),
    Row(
        "waiting_all",
        "2015-08",
        "esa_assessment_backlog",
        "2015-08",
        note="published as at least; 600,000 were outstanding in May 2015, so the two cannot be one count",
    ),
    Row("weeks_waiting", "2015-08", "esa_assessment_provider_processing_time", "2015-08"),
)


def waits(library: Library, seen: Vintage, cube: xr.Dataset | None = None) -> pd.DataFrame:
    """The central path's waits beside the published ones, with a band where draws are at hand.

    Parameters
    ----------
    cube : of the same vintage and view, whose draws give the band of a queue
    """
    path = measured(library, seen)
    first, last = seen.months[0].start, seen.months[-1].end
    aims = {(target.quantity, target.label) for target in targets_of(seen)}
    rows = []
    for row in WAIT_ROWS:
        described = period(row.at)
        if described.start < first or described.end > last:
            continue
        model = float(path.quantity(row.quantity, described)[0])
        truth, (low, high) = _published(library, row), _band(cube, row)
        rows.append(
            {
                "quantity": row.quantity,
                "at": row.at,
                "model": model,
                "p10": low,
                "p90": high,
                "published": truth,
                "difference": 100.0 * (model / truth - 1.0),
                "fitted": (row.quantity, row.at) in aims,
                "note": row.note,
            }
        )
    return pd.DataFrame(rows)


def _published(library: Library, row: Row) -> float:
    """The published figure beside a row [the quantity's unit]."""
    table = library.parameters.table("outturn.waiting").set_index(["measure", "at"])["value"]
    if row.measure:
        return float(table[row.measure, row.published_at]) * row.scale
    flows = library.parameters.table("outturn.flows").set_index(["measure", "at"])["value"]
    new, legacy = (
        table[m, "2014-04-30"] for m in ("esa_new_claims_awaiting_wca", "ib_awaiting_reassessment")
    )
    cases = new + legacy
    return float(cases / flows["esa_wca_completed", "2014"]) * WEEKS_A_YEAR


def longest_wait(library: Library, seen: Vintage) -> tuple[str, float]:
    """Month of 2013 to 2015 in which new and legacy cases were most weeks of work, and how many [weeks].

    Blank where a vintage starts after it.
    """
    months = [m for m in seen.months if m.start.year in range(2013, 2016)]
    if not months:
        return "", float("nan")
    path = measured(library, seen)
    weeks = [float(path.quantity("weeks_waiting", month)[0]) for month in months]
    most = int(np.argmax(weeks))
    return months[most].start.isoformat()[:7], weeks[most]


def measured(library: Library, seen: Vintage) -> Measured:
    """The fitted central path."""
    return projection_of(seen).measured(fitted_centre(library, seen))


def _band(cube: xr.Dataset | None, row: Row) -> tuple[float, float]:
    """10th and 90th percentile of a queue over the draws; none for what is no queue [people]."""
    queue = row.quantity.removeprefix("waiting_")
    if cube is None or queue not in QUEUES or row.at not in cube["month"].values:
        return np.nan, np.nan
    low, high = (
        cube["waiting"].isel(scenario=0).sel(month=row.at, queue=queue, statistic=["p10", "p90"]).values
    )
    return float(low), float(high)
