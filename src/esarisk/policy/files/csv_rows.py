"""CSV files read without trusting them: the rows under a header, and a fault for each that is none."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from esarisk.errors import spoken
from esarisk.policy.files.yaml_lines import UnreadableError, odd_letter, read_text

MAX_CSV_BYTES = 10_000_000
MAX_COLUMNS = 200

Row = Mapping[str, str]
Tell = Callable[[int, str, str], None]
"""Notes a fault: line, key and text."""


def rows_of(file: Path, check_header: Callable[[list[str]], bool], tell: Tell) -> Iterator[tuple[int, Row]]:
    """Line number and cells of each whole row of a CSV file.

    Parameters
    ----------
    check_header : says whether the columns are those that are due, having told what is wrong
    tell : told of each fault
    """
    try:
        text = read_text(file, MAX_CSV_BYTES)
    except UnreadableError as error:
        tell(error.line, "", error.text)
        return
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = list(reader.fieldnames or [])
        if len(header) > MAX_COLUMNS:
            tell(1, "", f"has {len(header):,} columns: a table has at most {MAX_COLUMNS}")
            return
        if not check_header(header):
            return
        for row in reader:
            if None in row or None in row.values():
                tell(reader.line_num, "", "has more or fewer cells than the header")
            elif _is_text(row, reader.line_num, tell):
                yield reader.line_num, row
    except csv.Error as error:
        tell(reader.reader.line_num, "", f"is not a valid CSV file: {error}")


def _is_text(row: Row, line: int, tell: Tell) -> bool:
    """Whether a row holds letters that can be printed alone."""
    for column, cell in row.items():
        if not cell.isprintable() and (fault := odd_letter(cell)):
            tell(line, spoken(column), fault)
            return False
    return True
