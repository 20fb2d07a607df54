"""Fitted files: where they stand, and whether what they rest on has changed since."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import compress

from esarisk.errors import Fault
from esarisk.policy.parameters import Parameter, Parameters, Value
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage, vintage
from esarisk.policy.start_stock import STOCK_CUBE

NOT_FITTED_TO = (
    "adjustments.",
    "attributes.",
    "cap.",
    "remainder.",
    "outturn.",
    "advisers.",
    "areas.",
    "gap.",
    "less_money.",
    "trials.",
    "staff_pools.",
)
"""Stems that no fit reads."""


OWN_TARGETS = tuple(
    f"calibration.{name}" for name in ("to_2015", "universal_credit", "uc_people", "uc_stages")
)
"""Tables of targets that only the vintages which name them fit."""


def input_digest(known: Parameters, named: Collection[str] = ()) -> str:
    """Digest of what a fit rests on: every value the view knew of the claim and its targets.

    Parameters
    ----------
    named : tables of targets that the vintage fits besides the common one
    """
    rows = (
        (address, [(v.period, v.value, v.published, v.sd) for v in _own(one)], one.distribution, _cells(one))
        for address, one in sorted(known.items())
        if one.known and not address.startswith(NOT_FITTED_TO) and not _others(address, named)
    )
    return _digest(map(repr, rows))


def _digest(texts: Iterable[str]) -> str:
    return sha256("".join(texts).encode()).hexdigest()[:16]


TARGETS = "calibration.targets"
READ_BY_CUBE_FITS = (
    "assessment.",
    "calibration.",
    "capacity.",
    "decisions.",
    "disputes.",
    "economy.",
    "moves.",
    "off_flow.",
    "on_flow.",
    "population.",
    "referral.",
    "start.",
    STOCK_CUBE,
)
"""Stems that a fit to the ESA cube reads: people alone, never money."""


def _others(address: str, named: Collection[str]) -> bool:
    """Whether an address is a table of targets that only other vintages fit."""
    return address in OWN_TARGETS and address.removeprefix("calibration.") not in named


def fit_digest(seen: Vintage) -> str:
    """Digest of what a vintage's fit rests on; of one to the ESA cube alone, only what it simulates."""
    card, fit, known = seen.card, repr(seen.card.fit), seen.known
    if card.opening != "cube":
        return input_digest(known, card.targets)
    if card.targets:
        return _digest([fit, input_digest(known, card.targets)])
    first, last = seen.months[0].start, seen.months[-1].end
    texts = [fit]
    for address, one in sorted(known.items()):
        if address.startswith(READ_BY_CUBE_FITS) and not _others(address, ()):
            values = [(v.period, v.value, v.sd) for v in _own(one) if v.period.start <= last]
            cells = _cells(one, first if address == TARGETS else date.min)
            texts.append(repr((address, values, one.distribution, cells)))
    return _digest(texts)


def _own(parameter: Parameter) -> tuple[Value, ...]:
    """A parameter's own values: what a user set for one question makes no fit stale."""
    before = parameter.before if parameter.kind == "lever" else None
    return replace(before or parameter, held=None).latest


def _cells(parameter: Parameter, since: date = date.min) -> dict[str, list[object]]:
    """Cells of a parameter's table that describe a period from a day on."""
    table = parameter.table
    if table is None:
        return {}
    kept = [period.start >= since for period in table.periods]
    return {column: list(compress(cells, kept)) for column, cells in table.cells.items()}


class StaleFitWarning(UserWarning):
    """A fit is used whose inputs have changed since it was written."""


def stale_fits(library: Library) -> list[Fault]:
    """A fault for each fitted file whose inputs have changed since it was written."""
    seen = (vintage(library, card.vintage, card.view) for card in library.fitted.values())
    return [fault for one in seen if (fault := stale_fit(library, one))]


def stale_fit(library: Library, seen: Vintage) -> Fault | None:
    """What is wrong with the fit of a vintage and view, or None."""
    card = library.fitted.get(f"{seen.name}-{seen.view}")
    if card is None or fit_digest(seen) == card.digest:
        return None
    again = f"run `esarisk calibrate --vintage {card.vintage} --view {card.view}`"
    file = str(library.folder / "fitted" / fitted_name(card.vintage, card.view))
    return Fault(file, 0, "fitted.digest", f"is stale: what it was fitted to has changed since; {again}")


def fitted_name(name: str, view: str) -> str:
    """Name of the fitted file of a vintage and view."""
    return f"{name.replace('-', '_')}_{view}.yaml"
