"""Lists and single parameters for the terminal: no heavy library, so that they come at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from esarisk.policy.parameters import Parameter, Table, Value
from esarisk.report.exhibits.numbers import DASH
from esarisk.report.exhibits.sources import GRADE_WORDS, Sources, titles
from esarisk.report.writers.terminal import GAP, columns, definitions, hanging

LONGEST_CELLS = (40, 24, 16, 11)
MOST_ROWS = 200

LISTED_KINDS = ("lever", "uncertainty", "constant")
"""Kinds of parameter in the order of a list: those that a scenario may set come first."""


def listed(shelf: Mapping[str, Any]) -> list[dict[str, str]]:
    """Name and meaning of what stands on a shelf, parameters with their kind and unit, levers first."""
    found = [{"name": name, **_facts(shelf[name])} for name in sorted(shelf)]
    return sorted(found, key=lambda row: LISTED_KINDS.index(row["kind"]) if "kind" in row else 0)


def _facts(one: Any) -> dict[str, str]:  # noqa: ANN401 - a parameter, a programme or a card
    if isinstance(one, Parameter):
        return {"kind": one.kind, "unit": one.unit, "meaning": one.meaning}
    return {"meaning": one.meaning}


def marked(row: Mapping[str, str]) -> str:
    """A meaning, after the kind of a parameter."""
    return f"{row['kind']}: {row['meaning']}" if "kind" in row else row["meaning"]


def parameter_record(parameter: Parameter, sources: Sources) -> dict[str, Any]:
    """A parameter whole: what it is, how it varies, and every value with its provenance."""
    shape = parameter.distribution
    return {
        **{key: getattr(parameter, key) for key in FACTS},
        "distribution": shape.model_dump(mode="json") if shape else None,
        "values": parameter_rows(parameter, sources),
    }


FACTS = ("address", "meaning", "unit", "kind", "grade", "why", "note")


def parameter_rows(parameter: Parameter, sources: Sources) -> list[dict[str, Any]]:
    """Every value, or every row of a long table, with its provenance; a blank number is None."""
    if parameter.table is not None:
        names, cells_ = list(parameter.table.cells), parameter.table.cells.values()
        blank = ([None if cell != cell else cell for cell in cells] for cells in cells_)  # noqa: PLR0124 - NaN
        return [dict(zip(names, cells, strict=True)) for cells in zip(*blank, strict=True)]
    return [
        {
            "from": value.period.start.isoformat(),
            "to": value.period.end.isoformat(),
            "value": value.value,
            "unit": parameter.unit,
            "published": value.published.isoformat(),
            "published_by_lag": value.by_lag,
            "status": value.status,
            "source": value.source,
            "title": "; ".join(sources[s]["title"] for s in value.source.split(";") if s in sources),
            "note": value.note,
        }
        for value in parameter.values
    ]


def parameter_text(parameter: Parameter, sources: Sources, width: int | None = None) -> str:
    """A parameter as a page of text: what it is, every value, and its sources once below."""
    parts = ["\n".join(_head(parameter, width))]
    if parameter.table is not None:
        parts.append(_table_text(parameter, parameter.table, width))
        named = [str(source) for source in parameter.table.cells["source"]]
    else:
        parts.append(_values_text(parameter, width))
        parts += _notes(parameter, width)
        named = [value.source for value in parameter.values]
    parts.append("Sources\n" + definitions(titles(named, sources), width))
    return "\n\n".join(parts)


def _head(parameter: Parameter, width: int | None) -> list[str]:
    shape = parameter.distribution
    spread = ""
    if shape is not None:
        numbers = {"sd": shape.sd, "low": shape.low, "high": shape.high}
        given = ", ".join(f"{word} {number:g}" for word, number in numbers.items() if number is not None)
        spread = f" ({shape.shape}, {given})"
    facts = {
        "unit": parameter.unit,
        "kind": parameter.kind + spread,
        "grade": f"{parameter.grade}, {GRADE_WORDS.get(parameter.grade, '')}",
        "why": parameter.why,
        "note": parameter.note,
    }
    lines = [parameter.address, *hanging("", parameter.meaning, width), ""]
    for word, text in facts.items():
        lines += hanging(word.ljust(7), text, width) if text else []
    return lines


def _values_text(parameter: Parameter, width: int | None) -> str:
    """Every value with its dates; columns that say nothing are left out."""
    spans = any(value.period.start != value.period.end for value in parameter.values)
    dated = "period" if spans else "from"
    rows = [
        {
            dated: _period(value),
            "value": number,
            "published": value.published.isoformat() + (" *" if value.by_lag else ""),
            "status": value.status,
            "source": value.source.replace(";", "; "),
        }
        for value, number in zip(parameter.values, numbers(parameter.values), strict=True)
    ]
    if all(value.status == "read" for value in parameter.values):
        rows = [{key: cell for key, cell in row.items() if key != "status"} for row in rows]
    text = columns(rows, right=[] if parameter.by else ["value"], width=width)
    by_lag = any(value.by_lag for value in parameter.values)
    return text + ("\n* by the usual lag of its kind of series" if by_lag else "")


def _period(value: Value) -> str:
    start, end = value.period
    return start.isoformat() if start == end else f"{start} to {end}"


def numbers(values: Sequence[Value]) -> list[str]:
    """Values with as many places as the longest needs, or a word and number for each of an axis."""
    plain = [value.value for value in values if not isinstance(value.value, Mapping)]
    places = max((_places(number) for number in plain), default=0)
    return [
        ", ".join(f"{word} {number:,g}" for word, number in value.value.items())
        if isinstance(value.value, Mapping)
        else f"{value.value:,.{places}f}"
        for value in values
    ]


def _places(number: float) -> int:
    """Decimal places that a number needs; money's pence are shown in full."""
    text = f"{number:.6f}".rstrip("0")
    places = len(text.partition(".")[2])
    return 2 if places == 1 and number >= 1 else places


def _notes(parameter: Parameter, width: int | None) -> list[str]:
    told = [hanging(_period(value) + GAP, value.note, width) for value in parameter.values if value.note]
    return ["\n".join(["Notes", *(line for lines in told for line in lines)])] if told else []


def _table_text(parameter: Parameter, table: Table, width: int | None) -> str:
    """The first rows of a long table, without columns that are blank."""
    rows = parameter_rows(parameter, {})[:MOST_ROWS]
    shown = [c for c in table.cells if c != "note" and any(row[c] not in {"", None} for row in rows)]
    cells = [{name: DASH if row[name] is None else str(row[name]) for name in shown} for row in rows]
    left = len(table) - len(rows)
    more = f"\n… and {left:,} more rows: --json gives them all" if left else ""
    return _narrowed(cells, width) + more


def _narrowed(rows: list[dict[str, str]], width: int | None) -> str:
    """Columns whose long cells are cut as far as the width asks, and no further."""
    text = columns(rows)
    for longest in LONGEST_CELLS:
        if width is None or max(map(len, text.splitlines())) <= width:
            break
        text = columns(
            [
                {
                    key: cell if len(cell) <= longest else cell[: longest - 1] + "…"
                    for key, cell in row.items()
                }
                for row in rows
            ]
        )
    return text
