"""A run's folder opened again: what is told when there is none, and which people are told into it."""

import json

import pytest

from esarisk import cube as cubes
from esarisk import study
from esarisk.errors import EsariskError


@pytest.fixture
def folder(central_run, tmp_path):
    """The folder of the central path, whole but for its page."""
    cube, record = central_run
    cubes.save(cube, tmp_path / "cube.nc")
    (tmp_path / "run.json").write_text(json.dumps(record, default=str), encoding="utf-8")
    return tmp_path


def told(folder):
    with pytest.raises(EsariskError) as error:
        study.open_run(folder)
    (fault,) = error.value.faults
    assert len(str(fault).splitlines()) == 1
    return str(fault)


def test_a_folder_opened_is_the_run_that_was_written(folder, central_run):
    found = study.open_run(folder)
    assert found.folder == folder
    assert cubes.value_digest(found.cube) == found.record["digests"]["values"]
    assert found.record["study"]["name"] == central_run[1]["study"]["name"]
    assert "people" not in found.record
    (folder / "people.json").write_text('{"lives": {"people": 7}}')
    assert study.open_run(folder).record["people"]["lives"]["people"] == 7


@pytest.mark.parametrize("content", [None, "", "{", "not json", '{"study": {'])
def test_a_folder_without_a_record_holds_no_run(tmp_path, content):
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    assert told(tmp_path).startswith(f"{tmp_path}: holds no run")


def test_a_folder_that_is_not_there_holds_no_run(tmp_path):
    assert "holds no run" in told(tmp_path / "nowhere")


def test_a_record_without_its_cube_is_told(folder):
    (folder / "cube.nc").unlink()
    assert "there is no cube here" in told(folder)


def test_each_scenarios_last_measure_is_told_beside_those_before_it(folder, monkeypatch):
    """A scenario without measures moves nobody; following people itself is another test's."""
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (baseline,) = record["scenarios"]
    sets = {"none": [], "one": ["a"], "three": ["a", "b", "c"]}
    record["scenarios"] = [
        {**baseline, "name": name, "measures": measures} for name, measures in sets.items()
    ]
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    asked = []
    monkeypatch.setattr(study, "tell_all", lambda *given: asked.append(given) or {"outcomes": []})
    monkeypatch.setattr(study, "rewrite_report", lambda into: into / "report.html")
    assert study.tell_people(folder, 1234, 5) == folder / "report.html"
    ((_, seen, measures, people, seed, _),) = asked
    assert (seen.name, seen.view) == ("2014-03", "department")
    assert [(last, list(beside)) for last, beside in measures] == [("a", []), ("c", ["a", "b"])]
    assert (people, seed) == (1234, 5)
    assert json.loads((folder / "people.json").read_text()) == {"outcomes": []}
