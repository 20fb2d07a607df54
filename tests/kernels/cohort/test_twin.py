"""The cohort kernel beside a slow twin: plain loops over people by state, basis, terms and clock.

The twin is written from the docstrings and from what the rules say, not from the kernel's lines.
"""

import numpy as np
import pytest
from twin import PLACES, agree

from esarisk.engine.claims.clock import told_apart
from esarisk.kernels.layout import WRAG, no_provision
from esarisk.names import CLOCK_MONTHS, OUTCOMES


@pytest.mark.parametrize("seed", range(6))
def test_the_kernel_is_its_twin_on_random_inputs(make, run, seed):
    timetable, claims = make(seed, order=float(seed % 3))
    agree(timetable, claims, run(timetable, claims))


def test_the_kernel_is_its_twin_in_every_draw_and_scenario(make, run):
    timetable, claims = make(100, months=6, draws=3, scenarios=2)
    agree(timetable, claims, run(timetable, claims))


NEVER = 10**6
"""A month past every run [code]."""

CASES = {
    "reconsideration never": {"reconsideration": 0.0},
    "reconsideration from the fifth month": {"reconsideration": (np.arange(10) >= 4) * 1.0},
    "nobody disputes": {"dispute": 0.0},
    "everybody disputes": {"dispute": 1.0},
    "no limit": {"limit_months": 0.0},
    "a limit of a year": {"limit_months": 12.0},
    "the last month of the clock is the limit": {"limit_months": 36.0},
    "the limit comes and goes": {"limit_months": [0.0, 0, 12, 12, 6, 0, 0, 9, 12, 12]},
    "referrals stop and resume": {"referral": [0.1, 0.1, 0.1, 0, 0, 0, 0, 0.2, 0.2, 0.2]},
    "later terms before the horizon": {"terms_from": [-8, NEVER], "uc_terms_from": [-1, NEVER]},
    "later terms inside the horizon": {"terms_from": [4, NEVER], "uc_terms_from": [5, NEVER]},
    "later terms past the horizon": {"terms_from": [NEVER, NEVER], "uc_terms_from": [NEVER, NEVER]},
    "two sets of later terms": {"terms_from": [2, 5], "uc_terms_from": [1, 4]},
    "two sets of later terms, one of them old": {"terms_from": [-20, 3], "uc_terms_from": [-20, 3]},
    "everybody moves to Universal Credit": {"migration": [0.0, 0, 0.2, 0.2, 0, 0, 1.0, 0, 0.5, 1.0]},
    "every top-up starts at once": {"top_up": [0.0, 0, 0, 1.0, 0, 0, 0, 0.5, 0, 0]},
    "everybody off for work returns at once": {"return_share": [1.0, 1.0, 1.0]},
    "nobody off for work returns": {"return_share": 0.0},
    "returns only after three months": {"return_share": [0.0, 0.0, 0.7]},
    "hazards the same for every month since claim": {"off_flow": 0.05},
    "hazards that differ by month since claim": {"off_flow": np.linspace(0.3, 0.01, 8)},
    "nobody leaves of their own": {"off_flow": 0.0},
    "nobody dies": {"mortality": 0.0},
    "nobody leaves or dies": {"off_flow": 0.0, "mortality": 0.0},
    "nobody claims": {"claims": 0.0},
    "the oldest first with too little capacity": {"order": 1.0, "capacity": 300.0},
    "new claims first with capacity to spare": {"order": 2.0, "capacity": 1e5},
    "nobody is decided": {"capacity": 0.0},
    "everybody is decided": {"capacity": 1e12},
    "everybody reaches pension age": {"pension_exit": (np.arange(10) == 6)[:, None] * 1.0},
    "nobody is found fit": {"outcome": [0.0, 0.4, 0.6]},
    "everybody is found fit": {"outcome": [1 - 2e-12, 1e-12, 1e-12]},
}


@pytest.mark.parametrize("case", CASES)
def test_the_kernel_is_its_twin_when(make, run, case):
    timetable, claims = make(200 + len(case), months=10, **CASES[case])
    agree(timetable, claims, run(timetable, claims))


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "limits"), [(300, 3.0), (301, 24.0)])
def test_a_clock_cut_short_where_it_tells_nobody_apart_changes_nothing(make, run, seed, limits):
    """Hazards are even over the clock in some states and not in others."""
    timetable, claims = make(seed, months=16, draws=2, limit_months=limits)
    even = claims.off_flow.copy()
    even[:, WRAG:] = even[:, WRAG:, :1]
    for inputs in (claims, claims._replace(off_flow=even)):
        months = told_apart(timetable, inputs, no_provision(2, 16))
        assert (months < CLOCK_MONTHS).any() or inputs is claims
        agree(timetable, inputs, run(timetable._replace(told_apart=months), inputs))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "months"),
    [
        (60, 40),
        *(pytest.param(seed, 18, marks=pytest.mark.thorough) for seed in range(1000, 1012)),
    ],
)
def test_the_kernel_is_its_twin_on_more_random_inputs_and_past_the_oldest_clock(make, run, seed, months):
    timetable, claims = make(seed, groups=3, months=months, draws=2, scenarios=2)
    agree(timetable, claims, run(timetable, claims))


@pytest.mark.slow
def test_claims_older_than_the_clock_stand_by_basis(make, run):
    """Few are decided, so that claims of many months, split otherwise by basis, meet in the open row."""
    timetable, claims = make(70, months=42, capacity=500.0, off_flow=0.01)
    agree(timetable, claims, run(timetable, claims))


def test_the_twin_knows_every_outcome_and_place(make):
    timetable, claims = make(0)
    assert len(PLACES) == timetable.start_shape.shape[0] == claims.award.shape[3] == 68
    assert OUTCOMES == ("fit_for_work", "wrag", "support")
