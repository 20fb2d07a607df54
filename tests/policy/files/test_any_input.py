"""No input whatever may crash the reader: what is wrong is a fault, never a traceback."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esarisk.policy.files.checking import known_keys
from esarisk.policy.programme_schema import QUANTITIES, EligibleCard, EvidenceCard, ProgrammeCard
from esarisk.policy.reading import FILES, check_target
from esarisk.policy.schema import DOCUMENTS, ParameterCard, ValueCard

CARDS = (ParameterCard, ValueCard, EligibleCard, EvidenceCard, *FILES.values())
KEYS = sorted({key for model in CARDS for key in known_keys(model, ())})
INNER = ["hard", "evidence", "sd", "low", "high", "shape", "rho", "group", "parameter", "role", "values"]
words = st.sampled_from([*KEYS, *INNER, *FILES, *QUANTITIES, "x"]) | st.text(max_size=8)
PLAIN = [
    "share",
    "constant",
    "uncertainty",
    "by_lag",
    "JUDGEMENT",
    "JUDGEMENT;",
    "normal",
    "uniform",
    "A",
    "rates",
    "2013-14",
    "2013-05..2013-04",
    "9999-12",
    "0000",
    "esa.support_component",
    "../x.csv",
    "x\ny",
    "\u2028",
]
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**400, max_value=10**401),
    st.floats(),
    st.sampled_from(PLAIN),
    st.text(max_size=12),
    st.dates().map(lambda day: day.isoformat()),
)
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=6),
    max_leaves=30,
)
value = st.fixed_dictionaries({}, optional=dict.fromkeys(known_keys(ValueCard, ()), leaves | trees))
near_cards = st.fixed_dictionaries(
    {"values": st.lists(value | trees, max_size=4)},
    optional={key: leaves | trees for key in known_keys(ParameterCard, ()) if key != "values"},
)
evidence = st.fixed_dictionaries({}, optional=dict.fromkeys(known_keys(EvidenceCard, ()), leaves | trees))
near_programmes = st.fixed_dictionaries(
    {"evidence": st.lists(evidence | trees, max_size=3)},
    optional={key: leaves | trees for key in known_keys(ProgrammeCard, ()) if key != "evidence"},
)
SLOW_IS_FINE = settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources.csv").write_text("source_id,publisher,title\nJUDGEMENT,,\n")
    (tmp_path / "publication_lags.yaml").write_text("rates: {values: [{value: 6}]}\n")
    return tmp_path


def survives(folder, content):
    """Checking neither crashes nor speaks in more than one line a fault."""
    file = folder / "probe.yaml"
    file.write_bytes(content)
    for target in (file, folder):
        checked = check_target(target)
        assert all(len(str(fault).splitlines()) == 1 for fault in checked.faults + checked.warnings)
        assert len(set(checked.faults)) == len(checked.faults)
    return checked


@given(st.binary(max_size=300))
@SLOW_IS_FINE
def test_random_bytes_never_crash_the_reader(folder, content):
    survives(folder, content)


@given(st.text(alphabet="abc:-[]{}#&*!|>'\"%@ \n\t0123456789.,~?=<", max_size=120))
@SLOW_IS_FINE
def test_random_yaml_text_never_crashes_the_reader(folder, text):
    survives(folder, text.encode())


@given(trees)
@SLOW_IS_FINE
def test_random_trees_never_crash_the_reader(folder, tree):
    survives(folder, written(tree))


@given(st.dictionaries(words, near_cards, min_size=1, max_size=3))
@SLOW_IS_FINE
def test_cards_that_are_nearly_right_never_crash_the_reader(folder, tree):
    survives(folder, written(tree))


@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
@SLOW_IS_FINE
def test_documents_that_are_nearly_right_never_crash_the_reader(folder, word, data):
    keys = known_keys(DOCUMENTS[word], ())
    card = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(keys, leaves | trees)))
    survives(folder, written({word: card}))


@given(st.binary(max_size=200) | st.text(alphabet='at,people\n"0123-. ', max_size=80).map(str.encode))
@SLOW_IS_FINE
def test_random_tables_never_crash_the_reader(folder, content):
    (folder / "long.csv").write_bytes(content)
    columns = {"at": {"unit": "text", "role": "key"}, "people": {"unit": "people"}}
    card = {"meaning": "m", "unit": "people", "kind": "constant", "grade": "A", "table": "long.csv"}
    survives(folder, written({"a": {**card, "columns": columns}}))
    (folder / "sources.csv").write_bytes(content)
    survives(folder, written({"a": {**card, "columns": columns}}))


def written(tree):
    """A tree as YAML: JSON is YAML, but for dates, infinities and letters that it escapes."""
    text = json.dumps(tree, ensure_ascii=True)
    for plain in ("Infinity", "NaN"):
        text = text.replace(plain, {"Infinity": ".inf", "NaN": ".nan"}[plain])
    return re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", text).encode()


@given(near_programmes, st.dictionaries(st.sampled_from(sorted(QUANTITIES)), near_cards | trees, max_size=4))
@SLOW_IS_FINE
def test_near_programmes_never_crash_the_reader(folder, programme, cards):
    survives(folder, written({"programme": programme, **cards}))
