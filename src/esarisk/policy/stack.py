"""The stack, in one function: vintage → fitted factors → measures → levers.

Draws come after, in the engine. Measures bring their own figures and are exempt from the
vintage's date.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from esarisk.errors import EsariskError
from esarisk.names import HINDSIGHT, VIEWS
from esarisk.policy.cards import Change, MeasureCard, ScenarioCard, VintageCard
from esarisk.policy.opening import opened
from esarisk.policy.parameters import FOREVER, Parameter, Parameters, Value
from esarisk.policy.periods import Period, financial_year, month_period, period, year_label, year_labels
from esarisk.policy.reading import Library


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
        first = year_label(period(self.card.start).start)
        return year_labels(first, self.card.last_year)

    @cached_property
    def months(self) -> list[Period]:
        """Every simulated month."""
        first = period(self.card.start).start
        last = financial_year(self.card.last_year).end
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        starts = [divmod(first.month - 1 + i, 12) for i in range(count)]
        return [month_period(first.year + years, month + 1) for years, month in starts]


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
    if card.opening == "cards":
        return Vintage(card, view, known)
    who = f"{view} view of vintage '{name}'"
    seen = Vintage(card, view, known)
    return replace(seen, known=opened(known, seen.months[0], who))


def scenario_parameters(library: Library, seen: Vintage, scenario: ScenarioCard) -> Parameters:
    """What a scenario's parameters are: the vintage's, then its measures, then its levers."""
    parameters = seen.known
    for name in scenario.measures:
        parameters = _with_measure(parameters, library.pick("measures", name))
    for name in scenario.reversed:
        parameters = _without_measure(parameters, library.pick("measures", name))
    return _with_levers(parameters, scenario.levers, seen.day)


def _with_measure(parameters: Parameters, measure: MeasureCard) -> Parameters:
    """The parameters with a measure: its values replace all from its first date on."""
    changed: dict[str, Parameter] = {}
    for change in measure.changes:
        parameter = changed.get(change.parameter) or parameters[change.parameter]
        values = _values(change, measure)
        first = values[0].period.start
        kept = tuple(v for v in parameter.values if v.period.start < first)
        changed[change.parameter] = replace(parameter, values=(*kept, *values))
    return parameters.with_changes(changed)


def _without_measure(parameters: Parameters, measure: MeasureCard) -> Parameters:
    """The parameters as if a measure of the baseline had not been: what held before goes on."""
    changed: dict[str, Parameter] = {}
    for change in measure.changes:
        parameter = changed.get(change.parameter) or parameters[change.parameter]
        first = _values(change, measure)[0].period.start
        kept = tuple(v for v in parameter.values if v.period.start < first)
        if not kept:
            raise EsariskError(
                f"measure '{measure.name}' cannot be reversed: "
                f"'{change.parameter}' has no value before {first}"
            )
        changed[change.parameter] = replace(parameter, values=kept)
    return parameters.with_changes(changed)


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
        if parameter.kind != "lever":
            raise EsariskError(f"'{address}' is {_article(parameter.kind)}, not a lever: use a measure")
        value = Value(Period(day, day), number, day, "lever", status="assumed", note="set by the scenario")
        kept = tuple(v for v in parameter.values if v.period.start < day)
        changed[address] = replace(parameter, values=(*kept, value))
    return parameters.with_changes(changed)


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
