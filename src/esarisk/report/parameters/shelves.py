"""Whatever a name stands for, as a page of text or a record: a name may stand on several shelves."""

from collections.abc import Iterator
from typing import Any

import yaml

from esarisk.errors import EsariskError, did_you_mean
from esarisk.policy.reading import Library
from esarisk.policy.schema import Card
from esarisk.report.exhibits.plain import plain
from esarisk.report.exhibits.sources import Sources, titles
from esarisk.report.parameters.parameter import parameter_record, parameter_text
from esarisk.report.parameters.programme import programme_record, programme_text
from esarisk.report.writers.terminal import definitions, hanging

SHOWN_SHELVES = {
    "programme": "programmes",
    "scenario": "scenarios",
    "measure": "measures",
    "study": "studies",
    "vintage": "vintages",
}
"""Where each kind of thing stands."""


def shown_records(library: Library, name: str) -> list[dict[str, Any]]:
    """Everything of a name, each with the word for what it is; `EsariskError` where nothing is called so."""
    records = []
    for word, one in _found(library, name):
        if isinstance(one, Card):
            told = one.model_dump(mode="json", exclude_none=True)
        elif word == "programme":
            told = programme_record(one)
        else:
            told = parameter_record(one, library.parameters.sources)
        records.append({"what": word, **told})
    return records


def shown_text(library: Library, name: str, width: int | None = None) -> str:
    """Everything of a name as pages of text; `EsariskError` where nothing is called so."""
    sources = library.parameters.sources
    pages = []
    for word, one in _found(library, name):
        if isinstance(one, Card):
            pages.append(card_text(word, one, sources, width))
        else:
            told = programme_text if word == "programme" else parameter_text
            pages.append(told(one, sources, width))
    return "\n\n".join(pages)


def _found(library: Library, name: str) -> list[tuple[str, Any]]:
    """What a name stands for: a parameter, else every programme and document of that name."""
    if name in library.parameters:
        return [("parameter", library.parameters[name])]
    named = {word: _named(library, shelf, name) for word, shelf in SHOWN_SHELVES.items()}
    found = [(word, getattr(library, SHOWN_SHELVES[word])[one]) for word, one in named.items() if one]
    if not found and "." in name:
        return [("parameter", library.parameter(name))]
    if not found:
        everything = [one for shelf in SHOWN_SHELVES.values() for one in getattr(library, shelf)]
        near = did_you_mean(name, [*everything, *library.parameters])
        raise EsariskError(f"nothing is called '{name}'.{near} `esarisk list` names what there is.")
    return found


def _named(library: Library, shelf: str, name: str) -> str | None:
    """A name as a shelf spells it, or none."""
    try:
        return library.named(shelf, name)
    except EsariskError:
        return None


def card_text(word: str, card: Card, sources: Sources, width: int | None = None) -> str:
    """A measure, scenario, study or vintage as its file says it, with its sources in words."""
    told: dict[str, Any] = plain(card.model_dump(mode="json", exclude_none=True, by_alias=True))
    name, meaning = told.pop("name"), told.pop("meaning")
    parts = ["\n".join([f"{name} ({word})", *hanging("", meaning, width)])]
    if rest := {key: value for key, value in told.items() if value not in ([], {}, "")}:
        parts.append(yaml.safe_dump(rest, sort_keys=False, allow_unicode=True, width=width or 100).rstrip())
    if named := list(_sources(told)):
        parts.append("Sources\n" + definitions(titles(named, sources), width))
    return "\n\n".join(parts)


def _sources(told: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a card holds
    """Every source that a record names."""
    if isinstance(told, dict):
        if isinstance(told.get("source"), str):
            yield told["source"]
        told = list(told.values())
    for one in told if isinstance(told, list) else []:
        yield from _sources(one)
