"""The how-to of own questions, followed to the letter in an empty folder: its files are written, its commands run."""

import re
import shutil

import openpyxl
import pytest
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.cube import load

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def followed(root, tmp_path_factory):
    """The folder in which the page was followed, and what each command printed."""
    page = (root / "docs" / "how-to" / "ask-your-own-question.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(\w*)\n(.*?)```", page, flags=re.DOTALL)
    home = tmp_path_factory.mktemp("asked")
    documents = [text for kind, text in blocks if kind == "yaml"]
    (home / "my.yaml").write_text(documents[0])
    (home / "with-a-setting.yaml").write_text(f"{documents[1]}---\n{documents[0]}")
    shutil.copytree(root / "parameters", home / "my-parameters")
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        for line in [line for kind, text in blocks if not kind for line in text.strip().splitlines()]:
            result = CliRunner().invoke(main, line.removeprefix("esarisk ").split())
            assert result.exit_code == 0, (line, result.output, result.exception)
            said[line] = result.stdout
    return home, said


def test_every_command_of_the_page_succeeds(followed):
    _, said = followed
    assert len(said) >= 7
    assert "no fault" in said["esarisk check my.yaml"]


def test_an_own_measure_changes_no_year_before_its_date(followed):
    home, _ = followed
    money = load(home / "outputs" / "component-cut" / "cube.nc")["spending"].sum("line").mean("draw")
    change = money.sel(scenario="component-cut") - money.sel(scenario="baseline")
    assert float(change.sel(year="2015-16")) == 0.0
    assert float(change.sel(year="2017-18")) < -100.0


def test_an_own_assumption_is_set_beside_the_run_without_it(followed):
    home, said = followed
    compared = next(text for line, text in said.items() if line.startswith("esarisk compare"))
    assert "set on_flow.yearly_growth" in compared
    assert "paired" in compared
    record = (home / "outputs" / "component-cut-on_flow.yearly_growth-0.02" / "run.json").read_text(
        encoding="utf-8"
    )
    assert '"on_flow.yearly_growth": 0.02' in record
    assert '"study_file": "my.yaml"' in record


def test_the_same_setting_in_the_file_gives_the_same_values(followed, monkeypatch):
    home, _ = followed
    monkeypatch.chdir(home)
    result = CliRunner().invoke(main, ["run", "with-a-setting.yaml", "--out", "again"])
    assert result.exit_code == 0, result.output
    one, other = (load(home / place / "cube.nc") for place in
                  ("again", "outputs/component-cut-on_flow.yearly_growth-0.02"))  # fmt: skip
    assert one.equals(other)


def test_each_level_of_money_is_a_scenario(followed):
    home, _ = followed
    folder = next(one for one in (home / "outputs").iterdir() if "new-start-at" in one.name)
    names = [str(name) for name in load(folder / "cube.nc")["scenario"].values]
    assert names == ["baseline", "new-start-at-0", "new-start-at-50", "new-start-at-100"]


def test_the_workbook_has_the_headlines_numbers(followed):
    home, _ = followed
    folder = home / "outputs" / "component-cut"
    book = openpyxl.load_workbook(folder / "workbook.xlsx")
    share = 100 * float(load(folder / "cube.nc")["breach"].isel(scenario=0).sel(year="2018-19").mean())
    rows = {str(row[0]): row for row in book["cap"].iter_rows(values_only=True)}
    assert rows["2018-19*"][9] == pytest.approx(share)
