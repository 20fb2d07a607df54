"""A run: study → vintage → draws → people and money → cap → cube. Read this first."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import xarray as xr

from esarisk import cube as cubes
from esarisk.engine.cap.annual_2014 import CapYears, cap_years, judge_run, remainder_draws, target_arrays
from esarisk.engine.claims.cohort import GroupDetail, fill
from esarisk.engine.draws import Draws, Fitted, Values, central_draw, sample
from esarisk.engine.fits import fitted_of
from esarisk.engine.population.groups import Groups, age_class, groups_of
from esarisk.engine.programmes.accounts import joined, started_of
from esarisk.engine.programmes.cube_variables import Provided, beside_cap, programme_arrays, programmes_of
from esarisk.engine.programmes.funding import Funding, funding_of, projected
from esarisk.engine.projection import Projection
from esarisk.engine.shared_projections import NO_POLICY, Policy, Scene, policy_of, scenes_of
from esarisk.jit import Floats
from esarisk.kernels.layout import Provision
from esarisk.names import (
    AGE_CLASSES,
    BASES,
    DESTINATIONS,
    LINES,
    OUTCOMES,
    PHASES,
    QUEUES,
    STATISTICS,
    STREAMS,
    TREATMENTS,
)
from esarisk.policy.periods import financial_year
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard, StudyCard
from esarisk.policy.stack import Vintage, vintage
from esarisk.units import GBP_MILLION

BATCH = 32
"""Draws projected at a time: enough for every thread, little enough for any memory."""

Progress = Callable[[int, int], None]


def run(library: Library, study: StudyCard, progress: Progress | None = None) -> xr.Dataset:
    """Project a study.

    Parameters
    ----------
    library : every parameter, measure, scenario and vintage
    study : vintage, view, scenarios, draws and seed
    progress : called with draws done and draws to do

    Returns
    -------
    the cube
    """
    seen = vintage(library, study.vintage, study.view)
    scenarios = [library.pick("scenarios", name) for name in study.scenarios]
    groups = groups_of(seen)
    fitted = fitted_of(library, seen)
    draws = sample(seen.known, study.draws, study.seed, fitted)
    coordinates = _coordinates(seen, groups, scenarios, draws)
    arrays = cubes.allocate(coordinates, [*cubes.from_totals(), "fit_spending"])
    detail, found, plain = _project(library, seen, scenarios, groups, draws, fitted, arrays, progress)
    saved = _saved(scenarios, [one.scenario for one in found], arrays["monthly_spending"], plain)
    arrays |= programme_arrays(library, seen, scenarios, found, saved)
    coordinates["programme"] = programmes_of(found)
    years = _judge(seen, draws, arrays, _by_year(seen, plain[NO_POLICY]))
    arrays |= detail.arrays()
    attributes = {**_attributes(seen, study), **_treatment(years)}
    result = cubes.label(arrays, coordinates, _extra_coordinates(seen, groups, draws), attributes)
    cubes.check(result)
    return result


def _project(
    library: Library,
    seen: Vintage,
    scenarios: Sequence[ScenarioCard],
    groups: Groups,
    draws: Draws,
    fitted: Fitted | None,
    arrays: dict[str, Floats],
    progress: Progress | None,
) -> tuple[GroupDetail, list[Provided], dict[Policy, Floats]]:
    """Project every scene in batches of draws; draws stay only in totals.

    Returns
    -------
    groups; what programmes did; policy without programmes → (month, draw) benefit spending [GBP million]
    """
    scenes = scenes_of(library, seen, scenarios)
    months, provided, plain = len(projected(seen)), [], {}
    detail = GroupDetail(len(scenarios), len(seen.years), len(groups), len(draws))
    done, total = 0, len(scenes) * len(draws)
    for scene in scenes:
        projection = Projection(seen, tuple(member.parameters for member in scene.members), scene.terms)
        central = central_draw(seen.known, fitted)
        middle, asked = projection.claims(central), scene.competition
        money = partial(
            funding_of, library, seen, scene.levels, projection.timetable, middle, competition=asked
        )
        centre = projection.totals(middle, _provision(money(draws=central), 0, 1))
        funding = money(draws=draws)
        detail.centre_on(scene.indices, centre)
        parts, paid = [], []
        for first in range(0, len(draws), BATCH):
            part = draws.rows(first, min(first + BATCH, len(draws)))
            provision = _provision(funding, first, first + len(part))
            batch = projection.totals(projection.claims(part), provision)
            fill(arrays, scene.indices, slice(first, first + len(part)), batch, _baseline_in(scene))
            detail.add(scene.indices, batch)
            parts += [started_of(batch, months)] if funding else []
            paid.append(batch.monthly[:, :, -months:].sum(axis=3) / GBP_MILLION)
            done += len(part)
            if progress:
                progress(done, total)
        if funding:
            index = scene.indices[0]
            assert index is not None  # only policy without programmes stands in for others
            provided.append(Provided(index, funding, joined(parts)))
            continue
        for i, member in enumerate(scene.members):
            plain[member.policy] = np.concatenate([part[:, i] for part in paid]).T
    return detail, provided, plain


def _saved(
    scenarios: Sequence[ScenarioCard], funded: Sequence[int], spending: Floats, plain: dict[Policy, Floats]
) -> dict[int, Floats]:
    """Scenario → (draw, month) benefit that its funding saves [GBP million].

    Parameters
    ----------
    funded : scenarios that fund programmes [code]
    spending : (scenario, month, line, draw) of the cube [GBP million]
    plain : policy → (month, draw) of the same without programmes [GBP million]
    """
    months = len(plain[NO_POLICY])
    return {i: (plain[policy_of(scenarios[i])] - spending[i, -months:].sum(axis=1)).T for i in funded}


def _by_year(seen: Vintage, monthly: Floats) -> Floats:
    """(year, draw) months of the projection summed to its financial years [GBP million]."""
    return monthly.reshape(len(seen.years), -1, monthly.shape[-1]).sum(axis=1)


def _baseline_in(scene: Scene) -> int | None:
    """Where the baseline stands in a scene, if it is there [code]."""
    found = [i for i, member in enumerate(scene.members) if member.policy == NO_POLICY and not scene.levels]
    return found[0] if found else None


def _provision(funding: Funding | None, first: int, last: int) -> Provision | None:
    """What the kernel reads of programmes for some draws; nothing while all are at their baseline."""
    return funding.rows(first, last) if funding else None


def _treatment(years: CapYears) -> dict[str, str]:
    """How the run takes what was reclassified, under the rule since 2017."""
    return {"reclassification": TREATMENTS[years.target.in_force]} if years.target else {}


def _judge(seen: Vintage, draws: Draws, arrays: dict[str, Floats], baseline: Floats) -> CapYears:
    """Fill what the cap says.

    Parameters
    ----------
    baseline : (year, draw) spending of the vintage's own policy, whether the study has it or not [GBP million]
    """
    years, values = cap_years(seen), Values(seen.known, draws)
    arrays |= {"cap": years.cap, "margin": years.margin}
    arrays["remainder"] = remainder_draws(seen, values, years)
    simulated = arrays["spending"].sum(axis=(2, 3, 4)) + beside_cap(arrays)
    result = judge_run(seen, values, simulated, arrays["remainder"], baseline)
    arrays["in_scope_spending"] = result.in_scope
    arrays["headroom"] = result.headroom
    arrays["breach"] = result.breach
    arrays["forecasting_breach"] = result.forecasting
    arrays["policy_breach"] = result.policy
    arrays |= target_arrays(years, result)
    return years


def _coordinates(
    seen: Vintage, groups: Groups, scenarios: Sequence[ScenarioCard], draws: Draws
) -> dict[str, list[str] | list[int]]:
    """Labels of every dimension."""
    return {
        "scenario": [scenario.name for scenario in scenarios],
        "year": seen.years,
        "fit_year": seen.fit_years,
        "month": [month.start.isoformat()[:7] for month in seen.months],
        "queue": list(QUEUES),
        "phase": list(PHASES),
        "basis": list(BASES),
        "line": list(LINES),
        "destination": list(DESTINATIONS),
        "stream": list(STREAMS),
        "outcome": list(OUTCOMES),
        "group": groups.labels,
        "statistic": list(STATISTICS),
        "treatment": list(TREATMENTS),
        "draw": list(range(len(draws))),
    }


def _extra_coordinates(
    seen: Vintage, groups: Groups, draws: Draws
) -> dict[str, tuple[tuple[str, ...], object]]:
    """Sex, birth cohort, age band, scramble."""
    middles = [financial_year(year).start.replace(month=10) for year in seen.years]
    bands = np.array(list(AGE_CLASSES))[age_class(groups, middles)]
    cohorts = [f"{year}-{(year + 1) % 100:02d}" for year in groups.birth_year]
    return {
        "sex": (("group",), list(groups.sex)),
        "birth_cohort": (("group",), cohorts),
        "age_band": (("group", "year"), bands),
        "scramble": (("draw",), draws.scramble),
    }


def _attributes(seen: Vintage, study: StudyCard) -> dict[str, str]:
    """What the whole cube says of itself."""
    return {
        "title": study.meaning,
        "study": study.name,
        "vintage": seen.name,
        "view": seen.view,
        "conventions": (
            "Monthly steps; stocks stand at month ends; a month is paid on the mean of its opening "
            "and closing stock for calendar days over seven; a year's caseload is the mean of its "
            "twelve monthly means; spending is nominal and paid, Great Britain"
        ),
        "draws": "central path" if study.draws == 1 else f"{study.draws} random draws",
        "seed": str(study.seed),
    }
