"""Levels of money share the months before money differs: each is what it would be alone."""

import numpy as np
import pytest

from esarisk.analysis.programmes.projection import Projector
from esarisk.engine.claims.cohort import project_batch
from esarisk.engine.programmes.eligibility import first_month
from esarisk.engine.programmes.funded import Funded
from esarisk.engine.programmes.funding import families, funding_of


@pytest.fixture(scope="module")
def projector(library):
    return Projector(library, "2014-03", "department", 2)


def fundings(library, projector, *wanted):
    levels = [[Funded(library.programmes[name], money, 0.0) for name, money in one.items()] for one in wanted]
    of = (projector.fixed, projector.centre, projector.draws)
    return [funding_of(library, projector.seen, one, *of) for one in levels]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["new_start", "ips"])
def test_a_level_among_others_is_the_level_alone(library, projector, name):
    found = fundings(library, projector, {name: 20.0}, {name: 400.0}, {name: 90.0})
    provisions = [one.provision for one in found]
    claims = projector.batches[0]
    first = first_month(projector.seen)
    together = list(projector.projection.totals_of_levels(claims, provisions, first))
    assert not np.array_equal(together[0].spending, together[1].spending)
    for provision, among in zip(provisions, together, strict=True):
        alone = project_batch(projector.fixed, claims, provision)
        for key, part in alone._asdict().items():
            np.testing.assert_array_equal(getattr(among, key)[:, ...], part, err_msg=key)


def test_levels_of_the_same_people_are_a_family_and_others_are_not(library, projector):
    found = fundings(library, projector, {"new_start": 20.0}, {"ips": 20.0}, {}, {"new_start": 90.0}, {})
    assert families(found) == [[0, 3], [1], [2, 4]]
