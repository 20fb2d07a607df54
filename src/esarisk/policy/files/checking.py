"""Check data against a card, and say what is wrong in the house's words."""

from difflib import get_close_matches
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from esarisk.errors import did_you_mean, spoken
from esarisk.policy.files.yaml_lines import Marked, Path_
from esarisk.policy.schema import Card

CardType = TypeVar("CardType", bound=Card)

PLAIN = {
    "string_type": "should be text: put it in quotes if it looks like a number or a date",
    "string_too_short": "is empty: write it out",
    "string_pattern_mismatch": "should be letters, digits, dots, dashes and underscores only",
    "bool_type": "should be true or false",
    "int_type": "should be a whole number",
    "float_type": "should be a number",
    "finite_number": "should be a number",
    "date_type": "should be a date like 2014-04-07",
    "model_type": "should be a mapping of keys to values",
    "dict_type": "should be a mapping of keys to values",
    "list_type": "should be a list",
    "tuple_type": "should be a list of two numbers, like [0, 1]",
}


def read_card(model: type[CardType], marked: Marked, path: Path_, data: Any) -> CardType | None:
    """The card, with every fault of its shape noted at its line.

    A faulty card still comes back, its faulty parts None, so that the rest of it is checked in
    the same pass; it is None only when there is no mapping at all.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors()
    misspelt = _misspelt(model, details)
    for detail in details:
        if detail["loc"] not in misspelt:
            _note(model, marked, path, detail)
    for detail in details:
        marked.spoiled.add((*path, *detail["loc"]))
        if detail["type"] == "extra_forbidden":
            marked.strangers.add((*path, *detail["loc"][:-1]))
    if not isinstance(data, dict):
        return None
    return _what_is_sound(model, data, {detail["loc"] for detail in details}, ())


def _misspelt(model: type[Card], details: list[ErrorDetails]) -> set[Path_]:
    """Missing keys that stand there misspelt: one fault, not two."""
    missing = {detail["loc"] for detail in details if detail["type"] == "missing"}
    found: set[Path_] = set()
    for detail in details:
        loc = detail["loc"]
        if detail["type"] == "extra_forbidden":
            near = get_close_matches(str(loc[-1]), known_keys(model, loc[:-1]), n=1)
            found |= {(*loc[:-1], key) for key in near} & missing
    return found


def _note(model: type[Card], marked: Marked, path: Path_, detail: ErrorDetails) -> None:
    """Put one of pydantic's errors into the house's words."""
    loc, kind, found = detail["loc"], detail["type"], _quoted(detail["input"]).strip("'")
    where = (*path, *loc)
    if kind == "missing" and isinstance(loc[-1], int):
        marked.fault(where[:-1], f"{PLAIN['tuple_type']}: the second is missing")
    elif kind == "missing":
        marked.fault(where, f"is missing: add '{loc[-1]}: …'")
    elif kind == "extra_forbidden":
        key = str(loc[-1])
        near = did_you_mean(key, known_keys(model, loc[:-1]))
        marked.fault(where, f"there is no key '{spoken(key)}' here.{near}")
    elif kind == "literal_error":
        expected = str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ",")
        choices = [word.strip("' ") for word in expected.split(",")]
        marked.fault(where, f"cannot be '{found}'.{did_you_mean(found, choices)}")
    else:
        marked.fault(where, f"{_plain(detail)} (found {_quoted(detail['input'])})")


def _plain(detail: ErrorDetails) -> str:
    kind, limits = detail["type"], detail.get("ctx", {})
    if kind in PLAIN:
        return PLAIN[kind]
    if "gt" in limits or "ge" in limits:
        return f"should be {'above' if 'gt' in limits else 'at least'} {limits.get('gt', limits.get('ge')):g}"
    if "lt" in limits or "le" in limits:
        return f"should be {'below' if 'lt' in limits else 'at most'} {limits.get('lt', limits.get('le')):g}"
    if kind in {"too_short", "too_long"}:
        return f"has too {'few' if kind == 'too_short' else 'many'} entries"
    return detail["msg"].replace("Value error, ", "").replace("Input should be", "should be")


def _quoted(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else str(value).lower()
    return f"'{spoken(value)}'" if isinstance(value, str) else spoken(value)


def _what_is_sound(model: type[CardType], data: Any, wrong: set[Path_], path: Path_) -> CardType:
    """A card of the parts that are not wrong; a wrong part is None, or a card without parts."""
    whole = isinstance(data, dict)
    parts: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        here = (*path, key)
        if not whole or here in wrong:
            parts[name] = _sound_part(info.annotation, None, wrong, here)
        elif key in data:
            parts[name] = _sound_part(info.annotation, data[key], wrong, here)
    return model.model_construct(_fields_set=set(parts), **parts)


def _sound_part(annotation: Any, data: Any, wrong: set[Path_], path: Path_) -> Any:
    """What is sound of a card, of each card in a list or mapping, or plain data as it is."""
    inner = _card_in(annotation)
    if inner is None:
        return None if any(one[: len(path)] == path for one in wrong) else data
    if isinstance(data, list):
        return [_what_is_sound(inner, item, wrong, (*path, i)) for i, item in enumerate(data)]
    if data is None and annotation is not inner:
        return None
    origins = {get_origin(part) for part in (annotation, *get_args(annotation))}
    if isinstance(data, dict) and dict in origins:
        return {key: _what_is_sound(inner, item, wrong, (*path, key)) for key, item in data.items()}
    return _what_is_sound(inner, data, wrong, path)


def known_keys(model: type[Card], path: Path_) -> list[str]:
    """The keys allowed at a path inside a card."""
    for part in path:
        if part in (fields := _fields(model)):
            model = _card_in(fields[part].annotation) or model
    return list(_fields(model))


def _fields(model: type[Card]) -> dict[Any, FieldInfo]:
    """What a card may hold, by the key as it is written."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _card_in(annotation: Any) -> type[Card] | None:
    """The card inside a field's type: itself, or of its list, mapping or choice."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, Card) else None
    if get_origin(annotation) in {Union, UnionType, list, dict}:
        found = [inner for part in get_args(annotation) if (inner := _card_in(part))]
        return found[0] if found else None
    return None
