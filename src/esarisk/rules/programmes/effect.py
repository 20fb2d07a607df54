"""Employment programmes: from pounds to starts, from starts to additional jobs and fewer claims.

Each formula is a scalar function of numbers, so that a kernel can call it. Effects are in
percentage points of the people who start (or of all offered, by the programme's estimand).

Source: the forms are the model's own; evidence for the figures stands in parameters/programmes.
"""

from math import exp, log

from esarisk.units import PERCENT


def take_up(outreach: float, base: float, limit: float, scale: float) -> float:
    """Share of eligible people who would start in a year [1/year].

    base + (limit - base) (1 - exp(-outreach / scale))

    Parameters
    ----------
    outreach : share of the money spent on finding people [share]
    base : take-up without outreach [1/year]
    limit : take-up with unlimited outreach [1/year]
    scale : outreach that brings two thirds of the rise [share]
    """
    room = max(0.0, limit - base)
    return base + room * (1.0 - exp(-outreach / scale))


def affordable_starts(money: float, outreach: float, unit_cost: float) -> float:
    """Starts that the money pays for: money (1 - outreach) / unit cost [starts].

    Parameters
    ----------
    money : programme money [GBP]
    outreach : share of it spent on finding people [share]
    unit_cost : cost of a start, in the same prices [GBP a start]
    """
    return money * (1.0 - outreach) / unit_cost


def starts(affordable: float, staffed: float, willing: float) -> float:
    """Starts in a period: the least of what money, staff and people allow [starts].

    Parameters
    ----------
    affordable : starts that the money pays for [starts]
    staffed : staff hours over hours a start; infinite where staff is no limit [starts]
    willing : eligible people x take-up x share of people referred who start [starts]
    """
    return max(0.0, min(affordable, staffed, willing))


def ramp(month: float, ramp_months: float) -> float:
    """Share of the full volume reached so many months after the first start [share].

    min(1, (month + 1) / ramp)

    Parameters
    ----------
    month : months since the first start, from nought [months]
    ramp_months : months to full volume; none is full at once [months]
    """
    return min(1.0, (month + 1.0) / max(ramp_months, 1.0))


def hours_a_start(unit_cost: float, contact_share: float, cost_per_hour: float) -> float:
    """Hours with the person that a unit cost buys: cost x share on contact / cost of an hour [hours].

    Parameters
    ----------
    unit_cost : [GBP a start]
    contact_share : share of it spent on time with the person [share]
    cost_per_hour : [GBP an hour]
    """
    return unit_cost * contact_share / cost_per_hour


def hours_left(money: float, contact_share: float, overhead_fixed: float) -> float:
    """Hours a person relative to the usual, when money a person is less or more than the usual [ratio].

    max(0, (money - f (1 - c)) / (1 - f (1 - c))): what is not spent on contact, of which a part f
    is there however few the hours, is paid for first

    Parameters
    ----------
    money : a person, relative to the usual [ratio]
    contact_share : c, of the usual spent on time with the person [share]
    overhead_fixed : f, of the rest [share]
    """
    fixed = overhead_fixed * (1.0 - contact_share)
    return max(0.0, (money - fixed) / (1.0 - fixed))


def intensity(hours: float, half_saturation: float) -> float:
    """Share of the largest effect that some hours bring: 1 - exp(-hours / h0) [share].

    Parameters
    ----------
    hours : hours with a person [hours]
    half_saturation : h0 [hours]
    """
    return 1.0 - exp(-hours / half_saturation)


def relative_intensity(hours: float, usual_hours: float, half_saturation: float) -> float:
    """Effect at some hours relative to the hours at which it was measured [ratio].

    Parameters
    ----------
    hours, usual_hours : hours with a person, now and when measured [hours]
    half_saturation : [hours]
    """
    return intensity(hours, half_saturation) / intensity(usual_hours, half_saturation)


def impact(effect: float, intensity_: float, fidelity: float, demand: float, scale: float) -> float:
    """Effect on work of a start: effect x intensity x fidelity x local demand x scale [percentage points].

    Parameters
    ----------
    effect : as measured [percentage points]
    intensity_ : relative to when it was measured [ratio]
    fidelity : how far the service is the one meant [ratio]
    demand : local demand for labour relative to where it was measured [ratio]
    scale : what is left of it at this size [ratio]
    """
    return effect * intensity_ * fidelity * demand * scale


def effect_of_ratio(comparison_rate: float, risk_ratio: float, ceiling: float) -> float:
    """Effect that a risk ratio gives on a base rate, capped [percentage points].

    100 x comparison rate x (ratio - 1), no more than the ceiling and no more than everybody

    Parameters
    ----------
    comparison_rate : in work without the programme [share]
    risk_ratio : in work with it relative to without [ratio]
    ceiling : largest effect believed [percentage points]
    """
    everybody = PERCENT * (1.0 - comparison_rate)
    return min(PERCENT * comparison_rate * (risk_ratio - 1.0), ceiling, everybody)


def in_another_place(effect: float, comparison_rate: float, relative: float) -> float:
    """Effect on work in another place than where it was measured [percentage points].

    The hazard of work with the programme is `relative` times what it was where it was measured, to first
    order: effect + 100 (1 - p) (-ln(1 - p)) (relative - 1), p in work with the programme where it was
    measured. So it is as measured on average where `relative` is one on average, and may be below nought.

    Parameters
    ----------
    effect : as measured [percentage points]
    comparison_rate : in work without the programme [share]
    relative : hazard of work with the programme, to that where it was measured [ratio]
    """
    p = min(max(comparison_rate + effect / PERCENT, 0.0), 1.0 - 1e-9)
    return effect - PERCENT * (1.0 - p) * log(1.0 - p) * (relative - 1.0)


def scale_left(starts_a_year: float, measured_at: float, multiplier: float) -> float:
    """Mean effect over all starts when those beyond a size have only a part of it [ratio].

    1 up to the size at which it was measured; beyond it, s + K (1 - s) with s = measured / starts

    Parameters
    ----------
    starts_a_year : [starts a year]
    measured_at : starts at which the effect was measured [starts a year]
    multiplier : K, effect of a start beyond that size relative to it [ratio]
    """
    if starts_a_year <= measured_at:
        return 1.0
    inside = measured_at / starts_a_year
    return inside + multiplier * (1.0 - inside)


def gain_left(fewer: float, more: float, diminishing: float) -> float:
    """Mean effect of the starts between two numbers when the likeliest come first: 1 - phi x reached [ratio].

    Parameters
    ----------
    fewer, more : starts a year over eligible people, all of them at most [share]
    diminishing : phi, how much less the last possible start gains than the first [ratio]
    """
    reached = 0.5 * (min(1.0, fewer) + min(1.0, more))
    return max(0.0, 1.0 - diminishing * reached)


def employment_effect(
    month: float, effect: float, effect_month: float, build: float, persistence: float, decay: float
) -> float:
    """Effect on being in work some months after the start [percentage points].

    Rises in a straight line over the months of building up, stays, and fades as exp(-decay t)
    once the months of persistence are over; it is as measured in the month of measuring.

    Parameters
    ----------
    month : months since the start [months]
    effect : as measured [percentage points]
    effect_month : when it was measured [months]
    build : months of building up; no longer than until it was measured [months]
    persistence : months until it fades; no sooner than it was measured [months]
    decay : [1/month]
    """
    rising = max(min(build, effect_month), 1e-9)
    fades = max(persistence, effect_month)
    if month < rising:
        return effect * max(month, 0.0) / rising
    return effect * exp(-decay * max(0.0, month - fades))


def still_off(month: float, effect: float, fades: float, decay: float, reentry: float) -> float:
    """Of people in work because of a programme, those not back on the benefit [percentage points].

    In work, or out of work again and not yet back. With t months since the effect on work began to
    fade: effect x (r exp(-d t) - d exp(-r t)) / (r - d)

    Parameters
    ----------
    month : months since the start [months]
    effect : on work, before it fades [percentage points]
    fades : months since the start from which it does [months]
    decay : d, at which jobs are lost [1/month]
    reentry : r, at which those out of work again return to the benefit [1/month]
    """
    t = max(0.0, month - fades)
    if abs(reentry - decay) < 1e-9 * max(1.0, decay):
        return effect * (1.0 + decay * t) * exp(-decay * t)
    return effect * (reentry * exp(-decay * t) - decay * exp(-reentry * t)) / (reentry - decay)


def turned_to_work(work: float, off_benefit: float, to_work: float, elsewhere: float, share: float) -> float:
    """Of people who leave anyway for something else, those a programme turns to work [share].

    share x (effect on work - to_work x effect on being off benefit) / elsewhere, between nought and all

    Parameters
    ----------
    work, off_benefit : rise of both effects in a month, of those who start [share]
    to_work : of additional leavers, those who leave for work [share]
    elsewhere : of those who start, left anyway for something else in the month [share]
    share : of the effect on work beyond additional leavers, not working while on the benefit [share]
    """
    beyond = share * (work - to_work * off_benefit)
    if beyond <= 0.0 or elsewhere <= 0.0:
        return 0.0
    return min(1.0, beyond / elsewhere)


def off_benefit_effect(
    month: float, peak: float, lasting: float, peak_month: float, half_life: float
) -> float:
    """Effect on being off benefit some months after the start [percentage points].

    peak x exp(-ln 2 (t - t0) / half-life) + lasting, reached in a straight line at t0

    Parameters
    ----------
    month : t, months since the start [months]
    peak : what fades, at its height [percentage points]
    lasting : what stays [percentage points]
    peak_month : t0 [months]
    half_life : [months]
    """
    if month < peak_month:
        return (peak + lasting) * max(month, 0.0) / peak_month
    return peak * exp(-log(2.0) * (month - peak_month) / half_life) + lasting


def with_sanctions(effect: float, rate: float, change: float) -> float:
    """Effect once sanctions are added that were not part of what was measured [percentage points].

    effect + share sanctioned x change among them; on work the change is nought or below

    Parameters
    ----------
    effect : as measured [percentage points]
    rate : participants sanctioned [share]
    change : of the effect among them [percentage points]
    """
    return effect + rate * change


def half_life(first: float, later: float, months: float) -> float:
    """Half-life of an effect seen twice: months x ln 2 / ln(first / later) [months].

    Parameters
    ----------
    first, later : the effect at both times, falling [percentage points]
    months : between them [months]
    """
    return months * log(2.0) / log(first / later)


def deadweight(comparison_rate: float, effect: float) -> float:
    """Share of gross jobs that would have happened anyway [share].

    Parameters
    ----------
    comparison_rate : in work without the programme [share]
    effect : [percentage points]
    """
    return comparison_rate / (comparison_rate + effect / PERCENT)


def monthly_hazard(share: float, months: float) -> float:
    """Constant monthly hazard that leaves a share done after some months: -ln(1 - share) / months [1/month].

    Parameters
    ----------
    share : done by then [share]
    months : [months]
    """
    return -log(1.0 - share) / months
