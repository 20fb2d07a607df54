"""Money of employment programmes: fees by result, gainshare, savings, break-even.

Source: payment triggers of the Work Programme and of later contracts, in parameters/programmes;
the forms of gainshare and of the break-even month are the model's own.
"""

from math import exp, inf, log, nan

from esarisk.units import MONTHS_A_YEAR

WORKING_WEEKS = 52.0
OUTCOME_MONTH = 3.0
"""A job outcome is paid after 13 weeks in work."""
EARLY_UNTIL, LATE_UNTIL = 6.0, 12.0


def job_survival(months: float, early: float, late: float, settled: float) -> float:
    """Share of job outcomes (13 weeks in work) still held some months after the job began [share].

    Parameters
    ----------
    months : since the job began, three or more [months]
    early, late, settled : hazard of leaving it between 13 and 26 weeks, 26 and 52, and later [1/month]
    """
    first = min(max(months - OUTCOME_MONTH, 0.0), EARLY_UNTIL - OUTCOME_MONTH)
    second = min(max(months - EARLY_UNTIL, 0.0), LATE_UNTIL - EARLY_UNTIL)
    third = max(months - LATE_UNTIL, 0.0)
    return exp(-early * first - late * second - settled * third)


def retained(
    months: float, own: tuple[float, float], elsewhere: tuple[float, float], settled: float
) -> float:
    """Share of jobs still held because they last longer than elsewhere [share].

    Parameters
    ----------
    months : since the job began [months]
    own, elsewhere : hazards of leaving it between 13 and 26 weeks, and 26 and 52 [1/month]
    settled : hazard later, the same for both [1/month]
    """
    seen = max(months, OUTCOME_MONTH)
    return job_survival(seen, *own, settled) - job_survival(seen, *elsewhere, settled)


def sustainment_fees(payments: float, early: float, late: float, settled: float) -> float:
    """Sustainment fees that a job outcome earns on average, one each four weeks [payments].

    Sum over k = 1 … payments of the share of jobs still held k x 4 weeks after the outcome

    Parameters
    ----------
    payments : most fees a job can earn [payments]
    early, late, settled : hazards of leaving a job [1/month]
    """
    four_weeks = 4.0 * MONTHS_A_YEAR / WORKING_WEEKS
    earned = 0.0
    for k in range(1, int(payments) + 1):
        earned += job_survival(OUTCOME_MONTH + k * four_weeks, early, late, settled)
    return earned


def paid_for_jobs(outcome_rate: float, job_outcome: float, sustainment: float, fees: float) -> float:
    """What a provider is paid for one start's jobs: rate x (outcome fee + fees earned x sustainment fee) [GBP].

    Paid on gross outcomes: it pays for jobs that would have happened anyway, and falls when
    outcomes are missed.

    Parameters
    ----------
    outcome_rate : share of starts with a job outcome [share]
    job_outcome : fee for it [GBP]
    sustainment : fee for each further four weeks in work [GBP]
    fees : sustainment fees that an outcome earns on average [payments]
    """
    return outcome_rate * (job_outcome + fees * sustainment)


def gainshare(
    baseline: float,
    actual: float,
    national_change: float,
    drift: float,
    value: float,
    share: float,
    floor: float,
    limit: float,
) -> float:
    """What an area is paid for a smaller caseload than agreed [GBP].

    share x value x min(limit x baseline, fall), with fall = baseline (1 + drift x national change)
    - actual, and nothing when the fall is below floor x baseline

    Parameters
    ----------
    baseline : caseload agreed when the contract began [people]
    actual : caseload now [people]
    national_change : of the whole country's caseload since, relative [ratio]
    drift : 1 moves the baseline with the country, 0 leaves it [ratio]
    value : benefit saved for each claimant fewer [GBP]
    share : of the saving paid to the area [share]
    floor, limit : of the fall relative to the baseline [share]
    """
    fall = baseline * (1.0 + drift * national_change) - actual
    if fall <= 0.0 or fall < floor * baseline:
        return 0.0
    return share * value * min(fall, limit * baseline)


def job_value(part_time_share: float, full_time: float, part_time: float) -> float:
    """Yearly value of an additional job, full and part time together [GBP a year].

    Parameters
    ----------
    part_time_share : [share]
    full_time, part_time : value of each [GBP a year]
    """
    return part_time_share * part_time + (1.0 - part_time_share) * full_time


def break_even_months(cost: float, monthly_value: float) -> float:
    """Months an additional job must last to pay for itself; never when it saves nothing [months].

    Parameters
    ----------
    cost : spent for an additional job [GBP]
    monthly_value : saved in each month of it [GBP a month]
    """
    return cost / monthly_value if monthly_value > 0.0 else inf


def cost_per_additional_job(spend: float, jobs: float) -> float:
    """What each additional job costs: all that is spent by all the jobs there are more; NaN for no job [GBP].

    Parameters
    ----------
    spend : on everybody who starts [GBP]
    jobs : additional, with every loss of scale and displacement [people]
    """
    return spend / jobs if jobs != 0.0 else nan


def cost_at_measured_effect(cost: float, effect: float) -> float:
    """Cost of a start by its effect as a study measured it, with no loss of scale; without end for none [GBP].

    It is set beside what was published and is no price of a job at a level of money.

    Parameters
    ----------
    cost : of a start [GBP a start]
    effect : on work [percentage points]
    """
    return cost / (effect / 100.0) if effect > 0.0 else inf


def discounted(amount: float, years: float, rate: float) -> float:
    """Present value: amount / (1 + rate)^years [GBP].

    Parameters
    ----------
    amount : real [GBP]
    years : until it is paid [years]
    rate : [per cent a year]
    """
    return amount * exp(-log(1.0 + rate / 100.0) * years)
