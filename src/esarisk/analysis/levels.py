"""Levels of money: which situation is held, and what is varied on top of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor

import numpy as np

from esarisk.errors import EsariskError
from esarisk.limits import MOST_MONEY
from esarisk.names import COMPETITION
from esarisk.policy.reading import Library
from esarisk.policy.schema import Amount, ScenarioCard, level_name
from esarisk.policy.settings import plain_number

MOST_LEVELS = 201
MOST_SCALE = 1_000.0
NEXT_LEVEL = 1e-9
"""Of the steps in a range [relative]."""
NOTHING_HELD = ScenarioCard(name="baseline", meaning="Baseline provision")
FUNDING, SCALE = "--funding", "--scale"
LEVEL_UNITS = {
    FUNDING: ("0:500:50", "0,50,100", "in GBP million a year"),
    SCALE: ("0:2:0.25", "0,1,2", "multiples of the mix's money"),
}


@dataclass(frozen=True)
class Levels:
    """A situation held and the money varied on top of it."""

    scenario: ScenarioCard  # measures, levers and money held
    swept: str | None  # programme whose money is varied; none where the whole mix is scaled
    levels: Sequence[float]  # money [GBP million a year], or multiples of the mix's money [ratio]
    thinner: bool = False  # money changes hours a person at the baseline's starts, rather than starts
    figures: Mapping[str, float] = field(default_factory=dict)  # set by a user by address, held in every draw

    @property
    def varied(self) -> list[str]:
        """Programmes whose money is varied."""
        return [self.swept] if self.swept else list(self.scenario.funding)

    @property
    def held(self) -> dict[str, Amount]:
        """Other programmes and the money they are held at [GBP million a year]."""
        return {n: money for n, money in self.scenario.funding.items() if n not in self.varied}

    @property
    def ground(self) -> ScenarioCard:
        """The situation without the money that is varied: each of its programmes at baseline provision."""
        thin = [name for name in self.scenario.thinner if name not in self.varied]
        levers = {a: n for a, n in self.scenario.levers.items() if a.split(".", 1)[0] not in self.varied}
        rest = {"levers": levers, "funding": self.held, "thinner": thin}
        card = self.scenario.model_copy(update=rest)
        if self.swept:
            return card
        policy = card.measures or card.reversed or card.levers
        return card.model_copy(update={"name": f"{card.name}-at-baseline" if policy else NOTHING_HELD.name})

    def at(self, level: float) -> ScenarioCard:
        """The situation at a level: each programme keeps its place in the order."""
        if self.swept is None:
            named = {"name": level_name(self.scenario.name, level)}
            return self.scenario.model_copy(update=named | {"funding": self.scenario.scaled(level)})
        thin = [name for name in self.scenario.thinner if name != self.swept]
        funding = {**self.scenario.funding, self.swept: level}
        thin += [self.swept] if self.thinner or self.swept in self.scenario.thinner else []
        named = {"name": level_name(self.swept, level)}
        return self.scenario.model_copy(update=named | {"funding": funding, "thinner": thin})


def amount_words(amount: Amount) -> str:
    """A programme's money a year, by period where it is dated [GBP million]."""
    if isinstance(amount, Mapping):
        return ", ".join(f"£{money:g}m in {period.replace('_', ' ')}" for period, money in amount.items())
    return f"£{amount:g}m"


def levels_asked(
    library: Library,
    named: Sequence[str] = (),
    funding: str | None = None,
    scale: str | None = None,
    scenario: ScenarioCard = NOTHING_HELD,
    competition: str | None = None,
    *,
    thinner: bool = False,
) -> Levels:
    """Levels from what was typed.

    Parameters
    ----------
    named : a programme to sweep, and NAME=MONEY for others to hold
    funding, scale : levels of money, or multiples of the mix's money
    scenario : the situation held
    competition : in place of the scenario's

    Raises
    ------
    EsariskError : what was typed is not one thing to vary
    """
    card, (swept, given) = scenario, asked(named, sweeping=scale is None)
    swept = library.named("programmes", swept) if swept else swept
    given = {library.named("programmes", name): money for name, money in given.items()}
    both = [name for name in given if name in card.funding]
    if both:
        raise EsariskError(
            f"--programme {both[0]}={given[both[0]]:g}: scenario '{card.name}' funds '{both[0]}' already: say it once"
        )
    if competition not in (None, *COMPETITION):
        raise EsariskError(f"--competition '{competition}': choose one of {', '.join(COMPETITION)}")
    more = {"competition": competition} if competition else {}
    card = card.model_copy(update={"funding": {**card.funding, **given}} | more)
    if scale is not None:
        _check_mix(card, swept, funding, thinner=thinner)
        return Levels(card, None, levels_of(scale, SCALE), figures=library.settings)
    asked_for = LEVEL_UNITS[FUNDING][0] if funding is None else funding
    return Levels(card, swept, levels_of(asked_for), thinner, library.settings)


def _check_mix(card: ScenarioCard, swept: str | None, funding: str | None, *, thinner: bool) -> None:
    """A mix is scaled as it stands."""
    if swept:
        raise EsariskError(
            f"--programme {swept}: --scale varies the whole mix: give '{swept}=MONEY', or --funding"
        )
    if funding is not None or thinner:
        raise EsariskError(
            f"{'--thinner' if funding is None else '--funding'}: --scale varies the mix's own money: leave it out"
        )
    if not any(any(one.values()) if isinstance(one, Mapping) else one for one in card.funding.values()):
        raise EsariskError(
            "--scale: there is no mix to scale: give --scenario with 'funding', or --programme NAME=MONEY"
        )


def levels_of(text: str, option: str = FUNDING) -> list[float]:
    """Levels from `first:last:step`, or from a list such as `0,50,100` [GBP million a year; ratio].

    Raises
    ------
    EsariskError : the text is neither
    """
    spread, listed, unit = LEVEL_UNITS[option]
    wrong = EsariskError(
        f"{option} '{text}': give first:last:step such as {spread}, or levels such as {listed}, {unit}"
    )
    try:
        levels = _levels(text)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise wrong from error
    most = MOST_MONEY if option == FUNDING else MOST_SCALE
    if not 0 < len(levels) <= MOST_LEVELS or not all(0.0 <= level <= most for level in levels):
        raise wrong
    return sorted(set(levels))


def _levels(text: str) -> list[float]:
    """Levels as typed; a range ends at its last, or at the last step before it."""
    if ":" not in text:
        return [plain_number(part) for part in text.split(",")]
    first, last, step = (plain_number(part) for part in text.split(":"))
    count = min(floor((last - first) / step * (1.0 + NEXT_LEVEL)) + 1, MOST_LEVELS + 1)
    return [min(first + i * step, last) for i in range(count)]


def asked(named: Sequence[str], *, sweeping: bool = True) -> tuple[str | None, dict[str, float]]:
    """The programme to sweep, if one is, and others to hold, from names and NAME=MONEY.

    Raises
    ------
    EsariskError : not exactly one programme without money, a name twice, or money that is no amount
    """
    swept = [name for name in named if "=" not in name]
    held: dict[str, float] = {}
    for name, money in (word.split("=", 1) for word in named if "=" in word):
        if name in held or name in swept:
            raise EsariskError(f"--programme {name}={money}: '{name}' is given twice: say it once")
        held[name] = _amount(name, money)
    if len(swept) != 1 and sweeping:
        raise EsariskError(
            "give one programme to sweep, such as --programme new_start; NAME=MONEY holds others; --scale varies a mix"
        )
    return (swept[0] if swept else None), held


def _amount(name: str, money: str) -> float:
    """Money of a programme that is held [GBP million a year]."""
    try:
        amount = plain_number(money)
    except ValueError:
        amount = np.nan
    if not 0.0 <= amount <= MOST_MONEY:
        raise EsariskError(f"--programme {name}={money}: give money in GBP million a year, such as 50")
    return amount
