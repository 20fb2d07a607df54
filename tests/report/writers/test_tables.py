"""One table, every writer: the terminal fits, the file is tidy, the workbook opens, and all tell the same numbers."""

import csv
import io
import shutil
import subprocess
from datetime import datetime

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esarisk.report.exhibits.numbers import DASH
from esarisk.report.exhibits.table import YES_NO, Column, Table
from esarisk.report.run.headline import headline
from esarisk.report.run.tables import all_tables, lead_tables
from esarisk.report.writers.csv import csv_text
from esarisk.report.writers.terminal import PROSE, grid, table_text
from esarisk.report.writers.workbook import NO_FIGURE, workbook
from esarisk.study import run_study, write_workbook

MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - Excel knows no time zones
WORDS = st.text("abcdefgh ", max_size=30).map(str.strip)


def a_table(**more):
    frame = pd.DataFrame(
        {"low": [-1.0, np.nan], "high": [2.0, 3.0], "share": [0.25, -0.0001], "error": [0.03, np.nan],
         "text": ["one", "two"], "yes": [True, False]},
        index=["2014-15", "2015-16"],
    )  # fmt: skip
    columns = (
        Column("text", "Word"),
        Column("low", "Range", "£ billion", 1, to="high"),
        Column("share", "Chance", "per cent", 0, error="error", scale=100.0, suffix="%"),
        Column("yes", "Answer", words=YES_NO),
    )
    return Table("one", "A table", "Year", columns, frame, ("A note.",), **more)


def test_a_cell_is_a_number_with_its_error_a_range_or_a_word():
    rows = dict(a_table(marks={"2014-15": "*"}).rows)
    assert rows == {
        "2014-15*": ["one", "−1.0 to 2.0", "25% ±3", "yes"],
        "2015-16": ["two", "–", "0%", "no"],
    }


@given(st.data())
def test_no_table_is_wider_than_its_page_and_no_word_is_lost(data):
    """But where a single column is: nothing can be cut off."""
    count = data.draw(st.integers(1, 14))
    heads = data.draw(st.lists(WORDS, min_size=count, max_size=count))
    rows = data.draw(st.lists(st.lists(WORDS, min_size=count, max_size=count), min_size=1, max_size=4))
    right = [False, *[data.draw(st.booleans()) for _ in heads[1:]]]
    text = grid(heads, rows, right, PROSE)
    names = right.index(True) if any(right) else len(right)
    if names <= 2:  # names of rows stand in every part
        assert max(map(len, text.splitlines())) <= PROSE
    told = sorted(word for line in [heads, *rows] for cell in line for word in cell.split())
    printed = text.replace("-", " ").split()
    assert set(told) <= set(printed)


@pytest.mark.parametrize("run", ["small_run", "central_run"])
def test_every_table_of_a_run_fits_the_page(run, request):
    for table in all_tables(*request.getfixturevalue(run)):
        assert max(map(len, table_text(table).splitlines())) <= PROSE, table.name


def test_a_file_is_tidy_one_number_a_row_with_its_unit():
    rows = list(csv.DictReader(io.StringIO(csv_text(a_table()))))
    assert [tuple(row) for row in rows[:1]] == [("year", "word", "measure", "value", "unit")]
    assert {row["measure"] for row in rows} == {
        "Range, low",
        "Range, high",
        "Chance",
        "Chance, half-width",
        "Answer",
    }
    share = next(row for row in rows if row["measure"] == "Chance")
    assert share == {"year": "2014-15", "word": "one", "measure": "Chance", "value": "25", "unit": "per cent"}
    assert (
        next(row for row in rows if row["measure"] == "Range, low" and row["year"] == "2015-16")["value"]
        == ""
    )
    assert not [row for row in rows if row["value"].startswith("-0") and float(row["value"]) == 0.0]


def test_terminal_file_and_workbook_tell_the_same_numbers(small_run):
    tables = lead_tables(*small_run)
    book = openpyxl.load_workbook(io.BytesIO(workbook("Title", {"Of": ["a run"]}, tables, MADE)))
    for table in tables:
        rows = list(csv.DictReader(io.StringIO(csv_text(table))))
        sheet = [list(row) for row in book[table.name].iter_rows(values_only=True)]
        head = next(i for i, row in enumerate(sheet) if row[0] == table.row_heading)
        cells = {
            (row[0].rstrip("*"), name): cell
            for row in sheet[head + 1 :] for name, cell in zip(sheet[head], row, strict=True)
        }  # fmt: skip
        told = 0
        for row in rows:
            if (
                row[table.row_heading.lower()],
                f"{row['measure']} ({row['unit']})",
            ) not in cells or "line" in row:
                continue
            cell = cells[row[table.row_heading.lower()], f"{row['measure']} ({row['unit']})"]
            assert (cell == NO_FIGURE) == (row["value"] == "")
            assert cell == NO_FIGURE or float(row["value"]) == pytest.approx(cell, rel=1e-8, abs=1e-9)
            told += 1
        assert told or "line" in rows[0], table.name


def test_a_word_that_is_no_figure_is_marked_so_in_the_workbook():
    """The library refuses a cell of nothing but a sign; such a cell stands beside a year without outturn."""
    table = a_table()
    table.frame.loc["2014-15", "text"] = DASH
    book = openpyxl.load_workbook(io.BytesIO(workbook("Title", {}, [table], MADE)))
    cells = [cell.value for row in book["one"].iter_rows() for cell in row]
    assert NO_FIGURE in cells
    assert DASH not in cells


@pytest.mark.slow
@pytest.mark.parametrize("study", ["autumn-2022", "may-2021"])
def test_a_run_with_years_without_outturn_has_a_workbook(library, tmp_path, study):
    run_study(study, {"draws": 4}, tmp_path / "run", "run", library=library)
    _, file = write_workbook(tmp_path / "run")
    assert len(openpyxl.load_workbook(file).sheetnames) > 8


def test_the_same_tables_give_the_same_workbook(small_run):
    tables = lead_tables(*small_run)
    assert workbook("Title", {}, tables, MADE) == workbook("Title", {}, tables, MADE)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
def test_the_workbook_of_a_run_opens_in_libreoffice_with_the_headlines_numbers(library, tmp_path):
    """Converted by LibreOffice itself and read again: cover, contents, notes, and the cap's sheet."""
    run_study("budget-2014", {"draws": 16, "scenarios": ["baseline"]}, tmp_path / "run", "", library=library)
    done, file = write_workbook(tmp_path / "run")
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'home').as_uri()}",
        "--headless",
        "--convert-to",
        "ods",
    ]
    subprocess.run([*command, "--outdir", tmp_path, file], check=True, capture_output=True, timeout=300)
    again = [*command[:3], "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "again"]
    subprocess.run([*again, tmp_path / "workbook.ods"], check=True, capture_output=True, timeout=300)
    book = openpyxl.load_workbook(tmp_path / "again" / "workbook.xlsx")
    assert book.sheetnames[:4] == ["Cover", "Contents", "Notes", "cap"]
    cover = " ".join(str(row[0]) for row in book["Cover"].iter_rows(values_only=True))
    assert headline(done.cube).replace("\u2060", "") in cover.replace("\u2060", "")
    rows = {str(row[0]): row for row in book["cap"].iter_rows(values_only=True)}
    share = 100 * float(done.cube["breach"].isel(scenario=0).sel(year="2018-19").mean())
    assert rows["2018-19*"][9] == pytest.approx(share)
