"""Luck is uniform, independent over people, months and decisions, and hangs on its key alone."""

import numpy as np
import pytest

from esarisk.kernels.persons.layout import HOW_MANY
from esarisk.kernels.random import DECISIONS, WORD, along, key_of, mix, uniform

PEOPLE, BINS = 20_000, 50
FIVE_SIGMA = 5.0


@pytest.fixture(scope="module")
def numbers():
    """(person, month and decision) luck of many people in four decisions of two months."""
    key = WORD(key_of(1, 0))
    counts = [(month, decision) for month in (0, 7) for decision in (0, 1, 2, 9)]
    keys = [WORD(along(key, person)) for person in range(PEOPLE)]
    return np.array([[uniform(own, *count) for count in counts] for own in keys])


def test_the_hash_is_the_published_one():
    """First three numbers of SplitMix64 from seed nought."""
    first = [along(WORD(0), count) for count in range(3)]
    assert [int(word) for word in first] == [
        0xE220A8397B1DCDAF,
        0x6E789E6AA1B965F4,
        0x06C45D188009454F,
    ]


def test_luck_lies_at_or_above_nought_and_below_one(numbers):
    assert (numbers >= 0).all()
    assert (numbers < 1).all()


def test_luck_is_even_over_the_unit_interval(numbers):
    for column in numbers.T:
        counts, _ = np.histogram(column, BINS, (0, 1))
        expected = PEOPLE / BINS
        chi_square = ((counts - expected) ** 2 / expected).sum()
        assert abs(chi_square - (BINS - 1)) < FIVE_SIGMA * np.sqrt(2 * (BINS - 1))


def test_luck_of_one_decision_says_nothing_of_another(numbers):
    correlation = np.corrcoef(numbers.T)
    np.fill_diagonal(correlation, 0.0)
    assert np.abs(correlation).max() < FIVE_SIGMA / np.sqrt(PEOPLE)


def test_pairs_of_decisions_fill_the_square_evenly(numbers):
    for other in range(1, numbers.shape[1]):
        counts, _, _ = np.histogram2d(numbers[:, 0], numbers[:, other], 20, [(0, 1), (0, 1)])
        chi_square = ((counts - PEOPLE / 400) ** 2 / (PEOPLE / 400)).sum()
        assert abs(chi_square - 399) < FIVE_SIGMA * np.sqrt(2 * 399)


def test_luck_of_one_person_says_nothing_of_the_next(numbers):
    for column in numbers.T:
        assert abs(np.corrcoef(column[:-1], column[1:])[0, 1]) < FIVE_SIGMA / np.sqrt(PEOPLE)


def test_every_bit_of_a_word_turns_half_of_the_bits_of_its_hash():
    words = [int(along(WORD(5), count)) for count in range(300)]
    for bit in range(64):
        turned = [int(mix(WORD(word))) ^ int(mix(WORD(word ^ (1 << bit)))) for word in words]
        share = sum(word.bit_count() for word in turned) / (64 * len(words))
        assert abs(share - 0.5) < FIVE_SIGMA * 0.5 / np.sqrt(64 * len(words))


def test_luck_differs_by_seed_draw_person_month_and_decision():
    keys = {
        int(along(WORD(key_of(seed, draw)), who))
        for seed in range(5)
        for draw in range(5)
        for who in range(5)
    }
    assert len(keys) == 125
    own = WORD(along(WORD(key_of(0, 0)), 3))
    assert len({uniform(own, month, decision) for month in range(200) for decision in range(16)}) == 3200


def test_a_month_has_room_for_every_decision():
    assert HOW_MANY < DECISIONS
