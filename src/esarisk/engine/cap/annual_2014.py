"""The cap in a run: remainder, spending inside the cap, headroom and breach, by draw."""

from dataclasses import dataclass, field

import numpy as np

from esarisk.engine.awards.rates import year_of
from esarisk.engine.cap.regimes import regime_of
from esarisk.engine.cap.target_year_2017 import Target, TargetResult, judge_target_year, price_news, target_of
from esarisk.engine.draws import Values
from esarisk.engine.economy.forecast import HORIZONS
from esarisk.jit import Floats
from esarisk.names import ANNUAL_2014
from esarisk.policy.parameters import Parameters
from esarisk.policy.periods import financial_year
from esarisk.policy.stack import Vintage
from esarisk.rules.cap import REGIMES
from esarisk.units import MILLIONS_A_BILLION

A_POUND = 1e-6
"""A pound: what scenarios differ by below it is rounding, not policy [GBP million]."""


@dataclass(frozen=True)
class CapYears:
    """Levels for each projected year; NaN where the vintage has no cap.

    Under the rule since 2017 a year before the target year has its pathway for a cap, and both
    hold what was reclassified where the run takes that as neutral.
    """

    cap: Floats  # (year,) [GBP million]
    margin: Floats  # (year,) [GBP million]
    official: Floats  # (year,) official total inside the cap [GBP million]
    simulated_lines: Floats  # (year,) official forecast of the lines simulated [GBP million]
    read: tuple[bool, ...]  # whether the official path of the simulated lines was published
    target: Target | None = None  # what the rule since 2017 needs; none under the rule of 2014
    policy: Floats = field(default_factory=lambda: np.zeros(1))
    """(year,) what policy between cap and vintage added, officially; one nought for none [GBP million]."""
    regime: str = ANNUAL_2014
    rounding: float = 0.0
    """To what a costing of policy is rounded, a pound at least [GBP million]."""

    @property
    def remainder(self) -> Floats:
        """(year,) official total less exactly the lines simulated [GBP million]."""
        return self.official - self.simulated_lines


def cap_years(seen: Vintage) -> CapYears:
    """The cap as the vintage knew it, and the official figures it was set beside."""
    levels = seen.known.table("cap.levels")
    levels = levels[levels["cap_id"] == seen.card.cap]
    newest = levels.sort_values("published").drop_duplicates("financial_year", keep="last")
    by_year = newest.set_index("financial_year").reindex(seen.years)
    cap = by_year["level"].to_numpy(float) * MILLIONS_A_BILLION
    share = by_year["margin"].to_numpy(float) / 100.0
    lines, read = _official_lines(seen.known, seen)
    official = _official_total(seen.known, seen)
    official = np.where(np.isnan(official), cap, official)
    regime = regime_of(by_year["regime"])
    if REGIMES[regime].target_year:
        target = target_of(seen, by_year["role"].eq("cap").to_numpy(float))
        cap = cap + target.reclassified * target.neutral
        return CapYears(cap, cap * share, official, lines, read, target, regime=regime)
    policy = _policy_since(seen, min(levels["date_set"], default=seen.day.isoformat()))
    rounding = seen.known.number("cap.costing_rounding", seen.day)
    return CapYears(cap, cap * share, official, lines, read, None, policy, regime, rounding)


def _policy_since(seen: Vintage, day: str) -> Floats:
    """(year,) effect on spending inside the cap of events known after the cap was set [GBP million]."""
    table = seen.known.table("cap.policy_effects")
    if table.empty:
        return np.zeros(1)
    effects = table[table["vintage_date"] > day].groupby("financial_year")["effect"].sum()
    return effects.reindex(seen.years, fill_value=0.0).to_numpy(float) * MILLIONS_A_BILLION


def _official_total(parameters: Parameters, seen: Vintage) -> Floats:
    """(year,) newest official total inside the cap, NaN where none was read [GBP million]."""
    table = parameters.table("cap.in_scope_spending")
    rows = table[(table["scope"] == "in") & (table["benefit"] == "Total inside welfare cap")]
    newest = rows.sort_values("publication_date").drop_duplicates("financial_year", keep="last")
    totals = newest.set_index("financial_year")["value"].reindex(seen.years)
    return totals.to_numpy(float) * MILLIONS_A_BILLION


def _official_lines(parameters: Parameters, seen: Vintage) -> tuple[Floats, tuple[bool, ...]]:
    """(year,) official forecast of the lines simulated, carried forward from the last known."""
    values = parameters["remainder.official_incapacity"].latest
    known = {v.period: float(v.value) for v in values}  # type: ignore[arg-type]
    published = {v.period for v in values if v.status != "assumed"}
    growth = 1.0 + parameters.number("remainder.official_incapacity_growth", seen.day) / 100.0
    last = max(known)
    path, read = [], []
    for label in seen.years:
        period = financial_year(label)
        ahead = period.start.year - last.start.year
        path.append(known.get(period, known[last] * growth**ahead))
        read.append(period in published)
    return np.array(path) * MILLIONS_A_BILLION, tuple(read)


def remainder_draws(seen: Vintage, values: Values, years: CapYears) -> Floats:
    """(year, draw) the remainder with its forecast error [GBP million].

    The error goes partly with unemployment and prices; what is left is its own.
    """
    with_unemployment = values.number("remainder.correlation_with_unemployment", seen.day)
    with_prices = values.number("remainder.correlation_with_prices", seen.day)
    own = np.sqrt(np.maximum(0.0, 1.0 - with_unemployment**2 - with_prices**2))
    score = (
        with_unemployment * values.number("labour_market.unemployment_error", seen.day)
        + with_prices * values.number("uprating_rules.price_error", seen.day)
        + own * values.number("remainder.error", seen.day)
    )
    usual = np.array(seen.known.vector("remainder.error_by_horizon", HORIZONS, seen.day)) / 100.0
    first = year_of(seen.day)
    ahead = [min(financial_year(label).start.year - first, len(HORIZONS) - 1) for label in seen.years]
    return years.remainder[:, None] * (1.0 + usual[ahead][:, None] * score)


@dataclass(frozen=True)
class CapResult:
    """(scenario, year, draw) what the cap's rule says of each draw."""

    in_scope: Floats  # [GBP million]
    headroom: Floats  # [GBP million]
    breach: Floats  # 1, 0 or NaN where there is no cap
    forecasting: Floats
    policy: Floats
    by_draw: Floats  # breach if policy were what each draw says it adds, and not what one costing does
    certified: Floats  # (scenario, year) what a costing says that policy adds [GBP million]
    target: TargetResult | None = None


def judge_run(
    seen: Vintage,
    values: Values,
    simulated: Floats,
    remainder: Floats,
    baseline: Floats | None = None,
    unscored: Floats | float = 0.0,
) -> CapResult:
    """Judge every draw of a run by the rule its cap is under.

    Parameters
    ----------
    simulated : (scenario, year, draw) [GBP million]
    remainder : (year, draw) [GBP million]
    baseline : (year, draw) spending of the vintage's own policy; the first scenario's when not given [GBP million]
    unscored : (scenario, year, draw) saved by programmes that no costing of benefits counts [GBP million]
    """
    years = cap_years(seen)
    if years.target is None:
        return judge(simulated, remainder, years, baseline, unscored)
    return judge_target(simulated, remainder, price_news(seen, values), years)


def judge_target(simulated: Floats, remainder: Floats, news: Floats, years: CapYears) -> CapResult:
    """Judge every draw by the rule since 2017, as `judge_target_year`: the target year alone, whatever the cause."""
    target = years.target
    assert target is not None
    level = years.cap - target.reclassified * target.neutral
    result = judge_target_year(simulated, remainder, news, level, years.margin / years.cap, target)
    breach = result.breach[:, :, target.in_force]
    no_cap = np.isnan(years.cap)[None, :, None]
    in_scope = np.where(no_cap, np.nan, simulated + remainder[None])
    headroom = result.headroom[:, :, target.in_force]
    never = np.where(np.isnan(breach), np.nan, 0.0)
    return CapResult(in_scope, headroom, breach, breach, never, breach, np.zeros(in_scope.shape[:2]), result)


def target_arrays(years: CapYears, result: CapResult) -> dict[str, Floats]:
    """Variables of the cube that only the rule since 2017 has."""
    if years.target is None or result.target is None:
        return {}
    return {
        "adjusted_spending": result.target.adjusted,
        "treatment_headroom": result.target.headroom,
        "treatment_breach": result.target.breach,
        "above_pathway": result.target.above_pathway,
        "inflation_adjustment": years.target.inflation,
        "scottish_adjustment": years.target.scottish,
        "reclassified": years.target.reclassified,
    }


def judge(
    simulated: Floats,
    remainder: Floats,
    years: CapYears,
    baseline: Floats | None = None,
    unscored: Floats | float = 0.0,
) -> CapResult:
    """Judge every draw year by year, from what `judge_run` is given; policy since the cap counts in every scenario.

    Policy adds what one costing certifies: the mean over draws, rounded as costings are, without programmes that none
    counts. Draw by draw, the strictest reading, stands beside.
    """
    cap, margin = years.cap[None, :, None], years.margin[None, :, None]
    in_scope = simulated + remainder[None]
    change = simulated - (simulated[0] if baseline is None else baseline)
    certified = _rounded((change + unscored).mean(axis=2), max(years.rounding, A_POUND)) + years.policy
    of_draws = _rounded(change, A_POUND) + years.policy[None, :, None]
    no_cap = np.broadcast_to(np.isnan(cap), in_scope.shape)
    rule = REGIMES[years.regime]
    by_forecasting, by_policy = (
        np.vectorize(cause, otypes=[bool]) for cause in (rule.forecasting, rule.policy)
    )
    with np.errstate(invalid="ignore"):  # a year without a cap is blanked, not compared
        forecasting = np.where(no_cap, np.nan, by_forecasting(in_scope, cap, margin))
        policy = np.where(no_cap, np.nan, by_policy(in_scope, cap, certified[:, :, None]))
        strictest = np.where(no_cap, np.nan, by_policy(in_scope, cap, of_draws))
    in_scope = np.where(no_cap, np.nan, in_scope)
    breach, by_draw = np.fmax(forecasting, policy), np.fmax(forecasting, strictest)
    return CapResult(in_scope, cap + margin - in_scope, breach, forecasting, policy, by_draw, certified)


def _rounded(amount: Floats, to: float) -> Floats:
    """An amount rounded; nought has no sign."""
    return np.round(amount / to) * to + 0.0
