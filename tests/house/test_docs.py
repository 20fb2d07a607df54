"""The documentation: no dead link, no page that the index forgets, one title each."""

import importlib.util
import re

import pytest

from esarisk.cli import main
from esarisk.cli.examples import commands
from esarisk.cube import VARIABLES
from esarisk.policy.reading import check_target


@pytest.fixture(scope="module")
def docs(root):
    spec = importlib.util.spec_from_file_location("docs_build", root / "docs" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_link_is_dead(docs, tracked, root):
    pages = [path for path in tracked if path.suffix == ".md"]
    dead = {str(page.relative_to(root)): docs.dead_links(page) for page in pages}
    assert {page: links for page, links in dead.items() if links} == {}


def test_every_page_is_in_the_index(docs, root):
    index = root / "docs" / "README.md"
    linked = {
        (index.parent / link).resolve() for link in docs.LINK.findall(index.read_text(encoding="utf-8"))
    }
    assert set((root / "docs").rglob("*.md")) - {index} <= linked


def test_every_page_becomes_html_with_working_links(docs, root, tmp_path):
    count = docs.build(root / "docs", tmp_path)
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) == count
    assert all("<h1>" in page.read_text(encoding="utf-8") for page in pages)
    assert (tmp_path / "decisions" / "0001-floors.html").is_file()


def test_a_dead_link_is_seen(docs, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n[gone](gone.md#part), [here](page.md) and [out](https://www.gov.uk/esa)\n")
    assert docs.dead_links(page) == ["gone.md"]


def test_every_command_that_the_documents_name_is_one(root):
    pages = [root / "README.md", *(root / "docs").rglob("*.md")]
    named = {
        (page.name, word)
        for page in pages
        for word in re.findall(r"`esarisk ([a-z-]+)", page.read_text(encoding="utf-8"))
    }
    known = {words.split()[0] for words in commands(main)}
    assert {where for where in named if where[1] not in known} == set()


def test_the_card_in_the_how_to_is_one_that_passes(root, tmp_path):
    """Beside the sources and lags that are shipped, so that it can be typed as it stands."""
    page = (root / "docs" / "how-to" / "change-a-figure.md").read_text(encoding="utf-8")
    (card,) = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    for name in ("sources.csv", "publication_lags.yaml"):
        (tmp_path / name).write_text(
            (root / "parameters" / name).read_text(encoding="utf-8"), encoding="utf-8"
        )
    (tmp_path / "esa.yaml").write_text(card, encoding="utf-8")
    found = check_target(tmp_path)
    assert (found.faults, found.files) == ([], 3)


def rows_of(page):
    """First cell and the rest of every row of a page's table."""
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    return {line.split("`")[1]: [cell.strip() for cell in line.strip("|").split("|")[1:]] for line in lines}


def test_the_page_of_commands_has_every_command_as_its_help_says_it(root):
    told = rows_of(root / "docs" / "reference" / "commands.md")
    assert told == {
        words: [(one.help or "").strip().split("\n\n")[0].replace("\n", " ")]
        for words, one in commands(main).items()
    }


def test_the_page_of_the_cube_has_every_variable_as_the_cube_says_it(root):
    told = rows_of(root / "docs" / "reference" / "cube.md")
    assert told == {name: [", ".join(one.dims), one.unit, one.long_name] for name, one in VARIABLES.items()}
