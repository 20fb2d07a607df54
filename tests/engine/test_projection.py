"""One projection: the same people whoever asks, scenarios beside each other, nothing that changes under way."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from esarisk.engine.draws import sample
from esarisk.engine.fits import fitted_centre
from esarisk.engine.projection import Projection, projection_of


def test_draws_in_parts_are_the_draws_together(seen):
    projection, draws = projection_of(seen), sample(seen.known, 4, seed=3)
    whole = projection.totals(projection.claims(draws))
    for first in range(0, 4, 2):
        part = projection.totals(projection.claims(draws.rows(first, first + 2)))
        assert np.array_equal(part.spending, whole.spending[first : first + 2])


def test_a_scenario_beside_another_is_paid_as_it_is_alone(seen):
    address = "awards.contributory_factor"
    other = seen.known.with_changes({address: seen.known[address]})
    both, alone = Projection(seen, (seen.known, other)), projection_of(seen)
    draws = sample(seen.known, 1, seed=1)
    together = both.totals(both.claims(draws)).spending
    for scenario in range(2):
        assert np.array_equal(together[:, scenario], alone.totals(alone.claims(draws)).spending[:, 0])


def test_what_is_measured_is_what_was_projected(library, seen):
    projection, centre = projection_of(seen), fitted_centre(library, seen)
    read = projection.measured(centre)
    assert np.array_equal(read.totals.stock, projection.totals(projection.claims(centre)).stock)
    assert read.timetable is projection.timetable


def test_nothing_of_a_projection_can_be_changed(seen):
    with pytest.raises(FrozenInstanceError):
        projection_of(seen).terms = None
