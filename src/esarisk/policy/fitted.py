"""Fitted files: where they stand, and whether what they rest on has changed since."""

from hashlib import sha256

from esarisk.errors import Fault
from esarisk.policy.opening import CUBE
from esarisk.policy.parameters import Parameters
from esarisk.policy.reading import Library
from esarisk.policy.stack import vintage

NOT_FITTED_TO = ("cap.", "remainder.", "outturn.", "advisers.", "areas.", "gap.", "trials.")
"""Stems that no fit reads."""


def input_digest(known: Parameters) -> str:
    """Digest of what a fit rests on: every value the view knew of the claim and its targets."""
    digest = sha256()
    for address in sorted(known):
        parameter = known[address]
        unread = address.startswith(NOT_FITTED_TO) and address != CUBE
        if unread or not parameter.known:
            continue
        values = [(v.period, v.value, v.published, v.sd) for v in parameter.latest]
        cells = dict(parameter.table.cells) if parameter.table else {}
        digest.update(repr((address, values, parameter.distribution, cells)).encode())
    return digest.hexdigest()[:16]


def stale_fits(library: Library) -> list[Fault]:
    """A fault for each fitted file whose inputs have changed since it was written."""
    faults = []
    for card in library.fitted.values():
        seen = vintage(library, card.vintage, card.view)
        if input_digest(seen.known) != card.digest:
            again = f"esarisk calibrate --vintage {card.vintage} --view {card.view}"
            file = library.folder / "fitted" / fitted_name(card.vintage, card.view)
            faults.append(Fault(str(file), 0, "fitted.digest", f"is stale: run `{again}`"))
    return faults


def fitted_name(name: str, view: str) -> str:
    """Name of the fitted file of a vintage and view."""
    return f"{name.replace('-', '_')}_{view}.yaml"
