"""A vintage that opens with a quarter of the ESA cube: its cells, its ages, its terms, its dates."""

import numpy as np
import pytest

from esarisk.engine.claims.inputs import claims
from esarisk.engine.claims.timetable import timetable
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.population.groups import groups_of
from esarisk.engine.population.start_ages import StartAges
from esarisk.errors import EsariskError
from esarisk.kernels.layout import (
    ASSESSMENT,
    BASIS_OF,
    BOTH,
    CONTRIBUTORY,
    N_CLOCK,
    STATE_OF,
    SUPPORT,
    WRAG,
)
from esarisk.names import BASES
from esarisk.policy.stack import vintage
from esarisk.policy.start_stock import cube_cells

OPENED = [
    ("2018-05", "department"),
    ("2018-05", "hindsight"),
    ("2021-05", "department"),
    ("2021-05", "public"),
]
PHASES = {"assessment": ASSESSMENT, "wrag": WRAG, "support": SUPPORT}


@pytest.fixture(scope="module", params=OPENED, ids=" ".join)
def opened(request, library):
    seen = vintage(library, *request.param)
    fixed = timetable(seen, seen.known, groups_of(seen))
    return seen, fixed, claims(seen, [Values(seen.known, central_draw(seen.known))])


def test_the_start_stock_is_the_published_cell_in_every_phase_and_basis(opened, library):
    _, fixed, inputs = opened
    cells = cube_cells(library.parameters, "2018-05")
    for phase, state in PHASES.items():
        for basis in BASES[:4]:
            published = cells[phase, basis] + (cells["unknown", basis] if phase == "support" else 0.0)
            mine = (state == STATE_OF) & (BASES.index(basis) == BASIS_OF)
            held = inputs.start_stock[0, state] * fixed.start_shape[mine].sum()
            assert held == pytest.approx(published, abs=1e-6), (phase, basis)


def test_esa_at_the_start_is_the_cube_s_total(opened, library):
    _, _, inputs = opened
    total = sum(cube_cells(library.parameters, "2018-05").values())
    assert inputs.start_stock[0, [ASSESSMENT, WRAG, SUPPORT]].sum() == pytest.approx(total, rel=1e-12)


def test_all_phases_together_are_as_old_as_published(opened):
    seen, fixed, inputs = opened
    esa = StartAges(seen.known, groups_of(seen), seen, np.zeros(1)).esa
    found = np.zeros_like(esa)
    for state in PHASES.values():
        found += inputs.start_stock[0, state] * fixed.start_shape[state == STATE_OF].sum(axis=(0, 1))
    # At sixteen more people claim than the table holds: nobody of that age is left for the groups.
    np.testing.assert_allclose(found / found.sum(), esa, atol=5e-5)
    assert (np.abs(found / found.sum() - esa) <= 1e-4 * esa).mean() > 0.97


def test_no_contributory_award_of_the_work_related_group_is_past_the_limit_at_the_start(opened):
    _, fixed, _ = opened
    limited = (STATE_OF == WRAG) & ((BASIS_OF == CONTRIBUTORY) | (BASIS_OF == BOTH))
    limit = int(fixed.limit_months[0])
    assert limit == 12
    assert fixed.start_shape[limited, :limit].sum() > 0
    assert fixed.start_shape[limited, limit:N_CLOCK].sum() == 0


def test_top_ups_end_in_june_2019_and_the_move_begins_in_september_2024(library):
    seen = vintage(library, "2018-05", "hindsight")
    inputs = claims(seen, [Values(seen.known, central_draw(seen.known))])
    months = np.array([month.start.isoformat()[:7] for month in seen.months])
    top_up, moved = inputs.top_up[0], inputs.migration[0]
    assert (top_up[months <= "2019-06"] > 0).all()
    assert (top_up[months >= "2019-07"] == 0).all()
    quiet = moved[months < "2024-09"]
    assert (quiet == quiet[0]).all()
    assert moved[months == "2024-09"][0] > 10 * quiet[0]
    assert (np.diff(moved[months >= "2024-09"]) >= 0).all()


def test_in_2021_nobody_is_known_to_be_moved(library):
    seen = vintage(library, "2021-05", "department")
    inputs = claims(seen, [Values(seen.known, central_draw(seen.known))])
    assert np.ptp(inputs.migration[0]) == 0.0


def test_a_view_that_does_not_know_the_quarter_it_opens_with_says_so(library):
    with pytest.raises(
        EsariskError, match=r"does not know the count of May 2018 .* choose the department view"
    ):
        vintage(library, "2018-05", "public")


def test_hindsight_knows_everything_and_looks_no_further_ahead_than_its_end(library):
    seen = vintage(library, "2018-05", "hindsight")
    assert seen.known_to == seen.months[-1].end
    assert len(seen.known["on_flow.claims_a_month"].latest) == len(
        library.parameters["on_flow.claims_a_month"].latest
    )
    assert vintage(library, "2018-05", "department").known_to == seen.day
