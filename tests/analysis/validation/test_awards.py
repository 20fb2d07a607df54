"""Average awards beside what published spending and caseload imply."""

import numpy as np
import pytest

from esarisk.analysis.validation.awards import awards_by_position, implied_awards
from esarisk.engine.awards.mean_awards import awards
from esarisk.engine.draws import Values, central_draw
from esarisk.engine.fits import fitted_of
from esarisk.errors import EsariskError
from esarisk.kernels.layout import BOTH, CONTRIBUTORY, INCOME_RELATED, PLACE_OF, STATES
from esarisk.names import LINES

BASES = {"contributory": CONTRIBUTORY, "both": BOTH, "income_related": INCOME_RELATED}
JUNE = "2014-06"


@pytest.fixture(scope="module")
def implied(library, seen):
    return implied_awards(library, seen).set_index("year")


def test_the_average_by_phase_and_basis_is_what_the_cohort_engine_pays(library, seen):
    award, _ = awards(seen, Values(seen.known, central_draw(seen.known, fitted_of(library, seen))))
    june = [m.start.isoformat()[:7] for m in seen.months].index(JUNE)
    paid = award[0, june][:, [LINES.index("contributory"), LINES.index("income_related")]].sum(axis=-1)
    for row in awards_by_position(library, seen, "2014-15").to_dict("records"):
        place = PLACE_OF[STATES.index(row["phase"]), BASES[row["basis"]], 0]
        assert row["paid"] == pytest.approx(paid[place], rel=1e-12)
        assert row["paid"] == pytest.approx(row["by_rule"] * row["factor"], rel=1e-12)


def test_a_year_that_is_not_simulated_is_wrong_input(library, seen):
    with pytest.raises(EsariskError, match="has no 2031-32"):
        awards_by_position(library, seen, "2031-32")


def test_spending_over_caseload_rises_from_the_level_of_2013_to_that_of_2018(implied):
    assert 100 < implied.loc["2013-14", "implied"] < 112
    assert implied.loc["2018-19", "implied"] == pytest.approx(134, abs=1)


def test_what_is_paid_is_within_four_per_cent_of_what_the_rules_say_in_every_year(implied):
    assert (np.abs(implied["ratio"] - 1) < 0.04).all()


@pytest.mark.parametrize("line", ["contributory", "income_related"])
def test_committed_factors_are_the_ratios_that_the_command_prints(library, implied, line):
    """Published to the nearest £100 million, so held to a tenth of a per cent: no figure is made up."""
    committed = {
        value.period.start.year: value.value
        for value in library.parameters[f"awards.{line}_factor"].latest
        if value.status == "derived"
    }
    ratios = implied[f"ratio_{line}"].dropna()
    assert len(ratios) > 5
    for year, ratio in ratios.items():
        assert committed[int(year[:4])] == pytest.approx(ratio, abs=1e-3), year
