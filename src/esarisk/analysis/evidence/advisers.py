"""Adviser hours under settings: what is left for ongoing work, who gets it, and who is referred.

One adviser's week. New claims are served first, out of what is not reserved; second interviews
come out of ongoing hours; what is then left is shared between sick and disabled people and
jobseekers by the target; referral needs a place with a specialist.
"""

from dataclasses import dataclass, replace
from typing import Any

from esarisk.policy.parameters import Parameters
from esarisk.policy.reading import Library
from esarisk.rules.programmes import advisers as rule
from esarisk.units import MINUTES_AN_HOUR

WEEKS = 52.0


@dataclass(frozen=True)
class Setting:
    """How one adviser's week is set."""

    pool: float  # interview hours [hours a week]
    new_claim_hours: float  # asked for by new claims [hours a week]
    reserved: float  # of the pool, kept for ongoing work [share]
    weight: float  # of a sick or disabled person's outcome in the target [ratio]
    second: bool  # whether claims are seen again after eight weeks
    places: float  # with specialists [starts a year]


def settings(p: Parameters) -> dict[str, Setting]:
    """The pilots as they were, and each change that was asked for, alone and together."""
    pool = p.number("advisers.week") * p.number("advisers.contact_share")
    keys = ("new_claim_hours", "reserved", "target_weight")
    asked, kept, weight = (p.number(f"advisers.{key}") for key in keys)
    third, places = p.number("advisers.reserve_asked"), p.number("advisers.specialist_places")
    was = Setting(pool, asked, kept, weight, second=False, places=places)
    both = replace(was, reserved=third, weight=1.0)
    return {
        "as it was": was,
        "a tenth more hours, same target": replace(was, pool=1.1 * pool),
        "a third reserved, same target": replace(was, reserved=third),
        "neutral target, nothing reserved": replace(was, weight=1.0),
        "a third reserved, neutral target": both,
        "the same, second interview at 8 weeks": replace(both, second=True),
        "the same, twice the specialist places": replace(both, second=True, places=2 * places),
    }


def adviser_rows(library: Library) -> list[dict[str, Any]]:
    """One row a setting: an adviser's week, and what it brings in a year."""
    p = library.parameters
    return [{"setting": name, **_week(p, setting)} for name, setting in settings(p).items()]


def _week(p: Parameters, s: Setting) -> dict[str, float]:
    """Hours of a week: new claims undone, second interviews held, whose the rest is, and what a year comes to."""
    each = p.number("advisers.interview_minutes") / MINUTES_AN_HOUR
    claimants, jobseekers = (p.number(f"advisers.{who}") for who in ("claimants", "jobseekers"))
    ongoing = rule.hours_for_caseload(s.pool, s.new_claim_hours, s.reserved)
    short = rule.hours_short(s.pool, s.new_claim_hours, s.reserved)
    new = (s.new_claim_hours - short) / each * claimants / (claimants + jobseekers)
    held = rule.second_interviews(new, p.number("advisers.reached"), ongoing, each) if s.second else 0.0
    share = rule.share_to_claimants(s.weight, claimants, jobseekers, p.number("advisers.relative_value"))
    kept = share * (ongoing - held * each)
    hours = {"interview_hours": s.pool, "new_claims_undone": short, "ongoing_hours": ongoing}
    hours |= {"to_claimants": kept + held * each, "leaked_to_jobseekers": ongoing - held * each - kept}
    interviews = WEEKS * (kept / each + held)
    sent = rule.referrals(min(claimants, interviews), p.number("advisers.referral_share"), s.places)
    yearly = {"interviews_a_claimant": interviews / claimants, "referred": sent}
    return {**hours, "second_interviews": WEEKS * held, **yearly}


def clinician_cost(library: Library, starts: float) -> dict[str, float]:
    """Hours of clinicians for the health-led pilot, and what other care loses by them."""
    programme, p = library.programmes["pilot_health_led"], library.parameters
    hours = starts * p.number("advisers.clinician_hours")
    staffed = programme.number("staff_hours")
    drawn = p.number("advisers.drawn_from_care") * hours
    return {
        "starts": starts,
        "hours": hours,
        "hours_of_a_year": staffed,
        "starts_staffed": staffed / p.number("advisers.clinician_hours"),
        "hours_drawn_from_care": drawn,
        "opportunity_cost": drawn * programme.number("cost_per_hour"),
    }


def report_effect(library: Library) -> float:
    """Effect of Capability Reports by use and deferral [percentage points]."""
    keys = ("report_coverage", "report_use", "report_deferral", "report_gain")
    coverage, use, deferral, gain = (library.parameters.number(f"advisers.{key}") for key in keys)
    return rule.information_gain(coverage, use, deferral, gain)
