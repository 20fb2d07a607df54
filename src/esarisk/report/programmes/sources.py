"""Where a programme's figures come from."""

from esarisk.policy.programmes import Programme


def figure_sources(programme: Programme) -> list[str]:
    """Sources of a programme's figures, as its files name them."""
    figures = [v.source for address in programme.keys.values() for v in programme.parameters[address].values]
    return [*figures, programme.card.source]


def sources_line(programme: Programme) -> str:
    """Where a programme's figures come from, in a line under a table."""
    ids = sorted({source for group in figure_sources(programme) for source in group.split(";")})
    return f"Sources of its figures: {', '.join(ids)} (`esarisk show {programme.name}` names each)."
