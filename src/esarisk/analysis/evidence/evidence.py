"""What the model says of each programme beside what was published.

Every quantity is worked out by the formulas of `rules/programmes/effect*.py` from the programme's own
figures. A row is *fitted* when its figure was set to hit it, *arithmetic* when it follows from
figures of the same source, and *held out* when nothing of it went in: then the service may be
less than meant and local demand other than where the effect was measured.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np

from esarisk.engine.economy.prices import Prices, prices
from esarisk.engine.programmes.effects import Number, drawn_figures
from esarisk.policy.programme_schema import EvidenceCard
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.rules.programmes import advisers, money, trial
from esarisk.rules.programmes import effect as rule

DRAWS, SEED = 256, 1
LOW, HIGH = 5, 95
MILLION, PERCENT, MONTHS = 1e6, 100.0, 12
OUTCOME_MONTHS = 3
OUTCOMES_WITHIN = 24
TEST_AND_POWER = 2.8
TEST = 1.96
MINUTES = 60
EVERYBODY = "all"
"""The one payment group of a programme that does not tell its people apart."""
CENTRAL = -1
"""No draw: the central path."""
ROUNDING_OFF = 1e-9
"""An interval narrower than this, relative to its ends, is none [ratio]."""
ROUNDING = 0.01
"""Published figures are rounded: a miss by less is none."""


@dataclass(frozen=True)
class Figures:
    """One draw of a programme's figures, with those of an evidence row in their place.

    Parameters
    ----------
    programme : whose figures
    row : what is asked
    own : figure by key before the row's own are put in
    prices : to turn money of one year into another's
    given : figures that the row puts in place of the programme's
    draw : which, for what is no figure of the programme; the central path spreads nothing [code]
    """

    programme: Programme
    row: EvidenceCard
    own: Mapping[str, Number]
    prices: Prices
    given: Mapping[str, float] = field(default_factory=dict)
    draw: int = CENTRAL

    def __getitem__(self, key: str) -> float:
        if key in self.given:
            return self.given[key]
        value = self.own[key]
        return self._grouped(value) if isinstance(value, Mapping) else value

    def _grouped(self, value: Mapping[str, float]) -> float:
        """The row's payment group, or the only one."""
        return value.get(self.row.group or "", next(iter(value.values())))

    def by_group(self, key: str) -> dict[str, float]:
        """A figure for each payment group; one that the row gives holds for all."""
        groups = self.own["group_share"]
        assert isinstance(groups, Mapping)
        value = self.own[key]
        table = value if isinstance(value, Mapping) else {EVERYBODY: value}
        return {g: self.given.get(key, table.get(g, table.get(EVERYBODY, 0.0))) for g in groups}

    def input(self, key: str, otherwise: float = 0.0) -> float:
        """What the formula needs besides."""
        return float(self.row.inputs.get(key, otherwise)) * self.luck(key)

    def luck(self, key: str) -> float:
        """What a draw makes of something that is no figure of the programme [ratio]."""
        if self.draw == CENTRAL or self.row.spread is None:
            return 1.0
        stream = [SEED, crc32(f"{self.programme.name}.{self.row.quantity}.{key}".encode()), self.draw]
        return float(np.exp(self.row.spread * np.random.default_rng(stream).standard_normal()))

    @property
    def month(self) -> float:
        """Month asked for [months]."""
        return self["effect_month"] if self.row.at is None else self.row.at

    @property
    def measured(self) -> float:
        """Effect on work as measured [percentage points]."""
        if "employment_effect" in self.given or "employment_effect" in self.own:
            return self["employment_effect"]
        return rule.effect_of_ratio(self["comparison_rate"], self["risk_ratio"], self["effect_ceiling"])

    @property
    def elsewhere(self) -> float:
        """What is left of an effect away from where it was measured, by fidelity and demand [ratio]."""
        if self.row.label != "held_out":
            return 1.0
        return rule.impact(1.0, 1.0, self["fidelity"], self["local_demand"], 1.0)

    @property
    def expected(self) -> float:
        """Effect on work to be expected [percentage points]."""
        return self.elsewhere * self.measured

    def working(self, month: float) -> float:
        """Effect on work in a month [percentage points]."""
        return rule.employment_effect(
            month,
            self.expected,
            self["effect_month"],
            self["build_months"],
            self["persistence_months"],
            self["decay"],
        )

    @property
    def outcome_rate(self) -> float:
        """Job outcomes or people in work per start [share]."""
        if "outcome_rate" in self.own and self.row.quantity != "outcome_rate":
            return self["outcome_rate"]
        if self.row.group and "outcome_rate" in self.own:
            return self["outcome_rate"]
        return self["comparison_rate"] + self.working(self.month) / PERCENT

    @property
    def job_value(self) -> float:
        """Yearly Exchequer gain of an additional job, in the prices of the unit cost [GBP a year]."""
        full, part = (self._value(key) for key in ("exchequer_full_time", "exchequer_part_time"))
        return money.job_value(self["part_time_share"], full, part)

    def _value(self, key: str) -> float:
        if key in self.given:
            return self.given[key]
        of, to = self.programme.price_year(key), self.programme.price_year("unit_cost")
        return self[key] * self.prices.ratio(of, to)

    @property
    def cost_at_measured_effect(self) -> float:
        """Spending for each additional person in work [GBP]."""
        return money.cost_at_measured_effect(self["unit_cost"], self.expected)

    @property
    def hazards(self) -> tuple[float, float, float]:
        """Hazards of leaving a job: early, late, settled [1/month]."""
        return self["job_exit_early"], self["job_exit_late"], self["job_exit_settled"]


def _off_benefit(f: Figures) -> float:
    fading = f.elsewhere * rule.off_benefit_effect(
        f.month,
        f["off_benefit_peak"],
        f["off_benefit_lasting"],
        f["off_benefit_month"],
        f["off_benefit_half_life"],
    )
    return fading + f["off_benefit_ratio"] * f.working(f.month)


def _half_life(f: Figures) -> float:
    first, later = f["off_benefit_month"], f["effect_month"]
    seen = [
        rule.off_benefit_effect(
            m, f["off_benefit_peak"], f["off_benefit_lasting"], first, f["off_benefit_half_life"]
        )
        for m in (first, later)
    ]
    return rule.half_life(seen[0], seen[1], later - first)


def _net(f: Figures) -> float:
    """Exchequer gain less cost once additional jobs have lasted so long [GBP million]."""
    jobs = f.input("money") * MILLION / f.cost_at_measured_effect
    return jobs * f.job_value / MONTHS * f.month / MILLION - f.input("money")


def _return(f: Figures) -> float:
    """Exchequer gain for each pound spent, over the months asked for [GBP per GBP]."""
    person_years = sum(f.working(m) for m in range(1, int(f.month) + 1)) / PERCENT / MONTHS
    return person_years * f.job_value / f["unit_cost"]


def _immature(f: Figures) -> float:
    """Outcomes per start while people still come in: the mean over a steady intake [share]."""
    hazard = rule.monthly_hazard(f["outcome_rate"], OUTCOMES_WITHIN - OUTCOME_MONTHS)
    months = f.input("months")
    exposed = np.maximum(0.0, np.arange(0.5, months) - OUTCOME_MONTHS)
    return float(np.mean(1.0 - np.exp(-hazard * exposed)))


def _income(f: Figures) -> float:
    """What a provider is paid for a start, the mean over payment groups [GBP]."""
    fees = money.sustainment_fees(f["sustainment_payments"], *f.hazards)
    rates, attached = f.by_group("outcome_rate"), f.by_group("payment_attachment")
    outcome, sustained = f.by_group("payment_job_outcome"), f.by_group("payment_sustainment")
    shares, closer = f.by_group("group_share"), f.by_group("payment_distance")
    groups = [f.row.group] if f.row.group else list(shares)
    paid = {
        g: money.income_per_start(
            attached[g], rates[g], outcome[g], sustained[g], fees, f["distance_share"] * closer[g]
        )
        for g in groups
    }
    return sum(shares[g] * paid[g] for g in groups) / sum(shares[g] for g in groups)


def _retained(f: Figures) -> float:
    """Jobs kept so long beyond those kept at the hazard elsewhere [percentage points]."""
    early, late, settled = f.hazards
    elsewhere = (f["comparison_exit_early"], f["comparison_exit_late"])
    return PERCENT * f["comparison_rate"] * money.retained(f.month, (early, late), elsewhere, settled)


def _in_work(f: Figures) -> float:
    """Additional people in work once the programme has run so long, at its full size [people]."""
    starts = f.input("starts")
    left = rule.scale_left(starts, f["pilot_starts"], f["scale_multiplier"])
    months = sum(f.working(m) for m in range(1, int(f.month) + 1))
    return rule.additional_jobs(starts / MONTHS, left * months, f["displacement"])


def _follow_up(f: Figures) -> float:
    """Follow-up meetings for each first meeting that the other hours hold [share]."""
    each = f.input("minutes") / MINUTES
    follow, first = f.input("hours") / each, (f.input("hours_a_week") - f.input("hours")) / each
    return min(1.0, follow / first)


def _interval(f: Figures) -> float:
    """Half-width of the 95 per cent interval of a trial of this size [percentage points]."""
    control = f["comparison_rate"]
    treated = control + f.measured / PERCENT
    error = trial.standard_error(treated, control, f.input("treated_people"), f.input("control_people"))
    return PERCENT * TEST * error


def _pipeline(f: Figures) -> float:
    """Years that the stages from one to another take [years]."""
    first, later = (int(f.row.inputs[key]) for key in ("first", "later"))
    return sum(s.months * f.luck(s.name) for s in f.programme.card.stages[first:later]) / MONTHS


FORMULAS: dict[str, Callable[[Figures], float]] = {
    "employment_effect": lambda f: f.working(f.month),
    "off_benefit_effect": _off_benefit,
    "outcome_rate": lambda f: f.outcome_rate,
    "risk_ratio": lambda f: 1.0 + f.expected / PERCENT / f["comparison_rate"],
    "gross_jobs": lambda f: rule.gross_jobs(f.input("starts"), f["comparison_rate"], f.measured),
    "additional_jobs": lambda f: rule.additional_jobs(f.input("starts"), f.expected, 0.0),
    "starts": lambda f: rule.affordable_starts(f.input("money") * MILLION, 0.0, f["unit_cost"]),
    "unit_cost": lambda f: f["unit_cost"],
    "total_cost": lambda f: f.input("starts") * f["unit_cost"] / MILLION,
    "cost_per_gross_job": lambda f: f["unit_cost"] / f.outcome_rate,
    "cost_at_measured_effect": lambda f: f.cost_at_measured_effect,
    "deadweight": lambda f: rule.deadweight(f["comparison_rate"], f.measured),
    "effect_interval": _interval,
    "smallest_detectable": lambda f: trial.smallest_detectable(
        f["comparison_rate"], f.input("treated_people"), f.input("control_people"), TEST_AND_POWER
    ),
    "net_exchequer": _net,
    "break_even": lambda f: money.break_even_months(f.cost_at_measured_effect, f.job_value / MONTHS),
    "exchequer_return": _return,
    "sustained": lambda f: f.outcome_rate * money.job_survival(f.month, *f.hazards),
    "half_life": _half_life,
    "immature_rate": _immature,
    "expansion_effect": lambda f: f["scale_multiplier"] * f.working(f.month),
    "income_per_start": _income,
    "retention_effect": _retained,
    "people_per_adviser": lambda f: f.input("hours_a_week") * f.input("weeks") / f.input("hours"),
    "follow_up_share": _follow_up,
    "fee_total": lambda f: f.input("starts") * _immature(f) * f["payment_job_outcome"] / MILLION,
    "monthly_intake": lambda f: f.input("starts") / f.input("months"),
    "pipeline_years": _pipeline,
    "pass_chance": lambda f: next(
        s.pass_chance for s in f.programme.card.stages if s.name == "randomised_trial"
    ),
    "stock_in_work": _in_work,
    "hours_for_caseload": lambda f: advisers.hours_for_caseload(
        f.input("hours_a_week"), f.input("hours", 1e9), f.input("reserved")
    ),
}


def evidence(library: Library, draws: int = DRAWS) -> list[dict[str, Any]]:
    """One row a published quantity of every programme: the model's figure beside it.

    Parameters
    ----------
    draws : of each programme's figures, for the model's 90 per cent interval [count]
    """
    names = sorted(library.programmes)
    return [row for name in names for row in evidence_of(library, library.programmes[name], draws)]


def evidence_of(library: Library, programme: Programme, draws: int = DRAWS) -> list[dict[str, Any]]:
    """The evidence rows of one programme."""
    central = drawn_figures(programme, 1)[0]
    spread = drawn_figures(programme, draws)
    rates = prices(library.parameters, programme.number("early_inflation"))
    rows = []
    for card in programme.card.evidence:
        worked = [worked_out(programme, card, own, rates, i - 1) for i, own in enumerate((central, *spread))]
        rows.append(_row(programme, card, worked[0], interval_of(worked[1:])))
    return rows


def worked_out(
    programme: Programme, row: EvidenceCard, own: Mapping[str, Number], rates: Prices, draw: int = CENTRAL
) -> float:
    """The model's figure for one evidence row under one draw [the row's unit]."""
    return float(FORMULAS[row.quantity](Figures(programme, row, own, rates, row.given, draw)))


def interval_of(drawn: Sequence[float]) -> tuple[float, float] | None:
    """The model's 90 per cent interval; none where the quantity rests on fixed figures alone."""
    low, high = (float(end) for end in np.percentile(drawn, [LOW, HIGH]))
    return (low, high) if high - low > ROUNDING_OFF * max(abs(low), abs(high)) else None


def _row(
    programme: Programme, card: EvidenceCard, model: float, interval: tuple[float, float] | None
) -> dict[str, Any]:
    """The model's figure and interval beside what the card says."""
    low, high = interval or (None, None)
    return {
        "programme": programme.name,
        **_said(card),
        "model": model,
        "low": low,
        "high": high,
        "inside": _inside(card, model, interval),
        "overlap": _overlap(card, interval),
    }


def _said(card: EvidenceCard) -> dict[str, Any]:
    """What a card says."""
    own = card.model_dump(include={"quantity", "published", "unit", "status", "source"})
    return {
        **own,
        "at_month": card.at,
        "of": "; ".join(word for word in (card.group, card.population) if word),
        "published_interval": card.interval,
        "interval_status": card.interval_status if card.interval else None,
        "label": card.label.replace("_", " "),
        "words": card.words or ("" if card.published is not None else "none published"),
        "note": card.note or "",
    }


def _inside(card: EvidenceCard, model: float, interval: tuple[float, float] | None) -> bool | None:
    """Whether what was published lies in the model's interval, or is its figure where it has none."""
    if card.published is None:
        return None
    if interval is None:
        return bool(model == card.published or _rounds_to(model, card.published))
    room = ROUNDING * abs(card.published)
    return bool(interval[0] - room <= card.published <= interval[1] + room)


def _rounds_to(model: float, published: float) -> bool:
    """Whether a figure is the published one, as far as that was printed."""
    printed = f"{published:g}".lstrip("-").replace(".", "").strip("0")
    return float(f"{model:.{max(1, len(printed))}g}") == published or abs(
        model - published
    ) <= ROUNDING * abs(published)


def _overlap(card: EvidenceCard, interval: tuple[float, float] | None) -> bool | None:
    """Whether the model's interval and the published one meet; None where there is not one of each."""
    if card.interval is None or interval is None:
        return None
    return bool(interval[0] <= card.interval[1] and card.interval[0] <= interval[1])
