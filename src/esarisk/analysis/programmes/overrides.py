"""Figures of programmes that a user puts in place of the files' own."""

from collections.abc import Sequence
from dataclasses import replace

from esarisk.analysis.programmes.question import plain_number
from esarisk.errors import EsariskError
from esarisk.policy.reading import Library


def hold_figures(library: Library, given: Sequence[str]) -> tuple[Library, dict[str, float]]:
    """A library with figures such as `new_start.off_benefit_ratio=0` in place of the programmes' own, in every draw.

    Returns
    -------
    a library of its own, number by address

    Raises
    ------
    EsariskError : what was typed is no figure of a programme
    """
    figures, programmes = {}, dict(library.programmes)
    for text in given:
        address, number = _figure(text)
        stem, key = address.split(".", 1)
        name = library.named("programmes", stem)
        programmes[name] = programmes[name].with_figures({key: number})
        figures[f"{name}.{key}"] = number
    return replace(library, programmes=programmes), figures


def _figure(text: str) -> tuple[str, float]:
    """Address and number of PROGRAMME.KEY=NUMBER."""
    address, _, number = text.partition("=")
    try:
        value = plain_number(number)
    except ValueError:
        value = float("nan")
    if "." not in address or not abs(value) < float("inf"):
        raise EsariskError(
            f"--figure '{text}': give PROGRAMME.KEY=NUMBER, such as new_start.off_benefit_ratio=0"
        )
    return address, value
