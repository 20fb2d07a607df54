"""What a file may say: the shape of parameters, measures, scenarios, vintages and studies."""

from collections.abc import Iterator, Mapping
from datetime import date
from sys import float_info
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from esarisk.limits import MOST_DRAWS, MOST_MONEY
from esarisk.names import COMPETITION, GRADES, KINDS, SHAPES, STATUSES, VIEWS
from esarisk.policy.periods import funding_period


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= float_info.max


def _written(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty: write it out")
    return value


def _number_or_mapping(value: Any) -> float | dict[str, float]:
    if isinstance(value, dict) and value and all(map(_is_number, value.values())):
        return {str(key): float(number) for key, number in value.items()}
    if not _is_number(value):
        what = "a mapping of words to numbers" if isinstance(value, dict) else "a number"
        raise ValueError(f"should be {what}")
    return float(value)


def _amount(value: Any) -> float | dict[str, float]:
    """Money, or money by period; what is wrong inside a mapping is told where its file is checked."""
    if isinstance(value, dict) and value:
        return {str(key): float(one) if _is_number(one) else one for key, one in value.items()}
    if not _is_number(value):
        raise ValueError("should be a number, or a mapping of financial years to numbers")
    if fault := money_fault(value):
        raise ValueError(fault)
    return float(value)


def money_fault(value: Any) -> str:
    """Why something is no money of a programme; empty where it is [text]."""
    if not _is_number(value):
        return "should be a number"
    return (
        "should be at least 0"
        if value < 0
        else f"should be at most {MOST_MONEY:g}"
        if value > MOST_MONEY
        else ""
    )


def _published(value: Any) -> date | str:
    if value == BY_LAG:
        return BY_LAG
    if type(value) is not date:
        raise ValueError(f"should be a date like 2013-12-05, or the word {BY_LAG}")
    return value


def _at(value: Any) -> date | str:
    if type(value) is not date and not isinstance(value, str):
        raise ValueError("should be a date, a month like 2013-05 or a year like '2013' in quotes")
    return value


def _span(value: str) -> str:
    funding_period(value)
    return value


BY_LAG = "by_lag"
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
NotNegative = Annotated[Number, Field(ge=0)]
Chance = Annotated[Number, Field(ge=0, le=1)]
Money = Annotated[Number, Field(ge=0, le=MOST_MONEY)]
Amount = float | Mapping[str, float]
"""Of a programme's money: one for every projected month, or by period [GBP million a year]."""
AS_IT_RAN = "as_it_ran"
"""In place of a period, the dates between which a programme ran, as its file says."""
Positive = Annotated[Number, Field(gt=0)]
Day = Annotated[date, Field(strict=True)]
Words = Annotated[str, Field(strict=True), AfterValidator(_written)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", strict=True)]
Span = Annotated[str, Field(strict=True), AfterValidator(_span)]
"""Months such as 2017-11..2019-03, without end as 2017-11.., or a financial year."""
Sign = Literal[-1, 0, 1]


class Card(BaseModel):
    """A mapping whose keys are all known."""

    # a class builds its checks when it is first asked to: parameters that are kept need none
    model_config = ConfigDict(extra="forbid", defer_build=True)


class ValueCard(Card):
    """One dated value with its source."""

    from_: Day | None = Field(None, alias="from")
    at: Annotated[Any, BeforeValidator(_at)] = None
    financial_year: Words | None = None
    value: Annotated[Any, BeforeValidator(_number_or_mapping)]
    published: Annotated[Any, BeforeValidator(_published)]
    source: Words
    sd: Positive | None = None
    status: Literal[STATUSES] = "read"  # type: ignore[valid-type]
    note: Words | None = None
    why: Words | None = None
    hindsight: StrictBool = False


class Distribution(Card):
    """How an uncertainty varies around its central value."""

    shape: Literal[SHAPES]  # type: ignore[valid-type]
    sd: Positive | None = None
    low: Number | None = None
    high: Number | None = None
    mode: Number | None = None
    """Likeliest number of a triangular one, where the central value is its mean and not its mode."""
    about: Literal["median", "mean"] = "median"
    """What of a lognormal one the central value is; in the file of a programme it is the mean."""

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """What a fit's digest reads: what the words came to say later, only where it is said."""
        usual = {"mode": None, "about": "median"}
        return ((key, one) for key, one in super().__repr_args__() if usual.get(str(key), self) != one)


class Correlation(Card):
    """Uncertainties of one group share a common factor with correlation rho."""

    group: Words
    rho: Annotated[Number, Field(ge=0, lt=1)]


class Bounds(Card):
    """Outside `hard` is an error; outside `evidence` is a warning."""

    hard: tuple[Number, Number] | None = None
    evidence: tuple[Number, Number] | None = None


class Column(Card):
    """One column of a long table."""

    unit: Words
    role: Literal["key", "value"] = "value"
    words: Annotated[list[Words], Field(min_length=1)] | None = None
    """What its cells may say; any text where it is left out."""
    bounds: tuple[Number, Number] | None = None
    """In place of those that its unit implies."""
    blank: StrictBool = False
    """Whether a cell may be left blank."""


class ParameterCard(Card):
    """One number, or one table, that people may argue about."""

    meaning: Words
    unit: Words
    kind: Literal[KINDS]  # type: ignore[valid-type]
    grade: Literal[GRADES]  # type: ignore[valid-type]
    series: Words | None = None
    exempt: Literal["demography"] | None = None
    bounds: Bounds = Bounds()
    by: Words | None = None
    between: Literal["step", "linear"] = "step"
    values: list[ValueCard] | None = None
    table: Words | None = None
    columns: dict[str, Column] | None = None
    complete: list[Words] | None = None
    """Columns of a table every combination of whose words has a row."""
    either: list[Words] | None = None
    """Columns of a table exactly one of which each row fills."""
    distribution: Distribution | None = None
    correlation: Correlation | None = None
    sign: Sign | None = None
    why: Words | None = None
    note: Words | None = None


class Change(Card):
    """What a measure does to one parameter, from a date."""

    parameter: Words
    values: Annotated[list[ValueCard], Field(min_length=1)]


class MeasureCard(Card):
    """Dated policy as data."""

    name: Name
    meaning: Words
    announced: Day
    source: Words
    costing: Words | None = None
    changes: Annotated[list[Change], Field(min_length=1)]
    note: Words | None = None


class RolloverCard(Card):
    """Share of a programme's money not spent that is kept."""

    month: Chance = 0.0
    """For the next month."""
    year: Chance = 0.0
    """Over the end of a financial year."""


class ScenarioCard(Card):
    """A list of measures and lever settings."""

    name: Name
    meaning: Words
    measures: list[Name] = []
    reversed: list[Name] = []
    levers: dict[str, Number] = {}
    funding: dict[str, Annotated[Any, BeforeValidator(_amount)]] = {}
    """Money of programmes, a year [GBP million]: a number for every projected month, or numbers by financial year
    (`2017-18`), months (`2017-11..2019-03`) or `as_it_ran`. What is not named stays at its baseline."""
    competition: Literal[COMPETITION] = "in_order"  # type: ignore[valid-type]
    thinner: list[Name] = []
    """Programmes of `funding` whose money changes hours a person rather than people."""
    rollover: dict[str, RolloverCard] = {}
    """What programmes of `funding` keep of money not spent; otherwise it is lost, or as their files say."""

    def scaled(self, by: float) -> dict[str, Amount]:
        """The money of its mix of programmes, all of it in proportion [GBP million a year].

        Parameters
        ----------
        by : of what it is [ratio]
        """
        return {
            name: {period: by * one for period, one in money.items()}
            if isinstance(money, Mapping)
            else by * money
            for name, money in self.funding.items()
        }


class VintageCard(Card):
    """A date, what it starts from and how far it looks; without a cap, its years show none."""

    name: Name
    meaning: Words
    date: Day
    start: Words
    first_year: Words
    last_year: Words
    cap: Words | None = None
    opening: Literal["cards", "cube"] = "cards"
    fit: list[Words] = []
    targets: list[Name] = []
    """Tables of `calibration` that its fit meets besides the common one."""
    source: Words
    hindsight: list[Name] = []
    differences: dict[Literal["esa", "incapacity"], list[Words]] = {}


def level_name(programme: str, level: float) -> str:
    """What the scenario of a level of money is called.

    Parameters
    ----------
    programme : or the scenario whose mix it is
    level : [GBP million a year; ratio]
    """
    return f"{programme.replace('_', '-')}-at-{level:g}"


class StudyCard(Card):
    """A question: which vintage, which view, which scenarios and levels of money, how many draws."""

    name: Name
    meaning: Words
    vintage: Name
    view: Literal[VIEWS] = "department"  # type: ignore[valid-type]
    scenarios: Annotated[list[Name], Field(min_length=1)]
    funding: dict[Name, Annotated[list[Money], Field(min_length=1)]] = {}
    """A scenario for each level of money: of a programme, a year from the first projected one [GBP million], or of the
    mix that a scenario funds, as multiples of its money [ratio]."""
    draws: Annotated[int, Field(strict=True, ge=1, le=MOST_DRAWS)] = 1024
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 1

    @property
    def levels(self) -> dict[str, tuple[str, float]]:
        """Name of the scenario of each level of money → programme or mix, and level [GBP million a year; ratio]."""
        pairs = ((name, level) for name, levels in self.funding.items() for level in levels)
        return {level_name(name, level): (name, level) for name, level in pairs}


class FittedCard(Card):
    """What calibration wrote: never edited by hand."""

    name: Name
    vintage: Name
    view: Words
    digest: Words
    scores: dict[str, Number]
    covariance: list[list[Number]]


DOCUMENTS: dict[str, type[Card]] = {
    "measure": MeasureCard,
    "scenario": ScenarioCard,
    "vintage": VintageCard,
    "study": StudyCard,
    "fitted": FittedCard,
}
