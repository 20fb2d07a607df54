"""What a scenario can change: which cards a projection reads by date, once, or not at all.

A measure that nothing reads, or that would act before its own date, is refused and not run to no
effect. The lists are held to what the engine does, card by card, in the tests.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from esarisk.engine.programmes.advisers import ADVISERS, idle_lever, kept_of
from esarisk.engine.programmes.sharing import SHARE_KEY, SHARE_TERMS
from esarisk.errors import EsariskError
from esarisk.policy.parameters import Parameters
from esarisk.policy.reading import Library
from esarisk.policy.schema import MeasureCard, ScenarioCard
from esarisk.policy.settings import OPTION
from esarisk.policy.stack import Vintage, begins, scenario_parameters

ONCE = (
    "assessment.after_limit",
    "assessment.arrears_from",
    "assessment.closure_hazard",
    "assessment.minimum_wait",
    "awards.legacy_factor",
    "awards.legacy_weekly",
    "awards.uc_health_factor",
    "capacity.follows_claims",
    "decisions.support_drift",
    "disputes.appealed_share",
    "disputes.reconsidered_in_month",
    "disputes.reconsideration_won",
    "households.",
    "labour_market.unemployment_error",
    "moves.top_up_arrears",
    "off_flow.",
    "on_flow.unemployment_response",
    "on_flow.yearly_growth",
    "start.",
    "uc_health.esa_counted_share",
    "uc_health.net_share",
    "uprating_rules.price_error",
)
"""Cards, or all of a file's, that are one number for the whole run: no date of theirs can act."""

ONE_AWARD = "one person's award reads it, a projection does not"
INSTEAD = {
    "entitlement.assessment_days": ("assessment.arrears_from",),
    "entitlement.earnings_disregard": (),
    "entitlement.hardship_share": (),
    "entitlement.least_after_sanction": (),
    "entitlement.limit_days": ("assessment.limit_months",),
    "entitlement.partner_hours": (),
    "entitlement.reconsideration_share": ("disputes.reconsideration_in_force",),
    "entitlement.sanction_allowance": (),
    "entitlement.sanction_component_first": (),
    "entitlement.sanction_component_later": (),
    "entitlement.sanction_first_weeks": (),
    "entitlement.transitional_addition_share": ("awards.transitional_addition",),
    "entitlement.uc_waiting_months": (),
    "entitlement.waiting_days": (),
    "entitlement.work_related_component_share": ("assessment.component_share_by_claim_date",),
    "esa.personal_allowance_lone_parent": ("esa.personal_allowance",),
    "esa.pensioner_premium_couple": (),
    "esa.pensioner_premium_couple_with_support_component": (),
    "esa.pensioner_premium_couple_with_work_related_component": (),
    "esa.pensioner_premium_single": (),
    "esa.pensioner_premium_single_with_support_component": (),
    "esa.pensioner_premium_single_with_work_related_component": (),
    "universal_credit.lcw": ("universal_credit.lcwra",),
    "universal_credit.lcwra_new_claims": ("uc_health.element_share_by_award_date",),
    "universal_credit.standard_allowance_couple": ("universal_credit.standard_allowance_single",),
    "universal_credit.standard_allowance_couple_under_25": ("universal_credit.standard_allowance_single",),
    "universal_credit.standard_allowance_single_under_25": ("universal_credit.standard_allowance_single",),
    "universal_credit.work_allowance_with_housing": (),
    "universal_credit.work_allowance_without_housing": (),
}
"""Cards that one person's award reads and a projection does not, and those that act in a projection."""

EXPLAINS = {"start.with_uc": "start.support_basis"}
"""Cards that say what went into another, which acts."""

READ = (
    "assessment",
    "awards",
    "capacity",
    "decisions",
    "disputes",
    "entitlement",
    "esa",
    "households",
    "labour_market",
    "moves",
    "off_flow",
    "on_flow",
    "referral",
    "start",
    "staff_pools",
    "uc_health",
    "universal_credit",
    "uprating_rules",
)
"""Files that a scenario's projection reads; all others are figures of a vintage, or of one command."""

KNOWN_ONLY = (
    "labour_market.unemployment_error_by_horizon",
    "uprating_rules.later_inflation",
    "uprating_rules.price_error_by_horizon",
)
"""Cards of those files that are read as the vintage knew them, whatever the scenario."""


def parameters_of(library: Library, seen: Vintage, scenario: ScenarioCard) -> Parameters:
    """A scenario's parameters, every change of which acts in a projection of the vintage.

    Raises
    ------
    EsariskError : with each measure or lever that would change nothing, or act before its date
    """
    faults = [f"scenario '{scenario.name}': {fault}" for fault in _faults(library, seen, scenario)]
    if faults:
        raise EsariskError(faults)
    return scenario_parameters(library, seen, scenario)


def _faults(library: Library, seen: Vintage, scenario: ScenarioCard) -> Iterator[str]:
    """What of a scenario would not act as it says."""
    for name in dict.fromkeys((*scenario.measures, *scenario.reversed)):
        measure = library.pick("measures", name)
        yield from (f"measure '{name}': {fault}" for fault in _idle(measure, seen))
    for address in scenario.levers:
        if address.startswith(ADVISERS):
            why = idle_lever(library, scenario.levers, address, list(scenario.funding))
        elif address.split(".", maxsplit=1)[0] in library.programmes:
            why = _idle_figure(library, scenario, address)
        else:
            why = unread(address)
        if why:
            yield f"lever '{address}' changes nothing: {why}"
        elif address.startswith("staff_pools.") and not _draws_on(library, address, scenario):
            yield f"lever '{address}' changes nothing: no programme that the scenario funds draws on it"


def _idle_figure(library: Library, scenario: ScenarioCard, address: str) -> str:
    """Why a lever of a programme changes nothing; empty where it may [text]."""
    name, key = address.split(".", maxsplit=1)
    if name not in scenario.funding:
        return f"the scenario gives '{name}' no money"
    programme = library.programmes[name].with_levers(scenario.levers)
    if programme.parameters[programme.address(key)].kind != "constant":
        return "it is no lever"
    unshared = key in SHARE_TERMS and programme.number(SHARE_KEY) == 0.0
    return f"nothing is shared while '{name}.{SHARE_KEY}' is nought" if unshared else ""


ASIDE = ("areas", "attributes", "calibration", "gap", "less_money", "outturn", "trials")
"""Files that no projection reads: figures for comparison, and of commands of their own."""


def refuse_idle(library: Library, scenarios: Sequence[ScenarioCard]) -> None:
    """Refuse what a user set where no projection of some scenarios reads it.

    Raises
    ------
    EsariskError : with each address that would change nothing
    """
    funded = {name for scenario in scenarios for name in scenario.funding}
    faults = []
    for address in library.settings:
        stem = address.split(".", maxsplit=1)[0]
        if stem in library.programmes:
            why = "" if stem in funded else f"no scenario here funds '{stem}' away from its baseline"
        elif address.startswith(ADVISERS):
            why = _idle_setting(library, scenarios, address)
        else:
            why = (
                unread(address)
                if address in (*INSTEAD, *EXPLAINS)
                else "no projection reads it"
                if stem in ASIDE
                else ""
            )
        faults += [f"{OPTION} {address}={library.settings[address]:g}: changes nothing: {why}"] if why else []
    if faults:
        raise EsariskError(faults)


def _idle_setting(library: Library, scenarios: Sequence[ScenarioCard], address: str) -> str:
    """Why a figure of advisers that a user set changes nothing of some scenarios; empty if it does [text]."""
    if library.parameters[address].kind == "lever":
        return "it is what scenarios differ in: make it a lever of one"
    others = {key: value for key, value in library.settings.items() if key != address}
    without = replace(library, settings=others)
    acts = any(kept_of(library, one.levers) != kept_of(without, one.levers) for one in scenarios)
    return "" if acts else "no scenario here has levers of advisers that it bears on"


def _idle(measure: MeasureCard, seen: Vintage) -> Iterator[str]:
    """What of a measure would not act as it says."""
    last = seen.months[-1].end
    if begins(measure) > last:
        yield f"begins on {begins(measure)}, after {last}, where vintage {seen.name} ends: it changes nothing"
    changed = [change.parameter for change in measure.changes]
    for address in dict.fromkeys(changed):
        if set(INSTEAD.get(address, ())) & set(changed):
            continue
        if why := unread(address):
            yield f"'{address}' changes nothing: {why}"
        elif address.startswith(ONCE):
            yield f"'{address}' is one number for the whole run: no date can be given to it; change its card"


def unread(address: str) -> str:
    """Why a projection does not read a card, and which one acts; empty if it does [text]."""
    if address in INSTEAD:
        acting = " and ".join(f"'{one}'" for one in INSTEAD[address])
        return f"{ONE_AWARD}; use {acting}" if acting else ONE_AWARD
    if address in EXPLAINS:
        return f"it says what went into '{EXPLAINS[address]}'; use that"
    if address.split(".", maxsplit=1)[0] not in READ or address in KNOWN_ONLY:
        return "a projection takes it from the vintage, not from a scenario; change its card"
    return ""


def _draws_on(library: Library, pool: str, scenario: ScenarioCard) -> bool:
    """Whether a programme that a scenario funds has its staff from a pool."""
    cards = (library.programmes[name].card for name in scenario.funding if name in library.programmes)
    return any(f"staff_pools.{card.staff_pool}" == pool for card in cards)
