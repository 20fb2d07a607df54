"""Every broken file gives one line a fault, through the real command: file, line, what and what to do."""

import pytest
from click.testing import CliRunner

from esarisk.cli import main

CARD = """\
share_new:
  meaning: Share of decisions that place the person in the support group
  unit: share
  kind: constant
  grade: C
  bounds: {hard: [0, 1]}
  values:
    - {from: 2013-04-01, value: 0.4, published: 2013-12-05, source: FISC_S28}
    - {from: 2014-04-01, value: 0.5, published: 2014-03-05, source: FISC_S28}
"""
VALUE = "    - {from: 2013-04-01, value: 0.4, published: 2013-12-05, source: FISC_S28}\n"
UNCERTAIN = CARD.replace("kind: constant", "kind: uncertainty")
SHAPED = UNCERTAIN.replace("  values:", "  distribution: {shape: normal, sd: 0.1}\n  values:")
MEASURE = """\
measure:
  name: freeze
  meaning: Rates frozen
  announced: 2015-07-08
  source: FISC_S28
  changes:
    - parameter: uprating_rules.allowance_ceiling
      values:
        - {from: 2016-04-01, value: 0, published: 2015-07-08, source: FISC_S28}
"""
SCENARIO = "scenario:\n  name: frozen\n  meaning: The freeze\n  measures: [benefit-freeze-2016]\n"
STUDY = """\
study:
  name: question
  meaning: What it costs
  vintage: 2014-03
  scenarios: [baseline]
  draws: 8
"""
VINTAGE = """\
vintage:
  name: 2014-03
  meaning: Budget 2014
  date: 2014-03-19
  start: 2013-04
  first_year: 2014-15
  last_year: 2020-21
  cap: CAP2014
  source: FISC_S28
"""


def card(old: str, new: str, text: str = CARD) -> bytes:
    """A text with one change."""
    assert old in text
    return text.replace(old, new, 1).encode()


def without(start: str, text: str = CARD) -> bytes:
    """A text without the line that starts so."""
    lines = text.splitlines(keepends=True)
    left = [line for line in lines if not line.strip().startswith(start)]
    assert len(left) < len(lines)
    return "".join(left).encode()


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

PARAMETER_FILES: dict[str, tuple[bytes, tuple[str, ...], int]] = {
    "no source": (card(", source: FISC_S28", ""), ("source", "is missing"), 8),
    "source of nothing": (card("source: FISC_S28", "source: "), ("source", "should be text", "nothing"), 8),
    "no meaning": (without("meaning"), ("meaning", "is missing"), 1),
    "blank meaning": (
        card("Share of decisions that place the person in the support group", "' '"),
        ("empty",),
        2,
    ),
    "no unit": (without("unit"), ("'share_new.unit'", "is missing"), 1),
    "no kind": (without("kind"), ("kind", "is missing"), 1),
    "no grade": (without("grade"), ("grade", "is missing"), 1),
    "no value": (card("value: 0.4, ", ""), ("value", "is missing"), 8),
    "no published": (card("published: 2013-12-05, ", ""), ("published", "is missing"), 8),
    "wrong unit": (card("unit: share", "unit: shares"), ("no unit 'shares'", "Did you mean 'share'?"), 3),
    "wrong kind": (card("constant", "constnat"), ("'constnat'", "Did you mean 'constant'?"), 4),
    "wrong grade": (card("grade: C", "grade: E"), ("cannot be 'E'", "A, B, C, D"), 5),
    "wrong status": (card("FISC_S28}", "FISC_S28, status: raed}"), ("'raed'", "Did you mean 'read'?"), 8),
    "dates out of order": (
        card("from: 2013-04-01", "from: 2015-04-01"),
        ("2014-04-01 stands after 2015-04-01",),
        9,
    ),
    "a date twice": (card("2014-04-01", "2013-04-01").replace(b"2014-03-05", b"2013-12-05"), ("twice",), 9),
    "unknown key": (card("  grade: C", "  grade: C\n  colour: red"), ("no key 'colour'",), 6),
    "misspelt key": (card("meaning:", "meening:"), ("no key 'meening'", "Did you mean 'meaning'?"), 2),
    "misspelt unit key": (card("unit:", "units:"), ("no key 'units'", "Did you mean 'unit'?"), 3),
    "misspelt values key": (card("values:", "vales:"), ("no key 'vales'", "Did you mean 'values'?"), 7),
    "misspelt source key": (card("source:", "sorce:"), ("no key 'sorce'", "Did you mean 'source'?"), 8),
    "misspelt from": (card("from:", "form:"), ("no key 'form'", "Did you mean 'from'?"), 8),
    "misspelt bound": (card("hard:", "hrad:"), ("no key 'hrad'", "Did you mean 'hard'?"), 6),
    "negative rate": (
        card("0.4", "-0.4")
        .replace(b"unit: share", b"unit: GBP a week")
        .replace(b"  bounds: {hard: [0, 1]}\n", b""),
        ("-0.4 is outside the bounds 0 to 100,000",),
        7,
    ),
    "share above 1": (
        without("bounds", CARD.replace("0.4", "1.4")),
        ("1.4 is outside the bounds 0 to 1",),
        7,
    ),
    "outside hard bounds": (card("[0, 1]", "[0, 0.45]"), ("0.5 is outside the bounds 0 to 0.45",), 9),
    "bounds the wrong way round": (card("[0, 1]", "[1, 1.5, 2]"), ("too many",), 6),
    "one bound": (card("[0, 1]", "[1]"), ("is missing",), 6),
    "bounds that are text": (card("[0, 1]", "nought"), ("list of two numbers", "'nought'"), 6),
    "evidence backwards": (card("hard: [0, 1]", "evidence: [1, 0]"), ("higher bound first",), 6),
    "empty file": (b"", ("empty",), 0),
    "blank file": (b"\n\n  \n", ("empty",), 0),
    "only comments": (b"# nothing\n# here\n", ("empty",), 0),
    "explicit nothing": (b"---\n...\n", ("empty",), 0),
    "billion laughs": (BOMB.encode(), ("aliases are not allowed",), 2),
    "alias": (b"a: &x 1\nb: *x\n", ("aliases are not allowed",), 2),
    "alias of itself": (b"a: &x [*x]\n", ("aliases are not allowed",), 1),
    "python tag": (b"a:\n  b: !!python/object/apply:os.system [ls]\n", ("tag", "not allowed"), 2),
    "tag of a wrong date": (b"a: !!timestamp abc\n", ("tag", "not allowed"), 1),
    "tag of a wrong bool": (b"a: !!bool maybe\n", ("tag", "not allowed"), 1),
    "own tag": (b"a: !mine x\n", ("tag '!mine'",), 1),
    "binary": (bytes(range(128, 256)) * 20, ("UTF-8",), 1),
    "latin text": (card("Share of", "Shar\u00e9 of").decode().encode("latin-1"), ("UTF-8",), 2),
    "utf-16": (CARD.encode("utf-16"), ("UTF-8",), 1),
    "nul": (card("meaning: Share", "meaning: Sh\0re"), ("U+0000", "delete"), 2),
    "unclosed bracket": (card("source: FISC_S28}", "source: FISC_S28"), ("not valid YAML",), 9),
    "unclosed quote": (card("Share", '"Share'), ("not valid YAML",), 10),
    "tabs": (card("  unit", "\tunit"), ("not valid YAML", "tab"), 3),
    "no colon": (card("kind: constant", "kind constant"), ("not valid YAML", "colon"), 5),
    "key twice": (card("  grade: C", "  grade: C\n  grade: D"), ("grade", "stands twice"), 6),
    "parameter twice": (CARD.encode() * 2, ("share_new", "stands twice"), 10),
    "two documents": (CARD.encode() + b"---\n" + CARD.encode(), ("second document",), 10),
    "deep nesting": (b"a: " + b"[" * 10_000, ("nested too deeply",), 1),
    "deep mappings": (b"a: " + b"{a: " * 10_000, ("nested too deeply",), 1),
    "huge": (b"a: 1\n" * 500_000, ("larger than",), 0),
    "list at top": (b"- a\n- b\n", ("mapping of names",), 1),
    "word at top": (b"hello\n", ("mapping of names",), 1),
    "number at top": (b"12\n", ("mapping of names",), 1),
    "parameter that is a number": (b"a: 12\n", ("mapping of keys", "12"), 1),
    "parameter that is nothing": (b"a:\n", ("mapping of keys", "nothing"), 1),
    "key that is a list": (b"? [a, b]\n: c\n", ("single word",), 1),
    "key with a dot": (card("share_new", "share.new"), ("not a name",), 1),
    "nan": (card("0.4", ".nan"), ("should be a number", "nan"), 8),
    "infinite": (card("0.4", "-.inf"), ("should be a number", "inf"), 8),
    "too long a number": (card("0.4", "9" * 400), ("should be a number",), 8),
    "far too long a number": (card("0.4", "9" * 5000), ("not a number that can be read",), 8),
    "text for a number": (card("0.4", "'0.4'"), ("should be a number", "'0.4'"), 8),
    "true for a number": (card("0.4", "true"), ("should be a number", "true"), 8),
    "list for a number": (card("0.4", "[0.4]"), ("should be a number", "a list"), 8),
    "number for text": (
        card("Share of decisions that place the person in the support group", "12"),
        ("text",),
        2,
    ),
    "text for a list": (CARD[: CARD.index("values:")].encode() + b"values: many\n", ("should be a list",), 7),
    "text in the list": (CARD.encode() + b"    - many\n", ("mapping", "'many'"), 10),
    "no values at all": (CARD[: CARD.index("  values:")].encode(), ("'values' or a 'table'",), 1),
    "empty values": (CARD[: CARD.index("values:")].encode() + b"values: []\n", ("is empty",), 7),
    "no distribution": (UNCERTAIN.encode(), ("needs a 'distribution'",), 1),
    "distribution of a constant": (card("uncertainty", "constant", SHAPED), ("constant", "distribution"), 7),
    "no sd": (card(", sd: 0.1", "", SHAPED), ("normal distribution needs 'sd'",), 7),
    "misspelt sd": (card("sd:", "sdd:", SHAPED), ("no key 'sdd'", "Did you mean 'sd'?"), 7),
    "sd below nought": (card("sd: 0.1", "sd: -0.1", SHAPED), ("sd", "above 0", "-0.1"), 7),
    "sd as text": (card("sd: 0.1", "sd: '0.1'", SHAPED), ("should be a number",), 7),
    "no shape": (card("shape: normal, ", "", SHAPED), ("shape", "is missing"), 7),
    "wrong shape": (card("normal", "norml", SHAPED), ("'norml'", "Did you mean 'normal'?"), 7),
    "low above high": (
        card("normal, sd: 0.1", "uniform, low: 2, high: 1", SHAPED),
        ("'low' (2)", "'high' (1)"),
        7,
    ),
    "no high": (card("normal, sd: 0.1", "uniform, low: 2", SHAPED), ("needs 'high'",), 7),
    "rho of 1": (
        card("  values:", "  correlation: {group: a, rho: 1.0}\n  values:", SHAPED),
        ("rho", "below 1"),
        8,
    ),
    "unknown source": (card("FISC_S28", "FISC_S82"), ("no source 'FISC_S82'", "Did you mean"), 8),
    "second source unknown": (card("FISC_S28", "FISC_S28;NOSUCHTHING"), ("no source 'NOSUCHTHING'",), 8),
    "no second source": (card("FISC_S28", "FISC_S28;"), ("is missing",), 8),
    "unknown series": (
        card("  grade: C", "  grade: C\n  series: stoks"),
        ("'stoks'", "Did you mean 'stocks'?"),
        6,
    ),
    "by_lag without series": (card("2013-12-05", "by_lag"), ("by_lag needs a 'series'",), 8),
    "from and at": (card("from: 2013-04-01", "from: 2013-04-01, at: 2013-05"), ("not from and at",), 8),
    "neither from nor at": (card("from: 2013-04-01, ", ""), ("give one of 'from'",), 8),
    "no such day": (card("from: 2013-04-01", "from: 2014-02-30"), ("'2014-02-30'", "calendar"), 8),
    "no such published day": (card("2013-12-05", "2013-13-05"), ("'2013-13-05'", "calendar"), 8),
    "day as text": (card("from: 2013-04-01", "from: '2013-04-01'"), ("should be a date",), 8),
    "moment for a day": (card("2013-12-05", "2013-12-05 10:00:00"), ("should be a date",), 8),
    "year far away": (card("from: 2014-04-01", "from: 9999-04-01"), ("9999", "between"), 9),
    "no such financial year": (card("from: 2013-04-01", "at: 2013-15"), ("'2013-15'", "financial year"), 8),
    "no such financial year by name": (
        card("from: 2013-04-01", "financial_year: 2013-15"),
        ("'2013-15' is not a financial year",),
        8,
    ),
    "year without quotes": (card("from: 2013-04-01", "at: 2013"), ("in quotes",), 8),
    "period backwards": (card("from: 2013-04-01", "at: 2013-06..2013-04"), ("backwards",), 8),
    "no period": (card("from: 2013-04-01", "at: spring"), ("'spring' is not a date, month or year",), 8),
    "judgement without why": (card("FISC_S28", "JUDGEMENT"), ("an assumption needs 'why'",), 8),
    "judgement graded A": (
        card("grade: C", "grade: A\n  why: reasons").replace(b"FISC_S28}", b"JUDGEMENT}"),
        ("graded C or D, not A",),
        5,
    ),
    "mapping without by": (
        card("  values:\n" + VALUE, "  values:\n").replace(b"0.5", b"{female: 0.5, male: 0.4}"),
        ("'by'",),
        1,
    ),
    "by without mapping": (
        without("- {from: 2014", CARD).replace(b"  values:", b"  by: sex\n  values:"),
        ("should be a mapping", "sex"),
        9,
    ),
    "text in a mapping": (
        card("  values:", "  by: sex\n  values:")
        .replace(b"0.4", b"{female: 0.5, male: 0.4}")
        .replace(b"0.5,", b"{female: few},", 1)
        .replace(b"{female: {female: few}, male", b"{female: 0.5, male")
        .replace(b"value: 0.5", b"value: {female: few}"),
        ("mapping of words to numbers",),
        10,
    ),
    "values and table": (card("  grade: C", "  grade: C\n  table: none.csv"), ("not both",), 1),
    "measure unknown parameter": (
        card("allowance_ceiling", "allowance_celing", MEASURE),
        (
            "no parameter 'uprating_rules.allowance_celing'",
            "Did you mean 'uprating_rules.allowance_ceiling'?",
        ),
        7,
    ),
    "measure without changes": (MEASURE[: MEASURE.index("  changes")].encode(), ("changes", "is missing"), 1),
    "measure with no change": (
        MEASURE[: MEASURE.index("  changes")].encode() + b"  changes: []\n",
        ("too few",),
        6,
    ),
    "measure of an unknown source": (
        card("source: FISC_S28", "source: FISC", MEASURE),
        ("no source 'FISC'",),
        5,
    ),
    "measure sets a negative": (
        MEASURE.replace("uprating_rules.allowance_ceiling", "esa.support_component")
        .replace("value: 0", "value: -1")
        .encode(),
        ("-1 is outside the bounds",),
        9,
    ),
    "measure on a table": (
        card("uprating_rules.allowance_ceiling", "cap.levels", MEASURE),
        ("is a table",),
        7,
    ),
    "measure with a mapping": (card("value: 0", "value: {a: 0}", MEASURE), ("should be one number",), 9),
    "measure and more": (MEASURE.encode() + b"other: 1\n", ("holds nothing else",), 10),
    "measure misspelt": (card("measure:", "mesure:", MEASURE), ("Did you mean 'measure'?",), 1),
    "name with a blank": (
        card("name: freeze", "name: the freeze", MEASURE),
        ("letters, digits", "the freeze"),
        2,
    ),
    "scenario unknown measure": (
        card("freeze-2016", "freez-2016", SCENARIO),
        ("no measure 'benefit-freez-2016'", "Did you mean 'benefit-freeze-2016'?"),
        4,
    ),
    "scenario lever that is none": (
        SCENARIO.encode() + b"  levers: {esa.support_component: 1}\n",
        ("is a constant, not a lever",),
        5,
    ),
    "scenario lever unknown": (
        SCENARIO.encode() + b"  levers: {esa.suport_component: 1}\n",
        ("no parameter", "Did you mean 'esa.support_component'?"),
        5,
    ),
    "scenario lever of text": (
        SCENARIO.encode() + b"  levers: {esa.support_component: much}\n",
        ("number",),
        5,
    ),
    "study unknown vintage": (card("2014-03", "2014-04", STUDY), ("no vintage '2014-04'", "'2014-03'"), 4),
    "study unknown scenario": (
        card("[baseline]", "[basline]", STUDY),
        ("no scenario 'basline'", "'baseline'"),
        5,
    ),
    "study of no draws": (card("draws: 8", "draws: 0", STUDY), ("draws", "at least 1", "0"), 6),
    "study of half a draw": (card("draws: 8", "draws: 0.5", STUDY), ("whole number",), 6),
    "study of true draws": (card("draws: 8", "draws: true", STUDY), ("whole number",), 6),
    "study of no scenario": (card("[baseline]", "[]", STUDY), ("too few",), 5),
    "study of an unknown view": (
        STUDY.encode() + b"  view: pubic\n",
        ("'pubic'", "Did you mean 'public'?"),
        7,
    ),
    "vintage in no year": (card("2020-21", "2020-22", VINTAGE), ("'2020-22' is not a financial year",), 7),
    "vintage backwards": (card("2020-21", "2013-14", VINTAGE), ("is before 'first_year'",), 7),
    "vintage of no day": (card("2014-03-19", "2014-03-32", VINTAGE), ("calendar",), 4),
    "document that is a list": (b"study: [a]\n", ("mapping of keys",), 1),
}


def check(target):
    """Exit code, stdout and the lines of stderr."""
    result = CliRunner().invoke(main, ["check", str(target)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr.splitlines()


@pytest.mark.parametrize("name", PARAMETER_FILES)
def test_a_broken_file_gives_one_line(tmp_path, name):
    content, words, line = PARAMETER_FILES[name]
    file = tmp_path / "probe.yaml"
    file.write_bytes(content)
    code, out, faults = check(file)
    assert (code, out, len(faults)) == (2, "", 1), faults
    start = f"{file}:{line}: " if line else f"{file}: "
    assert faults[0].startswith(start), faults[0]
    assert all(word in faults[0] for word in words), faults[0]
    assert len(faults[0]) < len(start) + 260
    assert "pydantic" not in faults[0]
    assert "Input" not in faults[0]


def test_the_sound_file_passes(tmp_path):
    file = tmp_path / "probe.yaml"
    file.write_text(CARD)
    assert check(file) == (0, f"{file}: no fault in 1 file\n", [])
