"""One arm of a trial, person by person: allocated, in work or not, found or not.

Every person's uniforms are counted from a key of its own, so that an answer does not depend on who
else is in the trial, and the same person has the same ones with the programme and without.
"""

from esarisk.jit import Floats, kernel
from esarisk.kernels.random import along, key_of, uniform

ALLOCATED, WORKS, FOUND = 0, 1, 2
"""Decisions of a person, in the order in which they fall."""
N_COUNTS = 4
TREATED_FOUND, TREATED_WORKING, CONTROL_FOUND, CONTROL_WORKING = range(N_COUNTS)


@kernel
def run_arm(
    seed: int,
    trial: int,
    arm: int,
    people: int,
    control: float,
    treated: float,
    found: float,
    found_in_work: float,
    counts: Floats,
) -> None:
    """Run one arm of one trial.

    Parameters
    ----------
    seed, trial, arm : whose uniforms [code]
    people : allocated, to either group by even chance [people]
    control, treated : chance of being in work at follow-up, without and with the programme [share]
    found, found_in_work : chance of being found at follow-up, out of work and in work [share]
    counts : (4,) filled: treated found and working, control found and working [people]
    """
    counts[:] = 0.0
    key = key_of(seed, trial)
    for who in range(people):
        own = along(along(key, arm), who)
        is_treated = uniform(own, 0, ALLOCATED) < 0.5  # noqa: PLR2004 - an even chance
        chance = treated if is_treated else control
        works = uniform(own, 0, WORKS) < chance
        if uniform(own, 0, FOUND) >= (found_in_work if works else found):
            continue
        counts[TREATED_FOUND if is_treated else CONTROL_FOUND] += 1.0
        if works:
            counts[TREATED_WORKING if is_treated else CONTROL_WORKING] += 1.0


@kernel
def run_trials(
    seed: int,
    arm: int,
    people: int,
    control: Floats,
    treated: Floats,
    found: float,
    found_in_work: float,
    counts: Floats,
) -> None:
    """Run one arm over and over, each time with uniforms of its own.

    Parameters
    ----------
    control, treated : (trial,) chance of being in work at follow-up [share]
    counts : (trial, 4) filled [people]
    """
    for trial in range(len(counts)):
        run_arm(seed, trial, arm, people, control[trial], treated[trial], found, found_in_work, counts[trial])
