"""YAML with the line of every key: one safe reader for all files an analyst may write."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from esarisk.errors import Fault

Path_ = tuple[str | int, ...]

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
LONGEST = 60
"""So many letters of what was found are quoted in a fault."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_scalars = yaml.constructor.SafeConstructor()
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = ("tag:yaml.org,2002:value", "tag:yaml.org,2002:merge")


def spoken(value: object) -> str:
    """A value as a fault quotes it: one line, not too long."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


@dataclass
class Marked:
    """What a file says, and the line on which each part of it stands."""

    file: str
    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    spoiled: set[Path_] = field(default_factory=set)
    """Parts of which a fault is told already: nothing more is said of them."""
    strangers: set[Path_] = field(default_factory=set)
    """Mappings with an unknown key: what seems absent from them may stand under it."""

    def line(self, path: Path_) -> int:
        """Line of the nearest part that exists [number, from 1; 0 for the whole file]."""
        for stop in range(len(path), -1, -1):
            if path[:stop] in self.lines:
                return self.lines[path[:stop]]
        return 0

    def at(self, path: Path_, text: str) -> Fault:
        """A fault at a path, not noted yet."""
        return Fault(self.file, self.line(path), spoken(".".join(map(str, path))), text)

    def fault(self, path: Path_, text: str) -> None:
        """Note a fault at a path, unless it lies in a spoiled part."""
        if not any(path[:stop] in self.spoiled for stop in range(len(path) + 1)):
            self.faults.append(self.at(path, text))

    def absent(self, path: Path_, keys: Iterable[str], text: str) -> None:
        """Note that one of some keys is wanted, unless the lack follows from a fault told already."""
        told = path in self.strangers or any((*path, key) in self.spoiled for key in keys)
        if not told:
            self.fault(path, text)

    def fault_on(self, line: int, text: str) -> None:
        """Note a fault on a line."""
        self.faults.append(Fault(self.file, line, "", text))


def read_marked(file: Path, name: str | None = None) -> Marked:
    """Read one YAML file without trusting it; what is wrong stands in `faults`."""
    marked = Marked(name or str(file))
    text = _text(file, marked)
    node = _compose(text, marked) if text is not None else None
    if node is not None:
        marked.data = _build(node, (), marked)
    if marked.data is None and not marked.faults:
        marked.fault_on(0, "the file is empty: write at least one parameter")
    return marked


def _text(file: Path, marked: Marked) -> str | None:
    """The file's text, or None with a fault."""
    try:
        if file.exists() and not file.is_file():
            marked.fault((), "is not a file: rename it or take it away")
            return None
        with file.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        marked.fault((), f"cannot be read: {getattr(error, 'strerror', None) or error}")
        return None
    if len(raw) > MAX_BYTES:
        marked.fault((), f"is larger than {MAX_BYTES:,} bytes: move long tables to a CSV file")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        marked.fault_on(line, "is not text in UTF-8: save it as a plain text file")
        return None


def _compose(text: str, marked: Marked) -> yaml.Node | None:
    """The node tree, or None with a fault. Nothing is followed or built before all is seen."""
    if odd := _UNPRINTABLE.search(text):
        line = text[: odd.start()].count("\n") + 1
        marked.fault_on(line, f"holds a letter that is not text (U+{ord(odd[0]):04X}): delete it")
        return None
    try:
        _refuse(text, marked)
        if marked.faults:
            return None
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        marked.fault_on(mark.line + 1 if mark else 0, f"is not valid YAML: {_reason(error)}")
        return None
    return node


def _reason(error: yaml.MarkedYAMLError) -> str:
    """What YAML's own reader says, with what to do about the commonest slips."""
    problem = str(error.problem)
    if "'\\t'" in problem or "\t" in problem:
        return f"{problem.replace(chr(9), 'a tab')}: indent with spaces, not tabs"
    if "nesting" in problem:
        return "it is nested too deeply"
    if "did not find" in problem or "could not find" in problem or "found unexpected" in problem:
        return f"{problem}: look for an unclosed bracket or quote, or a missing colon, at or above this line"
    return problem


def _refuse(text: str, marked: Marked) -> None:
    """Refuse aliases, tags, second documents and deep nesting, none of which a parameter needs."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            marked.fault_on(line, "aliases are not allowed: write the value out")
            return
        if tag := getattr(event, "tag", None):
            short = spoken(tag.replace("tag:yaml.org,2002:", "!!"))
            marked.fault_on(line, f"the tag '{short}' is not allowed: write plain text or numbers")
        if documents > 1:
            marked.fault_on(line, "a second document starts here: put each in a file of its own")
        if depth > MAX_DEPTH:
            marked.fault_on(line, "is nested too deeply")
        if documents > 1 or depth > MAX_DEPTH:
            return


def _build(node: yaml.Node, path: Path_, marked: Marked) -> Any:
    """Plain Python data of a node, noting the line of each part."""
    marked.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return dict(_items(node, path, marked))
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, index), marked) for index, child in enumerate(node.value)]
    return _scalar(node, path, marked)


def _items(node: yaml.MappingNode, path: Path_, marked: Marked) -> Iterator[tuple[str, Any]]:
    """Key and value of each entry; a key must be a word and stand once."""
    seen: set[str] = set()
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            marked.faults.append(Fault(marked.file, line, "", "a key must be a single word"))
            continue
        key = str(key_node.value)
        here = (*path, key)
        if key in seen:
            name = spoken(".".join(map(str, here)))
            marked.faults.append(Fault(marked.file, line, name, "stands twice: delete one"))
            continue
        seen.add(key)
        marked.lines[here] = line
        yield key, _build(value_node, here, marked)


def _scalar(node: yaml.Node, path: Path_, marked: Marked) -> Any:
    """One value, by YAML's own safe rules."""
    if node.tag in _WORDS:
        return str(node.value)
    try:
        return _scalars.construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError):
        kind = "date of the calendar" if node.tag.endswith("timestamp") else "number that can be read"
        marked.fault(path, f"'{spoken(node.value)}' is not a {kind}")
        marked.spoiled.add(path)
        return None
