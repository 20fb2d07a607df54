"""A library is read once: kept between commands, and read again as soon as anything of it changes."""

import os

import pytest

from esarisk import shelf
from esarisk.errors import EsariskError
from esarisk.policy import reading

CARD = """\
rate:
  meaning: A weekly rate
  unit: GBP a week
  kind: constant
  grade: A
  values:
    - {from: 2013-04-08, value: 34.80, published: 2012-12-06, source: BOOK}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A small sound folder, and a cache for this test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = tmp_path / "parameters"
    (made / "more").mkdir(parents=True)
    (made / "sources.csv").write_text("source_id,publisher,title\nBOOK,DWP,Rates\n")
    (made / "esa.yaml").write_text(CARD)
    (made / "more" / "uc.yaml").write_text(CARD)
    return made


@pytest.fixture
def again(monkeypatch):
    """Read a folder as a new command would: the library, and whether its files were read."""
    examined, real = [], reading.examine_folder
    monkeypatch.setattr(reading, "examine_folder", lambda place: examined.append(place) or real(place))

    def read(folder):
        reading._read_library.cache_clear()
        before = len(examined)
        library = reading.read_library(folder)
        return library, len(examined) > before

    yield read
    reading._read_library.cache_clear()


def told(library):
    """All that a library holds, tables cell by cell [text]."""
    programmes = {name: vars(one) | held(one.parameters) for name, one in library.programmes.items()}
    return repr(vars(library) | held(library.parameters) | {"programmes": programmes})


def held(parameters):
    return {"parameters": (dict(parameters), parameters.sources)}


def test_a_library_is_read_once(folder, again):
    first, was_read = again(folder)
    assert was_read
    kept, was_read = again(folder)
    assert not was_read
    assert told(kept) == told(first)


def test_the_packaged_library_is_kept_as_it_was_read(library, tmp_path, monkeypatch, again):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    again(library.folder)
    kept, was_read = again(library.folder)
    assert not was_read
    assert told(kept) == told(library)


def changed_unseen(file):
    """Change a figure, and neither the size of its file nor its date."""
    before = file.stat()
    file.write_text(CARD.replace("34.80", "35.80"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = {
    "a figure": lambda folder: (folder / "esa.yaml").write_text(CARD.replace("34.80", "34.81")),
    "a remark": lambda folder: (folder / "esa.yaml").write_text(CARD + "# a remark\n"),
    "a figure at the same time": lambda folder: changed_unseen(folder / "esa.yaml"),
    "a file more": lambda folder: (folder / "more" / "one.yaml").write_text(CARD),
    "a file less": lambda folder: (folder / "more" / "uc.yaml").unlink(),
    "another name": lambda folder: (folder / "esa.yaml").rename(folder / "esb.yaml"),
    "another place": lambda folder: (folder / "esa.yaml").rename(folder / "more" / "esa.yaml"),
    "a source": lambda folder: (folder / "sources.csv").write_text(
        "source_id,publisher,title\nBOOK,DWP,Rate\n"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_a_file_is_read(folder, again, change):
    again(folder)
    CHANGES[change](folder)
    library, was_read = again(folder)
    assert was_read
    whole, _ = reading.examine_folder(folder)
    assert dict(library.parameters) == dict(whole.parameters)
    assert library.files == whole.files


def test_another_reader_reads(folder, again, monkeypatch):
    again(folder)
    real = shelf.version
    monkeypatch.setattr(shelf, "version", lambda name: real(name) + (".1" if name == "pydantic" else ""))
    assert again(folder)[1]


def test_the_same_folder_by_another_path_is_read(folder, again, monkeypatch):
    again(folder)
    monkeypatch.chdir(folder.parent)
    library, was_read = again(folder.relative_to(folder.parent))
    assert was_read
    assert not library.folder.is_absolute()


def test_what_was_damaged_is_read(folder, again, tmp_path):
    again(folder)
    (file,) = (tmp_path / "cache").rglob("library")
    file.write_bytes(file.read_bytes()[:-1])
    assert again(folder)[1]
    assert not again(folder)[1]


def test_a_folder_at_fault_is_never_kept(folder, again):
    (folder / "esa.yaml").write_text(CARD.replace("34.80", "lots"))
    for _ in range(2):
        with pytest.raises(EsariskError, match="number"):
            again(folder)
    (folder / "esa.yaml").write_text(CARD)
    assert again(folder)[1]


def test_what_is_written_while_it_is_read_is_not_kept(folder, monkeypatch, again):
    real = reading.examine_folder

    def slow(place):
        found = real(place)
        (folder / "esa.yaml").write_text(CARD.replace("34.80", "34.81"))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(reading, "examine_folder", slow)
        again(folder)
    (folder / "esa.yaml").write_text(CARD)
    assert again(folder)[0].parameters.number("esa.rate") == 34.80
