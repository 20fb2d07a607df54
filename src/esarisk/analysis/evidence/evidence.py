"""What the model says of each programme beside what was published.

What a start does and earns is the engine's own answer from the programme's figures; a row that asks
of something else gives figures in their place. A row is *fitted* when its figure was set to hit it,
*arithmetic* when it follows from figures of the same source, and *held out* when nothing of it went
in: then the effect is another study's, the service may be less than meant, other people find work more
or less often without help, and what was published has its own error.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np

from esarisk.analysis.programmes.comparison import HIGH, INTERVAL_DRAWS, LOW
from esarisk.engine.economy.prices import Prices, prices
from esarisk.engine.programmes.effects import (
    BETWEEN,
    SEED,
    Effects,
    Number,
    drawn_figures,
    effects,
    expected_scale,
    jobs_of,
    retention,
)
from esarisk.engine.programmes.ledger import OUTCOME_MONTHS, earned_of
from esarisk.policy.programme_schema import QUANTITIES, EvidenceCard
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.rules.programmes import advisers, money, trial
from esarisk.rules.programmes import effect as rule
from esarisk.units import GBP_MILLION, MINUTES_AN_HOUR, MONTHS_A_YEAR, PERCENT

OUTCOMES_WITHIN = 24
TEST_AND_POWER = 2.8
TEST = 1.96
COMPARISON_SPREAD = "trials.comparison_spread"
MOST_IN_WORK = 0.95
"""No more of other people are taken to be in work without help [share]."""
ROUNDING_OFF = 1e-9
"""An interval narrower than this, relative to its ends, is none [ratio]."""
ROUNDING = 0.01
"""Published figures are rounded: a miss by less is none."""


@dataclass(frozen=True)
class Asked:
    """What an evidence row asks of one draw of a programme's figures."""

    programme: Programme
    row: EvidenceCard
    figures: Mapping[str, Any]  # by key, those that the row gives in place of the programme's
    prices: Prices
    drawn: tuple[int, int] | None = (
        None  # seed and draw, for what is no figure; the central path spreads nothing
    )

    def __getitem__(self, key: str) -> float:
        """A figure, of the row's payment group or the only one."""
        value = self.figures[key]
        if isinstance(value, Mapping):
            value = value.get(self.row.group or "", next(iter(value.values())))
        return float(value)

    def input(self, key: str, otherwise: float = 0.0) -> float:
        """What the formula needs besides."""
        return float(self.row.inputs.get(key, otherwise)) * self.luck(key)

    def luck(self, key: str) -> float:
        """What a draw makes of something that is no figure of the programme [ratio]."""
        return float(np.exp((self.row.spread or 0.0) * score(self.programme, self.row, key, self.drawn)))

    @property
    def month(self) -> float:
        """Month asked for [months]."""
        return self["effect_month"] if self.row.at is None else self.row.at

    @property
    def elsewhere(self) -> float:
        """What is left of an effect away from where it was measured [ratio]."""
        return expected_scale(self.figures) if self.row.label == "held_out" else 1.0

    @cached_property
    def one(self) -> Effects:
        """What the engine says that one start does, up to any month asked for."""
        last = max(self.month, self["effect_month"], self["off_benefit_month"])
        return effects(self.figures, round(last) + 1)

    def working(self, month: float) -> float:
        """Effect on work in a month [percentage points]."""
        return PERCENT * self.elsewhere * float(self.one.work[round(month)])

    def off_benefit(self, month: float) -> float:
        """Effect on being off benefit in a month [percentage points]."""
        return PERCENT * self.elsewhere * float(self.one.off_benefit[round(month)])

    @property
    def worked(self) -> float:
        """Additional time in work of a start by the month asked for, as measured [months]."""
        return float(self.one.work[1 : round(self.month) + 1].sum())

    @property
    def expected(self) -> float:
        """Effect on work to be expected when it is measured [percentage points]."""
        return self.working(self["effect_month"])

    @property
    def jobs(self) -> tuple[float, float]:
        """Gross and additional jobs of the starts [people]."""
        return jobs_of(self.figures, self.elsewhere * self.input("starts"), self.input("starts"))

    @property
    def outcome_rate(self) -> float:
        """Job outcomes or people in work per start [share]."""
        if "outcome_rate" in self.figures and (self.row.group or self.row.quantity != "outcome_rate"):
            return self["outcome_rate"]
        return self["comparison_rate"] + self.working(self.month) / PERCENT

    @property
    def job_value(self) -> float:
        """Yearly Exchequer gain of an additional job, in the prices of the unit cost [GBP a year]."""
        full, part = (self._value(key) for key in ("exchequer_full_time", "exchequer_part_time"))
        return money.job_value(self["part_time_share"], full, part)

    def _value(self, key: str) -> float:
        of, to = self.programme.price_year(key), self.programme.price_year("unit_cost")
        return self[key] * (1.0 if key in self.row.given else self.prices.ratio(of, to))

    @property
    def cost_at_measured_effect(self) -> float:
        """Spending for each additional person in work [GBP]."""
        return money.cost_at_measured_effect(self["unit_cost"], self.expected)

    @property
    def hazards(self) -> tuple[float, float, float]:
        """Hazards of leaving a job: early, late, settled [1/month]."""
        return self["job_exit_early"], self["job_exit_late"], self["job_exit_settled"]


def in_place(own: Mapping[str, Number], given: Mapping[str, float]) -> dict[str, Any]:
    """A programme's figures with those that a row gives; one by payment group holds for every group."""
    groups = own["group_share"]
    assert isinstance(groups, Mapping)
    return {**own, **{k: dict.fromkeys(groups, x) if QUANTITIES[k].by else x for k, x in given.items()}}


def _half_life(f: Asked) -> float:
    first, later = f["off_benefit_month"], f["effect_month"]
    return rule.half_life(f.off_benefit(first), f.off_benefit(later), later - first)


def _net(f: Asked) -> float:
    """Exchequer gain less cost once additional jobs have lasted so long [GBP million]."""
    jobs = f.input("money") * GBP_MILLION / f.cost_at_measured_effect
    return jobs * f.job_value / MONTHS_A_YEAR * f.month / GBP_MILLION - f.input("money")


def _immature(f: Asked) -> float:
    """Outcomes per start while people still come in: the mean over a steady intake [share]."""
    hazard = rule.monthly_hazard(f.outcome_rate, OUTCOMES_WITHIN - OUTCOME_MONTHS)
    months = f.input("months")
    exposed = np.maximum(0.0, np.arange(0.5, months) - OUTCOME_MONTHS)
    return float(np.mean(1.0 - np.exp(-hazard * exposed)))


def _income(f: Asked) -> float:
    """What a provider is paid for a start, the mean over payment groups [GBP]."""
    earned, shares = earned_of(f.figures), f.figures["group_share"]
    groups = [f.row.group] if f.row.group else list(shares)
    return sum(shares[g] * sum(earned[g]) for g in groups) / sum(shares[g] for g in groups)


def _in_work(f: Asked) -> float:
    """Additional people in work once the programme has run so long, at its full size [people]."""
    starts = f.input("starts")
    moved = starts / MONTHS_A_YEAR * expected_scale(f.figures, starts)
    return moved * f.worked * (1.0 - f["displacement"])


def _follow_up(f: Asked) -> float:
    """Follow-up meetings for each first meeting that the other hours hold [share]."""
    each = f.input("minutes") / MINUTES_AN_HOUR
    follow, first = f.input("hours") / each, (f.input("hours_a_week") - f.input("hours")) / each
    return min(1.0, follow / first)


def _interval(f: Asked) -> float:
    """Half-width of the 95 per cent interval of a trial of this size [percentage points]."""
    control = f["comparison_rate"]
    treated = control + f.expected / PERCENT
    error = trial.standard_error(treated, control, f.input("treated_people"), f.input("control_people"))
    return PERCENT * TEST * error


def _pipeline(f: Asked) -> float:
    """Years that the stages from one to another take [years]."""
    first, later = (int(f.row.inputs[key]) for key in ("first", "later"))
    return sum(s.months * f.luck(s.name) for s in f.programme.card.stages[first:later]) / MONTHS_A_YEAR


FORMULAS: dict[str, Callable[[Asked], float]] = {
    "employment_effect": lambda f: f.working(f.month),
    "off_benefit_effect": lambda f: f.off_benefit(f.month),
    "outcome_rate": lambda f: f.outcome_rate,
    "risk_ratio": lambda f: 1.0 + f.expected / PERCENT / f["comparison_rate"],
    "gross_jobs": lambda f: f.jobs[0],
    "additional_jobs": lambda f: f.jobs[1],
    "starts": lambda f: rule.affordable_starts(
        f.input("money") * GBP_MILLION, f["outreach_share"], f["unit_cost"]
    ),
    "unit_cost": lambda f: f["unit_cost"],
    "total_cost": lambda f: f.input("starts") * f["unit_cost"] / GBP_MILLION,
    "cost_per_gross_job": lambda f: f["unit_cost"] / f.outcome_rate,
    "cost_at_measured_effect": lambda f: f.cost_at_measured_effect,
    "deadweight": lambda f: rule.deadweight(f["comparison_rate"], f.expected),
    "effect_interval": _interval,
    "smallest_detectable": lambda f: trial.smallest_detectable(
        f["comparison_rate"], f.input("treated_people"), f.input("control_people"), TEST_AND_POWER
    ),
    "net_exchequer": _net,
    "break_even": lambda f: money.break_even_months(f.cost_at_measured_effect, f.job_value / MONTHS_A_YEAR),
    "exchequer_return": lambda f: f.elsewhere * f.worked / MONTHS_A_YEAR * f.job_value / f["unit_cost"],
    "sustained": lambda f: f.outcome_rate * money.job_survival(f.month, *f.hazards),
    "half_life": _half_life,
    "immature_rate": _immature,
    "expansion_effect": lambda f: f["scale_multiplier"] * f.working(f.month),
    "income_per_start": _income,
    "retention_effect": lambda f: float(retention(f.figures, np.array([f.month]))[0]),
    "people_per_adviser": lambda f: f.input("hours_a_week") * f.input("weeks") / f.input("hours"),
    "follow_up_share": _follow_up,
    "fee_total": lambda f: f.input("starts") * _immature(f) * f["payment_job_outcome"] / GBP_MILLION,
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


def evidence(library: Library, draws: int = INTERVAL_DRAWS, seed: int = SEED) -> list[dict[str, Any]]:
    """One row a published quantity of every programme: the model's figure and 90 per cent interval beside it."""
    programmes = [library.programmes[name] for name in sorted(library.programmes)]
    return [row for programme in programmes for row in evidence_of(library, programme, draws, seed)]


def evidence_of(
    library: Library, programme: Programme, draws: int = INTERVAL_DRAWS, seed: int = SEED
) -> list[dict[str, Any]]:
    """The evidence rows of one programme."""
    central, spread = drawn_figures(programme, 1)[0], drawn_figures(programme, draws, seed, elsewhere=True)
    rates = prices(library.parameters, programme.number("early_inflation"))
    between = library.parameters.number(COMPARISON_SPREAD)
    rows = []
    for card in programme.card.evidence:
        model = worked_out(programme, card, central, rates)
        drawn = [
            worked_out(
                programme, card, _as_foretold(programme, card, own, between, (seed, i)), rates, (seed, i)
            )
            + _own_error(programme, card, (seed, i))
            for i, own in enumerate(spread)
        ]
        rows.append(_row(programme, card, model, interval_of(drawn)))
    return rows


def _as_foretold(
    programme: Programme, row: EvidenceCard, own: Mapping[str, Number], between: float, drawn: tuple[int, int]
) -> Mapping[str, Number]:
    """A draw's figures for a row: as measured, unless the row is held out; of other people, if it is of others.

    Parameters
    ----------
    between : spread of comparison rates between the people of one study and another, of the logarithm [ratio]
    """
    if row.label != "held_out":
        return {**own, BETWEEN: 1.0}
    if row.population is None or "comparison_rate" in row.given:
        return own
    usual, moved = own["comparison_rate"], between * score(programme, row, "comparison_rate", drawn)
    assert isinstance(usual, float)
    return {**own, "comparison_rate": min(MOST_IN_WORK, usual * float(np.exp(moved - 0.5 * between**2)))}


def _own_error(programme: Programme, row: EvidenceCard, drawn: tuple[int, int]) -> float:
    """Error of what was published beside what is foretold, where its interval is known [the row's unit]."""
    if row.label != "held_out" or row.interval is None:
        return 0.0
    error = (row.interval[1] - row.interval[0]) / (2.0 * TEST)
    return error * score(programme, row, "published", drawn)


def score(programme: Programme, row: EvidenceCard, key: str, drawn: tuple[int, int] | None) -> float:
    """Score of something that is no figure of the programme; none on the central path [standard deviations]."""
    if drawn is None:
        return 0.0
    seed, draw = drawn
    stream = [seed, crc32(f"{programme.name}.{row.quantity}.{key}".encode()), draw]
    return float(np.random.default_rng(stream).standard_normal())


def worked_out(
    programme: Programme,
    row: EvidenceCard,
    own: Mapping[str, Number],
    rates: Prices,
    drawn: tuple[int, int] | None = None,
) -> float:
    """The model's figure for one evidence row under one draw [the row's unit]."""
    return float(FORMULAS[row.quantity](Asked(programme, row, in_place(own, row.given), rates, drawn)))


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
        **card.model_dump(include={"quantity", "published", "unit", "status", "source"}),
        "at_month": card.at,
        "of": "; ".join(word for word in (card.group, card.population) if word),
        "published_interval": card.interval,
        "interval_status": card.interval_status if card.interval else None,
        "label": card.label.replace("_", " "),
        "words": card.words or ("" if card.published is not None else "none published"),
        "note": card.note or "",
        "reason": card.reason or "",
        "model": model,
        "low": low,
        "high": high,
        "inside": _inside(card, model, interval),
        "overlap": _overlap(card, interval),
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
