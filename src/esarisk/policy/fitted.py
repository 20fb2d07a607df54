"""Fitted files: where they stand, and whether what they rest on has changed since."""

from datetime import date
from hashlib import sha256
from itertools import compress

from esarisk.errors import Fault
from esarisk.policy.opening import CUBE
from esarisk.policy.parameters import Parameter, Parameters
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage, vintage

NOT_FITTED_TO = ("attributes.", "cap.", "remainder.", "outturn.", "advisers.", "areas.", "gap.", "trials.")
"""Stems that no fit reads."""


def input_digest(known: Parameters) -> str:
    """Digest of what a fit rests on: every value the view knew of the claim and its targets."""
    digest = sha256()
    for address in sorted(known):
        parameter = known[address]
        if address.startswith(NOT_FITTED_TO) or not parameter.known:
            continue
        values = [(v.period, v.value, v.published, v.sd) for v in parameter.latest]
        cells = dict(parameter.table.cells) if parameter.table else {}
        digest.update(repr((address, values, parameter.distribution, cells)).encode())
    return digest.hexdigest()[:16]


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
    CUBE,
)
"""Stems that a fit to the ESA cube reads: people alone, never money."""


def fit_digest(seen: Vintage) -> str:
    """Digest of what a vintage's fit rests on; of one to the ESA cube, only what it simulates."""
    if seen.card.opening != "cube":
        return input_digest(seen.known)
    digest = sha256(repr(seen.card.fit).encode())
    for address in sorted(seen.known):
        parameter = seen.known[address]
        if not address.startswith(READ_BY_CUBE_FITS):
            continue
        values = [
            (v.period, v.value, v.sd) for v in parameter.latest if v.period.start <= seen.months[-1].end
        ]
        since = seen.months[0].start if address == TARGETS else date.min
        digest.update(repr((address, values, parameter.distribution, _cells(parameter, since))).encode())
    return digest.hexdigest()[:16]


def _cells(parameter: Parameter, since: date) -> dict[str, list[object]]:
    """Cells of a parameter's table that describe a period from a day on."""
    table = parameter.table
    if table is None:
        return {}
    kept = [period.start >= since for period in table.periods]
    return {column: list(compress(cells, kept)) for column, cells in table.cells.items()}


def stale_fits(library: Library) -> list[Fault]:
    """A fault for each fitted file whose inputs have changed since it was written."""
    faults = []
    for card in library.fitted.values():
        seen = vintage(library, card.vintage, card.view)
        if fit_digest(seen) != card.digest:
            again = f"esarisk calibrate --vintage {card.vintage} --view {card.view}"
            file = library.folder / "fitted" / fitted_name(card.vintage, card.view)
            faults.append(Fault(str(file), 0, "fitted.digest", f"is stale: run `{again}`"))
    return faults


def fitted_name(name: str, view: str) -> str:
    """Name of the fitted file of a vintage and view."""
    return f"{name.replace('-', '_')}_{view}.yaml"
