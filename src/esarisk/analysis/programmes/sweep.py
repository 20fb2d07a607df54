"""Programme money at several levels: what a pound changes, level by level.

Everything is a change from the situation held, with the varied programmes at baseline provision,
under the same draws. Starts are those of the level itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from esarisk.analysis.levels import Levels
from esarisk.analysis.programmes.breach import Chances, chances, last_judged
from esarisk.analysis.programmes.coverage import condition_rows, coverage_rows, phase_rows
from esarisk.analysis.programmes.headroom_reasons import SMALL, headroom
from esarisk.analysis.programmes.projection import (
    Change,
    Outcome,
    Projected,
    Setting,
    accounts_of,
    beside_of,
    by_year,
    change_of,
    mean_ledger,
    on_jobseekers,
    project_study,
    unscored_of,
)
from esarisk.analysis.programmes.sign import sign_of_saving
from esarisk.analysis.question import DRAWS
from esarisk.engine.economy.prices import prices
from esarisk.engine.plan import Progress
from esarisk.engine.programmes.accounts import Books, together
from esarisk.engine.programmes.cube_variables import mix_money
from esarisk.engine.programmes.effects import drawn_figures
from esarisk.engine.programmes.funded import baseline_money, funded
from esarisk.engine.programmes.ledger import break_even_month, social_value
from esarisk.engine.reach import refuse_idle
from esarisk.engine.shared_projections import NO_POLICY, policy_of
from esarisk.jit import Floats
from esarisk.names import DESTINATIONS, PAYERS, PHASES
from esarisk.policy.programmes import Programme
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard, StudyCard
from esarisk.rules.programmes.money import cost_per_additional_job
from esarisk.units import GBP_MILLION, MONTHS_A_YEAR

SUMS = ("in_cap", "ame", "exchequer", "treasury", "areas")
SPREAD = (*SUMS, "gross_jobs", "additional_jobs")
ENDS = {"low": 10, "high": 90}
"""What a level has an interval of, over draws, and its ends [percentile]."""
DEATH_OR_AGE = ("death", "pension_age")


@dataclass(frozen=True)
class Level:
    """One level of money: its projection and its books.

    Parameters
    ----------
    level : as asked [GBP million a year; ratio]
    varied : places of the varied programmes among those away from their baseline [code]
    books : of every programme away from its baseline
    change : beside the situation held; None where nothing differs from it
    resting : (draw, month) starts of each varied programme that is at its baseline [people]
    """

    level: float
    outcome: Outcome
    varied: list[int]
    books: list[Books]
    change: Change | None
    resting: Sequence[Floats] = ()

    def starts(self, key: str = "starts") -> Floats:
        """(draw, month) of the varied programmes, at the level or at their baseline [people]."""
        mine = [getattr(self.books[p], key) for p in self.varied]
        total: Floats = np.sum([np.zeros_like(self.outcome.monthly), *mine, *self.resting], axis=0)
        return total


@dataclass(frozen=True)
class Sweep:
    """Programmes over levels of money.

    Parameters
    ----------
    asked : what is varied and held
    programmes : those varied
    vintage, view, draws : of the projection
    baseline : money of their baseline provision [GBP million a year]
    rows, years : one a level; one a level and financial year
    parts : one a level and programme away from its baseline
    coverage : share of each phase never reached at the highest level
    groups, conditions : the same by phase and age band or sex; and of the condition a programme asks for
    owed : what baseline provision of the programme swept is owed, where a level has no money for it
    seed : of the draws
    cube, study : of the same projection, with a scenario for the situation held and one for each level
    library : with these scenarios on its shelf
    """

    asked: Levels
    programmes: list[Programme]
    vintage: str
    view: str
    draws: int
    baseline: float
    rows: list[dict[str, Any]]
    years: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    coverage: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    conditions: list[dict[str, Any]]
    owed: dict[str, Any] | None
    seed: int
    cube: xr.Dataset
    study: StudyCard
    library: Library

    @cached_property
    def signs(self) -> list[dict[str, Any]]:
        """The figure on which the sign inside the cap of each programme varied rests."""
        first = self.years[0]["year"]
        return [sign_of_saving(self.library, programme, first) for programme in self.programmes]


def sweep(
    library: Library,
    asked: Levels,
    vintage: str,
    view: str = "department",
    draws: int = DRAWS,
    seed: int = 1,
    progress: Progress | None = None,
) -> Sweep:
    """Project levels of money."""
    cards = [asked.ground, *(asked.at(level) for level in asked.levels)]
    shelf = replace(library, scenarios={**library.scenarios, **{card.name: card for card in cards}})
    study = study_of(asked, cards, vintage, view, draws, seed)
    refuse_idle(shelf, cards)
    projected = project_study(shelf, study, progress)
    setting = projected.setting
    programmes: list[Programme] = [library.pick("programmes", name) for name in asked.varied]
    plain, policy, levels = _levels(projected, asked, cards)
    rows, years = _tables(setting, asked, plain, policy, levels)
    parts = [row for level in levels[1:] for row in _parts(level)]
    before = sum(baseline_money(programme, vintage) for programme in programmes)
    last = levels[-1].outcome
    ends = (phase_rows(last), coverage_rows(setting, last), condition_rows(last, programmes))
    sums = (rows, years, parts, *ends)
    owed = _owed(levels, programmes[0], vintage) if len(programmes) == 1 else None
    made = (projected.cube, study, shelf)
    return Sweep(asked, programmes, vintage, view, draws, before, *sums, owed, seed, *made)


def study_of(
    asked: Levels, cards: Sequence[ScenarioCard], vintage: str, view: str, draws: int, seed: int
) -> StudyCard:
    """The study that a sweep is: the situation held, then each level."""
    what = asked.swept or asked.scenario.name
    return StudyCard(
        name=f"sweep-{what.replace('_', '-')}",
        meaning=f"What levels of money for {what} change",
        vintage=vintage,
        view=view,
        scenarios=[card.name for card in cards],
        draws=draws,
        seed=seed,
    )


def _owed(levels: Sequence[Level], programme: Programme, vintage: str) -> dict[str, Any] | None:
    """Starts and share of leavers of baseline provision, as the programme's file lists them and as the model has them.

    None where no level is without money, or the vintage lists no provision.
    """
    bare = [level for level in levels[1:] if level.level == 0.0 and level.varied]
    rows = [row for row in programme.card.baseline if row.vintage == vintage]
    if not rows or not bare:
        return None
    ground, without = levels[0].outcome, bare[0].outcome
    phases = [PHASES.index(phase) for phase in programme.card.eligible.phases]
    leave = [i for i, name in enumerate(DESTINATIONS) if name not in DEATH_OR_AGE]
    those = ground.leavers[:, phases][:, :, leave].sum(axis=(1, 2))
    lost = (ground.leavers - without.leavers)[:, :, leave].sum(axis=(1, 2))
    starts = without.started.before[:, :, bare[0].varied[0]]
    return {
        "programme": programme.name,
        "starts_listed": sum(row.starts for row in rows),
        "starts_modelled": float(starts.mean() * MONTHS_A_YEAR),
        "share_listed": sum(row.share_of_hazard for row in rows),
        "share_modelled": float((lost / those).mean()),
    }


def _levels(
    projected: Projected, asked: Levels, cards: Sequence[ScenarioCard]
) -> tuple[Outcome, Outcome, list[Level]]:
    """The vintage without policy; with that held but no programmes; the situation held and every level.

    Parameters
    ----------
    cards : the situation held, then each level
    """
    setting, outcomes = projected.setting, projected.outcomes
    ground, policy = outcomes[0], projected.plain[policy_of(asked.ground)]
    wanted = [funded(setting.library, setting.seen, card) for card in cards]
    varied = [[p for p, one in enumerate(some) if one.programme.name in asked.varied] for some in wanted]
    at_rest = Level(np.nan, ground, varied[0], accounts_of(setting, ground), None)
    levels = [at_rest]
    for level, outcome, mine in zip(asked.levels, outcomes[1:], varied[1:], strict=True):
        if not mine:
            levels.append(Level(level, ground, [], at_rest.books, None))
            continue
        books = accounts_of(setting, outcome)
        change = change_of(books, at_rest.books, ground.monthly - outcome.monthly)
        levels.append(Level(level, outcome, mine, books, change))
    return projected.plain[NO_POLICY], policy, _with_resting(asked, levels)


def _with_resting(asked: Levels, levels: Sequence[Level]) -> list[Level]:
    """Levels with the starts of programmes at their baseline, which another level knows."""
    before = {books.programme.name: books.before for level in reversed(levels) for books in level.books}
    away = [[books.programme.name for books in level.books] for level in levels]
    resting = [[before[n] for n in asked.varied if n in before and n not in names] for names in away]
    return [replace(level, resting=one) for level, one in zip(levels, resting, strict=True)]


def _tables(
    setting: Setting, asked: Levels, plain: Outcome, policy: Outcome, levels: Sequence[Level]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One row a level; one a level and year."""
    beside = [beside_of(setting, level.books) for level in levels]
    outcomes = [plain, *(level.outcome for level in levels)]
    unscored = [unscored_of(setting, level.books, policy.monthly - level.outcome.monthly) for level in levels]
    nothing = beside_of(setting, [])
    judged = setting.judged(outcomes, [nothing, *beside], [nothing, *unscored])
    found = chances(judged, setting.draws.scramble, ground=1)[1:]
    rows = [_row(setting, asked, levels[0], level) for level in levels[1:]]
    years: list[dict[str, Any]] = []
    target = last_judged(found)
    for i, (row, level) in enumerate(zip(rows, levels[1:], strict=True), start=1):
        row.update(found[i].row(target))
        row["breach_year"] = None if target is None else setting.seen.years[target]
        saved = (levels[0].outcome.spending + beside[0]) - (level.outcome.spending + beside[i])
        moved = level.outcome.caseload - levels[0].outcome.caseload
        changes = (saved.mean(axis=0), moved.mean(axis=0))
        years += _year_rows(setting, row["money"], level, changes, found[i])
    _marginal(rows)
    return rows, years


def _row(setting: Setting, asked: Levels, ground: Level, level: Level) -> dict[str, Any]:
    """One level: sums over the projection, means over draws."""
    change = level.outcome.caseload - ground.outcome.caseload
    money = None if asked.swept else mix_money(setting.library, setting.seen, asked.at(level.level))
    row: dict[str, Any] = {"money": level.level if money is None else money}
    row |= {} if asked.swept else {"scale": level.level}
    row |= dict.fromkeys(("starts", "starts_change", "participants"), 0.0)
    row |= dict.fromkeys(("gross_jobs", "additional_jobs", "off_benefit", "spend", *SUMS, "social"), 0.0)
    row["caseload_change"] = float(change[:, -1].sum(axis=1).mean())
    row |= {f"{key}_{end}": 0.0 for key in SPREAD for end in ENDS}
    row |= dict.fromkeys(("headroom_per_pound", "cost_per_additional_job", "break_even", "break_even_in_cap"))
    row |= {f"jobseekers_{key}": 0.0 for key in (*SUMS, "social")}
    row |= _left((level.outcome.leavers - ground.outcome.leavers).sum(axis=1))
    row["starts"] = _mean(level.starts().sum(axis=1))
    if level.change is None:
        return row
    row |= _changed(level, level.change)
    row["social"] = sum(sign * social_net(setting, books) for sign, books in level.change.parts)
    row |= {f"jobseekers_{key}": value for key, value in _instead(setting, level).items()}
    if abs(row["spend"]) > 0.0:
        row["headroom_per_pound"] = row["in_cap"] / row["spend"]
    if row["additional_jobs"]:
        row["cost_per_additional_job"] = cost_per_additional_job(
            row["spend"] * GBP_MILLION, row["additional_jobs"]
        )
    return row


def _left(more: Floats) -> dict[str, float]:
    """Of a change of leavers (draw, destination), those for work, and for all else but death and age [people]."""
    by = dict(zip(DESTINATIONS, more.mean(axis=0), strict=True))
    elsewhere = sum(n for name, n in by.items() if name not in ("work", *DEATH_OR_AGE))
    return {"left_for_work": float(by["work"]), "left_elsewhere": float(elsewhere)}


def _changed(level: Level, change: Change) -> dict[str, Any]:
    """What the varied programmes start beyond their baseline, and what all change together [people; GBP million]."""
    ledgers, mean = change.ledgers, mean_ledger(change.ledgers)
    sums = {key: np.array([getattr(book, key).sum() for book in ledgers]) for key in SUMS}
    sums |= {key: change.total(key) for key in SPREAD if key not in SUMS}
    row = {
        "starts_change": _mean((level.starts() - level.starts("before")).sum(axis=1)),
        "participants": float(sum(level.outcome.on_it(p) for p in level.varied)),
        "off_benefit": _mean(np.array([book.off_benefit[-1] for book in ledgers])),
        "spend": float(mean.spent.sum()),
        "break_even": break_even_month(mean.exchequer),
        "break_even_in_cap": break_even_month(mean.in_cap - mean.spent),
    }
    for key, each in sums.items():
        row |= {key: _mean(each), **_spread(key, each)}
    return row


def _spread(key: str, sums: Floats) -> dict[str, float]:
    """The ends of a sum's interval over draws."""
    return {f"{key}_{name}": float(np.percentile(sums, end)) for name, end in ENDS.items()}


def _instead(setting: Setting, level: Level) -> dict[str, float]:
    """The same money, starts and effect of the varied programmes on jobseekers [GBP million]."""
    books = [on_jobseekers(setting, level.outcome, p) for p in level.varied]
    mean = mean_ledger(together([(1.0, one) for one in books]))
    sums = {key: float(getattr(mean, key).sum()) for key in SUMS}
    return sums | {"social": sum(social_net(setting, one) for one in books)}


def social_net(setting: Setting, books: Books) -> float:
    """What society gains by one programme, in the first year's prices, discounted [GBP million]."""
    programme = books.programme
    rates = prices(setting.library.parameters, programme.number("early_inflation"))
    figures, mean = drawn_figures(programme, 1)[0], mean_ledger(books.ledgers)
    return social_value(programme, figures, mean, rates, setting.seen.years[0])["net"]


def _parts(level: Level) -> list[dict[str, Any]]:
    """One row a programme away from its baseline: what each has when they compete."""
    wanted = level.outcome.funding.levels if level.outcome.funding else []
    return [
        {
            "level": level.level,
            "programme": one.programme.name,
            "funding": one.money,
            "starts": _mean(books.starts.sum(axis=1)),
            "starts_before": _mean(books.before.sum(axis=1)),
            "participants": level.outcome.on_it(p),
            "additional_jobs": _mean(books.additional_jobs.sum(axis=1)),
            "spend": float(mean_ledger(books.ledgers).spent.sum()),
        }
        for p, (one, books) in enumerate(zip(wanted, level.books, strict=True))
    ]


def _mean(values: Floats) -> float:
    return float(np.mean(values))


def _year_rows(
    setting: Setting, money: float, level: Level, changes: tuple[Floats, Floats], breach: Chances
) -> list[dict[str, Any]]:
    """One level year by year: ledgers, headroom and the sign of its change [GBP million].

    Parameters
    ----------
    changes : (year,) saved inside the cap; (year, phase) of the caseload [people]
    """
    monthly, rows = _ledger_years(setting, level), []
    for y, year in enumerate(setting.seen.years):
        row: dict[str, Any] = {"money": money, "year": year}
        row |= {line: float(amount[y]) for line, amount in monthly.items()}
        rows.append(row | headroom(float(changes[0][y]), changes[1][y]) | breach.row(y))
    return rows


def _ledger_years(setting: Setting, level: Level) -> dict[str, Floats]:
    """Line → (year,) mean of draws [GBP million; people]."""
    lines = {"starts": level.starts(), "starts_before": level.starts("before")}
    if level.change is None:
        lines |= dict.fromkeys(("spend", *SUMS), np.zeros_like(level.outcome.monthly))
    else:
        ledgers = level.change.ledgers
        told = [line for line in ledgers[0].lines if line != "support_drift"]
        lines |= {f"paid_by_{payer}": np.array([b.spend[payer] for b in ledgers]) for payer in PAYERS}
        lines |= {"spend": np.array([b.spent for b in ledgers])}
        lines |= {line: np.array([b.lines[line] for b in ledgers]) for line in told}
        lines |= {key: np.array([getattr(b, key) for b in ledgers]) for key in SUMS}
    return {name: by_year(setting, monthly).mean(axis=0) for name, monthly in lines.items()}


def _marginal(rows: Sequence[dict[str, Any]]) -> None:
    """Add what the last pounds of each level bring, beside the level before it."""
    for i, row in enumerate(rows):
        spent = row["spend"] - rows[i - 1]["spend"] if i else 0.0
        for key in ("additional_jobs", "in_cap"):
            gained = row[key] - rows[i - 1][key] if i else 0.0
            row[f"marginal_{key}"] = gained / spent if abs(spent) > SMALL else None
