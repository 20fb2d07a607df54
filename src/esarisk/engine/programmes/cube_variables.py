"""What a run's programmes did: the cube's variables by scenario, year, programme and draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from esarisk.cube import VARIABLES, allocate
from esarisk.engine.programmes.accounts import Books, Started, accounts, own_savings
from esarisk.engine.programmes.funded import baseline_money, funded, projected
from esarisk.engine.programmes.funding import Figures, Funding
from esarisk.engine.programmes.ledger import BESIDE, BONUS, displaced_by
from esarisk.jit import Floats
from esarisk.policy.periods import year_label
from esarisk.policy.reading import Library
from esarisk.policy.schema import ScenarioCard
from esarisk.policy.stack import Vintage
from esarisk.units import MONTHS_A_YEAR

MONEY, LEVEL = "programme_funding", "programme_starts"
CHANGES = [n for n, one in VARIABLES.items() if one.by == "programmes" and n not in {MONEY, LEVEL}]
"""Variables that are nought where a scenario leaves a programme at its baseline."""
MEANS = ("programme_participants", "programme_in_work", "programme_displaced", "programme_off_benefit")
"""Variables that are means of a year's months; the others are sums."""


@dataclass(frozen=True)
class Provided:
    """What the programmes of one scenario did."""

    scenario: int  # which [code]
    funding: Funding  # programmes away from their baseline, with every draw's figures
    started: Started  # what the projection says of them in the projected months


def programme_arrays(
    library: Library,
    seen: Vintage,
    scenarios: Sequence[ScenarioCard],
    names: Sequence[str],
    found: Sequence[Provided],
    saved: Mapping[int, Floats],
) -> dict[str, Floats]:
    """Variables of the cube about programmes under some draws; none where nothing is funded away from its baseline.

    Parameters
    ----------
    names : of programmes, in the order of the cube
    saved : scenario → (draw, month) benefit that its projection saves beside itself without funding [GBP million]
    """
    if not found:
        return {}
    arrays = _blank(seen, scenarios, names, found)
    labels = [year_label(month.start) for month in projected(seen)]
    for part in found:
        books = own_savings(accounts(library, part.funding, part.started, labels), saved[part.scenario])
        for q, one in enumerate(books):
            same = part.funding.levels[q].thinner  # the same people are on it, with other hours
            inside = 0.0 * part.started.inside[:, :, q] if same else part.started.inside[:, :, q]
            for variable, monthly in _lines(one, inside, part.funding.figures[q]).items():
                at = (part.scenario, slice(None), names.index(one.programme.name))
                arrays[variable][at] = _by_year(variable, monthly, labels, seen.years)
    return arrays


def _blank(
    seen: Vintage, scenarios: Sequence[ScenarioCard], names: Sequence[str], found: Sequence[Provided]
) -> dict[str, Floats]:
    """Arrays in which nothing is changed."""
    cards, draws = [card.name for card in scenarios], found[0].started.starts.shape[0]
    labels = {"scenario": cards, "year": seen.years, "programme": list(names)}
    arrays = allocate({**labels, "draw": list(range(draws))}, [LEVEL, *CHANGES])
    for name in CHANGES:
        arrays[name][:] = 0.0
    return arrays


def money_of(
    library: Library, seen: Vintage, scenarios: Sequence[ScenarioCard], names: Sequence[str]
) -> Floats:
    """(scenario, year, programme) money of some programmes, the mean of a year's months [GBP million a year]."""
    usual = {name: baseline_money(library.programmes[name], seen.name) for name in names}
    found = np.empty((len(scenarios), len(seen.years), len(names)))
    for i, card in enumerate(scenarios):
        levels = {level.programme.name: level for level in funded(library, seen, card)}
        for p, name in enumerate(names):
            found[i, :, p] = levels[name].by_year(len(seen.years)) if name in levels else usual[name]
    return found


def mix_money(library: Library, seen: Vintage, card: ScenarioCard) -> float:
    """Money of all programmes that a scenario funds, the mean of the years [GBP million a year]."""
    return float(money_of(library, seen, [card], list(card.funding)).mean(axis=1).sum())


def displaced(in_work: Floats, figures: Figures) -> Floats:
    """(draw, month) of others out of work because of a programme's additional people in it [people].

    Parameters
    ----------
    in_work : (draw, month) additional [people]
    figures : the programme's, of each draw
    """
    return np.array([displaced_by(f, one) for f, one in zip(figures, in_work, strict=True)])


def _lines(books: Books, inside: Floats, figures: Figures) -> dict[str, Floats]:
    """Variable → (draw, month) [people; GBP million]; `inside`, (draw, month), are still on benefit."""
    ledgers = books.ledgers
    in_work = np.array([one.in_work for one in ledgers])
    return {
        LEVEL: books.starts,
        "programme_starts_change": books.starts - books.before,
        "programme_participants": inside,
        "programme_in_work": in_work,
        "programme_displaced": displaced(in_work, figures),
        "programme_off_benefit": np.array([one.off_benefit for one in ledgers]),
        "programme_jobs_gross": books.gross_jobs,
        "programme_jobs_additional": books.additional_jobs,
        "programme_sanctions": np.array([one.sanctions for one in ledgers]),
        "programme_spending": np.array([one.spent for one in ledgers]),
        "programme_saving_in_cap": np.array([one.in_cap for one in ledgers]),
        "programme_other_in_scope": -np.sum([books.line(line) for line in BESIDE], axis=0),
        "programme_withheld": books.line("benefit_withheld"),
        "programme_hardship": -books.line("hardship"),
        "programme_overturned": -books.line("overturned"),
        "programme_saving_ame": np.array([one.ame for one in ledgers]),
        "programme_exchequer": np.array([one.exchequer for one in ledgers]),
        "programme_gainshare": books.line(BONUS),
        "programme_treasury": np.array([one.treasury for one in ledgers]),
        "programme_areas": np.array([one.areas for one in ledgers]),
    }


def _by_year(variable: str, monthly: Floats, labels: Sequence[str], years: Sequence[str]) -> Floats:
    """(year, draw) of a monthly line."""
    of = np.array(labels)
    sums = np.stack([monthly[:, of == year].sum(axis=1) for year in years])
    return sums / MONTHS_A_YEAR if variable in MEANS else sums


def unscored_savings(library: Library, names: Sequence[str], arrays: Mapping[str, Floats]) -> Floats | float:
    """(scenario, year, draw) saved inside the cap by programmes that no costing of benefits counts [GBP million]."""
    if "programme_saving_in_cap" not in arrays:
        return 0.0
    counted = np.array([library.programmes[name].certified for name in names])
    saved: Floats = arrays["programme_saving_in_cap"][:, :, ~counted].sum(axis=2)
    return saved


def beside_cap(arrays: Mapping[str, Floats]) -> Floats | float:
    """(scenario, year, draw) spending inside the cap that programmes add outside the simulated lines [GBP million]."""
    if "programme_other_in_scope" not in arrays:
        return 0.0
    return arrays["programme_other_in_scope"].sum(axis=2)
