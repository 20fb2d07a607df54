"""Writing: whole or not at all, whatever stops it; nothing else is touched; no link is followed."""

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from esarisk import writing
from esarisk.errors import EsariskError
from esarisk.writing import BEING_WRITTEN, WRITTEN, claim, record_with, settle, try_place, write

NAMES = ("cube.nc", "report.html", "run.json")
OLD = {name: f"old {name}" for name in NAMES}
NEW = {name: f"new {name}" * 20_000 for name in NAMES}
RANDOM_KILLS = 30

WRITER = f"""
import os, signal, sys
from pathlib import Path
from esarisk.writing import write
folder, left = Path(sys.argv[1]), int(sys.argv[2])
new = {{name: f"new {{name}}" * 20_000 for name in {NAMES!r}}}

def step(event, _):
    global left
    if event in ("open", "os.mkdir", "os.rename", "os.rmdir", "os.remove", "shutil.rmtree"):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

print("ready", flush=True)
if left:
    sys.addaudithook(step)
    write(folder, new)
else:
    while True:
        write(folder, new)
        write(folder, {OLD!r})
"""


def names_in(folder):
    return sorted(one.name for one in folder.iterdir())


def start(folder, left):
    """A process that writes the new files; it kills itself before a step, or writes to and fro."""
    command = [sys.executable, "-c", WRITER, str(folder), str(left)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def state(folder):
    """Which of the two outputs a folder holds, seen by the next one that comes; the rest is as it was."""
    settle(folder)
    assert names_in(folder) == sorted([*NAMES, "charts", "notes.md"])
    assert (folder / "notes.md").read_text() == "mine"
    assert (folder / "charts" / "a.png").read_text() == "mine too"
    held = {name: (folder / name).read_text() for name in NAMES}
    assert held in (OLD, NEW)
    return "old" if held == OLD else "new"


@pytest.fixture
def folder(tmp_path):
    """A folder with an output and files of its user."""
    place = tmp_path / "place"
    write(place, OLD)
    (place / "notes.md").write_text("mine")
    (place / "charts").mkdir()
    (place / "charts" / "a.png").write_text("mine too")
    return place


def test_what_is_written_stands_beside_what_was_there(folder):
    write(folder, NEW)
    assert state(folder) == "new"


def test_killed_before_any_step_a_folder_holds_the_old_or_the_new_whole(folder):
    found, left, code = [], 1, -signal.SIGKILL
    while code == -signal.SIGKILL:
        write(folder, OLD)
        process = start(folder, left)
        code = process.wait()
        found.append(state(folder))
        left += 1
    assert code == 0
    assert len(found) > 10
    assert found == sorted(found, reverse=True)  # once new, never old again
    assert {"old", "new"} == set(found[:-1])


def test_killed_at_any_moment_a_folder_holds_the_old_or_the_new_whole(folder):
    process = None
    for _ in range(RANDOM_KILLS):
        process = start(folder, 0)
        time.sleep(random.uniform(0, 0.03))
        process.kill()
        process.wait()
        state(folder)


def test_a_killed_first_writer_leaves_a_place_that_the_next_can_claim(tmp_path):
    for left in range(1, 8):
        place = tmp_path / str(left)
        assert start(place, left).wait() == -signal.SIGKILL
        assert claim(place, "run.json", record_with(), "a run") is None
        assert not place.exists() or names_in(place) == []


def test_a_writer_that_fails_half_way_leaves_all_as_it_was(folder, monkeypatch):
    for failing in range(1, len(NAMES) + 1):
        calls = iter(range(1, len(NAMES) + 1))

        def full(_, failing=failing, calls=calls):
            if next(calls) == failing:
                raise OSError(28, "No space left on device")

        monkeypatch.setattr(writing.os, "fsync", full)
        with pytest.raises(EsariskError, match="place: cannot be written: No space left on device"):
            write(folder, NEW)
        assert state(folder) == "old"


def test_an_interrupt_while_writing_leaves_all_as_it_was(folder, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(folder, NEW)
    assert state(folder) == "old"


def test_no_signal_stops_files_on_the_way_to_their_place(folder, monkeypatch):
    move, before = Path.replace, signal.getsignal(signal.SIGINT)

    def interrupted(self, target):
        for stop in writing.STOPS:
            os.kill(os.getpid(), stop)
        return move(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    write(folder, NEW)
    monkeypatch.undo()
    assert state(folder) == "new"
    assert signal.getsignal(signal.SIGINT) is before


def test_two_writers_at_once_never_mix_their_files(folder):
    writers = [start(folder, 0) for _ in range(2)]
    for _ in range(20):
        time.sleep(0.01)
        with writing.reading(folder):
            texts = {(folder / name).read_text()[:3] for name in NAMES}
        assert len(texts) == 1
    assert [writer.poll() for writer in writers] == [None, None]
    for writer in writers:
        writer.kill()
        writer.wait()
    state(folder)


# --- links ----------------------------------------------------------------------------------------


@pytest.fixture
def victim(tmp_path):
    file = tmp_path / "victim"
    file.write_text("precious")
    return file


@pytest.mark.parametrize("name", ["report.html", "report.part", "report.html.new", BEING_WRITTEN, WRITTEN])
def test_no_writer_follows_a_link_that_somebody_laid_in_the_folder(tmp_path, victim, name):
    place = tmp_path / "place"
    place.mkdir()
    (place / name).symlink_to(victim)
    write(place, {"report.html": "page"})
    assert victim.read_text() == "precious"
    assert not (place / "report.html").is_symlink()
    assert (place / "report.html").read_text() == "page"


@pytest.mark.parametrize("name", [BEING_WRITTEN, WRITTEN])
def test_a_link_to_a_folder_in_place_of_our_own_empties_nothing(tmp_path, name):
    place, home = tmp_path / "place", tmp_path / "home"
    for one in (place, home):
        one.mkdir()
    (home / "letter").write_text("precious")
    (place / name).symlink_to(home)
    write(place, {"report.html": "page"})
    assert (home / "letter").read_text() == "precious"
    assert names_in(place) == ["report.html"]


def test_a_link_to_a_folder_is_written_through(folder):
    link = folder.parent / "link"
    link.symlink_to(folder)
    write(link, NEW)
    assert link.is_symlink()
    assert state(folder) == "new"
    assert names_in(folder.parent) == ["link", "place"]


# --- a place is tried before the work ---------------------------------------------------------------


def test_trying_a_place_leaves_nothing(tmp_path):
    try_place(tmp_path / "a" / "b", "run.json")
    assert names_in(tmp_path) == []


def test_trying_a_place_with_an_output_changes_nothing(folder):
    try_place(folder, *NAMES)
    assert state(folder) == "old"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("file", "Not a directory|File exists"),
        ("file/below", "Not a directory"),
        ("x" * 300, "File name too long"),
        ("dangling", "File exists"),
    ],
)
def test_a_place_that_can_never_be_written_is_told_in_a_line(tmp_path, place, said):
    (tmp_path / "file").write_text("x")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with pytest.raises(EsariskError, match=f"cannot be written: ({said})") as caught:
        try_place(tmp_path / place, "run.json")
    assert len(caught.value.faults) == 1
    assert names_in(tmp_path) == ["dangling", "file"]


def test_a_place_without_room_is_told_before_the_work(tmp_path):
    code = f"""
import resource
from pathlib import Path
from esarisk.errors import EsariskError
from esarisk.writing import try_place
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    try_place(Path({str(tmp_path)!r}) / "place", "run.json")
except EsariskError as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "place: cannot be written: File too large" in said
    assert names_in(tmp_path) == []


def test_a_guarded_file_and_a_folder_of_its_name_are_not_replaced(folder, monkeypatch):
    for trial in (lambda: write(folder, NEW), lambda: try_place(folder, *NAMES)):
        with monkeypatch.context() as patch:
            patch.setattr(writing.os, "access", lambda *_: False)
            with pytest.raises(EsariskError, match=r"cube.nc: is guarded from writing"):
                trial()
    assert state(folder) == "old"
    (folder / "run.json").unlink()
    (folder / "run.json").mkdir()
    with pytest.raises(EsariskError, match=r"run.json: is a folder"):
        write(folder, NEW)
    assert (folder / "cube.nc").read_text() == OLD["cube.nc"]


def test_a_folder_with_other_things_is_not_claimed(tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(EsariskError, match="holds something that is not a run"):
        claim(tmp_path, "run.json", record_with("study"), "a run")
    (tmp_path / "run.json").write_text('{"name": "of another program"}')
    with pytest.raises(EsariskError, match="holds something that is not a run"):
        claim(tmp_path, "run.json", record_with("study"), "a run")
    (tmp_path / "run.json").write_text('{"study": {}}')
    assert claim(tmp_path, "run.json", record_with("study"), "a run") == {"study": {}}
    assert names_in(tmp_path) == ["run.json", "thesis.docx"]


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_the_umask_is_respected(tmp_path, mask):
    before = os.umask(mask)
    try:
        write(tmp_path / "place", OLD)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "place").stat().st_mode) == 0o777 & ~mask
    assert {stat.S_IMODE((tmp_path / "place" / name).stat().st_mode) for name in NAMES} == {0o666 & ~mask}


# --- folders inside an output ----------------------------------------------------------------------


def test_a_file_of_a_folder_inside_is_written_and_removed_with_the_rest(folder):
    write(folder, {"tables/a.csv": "a", "tables/b.csv": "b"})
    (folder / "tables" / "mine.csv").write_text("mine")
    write(folder, {"tables/a.csv": "new", "tables/b.csv": None, "tables/never.csv": None})
    assert {path.name: path.read_text() for path in (folder / "tables").iterdir()} == {
        "a.csv": "new",
        "mine.csv": "mine",
    }
    assert not [name for name in names_in(folder) if name.startswith(".")]


def test_what_was_to_be_removed_is_removed_by_whoever_finishes(folder):
    write(folder, {"old.csv": "old", "tables/b.csv": "b"})
    written = folder / ".esarisk-written"
    (written / "tables").mkdir(parents=True)
    (written / "old.csv.gone").write_text("")
    (written / "tables" / "b.csv.gone").write_text("")
    (written / "tables" / "c.csv.new").write_text("c")
    settle(folder)
    assert not (folder / "old.csv").exists()
    assert [path.name for path in (folder / "tables").iterdir()] == ["c.csv"]


def test_a_folder_inside_that_is_a_link_or_a_file_is_refused(folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "tables").symlink_to(elsewhere)
    with pytest.raises(EsariskError, match="no folder of its own"):
        write(folder, {"tables/a.csv": "a"})
    assert not list(elsewhere.iterdir())
    (folder / "tables").unlink()
    (folder / "tables").write_text("a file")
    with pytest.raises(EsariskError, match="no folder of its own"):
        write(folder, {"tables/a.csv": "a"})
