"""Figures of programmes that a user puts in place of the files' own."""

from collections.abc import Sequence

from esarisk.errors import EsariskError
from esarisk.policy.reading import Library


def hold_figures(library: Library, given: Sequence[str]) -> dict[str, float]:
    """Put figures such as `new_start.off_benefit_ratio=0` in place of the programmes' own, in every draw.

    Returns
    -------
    number by address

    Raises
    ------
    EsariskError : what was typed is no figure of a programme
    """
    figures = dict(_figure(text) for text in given)
    for address, number in figures.items():
        name, key = address.split(".", 1)
        library.programmes[name] = library.pick("programmes", name).with_figures({key: number})
    return figures


def _figure(text: str) -> tuple[str, float]:
    """Address and number of PROGRAMME.KEY=NUMBER."""
    address, _, number = text.partition("=")
    try:
        value = float(number)
    except ValueError:
        value = float("nan")
    if "." not in address or not abs(value) < float("inf"):
        raise EsariskError(
            f"--figure '{text}': give PROGRAMME.KEY=NUMBER, such as new_start.off_benefit_ratio=0"
        )
    return address, value
