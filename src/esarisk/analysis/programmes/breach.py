"""The chance of breach under levels of programme money, paired by draw, with its two clauses apart.

Under the rule of 2014 a year fails above cap plus margin, whatever the cause, or above the cap
when a costing says that policy raised its spending. No costing counts what most programmes save. Were
each draw its own costing, a programme that lowers spending on average would still fail the second
clause in each draw in which it raises spending: that reading stands beside.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from esarisk.analysis.intervals import half_width
from esarisk.engine.cap.annual_2014 import A_POUND, CapResult
from esarisk.jit import Floats


class Chances(NamedTuple):
    """(year,) what one level of money does to the chance of breach, as shares of draws."""

    breach: Floats  # of the level
    breach_half_width: Floats  # 95%
    breach_change: Floats  # from the baseline under the same draws
    breach_error: Floats  # its 95% half-width, none where the level changes no spending
    breach_by_forecast: Floats  # of the change, years above cap plus margin
    breach_by_policy: Floats  # of the change, years that fail by the policy clause alone
    by_draw_change: Floats  # from the baseline, were policy what each draw says that it adds
    raised: Floats  # draws in which the programme raises spending inside the cap

    def row(self, year: int | None) -> dict[str, Any]:
        """One year by name; none where no year is judged."""
        return {k: None if year is None else float(one[year]) for k, one in self._asdict().items()}


def chances(judged: CapResult, scramble: Floats, ground: int = 0) -> list[Chances]:
    """What each level does to the chance of breach beside the one it is set against.

    Parameters
    ----------
    judged : (level, year, draw) verdicts
    scramble : (draw,) which [code]
    ground : level that the others are set against [code]
    """
    levels = list(zip(judged.breach, judged.forecasting, judged.in_scope, judged.by_draw, strict=True))
    return [_chances(level, levels[ground], scramble) for level in levels]


def _chances(level: tuple[Floats, ...], ground: tuple[Floats, ...], scramble: Floats) -> Chances:
    breach, forecast, in_scope, by_draw = level
    change, by_forecast = breach - ground[0], forecast - ground[1]
    raised = np.where(np.isnan(in_scope), np.nan, in_scope - ground[2] > A_POUND)
    same = (in_scope == ground[2]).all(axis=1)  # a level that changes nothing has no error
    return Chances(
        breach.mean(axis=1),
        half_width(breach, scramble),
        change.mean(axis=1),
        np.where(same, 0.0, half_width(change, scramble)),
        by_forecast.mean(axis=1),
        (change - by_forecast).mean(axis=1),
        (by_draw - ground[3]).mean(axis=1),
        raised.mean(axis=1),
    )


def last_judged(found: Sequence[Chances]) -> int | None:
    """The last year that the cap's rule judges: where a sweep looks for breaches [code]."""
    judged = np.flatnonzero(np.isfinite(found[0].breach))
    return int(judged[-1]) if judged.size else None
