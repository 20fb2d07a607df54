"""Scenes: scenarios that share one projection of people."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from esarisk.engine.awards.terms import TermDates, own_terms
from esarisk.engine.programmes.funded import Funded, funded
from esarisk.engine.reach import parameters_of
from esarisk.names import COMPETITION
from esarisk.policy.parameters import Parameters
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard
from esarisk.policy.stack import Vintage

MONEY_ADDRESSES = (
    "esa.",
    "uprating_rules.",
    "awards.",
    "households.",
    "entitlement.",
    "assessment.component_share_by_claim_date",
)
"""Parameters that change what people are paid, not who they are."""

Policy = tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, float], ...]]
"""Measures, reversals and levers of a scenario: everything but its programmes and their levers, in any order."""

NO_POLICY: Policy = ((), (), ())


@dataclass(frozen=True)
class Member:
    """A scenario in a scene."""

    index: int | None  # which scenario of the study; none where it only shows what others change [code]
    policy: Policy
    parameters: Parameters


@dataclass(frozen=True)
class Scene:
    """Scenarios whose people are the same, and what the kernel needs for them."""

    members: list[Member]  # people follow the first
    terms: TermDates  # dates by which their people are told apart
    levels: tuple[Funded, ...] = ()
    competition: str = COMPETITION[0]
    indices: list[int | None] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "indices", [member.index for member in self.members])


def scenes_of(library: Library, seen: Vintage, scenarios: Sequence[ScenarioCard]) -> list[Scene]:
    """Scenarios that change nobody's claim share one projection of people.

    A scenario is set against the baseline, and one that funds programmes against the same without
    funding. Where the study has no such scenario, a member that fills nothing of the cube stands in.

    Raises
    ------
    EsariskError : a measure or lever changes what nothing reads
    """
    funding = {i: found for i, card in enumerate(scenarios) if (found := tuple(funded(library, seen, card)))}
    members = [
        Member(i, policy_of(card), parameters_of(library, seen, card)) for i, card in enumerate(scenarios)
    ]
    own = [
        Scene([members[i]], own_terms(seen, members[i].parameters), levels, scenarios[i].competition)
        for i, levels in funding.items()
    ]
    plain = [member for member in members if member.index not in funding]
    there = {member.policy for member in plain}
    wanted = {NO_POLICY: seen.known} | {members[i].policy: members[i].parameters for i in funding}
    plain += [Member(None, policy, wanted[policy]) for policy in wanted if policy not in there]
    return _shared(seen, plain) + own


def _shared(seen: Vintage, members: Sequence[Member]) -> list[Scene]:
    """Members without funding in as few scenes as their people allow.

    Whoever dates no terms of claims joins others who do: every set is paid alike.
    """
    alone: list[Scene] = []
    together: dict[TermDates, list[Member]] = {}
    for member in members:
        terms = own_terms(seen, member.parameters)
        if changes_people(seen.known, member.parameters):
            alone.append(Scene([member], terms))
        else:
            together.setdefault(terms, []).append(member)
    undated = together.pop(TermDates(), [])
    if undated:
        host = min(together, default=TermDates())
        together[host] = sorted(
            undated + together.get(host, []), key=lambda m: -1 if m.index is None else m.index
        )
    return [Scene(some, terms) for terms, some in sorted(together.items())] + alone


def policy_of(card: ScenarioCard) -> Policy:
    """Everything of a scenario but its programmes."""
    return (
        tuple(sorted({*card.measures})),
        tuple(sorted({*card.reversed})),
        tuple(sorted((a, n) for a, n in card.levers.items() if a.split(".", 1)[0] not in card.funding)),
    )


def changes_people(known: Parameters, changed: Parameters) -> bool:
    """Whether a scenario touches a parameter that moves people."""
    return any(
        changed[address] is not known[address] and not address.startswith(MONEY_ADDRESSES)
        for address in changed
    )
