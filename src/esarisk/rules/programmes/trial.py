"""What a trial of two groups can tell: interval, power, smallest effect that it detects.

Source: normal approximation to a difference of two shares; Cohen, Statistical Power Analysis for
the Behavioural Sciences (1988), chapter 6.
"""

from math import erf, sqrt

ONE_HALF = 0.5


def normal_share(score: float) -> float:
    """Share of a standard normal below a score [share].

    Parameters
    ----------
    score : [standard deviations]
    """
    return ONE_HALF * (1.0 + erf(score / sqrt(2.0)))


def standard_error(treated: float, control: float, n_treated: float, n_control: float) -> float:
    """Standard error of the difference of two shares [share].

    sqrt(p1 (1 - p1) / n1 + p0 (1 - p0) / n0)

    Parameters
    ----------
    treated, control : in work in each group [share]
    n_treated, n_control : people of each group seen at the end [people]
    """
    return sqrt(treated * (1.0 - treated) / n_treated + control * (1.0 - control) / n_control)


def smallest_detectable(control: float, n_treated: float, n_control: float, scores: float) -> float:
    """Smallest effect that a trial of this size finds with the power asked for [percentage points].

    100 x (z of the test + z of the power) x sqrt(p (1 - p) (1 / n1 + 1 / n0))

    Parameters
    ----------
    control : in work without the programme, p [share]
    n_treated, n_control : people of each group seen at the end [people]
    scores : z of the test plus z of the power; 2.8 for 5 per cent both sides and 80 per cent
        [standard deviations]
    """
    return 100.0 * scores * sqrt(control * (1.0 - control) * (1.0 / n_treated + 1.0 / n_control))


def power(effect: float, control: float, n_treated: float, n_control: float, test_score: float) -> float:
    """Chance that a trial of this size finds an effect of either sign [share].

    Parameters
    ----------
    effect : true effect [percentage points]
    control : in work without the programme [share]
    n_treated, n_control : people of each group seen at the end [people]
    test_score : z of the test, both sides [standard deviations]
    """
    error = standard_error(control + effect / 100.0, control, n_treated, n_control)
    shift = effect / 100.0 / error
    return normal_share(shift - test_score) + normal_share(-shift - test_score)
