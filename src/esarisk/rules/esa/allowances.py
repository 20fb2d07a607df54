"""Personal allowances and premiums.

ESA Regulations 2008 regs 67-68 and Schedule 4; ESA Regulations 2013 reg 62.
"""

ADULT_AGE = 25
"""The lower rate of the assessment phase is for people younger than this [years]."""


def single_allowance(age: int, main_phase: bool, allowance: float, under_25: float) -> float:
    """Allowance of a single person; the lower rate is for under-25s in the assessment phase [GBP a week].

    Schedule 4 paragraph 1(1); ESA Regulations 2013 reg 62(1).

    Parameters
    ----------
    age : age last birthday [years]
    main_phase : whether the assessment phase is over
    allowance, under_25 : the two rates in force [GBP a week]
    """
    return under_25 if age < ADULT_AGE and not main_phase else allowance


def household_allowance(
    partner: bool, lone_parent: bool, single: float, lone_parent_rate: float, couple_rate: float
) -> float:
    """Income-related allowance of a single adult, a lone parent or a couple, all adults [GBP a week].

    Schedule 4 paragraph 1(1)-(3).

    Parameters
    ----------
    partner, lone_parent : which household; at most one of them
    single : what a single person of this age and phase is allowed [GBP a week]
    lone_parent_rate, couple_rate : rates of the others, in either phase [GBP a week]
    """
    if partner:
        return couple_rate
    return lone_parent_rate if lone_parent else single


def enhanced_disability_premium(
    in_support: bool, care_benefit: bool, partner: bool, single_rate: float, couple_rate: float
) -> float:
    """Premium that comes with the support component or a top-rate care benefit [GBP a week].

    Schedule 4 paragraphs 7 and 11(3).

    Parameters
    ----------
    in_support : whether the support component is in payment
    care_benefit : whether a top-rate care benefit is
    partner : whether the claimant is one of a couple
    single_rate, couple_rate : rates in force [GBP a week]
    """
    if not (in_support or care_benefit):
        return 0.0
    return couple_rate if partner else single_rate


def severe_disability_premium(people: int, single_rate: float, couple_rate: float) -> float:
    """Premium for nobody, for one or for both of a couple [GBP a week].

    Schedule 4 paragraphs 6 and 11(2).

    Parameters
    ----------
    people : how many the premium is paid for, 0 to 2 [people]
    single_rate, couple_rate : rates in force, the second where both qualify [GBP a week]
    """
    if people == 0:
        return 0.0
    return single_rate if people == 1 else couple_rate


def carer_premium(people: int, rate: float) -> float:
    """Premium for each person entitled to carer's allowance [GBP a week].

    Schedule 4 paragraphs 8 and 11(4).

    Parameters
    ----------
    people : how many of the couple are carers, 0 to 2 [people]
    rate : rate in force [GBP a week]
    """
    return people * rate
