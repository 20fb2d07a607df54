"""One number, one meaning: the central path of a programme and the mean of its draws agree."""

import numpy as np
import pytest

from esarisk.analysis.programmes.ledger import book
from esarisk.engine.programmes.effects import drawn_figures
from esarisk.policy.parameters import parameters_folder

FILES = sorted((parameters_folder() / "programmes").glob("*.yaml"))
IDS = [f.stem for f in FILES if f.read_text(encoding="utf-8").startswith("programme:")]

SUMS = {
    "in work": lambda one: one.ledger.in_work.sum(),
    "off benefit": lambda one: one.ledger.off_benefit.sum(),
    "inside the cap": lambda one: one.ledger.in_cap.sum(),
}


@pytest.mark.parametrize("name", IDS)
def test_the_central_path_and_the_mean_of_draws_are_one_programme(library, name):
    """At a fixed level of money: the sums of effects differ by less than three standard errors of 64 draws."""
    programme, terms = library.programmes[name], (50.0, "2014-15", 7)
    central = book(library, programme, *terms, after=0)
    drawn = [book(library, programme, *terms, drawn=one, after=0) for one in drawn_figures(programme, 64)]
    for what, total in SUMS.items():
        found = np.array([total(one) for one in drawn])
        error = found.std(ddof=1) / np.sqrt(len(found))
        assert abs(found.mean() - total(central)) <= 3 * error, what
