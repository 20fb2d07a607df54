"""A user's own file: everything together, anywhere, and the package as it was."""

import pytest

from esarisk.errors import EsariskError
from esarisk.policy.own_files import scenario_of, study_of
from esarisk.policy.reading import read_library

FILE = """study:
  name: mine
  meaning: A question of mine
  vintage: "2014-03"
  scenarios: [baseline, cut]
set:
  on_flow.yearly_growth: 0.02
---
scenario:
  name: cut
  meaning: A cut
  measures: [lower]
---
measure:
  name: lower
  meaning: A lower component
  announced: 2015-07-08
  source: JUDGEMENT
  changes:
    - parameter: esa.support_component_contributory
      values:
        - {from: 2016-04-11, value: 31.20, published: 2015-07-08, source: JUDGEMENT, why: asked}
"""


@pytest.fixture
def written(tmp_path):
    def write(text, name="mine.yaml"):
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return write


def test_a_file_holds_a_study_with_all_that_it_names(library, written):
    own, card = study_of(library, written(FILE))
    assert card.scenarios == ["baseline", "cut"]
    assert own.scenarios["cut"].measures == ["lower"]
    assert own.settings == {"on_flow.yearly_growth": 0.02}
    (change,) = own.measures["lower"].changes  # as if it stood in the package: one scheme of the card
    assert change.parameter == "esa.support_component"
    assert change.values[0].value == {"contributory": 31.20}


def test_the_package_is_as_it_was(library, written):
    before = (set(library.measures), set(library.scenarios), set(library.studies), list(library.files))
    study_of(library, written(FILE))
    assert (
        set(library.measures),
        set(library.scenarios),
        set(library.studies),
        list(library.files),
    ) == before
    assert not library.settings
    assert "mine" not in read_library().studies


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "measures: [lower]",
            "measures: [lowre]",
            r"mine.yaml:12: 'scenario.measures.0': .*'lowre'.*'lower'",
        ),
        ("scenarios: [baseline, cut]", "scenarios: [baseline, cat]", r"mine.yaml:5: .*'cat'.*'cut'"),
        ("value: 31.20", "value: -1", r"mine.yaml:22: 'measure.changes.0.values.0.value'"),
        (
            "yearly_growth: 0.02",
            "yearly_growht: 0.02",
            r"mine.yaml: set on_flow.yearly_growht=0.02: .*Did you mean",
        ),
        (
            "yearly_growth: 0.02",
            "yearly_growth: much",
            r"mine.yaml:7: 'set.on_flow.yearly_growth': should be a number",
        ),
        ("name: lower", "name: benefit-freeze-2016", r"another measure is called 'benefit-freeze-2016'"),
        ("set:", "sett:", r"there is no kind of document 'sett'. Did you mean 'set'"),
        ("study:", "studdy:", r"there is no kind of document 'studdy'. Did you mean 'study'"),
    ],
)
def test_a_fault_is_told_with_its_line(library, written, old, new, told):
    with pytest.raises(EsariskError, match=told):
        study_of(library, written(FILE.replace(old, new)))


def test_a_file_without_what_is_asked_for_says_so(library, written):
    scenario = "scenario:\n  name: plain\n  meaning: plain\n"
    with pytest.raises(EsariskError, match="holds no study: begin it with 'study:'"):
        study_of(library, written(scenario))
    assert scenario_of(library, written(scenario))[1].name == "plain"
    with pytest.raises(EsariskError, match="more than one scenario"):
        scenario_of(library, written(f"{scenario}---\n{scenario.replace('plain', 'other')}"))
    with pytest.raises(EsariskError, match="no such file"):
        study_of(library, "nowhere/mine.yaml")


def test_a_programme_of_ones_own_takes_what_holds_of_every_programme(library, written):
    text = (
        (library.folder / "programmes" / "ips.yaml")
        .read_text(encoding="utf-8")
        .replace("name: ips", "name: mine")
    )
    scenario = "scenario:\n  name: funded\n  meaning: funded\n  funding: {mine: 5}\n"
    own, card = scenario_of(library, written(f"{text}\n---\n{scenario}", "mine.yaml"))
    assert card.funding == {"mine": 5}
    assert own.programmes["mine"].number("unit_cost") == library.programmes["ips"].number("unit_cost")
    assert set(own.programmes["mine"].keys) == set(library.programmes["ips"].keys)


def test_a_file_of_the_package_still_holds_one_document(tmp_path):
    from esarisk.policy.files.yaml_lines import read_marked

    (tmp_path / "two.yaml").write_text("a: 1\n---\nb: 2\n")
    assert [fault.text for fault in read_marked(tmp_path / "two.yaml").faults] == [
        "a second document starts here: put each in a file of its own"
    ]
