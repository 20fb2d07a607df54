"""A thousand hostile inputs, by seed: no traceback at any door, one line a fault, a bound on time and memory."""

import csv
import io
import os
import random
import resource
import signal
import sys
import traceback

import pytest
import yaml

from esarisk.errors import EsariskError
from esarisk.policy import reading
from esarisk.policy.files.sources import read_registers
from esarisk.policy.files.yaml_lines import read_marked
from esarisk.policy.own_files import scenario_of
from esarisk.policy.parameters import parameters_folder
from esarisk.policy.reading import check_target, yaml_files

SECONDS, BYTES = 120, 4 * 2**30
"""What a batch may take of processor and memory; far more than it does."""
VALUES = (
    None, True, "", " ", "x", "nan", ".nan", float("nan"), float("inf"), -1, 0, 1e308, -1e308, 10**30, "1_000",
    "1,250", "\u0661\u0660", "\x1b[31m", "\u202e", "\x07", "\x00", "2014-W01-1", "20140101", "9999-99-99", "1850-01",
    "2198-99", "2014-16", "../x", "a" * 300, "a" * 5000, "{{7*7}}", "<script>", "JUDGEMENT", "esa.support_component",
    [], [[]], {}, {"a": {}}, ["x", "x"], {"x": float("nan")}, "!!python/object:os.system", "baseline", "2014-03",
)  # fmt: skip
NUMBERS = (
    "010",
    "1:30:00",
    "1_0",
    "0x10",
    "0b1",
    ".inf",
    ".nan",
    "1e3",
    "1.e",
    "+.5",
    "0x" + "f" * 5000,
    "yes",
    "~",
)
BYTES_OF = (
    b"", b"\x00", b"\xff\xfe", b"a: [", b"a: {b: 1,250}", b"- a", b"? [a]\n: b", b"a: &a [*a]", b"%YAML 9\n---\na: 1",
    b"a:\n\tb: 1", b'a: "\\e"', b"a: 1\n" * 400_000, b"[" * 5000, b"a: b: c", b"\xef\xbb\xbfa: 1",
    b"a: |\n  \xe2\x80\xae",
    b"scenario: {name: a, meaning: a, measures: [" + b"x, " * 60_000 + b"x]}",
    b"\n".join(b"k%d: 1" % i for i in range(60_000)),
)  # fmt: skip


def limited(batch):
    """What a batch says, run in a child whose time and memory are bounded; empty when all went well."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        try:
            said = batch() or ""
        except BaseException:  # noqa: BLE001 - whatever it is, it is told
            said = traceback.format_exc()
        with os.fdopen(write, "w", encoding="utf-8", errors="replace") as pipe:
            pipe.write(said)
        sys.stdout.flush()
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    stopped = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return said or (f"stopped by {signal.Signals(stopped).name}" if stopped else "")


def places(data, path=()):
    """Every place of a document."""
    yield path
    for key, part in (
        data.items() if isinstance(data, dict) else enumerate(data if isinstance(data, list) else ())
    ):
        yield from places(part, (*path, key))


def spoilt(data, path, value):
    """A document with another value at a place."""
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = spoilt(data[path[0]], path[1:], value)
    return copy


def faults_of(library, file, sources):
    """Faults of one file that stands in a folder like ours, told against a library read once."""
    shelves = reading._Shelves(sources)
    shelves.add(file)
    shelves.borrow(reading._names_of(library))
    return shelves.faults()


def one_line_each(faults, what):
    for fault in faults:
        line = EsariskError([fault]).lines()[0]
        assert line.isprintable(), (what, line)
        assert len(line) < 900, (what, line)


@pytest.fixture(scope="module")
def sources():
    return read_registers(parameters_folder())


def documents():
    """Parsed small documents of each kind, with their file."""
    chosen = []
    for folder, most in (
        ("scenarios", 4),
        ("studies", 3),
        ("vintages", 4),
        ("measures", 3),
        ("programmes", 3),
    ):
        chosen += yaml_files(parameters_folder() / folder)[:most]
    chosen += [parameters_folder() / "claims" / "moves.yaml", parameters_folder() / "cap" / "remainder.yaml"]
    return [(file, read_marked(file).data) for file in chosen]


def test_a_hostile_value_anywhere_in_a_document_is_told_or_harmless(library, sources, tmp_path):
    luck, parsed = random.Random(1), documents()

    def batch():
        for i in range(700):
            file, data = luck.choice(parsed)
            path, value = luck.choice(list(places(data))), luck.choice(VALUES)
            probe = tmp_path / file.name
            text = yaml.dump(spoilt(data, path, value), Dumper=yaml.CSafeDumper, allow_unicode=True)
            if i % 5 == 0:
                text = text.replace(": 0", f": {luck.choice(NUMBERS)}", 1)
            probe.write_text(text, encoding="utf-8")
            one_line_each(faults_of(library, probe, sources), (path, value))

    assert limited(batch) == ""


def test_a_hostile_cell_of_a_table_is_told_or_harmless(library, sources, tmp_path):
    luck = random.Random(2)
    tables = sorted(parameters_folder().rglob("*.csv"))

    def batch():
        for _ in range(300):
            file = luck.choice(tables)
            rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))[:30]
            row = luck.choice(rows)
            row[luck.randrange(len(row))] = str(luck.choice(VALUES))
            out = io.StringIO()
            csv.writer(out).writerows(rows)
            (tmp_path / file.name).write_text(out.getvalue(), encoding="utf-8")
            card = (
                next(c for c in file.parent.glob("*.yaml") if file.name in c.read_text(encoding="utf-8"))
                if (file.name != "sources.csv")
                else None
            )
            if card is None:
                (tmp_path / "sources.csv").write_text(out.getvalue(), encoding="utf-8")
                one_line_each(read_registers(tmp_path).faults, row)
                continue
            text = read_marked(card).data
            only = {key: part for key, part in text.items() if part.get("table") == file.name}
            (tmp_path / card.name).write_text(yaml.dump(only), encoding="utf-8")
            one_line_each(faults_of(library, tmp_path / card.name, sources), row)

    assert limited(batch) == ""


def test_hostile_bytes_are_told_or_harmless(library, sources, tmp_path):
    def batch():
        for i, raw in enumerate(BYTES_OF):
            probe = tmp_path / f"probe{i}.yaml"
            probe.write_bytes(raw)
            one_line_each(faults_of(library, probe, sources), raw[:40])

    assert limited(batch) == ""


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_read_as_a_person_reads_it_or_refused(tmp_path, number):
    file = tmp_path / "probe.yaml"
    file.write_text(f"a: {{b: {number}}}\n")
    marked = read_marked(file)
    plain = {".inf": float("inf"), "1e3": "1e3", "1.e": "1.e", "+.5": "+.5", "yes": True, "~": None}
    if number == ".nan":
        assert marked.data["a"]["b"] != marked.data["a"]["b"]
    elif number in plain:
        assert (marked.faults, marked.data["a"]["b"]) == ([], plain[number])
    else:
        assert len(marked.faults) == 1
        assert marked.faults[0].line == 1


@pytest.mark.parametrize("text", ["{value: 1,250}", "{value: 1,250, published: 2014-01-01}"])
def test_a_comma_in_a_number_is_told_as_what_it_is(tmp_path, text):
    file = tmp_path / "probe.yaml"
    file.write_text(f"a: {text}\n")
    assert [str(fault) for fault in read_marked(file).faults] == [
        f"{file}:1: 'a.value': '1,250' has a comma: write it as 1250"
    ]


@pytest.mark.parametrize("letter", ["\\e", "\\a", "\\u202e", "\\u2028", "\\u200b", "\\0"])
def test_a_letter_no_one_sees_is_refused_in_any_text(tmp_path, letter):
    for text in (f'a: "x{letter}y"\n', f'"x{letter}y": 1\n'):
        file = tmp_path / "probe.yaml"
        file.write_text(text)
        assert ["is not text" in fault.text for fault in read_marked(file).faults] == [True]


def test_a_name_of_a_scenario_that_is_none_is_told_in_one_line(library, tmp_path):
    folder = tmp_path / "x.yaml"
    folder.mkdir()
    for value in (*map(str, VALUES), str(folder), "x" * 300 + ".yaml", "/dev/zero", "/dev/null", "a\nb.yaml"):
        if value == "baseline":
            continue
        with pytest.raises(EsariskError) as caught:
            scenario_of(library, value)
        assert all(line.isprintable() for line in caught.value.lines())
        assert len(caught.value.lines()) == len(caught.value.faults)


def test_many_faults_are_counted_rather_than_told(tmp_path):
    file = tmp_path / "probe.yaml"
    file.write_text("\n".join(f"k{i}: 1" for i in range(500)))
    lines = EsariskError(check_target(file).faults).lines()
    assert len(lines) == 51
    assert lines[-1] == "and 450 more"
