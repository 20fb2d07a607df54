"""Every command through its door: it succeeds, prints what it is for, and leaves its files whole."""

import json
import re
from pathlib import Path
from shutil import copytree

import click
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner

from esarisk.cli import main
from esarisk.cube import load, value_digest
from esarisk.policy import reading
from esarisk.report.writers.terminal import PROSE

pytestmark = pytest.mark.slow
CHECK_FAILED = 3


def whole_page(file):
    assert file.read_text(encoding="utf-8").rstrip().endswith("</html>")


def whole_sweep(home):
    whole_page(home / "sweep" / "sweep.html")
    assert json.loads((home / "sweep" / "sweep.json").read_text(encoding="utf-8"))
    assert len((home / "sweep" / "levels.csv").read_text(encoding="utf-8").splitlines()) == 3


CASES = {
    "cap history": None,
    "list measures": None,
    "show esa.support_component": None,
    "show population --people 500 --out {home}/people.parquet": lambda home: pd.read_parquet(
        home / "people.parquet"
    ),
    "check {home}/scenario.yaml": None,
    "award --year 2014-15 --basis both --phase support --age 40": None,
    "backtest --view department --draws 2": None,
    "backtest --sufficiency": None,
    "quarterly --out {home}/quarterly": lambda home: whole_page(home / "quarterly" / "quarterly.html"),
    "people --people 1000": None,
    "people --awards": None,
    "people --programme pilot_health_led --people 5000": None,
    "programmes": None,
    "programmes --coverage --money 50": None,
    "programmes --evidence": None,
    "ledger ips --jobseekers --switch 0.5 --after 0": None,
    "less-money new_start": None,
    "less-money ips --kept 0.9 --kept 0.5": None,
    "gainshare": None,
    "advisers": None,
    "advisers --reserve 0.33 --draws 1": None,
    "gap --programme ips --starts 1000": None,
    "gap --programme ips --money 10 --draws 2": None,
    "pilot --people 100 --trials 4 --records": None,
    "sweep --programme ips --funding 0,50 --draws 1 --out {home}/sweep": whole_sweep,
    "solve --scenario new-start-50 --max-breach 0.1 --most 1.5 --draws 2 --out {home}/solved": lambda home: (
        whole_page(home / "solved" / "sweep.html")
    ),
    "twin-gate --people 2000": None,
}
"""What is typed, and what must then be on the disk."""

LISTS = ("list", "show esa", "check")
"""What is piped one line a name or value."""
ELSEWHERE = {"run", "report", "workbook", "compare", "costings", "calibrate"}
"""Commands with a test of their own below."""


def invoke(words):
    return CliRunner().invoke(main, words.split())


def done(words):
    """What a command prints that must succeed."""
    result = invoke(words)
    assert result.exit_code == 0, f"{words}: {result.output} {result.exception!r}"
    return result.stdout


def leaves(group, above=""):
    """Every command of a group by its words."""
    found = set()
    for name, command in group.commands.items():
        words = f"{above} {name}".strip()
        found |= leaves(command, words) if isinstance(command, click.Group) else {words}
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder to write to, with a scenario."""
    made = tmp_path_factory.mktemp("home")
    (made / "scenario.yaml").write_text("scenario: {name: s, meaning: m, funding: {ips: 3}}\n")
    return made


def test_no_command_is_forgotten():
    names = leaves(main)
    assert names - ELSEWHERE == {name for name in names if any(f"{c} ".startswith(f"{name} ") for c in CASES)}


def test_a_command_without_a_case_is_seen():
    inner = click.Group(commands={"c": click.Command("c")})
    assert leaves(click.Group(commands={"a": click.Command("a"), "b": inner})) == {"a", "b c"}


@pytest.mark.usefixtures("few_programmes")
@pytest.mark.parametrize("case", CASES)
def test_a_command_succeeds_and_says_something(home, case):
    said = done(case.format(home=home))
    assert re.search(r"\d", said)
    if not case.startswith(LISTS):
        assert max(map(len, said.splitlines())) <= PROSE
    if CASES[case]:
        CASES[case](home)
    assert not [path.name for path in home.rglob("*") if path.suffix == ".part" or path.name[0] == "."]


def test_a_list_names_all_there_is(library):
    for what in ("measures", "scenarios", "vintages", "studies", "programmes"):
        said = done(f"list {what}")
        assert {name for name in getattr(library, what) if name not in said} == set()


# --- a run, its report, its costings, its people ---------------------------------------------------


def test_a_run_prints_the_table_and_then_where_its_report_is_and_leaves_it_whole(tmp_path):
    folder = tmp_path / "run"
    said = done(
        f"run budget-2014 --draws 1 --scenario baseline --scenario wrac-abolished-2017 --out {folder}"
    )
    *table, last = said.splitlines()
    assert last.startswith("Report:")
    assert str(folder / "report.html") in last
    for year in ("2014-15", "2018-19"):
        assert any(year in line for line in table)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["digests"]["values"] == value_digest(load(folder / "cube.nc"))
    assert [scenario["name"] for scenario in record["scenarios"]] == ["baseline", "wrac-abolished-2017"]
    whole_page(folder / "report.html")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]

    written = (folder / "report.html").read_text(encoding="utf-8")
    (folder / "report.html").unlink()
    assert str(folder / "report.html") in done(f"report {folder}")
    assert (folder / "report.html").read_text(encoding="utf-8") == written

    assert re.search(r"\d", done(f"costings {folder}"))
    assert json.loads(done(f"costings {folder} --json"))

    assert str(folder / "workbook.xlsx") in done(f"workbook {folder}")
    assert (folder / "workbook.xlsx").read_bytes()[:2] == b"PK"
    other = tmp_path / "other"
    done(f"run budget-2014 --draws 1 --scenario baseline --set on_flow.yearly_growth=0.05 --out {other}")
    assert not (other / "workbook.xlsx").exists()
    assert "set on_flow.yearly_growth" in done(f"compare {folder} {other}")
    told = json.loads(done(f"compare {folder} {other} --json"))
    growth = [row["change"] for row in told["rows"] if row["what"] == "ESA spending"]
    assert growth == sorted(growth)
    assert growth[-1] > 0.5


def test_people_told_into_a_run_stand_in_its_report_and_change_no_number(tmp_path):
    folder = tmp_path / "run"
    told = json.loads(done(f"run budget-2014 --draws 1 --scenario baseline --out {folder} --json"))
    digest = value_digest(load(folder / "cube.nc"))
    assert told["digests"]["values"] == digest
    before = (folder / "report.html").read_text(encoding="utf-8")
    assert str(folder / "report.html") in done(f"people --people 1000 --into {folder}")
    people = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    assert people["lives"]["people"] == 1000
    assert people["outcomes"] == []
    assert len((folder / "report.html").read_text(encoding="utf-8")) > len(before)
    whole_page(folder / "report.html")
    assert value_digest(load(folder / "cube.nc")) == digest


# --- a fit, and whether it is stale ----------------------------------------------------------------


def test_a_stale_fit_fails_the_check_until_it_is_made_again(tmp_path):
    """Made again, it is the one that is shipped."""
    folder = copytree(reading.read_library().folder, tmp_path / "parameters")
    file = folder / "fitted" / "2014_03_public.yaml"
    shipped = yaml.safe_load(file.read_text())["fitted"]
    other = {"fitted": {**shipped, "digest": "0" * 16, "scores": dict.fromkeys(shipped["scores"], 0.0)}}
    file.write_text(yaml.safe_dump(other))
    stale = invoke(f"check {folder}")
    assert stale.exit_code == CHECK_FAILED
    (line,) = stale.stderr.splitlines()
    assert str(file) in line
    assert "esarisk calibrate --vintage 2014-03 --view public" in line
    made = invoke(f"calibrate --vintage 2014-03 --view public --parameters {folder}")
    assert made.exit_code == 0, made.output
    assert str(file) in made.stdout
    again = yaml.safe_load(file.read_text())["fitted"]
    assert again["digest"] == shipped["digest"]
    assert again["scores"] == pytest.approx(shipped["scores"], abs=1e-4)
    assert invoke(f"check {folder}").exit_code == 0


def test_an_input_that_a_fit_read_makes_it_stale(tmp_path):
    folder = copytree(reading.read_library().folder, tmp_path / "parameters")
    table = folder / "population" / "population_mortality.csv"
    text = table.read_text()
    assert "2009,male,16,28.72," in text
    table.write_text(text.replace("2009,male,16,28.72,", "2009,male,16,28.73,"))
    stale = invoke(f"check {folder}")
    assert stale.exit_code == CHECK_FAILED
    told = {Path(line.split(":")[0]).name for line in stale.stderr.splitlines()}
    assert told == {path.name for path in (folder / "fitted").glob("*.yaml")}
