"""A claim that waits for its first interview is decided that much later, and nothing else differs."""

import numpy as np
import pytest

from esarisk.kernels.layout import ASSESSMENT, NEW, UC_ASSESSMENT

MONTHS, FIRST = 14, 2


@pytest.fixture(scope="module")
def of(make, run):
    """Totals where claims wait so many months for an interview; nobody stands in assessment at first."""

    def totals(wait, minimum_wait=FIRST, order=0.0, draws=1):
        timetable, claims = make(7, months=MONTHS, draws=draws, order=order, minimum_wait=minimum_wait)
        claims.start_stock[:, [ASSESSMENT, UC_ASSESSMENT]] = 0.0
        return run(timetable, claims._replace(interview_wait=np.full((draws, MONTHS), float(wait))))

    return totals


@pytest.mark.parametrize("order", [0.0, 1.0, 2.0])
def test_two_months_for_an_interview_are_two_months_more_at_least(of, order):
    """As if the minimum wait were so much longer, but for the people who are counted as waiting."""
    waiting, later = of(2.0, order=order), of(0.0, minimum_wait=FIRST + 2, order=order)
    for name in ("caseload", "spending", "decisions", "decided", "off_flow", "stock", "flows", "standing"):
        assert getattr(waiting, name) == pytest.approx(getattr(later, name), rel=1e-9, abs=1e-6), name
    new = waiting.waiting[..., NEW] - later.waiting[..., NEW]
    assert (new >= -1e-6).all()
    assert new.max() > 1.0


def test_a_part_of_a_month_lies_between(of):
    none, half, whole = (of(wait).decided[0, :, NEW].sum() for wait in (0.0, 0.5, 1.0))
    assert whole < half < none


def test_nobody_is_lost_while_waiting(of):
    balance = of(1.7).balance[0]
    assert balance[:, 0] + balance[:, 1] - balance[:, 2] == pytest.approx(balance[:, 3], rel=1e-9)


def test_waits_begin_with_the_claims_that_meet_them(make, run):
    """Claims of before a month wait no longer than they did."""
    timetable, claims = make(7, months=MONTHS, minimum_wait=FIRST, order=0.0)
    waits = np.zeros((1, MONTHS))
    waits[0, 6:] = 3.0
    one, other = run(timetable, claims), run(timetable, claims._replace(interview_wait=waits))
    before = 6 + FIRST
    assert (one.decided[:, :before] == other.decided[:, :before]).all()
    assert other.decided[0, before:, NEW].sum() < one.decided[0, before:, NEW].sum()
