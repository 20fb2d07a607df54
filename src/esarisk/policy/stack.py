"""The stack, in one function: vintage → fitted factors → measures → levers.

Draws come after, in the engine. Measures bring their own figures and are exempt from the
vintage's date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from esarisk.errors import EsariskError
from esarisk.names import HINDSIGHT, VIEWS
from esarisk.policy.parameters import FOREVER, Parameter, Parameters, Value
from esarisk.policy.periods import (
    Period,
    add_months,
    financial_year,
    month_period,
    months_between,
    period,
    year_label,
    year_labels,
)
from esarisk.policy.reading import Library
from esarisk.policy.schema import Change, MeasureCard, ScenarioCard, VintageCard
from esarisk.policy.start_stock import opened


@dataclass(frozen=True)
class Vintage:
    """A vintage seen through a view: its dates and what it knows."""

    card: VintageCard
    view: str
    known: Parameters

    @property
    def name(self) -> str:
        """Name, such as `2014-03`."""
        return self.card.name

    @property
    def day(self) -> date:
        """Date of the vintage."""
        return self.card.date

    @property
    def known_to(self) -> date:
        """The last day whose events are known: the vintage's own, or the run's end in hindsight."""
        return self.months[-1].end if self.view == HINDSIGHT else self.card.date

    @cached_property
    def years(self) -> list[str]:
        """Projected financial years."""
        return year_labels(self.card.first_year, self.card.last_year)

    @cached_property
    def fit_years(self) -> list[str]:
        """Whole financial years simulated before the projection."""
        before = self.all_years[: -len(self.years)]
        return [year for year in before if financial_year(year).start >= period(self.card.start).start]

    @cached_property
    def all_years(self) -> list[str]:
        """Every simulated financial year."""
        return year_labels(year_label(period(self.card.start).start), self.card.last_year)

    @cached_property
    def months(self) -> list[Period]:
        """Every simulated month."""
        first, last = period(self.card.start).start, financial_year(self.card.last_year).end
        starts = (add_months(first, i) for i in range(months_between(first, last) + 1))
        return [month_period(start.year, start.month) for start in starts]


def vintage(library: Library, name: str, view: str) -> Vintage:
    """A vintage with what its view knows; in hindsight, all that is known today.

    A look back, made for a check of sufficiency alone, takes measures marked hindsight on top; a
    back-test refuses it.

    Raises
    ------
    EsariskError : when there is no such vintage or view
    """
    card = library.pick("vintages", name)
    if view not in (*VIEWS, HINDSIGHT):
        raise EsariskError(f"there is no view '{view}'. Choose one of: {', '.join(VIEWS)}.")
    known = library.parameters.as_of(FOREVER if view == HINDSIGHT else card.date, view)
    for measure in card.hindsight:
        known = _with_measure(known, library.pick("measures", measure))
    known = _with_settings(known, library.settings, card.date)
    seen = Vintage(card, view, known)
    if card.opening == "cards":
        return seen
    return replace(seen, known=opened(known, seen.months[0], f"{view} view of vintage '{name}'"))


def _with_settings(parameters: Parameters, settings: Mapping[str, float], day: date) -> Parameters:
    """The parameters with what a user set: a lever from a day on, anything else throughout."""
    mine = {address: number for address, number in settings.items() if address in parameters}
    levers = {address: number for address, number in mine.items() if parameters[address].kind == "lever"}
    held = {a: replace(parameters[a], held=number) for a, number in mine.items() if a not in levers}
    return _with_levers(parameters.with_changes(held), levers, day)


def scenario_parameters(library: Library, seen: Vintage, scenario: ScenarioCard) -> Parameters:
    """What a scenario's parameters are: the vintage's, less what is reversed, its measures, its levers.

    Measures come in the order in which they were announced, however they are listed.

    Raises
    ------
    EsariskError : a measure is brought and reversed, or reversed where the baseline does not hold it
    """
    parameters = seen.known
    for name in dict.fromkeys(scenario.reversed):
        if name in scenario.measures:
            raise EsariskError(f"scenario '{scenario.name}' brings '{name}' and reverses it: name it once")
        parameters = _without_measure(parameters, library.pick("measures", name), seen)
    measures = (library.pick("measures", name) for name in dict.fromkeys(scenario.measures))
    for measure in sorted(measures, key=lambda one: (one.announced, begins(one), one.name)):
        parameters = _with_measure(parameters, measure)
    own = {a: n for a, n in scenario.levers.items() if a.split(".", 1)[0] not in library.programmes}
    return _with_levers(parameters, own, seen.day)


def begins(measure: MeasureCard) -> date:
    """The first day on which a measure changes anything."""
    return min(_first(values) for values in _by_address(measure).values())


def _first(values: Sequence[Value]) -> date:
    """The day the earliest of some values begins."""
    return min(value.period.start for value in values)


def _with_measure(parameters: Parameters, measure: MeasureCard) -> Parameters:
    """The parameters with a measure: its values replace all from its first date on, and none before."""
    brought = _by_address(measure).items()
    changed = {address: parameters[address].changed(_first(values), values) for address, values in brought}
    return parameters.with_changes(changed)


def _by_address(measure: MeasureCard) -> dict[str, tuple[Value, ...]]:
    """A measure's values, all changes of one parameter together."""
    found: dict[str, tuple[Value, ...]] = {}
    for change in measure.changes:
        found[change.parameter] = (*found.get(change.parameter, ()), *_values(change, measure))
    return found


def _without_measure(parameters: Parameters, measure: MeasureCard, seen: Vintage) -> Parameters:
    """The parameters as if a measure of the baseline had not been: exactly its own values go."""
    changed: dict[str, Parameter] = {}
    for address, values in _by_address(measure).items():
        parameter = parameters[address]
        brought = {_says(value) for value in values}
        kept = tuple(v for v in parameter.values if _says(v) not in brought)
        if not brought <= {_says(v) for v in parameter.values}:
            raise EsariskError(
                f"measure '{measure.name}' cannot be reversed in vintage {seen.name}: "
                f"its baseline does not hold it ('{address}' is not what the measure makes it)"
            )
        since = _first(values)
        if not any(value.period.start < since for value in kept):
            raise EsariskError(
                f"measure '{measure.name}' cannot be reversed: '{address}' has no value before {since}"
            )
        changed[address] = parameter.changed(since, kept)
    return parameters.with_changes(changed)


def _says(value: Value) -> tuple[date, object]:
    """From when a value holds, and what it is."""
    figure = value.value
    return value.period.start, tuple(sorted(figure.items())) if isinstance(figure, Mapping) else float(figure)


def _values(change: Change, measure: MeasureCard) -> tuple[Value, ...]:
    """A measure's dated values."""
    return tuple(
        Value(
            Period(card.from_, card.from_) if card.from_ else period(card.at or card.financial_year),
            card.value,
            card.published if isinstance(card.published, date) else measure.announced,
            card.source,
            card.status,
            hindsight=card.hindsight,
            note=card.note or f"measure {measure.name}",
        )
        for card in change.values
    )


def _with_levers(parameters: Parameters, levers: Mapping[str, float], day: date) -> Parameters:
    """The parameters with levers set from the vintage's date on."""
    changed = {}
    for address, number in levers.items():
        parameter = parameters[address]
        if parameter.lever_fault:
            raise EsariskError(f"'{address}' {parameter.lever_fault}")
        value = Value(Period(day, day), number, day, "lever", status="assumed", note="set by the scenario")
        changed[address] = parameter.changed(day, (value,))
    return parameters.with_changes(changed)
