"""What is asked of programme money: levels, programmes swept and held."""

import pytest

from esarisk.analysis.levels import asked, levels_asked, levels_of
from esarisk.analysis.programmes.sweep import sweep
from esarisk.errors import EsariskError
from esarisk.policy.schema import ScenarioCard


def test_levels_are_a_range_or_a_list():
    assert levels_of("0:500:50") == [float(x) for x in range(0, 501, 50)]
    assert levels_of("100,0,50") == [0.0, 50.0, 100.0]


@pytest.mark.parametrize("text", ["", "a", "0:10", "0:10:0", "-5:10:5", "1,inf", "0:1e9:1", "nan"])
def test_levels_that_are_none_are_told(text):
    with pytest.raises(EsariskError, match="--funding"):
        levels_of(text)


def test_one_programme_is_swept_and_others_are_held():
    assert asked(["a=50", "b"]) == ("b", {"a": 50.0})
    assert asked(["a=50"], sweeping=False) == (None, {"a": 50.0})


@pytest.mark.parametrize(
    ("named", "told"),
    [(["a", "b"], "one programme to sweep"), (["a", "a=5"], "twice"), (["a=5", "a=6", "b"], "twice")]
    + [(["a", f"b={money}"], "give money") for money in ("many", "-1", "inf", "nan")],
)
def test_what_is_no_question_is_told(named, told):
    with pytest.raises(EsariskError, match=told):
        asked(named)


def test_a_dated_mix_is_scaled_in_each_of_its_periods(library):
    held = {"funding": {"ips": {"2014-15": 20.0}, "new_start": {"2017-04..": 40.0}}}
    card = ScenarioCard(name="dated", meaning="m", **held)
    one = levels_asked(library, scale="0,2", scenario=card)
    assert one.at(2.0).funding == {"ips": {"2014-15": 40.0}, "new_start": {"2017-04..": 80.0}}
    found = sweep(library, one, "2014-03", draws=1)
    assert [row["money"] for row in found.rows] == [0.0, pytest.approx((40.0 + 4 * 80.0) / 7)]
    assert found.rows[0]["starts"] == 0.0 < found.rows[1]["starts"]
