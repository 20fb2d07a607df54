"""Coverage: who is reached by baseline provision counts, and nobody is counted twice."""

import numpy as np
import pytest

from esarisk.analysis.programmes.coverage import coverage_of_all


@pytest.fixture(scope="module")
def rows(library):
    return {
        million: {
            row["programme"]: row
            for row in coverage_of_all(library, "2014-03", million, named=["work_programme", "ips"])
        }
        for million in (1.0, 100.0)
    }


def test_starts_of_baseline_provision_count_as_reached(rows):
    row = rows[1.0]["work_programme"]
    assert row["starts_baseline"] > 100_000
    assert row["starts"] == pytest.approx(row["starts_baseline"] + row["starts_more"])
    assert 0.0 < row["never_reached"] < 0.9
    assert all(0.0 < share < 1.0 for share in row["by_age_band"].values())


def test_a_programme_that_the_baseline_lacks_has_no_starts_of_it(rows):
    row = rows[100.0]["ips"]
    assert row["starts_baseline"] == 0.0
    assert row["starts"] == row["starts_more"] > 1_000
    assert row["never_reached"] < 1.0


def test_more_money_never_reaches_fewer_and_leaves_as_many_people(rows):
    for name in ("work_programme", "ips"):
        less, more = rows[1.0][name], rows[100.0][name]
        assert more["never_reached"] <= less["never_reached"]
        assert more["people"] == pytest.approx(less["people"], rel=0.01)
    assert np.isclose(rows[1.0]["work_programme"]["baseline"], 44.0)
