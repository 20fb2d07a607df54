"""Folders of runs, through the door: what is broken is one line, what is the user's stays."""

import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

from esarisk import cube as cubes
from esarisk import study as studies
from esarisk.cli import main
from esarisk.policy.schema import StudyCard
from esarisk.runs import LONGEST_FOLDER_NAME, folder_of, open_run, sealed
from esarisk.writing import BEING_WRITTEN, WRITTEN, write

pytestmark = pytest.mark.slow
WRONG_INPUT = 2
STUDY = ("budget-2014", "--scenario", "baseline", "--draws", 1)


def command(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def names_in(folder):
    return sorted(one.name for one in folder.iterdir())


def bytes_in(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def projected(monkeypatch, cube):
    """Let a study of no batches be gathered into a cube that is there."""
    monkeypatch.setattr(studies, "prepare", lambda *_: SimpleNamespace(batches=[]))
    monkeypatch.setattr(studies, "gathered", cube)


@pytest.fixture(scope="module")
def done(library, tmp_path_factory):
    """A run of the central path, made once."""
    folder = tmp_path_factory.mktemp("runs") / "done"
    changes = {"draws": 1, "scenarios": ["baseline"]}
    return studies.run_study("budget-2014", changes, folder, "esarisk run", library=library)


@pytest.fixture(autouse=True)
def _read_once(library, monkeypatch):
    """Parameters are read once for all these tests."""
    monkeypatch.setattr("esarisk.policy.reading.read_library", lambda *_: library)
    monkeypatch.setattr(studies, "read_library", lambda *_: library)


@pytest.fixture
def folder(done, tmp_path):
    """A copy of it."""
    return Path(shutil.copytree(done.folder, tmp_path / "run"))


@pytest.fixture
def quick(done, monkeypatch):
    """Running a study takes no time: the cube is there."""
    projected(monkeypatch, lambda *_: done.cube)


@pytest.fixture
def never(monkeypatch):
    """Nothing may be projected or followed: it would fail."""
    projected(monkeypatch, None)
    monkeypatch.setattr("esarisk.analysis.people.summary.tell_all", None)


# --- broken folders ---------------------------------------------------------------------------------


def rewrite(name, text):
    return lambda folder: (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def without(key):
    def change(folder):
        record = json.loads((folder / "run.json").read_text())
        del record[key]
        (folder / "run.json").write_text(json.dumps(record))

    return change


def cut(share):
    def change(folder):
        data = (folder / "cube.nc").read_bytes()
        (folder / "cube.nc").write_bytes(data[: int(len(data) * share)])

    return change


def scattered(seed, first=0):
    """Fifty bytes of the cube, at random places."""

    def change(folder):
        data, luck = bytearray((folder / "cube.nc").read_bytes()), np.random.default_rng(seed)
        for at in luck.integers(first, len(data), 50):
            data[at] ^= 0xFF
        (folder / "cube.nc").write_bytes(data)

    return change


def changed(change):
    """The cube, changed and saved anew."""

    def apply(folder):
        cube = change(cubes.load(folder / "cube.nc"))
        (folder / "cube.nc").write_bytes(cubes.packed(cube))

    return apply


def richer(cube):
    return cube.assign(breach=0 * cube["breach"], headroom=cube["headroom"] + 50_000.0)


BROKEN = {
    "no record": lambda folder: (folder / "run.json").unlink(),
    "an empty record": rewrite("run.json", ""),
    "a list": rewrite("run.json", "[]"),
    "nothing": rewrite("run.json", "null"),
    "an empty object": rewrite("run.json", "{}"),
    "a record in bytes": rewrite("run.json", bytes(range(256))),
    "deep brackets": rewrite("run.json", "[" * 100_000),
    "no study": without("study"),
    "no assumptions": without("assumptions"),
    "a record of before": without("digest"),
    "no cube": lambda folder: (folder / "cube.nc").unlink(),
    "an empty cube": rewrite("cube.nc", ""),
    "a cube of text": rewrite("cube.nc", "cube"),
    "half a cube": cut(0.5),
    "most of a cube": cut(0.999),
    **{f"a scattered cube {seed}": scattered(seed) for seed in range(6)},
    "a scattered tail": scattered(0, first=100_000),
    "other numbers": changed(richer),
    "a variable less": changed(lambda cube: cube.drop_vars("waiting")),
    "no spending": changed(lambda cube: cube.drop_vars("spending")),
    "other labels": changed(lambda cube: cube.assign_coords(scenario=["other"])),
}


def is_one_line(folder, *words):
    """A command on a broken run: a line, and nothing changed."""
    before = bytes_in(folder)
    result = command(*words, folder)
    assert result.exit_code == WRONG_INPUT, result.output
    assert len(result.output.splitlines()) == 1
    assert str(folder) in result.output
    assert bytes_in(folder) == before


@pytest.mark.parametrize("state", BROKEN)
def test_a_broken_run_is_one_line(folder, state):
    BROKEN[state](folder)
    is_one_line(folder, "report")


@pytest.mark.parametrize("state", ["no record", "deep brackets", "no assumptions", "other numbers"])
@pytest.mark.usefixtures("never")
def test_a_broken_run_is_one_line_for_every_other_reader_too(folder, state):
    BROKEN[state](folder)
    is_one_line(folder, "costings")
    is_one_line(folder, "people", "--into")


def test_a_sound_run_is_reported_as_it_was(folder):
    before = bytes_in(folder)
    result = command("report", folder)
    assert result.output == f"Report: {folder / 'report.html'}\n"
    assert bytes_in(folder) == before


def test_a_run_of_other_code_is_told_and_read_where_it_can_be(folder, monkeypatch):
    monkeypatch.setattr("esarisk.runs.sources_digest", lambda: "other")
    result = command("report", folder)
    assert result.exit_code == 0
    assert result.stderr.count("was run by other code (esarisk ") == 1
    run = open_run(folder)
    cube = run.cube.drop_vars("waiting")
    record = run.record | {"digests": run.record["digests"] | {"values": cubes.value_digest(cube)}}
    write(folder, {"cube.nc": cubes.packed(cube), "run.json": sealed(record)})
    result = command("report", folder)
    assert result.exit_code == WRONG_INPUT
    assert "cannot be read: run it again" in result.output
    assert len(result.output.splitlines()) == 1
    monkeypatch.undo()
    with pytest.raises(KeyError, match="waiting"):  # of this code, it would be a fault of ours
        CliRunner().invoke(main, ["report", str(folder)], catch_exceptions=False)


def test_published_waits_in_the_record_are_those_of_whole_months(done):
    assert done.record["waits"] == {"2014-04": {"new": 395_000.0, "repeat": 234_000.0, "legacy": 83_000.0}}


def test_outturn_in_the_record_is_the_published_total_of_each_year(library, done):
    table = library.parameters.table("outturn.incapacity_spending")
    total = table[(table["line"] == "total") & (table["kind"] == "outturn")]
    assert done.record["outturn"] == dict(zip(total["financial_year"], total["spending"], strict=True))
    assert len(total) > 10
    assert done.record["outturn"]["2014-15"] > 10_000


# --- running again ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
def test_running_again_keeps_what_is_not_the_runs_and_says_what_it_replaced(folder):
    (folder / "charts").mkdir()
    (folder / "charts" / "a.png").write_text("mine")
    (folder / "briefing.docx").write_text("mine too")
    result = command("run", *STUDY, "--seed", 7, "--out", folder)
    assert result.exit_code == 0, result.output
    assert (folder / "charts" / "a.png").read_text() == "mine"
    assert (folder / "briefing.docx").read_text() == "mine too"
    assert "Replaced: the central path of budget-2014, department view, run on 20" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert open_run(folder).record["study"]["seed"] == 7


@pytest.mark.usefixtures("quick")
def test_a_first_run_replaces_nothing_and_may_be_made_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        result = command("run", *STUDY, "--out", ".")
        assert result.exit_code == 0, result.output
        assert names_in(tmp_path) == ["cube.nc", "report.html", "run.json", "tables"]
    assert "Replaced" in result.stderr


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize("out", ["", "file", "file/below", "x" * 300, "other"])
def test_a_place_that_will_not_do_is_told_before_the_work(tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("x")
    Path("other").mkdir()
    Path("other", "thesis.docx").write_text("x")
    result = command("run", *STUDY, "--out", out)
    assert result.exit_code == WRONG_INPUT, result.output
    assert "Traceback" not in result.output
    assert names_in(tmp_path) == ["file", "other"]
    assert names_in(tmp_path / "other") == ["thesis.docx"]


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize("words", [("report",), ("people", "--into")], ids=lambda words: words[0])
def test_a_run_that_cannot_be_written_is_told_before_the_work(folder, words):
    (folder / "report.html").unlink()
    (folder / "report.html").mkdir()
    result = command(*words, folder)
    assert result.exit_code == WRONG_INPUT
    assert "report.html: is a folder" in result.output


def test_an_interrupt_leaves_the_earlier_run(folder, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    before = bytes_in(folder)
    projected(monkeypatch, interrupted)
    result = command("run", *STUDY, "--out", folder)
    assert result.exit_code == 130
    assert result.output == "Stopped: nothing is half-written.\n"
    assert bytes_in(folder) == before


@pytest.mark.parametrize("left", [BEING_WRITTEN, WRITTEN])
def test_what_a_killed_run_left_is_finished_or_cleared_by_a_reader(folder, left):
    (folder / left).mkdir()
    (folder / "report.html").rename(folder / left / "report.html.new")
    if left == BEING_WRITTEN:
        shutil.copy(folder / left / "report.html.new", folder / "report.html")
    result = command("report", folder)
    assert result.exit_code == 0, result.output
    assert names_in(folder) == ["cube.nc", "report.html", "run.json", "tables"]


# --- people -----------------------------------------------------------------------------------------


@pytest.fixture
def told(folder, monkeypatch):
    """A run whose people are told; its page says only who they are."""
    monkeypatch.setattr("esarisk.analysis.people.summary.tell_all", lambda *_: {"who": "everybody"})
    monkeypatch.setattr(studies, "render", lambda _, record: str(record.get("people", {}).get("who")))
    assert command("people", "--into", folder).exit_code == 0
    assert (folder / "report.html").read_text() == "everybody"
    return folder


@pytest.mark.usefixtures("quick")
def test_people_of_the_very_same_run_stay_in_its_report(told):
    before = (told / "people.json").read_bytes()
    result = command("run", *STUDY, "--out", told)
    assert "people.json" not in result.stderr
    assert (told / "report.html").read_text() == "everybody"
    assert (told / "people.json").read_bytes() == before


def test_people_of_another_run_are_kept_but_not_shown_as_if_of_this(told, done, monkeypatch):
    before = (told / "people.json").read_bytes()
    projected(monkeypatch, lambda *_: richer(done.cube))
    for words in (("run", *STUDY, "--out", told), ("report", told)):
        result = command(*words)
        assert result.exit_code == 0, result.output
        assert (
            f"people.json: is of an earlier run and not in the report; `esarisk people --into {told}`"
            in result.stderr
        )
        assert (told / "report.html").read_text() == "None"
        assert (told / "people.json").read_bytes() == before
    command("people", "--into", told)
    assert (told / "report.html").read_text() == "everybody"


@pytest.mark.parametrize("text", ["", '{"lives": {}}', "[" * 100_000])
def test_people_that_were_changed_are_one_line_and_trouble_nobody_else(told, text):
    (told / "people.json").write_text(text)
    result = command("report", told)
    assert result.exit_code == WRONG_INPUT
    assert len(result.output.splitlines()) == 1
    assert "people.json: was changed" in result.output
    assert command("costings", told).exit_code == 0
    assert command("people", "--into", told).exit_code == 0
    assert command("report", told).exit_code == 0


@pytest.mark.usefixtures("never")
def test_people_are_not_told_by_other_parameters_than_the_runs(folder, monkeypatch):
    monkeypatch.setattr(studies, "files_digest", lambda *_: "other")
    result = command("people", "--into", folder)
    assert result.exit_code == WRONG_INPUT
    assert "parameters have changed since the run" in result.output


# --- names of folders -------------------------------------------------------------------------------

CARD = StudyCard(name="budget-2014", meaning="m", vintage="2014-03", scenarios=["baseline", "freeze"])


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "budget-2014"),
        (
            {"draws": 1024, "view": "department", "seed": 1, "scenarios": ["baseline", "freeze"]},
            "budget-2014",
        ),
        ({"view": "public"}, "budget-2014-public"),
        ({"draws": 16}, "budget-2014-draws-16"),
        ({"seed": 7}, "budget-2014-seed-7"),
        ({"scenarios": ["mix-200"]}, "budget-2014-with-mix-200"),
        (
            {"scenarios": ["baseline", "mix"], "draws": 1, "seed": 3, "view": "public"},
            "budget-2014-public-with-baseline-and-mix-draws-1-seed-3",
        ),
    ],
)
def test_what_was_varied_names_the_folder(changes, name):
    assert folder_of(CARD, CARD.model_copy(update=changes)) == Path("outputs") / name


def test_many_scenarios_make_a_name_that_is_short_and_still_theirs_alone():
    asked = [
        CARD.model_copy(update={"scenarios": [f"scenario-{i}" for i in range(50)] + [last]}) for last in "ab"
    ]
    names = {folder_of(CARD, one).name for one in asked}
    assert len(names) == 2
    assert {name[:LONGEST_FOLDER_NAME] for name in names} == {next(iter(names))[:LONGEST_FOLDER_NAME]}
    assert max(map(len, names)) < 100


@pytest.mark.usefixtures("quick")
def test_a_variation_leaves_the_study_where_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in ((), ("--seed", 3), ("--view", "public")):
        assert command("run", *STUDY, *words).exit_code == 0
    assert names_in(tmp_path / "outputs") == [
        "budget-2014-public-with-baseline-draws-1",
        "budget-2014-with-baseline-draws-1",
        "budget-2014-with-baseline-draws-1-seed-3",
    ]


@pytest.mark.usefixtures("never")
def test_a_view_that_is_none_names_no_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command("run", *STUDY, "--view", "../../x").exit_code == WRONG_INPUT
    assert os.listdir(tmp_path) == []  # noqa: PTH208
