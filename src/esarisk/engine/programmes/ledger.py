"""Who pays and who gains: the money of one programme, month by month.

Starts become additional people in work and people off benefit by the programme's own effects;
they become money in lines that are never added across owners without saying so. Benefit saving
follows the effect on being off benefit; tax follows the effect on work. A programme that only
changes where leavers go saves nothing inside the cap.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from esarisk.engine.awards.one_person import MEAN_WEEKS_A_MONTH, Awards
from esarisk.engine.economy.prices import Prices
from esarisk.engine.programmes.effects import effects, maintained, measured_effect
from esarisk.engine.programmes.volume import share_of
from esarisk.jit import Floats
from esarisk.names import PAYERS
from esarisk.policy.periods import add_months, year_label
from esarisk.policy.programmes import Programme
from esarisk.rules.programmes import money
from esarisk.units import GBP_MILLION, MONTHS_A_YEAR, PERCENT

OUTCOME_MONTHS = 3
SANCTIONS = ("benefit_withheld", "hardship", "overturned")
"""Lines inside the cap that sanctions make: taken, paid to those in need beside it, paid back after challenge."""
BESIDE = ("housing_benefit", "other_in_scope", "displaced_in_scope", *SANCTIONS)
"""Lines inside the cap that no projection of the claim holds."""
IN_CAP = ("esa_saved", "support_drift", *BESIDE)
OUT_OF_CAP = ("jobseeker_benefit", "displaced_jobseekers")
"""Lines beside the payers': positive is better for the public purse."""
CARE = "nhs_care_hours"
"""Hours that clinicians no longer give to other care, at what the health service pays to have them again."""
DEPARTMENT, AREA_PAYERS = "dwp", ("local_authority", "public_health_nhs")
"""Payers: whose pound others match, and those that are an area's; the rest are the Treasury's."""
BONUS = "gainshare"
"""Line paid by the Treasury to areas: in no sum of the public purse as a whole."""
JOBSEEKERS = {"caseload_share": 1.0, "support_drift": 0.0, "to_jobseeker_share": 0.0}
"""What of a programme's figures cannot hold of jobseekers."""


@dataclass(frozen=True)
class Ledger:
    """Money by line and month."""

    years: list[str]  # (month,) financial year of each month
    spend: dict[str, Floats]  # payer → (month,) paid [GBP million]
    lines: dict[str, Floats]  # line → (month,) gained, or lost where negative [GBP million]
    in_work: Floats  # (month,) additional people
    off_benefit: Floats  # (month,) additional people
    sanctions: Floats  # (month,) of people on the benefit [sanctions]

    @property
    def spent(self) -> Floats:
        """(month,) paid by all payers together [GBP million]."""
        return np.sum(list(self.spend.values()), axis=0)

    @property
    def in_cap(self) -> Floats:
        """(month,) saved inside the welfare cap [GBP million]."""
        return np.sum([self.lines[line] for line in IN_CAP], axis=0)

    @property
    def ame(self) -> Floats:
        """(month,) saved in annually managed expenditure [GBP million]."""
        return self.in_cap + np.sum([self.lines[line] for line in OUT_OF_CAP], axis=0)

    @property
    def exchequer(self) -> Floats:
        """(month,) gained by the public purse as a whole: transfers inside it net out [GBP million]."""
        return self.ame + self.lines["tax_and_ni"] + self.lines.get(CARE, 0.0) - self.spent

    @property
    def areas(self) -> Floats:
        """(month,) gained by areas: what they are paid for a smaller caseload, less what they pay [GBP million]."""
        nothing = np.zeros(len(self.years))
        paid = np.sum([self.spend.get(payer, nothing) for payer in AREA_PAYERS], axis=0)
        gained: Floats = self.lines.get(BONUS, nothing) - paid
        return gained

    @property
    def treasury(self) -> Floats:
        """(month,) gained by the Treasury: what the public purse gains and areas do not [GBP million]."""
        gained: Floats = self.exchequer - self.areas
        return gained

    def by_year(self, monthly: Floats) -> dict[str, float]:
        """A monthly line added up by financial year [GBP million]."""
        labels = list(dict.fromkeys(self.years))
        return {
            y: float(sum(v for v, of in zip(monthly, self.years, strict=True) if of == y)) for y in labels
        }


class Starts(NamedTuple):
    """Starts beyond baseline provision, of everybody, from the caseload or not; every array is (month,)."""

    paid: Floats  # that money pays for [starts]
    moved: Floats  # × what is left of their effect [starts]
    signed: Floats  # whose people differ [starts]
    by_results: bool = True  # whether fewer outcomes are paid for less [code]
    sanctions: Floats | None = (
        None  # of the caseload; even over the months of the effect when not given [sanctions]
    )


def ledger(
    programme: Programme, figures: Mapping[str, Any], starts: Starts, awards: Awards, prices: Prices
) -> Ledger:
    """The money of a programme under one draw of its figures, month by month."""
    months, share = len(starts.paid), share_of(figures)
    one, dearer = effects(figures, months), 1.0 / (1.0 - figures["outreach_share"])
    in_work, off = (np.convolve(starts.moved, x)[:months] for x in (one.work, share * one.off_benefit))
    drift = in_support(share * starts.signed, one.drift, awards.leaving_support)
    paid = dearer * starts.paid
    counted = results_of(figures, paid, dearer * starts.moved) if starts.by_results else paid
    spend = payments(programme, figures, paid, awards.years, prices, counted)
    sanctions = starts.sanctions
    if sanctions is None:
        sanctions = np.convolve(share * starts.signed, even_sanctions(figures, months))[:months]
    lines = money_lines(programme, figures, awards, prices, in_work, off, drift)
    lines |= care_hours(programme, figures, starts.paid, awards.years, prices)
    lines |= sanction_lines(figures, awards, sanctions)
    return Ledger(awards.years, spend, lines, in_work, off, sanctions)


def even_sanctions(figures: Mapping[str, Any], months: int) -> Floats:
    """(month since start,) sanctions of a start where nobody leaves: even until the effect is measured [sanctions]."""
    last = round(figures["effect_month"])
    since = np.arange(months)
    return np.where((since >= 1) & (since <= last), figures["sanction_rate"] / max(last, 1), 0.0)


def sanction_lines(figures: Mapping[str, Any], awards: Awards, sanctions: Floats) -> dict[str, Floats]:
    """Line → (month,) gained: what sanctions take, hardship paid beside them, what is paid back [GBP million].

    A sanction overturned gives back what it took, less hardship paid meanwhile. Nothing is late: all of a sanction
    falls in its month.
    """
    weeks = figures["sanction_weeks"] * sanctions / GBP_MILLION
    taken, needy = weeks * awards.sanction, weeks * figures["sanction_hardship"] * awards.hardship
    back = figures["sanction_overturned"] * (taken - needy)
    return {"benefit_withheld": taken, "hardship": -needy, "overturned": -back}


def in_support(starts: Floats, drift: Floats, leaving: Floats) -> Floats:
    """(month,) people moved to the support group by a programme, and still there.

    Parameters
    ----------
    drift : (month since start,) moved by then [people a start]
    leaving : (month,) hazard of leaving the group [1/month]
    """
    moved = np.convolve(starts, np.diff(drift, prepend=0.0))[: len(starts)]
    there, stock = np.zeros(len(starts)), 0.0
    for month, more in enumerate(moved):
        stock = stock * np.exp(-leaving[month]) + more
        there[month] = stock
    return there


def payments(
    programme: Programme,
    figures: Mapping[str, Any],
    starts: Floats,
    years: list[str],
    prices: Prices,
    counted: Floats | None = None,
) -> dict[str, Floats]:
    """Payer → (month,) paid: the fixed share at the start, the rest by results.

    Results are paid for when jobs have lasted 13 weeks, and where contracts pay for distance
    travelled, that part when the effect on work has built up.

    Parameters
    ----------
    counted : (month,) starts as results count them, which fewer outcomes make fewer [starts]
    """
    of = programme.price_year("unit_cost")
    cost = figures["unit_cost"] * prices.rise(of, years) / GBP_MILLION
    fixed, results = figures["fixed_fee_share"], starts if counted is None else counted
    built, closer = round(figures["build_months"]), moved_closer(figures)
    moved, worked = (later(results, wait) for wait in (built, built + OUTCOME_MONTHS))
    paid = cost * (fixed * starts + (1.0 - fixed) * (closer * moved + (1.0 - closer) * worked))
    shares = payer_shares(programme, figures)
    return {payer: shares.get(payer, 0.0) * paid for payer in PAYERS}


def payer_shares(programme: Programme, figures: Mapping[str, Any]) -> dict[str, float]:
    """Payer → share of the money: as the file says, or with the department's pound matched by the others."""
    shares = programme.mapping("payer_share")
    if "match" not in figures:
        return shares
    department, matched = 1.0 / (1.0 + figures["match"]), figures["match"] / (1.0 + figures["match"])
    others = {payer: share for payer, share in shares.items() if payer != DEPARTMENT and share > 0.0}
    others = others or dict.fromkeys(AREA_PAYERS[:1], 1.0)
    whole = sum(others.values())
    return {DEPARTMENT: department} | {payer: matched * (share / whole) for payer, share in others.items()}


def results_of(figures: Mapping[str, Any], starts: Floats, moved: Floats) -> Floats:
    """(month,) starts as results count them: gross outcomes over those of a start as measured [starts].

    Contracts pay for everybody in work, most of whom would have been anyway; where less of the
    effect is left, as `moved` says, fewer outcomes are paid for.
    """
    anyway, effect = figures["comparison_rate"], measured_effect(figures) / PERCENT
    usual = anyway + effect
    return (anyway * starts + effect * moved) / usual if usual > 0.0 else starts


def later(starts: Floats, wait: int) -> Floats:
    """(month,) starts of so many months before [starts]."""
    return np.concatenate([np.zeros(wait), starts])[: len(starts)]


def moved_closer(figures: Mapping[str, Any]) -> float:
    """Of what is paid by results, the part for people who moved a stage closer to work [share]."""
    shares, earned = figures["group_share"], earned_of(figures)
    distance, results = (sum(shares[g] * earned[g][part] for g in shares) for part in (1, 2))
    return float(distance / (distance + results)) if distance > 0.0 else 0.0


def earned_of(figures: Mapping[str, Any]) -> dict[str, tuple[float, float, float]]:
    """Payment group → what a start of it earns: when it starts, by distance travelled, by jobs [GBP]."""
    groups, figures = figures["group_share"], maintained(figures)
    hazards = (figures[f"job_exit_{when}"] for when in ("early", "late", "settled"))
    fees = money.sustainment_fees(figures["sustainment_payments"], *hazards)
    rates = figures.get("outcome_rate", dict.fromkeys(groups, figures["comparison_rate"]))
    names = ("attachment", "distance", "job_outcome", "sustainment")
    first, closer, job, kept = ({g: figures[f"payment_{n}"].get(g, 0.0) for g in groups} for n in names)
    share = figures["distance_share"]
    return {
        g: (first[g], share * closer[g], money.paid_for_jobs(rates[g], job[g], kept[g], fees)) for g in groups
    }


def money_lines(
    programme: Programme,
    figures: Mapping[str, Any],
    awards: Awards,
    prices: Prices,
    in_work: Floats,
    off: Floats,
    drift: Floats,
) -> dict[str, Floats]:
    """Line → (month,) gained [GBP million]."""
    displaced = displaced_by(figures, in_work)
    inside = figures["displacement_in_scope"]
    tax = _tax(programme, figures, awards, prices)
    housing = off * housing_of(programme, figures, awards.years, prices)
    instead = awards.out_of_scope - figures["to_jobseeker_share"] * awards.jobseeker
    lines = {
        "esa_saved": off * awards.in_scope,
        "support_drift": -drift * awards.support,
        "housing_benefit": awards.housing_inside * housing,
        "other_in_scope": -figures["to_other_in_scope_share"] * off * awards.in_scope,
        "displaced_in_scope": -inside * displaced * awards.in_scope,
        "jobseeker_benefit": off * instead + (1.0 - awards.housing_inside) * housing,
        "displaced_jobseekers": -(1.0 - inside) * displaced * awards.jobseeker,
        "tax_and_ni": (in_work - displaced) * tax,
    }
    return {line: amount / GBP_MILLION for line, amount in lines.items()}


def housing_of(programme: Programme, figures: Mapping[str, Any], years: list[str], prices: Prices) -> Floats:
    """(month,) Housing Benefit that a leaver no longer has, the mean over leavers [GBP a month].

    Of those who leave for neither a jobseeker benefit nor another one. Who goes to a jobseeker benefit
    keeps it, outside the cap: that move between two accounts is not counted.
    """
    leaving = max(0.0, 1.0 - figures["to_jobseeker_share"] - figures["to_other_in_scope_share"])
    weekly = figures["housing_benefit"] * prices.rise(programme.price_year("housing_benefit"), years)
    lost: Floats = MEAN_WEEKS_A_MONTH * leaving * figures["housing_share"] * weekly
    return lost


def care_hours(
    programme: Programme, figures: Mapping[str, Any], starts: Floats, years: list[str], prices: Prices
) -> dict[str, Floats]:
    """The line (month,) of what the health service loses by clinicians' hours; none where the file has no hours.

    Beside the programme's own money, whoever pays that: the hours are bought again [GBP million].
    """
    if "clinician_hours" not in figures:
        return {}
    each = figures["clinician_hours"] * figures["drawn_from_care"] * figures["cost_per_hour"]
    rise = prices.rise(programme.price_year("cost_per_hour"), years)
    return {CARE: -each * rise * starts / GBP_MILLION}


def displaced_by(figures: Mapping[str, Any], in_work: Floats) -> Floats:
    """(month,) others out of work because of additional people in it [people]."""
    out: Floats = figures["displacement"] * np.maximum(in_work, 0.0)
    return out


def _tax(programme: Programme, figures: Mapping[str, Any], awards: Awards, prices: Prices) -> Floats:
    """(month,) tax and national insurance of an additional job: the published gain less its benefit part [GBP]."""
    part = figures["part_time_share"]
    value = np.zeros(len(awards.years))
    benefits = awards.in_scope + awards.out_of_scope + housing_of(programme, figures, awards.years, prices)
    for key, share in (("exchequer_full_time", 1.0 - part), ("exchequer_part_time", part)):
        of = programme.price_year(key)
        gain = figures[key] * prices.rise(of, awards.years) / MONTHS_A_YEAR
        value += share * np.maximum(0.0, gain - benefits)
    return value


def social_value(
    programme: Programme, figures: Mapping[str, Any], book: Ledger, prices: Prices, base: str
) -> dict[str, float]:
    """Present value to society, discounted from a base year and in its prices: transfers net out [GBP million].

    Wellbeing of people in work stands beside and is no part of the net; soft outcomes have no price.
    """
    jobs = cost = 0.0
    care = book.lines.get(CARE, np.zeros(len(book.years)))
    for month, year in enumerate(book.years):
        worth = money.discounted(1.0, (month + 0.5) / MONTHS_A_YEAR, figures["discount_rate"])
        jobs += worth * (1.0 - figures["displacement"]) * book.in_work[month]
        cost += worth * (book.spent[month] - care[month]) * prices.ratio(year, base)
    gain, wellbeing = (jobs * _of_a_month(programme, figures, prices, base, of) for of in SOCIETY)
    bias = -figures["optimism_bias"] * cost
    return {"gain": gain, "cost": cost, "net": gain - cost, "optimism_bias": bias, "wellbeing": wellbeing}


SOCIETY = ("societal", "wellbeing")
"""What society gains by a job, and what the wellbeing of who has it adds."""


def _of_a_month(
    programme: Programme, figures: Mapping[str, Any], prices: Prices, base: str, of: str
) -> float:
    """What a month of a job is worth, full and part time together [GBP million]."""
    keys = (f"{of}_full_time", f"{of}_part_time")
    full, half = (figures[key] * prices.ratio(programme.price_year(key), base) for key in keys)
    return money.job_value(figures["part_time_share"], full, half) / MONTHS_A_YEAR / GBP_MILLION


def break_even_month(monthly: Floats) -> int | None:
    """First month in which a running total is not below nought, once it has been [code]; None if never."""
    total = np.cumsum(monthly)
    below = np.flatnonzero(total < 0.0)
    if not below.size:
        return 0 if total.size else None
    after = np.flatnonzero(total[below[0] :] >= 0.0)
    return int(below[0] + after[0]) if after.size else None


def switch(saved: Floats, share: float) -> dict[str, Floats]:
    """A DEL-AME switch: a share of the AME saved, (month,), pays for the programme. It makes no money."""
    moved = share * np.maximum(saved, 0.0)
    return {"del": moved, "ame": -moved}


def month_labels(first: str, months: int) -> list[str]:
    """Financial year of each month from April of a year on."""
    return [year_label(add_months(date(int(first[:4]), 4, 1), month)) for month in range(months)]
