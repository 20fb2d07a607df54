"""Every numeric option of every command refuses what is no number of its kind, in one line."""

import re

import click
import pytest
from click.testing import CliRunner

from esarisk.analysis.levels import levels_of
from esarisk.cli import main
from esarisk.cli.types import Amount, Whole
from esarisk.errors import EsariskError
from esarisk.limits import MOST_DRAWS, MOST_MONEY
from esarisk.policy import schema as cards

HOSTILE = ("nan", "inf", "-inf", "-1", "1e308", "", "1_0", "\u0661", "9" * 400)
NOT_A_NUMBER = re.compile(r"(?<![a-z])-?(nan|inf)(?![a-z])")


def commands(group=main, path=()):
    """Path and command of every command of the tree."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def is_numeric(option):
    kinds = (Amount, Whole, click.IntRange, click.FloatRange)
    return isinstance(option.type, kinds) or option.type in (click.INT, click.FLOAT)


def needed(command, but):
    """Arguments and options that a command cannot do without."""
    found = []
    for one in command.params:
        if isinstance(one, click.Argument) and one.required:
            found.append("ips")
        elif one.required and one is not but:
            found += [
                one.opts[0],
                {"basis": "contributory", "phase": "wrag", "age": "40", "target": "0.5"}[one.name],
            ]
    return found


NUMERIC = [
    pytest.param(path, option, id=f"{'-'.join(path)}{option.opts[0]}")
    for path, command in commands()
    for option in command.params
    if is_numeric(option) and not (isinstance(option, click.Option) and option.count)
]


def asked(arguments):
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_tree_has_numeric_options():
    assert len(NUMERIC) > 30


def test_every_numeric_option_goes_through_one_door():
    other = [one.id for one in NUMERIC if not isinstance(one.values[1].type, Amount | Whole)]
    assert other == []


@pytest.mark.parametrize(("path", "option"), NUMERIC)
def test_a_number_that_is_none_is_refused_in_one_line(path, option):
    command = dict(commands())[path]
    for text in HOSTILE:
        result = asked([*path, *needed(command, option), option.opts[0], text])
        assert result.exit_code == 2, (text, result.output)
        assert result.stdout == ""
        assert len(result.stderr.splitlines()) == 1, result.stderr
        assert option.opts[0] in result.stderr
        assert len(result.stderr) < 700


def test_every_numeric_option_has_an_end():
    kinds = {one.id: one.values[1].type for one in NUMERIC}
    ends = {name: kind.high if isinstance(kind, Amount) else kind.max for name, kind in kinds.items()}
    assert [name for name, end in ends.items() if end is None or end > 1e10] == []


LISTS = [
    (["sweep", "--programme", "ips", "--funding", text], "--funding")
    for text in ("", "nan", "inf", "-1", "1e308", "0:100", "0:100:0", "0:nan:1", "1_0,20", "0:1e9:1e8")
]
LISTS += [
    (["sweep", "--scenario", "new-start-50", "--scale", text], "--scale")
    for text in ("", "nan", "-1", "1e308", "0:2:-1")
]
LISTS += [(["sweep", "--programme", f"ips={text}"], "--programme") for text in ("nan", "-1", "1e308", "")]
LISTS += [
    (["sweep", "--programme", "ips", "--figure", f"ips.{key}={text}"], key)
    for key, text in [
        ("unit_cost", "-5"),
        ("unit_cost", "0"),
        ("unit_cost", "nan"),
        ("unit_cost", "1e300"),
        ("take_up", "-1"),
        ("caseload_share", "7"),
        ("employment_effect", "500"),
        ("discount_rate", "-100"),
        ("discount_rate", "1_0"),
    ]
]


@pytest.mark.parametrize(("arguments", "words"), LISTS)
def test_a_level_or_figure_that_is_none_is_refused_in_one_line(arguments, words):
    result = asked(arguments)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert words in result.stderr


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("0:100:60", [0, 60]),
        ("0:100:30", [0, 30, 60, 90]),
        ("0:0.3:0.1", [0, 0.1, 0.2, 0.3]),
        ("0:1:0.1", [i / 10 for i in range(11)]),
        ("5:5:1", [5]),
    ],
)
def test_a_range_never_passes_its_end(text, levels):
    found = levels_of(text)
    assert found == pytest.approx(levels)
    assert max(found) <= float(text.split(":")[1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["people", "--beside", "benefit-freeze-2016"], "--beside"),
        (["people", "--measure", "benefit-freeze-2016", "--beside", "benefit-freeze-2016"], "--beside"),
        (["people", "--measure", "benefit-freeze-2016", "--awards"], "--awards"),
        (["programmes", "--evidence", "--coverage"], "--coverage"),
        (["people", "--into", "x", "--awards"], "--into"),
        (["people", "--programme", "ips", "--awards"], "--awards"),
        (["people", "--programme", "ips", "--year", "2015-16"], "--year"),
        (["people", "--money", "5"], "--programme"),
        (["programmes", "--prices", "2099-00"], "2099-00"),
        (["ledger", "ips", "--first", "2099-00"], "2099-00"),
        (["less-money", "--year", "1900-01"], "1900-01"),
        (["less-money", "--year", "2014"], "write it as 2014-15"),
        (["check", "evil\x1b]0;x\x07.yaml"], "\\x1b"),
        (["check", "x" * 300], "255 letters"),
        (["run", "--scenario", "x" * 300 + ".yaml"], "255 letters"),
        (["run", "--scenario", "evil\x1b[31m.yaml"], "\\x1b"),
        (["run", "--out", "x" * 300], "255 letters"),
        (["run", "--scenario", "/"], "folder"),
    ],
)
def test_what_would_be_ignored_or_cannot_be_is_refused_in_one_line(arguments, words):
    result = asked(arguments)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert words in result.stderr
    assert result.stderr.rstrip("\n").isprintable()


AWARD = ["award", "--basis", "contributory", "--phase", "support"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--year", "2014-15", "--age", "70"], "State Pension age"),
        (["--year", "2026-27", "--age", "66"], "State Pension age"),
        (["--day", "0001-01-01", "--age", "40"], "--day"),
        (["--day", "2050-01-01", "--age", "40"], "no rates are published"),
        (["--day", "2014-W01-1", "--age", "40"], "--day"),
    ],
)
def test_nobody_is_paid_who_cannot_be(arguments, words):
    result = asked([*AWARD, *arguments])
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert words in result.stderr


def test_a_man_of_64_was_paid_in_2014():
    assert asked([*AWARD, "--year", "2014-15", "--age", "64"]).exit_code == 0


def test_the_limits_of_options_are_those_of_files():
    assert (MOST_DRAWS, MOST_MONEY) == (cards.MOST_DRAWS, cards.MOST_MONEY)
    with pytest.raises(EsariskError):
        levels_of(str(2 * MOST_MONEY))
