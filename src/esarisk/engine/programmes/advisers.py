"""Hours that advisers keep for ongoing work: what levers change of them, and the programmes that they staff.

Second interviews take hours first, as far as new claims ask for them; what is left goes to sick and disabled
claimants and to jobseekers as the target has it. The hours are paid for already: they are new claims'. What
these wait for it stands in `engine.claims.interviews`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from esarisk.engine.programmes.eligibility import Sight
from esarisk.engine.programmes.volume import Volume, hours_of
from esarisk.jit import Floats
from esarisk.kernels.layout import NOBODY
from esarisk.names import ADVISER_HOURS
from esarisk.policy.parameters import FOREVER
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard
from esarisk.rules.programmes import advisers as rule
from esarisk.units import MINUTES_AN_HOUR, MONTHS_A_YEAR

ADVISERS = "advisers."
SECOND, ONGOING, REFERRAL, REPORTS = ADVISER_HOURS
REPORT = ("report_coverage", "report_use", "report_deferral", "report_gain")

Numbers = Mapping[str, float]


class Kept(NamedTuple):
    """What levers change of the hours of all advisers."""

    ongoing: float  # with people who have claimed before [hours a year]
    before: float  # the same in the baseline [hours a year]
    to_claimants: float  # of ongoing hours that second interviews leave, to sick and disabled people [share]
    to_claimants_before: float  # the same in the baseline [share]
    second: float  # of hours newly kept, offered to second interviews [share]
    relative_value: float  # of an hour with a claimant beside one with a jobseeker [ratio]
    referred: float  # to specialists, beyond the baseline's [people a year]
    undone: float  # of the hours that new claims ask for [share]
    longest_wait: float  # of a new claim for its interview; nought where nothing is undone [months]


def number(library: Library, levers: Numbers, key: str) -> float:
    """A figure of advisers under some levers: exempt from a vintage's date, as programmes are."""
    address = f"{ADVISERS}{key}"
    usual = library.settings.get(address, library.parameters.number(address, FOREVER))
    return levers.get(address, usual)


def setting_of(library: Library, levers: Numbers, second: float = 0.0) -> rule.Setting:
    """How one adviser's week is set under some levers.

    Parameters
    ----------
    second : of ongoing hours, offered to second interviews [share]
    """
    n = {key: number(library, levers, key) for key in ("week", "contact_share", "interview_minutes")}
    same = ("new_claim_hours", "reserved", "claimants", "jobseekers", "relative_value", "reached")
    n |= {key: number(library, levers, key) for key in (*same, "referral_share")}
    return rule.Setting(
        pool=n["week"] * n["contact_share"],
        second=second,
        weight=number(library, levers, "target_weight"),
        each=n["interview_minutes"] / MINUTES_AN_HOUR,
        places=number(library, levers, "specialist_places"),
        referral_share=n["referral_share"],
        **{key: n[key] for key in same},
    )


def kept_of(library: Library, levers: Numbers) -> Kept | None:
    """What levers change of advisers' hours; None where that is nothing."""
    was, now = setting_of(library, {}), setting_of(library, levers)
    before, hours = rule.week(was), rule.week(now)
    second = number(library, levers, "second_interviews") if hours.ongoing > before.ongoing else 0.0
    newly = second * (1.0 - before.ongoing / hours.ongoing) if hours.ongoing > 0.0 else 0.0
    referred = rule.week(now._replace(second=newly)).referred - before.referred
    people = number(library, levers, "advisers")
    found, same = (
        Kept(
            ongoing=people * rule.WEEKS * one.ongoing,
            before=people * rule.WEEKS * before.ongoing,
            to_claimants=_share(set_),
            to_claimants_before=_share(was),
            second=offered,
            relative_value=set_.relative_value,
            referred=people * sent,
            undone=one.undone / set_.new_claim_hours if one.undone > 0.0 else 0.0,
            longest_wait=number(library, some, "longest_wait") if one.undone > 0.0 else 0.0,
        )
        for one, set_, offered, sent, some in (
            (hours, now, second, referred, levers),
            (before, was, 0.0, 0.0, {}),
        )
    )
    return None if found == same else found


def _share(setting: rule.Setting) -> float:
    """Of ongoing hours, to sick and disabled claimants [share]."""
    return rule.share_to_claimants(
        setting.weight, setting.claimants, setting.jobseekers, setting.relative_value
    )


def idle_lever(library: Library, levers: Numbers, address: str, funded: Sequence[str]) -> str:
    """Why a lever of advisers changes nothing beside some others; empty if it does, or says what stands [text].

    Parameters
    ----------
    funded : programmes that the scenario gives money
    """
    if address.removeprefix(ADVISERS) in REPORT:
        used = any(library.programmes[name].card.adviser_hours == REPORTS for name in funded)
        return "" if used else "no programme that the scenario funds makes reports for advisers"
    others = {key: value for key, value in levers.items() if key != address}
    same = levers[address] == number(library, {}, address.removeprefix(ADVISERS))
    if same or kept_of(library, others) != kept_of(library, levers):
        return ""
    return "as set, advisers keep no other hours than without it, nor use them in another way"


def only_advisers(scenario: ScenarioCard) -> bool:
    """Whether a scenario's policy is how advisers work, and nothing else."""
    if scenario.measures or scenario.reversed or not scenario.levers:
        return False
    return all(address.startswith(ADVISERS) for address in scenario.levers)


def staffed_by_advisers(library: Library, kept: Kept) -> list[Programme]:
    """Programmes that advisers' ongoing hours staff, or to which they refer: their people are all claimants."""
    wanted = [word for word in (SECOND, ONGOING) if kept.ongoing != kept.before or word == ONGOING]
    wanted += [REFERRAL] if kept.referred > 0.0 else []
    found = {one.card.adviser_hours: one for _, one in sorted(library.programmes.items())}
    return [found[word].with_figures({"caseload_share": 1.0}) for word in wanted if word in found]


def with_reports(library: Library, levers: Numbers, programme: Programme) -> Programme:
    """A programme whose reports do what levers say of their use, deferral and gain."""
    if programme.card.adviser_hours != REPORTS or not {f"{ADVISERS}{key}" for key in REPORT} & set(levers):
        return programme
    gain = rule.information_gain(*(number(library, levers, key) for key in REPORT))
    return programme.with_figures({"employment_effect": gain})


def with_advisers(
    kept: Sequence[Kept | None],
    programmes: Sequence[Programme],
    figures: Sequence[Mapping[str, Any]],
    volumes: Sequence[Volume],
    sight: Sight,
    first: int,
) -> list[Volume]:
    """Volumes of one draw, those of advisers' hours and referrals put in.

    Second interviews take what new claims of the central path ask for; claimants take of the rest what
    willing people of it ask for, and jobseekers have what is left: no hour is worked twice or left over.

    Parameters
    ----------
    kept : of each programme that advisers staff
    first : month from which hours differ [code]
    """
    found, left = list(volumes), np.zeros(0)
    for p, hours in enumerate(kept):
        if hours is None:
            continue
        word, each, most = programmes[p].card.adviser_hours, hours_of(figures[p]), sight.eligible[p]
        on = (np.arange(most.size) >= first).astype(float)
        wanted = most * volumes[p].willing * each
        if word == SECOND:
            newly = max(0.0, hours.ongoing - hours.before) * hours.second / MONTHS_A_YEAR
            held = np.minimum(newly * on, wanted)
            left = hours.ongoing / MONTHS_A_YEAR * on - held
            found[p] = replace(volumes[p], after=held / each, before=np.zeros_like(held))
        elif word == ONGOING:
            left = left if left.size else hours.ongoing / MONTHS_A_YEAR * on
            was = hours.before / MONTHS_A_YEAR * on
            now, before = (
                np.minimum(part, wanted)
                for part in (left * hours.to_claimants, was * hours.to_claimants_before)
            )
            others = ((left - now) - (was - before)) / each
            found[p] = replace(volumes[p], after=now / each, before=before / each, jobseekers=others)
        else:
            found[p] = _referred(hours, figures[p], volumes[p], most, on)
    return found


def _referred(kept: Kept, figures: Mapping[str, Any], volume: Volume, eligible: Floats, on: Floats) -> Volume:
    """Starts of those referred to specialists; nobody else is found willing by it."""
    starts = kept.referred * figures["referral_to_start"] / MONTHS_A_YEAR * on
    called = np.minimum(1.0, starts / np.maximum(eligible, NOBODY))
    return replace(volume, after=starts, before=np.zeros_like(starts), called=called)
