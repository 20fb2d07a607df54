"""A table is told once: no two of one name, none set by hand, and one function makes a number a text."""

import ast
import re

import pytest

SETTERS = {"columns", "grid"}
"""Functions that set cells; a table is written by `table_text`."""
MAY_SET = ("report/writers/", "report/parameters/")
"""Writers, and the pages of single parameters and programmes, which are lists."""
BY_HAND = re.compile(r"\.[lr]just\(|\.center\(")


def calls(source, names):
    """Every call of some names in a source."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [node for node in found if isinstance(node.func, ast.Name) and node.func.id in names]


def names_of_tables(source):
    """The name of every table that a source defines, with braces where a part of it varies."""
    return [ast.unparse(call.args[0]) for call in calls(source, {"Table"}) if call.args]


def texts(sources):
    return {path.as_posix().split("src/esarisk/")[1]: path.read_text(encoding="utf-8") for path in sources}


def test_no_two_tables_share_a_name(sources):
    named = [(name, file) for file, text in texts(sources).items() for name in names_of_tables(text)]
    seen = {}
    for name, file in named:
        if name.startswith(("'", "f'")):
            seen.setdefault(name, []).append(file)
    assert len(seen) > 40
    assert {name: files for name, files in seen.items() if len(files) > 1} == {}


def test_only_writers_set_cells(sources):
    report = {file: text for file, text in texts(sources).items() if not file.startswith(MAY_SET)}
    assert {file for file, text in report.items() if calls(text, SETTERS)} == set()
    assert {
        file for file, text in report.items() if file.startswith("report/") and BY_HAND.search(text)
    } == set()


def test_one_function_makes_a_minus_true(sources):
    report = {file: text for file, text in texts(sources).items() if file.startswith("report/")}
    true = {file for file, text in report.items() if re.search(r"""replace\(["']-["']""", text)}
    assert true <= {"report/exhibits/numbers.py", "report/run/page.py"}  # the second a register's own digits


@pytest.mark.parametrize("source", ["print(columns(rows))", "x = Table('a', 'b')\ny = Table('a', 'c')"])
def test_a_second_home_is_seen(source):
    found = names_of_tables(source)
    assert calls(source, SETTERS) or len(found) > len(set(found))
