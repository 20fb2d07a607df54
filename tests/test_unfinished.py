"""A run killed at any moment goes on from the batches that it had kept, to the same numbers."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from esarisk.engine import plan as plans
from esarisk.engine.plan import Part
from esarisk.engine.streams import Streamed
from esarisk.errors import EsariskError
from esarisk.study import run_study
from esarisk.unfinished import ASKED_FILE, GO_ON, Unfinished, packed, unpacked
from esarisk.writing import UNFINISHED

ASKED = {"study": {"name": "x", "draws": 64}, "inputs": "abc", "code": "def"}
DRAWS = 2 * plans.BATCH
CHANGES = {"draws": DRAWS, "scenarios": ("baseline",)}


def part(seed=1):
    luck = np.random.default_rng(seed)
    bins = luck.integers(0, 900, (4, 2, 3)).astype(np.uint16)
    return Part(
        {"spending": luck.random((2, 3, 4))},
        {"waiting": Streamed(luck.random((2, 3)), bins)},
        luck.random((3, 4)),
    )


def same(one, other):
    return packed(one) == packed(other)


@pytest.fixture
def kept(tmp_path):
    with Unfinished(tmp_path / "run", ASKED).held() as found:
        found.begin(resume=False)
        found.put(0, part(0))
        found.put(3, part(3))
    return tmp_path / "run"


def again(folder, asked=ASKED, *, resume=True):
    found = Unfinished(folder, asked)
    try:
        return found.begin(resume=resume), found.batches, list(found.parts(found.batches))
    finally:
        found._let_go()


def test_a_part_packed_and_unpacked_is_the_part():
    assert same(unpacked(packed(part())), part())


def test_nothing_is_written_before_the_first_batch(tmp_path):
    with Unfinished(tmp_path / "run", ASKED).held() as found:
        assert found.begin(resume=True) == ""
        assert not (tmp_path / "run").exists()


def test_the_next_goes_on_with_what_was_kept(kept):
    note, batches, parts = again(kept)
    assert "2 batches" in note
    assert batches == [0, 3]
    assert all(same(one, part(batch)) for one, batch in zip(parts, batches, strict=True))


def test_without_resume_it_begins_anew_and_says_so(kept):
    note, batches, _ = again(kept, resume=False)
    assert "2 batches" in note
    assert batches == []
    assert not (kept / UNFINISHED).exists()


@pytest.mark.parametrize("key", list(ASKED))
def test_what_is_of_another_run_is_refused_in_a_line_and_stays(kept, key):
    with pytest.raises(EsariskError, match=f"other {key}: leave --resume out") as told:
        again(kept, ASKED | {key: "other"})
    assert len(told.value.lines()) == 1
    assert again(kept)[1] == [0, 3]


@pytest.mark.parametrize("harm", ["cut", "turned", "empty", "other"])
def test_a_damaged_batch_is_one_line_and_costs_no_other(kept, harm):
    file = kept / UNFINISHED / "000003.npz"
    content = bytearray(file.read_bytes())
    if harm == "turned":
        content[len(content) // 2] ^= 1
    file.write_bytes({"cut": content[:-9], "turned": content, "empty": b"", "other": b"x" * 99}[harm])
    with pytest.raises(EsariskError, match=r"000003.npz: is damaged: remove it") as told:
        again(kept)
    assert len(told.value.lines()) == 1
    file.unlink()
    assert again(kept)[1] == [0]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"study": 1}'])
def test_what_does_not_say_whose_it_is_is_refused(kept, text):
    (kept / UNFINISHED / ASKED_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(EsariskError, match="leave --resume out"):
        again(kept)


def test_a_file_half_written_when_its_writer_was_killed_is_no_batch(kept):
    (kept / UNFINISHED / "000007.npz.new").write_bytes(b"half")
    assert again(kept)[1] == [0, 3]
    with Unfinished(kept, ASKED).held() as found:
        found.begin(resume=True)
        found.put(7, part(7))
        assert found.batches == [0, 3, 7]


@pytest.mark.parametrize("resume", [True, False])
def test_two_processes_never_share_one(kept, resume):
    with Unfinished(kept, ASKED).held() as first:
        first.begin(resume=True)
        with pytest.raises(EsariskError, match="another process is making a run here"):
            again(kept, resume=resume)
    assert again(kept)[1] == [0, 3]


def test_whoever_is_stopped_hears_how_to_go_on(kept):
    def stopped():
        with Unfinished(kept, ASKED).held() as found:
            found.begin(resume=True)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stop:
        stopped()
    assert stop.value.__notes__ == [GO_ON]


def test_a_link_in_its_place_is_not_followed(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run" / UNFINISHED).symlink_to(tmp_path / "elsewhere")
    with Unfinished(tmp_path / "run", ASKED).held() as found:
        found.begin(resume=False)
        with pytest.raises(EsariskError, match="is a link: remove it"):
            found.put(0, part())
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_disk_without_room_is_one_line_and_what_is_kept_stays(kept, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    def put():
        with Unfinished(kept, ASKED).held() as found:
            found.begin(resume=True)
            found.put(5, part(5))

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(EsariskError, match="No space left on device") as told:
        put()
    assert told.value.__notes__ == [GO_ON]
    monkeypatch.undo()
    assert again(kept)[1] == [0, 3]


# --- whole runs ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return run_study("budget-2014", CHANGES, tmp_path_factory.mktemp("whole") / "run", "test")


class HaltError(Exception):
    """A fault in the middle."""


@pytest.mark.slow
def test_a_run_stopped_after_a_batch_projects_only_the_rest(whole, tmp_path, monkeypatch):
    done, projected = [], plans.Plan.closed

    def closed(self, found):
        if done:
            raise HaltError
        done.append(1)
        return projected(self, found)

    monkeypatch.setattr(plans.Plan, "closed", closed)
    with pytest.raises(HaltError):
        run_study("budget-2014", CHANGES, tmp_path / "run", "test")
    assert [file.name for file in (tmp_path / "run").iterdir()] == [UNFINISHED]
    monkeypatch.undo()
    told = []
    found = run_study(
        "budget-2014", CHANGES, tmp_path / "run", "test", lambda *count: told.append(count), resume=True
    )
    assert told[-1] == (plans.BATCH, plans.BATCH)
    assert found.record["digests"] == whole.record["digests"]
    assert "Went on from 1 batch" in found.notes[0]
    assert not (tmp_path / "run" / UNFINISHED).exists()


@pytest.mark.slow
def test_a_finished_run_is_not_run_again(whole, monkeypatch):
    monkeypatch.setattr(plans.Plan, "closed", None)
    found = run_study("budget-2014", CHANGES, whole.folder, "test", resume=True)
    assert found.record["digests"] == whole.record["digests"]
    assert found.notes == ("Finished before: nothing is left to do",)


KILLED = """
import sys
from pathlib import Path
from esarisk.study import run_study
run_study("budget-2014", {"draws": int(sys.argv[2]), "scenarios": ("baseline",)}, Path(sys.argv[1]), "test")
"""


@pytest.mark.slow
def test_a_run_killed_for_good_goes_on(whole, tmp_path):
    folder = tmp_path / "run"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(folder), str(DRAWS)])
    kept = folder / UNFINISHED
    while process.poll() is None and not list(kept.glob("*.npz")):
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert kept.is_dir()
    found = run_study("budget-2014", CHANGES, folder, "test", resume=True)
    assert json.loads((folder / "run.json").read_text())["digests"] == whole.record["digests"]
    assert found.notes
