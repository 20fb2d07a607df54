"""Adviser hours: new claims first, what is left for ongoing work, and whom it reaches.

Source: the forms follow the Work and Pensions Committee's First Report of 2001-02 (paragraphs 32
to 47): new claims crowd out caseloading, targets pull hours to jobseekers, referral needs places.
"""


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
