"""A run: study → vintage → draws → people and money → cap → cube. Read this first."""

from collections.abc import Iterable

import numpy as np
import xarray as xr

from esarisk import cube as cubes
from esarisk.engine.cap.annual_2014 import CapYears, cap_years, judge_run, remainder_draws, target_arrays
from esarisk.engine.cap.blocks import BLOCKS, HELD_PARTS, breach_with_held, spending_blocks
from esarisk.engine.draws import Draws, Values
from esarisk.engine.plan import Part, Plan, Progress, prepare, project
from esarisk.engine.population.groups import Groups, age_class
from esarisk.engine.programmes.advisers import only_advisers
from esarisk.engine.programmes.cube_variables import MONEY, beside_cap, money_of, unscored_savings
from esarisk.engine.programmes.funded import funded
from esarisk.engine.streams import Streams
from esarisk.jit import Floats
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
from esarisk.policy.schema import StudyCard
from esarisk.policy.stack import Vintage


def run(library: Library, study: StudyCard, progress: Progress | None = None) -> xr.Dataset:
    """Project a study, in memory and on this machine.

    Parameters
    ----------
    library : every parameter, measure, scenario and vintage
    study : vintage, view, scenarios, draws and seed
    progress : called with draws done and draws to do, of all scenes

    Returns
    -------
    the cube
    """
    plan = prepare(library, study)
    return gathered(plan, study, (part for _, part in project(plan, range(len(plan.batches)), progress)))


def gathered(plan: Plan, study: StudyCard, parts: Iterable[Part]) -> xr.Dataset:
    """The cube of a study: draws stay only in totals, the rest in streams.

    Parameters
    ----------
    parts : of every batch, in order
    """
    seen, groups, count = plan.seen, plan.scenes[0].projection.groups, len(plan.draws)
    arrays: dict[str, Floats] = {}
    streams, baseline = Streams(plan.central, count), np.zeros((len(seen.years), count))
    for (first, last), part in zip(plan.batches, parts, strict=True):
        for name, values in part.drawn.items():
            whole = arrays.setdefault(name, np.full((*values.shape[:-1], count), np.nan))
            whole[..., first:last] = values
        baseline[:, first:last] = part.baseline
        streams.add(part.streams)
    arrays |= streams.arrays()
    if plan.programmes:
        arrays[MONEY] = money_of(plan.library, seen, plan.scenarios, plan.programmes)
    years = _judge(plan, arrays, baseline)
    attributes = {**_attributes(seen, study), **_treatment(years)}
    extra = {**_extra_coordinates(seen, groups, plan.draws), **_levels(plan)}
    result = cubes.label(arrays, _coordinates(plan, groups), extra, attributes)
    cubes.check(result)
    return result


def _treatment(years: CapYears) -> dict[str, str]:
    """How the run takes what was reclassified, under the rule since 2017."""
    return {"reclassification": TREATMENTS[years.target.in_force]} if years.target else {}


def _judge(plan: Plan, arrays: dict[str, Floats], baseline: Floats) -> CapYears:
    """Fill what the cap says.

    Parameters
    ----------
    baseline : (year, draw) spending of the vintage's own policy, whether the study has it or not [GBP million]
    """
    seen = plan.seen
    years, values = cap_years(seen), Values(seen.known, plan.draws)
    arrays |= {"cap": years.cap, "margin": years.margin}
    arrays["remainder"] = remainder_draws(seen, values, years)
    simulated = arrays["spending"].sum(axis=2) + beside_cap(arrays)
    unscored = unscored_savings(plan.library, plan.programmes, arrays) + np.zeros_like(simulated)
    ours = [
        only_advisers(card) for card in plan.scenarios
    ]  # staff of a department is in no costing of benefits
    unscored[ours] = baseline - simulated[ours]
    result = judge_run(seen, values, simulated, arrays["remainder"], baseline, unscored)
    arrays["in_scope_spending"] = result.in_scope
    arrays["headroom"] = result.headroom
    arrays["breach"] = result.breach
    arrays["forecasting_breach"] = result.forecasting
    arrays["policy_breach"] = result.policy
    arrays["breach_by_draw"] = result.by_draw
    arrays["policy_effect"] = result.certified
    arrays |= target_arrays(years, result)
    parts = seen, values, simulated[0], arrays["remainder"]
    arrays["spending_block"] = np.where(np.isnan(years.cap)[:, None, None], np.nan, spending_blocks(*parts))
    arrays["breach_held"] = breach_with_held(*parts, result)
    return years


def _coordinates(plan: Plan, groups: Groups) -> dict[str, list[str] | list[int]]:
    """Labels of every dimension."""
    seen = plan.seen
    return {
        "scenario": [scenario.name for scenario in plan.scenarios],
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
        "programme": plan.programmes,
        "block": list(BLOCKS),
        "held": list(HELD_PARTS),
        "draw": list(range(len(plan.draws))),
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


def _levels(plan: Plan) -> dict[str, tuple[tuple[str, ...], object]]:
    """Of each scenario, what it funds away from baseline provision, the money, and the money beside baseline's."""
    if not plan.programmes:
        return {}
    levels = [funded(plan.library, plan.seen, card) for card in plan.scenarios]
    money = np.array([sum(one.money for one in some) if some else np.nan for some in levels])
    before = np.array([sum(one.before for one in some) or np.nan for some in levels])
    return {
        "funded": (("scenario",), ["+".join(one.programme.name for one in some) for some in levels]),
        "funding": (("scenario",), money),
        "scale": (("scenario",), money / before),
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
