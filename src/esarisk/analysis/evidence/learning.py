"""What a trial costs beside what it teaches: the value of information for one choice.

The choice is to fund the programme in the whole country, at a level of money for some years after
the trial, or not to. Known before the trial is what the draws say; the better of the two by their
mean is chosen. A trial narrows what is not known of the effect on work, and is worth what better
choices bring on average, less what its people cost or forgo.

Source: the normal preposterior of Jalal and Alarid-Escudero, Medical Decision Making 38 (2018):
the worth expected at each effect is a regression on the draws; an estimate of some error gives
posterior means that lie as those do, drawn together about their mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from esarisk.analysis.evidence.pilot import Arm, Size
from esarisk.analysis.programmes.comparison import start_cost
from esarisk.analysis.programmes.ledger import Book, book
from esarisk.analysis.question import Question
from esarisk.engine.programmes.effects import at_follow_up, drawn_figures
from esarisk.errors import EsariskError
from esarisk.jit import Floats
from esarisk.policy.periods import add_months, year_label
from esarisk.rules.programmes import trial as rule
from esarisk.units import GBP_MILLION, MONTHS_A_YEAR, PERCENT

EXCHEQUER, SOCIAL = LOSSES = ("exchequer", "social")
"""Whose gain is chosen by: the public purse, nominal; or society, real and discounted."""
SIZES = (300, 1_000, 3_000, 10_000, 30_000)
"""People of each group of the trials that are told of, beside the one asked for."""
RESAMPLES = 200
TRIED = 1_000.0
"""Starts by which the trial's own people are reckoned: few enough for nothing to be lost with size."""
AFTER = 10
"""Years for which a trial's own people are reckoned [years]."""


@dataclass(frozen=True)
class Choice:
    """Whether to fund a programme in the whole country, and what is known of it before a trial."""

    worth: Floats  # (draw,) gain by funding it, programme money taken off [GBP million]
    effect: Floats  # (draw,) on work [percentage points]
    each: float  # gain by a start in the trial, mean of the draws [GBP million]
    jobs: float  # additional jobs of a start in the trial, mean of the draws [people]
    cost: float  # programme money of a start in the trial [GBP million]
    first: str  # first financial year of the money chosen about

    @property
    def funds(self) -> bool:
        """Whether it is funded by what is known before."""
        return bool(self.worth.mean() > 0.0)

    def known(self, rows: Floats | None = None) -> Floats:
        """(draw,) gain expected at each draw's effect: a straight line through all draws [GBP million]."""
        worth, effect = (self.worth, self.effect) if rows is None else (self.worth[rows], self.effect[rows])
        apart = effect - effect.mean()
        spread = float(apart @ apart)
        slope = float(apart @ worth) / spread if spread > 0.0 else 0.0
        line: Floats = worth.mean() + slope * apart
        return line


def choice_of(question: Question, arm: Arm, million: float, years: int, draws: int, loss: str) -> Choice:
    """What is known of the choice before the trial, under the draws of the programme's figures.

    Parameters
    ----------
    million : money a year if it is funded [GBP million a year]
    years : of funding, from the first financial year after the prognosis pilots' end; it is followed as long again
    draws : of the figures [count]
    loss : one of `LOSSES`

    Raises
    ------
    EsariskError : the programme is itself a fund of trials
    """
    library = question.library
    programme, known = library.programmes[arm.programme], question.held.known
    drawn = drawn_figures(programme, draws, question.seed)
    if programme.card.stages:
        raise EsariskError(f"'{programme.name}' is no programme to be tried: its money buys trials of ideas")
    began = library.parameters["trials.months"].latest[0].period.start
    ended = add_months(began, round(library.parameters.number("trials.months")))
    first = year_label(add_months(ended, MONTHS_A_YEAR))
    national = [book(library, programme, million, first, years, known, f) for f in drawn]
    begins = year_label(began)
    cost = start_cost(library, programme, begins) / GBP_MILLION
    own = [book(library, programme, TRIED * cost, begins, 1, known, f, after=AFTER) for f in drawn]
    starts = np.mean([one.starts.sum() for one in own])
    jobs = np.mean([at_follow_up(f) * (1.0 - f["displacement"]) for f in drawn])  # type: ignore[operator]
    return Choice(
        np.array([_gain(one, loss) for one in national]),
        PERCENT * np.array([at_follow_up(f) for f in drawn]),
        float(np.mean([_gain(one, loss) for one in own]) / starts),
        float(jobs),
        cost,
        first,
    )


def _gain(one: Book, loss: str) -> float:
    """What a ledger comes to [GBP million]."""
    return float(one.ledger.exchequer.sum()) if loss == EXCHEQUER else one.social["net"]


def worth_of(known: Floats, share: float = 1.0) -> float:
    """What it is worth to choose once a share of what is not known of the effect is taken away [GBP million].

    E[max(0, posterior mean)] - max(0, mean), posterior mean = mean + sqrt(share) (known - mean):
    nought at none, never less with more, and the whole worth of knowing the effect at one

    Parameters
    ----------
    known : (draw,) gain expected at each draw's effect [GBP million]
    share : as `taught` [share]
    """
    mean = float(known.mean())
    later = mean + np.sqrt(share) * (known - mean)
    return max(0.0, float(np.maximum(later, 0.0).mean()) - max(mean, 0.0))


def error_of(arm: Arm, size: Size, people: float, effect: float) -> float:
    """Standard error of a trial's estimate [percentage points]."""
    found = people * size.response
    treated = min(1.0, max(0.0, arm.control + effect / PERCENT))
    return PERCENT * rule.standard_error(treated, arm.control, found, found)


def learning_rows(
    question: Question, arm: Arm, size: Size, choice: Choice, sizes: Sequence[int]
) -> list[dict[str, Any]]:
    """One row a size of trial, and a last one of knowing the effect: what it teaches, what it costs [GBP million]."""
    sizes = sorted({*sizes, size.people})
    luck = np.random.default_rng(question.seed)
    samples = [choice.known(luck.integers(0, len(choice.worth), len(choice.worth))) for _ in range(RESAMPLES)]
    sd, mean = float(choice.effect.std()), float(choice.effect.mean())
    each = question.library.parameters.number("trials.follow_up_cost")
    rows = []
    for people in sizes:
        share = rule.taught(sd, error_of(arm, size, people, mean))
        row = {
            "people": people,
            **_taught(choice, samples, share),
            **costs(choice, people, each * size.response),
        }
        rows.append(row | {"net": row["teaches"] - sum(row[key] for key in COSTS)})
    return [*rows, {"people": None, **_taught(choice, samples, 1.0)}]


COSTS = ("lost_on_treated", "forgone_by_controls", "follow_up")


def costs(choice: Choice, people: float, follow_up: float) -> dict[str, float]:
    """What the people of a trial cost, beside the better by what is known before for all of them [GBP million].

    All of them helped, or none, whichever was thought better: a trial gives up one half of it.

    Parameters
    ----------
    people : of each group [people]
    follow_up : cost of following one up [GBP]
    """
    return {
        "lost_on_treated": max(0.0, -choice.each) * people,
        "forgone_by_controls": max(0.0, choice.each) * people,
        "follow_up": 2.0 * people * follow_up / GBP_MILLION,
        "programme_money": choice.cost * people,
        "jobs_forgone": choice.jobs * people,
    }


def _taught(choice: Choice, samples: Sequence[Floats], share: float) -> dict[str, float]:
    """What a share of the truth is worth, with the ends of resamples, and how often it turns the choice."""
    known = choice.known()
    low, high = np.quantile([worth_of(one, share) for one in samples], (0.1, 0.9))
    later = known.mean() + np.sqrt(share) * (known - known.mean())
    turned = float(np.mean((later > 0.0) != choice.funds))
    return {
        "teaches": worth_of(known, share),
        "teaches_low": float(low),
        "teaches_high": float(high),
        "turned": turned,
    }


def learning(
    question: Question, arms: Sequence[Arm], size: Size, million: float, years: int, loss: str
) -> dict[str, Any]:
    """What trials of each arm teach for the choice to fund it in the whole country, at the size asked for and others.

    Parameters
    ----------
    million, years, loss : as `choice_of`
    """
    choices = [choice_of(question, arm, million, years, size.trials, loss) for arm in arms]
    by_arm = []
    for arm, choice in zip(arms, choices, strict=True):
        row, perfect = learning_rows(question, arm, size, choice, ())
        known = {"arm": arm.programme, "worth": float(choice.worth.mean()), "funds": choice.funds}
        everything = worth_of(choice.worth)
        by_arm.append(known | row | {"effect_known": perfect["teaches"], "all_known": everything})
    return {
        "loss": loss,
        "money": million,
        "years": years,
        "first_year": choices[0].first,
        "arms": by_arm,
        "sizes": learning_rows(question, arms[0], size, choices[0], SIZES),
    }
