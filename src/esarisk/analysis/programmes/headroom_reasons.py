"""Why headroom changes in a year as it does: who is fewer on the benefit, and who is more."""

from typing import Any

from esarisk.jit import Floats
from esarisk.names import PHASES

SMALL = 0.05
"""Less than this is none in print [GBP million]."""
DRIFT = ("support", "uc_lcwra")
"""Phases into which people in a programme drift."""


def headroom(saved: float, moved: Floats) -> dict[str, Any]:
    """A year's change of headroom [GBP million] and of people by phase, and why it has the sign it has."""
    people, support = float(moved.sum()), float(sum(moved[PHASES.index(phase)] for phase in DRIFT))
    return {
        "headroom_change": saved,
        "caseload_change": people,
        "support_change": support,
        "sign": sign_of(saved, people, support),
    }


def sign_of(saved: float, people: float, support: float) -> str:
    """Why headroom changes as it does, with the people on the benefit and those in the support group."""
    if saved == people == support == 0.0:
        return "none: nothing is changed"
    if abs(saved) < SMALL:
        return "none to speak of: programme money is outside the cap and savings come with a lag"
    moved = f"{_more(people)} on the benefit, {_more(support)} in the support group"
    if saved > 0.0:
        return f"up: {moved}"
    outweighed = " and other benefits inside the cap outweigh leavers" if people < 0.0 else ""
    return f"down: {moved}{outweighed}"


def _more(people: float) -> str:
    """A change of people in words."""
    return f"{abs(people):,.0f} {'more' if people > 0.0 else 'fewer'}"
