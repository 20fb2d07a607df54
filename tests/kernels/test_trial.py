"""A trial person by person: twin in plain Python, luck of one's own, counts that add up."""

import numpy as np
import pytest

from esarisk.kernels.trial import (
    CONTROL_FOUND,
    CONTROL_WORKING,
    N_COUNTS,
    TREATED_FOUND,
    TREATED_WORKING,
    run_arm,
    run_trials,
)

MASK = 2**64 - 1


def hashed(word):
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


def step(key, count):
    return hashed((key + (count + 1) * 0x9E3779B97F4A7C15) & MASK)


def twin(seed, trial, arm, people, control, treated, found, found_in_work):
    """The same arm by whole numbers of any size."""
    counts = np.zeros(N_COUNTS)
    key = step(step(0, seed), trial)
    for who in range(people):
        own = step(step(key, arm), who)
        luck = [(step(own, decision) >> 11) / 2**53 for decision in range(3)]
        group = 0 if luck[0] < 0.5 else 2
        works = luck[1] < (control if group else treated)
        if luck[2] < (found_in_work if works else found):
            counts[group] += 1
            counts[group + 1] += works
    return counts


def ran(people, control, treated, found=1.0, found_in_work=1.0, arm=0, trial=0, seed=3):
    counts = np.zeros(N_COUNTS)
    run_arm(seed, trial, arm, people, control, treated, found, found_in_work, counts)
    return counts


@pytest.mark.parametrize("given", [(0.1, 0.13, 0.6, 0.6), (0.0, 1.0, 0.5, 0.9), (0.3, 0.3, 1.0, 0.2)])
def test_the_kernel_is_its_twin(given):
    for arm, trial in ((0, 0), (2, 7)):
        assert ran(400, *given, arm=arm, trial=trial) == pytest.approx(twin(3, trial, arm, 400, *given))


def test_everybody_found_is_everybody_allocated():
    counts = ran(5000, 0.1, 0.2)
    assert counts[TREATED_FOUND] + counts[CONTROL_FOUND] == 5000
    assert abs(counts[TREATED_FOUND] - 2500) < 5 * np.sqrt(1250)


def test_nobody_works_or_everybody_does():
    counts = ran(1000, 0.0, 1.0)
    assert counts[CONTROL_WORKING] == 0
    assert counts[TREATED_WORKING] == counts[TREATED_FOUND]


def test_luck_does_not_depend_on_who_else_is_there():
    some, all_ = ran(1000, 0.1, 0.2), ran(2000, 0.1, 0.2)
    later = sum(twin(3, 0, 0, n, 0.1, 0.2, 1.0, 1.0) * s for n, s in ((2000, 1), (1000, -1)))
    assert all_ - some == pytest.approx(later)


def test_more_effect_never_takes_anybody_s_job():
    working = [ran(3000, 0.1, 0.1 + effect)[TREATED_WORKING] for effect in np.linspace(0, 0.5, 9)]
    assert working == sorted(working)
    assert working[0] < working[-1]


def test_trials_and_arms_have_luck_of_their_own():
    assert len({tuple(ran(500, 0.3, 0.3, arm=a, trial=t)) for a in range(3) for t in range(4)}) > 8


def test_trials_in_a_row_are_trials_one_by_one():
    counts = np.zeros((5, N_COUNTS))
    rates = np.linspace(0.1, 0.3, 5)
    run_trials(3, 1, 300, rates, rates + 0.05, 0.6, 0.6, counts)
    for trial in range(5):
        alone = ran(300, rates[trial], rates[trial] + 0.05, 0.6, 0.6, arm=1, trial=trial)
        assert counts[trial] == pytest.approx(alone)
