"""Places of outputs that are not runs: nothing of another kind is replaced, and all is told before the work."""

import pandas as pd
import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.errors import EsariskError
from esarisk.report.people.population import OF_PEOPLE, claim_file, write_people
from esarisk.report.validation.quarterly_page import claim_page

WRONG_INPUT = 2
PEOPLE = pd.DataFrame(1.0, index=range(3), columns=sorted(OF_PEOPLE))


def bytes_in(folder):
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@pytest.mark.parametrize(
    ("claim", "mark", "text"),
    [
        (claim_page, "quarterly.html", "<title>Quarters – esarisk</title>"),
    ],
)
def test_a_folder_is_taken_when_it_is_new_or_holds_the_same_kind(tmp_path, claim, mark, text):
    claim(tmp_path / "new")
    claim(tmp_path)
    (tmp_path / "levels.csv").write_text("mine")
    with pytest.raises(EsariskError, match="holds something that is not a"):
        claim(tmp_path)
    (tmp_path / mark).write_text("of another program")
    with pytest.raises(EsariskError, match="holds something that is not a"):
        claim(tmp_path)
    (tmp_path / mark).write_text(text, encoding="utf-8")
    claim(tmp_path)
    assert sorted(bytes_in(tmp_path)) == sorted(["levels.csv", mark])


@pytest.mark.parametrize("ending", [".parquet", ".csv"])
def test_people_are_written_in_the_kind_that_the_name_says(tmp_path, ending):
    file = tmp_path / f"people{ending}"
    read = {".parquet": pd.read_parquet, ".csv": pd.read_csv}[ending]
    for times in (1.0, 2.0):
        claim_file(file)
        write_people(PEOPLE * times, file)
        pd.testing.assert_frame_equal(read(file), PEOPLE * times)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cube.nc", "end its name in .parquet or .csv"),
        ("people", "end its name in .parquet or .csv"),
        ("nowhere/people.csv", "there is no folder"),
        ("table.csv", "holds something that is not people"),
        ("text.csv", "holds something that is not people"),
        ("table.parquet", "holds something that is not people"),
        ("text.parquet", "holds something that is not people"),
        ("folder.csv", "holds something that is not people"),
        ("x" * 300 + ".csv", "has a name of more than 255 letters"),
    ],
)
def test_a_file_that_will_not_do_for_people_is_told_before_they_are_made(tmp_path, monkeypatch, name, said):
    def never(*_):
        raise AssertionError("the work began")

    monkeypatch.setattr("esarisk.engine.people.synthetic.population", never)
    for text in ("cube.nc", "text.csv", "text.parquet"):
        (tmp_path / text).write_bytes(b"\x00precious\xff\n" * 30)
    pd.DataFrame({"weight": [1.0], "sex": ["of my survey"]}).to_csv(tmp_path / "table.csv")
    pd.DataFrame({"weight": [1.0], "sex": ["of my survey"]}).to_parquet(tmp_path / "table.parquet")
    (tmp_path / "folder.csv").mkdir()
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()}
    result = CliRunner().invoke(main, ["show", "population", "--out", str(tmp_path / name)])
    assert result.exit_code == WRONG_INPUT
    assert said in result.output
    assert len(result.output.splitlines()) == 1
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()} == before


@pytest.mark.parametrize(
    ("words", "work"),
    [
        (["quarterly"], "esarisk.analysis.validation.quarterly.quarterly"),
        (
            ["sweep", "--programme", "new_start", "--funding", "0,50"],
            "esarisk.analysis.programmes.sweep.sweep",
        ),
    ],
)
def test_a_folder_that_will_not_do_is_told_before_the_work(tmp_path, monkeypatch, words, work):
    def never(*_):
        raise AssertionError("the work began")

    monkeypatch.setattr(work, never)
    (tmp_path / "file").write_text("precious")
    for out in ("file", "file/below", "x" * 300):
        result = CliRunner().invoke(main, [*words, "--out", str(tmp_path / out)])
        assert result.exit_code == WRONG_INPUT, result.output
        assert len(result.output.splitlines()) == 1
    assert bytes_in(tmp_path) == {"file": b"precious"}


def test_the_place_of_a_fit_is_told_before_the_fit(tmp_path, monkeypatch, library):
    def never(*_):
        raise AssertionError("the work began")

    monkeypatch.setattr("esarisk.analysis.validation.calibrate.calibrate", never)
    monkeypatch.setattr("esarisk.policy.reading.read_library", lambda _: library)
    monkeypatch.setattr(library, "folder", tmp_path)
    (tmp_path / "fitted").write_text("precious")
    result = CliRunner().invoke(main, ["calibrate", "--vintage", "2014-03"])
    assert result.exit_code == WRONG_INPUT, result.output
    assert "fitted: cannot be written" in result.output
    assert len(result.output.splitlines()) == 1
