"""Adviser hours under settings: what is left for ongoing work, who gets it, and who is referred.

One adviser's week. New claims are served first, out of what is not reserved; second interviews
come out of ongoing hours; what is then left is shared between sick and disabled people and
jobseekers by the target; referral needs a place with a specialist.
"""

from typing import Any

from esarisk.engine.programmes.advisers import setting_of
from esarisk.policy.reading import Library
from esarisk.rules.programmes import advisers as rule


def settings(library: Library) -> dict[str, rule.Setting]:
    """The pilots as they were, and each change that was asked for, alone and together."""
    third, was = library.parameters.number("advisers.reserve_asked"), setting_of(library, {})
    both = was._replace(reserved=third, weight=1.0)
    return {
        "as it was": was,
        "a tenth more hours, same target": was._replace(pool=1.1 * was.pool),
        "a third reserved, same target": was._replace(reserved=third),
        "neutral target, nothing reserved": was._replace(weight=1.0),
        "a third reserved, neutral target": both,
        "the same, second interview at 8 weeks": both._replace(second=1.0),
        "the same, twice the specialist places": both._replace(second=1.0, places=2 * was.places),
    }


def adviser_rows(library: Library) -> list[dict[str, Any]]:
    """One row a setting: an adviser's week, and what it brings in a year."""
    return [{"setting": name, **_week(setting)} for name, setting in settings(library).items()]


def _week(setting: rule.Setting) -> dict[str, float]:
    """Hours of a week: new claims undone, second interviews held, whose the rest is, and what a year comes to."""
    week = rule.week(setting)
    return {
        "interview_hours": setting.pool,
        "new_claims_undone": week.undone,
        "ongoing_hours": week.ongoing,
        "to_claimants": week.to_claimants,
        "leaked_to_jobseekers": week.to_jobseekers,
        "second_interviews": rule.WEEKS * week.second,
        "interviews_a_claimant": week.interviews / setting.claimants,
        "referred": week.referred,
    }


def clinician_cost(library: Library, starts: float) -> dict[str, float]:
    """Hours of clinicians for the health-led pilot, and what other care loses by them."""
    programme = library.programmes["pilot_health_led"]
    each = programme.number("clinician_hours")
    hours = starts * each
    staffed = programme.number("staff_hours")
    drawn = programme.number("drawn_from_care") * hours
    return {
        "starts": starts,
        "hours": hours,
        "hours_of_a_year": staffed,
        "starts_staffed": staffed / each,
        "hours_drawn_from_care": drawn,
        "opportunity_cost": drawn * programme.number("cost_per_hour"),
    }


def report_effect(library: Library) -> float:
    """Effect of Capability Reports by use and deferral [percentage points]."""
    keys = ("report_coverage", "report_use", "report_deferral", "report_gain")
    coverage, use, deferral, gain = (library.parameters.number(f"advisers.{key}") for key in keys)
    return rule.information_gain(coverage, use, deferral, gain)
