"""YAML with the line of every key: one safe reader for all files an analyst may write."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from esarisk.errors import Fault, did_you_mean, spoken

Path_ = tuple[str | int, ...]

MAX_YAML_BYTES = 2_000_000
MAX_DEPTH = 20
MOST_DOCUMENTS = 100
"""Documents of a user's own file."""
MAX_PARTS = 50_000
"""So many keys, values, lists and mappings a file holds at most."""
REMEMBERED = 256
"""So many texts are remembered as they were read: a folder of which one file changed is read again at once."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_scalars = yaml.constructor.SafeConstructor()
_NUMBER = re.compile(
    r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
"""A number as a person reads it: no octal, hexadecimal or sixtieths, no underscores."""
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_THOUSANDS = re.compile(r"[0-9]{3}(\.[0-9]*)?")
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
"""Letters that no one sees: controls, marks that turn a line round, letters of no alphabet, line ends."""
_WORDS = ("tag:yaml.org,2002:value", "tag:yaml.org,2002:merge")


def odd_letter(text: str, allowed: str = "\t\n\r") -> str | None:
    """What is wrong with a text that holds a letter no one can see, or None."""
    for letter in text if not text.isprintable() else "":
        if unicodedata.category(letter) in _UNSEEN and letter not in allowed:
            return f"holds a letter that is not text (U+{ord(letter):04X}): delete it"
    return None


class UnreadableError(Exception):
    """A file that holds no text: what is wrong, and on which line [number, 0 for the whole file]."""

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(text)
        self.text, self.line = text, line


def read_text(file: Path, most: int) -> str:
    """What a plain text file of at most so many bytes holds; UnreadableError says why nothing."""
    try:
        if file.exists() and not file.is_file():
            what = "is a folder, not a file" if file.is_dir() else "is not a file"
            raise UnreadableError(f"{what}: rename it or take it away")
        with file.open("rb") as handle:
            raw = handle.read(most + 1)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(raw) > most:
        raise UnreadableError(f"is larger than {most:,} bytes: part it, or move long tables to a CSV file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnreadableError("is not text in UTF-8: save it as a plain text file", line) from error


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

    def spoil(self, path: Path_, text: str) -> None:
        """Note a fault at a path, and say nothing more of that part."""
        self.fault(path, text)
        self.spoiled.add(path)

    def unknown(self, path: Path_, what: str, name: str, choices: Sequence[str], where: str = "") -> None:
        """Note that there is no such thing as is named at a path, with the nearest of the choices."""
        self.fault(path, f"there is no {what} '{spoken(name)}'{where}.{did_you_mean(name, choices)}")

    def fault_on(self, line: int, text: str, key: str = "") -> None:
        """Note a fault on a line."""
        self.faults.append(Fault(self.file, line, key, text))


def read_marked(file: Path) -> Marked:
    """Read one YAML file without trusting it; what is wrong stands in `faults`."""
    return read_parts(file, 1)[0]


def read_parts(file: Path, most: int = MOST_DOCUMENTS) -> list[Marked]:
    """Read each document of a YAML file, of `most`, without trusting it; what is wrong stands in its `faults`."""
    name = str(file)
    try:
        found = _read(read_text(file, MAX_YAML_BYTES), most)
    except UnreadableError as error:
        return [Marked(name, faults=[Fault(name, error.line, "", error.text)])]
    faults = [[replace(fault, file=name) for fault in one.faults] for one in found]
    parts = zip(found, faults, strict=True)
    return [Marked(name, one.data, {**one.lines}, told, {*one.spoiled}) for one, told in parts]


@lru_cache(maxsize=REMEMBERED)
def _read(text: str, most: int) -> list[Marked]:
    """What the documents of a text say, of no file; their data are for reading alone."""
    first = Marked("")
    nodes = _compose(text, first, most)
    parts = [first, *(Marked("") for _ in nodes[1:])]
    for part, node in zip(parts, nodes, strict=False):
        part.data = _build(node, (), part)
    if all(part.data is None for part in parts) and not any(part.faults for part in parts):
        first.fault_on(0, "the file is empty: write at least one parameter")
    return parts


def _compose(text: str, marked: Marked, most: int) -> list[yaml.Node]:
    """The node tree of each document, or none with a fault. Nothing is followed or built before all is seen."""
    for number, line in enumerate(text.split("\n"), 1):
        if fault := odd_letter(line, "\t\r"):
            marked.fault_on(number, fault)
            return []
    try:
        _refuse(text, marked, most)
        return [] if marked.faults else list(yaml.compose_all(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        before = "".join(text.split("\n")[mark.line : mark.line + 1])[: mark.column + 1] if mark else ""
        marked.fault_on(mark.line + 1 if mark else 0, f"is not valid YAML: {_reason(error, before)}")
        return []


def _reason(error: yaml.MarkedYAMLError, before: str) -> str:
    """What YAML's own reader says, with what to do about the commonest slips."""
    problem = str(error.problem)
    if "\t" in before:
        return "the line holds a tab: indent with spaces, not tabs"
    if "nesting" in problem:
        return "it is nested too deeply"
    if "did not find" in problem or "could not find" in problem or "found unexpected" in problem:
        return f"{problem}: look for an unclosed bracket or quote, or a missing colon, at or above this line"
    return problem


def _refuse(text: str, marked: Marked, most: int) -> None:
    """Refuse aliases, tags, documents beyond those allowed and deep nesting, none of which a parameter needs."""
    depth = documents = parts = 0
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
        parts += isinstance(event, yaml.NodeEvent)
        if parts > MAX_PARTS:
            marked.fault_on(
                line, f"holds more than {MAX_PARTS:,} keys and values: move long tables to a CSV file"
            )
            return
        if documents > most:
            many = "a second document" if most == 1 else f"a document after {most}"
            marked.fault_on(line, f"{many} starts here: put each in a file of its own")
        if depth > MAX_DEPTH:
            marked.fault_on(line, "is nested too deeply")
        if documents > most or depth > MAX_DEPTH:
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
    before: tuple[Path_, yaml.Node] | None = None
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            marked.fault_on(line, "a key must be a single word")
            continue
        key = str(key_node.value)
        here = (*path, key)
        if before and _is_rest(key, value_node, before[1]):
            whole = f"{before[1].value},{key}"
            marked.spoil(before[0], f"'{spoken(whole)}' has a comma: write it as {whole.replace(',', '')}")
            continue
        if fault := "stands twice: delete one" if key in seen else odd_letter(key, ""):
            marked.fault_on(line, fault, spoken(".".join(map(str, here))))
            continue
        seen.add(key)
        marked.lines[here] = line
        before = here, value_node
        yield key, _build(value_node, here, marked)


def _is_rest(key: str, value: yaml.Node, before: yaml.Node) -> bool:
    """Whether a key without a value is the rest of a number that was written with a comma."""
    bare = isinstance(value, yaml.ScalarNode) and not value.value and not value.style
    return bare and before.tag in _NUMBERS and bool(_THOUSANDS.fullmatch(key))


def _scalar(node: yaml.Node, path: Path_, marked: Marked) -> Any:
    """One value, by YAML's own safe rules; a number as every reader takes it."""
    text = str(node.value)
    fault = odd_letter(text)
    if not fault and node.tag in _NUMBERS and not _NUMBER.fullmatch(text):
        fault = f"'{spoken(text)}' is not a number that can be read one way: write plain digits, or put text in quotes"
    try:
        if not fault:
            return text if node.tag in _WORDS else _scalars.construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError):
        kind = "date of the calendar" if node.tag.endswith("timestamp") else "number that can be read"
        fault = f"'{spoken(text)}' is not a {kind}"
    marked.spoil(path, fault)
    return None
