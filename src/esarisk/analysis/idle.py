"""What a user set that changes nothing of an answer, found by asking again without it on a few draws."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from esarisk.analysis.levels import Levels
from esarisk.analysis.programmes.sweep import sweep
from esarisk.analysis.question import Question
from esarisk.cube import value_digest
from esarisk.errors import EsariskError
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard
from esarisk.policy.settings import OPTION, with_settings

FEW_DRAWS = 2
"""Draws that tell whether a number is read: a first and another, where there are any."""

ASKED_ALONE = "asked-alone"
"""Name on the shelf of a scenario that is asked with a lever and without."""

Answer = Callable[[Library], str]
"""From a library to a digest of all that the command would tell."""


def refuse_without_effect(bare: Library, settings: Mapping[str, float], answer: Answer) -> None:
    """Refuse each number that leaves an answer as it is to the last digit.

    Parameters
    ----------
    bare : library without the settings
    settings : number by address
    answer : asked once with all of them, and once without each

    Raises
    ------
    EsariskError : with each that changes nothing
    """
    if not settings:
        return
    whole = answer(with_settings(bare, settings))
    faults = []
    for address, number in settings.items():
        others = {one: value for one, value in settings.items() if one != address}
        if answer(with_settings(bare, others)) == whole:
            faults.append(f"{OPTION} {address}={number:g}: changes nothing of this question: leave it out")
    if faults:
        raise EsariskError(faults)


def refuse_idle_levers(library: Library, cards: Sequence[ScenarioCard], answer: Answer) -> None:
    """Refuse each lever of a programme that leaves its scenario as it is to the last digit.

    Parameters
    ----------
    cards : scenarios, of which those with such levers are asked, each alone
    answer : asked of the scenario on the shelf, once with all levers and once without each

    Raises
    ------
    EsariskError : with each that changes nothing
    """
    faults = []
    for card in cards:
        mine = [one for one in card.levers if one.split(".", 1)[0] in library.programmes]
        whole = _answered(library, card, answer) if mine else ""
        for address in mine:
            others = {one: number for one, number in card.levers.items() if one != address}
            if _answered(library, card.model_copy(update={"levers": others}), answer) == whole:
                faults.append(f"scenario '{card.name}': lever '{address}' changes nothing: leave it out")
    if faults:
        raise EsariskError(faults)


def _answered(library: Library, card: ScenarioCard, answer: Answer) -> str:
    """What is told of one scenario; without a lever that others hang on, that it is refused."""
    try:
        return answer(replace(library, scenarios={**library.scenarios, ASKED_ALONE: card}))
    except EsariskError as error:
        return str(error)


def refuse_idle_in_answer(whose: Question, answer: Callable[[Question], object]) -> None:
    """Refuse each number set that changes nothing of what a command tells.

    Parameters
    ----------
    answer : all of it, of the question on a few draws

    Raises
    ------
    EsariskError : with each that changes nothing
    """
    few = replace(whose, settings={}, draws=min(whose.draws, FEW_DRAWS))
    bare = whose.bare or whose.library
    refuse_without_effect(bare, whose.settings, lambda one: repr(answer(replace(few, library=one))))


def refuse_idle_in_sweep(whose: Question, asked: Levels) -> None:
    """Refuse each number set, and each lever of a programme held, that changes nothing of a sweep's ends.

    Raises
    ------
    EsariskError : with each that changes nothing
    """
    ends = replace(asked, levels=sorted({asked.levels[0], asked.levels[-1]}))
    sizes = (whose.vintage, whose.view, min(whose.draws, FEW_DRAWS), whose.seed)

    def answer(library: Library, levels: Levels = ends) -> str:
        found = sweep(library, levels, *sizes)
        return f"{value_digest(found.cube)} {[found.rows, found.years, found.parts, found.owed]}"

    def with_card(library: Library) -> str:
        return answer(library, replace(ends, scenario=library.scenarios[ASKED_ALONE]))

    refuse_without_effect(whose.bare or whose.library, whose.settings, answer)
    refuse_idle_levers(whose.library, [asked.scenario], with_card)
