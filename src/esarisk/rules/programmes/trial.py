"""What a trial of two groups can tell: interval, power, smallest effect that it detects.

Source: normal approximation to a difference of two shares; Cohen, Statistical Power Analysis for
the Behavioural Sciences (1988), chapter 6.
"""

from math import erf, inf, sqrt

from esarisk.units import PERCENT

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


def people_needed(effect: float, control: float, found: float, scores: float) -> float:
    """People of each group with whom a trial finds an effect with the power asked for; without end for none [people].

    scores^2 (p1 (1 - p1) + p0 (1 - p0)) / (p1 - p0)^2 / share found

    Parameters
    ----------
    effect : true effect [percentage points]
    control : in work without the programme, p0 [share]
    found : people found at follow-up [share]
    scores : z of the test plus z of the power [standard deviations]
    """
    treated = min(1.0, max(0.0, control + effect / PERCENT))
    spread = treated * (1.0 - treated) + control * (1.0 - control)
    return scores**2 * spread / (treated - control) ** 2 / found if treated != control else inf


def taught(effect_sd: float, error: float) -> float:
    """Share of what is not known of an effect that an estimate with some error takes away [share].

    v = s^2 / (s^2 + e^2): posterior means are spread as the prior's are, narrowed by the root of v

    Parameters
    ----------
    effect_sd : s, of the effect by what is known before [percentage points]
    error : e, standard error of the estimate [percentage points]
    """
    return effect_sd**2 / (effect_sd**2 + error**2) if effect_sd > 0.0 else 0.0


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
