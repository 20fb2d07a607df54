"""Every shipped table holds each of its cells to what its column can be."""

import csv
import io

import pytest
import yaml

from esarisk.policy.files.long_tables import TableReader
from esarisk.policy.files.sources import read_registers
from esarisk.policy.parameters import parameters_folder
from esarisk.policy.schema import ParameterCard

FEW = 12
"""Rows of a table that are enough to spoil one of."""


def shipped():
    """Address → card and file of every shipped table."""
    found = {}
    for file in sorted(parameters_folder().rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        for key, card in yaml.load(text, Loader=yaml.CSafeLoader).items() if "table:" in text else ():
            if isinstance(card, dict) and "table" in card:
                found[f"{file.stem}.{key}"] = ParameterCard.model_validate(card), file.parent / card["table"]
    return found


SHIPPED = shipped()
WHOLE = sorted(address for address, (card, _) in SHIPPED.items() if card.complete)


@pytest.fixture(scope="module")
def registers():
    return read_registers(parameters_folder())


def rows_of(address):
    with SHIPPED[address][1].open(newline="", encoding="utf-8-sig") as handle:
        return list(csv.reader(handle))


def faults_of(address, rows, registers, tmp_path, **changes):
    """Line, column and text of each fault of a table with other rows."""
    file = tmp_path / "table.csv"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    file.write_text(out.getvalue(), encoding="utf-8", newline="")
    reader = TableReader(file, SHIPPED[address][0].model_copy(update=changes), registers)
    reader.table()
    return [(fault.line, fault.key, fault.text) for fault in reader.faults]


@pytest.mark.parametrize("address", sorted(SHIPPED))
def test_no_cell_of_a_shipped_table_can_be_nonsense(address, registers, tmp_path):
    sound, card = rows_of(address)[: FEW + 1], SHIPPED[address][0]
    assert faults_of(address, sound, registers, tmp_path, complete=None) == []
    for place, column in enumerate(sound[0]):
        what = card.columns.get(column)
        numeric = what and what.unit not in {"text", "date"}
        hostile = ["\x1b[31m", *(["1e300", "-1e300", "nan", "1_000", "x", "\u0661"] if numeric else [])]
        hostile += ["nonsense"] if what and (what.words or what.unit == "date") else []
        hostile += [""] if what and not what.blank else []
        for text in hostile:
            rows = [list(row) for row in sound]
            rows[2][place] = text
            found = faults_of(address, rows, registers, tmp_path, complete=None)
            assert (3, column) in [fault[:2] for fault in found], (column, text, found)


@pytest.mark.parametrize("address", sorted(SHIPPED))
def test_no_row_of_a_shipped_table_can_stand_twice(address, registers, tmp_path):
    rows = rows_of(address)[: FEW + 1]
    found = faults_of(address, [*rows, rows[2]], registers, tmp_path, complete=None)
    assert [fault[2] for fault in found] == ["says the same as line 3 again: delete one"]


@pytest.mark.parametrize("address", WHOLE)
def test_a_row_that_lacks_in_a_complete_table_is_told(address, registers, tmp_path):
    rows = rows_of(address)
    assert faults_of(address, rows, registers, tmp_path) == []
    for place in (1, len(rows) // 2):
        found = faults_of(address, rows[:place] + rows[place + 1 :], registers, tmp_path)
        assert len(found) <= 1
    assert found
    assert "there is no row" in found[0][2]


@pytest.mark.parametrize("address", ["population.people", "population.mortality"])
def test_a_whole_year_or_age_that_lacks_is_told(address, registers, tmp_path):
    rows = rows_of(address)
    for place, word in ((0, rows[-1][0]), (2, rows[-1][2])):
        left = [row for row in rows if row[place] != word]
        assert any(word in text for _, _, text in faults_of(address, left, registers, tmp_path))
