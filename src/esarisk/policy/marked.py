"""YAML with the line of every key: one safe reader for all files an analyst may write."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from esarisk.errors import Fault

Path_ = tuple[str | int, ...]

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{word}" for word in ("null", "bool", "int", "float", "str", "timestamp", "seq", "map")
)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Marked:
    """What a file says, and the line on which each part of it stands."""

    file: str
    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """Line of the nearest part that exists [number, from 1; 0 for the whole file]."""
        for stop in range(len(path), -1, -1):
            if path[:stop] in self.lines:
                return self.lines[path[:stop]]
        return 0

    def fault(self, path: Path_, text: str) -> None:
        """Note a fault at a path."""
        key = ".".join(str(part) for part in path)
        self.faults.append(Fault(self.file, self.line(path), key, text))


def read_marked(file: Path, name: str | None = None) -> Marked:
    """Read one YAML file without trusting it; what is wrong stands in `faults`."""
    marked = Marked(name or str(file))
    text = _text(file, marked)
    node = _compose(text, marked) if text is not None else None
    if node is None:
        return marked
    marked.data = _build(node, (), 0, marked)
    if marked.data is None and not marked.faults:
        marked.fault((), "the file is empty: write at least one parameter")
    return marked


def _text(file: Path, marked: Marked) -> str | None:
    """The file's text, or None with a fault."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        marked.fault((), f"cannot be read: {error.strerror}")
        return None
    if len(raw) > MAX_BYTES:
        marked.fault((), f"is larger than {MAX_BYTES:,} bytes: move long tables to a CSV file")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        marked.fault((), "is not text in UTF-8: save it as a plain text file")
        return None
    if not text.strip():
        marked.fault((), "the file is empty: write at least one parameter")
        return None
    return text


def _compose(text: str, marked: Marked) -> yaml.Node | None:
    """The node tree, or None with a fault. Aliases are refused before any is followed."""
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1
                marked.faults.append(
                    Fault(
                        marked.file, line, event.anchor or "", "aliases are not allowed: write the value out"
                    )
                )
                return None
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        marked.faults.append(Fault(marked.file, line, "", f"is not valid YAML: {error.problem}"))
        return None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else _first_line(error)
        marked.fault((), f"is not valid YAML: {reason}")
        return None
    return node


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _build(node: yaml.Node, path: Path_, depth: int, marked: Marked) -> Any:
    """Plain Python data of a node, noting the line of each part."""
    marked.lines.setdefault(path, node.start_mark.line + 1)
    if depth > MAX_DEPTH:
        marked.fault(path, "is nested too deeply")
        return None
    if node.tag not in PLAIN_TAGS:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        marked.fault(path, f"the tag '{tag}' is not allowed: write plain text or numbers")
        return None
    if isinstance(node, yaml.MappingNode):
        return dict(_items(node, path, depth, marked))
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, index), depth + 1, marked) for index, child in enumerate(node.value)]
    return _scalar(node, path, marked)


def _items(node: yaml.MappingNode, path: Path_, depth: int, marked: Marked) -> Iterator[tuple[str, Any]]:
    """Key and value of each entry; a key must be a word and stand once."""
    seen: set[str] = set()
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            marked.fault(path, "a key must be a single word")
            continue
        key = str(key_node.value)
        here = (*path, key)
        if key in seen:
            marked.faults.append(
                Fault(
                    marked.file,
                    key_node.start_mark.line + 1,
                    ".".join(map(str, here)),
                    "stands twice: delete one",
                )
            )
            continue
        seen.add(key)
        marked.lines[here] = key_node.start_mark.line + 1
        yield key, _build(value_node, here, depth + 1, marked)


def _scalar(node: yaml.Node, path: Path_, marked: Marked) -> Any:
    """One value, by YAML's own safe rules."""
    try:
        return yaml.constructor.SafeConstructor().construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        marked.fault(path, f"cannot be read: {_first_line(error)}")
        return None
