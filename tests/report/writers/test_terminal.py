"""Lists and parameters on the terminal: aligned, wrapped, whole; and quick."""

import json
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.errors import EsariskError
from esarisk.policy.parameters import Parameter, Table, Value
from esarisk.policy.periods import Period, period
from esarisk.report.parameters.parameter import MOST_ROWS, parameter_rows, parameter_text
from esarisk.report.parameters.shelves import shown_records, shown_text
from esarisk.report.writers.terminal import columns, definitions

SOURCES = {"BOOK": {"title": "Rates", "publisher": "DWP", "date": "2014", "table_or_section": "table 1"}}


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_parameter_with_values_is_wider_than_the_terminal(library, width):
    for parameter in library.parameters.values():
        if parameter.table is None and not parameter.by:
            text = parameter_text(parameter, library.parameters.sources, width)
            assert max(map(len, text.splitlines())) <= max(width, 80), parameter.address


def test_every_value_and_source_is_shown(library):
    parameter = library.parameters["esa.carer_premium"]
    text = parameter_text(parameter, library.parameters.sources, 100)
    for value in parameter.values:
        assert f"{value.period.start}  {value.value:.2f}  {value.published}" in text
    titles = text.partition("Sources\n")[2]
    for source in {value.source for value in parameter.values}:
        assert titles.count(f"{source} ") == 1
        assert library.parameters.sources[source]["title"][:12] in titles


def test_values_line_up_and_marks_say_what_they_mean():
    number = Period(date(2013, 4, 1), date(2013, 4, 1))
    parameter = Parameter(
        "a.b",
        "A rate",
        "GBP a week",
        "constant",
        "A",
        values=(
            Value(number, 9.5, date(2012, 12, 1), "BOOK", by_lag=True),
            Value(period("2014-04"), 1234.0, date(2013, 12, 1), "BOOK", status="derived", note="a remark"),
        ),
    )
    assert parameter_text(parameter, SOURCES).splitlines() == [
        "a.b",
        "A rate",
        "",
        "unit   GBP a week",
        "kind   constant",
        "grade  A, published and read",
        "",
        "period                       value  published     status   source",
        "-----------------------------------------------------------------",
        "2013-04-01                    9.50  2012-12-01 *  read     BOOK",
        "2014-04-01 to 2014-04-30  1,234.00  2013-12-01    derived  BOOK",
        "* by the usual lag of its kind of series",
        "",
        "Notes",
        "2014-04-01 to 2014-04-30  a remark",
        "",
        "Sources",
        "BOOK  Rates (table 1). DWP, 2014",
    ]


def test_a_long_table_shows_its_first_rows_and_json_gives_all():
    count = MOST_ROWS + 5
    cells = {"at": ["2013"] * count, "n": [float("nan"), *range(count - 1)], "source": ["BOOK"] * count}
    table = Table(cells, (date(2014, 1, 1),) * count, (period("2013"),) * count)
    parameter = Parameter("a.b", "A table", "people", "constant", "A", table=table)
    assert "… and 5 more rows" in parameter_text(parameter, SOURCES)
    rows = parameter_rows(parameter, SOURCES)
    assert len(rows) == count
    assert rows[0] == {"at": "2013", "n": None, "source": "BOOK"}


def test_a_name_too_long_stands_alone():
    text = definitions({"short": "one two three", "x" * 50: "what it means"}, 60)
    assert text.splitlines() == [f"{'short':40}  one two three", "x" * 50, f"{'':40}  what it means"]
    assert definitions({}) == "nothing to list"


def test_columns_wrap_the_last_one_under_itself():
    rows = [{"a": "1", "b": "word " * 12}]
    assert columns(rows, width=33).splitlines()[2:] == [
        "1  word word word word word word",
        "   word word word word word word",
    ]
    assert len(columns(rows).splitlines()) == 3
    assert columns([]) == "nothing to list"


@pytest.mark.parametrize("what", ["parameters", "measures", "scenarios", "vintages", "studies"])
def test_a_piped_list_is_one_line_a_name(library, what):
    result = CliRunner().invoke(main, ["list", what])
    assert result.exit_code == 0
    names = [line.split()[0] for line in result.stdout.splitlines()]
    assert sorted(names) == sorted(getattr(library, what))
    listed = json.loads(CliRunner().invoke(main, ["list", what, "--json"]).stdout)
    assert [row["name"] for row in listed[what]] == names


def test_levers_are_marked_and_come_first(library):
    """A scenario may set levers and nothing else: the list says which they are."""
    lines = CliRunner().invoke(main, ["list"]).stdout.splitlines()
    marked = [line.split()[1] == "lever:" for line in lines]
    levers = {name for name, one in library.parameters.items() if one.kind == "lever"}
    assert {line.split()[0] for line in lines if line.split()[1] == "lever:"} == levers
    assert marked == sorted(marked, reverse=True)


def test_show_knows_every_name_that_list_names(library):
    shelves = {
        "measure": library.measures,
        "scenario": library.scenarios,
        "vintage": library.vintages,
        "study": library.studies,
        "programme": library.programmes,
        "parameter": library.parameters,
    }
    for word, shelf in shelves.items():
        for name in shelf:
            assert word in {row["what"] for row in shown_records(library, name)}, name
            text = shown_text(library, name, 100)
            assert shelf[name].meaning.split()[0] in text


def test_a_name_on_two_shelves_is_shown_from_both(library):
    found = shown_records(library, "wrac-abolished-2017")
    assert [row["what"] for row in found] == ["scenario", "measure"]


@pytest.mark.parametrize("name", ["new_start_50", "New-Start-50", "NEW-START", "budget_2014"])
def test_hyphen_underscore_and_capitals_are_one(library, name):
    assert name not in shown_text(library, name)


def test_what_no_shelf_holds_is_told_with_the_nearest(library):
    with pytest.raises(EsariskError, match=r"'benefit-freeze-2015'.*Did you mean 'benefit-freeze-2016'"):
        shown_text(library, "benefit-freeze-2015")


@pytest.mark.parametrize("address", ["esa.support_component", "cap.levels", "remainder.error_by_horizon"])
def test_show_gives_text_and_json(address):
    assert CliRunner().invoke(main, ["show", address]).stdout.startswith(address)
    assert json.loads(CliRunner().invoke(main, ["show", address, "--json"]).stdout)


@pytest.mark.parametrize("command", [["list"], ["show", "esa.support_component"], ["check"]])
def test_reading_the_parameters_needs_no_heavy_library(command):
    script = "import sys, esarisk.cli\ntry:\n    esarisk.cli.main({!r})\nexcept SystemExit:\n    pass\n"
    script = script.format(command) + "print('modules:', *sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(result.stdout.rpartition("modules:")[2].split())
    assert loaded & {"pandas", "numpy", "xarray", "numba", "scipy", "plotly"} == set()
