"""What the chance of breach rests on: spending inside the cap in blocks, draw by draw, and verdicts with a part held.

Spending inside the cap is what is simulated and the remainder. Errors of unemployment and of prices reach both, so each
is a block of its own: what a straight line through the draws finds of it. What is left of either part is its own.
"""

import numpy as np

from esarisk.engine.cap.annual_2014 import CapResult, cap_years, judge_run
from esarisk.engine.cap.target_year_2017 import price_news
from esarisk.engine.draws import Values
from esarisk.jit import Floats
from esarisk.policy.stack import Vintage

SHARED_ERRORS = {
    "unemployment": "labour_market.unemployment_error",
    "prices": "uprating_rules.price_error",
}
"""Block → the drawn error that makes it."""
BLOCKS = ("incapacity", *SHARED_ERRORS, "remainder")
HELD_PARTS = AS_IS, AT_MEDIAN, ON_OFFICIAL_PATH, REMAINDER_AT_MEDIAN = (
    "as_drawn",
    "incapacity_at_median",
    "incapacity_official",
    "remainder_at_median",
)
"""What is held while everything else is as drawn."""


def spending_blocks(seen: Vintage, values: Values, simulated: Floats, remainder: Floats) -> Floats:
    """(year, block, draw) spending that the cap's rule judges, in blocks that add up to it [GBP million].

    Shared errors have no mean of their own: a block of theirs is what spending differs by from the mean.

    Parameters
    ----------
    simulated : (year, draw) of one scenario [GBP million]
    remainder : (year, draw) [GBP million]
    """
    if cap_years(seen).target is not None:  # that rule judges spending without price news
        simulated = simulated / price_news(seen, values)
    errors = np.stack([values.number_or(one, seen.day, 0.0) for one in SHARED_ERRORS.values()], axis=1)
    spread = errors - errors.mean(axis=0)
    own, shared = [], np.zeros((len(SHARED_ERRORS), *simulated.shape))
    for part in (simulated, remainder):
        slopes = np.linalg.lstsq(spread, (part - part.mean(axis=1, keepdims=True)).T, rcond=None)[0]
        of_errors = slopes[:, :, None] * spread.T[:, None, :]
        shared += of_errors
        own.append(part - of_errors.sum(axis=0))
    return np.stack([own[0], *shared, own[1]], axis=1)


def breach_with_held(
    seen: Vintage, values: Values, simulated: Floats, remainder: Floats, judged: CapResult
) -> Floats:
    """(year, held, draw) whether a year fails with one part held and the rest as drawn; policy stays what it is.

    Parameters
    ----------
    simulated, remainder : as `spending_blocks`
    judged : of the run, whose first scenario this is
    """
    years = cap_years(seen)
    official = np.broadcast_to(years.simulated_lines[:, None], simulated.shape)
    added = (judged.certified[0] - years.policy)[
        :, None
    ]  # what policy added as drawn, by a costing, it still adds
    cases = {
        AT_MEDIAN: (_middle(simulated), remainder),
        ON_OFFICIAL_PATH: (official, remainder),
        REMAINDER_AT_MEDIAN: (simulated, _middle(remainder)),
    }
    found = {AS_IS: judged.breach[0]}
    for name, (inside, beside) in cases.items():
        again = judge_run(seen, values, inside[None], beside, inside - added)
        found[name] = again.breach[0]
    return np.stack([found[name] for name in HELD_PARTS], axis=1)


def _middle(part: Floats) -> Floats:
    """The median of the draws in every draw."""
    return np.broadcast_to(np.median(part, axis=1, keepdims=True), part.shape)
