"""Scenes: scenarios that share one projection of people."""

from collections.abc import Sequence
from dataclasses import dataclass

from esarisk.engine.programmes import Funded, funded
from esarisk.names import COMPETITION
from esarisk.policy.cards import ScenarioCard
from esarisk.policy.parameters import Parameters
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage, scenario_parameters

MONEY = (
    "esa.",
    "uprating_rules.",
    "awards.",
    "households.",
    "entitlement.",
    "assessment.component_share_by_claim_date",
)
"""Parameters that change what people are paid, not who they are."""


@dataclass(frozen=True)
class Scene:
    """Scenarios whose people are the same, and what the kernel needs for them.

    Parameters
    ----------
    indices : which scenarios; none in a scene that only shows what funding saves
    ground_of : the scenario that it is without its funding [code]
    """

    indices: list[int]
    parameters: list[Parameters]
    levels: tuple[Funded, ...] = ()
    competition: str = COMPETITION[0]
    ground_of: int | None = None


def scenes_of(library: Library, seen: Vintage, scenarios: Sequence[ScenarioCard]) -> list[Scene]:
    """Scenarios that change nobody's claim share one projection of people.

    A scenario that funds programmes is set against the same without funding. Where the study has
    no such scenario, a scene that fills nothing of the cube stands in.
    """
    shared: list[int] = []
    own: list[Scene] = []
    parameters = [scenario_parameters(library, seen, scenario) for scenario in scenarios]
    for i, changed in enumerate(parameters):
        levels = tuple(funded(library, seen, scenarios[i]))
        if levels or changes_people(seen.known, changed):
            own.append(Scene([i], [changed], levels, scenarios[i].competition))
        else:
            shared.append(i)
    together = [Scene(shared, [parameters[i] for i in shared])] if shared else []
    found = together + own
    alone = [s.indices[0] for s in own if s.levels and twin_of(found, scenarios, s.indices[0]) is None]
    return found + [Scene([], [parameters[i]], ground_of=i) for i in alone]


def twin_of(scenes: Sequence[Scene], scenarios: Sequence[ScenarioCard], i: int) -> int | None:
    """The scenario that is a funded one without its funding, if the study has it [code]."""
    plain = [j for scene in scenes if not scene.levels for j in scene.indices]
    same = [j for j in plain if _terms(scenarios[j]) == _terms(scenarios[i])]
    return same[0] if same else None


def _terms(card: ScenarioCard) -> tuple[object, ...]:
    """Everything of a scenario but its programmes."""
    return card.measures, card.reversed, card.levers


def changes_people(known: Parameters, changed: Parameters) -> bool:
    """Whether a scenario touches a parameter that moves people."""
    return any(
        changed[address] is not known[address] and not address.startswith(MONEY) for address in changed
    )


def people_of(scene: Scene) -> Parameters:
    """The parameters that date later terms: the scenario that has most of them."""
    address = "assessment.component_share_by_claim_date"
    return max(scene.parameters, key=lambda parameters: len(parameters[address].latest))
