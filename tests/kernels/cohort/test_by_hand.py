"""The cohort kernel beside the same months by hand in C: another language, the same people and money."""

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from esarisk.engine.claims.clock import told_apart
from esarisk.engine.claims.cohort import widened
from esarisk.engine.draws import sample
from esarisk.engine.fits import fitted_of
from esarisk.engine.projection import projection_of
from esarisk.kernels.layout import N_PHASES, no_provision
from esarisk.policy.stack import vintage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler"),
]


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """What makes one draw in C."""
    sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
    try:
        from limits.by_hand import ByHand, build
    finally:
        sys.path.pop(0)
    code = build(tmp_path_factory.mktemp("limits"))
    return lambda *inputs: ByHand(code, *inputs)()


@pytest.mark.parametrize("name", ["2014-03", "2018-05", "2026-03"])
def test_the_kernel_is_c_by_hand_on_a_vintage_s_own_draws(library, by_hand, name):
    """2026-03 has later terms, Universal Credit beside contributory awards, and migration."""
    seen = vintage(library, name, "department")
    projection = projection_of(seen)
    inputs = projection.claims(sample(seen.known, 2, 1, fitted_of(library, seen)))
    totals = projection.totals(inputs)
    months, groups = projection.timetable.on_flow_shape.shape
    fixed = widened(projection.timetable)._replace(
        told_apart=told_apart(projection.timetable, inputs, no_provision(2, months))
    )
    for draw in range(2):
        found = by_hand(fixed, inputs, draw)
        assert found["spending"][0] == pytest.approx(totals.spending[draw, 0].sum(), rel=1e-12)
        assert found["people_at_end"][0] == pytest.approx(totals.stock[draw, -1].sum(), rel=1e-12)
        for of, expected in (
            ("caseload_by_group", totals.caseload_by_group[draw].sum(axis=0)),
            ("spending_by_group", totals.spending_by_group[draw, 0].sum(axis=0)),
        ):
            np.testing.assert_allclose(
                found[of].reshape(N_PHASES, -1)[:, :groups], expected, rtol=1e-9, atol=1e-3
            )
