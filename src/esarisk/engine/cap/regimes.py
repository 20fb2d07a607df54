"""Regimes of the welfare cap: by which rule some years are judged."""

from collections.abc import Iterable

from esarisk.errors import EsariskError, did_you_mean
from esarisk.names import ANNUAL_2014, CAP_REGIMES


def regime_of(words: Iterable[object]) -> str:
    """The one regime by which some years of a cap are judged; blank years have none.

    Raises
    ------
    EsariskError : nothing judges by such a regime, or two share the years
    """
    found = sorted({str(word) for word in words if isinstance(word, str) and word})
    if unknown := [word for word in found if word not in CAP_REGIMES]:
        raise EsariskError(
            f"'cap.levels': nothing judges by '{unknown[0]}'.{did_you_mean(unknown[0], CAP_REGIMES)}"
        )
    if len(found) > 1:
        raise EsariskError(
            f"'cap.levels': {' and '.join(found)} share a cap: give each of its years one regime"
        )
    return found[0] if found else ANNUAL_2014
