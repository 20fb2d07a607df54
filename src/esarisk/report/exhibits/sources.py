"""Where a figure is from and how far it is trusted, in words."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esarisk.policy.programmes import Programme

Sources = Mapping[str, Mapping[str, str]]
GRADE_WORDS = {
    "A": "published and read",
    "B": "derived from published figures",
    "C": "recalled or from a secondary source",
    "D": "an assumption",
}


def titles(named: Iterable[str], sources: Sources) -> dict[str, str]:
    """Title, publisher and date of each source named, in order of id."""
    ids = sorted({source for group in named for source in group.split(";")} & set(sources))
    return {word: _title(sources[word]) for word in ids}


def _title(source: Mapping[str, str]) -> str:
    """A source in words."""
    by = ", ".join(source[key] for key in ("publisher", "date") if source.get(key))
    where = f" ({source['table_or_section']})" if source.get("table_or_section") else ""
    return f"{source['title']}{where}{'. ' if by else ''}{by}"


def figure_sources(programme: "Programme") -> list[str]:
    """Sources of a programme's figures, as its files name them."""
    figures = [v.source for address in programme.keys.values() for v in programme.parameters[address].values]
    return [*figures, programme.card.source]


def sources_line(programme: "Programme") -> str:
    """Where a programme's figures come from, in a line under a table."""
    ids = sorted({source for group in figure_sources(programme) for source in group.split(";")})
    return f"Sources of its figures: {', '.join(ids)} (`esarisk show {programme.name}` names each)."
