"""The question that every command which projects is asked: one set of parts, with the same defaults.

A vintage and a view; scenarios by name or file; programmes and the money they are given; draws and a seed;
numbers set by address; a folder of parameters. Whoever answers records it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from esarisk.analysis.levels import levels_of
from esarisk.engine.programmes.effects import SEED
from esarisk.engine.reach import parameters_of
from esarisk.errors import EsariskError
from esarisk.policy.own_files import scenario_of
from esarisk.policy.reading import Library, read_library
from esarisk.policy.schema import ScenarioCard
from esarisk.policy.settings import settings_of, with_settings
from esarisk.policy.stack import Vintage, vintage

VINTAGE, VIEW, BASELINE, DRAWS = "2014-03", "department", "baseline", 128


@dataclass(frozen=True)
class Question:
    """What is asked."""

    library: Library  # with the user's files and numbers on its shelves
    vintage: str = VINTAGE
    view: str = VIEW
    scenarios: Mapping[str, str] = field(default_factory=dict)
    """Name → what was typed, a name or a file; the first is held by whoever asks of one."""
    draws: int = DRAWS  # 1 is the central path
    seed: int = SEED
    settings: Mapping[str, float] = field(default_factory=dict)  # number by address
    folder: Path | None = None  # of parameters, where it is not the packaged one
    bare: Library | None = None  # without the numbers set

    @cached_property
    def seen(self) -> Vintage:
        """The vintage under the view."""
        return vintage(self.library, self.vintage, self.view)

    @property
    def scenario(self) -> ScenarioCard:
        """The one situation held: the first asked for, else the baseline."""
        card: ScenarioCard = self.library.pick("scenarios", next(iter(self.scenarios), BASELINE))
        return card

    @cached_property
    def held(self) -> Vintage:
        """The vintage as if the scenario held were its own policy."""
        return replace(self.seen, known=parameters_of(self.library, self.seen, self.scenario))

    @property
    def record(self) -> dict[str, Any]:
        """What is written beside every answer."""
        told = {"vintage": self.vintage, "view": self.view, "draws": self.draws, "seed": self.seed}
        folder = str(self.folder or "")
        own = {"scenarios": dict(self.scenarios), "settings": dict(self.settings), "parameters": folder}
        return told | {key: value for key, value in own.items() if value}

    @property
    def line(self) -> str:
        """The question in a line."""
        draws = "central path" if self.draws == 1 else f"{self.draws:,} draws, seed {self.seed}"
        own = [f"{address} = {number:g}" for address, number in self.settings.items()]
        own += [f"parameters of {self.folder}"] if self.folder else []
        held = f", {', '.join(self.scenarios)}" if self.scenarios else ""
        return (
            f"Vintage {self.vintage}, {self.view} view{held}, {draws}{'; ' if own else ''}{', '.join(own)}."
        )


def asked(
    folder: Path | None = None,
    scenarios: Sequence[str] = (),
    typed: Sequence[str] = (),
    parts: Mapping[str, Any] | None = None,
) -> Question:
    """A question from what was typed.

    Parameters
    ----------
    folder : of parameters; the packaged one by default
    scenarios : by name or YAML file
    typed : texts such as `new_start.off_benefit_ratio=0`
    parts : vintage, view, draws and seed, where they were said

    Raises
    ------
    EsariskError : what was typed is no question
    """
    library, names = with_scenarios(read_library(folder), scenarios)
    bare, library = library, with_settings(library, settings_of(typed))
    given = {key: value for key, value in (parts or {}).items() if value is not None}
    given["vintage"] = library.named("vintages", given.get("vintage", VINTAGE))
    return Question(library, scenarios=names, settings=library.settings, folder=folder, bare=bare, **given)


def with_scenarios(library: Library, texts: Sequence[str]) -> tuple[Library, dict[str, str]]:
    """A library with the scenarios of some YAML files on its shelf, and name → what was asked for.

    Parameters
    ----------
    texts : scenarios by name or file

    Raises
    ------
    EsariskError : as for one scenario
    """
    names, files = {}, {}
    for text in texts:
        if text in files:  # a file asked for again is read once
            continue
        library, card = scenario_of(library, text)
        names[card.name] = files[text] = text
    return library, names


def money_of(library: Library, programmes: Sequence[str], funding: str | None) -> dict[str, list[float]]:
    """Levels of money of some programmes, as a study has them [GBP million a year].

    Parameters
    ----------
    programmes : names
    funding : levels as typed, such as `0,50` [GBP million a year]

    Raises
    ------
    EsariskError : there is no such programme, or money without one
    """
    if not programmes and not funding:
        return {}
    if not programmes or funding is None:
        raise EsariskError("--programme and --funding go together: say which programme has what money")
    return {library.named("programmes", one): levels_of(funding) for one in programmes}
