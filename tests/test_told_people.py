"""Which people are told into a run: each scenario's last measure, beside those before it."""

import json

import pytest

from esarisk import study
from esarisk.cube import packed
from esarisk.runs import sealed


@pytest.fixture
def folder(central_run, tmp_path):
    """The folder of a run with scenarios of none, one and three measures."""
    cube, record = central_run
    (baseline,) = record["scenarios"]
    sets = {"none": [], "one": ["a"], "three": ["a", "b", "c"]}
    cards = [{**baseline, "name": name, "measures": measures} for name, measures in sets.items()]
    (tmp_path / "cube.nc").write_bytes(packed(cube))
    (tmp_path / "run.json").write_text(sealed({**record, "scenarios": cards}), encoding="utf-8")
    return tmp_path


def test_each_scenarios_last_measure_is_told_beside_those_before_it(folder, monkeypatch):
    """A scenario without measures moves nobody; following people itself is another test's."""
    asked, lives = [], {"outcomes": [], "lives": {"people": 7}}
    monkeypatch.setattr(
        "esarisk.analysis.people.summary.tell_all", lambda *given: asked.append(given) or lives
    )
    monkeypatch.setattr(study, "render", lambda *_: "page")
    study.tell_people(folder, 1234, 5)
    ((_, seen, measures, people, seed, _),) = asked
    assert (seen.name, seen.view) == ("2014-03", "department")
    assert [(last, list(beside)) for last, beside in measures] == [("a", []), ("c", ["a", "b"])]
    assert (people, seed) == (1234, 5)
    assert json.loads((folder / "people.json").read_text())["outcomes"] == []
