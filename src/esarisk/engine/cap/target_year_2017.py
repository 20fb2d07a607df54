"""The cap since 2017: one target year, adjustments, and a change of classification taken both ways."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from esarisk.engine.draws import Values, central_draw
from esarisk.engine.economy.forecast import price_increases
from esarisk.jit import Floats
from esarisk.names import TREATMENTS
from esarisk.policy.periods import financial_year
from esarisk.policy.stack import Vintage
from esarisk.rules.cap import above_pathway, adjusted_spending, breach_of_target_year_cap
from esarisk.units import MILLIONS_A_BILLION

if TYPE_CHECKING:
    from collections.abc import Callable

NEUTRAL = "adjustments.reclassification_neutral"
"""Whether the run takes what was reclassified as neutral; so where nothing of the kind is known."""

# These rules are sums and comparisons: of arrays as of numbers.
_adjusted = cast("Callable[..., Floats]", adjusted_spending)
_above_pathway = cast("Callable[..., Floats]", above_pathway)
_breach = cast("Callable[..., Floats]", breach_of_target_year_cap)


@dataclass(frozen=True)
class Target:
    """What the cap since 2017 needs besides its levels, for each projected year."""

    judged: Floats  # (year,) 1 in the target year [share]
    inflation: Floats  # (year,) takes out inflation news up to the vintage [GBP million]
    scottish: Floats  # (year,) block grant for devolved benefits [GBP million]
    reclassified: Floats  # (year,) spending that may have been moved inside the cap [GBP million]
    neutral: bool  # whether the run takes that move as a neutral change of classification

    @property
    def in_force(self) -> int:
        """Which treatment the run takes [code]."""
        return TREATMENTS.index("neutral" if self.neutral else "not_neutral")


@dataclass(frozen=True)
class TargetResult:
    """What the rule says of each draw under each treatment of the reclassification."""

    adjusted: Floats  # (scenario, year, draw) [GBP million]
    headroom: Floats  # (scenario, year, treatment, draw) [GBP million]
    breach: Floats  # (scenario, year, treatment, draw) NaN outside the target year
    above_pathway: Floats  # (scenario, year, treatment, draw) NaN in the target year


def target_of(seen: Vintage, judged: Floats) -> Target:
    """The dated adjustments of the newest assessment, and what was reclassified since."""
    table = seen.known.table("cap.assessments")
    rows = table[(table["cap_id"] == seen.card.cap) & table["inflation_adjustment"].notna()]
    newest = rows.sort_values("assessment_date").drop_duplicates("financial_year", keep="last")
    by_year = newest.set_index("financial_year").reindex(seen.years)
    moved = {value.period: value.value for value in seen.known["adjustments.reclassified"].latest}
    return Target(
        judged=judged,
        inflation=_adjustment(seen, by_year, "inflation") * MILLIONS_A_BILLION,
        scottish=_adjustment(seen, by_year, "scottish") * MILLIONS_A_BILLION,
        reclassified=np.array([moved.get(financial_year(year), 0.0) for year in seen.years], float)
        * MILLIONS_A_BILLION,
        neutral=not seen.known.knows(NEUTRAL) or seen.known.number(NEUTRAL, seen.day) > 0.0,
    )


def _adjustment(seen: Vintage, assessed: pd.DataFrame, name: str) -> Floats:
    """(year,) an adjustment as last assessed, or as a published distance from the limit implies it [GBP billion]."""
    implied = {value.period: value.value for value in seen.known[f"adjustments.implied_{name}"].latest}
    otherwise = np.array([implied.get(financial_year(year), np.nan) for year in seen.years], float)
    read = assessed[f"{name}_adjustment"].to_numpy(float)
    return np.where(np.isnan(read), otherwise, read)


def price_news(seen: Vintage, values: Values) -> Floats:
    """(year, draw) prices that rates follow after the vintage, over the forecast's [ratio].

    Rates of a year follow the prices of the calendar year before; published rates are no news.
    """
    firsts = np.array([financial_year(year).start.year for year in seen.years])
    calendar = [int(first) - 1 for first in firsts]
    drawn = price_increases(seen, values, calendar)
    foreseen = price_increases(seen, Values(seen.known, central_draw(seen.known)), calendar)
    step = (1.0 + drawn / 100.0) / (1.0 + foreseen / 100.0)
    published = seen.known["esa.support_component"].latest[-1].period.start.year
    step[:, firsts <= published] = 1.0
    return np.cumprod(step, axis=1).T


def judge_target_year(
    simulated: Floats, remainder: Floats, news: Floats, cap: Floats, share: Floats, target: Target
) -> TargetResult:
    """Judge every draw by the rule since 2017, with the reclassification neutral and not.

    Inflation news of a draw is taken out of the spending simulated, as the Treasury's adjustment
    takes out that up to the vintage; the remainder's error holds none.

    Parameters
    ----------
    simulated : (scenario, year, draw) [GBP million]
    remainder, news : (year, draw) [GBP million], [ratio]
    cap : (year,) level before any reclassification [GBP million]
    share : (year,) margin as a share of the level [share]
    """
    spending = simulated + remainder[None]
    inflation = target.inflation[:, None] - simulated * (1.0 - 1.0 / news)[None]
    scottish = np.broadcast_to(target.scottish[:, None], spending.shape)
    adjusted = _adjusted(spending, inflation, scottish)
    judged = (target.judged > 0.0)[:, None]
    # Neutral changes of classification move the cap.
    levels = (cap + target.reclassified * (treatment == "neutral") for treatment in TREATMENTS)
    parts = [_headroom_and_verdicts(adjusted, level, share, judged) for level in levels]
    return TargetResult(adjusted, *(np.stack(part, axis=2) for part in zip(*parts, strict=True)))


def _headroom_and_verdicts(
    adjusted: Floats, level: Floats, share: Floats, judged: Floats
) -> tuple[Floats, Floats, Floats]:
    """(scenario, year, draw) headroom, breach in the target year, above the pathway before it."""
    level = level[:, None]
    margin = share[:, None] * level
    room = level + margin - adjusted
    with np.errstate(invalid="ignore"):  # a year without a cap is blanked, not compared
        breach = _breach(adjusted, 0.0, 0.0, level, margin)
        above = _above_pathway(adjusted, level, margin)
    blank = np.isnan(room)
    return room, np.where(blank | ~judged, np.nan, breach), np.where(blank | judged, np.nan, above)
