"""What is asked of programme money: levels, programmes swept and held."""

import pytest

from esarisk.analysis.levels import asked, levels_of
from esarisk.errors import EsariskError


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
