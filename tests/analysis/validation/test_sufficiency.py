"""The look back: what it was given is listed, and nothing else may use it."""

import pytest

from esarisk.analysis.validation.backtest import backtest
from esarisk.analysis.validation.sufficiency import sufficiency
from esarisk.errors import EsariskError
from esarisk.policy.stack import vintage


@pytest.fixture(scope="module")
def result(library):
    return sufficiency(library)


def test_six_years_stand_beside_outturn_with_their_misses(result):
    assert list(result.table["year"]) == ["2013-14", "2014-15", "2015-16", "2016-17", "2017-18", "2018-19"]
    assert (result.table["reproduced"] == (result.table["difference"].abs() <= 2)).all()
    assert result.table["outturn"].iloc[0] == 13_470


def test_every_hindsight_value_is_listed(result):
    known = result.seen.known
    marked = {address for address in known if any(v.hindsight for v in known[address].values)}
    assert set(result.inputs["parameter"]) == marked
    assert "on_flow.claims_a_month" in marked


def test_a_look_back_is_barred_from_the_back_test(library):
    with pytest.raises(EsariskError, match="may not use hindsight"):
        backtest(library, "look-back-2019", "department", 2)


@pytest.mark.parametrize("view", ["department", "public"])
def test_no_forecast_knows_what_the_look_back_was_given(library, view):
    known = vintage(library, "2014-03", view).known
    assert not [a for a in known if any(v.hindsight for v in known[a].values)]
