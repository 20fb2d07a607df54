"""Broken folders: every fault of every file in one pass, and one mutation gives one fault."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.policy.parameters import parameters_folder

CARD = """\
rate:
  meaning: A weekly rate
  unit: GBP a week
  kind: constant
  grade: A
  values:
    - {from: 2013-04-08, value: 34.80, published: 2012-12-06, source: BOOK}
"""
SOURCES = "source_id,publisher,title\nBOOK,DWP,Rates\n"
TABLE_CARD = """\
long:
  meaning: A long table
  unit: people
  kind: constant
  grade: A
  series: stocks
  table: long.csv
  columns:
    at: {unit: text, role: key}
    people: {unit: people, role: value, blank: true}
"""
HEADER = "at,people,published,source\n"
ROWS = HEADER + "2013-05,10,2013-11-01,BOOK\n2013-08,,by_lag,BOOK\n"


def check(target):
    """Exit code, stdout and the lines of stderr."""
    result = CliRunner().invoke(main, ["check", str(target)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr.splitlines()


@pytest.fixture
def folder(tmp_path):
    """A small sound folder."""
    (tmp_path / "sources.csv").write_text(SOURCES)
    (tmp_path / "esa.yaml").write_text(CARD)
    lags = CARD.replace("rate:", "stocks:").replace("GBP a week", "months").replace("34.80", "6")
    (tmp_path / "publication_lags.yaml").write_text(lags)
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "long.yaml").write_text(TABLE_CARD)
    (tmp_path / "tables" / "long.csv").write_text(ROWS)
    return tmp_path


def test_a_sound_folder_passes(folder):
    assert check(folder) == (0, f"{folder}: no fault in 5 files\n", [])


TABLES = {
    "table missing": (None, ("'long.table'", "no file 'long.csv'"), "long.yaml:7"),
    "table empty": ("", ("name the columns", "at, people, published, source"), "long.csv:1"),
    "semicolons": (ROWS.replace(",", ";"), ("name the columns", "commas"), "long.csv:1"),
    "unknown column": (
        ROWS.replace("source\n", "source,colour\n").replace("BOOK\n", "BOOK,red\n"),
        ("no column 'colour'",),
        "long.csv:1",
    ),
    "misspelt column": (
        ROWS.replace("published", "publised"),
        ("no column 'publised'", "Did you mean 'published'?"),
        "long.csv:1",
    ),
    "column missing": (
        "at,people,published\n2013-05,10,2013-11-01\n",
        ("'source'", "column is missing"),
        "long.csv:1",
    ),
    "column twice": (
        ROWS.replace("at,people", "at,people,people").replace("10", "10,10").replace(",,", ",,,"),
        ("'people'", "stands twice"),
        "long.csv:1",
    ),
    "text in a cell": (
        ROWS.replace(",10,", ",many,"),
        ("'people'", "should be a number", "'many'"),
        "long.csv:2",
    ),
    "nan in a cell": (ROWS.replace(",10,", ",nan,"), ("should be a number", "'nan'"), "long.csv:2"),
    "short row": (ROWS + "2013-11,10\n", ("more or fewer cells",), "long.csv:4"),
    "long row": (ROWS + "2013-11,10,by_lag,BOOK,more\n", ("more or fewer cells",), "long.csv:4"),
    "bad published": (
        ROWS.replace("2013-11-01", "1 Nov 2013"),
        ("'published'", "'1 Nov 2013'"),
        "long.csv:2",
    ),
    "no published": (ROWS.replace("2013-11-01", ""), ("'published'", "should be a date"), "long.csv:2"),
    "bad period": (ROWS.replace("2013-08", "2013-99"), ("'at'", "'2013-99'"), "long.csv:3"),
    "no period for a lag": (ROWS.replace("2013-08", ""), ("'at'", "is blank"), "long.csv:3"),
    "unknown source": (
        ROWS.replace("BOOK", "BOOC"),
        ("no source 'BOOC'", "Did you mean 'BOOK'?"),
        "long.csv:2",
    ),
    "no source": (ROWS.replace("01,BOOK", "01,"), ("'source'", "is missing"), "long.csv:2"),
    "unclosed quote": (ROWS + '2013-11,10,by_lag,"BOOK\n', ("not a valid CSV",), "long.csv:4"),
    "unknown status": (
        "at,people,published,source,status\n2013-05,10,2013-11-01,BOOK,raed\n",
        ("'status'", "'raed'", "Did you mean 'read'?"),
        "long.csv:2",
    ),
    "fewer than nobody": (
        ROWS.replace(",10,", ",-10,"),
        ("'people'", "-10 is outside the bounds 0 to 100,000,000"),
        "long.csv:2",
    ),
    "more than everybody": (ROWS.replace(",10,", ",1e300,"), ("'people'", "outside"), "long.csv:2"),
    "underscore in a number": (ROWS.replace(",10,", ",1_0,"), ("'people'", "'1_0'"), "long.csv:2"),
    "digits of another script": (ROWS.replace(",10,", ",\u0661\u0660,"), ("'people'",), "long.csv:2"),
    "comma in a number": (ROWS.replace(",10,", ',"1,000",'), ("'people'", "'1,000'"), "long.csv:2"),
    "nothing in a key": (ROWS.replace("2013-05,10", ",10"), ("'at'", "is blank"), "long.csv:2"),
    "a row twice": (ROWS + "2013-05,11,2013-11-01,BOOK\n", ("same as line 2 again",), "long.csv:4"),
    "a week for a day": (ROWS.replace("2013-11-01", "2014-W01-1"), ("'published'", "W01"), "long.csv:2"),
    "a day without dashes": (ROWS.replace("2013-11-01", "20140101"), ("'published'",), "long.csv:2"),
    "a bell": (ROWS.replace("BOOK\n2", "BO\aOK\n2"), ("U+0007",), "long.csv:2"),
    "a wall of columns": (
        ",".join(f"c{i}" for i in range(100_000)) + "\n",
        ("100,000 columns", "at most 200"),
        "long.csv:1",
    ),
    "too large": ("a,b\n" * 3_000_000, ("larger than",), "long.csv"),
    "not text": (b"\xff\xfe\x00a", ("UTF-8",), "long.csv:1"),
    "nul": (ROWS.encode() + b"a\0b,1,by_lag,BOOK\n", ("long.csv",), "long.csv:4"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_broken_table_gives_one_line(folder, name):
    content, words, where = TABLES[name]
    file = folder / "tables" / "long.csv"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, out, faults = check(folder)
    assert (code, out, len(faults)) == (2, "", 1), faults
    assert faults[0].startswith(f"{folder / 'tables' / where}: "), faults[0]
    assert all(word in faults[0] for word in words), faults[0]


def make_directory(folder):
    (folder / "x.yaml").mkdir()


def make_loop(folder):
    (folder / "x.yaml").symlink_to(folder / "x.yaml")


def make_dangling(folder):
    (folder / "x.yaml").symlink_to(folder / "nowhere")


def make_pipe(folder):
    (folder / "sources.csv").unlink()
    os.mkfifo(folder / "sources.csv")


def unlink_sources(folder):
    (folder / "sources.csv").unlink()


def unlink_lags(folder):
    (folder / "publication_lags.yaml").unlink()


def sources_without_titles(folder):
    (folder / "sources.csv").write_text("source_id,publisher\nBOOK,DWP\n")


def source_twice(folder):
    (folder / "sources.csv").write_text(SOURCES + "BOOK,DWP,Rates\n")


def ragged_sources(folder):
    (folder / "sources.csv").write_text(SOURCES + "MORE,DWP\n")


def same_address(folder):
    (folder / "tables" / "esa.yaml").write_text(CARD)


def outside_table(folder):
    (folder / "tables" / "long.yaml").write_text(TABLE_CARD.replace("long.csv", "../tables/long.csv"))


def same_study(folder):
    text = "scenario: {name: baseline, meaning: As announced}\n"
    (folder / "a.yaml").write_text(text)
    (folder / "b.yaml").write_text(text)


FOLDERS = {
    make_directory: ("x.yaml: ", "is a folder"),
    make_loop: ("x.yaml: ", "cannot be read"),
    make_dangling: ("x.yaml: ", "cannot be read"),
    make_pipe: ("sources.csv: ", "is not a file"),
    unlink_sources: ("sources.csv: ", "cannot be read: No such file"),
    unlink_lags: ("long.yaml:6: ", "no kind of series 'stocks'"),
    sources_without_titles: ("sources.csv:1: ", "lacks the columns title"),
    source_twice: ("sources.csv:3: ", "stands twice"),
    ragged_sources: ("sources.csv:3: ", "more or fewer cells"),
    same_address: ("esa.yaml:1: ", "another file defines 'esa.rate'"),
    outside_table: ("long.yaml:7: ", "beside this one"),
    same_study: ("b.yaml:1: ", "another scenario is called 'baseline'"),
}


@pytest.mark.parametrize("spoil", FOLDERS, ids=lambda spoil: spoil.__name__)
def test_a_broken_folder_gives_one_line(folder, spoil):
    spoil(folder)
    code, out, faults = check(folder)
    assert (code, out, len(faults)) == (2, "", 1), faults
    assert all(word in faults[0] for word in FOLDERS[spoil]), faults[0]


def test_three_faults_of_one_parameter_give_three_lines(tmp_path):
    text = CARD.replace("a week", "a weak").replace(", source: BOOK", "").replace("  grade: A\n", "")
    file = tmp_path / "esa.yaml"
    file.write_text(text)
    code, _, faults = check(file)
    assert code == 2
    assert [fault.split(":")[1] for fault in faults] == ["1", "3", "6"]


def test_shape_and_sense_are_checked_in_one_pass(tmp_path):
    text = (
        CARD
        + "    - {from: 2012-04-08, value: -1, published: 2011-12-06, source: NOSUCHTHING, colour: red}\n"
    )
    file = tmp_path / "esa.yaml"
    file.write_text(text.replace("BOOK", "JUDGEMENT;BOOK").replace("  meaning: A weekly rate\n", ""))
    faults = check(file)[2]
    found = "\n".join(faults)
    wanted = [
        "meaning",
        "no source 'BOOK'",
        "needs 'why'",
        "C or D",
        "put dates in order",
        "-1",
        "NOSUCH",
        "colour",
    ]
    assert [word for word in wanted if word not in found] == []
    assert len(faults) == len(wanted)


def test_two_broken_files_give_their_faults_together(folder):
    (folder / "esa.yaml").write_text(CARD.replace("BOOK", "BOOC"))
    (folder / "bad.yaml").write_text("a: [")
    faults = check(folder)[2]
    assert len(faults) == 2
    assert "bad.yaml" in faults[0]
    assert "esa.yaml" in faults[1]


def test_a_name_in_an_unreadable_file_is_not_told_too(folder):
    (folder / "scenarios.yaml").write_text(
        "scenario: {name: a, meaning: A, levers: {esa.rate: 1}, measures: [cut-2016]}\n"
    )
    (folder / "esa.yaml").write_text("rate: [")
    (folder / "cut_2016.yaml").write_text("measure: [")
    faults = check(folder)[2]
    assert len(faults) == 2, faults
    assert all("not valid YAML" in fault for fault in faults)


@pytest.mark.parametrize("target", ["nowhere.yaml", "empty"])
def test_a_target_without_files_is_told(tmp_path, target):
    (tmp_path / "empty").mkdir()
    code, out, faults = check(tmp_path / target)
    assert (code, out, len(faults)) == (2, "", 1), faults


def test_the_real_command_prints_no_traceback(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("a:\n  b: !!python/object/apply:os.system ['echo hello']\n")
    command = [str(Path(sys.executable).parent / "esarisk"), "check", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert (
        result.stderr
        == f"{file}:2: the tag '!!python/object/apply:os.system' is not allowed: write plain text or numbers\n"
    )


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["show", "esa.suport_component"], "Did you mean 'esa.support_component'?"),
        (["show", "support_component"], "Did you mean 'esa.support_component'?"),
        (["show", "zzz"], "`esarisk list` names what there is"),
        (
            ["run", "nosuch"],
            "Choose one of: autumn-2015, autumn-2022, budget-2014,",
        ),
        (["run", "budget-2041"], "Did you mean 'budget-2014'?"),
        (["run", "--scenario", "baselin"], "Did you mean 'baseline'?"),
        (["run", "--view", "pubic"], "Choose one of: department, public."),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(tmp_path, monkeypatch, command, words):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A full copy of our own parameters; each test puts its file back."""
    folder = tmp_path_factory.mktemp("copy") / "parameters"
    shutil.copytree(parameters_folder(), folder)
    return folder


MUTATIONS = {
    "no source": (r", source: [^,}\n]+", ""),
    "misspelt source": (r"source: ", "sorce: "),
    "unknown source": (r"source: [^,}\n]+", "source: NOSUCHTHING"),
    "no unit": (r"\n  unit: [^\n]+", ""),
    "unknown unit": (r"\n  unit: [^\n]+", "\n  unit: bananas"),
    "misspelt meaning": (r"\n  meaning:", "\n  meening:"),
    "no kind": (r"\n  kind: [^\n]+", ""),
    "misspelt grade": (r"\n  grade:", "\n  garde:"),
    "text value": (r"value: [-\d.]+", "value: much"),
    "no published": (r"published: [^,}]+, ", ""),
    "no such day": (r"from: \d{4}-\d\d-\d\d", "from: 2014-02-30"),
    "negative value": (r"value: (?=[\d])", "value: -99999"),
    "unclosed": (r"\}\n", "\n"),
}
FILES = [
    "benefits/esa.yaml",
    "benefits/universal_credit.yaml",
    "claims/on_flow.yaml",
    "claims/assessment.yaml",
    "claims/off_flow.yaml",
    "claims/awards.yaml",
    "publication_lags.yaml",
    "cap/remainder.yaml",
    "economy/labour_market.yaml",
    "measures/wrac_abolished_2017.yaml",
]


NEVER_NEGATIVE = FILES[:2]
CASES = [(FILES[(i + 3 * k) % len(FILES)], name) for i, name in enumerate(MUTATIONS) for k in range(4)]
CASES += [(file, "negative value") for file in NEVER_NEGATIVE]


@pytest.mark.parametrize(("file", "name"), sorted(set(CASES)))
def test_one_mutation_of_our_own_files_gives_one_fault(copy, file, name):
    path = copy / file
    sound = path.read_text(encoding="utf-8")
    broken, count = re.subn(*MUTATIONS[name], sound, count=1)
    if not count or (name == "negative value" and file not in NEVER_NEGATIVE):
        pytest.skip("nothing to mutate so")
    try:
        path.write_text(broken, encoding="utf-8")
        code, out, faults = check(copy)
    finally:
        path.write_text(sound, encoding="utf-8")
    faults = [fault for fault in faults if not fault.startswith("warning: ")]
    assert (code, out, len(faults)) == (2, "", 1), faults
    assert re.match(rf"{re.escape(str(path))}:\d+: ", faults[0])
