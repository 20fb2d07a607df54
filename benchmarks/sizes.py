"""How much benchmarks do."""

from typing import NamedTuple


class Sizes(NamedTuple):
    """How much each does."""

    calls: int  # in a turn, of what takes a hundredth of a second
    kernel_draws: int  # of the kernel beside C
    draws: int  # of curves and of a sweep
    study_draws: int
    levels: int  # of money in a sweep
    people: int  # followed one by one
    draws_of_a_run: int  # of a whole command, beside a tenth of them
    longest: int  # points of a curve


FULL = Sizes(
    calls=8,
    kernel_draws=8,
    draws=4,
    study_draws=16,
    levels=2,
    people=1_000_000,
    draws_of_a_run=4_000,
    longest=4,
)
SMOKE = Sizes(
    calls=1, kernel_draws=1, draws=2, study_draws=2, levels=1, people=2_000, draws_of_a_run=10, longest=2
)
