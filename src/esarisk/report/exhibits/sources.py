"""Where a figure is from and how far it is trusted, in words."""

from collections.abc import Iterable, Mapping

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
