"""Fits of vintages: what calibration left, and the path in the middle of it."""

import warnings

import numpy as np

from esarisk.engine.draws import Draws, Fitted, central_draw
from esarisk.engine.fitted_paths import address_of
from esarisk.policy.fitted import StaleFitWarning, stale_fit
from esarisk.policy.reading import Library
from esarisk.policy.stack import Vintage


def fitted_of(library: Library, seen: Vintage) -> Fitted | None:
    """What calibration left for a vintage and view, if it was fitted.

    Warns of a stale fit; a score of a parameter that is gone since is left out.
    """
    card = library.fitted.get(f"{seen.name}-{seen.view}")
    if card is None:
        return None
    if fault := stale_fit(library, seen):
        warnings.warn(str(fault), StaleFitWarning, stacklevel=2)
    order = sorted(name for name in card.scores if address_of(name) in seen.known)
    rows = [list(card.scores).index(address) for address in order]
    covariance = np.array(card.covariance)[np.ix_(rows, rows)]
    return Fitted({address: card.scores[address] for address in order}, covariance)


def fitted_centre(library: Library, seen: Vintage) -> Draws:
    """One draw: every uncertainty at its central value, the fitted one where there is a fit."""
    return central_draw(seen.known, fitted_of(library, seen))
