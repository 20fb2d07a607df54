"""Adviser hours: new claims first, what is left for ongoing work, and whom it reaches.

Source: the forms follow the Work and Pensions Committee's First Report of 2001-02 (paragraphs 32
to 47): new claims crowd out caseloading, targets pull hours to jobseekers, referral needs places.
"""

from typing import NamedTuple

WEEKS = 52.0


class Setting(NamedTuple):
    """How one adviser's week is set."""

    pool: float  # interview hours [hours a week]
    new_claim_hours: float  # asked for by new claims [hours a week]
    reserved: float  # of the pool, kept for ongoing work [share]
    second: float  # of ongoing hours, offered to second interviews before the rest is shared [share]
    weight: float  # of a sick or disabled person's outcome in the target [ratio]
    claimants: float  # sick or disabled, on the adviser's books [people]
    jobseekers: float  # on them too [people]
    relative_value: float  # of an hour with a claimant beside one with a jobseeker [ratio]
    reached: float  # of new claims, still open when a second interview falls due [share]
    each: float  # an interview [hours]
    referral_share: float  # of people seen [share]
    places: float  # with specialists [starts a year]


class Week(NamedTuple):
    """What becomes of an adviser's week."""

    undone: float  # of new-claim work [hours a week]
    ongoing: float  # with people who have claimed before [hours a week]
    second: float  # second interviews held [interviews a week]
    to_claimants: float  # of ongoing hours, second interviews and all [hours a week]
    to_jobseekers: float  # of them [hours a week]
    interviews: float  # with claimants [interviews a year]
    referred: float  # to specialists [people a year]


def week(s: Setting) -> Week:
    """What becomes of an adviser's week: new claims, second interviews, then whom the target favours."""
    undone = hours_short(s.pool, s.new_claim_hours, s.reserved)
    ongoing = hours_for_caseload(s.pool, s.new_claim_hours, s.reserved)
    new = (s.new_claim_hours - undone) / s.each * s.claimants / (s.claimants + s.jobseekers)
    held = second_interviews(new, s.reached, s.second * ongoing, s.each)
    rest = ongoing - held * s.each
    kept = rest * share_to_claimants(s.weight, s.claimants, s.jobseekers, s.relative_value)
    interviews = WEEKS * (kept / s.each + held)
    return Week(
        undone,
        ongoing,
        held,
        kept + held * s.each,
        rest - kept,
        interviews,
        referrals(min(s.claimants, interviews), s.referral_share, s.places),
    )


def hours_for_caseload(pool: float, new_claim_hours: float, reserved: float) -> float:
    """Hours left for ongoing work once new claims are served, and never less than the reserve [hours].

    max(reserved x pool, pool - new claims)

    Parameters
    ----------
    pool : adviser hours with people [hours]
    new_claim_hours : hours that new claims ask for [hours]
    reserved : share of the pool kept for ongoing work [share]
    """
    return max(reserved * pool, pool - new_claim_hours, 0.0)


def hours_short(pool: float, new_claim_hours: float, reserved: float) -> float:
    """Hours of new-claim work that a reserve leaves undone [hours].

    Parameters
    ----------
    pool : adviser hours with people [hours]
    new_claim_hours : hours that new claims ask for [hours]
    reserved : share of the pool kept for ongoing work [share]
    """
    return max(0.0, new_claim_hours - (pool - hours_for_caseload(pool, new_claim_hours, reserved)))


def wait_for_interview(undone: float, held: float, longest: float) -> float:
    """Wait of a new claim for its interview: those left undone before it come first [months].

    min(longest, undone / held); a claim that has waited longest goes on without one

    Parameters
    ----------
    undone : interviews left over from earlier months [hours]
    held : in a month [hours]
    longest : [months]
    """
    if undone <= 0.0:
        return 0.0
    return min(longest, undone / held) if held > 0.0 else longest


def share_to_claimants(weight: float, claimants: float, jobseekers: float, relative_value: float) -> float:
    """Share of ongoing hours that goes to sick and disabled claimants rather than jobseekers [share].

    w n v / (w n v + n'), with nothing when the target does not count them at all

    Parameters
    ----------
    weight : of a claimant's outcome in the adviser's target, 1 is neutral [ratio]
    claimants, jobseekers : people who could be seen [people]
    relative_value : outcome an hour brings with a claimant relative to a jobseeker [ratio]
    """
    wanted = weight * claimants * relative_value
    return wanted / (wanted + jobseekers) if wanted > 0.0 else 0.0


def second_interviews(new_claims: float, still_on: float, hours: float, hours_each: float) -> float:
    """Second interviews held: claims still open at eight weeks, as far as hours go [people].

    Parameters
    ----------
    new_claims : [people]
    still_on : of them at eight weeks [share]
    hours : free for it [hours]
    hours_each : [hours]
    """
    return min(new_claims * still_on, hours / hours_each)


def referrals(caseload: float, referral_share: float, places: float) -> float:
    """People passed on to specialists: as many as are referred, as far as places go [people].

    min(share x caseload, places)

    Parameters
    ----------
    caseload : people seen [people]
    referral_share : of them referred [share]
    places : with specialists [people]
    """
    return min(referral_share * caseload, places)


def information_gain(coverage: float, use: float, deferral: float, gain: float) -> float:
    """Effect of a report on what a claimant can do: coverage x use x (1 - deferral) x gain [percentage points].

    Parameters
    ----------
    coverage : claimants with a report [share]
    use : advisers who use it [share]
    deferral : interviews put off [share]
    gain : where it is used [percentage points]
    """
    return coverage * use * (1.0 - deferral) * gain
