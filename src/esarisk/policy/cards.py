"""What a file may say: the shape of parameters, measures, scenarios, vintages and studies."""

from datetime import date
from math import isfinite
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError
from pydantic_core import ErrorDetails

from esarisk.errors import did_you_mean
from esarisk.names import GRADES, KINDS, SHAPES, STATUSES, UNITS, VIEWS
from esarisk.policy.marked import Marked, Path_


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _number(value: Any) -> float:
    if not _is_number(value):
        raise ValueError("should be a number")
    return float(value)


def _number_or_mapping(value: Any) -> float | dict[str, float]:
    if isinstance(value, dict) and value and all(map(_is_number, value.values())):
        return {str(key): float(number) for key, number in value.items()}
    if isinstance(value, dict):
        raise ValueError("should be a mapping of words to numbers")
    return _number(value)


def _day(value: Any) -> date:
    if type(value) is not date:
        raise ValueError("should be a date like 2014-04-07")
    return value


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


BY_LAG = "by_lag"
Number = Annotated[float, BeforeValidator(_number)]
Day = Annotated[date, BeforeValidator(_day)]
Words = Annotated[str, Field(min_length=1, strict=True)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", strict=True)]
Sign = Literal[-1, 0, 1]


CardType = TypeVar("CardType", bound="Card")


class Card(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class ValueCard(Card):
    """One dated value with its source."""

    from_: Day | None = Field(None, alias="from")
    at: Annotated[Any, BeforeValidator(_at)] = None
    financial_year: Words | None = None
    value: Annotated[Any, BeforeValidator(_number_or_mapping)]
    published: Annotated[Any, BeforeValidator(_published)]
    source: Words
    sd: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    status: Literal[STATUSES] = "read"  # type: ignore[valid-type]
    note: Words | None = None
    why: Words | None = None
    hindsight: StrictBool = False


class Distribution(Card):
    """How an uncertainty varies around its central value."""

    shape: Literal[SHAPES]  # type: ignore[valid-type]
    sd: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    low: Number | None = None
    high: Number | None = None


class Correlation(Card):
    """Uncertainties of one group share a common factor with correlation rho."""

    group: Words
    rho: Annotated[float, Field(ge=0, lt=1)]


class Bounds(Card):
    """Outside `hard` is an error; outside `evidence` is a warning."""

    hard: tuple[Number, Number] | None = None
    evidence: tuple[Number, Number] | None = None


class Column(Card):
    """One column of a long table."""

    unit: Words
    role: Literal["key", "value"] = "value"


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
    changes: Annotated[list[Change], Field(min_length=1)]
    note: Words | None = None


class ScenarioCard(Card):
    """A list of measures and lever settings."""

    name: Name
    meaning: Words
    measures: list[Name] = []
    reversed: list[Name] = []
    levers: dict[str, Number] = {}


class VintageCard(Card):
    """A date, what it starts from and how far it looks."""

    name: Name
    meaning: Words
    date: Day
    start: Words
    fit_year: Words
    first_year: Words
    last_year: Words
    cap: Words
    source: Words


class StudyCard(Card):
    """A question: which vintage, which view, which scenarios, how many draws."""

    name: Name
    meaning: Words
    vintage: Name
    view: Literal[VIEWS] = "department"  # type: ignore[valid-type]
    scenarios: Annotated[list[Name], Field(min_length=1)]
    draws: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1024
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 1


DOCUMENTS: dict[str, type[Card]] = {
    "measure": MeasureCard,
    "scenario": ScenarioCard,
    "vintage": VintageCard,
    "study": StudyCard,
}


def validate(model: type[CardType], marked: Marked, path: Path_, data: Any) -> CardType | None:
    """The card, or None with every fault noted at its line."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors():
            _note(model, marked, path, detail)
        return None


def _note(model: type[Card], marked: Marked, path: Path_, detail: ErrorDetails) -> None:
    """Put one of pydantic's errors into the house's words."""
    loc = tuple(part for part in detail["loc"] if _in_file(part))
    where = (*path, *loc)
    kind = detail["type"]
    if kind == "missing":
        marked.fault(where, f"is missing: add '{loc[-1]}: …'")
    elif kind == "extra_forbidden":
        known = _known_keys(model, loc[:-1])
        marked.fault(where, f"there is no key '{loc[-1]}' here.{did_you_mean(str(loc[-1]), known)}")
    elif kind == "literal_error":
        choices = [word.strip("' ") for word in _expected(detail).split(",")]
        marked.fault(where, f"cannot be '{detail['input']}'.{did_you_mean(str(detail['input']), choices)}")
    else:
        marked.fault(where, f"{_plain(detail)} (found {_short(detail['input'])})")


def _in_file(part: str | int) -> bool:
    """Whether a part of pydantic's path is a key of the file, not a name of a type."""
    return isinstance(part, int) or "[" not in part


def _expected(detail: ErrorDetails) -> str:
    return str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ",")


def _plain(detail: ErrorDetails) -> str:
    return detail["msg"].replace("Input should be", "should be").replace("Value error, ", "")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "…"  # noqa: PLR2004 - a line's width


def _known_keys(model: type[Card], path: Path_) -> list[str]:
    """The keys allowed at a path inside a card."""
    words = [part for part in path if isinstance(part, str)]
    inner: dict[str, type[Card]] = {
        "values": ValueCard,
        "distribution": Distribution,
        "correlation": Correlation,
        "bounds": Bounds,
        "columns": Column,
        "changes": Change,
    }
    for word in reversed(words):
        if word in inner:
            model = inner[word]
            break
    return [info.alias or name for name, info in model.model_fields.items()]


def unit_fault(unit: str) -> str | None:
    """What is wrong with a unit, or None."""
    if unit in UNITS:
        return None
    return f"there is no unit '{unit}'.{did_you_mean(unit, UNITS)}"
