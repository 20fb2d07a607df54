"""A run's plan: everything that no draw changes, and what is made of a batch of draws.

A batch is projected scene by scene and then closed: what programmes save is told between scenes of
the same draws. Batches share nothing that they write, so any order and any machine gives the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np

from esarisk import cube as cubes
from esarisk.engine.cap.annual_2014 import cap_years
from esarisk.engine.draws import Draws, central_draw, sample
from esarisk.engine.fits import fitted_of
from esarisk.engine.programmes.accounts import Started, started_of
from esarisk.engine.programmes.cube_variables import Provided, programme_arrays
from esarisk.engine.programmes.eligibility import first_month
from esarisk.engine.programmes.funded import projected
from esarisk.engine.programmes.funding import Funding, Offer, families, offer_of
from esarisk.engine.projection import Projection
from esarisk.engine.shared_projections import NO_POLICY, Policy, Scene, policy_of, scenes_of
from esarisk.engine.streams import Streamed, streamed
from esarisk.jit import Floats
from esarisk.kernels.layout import Totals
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard, StudyCard
from esarisk.policy.stack import Vintage, vintage
from esarisk.units import GBP_MILLION, MONTHS_A_YEAR

BATCH = 32
"""Draws projected at a time: enough for every thread, little enough for any memory and to be lost."""

Of = TypeVar("Of")
Progress = Callable[[int, int], None]


class SceneBatch(NamedTuple):
    """What one scene makes of a batch of draws."""

    drawn: dict[str, dict[int, Floats]]  # variable → scenario → (draw, other dimensions…)
    streams: dict[str, dict[int, Streamed]]  # variable → scenario
    history: Floats | None  # (fit year, draw) spending before the projection, of the scene with the baseline
    paid: Floats  # (member, draw, month) benefit in the projected months [GBP million]
    funding: Funding | None  # of the scene's programmes, with the figures of these draws
    started: Started | None  # what it says of them


class Part(NamedTuple):
    """What a run keeps of a batch of draws."""

    drawn: dict[str, Floats]  # variable → (scenario, other dimensions…, draw)
    streams: dict[str, Streamed]  # variable → (scenario, cells…), (draw, scenario, cells…)
    baseline: Floats  # (year, draw) spending of the vintage's own policy [GBP million]


@dataclass(frozen=True)
class ScenePlan:
    """One scene: its people, who pays them, and what it funds."""

    scene: Scene
    projection: Projection
    offer: Offer | None

    @property
    def baseline(self) -> int | None:
        """Which member is the vintage's own policy without further money, if any is [code]."""
        found = [i for i, member in enumerate(self.scene.members) if member.policy == NO_POLICY]
        return found[0] if found and not self.scene.levels else None


@dataclass(frozen=True)
class Plan:
    """A study, ready to be projected batch by batch."""

    library: Library
    seen: Vintage
    scenarios: list[ScenarioCard]
    draws: Draws
    scenes: list[ScenePlan]
    families: list[list[int]]  # scenes that differ only in money: projected together
    central: dict[str, Floats]  # streamed variable → (scenario, cells…) values of the central path

    @cached_property
    def batches(self) -> list[tuple[int, int]]:
        """First draw of each batch and the one after its last [code]."""
        count = len(self.draws)
        return [(first, min(first + BATCH, count)) for first in range(0, count, BATCH)]

    def count(self, batches: Sequence[int]) -> int:
        """Draws of some batches [count]."""
        return sum(last - first for first, last in (self.batches[batch] for batch in batches))

    @property
    def programmes(self) -> list[str]:
        """Programmes that any scenario funds away from its baseline."""
        return list(dict.fromkeys(level.programme.name for one in self.scenes for level in one.scene.levels))

    def family_batch(self, family: int, batch: int, watch: "Watch | None" = None) -> list[SceneBatch]:
        """Project the draws of a batch in the scenes of a family.

        Parameters
        ----------
        watch : shown each scene with its programmes and all that its people did
        """
        scenes, (first, last) = [self.scenes[scene] for scene in self.families[family]], self.batches[batch]
        fundings = [one.offer.funding(first, last) if one.offer else None for one in scenes]
        projection = scenes[0].projection
        found = projection.totals_of_levels(
            projection.claims(self.draws.rows(first, last)),
            [funding.provision if funding else None for funding in fundings],
            first_month(self.seen),
        )
        parts = list(zip(scenes, fundings, found, strict=True))
        if watch:
            for of in parts:
                watch(*of)
        return [self._scene_batch(*of) for of in parts]

    def _scene_batch(self, one: ScenePlan, funding: Funding | None, totals: Totals) -> SceneBatch:
        """What is kept of a scene's batch until it is closed."""
        months, found = len(projected(self.seen)), filled(self.seen, one.scene.indices, totals)
        streams = {
            name: {i: streamed(values, self.central[name][i]) for i, values in found[name].items()}
            for name in self.central
        }
        return SceneBatch(
            drawn={name: found[name] for name in sorted(found.keys() - streams.keys())},
            streams=streams,
            history=None if one.baseline is None else _history(self.seen, totals, one.baseline),
            paid=totals.monthly[:, :, -months:].sum(axis=3).swapaxes(0, 1) / GBP_MILLION,
            funding=funding,
            started=started_of(totals, months) if funding else None,
        )

    def closed(self, found: Sequence[SceneBatch]) -> Part:
        """What is kept of a batch once every family is projected.

        Parameters
        ----------
        found : of every scene, family by family
        """
        drawn = {
            name: np.moveaxis(np.stack(self._in_order([one.drawn[name] for one in found])), 1, -1)
            for name in found[0].drawn
        }
        scenes = [self.scenes[scene] for family in self.families for scene in family]
        drawn["fit_spending"] = next(one.history for one in found if one.history is not None)
        streams = {}
        for name in self.central:
            totals, bins = zip(*self._in_order([one.streams[name] for one in found]), strict=True)
            streams[name] = Streamed(np.stack(totals), np.stack(bins, axis=1))
        plain = _plain(scenes, found)
        drawn |= self._programmes(scenes, found, plain)
        by_year = plain[NO_POLICY].reshape(-1, len(self.seen.years), MONTHS_A_YEAR).sum(axis=2).T
        return Part(drawn, streams, by_year)

    def _in_order(self, parts: Sequence[Mapping[int, Of]]) -> list[Of]:
        """What scenes say of scenarios, in the order of these."""
        by_scenario = {i: one for part in parts for i, one in part.items()}
        return [by_scenario[i] for i in range(len(self.scenarios))]

    def _programmes(
        self, scenes: Sequence[ScenePlan], found: Sequence[SceneBatch], plain: dict[Policy, Floats]
    ) -> dict[str, Floats]:
        """Variables about programmes, of the scenes that fund any."""
        provided, saved = [], {}
        for one, batch in zip(scenes, found, strict=True):
            index = one.scene.indices[0]
            if batch.funding is not None and batch.started is not None and index is not None:
                provided.append(Provided(index, batch.funding, batch.started))
                saved[index] = plain[policy_of(self.scenarios[index])] - batch.paid[0]
        return programme_arrays(self.library, self.seen, self.scenarios, self.programmes, provided, saved)


def _plain(scenes: Sequence[ScenePlan], found: Sequence[SceneBatch]) -> dict[Policy, Floats]:
    """Policy → (draw, month) benefit without programmes [GBP million]."""
    return {
        member.policy: batch.paid[i]
        for one, batch in zip(scenes, found, strict=True)
        for i, member in enumerate(one.scene.members)
        if not one.scene.levels
    }


Watch = Callable[[ScenePlan, Funding | None, Totals], None]


def project(
    plan: Plan, batches: Sequence[int], progress: Progress | None = None, watch: Watch | None = None
) -> Iterator[tuple[int, Part]]:
    """Project some batches one after the other: each with its number.

    Parameters
    ----------
    progress : called with draws done and to do, of all scenes
    watch : as `Plan.family_batch`
    """
    done, total = 0, len(plan.scenes) * plan.count(batches)
    for batch in batches:
        found: list[SceneBatch] = []
        for family, scenes in enumerate(plan.families):
            found += plan.family_batch(family, batch, watch)
            done += len(scenes) * plan.count([batch])
            if progress:
                progress(done, total)
        yield batch, plan.closed(found)


def prepare(library: Library, study: StudyCard) -> Plan:
    """The plan of a study.

    Parameters
    ----------
    library : every parameter, measure, scenario and vintage
    study : vintage, view, scenarios, levels of money, draws and seed
    """
    seen = vintage(library, study.vintage, study.view)
    cap_years(seen)  # a rule that nothing judges by is told before the work
    scenarios = library.scenarios_of(study)
    fitted = fitted_of(library, seen)
    draws, middle = sample(seen.known, study.draws, study.seed, fitted), central_draw(seen.known, fitted)
    scenes: list[ScenePlan] = []
    central: dict[str, dict[int, Floats]] = {}
    for scene in scenes_of(library, seen, scenarios):
        projection = Projection(seen, tuple(member.parameters for member in scene.members), scene.terms)
        claims = projection.claims(middle)
        own, centre = (
            offer_of(library, seen, scene.levels, projection.timetable, claims, some, scene.competition)
            for some in (draws, middle)
        )
        scenes.append(ScenePlan(scene, projection, own))
        totals = projection.totals(claims, centre.funding(0, 1).provision if centre else None)
        for name, by_scenario in filled(seen, scene.indices, totals).items():
            central.setdefault(name, {}).update((i, values[0]) for i, values in by_scenario.items())
    streams = {
        name: np.stack([by_scenario[i] for i in range(len(scenarios))])
        for name, by_scenario in central.items()
        if not cubes.by_draw(name)
    }
    return Plan(library, seen, scenarios, draws, scenes, _families(scenes), streams)


def _families(scenes: Sequence[ScenePlan]) -> list[list[int]]:
    """Scenes of one policy whose money goes to the same people."""
    by_policy: dict[Policy, list[int]] = {}
    for i, one in enumerate(scenes):
        if one.offer:
            by_policy.setdefault(one.scene.members[0].policy, []).append(i)
    alone = [[i] for i, one in enumerate(scenes) if one.offer is None]
    return alone + [
        [some[i] for i in family]
        for some in by_policy.values()
        for family in families([scenes[i].offer for i in some])
    ]


def filled(seen: Vintage, scenarios: Sequence[int | None], totals: Totals) -> dict[str, dict[int, Floats]]:
    """What a batch's totals say of the scenarios of the cube: variable → scenario → (draw, other dimensions…).

    Parameters
    ----------
    scenarios : which scenario of the cube each of the batch is, if any [code]
    """
    first = totals.caseload.shape[1] - len(seen.years)
    return {
        name: {i: fill(totals, place, first) for place, i in enumerate(scenarios) if i is not None}
        for name, fill in cubes.from_totals().items()
    }


def _history(seen: Vintage, totals: Totals, baseline: int) -> Floats:
    """(fit year, draw) spending in the whole years before the projection [GBP million]."""
    first = totals.caseload.shape[1] - len(seen.years)
    years = totals.spending[:, baseline, first - len(seen.fit_years) : first]
    by_year: Floats = years.sum(axis=(2, 3)).T / GBP_MILLION
    return by_year
