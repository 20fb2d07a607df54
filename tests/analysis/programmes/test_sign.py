"""The sign of what a programme does inside the cap rests on a figure, and the page says which."""

import pytest

from esarisk.analysis.programmes.sign import sign_of_saving
from esarisk.report.programmes.sweep import sign_words


@pytest.mark.parametrize("name", ["caseloading", "second_interview", "ips", "work_programme"])
def test_without_the_effect_a_gain_is_none(library, name):
    programme = library.programmes[name]
    row = sign_of_saving(library, programme, "2014-15")
    assert row["saved"] > 0.0
    key = row["figure"].split(".")[1]
    assert key in {"employment_effect", "risk_ratio"}
    idle = programme.with_figures({key: 1.0 if key == "risk_ratio" else 0.0})
    assert sign_of_saving(library, idle, "2014-15")["saved"] <= 0.0


@pytest.mark.parametrize("name", ["one", "pilot_work_programme_led"])
def test_a_loss_that_drift_makes_rests_on_drift(library, name):
    programme = library.programmes[name]
    row = sign_of_saving(library, programme, "2014-15")
    assert row["saved"] < 0.0 <= row["without_drift"]
    assert row["figure"] == f"{name}.support_drift"
    settled = sign_of_saving(library, programme.with_figures({"support_drift": 0.0}), "2014-15")
    assert settled["saved"] == pytest.approx(row["without_drift"])


def test_words_say_figure_range_grade_and_what_drift_takes(library):
    rows = [
        sign_of_saving(library, library.programmes[n], "2014-15") for n in ("caseloading", "second_interview")
    ]
    one, two = (sign_words([row]) for row in rows)
    assert (
        "caseloading.employment_effect, 1.00 percentage points (uniform from 0 to 2, grade D, assumed)" in one
    )
    assert "faster job entry" in one
    assert "Nobody drifts" in one
    assert "of what leavers save" in two
