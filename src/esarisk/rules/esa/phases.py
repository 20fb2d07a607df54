"""Phases of a claim: waiting days, the 13 weeks of assessment, components, and late decisions.

Welfare Reform Act 2007 ss.2, 4 and 24 and Schedule 2; ESA Regulations 2008 regs 4, 5, 7 and 144.
"""

UNDECIDED, IN_WRAG, IN_SUPPORT_GROUP = 0, 1, 2
"""Codes of the phase: undecided, work-related activity group, support group."""


def days_of_entitlement(days_since_claim: int, waiting_days: int) -> int:
    """Whole days of entitlement behind somebody; below nought while waiting [days].

    Waiting days are not days of entitlement: Welfare Reform Act 2007 Schedule 2 paragraph 2;
    ESA Regulations 2008 reg 144.

    Parameters
    ----------
    days_since_claim : whole days since the first day claimed for [days]
    waiting_days : unpaid days at the start, nought for those exempt [days]
    """
    return days_since_claim - waiting_days


def in_main_phase(phase: int, days: int, assessment_days: int, straight_to_main: bool) -> bool:
    """Say whether the assessment phase is over: both decided and past its 13 weeks.

    ESA Regulations 2008 regs 4 and 5; reg 7 for linked claims and terminal illness.

    Parameters
    ----------
    phase : assessment, work-related activity group or support group [code]
    days : whole days of entitlement behind; the 91st is followed by week 14 [days]
    assessment_days : length of the assessment phase [days]
    straight_to_main : linked claim, conversion or terminal illness
    """
    return phase != UNDECIDED and (straight_to_main or days >= assessment_days)


def component(
    phase: int, main_phase: bool, work_related: float, support: float, work_related_share: float
) -> float:
    """Component of the main phase; none before week 14 [GBP a week].

    Welfare Reform Act 2007 ss.2(2)-(3) and 4(4)-(5); the work-related activity component ended
    for claims from 3 April 2017 (Welfare Reform and Work Act 2016 s.15).

    Parameters
    ----------
    phase : as for `in_main_phase` [code]
    main_phase : whether the assessment phase is over
    work_related, support : the two components in force [GBP a week]
    work_related_share : share of the work-related component that claims of this date keep [share]
    """
    if not main_phase:
        return 0.0
    return support if phase == IN_SUPPORT_GROUP else work_related_share * work_related


def days_of_arrears(days_at_decision: int, assessment_days: int) -> int:
    """Days from week 14 to a late decision, which is paid back to then [days].

    Decisions and Appeals Regulations 1999 reg 7(38).

    Parameters
    ----------
    days_at_decision : whole days of entitlement behind on the day of the decision [days]
    assessment_days : length of the assessment phase [days]
    """
    return max(0, days_at_decision - assessment_days)


def late_decision_arrears(days: int, decided: float, assessed: float) -> float:
    """What a late favourable decision pays back over some days at the same rates [GBP].

    Parameters
    ----------
    days : days from week 14 to the decision [days]
    decided, assessed : award in the group and award in the assessment phase [GBP a week]
    """
    return days / 7.0 * max(0.0, decided - assessed)
